"""`govtool dormant`: names members who are not heard from any more."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.text import duration, joined
from govtool.domain.people.dormancy import are_few, notice
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.desk.statement_desk import make_statement


@click.command("dormant", epilog="Example: govtool dormant alice bob")
@click.argument("people", nargs=-1, required=True)
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, people: tuple[str, ...], as_json: bool, offline: bool) -> None:
    """Name members who are not heard from any more. After their notice all the others vote: then they are away.

    Whoever of them signs anything at all is off the list.
    """
    desk = desk_of(ctx, offline=offline)
    names = sorted({member_by_id(desk.book.state, person).id for person in people})
    if not as_json:
        state = desk.book.state
        waits = duration(notice(state, names, desk.now))
        say(f"In {waits} the vote opens by itself, of all members but {joined(names)}.")
        if are_few(state, names, desk.now):
            say("It takes so long because all the others hold less than a third of the votes.")
        say("Any signature of theirs takes them off the list: govtool back")
    sent = make_statement(desk, "name-dormant", {"members": names})
    tell_statement(desk, sent, f"You name {joined(names)}.", as_json=as_json)
