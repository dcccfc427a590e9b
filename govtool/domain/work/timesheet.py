"""A timesheet: the work of one person in one month, as one of their statements recorded it, with its approvals.

Made by `log-hours`; a statement over two months makes two timesheets. It never ends: once it is final, it cannot
change. Until then others approve or dispute it, and its worker may correct it. Timesheets are stored by month and
person, so that a check reads only that person's timesheets of the days concerned. Each person has a separate list of
waiting timesheets, so that no command searches through all timesheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.canonical import emit
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, SerialNumber, digest_of
from govtool.core.record import FileRecord, Record, optional, optional_list
from govtool.core.state import State
from govtool.core.times import Date, Instant, months_in
from govtool.core.wording import ABSENT, Wording, row, wording
from govtool.domain.work.wage import best, paid_on
from govtool.domain.work.work_entry import Month, PaidEntry

Reason = Annotated[str, Field(min_length=1, max_length=2000)]


class Approval(Record):
    """One person's confirmation that the hours were worked."""

    by: MemberId = Field(description="the approver, by id")
    at: Instant = Field(description="when, by the clerk's clock")
    statement: Digest = Field(description="the digest of the statement that approved")
    single_handed: Literal[True] | None = optional("true if it is the worker's own, because there is nobody else")


class Dispute(Record):
    """One person's dispute. Each person can dispute the same entries once."""

    by: MemberId = Field(description="the disputing member, by id")
    at: Instant = Field(description="when, by the clerk's clock")
    reason: Reason = Field(description="the reason, in words; permanently public")
    ended_at: Instant | None = optional("when it was taken back or settled; absent while it is open")


class Timesheet(FileRecord):
    """The record `registry/timesheets/2026/11/a/al/alice/000004.yaml`; the number is that of the statement."""

    home: ClassVar[Home] = Home(
        "timesheet", "registry/timesheets/{month:year}/{month:month}/{member:initials}/{member}/{number:06d}.yaml"
    )
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{name}",
        "{minutes:hours}",
        "recorded {logged_at:local}",
        wording("approved {approved_at:local}", ("approved_at", ABSENT, "waits for approval")),
    )

    member: MemberId = Field(description="the worker, by id")
    month: Month = Field(description="the month of all its entries")
    number: SerialNumber = Field(description="the number of the worker's statement that recorded it")
    logged_at: Instant = Field(
        description="when it was recorded, or corrected last; entries far older need two approvals"
    )
    entries: Annotated[tuple[PaidEntry, ...], Field(max_length=500)] = Field(
        description="the entries; none if the worker took all of them back"
    )
    approvals: Annotated[tuple[Approval, ...], Field(max_length=2)] = optional_list(
        "its approvals, the first one first"
    )
    disputes: tuple[Dispute, ...] = optional_list("the disputes of these entries, open or ended")
    settling: Annotated[tuple[Approval, ...], Field(max_length=1)] = optional_list(
        "the first of the two who settle a dispute"
    )
    approved_at: Instant | None = optional("when it had all the approvals that it needs")
    counts_at: Instant | None = optional("from when it is final; absent while it waits for approval or is disputed")

    @property
    def name(self) -> str:
        """The name that people use: carol/2026-11/4."""
        return f"{self.member}/{self.month}/{self.number}"

    @property
    def digest(self) -> Digest:
        """The digest of its entries, without approvals and disputes: people approve or dispute this digest."""
        entries = [entry.data() for entry in self.entries]
        return digest_of(emit({"member": self.member, "month": self.month, "number": self.number, "entries": entries}))

    @property
    def minutes(self) -> int:
        """The sum of its minutes."""
        return sum(entry.minutes for entry in self.entries)

    @property
    def open_disputes(self) -> tuple[Dispute, ...]:
        """The open disputes."""
        return tuple(dispute for dispute in self.disputes if dispute.ended_at is None)

    @property
    def is_single_handed(self) -> bool:
        """Whether only its worker approved it."""
        return any(approval.single_handed for approval in self.approvals)

    @property
    def waits(self) -> bool:
        """Whether somebody must act before it can be final."""
        return self.counts_at is None and bool(self.entries)

    def counts(self, at: Instant) -> bool:
        """Whether it is final at that time."""
        return self.counts_at is not None and self.counts_at <= at


class SheetName(Record):
    """The name of a timesheet with the digest of its entries, because the worker may have corrected it since somebody
    saw it.
    """

    member: MemberId = Field(description="the worker, by id")
    month: Month = Field(description="the month of the timesheet")
    number: SerialNumber = Field(description="the number of the timesheet")
    digest: Digest = Field(description="the digest of its entries, so that a corrected timesheet is not meant")

    @property
    def name(self) -> str:
        """The name that people use: carol/2026-11/4."""
        return f"{self.member}/{self.month}/{self.number}"

    def sheet(self, state: State) -> Timesheet | None:
        """The timesheet of that name, None if there is none."""
        return Timesheet.of(state, self.month, self.member, self.number)


class Place(Record):
    """The month and number of a person's timesheet."""

    month: Month = Field(description="the month of the timesheet")
    number: SerialNumber = Field(description="the number of the timesheet")


class Waiting(FileRecord):
    """The record `registry/waiting/A/AL/alice.yaml`: a person's timesheets that wait for others. The file exists only
    while some do.
    """

    home: ClassVar[Home] = Home("waiting", "registry/waiting/{member:initials}/{member}.yaml")

    member: MemberId = Field(description="the worker, by id")
    sheets: Annotated[tuple[Place, ...], Field(min_length=1)] = Field(description="the timesheets, sorted")


def entries_on(
    state: State, member: MemberId, days: Iterable[Date], but: tuple[str, int] | None = None
) -> tuple[PaidEntry, ...]:
    """All entries of a person for some days, except those of one timesheet, given by its month and number."""
    wanted = frozenset(days)
    return tuple(
        entry
        for month in months_in(wanted)
        for sheet in Timesheet.all(state, month, member)
        if (sheet.month, sheet.number) != but
        for entry in sheet.entries
        if entry.date in wanted
    )


def paid_as_known(state: State, sheet: Timesheet) -> Timesheet:
    """The timesheet with the pay class of its days by all that is known now, and never lower than it has already.

    It may have been recorded before its worker was confirmed on the same day, or a day ahead of UTC.
    """
    return sheet.changed(
        entries=tuple(
            entry.changed(paid=best((entry.paid, paid_on(state, sheet.member, entry.date)))) for entry in sheet.entries
        )
    )


def months_of(state: State, member: MemberId) -> Iterator[str]:
    """The months in which a person recorded hours, the newest first. Looks at names only."""
    months = Timesheet.home.firsts(state, newest_first=True)
    return (month for month in months if state.names(Timesheet.home.folder(month, member)))


def waiting_of(state: State, member: MemberId) -> Iterator[Timesheet]:
    """A person's timesheets that wait for others, the oldest month first."""
    found = Waiting.of(state, member)
    for place in found.sheets if found else ():
        sheet = Timesheet.of(state, place.month, member, place.number)
        if sheet is not None:
            yield sheet


def waiting_members(state: State) -> tuple[MemberId, ...]:
    """The people whose hours wait for others, by id."""
    return tuple(sorted(member for (member,) in Waiting.home.listed(state)))


def keep(state: State, sheet: Timesheet) -> State:
    """The state with a changed timesheet and the updated list of waiting timesheets."""
    state = state.keep(sheet)
    place = (sheet.month, sheet.number)
    listed = Waiting.of(state, sheet.member)
    before = {(found.month, found.number) for found in listed.sheets} if listed else set()
    after = before | {place} if sheet.waits else before - {place}
    if after == before:
        return state
    if not after:
        return state.drop(Waiting.home.path(sheet.member))
    sheets = tuple(Place(month=month, number=number) for month, number in sorted(after))
    return state.keep(Waiting(member=sheet.member, sheets=sheets))
