"""Being away for a while, being back, and working fewer hours: statements that need only the member's own signature.

A member who is away is on no voter list that is fixed from then on, so that nobody must wait for them. They come back
by their own signature, sooner or later than announced: no status changes because time has passed. They keep cast
ballots, seats in teams and the wages owed to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.finding import Finding, finding
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Minutes
from govtool.domain.constitution.membership import may_move, moved
from govtool.domain.decisions.cause import sign_of_life
from govtool.domain.decisions.statement import Body, Stating


class Away(Body):
    """Say that you are away. You are on no voter list that is fixed from now on, until you say that you are back."""

    kind: ClassVar[str] = "away"
    said: ClassVar[Wording | None] = wording("is away")

    until: Instant = Field(description="when you expect to be back; a year ahead at most")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is a member, or away and announces a new end; not longer than the bylaws allow."""
        member = stating.member
        if member.membership != "away" and not may_move(member.membership, "away", self.kind):
            yield finding("not_allowed", member=member.id, what="be away", person_class=member.membership)
        latest = add(stating.at, bylaws_of(state).periods.away)
        if not stating.at < self.until <= latest:
            yield finding("away_too_long", until=self.until, latest=latest)

    def effect(self, state: State, stating: Stating) -> State:
        """The person is away."""
        member = stating.member
        if member.membership == "away":
            return state.keep(member.changed(away_until=self.until))
        return state.put(member.path, moved(member, "away", self.kind, away_until=self.until))


class Back(Body):
    """Say that you are here. It ends an absence, or shows that you are not as absent as others think."""

    kind: ClassVar[str] = "back"
    said: ClassVar[Wording | None] = wording("is back")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is away, or others wait for a sign of life."""
        member = stating.member
        if member.membership != "away" and sign_of_life(state, frozenset({member.id}), stating.at) is state:
            yield finding("precondition", what=f"{member.id} is not away")

    def effect(self, state: State, stating: Stating) -> State:
        """The person is on voter lists again that are fixed from now on; a member whose seasoning was over does not
        wait again.
        """
        member = stating.member
        if member.membership != "away":
            return state
        return state.put(member.path, moved(member, "member", self.kind, away_until=None, set_aside_at=None))


class HoursDown(Body):
    """Commit fewer hours a week. More hours need a vote."""

    kind: ClassVar[str] = "hours-down"
    said: ClassVar[Wording | None] = wording("commits fewer hours")
    gives_up: ClassVar[bool] = True

    from_minutes: Minutes = Field(description="the minutes a week now")
    to_minutes: Minutes = Field(description="the new minutes a week")

    @model_validator(mode="after")
    def _is_less(self) -> HoursDown:
        if self.to_minutes >= self.from_minutes:
            raise PydanticCustomError("hours", "must be fewer minutes than now; more hours need a vote")
        return self

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person still commits the hours that it replaces: a reduction must not become an increase."""
        member = stating.member
        if member.is_gone:
            yield finding("unknown_member", member=member.id)
        elif self.from_minutes != member.committed_minutes_per_week:
            what = f"{member.id} commits {member.committed_minutes_per_week} minutes a week, not {self.from_minutes}"
            yield finding("precondition", what=what)

    def effect(self, state: State, stating: Stating) -> State:
        """The hours are fewer; open votes keep their voter lists."""
        member = stating.member
        return state.keep(member.changed(committed_minutes_per_week=self.to_minutes))
