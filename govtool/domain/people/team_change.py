"""Forming a team and changing its members, by vote; and the seat of a team's own candidate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId, TeamId
from govtool.core.record import optional_list
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.core.wording import ABSENT, Wording, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import DisplayName
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.decisions.action import Action, Moment


def seated(state: State, team: TeamId, member: MemberId, counts_at: Instant) -> State:
    """The state in which a person is in a team; a person who is in it already keeps the same seat. Unchanged without
    such a team.
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
    """Form a team."""

    said: ClassVar[Wording | None] = wording(
        "Forms the team {name:quoted} ({team}), with {members:few}.",
        ("members", ABSENT, "Forms the team {name:quoted} ({team}), with nobody in it yet."),
    )
    titled: ClassVar[Wording | None] = wording("Form the team {name}")
    example: ClassVar[str] = "--team web --name 'Web team' --members alice,bob"
    touched: ClassVar[str] = "team {team}"

    action: Literal["form-team"]
    team: TeamId
    name: DisplayName
    members: Annotated[tuple[MemberId, ...], Field(max_length=100)] = optional_list("its first members")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The id is unused, and everybody named is known."""
        if Team.of(state, self.team) is not None:
            yield finding("precondition", what=f"there is a team {self.team} already")
        yield from _unknown(state, self.members)

    def effect(self, state: State, moment: Moment) -> State:
        """The state with the team; its first people count at once, since there was nobody to outvote.

        A person in probation must wait: otherwise a team formed for the vote on them would judge them at once.
        """
        seasoned_at = add(moment.at, bylaws_of(state).periods.team_vote_after)
        tried = tuple(name for name in self.members if _is_tried(state, name))
        team = _seated(Team(id=self.team, name=self.name), tried, seasoned_at)
        return state.put(team.path, _seated(team, self.members, moment.at))


class ChangeTeam(Action):
    """Add people to a team, or remove them."""

    said: ClassVar[Wording | None] = wording(
        "Changes the team {team}: adds {add:few} and removes {remove:few}.",
        ("add", ABSENT, "Changes the team {team}: removes {remove:few}."),
        ("remove", ABSENT, "Changes the team {team}: adds {add:few}."),
    )
    titled: ClassVar[Wording | None] = wording(
        "Team {team}: add {add:all} and take out {remove:all}",
        ("add", ABSENT, "Team {team}: take out {remove:all}"),
        ("remove", ABSENT, "Team {team}: add {add:all}"),
    )
    example: ClassVar[str] = "--team web --add carol"
    touched: ClassVar[str] = "team {team}"

    action: Literal["change-team"]
    team: TeamId
    add: Annotated[tuple[MemberId, ...], Field(max_length=100)] = optional_list("the people to add")
    remove: Annotated[tuple[MemberId, ...], Field(max_length=100)] = optional_list("the people to remove")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The team exists, people to add are known and not in it, people to remove are in it."""
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
        """The seats are changed; new people count after the team's seasoning."""
        team = Team.one(state, self.team)
        counts_at = add(moment.at, bylaws_of(state).periods.team_vote_after)
        kept = team.changed(seats=tuple(seat for seat in team.seats if seat.member not in self.remove))
        return state.put(team.path, _seated(kept, self.add, counts_at))
