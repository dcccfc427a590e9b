"""What a person is owed: debts that never change, and one balance that follows from them."""

from __future__ import annotations

import pytest

from govtool.core.times import add
from govtool.domain.constitution.origin import Origin, from_statement
from govtool.domain.money.account import (
    Owed,
    account_of,
    accrue,
    cancel_pending,
    forgive,
    owed,
    owed_all,
    pay,
    restore,
)
from govtool.domain.money.debt import Debt, Work, debt_of, next_number, numbers_in
from govtool.domain.money.release import Part, Release
from govtool.errors import Refused
from tests.world.golden import example
from tests.world.money import AT, registry, with_debts
from tests.world.people import refusal

ORIGIN = from_statement("alice", 1)


def test_a_debt_is_an_entry_of_its_own_and_raises_the_balance() -> None:
    state = with_debts(
        registry(), ("alice", 300, "2026-09-01"), ("alice", 200, "2026-09-30"), ("alice", 5, "2026-08-01")
    )
    assert debt_of(state, "2026/09/alice-002").amount_minor == 200
    account = account_of(state, "alice")
    assert (account.accrued_minor, account.owed(AT), account.since(AT)) == (505, 505, "2026-08-01")
    assert [item.debt for item in account.items] == ["2026/08/alice-001", "2026/09/alice-001", "2026/09/alice-002"]


def test_nothing_earned_leaves_no_debt() -> None:
    state = registry()
    assert with_debts(state, ("alice", 0, "2026-09-01")) is state
    with pytest.raises(ValueError, match="above 0"):
        with_debts(state, ("alice", -1, "2026-09-01"))
    with pytest.raises(Refused):
        with_debts(state, ("alice", 10**18, "2026-09-01"), ("alice", 1, "2026-09-01"))


def test_the_number_of_a_debt_is_never_mixed_up_with_an_id_that_ends_in_digits() -> None:
    state = with_debts(registry(), ("al-001", 1, "2026-09-01"), ("al", 2, "2026-09-01"), ("al", 3, "2026-09-01"))
    assert state.names("registry/debts/2026/09/a/al") == ("al-001-001.yaml", "al-001.yaml", "al-002.yaml")
    assert owed(state, "al-001", AT) == 1 and owed(state, "al", AT) == 5


def test_what_does_not_count_yet_is_neither_owed_nor_paid() -> None:
    state = with_debts(registry(), ("alice", 300, "2026-09-01"), counts_at=add(AT, "P7D"))
    assert owed(state, "alice", AT) == 0 and owed_all(state, AT) == ()
    with pytest.raises(ValueError, match="is owed 0"):
        pay(state, "alice", 1, AT)
    assert owed_all(state, add(AT, "P7D")) == (Owed("alice", 300, "2026-09-01"),)


def test_everybody_who_is_owed_is_listed_by_id_and_nobody_else() -> None:
    state = with_debts(registry(), ("vera", 1, "2026-09-02"), ("bob", 7, "2026-09-01"), ("alice", 3, "2026-09-03"))
    state, _ = pay(state, "bob", 7, AT)
    assert [each.creditor for each in owed_all(state, AT)] == ["alice", "vera"]


def test_a_payment_falls_on_the_oldest_debts_and_a_failed_one_restores_them_with_their_dates() -> None:
    before = with_debts(registry(), ("alice", 300, "2026-09-01"), ("alice", 200, "2026-08-01"))
    state, parts = pay(before, "alice", 350, AT)
    assert parts == (
        Part(debt="2026/08/alice-001", amount_minor=200),
        Part(debt="2026/09/alice-001", amount_minor=150),
    )
    assert owed_all(state, AT) == (Owed("alice", 150, "2026-09-01"),)
    assert account_of(state, "alice").paid_minor == 350
    assert account_of(restore(state, "alice", parts), "alice") == account_of(before, "alice")
    with pytest.raises(ValueError, match="is owed 150"):
        pay(state, "alice", 151, AT)


def test_of_two_debts_of_one_day_the_one_entered_first_is_paid_first() -> None:
    before = with_debts(registry(), ("alice", 300, "2026-09-30"), ("alice", 200, "2026-09-30"))
    state, parts = pay(before, "alice", 350, AT)
    assert parts == (
        Part(debt="2026/09/alice-001", amount_minor=300),
        Part(debt="2026/09/alice-002", amount_minor=50),
    )
    assert account_of(restore(state, "alice", reversed(parts)), "alice") == account_of(before, "alice")


def test_in_one_month_the_day_ranks_before_the_order_of_entry() -> None:
    state = with_debts(registry(), ("alice", 300, "2026-09-30"), ("alice", 200, "2026-09-01"))
    assert [item.debt for item in account_of(state, "alice").items] == ["2026/09/alice-002", "2026/09/alice-001"]
    _, parts = pay(state, "alice", 200, AT)
    assert parts == (Part(debt="2026/09/alice-002", amount_minor=200),)


def test_what_is_given_up_is_an_entry_too() -> None:
    state = with_debts(registry(), ("alice", 300, "2026-09-01"))
    state = forgive(forgive(state, "alice", 100, AT, ORIGIN), "alice", 50, AT, ORIGIN, kind="corrected")
    account = account_of(state, "alice")
    assert (account.forgiven_minor, account.corrected_minor, account.owed(AT)) == (100, -50, 150)
    release = state.get(Release, "registry/releases/2026/000002.yaml")
    assert release is not None and (release.kind, release.amount_minor) == ("corrected", 50)
    with pytest.raises(ValueError, match="is owed 150"):
        forgive(state, "alice", 151, AT, ORIGIN)


def test_only_what_does_not_count_yet_can_be_cancelled() -> None:
    state = with_debts(registry(), ("alice", 300, "2026-09-01"), counts_at=add(AT, "P7D"))
    debt = "2026/09/alice-001"
    state = cancel_pending(state, "alice", debt, 100, AT, ORIGIN)
    assert owed(state, "alice", add(AT, "P7D")) == 200 == account_of(state, "alice").accrued_minor
    for amount, at in ((201, AT), (0, AT), (1, add(AT, "P7D"))):
        with pytest.raises(ValueError, match="does not count yet"):
            cancel_pending(state, "alice", debt, amount, at, ORIGIN)
    assert debt_of(state, debt).amount_minor == 300, "the entry itself never changes"


def test_an_upward_correction_is_told_apart_from_wages() -> None:
    state = accrue(registry(), "bob", 10, owed_on="2026-09-01", counts_at=AT, origin=ORIGIN, kind="correction")
    account = account_of(state, "bob")
    assert (account.accrued_minor, account.corrected_minor, account.owed(AT)) == (0, 10, 10)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"member": "alice"},
        {"statement": 1},
        {"proposal": "0001", "founding": True},
        {"member": "alice", "proposal": "0001"},
        {"member": "alice", "statement": 1, "proposal": "0001"},
    ],
)
def test_an_entry_has_exactly_one_cause(value: dict[str, object]) -> None:
    with pytest.raises(Refused):
        Origin.read(value)


def test_no_entry_is_of_nothing() -> None:
    _, debt = example(Debt)
    for amount in (0, -1, True, "5", 5.0):
        with pytest.raises(Refused):
            Debt.read({**debt.data(), "amount_minor": amount})


def test_who_was_never_owed_anything_has_an_empty_account() -> None:
    assert account_of(registry(), "alice").data() == {
        "creditor": "alice",
        "accrued_minor": 0,
        "paid_minor": 0,
        "forgiven_minor": 0,
        "corrected_minor": 0,
        "items": [],
    }


@pytest.mark.parametrize(("rows", "fits"), [(1000, True), (1001, False)])
def test_a_debt_tells_at_most_a_thousand_rows_of_work(rows: int, fits: bool) -> None:
    _, debt = example(Debt)
    file = {**debt.data(), "work": [{"minutes": 1, "per_hour_minor": 60}] * rows}
    if fits:
        assert len(Debt.read(file).work) == rows
    else:
        assert refusal(lambda: Debt.read(file)) == {"schema"}


@pytest.mark.parametrize(("minutes", "fits"), [(0, False), (1, True), (1_000_000, True), (1_000_001, False)])
def test_a_row_of_work_has_a_minute_at_least_and_a_million_at_most(minutes: int, fits: bool) -> None:
    row = {"minutes": minutes, "per_hour_minor": 60}
    if fits:
        assert Work.read(row).minutes == minutes
    else:
        assert refusal(lambda: Work.read(row)) == {"schema"}


def test_debts_of_a_month_are_numbered_from_one() -> None:
    state = with_debts(registry(), ("alice", 1, "2026-09-01"), ("alice", 1, "2026-09-30"), ("bob", 1, "2026-09-30"))
    assert numbers_in(state, "alice", "2026-09") == [1, 2]
    assert [next_number(state, "alice", day) for day in ("2026-09-02", "2026-10-01")] == [3, 1]
