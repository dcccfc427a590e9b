"""The proceedings about a person, who must hear of them in time: a complaint, an expulsion, a list of the absent.

Reads the verified registry only. Each of them says what the person can do about it, and until when.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.ending import WindingUp
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.people.complaint import Complaint
from govtool.domain.people.dormancy import Naming, opens_from
from govtool.domain.people.expulsion import ConfirmExpulsion, entry_about, held_entry, waits_for_appeal
from govtool.domain.people.incapacity import Report
from govtool.domain.people.key import Rekey


@dataclass(frozen=True)
class Proceeding:
    """One open proceeding: `what` it is, `by` when something can be done about it (None: at any time), and `how`.

    `id` is its name in a calendar, the same as long as it is about the same. It is empty if the proceeding has no date
    of its own, or that of an open vote, which has its own entry.
    """

    what: str
    by: Instant | None
    how: str
    id: str = ""


def proceedings(state: State, member: Member, at: Instant) -> Iterator[Proceeding]:
    """All that goes on about a person at that time, the most urgent kinds first."""
    waiting = {complaint.statement: entry for complaint, entry in waits_for_appeal(state, member.id)}
    for complaint in Complaint.all(state):
        if complaint.respondent != member.id:
            continue
        entry = waiting.get(complaint.statement)
        if entry is not None and entry.decided is not None:
            what = "your expulsion has passed; appeal before it takes effect"
            yield Proceeding(what, entry.decided.due_at, "govtool appeal --text WHY", f"appeal-{_short(complaint)}")
        elif held_entry(state, complaint) is not None:
            yield _second_vote(state, member)
        else:
            yield _complaint(state, complaint, at)
    for entry in docket.open_entries(state):
        if entry.objected_at is None and any(
            isinstance(one, Rekey) and one.member == member.id for one in entry.actions
        ):
            until = entry.decided.due_at if entry.decided is not None else entry.closes_at
            what = "a vote would replace your keys; object if you still have one"
            yield Proceeding(
                what, until, f"govtool key object {int(entry.number)} --sign-with FILE", f"keys-{entry.number}"
            )
    if Report.of(state, member.id) is not None:
        yield Proceeding("others report your death or incapacity", None, "govtool back")
    for naming in Naming.all(state):
        if member.id in naming.members:
            what = f"{naming.named_by} lists you as absent"
            yield Proceeding(what, opens_from(state, naming, at), "govtool back", f"named-{naming.named_by}")
    if member.membership == "away" and member.away_until is not None and member.away_until <= at:
        yield Proceeding("you are away for longer than you said", None, "govtool back, or: govtool away --until DAY")
    if member.is_suspended(at):
        what = "a vote suspended you from duties; you keep pay and votes"
        yield Proceeding(what, member.suspended_until, "wait until then", f"rest-{member.id}")
    ending = WindingUp.of(state)
    if ending is not None and ending.closed_at is None:
        what = "the co-operative winds up; make your claims"
        yield Proceeding(what, ending.closes_from, "govtool list winding-ups", "claims")


def _complaint(state: State, complaint: Complaint, at: Instant) -> Proceeding:
    who = f"{complaint.accusation} you"
    entry = entry_about(state, complaint)
    if complaint.answer is None and entry is None:
        name, is_due = f"answer-{_short(complaint)}", complaint.answer_by < at
        what = f"{who}; answer before the vote opens" if is_due else f"{who}; answer in time"
        return Proceeding(
            what, complaint.opens_at if is_due else complaint.answer_by, "govtool answer --file FILE", name
        )
    if entry is not None:
        return Proceeding(f"{who}; the others vote on it", entry.closes_at, f"govtool show {entry.number}")
    name = f"complaint-{_short(complaint)}"
    return Proceeding(f"{who}; the vote opens then", complaint.opens_at, "govtool answer --help", name)


def _short(complaint: Complaint) -> str:
    return complaint.statement.removeprefix("sha256:")[:12]


def _second_vote(state: State, member: Member) -> Proceeding:
    for entry in docket.open_entries(state):
        if any(isinstance(one, ConfirmExpulsion) and one.member == member.id for one in entry.actions):
            what = "you appealed; the others vote again, and you stay unless that passes too"
            return Proceeding(what, entry.closes_at, f"govtool show {entry.number}")
    return Proceeding("you appealed; the second vote opens by itself", None, "wait for it: govtool status")
