"""Forming a team and changing who is in it, by vote; and the seat that a team's own candidate is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId, TeamId
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.core.wording import ABSENT, Wording, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import DisplayName
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.decisions.action import Action, Moment


def seated(state: State, team: TeamId, member: MemberId, counts_at: Instant) -> State:
    """The state in which a person sits in a team; who does already keeps the seat as it is. None of that team: as it
    was.
    """
    found = Team.of(state, team)
    return state if found is None else state.put(found.path, _seated(found, (member,), counts_at))


def _seated(team: Team, members: tuple[MemberId, ...], at: Instant) -> Team:
    seats = {seat.member: seat for seat in team.seats}
    for member in members:
        seats.setdefault(member, Seat(member=member, counts_at=at))
    return team.changed(seats=tuple(seats[name] for name in sorted(seats)))


def _unknown(state: State, members: tuple[MemberId, ...]) -> Iterator[Finding]:
    for member in members:
        found = Member.of(state, member)
        if found is None or found.membership not in ("member", "probationary", "away"):
            yield finding("unknown_member", member=member)


def _is_tried(state: State, name: MemberId) -> bool:
    member = Member.of(state, name)
    return member is not None and member.membership == "probationary"


class FormTeam(Action):
    """Forms a team."""

    kind: ClassVar[str] = "form-team"
    said: ClassVar[Wording | None] = wording(
        "Forms the team {name:quoted} ({team}), with {members:few}.",
        ("members", ABSENT, "Forms the team {name:quoted} ({team}), with nobody in it yet."),
    )
    titled: ClassVar[Wording | None] = wording("Form the team {name}")
    example: ClassVar[str] = "--team web --name 'Web team' --members alice,bob"

    action: Literal["form-team"]
    team: TeamId
    name: DisplayName
    members: Annotated[tuple[MemberId, ...], Field(max_length=100)] = Field(
        default=(), description="who is in it at first"
    )

    @property
    def touches(self) -> frozenset[str]:
        """The team."""
        return frozenset({f"team {self.team}"})

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The id is free, and everybody named is known."""
        if Team.of(state, self.team) is not None:
            yield finding("precondition", what=f"there is a team {self.team} already")
        yield from _unknown(state, self.members)

    def effect(self, state: State, moment: Moment) -> State:
        """The team is there; its first people count at once, since there was nobody to outvote.

        Who is in probation waits: else a team that is formed for the vote on them would judge them at once.
        """
        seasoned_at = add(moment.at, bylaws_of(state).periods.team_vote_after)
        tried = tuple(name for name in self.members if _is_tried(state, name))
        team = _seated(Team(id=self.team, name=self.name), tried, seasoned_at)
        return state.put(team.path, _seated(team, self.members, moment.at))


class ChangeTeam(Action):
    """Moves people into and out of a team."""

    kind: ClassVar[str] = "change-team"
    said: ClassVar[Wording | None] = wording(
        "Changes the team {team}: takes {add:few} into it and takes {remove:few} out of it.",
        ("add", ABSENT, "Changes the team {team}: takes {remove:few} out of it."),
        ("remove", ABSENT, "Changes the team {team}: takes {add:few} into it."),
    )
    titled: ClassVar[Wording | None] = wording(
        "Team {team}: add {add:all} and take out {remove:all}",
        ("add", ABSENT, "Team {team}: take out {remove:all}"),
        ("remove", ABSENT, "Team {team}: add {add:all}"),
    )
    example: ClassVar[str] = "--team web --add carol"

    action: Literal["change-team"]
    team: TeamId
    add: Annotated[tuple[MemberId, ...], Field(max_length=100)] = Field(default=(), description="who comes in")
    remove: Annotated[tuple[MemberId, ...], Field(max_length=100)] = Field(default=(), description="who goes out")

    @property
    def touches(self) -> frozenset[str]:
        """The team."""
        return frozenset({f"team {self.team}"})

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The team is there, who is added is known and not in it, who is removed is in it."""
        team = Team.of(state, self.team)
        if team is None:
            yield finding("unknown_team", team=self.team)
            return
        yield from _unknown(state, self.add)
        for member in self.add:
            if team.has(member):
                yield finding("precondition", what=f"{member} is in team {self.team} already")
        for member in self.remove:
            if not team.has(member) or member in self.add:
                yield finding("precondition", what=f"{member} is not in team {self.team}")

    def effect(self, state: State, moment: Moment) -> State:
        """The seats are changed; who is new counts after the team's seasoning."""
        team = Team.one(state, self.team)
        counts_at = add(moment.at, bylaws_of(state).periods.team_vote_after)
        kept = team.changed(seats=tuple(seat for seat in team.seats if seat.member not in self.remove))
        return state.put(team.path, _seated(kept, self.add, counts_at))
