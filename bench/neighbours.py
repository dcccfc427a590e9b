"""How much longer `status` and a run of the clerk take beside what others left there, against the same without.

Beside them: a pull request with a message of 21 MB, 2,000 junk statements of strangers, and 10,000 old branches.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter_ns

from bench.cooperative import Cooperative
from bench.timing import Job, best_of, command
from govtool.core.commit import build_commit
from govtool.io.signature.signing import MemoryKey, sign_commit
from tests.world.people import key_of

JUNK, OLD, MESSAGE_BYTES = 2_000, 10_000, 21_000_000
MOST_MORE_MS = 1_000
ROUNDS = 3
_AUTHOR = "Somebody <somebody@example.org> 1793527200 +0000"


@dataclass(frozen=True)
class Beside:
    """Nanoseconds of one command: alone, beside all that, and the first time that it met all that."""

    alone: int
    beside: int
    first: int


def measure(folder: Path) -> dict[str, Beside]:
    """Both commands, each in a clone of its own."""
    made = Cooperative(folder / "neighbours.git", 7, 7)
    made.live(1)
    found: dict[str, dict[str, int]] = {}
    first: dict[str, int] = {}
    for name in ("alone", "beside"):
        if name == "beside":
            _crowd(made)
        clone = folder / f"neighbours-{name}"
        subprocess.run(["git", "clone", "--quiet", str(made.folder), str(clone)], check=True)
        key = _key_file(folder / f"clerk-{name}", key_of("clerk"))
        mine = _key_file(folder / f"mine-{name}", key_of(made.voters[0]))
        for setting in (("gpg.format", "ssh"), ("user.signingKey", str(mine))):
            subprocess.run(["git", "config", *setting], cwd=clone, check=True)
        jobs = _jobs(folder / name, made, clone, key)
        for what, job in jobs.items():
            start = perf_counter_ns()
            job()
            first[what] = perf_counter_ns() - start
        while b"refused" in _said(jobs["clerk"]):
            pass
        found[name] = best_of(ROUNDS, jobs)
    return {what: Beside(found["alone"][what], found["beside"][what], first[what]) for what in found["alone"]}


def _key_file(path: Path, key: MemoryKey) -> Path:
    path.write_text(key.openssh_private())
    path.chmod(0o600)
    path.with_name(path.name + ".pub").write_text(f"{key.public_key.line}\n")
    return path


def _said(job: Job) -> bytes:
    said = job()
    return said if isinstance(said, bytes) else b""


def _jobs(home: Path, made: Cooperative, clone: Path, key: Path) -> dict[str, Job]:
    # Nothing of the person who measures is read or written.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GOVTOOL_", "XDG_"))}
    environment = {**kept, "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "GOVTOOL_NOW": made.now}
    program = str(Path(sys.executable).with_name("govtool"))

    def clerk() -> bytes:
        arguments = [program, "clerk", "--key", str(key)]
        return subprocess.run(arguments, cwd=clone, env=environment, capture_output=True, check=True).stdout

    return {"status": command([program, "status"], clone, environment), "clerk": clerk}


def _crowd(made: Cooperative) -> None:
    """What others left there: written as git objects, and as refs in one go."""
    git, head = made.git, made.head
    tree = git.loose_commit(head).tree
    stranger = MemoryKey.generate()
    lines = 79 * "x" + "\n"
    monster = build_commit(tree, (head,), _AUTHOR, _AUTHOR, lines * (MESSAGE_BYTES // len(lines)), None)
    refs = {"refs/pull/1/head": git.write("commit", monster)}
    for place in range(JUNK):
        message = f"State junk\n\nStatement: sha256:{place:064x}\n"
        oid = git.write("commit", sign_commit(stranger, tree, (head,), _AUTHOR, _AUTHOR, message))
        refs[f"refs/heads/statement/junk-{place}/000001"] = oid
    refs |= dict(_old(made))
    git.flush()
    lines = "".join(f"create {name} {oid}\n" for name, oid in refs.items())
    subprocess.run(["git", "update-ref", "--stdin"], cwd=made.folder, input=lines, text=True, check=True)
    subprocess.run(["git", "pack-refs", "--all"], cwd=made.folder, check=True)
    subprocess.run(["git", "repack", "-adq"], cwd=made.folder, check=True)


def _old(made: Cooperative) -> Iterator[tuple[str, str]]:
    """Branches that nobody took away: four in five of a vote that is over, the rest drafts of other people."""
    git, head = made.git, made.head
    tree = git.loose_commit(head).tree
    for place in range(OLD):
        oid = git.write("commit", build_commit(tree, (head,), _AUTHOR, _AUTHOR, f"Old {place}\n", None))
        yield f"refs/heads/{'vote/0001' if place % 5 else 'proposal'}/old-{place}", oid
