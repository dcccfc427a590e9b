"""A push as git's hook on a server tells of it, and the branches that nobody may push.

It stands apart from the guard so that a push of ballots is answered at once: it knows no git and no registry, and
nothing that is slow to start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from govtool.core.finding import Finding, finding
from govtool.errors import GovtoolError

ZERO = "0" * 40
BRANCHES = "refs/heads/"
MAIN = "refs/heads/main"
_COMMIT = re.compile("[0-9a-f]{40}")
_SHAPES = {
    "vote": re.compile(r"vote/[0-9]{4,12}/[a-z0-9-]+"),
    "gather": re.compile(r"gather/[0-9]{4,12}"),
    "filing": re.compile(r"filing/[0-9]{4,12}"),
    "statement": re.compile(r"statement/[a-z0-9-]+/[0-9]{6,12}"),
    "proposal": re.compile(r"proposal/[a-z0-9-]+"),
    "application": re.compile(r"application/[a-z0-9-]+"),
    "handover": re.compile(r"handover/[a-z0-9-]+"),
}


@dataclass(frozen=True, slots=True)
class Push:
    """One ref that somebody asks to move: from where, to where (zeros where it is not there)."""

    old: str
    new: str
    ref: str


def pushes_of(lines: Iterable[str]) -> tuple[Push, ...]:
    """The refs that git's hook protocol names, a line each: OLD NEW REF. Raises GovtoolError for anything else."""
    found = []
    for line in lines:
        words = line.rstrip("\n").split(" ", 2)
        if len(words) != 3 or not all(_COMMIT.fullmatch(word) for word in words[:2]):
            raise GovtoolError(f"this is no line of a pre-receive hook: {line[:80]!r}", "govtool guard install")
        found.append(Push(*words))
    return tuple(found)


def branch_problems(pushes: Iterable[Push]) -> Iterator[Finding]:
    """The branches of a push that would block those of others; to take one away is never wrong."""
    for push in pushes:
        branch = push.ref.removeprefix(BRANCHES)
        if branch != push.ref and push.new != ZERO and blocks_others(branch):
            first = branch.split("/", 1)[0]
            yield finding("reserved_branch", branch=branch, what=f"{first}/ is kept for branches of a set form")


def blocks_others(branch: str) -> bool:
    """Whether a branch has a reserved first word without its shape: `vote` or `vote/0007` would block every voter.

    A branch `refs/heads/main` would block every push to main, because git could not tell the two apart. `Main` is the
    same file as `main` in a clone on Windows or a Mac, and would show its owner another main.
    """
    first = branch.split("/", 1)[0].casefold()
    if first in _SHAPES:
        return not _SHAPES[first].fullmatch(branch)
    return first == "refs" or (first == "main" and branch != "main")
