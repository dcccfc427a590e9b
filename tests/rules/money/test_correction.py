"""Correcting what is owed by a vote: upwards only, to somebody who is known, since a day that has come."""

from __future__ import annotations

import pytest

from govtool.domain.money.account import account_of
from govtool.domain.money.debt import Debt
from tests.world.money import Books
from tests.world.people import refusal
from tests.world.source import Memory


@pytest.fixture
def books() -> Books:
    return Books()


def correction(
    creditor: str = "carol", amount: int = 2000, owed_on: str = "2026-10-01", reason: str = "An hour"
) -> str:
    """The action, as proposal.yaml has it."""
    facts = f"creditor: {creditor}, amount_minor: {amount}, owed_on: '{owed_on}', reason: '{reason}'"
    return f"- {{action: correct-debt, {facts}}}"


def test_a_vote_adds_a_debt_that_counts_at_once_and_ranks_by_its_day(books: Books) -> None:
    books.owe(("carol", 10, "2026-10-05"))
    assert books.pass_(correction()) == "enacted"
    assert books.owed() == {"carol": 2010}
    (found,) = (debt for debt in debts(books) if debt.kind == "correction")
    assert (found.owed_on, found.counts_at, found.origin.proposal) == ("2026-10-01", books.now, "0001")
    account = account_of(books.registry, "carol")
    assert (account.corrected_minor, account.accrued_minor) == (2000, 10)
    assert [item.owed_on for item in account.items] == ["2026-10-01", "2026-10-05"]
    books.check()


def debts(books: Books) -> list[Debt]:
    """Every debt that lies there."""
    source = books.registry.source
    assert isinstance(source, Memory)
    return [record for record in source.files.values() if isinstance(record, Debt)]


@pytest.mark.parametrize(
    ("amount", "seen"), [(1, set()), (0, {"schema"}), (-1, {"creditor_consent"}), (-2000, {"creditor_consent"})]
)
def test_a_vote_takes_nothing_from_anybody(books: Books, amount: int, seen: set[str]) -> None:
    books.owe(("carol", 5000, "2026-10-05"))
    if seen:
        assert refusal(lambda: books.open(correction(amount=amount))) == seen
        assert books.owed() == {"carol": 5000}
    else:
        assert books.pass_(correction(amount=amount)) == "enacted"
        assert books.owed() == {"carol": 5000 + amount}


@pytest.mark.parametrize(("owed_on", "seen"), [("2026-11-01", set()), ("2026-11-02", {"precondition"})])
def test_nothing_is_owed_since_a_day_that_has_not_come(books: Books, owed_on: str, seen: set[str]) -> None:
    if seen:
        assert refusal(lambda: books.open(correction(owed_on=owed_on))) == seen
    else:
        assert books.open(correction(owed_on=owed_on)) == "0001"


def test_the_creditor_is_somebody_who_is_known_and_may_be_no_member(books: Books) -> None:
    assert refusal(lambda: books.open(correction("noname"))) == {"unknown_member"}
    assert books.pass_(correction("vera")) == "enacted" and books.owed() == {"vera": 2000}


@pytest.mark.parametrize(("length", "seen"), [(2, {"schema"}), (3, set()), (400, set()), (401, {"schema"})])
def test_a_reason_is_given_and_is_no_book(books: Books, length: int, seen: set[str]) -> None:
    if seen:
        assert refusal(lambda: books.open(correction(reason="x" * length))) == seen
    else:
        assert books.open(correction(reason="x" * length)) == "0001"
