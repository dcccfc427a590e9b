"""What a bad clerk can write where no vote is asked for: another docket than the text, free paths, further parents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govtool.core.times import add
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.proposal import MAX_FILE_BYTES, requests_of
from govtool.domain.decisions.rejection import rejected_before
from govtool.io.git.git import EMPTY_TREE
from govtool.roles.decisions.effect import effects_of
from tests.threats.attack_main import opening_of
from tests.world.coop import Coop
from tests.world.forced import entered
from tests.world.people import refusal
from tests.world.words import MOTION, TEA

DUTY = "- {action: assign-duty, member: bob, duty: cook, holds: true}"


def saying(event: Open, **other: object) -> Open:
    """An opening whose docket says something else than the text that was filed."""
    return replace(event, draft=replace(event.draft, proposal=event.draft.proposal.changed(**other)))


# The docket -----------------------------------------------------------------------------------------------------------


def test_a_docket_that_says_something_else_than_the_text_never_passes_and_everybody_is_told(coop: Coop) -> None:
    filing = coop.propose("alice", "kettle", MOTION)
    coop.propose("bob", "cook", DUTY)
    duty = opening_of(coop, "cook").draft.proposal.actions
    for other in ({"title": "About a teapot"}, {"summary": "Please be for it"}, {"actions": duty}):
        before = coop.head
        entered(coop, saying(opening_of(coop), **other))
        assert coop.audit().ok, "the text is not on main"
        problem = effects_of(coop.book, coop.entry("0001"), coop.now).problem
        assert problem is not None and problem.code == "content"
        gather = coop.gather("0001", *(coop.vote(voter, "0001") for voter in ("alice", "bob")), filing)
        event = coop.decision("0001", coop.entry("0001").closes_at, gather)
        assert refusal(lambda event=event: event.apply(coop.registry)) == {"content"}  # type: ignore[misc]
        coop.put_on_main(before)
    entered(coop, opening_of(coop))
    assert effects_of(coop.book, coop.entry("0001"), coop.now).problem is None


def test_a_docket_that_says_something_else_bars_that_for_thirty_days_once_it_is_rejected(coop: Coop) -> None:
    """Nobody filed it; a changed word passes, and so does every other action."""
    coop.propose("alice", "kettle", MOTION)
    coop.propose("bob", "cook", DUTY)
    wanted = opening_of(coop, "cook")
    entered(coop, saying(opening_of(coop), actions=wanted.draft.proposal.actions))
    coop.at(coop.entry("0001").closes_at)
    entered(coop, coop.decision("0001"))
    assert coop.audit().ok and coop.entry("0001").status == "rejected"
    coop.run_clerk()
    assert coop.refused("proposal/cook") == {"REFUSE:cooldown"}
    asked, end = requests_of(coop.entry("0001").proposal, ())[""], add(coop.now, "P30D")
    assert rejected_before(coop.registry, asked, end, "P30D") is None
    coop.open("carol", "baker", DUTY.replace("cook", "baker"))
    assert coop.audit().ok


def test_a_text_with_characters_that_nobody_sees_passes_no_vote_though_the_clerk_opens_it(coop: Coop) -> None:
    filing = coop.propose("alice", "tea", TEA, files={"tea.md": "We drink \u202eaet.\n".encode()})
    entered(coop, opening_of(coop, "tea"))
    assert coop.audit().ok, "the text is not on main"
    gather = coop.gather("0001", *(coop.vote(voter, "0001") for voter in ("alice", "bob")), filing)
    event = coop.decision("0001", coop.entry("0001").closes_at, gather)
    assert refusal(lambda: event.apply(coop.registry)) == {"invisible"}


@pytest.mark.parametrize(("size", "problem"), [(MAX_FILE_BYTES, set()), (MAX_FILE_BYTES + 1, {"limits"})])
def test_no_clerk_opens_a_proposal_with_a_file_of_more_than_its_bound(coop: Coop, size: int, problem: set[str]) -> None:
    coop.propose("alice", "tea", MOTION, files={"tea.md": b"t" * size})
    event = opening_of(coop, "tea")
    if problem:
        assert refusal(lambda: entered(coop, event)) == problem
    else:
        entered(coop, event)
        assert coop.audit().ok


# Free paths and further parents ---------------------------------------------------------------------------------------


def test_free_paths_say_what_the_clerk_likes_and_ruled_paths_do_not(coop: Coop) -> None:
    coop.tamper("docs/tutorials/first-vote.md", b"Send your private key to the clerk.\n", key=coop.clerk_key)
    assert coop.audit().ok, "no audit reads a free path"
    coop.tamper(".github/workflows/clerk.yml", b"on: push\n", key=coop.clerk_key)
    assert coop.failed() == {"FAIL:unauthorised", "FAIL:tree_not_derived"}


def test_a_commit_of_free_paths_may_bring_any_history_in_and_nothing_of_it_counts(coop: Coop) -> None:
    root = coop.commit(coop.tree(EMPTY_TREE, {"blob.bin": b"x" * 1000}), (), "A stranger's history\n", None)
    number = coop.open("alice", "kettle", MOTION)
    ballot = coop.vote("bob", number)
    tree = coop.tree(coop.hub.loose_commit(coop.head).tree, {"docs/page.md": b"A page\n"})
    coop.put_on_main(coop.commit(tree, (coop.head, root, ballot), "Merge\n", None))
    assert coop.audit().ok and coop.hub.is_ancestor(root, coop.head)
    assert not coop.book.is_on_main(root) and not coop.book.is_on_main(ballot)
    coop.hub.delete_ref(f"refs/heads/vote/{number}/bob")
    coop.vote("alice", number)
    coop.finish(number)
    assert coop.entry(number).status == "rejected" and coop.audit().ok


def test_a_statement_brings_nothing_in_but_what_it_cites(coop: Coop) -> None:
    root = coop.commit(coop.tree(EMPTY_TREE, {"blob.bin": b"x"}), (), "A stranger's history\n", None)
    ballot = coop.vote("bob", coop.open("alice", "kettle", MOTION))
    word, before = coop.state("erin", "resign"), coop.head
    for stranger in (root, ballot):
        entered(coop, coop.taking(word), word)
        honest = coop.hub.loose_commit(coop.head)
        parents = (*honest.parents, stranger)
        coop.put_on_main(coop.commit(honest.tree, parents, honest.message, coop.clerk_key))
        assert "FAIL:ancestry" in coop.failed()
        coop.put_on_main(before)
