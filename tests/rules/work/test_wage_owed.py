"""Wages owed: minutes times rates, rounded once a month, entered as differences; as laws over any order of things."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.times import add
from govtool.domain.money.account import owed
from govtool.domain.money.debt import Debt, Work
from govtool.domain.work.month import wages_of_work
from govtool.errors import Refused
from tests.world.examples import histories
from tests.world.worked import Sheet, Worked


def half_up(exact: Fraction) -> int:
    """The whole number nearest to it, the upper one where two are as near."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


@given(st.lists(st.tuples(st.integers(1, 1440), st.integers(0, 10**6)), max_size=30))
def test_wages_are_the_exact_sum_rounded_half_up_once(rows: list[tuple[int, int]]) -> None:
    exact = sum((Fraction(minutes * rate, 60) for minutes, rate in rows), Fraction(0))
    assert wages_of_work(Work(minutes=minutes, per_hour_minor=rate) for minutes, rate in rows) == half_up(exact)


@pytest.mark.parametrize(("minutes", "wage"), [(29, 0), (30, 1), (31, 1), (89, 1), (90, 2), (60, 1)])
def test_half_a_minor_unit_is_rounded_up(minutes: int, wage: int) -> None:
    assert wages_of_work([Work(minutes=minutes, per_hour_minor=1)]) == wage


def test_many_small_sheets_pay_what_one_large_one_does() -> None:
    many, one = Worked(wage=1), Worked(wage=1)
    for day in range(1, 7):
        many.approve("alice", many.log("carol", (f"2026-10-0{day}", 20)))
    one.approve("alice", one.log("carol", *((f"2026-10-0{day}", 20) for day in range(1, 7))))
    assert many.accrued("carol") == one.accrued("carol") == 2


def test_a_month_is_rounded_by_itself() -> None:
    work = Worked(wage=1)
    work.approve("alice", work.log("carol", ("2026-10-31", 30), ("2026-11-01", 30)))
    work.approve("alice", ("carol", "2026-10", 1))
    assert work.accrued("carol") == 2


def test_a_debt_says_what_it_was_computed_from_and_who_caused_it() -> None:
    work = Worked(wage=2000)
    sheets = [work.log("carol", (f"2026-10-{day}", 90)) for day in (26, 27)]
    work.approve("alice", *sheets)
    debt = work.registry.get(Debt, "registry/debts/2026/10/c/ca/carol-001.yaml")
    assert debt is not None and (debt.amount_minor, debt.owed_on, debt.counts_at) == (
        6000,
        "2026-10-01",
        add(work.now, "P7D"),
    )
    assert (debt.origin.member, debt.origin.statement) == ("alice", 1)
    assert debt.work == (Work(minutes=180, per_hour_minor=2000),)
    assert work.registry.names("registry/debts/2026/10/c/ca") == ("carol-001.yaml",), "one statement, one entry a month"


def test_a_shorter_time_for_disputes_overtakes_nothing() -> None:
    """Sheets count in the order in which they were approved, so that each adds to a sum that counts already."""
    work = Worked(wage=1)
    work.approve("alice", work.log("carol", ("2026-10-30", 20)))
    first = add(work.now, "P7D")
    shorter = "- {action: amend-bylaws, changes: [{path: periods.dispute, from: P7D, to: P1D}]}"
    assert work.pass_(shorter) == "enacted"
    work.approve("alice", work.log("carol", ("2026-10-31", 20)))
    assert [sheet.counts_at for sheet in work.month("carol", "2026-10").sheets] == [first, first]
    work.check()


# Laws over random histories ------------------------------------------------------------------------------------------

MINUTES = st.integers(1, 240)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["log", "approve", "dispute", "back", "settle", "correct", "later"]),
        st.integers(0, 5),
        MINUTES,
    ),
    min_size=4,
    max_size=25,
)


def play(work: Worked, sheets: list[Sheet], step: tuple[str, int, int], day: int) -> None:
    """One thing that somebody does; what is refused changes nothing."""
    what, place, minutes = step
    if what == "later":
        work.later(f"P{place}D")
    elif what == "log":
        sheets.append(work.log("carol", (f"2026-10-{day:02d}", minutes)))
    elif sheets:
        sheet = sheets[place % len(sheets)]
        if what == "approve":
            work.approve("alice", sheet)
        elif what == "dispute":
            work.dispute("dan", sheet)
        elif what == "back":
            work.take_back("dan", sheet)
        elif what == "settle":
            work.approve("bob", sheet)
            work.approve("erin", sheet, first=True)
        else:
            work.correct(sheet, (f"2026-10-{day:02d}", minutes))


@histories(40)
@given(steps=STEPS, rate=st.sampled_from([1, 7, 29, 1999, 2000]))
def test_whatever_happens_the_entries_sum_to_the_rounded_month_and_nothing_owed_ever_falls(
    steps: list[tuple[str, int, int]], rate: int
) -> None:
    work, sheets = Worked(wage=rate), list[Sheet]()
    was, at = 0, work.now
    for day, step in enumerate(steps, start=1):
        before = work.registry
        try:
            play(work, sheets, step, day)
        except Refused:
            assert work.registry is before or step[0] == "settle"
        now = owed(work.registry, "carol", work.now)
        assert now >= owed(before, "carol", work.now) >= was, "no event lowers what counts, and time neither"
        was, at = now, work.now
        month = work.month("carol", "2026-10")
        every = [part for sheet in month.sheets for part in sheet.work]
        exact = sum((Fraction(part.minutes * part.per_hour_minor, 60) for part in every), Fraction(0))
        assert work.accrued("carol") == half_up(exact)
        assert month.wages_minor(at) == now, "what counts is the rounded sum of the sheets that count"
        assert {sheet.number for sheet in month.sheets} == {
            sheet[2] for sheet in sheets if work.sheet(sheet).counts_at is not None
        }
    work.check()


@histories(25)
@given(data=st.data(), minutes=st.lists(MINUTES, min_size=2, max_size=6), rate=st.sampled_from([1, 7, 29, 1999]))
def test_the_order_of_approvals_does_not_matter_for_the_sum_of_a_month(
    data: st.DataObject, minutes: list[int], rate: int
) -> None:
    sums = set()
    for _ in range(2):
        work = Worked(wage=rate)
        sheets = [work.log("carol", (f"2026-10-{day:02d}", each)) for day, each in enumerate(minutes, start=1)]
        for sheet in data.draw(st.permutations(sheets)):
            work.approve("alice", sheet)
            work.later("PT1H")
        sums.add(work.accrued("carol"))
    assert len(sums) == 1
