"""Being away for a while, being back, and working fewer hours: what a member does by their own word alone.

Who is away is on no roll that is fixed from then on, so that nobody has to wait for them. They come back by their own
signature, sooner or later than they said: no status changes because time has passed. Ballots that they cast stand, and
so does their seat in a team and what they are owed.
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
    """Says that I am away: I am on no roll that is fixed from now on, until I say that I am back."""

    kind: ClassVar[str] = "away"
    said: ClassVar[Wording | None] = wording("is away")

    until: Instant = Field(description="when I mean to be back; a year ahead at most")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is a member, or away and says until when anew; not longer than the bylaws allow."""
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
    """Says that I am here: back from being away, or not as absent as others think."""

    kind: ClassVar[str] = "back"
    said: ClassVar[Wording | None] = wording("is back")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is away, or others wait for a sign of them."""
        member = stating.member
        if member.membership != "away" and sign_of_life(state, frozenset({member.id}), stating.at) is state:
            yield finding("precondition", what=f"{member.id} is not away")

    def effect(self, state: State, stating: Stating) -> State:
        """The person is on rolls again that are fixed from now on; there is no new wait for who was seasoned before."""
        member = stating.member
        if member.membership != "away":
            return state
        return state.put(member.path, moved(member, "member", self.kind, away_until=None, set_aside_at=None))


class HoursDown(Body):
    """Commits fewer hours a week. More hours take a vote."""

    kind: ClassVar[str] = "hours-down"
    said: ClassVar[Wording | None] = wording("commits fewer hours")
    gives_up: ClassVar[bool] = True

    from_minutes: Minutes = Field(description="how many minutes a week it is now")
    to_minutes: Minutes = Field(description="how many it is to be")

    @model_validator(mode="after")
    def _is_less(self) -> HoursDown:
        if self.to_minutes >= self.from_minutes:
            raise PydanticCustomError("hours", "must be fewer minutes than now; more hours take a vote")
        return self

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person still commits what it replaces: what was meant as less must not become more."""
        member = stating.member
        if member.membership in ("left", "expelled"):
            yield finding("unknown_member", member=member.id)
        elif self.from_minutes != member.committed_minutes_per_week:
            what = f"{member.id} commits {member.committed_minutes_per_week} minutes a week, not {self.from_minutes}"
            yield finding("precondition", what=what)

    def effect(self, state: State, stating: Stating) -> State:
        """The hours are fewer; votes that are open keep their rolls."""
        member = stating.member
        return state.keep(member.changed(committed_minutes_per_week=self.to_minutes))
