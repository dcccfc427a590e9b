"""What waits for a second person and nobody can sign any more: which it is, who is told, and what to do about it."""

from __future__ import annotations

import pytest

from govtool.core.times import add
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.countersignature import awaited_of
from govtool.roles.money.stuck import all_stuck, to_enter_anew
from tests.world.money import DOCUMENT, Books

PAY = "- {action: pay-debts, amount_minor: 300, from: treasury}"


@pytest.fixture
def books() -> Books:
    """Alice is the treasurer; Bob is owed 1000, and 300 are there to pay him."""
    books = Books(treasurer="alice")
    books.owe(("bob", 1000, "2026-08-01"))
    books.earn(300)
    return books


def income(books: Books, by: str = "alice") -> str:
    """An income that waits for its second signature; gives the digest of the first."""
    body = {
        "amount_minor": 500,
        "currency": "USD",
        "received_on": books.now[:10],
        "source": "client",
        "document": DOCUMENT,
    }
    return str(books.state(by, "book-income", body))


def member(books: Books, name: str) -> Member:
    found = Member.of(books.registry, name)
    assert found is not None
    return found


def test_what_somebody_can_still_sign_is_not_stuck(books: Books) -> None:
    income(books)
    assert list(all_stuck(books.registry, books.now)) == []
    assert list(to_enter_anew(books.registry, member(books, "bob"), books.now)) == []


def test_an_income_whose_first_signer_may_book_no_more_is_entered_anew(books: Books) -> None:
    digest = income(books)
    books.state("alice", "resign", {})
    (found,) = all_stuck(books.registry, books.now)
    assert (found.digest, found.is_anew, [each.code for each in found.findings]) == (digest, True, ["not_allowed"])
    assert found.next_step == (
        "alice may record nothing any more, so the money is in no book: record it again, govtool treasury income"
    )
    # nobody is the treasurer now, so every member may book
    assert list(to_enter_anew(books.registry, member(books, "bob"), books.now)) == [found]
    assert list(to_enter_anew(books.registry, member(books, "alice"), books.now)) == []


def test_who_may_not_book_is_not_asked_to_enter_it_anew(books: Books) -> None:
    income(books)
    action = "- {action: assign-duty, duty: treasurer, member: NAME, holds: IS}"
    assert books.pass_(action.replace("NAME", "carol").replace("IS", "true")) == "enacted"
    assert books.pass_(action.replace("NAME", "alice").replace("IS", "false")) == "enacted"
    assert [each.is_anew for each in all_stuck(books.registry, books.now)] == [True]
    assert len(list(to_enter_anew(books.registry, member(books, "carol"), books.now))) == 1
    assert list(to_enter_anew(books.registry, member(books, "bob"), books.now)) == []


def test_what_came_to_nothing_is_taken_back_and_not_entered_anew(books: Books) -> None:
    assert books.pass_(PAY) == "enacted"
    row = {"creditor": "bob", "paid_minor": 300}
    books.state("alice", "settle-payout", {"payout": 1, "paid_on": books.now[:10], "lines": [row], "reference": "1"})
    digest = books.state("alice", "confirm-payment", {"payout": 1, "creditor": "bob", "document": DOCUMENT})
    books.state("bob", "confirm-payment", {"payout": 1, "creditor": "bob"})
    (found,) = all_stuck(books.registry, books.now)
    awaited = awaited_of(books.registry, str(digest))
    assert awaited is not None and not found.is_anew and [each.code for each in found.findings] == ["precondition"]
    assert found.next_step == f"alice can take it back: govtool retract {awaited.statement}"
    # though its first signer has no right to state it any more: no money of it is missing in the books
    books.state("alice", "resign", {})
    assert [each.is_anew for each in all_stuck(books.registry, books.now)] == [False]


def test_it_is_told_for_as_long_as_it_waits(books: Books) -> None:
    awaited = awaited_of(books.registry, income(books))
    assert awaited is not None
    books.state("alice", "resign", {})
    assert len(list(all_stuck(books.registry, awaited.until))) == 1
    assert list(all_stuck(books.registry, add(awaited.until, "PT1M"))) == []
