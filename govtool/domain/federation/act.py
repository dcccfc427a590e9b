"""An act of an affiliate: a statement that its people make for it, under a mandate.

If the mandate needs several people, the statement waits until so many of them have signed it. All mandates are judged
at the last signature, so nobody acts who was recalled meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.record import optional
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.affiliate import Affiliate, Matter, affiliate_of
from govtool.domain.constitution.member import Member, gone_problem
from govtool.domain.decisions.countersignature import Act, TwoPersons


class PartyAct(TwoPersons):
    """The base of statements that people make for an affiliate, or a person for themself. `matter` is what the mandate
    must be about. Nobody acts alone if the mandate needs several, even if no other person could sign.
    """

    one_by_one: ClassVar[bool] = True
    matter: ClassVar[Matter]

    affiliate: MemberId | None = optional("the affiliate for which it is stated; none if you state it for yourself")

    def is_theirs(self, found: Affiliate, person: MemberId, at: Instant) -> bool:
        """Whether a person is one of those who may act for the affiliate: a mandate names them."""
        return found.has_mandate(self.matter, person, at)

    def are_enough(self, found: Affiliate, people: Collection[MemberId], at: Instant) -> bool:
        """Whether these people together may act for the affiliate: as many as a mandate needs."""
        return found.is_empowered(self.matter, people, at)

    def no_right(self, person: MemberId) -> Finding:
        """Why a person may not act for the affiliate."""
        return finding("mandate", member=person, affiliate=self.affiliate, what=self.matter)

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """The person has a mandate of the affiliate in the matter, or acts for themself and is not gone."""
        if self.affiliate is None:
            yield from gone_problem(first, f"state {self.kind}")
            return
        found = affiliate_of(state, self.affiliate, at)
        if found is None:
            yield finding("unknown_affiliate", affiliate=self.affiliate)
        elif first.is_gone or not self.is_theirs(found, first.id, at):
            yield self.no_right(first.id)

    def joins(self, state: State, member: Member, first: MemberId, at: Instant) -> bool:
        """Whether a person has the mandate too, and is not the first."""
        return self.affiliate is not None and member.id != first and not any(self.rights(state, member, at))

    def is_enough(self, state: State, people: tuple[MemberId, ...], at: Instant) -> bool:
        """Whether as many of them have the mandate as it needs; a person acts for themself alone."""
        if self.affiliate is None:
            return True
        found = affiliate_of(state, self.affiliate, at)
        there = {name for name in people if not Member.one(state, name).is_gone}
        return found is not None and self.are_enough(found, there, at)

    def waits_anyway(self, state: State) -> bool:
        """True: a mandate that needs several people is not used by one of them."""
        return True

    def carry_out(self, state: State, act: Act) -> State:
        """The affiliate has acted: it is not silent."""
        if self.affiliate is None:
            return state
        return state.keep(Affiliate.one(state, self.affiliate).changed(acted_at=act.at))


class AffiliateAct(PartyAct):
    """The base of statements that people make for an affiliate only."""

    for_federation: ClassVar[bool] = True

    affiliate: MemberId = Field(description="the affiliate for which it is stated")
