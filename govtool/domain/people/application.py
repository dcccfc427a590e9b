"""An application: somebody asks to become a member. It begins when a member brings in an outsider's letter, or when a
person with a record asks. It is valid for as long as the bylaws say; membership or the end of a probation ends it.

A letter waits outside until a member's statement cites it, so no outsider puts anything on main. `receive` records that
a member has seen it. A review is an opinion and no condition.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, TeamId
from govtool.core.record import FileRecord, Record, optional, optional_list
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.core.wording import GIVEN, Wording, row, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member, Minutes
from govtool.domain.constitution.membership import begun, may_move, moved
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.decisions.words import About
from govtool.domain.people.key import first_key
from govtool.domain.people.letter import Letter, letter_of, letter_problems
from govtool.errors import Refused


class ReviewOf(Record):
    """A member's review: its text is in their statement."""

    member: MemberId = Field(description="the author")
    statement: Annotated[int, Field(ge=1)] = Field(description="the number of the statement that holds it")
    at: Instant


class TakenBack(Record):
    """A member who nominated the person and took it back: only others can nominate them now."""

    member: MemberId = Field(description="the member who took a nomination back")
    until: Instant = Field(description="until when that member cannot nominate the person again")


class Application(About, FileRecord):
    """The record `registry/applications/ID.yaml`. The time of an event decides whether it is still valid."""

    home: ClassVar[Home] = Home("application", "registry/applications/{member}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{member}",
        "applies for {wanted_minutes_per_week:hours} a week",
        "{expires_at:expiry}",
        wording("nobody has answered", ("received_by", GIVEN, "seen by {received_by}")),
    )

    member: MemberId = Field(description="the applicant, by id")
    wanted_minutes_per_week: Minutes = Field(description="the minutes a week that the person wants to work")
    teams: Annotated[tuple[TeamId, ...], Field(max_length=20)] = optional_list("the teams that the person would like")
    letter: Digest | None = optional("the digest of the letter from outside; absent if there was none")
    applied_at: Instant = Field(description="when it came into the registry; its periods begin then")
    expires_at: Instant = Field(description="until when it is valid for a nomination")
    received_by: MemberId | None = optional("the member who recorded that they have seen it")
    nominate_from: Instant | None = optional("after a rejection: the earliest next nomination")
    taken_back: Annotated[tuple[TakenBack, ...], Field(max_length=1000)] = optional_list(
        "members who took a nomination of the person back"
    )
    reviews: Annotated[tuple[ReviewOf, ...], Field(max_length=1000)] = optional_list(
        "the members' reviews: the newest of each member"
    )


def taken_back(state: State, candidate: MemberId, member: MemberId, at: Instant) -> State:
    """The state once a member took a nomination back: others may nominate at once, that member after the bylaws' wait.

    Otherwise one member could permanently occupy the single place for a nomination, by taking each one back before its
    decision.
    """
    found = Application.of(state, candidate)
    if found is None:
        return state
    others = tuple(one for one in found.taken_back if one.member != member and one.until > at)
    mine = TakenBack(member=member, until=add(at, bylaws_of(state).periods.nominate_again))
    return state.keep(found.changed(taken_back=(*others, mine)))


def is_member(stating: Stating) -> Iterator[Finding]:
    """A finding if the author is no member: only members make statements about applicants."""
    if stating.member.membership != "member":
        name = stating.member.id
        kind = stating.statement.kind
        yield finding("not_allowed", member=name, what=f"{kind} somebody", person_class=stating.member.membership)


# What comes from outside ----------------------------------------------------------------------------------------------


def brought_letter(stating: Stating) -> Letter:
    """The letter that a statement brings in. Raises Refused if it is no letter."""
    if stating.outside is None:
        raise LookupError(stating.statement.kind)
    return letter_of(stating.outside)


def intake_problems(state: State, stating: Stating, candidate: MemberId) -> Iterator[Finding]:
    """Why a statement cannot bring in a letter, judged as when it was sent."""
    if stating.outside is None:
        return
    try:
        letter = brought_letter(stating)
    except Refused as error:
        yield from error.findings
        return
    if letter.id != candidate:
        yield finding("precondition", stating.outside.path, what=f"it is a letter of {letter.id}, not of {candidate}")
    yield from letter_problems(state, letter, stating.outside, stating.keys)


def bring_in(state: State, stating: Stating) -> State:
    """The state with a record of the letter's author: a volunteer, or an applicant with an application whose periods
    begin now.
    """
    letter, at = brought_letter(stating), stating.at
    member = Member(
        id=letter.id,
        name=letter.name,
        membership="applicant" if letter.wants == "member" else "none",
        committed_minutes_per_week=0,
        keys=(first_key(letter.key, at),),
    )
    state = state.put(member.path, begun(member, stating.statement.kind))
    if letter.wants != "member":
        return state
    found = Application(
        member=letter.id,
        wanted_minutes_per_week=letter.wanted_minutes_per_week,
        teams=letter.teams,
        text=letter.text,
        text_digest=letter.text_digest,
        letter=stating.outside.digest if stating.outside else None,
        applied_at=at,
        expires_at=add(at, bylaws_of(state).periods.application),
        received_by=stating.member.id,
    )
    return state.keep(found)


class Receive(Body):
    """Record that you have seen an application. It may be a registration; it brings in the letter from outside."""

    kind: ClassVar[str] = "receive"
    said: ClassVar[Wording | None] = wording("receives the letter of {candidate}")
    brings_people: ClassVar[bool] = True

    candidate: MemberId = Field(description="the applicant or volunteer, by id")
    letter: Digest | None = optional("the digest of their letter; absent if it is in the registry already")

    def brings(self, state: State) -> Digest | None:
        """The digest of the letter from outside, as long as nobody has the id."""
        return self.letter if Member.of(state, self.candidate) is None else None

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The author is a member; the letter is valid; no other member has received the application yet."""
        yield from is_member(stating)
        if stating.outside is not None:
            yield from intake_problems(state, stating, self.candidate)
            return
        found = Application.of(state, self.candidate)
        if self.letter is not None and Member.of(state, self.candidate) is not None:
            yield finding("id_taken", id=self.candidate)
        elif found is None:
            yield finding("precondition", what=f"there is no application of {self.candidate}")
        elif found.received_by is not None:
            yield finding("precondition", what=f"{found.received_by} has received the application of {self.candidate}")

    def effect(self, state: State, stating: Stating) -> State:
        """The state with a record of the letter's author, or with the receiver named in the application."""
        if stating.outside is not None:
            return bring_in(state, stating)
        found = Application.one(state, self.candidate)
        return state.keep(found.changed(received_by=stating.member.id))


# Of people with a record ----------------------------------------------------------------------------------------------


class Apply(About, Body):
    """Ask to become a member. It is for people with a record: volunteers, consultants and former members."""

    kind: ClassVar[str] = "apply"
    said: ClassVar[Wording | None] = wording("applies")
    brings_people: ClassVar[bool] = True

    wanted_minutes_per_week: Minutes = Field(description="the minutes a week that you want to work")
    teams: Annotated[tuple[TeamId, ...], Field(max_length=20)] = optional_list("the teams that you would like")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person may apply now, and has no valid application."""
        member, at = stating.member, stating.at
        found = Application.of(state, member.id)
        if member.membership != "applicant" and not may_move(member.membership, "applicant", self.kind):
            yield finding("precondition", what=f"{member.id} is known as {member.membership} already")
        elif found is not None and at < found.expires_at:
            yield finding("precondition", what=f"the application of {member.id} is valid until {found.expires_at}")
        if member.applies_from is not None and at < member.applies_from:
            yield finding("not_yet", member=member.id, what="apply", until=member.applies_from)

    def effect(self, state: State, stating: Stating) -> State:
        """The person is an applicant; agreements from before they left do not apply any more."""
        member, at = stating.member, stating.at
        if member.membership == "left":
            member = moved(member, "applicant", self.kind, committed_minutes_per_week=0)
        elif member.membership != "applicant":
            member = moved(member, "applicant", self.kind)
        old = Application.of(state, member.id)
        found = Application(
            member=member.id,
            wanted_minutes_per_week=self.wanted_minutes_per_week,
            teams=self.teams,
            text=self.text,
            text_digest=self.text_digest,
            applied_at=at,
            expires_at=add(at, bylaws_of(state).periods.application),
            nominate_from=old.nominate_from if old else None,
            taken_back=old.taken_back if old else (),
        )
        return state.keep(member, found)


class Review(About, Body):
    """Write a review of an applicant. It may also be about a person in probation, and is no condition."""

    kind: ClassVar[str] = "review"
    said: ClassVar[Wording | None] = wording("writes about {candidate}")

    candidate: MemberId = Field(description="the person concerned, by id")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The author is a member, the review has a text, and is about another person who applied."""
        yield from is_member(stating)
        found = Application.of(state, self.candidate)
        if found is None:
            yield finding("precondition", what=f"there is no application of {self.candidate}")
        if self.text is None and self.text_digest is None:
            yield finding("precondition", what="a review needs a text")

    def effect(self, state: State, stating: Stating) -> State:
        """The state with the review in the application; it replaces an earlier one of the same member."""
        found = Application.one(state, self.candidate)
        made = ReviewOf(member=stating.member.id, statement=stating.statement.number, at=stating.at)
        others = tuple(one for one in found.reviews if one.member != made.member)
        return state.keep(found.changed(reviews=(*others, made)))
