"""The part of the wages that falls on each project: for the book, by the hours that name one.

A month of a person is rounded once over all its hours, so one hour alone has no amount. A month grows when further
sheets come to count. Its growth is divided among their projects in proportion to minutes times wage, by the largest
remainder: the parts sum to the wages exactly. Changes no balance: debts to people do not depend on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from govtool.core.ids import MemberId, Slug
from govtool.core.split import Debt as Share
from govtool.core.split import split
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.work.month import WorkedMonth
from govtool.domain.work.timesheet import Timesheet
from govtool.domain.work.wage import Wages, wages_of

NO_PROJECT = ""


@dataclass(frozen=True)
class ProjectWages:
    """The wages of a person for a month that count from one time on, as far as projects have them, in minor units."""

    member: MemberId
    month: str
    counts_at: Instant
    by_project: Mapping[Slug, int]


def project_wages(state: State, at: Instant) -> Iterator[ProjectWages]:
    """All wages for projects that count at that time. Looks at all months and their sheets: for the book."""
    wages = wages_of(state)
    for month in WorkedMonth.all(state):
        for counts_at, amount_minor in month.amounts.items():
            if amount_minor and counts_at <= at:
                shares = _shares(state, wages, month, counts_at)
                lines = split(amount_minor, shares).lines
                named = {project: minor for project, minor in lines.items() if project != NO_PROJECT and minor}
                if named:
                    yield ProjectWages(month.member, month.month, counts_at, named)


def _shares(state: State, wages: Wages, month: WorkedMonth, counts_at: Instant) -> Iterator[Share]:
    """The sheets that count from that time on, by project: minutes times wage, in sixtieths of minor units."""
    sixtieths: Counter[str] = Counter()
    for row in month.sheets:
        sheet = Timesheet.of(state, month.month, month.member, row.number) if row.counts_at == counts_at else None
        for entry in sheet.entries if sheet else ():
            sixtieths[entry.project or NO_PROJECT] += entry.minutes * wages.per_hour(entry.paid, entry.date)
    for project, part in sixtieths.items():
        yield Share(project, part, "")
