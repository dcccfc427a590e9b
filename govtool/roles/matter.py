"""What goes on about a person, who must not hear of it too late: a complaint, an expulsion, a list of the absent.

Reads the verified registry only. Each matter says what the person can do about it, and until when.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain import docket
from govtool.domain.complaint import Complaint, complaints
from govtool.domain.dormancy import namings
from govtool.domain.ending import winding_up_of
from govtool.domain.expulsion import ConfirmExpulsion, entry_about, held_entry, waits_for_appeal
from govtool.domain.incapacity import report_of
from govtool.domain.member import Member


@dataclass(frozen=True)
class Matter:
    """One thing that goes on: `what` it is, `by` when something can be done about it (None: at any time), and `how`."""

    what: str
    by: Instant | None
    how: str


def matters(state: State, member: Member, at: Instant) -> Iterator[Matter]:
    """All that goes on about a person at that time, the most urgent kinds first."""
    waiting = {complaint.statement: entry for complaint, entry in waits_for_appeal(state, member.id)}
    for complaint in complaints(state):
        if complaint.respondent != member.id:
            continue
        entry = waiting.get(complaint.statement)
        if entry is not None and entry.decided is not None:
            what = "your expulsion has passed; appeal before it takes effect"
            yield Matter(what, entry.decided.due_at, "govtool appeal --text WHY")
        elif held_entry(state, complaint) is not None:
            yield _second_vote(state, member)
        else:
            yield _complaint(state, complaint, at)
    if report_of(state, member.id) is not None:
        yield Matter("others report that you died or can act no more", None, "govtool back")
    for naming in namings(state):
        if member.id in naming.members:
            yield Matter(f"{naming.named_by} names you as not heard from", naming.opens_at, "govtool back")
    if member.membership == "away" and member.away_until is not None and member.away_until <= at:
        yield Matter("you are away for longer than you said", None, "govtool back, or: govtool away --until DAY")
    if member.is_suspended(at):
        yield Matter("your duties rest by a vote; pay and votes stay", member.suspended_until, "wait until then")
    ending = winding_up_of(state)
    if ending is not None and ending.closed_at is None:
        yield Matter("the co-operative winds up; make your claims", ending.closes_from, "govtool list winding-ups")


def _complaint(state: State, complaint: Complaint, at: Instant) -> Matter:
    who = f"{complaint.accusation} you"
    if complaint.answer is None and complaint.answer_by >= at:
        return Matter(f"{who}; answer in time", complaint.answer_by, "govtool answer --file FILE")
    entry = entry_about(state, complaint)
    if entry is not None:
        return Matter(f"{who}; the others vote on it", entry.closes_at, f"govtool show {entry.number}")
    return Matter(f"{who}; the vote opens then", complaint.opens_at, "govtool answer --help")


def _second_vote(state: State, member: Member) -> Matter:
    for entry in docket.open_entries(state):
        if any(isinstance(one, ConfirmExpulsion) and one.member == member.id for one in entry.actions):
            what = "you appealed; the others vote again, and unless that passes too you stay"
            return Matter(what, entry.closes_at, f"govtool show {entry.number}")
    return Matter("you appealed; the second vote opens by itself", None, "wait for it: govtool status")
