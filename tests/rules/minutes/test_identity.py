"""The identity of an organisation: the digest of minute 0, whichever tree holds it and however often it was read."""

from __future__ import annotations

import pytest

from govtool.core.ids import digest_of
from govtool.core.minute import Minute
from govtool.errors import Refused
from govtool.io.git.git import EMPTY_TREE, FILE, SYMLINK, Entry
from govtool.roles.minutes.identity import claimed_genesis, genesis_at, genesis_of
from tests.world.coop import Coop

PLACE = Minute.home.path(0)


def with_minute(coop: Coop, data: bytes, mode: int = FILE) -> str:
    """A tree of the co-operative with something else in the place of minute 0."""
    entry = Entry(mode, coop.hub.write("blob", data))
    tree = coop.hub.loose_commit(coop.head).tree
    return coop.hub.with_files(tree, {coop.layout.place(PLACE): entry}, write=True)


def test_the_genesis_is_the_digest_of_minute_0_in_each_tree_that_holds_it(coop: Coop) -> None:
    founded = coop.hub.loose_commit(coop.head).tree
    for _ in range(2):  # the second time from what was read before
        assert genesis_of(coop.hub, founded, coop.layout) == coop.genesis == claimed_genesis(coop.hub, coop.head)
        assert genesis_of(coop.hub, with_minute(coop, b"other\n"), coop.layout) == digest_of(b"other\n")


def test_a_tree_without_minute_0_has_no_genesis(coop: Coop) -> None:
    assert genesis_of(coop.hub, EMPTY_TREE, coop.layout) is None


def test_minute_0_that_is_a_link_is_refused_even_if_a_file_of_its_bytes_was_read(coop: Coop) -> None:
    data = coop.registry.data(PLACE) or b""
    assert genesis_at(coop.hub, coop.head) == digest_of(data)
    with pytest.raises(Refused) as refused:
        genesis_of(coop.hub, with_minute(coop, data, SYMLINK), coop.layout)
    assert [found.code for found in refused.value.findings] == ["mode"]
