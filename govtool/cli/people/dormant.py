"""`govtool dormant`: names absent members."""

from __future__ import annotations

import click

from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.text import duration, joined
from govtool.domain.people.dormancy import NameDormant, are_few, notice
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id


@statement_command("dormant", NameDormant, "govtool dormant alice bob")
@click.argument("people", nargs=-1, required=True)
def command(desk: Desk, people: tuple[str, ...]) -> Meant:
    """Name absent members, who give no sign of life. After a notice the others vote on their absence.

    A named member who signs anything at all is off the list.
    """
    names = sorted({member_by_id(desk.book.state, person).id for person in people})
    state = desk.book.state
    waits = duration(notice(state, names, desk.now))
    say(f"In {waits} the vote opens by itself, of all members but {joined(names)}.")
    if are_few(state, names, desk.now):
        say("It takes so long because all the others have less than a third of the votes.")
    say("Any signature of theirs takes them off the list: govtool back")
    return Meant(f"You name {joined(names)}.", {"members": names})
