"""`govtool review`: writes what you think of a person who applies or is in probation."""

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
    """Write what you think of an applicant, or of a person in probation. Voters see it before each ballot on them.

    Members can nominate an applicant without a review. --text is public permanently. Keep a text outside if somebody
    may have to erase it: govtool documents add FILE.
    """
    person = member_by_id(desk.book.state, candidate)
    return Meant(f"You review {person.name}.", {**said.wanted(), "candidate": person.id})
