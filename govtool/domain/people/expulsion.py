"""Expulsion: the vote on a complaint, the appeal against it, and the second vote. Nobody submits any of them.

The vote opens by itself once the notice of a complaint is over, and only then; three quarters of all others decide. The
effect waits two weeks, in which the person may appeal. An appeal delays it, however late the clerk is, and opens a
second vote by itself. The expulsion takes effect only if that vote passes too. The wages owed to the person, and their
ballots on other matters, do not change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final, Literal, Self

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.affiliation import left_all
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.membership import moved
from govtool.domain.constitution.team import without
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action, AutomaticVote, Closing, Moment, Need
from govtool.domain.decisions.decision import settle, withdraw
from govtool.domain.decisions.docket import DocketEntry, Enacted
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.decisions.words import Words
from govtool.domain.people.complaint import EXPEL, Complaint, can_be_expelled, complaint_of, ended
from govtool.domain.people.merge import merged

CONFIRM: Final = "confirm-expulsion"


def entry_about(state: State, complaint: Complaint) -> DocketEntry | None:
    """The first vote on a complaint while it is open or waits for its effect."""
    return next(docket.asking(state, FirstVote, lambda one: one.complaint == complaint.statement), None)


def held_entry(state: State, complaint: Complaint) -> DocketEntry | None:
    """The first vote on a complaint, if it passed and the appeal delays it."""
    entry = entry_about(state, complaint)
    return entry if entry is not None and entry.held_at is not None else None


class ComplaintVote(Action):
    """The base of the two votes on a complaint, about a person or an affiliate."""

    if TYPE_CHECKING:
        complaint: Digest  # in files it comes after the field that names the respondent

    @property
    def about(self) -> MemberId:
        """The respondent: a person, or an affiliate."""
        return self.subject or self.affiliate_concerned or ""

    @property
    def topic(self) -> str:
        """The respondent: there is one such vote about a person at a time."""
        return self.about

    def needs(self, state: State, bylaws: Bylaws) -> tuple[Need, ...]:
        """The rule that decides. If two records are said to be of one person, it leaves out both."""
        complaint = Complaint.of(state, self.complaint)
        other = complaint.other if complaint is not None else None
        found = super().needs(state, bylaws)
        return found if other is None else tuple(replace(need, others=(other,)) for need in found)

    @classmethod
    def on(cls, complaint: Complaint) -> Self:
        """The action that asks for it after a complaint."""
        field = cls.concerns or cls.concerns_affiliate
        return cls.read({"action": cls.kind, field: complaint.about, "complaint": complaint.statement})

    @classmethod
    def is_about(cls, complaint: Complaint) -> bool:
        """Whether a complaint is about what this kind of vote is about."""
        return bool(cls.concerns) == (complaint.respondent is not None)

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """Every earlier step was taken, and none too early."""
        complaint, about = complaint_of(state, self.complaint), self.about
        if moment.cause == "filed":
            yield finding(
                "due_process",
                what="nobody submits a vote on it; a complaint comes first, with notice and time to answer",
            )
        elif complaint is None or complaint.about != about or not self.is_about(complaint):
            yield finding("due_process", what=f"there is no such complaint about {about}")
        elif moment.at < complaint.opens_at:
            yield finding("due_process", what=f"the notice lasts until {complaint.opens_at}")
        elif not can_be_expelled(state, complaint):
            yield finding("precondition", what=f"{about} is no member any more")
        elif complaint.other is not None and Member.one(state, complaint.other).is_gone:
            yield finding("precondition", what=f"{complaint.other}, the elder record, is no member any more")


class FirstVote(ComplaintVote):
    """The base of the votes that expel. One opens by itself once the notice of a complaint is over."""

    @classmethod
    def automatic_votes(cls, state: State, at: Instant) -> Iterator[AutomaticVote]:
        """The votes on complaints whose notice is over, and that were not appealed."""
        for complaint in filter(cls.is_about, Complaint.all(state)):
            if complaint.appealed_at is None and complaint.opens_at <= at and can_be_expelled(state, complaint):
                yield AutomaticVote(
                    cause="statement",
                    name=EXPEL,
                    title=f"Expulsion of {complaint.about}",
                    summary=f"{complaint.accusation} {complaint.about}. Read complaint and answer first.",
                    action=cls.on(complaint),
                    proposer=complaint.complainants[0],
                )

    def closed(self, state: State, closing: Closing) -> State:
        """The complaint is settled; if nobody counted the votes in time, the vote opens again."""
        complaint = complaint_of(state, self.complaint)
        if complaint is None or _is_had_again(state, complaint, closing):
            return state
        done = "merged" if complaint.other is not None else "expelled"
        words = {"enacted": done, "failed": "failed", "": closing.result}
        return ended(state, complaint, closing.at, words[closing.enacted])


class SecondVote(ComplaintVote):
    """The base of the votes that confirm an expulsion. One opens by itself with the appeal against the first vote."""

    @classmethod
    def automatic_votes(cls, state: State, at: Instant) -> Iterator[AutomaticVote]:
        """The votes on expulsions that were appealed."""
        for complaint in filter(cls.is_about, Complaint.all(state)):
            is_held = complaint.appealed_at is not None and held_entry(state, complaint) is not None
            if is_held and can_be_expelled(state, complaint):
                about = complaint.about
                yield AutomaticVote(
                    cause="statement",
                    name="appeal",
                    title=f"Second vote on the expulsion of {about}",
                    summary=f"{about} appeals. Only if this passes too, {about} is expelled.",
                    action=cls.on(complaint),
                )

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The respondent's appeal delays an expulsion."""
        yield from super().problems(state, moment)
        complaint = complaint_of(state, self.complaint)
        if complaint is not None and (complaint.appealed_at is None or held_entry(state, complaint) is None):
            yield finding("due_process", what=f"no appeal delays an expulsion of {self.about}")

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


class Expel(FirstVote):
    """Expel a member. It opens by itself after a complaint of two members, notice, and time to answer."""

    said: ClassVar[Wording | None] = wording("Expels {member:person}, after a complaint.")
    concerns: ClassVar[str] = "member"

    action: Literal["expel"]
    member: MemberId = Field(description="the respondent of the complaint")
    complaint: Digest = Field(description="the digest of the complaint")

    def effect(self, state: State, moment: Moment) -> State:
        """The person is expelled, and has no duty and no team; keys, account and cast ballots stay. On the ground
        `double` the two records are merged instead.
        """
        complaint, member = Complaint.one(state, self.complaint), Member.one(state, self.member)
        if complaint.other is not None:
            return departed(merged(state, complaint.other, member.id, moment.at), member.id, moment.at)
        gone = moved(member, "expelled", EXPEL, left_at=moment.at, duties=(), away_until=None, suspended_until=None)
        return departed(without(state.keep(gone), gone.id), gone.id, moment.at)


class ConfirmExpulsion(SecondVote):
    """Confirm an expulsion after an appeal. It opens by itself with the appeal."""

    said: ClassVar[Wording | None] = wording("Confirms the expulsion of {member:person}, who appeals.")
    concerns: ClassVar[str] = "member"

    action: Literal["confirm-expulsion"]
    member: MemberId = Field(description="the person who appeals")
    complaint: Digest = Field(description="the digest of the complaint")


def answer_problems(state: State, complaint: Complaint) -> Iterator[Finding]:
    """Why the respondent cannot answer any more.

    Nobody can prove when an answer was sent, so no clock ends the time for it: the minute of the opening does.
    """
    if entry_about(state, complaint) is not None:
        yield finding("expired", what=f"an answer was due on {complaint.answer_by}, and the vote has opened")


def appeal_problems(state: State, complaint: Complaint) -> Iterator[Finding]:
    """Why the respondent cannot appeal: the expulsion must have passed and not taken effect, and not be appealed."""
    if _waiting(state, complaint) is None:
        yield finding("precondition", what=f"no expulsion of {complaint.about} waits for its effect")
    elif complaint.appealed_at is not None:
        yield finding("precondition", what=f"{complaint.about} has appealed already")


def appealed(state: State, complaint: Complaint, words: Words, at: Instant) -> State:
    """The state in which an expulsion waits, so that the second vote opens."""
    entry = _waiting(state, complaint)
    if entry is None:
        raise LookupError(complaint.statement)
    return state.keep(entry.changed(held_at=at), complaint.changed(appeal=words, appealed_at=at))


class Answer(Body):
    """Answer a complaint about you. All voters see the answer before they vote; the last one counts."""

    kind: ClassVar[str] = "answer"
    said: ClassVar[Wording | None] = wording("answers a complaint")

    complaint: Digest = Field(description="the digest of the complaint")
    words: Words = Field(description="your answer")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The complaint is about the person, and the vote on it has not opened."""
        complaint = complaint_of(state, self.complaint)
        if complaint is None or complaint.respondent != stating.member.id:
            yield finding("precondition", what=f"no complaint {self.complaint} about {stating.member.id} is open")
        else:
            yield from answer_problems(state, complaint)

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
        if complaint is None or complaint.respondent != stating.member.id:
            yield finding("precondition", what=f"no expulsion of {stating.member.id} waits for its effect")
        else:
            yield from appeal_problems(state, complaint)

    def effect(self, state: State, stating: Stating) -> State:
        """The expulsion waits, and the second vote opens."""
        return appealed(state, Complaint.one(state, self.complaint), self.words, stating.at)


def _waiting(state: State, complaint: Complaint) -> DocketEntry | None:
    entry = entry_about(state, complaint)
    return entry if entry is not None and entry.decided is not None and entry.decided.due_at is not None else None


class WithdrawComplaint(Body):
    """Withdraw your complaint, while its vote is not decided."""

    kind: ClassVar[str] = "withdraw-complaint"
    said: ClassVar[Wording | None] = wording("withdraws a complaint")

    complaint: Digest = Field(description="the digest of the complaint")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is one of the two, or began it if more complain, and the others have not decided on it yet."""
        complaint = complaint_of(state, self.complaint)
        if complaint is None or stating.member.id not in complaint.withdrawers:
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
    return closing.result == "lapsed" and can_be_expelled(state, complaint)


def departed(state: State, name: MemberId, at: Instant) -> State:
    """The state once somebody is no member any more. They belong to no affiliate. Complaints about them without an open
    vote are settled. No first vote waits for a second one that can never open. An open vote has no effect by itself.
    """
    state = left_all(state, name, at)
    for complaint in tuple(Complaint.all(state)):
        if name in (complaint.respondent, complaint.other):
            state = _settled(state, complaint, at)
    return state


def _settled(state: State, complaint: Complaint, at: Instant) -> State:
    entry = entry_about(state, complaint)
    if entry is None:
        return ended(state, complaint, at, "left")
    second = docket.asking(state, SecondVote, lambda one: one.complaint == complaint.statement)
    if entry.held_at is None or any(second):
        return state
    state = ended(state, complaint, at, "left")
    return settle(state, entry.changed(enacted=Enacted(at=at, result="failed", reason="precondition")))


def appealable(state: State, complaint: Complaint) -> DocketEntry | None:
    """The first vote on a complaint, if it passed, waits for its effect, and was not appealed."""
    return _waiting(state, complaint) if complaint.appealed_at is None else None
