"""An entry: minutes that a person worked on a task on one day; and the checks of all entries of a person.

The checks:
- A date has at most 24 hours.
- Entries with a start time do not overlap.
- The date can be tomorrow at the latest (UTC), because of time zones.

There is no oldest date: work done is always recorded. An entry over midnight belongs to the date on which it began.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Slug
from govtool.core.record import Record, optional
from govtool.core.times import MONTH_PATTERN, Date, date_of_days, days_of
from govtool.domain.work.wage import Paid

DAY_MINUTES = 24 * 60
LONGEST_SPAN_DAYS = 31
"""The most days from the first to the last day of one statement: any month fits."""

Month = Annotated[str, Field(pattern=MONTH_PATTERN)]
"""A calendar month, `2026-11`."""
ClockTime = Annotated[str, Field(pattern=r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of a day, `09:30`."""


class WorkEntry(Record):
    """Minutes worked on one day, as the worker writes them."""

    date: Date = Field(description="the day worked; for work over midnight the day on which it began")
    minutes: Annotated[int, Field(ge=1, le=DAY_MINUTES)] = Field(description="how many minutes were worked")
    task: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")] = Field(
        description="the work done, in words"
    )
    project: Slug | None = optional("the project, by id; open or closed")
    start: ClockTime | None = optional("when it began, by the worker's own clock")

    @property
    def month(self) -> str:
        """The month of its date."""
        return self.date[:7]

    @property
    def spell(self) -> tuple[int, int] | None:
        """The start and the end of the work in minutes since 1970, None if the entry has no start time."""
        if self.start is None:
            return None
        begun = days_of(self.date) * DAY_MINUTES + int(self.start[:2]) * 60 + int(self.start[3:])
        return begun, begun + self.minutes


class PaidEntry(WorkEntry):
    """An entry as it is recorded, with the pay class of its day, which no later vote changes."""

    paid: Paid = Field(
        description="the pay class, by the worker's membership on that day; a later vote changes nothing"
    )


def form_problems(entries: Sequence[WorkEntry], today: Date) -> Iterator[Finding]:
    """The faults of entries by themselves."""
    tomorrow = days_of(today) + 1
    days = sorted(days_of(entry.date) for entry in entries)
    if days and days[-1] > tomorrow:
        yield _hours(f"{date_of_days(days[-1])} is after {date_of_days(tomorrow)}, tomorrow's date in UTC")
    if days and days[-1] - days[0] >= LONGEST_SPAN_DAYS:
        yield _hours(f"from {date_of_days(days[0])} to {date_of_days(days[-1])} are more than a month")


def clash_problems(new: Sequence[WorkEntry], others: Sequence[WorkEntry]) -> Iterator[Finding]:
    """The conflicts of new entries of a person with each other, and with those recorded around them."""
    touched = {entry.date for entry in new}
    for day in sorted(touched):
        worked = sum(entry.minutes for entry in (*new, *others) if entry.date == day)
        if worked > DAY_MINUTES:
            yield _hours(f"{worked} minutes on {day} are more than the day has")
    yield from _overlaps(new, others)


def _overlaps(new: Iterable[WorkEntry], others: Iterable[WorkEntry]) -> Iterator[Finding]:
    spells = [(*spell, entry, True) for entry in new if (spell := entry.spell)]
    spells += [(*spell, entry, False) for entry in others if (spell := entry.spell)]
    spells.sort(key=lambda found: (found[0], found[1]))
    latest = None
    for found in spells:
        if latest is not None and found[0] < latest[1] and (found[3] or latest[3]):
            first, second = latest[2], found[2]
            yield _hours(f"{first.date} {first.start} and {second.date} {second.start} were worked at the same time")
        if latest is None or found[1] > latest[1]:
            latest = found


def dates_around(entries: Iterable[WorkEntry]) -> frozenset[Date]:
    """The dates of entries, with the days before and after them, because work can go over midnight."""
    days = {days_of(entry.date) for entry in entries}
    near = {day + step for day in days for step in (-1, 0, 1)}
    return frozenset(date_of_days(day) for day in near if day >= 0)


def monday_of(day: Date) -> Date:
    """The Monday of the week of a date; 1970 began on a Thursday, and its first days belong to that week."""
    number = days_of(day)
    return date_of_days(max(0, number - (number + 3) % 7))


def week_of(monday: Date) -> tuple[Date, ...]:
    """The seven dates of a week."""
    return tuple(date_of_days(days_of(monday) + step) for step in range(7))


def days_between(first: Date, last: Date) -> int:
    """The number of days from the first to the last."""
    return days_of(last) - days_of(first)


def _hours(what: str) -> Finding:
    return finding("hours", what=what)
