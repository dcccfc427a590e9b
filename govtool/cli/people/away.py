"""`govtool away`: says that I am away for a while."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.text import when
from govtool.cli.terminal.typed import INSTANT, option
from govtool.roles.desk.statement_desk import make_statement


@click.command("away", epilog="Example: govtool away --until 2027-02-01")
@option(INSTANT, "--until", required=True, words="When you mean to be back")
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, until: str, as_json: bool, offline: bool) -> None:
    """Be away for a while: you are in no vote that opens meanwhile, and nobody waits for you.

    Votes that are open now still count yours. You are back when you say so, sooner or later: govtool back.
    """
    desk = desk_of(ctx, offline=offline)
    sent = make_statement(desk, "away", {"until": until})
    tell_statement(desk, sent, f"You are away until {when(until, desk.now)}.", as_json=as_json)
