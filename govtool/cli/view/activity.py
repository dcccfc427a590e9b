"""How the record of a person looks when it counts: with their application, and before every ballot on them."""

from __future__ import annotations

from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import counted, hours, joined, one_line, when
from govtool.core.ids import MemberId
from govtool.core.text import lines_of
from govtool.core.times import Instant
from govtool.domain.decisions.docket import DocketEntry
from govtool.roles.desk.desk import Desk
from govtool.roles.people.activity import Activity, activity_of, subjects

_MOST_LINES = 40


def tell_tracks(desk: Desk, entry: DocketEntry) -> None:
    """Prints the record of everybody on whose coming in or staying a proposal decides."""
    for member in subjects(entry):
        say(f"The record of {member}:", bold=True)
        tell_activity(desk, member)


def tell_activity(desk: Desk, member: MemberId) -> None:
    """Prints what somebody applied with, worked, proposed and stated here, and what members wrote about them."""
    track, now = activity_of(desk.book.state, member, desk.at), desk.now
    _tell_application(track, now)
    if track.minutes:
        rest = track.minutes - track.counted_minutes
        waiting = f", of which {hours(rest)} wait for approval" if rest else ""
        say(f"  recorded {hours(track.minutes)} of work{waiting}")
    else:
        say("  no hours recorded")
    done = [counted(track.statements, "statement")] if track.statements else []
    if track.proposals:
        numbers = joined(f"{entry.number} ({entry.status})" for entry in track.proposals[:10])
        more = f" and {len(track.proposals) - 10} more" if len(track.proposals) > 10 else ""
        done.append(f"{counted(len(track.proposals), 'proposal')}: {numbers}{more}")
    say(f"  contributed {', '.join(done)}" if done else "  no proposals and no statements")
    for entry in track.votes:
        if not entry.is_open:
            say(f"  vote {entry.number}, {one_line(entry.title)}: {entry.status}")
    for review in track.reviews:
        say(f"  {review.member} wrote {when(review.at, now)}:")
        _tell_text(review.text, review.digest)
    if track.application is not None and not track.reviews:
        say("  no review of the application")


def _tell_application(track: Activity, now: Instant) -> None:
    found = track.application
    if found is None:
        return
    teams = f", with {joined(found.teams)}" if found.teams else ""
    seen = f", received by {found.received_by}" if found.received_by else ""
    say(f"  applied {when(found.applied_at, now)} for {hours(found.wanted_minutes_per_week)} a week{teams}{seen}")
    _tell_text(found.text or "", found.text_digest or "")


def _tell_text(text: str, digest: str) -> None:
    """Somebody's words, each line marked as theirs; of a text that is kept outside only how to know it again."""
    lines = lines_of(text)
    for line in lines[:_MOST_LINES]:
        say(f"    | {line}")
    if len(lines) > _MOST_LINES:
        say(f"    | ... and {len(lines) - _MOST_LINES} lines more")
    if digest:
        say(f"    a text kept outside, {digest} → compare: govtool documents check FILE")


def activity_data(desk: Desk, member: MemberId) -> dict[str, object]:
    """The record of a person for a program."""
    track = activity_of(desk.book.state, member, desk.at)
    return {
        "member": member,
        "minutes": track.minutes,
        "counted_minutes": track.counted_minutes,
        "statements": track.statements,
        "proposals": [{"proposal": entry.number, "status": entry.status} for entry in track.proposals],
        "votes": [{"proposal": entry.number, "status": entry.status} for entry in track.votes],
        "application": track.application.data() if track.application else None,
        "reviews": [
            {"member": one.member, "at": one.at, "text": one.text or None, "text_digest": one.digest or None}
            for one in track.reviews
        ],
    }
