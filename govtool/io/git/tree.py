"""Tree objects of git as bytes: what a folder holds, and what it would hold with one file more.

Promises: pure; a tree is read in one way or refused; the same entries give the same bytes and id as git's. Does not
read objects: that is for the door to git.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from govtool.errors import GovtoolError

FILE = 0o100644
EXECUTABLE = 0o100755
SYMLINK = 0o120000
TREE = 0o040000
GITLINK = 0o160000

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
# a mode, a name as long as any system keeps one, and an id
_LARGEST_ENTRY = 7 + 1024 + 1 + 20
_MAX_NEW = 3
"""The most new folders, one in the other, in which an added file is looked for."""
_KEPT_ENTRIES = 1 << 14
_NEVER_NAMES = frozenset((".", "..", ".git"))
# What is no entry takes all the rest: a search from each of its bytes to the end would take hours.
_RAW_ENTRY = re.compile(rb"(0?[1-7][0-7]*) ([^\0/]+)\0(.{20})|.+", re.DOTALL)
# Some tools wrote the mode of a folder with a zero before it.
_TREE_MODES = (b"40000", b"040000")
_MODES = {b"%o" % mode: mode for mode in (FILE, EXECUTABLE, SYMLINK, TREE, GITLINK)}


class BrokenTree(GovtoolError):
    """A tree that cannot be trusted to mean one thing: duplicate, unsorted or malformed entries."""

    code = "broken_tree"


class TooMuch(BrokenTree):
    """A pushed object that is larger than anything that is read: a file, a folder, or the difference of two."""

    code = "limits"


class MissingObject(GovtoolError):
    """An object that history names is not there, or cannot be read."""

    code = "missing_object"

    def __init__(self, oid: str, why: str) -> None:
        super().__init__(
            f"object {oid} is missing or unreadable: {why}", "fetch the whole history: git fetch --unshallow"
        )
        self.oid = oid


class Entry(NamedTuple):
    """One entry of a tree: `mode` as git stores it, `oid` in hexadecimal. A tuple, since an audit compares millions."""

    mode: int
    oid: str

    @property
    def is_tree(self) -> bool:
        return self.mode == TREE


def object_id(kind: str, data: bytes) -> str:
    """The id that git gives to an object."""
    return hash_object(kind, data).hexdigest()


def hash_object(kind: str, data: bytes) -> hashlib._Hash:
    """The hash that makes the id of an object."""
    return hashlib.sha1(b"%s %d\0%s" % (kind.encode(), len(data), data), usedforsecurity=False)


def sort_key(item: tuple[str, Entry]) -> bytes:
    """The key by which git sorts the entries of a tree: a folder as if its name ended in a slash."""
    name, entry = item
    return name.encode("utf-8", "surrogateescape") + (b"/" if entry.mode == TREE else b"")


def parse_tree(raw: bytes) -> dict[str, Entry]:
    """The entries of a raw tree object, by name. Raises BrokenTree where two readers could read it in two ways."""
    found = _RAW_ENTRY.findall(raw)
    if found and not found[-1][0]:
        raise BrokenTree("a tree object is malformed")
    entries = {
        name.decode("utf-8", "surrogateescape"): Entry(_MODES.get(mode) or int(mode, 8), oid.hex())
        for mode, name, oid in found
    }
    if len(entries) != len(found):
        raise BrokenTree("a folder names a file twice")
    if not _NEVER_NAMES.isdisjoint(entries):
        raise BrokenTree("a folder holds a name that leads elsewhere: . or .. or .git")
    # git stops looking for a name where the order says that it cannot come any more; others read on.
    keys = [name + b"/" if mode in _TREE_MODES else name for mode, name, _ in found]
    if keys != sorted(keys):
        raise BrokenTree("a folder does not list its names in git's order")
    return entries


def format_tree(entries: Mapping[str, Entry]) -> bytes:
    """The raw tree object of these entries, in git's order."""
    return format_sorted(dict(sorted(entries.items(), key=sort_key)))


def format_sorted(ordered: Mapping[str, Entry]) -> bytes:
    """The raw tree object of entries that are in git's order already."""
    return b"".join([_raw_entry(name, entry) for name, entry in ordered.items()])


@lru_cache(_KEPT_ENTRIES)
def _raw_entry(name: str, entry: Entry) -> bytes:
    # Of the entries of a folder an event changes one; the others are written again as they were.
    return b"%o %s\0%s" % (entry.mode, name.encode("utf-8", "surrogateescape"), bytes.fromhex(entry.oid))


def _only_entry(raw: bytes) -> tuple[str, Entry] | None:
    """Name and entry of a tree that holds one; None if it holds none or several. Raises BrokenTree."""
    end = raw.find(b"\0")
    mode, _, name = raw[:end].partition(b" ")
    if len(raw) == end + 21 and mode in _MODES and name.isascii() and b"/" not in name and name[:1] not in (b"", b"."):
        return name.decode(), Entry(_MODES[mode], raw[-20:].hex())
    return _one_more(raw, {})


def _one_more(raw: bytes, known: Mapping[str, Entry]) -> tuple[str, Entry] | None:
    """Name and entry that a tree holds beside the known ones; None if it does not hold these and one more."""
    entries = parse_tree(raw)
    more = entries.items() - known.items()
    return next(iter(more)) if len(entries) == len(known) + 1 and len(more) == 1 else None


@dataclass(frozen=True, slots=True)
class Change:
    """One path that differs between two trees. `before` is None where it was added, `after` where it was deleted."""

    path: str
    before: Entry | None
    after: Entry | None


@dataclass(frozen=True, slots=True)
class Way:
    """The way down to a folder that need not be there yet.

    `steps` are, for each tree on the way, the bytes before and after the id of the next one; `entries` are the folder's
    own. Git writes a tree in one way only. So a tree with one file more in this folder differs in these ids alone.
    """

    steps: tuple[tuple[bytes, bytes], ...]
    entries: Mapping[str, Entry]

    def added(self, after: str, read: Callable[[str, int], bytes]) -> tuple[str, Entry] | None:
        """Name and entry of the one file that the tree `after` has more in the folder, None where it differs in more.
        The file may lie in a few new folders, which hold nothing else: then its name leads there.

        `read` gives the bytes of a tree, none where they are more than it is told. Raises BrokenTree.
        """
        oid = after
        for head, tail in self.steps:
            raw = read(oid, len(head) + 20 + len(tail))
            end = len(raw) - len(tail)
            if end != len(head) + 20 or not raw.startswith(head) or not raw.endswith(tail):
                return None
            oid = raw[len(head) : end].hex()
        raw = read(oid, _LARGEST_ENTRY * (len(self.entries) + 1))
        found = _one_more(raw, self.entries) if self.entries else _only_entry(raw)
        if found is None:
            return None
        way, entry = found
        while entry.is_tree and way.count("/") < _MAX_NEW:
            inside = _only_entry(read(entry.oid, _LARGEST_ENTRY))
            if inside is None:
                return None
            name, entry = inside
            way = f"{way}/{name}"
        return None if entry.is_tree else (way, entry)

    def below(self, name: str, entries_of: Callable[[str], Mapping[str, Entry]]) -> Way | None:
        """The way to a folder in this one, None where a file stands in its place."""
        old = self.entries.get(name, Entry(TREE, EMPTY_TREE))
        if not old.is_tree:
            return None
        key = sort_key((name, old))
        head = {other: entry for other, entry in self.entries.items() if sort_key((other, entry)) < key}
        tail = {other: entry for other, entry in self.entries.items() if sort_key((other, entry)) > key}
        step = format_tree(head) + b"%o %s\0" % (TREE, name.encode()), format_tree(tail)
        return Way((*self.steps, step), entries_of(old.oid))

    def with_file(self, name: str, data: bytes) -> list[str]:
        """The ids of the trees on the way with a plain file added to the folder, from the folder up to the top."""
        blob = hash_object("blob", data)
        if self.entries:
            raw = format_tree({**self.entries, name: Entry(FILE, blob.hexdigest())})
        else:
            raw = b"%o %s\0%s" % (FILE, name.encode("utf-8", "surrogateescape"), blob.digest())
        hashed = hash_object("tree", raw)
        made = [hashed.hexdigest()]
        for head, tail in reversed(self.steps):
            hashed = hash_object("tree", head + hashed.digest() + tail)
            made.append(hashed.hexdigest())
        return made
