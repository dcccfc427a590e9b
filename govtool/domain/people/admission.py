"""Joining, leaving, and changing the hours that a person commits.

A nomination opens the vote `admit` by itself, which begins a probation. If the bylaws have no probation, `admit` makes
the person a member at once; then a member can also propose somebody with their key. A person who resigns keeps the
record and the wages owed; their cast ballots stay valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import MemberId, TeamId
from govtool.core.record import FileRecord, optional, optional_list
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.core.wording import ABSENT, Wording, row, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member, Minutes
from govtool.domain.constitution.membership import begun, counts_from, may_move, moved
from govtool.domain.constitution.organization import DisplayName, PublicKey, organization_of
from govtool.domain.constitution.team import Team, without
from govtool.domain.decisions.action import Action, AutomaticVote, Closing, Known, Moment
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.people.application import Application, taken_back
from govtool.domain.people.expulsion import departed
from govtool.domain.people.key import Proof, first_key, first_key_problems
from govtool.domain.people.probation import begin, forget, room
from govtool.domain.people.team_change import seated


class Nomination(FileRecord):
    """The record `registry/nominations/ID.yaml`: a member asks all to admit an applicant. It stays until the vote that
    it opens is closed. The vote waits while no further person may be in probation.
    """

    home: ClassVar[Home] = Home("nomination", "registry/nominations/{candidate}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{candidate}",
        "nominated by {nominated_by}",
        "{nominated_at:local}",
        wording("team {team}", ("team", ABSENT, "")),
        "{minutes_per_week:hours} a week",
    )

    candidate: MemberId = Field(description="the nominated person, by id")
    nominated_by: MemberId = Field(description="the member who nominates; they may withdraw it")
    nominated_at: Instant = Field(description="when")
    team: TeamId | None = optional("the team that the person will work with")
    minutes_per_week: Minutes = Field(description="the agreed minutes a week, at most those that the person asked for")


class Admit(Action):
    """Admit a person. They begin a probation after a nomination, or join at once if the bylaws have no probation."""

    said: ClassVar[Wording | None] = wording(
        "Admits {who} into a probation, for {committed_minutes_per_week:hours} a week{where}.",
        ("as_", "member", "Admits {who} as a member, for {committed_minutes_per_week:hours} a week{where}."),
        who=wording("{name} ({candidate})", ("name", ABSENT, "{candidate:person}")),
        where=wording(" in the {teams:noun team} {teams:few}", ("teams", ABSENT, "")),
    )
    titled: ClassVar[Wording | None] = wording("Admit {candidate}")
    not_asked: ClassVar[frozenset[str]] = frozenset({"proof"})
    brings_people: ClassVar[bool] = True
    concerns: ClassVar[str] = "candidate"

    action: Literal["admit"]
    candidate: MemberId = Field(description="the id that the person will have")
    name: DisplayName | None = optional("the person's name; left out for a person with a record")
    as_: Annotated[Literal["member", "probationary"], Field(alias="as")] = Field(
        default="member", description="the membership that the person gets"
    )
    committed_minutes_per_week: Minutes = Field(description="how many minutes a week the person commits")
    key: PublicKey | None = optional("the person's public key; left out for a person with a record")
    proof: Proof | None = optional("the proof that they hold the key: govtool key prove")
    teams: Annotated[tuple[TeamId, ...], Field(max_length=20)] = optional_list("the teams that the person joins")

    @classmethod
    def automatic_votes(cls, state: State, at: Instant) -> Iterator[AutomaticVote]:
        """A vote on each nominated person, the longest waiting first."""
        is_tried = bylaws_of(state).probation == "required"
        for found in sorted(Nomination.all(state), key=lambda found: (found.nominated_at, found.candidate)):
            person = Member.of(state, found.candidate)
            name = person.name if person else found.candidate
            ending = "into a probation" if is_tried else "as a member"
            yield AutomaticVote(
                cause="statement",
                name="admit",
                title=f"Admit {name}"[:100].rstrip(),
                summary=f"{found.nominated_by} nominates {found.candidate}, who applied, to be admitted {ending}.",
                action=Admit(
                    action="admit",
                    candidate=found.candidate,
                    as_="probationary" if is_tried else "member",
                    committed_minutes_per_week=found.minutes_per_week,
                    teams=(found.team,) if found.team else (),
                ),
                proposer=found.nominated_by,
            )

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The person may join in this way, the key is theirs, the teams exist, and the limit of probations is not
        reached.
        """
        member, is_tried = Member.of(state, self.candidate), bylaws_of(state).probation == "required"
        if self.as_ == "member" and is_tried:
            yield finding("probation")
        elif self.as_ == "probationary" and not is_tried:
            yield finding("precondition", what="the bylaws have no probation")
        before = member.membership if member else None
        if before is not None and not may_move(before, self.as_, self.kind):
            yield finding("precondition", what=f"{self.candidate} is known as {before} already")
        elif self.as_ == "probationary" or moment.cause == "statement":
            yield from self._nominated_problems(state, moment)
        if self.as_ == "member":
            yield from self._key_problems(state, member, moment)
        for team in self.teams:
            if Team.of(state, team) is None:
                yield finding("unknown_team", team=team)

    def _nominated_problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The faults of an admission by nomination: no nomination, or no valid application at the opening."""
        if moment.cause != "statement":
            hint = "nominate the person: govtool nominate --help"
            yield finding("by_itself", action=self.kind, what="a member has nominated the person", hint=hint)
            return
        found = Application.of(state, self.candidate)
        if found is None:
            yield finding("precondition", what=f"{self.candidate} has no application")
        elif not moment.number and found.expires_at <= moment.at:
            yield finding("expired", what=f"the application of {self.candidate} was valid until {found.expires_at}")
        held, allowed = room(state, moment.at) if self.as_ == "probationary" else (0, 1)
        if held >= allowed:
            now = f"{held} are in probation at the same time"
            hint = "wait: it opens by itself once there is room for one more"
            yield finding("pace", now=now, allowed=allowed, hint=hint)

    def _key_problems(self, state: State, member: Member | None, moment: Moment) -> Iterator[Finding]:
        """The faults of the key: a record has its own keys; a new person brings a key and its proof."""
        if self.key is not None and self.proof is not None and (member is not None or self.name is not None):
            yield from first_key_problems(state, self.candidate, self.key, self.proof, moment.keys)
        elif member is None:
            yield finding("precondition", what=f"{self.candidate} needs a name, a key and the proof that it is theirs")
        elif self.key is not None or self.proof is not None:
            yield finding("known_person", member=self.candidate)
        elif not any(key.is_active(moment.at) for key in member.keys):
            yield finding("precondition", what=f"{self.candidate} has no key that signs; rekey gives them one")

    def effect(self, state: State, moment: Moment) -> State:
        """The person is in probation; or a member, who votes in proposals that open after the bylaws' wait."""
        # A person admitted into a team waits as long as a person moved into it.
        seated_at = add(moment.at, bylaws_of(state).periods.team_vote_after)
        if self.as_ == "probationary":
            person = Member.one(state, self.candidate)
            changes = {"committed_minutes_per_week": self.committed_minutes_per_week, "left_at": None}
            state = state.put(person.path, moved(person, "probationary", self.kind, **changes))
            team = self.teams[0] if self.teams else None
            state = begin(state, self.candidate, team, self.committed_minutes_per_week, moment.at)
        else:
            counts_at = counts_from(state, moment.at)
            seated_at = max(counts_at, seated_at)
            state = forget(self._member(state, moment, counts_at), self.candidate)
        for name in self.teams:
            state = seated(state, name, self.candidate, seated_at)
        return state

    def _member(self, state: State, moment: Moment, counts_at: Instant) -> State:
        old = Member.of(state, self.candidate)
        changes = {
            "name": self.name or (old.name if old else self.candidate),
            "committed_minutes_per_week": self.committed_minutes_per_week,
            "joined_at": moment.at,
            "counts_at": counts_at,
            "left_at": None,
        }
        if old is not None:
            return state.put(old.path, moved(old, "member", self.kind, **changes))
        if self.key is None:
            raise LookupError(self.candidate)
        keys = (first_key(self.key, moment.at),)
        made = Member.model_validate({"id": self.candidate, "membership": "member", "keys": keys, **changes})
        return state.put(made.path, begun(made, self.kind))

    def closed(self, state: State, closing: Closing) -> State:
        """The nomination is used up; after a rejection the next one must wait."""
        nomination = Nomination.of(state, self.candidate)
        if nomination is not None:
            state = state.drop(nomination.path)
            if closing.result == "withdrawn":
                state = taken_back(state, self.candidate, nomination.nominated_by, closing.at)
        found = Application.of(state, self.candidate)
        if found is not None and closing.result in ("rejected", "blocked"):
            until = add(closing.at, bylaws_of(state).periods.nominate_again)
            state = state.keep(found.changed(nominate_from=until))
        return state


def _minutes_now(state: State, typed: Mapping[str, object]) -> object:
    name = typed.get("member")
    member = Member.of(state, name) if isinstance(name, str) else None
    return member.committed_minutes_per_week if member else 0


class ChangeHours(Action):
    """Raise the hours that a person commits. Only the person can reduce them."""

    said: ClassVar[Wording | None] = wording(
        "{member:person} will commit {to_minutes:hours} a week instead of {from_minutes:hours}."
    )
    titled: ClassVar[Wording | None] = wording(
        "Hours of {member} from {from_minutes:hours} to {to_minutes:hours} a week"
    )
    example: ClassVar[str] = "--member dan --to 20h"
    known: ClassVar[Mapping[str, Known]] = MappingProxyType({"from_minutes": _minutes_now})
    concerns: ClassVar[str] = "member"

    action: Literal["change-hours"]
    member: MemberId
    from_minutes: Minutes = Field(description="how many minutes a week it is now")
    to_minutes: Minutes = Field(description="the new minutes a week")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The person is a member and still commits the hours that the change replaces; nobody else may reduce them.

        Votes and wages depend on the hours: a reduction would be an expulsion without any of its steps.
        """
        member = Member.of(state, self.member)
        if self.to_minutes <= self.from_minutes:
            yield finding("own_word", member=self.member, now=self.from_minutes)
        if member is None or member.membership not in ("member", "probationary", "away"):
            yield finding("unknown_member", member=self.member)
        elif member.committed_minutes_per_week != self.from_minutes:
            yield finding(
                "precondition",
                what=f"{self.member} commits {member.committed_minutes_per_week} minutes a week,"
                f" not {self.from_minutes}",
            )
        elif _votes(state, member, self.to_minutes) < _votes(state, member, self.from_minutes):
            yield finding("own_word", member=self.member, now=self.from_minutes)

    def effect(self, state: State, moment: Moment) -> State:
        """The hours are changed; open votes keep their voter lists."""
        member = Member.one(state, self.member)
        return state.keep(member.changed(committed_minutes_per_week=self.to_minutes))


def _votes(state: State, member: Member, minutes: int) -> int:
    """The votes of a person's class with so many minutes a week."""
    return bylaws_of(state).votes_of(member.changed(committed_minutes_per_week=minutes))


class Accept(Body):
    """Accept the founding. You confirm that this is the organisation that you founded."""

    kind: ClassVar[str] = "accept"
    said: ClassVar[Wording | None] = wording("accepts the founding")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is a founder and has not accepted yet."""
        if stating.member.id not in organization_of(state).founding:
            yield finding("precondition", what=f"{stating.member.id} has nothing to accept")

    def effect(self, state: State, stating: Stating) -> State:
        """The founding waits for one founder less."""
        organization = organization_of(state)
        left = tuple(name for name in organization.founding if name != stating.member.id)
        return state.keep(organization.changed(founding=left))


class Resign(Body):
    """Leave the organisation. Your open ballots stay valid, and you keep the wages owed to you."""

    kind: ClassVar[str] = "resign"
    said: ClassVar[Wording | None] = wording("leaves")
    gives_up: ClassVar[bool] = True

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is with the organisation."""
        if not may_move(stating.member.membership, "left", self.kind):
            yield finding("precondition", what=f"{stating.member.id} is no member")

    def effect(self, state: State, stating: Stating) -> State:
        """The person has left, and has no duty and no team."""
        member, at = stating.member, stating.at
        changes: dict[str, object] = {"left_at": at, "duties": ()}
        if member.membership == "probationary":
            # otherwise a person whose probation is about to end could leave, and apply again at once
            changes["applies_from"] = add(at, bylaws_of(state).periods.apply_again)
            state = forget(state, member.id)
        state = state.put(member.path, moved(member, "left", self.kind, **changes))
        return departed(without(state, member.id), member.id, at)
