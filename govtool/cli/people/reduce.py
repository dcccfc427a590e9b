"""`govtool reduce`: commits fewer hours a week."""

from __future__ import annotations

import click

from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.text import hours, votes
from govtool.cli.terminal.typed import WEEK_HOURS
from govtool.core import typed
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.people.absence import HoursDown
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk


@statement_command("reduce", HoursDown, "govtool reduce 15h")
@click.argument("minutes", metavar="HOURS", type=WEEK_HOURS)
def command(desk: Desk, minutes: int) -> Meant:
    """Commit fewer hours a week, without a vote. More hours need a vote: govtool propose change-hours."""
    member = desk.member
    now = member.committed_minutes_per_week
    if minutes >= now:
        raise UsageError(
            f"you commit {hours(now)} a week, and {hours(minutes)} is not less",
            f"more takes a vote: govtool propose change-hours --member {member.id} --to {typed.short_hours(minutes)}",
        )
    bylaws = bylaws_of(desk.book.state)
    before = bylaws.votes_of(member)
    after = bylaws.votes_of(member.changed(committed_minutes_per_week=minutes))
    if before != after:
        say(f"With {hours(minutes)} you have {votes(after)} in votes that open from then on; now {votes(before)}.")
    return Meant(f"You commit {hours(minutes)} a week.", {"from_minutes": now, "to_minutes": minutes})
