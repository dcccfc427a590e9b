"""A gather is a chain of receipts that begins at any commit of main."""

from __future__ import annotations

import pytest

from govtool.io.git.git import EMPTY_TREE
from govtool.roles.minutes.gather import gathered, gathers_of
from tests.world.coop import Coop
from tests.world.people import refusal
from tests.world.words import MOTION


@pytest.fixture
def number(coop: Coop) -> str:
    return coop.open("alice", "kettle", MOTION)


def chained(coop: Coop, number: str, *voters: str, base: str = "") -> str:
    """A gather for each voter, one on the other."""
    head = base or coop.head
    for voter in voters:
        head = coop.commit(
            coop.hub.loose_commit(head).tree, (head, coop.vote(voter, number)), "Gather\n", coop.clerk_key
        )
    return head


def test_the_commits_of_a_chain_are_the_further_parents_of_every_gather(coop: Coop, number: str) -> None:
    chain = chained(coop, number, "alice", "bob")
    assert len(list(gathers_of(coop.book, chain))) == 2
    assert len(list(gathered(coop.book, chain))) == 2
    assert list(gathered(coop.book, coop.head)) == [], "a commit of main alone holds nothing"


def test_a_chain_may_begin_before_the_opening_since_each_ballot_names_it(coop: Coop, number: str) -> None:
    founded = coop.book.founded
    chain = chained(coop, number, "alice", "bob", base=founded)
    assert len(list(gathered(coop.book, chain))) == 2
    coop.later("P7D")
    coop.cheat(coop.decision(number, gather=coop.gather(number, chain)), chain, minute={"result": "rejected"})
    assert coop.failed(), "what is decided must follow from the gather that the commit names"


def test_a_chain_that_does_not_come_from_main_is_refused(coop: Coop, number: str) -> None:
    root = coop.commit(EMPTY_TREE, (), "A stranger's history\n", None)
    chain = coop.commit(EMPTY_TREE, (root, coop.vote("alice", number)), "Gather\n", coop.clerk_key)
    assert refusal(lambda: list(gathered(coop.book, chain))) == {"gather"}


def test_a_gather_with_an_id_in_capital_letters_is_refused(coop: Coop, number: str) -> None:
    who = "clerk <clerk@example.org> 1793527200 +0000"
    tree, ballot = coop.hub.loose_commit(coop.head).tree, coop.vote("alice", number)
    raw = f"tree {tree}\nparent {coop.head}\nparent {ballot.upper()}\nauthor {who}\ncommitter {who}\n\nGather\n"
    chain = coop.hub.write("commit", raw.encode())
    assert refusal(lambda: list(gathered(coop.book, chain))) == {"grammar"}


def test_ballots_count_though_somebody_moved_main_to_the_gather_that_holds_them(coop: Coop, number: str) -> None:
    """A gather changes no file, so as a commit of main it is a free one."""
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, number)
    coop.run_clerk()
    gather = coop.hub.ref(f"refs/heads/gather/{number}") or ""
    for voter in ("alice", "bob", "carol"):
        coop.hub.delete_ref(f"refs/heads/vote/{number}/{voter}")
    coop.put_on_main(gather)
    assert coop.audit().ok and len(list(gathered(coop.book, gather))) == 3
    coop.vote("dan", number)
    coop.finish(number)
    decided = coop.entry(number).decided
    assert decided is not None and decided.questions[0].voted_heads == 4 and coop.audit().ok
