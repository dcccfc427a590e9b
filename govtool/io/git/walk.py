"""Walks through trees that anybody may have pushed: every file below a folder, every path that differs between two.

A tree of a few bytes can hold the same folder a thousand times, and that one another a thousand times; one of thirty
megabytes packs into two. So the work of a walk is bounded before it is done. One bound is how many names it looks at.
The other is by how much folders grow or shrink, which it learns from their sizes before it reads them. The bounds are
the same everywhere, so an audit refuses the same for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from govtool.io.git.tree import EMPTY_TREE, BrokenTree, Change, Entry, TooMuch

_MAX_LEVELS = 100
_MAX_FILES = 1_000_000


class Trees(Protocol):
    """The objects of git that a walk needs."""

    def tree(self, oid: str) -> Mapping[str, Entry]: ...

    def size(self, oid: str) -> int: ...


class Bounds:
    """The rest that one piece of work may still look at: so many names that differ, and so many bytes by which folders
    differ in size.

    Several walks can share the bounds. Without other numbers they are those of main. There one commit may found a
    co-operative of a hundred thousand people, or decide a vote of all of them.
    """

    def __init__(self, names: int = 500_000, growth: int = 64 << 20) -> None:
        self._names, self._growth = names, growth

    @classmethod
    def of_branch(cls) -> Bounds:
        """For a branch that files a proposal: its folder and the files of twenty `change-files`."""
        return cls(30_000, 2 << 20)

    @classmethod
    def of_paper(cls) -> Bounds:
        """For a commit that is to add one file."""
        return cls(1_000, 1 << 16)

    def take(self, names: int = 0, growth: int = 0) -> None:
        """Uses some of it up. Raises TooMuch where there is not so much left."""
        self._names -= names
        self._growth -= growth
        if self._names < 0 or self._growth < 0:
            raise TooMuch("it changes more files, or larger folders, than anybody can look through")


def changes(git: Trees, before: str, after: str, bounds: Bounds, prefix: str = "") -> Iterator[Change]:
    """Every path that differs between two trees, in one order. Costs what differs, not what is there.

    Raises BrokenTree where folders lie deeper in each other than anybody needs, or more differs than the bounds allow.
    """
    if before == after:
        return
    _check_levels(prefix)
    bounds.take(growth=abs(_size(git, after) - _size(git, before)))
    left, right = git.tree(before), git.tree(after)
    for name in sorted(left.keys() | right.keys()):
        old, new = left.get(name), right.get(name)
        if old == new:
            continue
        bounds.take(names=1)
        path = prefix + name
        old_tree = old.oid if old and old.is_tree else EMPTY_TREE
        new_tree = new.oid if new and new.is_tree else EMPTY_TREE
        yield from changes(git, old_tree, new_tree, bounds, path + "/")
        old_file = None if old is None or old.is_tree else old
        new_file = None if new is None or new.is_tree else new
        if old_file or new_file:
            yield Change(path, old_file, new_file)


def files_below(
    git: Trees, tree: str, prefix: str, but: str = "", most: int | None = None
) -> Iterator[tuple[str, Entry]]:
    """Every file below a tree, by path after the prefix, sorted folder by folder; its folder `but` is left out.

    Raises BrokenTree where there are more names than `most`, or folders lie too deep in each other.
    """
    yield from _files_below(git, tree, prefix, but, Bounds(_MAX_FILES if most is None else most))


def _files_below(git: Trees, tree: str, prefix: str, but: str, bounds: Bounds) -> Iterator[tuple[str, Entry]]:
    _check_levels(prefix)
    for name, entry in git.tree(tree).items():
        if entry.is_tree and name == but:
            continue
        bounds.take(names=1)
        if entry.is_tree:
            yield from _files_below(git, entry.oid, f"{prefix}{name}/", "", bounds)
        else:
            yield prefix + name, entry


def _size(git: Trees, tree: str) -> int:
    return 0 if tree == EMPTY_TREE else git.size(tree)


def _check_levels(prefix: str) -> None:
    # Anybody can push a chain of folders that is longer than the stack of this program.
    if prefix.count("/") > _MAX_LEVELS:
        raise BrokenTree(f"folders lie more than {_MAX_LEVELS} levels deep in each other")
