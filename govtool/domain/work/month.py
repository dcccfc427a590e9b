"""A month of work: the approved timesheets of a person in it, their rates, and the wages.

Made with the first approval for that person and month; it never ends. Wages are minutes times rates, rounded half up
once for the whole month, so that many small timesheets pay as much as one large one. A later approval enters only the
difference between the month's new sum and the sum entered before; a dispute takes back wages that are not final yet. So
at any time the final entries equal the rounded sum of the final timesheets, to the minor unit.

Promises: final wages never fall. Timesheets are in the order in which they become final. Amounts are minor units and
exact: a sum of minutes times rates is whole, and only its division by 60 is rounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.home import Home
from govtool.core.ids import MemberId, SerialNumber
from govtool.core.record import FileRecord, Record, optional
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.origin import Origin
from govtool.domain.money.account import account_of, accrue, cancel_pending
from govtool.domain.money.debt import Work
from govtool.domain.work import work_entry
from govtool.domain.work.timesheet import Timesheet, keep, paid_as_known
from govtool.domain.work.wage import wages_of


class MonthSheet(Record):
    """An approved timesheet: its minutes by rate, and from when they are final."""

    number: SerialNumber = Field(description="the number of the timesheet")
    counts_at: Instant = Field(description="from when it is final")
    work: Annotated[tuple[Work, ...], Field(min_length=1)] = Field(
        description="its minutes by the wage of the day worked; unpaid ones at 0"
    )
    single_handed: Literal[True] | None = optional("true if it is self-approved, because there is nobody else")


class WorkedMonth(FileRecord):
    """The record `registry/months/2026/11/a/al/alice.yaml`; a timesheet is not in it while it is disputed."""

    home: ClassVar[Home] = Home("month", "registry/months/{month:year}/{month:month}/{member:initials}/{member}.yaml")

    member: MemberId = Field(description="the worker, by id")
    month: work_entry.Month = Field(description="the month of work")
    sheets: tuple[MonthSheet, ...] = Field(
        description="the approved timesheets, in the order in which they become final"
    )

    def minutes(self, at: Instant) -> int:
        """The minutes that are final at that time."""
        return sum(work.minutes for sheet in self.sheets if sheet.counts_at <= at for work in sheet.work)

    def wages_minor(self, at: Instant) -> int:
        """The wages for the timesheets that are final at that time."""
        return wages_of_work(work for sheet in self.sheets if sheet.counts_at <= at for work in sheet.work)

    @property
    def amounts(self) -> Mapping[Instant, int]:
        """For each time at which timesheets become final, the growth of the month's rounded sum, in minor units."""
        found: dict[Instant, int] = {}
        before = 0
        for counts_at in dict.fromkeys(sheet.counts_at for sheet in self.sheets):
            whole = self.wages_minor(counts_at)
            found[counts_at], before = whole - before, whole
        return found


def wages_of_work(work: Iterable[Work]) -> int:
    """The wages for minutes at their rates, rounded half up once; in minor units."""
    sixtieths = sum(part.minutes * part.per_hour_minor for part in work)
    return (sixtieths + 30) // 60


def month_of(state: State, member: MemberId, month: str) -> WorkedMonth:
    """A person's month; an empty one if nothing was approved yet."""
    found = WorkedMonth.of(state, month, member)
    return found or WorkedMonth(member=member, month=month, sheets=())


def work_of(state: State, sheet: Timesheet) -> tuple[Work, ...]:
    """The minutes of a timesheet by the wage of the day worked, the lowest wage first; unpaid minutes at 0."""
    wages = wages_of(state)
    return _by_rate((wages.per_hour(each.paid, each.date), each.minutes) for each in sheet.entries)


def count(
    state: State, member: MemberId, month: str, sheets: Iterable[Timesheet], at: Instant, origin: Origin
) -> State:
    """The state in which timesheets of a person and month are final from the end of the time for disputes on.

    That time is never before that of timesheets that were approved earlier, even if the bylaws shortened it since. The
    pay class of a day is fixed here, when all memberships of the worker on that day are known.
    """
    old = month_of(state, member, month)
    sheets = [paid_as_known(state, sheet) for sheet in sheets]
    counts_at = add(at, bylaws_of(state).periods.dispute)
    if old.sheets:
        counts_at = max(counts_at, old.sheets[-1].counts_at)
    rows = tuple(
        MonthSheet(
            number=sheet.number,
            counts_at=counts_at,
            work=work_of(state, sheet),
            single_handed=True if sheet.is_single_handed else None,
        )
        for sheet in sheets
    )
    new = old.changed(sheets=(*old.sheets, *rows))
    for sheet in sheets:
        state = keep(state, sheet.changed(counts_at=counts_at))
    return _entered(state, old, new, at, origin)


def uncount(state: State, sheet: Timesheet, at: Instant, origin: Origin) -> State:
    """The state in which a timesheet that is not final yet will not become final."""
    old = month_of(state, sheet.member, sheet.month)
    left = tuple(found for found in old.sheets if found.number != sheet.number or found.counts_at <= at)
    return _entered(state, old, old.changed(sheets=left), at, origin) if left != old.sheets else state


def _entered(state: State, old: WorkedMonth, new: WorkedMonth, at: Instant, origin: Origin) -> State:
    """The state with a changed month and the changes in the account: first the reductions, then the increases."""
    before, after = old.amounts, new.amounts
    changes = {when: after.get(when, 0) - before.get(when, 0) for when in sorted({*before, *after})}
    for when, change in changes.items():
        if change < 0:
            state = _cancelled(state, new, when, -change, at, origin)
    for when, change in changes.items():
        if change > 0:
            rows = [sheet for sheet in new.sheets if sheet.counts_at == when and sheet not in old.sheets]
            state = accrue(
                state,
                new.member,
                change,
                owed_on=_first_day(new),
                counts_at=when,
                origin=origin,
                work=_by_rate((work.per_hour_minor, work.minutes) for sheet in rows for work in sheet.work),
                single_handed=any(sheet.single_handed for sheet in rows),
            )
    return state.keep(new)


def _first_day(month: WorkedMonth) -> str:
    return f"{month.month}-01"


def _by_rate(parts: Iterable[tuple[int, int]]) -> tuple[Work, ...]:
    """The sum of minutes for each rate, the lowest rate first; `parts` are rates with minutes."""
    minutes: Counter[int] = Counter()
    for rate, worked in parts:
        minutes[rate] += worked
    return tuple(Work(minutes=minutes[rate], per_hour_minor=rate) for rate in sorted(minutes))


def _cancelled(state: State, month: WorkedMonth, when: Instant, amount: int, at: Instant, origin: Origin) -> State:
    """The state with an amount taken off the month's entries that are final from a future time on."""
    for item in account_of(state, month.member).items:
        if amount and (item.counts_at, item.owed_on) == (when, _first_day(month)):
            part = min(amount, item.remaining_minor)
            state = cancel_pending(state, month.member, item.debt, part, at, origin)
            amount -= part
    return state
