"""`govtool federation complain-affiliate`, `answer` and `appeal`: complaints about an affiliate."""

from __future__ import annotations

from govtool.cli.federation.argument import affiliate_argument
from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.text import duration
from govtool.cli.terminal.words import Said, complaint_option, words_options
from govtool.cli.view.case import tell_complaint
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.federation.expulsion import (
    HOMES,
    PEOPLE,
    AnswerForAffiliate,
    AppealForAffiliate,
    ComplainAffiliate,
)
from govtool.roles.desk.desk import Desk
from govtool.roles.people.case_service import complaint_about


@statement_command(
    "complain-affiliate", ComplainAffiliate, "govtool federation complain-affiliate restaurant --ground force --case 3"
)
@affiliate_argument
@words_options
def complain(desk: Desk, affiliate: str, said: Said, ground: str, case: int) -> Meant:
    """Complain about an affiliate. It can end in an expulsion. A case against it must have failed before.

    Two affiliates sign, by their mandates in the matter case, or 25 people with three homes. The affiliate can
    answer, and the vote opens by itself when the notice is over. Its people keep their votes.
    """
    words, periods = said.wanted(), bylaws_of(desk.book.state).periods
    say("Next steps:")
    say(f"  - two affiliates, or {PEOPLE} people with {HOMES} homes, sign it: govtool sign")
    say(f"  - from then on {affiliate} has {duration(periods.answer)} to answer")
    say(f"  - {duration(periods.notice)} after the last signature the vote opens by itself")
    body = {"about": affiliate, "particulars": words, "ground": ground, "case": case}
    return Meant(f"You complain about {affiliate}.", body)


@statement_command("answer", AnswerForAffiliate, "govtool federation answer restaurant --file answer.txt")
@affiliate_argument
@words_options
@complaint_option
def answer(desk: Desk, affiliate: str, said: Said, complaint: str | None) -> Meant:
    """Answer a complaint about your affiliate. Everybody reads it before they vote."""
    found = complaint_about(desk.book.state, affiliate, complaint, is_affiliate=True)
    tell_complaint(found, desk.now)
    body = {"affiliate": affiliate, "complaint": found.statement, "words": said.wanted()}
    return Meant(f"You answer it for {affiliate}.", body)


@statement_command("appeal", AppealForAffiliate, "govtool federation appeal restaurant --text 'Nobody heard us'")
@affiliate_argument
@words_options
@complaint_option
def appeal(desk: Desk, affiliate: str, said: Said, complaint: str | None) -> Meant:
    """Appeal for your affiliate. Its expulsion then waits, and a second vote must pass too."""
    found = complaint_about(desk.book.state, affiliate, complaint, is_affiliate=True)
    body = {"affiliate": affiliate, "complaint": found.statement, "words": said.wanted()}
    return Meant(f"You appeal for {affiliate}. The expulsion waits for a second vote.", body)
