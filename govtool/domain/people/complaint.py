"""A complaint against a member, which can end in an expulsion: its particulars, its answer, and its dates.

Two members complain, with particulars; the minute of the second signature is the notice. After the notice period the
vote opens by itself. Meanwhile the person may answer; voters see the answer before every ballot. Nothing here expels
anybody: `domain.people.expulsion` does, and refuses an expulsion that misses a step of this record. A settled complaint
stays in the registry permanently, with its result.

In a federation three people of two affiliates complain, on a ground that the bylaws list, after a case on that ground
has failed. The one who begins belongs to the affiliate that brought the case. A complaint can be about an affiliate
too (`domain.federation.expulsion`). On the ground `double`, a complaint asks to merge the records of one person.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, Name, SerialNumber
from govtool.core.phrase import joined
from govtool.core.record import FileRecord, optional, optional_list
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.core.wording import ABSENT, Wording, row, wording
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import belongs_to, home_of
from govtool.domain.constitution.bylaws import bylaws_of, is_federation
from govtool.domain.constitution.member import Member, not_about
from govtool.domain.constitution.membership import may_move
from govtool.domain.decisions.countersignature import MOST_SIGNERS, Act, TwoMembers, can_second, first_digest
from govtool.domain.decisions.words import Words
from govtool.domain.people.case import Case, Party, case_problems, ground_problems
from govtool.domain.people.merge import age

EXPEL: Final = "expel"
DOUBLE: Final = "double"
"""The ground that two records are of one person."""
PEOPLE, HOMES = 3, 2
"""How many people, of how many homes, complain about a person in a federation."""


class Complaint(FileRecord):
    """The record `registry/complaints/open/DI/DIGEST.yaml`, later `closed/DI/DIGEST.yaml`, by the digest of the first
    statement. It is made as a notice, by the signature of the second person.
    """

    home: ClassVar[Home] = Home(
        "complaint",
        "registry/complaints/open/{statement:hex-shard}/{statement:hex}.yaml",
        "registry/complaints/closed/{statement:hex-shard}/{statement:hex}.yaml",
    )
    columns: ClassVar[tuple[Wording, ...]] = row(
        wording("{respondent}", ("respondent", ABSENT, "{affiliate}")),
        "complained about by {complainants:list}",
        "{noticed_at:local}",
        wording("{end}", ("end", ABSENT, "answer by {answer_by:local}")),
    )

    respondent: MemberId | None = optional("the person concerned")
    affiliate: MemberId | None = optional("the affiliate concerned, if it is about one")
    statement: Digest = Field(description="the digest of the first statement, which names it")
    complainants: Annotated[tuple[MemberId, ...], Field(min_length=1, max_length=MOST_SIGNERS + 1)] = Field(
        description="the complainants"
    )
    affiliates: Annotated[tuple[MemberId, ...], Field(max_length=MOST_SIGNERS)] = optional_list(
        "the affiliates for which they complain under a mandate"
    )
    particulars: Words = Field(description="the content of the complaint")
    ground: Name | None = optional("for a federation: the ground, one of those that its bylaws list")
    case: SerialNumber | None = optional("for a federation: the case that failed before")
    other: MemberId | None = optional("the elder record of the same person, if the ground is `double`")
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
    end: Name | None = optional("its result: expelled, merged, appeal-upheld, failed, left, or the result of the vote")

    @model_validator(mode="after")
    def _is_about_one(self) -> Complaint:
        if (self.respondent is None) == (self.affiliate is None):
            raise PydanticCustomError("complaint", "must be about either a person or an affiliate")
        return self

    @property
    def is_closed(self) -> bool:
        """Whether it was settled."""
        return self.ended_at is not None

    @property
    def about(self) -> MemberId:
        """The person or the affiliate concerned, by id."""
        return self.respondent or self.affiliate or ""

    @property
    def accusation(self) -> str:
        """The beginning of a sentence about the respondent: `alice and erin complain about`."""
        who = self.affiliates or self.complainants
        return f"{joined(who)} {'complain' if len(who) > 1 else 'complains'} about"

    @property
    def withdrawers(self) -> tuple[MemberId, ...]:
        """The people who can withdraw it: either of two; if more complain, the one who began."""
        return self.complainants if len(self.complainants) < 3 else self.complainants[:1]


def complaint_of(state: State, digest: Digest) -> Complaint | None:
    """A complaint that is not settled, None if there is none with that digest."""
    found = Complaint.of(state, digest)
    return found if found is not None and not found.is_closed else None


def is_answerable(member: Member | None, complaint: Complaint) -> bool:
    """Whether the respondent is still a member, and has not left and come back since the complaint."""
    if member is None or not may_move(member.membership, "expelled", EXPEL):
        return False
    return (member.joined_at or "") <= complaint.noticed_at


def can_be_expelled(state: State, complaint: Complaint) -> bool:
    """Whether the respondent is still the one that the complaint is about. An affiliate that leaves meanwhile is."""
    if complaint.affiliate is None:
        return is_answerable(Member.of(state, complaint.about), complaint)
    found = Affiliate.of(state, complaint.affiliate)
    return found is not None and found.end != "expelled" and found.joined_at <= complaint.noticed_at


def ended(state: State, complaint: Complaint, at: Instant, end: str) -> State:
    """The state with a complaint settled; a suspension ends with it."""
    state = state.drop(complaint.path)
    settled = complaint.changed(ended_at=at, end=end)
    respondent = Member.of(state, complaint.about) if complaint.suspended_at is not None else None
    if respondent is not None and respondent.suspended_until is not None:
        state = state.keep(respondent.changed(suspended_until=None))
    return state.keep(settled)


def notice(state: State, act: Act, **fields: object) -> Complaint:
    """A complaint with its dates: it is a notice from the last signature on."""
    periods = bylaws_of(state).periods
    dates = {"noticed_at": act.at, "answer_by": add(act.at, periods.answer), "opens_at": add(act.at, periods.notice)}
    names = {"statement": first_digest(state, act), "complainants": act.people}
    return Complaint.model_validate({**names, **dates, **fields})


class Complain(TwoMembers):
    """Complain about a member. A second member signs too; it can end in an expulsion."""

    kind: ClassVar[str] = "complain"
    said: ClassVar[Wording | None] = wording("complains about {about}")
    act: ClassVar[str] = "complain"
    of: ClassVar[str] = "about"

    particulars: Words = Field(description="the content of the complaint")
    ground: Name | None = optional("for a federation: the ground, one of those that its bylaws list")
    case: SerialNumber | None = optional("for a federation: the case against the person that failed, by number")
    other: MemberId | None = optional("the elder record of the same person, if the ground is `double`")

    @model_validator(mode="after")
    def _names_both_records(self) -> Complain:
        if (self.ground == DOUBLE) != (self.other is not None) or self.other == self.about:
            raise PydanticCustomError("double", "must name another record if the ground is double, and only then")
        return self

    def parties(self, state: State) -> frozenset[MemberId]:
        """The person concerned, with both records of theirs."""
        return frozenset({self.about} if self.other is None else {self.about, self.other})

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """Members state it, about others; in a federation one of the affiliate that brought the case begins."""
        yield from super().rights(state, first, at)
        case = Case.of(state, self.case) if self.case is not None else None
        brought_by = case.complainant.affiliate if case is not None else None
        if brought_by is not None and not belongs_to(state, first.id, brought_by, at):
            yield finding("not_affiliated", member=first.id, affiliate=brought_by)

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The complaint is about a member, and the bylaws have an expulsion; in a federation, a case has failed."""
        if EXPEL not in bylaws_of(state).decisions:
            yield finding("no_rule", action=EXPEL)
        for name in sorted(self.parties(state)):
            respondent = Member.of(state, name)
            if respondent is None or not may_move(respondent.membership, "expelled", EXPEL):
                yield not_about(state, name)
        if not is_federation(state):
            if self.ground is not None or self.case is not None:
                yield finding("no_federation", what="a complaint with a ground or a case")
        elif self.ground is None or self.case is None:
            yield finding("due_process", what="a complaint in a federation names its ground, and a case that failed")
        else:
            yield from ground_problems(state, self.ground)
            yield from case_problems(state, self.case, Party(person=self.about), self.ground, at)
            yield from self._double_problems(state)

    def _double_problems(self, state: State) -> Iterator[Finding]:
        """The person concerned is the younger record: only that one loses its keys."""
        younger, elder = Member.of(state, self.about), Member.of(state, self.other) if self.other else None
        if younger is not None and elder is not None and age(younger) < age(elder):
            yield finding("precondition", what=f"{younger.id} is the elder record; complain about {elder.id}")

    def joins(self, state: State, member: Member, first: MemberId, at: Instant) -> bool:
        """Whether a person may sign what another began; in a federation people with a home do."""
        has_home = not is_federation(state) or home_of(state, member.id, at) is not None
        return has_home and can_second(member, first, self.parties(state))

    def is_enough(self, state: State, people: tuple[MemberId, ...], at: Instant) -> bool:
        """Two members are enough; in a federation three people of two affiliates."""
        if not is_federation(state):
            return super().is_enough(state, people, at)
        return are_spread(state, people, PEOPLE, HOMES, at)

    def no_use(self, state: State, member: MemberId, people: tuple[MemberId, ...], at: Instant) -> Iterator[Finding]:
        """In a federation no more than three people of one home sign."""
        return crowded(state, member, people, PEOPLE, at) if is_federation(state) else iter(())

    def waits_anyway(self, state: State) -> bool:
        """True in a federation: nobody complains alone there."""
        return is_federation(state)

    def carry_out(self, state: State, act: Act) -> State:
        """The complaint is a notice from now on: the time to answer begins, and the vote opens after it."""
        words = {"respondent": self.about, "particulars": self.particulars, "single_handed": act.single_handed}
        return state.keep(notice(state, act, **words, ground=self.ground, case=self.case, other=self.other))


def are_spread(state: State, people: tuple[MemberId, ...], heads: int, affiliates: int, at: Instant) -> bool:
    """Whether so many of these people are members with a home, in so many affiliates. A person counts for their home
    only.
    """
    found = _homes(state, people, at)
    return len(found) >= heads and len(set(found)) >= affiliates


def crowded(state: State, person: MemberId, people: tuple[MemberId, ...], heads: int, at: Instant) -> Iterator[Finding]:
    """Why a person need not sign after these people: so many of their home have signed already. Else the people of one
    home could take all places for signatures, and people of others could not complain about them.
    """
    home = home_of(state, person, at)
    if home is not None and _homes(state, people, at).count(home) >= heads:
        yield finding("precondition", what=f"enough people of {home} have signed it; people of other homes must sign")


def _homes(state: State, people: tuple[MemberId, ...], at: Instant) -> list[MemberId]:
    """The home of each of these people who is a member and has one."""
    members = (Member.one(state, name) for name in sorted(set(people)))
    homes = [home_of(state, member.id, at) for member in members if member.membership == "member"]
    return [home for home in homes if home is not None]
