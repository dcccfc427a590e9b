"""Recording hours: people record their own work, and can correct it until it is final.

Everybody with a record can record hours: work done is always recorded, even the unpaid work of a volunteer, or that of
a person who left meanwhile. Nobody records for another. Final hours cannot be changed. Missing hours are recorded as
further hours. Pay for too many hours is waived, with two signatures of the person owed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, SerialNumber
from govtool.core.state import State
from govtool.core.times import Date, date_of
from govtool.core.wording import Wording, wording
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.money.project import is_known
from govtool.domain.work.month import uncount
from govtool.domain.work.timesheet import SheetName, Timesheet, entries_on, keep
from govtool.domain.work.wage import Paid, best, paid_on
from govtool.domain.work.work_entry import Month, PaidEntry, WorkEntry, clash_problems, dates_around, form_problems


class LogHours(Body):
    """Record hours that you worked. Others approve them."""

    kind: ClassVar[str] = "log-hours"
    said: ClassVar[Wording | None] = wording("records hours")

    entries: Annotated[tuple[WorkEntry, ...], Field(min_length=1, max_length=500)] = Field(
        description="the work that you did"
    )

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The entries are possible: no day is too long, nothing overlaps, no date is in the future, each project is
        known.
        """
        yield from _problems(state, stating, self.entries)

    def effect(self, state: State, stating: Stating) -> State:
        """The state with a timesheet for each month, which waits for approval."""
        for month in sorted({entry.month for entry in self.entries}):
            sheet = Timesheet(
                member=stating.member.id,
                month=month,
                number=stating.statement.number,
                logged_at=stating.at,
                entries=_as_paid(state, stating, (entry for entry in self.entries if entry.month == month)),
            )
            state = keep(state, sheet)
        return state


class CorrectHours(Body):
    """Replace all entries of a timesheet. It must be yours and not final; without entries it is taken back."""

    kind: ClassVar[str] = "correct-hours"
    said: ClassVar[Wording | None] = wording("corrects hours of {month}")

    month: Month = Field(description="the month of the timesheet")
    number: SerialNumber = Field(description="the number of the timesheet")
    digest: Digest = Field(description="the digest of the replaced entries")
    entries: Annotated[tuple[WorkEntry, ...], Field(max_length=500)] = Field(
        description="all work of the timesheet; entries stay in its month"
    )

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The timesheet is unchanged since the person saw it and not final yet, and the new entries are possible."""
        named = SheetName(member=stating.member.id, month=self.month, number=self.number, digest=self.digest)
        sheet = named.sheet(state)
        yield from sheet_problems(sheet, named)
        if sheet is not None and sheet.counts(stating.at):
            yield closed_finding(sheet)
        if any(entry.month != self.month for entry in self.entries):
            yield finding(
                "hours", what=f"the timesheet is for {self.month}; record the days of another month separately"
            )
        if sheet is not None and tuple(map(_typed, sheet.entries)) == self.entries:
            yield finding(
                "precondition", what=f"timesheet {self.number} of {self.month} already has exactly these entries"
            )
        yield from _problems(state, stating, self.entries, (self.month, self.number))

    def effect(self, state: State, stating: Stating) -> State:
        """The state with the new entries; the timesheet waits for approval again, since nobody has seen them yet."""
        sheet = Timesheet.one(state, self.month, stating.member.id, self.number)
        state = uncount(state, sheet, stating.at, stating.origin)
        entries = _as_paid(state, stating, self.entries, sheet)
        fresh = Timesheet(
            member=sheet.member, month=sheet.month, number=sheet.number, logged_at=stating.at, entries=entries
        )
        return keep(state, fresh)


def sheet_problems(sheet: Timesheet | None, named: SheetName) -> Iterator[Finding]:
    """Why a timesheet is not the one that somebody saw."""
    name = f"timesheet {named.number} of {named.member}, {named.month}"
    if sheet is None:
        yield finding("precondition", what=f"there is no {name}")
    elif sheet.digest != named.digest:
        yield finding("precondition", what=f"{name} was corrected since")
    elif not sheet.entries:
        yield finding("precondition", what=f"{name} was taken back")


def closed_finding(sheet: Timesheet) -> Finding:
    """The finding that a timesheet is final already and cannot change."""
    named = f"timesheet {sheet.number} of {sheet.member}, {sheet.month}"
    return finding("precondition", what=f"{named} is final since {sheet.counts_at}, and cannot change")


def _problems(
    state: State, stating: Stating, entries: tuple[WorkEntry, ...], but: tuple[str, int] | None = None
) -> Iterator[Finding]:
    wrong = list(form_problems(entries, date_of(stating.at)))
    yield from wrong
    for project in sorted({entry.project for entry in entries if entry.project is not None}):
        yield from is_known(state, project)
    if not wrong:
        # only now: the last possible date has no day after it
        around = entries_on(state, stating.member.id, dates_around(entries), but)
        yield from clash_problems(entries, around)


def _typed(entry: PaidEntry) -> WorkEntry:
    return WorkEntry(date=entry.date, minutes=entry.minutes, task=entry.task, project=entry.project, start=entry.start)


def _as_paid(
    state: State, stating: Stating, entries: Iterator[WorkEntry] | tuple[WorkEntry, ...], old: Timesheet | None = None
) -> tuple[PaidEntry, ...]:
    """The entries with the pay class of their days. A day that the timesheet had before never gets lower pay than
    recorded.
    """
    known: dict[Date, Paid] = {entry.date: entry.paid for entry in old.entries} if old else {}

    def paid(day: Date) -> Paid:
        return best((known.get(day, "no"), paid_on(state, stating.member.id, day)))

    ordered = sorted(entries, key=lambda entry: (entry.date, entry.start or ""))
    return tuple(PaidEntry.read({**entry.data(), "paid": paid(entry.date)}) for entry in ordered)
