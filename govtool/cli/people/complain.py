"""`govtool complain`: complains about a member, or takes a complaint back."""

from __future__ import annotations

import click

from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.text import duration
from govtool.cli.terminal.words import Said, complaint_option, words_options
from govtool.domain.constitution.bylaws import bylaws_of, is_federation
from govtool.domain.people.complaint import Complain
from govtool.domain.people.expulsion import WithdrawComplaint
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.people.case_service import complaint_about


@statement_command("complain", Complain, "govtool complain dan --file complaint.txt")
@click.argument("person")
@words_options
@click.option("--withdraw", is_flag=True, help="Take back a complaint in which you are one of the two.")
@complaint_option
def command(
    desk: Desk,
    person: str,
    said: Said,
    withdraw: bool,
    complaint: str | None,
    ground: str | None,
    case: int | None,
    other: str | None,
) -> Meant:
    """Complain about a member. It can end in an expulsion, by a vote of three quarters of all others.

    A second member signs too (govtool sign); that is the notice. The person can answer, and the vote opens by itself
    when the notice is over.
    """
    about = member_by_id(desk.book.state, person).id
    if withdraw:
        found = complaint_about(desk.book.state, about, complaint, by=desk.member.id)
        told = f"You take your complaint about {about} back."
        return Meant(told, {"complaint": found.statement}, WithdrawComplaint)
    words = said.wanted()
    _tell_way(desk, about)
    body = {"about": about, "particulars": words, "ground": ground, "case": case, "other": other}
    return Meant(f"You complain about {about}.", body)


def _tell_way(desk: Desk, about: str) -> None:
    periods = bylaws_of(desk.book.state).periods
    others = "two more people must sign it too, so that you have two homes," if is_federation(desk.book.state) else ""
    say("Next steps:")
    say(f"  - {others or 'a second member must sign it too'} within {duration(periods.second_signature)}: govtool sign")
    say(f"  - from then on {about} has {duration(periods.answer)} to answer; everybody reads it before they vote")
    say(f"  - {duration(periods.notice)} after that signature the vote opens by itself, of all members but {about}")
