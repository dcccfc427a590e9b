"""A payout: one entry that never changes; where it lies, what it holds, and how it is found again."""

from __future__ import annotations

import pytest

from govtool.core.state import State
from govtool.domain.constitution.series import next_in
from govtool.domain.money.payout import Line, Payout
from govtool.errors import Refused
from tests.world.golden import example
from tests.world.money import Books
from tests.world.source import Memory


def payout(number: int = 1, at: str = "2026-12-19T10:00:00Z", **values: object) -> Payout:
    """The example, with another number, time or value."""
    _, kept = example(Payout)
    return Payout.read({**kept.data(), "number": number, "at": at, **values})


def held(*payouts: Payout) -> State:
    return State(Memory({each.path: each for each in payouts}))


def test_a_payout_lies_by_year_and_number_under_its_home() -> None:
    assert payout(7).path == "registry/payouts/2026/000007.yaml"
    assert payout(8, "2027-01-01T00:00:00Z").path == "registry/payouts/2027/000008.yaml"
    assert Payout.home.kind == "payout"
    assert Payout.home.match(payout(7).path) and not Payout.home.match("registry/payouts/1.yaml")


def test_the_line_of_a_creditor_is_theirs_or_there_is_none() -> None:
    lines = [{"creditor": "alice", "amount_minor": 30}, {"creditor": "bob", "amount_minor": 0}]
    made = payout(lines=lines)
    assert made.line("alice") == Line(creditor="alice", amount_minor=30)
    assert made.line("bob") == Line(creditor="bob", amount_minor=0)
    assert made.line("carol") is None


def test_numbers_go_on_over_the_years_and_a_payout_is_found_by_number_and_time() -> None:
    first, second, third = payout(1), payout(2), payout(3, "2027-02-01T10:00:00Z")
    assert next_in(held(), Payout) == 1 and next_in(held(first), Payout) == 2
    state = held(first, second, third)
    assert next_in(state, Payout) == 4
    assert [each.number for each in Payout.all(state, newest_first=True)] == [3, 2, 1]
    assert Payout.of(state, second.at, 2) == second and Payout.of(state, third.at, 3) == third
    assert Payout.of(state, first.at, 3) is None and Payout.of(state, first.at, 4) is None


@pytest.mark.parametrize(
    ("field", "value", "holds"),
    [
        ("number", 0, False),
        ("number", 10**12 - 1, True),
        ("number", 10**12, False),
        ("minute", -1, False),
        ("minute", 0, True),
        ("opening_minute", -1, False),
        ("opening_minute", 0, True),
        ("voted_minor", 0, False),
        ("voted_minor", 1, True),
        ("amount_minor", 0, False),
        ("amount_minor", 1, True),
        ("lines", [], False),
        ("lines", [{"creditor": "alice", "amount_minor": -1}], False),
        ("lines", [{"creditor": "alice", "amount_minor": 0}], True),
    ],
)
def test_each_value_has_its_bounds(field: str, value: object, holds: bool) -> None:
    _, kept = example(Payout)
    values = {**kept.data(), field: value}
    if holds:
        assert Payout.read(values)
    else:
        with pytest.raises(Refused):
            Payout.read(values)


def test_an_enacted_vote_leaves_a_payout_that_says_when_what_was_owed() -> None:
    books = Books()
    books.owe(("bob", 300, "2026-08-01"), ("carol", 100, "2026-09-01"))
    books.later("PT1M")
    books.earn(1000)
    opened_at = books.now
    assert books.pass_("- {action: pay-debts, amount_minor: 200, from: treasury}") == "enacted"
    (made,) = Payout.all(books.registry, newest_first=True)
    assert (made.number, made.at, made.recorded_at, made.proposal) == (1, books.now, opened_at, "0001")
    assert (made.account, made.voted_minor, made.amount_minor) == ("treasury", 200, 200)
    assert [(line.creditor, line.amount_minor) for line in made.lines] == [("bob", 150), ("carol", 50)]
    assert [part.amount_minor for line in made.lines for part in line.parts] == [150, 50]
    assert made.opening_minute < made.minute and next_in(books.registry, Payout) == 2


def test_more_than_is_owed_is_never_paid() -> None:
    books = Books()
    books.owe(("bob", 300, "2026-08-01"))
    books.later("PT1M")
    books.earn(1000)
    assert books.pass_("- {action: pay-debts, amount_minor: 301, from: treasury}") == "enacted"
    (made,) = Payout.all(books.registry, newest_first=True)
    assert (made.voted_minor, made.amount_minor) == (301, 300)
