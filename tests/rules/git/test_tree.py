"""A raw tree object is read in one way or not at all, and a hostile one in no time."""

from __future__ import annotations

import pytest

from govtool.io.git.tree import EXECUTABLE, FILE, TREE, BrokenTree, Entry, parse_tree

ID = bytes(range(20))
MANY = 1_000_000


def test_the_entries_of_a_tree_are_read_by_name() -> None:
    raw = b"100644 a.yaml\0" + ID + b"100755 b c\0" + ID + b"40000 d\0" + ID
    assert parse_tree(raw) == {name: Entry(mode, ID.hex()) for name, mode in
                               (("a.yaml", FILE), ("b c", EXECUTABLE), ("d", TREE))}  # fmt: skip
    assert parse_tree(b"") == {}


@pytest.mark.parametrize(
    "raw",
    [
        b"100644 a\0" + ID[:-1],
        b"100644 a\0" + ID + b"x",
        b"100644 a\0" + ID + b"x" * 22,
        b"x" * 22 + b"100644 a\0" + ID,
        b"100644 \0" + ID,
        b"100644 a/b\0" + ID,
        b"100844 a\0" + ID,
        b"7" * MANY + b" a/b\0" + ID,
        b"1 " * MANY + b"/",
        b"100644 " + b"a" * MANY,
    ],
    ids=["short", "rest", "rest of an entry's length", "begin", "no name", "slash", "mode", "digits", "words", "name"],
)
def test_a_malformed_tree_is_refused_as_soon_as_it_was_looked_at_once(raw: bytes) -> None:
    """git takes a mode of a million digits from whoever pushes; a look from each to the end would take hours."""
    with pytest.raises(BrokenTree, match="malformed"):
        parse_tree(raw)
