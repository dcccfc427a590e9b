"""Recording hours: what people say of their own work, and correct until it counts.

Everybody with a record may, whatever they are: work done is always recorded, also a volunteer's, which is not paid, and
that of somebody who has left meanwhile. Nobody records for another. What counts is closed: what is missing is recorded
as further hours, and what is too much is given back by forgiving it, which takes the creditor's signature twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest
from govtool.core.state import State
from govtool.core.times import Date, date_of
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.origin import from_statement
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.money.project import is_known
from govtool.domain.work.month import uncount
from govtool.domain.work.timesheet import Number, Timesheet, entries_on, keep
from govtool.domain.work.wage import Paid, best, paid_on
from govtool.domain.work.work_entry import Month, PaidEntry, WorkEntry, clash_problems, dates_around, form_problems


class LogHours(Body):
    """Records hours that I worked; others approve them."""

    kind: ClassVar[str] = "log-hours"
    said: ClassVar[Wording | None] = wording("records hours")

    entries: Annotated[tuple[WorkEntry, ...], Field(min_length=1, max_length=500)] = Field(description="what I worked")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The entries can be true: no day is too long, nothing overlaps, nothing lies ahead, each project is known."""
        yield from _problems(state, stating, self.entries)

    def effect(self, state: State, stating: Stating) -> State:
        """A sheet for each month waits for approval."""
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
    """Replaces all entries of a sheet of mine that does not count yet; with none the sheet is taken back."""

    kind: ClassVar[str] = "correct-hours"
    said: ClassVar[Wording | None] = wording("corrects hours of {month}")

    month: Month = Field(description="the month of the sheet")
    number: Number = Field(description="the number of the sheet")
    digest: Digest = Field(description="the digest of the entries that are replaced")
    entries: Annotated[tuple[WorkEntry, ...], Field(max_length=500)] = Field(
        description="what I worked, all of it; entries stay in the sheet's month"
    )

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The sheet is the one that the person saw, does not count yet, and the new entries can be true."""
        sheet = Timesheet.of(state, self.month, stating.member.id, self.number)
        yield from sheet_problems(sheet, stating.member.id, self.month, self.number, self.digest)
        if sheet is not None and sheet.counts(stating.at):
            yield closed_finding(sheet)
        if any(entry.month != self.month for entry in self.entries):
            yield finding("hours", what=f"the sheet is of {self.month}; record the days of another month by themselves")
        if sheet is not None and tuple(map(_typed, sheet.entries)) == self.entries:
            yield finding("precondition", what=f"sheet {self.number} of {self.month} says just that already")
        yield from _problems(state, stating, self.entries, (self.month, self.number))

    def effect(self, state: State, stating: Stating) -> State:
        """The sheet holds the new entries, and waits for approval again: nobody has seen them yet."""
        sheet = Timesheet.one(state, self.month, stating.member.id, self.number)
        state = uncount(state, sheet, stating.at, from_statement(stating.member.id, stating.statement.number))
        entries = _as_paid(state, stating, self.entries, sheet)
        fresh = Timesheet(
            member=sheet.member, month=sheet.month, number=sheet.number, logged_at=stating.at, entries=entries
        )
        return keep(state, fresh)


def sheet_problems(sheet: Timesheet | None, member: str, month: str, number: int, digest: Digest) -> Iterator[Finding]:
    """Why a sheet is not the one that somebody saw."""
    named = f"sheet {number} of {member}, {month}"
    if sheet is None:
        yield finding("precondition", what=f"there is no {named}")
    elif sheet.digest != digest:
        yield finding("precondition", what=f"{named} was corrected since")
    elif not sheet.entries:
        yield finding("precondition", what=f"{named} was taken back")


def closed_finding(sheet: Timesheet) -> Finding:
    """That a sheet counts already, so that nothing about it changes."""
    named = f"sheet {sheet.number} of {sheet.member}, {sheet.month}"
    return finding("precondition", what=f"{named} counts since {sheet.counts_at}, and what counts is closed")


def _problems(
    state: State, stating: Stating, entries: tuple[WorkEntry, ...], but: tuple[str, int] | None = None
) -> Iterator[Finding]:
    wrong = list(form_problems(entries, date_of(stating.at)))
    yield from wrong
    for project in sorted({entry.project for entry in entries if entry.project is not None}):
        yield from is_known(state, project)
    if not wrong:
        # only then: a date at the end of all calendars has no day after it
        around = entries_on(state, stating.member.id, dates_around(entries), but)
        yield from clash_problems(entries, around)


def _typed(entry: PaidEntry) -> WorkEntry:
    return WorkEntry(date=entry.date, minutes=entry.minutes, task=entry.task, project=entry.project, start=entry.start)


def _as_paid(
    state: State, stating: Stating, entries: Iterator[WorkEntry] | tuple[WorkEntry, ...], old: Timesheet | None = None
) -> tuple[PaidEntry, ...]:
    """Entries with how their days are paid. A day that the sheet held before is never paid worse than was recorded."""
    known: dict[Date, Paid] = {entry.date: entry.paid for entry in old.entries} if old else {}
    return tuple(
        PaidEntry(
            date=entry.date,
            minutes=entry.minutes,
            task=entry.task,
            project=entry.project,
            start=entry.start,
            paid=best((known.get(entry.date, "no"), paid_on(state, stating.member.id, entry.date))),
        )
        for entry in sorted(entries, key=lambda entry: (entry.date, entry.start or ""))
    )
