"""How much longer `status` and a run of the clerk take beside what others left there, against the same without.

Beside them: a pull request with a message of 21 MB, 2,000 junk statements of strangers, and 10,000 old branches.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.cooperative import Cooperative
from bench.person import apart, key_file
from bench.table import Result
from bench.timing import PROGRAM, Job, expect, in_turns, processor, run
from govtool.core.commit import build_commit
from govtool.io.signature.signing import MemoryKey, sign_commit
from tests.world.people import key_of

JUNK, OLD, MESSAGE_BYTES = 2_000, 10_000, 21_000_000
_AUTHOR = "Somebody <somebody@example.org> 1793527200 +0000"


def neighbours(folder: Path, part: int, rounds: int) -> dict[str, Result]:
    """Seconds more of both commands, each in a clone of its own."""
    made = Cooperative(folder / "neighbours.git", 7)
    made.live(1)
    jobs: dict[tuple[str, str], Job] = {}
    for name in ("alone", "beside"):
        if name == "beside":
            _crowd(made, part)
        clone = folder / f"neighbours-{name}"
        subprocess.run(["git", "clone", "--quiet", str(made.folder), str(clone)], check=True)
        key = key_file(folder / f"clerk-{name}", key_of("clerk"))
        mine = key_file(folder / f"mine-{name}", key_of(made.voters[0]))
        for setting in (("gpg.format", "ssh"), ("user.signingKey", str(mine))):
            subprocess.run(["git", "config", *setting], cwd=clone, check=True)
        environment = apart(folder / f"home-{name}", made.now)
        typed = {"status": [PROGRAM, "status"], "clerk": [PROGRAM, "clerk", "--key", str(key)]}
        jobs |= {(name, what): processor(arguments, clone, environment) for what, arguments in typed.items()}
        jobs[name, "status"]()
        # what it refuses once it says once
        while b"refused" in (used := run(typed["clerk"], clone, environment)).said:
            expect(used, typed["clerk"])
    taken = in_turns(rounds, jobs)
    found = {}
    for what in ("status", "clerk"):
        pairs = zip(taken["alone", what], taken["beside", what], strict=True)
        found[f"beside-{what}"] = Result.of([(beside - alone) / 1e9 for alone, beside in pairs])
    return found


def _crowd(made: Cooperative, part: int) -> None:
    """What others left there: written as git objects, and as refs in one go."""
    git, head = made.git, made.head
    tree = git.loose_commit(head).tree
    stranger = MemoryKey.generate()
    lines = 79 * "x" + "\n"
    monster = build_commit(tree, (head,), _AUTHOR, _AUTHOR, lines * (MESSAGE_BYTES // len(lines)), None)
    refs = {"refs/pull/1/head": git.write("commit", monster)}
    for place in range(JUNK // part):
        message = f"State junk\n\nStatement: sha256:{place:064x}\n"
        oid = git.write("commit", sign_commit(stranger, tree, (head,), _AUTHOR, _AUTHOR, message))
        refs[f"refs/heads/statement/junk-{place}/000001"] = oid
    refs |= dict(_old(made, part))
    git.flush()
    lines = "".join(f"create {name} {oid}\n" for name, oid in refs.items())
    subprocess.run(["git", "update-ref", "--stdin"], cwd=made.folder, input=lines, text=True, check=True)
    subprocess.run(["git", "pack-refs", "--all"], cwd=made.folder, check=True)
    subprocess.run(["git", "repack", "-adq"], cwd=made.folder, check=True)


def _old(made: Cooperative, part: int) -> Iterator[tuple[str, str]]:
    """Branches that nobody took away: four in five of a vote that is over, the rest drafts of other people."""
    git, head = made.git, made.head
    tree = git.loose_commit(head).tree
    for place in range(OLD // part):
        oid = git.write("commit", build_commit(tree, (head,), _AUTHOR, _AUTHOR, f"Old {place}\n", None))
        yield f"refs/heads/{'vote/0001' if place % 5 else 'proposal'}/old-{place}", oid
