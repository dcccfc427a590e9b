"""`govtool away`: says that I am away for a while."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.text import when
from govtool.core.times import Instant
from govtool.errors import UsageError
from govtool.roles.desk.statement_desk import make_statement


def instant_typed(typed: str) -> Instant:
    """The instant that a person typed: a day, which begins at midnight UTC, or a time in full. Raises UsageError."""
    from govtool.core.times import seconds_of

    text = f"{typed}T00:00:00Z" if len(typed) == len("2027-01-31") else typed
    try:
        seconds_of(text)
    except ValueError:
        raise UsageError(f"{typed!r} is no day", "write it as 2027-01-31") from None
    return text


@click.command("away", epilog="Example: govtool away --until 2027-02-01")
@click.option("--until", required=True, metavar="DAY", help="When you mean to be back: 2027-01-31.")
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, until: str, as_json: bool, offline: bool) -> None:
    """Be away for a while: you are in no vote that opens meanwhile, and nobody waits for you.

    Votes that are open now still count yours. You are back when you say so, sooner or later: govtool back.
    """
    desk = desk_of(ctx, offline=offline)
    instant = instant_typed(until)
    sent = make_statement(desk, "away", {"until": instant})
    tell_statement(desk, sent, f"You are away until {when(instant, desk.now)}.", as_json=as_json)
