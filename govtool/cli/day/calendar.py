"""`govtool calendar`: coming dates, on the screen, for a program, or as a file for a calendar."""

from __future__ import annotations

from pathlib import Path

import click

from govtool.cli.day.calendar_file import calendar_file, summary_of
from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import local, when
from govtool.cli.terminal.typed import whole
from govtool.core.times import Instant, add
from govtool.domain.constitution.organization import organization_of
from govtool.errors import GovtoolError
from govtool.io.file.atomic import replace_file
from govtool.roles.day.agenda import Agenda, Item, agenda_of
from govtool.roles.day.waiting import open_votes
from govtool.roles.desk.desk import Desk


@desk_command("calendar", "govtool calendar --days 14; for a calendar: govtool calendar --ics FILE")
@click.option("--ics", "file", metavar="FILE|-", help="Write a file that calendars read (- prints it).")
@click.option("--days", type=whole(1, 36_500), help="Only this many days ahead.")
def command(desk: Desk, file: str | None, days: int | None, folder: Path, as_json: bool) -> None:
    """List coming dates: ends of votes, probations and policies, effects, your keys, and procedures about you.

    With --ics it writes them for a calendar. If you write the same FILE again, entries move and are not doubled. The
    same state of the co-operative gives the same bytes.
    """
    agenda = agenda_of(desk, organization_of(desk.book.state).name)
    if file is not None:
        _write(agenda, folder, file, days)
        return
    end = add(desk.now, f"P{days}D") if days is not None else None
    # An item between the last entry and now is over, unless it waits for the clerk.
    waits = ("closes", "enacts")
    items = [item for item in agenda.until(end) if not item.is_over and (item.at > desk.now or item.kind in waits)]
    missing = _missing(desk)
    if as_json:
        told = [_data(item, desk.now, missing) for item in items]
        print_json(picked(desk, "fetched notes", as_of=desk.now, newest_minute_at=agenda.as_of, items=told))
    else:
        _tell(desk, items, missing)


def _write(agenda: Agenda, folder: Path, file: str, days: int | None) -> None:
    # Counted from the last entry and not from now, or the same state would not give the same bytes.
    end = add(agenda.as_of, f"P{days}D") if days is not None else None
    text = calendar_file(agenda, agenda.until(end))
    if file == "-":
        click.echo(text, nl=False)
    else:
        path = folder / Path(file).expanduser()
        if path.is_dir():
            raise GovtoolError(f"{file} is a folder", "name a file: govtool calendar --ics co-operative.ics")
        replace_file(path, text)
        shown = sum(not item.is_over for item in agenda.until(end))
        say(f"Wrote {file}: {shown} {'entry' if shown == 1 else 'entries'}.")
        say("  → import it into your calendar, or have it subscribe to the file; write it again when things have moved")


def _missing(desk: Desk) -> frozenset[str]:
    """The open proposals on which the person's vote is missing."""
    member = desk.known_member
    if member is None:
        return frozenset()
    return frozenset(vote.entry.number for vote in open_votes(desk, member.id) if vote.waits)


def _tell(desk: Desk, items: list[Item], missing: frozenset[str]) -> None:
    fresh = "just fetched" if desk.fetched else "not fetched now"
    say(f"Coming dates, as of {local(desk.now, desk.now)}, {fresh}", bold=True)
    for item in items:
        late = "; it comes with the clerk's next run" if item.at <= desk.now else ""
        say(f"  {when(item.at, desk.now)}", bold=item.is_mine)
        say(f"    {summary_of(item)}{late}")
        if item.earliest and item.at > desk.now:
            say(f"    {_sooner(item, desk.now)}")
        if item.kind == "about-me":
            say(f"    → {item.how}", colour="yellow")
        if item.proposal in missing and item.kind == "closes":
            say(f"    your vote is missing → govtool vote {item.proposal}", colour="yellow")
    if not items:
        say("  No coming dates.")


def _sooner(item: Item, now: Instant) -> str:
    condition = "once its result cannot change" if item.how == "settled" else "once all have voted"
    return f"it may close sooner, {condition}" + (f", from {when(item.earliest, now)}" if item.earliest > now else "")


def _data(item: Item, now: Instant, missing: frozenset[str]) -> dict[str, object]:
    return picked(
        item,
        "at kind proposal",
        what=summary_of(item),
        mine=item.is_mine,
        earliest_at=item.earliest,
        overdue=item.at <= now,
        vote_missing=item.kind == "closes" and item.proposal in missing,
    )
