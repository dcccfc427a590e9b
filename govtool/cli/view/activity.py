"""Shows the record of a person: with their application, and before every ballot on them."""

from __future__ import annotations

from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import counted, hours, joined, one_line, tell_quoted, when
from govtool.core.ids import MemberId
from govtool.core.times import Instant
from govtool.domain.decisions.docket import DocketEntry
from govtool.roles.desk.desk import Desk
from govtool.roles.people.activity import Activity, activity_of, subjects

_MOST_LINES = 40


def tell_activities(desk: Desk, entry: DocketEntry) -> None:
    """Prints the record of each person whose admission or membership a proposal decides."""
    for member in subjects(entry):
        say(f"The record of {member}:", bold=True)
        tell_activity(desk, member)


def tell_activity(desk: Desk, member: MemberId) -> None:
    """Prints the application, hours, proposals and statements of a person, and what members wrote about them."""
    activity, now = activity_of(desk.book.state, member, desk.at), desk.now
    _tell_application(activity, now)
    if activity.minutes:
        rest = activity.minutes - activity.counted_minutes
        waiting = f", of which {hours(rest)} wait for approval" if rest else ""
        say(f"  recorded {hours(activity.minutes)} of work{waiting}")
    else:
        say("  no hours recorded")
    done = [counted(activity.statements, "statement")] if activity.statements else []
    if activity.proposals:
        numbers = joined(f"{entry.number} ({entry.status})" for entry in activity.proposals[:10])
        more = f" and {len(activity.proposals) - 10} more" if len(activity.proposals) > 10 else ""
        done.append(f"{counted(len(activity.proposals), 'proposal')}: {numbers}{more}")
    say(f"  contributed {', '.join(done)}" if done else "  no proposals and no statements")
    for entry in activity.votes:
        if not entry.is_open:
            say(f"  vote {entry.number}, {one_line(entry.title)}: {entry.status}")
    for review in activity.reviews:
        say(f"  {review.member} wrote {when(review.at, now)}:")
        _tell_text(review.text, review.digest)
    if activity.application is not None and not activity.reviews:
        say("  no review of the application")


def _tell_application(activity: Activity, now: Instant) -> None:
    found = activity.application
    if found is None:
        return
    teams = f", with {joined(found.teams)}" if found.teams else ""
    seen = f", received by {found.received_by}" if found.received_by else ""
    say(f"  applied {when(found.applied_at, now)} for {hours(found.wanted_minutes_per_week)} a week{teams}{seen}")
    _tell_text(found.text or "", found.text_digest or "")


def _tell_text(text: str, digest: str) -> None:
    """Prints somebody's words, each line marked as theirs. For a text that is kept outside it prints the digest."""
    tell_quoted(text, most=_MOST_LINES)
    if digest:
        say(f"    a text kept outside, {digest} → compare: govtool documents check FILE")


def activity_data(desk: Desk, member: MemberId) -> dict[str, object]:
    """The record of a person for a program."""
    activity = activity_of(desk.book.state, member, desk.at)
    proposals, votes = (
        [picked(entry, "status", proposal=entry.number) for entry in entries]
        for entries in (activity.proposals, activity.votes)
    )
    reviews = [picked(one, "member at text", text_digest=one.digest) for one in activity.reviews]
    names = "member minutes counted_minutes statements application"
    return picked(activity, names, proposals=proposals, votes=votes, reviews=reviews)
