"""To which affiliates a person belongs, and that somebody has two records.

Whatever ends here, the person's record, keys and vote stay the same; only the younger of two records ends, if the owner
of both says that they are one person.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.record import optional
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.core.wording import ABSENT, Wording, wording
from govtool.domain.constitution.affiliate import Matter
from govtool.domain.constitution.affiliation import HOME_RESTS, Affiliation, belongs_to, home_of, is_settled, left
from govtool.domain.constitution.member import Member, gone_problem, not_about
from govtool.domain.constitution.membership import may_move
from govtool.domain.decisions.countersignature import Act, TwoPersons
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.federation.act import AffiliateAct
from govtool.domain.people.expulsion import departed
from govtool.domain.people.merge import MERGE, age, merged


class MoveHome(Body):
    """Name your home among your affiliates, once in 180 days."""

    kind: ClassVar[str] = "home"
    for_federation: ClassVar[bool] = True
    said: ClassVar[Wording | None] = wording("names {affiliate} as their home")

    affiliate: MemberId = Field(description="the affiliate, to which the person belongs already")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person belongs to it, it is not their home yet, and they did not move within 180 days.

        If they no longer belong to their home, they name another at once.
        """
        person, found = stating.member.id, Affiliation.of(state, stating.member.id)
        if found is None or not belongs_to(state, person, self.affiliate, stating.at):
            yield finding("not_affiliated", member=person, affiliate=self.affiliate)
        elif found.base == self.affiliate:
            yield finding("precondition", what=f"{self.affiliate} is the home of {person} already")
        elif found.moved_at is not None and not is_settled(found, stating.at) and home_of(state, person, stating.at):
            yield finding("not_yet", member=person, what="choose another home", until=add(found.moved_at, HOME_RESTS))

    def effect(self, state: State, stating: Stating) -> State:
        """The affiliate is the person's home from now on; for 180 days no spread counts it."""
        found = Affiliation.one(state, stating.member.id)
        return state.keep(found.changed(base=self.affiliate, moved_at=stating.at))


class EndAffiliation(AffiliateAct):
    """End that you belong to an affiliate, or for the affiliate, that somebody does. Their vote stays the same."""

    kind: ClassVar[str] = "end-affiliation"
    for_federation: ClassVar[bool] = True
    said: ClassVar[Wording | None] = wording(
        "ends the affiliation of {person} with {affiliate}",
        ("person", ABSENT, "ends their affiliation with {affiliate}"),
    )
    matter: ClassVar[Matter] = "enrol"

    person: MemberId | None = optional("the person, if you state it for the affiliate")

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """The author belongs to the affiliate, or has a mandate of it if it is about another person."""
        if self.person is not None:
            yield from super().rights(state, first, at)
            return
        yield from gone_problem(first, f"state {self.kind}")
        yield from _belongs_problems(state, first.id, self.affiliate, at)

    def is_enough(self, state: State, people: tuple[MemberId, ...], at: Instant) -> bool:
        """Whether the mandate needs no more people; a person ends their own affiliation alone."""
        return self.person is None or super().is_enough(state, people, at)

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The person belongs to the affiliate."""
        if self.person is not None:
            yield from _belongs_problems(state, self.person, self.affiliate, at)

    def carry_out(self, state: State, act: Act) -> State:
        """The affiliation has ended. The affiliate has acted if it was stated for it."""
        if self.person is None:
            return left(state, act.people[0], self.affiliate, act.at)
        return super().carry_out(left(state, self.person, self.affiliate, act.at), act)


class Merge(TwoPersons):
    """Say that another record is yours too. A key of each signs; the younger record ends, and its keys are revoked.

    The elder record keeps its vote, and belongs to the affiliates of both.
    """

    kind: ClassVar[str] = MERGE
    for_federation: ClassVar[bool] = True
    said: ClassVar[Wording | None] = wording("is the same person as {other}")
    gives_up: ClassVar[bool] = True
    one_by_one: ClassVar[bool] = True

    other: MemberId = Field(description="the other record, by id; its key signs too: govtool sign")

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """Both records are of people who are here, and the younger one can end."""
        other = Member.of(state, self.other)
        if other is None or other.id == first.id:
            yield finding("unknown_member", member=self.other)
            return
        elder, younger = sorted((first, other), key=age)
        yield from gone_problem(elder, f"state {self.kind}")
        if not may_move(younger.membership, "left", self.kind):
            yield not_about(state, younger.id)

    def joins(self, state: State, member: Member, first: MemberId, at: Instant) -> bool:
        """Whether it is the other record."""
        return member.id == self.other

    def waits_anyway(self, state: State) -> bool:
        """True: nobody says it alone."""
        return True

    def carry_out(self, state: State, act: Act) -> State:
        """One record is left. Open ballots of the other fall with its keys; wages stay where they are."""
        elder, younger = sorted((Member.one(state, name) for name in act.people), key=age)
        return departed(merged(state, elder.id, younger.id, act.at), younger.id, act.at)


def _belongs_problems(state: State, person: MemberId, affiliate: MemberId, at: Instant) -> Iterator[Finding]:
    if not belongs_to(state, person, affiliate, at):
        yield finding("not_affiliated", member=person, affiliate=affiliate)
