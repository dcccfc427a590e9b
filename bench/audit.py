"""What the audit costs a ballot, in bare Ed25519 verifications: the issue asks for at most four.

Run as a program on a repository it times one audit, and a few bare verifications after every commit of main, so that
both meet the same disturbances; processor time, not time on the wall. A process of its own for every round, so that
nothing is left over from the round before.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from pathlib import Path
from time import process_time_ns

from bench.cooperative import Cooperative

PROPOSALS = 20
VOTERS = 100
ROUNDS = 11
MOST = 4
_MESSAGE_BYTES = 250
_AT_ONCE = 30


def measure(folder: Path) -> tuple[int, int]:
    """Nanoseconds of the audit for one ballot, and of one bare verification in the same round; the best round."""
    made = Cooperative(folder / "made.git", VOTERS, VOTERS)
    made.live(PROPOSALS)
    # What is audited is a clone, whose objects lie packed as everybody's do.
    clone = folder / "clone.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", "--no-local", str(made.folder), str(clone)], check=True)
    rounds: list[tuple[int, int]] = []
    for _ in range(ROUNDS):
        program = [sys.executable, "-m", "bench.audit", str(clone), made.head]
        done = subprocess.run(program, capture_output=True, check=True, cwd=Path(__file__).parent.parent)
        audit, bare, ballots = json.loads(done.stdout)
        if ballots != made.ballots:
            raise ValueError(f"{made.ballots} ballots were cast, and the audit counted {ballots}")
        rounds.append((audit // ballots, bare))
    return min(rounds)


def once(clone: str, head: str) -> tuple[int, int, int]:
    """One audit of a clone and one bare verification, in nanoseconds, and how many ballots there were."""
    from nacl.signing import SigningKey

    from govtool.io.git.git import Git
    from govtool.roles.minutes.auditor import audit
    from govtool.roles.minutes.registry import NEWEST

    key = SigningKey.generate()
    message = bytes(_MESSAGE_BYTES)
    signature, public = key.sign(message).signature, key.verify_key
    bare: list[int] = []

    def verify_some(_done: int, _all: int) -> None:
        start = process_time_ns()
        for _ in range(_AT_ONCE):
            public.verify(message, signature)
        bare.append(process_time_ns() - start)

    # As the command line does.
    gc.set_threshold(1_000_000, 50, 50)
    # The checks of all kinds are built once for the whole audit, however long it is: that belongs to the start.
    for kind in NEWEST.kinds:
        kind.model_rebuild()
    start = process_time_ns()
    report = audit(Git(clone), head, progress=verify_some)
    taken = process_time_ns() - start - sum(bare)
    if not report.ok:
        raise ValueError(f"the audit found {report.findings[:3]}")
    return taken, sum(bare) // (len(bare) * _AT_ONCE), report.ballots


if __name__ == "__main__":
    json.dump(once(sys.argv[1], sys.argv[2]), sys.stdout)
