"""The proceedings about a person, who must hear of them in time: a complaint, an expulsion, a list of the absent.

Reads the verified registry only. Each of them says what the person can do about it, and until when.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govtool.core.state import State
from govtool.core.times import Duration, Instant, add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.ending import WindingUp
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.people.case import Party
from govtool.domain.people.complaint import Complaint
from govtool.domain.people.dormancy import Naming, opens_from
from govtool.domain.people.expulsion import SecondVote, appealable, entry_about, held_entry
from govtool.domain.people.incapacity import Report
from govtool.domain.people.key import Rekey
from govtool.roles.people.mediation import acts_for, steps

MANDATE_ENDS_SOON: Duration = "P30D"
"""How long before its end a mandate is among the proceedings about a person; a calendar has it at once."""


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
    for complaint in Complaint.all(state):
        if not acts_for(state, Party(person=complaint.respondent, affiliate=complaint.affiliate), member, at):
            continue
        entry = appealable(state, complaint)
        if entry is not None and entry.decided is not None:
            whose = f"the expulsion of {complaint.affiliate}" if complaint.affiliate else "your expulsion"
            what, how = f"{whose} has passed; appeal before it takes effect", _command("appeal", complaint)
            yield Proceeding(what, entry.decided.due_at, f"{how} --text WHY", f"appeal-{_short(complaint)}")
        elif held_entry(state, complaint) is not None:
            yield _second_vote(state, complaint)
        else:
            yield _complaint(state, complaint, at)
    for case, step in steps(state, member, at):
        yield Proceeding(step.what, step.by, step.how, f"case-{case.number}-{step.name}")
    soon = add(at, MANDATE_ENDS_SOON)
    yield from (each for each in mandate_ends(state, member, at) if each.by is not None and each.by <= soon)
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


def mandate_ends(state: State, member: Member, at: Instant) -> Iterator[Proceeding]:
    """When the last mandate of a person for an affiliate ends, in each matter."""
    for affiliate in Affiliate.all(state):
        rows = [row for row in affiliate.mandates if affiliate.belongs(at) and member.id in row.by and at < row.until]
        last = {row.what: row.until for row in sorted(rows, key=lambda row: row.until)}
        by_signers = affiliate.decides == "signers"
        how = "federation change-affiliate" if by_signers else "propose set-mandates"
        for matter, until in last.items():
            what = f"your mandate of {affiliate.id} in the matter {matter} ends"
            yield Proceeding(what, until, f"govtool {how} --help", f"mandate-{affiliate.id}-{matter}")


def _complaint(state: State, complaint: Complaint, at: Instant) -> Proceeding:
    who, how = f"{complaint.accusation} {complaint.affiliate or 'you'}", _command("answer", complaint)
    entry = entry_about(state, complaint)
    if complaint.answer is None and entry is None:
        name, is_due = f"answer-{_short(complaint)}", complaint.answer_by < at
        what = f"{who}; answer before the vote opens" if is_due else f"{who}; answer in time"
        by = complaint.opens_at if is_due else complaint.answer_by
        return Proceeding(what, by, f"{how} --file FILE", name)
    if entry is not None:
        return Proceeding(f"{who}; the others vote on it", entry.closes_at, f"govtool show {entry.number}")
    name = f"complaint-{_short(complaint)}"
    return Proceeding(f"{who}; the vote opens then", complaint.opens_at, f"{how} --help", name)


def _short(complaint: Complaint) -> str:
    return complaint.statement.removeprefix("sha256:")[:12]


def _command(name: str, complaint: Complaint) -> str:
    """The command with which the respondent answers or appeals."""
    return f"govtool federation {name} {complaint.affiliate}" if complaint.affiliate else f"govtool {name}"


def _second_vote(state: State, complaint: Complaint) -> Proceeding:
    who, whose = (complaint.affiliate, "stays") if complaint.affiliate else ("you", "stay")
    for entry in docket.asking(state, SecondVote, lambda one: one.complaint == complaint.statement):
        what = f"{who} appealed; the others vote again, and {who} {whose} unless that passes too"
        return Proceeding(what, entry.closes_at, f"govtool show {entry.number}")
    return Proceeding(f"{who} appealed; the second vote opens by itself", None, "wait for it: govtool status")
