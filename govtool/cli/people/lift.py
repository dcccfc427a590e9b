"""`govtool lift`: takes a question, concern or objection of yours back."""

from __future__ import annotations

import click

from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.view.critique import tell_critique
from govtool.domain.decisions.critique import Lift
from govtool.roles.decisions.critique_service import critique_named
from govtool.roles.desk.desk import Desk


@statement_command("lift", Lift, "govtool lift 12/3")
@click.argument("name", metavar="ID/NUMBER")
def command(desk: Desk, name: str) -> Meant:
    """Take your question, concern or objection back, because it is settled."""
    found = critique_named(desk.book.state, name)
    tell_critique(found, desk.now)
    return Meant(f"You lift your {found.aspect} {found.name}.", {"to": found.name})
