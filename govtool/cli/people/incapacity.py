"""`govtool incapacity`: reports a death or incapacity."""

from __future__ import annotations

import click

from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.words import Said, words_options
from govtool.domain.people.incapacity import ReportIncapacity
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id


@statement_command("incapacity", ReportIncapacity, "govtool incapacity dan --death")
@click.argument("person")
@click.option("--death/--no-death", default=False, help="The person died (default: they cannot act any more).")
@words_options
def command(desk: Desk, person: str, death: bool, said: Said) -> Meant:
    """Report that a member died, or cannot act any more. A second member signs too; then all others vote.

    Any signature of the person ends it. What they are owed stays owed.
    """
    about = member_by_id(desk.book.state, person).id
    body = {"about": about, "reason": "death" if death else "incapacity", "words": said.words()}
    say(f"Any valid signature of {about} ends it; and what {about} is owed stays owed.")
    return Meant(f"You report it of {about}. A second member signs too: govtool sign", body)
