"""`govtool back`: says that I am here."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.statement import tell_statement
from govtool.roles.desk.statement_desk import make_statement


@click.command("back", epilog="Example: govtool back")
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, as_json: bool, offline: bool) -> None:
    """Be back: from being away, or off a list of people who are not heard from any more."""
    desk = desk_of(ctx, offline=offline)
    sent = make_statement(desk, "back", {})
    tell_statement(desk, sent, "You are back, and in votes that open from now on.", as_json=as_json)
