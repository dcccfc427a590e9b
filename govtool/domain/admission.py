"""Joining and leaving, and how much somebody works.

`admit` in its plain form makes a person a member at once; the bylaws must say that there is no probation. Who resigns
keeps the record and what is owed; ballots that they cast stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId, TeamId
from govtool.core.state import State
from govtool.core.times import add
from govtool.domain import organization as organization_module
from govtool.domain.action import Action, Moment
from govtool.domain.bylaws import bylaws_of
from govtool.domain.key import Proof, proof_problems, registration_problems
from govtool.domain.member import Member, MemberKey, Minutes, member_of
from govtool.domain.membership import begun, may_move, moved
from govtool.domain.organization import DisplayName, PublicKey, organization_of
from govtool.domain.statement import Body, Stating
from govtool.domain.team import Seat, team_of, without


class Admit(Action):
    """Admits a person as a member at once, where the bylaws know no probation."""

    kind: ClassVar[str] = "admit"

    action: Literal["admit"]
    candidate: MemberId
    name: DisplayName
    as_: Annotated[Literal["member"], Field(alias="as")]
    committed_minutes_per_week: Minutes
    key: PublicKey
    proof: Proof
    teams: Annotated[tuple[TeamId, ...], Field(max_length=20)] = ()

    @property
    def subject(self) -> MemberId:
        """The person who is to be admitted."""
        return self.candidate

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """There is no probation, the person is not a member yet, the key is new and proved, the teams exist."""
        if bylaws_of(state).probation != "none":
            yield finding("probation")
        member = member_of(state, self.candidate)
        if not may_move(member.membership if member else None, "member", self.kind):
            yield finding(
                "precondition", what=f"{self.candidate} is known as {member.membership if member else 'nobody'}"
            )
        if member is None or member.key(self.key.blob) is None:
            yield from registration_problems(state, self.key, moment.keys)
        yield from proof_problems(state, self.candidate, self.key, self.proof, moment.keys)
        for team in self.teams:
            if team_of(state, team) is None:
                yield finding("unknown_team", team=team)

    def effect(self, state: State, moment: Moment) -> State:
        """The person is a member, and votes in proposals that open after the bylaws' wait."""
        counts_at = add(moment.at, bylaws_of(state).periods.vote_after)
        # Whoever is admitted into a team waits as long as whoever is moved into it.
        seated_at = max(counts_at, add(moment.at, bylaws_of(state).periods.team_vote_after))
        old = member_of(state, self.candidate)
        keys = old.keys if old else ()
        if old is None or old.key(self.key.blob) is None:
            keys = (*keys, MemberKey(type=self.key.type, blob=self.key.blob, use="sign", active_at=moment.at))
        changes = {
            "name": self.name,
            "committed_minutes_per_week": self.committed_minutes_per_week,
            "joined_at": moment.at,
            "counts_at": counts_at,
            "left_at": None,
            "keys": keys,
        }
        if old is None:
            member = begun(Member.model_validate({"id": self.candidate, "membership": "member", **changes}), self.kind)
        else:
            member = moved(old, "member", self.kind, **changes)
        state = state.put(member.path, member)
        for name in self.teams:
            team = team_of(state, name)
            if team is not None and not team.has(member.id):
                seats = sorted((*team.seats, Seat(member=member.id, counts_at=seated_at)), key=lambda seat: seat.member)
                state = state.put(team.path, team.changed(seats=tuple(seats)))
        return state


class ChangeHours(Action):
    """Changes how many minutes a week a person commits."""

    kind: ClassVar[str] = "change-hours"

    action: Literal["change-hours"]
    member: MemberId
    from_minutes: Minutes
    to_minutes: Minutes

    @property
    def subject(self) -> MemberId:
        """The person whose hours change."""
        return self.member

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The person is a member and still commits what the change replaces."""
        member = member_of(state, self.member)
        if member is None or member.membership not in ("member", "probationary", "away"):
            yield finding("unknown_member", member=self.member)
        elif member.committed_minutes_per_week != self.from_minutes:
            yield finding(
                "precondition",
                what=f"{self.member} commits {member.committed_minutes_per_week} minutes a week,"
                f" not {self.from_minutes}",
            )

    def effect(self, state: State, moment: Moment) -> State:
        """The hours are changed; votes that are open keep their rolls."""
        member = member_of(state, self.member)
        if member is None:
            raise LookupError(self.member)
        return state.put(member.path, member.changed(committed_minutes_per_week=self.to_minutes))


class Accept(Body):
    """Accepts the founding: the organisation is what I meant to found."""

    kind: ClassVar[str] = "accept"

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is a founder who has not accepted yet."""
        if stating.member.id not in organization_of(state).founding:
            yield finding("precondition", what=f"{stating.member.id} has nothing to accept")

    def effect(self, state: State, stating: Stating) -> State:
        """One founder less is waited for."""
        organization = organization_of(state)
        left = tuple(name for name in organization.founding if name != stating.member.id)
        return state.put(organization_module.PATH, organization.changed(founding=left))


class Resign(Body):
    """Leaves the organisation; my open ballots stand, and what I am owed stays mine."""

    kind: ClassVar[str] = "resign"

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is with the organisation."""
        if not may_move(stating.member.membership, "left", self.kind):
            yield finding("precondition", what=f"{stating.member.id} is no member")

    def effect(self, state: State, stating: Stating) -> State:
        """The person has left, holds no duty and sits in no team."""
        member = moved(stating.member, "left", self.kind, left_at=stating.at, duties=())
        return without(state.put(member.path, member), member.id)
