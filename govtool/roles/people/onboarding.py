"""A person's steps from outside to membership: the present one, the next one, and when, so that nobody waits in
silence.

A function of the registry and of the letters that wait outside, for the person themselves and for members who look.
Decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from govtool.core.ids import MemberId, ProposalNumber
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.decisions.cause import overdue_at
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.people.admission import Admit, Nomination
from govtool.domain.people.application import Application
from govtool.domain.people.probation import Confirm, Probation, room

REVIEWER = "reviewer"

Stage = Literal[
    "can-apply",  # may apply, at once or from a time on
    "applied",  # the application is in; nobody has nominated the person
    "seen",  # the same, and somebody has received it or written about it
    "rejected",  # can be nominated again from a time on
    "expired",  # the application is good no more
    "waits-for-room",  # nominated; too many are in probation
    "opens",  # nominated; the vote opens in the clerk's next run
    "vote",  # a vote on the person is open
    "enacts",  # a vote on the person waits for its effect
    "probation",  # in probation; the vote opens at a time
    "overdue",  # its vote is due, and any member may file it
    "votes-from",  # a member, who votes from a time on
]


@dataclass(frozen=True)
class Step:
    """One thing about where a person stands: `at` is when the next thing happens, where a time is known."""

    stage: Stage
    at: Instant = ""
    proposal: ProposalNumber = ""
    by: MemberId = ""
    attempt: int = 0
    widened: bool = False


def vote_about(state: State, member: MemberId) -> DocketEntry | None:
    """The vote to admit or confirm a person that is open or waits for its enactment."""
    for entry in docket.open_entries(state):
        if any(isinstance(action, Admit | Confirm) and action.subject == member for action in entry.actions):
            return entry
    return None


def steps(state: State, member: Member, at: Instant) -> Iterator[Step]:
    """The steps of a person; none for a member who votes or is away, or for a former one who cannot come back."""
    entry = vote_about(state, member.id)
    if entry is not None and entry.decided is not None:
        yield Step("enacts", entry.decided.due_at or "", entry.number)
    elif entry is not None:
        yield Step("vote", entry.closes_at, entry.number)
    probation = Probation.of(state, member.id)
    if member.membership == "probationary" and probation is not None:
        yield _of_probation(state, probation, at, is_open=entry is not None)
    elif member.membership == "applicant" and entry is None:
        yield _of_applicant(state, member.id, at)
    elif member.membership == "member" and member.counts_at is not None and member.counts_at > at:
        yield Step("votes-from", member.counts_at)
    elif member.membership in ("none", "left"):
        wait = member.applies_from
        yield Step("can-apply", wait if wait is not None and wait > at else "")


def _of_probation(state: State, found: Probation, at: Instant, *, is_open: bool) -> Step:
    is_overdue = not is_open and at >= overdue_at(state, found.due_at)
    # an open vote has a step of its own, and when it was to open says nothing any more
    due_at = "" if is_open else found.due_at
    return Step("overdue" if is_overdue else "probation", due_at, attempt=found.attempt, widened=found.widened)


def _of_applicant(state: State, member: MemberId, at: Instant) -> Step:
    found, nomination = Application.of(state, member), Nomination.of(state, member)
    if found is None or found.expires_at <= at:
        return Step("expired", found.expires_at if found else "")
    if nomination is not None:
        now, allowed = room(state, at)
        is_full = bylaws_of(state).probation == "required" and now >= allowed
        return Step("waits-for-room" if is_full else "opens", by=nomination.nominated_by)
    if found.nominate_from is not None and found.nominate_from > at:
        return Step("rejected", found.nominate_from)
    seen = found.received_by or (found.reviews[0].member if found.reviews else "")
    return Step("seen" if seen else "applied", found.expires_at, by=seen)


def reviewers(state: State, at: Instant) -> tuple[MemberId, ...]:
    """The people who look at applications: those with the duty; if nobody has it, every member."""
    people = [member for member in Member.all(state) if member.membership == "member"]
    on_duty = tuple(member.id for member in people if member.holds(REVIEWER, at))
    return on_duty or tuple(member.id for member in people)


def looks_at(state: State, member: Member, at: Instant) -> bool:
    """Whether a person is one of the `reviewers`. Asks no others if the person has the duty."""
    if member.membership != "member":
        return False
    return member.holds(REVIEWER, at) or member.id in reviewers(state, at)


def unanswered(state: State, at: Instant) -> Iterator[Application]:
    """The applications that are good, and that nobody has received, reviewed or nominated on."""
    for found in Application.all(state):
        is_silent = not found.received_by and not found.reviews and Nomination.of(state, found.member) is None
        person = Member.of(state, found.member)
        if is_silent and at < found.expires_at and person is not None and person.membership == "applicant":
            yield found


def waiting_for_room(state: State, at: Instant) -> Iterator[Nomination]:
    """The nominations whose vote waits because too many are in probation."""
    found = [each for each in Nomination.all(state) if vote_about(state, each.candidate) is None]
    if found:
        now, allowed = room(state, at)
        yield from found if now >= allowed else ()
