"""`govtool complain`: complains about a member, or takes a complaint back."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.text import duration
from govtool.cli.terminal.words import Said, words_options
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.desk.statement_desk import make_statement
from govtool.roles.people.case_desk import complaint_about


@click.command("complain", epilog="Example: govtool complain dan --file complaint.txt")
@click.argument("person")
@words_options
@click.option("--withdraw", is_flag=True, help="Take back a complaint in which you are one of the two.")
@click.option("--complaint", metavar="DIGEST", help="With --withdraw: which one, where there are several.")
@json_option
@offline_option
@click.pass_context
def command(
    ctx: click.Context,
    person: str,
    said: Said,
    withdraw: bool,
    complaint: str | None,
    as_json: bool,
    offline: bool,
) -> None:
    """Complain about a member. It can end in an expulsion, by a vote of three quarters of all others.

    A second member signs too (govtool sign); that is the notice. The person can answer, and the vote opens by itself
    when the notice is over.
    """
    desk = desk_of(ctx, offline=offline)
    about = member_by_id(desk.book.state, person).id
    if withdraw:
        found = complaint_about(desk.book.state, about, complaint, by=desk.member.id)
        sent = make_statement(desk, "withdraw-complaint", {"complaint": found.statement})
        tell_statement(desk, sent, f"You take your complaint about {about} back.", as_json=as_json)
        return
    words = said.wanted()
    if not as_json:
        _tell_way(desk, about)
    sent = make_statement(desk, "complain", {"about": about, "particulars": words})
    tell_statement(desk, sent, f"You complain about {about}.", as_json=as_json)


def _tell_way(desk: Desk, about: str) -> None:
    periods = bylaws_of(desk.book.state).periods
    say("What comes of it:")
    say(f"  - a second member has to sign it too within {duration(periods.second_signature)}: govtool sign")
    say(f"  - from then on {about} has {duration(periods.answer)} to answer; everybody reads it before they vote")
    say(f"  - {duration(periods.notice)} after that signature the vote opens by itself, of all members but {about}")
