"""A team: people who work together and decide on their own matters. Votes make and change it; it never ends, but can be
empty.

From `counts_at` of a seat on the person counts in the team's votes: people who are added just before a vote do not.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.home import Home
from govtool.core.ids import MemberId, TeamId
from govtool.core.record import FileRecord, Record
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.core.wording import Wording, row
from govtool.domain.constitution.organization import DisplayName


class Seat(Record):
    """One person in a team."""

    member: MemberId
    counts_at: Instant = Field(description="from when the person counts in the team's votes")


class Team(FileRecord):
    """The record `registry/teams/ID.yaml`; `seats` are sorted by person."""

    home: ClassVar[Home] = Home("team", "registry/teams/{id}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row("{id}", "{name}", "{seats:list member}")

    id: TeamId = Field(description="the name in every file; it never changes")
    name: DisplayName
    seats: Annotated[tuple[Seat, ...], Field(max_length=1000)] = Field(
        default=(), description="the people in the team, sorted by id"
    )

    def has(self, member: MemberId) -> bool:
        """Whether a person is in the team."""
        return any(seat.member == member for seat in self.seats)


def without(state: State, member: MemberId) -> State:
    """The state without the person's seats in teams."""
    for team in Team.all(state):
        if team.has(member):
            seats = tuple(seat for seat in team.seats if seat.member != member)
            state = state.keep(team.changed(seats=seats))
    return state
