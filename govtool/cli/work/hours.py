"""`govtool hours`: hours that you worked, and hours of others that you approve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.group import named_group
from govtool.cli.terminal.json import picked, plain_fields, print_json
from govtool.cli.terminal.render import say, table
from govtool.cli.terminal.text import counted, hours, local
from govtool.cli.terminal.typed import MONTH, option, whole
from govtool.cli.view.hours import sheet_data, sheet_row
from govtool.cli.work.hours_approve import approve, dispute
from govtool.cli.work.hours_log import correct, log
from govtool.cli.work.hours_timer import start, stop
from govtool.core.times import date_of
from govtool.core.typed import clock_hours
from govtool.domain.work.timesheet import Timesheet, months_of
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.desk.statement_service import on_their_way
from govtool.roles.money.spreadsheet import as_csv
from govtool.roles.work.hours_report import WEEKS, Row, report_of
from govtool.roles.work.hours_service import standing_word, workers_in

_HEAD = ("member", "date", "time", "minutes", "task", "project", "start", "paid", "sheet", "standing")


@named_group("hours", "govtool hours log --hours 1:30 --task 'shelves for the shop'")
def command() -> None:
    """Record your hours, approve those of others, and list them."""


for _each in (log, correct, start, stop, approve, dispute):
    command.add_command(_each)


@desk_command("list", "govtool hours list --month 2026-11 --member carol", of=command)
@click.option("--member", metavar="PERSON", help="Whose (default: yours, or everybody's with --month).")
@option(MONTH, "--month", words="Of this month only")
@click.option("--csv", "as_table", is_flag=True, help="Every entry as a table for a spreadsheet.")
def list_hours(desk: Desk, member: str | None, month: str | None, as_table: bool, as_json: bool) -> None:
    """List recorded hours with their state. They wait, are approved, disputed or final."""
    sheets = list(_sheets(desk, member, month))
    state = desk.book.state
    if as_json:
        print_json([sheet_data(state, sheet, desk.now) for sheet in sheets])
    elif as_table:
        click.echo(as_csv(_HEAD, _rows(desk, sheets)), nl=False)
    else:
        table([sheet_row(state, sheet, desk.now) for sheet in sheets])
        say(f"{hours(sum(sheet.minutes for sheet in sheets))} in all" if sheets else "Nothing is recorded.")
        if member is None and month is None:
            _tell_on_their_way(desk)


def _tell_on_their_way(desk: Desk) -> None:
    """Prints how many statements about hours are signed and not in the list yet."""
    sent = [pending.statement for pending in on_their_way(desk)[1] if not pending.findings]
    number = sum(1 for statement in sent if statement is not None and statement.kind in ("log-hours", "correct-hours"))
    if number:
        say(f"  and {counted(number, 'statement')} of yours about hours, not recorded by the clerk yet: govtool status")


def _sheets(desk: Desk, member: str | None, month: str | None) -> Iterator[Timesheet]:
    state = desk.book.state
    names: tuple[str, ...]
    if member is not None:
        names = (member_by_id(state, member).id,)
    else:
        names = workers_in(state, month) if month else (desk.member.id,)
    for name in names:
        for each in (month,) if month else months_of(state, name):
            yield from Timesheet.all(state, each, name)


def _rows(desk: Desk, sheets: list[Timesheet]) -> Iterator[tuple[object, ...]]:
    """Every entry as a row for a spreadsheet."""
    for sheet in sheets:
        named, word = f"{sheet.month}/{sheet.number}", standing_word(desk.book.state, sheet, desk.now)
        for each in sheet.entries:
            told = (each.date, clock_hours(each.minutes), each.minutes, each.task, each.project, each.start)
            yield (sheet.member, *told, each.paid, named, word)


@desk_command("report", "govtool hours report --weeks 4", of=command)
@click.option("--weeks", type=whole(1, 520), default=WEEKS, show_default=True, help="How far to look back.")
def report(desk: Desk, weeks: int, as_json: bool) -> None:
    """Compare agreed and recorded hours. It covers the last weeks, person by person, and changes nothing."""
    found = report_of(desk.book.state, date_of(desk.now), weeks)
    if as_json:
        rows = [{**plain_fields(row), "difference_minutes": row.difference_minutes} for row in found.rows]
        print_json(picked(found, "from_on until_on", rows=rows))
        return
    say(f"Agreed and recorded, {found.from_on} to {found.until_on} (as of {local(desk.now, desk.now)}):", bold=True)
    head = ("", "agreed", "recorded", "difference", "approved", "disputed", "self-approved")
    table([head, *_figures(found.rows)])
    if any(row.single_handed_minutes for row in found.rows):
        say("  self-approved: nobody else could approve it", colour="yellow")


def _figures(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        agreed = (row.agreed_minutes, row.recorded_minutes, row.difference_minutes)
        figures = (*agreed, row.approved_minutes, row.disputed_minutes, row.single_handed_minutes)
        yield (row.member, *(f"-{hours(-minutes)}" if minutes < 0 else hours(minutes) for minutes in figures))
