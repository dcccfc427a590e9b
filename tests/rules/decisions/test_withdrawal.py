"""Withdrawing a proposal of one's own, and who may have pages published."""

from __future__ import annotations

import pytest

from govtool.domain.constitution.member import Membership
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from tests.world.money import Books
from tests.world.people import MINUTES_A_WEEK, person, refusal
from tests.world.words import MOTION

COMMIT = "a" * 40


@pytest.fixture
def books() -> Books:
    """Bob has proposed something, and people vote on it."""
    books = Books()
    assert books.open(MOTION, "bob") == "0001"
    return books


def withdraw(books: Books, who: str = "bob", number: str = "0001") -> None:
    books.state(who, "withdraw", {"proposal": number})


def status(books: Books, number: str = "0001") -> str:
    entry = DocketEntry.of(books.registry, number)
    assert entry is not None
    return entry.status


def test_the_proposer_withdraws_while_the_vote_is_open(books: Books) -> None:
    withdraw(books)
    assert status(books) == "withdrawn"
    assert [entry.number for entry in docket.open_entries(books.registry)] == []


@pytest.mark.parametrize("who", ["alice", "carol", "vera"])
def test_nobody_withdraws_what_another_proposed(books: Books, who: str) -> None:
    assert refusal(lambda: withdraw(books, who)) == {"not_proposer"}
    assert status(books) == "open"


def test_what_is_withdrawn_decided_or_unknown_is_not_open(books: Books) -> None:
    assert refusal(lambda: withdraw(books, number="0002")) == {"not_open"}
    withdraw(books)
    assert refusal(lambda: withdraw(books)) == {"not_open"}
    second = books.open(MOTION, "bob")
    books.agree(second)
    assert refusal(lambda: withdraw(books, number=second)) == {"not_open"}
    # not even by another, who would be told whose it is while it is open
    assert refusal(lambda: withdraw(books, "alice", second)) == {"not_open"}


@pytest.mark.parametrize(
    ("membership", "seen"),
    [
        *((standing, set()) for standing in ("member", "probationary", "away", "none", "applicant")),
        *((standing, {"not_allowed"}) for standing in ("left", "expelled")),
    ],
)
def test_who_is_with_the_organisation_has_pages_published(membership: Membership, seen: set[str]) -> None:
    people = {name: person(name) for name in MINUTES_A_WEEK}
    books = Books(people=people | {"zoe": person("zoe", membership=membership, hours=600)})
    if seen:
        assert refusal(lambda: books.state("zoe", "publish", {"commit": COMMIT})) == seen
    else:
        books.state("zoe", "publish", {"commit": COMMIT})


@pytest.mark.parametrize("commit", ["a" * 39, "A" * 40, "main"])
def test_what_is_published_is_a_commit_by_its_whole_id(books: Books, commit: str) -> None:
    assert refusal(lambda: books.state("bob", "publish", {"commit": commit})) == {"schema"}
