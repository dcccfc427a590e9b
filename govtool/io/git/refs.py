"""Refs as git itself reads and moves them: those below a prefix only, and each move by comparison with what was seen.

Two commands of one person may run at the same moment, and git beside them. So no ref is set or deleted blindly: it
moves from the commit that was looked at, or nothing moves. Several moves are one transaction, all or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from govtool.core.text import lines_of
from govtool.errors import GovtoolError
from govtool.io.git.process import ZERO, run_git

# git's own words where a ref is not what was expected; all else is a fault of the disk or of the repository
_MOVED = ("but expected", "reference already exists", "unable to resolve reference", "reference is missing")


@dataclass(frozen=True, slots=True)
class Move:
    """One ref that moves from `old` to `new`; None is no ref. Where both are the same it must only be so still."""

    ref: str
    new: str | None
    old: str | None

    @property
    def line(self) -> str:
        """The move in the language of `git update-ref --stdin`."""
        if self.new == self.old:
            return f"verify {self.ref} {self.old or ZERO}\n"
        if self.new is None:
            return f"delete {self.ref} {self.old}\n"
        return f"update {self.ref} {self.new} {self.old or ZERO}\n"


def move_refs(folder: Path, moves: Iterable[Move]) -> bool:
    """Moves refs of the repository in this folder, all or none; False where one is not what it was.

    Raises GovtoolError where git cannot write them.
    """
    lines = "".join(move.line for move in moves)
    done = run_git(["--git-dir", str(folder), "update-ref", "--no-deref", "--stdin"], folder, said=lines)
    if done.returncode == 0:
        return True
    told = (lines_of(done.stderr.strip()) or ["git said nothing"])[0].removeprefix("fatal: ")
    if any(words in done.stderr for words in _MOVED):
        return False
    raise GovtoolError(
        f"git could not write its refs here: {told}",
        "is another git at work, or the disk full? A lock file that git names and nobody holds can be removed",
    )


def refs_below(folder: Path, prefix: str) -> Iterator[tuple[str, str]]:
    """Every ref whose full name begins with a prefix, and the object at it. Costs what is below, not what is there."""
    pattern = prefix[: prefix.rindex("/") + 1] if "/" in prefix else "refs/"
    listed = ["--git-dir", str(folder), "for-each-ref", "--format=%(objectname) %(refname)", pattern]
    for line in lines_of(run_git(listed, folder).stdout):
        oid, _, name = line.partition(" ")
        if name.startswith(prefix):
            yield name, oid
