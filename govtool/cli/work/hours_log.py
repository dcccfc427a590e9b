"""`govtool hours log` and `correct`: your hours, typed as options, in an editor, or from a table."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import click

from govtool.cli.terminal.context import NamedFile, desk_command
from govtool.cli.terminal.editor import Editing
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import is_agreed, say
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.text import counted
from govtool.cli.terminal.text import hours as in_hours
from govtool.cli.terminal.typed import CLOCK, DAY, DAY_HOURS, dates_option, option, prompted, today, way_of, whole
from govtool.cli.view.hours import doubled_words, tell_entries, tell_in_time
from govtool.core.times import Date, Instant
from govtool.core.typed import ISO_DAY
from govtool.core.typed_clock import LocalTime, local_time
from govtool.core.typed_table import Dates
from govtool.domain.work.timesheet import Timesheet
from govtool.domain.work.work_entry import WorkEntry, monday_of, week_of
from govtool.errors import Ambiguous, UsageError
from govtool.io.file.document import read_file
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import StatementSent, make_statement, on_their_way
from govtool.roles.said.unpaid import unpaid_of
from govtool.roles.work.hours_clock import begun_at, ended_at, go_back_on, minutes_between, recorded_start
from govtool.roles.work.hours_service import doubled, know_projects, record, recorded, sheet_named
from govtool.roles.work.hours_sheet import entries_of, table_of, week_form

FORM = "hours.csv"


@desk_command("log", "govtool hours log --on yesterday --hours 1:30 --task 'shelves' --start 09:00")
@option(DAY, "--on", "day", words="When (default: today)")
@option(DAY_HOURS, "--hours", words="How long")
@click.option("--minutes", type=whole(1, 1440), metavar="N", help="How long, in minutes.")
@click.option("--task", metavar="TEXT", help="What you did.")
@click.option("--project", metavar="ID", help="For which project: govtool list projects.")
@option(CLOCK, "--start", "--from", "start", words="When you began")
@option(CLOCK, "--end", "--to", "end", words="When you stopped, instead of the hours")
@click.option("--csv", "table", type=NamedFile(), help="A table with date, hours, task and, if wanted, project, start.")
@dates_option
@click.option("--yes", is_flag=True, help="Do not ask about a table.")
def log(
    desk: Desk,
    day: str | None,
    hours: int | None,
    minutes: int | None,
    task: str | None,
    project: str | None,
    start: LocalTime | None,
    end: LocalTime | None,
    table: Path | None,
    dates: Dates | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Record hours that you worked. Without options it opens the week as a form in your editor ($EDITOR).

    Others approve them. You can correct them until they are final.
    """
    options = (hours, minutes, task, project, start, end)
    if table is not None:
        if any(given is not None for given in (day, *options)):
            raise UsageError("a table says all of it by itself", "govtool hours log --csv FILE")
        entries = _read(table, dates, as_json=as_json)
    elif dates is not None:
        raise UsageError("--dates is for a table", "govtool hours log --csv FILE --dates day-month-year")
    elif any(given is not None for given in options):
        length = hours if minutes is None else minutes
        if (length is None) == (end is None) or (hours is not None and minutes is not None):
            raise UsageError("say once how long it was", "govtool hours log --hours 1:30 --task 'what I did'")
        spell = _spell(day or today(desk.now), length, start, end, as_json=as_json)
        entries = (_entry(spell, task, project),)
    else:
        entries = _from_form(desk, day or today(desk.now))
    again = doubled(on_their_way(desk)[0], desk.member.id, entries)
    if not as_json:
        tell_work(desk, entries, again)
    if table is None or not entries or _agrees("Do you record these hours?", yes=yes or as_json):
        tell_recorded(desk, entries, record(desk, entries), as_json=as_json, again=again)


def _agrees(question: str, *, yes: bool) -> bool:
    """Whether the person wants to sign a table that was shown. Away from a terminal it asks nothing."""
    return is_agreed(question, yes=yes or not sys.stdin.isatty())


def tell_work(desk: Desk, entries: tuple[WorkEntry, ...], again: tuple[tuple[str, WorkEntry], ...] = ()) -> None:
    """Prints hours before they are signed: what of it was recorded before (`again`), and what is paid nothing."""
    tell_entries(entries, indent="  ")
    for words in doubled_words(again):
        say(f"  recorded before, {words}", colour="yellow")
    if again:
        say("  → if it is the same work, take this back once the clerk has it: govtool hours correct SHEET --take-back")
    for each_unpaid in unpaid_of(desk.book.state, desk.member.id, (entry.date for entry in entries)):
        say(f"  {each_unpaid.words}, and these hours stay at that", colour="yellow")
    for day in sorted({entry.date for entry in entries if entry.start is None and go_back_on(entry.date)}):
        say(f"  {day}: the clocks go back, so work over that hour is recorded without its start", colour="yellow")


def tell_recorded(
    desk: Desk,
    entries: tuple[WorkEntry, ...],
    sent: list[StatementSent],
    *,
    as_json: bool,
    what: str = "You recorded",
    again: tuple[tuple[str, WorkEntry], ...] = (),
) -> None:
    """Prints how far recorded hours have come; in JSON also the hours and what of it was recorded before (`again`)."""
    if as_json:
        print_json(
            {
                "minutes": sum(entry.minutes for entry in entries),
                "entries": entries,
                "recorded_before": [{"sheet": name, **entry.data()} for name, entry in again],
                "unpaid": unpaid_of(desk.book.state, desk.member.id, (entry.date for entry in entries)),
                "statements": sent,
            }
        )
        return
    minutes = in_hours(sum(entry.minutes for entry in entries))
    for each in sent[:-1]:
        say(f"  statement {each.number}: {each.state}")
    total = f"{what} {minutes} in {counted(len(entries), 'entry', 'entries')}."
    tell_statement(desk, sent[-1], total, as_json=False)


def _spell(
    day: Date, minutes: int | None, start: LocalTime | None, end: LocalTime | None, *, as_json: bool
) -> dict[str, object]:
    """The day, the length and the start of an entry. On a terminal it asks which of two equal times is meant."""

    def settled(read: Callable[[LocalTime], Instant], at: LocalTime) -> Instant:
        try:
            return read(at)
        except Ambiguous as error:
            return read(local_time(way_of(error, can_ask=not as_json)))

    if start is None:
        if end is not None:
            raise UsageError("say when you began", "govtool hours log --start 09:00 --end 10:30 --task 'what I did'")
        return {"date": day, "minutes": minutes}
    begun = settled(lambda at: begun_at(day, at), start)
    if end is not None:
        minutes = minutes_between(begun, settled(lambda at: ended_at(day, begun, at), end))
    clock = recorded_start(begun, minutes or 0)
    spell: dict[str, object] = {"date": day, "minutes": minutes}
    return spell | ({"start": clock} if clock else {})


def _entry(spell: dict[str, object], task: str | None, project: str | None) -> WorkEntry:
    if task is None:
        task = prompted("Your task", "say what it was", "govtool hours log --hours 1:30 --task 'what I did'")
    return WorkEntry.read(spell | {"task": task.strip()} | ({"project": project} if project else {}))


def _read(path: Path, dates: Dates | None, *, as_json: bool) -> tuple[WorkEntry, ...]:
    """The entries of a table. On a terminal it asks for an order of dates that the table leaves open."""
    data = read_file(path)
    try:
        return _entries(data, str(path), dates)
    except Ambiguous as error:
        return _entries(data, str(path), cast(Dates, way_of(error, can_ask=not as_json)))


def _entries(data: bytes, name: str, dates: Dates | None = None) -> tuple[WorkEntry, ...]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not in UTF-8", "save it as CSV in UTF-8") from error
    return entries_of(text, name, dates)


# In the editor -------------------------------------------------------------------------------------------------------


def _from_form(desk: Desk, day: Date) -> tuple[WorkEntry, ...]:
    if not sys.stdin.isatty():
        raise UsageError("this is no terminal to ask on", "govtool hours log --hours 1:30 --task 'what I did'")
    week = [each for each in week_of(monday_of(day)) if each <= max(day, today(desk.now))]
    return edited(desk, week_form(week, recorded(desk.book.state, desk.member.id, week)), "govtool hours log")


def edited(desk: Desk, text: str, command: str) -> tuple[WorkEntry, ...]:
    """The entries of a form that a person edits. On a terminal it shows faults and opens the editor again.

    Raises UsageError if there is no editor, or nothing was written; Refused if an entry is wrong.
    """

    def check(own: bytes) -> tuple[WorkEntry, ...]:
        try:
            entries = _entries(own, FORM)
        except Ambiguous as error:
            raise UsageError(error.message, f"write the year first: {ISO_DAY}") from error
        know_projects(desk, entries)
        return entries

    hint = "set an editor: export EDITOR=nano, or use the options"
    with Editing(text.encode(), FORM, lambda kept: f"{command} --csv {kept}", hint=hint) as editing:
        entries = editing.until_right(check, untouched_counts=True, question="Open the editor again?")
        if entries is None:
            raise UsageError("nothing was recorded", command)
        editing.is_done = True
    return entries


@desk_command("correct", "govtool hours correct 2026-11/4 --csv corrected.csv")
@click.argument("sheet")
@click.option("--csv", "table", type=NamedFile(), help="The entries as they should be, as a table.")
@dates_option
@click.option("--take-back", is_flag=True, help="Take back all of it: you worked none of it.")
@click.option("--yes", is_flag=True, help="Do not ask about a table.")
def correct(
    desk: Desk, sheet: str, table: Path | None, dates: Dates | None, take_back: bool, yes: bool, as_json: bool
) -> None:
    """Correct hours that are not final yet. SHEET is a timesheet of yours. Others must approve it again.

    The clerk must record the correction before the hours are final. You cannot edit final hours. If they are too few,
    record more. If they are too many, waive the excess: govtool forgive.
    """
    found = sheet_named(desk, sheet)
    if found.member != desk.member.id:
        raise UsageError(f"{found.name} is not yours", f"dispute it: govtool hours dispute {found.name}")
    if take_back and table:
        raise UsageError("either a table, or --take-back", "govtool hours correct --help")
    if dates is not None and table is None:
        raise UsageError("--dates is for a table", "govtool hours correct SHEET --csv FILE --dates day-month-year")
    entries = () if take_back else _read(table, dates, as_json=as_json) if table else _rewritten(desk, found)
    know_projects(desk, entries)
    if not as_json:
        tell_in_time(found, desk.now)
        tell_work(desk, entries)
    if table is not None and not _agrees("Do you correct it to these hours?", yes=yes or as_json):
        return
    body = picked(found, "month number digest", entries=[entry.data() for entry in entries])
    sent = make_statement(desk, "correct-hours", body)
    if entries:
        tell_recorded(desk, entries, [sent], as_json=as_json, what=f"You correct {found.name} to")
    else:
        tell_statement(desk, sent, f"You take {found.name} back.", as_json=as_json)


def _rewritten(desk: Desk, sheet: Timesheet) -> tuple[WorkEntry, ...]:
    if not sys.stdin.isatty():
        raise UsageError("this is no terminal to ask on", "govtool hours correct SHEET --csv FILE, or --take-back")
    entries = edited(desk, table_of(sheet.entries), f"govtool hours correct {sheet.name}")
    if not entries:
        raise UsageError("nothing is left of it", "govtool hours correct SHEET --take-back")
    return entries
