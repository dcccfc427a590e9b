"""Refs as git itself reads and moves them: those below a prefix only, and each move by comparison with what was seen.

Two commands of one person may run at the same moment, and git beside them. So no ref is set or deleted blindly: it
moves from the commit that was looked at, or nothing moves. Several moves are one transaction, all or none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from govtool.core.text import lines_of
from govtool.errors import GovtoolError
from govtool.io.git.place import Place
from govtool.io.git.process import ZERO

# git's own words where a ref is not what was expected; all else is a fault of the disk or of the repository
_MOVED = ("but expected", "reference already exists", "unable to resolve reference", "reference is missing")


@dataclass(frozen=True, slots=True)
class Move:
    """One ref that moves from `old` to `new`; None is no ref. If both are the same, the ref must only be unchanged."""

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


def move_refs(place: Place, moves: Iterable[Move]) -> bool:
    """Moves refs of a repository, all or none; False where one is not what it was.

    Raises GovtoolError where git cannot write them.
    """
    lines = "".join(move.line for move in moves)
    done = place.run("update-ref", "--no-deref", "--stdin", said=lines)
    if done.returncode == 0:
        return True
    told = (lines_of(done.stderr.strip()) or ["git said nothing"])[0].removeprefix("fatal: ")
    if any(words in done.stderr for words in _MOVED):
        return False
    raise GovtoolError(
        f"git could not write its refs here: {told}",
        "is another git at work, or the disk full? A lock file that git names and nobody holds can be removed",
    )


def deletion(name: str, expected: str) -> str:
    """The command by which the owner of a server deletes a ref, if it still is what was seen."""
    return f"git update-ref -d {name} {expected}"


def refs_below(place: Place, prefix: str) -> Iterator[tuple[str, str]]:
    """Every ref whose full name begins with a prefix, and the object at it. Costs what is below, not what is there."""
    top = prefix[: prefix.rindex("/") + 1] if "/" in prefix else "refs/"
    plain = _plain_refs(place.common, top)
    for name, oid in _told_by_git(place, top) if plain is None else plain.items():
        if name.startswith(prefix):
            yield name, oid


def _told_by_git(place: Place, top: str) -> Iterator[tuple[str, str]]:
    for line in lines_of(place.run("for-each-ref", "--format=%(refname) %(objectname)", top).stdout):
        name, _, oid = line.partition(" ")
        yield name, oid


# what stands in the file of a ref that is no link to another, and a line of those that are packed
_OBJECT = re.compile(rb"([0-9a-f]{40})\n")
_PACKED = re.compile(rb"^([0-9a-f]{40}) (\S+)$", re.MULTILINE)
# Names that git takes for sure; it passes over some others.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")


def _plain_refs(common: Path, top: str) -> dict[str, str] | None:
    """The refs below a folder by name, read from their files; None if anything is out of the ordinary, and git must
    answer. A command looks at a dozen of such folders, most of them empty, and a start of git costs more than all of
    them.

    Loose refs are read first: git packs a ref before it takes the loose one away.
    """
    try:
        if (common / "reftable").exists():
            return None
        loose = dict(_loose(common / top, top))
        packed = (common / "packed-refs").read_bytes() if (common / "packed-refs").exists() else b""
    except (OSError, _Unusual):
        return None
    kept = {}
    for oid, name in _PACKED.findall(packed):
        if name.startswith(top.encode()):
            if not _is_plain(name):
                return None
            kept[name.decode()] = oid.decode()
    return kept | loose


def _is_plain(name: bytes) -> bool:
    return name.isascii() and all(_PLAIN_NAME.fullmatch(step) for step in name.decode().split("/"))


class _Unusual(Exception):
    """Something lies among the refs that is no plain ref."""


def _loose(folder: Path | str, top: str) -> Iterator[tuple[str, str]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if not _PLAIN_NAME.fullmatch(entry.name) or entry.name.endswith(".lock"):
            raise _Unusual
        if entry.is_dir(follow_symlinks=False):
            yield from _loose(entry.path, f"{top}{entry.name}/")
        elif entry.is_file(follow_symlinks=False):
            found = _OBJECT.fullmatch(Path(entry.path).read_bytes())
            if found is None:
                raise _Unusual
            yield top + entry.name, found[1].decode()
        else:
            raise _Unusual
