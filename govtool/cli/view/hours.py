"""Shows hours: entries, what waits for approval with its sums, timesheets as rows and as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say, table
from govtool.cli.terminal.text import counted, hours, local, one_line
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.work.timesheet import Timesheet
from govtool.domain.work.work_entry import WorkEntry
from govtool.roles.desk.desk import Desk
from govtool.roles.work.hours_service import ToApprove, standing_word, waiting_for_me


def tell_entries(entries: Iterable[WorkEntry], *, indent: str = "    ") -> None:
    """Prints what was worked, day by day."""
    table([row_of(entry) for entry in entries], indent=indent)


def row_of(entry: WorkEntry) -> tuple[str, ...]:
    """An entry for people."""
    return (entry.date, entry.start or "", hours(entry.minutes), one_line(entry.task), entry.project or "")


def tell_to_approve(found: Iterable[ToApprove], now: Instant) -> None:
    """Prints what would be approved: for each person the sum and every entry, and why a second person is needed."""
    found = tuple(found)
    for worker in sorted({each.sheet.member for each in found}):
        theirs = [each for each in found if each.sheet.member == worker]
        minutes = sum(each.sheet.minutes for each in theirs)
        say(f"{worker}: {hours(minutes)} in {counted(len(theirs), 'timesheet')}", bold=True)
        for each in theirs:
            say(f"  {each.sheet.name}, {hours(each.sheet.minutes)}, recorded {local(each.sheet.logged_at, now)}")
            for mark in marks(each):
                say(f"    {mark}", colour="yellow")
            tell_entries(each.sheet.entries)


def tell_named_hours(desk: Desk, body: Mapping[str, object]) -> None:
    """Prints the hours that a statement of the person at a desk would approve."""
    tell_to_approve(_named_in(desk, body), desk.now)


def _named_in(desk: Desk, body: Mapping[str, object]) -> list[ToApprove]:
    named = body.get("sheets")
    return [each for each in waiting_for_me(desk) if isinstance(named, list) and each.named in named]


def doubled_warnings(desk: Desk, body: Mapping[str, object]) -> tuple[str, ...]:
    """Warnings about entries that a statement would approve and that another timesheet contains too."""
    found = [f"{each.sheet.name}: {words}" for each in _named_in(desk, body) for words in doubled_words(each.doubled)]
    return (*found, "→ if it is the same work, do not approve it: its worker corrects it") if found else ()


def marks(each: ToApprove) -> list[str]:
    """The points to check before a timesheet is approved."""
    found = []
    if each.is_above:
        found.append("above the hours that were agreed for the week")
    if each.is_late:
        found.append("recorded long after it was worked")
    found += doubled_words(each.doubled)
    for dispute in each.sheet.open_disputes:
        found.append(f"disputed by {dispute.by}: {one_line(dispute.reason)}")
    if each.first:
        found.append(f"approved by {each.first} before; it waits for a second person")
    elif each.is_above or each.is_late or each.sheet.open_disputes:
        found.append("it will wait for a second person after you, where there is one")
    return found


def doubled_words(doubled: Iterable[tuple[str, WorkEntry]]) -> list[str]:
    """The entries that another timesheet contains too, in words."""
    return [f"in {name} too: {' '.join(word for word in row_of(entry) if word)}" for name, entry in doubled]


def sheet_row(state: State, sheet: Timesheet, now: Instant) -> tuple[str, ...]:
    """A timesheet as one row for people."""
    days = [entry.date for entry in sheet.entries]
    span = "" if not days else days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    return (sheet.name, span, hours(sheet.minutes), standing_word(state, sheet, now))


def tell_sheet(desk: Desk, sheet: Timesheet) -> None:
    """Prints a timesheet: its state, every entry, and who approved or disputed it."""
    name, _, total, standing = sheet_row(desk.book.state, sheet, desk.now)
    say(f"{name}: {total}, {standing}", bold=True)
    tell_entries(sheet.entries, indent="  ")
    for approval in sheet.approvals:
        say(f"  approved by {approval.by}, {local(approval.at, desk.now)}")
    for dispute in sheet.disputes:
        over = f", until {local(dispute.ended_at, desk.now)}" if dispute.ended_at else ""
        say(f"  disputed by {dispute.by}, {local(dispute.at, desk.now)}{over}: {one_line(dispute.reason)}")


def sheet_data(state: State, sheet: Timesheet, now: Instant) -> dict[str, object]:
    """A timesheet for a program: its record, with its sums and its state."""
    standing = standing_word(state, sheet, now)
    more = picked(sheet, "minutes digest", counts=sheet.counts(now), single_handed=sheet.is_single_handed)
    return {**sheet.data(), **more, "standing": standing}


def tell_in_time(sheet: Timesheet, now: Instant) -> None:
    """Prints until when the clerk must record a statement about hours that become final."""
    if sheet.counts_at is not None and sheet.counts_at > now:
        until = local(sheet.counts_at, now)
        say(f"  the clerk must record it before {until}, when these hours become final", colour="yellow")
