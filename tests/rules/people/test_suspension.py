"""Suspension: duties rest while a complaint is dealt with, once, and for as long as the bylaws allow."""

from __future__ import annotations

import pytest

from govtool.core.times import add
from govtool.domain.constitution.member import Member
from govtool.domain.people.complaint import Complaint, complaint_of, ended
from tests.world.money import Books
from tests.world.people import refusal
from tests.world.source import folded

NOTHING = "sha256:" + "0" * 64
WORDS = {"text": "The tools are gone."}


@pytest.fixture
def books() -> Books:
    """Alice and Carol complain about Dan, who keeps the books."""
    books = Books(treasurer="dan")
    books.both("alice", "carol", "complain", {"about": "dan", "particulars": WORDS})
    return books


def digest(books: Books) -> str:
    (found,) = Complaint.all(books.registry)
    return found.statement


def suspend(complaint: str, member: str = "dan", lasts: str = "P30D") -> str:
    """The action, as proposal.yaml has it."""
    return f"- {{action: suspend, member: {member}, complaint: '{complaint}', lasts: {lasts}}}"


def does_duty(books: Books, at: str) -> bool:
    dan = Member.of(books.registry, "dan")
    assert dan is not None
    return dan.holds("treasurer", at)


def test_the_duties_rest_from_when_it_takes_effect_until_the_time_is_over(books: Books) -> None:
    assert books.pass_(suspend(digest(books))) == "enacted"
    dan, found = Member.of(books.registry, "dan"), complaint_of(books.registry, digest(books))
    assert dan is not None and found is not None
    assert (dan.suspended_until, found.suspended_at) == (add(books.now, "P30D"), books.now)
    assert dan.membership == "member" and dan.duties == ("treasurer",)
    assert [does_duty(books, add(books.now, time)) for time in ("PT1M", "P29DT23H59M", "P30D")] == [False, False, True]


@pytest.mark.parametrize(
    ("lasts", "seen"), [("PT0M", {"limits"}), ("PT1M", set()), ("P30D", set()), ("P30DT1M", {"limits"})]
)
def test_it_lasts_no_longer_than_the_bylaws_allow(books: Books, lasts: str, seen: set[str]) -> None:
    if seen:
        assert refusal(lambda: books.open(suspend(digest(books), lasts=lasts))) == seen
    else:
        assert books.pass_(suspend(digest(books), lasts=lasts)) == "enacted"
        dan = Member.of(books.registry, "dan")
        assert dan is not None and dan.suspended_until == add(books.now, lasts)


def test_without_a_complaint_about_that_person_there_is_none(books: Books) -> None:
    assert refusal(lambda: books.open(suspend(NOTHING))) == {"due_process"}
    assert refusal(lambda: books.open(suspend(digest(books), member="erin"))) == {"due_process"}
    assert refusal(lambda: books.open(suspend(digest(books), member="noname"))) == {"due_process"}


def test_one_complaint_suspends_once(books: Books) -> None:
    assert books.pass_(suspend(digest(books), lasts="P1D")) == "enacted"
    books.later("P2D")
    assert refusal(lambda: books.open(suspend(digest(books)))) == {"precondition"}


def test_who_left_since_is_not_suspended(books: Books) -> None:
    """An expulsion of those who left is of no use: with the complaint goes the suspension."""
    known = digest(books)
    books.state("dan", "resign", {})
    assert refusal(lambda: books.open(suspend(known))) == {"due_process"}


def test_who_came_back_since_is_not_suspended_for_what_was_before(books: Books) -> None:
    dan = Member.of(books.registry, "dan")
    assert dan is not None
    at = add(books.now, "PT1M")
    books.registry = folded(books.registry.put(dan.path, dan.changed(joined_at=at, counts_at=at)))
    books.later("P1D")
    assert refusal(lambda: books.open(suspend(digest(books)))) == {"unknown_member"}


def test_a_complaint_that_is_settled_suspends_nobody_and_ends_what_it_began(books: Books) -> None:
    known = digest(books)
    assert books.pass_(suspend(known)) == "enacted"
    found = complaint_of(books.registry, known)
    assert found is not None and not does_duty(books, books.now)
    books.registry = folded(ended(books.registry, found, books.now, "failed"))
    assert does_duty(books, books.now)
    assert refusal(lambda: books.open(suspend(known))) == {"due_process"}
