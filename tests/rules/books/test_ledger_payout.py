"""The payouts recomputed from all entries: each thing that a payout says is known to be missed when it is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from govtool.core.record import Record
from govtool.core.state import State
from govtool.domain.books.ledger_payout import check
from govtool.domain.money.debt import Debt
from govtool.domain.money.payout import Payout
from govtool.domain.money.release import Release
from govtool.domain.money.reversal import Reversal
from govtool.domain.money.settlement import Settlement
from govtool.domain.money.treasury import Entry
from tests.world.money import DOCUMENT, Books
from tests.world.source import Memory

FIRST, SECOND = "registry/payouts/2026/000001.yaml", "registry/payouts/2026/000002.yaml"
OPEN = "registry/settlements/open/000001.yaml"
R = TypeVar("R", bound=Record)


@pytest.fixture(scope="module")
def paid() -> State:
    """Alice is owed 100, Bob 200 and Carol 300. Of 60 each gets their part; Bob's came back; and 100 more are paid."""
    books = Books()
    books.owe(("alice", 100, "2026-08-01"), ("bob", 200, "2026-08-02"), ("carol", 300, "2026-08-03"))
    books.later("PT1M")
    books.earn(2000)
    assert books.pass_("- {action: pay-debts, amount_minor: 60, from: treasury}") == "enacted"
    books.later("P1D")
    rows = [{"creditor": "alice", "paid_minor": 10}, {"creditor": "bob", "paid_minor": 20}]
    books.state("alice", "settle-payout", {"payout": 1, "paid_on": books.now[:10], "lines": rows, "reference": "1"})
    failed = {"payout": 1, "creditor": "bob", "failed_on": books.now[:10], "document": DOCUMENT}
    books.both("alice", "dan", "reverse-payment", failed)
    books.later("PT1M")
    assert books.pass_("- {action: pay-debts, amount_minor: 100, from: treasury}") == "enacted"
    return books.registry


def said(state: State) -> list[str]:
    """What is wrong with the payouts of a state."""
    source = state.source
    assert isinstance(source, Memory)
    found = {**source.files, **state.records}
    debts = {record.id: record for record in found.values() if isinstance(record, Debt)}
    books = (
        Payout.all(state, newest_first=True),
        Release.all(state, newest_first=True),
        Reversal.all(state, newest_first=True),
    )
    rows = list(
        check(state, debts, *books, sorted(Entry.all(state, newest_first=True), key=lambda entry: entry.number))
    )
    assert {row.code for row in rows} <= {"ledger"}
    return [f"{row.path}: {row.values['what']}" for row in rows]


def get(state: State, model: type[R], path: str) -> R:
    found = state.get(model, path)
    assert found is not None, path
    return found


def change(path: str, **values: object) -> Callable[[State], State]:
    """A payout says something else."""
    return lambda state: state.put(path, get(state, Payout, path).changed(**values))


def with_amounts(payout: Payout, *amounts: int) -> Payout:
    """The payout with other lines, and what these sum to."""
    lines = tuple(
        line.changed(
            amount_minor=amount, parts=tuple(part.changed(amount_minor=amount) for part in line.parts if amount)
        )
        for line, amount in zip(payout.lines, amounts, strict=True)
    )
    return payout.changed(lines=lines)


def lines_of(*amounts: int) -> Callable[[State], State]:
    """The first payout has other lines, and so has its settlement."""

    def tamper(state: State) -> State:
        found = get(state, Settlement, OPEN)
        settled = tuple(
            line.changed(amount_minor=amount, paid_minor=amount if line.paid_minor is not None else None)
            for line, amount in zip(found.lines, amounts, strict=True)
        )
        state = state.put(FIRST, with_amounts(get(state, Payout, FIRST), *amounts))
        return state.put(OPEN, found.changed(lines=settled))

    return tamper


def other_part(state: State) -> State:
    """Alice's line falls on a debt of Bob."""
    payout = get(state, Payout, FIRST)
    line = payout.lines[0]
    stolen = line.changed(parts=(line.parts[0].changed(debt="2026/08/bob-001"),))
    return state.put(FIRST, payout.changed(lines=(stolen, *payout.lines[1:])))


def smaller_part(state: State) -> State:
    payout = get(state, Payout, FIRST)
    line = payout.lines[0]
    less = line.changed(parts=(line.parts[0].changed(amount_minor=9),))
    return state.put(FIRST, payout.changed(lines=(less, *payout.lines[1:])))


def without_alice(state: State) -> State:
    payout = get(state, Payout, FIRST)
    return state.put(FIRST, payout.changed(lines=payout.lines[1:]))


def settled(creditor: str, **values: object) -> Callable[[State], State]:
    """The settlement says something else of a line."""

    def tamper(state: State) -> State:
        found = get(state, Settlement, OPEN)
        line = found.line(creditor)
        assert line is not None
        return state.put(OPEN, found.with_line(line.changed(**values)))

    return tamper


def other_reversal(state: State) -> State:
    path = "registry/reversals/2026/000001.yaml"
    return state.put(path, get(state, Reversal, path).changed(payout=2))


def entry_of(kind: str, **values: object) -> Callable[[State], State]:
    """The first entry of a kind says something else."""

    def tamper(state: State) -> State:
        oldest = sorted(Entry.all(state, newest_first=True), key=lambda entry: entry.number)
        entry = next(entry for entry in oldest if entry.kind == kind)
        path = next(
            f"registry/treasury/{year}/{month}/{name}"
            for year in state.names("registry/treasury")
            for month in state.names(f"registry/treasury/{year}")
            for name in state.names(f"registry/treasury/{year}/{month}")
            if get(state, Entry, f"registry/treasury/{year}/{month}/{name}").number == entry.number
        )
        return state.put(path, entry.changed(**values))

    return tamper


def test_a_person_who_is_owed_only_since_the_opening_takes_no_part() -> None:
    books = Books()
    books.owe(("alice", 100, "2026-08-01"))
    books.later("PT1M")
    books.earn(2000)
    number = books.open("- {action: pay-debts, amount_minor: 60, from: treasury}")
    books.later("PT1M")
    books.owe(("bob", 900, "2026-07-01"))
    books.later("P2D")
    books.agree(number)
    assert books.enact(number) == "enacted" and books.owed() == {"alice": 40, "bob": 900}
    assert said(books.registry) == []


def test_what_was_enacted_and_stated_adds_up(paid: State) -> None:
    assert said(paid) == []
    # What came back is owed again, and the second payout pays on it.
    assert [line.amount_minor for line in get(paid, Payout, SECOND).lines] == [16, 36, 48]


MISSED: dict[str, tuple[Callable[[State], State], str]] = {
    "its amount": (change(FIRST, amount_minor=61), "its lines do not sum to its amount"),
    "what was voted": (change(FIRST, voted_minor=59), "59 was voted and 600 owed, so it is not 60"),
    "more than was owed": (change(FIRST, voted_minor=700), "700 was voted and 600 owed, so it is not 60"),
    "a part": (smaller_part, "the line of alice is not the sum of its parts"),
    "whose debt": (other_part, "2026/08/bob-001 is no debt of alice"),
    "a creditor": (without_alice, "its lines are not exactly those of the persons owed"),
    "two units": (lines_of(12, 20, 28), "12 to alice is not in proportion to 100"),
    "one unit": (lines_of(11, 20, 29), "11 to alice is not in proportion to 100"),
    "the settlement": (settled("carol", amount_minor=31), "its settlement has other lines"),
    "what was paid": (settled("alice", paid_minor=9), "the payment to alice and the amounts withheld do not sum to"),
    "what was not sent": (settled("carol", reversed=9), "100 is set aside for payouts"),
    "whose reversal": (other_reversal, "do not move what it pays and what came back"),
    "a payout's entry": (entry_of("payout", payout=2), "do not move what it pays and what came back"),
    "a transfer's entry": (entry_of("payment", payout=None), "do not move what it pays and what came back"),
    "a reversal's entry": (entry_of("reversal", payout=2), "do not move what it pays and what came back"),
    "an earlier record date": (
        change(SECOND, recorded_at="2026-11-01T10:00:00Z", opening_minute=0),
        "its lines are not exactly those of the persons owed",
    ),
}


@pytest.mark.parametrize("name", MISSED)
def test_what_was_changed_is_missed(paid: State, name: str) -> None:
    tamper, words = MISSED[name]
    found = said(tamper(paid))
    assert any(words in text for text in found), found


def test_a_unit_that_is_left_over_falls_to_anybody(paid: State) -> None:
    """Of 100 by 90, 200 and 270: 16.1, 35.7 and 48.2. To whom units fall is verified where the event is done again."""
    second = get(paid, Payout, SECOND)
    for amounts, holds in (
        ((16, 36, 48), True),
        ((16, 35, 49), True),
        ((17, 35, 48), True),
        ((15, 36, 49), False),
        ((16, 37, 47), False),
    ):
        found = said(paid.put(SECOND, with_amounts(second, *amounts)))
        assert any("in proportion" in text for text in found) != holds, (amounts, found)


def test_nobody_is_paid_more_than_counted(paid: State) -> None:
    books = Books()
    books.owe(("alice", 1, "2026-08-01"), ("bob", 1, "2026-08-02"))
    books.later("PT1M")
    books.earn(9)
    assert books.pass_("- {action: pay-debts, amount_minor: 2, from: treasury}") == "enacted"
    assert said(books.registry) == []
    payout = get(books.registry, Payout, FIRST)
    found = said(books.registry.put(FIRST, with_amounts(payout, 2, 0)))
    assert any("2 to alice is not in proportion to 1" in text for text in found)


def test_two_payouts_of_one_minute_count_one_after_the_other() -> None:
    books = Books()
    books.owe(("alice", 100, "2026-08-01"), ("bob", 200, "2026-08-02"))
    books.later("PT1M")
    books.earn(900)
    pays = "- {action: pay-debts, amount_minor: 150, from: treasury}"
    assert books.pass_(f"{pays}\n{pays}") == "enacted"
    assert said(books.registry) == []
    lines = [[line.amount_minor for line in get(books.registry, Payout, path).lines] for path in (FIRST, SECOND)]
    assert lines == [[50, 100], [50, 100]]
    # One after the other they leave nothing of 300: a third would find nobody who is owed.
    second = get(books.registry, Payout, SECOND)
    more = books.registry.put(SECOND, second.changed(voted_minor=140))
    assert any("140 was voted and 150 owed, so it is not 150" in text for text in said(more))
