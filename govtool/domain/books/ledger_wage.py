"""The wages recomputed from all timesheets and the schedule: minutes times rates, rounded half up once a month.

Written from the definitions, without the functions that count hours and enter wages. At any time the final entries of a
person and month sum to the rounded wages of the timesheets that are final then. The timesheet records how a day is paid
(the wage, that of a probation, not at all); the replay of its event verifies that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.money.debt import Debt
from govtool.domain.money.release import Release
from govtool.domain.work.month import WorkedMonth
from govtool.domain.work.timesheet import Timesheet, waiting_members, waiting_of
from govtool.domain.work.wage import wages_of
from govtool.domain.work.work_entry import PaidEntry

Place = tuple[MemberId, str]
"""A person and a month."""


def check(state: State) -> Iterator[Finding]:
    """Every wage that differs from the hours and the schedule. Looks at all timesheets: for audits, not for events."""
    counted: defaultdict[Place, list[Timesheet]] = defaultdict(list)
    waiting: Counter[MemberId] = Counter()
    for sheet in Timesheet.all(state):
        if sheet.counts_at is not None:
            counted[sheet.member, sheet.month].append(sheet)
            yield from _approval_problems(sheet)
        elif sheet.entries:
            waiting[sheet.member] += 1
    if {name: sum(1 for _ in waiting_of(state, name)) for name in waiting_members(state)} != waiting:
        yield _wrong(Timesheet.home.top, "the lists of waiting timesheets differ from the timesheets that wait")
    yield from _month_problems(state, counted)
    yield from _wage_problems(state, counted)


def _wrong(path: str, what: str) -> Finding:
    return finding("ledger", path, what=what)


def _approval_problems(sheet: Timesheet) -> Iterator[Finding]:
    """The faults of a final timesheet: nobody else approved it and it is not marked as self-approved, or it is
    disputed.
    """
    others = {approval.by for approval in sheet.approvals if not approval.single_handed}
    alone = any(approval.single_handed for approval in sheet.approvals)
    if sheet.member in others or not (others or alone) or len(others) + alone < len(sheet.approvals):
        yield _wrong(sheet.path, "it is final, and nobody else approved it")
    if sheet.open_disputes or sheet.approved_at is None:
        yield _wrong(sheet.path, "it is final, although it is disputed or was not approved")


def _month_problems(state: State, counted: dict[Place, list[Timesheet]]) -> Iterator[Finding]:
    """Each month that does not list exactly the final timesheets, with their times and minutes."""
    listed: dict[Place, WorkedMonth] = {(month.member, month.month): month for month in WorkedMonth.all(state)}
    for place in sorted(listed.keys() | counted.keys()):
        month = listed.get(place)
        found = {
            (row.number, row.counts_at, sum(work.minutes for work in row.work))
            for row in (month.sheets if month else ())
        }
        if found != {(sheet.number, sheet.counts_at, sheet.minutes) for sheet in counted.get(place, ())}:
            yield _wrong(
                WorkedMonth.home.top,
                f"the month {place[1]} of {place[0]} lists other timesheets than those that are final",
            )


def _wage_problems(state: State, counted: dict[Place, list[Timesheet]]) -> Iterator[Finding]:
    entered: defaultdict[Place, dict[Instant, int]] = defaultdict(dict)
    cancelled: Counter[str] = Counter()
    for release in Release.all(state, newest_first=True):
        if release.kind == "cancelled":
            for part in release.parts:
                cancelled[part.debt] += part.amount_minor
    for debt in Debt.all(state):
        if debt.kind == "accrual":
            rows = entered[debt.creditor, debt.owed_on[:7]]
            rows[debt.counts_at] = rows.get(debt.counts_at, 0) + debt.amount_minor - cancelled[debt.id]
    rates = _Rates(state)
    for place in sorted(entered.keys() | counted.keys()):
        sheets, rows = counted.get(place, []), entered.get(place, {})
        for at in sorted({*rows, *(sheet.counts_at for sheet in sheets if sheet.counts_at is not None)}):
            work = [entry for sheet in sheets if (sheet.counts_at or "") <= at for entry in sheet.entries]
            exact = sum((rates.wage(entry) for entry in work), Fraction(0))
            owed = sum(amount for when, amount in rows.items() if when <= at)
            if owed != (2 * exact.numerator + exact.denominator) // (2 * exact.denominator):
                yield _wrong(
                    Debt.home.top, f"{place[0]} is owed {owed} for {place[1]} from {at} on, and the hours give {exact}"
                )


class _Rates:
    """The schedule of wages. On a day the row of a class that began last applies; among equals the newest."""

    def __init__(self, state: State) -> None:
        rows: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for row in wages_of(state).rows:
            rows[row.class_][row.starts_on] = row.per_hour_minor
        self._rows = {name: sorted(found.items(), reverse=True) for name, found in rows.items()}

    def wage(self, entry: PaidEntry) -> Fraction:
        """The exact wage of an entry."""
        rate = next((minor for day, minor in self._rows.get(entry.paid, ()) if day <= entry.date), 0)
        return Fraction(entry.minutes * rate, 60)
