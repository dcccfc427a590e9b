"""`govtool reduce`: commits fewer hours a week."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.text import hours, votes
from govtool.cli.terminal.typed import WEEK_HOURS
from govtool.core import typed
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.errors import UsageError
from govtool.roles.desk.statement_desk import make_statement


@click.command("reduce", epilog="Example: govtool reduce 15h")
@click.argument("minutes", metavar="HOURS", type=WEEK_HOURS)
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, minutes: int, as_json: bool, offline: bool) -> None:
    """Commit fewer hours a week, by your own word. More hours take a vote: govtool propose change-hours."""
    desk = desk_of(ctx, offline=offline)
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
    if before != after and not as_json:
        say(f"With {hours(minutes)} you have {votes(after)} in votes that open from then on; now {votes(before)}.")
    sent = make_statement(desk, "hours-down", {"from_minutes": now, "to_minutes": minutes})
    tell_statement(desk, sent, f"You commit {hours(minutes)} a week.", as_json=as_json)
