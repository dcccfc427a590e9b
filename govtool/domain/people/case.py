"""A case: a quarrel between two affiliates of a federation, or between a person and an affiliate, with mediators.

A case holds nothing back: no vote, debt or deadline waits for it. Whether it is open, agreed or failed follows from its
record and the time; nothing ends it but a signature or a date. A case that failed can support a complaint.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, Name, SerialNumber
from govtool.core.record import FileRecord, Record, optional, optional_list
from govtool.core.state import State
from govtool.core.times import Duration, Instant, add
from govtool.core.wording import Wording, row
from govtool.domain.constitution.affiliation import Affiliation
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import DisplayName

MEDIATOR = "mediator"
"""The duty of the people who can mediate."""
NAME_WITHIN: Duration = "P14D"
"""How long each party has to name a mediator."""
AGREE_WITHIN: Duration = "P60D"
"""How long the parties have to agree."""
ADVICE_WITHIN: Duration = "P60D"
"""How long after a case failed a party can ask for advice, and how long the panel then has."""
PANEL = 3
"""How many mediators give advice together."""
SUPPORTS_FOR: Duration = "P365D"
"""How long after its opening a case that failed supports a complaint or a vote."""
INDEPENDENT_AFTER: Duration = "P365D"
"""How long ago a mediator must have left an affiliate that is a party."""
MOST_OPEN = 3
"""How many open cases one party may have brought."""

Status = Literal["open", "agreed", "failed"]
Side = Literal["complainant", "respondent"]


class Party(Record):
    """An affiliate, or a person in their own case, and what it did so far."""

    affiliate: MemberId | None = optional("the affiliate")
    person: MemberId | None = optional("the person, in their own case")
    mediator: MemberId | None = optional("the mediator that it named")
    agreed: Digest | None = optional("the digest of the agreement that it signed")
    asked_at: Instant | None = optional("when it first asked for advice")
    binding: Literal[True] | None = optional("it follows the advice, whatever it says, if the other party does so too")

    @model_validator(mode="after")
    def _is_one(self) -> Party:
        if (self.affiliate is None) == (self.person is None):
            raise PydanticCustomError("party", "must name either an affiliate or a person")
        return self

    @property
    def id(self) -> MemberId:
        """The id of the affiliate or of the person."""
        return self.affiliate or self.person or ""

    def is_same(self, affiliate: MemberId | None, person: MemberId | None) -> bool:
        """Whether it is this affiliate, or this person if no affiliate is named."""
        return self.affiliate == affiliate if affiliate is not None else self.person == person


class Case(FileRecord):
    """The record `registry/cases/00/00/0001.yaml`. It stays when the case is over."""

    home: ClassVar[Home] = Home("case", "registry/cases/{number:hundreds}/{number:04d}.yaml")
    for_federation: ClassVar[bool] = True
    columns: ClassVar[tuple[Wording, ...]] = row("{number}", "{between}", "{subject}", "{ground}", "{opened_at:local}")

    number: SerialNumber = Field(description="its number, from 1")
    subject: DisplayName = Field(description="what it is about, in a few words; they are permanently public")
    text_digest: Digest = Field(description="the digest of the text, which is kept outside")
    ground: Name | None = optional("the ground, one of those that the bylaws list")
    opened_at: Instant = Field(description="when it was opened")
    complainant: Party = Field(description="the party that opened it")
    respondent: Party = Field(description="the other party")
    agreed_at: Instant | None = optional("when both had signed the same agreement")
    advice: Digest | None = optional("the digest of the panel's advice")
    advised_by: Annotated[tuple[MemberId, ...], Field(max_length=PANEL)] = optional_list("the panel")
    advised_at: Instant | None = optional("when the panel gave it")

    @property
    def between(self) -> str:
        """Both parties, in words."""
        return f"{self.complainant.id} and {self.respondent.id}"

    @property
    def parties(self) -> tuple[Party, Party]:
        """Both parties."""
        return self.complainant, self.respondent

    @property
    def name_by(self) -> Instant:
        """Before this time each party must have named a mediator."""
        return add(self.opened_at, NAME_WITHIN)

    @property
    def fails_at(self) -> Instant | None:
        """The time at which it fails, or failed, as things are; None if both parties have agreed."""
        if self.agreed_at is not None:
            return None
        return add(self.opened_at, AGREE_WITHIN) if all(party.mediator for party in self.parties) else self.name_by

    @property
    def ask_by(self) -> Instant | None:
        """Before this time a party can ask for advice; None if both have agreed."""
        return add(self.fails_at, ADVICE_WITHIN) if self.fails_at is not None else None

    @property
    def advise_by(self) -> Instant | None:
        """Before this time the panel can give advice; None if no party has asked for it."""
        asked = [party.asked_at for party in self.parties if party.asked_at is not None]
        return add(min(asked), ADVICE_WITHIN) if asked else None

    @property
    def is_binding(self) -> bool:
        """Whether both parties said that they follow the advice."""
        return all(party.binding for party in self.parties)

    def has_failed(self, at: Instant) -> bool:
        """Whether it has failed at that time."""
        return self.fails_at is not None and self.fails_at <= at

    def status(self, at: Instant) -> Status:
        """Whether it is open at that time, or how it ended."""
        return "agreed" if self.agreed_at is not None else "failed" if self.has_failed(at) else "open"

    def side(self, affiliate: MemberId | None, person: MemberId | None) -> Side | None:
        """The side of an affiliate, or of a person if no affiliate is named; None if it is no party."""
        sides: tuple[Side, Side] = ("complainant", "respondent")
        found = (side for side, party in zip(sides, self.parties, strict=True) if party.is_same(affiliate, person))
        return next(found, None)

    def supports(self, ground: Name | None, at: Instant) -> bool:
        """Whether something may follow from it against its respondent, on a ground if one is given.

        It must have failed, not because its complainant named no mediator, and it supports nothing after a year.
        """
        is_fresh = at < add(self.opened_at, SUPPORTS_FOR)
        is_on_it = ground is None or self.ground == ground
        return is_on_it and self.has_failed(at) and is_fresh and self.complainant.mediator is not None


def newest(state: State, since: Duration, at: Instant) -> Iterator[Case]:
    """The cases that were opened within a time before `at`, the newest first. Reads no older ones but one."""
    return takewhile(lambda case: at < add(case.opened_at, since), Case.all(state, newest_first=True))


def next_number(state: State) -> int:
    """The number of the next case."""
    return next((number for (number,) in Case.home.listed(state, newest_first=True)), 0) + 1


def case_problems(state: State, number: int, respondent: Party, ground: Name | None, at: Instant) -> Iterator[Finding]:
    """Why a case does not support a complaint about its respondent, on a ground if one is given."""
    case = Case.of(state, number)
    if case is None or not case.respondent.is_same(respondent.affiliate, respondent.person):
        yield finding("no_failed_case", who=respondent.id, what=f"case {number} is not against {respondent.id}")
    elif not case.supports(ground, at):
        yield finding("no_failed_case", who=respondent.id, what=f"case {number} {_why_not(case, ground, at)}")


def _why_not(case: Case, ground: Name | None, at: Instant) -> str:
    if ground is not None and case.ground != ground:
        return f"is not on the ground {ground}"
    if case.agreed_at is not None:
        return "ended in an agreement"
    if not case.has_failed(at):
        return f"is open until {case.fails_at}"
    if case.complainant.mediator is None:
        return f"failed because {case.complainant.id} named no mediator"
    return "is more than a year old"


def ground_problems(state: State, ground: Name) -> Iterator[Finding]:
    """A finding if the bylaws do not list a ground."""
    known = bylaws_of(state).grounds
    if ground not in known:
        yield finding("no_ground", ground=ground, known=", ".join(known) or "none")


def dependence(state: State, case: Case, person: MemberId, at: Instant) -> str | None:
    """Why a person cannot mediate in a case at that time, None if they can. A mediator has the duty `mediator`, and
    neither is a party nor belongs to one, or did so within the last year.
    """
    member = Member.of(state, person)
    if member is None or member.membership != "member" or not member.holds(MEDIATOR, at):
        return f"the duty {MEDIATOR} is not theirs"
    if any(party.person == person for party in case.parties):
        return "they are a party"
    affiliation = Affiliation.of(state, person)
    for each in affiliation.rows if affiliation is not None else ():
        is_recent = each.ended_at is None or at < add(each.ended_at, INDEPENDENT_AFTER)
        if is_recent and any(party.affiliate == each.affiliate for party in case.parties):
            return f"they belong to {each.affiliate}, or did so within a year"
    return None
