"""`govtool retract`: takes back a statement of yours that waits for a second signature, or was never sent."""

from __future__ import annotations

import click

from govtool.cli.terminal.statement import Meant, drop_paper, statement_command
from govtool.cli.terminal.text import when
from govtool.cli.terminal.typed import whole
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.decisions.countersignature import Awaited, all_awaited
from govtool.domain.decisions.retraction import WithdrawStatement
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import on_their_way
from govtool.roles.minutes.branch import statement_on


@statement_command("retract", WithdrawStatement, "govtool retract 12")
@click.argument("number", required=False, type=whole(1, 10**12 - 1))
@click.option("--unsent", is_flag=True, help="Delete a statement that was never sent.")
def command(desk: Desk, number: int | None, unsent: bool, as_json: bool) -> Meant | None:
    """Take back your statement NUMBER, which waits for a second signature.

    Without NUMBER it takes back the only one that waits. With --unsent it deletes a statement that this computer never
    sent, and nobody will ever see it.
    """
    if unsent:
        _drop(desk, number, as_json=as_json)
        return None
    waiting = _mine(on_their_way(desk)[0], desk.member.id, desk.at)
    if number is not None:
        waiting = [each for each in waiting if each.statement == number]
    if len(waiting) != 1:
        raise UsageError(*_which(desk, waiting))
    found = waiting[0]
    told = f"You take back your statement {found.statement} ({found.kind}); nobody can sign it any more."
    return Meant(told, {"statement": found.statement})


def _drop(desk: Desk, number: int | None, *, as_json: bool) -> None:
    mine = desk.outbox.unsent(f"statement/{desk.member.id}/")
    waiting = {stated[1]: place for place in mine if (stated := statement_on(place.branch)) is not None}
    kept = [each for each in waiting if number in (None, each)]
    if len(kept) != 1:
        what = f"these wait: {', '.join(map(str, kept))}" if kept else "no such statement of yours waits here unsent"
        raise UsageError(what, f"govtool retract {kept[0]} --unsent" if kept else "see what waits: govtool status")
    drop_paper(desk, waiting[kept[0]], kept[0], f"your statement {kept[0]}", as_json=as_json)


def _mine(state: State, member: str, at: Instant) -> list[Awaited]:
    found = (awaited for _, awaited in all_awaited(state, at) if awaited.member == member)
    return sorted(found, key=lambda awaited: awaited.statement)


def _which(desk: Desk, waiting: list[Awaited]) -> tuple[str, str]:
    if not waiting:
        return "no such statement of yours waits for a second signature", "see what waits for you: govtool status"
    listed = ", ".join(f"{each.statement} ({each.kind}, {when(each.stated_at, desk.now)})" for each in waiting)
    return f"these wait: {listed}", f"name one: govtool retract {waiting[0].statement}"
