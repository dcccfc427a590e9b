"""Shows a complaint to the people who vote on it: particulars, answer, appeal, each in its author's words.

A bar marks every line of somebody's words, so that none of them looks like words of govtool.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import joined, tell_quoted, when
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.decisions.docket import DocketEntry
from govtool.roles.people.case_service import case_of, report_on

if TYPE_CHECKING:
    from govtool.domain.decisions.words import Words
    from govtool.domain.people.complaint import Complaint
    from govtool.domain.people.incapacity import Report

_MOST_LINES = 120


def tell_case(state: State, entry: DocketEntry, now: Instant) -> None:
    """Prints what people must read before a vote about a person: a complaint with its answer, or a report of a death or
    incapacity. Prints nothing for other proposals.
    """
    complaint, report = case_of(state, entry), report_on(state, entry)
    if complaint is not None:
        tell_complaint(complaint, now)
    if report is not None:
        who = f"{joined(report.reporters)} {'report' if len(report.reporters) > 1 else 'reports'} it"
        say(f"  {who} ({report.reason}), {when(report.reported_at, now)}{_alone(report)}.")
        if report.words is not None:
            tell_words(report.words)


def tell_complaint(complaint: Complaint, now: Instant) -> None:
    """Prints a complaint with all that was said to it."""
    about = complaint.about
    say(f"  {complaint.accusation} {about}, {when(complaint.noticed_at, now)}{_alone(complaint)}:")
    tell_words(complaint.particulars)
    if complaint.ground is not None:
        say(f"  ground: {complaint.ground}, after case {complaint.case}: govtool federation case show {complaint.case}")
    if complaint.other is not None:
        say(f"  They say that {complaint.other} is the same person. The vote would merge both records.")
    if complaint.answer is not None:
        say(f"  {about} answers, {when(complaint.answered_at or '', now)}:", bold=True)
        tell_words(complaint.answer)
    elif complaint.opens_at > now:
        due = f"The answer is due {when(complaint.answer_by, now)}" if complaint.answer_by >= now else "It is late"
        say(f"  {about} has not answered yet. {due}; the vote opens {when(complaint.opens_at, now)}.", bold=True)
    else:
        say(f"  {about} has not answered.", bold=True)
    if complaint.appeal is not None:
        say(f"  {about} appeals, {when(complaint.appealed_at or '', now)}:", bold=True)
        tell_words(complaint.appeal)
    say(f"  complaint {complaint.statement}" + (f": {complaint.end}" if complaint.end else ""))


def _alone(case: Complaint | Report) -> str:
    return ", self-approved: nobody else could be the second person" if case.single_handed else ""


def tell_words(words: Words) -> None:
    """Prints what somebody said, or which document holds it."""
    if words.text is None:
        say(f"    in a document that is kept outside: {words.text_digest}")
        say("    → ask its author for it, then: govtool documents check FILE")
        return
    tell_quoted(words.text, most=_MOST_LINES)
