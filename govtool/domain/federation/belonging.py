"""To which affiliates a person belongs, by their own statements. Their record, keys and vote stay the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import add
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.affiliation import HOME_RESTS, Affiliation, belongs_to, is_settled
from govtool.domain.decisions.statement import Body, Stating


class MoveHome(Body):
    """Name your home among your affiliates, once in 180 days."""

    kind: ClassVar[str] = "home"
    for_federation: ClassVar[bool] = True
    said: ClassVar[Wording | None] = wording("names {affiliate} as their home")

    affiliate: MemberId = Field(description="the affiliate, to which the person belongs already")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person belongs to it, it is not their home yet, and they did not move within 180 days."""
        person, found = stating.member.id, Affiliation.of(state, stating.member.id)
        if found is None or not belongs_to(state, person, self.affiliate, stating.at):
            yield finding("not_affiliated", member=person, affiliate=self.affiliate)
        elif found.base == self.affiliate:
            yield finding("precondition", what=f"{self.affiliate} is the home of {person} already")
        elif found.moved_at is not None and not is_settled(found, stating.at):
            yield finding("not_yet", member=person, what="move their home again", until=add(found.moved_at, HOME_RESTS))

    def effect(self, state: State, stating: Stating) -> State:
        """The affiliate is the person's home from now on; for 180 days no spread counts it."""
        found = Affiliation.one(state, stating.member.id)
        return state.keep(found.changed(base=self.affiliate, moved_at=stating.at))
