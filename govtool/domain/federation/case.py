"""Statements in a case: opening it, naming mediators, agreeing, and the advice of a panel.

For an affiliate its mandate `case` signs. A person signs alone, in their own case against an affiliate. Nothing here
changes another record, except that an affiliate has acted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, Name, SerialNumber
from govtool.core.record import optional
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.core.wording import ABSENT, Wording, wording
from govtool.domain.constitution.affiliate import Matter, affiliate_of
from govtool.domain.constitution.member import Member, not_about
from govtool.domain.constitution.organization import DisplayName
from govtool.domain.decisions.countersignature import Act, TwoPersons
from govtool.domain.federation.act import PartyAct
from govtool.domain.people.case import (
    AGREE_WITHIN,
    MOST_OPEN,
    PANEL,
    Case,
    Party,
    dependence,
    ground_problems,
    newest,
    next_number,
)


class OpenCase(PartyAct):
    """Open a case against an affiliate or, for an affiliate, against a person. Mediators help you to agree."""

    kind: ClassVar[str] = "open-case"
    for_federation: ClassVar[bool] = True
    said: ClassVar[Wording | None] = wording(
        "opens the case {subject:quoted} for {affiliate}", ("affiliate", ABSENT, "opens the case {subject:quoted}")
    )
    matter: ClassVar[Matter] = "case"

    against_affiliate: MemberId | None = optional("the other party, if it is an affiliate")
    against_person: MemberId | None = optional("the other party, if it is a person")
    subject: DisplayName = Field(description="what it is about, in a few words; they are permanently public")
    text_digest: Digest = Field(description="the digest of the text, which is kept outside")
    ground: Name | None = optional("the ground, one of those that the bylaws list")

    @model_validator(mode="after")
    def _is_between_two(self) -> OpenCase:
        if (self.against_affiliate is None) == (self.against_person is None):
            raise PydanticCustomError("party", "must be against either an affiliate or a person")
        if self.affiliate is None and self.against_affiliate is None:
            raise PydanticCustomError("party", "must have an affiliate as a party: two persons have no case")
        if self.affiliate is not None and self.affiliate == self.against_affiliate:
            raise PydanticCustomError("party", "must be against another affiliate")
        return self

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """The person may act for the party, which has fewer than three open cases of its own."""
        yield from super().rights(state, first, at)
        if first.id == self.against_person:
            yield _own_case(first, self.affiliate)
        mine = [
            case
            for case in newest(state, AGREE_WITHIN, at)
            if case.status(at) == "open" and case.complainant.is_same(self.affiliate, first.id)
        ]
        if len(mine) >= MOST_OPEN:
            who, hint = mine[0].complainant.id, "govtool federation case list"
            yield finding("max_open", member=who, open=len(mine), what="cases", limit=MOST_OPEN, end="over", hint=hint)

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The other party is in the federation, and the bylaws list the ground."""
        if self.against_affiliate is not None and affiliate_of(state, self.against_affiliate, at) is None:
            yield finding("unknown_affiliate", affiliate=self.against_affiliate)
        if self.against_person is not None:
            person = Member.of(state, self.against_person)
            if person is None or person.is_gone:
                yield not_about(state, self.against_person)
        if self.ground is not None:
            yield from ground_problems(state, self.ground)

    def carry_out(self, state: State, act: Act) -> State:
        """The case is open: each party has 14 days to name a mediator."""
        person = None if self.affiliate is not None else act.first.member
        case = Case(
            number=next_number(state),
            subject=self.subject,
            text_digest=self.text_digest,
            ground=self.ground,
            opened_at=act.at,
            complainant=Party(affiliate=self.affiliate, person=person),
            respondent=Party(affiliate=self.against_affiliate, person=self.against_person),
        )
        return super().carry_out(state, act).keep(case)


def _own_case(member: Member, affiliate: MemberId | None) -> Finding:
    """The refusal of somebody who would act for the other party of their own case."""
    what = f"act for {affiliate} in their own case"
    return finding("not_allowed", member=member.id, what=what, person_class=member.membership)


class _InCase(PartyAct):
    """A statement of one party in a case."""

    for_federation: ClassVar[bool] = True
    matter: ClassVar[Matter] = "case"

    case: SerialNumber = Field(description="the case, by number")

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """The person may act for one of the parties."""
        yield from super().rights(state, first, at)
        case = Case.of(state, self.case)
        if case is None:
            yield finding("precondition", what=f"there is no case {self.case}")
        elif case.side(self.affiliate, first.id) is None:
            yield finding("not_party", who=self.affiliate or first.id, case=self.case)
        elif self.affiliate is not None and case.side(None, first.id) is not None:
            yield _own_case(first, self.affiliate)

    def noted(self, case: Case, party: Party, at: Instant) -> Party:
        """The party after the statement."""
        return party

    def carry_out(self, state: State, act: Act) -> State:
        """The state with the case as it is after the statement."""
        case = Case.one(state, self.case)
        side = case.side(self.affiliate, act.first.member)
        if side is None:
            raise LookupError(self.case)
        party: Party = getattr(case, side)
        case = case.changed(**{side: self.noted(case, party, act.at)})
        agreed = case.complainant.agreed
        if agreed is not None and agreed == case.respondent.agreed and case.agreed_at is None:
            case = case.changed(agreed_at=act.at)
        return super().carry_out(state, act).keep(case)


class NameMediator(_InCase):
    """Name the mediator of your side, within 14 days. Your last choice in that time counts."""

    kind: ClassVar[str] = "name-mediator"
    said: ClassVar[Wording | None] = wording("names {mediator} as a mediator in case {case}")

    mediator: MemberId = Field(description="the mediator, who belongs to no party")

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """It is in time, and the mediator is independent of both parties."""
        case = Case.of(state, self.case)
        if case is None:
            return
        if case.status(at) != "open" or case.name_by <= at:
            yield finding("expired", what=f"mediators in case {case.number} were to be named before {case.name_by}")
        why = dependence(state, case, self.mediator, at)
        if why is not None:
            yield finding("independence", member=self.mediator, case=case.number, what=why)

    def noted(self, case: Case, party: Party, at: Instant) -> Party:
        """The party with its mediator."""
        return party.changed(mediator=self.mediator)


class AgreeCase(_InCase):
    """Sign an agreement, by the digest of its text. The case is over once both parties have signed the same one."""

    kind: ClassVar[str] = "agree-case"
    said: ClassVar[Wording | None] = wording("signs an agreement in case {case}")

    text_digest: Digest = Field(description="the digest of the agreement, which is kept outside")

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The case is open."""
        case = Case.of(state, self.case)
        if case is not None and case.agreed_at is not None:
            yield finding("precondition", what=f"case {case.number} ended in an agreement at {case.agreed_at}")
        elif case is not None and case.has_failed(at):
            yield finding("expired", what=f"case {case.number} failed at {case.fails_at}")

    def noted(self, case: Case, party: Party, at: Instant) -> Party:
        """The party with the agreement that it signed last."""
        return party.changed(agreed=self.text_digest)


class AskAdvice(_InCase):
    """Ask for the advice of three mediators, within 60 days after a case failed.

    Say that you follow the advice, whatever it says, or ask again to say so. It binds if both parties say so before.
    """

    kind: ClassVar[str] = "ask-advice"
    said: ClassVar[Wording | None] = wording("asks for advice in case {case}")

    binding: bool = Field(description="whether your side follows the advice, if the other party says the same")

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The case has failed, and no advice was given yet."""
        case = Case.of(state, self.case)
        if case is None:
            return
        if not case.has_failed(at) or case.advised_at is not None:
            is_over = "was advised on" if case.advised_at is not None else f"is {case.status(at)}"
            yield finding("precondition", what=f"case {case.number} {is_over}; advice is for a case that failed")
        elif (case.advise_by or case.ask_by or at) <= at:
            yield finding("expired", what=f"advice in case {case.number} was to be asked for before {case.ask_by}")

    def noted(self, case: Case, party: Party, at: Instant) -> Party:
        """The party has asked; what it promised it cannot take back."""
        return party.changed(asked_at=party.asked_at or at, binding=party.binding or (True if self.binding else None))


class Advise(TwoPersons):
    """Give advice in a case that failed, by the digest of its text. Three mediators sign the same one."""

    kind: ClassVar[str] = "advise"
    for_federation: ClassVar[bool] = True
    said: ClassVar[Wording | None] = wording("gives advice in case {case}")
    one_by_one: ClassVar[bool] = True

    case: SerialNumber = Field(description="the case, by number")
    text_digest: Digest = Field(description="the digest of the advice, which is kept outside")

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """The person is an independent mediator, whom no party named before."""
        case = Case.of(state, self.case)
        if case is None:
            return
        why = dependence(state, case, first.id, at)
        if why is None and any(party.mediator == first.id for party in case.parties):
            why = "they mediated in it before"
        if why is not None:
            yield finding("independence", member=first.id, case=case.number, what=why)

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """A party has asked for advice, and its time is not over."""
        case = Case.of(state, self.case)
        if case is None or case.advise_by is None:
            yield finding("precondition", what=f"no party asks for advice in a case {self.case}")
        elif case.advised_at is not None:
            yield finding("precondition", what=f"advice in case {case.number} was given at {case.advised_at}")
        elif case.advise_by <= at:
            yield finding("expired", what=f"advice in case {case.number} was due before {case.advise_by}")

    def joins(self, state: State, member: Member, first: MemberId, at: Instant) -> bool:
        """Whether a person may be of the panel."""
        return member.id != first and not any(self.rights(state, member, at))

    def is_enough(self, state: State, people: tuple[MemberId, ...], at: Instant) -> bool:
        """Whether three of them may still be of the panel."""
        return len(self._panel(state, people, at)) >= PANEL

    def waits_anyway(self, state: State) -> bool:
        """True: one mediator is no panel."""
        return True

    def carry_out(self, state: State, act: Act) -> State:
        """The case has its advice."""
        case = Case.one(state, self.case)
        panel = self._panel(state, act.people, act.at)
        return state.keep(case.changed(advice=self.text_digest, advised_by=panel, advised_at=act.at))

    def _panel(self, state: State, people: tuple[MemberId, ...], at: Instant) -> tuple[MemberId, ...]:
        members = (Member.one(state, name) for name in people)
        return tuple(member.id for member in members if not any(self.rights(state, member, at)))[:PANEL]
