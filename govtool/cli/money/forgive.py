"""`govtool forgive`: waives wages that you are owed. Nobody else can, and it takes two signatures."""

from __future__ import annotations

import click

from govtool.cli.terminal.amount import amount_typed
from govtool.cli.terminal.render import is_agreed, say, yes_option
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.text import duration, when
from govtool.core.state import State
from govtool.core.times import add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.organization import shown
from govtool.domain.decisions.countersignature import Awaited, all_awaited
from govtool.domain.money.account import owed
from govtool.domain.money.forgiveness import Forgive
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import on_their_way


@statement_command("forgive", Forgive, "govtool forgive 50.00; a week later: govtool forgive 50.00 --second")
@click.argument("amount")
@click.option("--correction", is_flag=True, help="It was owed by mistake, and is corrected.")
@click.option("--second", is_flag=True, help="Your second signature, a week or more after the first.")
@yes_option
def command(desk: Desk, amount: str, correction: bool, second: bool, yes: bool) -> Meant | None:
    """Waive AMOUNT of the wages that you are owed, the oldest first. It takes effect once you signed it twice.

    No vote can do it, and nobody may ask you to. Until the second signature nothing changes, and you can just stop.
    """
    state = on_their_way(desk)[0]
    me = desk.member.id
    body: dict[str, object] = {"amount_minor": amount_typed(state, amount)}
    if correction:
        body["correction"] = True
    what = shown(state, amount_typed(state, amount))
    if second:
        digest, first = _first_of(desk, state, body)
        body["confirms"] = digest
        told = f"You waive {what} permanently, as you first said {when(first.stated_at, desk.now)}."
    else:
        told = f"This is your first signature to waive {what}; nothing has changed yet."
    say(f"  you are owed {shown(state, owed(state, me, desk.at))}")
    if not is_agreed(f"Do you waive {what}?", yes=yes):
        return None

    def tell_second() -> None:
        period = bylaws_of(state).periods.forgiveness
        earliest = when(add(desk.at, period), desk.now)
        say(f"  think it over for {duration(period)}; it takes effect once you sign it again, from {earliest} on:")
        say(f"  govtool forgive {amount}{' --correction' if correction else ''} --second")

    return Meant(told, body, then=None if second else tell_second)


def _first_of(desk: Desk, state: State, body: dict[str, object]) -> tuple[str, Awaited]:
    """The person's oldest first statement that says the same. Raises UsageError if there is none."""
    mine = [
        (found.stated_at, digest, found)
        for digest, found in all_awaited(state, desk.at)
        if (found.kind, found.member) == (Forgive.kind, desk.member.id) and dict(found.body) == body
    ]
    if not mine:
        raise UsageError("you have not said so a first time, or it waited too long", "govtool forgive AMOUNT")
    _, digest, found = min(mine, key=lambda each: each[:2])
    return digest, found
