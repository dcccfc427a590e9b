"""`govtool resign`: leaves the co-operative."""

from __future__ import annotations

import sys

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.text import duration, joined
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.organization import organization_of
from govtool.domain.constitution.team import teams
from govtool.domain.decisions import docket
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_desk import make_statement


@click.command("resign", epilog="Example: govtool resign --id alice")
@click.option("--id", "typed", help="Your own id, to show that you mean it (asked for on a terminal).")
@click.option("--probation", is_flag=True, help="End my probation only, and stay as a volunteer.")
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, typed: str | None, probation: bool, as_json: bool, offline: bool) -> None:
    """Leave. Your open ballots stand, and what you are owed stays yours."""
    desk = desk_of(ctx, offline=offline)
    member = desk.member
    if probation:
        _end_probation(desk, typed, as_json=as_json)
        return
    if not as_json:
        _tell_consequences(desk)
    if typed is None:
        if not sys.stdin.isatty():
            raise UsageError("say that you mean it", f"govtool resign --id {member.id}")
        typed = click.prompt("Type your id to leave, anything else to stay")
    if typed.strip() != member.id:
        raise UsageError(f"{typed!r} is not your id; nothing was signed", "you are still here: govtool status")
    sent = make_statement(desk, "resign", {})
    name = organization_of(desk.book.state).name
    tell_statement(desk, sent, f"You leave {name}.", as_json=as_json)


def _end_probation(desk: Desk, typed: str | None, *, as_json: bool) -> None:
    member = desk.member.id
    if not as_json:
        wait = duration(bylaws_of(desk.book.state).periods.apply_again)
        say("If you end your probation, you stay as a volunteer; what you are owed stays yours.", bold=True)
        say(f"  - there is no vote on it any more, and you can apply again {wait} later")
    if typed is None:
        if not sys.stdin.isatty():
            raise UsageError("say that you mean it", f"govtool resign --probation --id {member}")
        typed = click.prompt("Type your id to end it, anything else to go on")
    if typed.strip() != member:
        raise UsageError(f"{typed!r} is not your id; nothing was signed", "you are still here: govtool status")
    tell_statement(desk, make_statement(desk, "leave-probation", {}), "You end your probation.", as_json=as_json)


def _tell_consequences(desk: Desk) -> None:
    state, member = desk.book.state, desk.member
    say(f"{member.name}, if you leave {organization_of(state).name}:", bold=True)
    say("  - you have no vote in proposals that open from then on; ballots that you have cast stand")
    mine = [team.name for team in teams(state) if team.has(member.id)]
    if mine:
        say(f"  - you are out of {joined(mine)}")
    if member.duties:
        say(f"  - you no longer are {joined(member.duties)}")
    opened = [entry.number for entry in docket.open_entries(state) if entry.is_open and entry.proposer == member.id]
    if opened:
        say(f"  - your open proposals {joined(opened)} go on; withdraw them first if you like: govtool withdraw ID")
    say("  - wages that you are owed stay owed to you")
    say("  - you come back only by being admitted again")
