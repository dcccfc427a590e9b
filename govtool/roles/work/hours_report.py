"""A report of agreed and recorded hours, week by week. It changes nothing by itself: the consequences are for people.

Weeks are from Monday to Sunday, and only those that are over. Hours marked self-approved were approved by nobody except
their worker, because there was nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass

from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Date, date_of, date_of_days, days_of, months_in
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.tenure import agreed_minutes
from govtool.domain.work.timesheet import Timesheet
from govtool.domain.work.work_entry import monday_of, week_of

WEEKS = 8
"""How many weeks the report looks back where nobody says otherwise: long enough for a holiday not to matter."""


@dataclass(frozen=True)
class Row:
    """One person over the weeks: minutes agreed, recorded, and of these approved, disputed, and single-handed."""

    member: MemberId
    agreed_minutes: int
    recorded_minutes: int
    approved_minutes: int
    disputed_minutes: int
    single_handed_minutes: int

    @property
    def difference_minutes(self) -> int:
        """The minutes recorded beyond those agreed; below 0 if fewer were recorded."""
        return self.recorded_minutes - self.agreed_minutes


@dataclass(frozen=True)
class Report:
    """Everybody who had agreed to work in those weeks, or recorded something for them."""

    from_on: Date
    until_on: Date
    rows: tuple[Row, ...]


def report_of(state: State, today: Date, weeks: int = WEEKS) -> Report:
    """The report over the last weeks before this one."""
    monday = days_of(monday_of(today))
    mondays = [date_of_days(monday - 7 * back) for back in range(weeks, 0, -1) if monday >= 7 * back]
    days = frozenset(day for first in mondays for day in week_of(first))
    rows = [row for member in Member.all(state) if (row := _row(state, member, mondays, days)) is not None]
    return Report(min(days, default=today), max(days, default=today), tuple(rows))


def _row(state: State, member: Member, mondays: list[Date], days: frozenset[Date]) -> Row | None:
    since = date_of(member.joined_at) if member.joined_at else ""
    # a week in which somebody joined is not one that they could have worked in full
    agreed = sum(agreed_minutes(state, member.id, monday) for monday in mondays if since <= monday)
    sheets = [sheet for month in months_in(days) for sheet in Timesheet.all(state, month, member.id)]
    recorded = sum(_minutes(sheet, days) for sheet in sheets)
    if not agreed and not recorded:
        return None
    return Row(
        member=member.id,
        agreed_minutes=agreed,
        recorded_minutes=recorded,
        approved_minutes=sum(_minutes(sheet, days) for sheet in sheets if sheet.counts_at is not None),
        disputed_minutes=sum(_minutes(sheet, days) for sheet in sheets if sheet.open_disputes),
        single_handed_minutes=sum(_minutes(sheet, days) for sheet in sheets if sheet.is_single_handed),
    )


def _minutes(sheet: Timesheet, days: frozenset[Date]) -> int:
    return sum(entry.minutes for entry in sheet.entries if entry.date in days)
