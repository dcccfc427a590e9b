"""A complaint against a member, which can end in an expulsion: its particulars, its answer, and its dates.

Two members complain, with particulars; the minute of the second signature is the notice. After the notice period the
vote opens by itself. Meanwhile the person may answer; voters see the answer before every ballot. Nothing here expels
anybody: `domain.people.expulsion` does, and refuses an expulsion that misses a step of this record. A settled complaint
stays in the registry permanently, with its result.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, Name
from govtool.core.phrase import joined
from govtool.core.record import FileRecord, optional
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member, not_about
from govtool.domain.constitution.membership import may_move
from govtool.domain.decisions.countersignature import Act, TwoMembers, first_digest
from govtool.domain.decisions.words import Words

EXPEL: Final = "expel"


class Complaint(FileRecord):
    """The record `registry/complaints/open/DI/DIGEST.yaml`, later `closed/DI/DIGEST.yaml`, by the digest of the first
    statement. It is made as a notice, by the signature of the second person.
    """

    home: ClassVar[Home] = Home(
        "complaint",
        "registry/complaints/open/{statement:hex-shard}/{statement:hex}.yaml",
        "registry/complaints/closed/{statement:hex-shard}/{statement:hex}.yaml",
    )

    respondent: MemberId = Field(description="the person concerned")
    statement: Digest = Field(description="the digest of the first statement, which names it")
    complainants: Annotated[tuple[MemberId, ...], Field(min_length=1, max_length=2)] = Field(
        description="the complainants"
    )
    particulars: Words = Field(description="the content of the complaint")
    single_handed: Literal[True] | None = optional("nobody else could be the second person")
    noticed_at: Instant = Field(description="when the second signed: the notice to the respondent")
    answer_by: Instant = Field(
        description="the day on which the answer is due; a later answer is accepted until the vote opens"
    )
    opens_at: Instant = Field(description="when the vote opens")
    answer: Words | None = optional("the respondent's answer")
    answered_at: Instant | None = optional("when the respondent last answered")
    suspended_at: Instant | None = optional("when a vote suspended the respondent meanwhile")
    appeal: Words | None = optional("why the respondent appeals")
    appealed_at: Instant | None = optional("when they appealed: the second vote opens then")
    ended_at: Instant | None = optional("when it was settled")
    end: Name | None = optional("its result: expelled, appeal-upheld, failed, left, or the result of the vote")

    @property
    def is_closed(self) -> bool:
        """Whether it was settled."""
        return self.ended_at is not None

    @property
    def accusation(self) -> str:
        """The beginning of a sentence about the respondent: `alice and erin complain about`."""
        return f"{joined(self.complainants)} {'complain' if len(self.complainants) > 1 else 'complains'} about"


def complaint_of(state: State, digest: Digest) -> Complaint | None:
    """A complaint that is not settled, None if there is none with that digest."""
    found = Complaint.of(state, digest)
    return found if found is not None and not found.is_closed else None


def is_answerable(member: Member | None, complaint: Complaint) -> bool:
    """Whether the respondent is still a member, and has not left and come back since the complaint."""
    if member is None or not may_move(member.membership, "expelled", EXPEL):
        return False
    return (member.joined_at or "") <= complaint.noticed_at


def ended(state: State, complaint: Complaint, at: Instant, end: str) -> State:
    """The state with a complaint settled; a suspension ends with it."""
    state = state.drop(complaint.path)
    settled = complaint.changed(ended_at=at, end=end)
    respondent = Member.of(state, complaint.respondent)
    if complaint.suspended_at is not None and respondent is not None and respondent.suspended_until is not None:
        state = state.keep(respondent.changed(suspended_until=None))
    return state.keep(settled)


class Complain(TwoMembers):
    """Complain about a member. A second member signs too; it can end in an expulsion."""

    kind: ClassVar[str] = "complain"
    said: ClassVar[Wording | None] = wording("complains about {about}")
    act: ClassVar[str] = "complain"
    of: ClassVar[str] = "about"

    particulars: Words = Field(description="the content of the complaint")

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The complaint is about a member, and the bylaws have an expulsion."""
        if EXPEL not in bylaws_of(state).decisions:
            yield finding("no_rule", action=EXPEL)
        respondent = Member.of(state, self.about)
        if respondent is None or not may_move(respondent.membership, "expelled", EXPEL):
            yield not_about(state, self.about)

    def carry_out(self, state: State, act: Act) -> State:
        """The complaint is a notice from now on: the time to answer begins, and the vote opens after it."""
        periods = bylaws_of(state).periods
        complaint = Complaint(
            respondent=self.about,
            statement=first_digest(state, act),
            complainants=act.people,
            particulars=self.particulars,
            single_handed=act.single_handed,
            noticed_at=act.at,
            answer_by=add(act.at, periods.answer),
            opens_at=add(act.at, periods.notice),
        )
        return state.keep(complaint)
