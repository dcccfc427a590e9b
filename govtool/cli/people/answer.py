"""`govtool answer`: answers a complaint about you."""

from __future__ import annotations

from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.words import Said, complaint_option, words_options
from govtool.cli.view.case import tell_complaint
from govtool.domain.people.expulsion import Answer
from govtool.roles.desk.desk import Desk
from govtool.roles.people.case_service import complaint_about


@statement_command("answer", Answer, "govtool answer --file answer.txt")
@words_options
@complaint_option
def command(desk: Desk, said: Said, complaint: str | None) -> Meant:
    """Answer a complaint about you. Everybody reads it before they vote; the last answer in time stands."""
    found = complaint_about(desk.book.state, desk.member.id, complaint)
    tell_complaint(found, desk.now)
    return Meant("You answer it.", {"complaint": found.statement, "words": said.wanted()})
