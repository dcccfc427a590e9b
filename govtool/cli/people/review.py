"""`govtool review`: writes what I think of somebody who applies or is in probation."""

from __future__ import annotations

import click

from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.words import Said, words_options
from govtool.domain.people.application import Review
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id


@statement_command("review", Review, "govtool review frank --text 'We worked together for a year.'")
@click.argument("candidate")
@words_options
def command(desk: Desk, candidate: str, said: Said) -> Meant:
    """Write what I think of an application, or of somebody in probation. It is shown before every ballot on them.

    It is no gate: who applied can be nominated without. A text in --text is public for ever; one that is to be erased
    some day is kept outside: govtool documents add FILE.
    """
    person = member_by_id(desk.book.state, candidate)
    return Meant(f"You review {person.name}.", {**said.wanted(), "candidate": person.id})
