"""`govtool appeal`: appeals against your expulsion."""

from __future__ import annotations

from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.words import Said, complaint_option, words_options
from govtool.domain.people.expulsion import Appeal
from govtool.roles.desk.desk import Desk
from govtool.roles.people.case_service import complaint_about


@statement_command("appeal", Appeal, "govtool appeal --text 'Nobody has heard Erin'")
@words_options
@complaint_option
def command(desk: Desk, said: Said, complaint: str | None) -> Meant:
    """Appeal against your expulsion, before it takes effect. It then waits, and a second vote must pass too."""
    found = complaint_about(desk.book.state, desk.member.id, complaint)
    body = {"complaint": found.statement, "words": said.wanted()}
    return Meant("You appeal. The expulsion waits for a second vote.", body)
