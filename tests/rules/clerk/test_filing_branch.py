"""The branch on which a proposal is filed: where it comes from, what it may merge, and what may not travel with it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from govtool.domain.decisions.docket import DocketEntry
from tests.world.coop import Coop
from tests.world.people import key_of
from tests.world.words import MOTION


def filed_on_merge(coop: Coop, *, smuggled: bool) -> str:
    """Dan's branch: a draft, then a merge of main as a forge's button makes it, then the filing."""
    draft = coop.propose("dan", "tea", MOTION, push=False)
    coop.pass_("alice", "kettle", MOTION)
    folder = coop.hub.entry(coop.hub.loose_commit(draft).tree, "proposals/2026-11/tea")
    extra = {"secrets.bin": b"not mine\n"} if smuggled else {}
    tree = coop.tree(coop.hub.loose_commit(coop.head).tree, {"proposals/2026-11/tea": folder, **extra})
    merge = coop.commit(tree, (draft, coop.head), "Merge main\n", None)
    clean = coop.tree(tree, {"secrets.bin": None}) if smuggled else tree
    again = coop.commit(clean, (merge, coop.head), "Merge main again\n", None)
    return coop.propose("dan", "tea", MOTION, parent=again)


def test_a_proposal_may_merge_main_before_it_is_filed(coop: Coop) -> None:
    filed_on_merge(coop, smuggled=False)
    coop.run_clerk()
    assert coop.refused("proposal/tea") == set()
    assert coop.entry("0002").proposer == "dan"


def test_what_a_merge_brings_in_and_another_takes_away_is_found(coop: Coop) -> None:
    filed_on_merge(coop, smuggled=True)
    coop.run_clerk()
    assert coop.refused("proposal/tea") == {"REFUSE:extra_path"}


def test_a_merge_of_anything_but_main_is_refused(coop: Coop) -> None:
    draft = coop.propose("dan", "tea", MOTION, push=False)
    other = coop.push_raw("", {"docs/guide.md": b"# Guide\n"}, key=key_of("bob"))
    merge = coop.commit(coop.hub.loose_commit(draft).tree, (draft, other), "Merge a friend\n", None)
    coop.propose("dan", "tea", MOTION, parent=merge)
    coop.run_clerk()
    assert coop.refused("proposal/tea") == {"REFUSE:ancestry"}


def _merged(coop: Coop, first: str, files: Mapping[str, bytes | None], message: str = "Merge main\n") -> str:
    """A merge of main into a branch, with files of its own, signed by alice."""
    tree = coop.tree(coop.hub.loose_commit(first).tree, files)
    return coop.commit(tree, (first, coop.head), message, key_of("alice"))


@pytest.mark.parametrize("smuggled", [False, True])
def test_a_merge_of_main_brings_nothing_in_that_main_does_not_hold(coop: Coop, smuggled: bool) -> None:
    filed = coop.propose("alice", "kettle", MOTION, push=False)
    trailer = coop.hub.loose_commit(filed).message
    between = _merged(coop, filed, {"src/blob": b"a stranger's\n"} if smuggled else {})
    last = _merged(coop, between, {"src/blob": None} if smuggled else {}, trailer)
    coop.hub.set_ref("refs/heads/proposal/kettle", last)
    coop.run_clerk()
    assert coop.refused("proposal/kettle") == ({"REFUSE:extra_path"} if smuggled else set())
    assert bool(coop.registry.names(DocketEntry.home.folder())) is not smuggled
