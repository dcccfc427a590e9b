"""How people come to an affiliate: brought in as new persons, or by their own statement if they have a record.

`people_most` of the affiliate bounds how many belong to it. It grows by itself with each quarter of the calendar, by
the larger of ten and a tenth of the people of the affiliate who count. Only a vote lets more in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.affiliate import Affiliate, Matter, affiliate_of
from govtool.domain.constitution.affiliation import belongs_to, entered, people_of
from govtool.domain.constitution.ending import is_winding_up
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.countersignature import Act
from govtool.domain.decisions.roll import counts
from govtool.domain.decisions.statement import Stating
from govtool.domain.federation.act import AffiliateAct
from govtool.domain.federation.person import NewPerson, brought_in, known_problems, proof_problems

GROWS = 10
"""By how many people an affiliate can grow in a quarter, at least; or by one of so many who count."""
MOST_PEOPLE = 100
"""The most people that one statement brings in."""


def quarter_of(instant: Instant) -> int:
    """The quarter of the calendar, in UTC, counted on from year to year."""
    return int(instant[:4]) * 4 + (int(instant[5:7]) - 1) // 3


def most_at(affiliate: Affiliate, counting: int, at: Instant) -> int:
    """How many people may belong to an affiliate at a time, if so many of its people count then."""
    quarters = quarter_of(at) - quarter_of(affiliate.people_most_at)
    return affiliate.people_most + quarters * max(GROWS, counting // GROWS)


def room_of(state: State, affiliate: Affiliate, at: Instant) -> int:
    """How many people may belong to an affiliate at a time, with the room of the quarters since it was last counted."""
    members = (Member.one(state, name) for name in people_of(state, affiliate.id))
    return most_at(affiliate, sum(1 for member in members if counts(member, at)), at)


def grown(state: State, affiliate: Affiliate, more: int, at: Instant) -> Affiliate:
    """The affiliate with the room of the quarters since it was last counted, if it needs that for so many more."""
    if affiliate.people + more <= affiliate.people_most:
        return affiliate
    return affiliate.changed(people_most=room_of(state, affiliate, at), people_most_at=at)


def pace_problems(state: State, affiliate: Affiliate, more: int, at: Instant) -> Iterator[Finding]:
    """Why so many more people cannot belong to an affiliate without a vote."""
    people, most = affiliate.people + more, grown(state, affiliate, more, at).people_most
    if people > most:
        hint = "bring in fewer, or wait for the next quarter, or ask for a vote: govtool propose allow-people"
        yield finding("pace", now=f"{people} people would belong to {affiliate.id}", allowed=most, hint=hint)


class _Entry(AffiliateAct):
    """The base of the statements by which people come to an affiliate."""

    for_federation: ClassVar[bool] = True
    brings_people: ClassVar[bool] = True
    matter: ClassVar[Matter] = "enrol"

    @property
    def more(self) -> int:
        """How many people come."""
        return 1

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """Nobody comes to a federation that winds up, and the affiliate has room for them."""
        if is_winding_up(state):
            yield finding("winding_up", what=self.kind)
        found = affiliate_of(state, self.affiliate, at)
        if found is not None:
            yield from pace_problems(state, found, self.more, at)

    def carry_out(self, state: State, act: Act) -> State:
        """The affiliate has acted, and has grown as far as it needs."""
        found = grown(state, Affiliate.one(state, self.affiliate), self.more, act.at)
        return super().carry_out(state.keep(found), act)


class Enrol(_Entry):
    """Bring new people into the federation for an affiliate. Each has signed it; they vote after a wait."""

    kind: ClassVar[str] = "enrol"
    said: ClassVar[Wording | None] = wording("brings people in for {affiliate}")

    people: Annotated[tuple[NewPerson, ...], Field(min_length=1, max_length=MOST_PEOPLE)] = Field(
        description="the people, each with the proof that they mean it"
    )

    @property
    def more(self) -> int:
        """How many people come."""
        return len(self.people)

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """Each of them signed it with their key. That stays true, so it is judged once."""
        yield from super().problems(state, stating)
        yield from proof_problems(state, self.affiliate, self.people, stating.keys)

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """They are nobody here yet, nor are their keys, and the affiliate has room for them."""
        yield from super().claims(state, at)
        yield from known_problems(state, self.people)

    def carry_out(self, state: State, act: Act) -> State:
        """Their records begin, and they belong to the affiliate."""
        state = super().carry_out(state, act)
        for new in self.people:
            state = brought_in(state, new, self.affiliate, act.at, self.kind)
        return state


class JoinAffiliate(_Entry):
    """Ask to belong to another affiliate too. Its people sign it under their mandate; your vote stays the same."""

    kind: ClassVar[str] = "affiliate"
    said: ClassVar[Wording | None] = wording("asks to belong to {affiliate}")

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """The author is a member, and does not belong to the affiliate yet."""
        if first.membership not in ("member", "away"):
            yield finding("not_allowed", member=first.id, what=f"state {self.kind}", person_class=first.membership)
        elif affiliate_of(state, self.affiliate, at) is None:
            yield finding("unknown_affiliate", affiliate=self.affiliate)
        elif belongs_to(state, first.id, self.affiliate, at):
            yield finding("precondition", what=f"{first.id} belongs to {self.affiliate} already")

    def joins(self, state: State, member: Member, first: MemberId, at: Instant) -> bool:
        """Whether a person has a mandate of the affiliate, and is another one."""
        return member.id != first and not any(super().rights(state, member, at))

    def is_enough(self, state: State, people: tuple[MemberId, ...], at: Instant) -> bool:
        """Whether as many others have signed it as the mandate needs."""
        return super().is_enough(state, people[1:], at)

    def carry_out(self, state: State, act: Act) -> State:
        """The person belongs to the affiliate too."""
        return entered(super().carry_out(state, act), act.people[0], self.affiliate, act.at)
