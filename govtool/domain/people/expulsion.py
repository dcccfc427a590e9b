"""Expulsion: the vote on a complaint, the appeal against it, and the second vote. Nobody submits any of them.

The vote opens by itself once the notice of a complaint is over, and only then; three quarters of all others decide. The
effect waits two weeks, in which the person may appeal. An appeal delays it, however late the clerk is, and opens a
second vote by itself. The expulsion takes effect only if that vote passes too. The wages owed to the person, and their
ballots on other matters, do not change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.membership import moved
from govtool.domain.constitution.team import without
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action, AutomaticVote, Closing, Moment
from govtool.domain.decisions.decision import settle, withdraw
from govtool.domain.decisions.docket import DocketEntry, Enacted
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.decisions.words import Words
from govtool.domain.people.complaint import EXPEL, Complaint, complaint_of, ended, is_answerable

CONFIRM: Final = "confirm-expulsion"


def automatic_vote_of(state: State, complaint: Complaint, at: Instant) -> AutomaticVote | None:
    """The vote that should open on a complaint now: the first, or the second after an appeal; None if none should."""
    about = complaint.respondent
    if not is_answerable(Member.of(state, about), complaint):
        return None
    if complaint.appealed_at is not None:
        if held_entry(state, complaint) is None:
            return None
        return AutomaticVote(
            cause="statement",
            name="appeal",
            title=f"Second vote on the expulsion of {about}",
            summary=f"{about} appeals. Only if this passes too, {about} is expelled.",
            action=ConfirmExpulsion(action=CONFIRM, member=about, complaint=complaint.statement),
        )
    if complaint.opens_at > at:
        return None
    return AutomaticVote(
        cause="statement",
        name=EXPEL,
        title=f"Expulsion of {about}",
        summary=f"{complaint.accusation} {about}. Read complaint and answer first.",
        action=Expel(action=EXPEL, member=about, complaint=complaint.statement),
        proposer=complaint.complainants[0],
    )


def entry_about(state: State, complaint: Complaint) -> DocketEntry | None:
    """The first vote on a complaint while it is open or waits for its effect."""
    return next(docket.asking(state, Expel, lambda one: one.complaint == complaint.statement), None)


def held_entry(state: State, complaint: Complaint) -> DocketEntry | None:
    """The first vote on a complaint, if it passed and the appeal delays it."""
    entry = entry_about(state, complaint)
    return entry if entry is not None and entry.held_at is not None else None


def _step_problems(state: State, moment: Moment, member: MemberId, digest: Digest) -> Iterator[Finding]:
    """The steps before the vote that are missing, or came too early."""
    complaint = complaint_of(state, digest)
    if moment.cause == "filed":
        yield finding(
            "due_process", what="nobody submits a vote on it; two members complain, with notice and time to answer"
        )
    elif complaint is None or complaint.respondent != member:
        yield finding("due_process", what=f"there is no such complaint about {member}")
    elif moment.at < complaint.opens_at:
        yield finding("due_process", what=f"the notice lasts until {complaint.opens_at}")
    elif not is_answerable(Member.of(state, member), complaint):
        yield finding("precondition", what=f"{member} is no member any more")


class Expel(Action):
    """Expel a member. It opens by itself after a complaint of two members, notice, and time to answer."""

    said: ClassVar[Wording | None] = wording("Expels {member:person}, after a complaint.")
    concerns: ClassVar[str] = "member"

    action: Literal["expel"]
    member: MemberId = Field(description="the respondent of the complaint")
    complaint: Digest = Field(description="the digest of the complaint")

    @classmethod
    def automatic_votes(cls, state: State, at: Instant) -> Iterator[AutomaticVote]:
        """The votes on complaints whose notice is over, and the second votes on expulsions that were appealed."""
        for complaint in Complaint.all(state):
            vote = automatic_vote_of(state, complaint, at)
            if vote is not None:
                yield vote

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """Every earlier step was taken, and none too early."""
        yield from _step_problems(state, moment, self.member, self.complaint)

    def effect(self, state: State, moment: Moment) -> State:
        """The person is expelled, and has no duty and no team; keys, account and cast ballots stay."""
        member = Member.one(state, self.member)
        gone = moved(member, "expelled", EXPEL, left_at=moment.at, duties=(), away_until=None, suspended_until=None)
        return departed(without(state.keep(gone), gone.id), gone.id, moment.at)

    def closed(self, state: State, closing: Closing) -> State:
        """The complaint is settled; if nobody counted the votes in time, the vote opens again."""
        complaint = complaint_of(state, self.complaint)
        if complaint is None or _is_had_again(state, complaint, closing):
            return state
        words = {"enacted": "expelled", "failed": "failed", "": closing.result}
        return ended(state, complaint, closing.at, words[closing.enacted])


class ConfirmExpulsion(Action):
    """Confirm an expulsion after an appeal. It opens by itself with the appeal."""

    said: ClassVar[Wording | None] = wording("Confirms the expulsion of {member:person}, who appeals.")
    concerns: ClassVar[str] = "member"

    action: Literal["confirm-expulsion"]
    member: MemberId = Field(description="the person who appeals")
    complaint: Digest = Field(description="the digest of the complaint")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The person's appeal delays an expulsion."""
        yield from _step_problems(state, moment, self.member, self.complaint)
        complaint = complaint_of(state, self.complaint)
        if complaint is not None and (complaint.appealed_at is None or held_entry(state, complaint) is None):
            yield finding("due_process", what=f"no appeal delays an expulsion of {self.member}")

    def effect(self, state: State, moment: Moment) -> State:
        """The first vote takes effect at once."""
        entry = held_entry(state, Complaint.one(state, self.complaint))
        if entry is None:
            raise LookupError(self.complaint)
        return state.keep(entry.changed(held_at=None, released_at=moment.at))

    def closed(self, state: State, closing: Closing) -> State:
        """The first vote fails unless this one passed; if nobody counted the votes in time, this one opens again."""
        complaint = complaint_of(state, self.complaint)
        entry = held_entry(state, complaint) if complaint is not None else None
        if complaint is None or entry is None or closing.enacted == "enacted":
            return state
        if _is_had_again(state, complaint, closing):
            return state
        state = ended(state, complaint, closing.at, "appeal-upheld")
        return settle(state, entry.changed(enacted=Enacted(at=closing.at, result="failed", reason="appeal_upheld")))


class Answer(Body):
    """Answer a complaint about you. All voters see the answer before they vote; the last one counts."""

    kind: ClassVar[str] = "answer"
    said: ClassVar[Wording | None] = wording("answers a complaint")

    complaint: Digest = Field(description="the digest of the complaint")
    words: Words = Field(description="your answer")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The complaint is about the person, and the vote on it has not opened.

        Nobody can prove when an answer was sent, so no clock ends the time for it: the minute of the opening does.
        """
        complaint = complaint_of(state, self.complaint)
        if complaint is None or complaint.respondent != stating.member.id:
            yield finding("precondition", what=f"no complaint {self.complaint} about {stating.member.id} is open")
        elif entry_about(state, complaint) is not None:
            yield finding("expired", what=f"an answer was due on {complaint.answer_by}, and the vote has opened")

    def effect(self, state: State, stating: Stating) -> State:
        """The state with the answer beside the complaint."""
        complaint = Complaint.one(state, self.complaint)
        return state.keep(complaint.changed(answer=self.words, answered_at=stating.at))


class Appeal(Body):
    """Appeal against your expulsion. Its effect waits, and a second vote must pass too."""

    kind: ClassVar[str] = "appeal"
    said: ClassVar[Wording | None] = wording("appeals against the expulsion")

    complaint: Digest = Field(description="the digest of the complaint")
    words: Words = Field(description="the reason for your appeal")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The expulsion of the person has passed and not taken effect, and they have not appealed yet."""
        complaint = complaint_of(state, self.complaint)
        if complaint is None or complaint.respondent != stating.member.id or _waiting(state, complaint) is None:
            yield finding("precondition", what=f"no expulsion of {stating.member.id} waits for its effect")
        elif complaint.appealed_at is not None:
            yield finding("precondition", what=f"{stating.member.id} has appealed already")

    def effect(self, state: State, stating: Stating) -> State:
        """The expulsion waits, and the second vote opens."""
        complaint = Complaint.one(state, self.complaint)
        entry = _waiting(state, complaint)
        if entry is None:
            raise LookupError(self.complaint)
        appealed = complaint.changed(appeal=self.words, appealed_at=stating.at)
        return state.keep(entry.changed(held_at=stating.at), appealed)


def _waiting(state: State, complaint: Complaint) -> DocketEntry | None:
    entry = entry_about(state, complaint)
    return entry if entry is not None and entry.decided is not None and entry.decided.due_at is not None else None


class WithdrawComplaint(Body):
    """Withdraw your complaint, while its vote is not decided."""

    kind: ClassVar[str] = "withdraw-complaint"
    said: ClassVar[Wording | None] = wording("withdraws a complaint")

    complaint: Digest = Field(description="the digest of the complaint")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is one of the two, and the others have not decided on it yet."""
        complaint = complaint_of(state, self.complaint)
        if complaint is None or stating.member.id not in complaint.complainants:
            yield finding("precondition", what=f"{stating.member.id} has no open complaint {self.complaint}")
            return
        entry = entry_about(state, complaint)
        if entry is not None and not entry.is_open:
            yield finding("not_open", number=entry.number)

    def effect(self, state: State, stating: Stating) -> State:
        """The complaint is settled as withdrawn, and so is its vote if it is open."""
        complaint = Complaint.one(state, self.complaint)
        entry = entry_about(state, complaint)
        if entry is not None:
            return withdraw(state, entry, stating.at)
        return ended(state, complaint, stating.at, "withdrawn")


def _is_had_again(state: State, complaint: Complaint, closing: Closing) -> bool:
    """Whether a vote that nobody counted in time opens again: not if the person has left meanwhile."""
    return closing.result == "lapsed" and is_answerable(Member.of(state, complaint.respondent), complaint)


def departed(state: State, name: MemberId, at: Instant) -> State:
    """The state once somebody is no member any more. Complaints about them without an open vote are settled. No first
    vote waits for a second one that can never open. An open vote has no effect by itself.
    """
    for complaint in tuple(Complaint.all(state)):
        if complaint.respondent == name:
            state = _settled(state, complaint, at)
    return state


def _settled(state: State, complaint: Complaint, at: Instant) -> State:
    entry = entry_about(state, complaint)
    if entry is None:
        return ended(state, complaint, at, "left")
    second = docket.asking(state, ConfirmExpulsion, lambda one: one.complaint == complaint.statement)
    if entry.held_at is None or any(second):
        return state
    state = ended(state, complaint, at, "left")
    return settle(state, entry.changed(enacted=Enacted(at=at, result="failed", reason="precondition")))


def waits_for_appeal(state: State, me: MemberId) -> Iterator[tuple[Complaint, DocketEntry]]:
    """The expulsions of a person that wait for their effect and were not appealed."""
    for complaint in Complaint.all(state):
        entry = _waiting(state, complaint) if complaint.respondent == me else None
        if entry is not None and complaint.appealed_at is None:
            yield complaint, entry
