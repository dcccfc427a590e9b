"""What the audit costs a ballot, in bare Ed25519 verifications: the issue asks for at most four.

Run as a program on a repository it times one audit and, before and after it, the bare verifications, and prints both.
A process of its own for every round, so that nothing is left over from the round before.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from pathlib import Path

from bench.cooperative import Cooperative
from bench.timing import Job, best_of, repeated

PROPOSALS = 20
VOTERS = 100
ROUNDS = 5
MOST = 4
_VERIFICATIONS = 1000
_MESSAGE_BYTES = 250


def measure(folder: Path) -> tuple[int, int]:
    """Nanoseconds of the audit for one ballot, and of one bare verification: the best of several rounds."""
    made = Cooperative(folder / "made.git", VOTERS, VOTERS)
    made.live(PROPOSALS)
    # What is audited is a clone, whose objects lie packed as everybody's do.
    clone = folder / "clone.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", "--no-local", str(made.folder), str(clone)], check=True)
    rounds = []
    for _ in range(ROUNDS):
        program = [sys.executable, "-m", "bench.audit", str(clone), made.head]
        done = subprocess.run(program, capture_output=True, check=True, cwd=Path(__file__).parent.parent)
        rounds.append(json.loads(done.stdout))
    if {one["ballots"] for one in rounds} != {made.ballots}:
        raise ValueError("the audit did not count the ballots that were cast")
    return min(one["audit"] for one in rounds) // made.ballots, min(one["bare"] for one in rounds)


def once(clone: str, head: str) -> dict[str, int]:
    """One audit of a clone, and the bare verifications around it, in nanoseconds."""
    from govtool.io.git import Git
    from govtool.roles.auditor import audit

    # As the command line does.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    reports = []
    verify = bare_verification()
    before = best_of(1, {"bare": verify})["bare"]
    taken = best_of(1, {"audit": lambda: reports.append(audit(Git(clone), head))})["audit"]
    after = best_of(1, {"bare": verify})["bare"]
    if not reports[0].ok:
        raise ValueError(f"the audit found {reports[0].findings[:3]}")
    return {"audit": taken, "bare": min(before, after) // _VERIFICATIONS, "ballots": reports[0].ballots}


def bare_verification() -> Job:
    """Many verifications of one message of a ballot's size, by the library that govtool uses."""
    from nacl.signing import SigningKey

    key = SigningKey.generate()
    message = bytes(_MESSAGE_BYTES)
    signature = key.sign(message).signature
    public = key.verify_key
    return repeated(_VERIFICATIONS, lambda: public.verify(message, signature))


if __name__ == "__main__":
    json.dump(once(sys.argv[1], sys.argv[2]), sys.stdout)
