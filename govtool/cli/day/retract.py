"""`govtool retract`: takes back a statement of mine that waits for its second signature."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.text import when
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.decisions.countersignature import Awaited, all_awaited
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_desk import make_statement, on_their_way


@click.command("retract", epilog="Example: govtool retract 12")
@click.argument("number", required=False, type=click.IntRange(1, 999_999))
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, number: int | None, as_json: bool, offline: bool) -> None:
    """Take back my statement NUMBER, which waits for a second signature: mistyped, signed twice, or thought over.

    Without NUMBER the only one that waits.
    """
    desk = desk_of(ctx, offline=offline)
    waiting = _mine(on_their_way(desk)[0], desk.member.id, desk.at)
    if number is not None:
        waiting = [each for each in waiting if each.statement == number]
    if len(waiting) != 1:
        raise UsageError(*_which(desk, waiting))
    found = waiting[0]
    sent = make_statement(desk, "withdraw-statement", {"statement": found.statement})
    told = f"You take back your statement {found.statement} ({found.kind}); nobody can sign it any more."
    tell_statement(desk, sent, told, as_json=as_json)


def _mine(state: State, member: str, at: Instant) -> list[Awaited]:
    found = (awaited for _, awaited in all_awaited(state, at) if awaited.member == member)
    return sorted(found, key=lambda awaited: awaited.statement)


def _which(desk: Desk, waiting: list[Awaited]) -> tuple[str, str]:
    if not waiting:
        return "no such statement of yours waits for a second signature", "see what waits for you: govtool status"
    listed = ", ".join(f"{each.statement} ({each.kind}, {when(each.stated_at, desk.now)})" for each in waiting)
    return f"these wait: {listed}", f"name one: govtool retract {waiting[0].statement}"
