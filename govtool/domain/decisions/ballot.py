"""A ballot: one person's signed vote on one proposal: a choice for or against it or, if it has options, a ranking of
them or those that the person approves.

The vote is the signed commit that adds the ballot's file and nothing else, on top of any commit of main. The file
names the opening by the digest of its minute. A ballot is known by the SHA-256 of its file. The tally is a function of
the set of such commits; a person is counted once, by the highest `cast`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Protocol, Self, TypeVar

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.evidence import Paper
from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import CommitId, Digest, MemberId, ProposalNumber, Slug
from govtool.core.ranked import NONE, Ranking, approving, normal
from govtool.core.record import FileRecord, SchemaError, optional
from govtool.core.state import State
from govtool.core.tally import Choice
from govtool.core.times import Instant
from govtool.domain.constitution.member import Member, MemberKey, key_finding
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.roll import Voters

TRAILER = "Ballot"
MAX_NAMES = 100
"""The most options that a ballot can name at all; a choice has fewer."""

Vote = Choice | Ranking
"""The vote on a ballot: a choice or, of options, a ranking in its normal form."""
Votes = Mapping[MemberId, Vote]
_Options = Annotated[tuple[Slug, ...], Field(max_length=MAX_NAMES)]


@dataclass(frozen=True)
class Said:
    """The vote of a person in one of the three forms, as they wrote it."""

    choice: Choice | None = None
    ranking: Ranking | None = None
    approve: tuple[str, ...] | None = None

    @property
    def words(self) -> str:
        """As people type it: `for`, `red-keys,spwc=none`; `none` if nothing is approved."""
        if self.choice is not None:
            return self.choice
        if self.approve is not None:
            return ",".join(self.approve) or NONE
        return ",".join("=".join(tier) for tier in self.ranking or () if tier) or "abstain"

    def data(self) -> dict[str, object]:
        """The field of the ballot that says it."""
        fields = {"choice": self.choice, "ranking": self.ranking, "approve": self.approve}
        return {name: value for name, value in fields.items() if value is not None}


class Ballot(FileRecord):
    """The file `proposals/MONTH/SLUG/votes/M/ME/MEMBER.yaml`. `opening` binds it to the text, the voter list, the
    rules and all history. It has one of `choice`, `ranking` and `approve`, as the proposal asks.
    """

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [name]} for name in ("choice", "ranking", "approve")]}
    )
    home: ClassVar[Home] = Home("ballot", "proposals/{month}/{slug}/votes/{voter:initials}/{voter}.yaml")

    proposal: ProposalNumber
    opening: Digest = Field(
        description="the digest of the minute that opened it: binds the text, the voter list, the rules and all history"
    )
    voter: MemberId = Field(description="the voter, by id")
    choice: Choice | None = optional("`block` only if the rule allows blocks; on options only `abstain`")
    ranking: Annotated[tuple[_Options, ...], Field(max_length=MAX_NAMES)] | None = optional(
        "on options, the best first; those in one list are equal, and those that it does not name come last"
    )
    approve: _Options | None = optional("on options, those that are better than none")
    cast: Annotated[int, Field(ge=1, le=1000)]
    reason: Annotated[str, Field(min_length=1, max_length=2000)] | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if [self.choice, self.ranking, self.approve].count(None) != 2:
            raise PydanticCustomError("vote", "must have one of choice, ranking and approve")
        return self

    @property
    def says(self) -> Said:
        """The vote on it, as it was written."""
        return Said(self.choice, self.ranking, self.approve)


@dataclass(frozen=True, slots=True)
class CastBallot:
    """A ballot that counts unless a later one does: the file, its digest and the commit that brought it."""

    ballot: Ballot
    vote: Vote
    digest: Digest
    commit: CommitId
    data: bytes

    @property
    def cast(self) -> int:
        """Which ballot of its voter it is, counted from 1."""
        return self.ballot.cast


class Cast(Protocol):
    """As much of a ballot as decides which one of a person counts."""

    @property
    def cast(self) -> int: ...
    @property
    def vote(self) -> Vote: ...
    @property
    def digest(self) -> Digest: ...
    @property
    def commit(self) -> CommitId: ...


C = TypeVar("C", bound=Cast)


@dataclass(frozen=True)
class Opening:
    """The opening against which ballots on a proposal are judged: its entry and the digest of its minute."""

    entry: DocketEntry
    digest: Digest

    voters: Voters = field(compare=False)

    @classmethod
    def of(cls, state: State, entry: DocketEntry) -> Opening:
        """The opening of an entry, from a state that holds its minute and its rolls. Raises LookupError if there is no
        minute book.
        """
        return cls(entry, docket.opening_of(state, entry), entry.voters(state))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A ballot that is not counted: the claimed voter if there is one, and the reason."""

    commit: CommitId
    voter: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Count:
    """The ballots that count, one for each person and sorted by person, and those that do not."""

    counted: tuple[CastBallot, ...]
    refused: tuple[Refusal, ...]

    @property
    def votes(self) -> dict[MemberId, Vote]:
        """The votes that count, by person."""
        return {cast.ballot.voter: cast.vote for cast in self.counted}

    @property
    def words(self) -> dict[MemberId, str]:
        """The votes that count as people type them, by person."""
        return {cast.ballot.voter: cast.ballot.says.words for cast in self.counted}


def ballot_path(entry: DocketEntry, voter: MemberId) -> str:
    """The path of a person's ballot."""
    _, month, slug = entry.folder.split("/")
    return Ballot.home.path(month, slug, voter)


def judge(state: State, opening: Opening, paper: Paper, at: Instant) -> CastBallot | Finding:
    """The ballot that a commit casts, or why it does not count."""
    if paper.problem is not None:
        return paper.problem
    try:
        ballot = Ballot.read(paper.value, paper.path)
    except SchemaError as error:
        return error.findings[0]
    entry = opening.entry
    if ballot.opening != opening.digest or ballot.proposal != entry.number:
        return finding("opening", paper.path, number=entry.number)
    if paper.path != ballot_path(entry, ballot.voter):
        return finding(
            "extra_path",
            paper.path,
            what=f"a ballot of {ballot.voter} belongs at {ballot_path(entry, ballot.voter)}",
        )
    if paper.trailers.get(TRAILER) != paper.digest:
        return finding("trailer", paper.path, trailer=TRAILER, what="it must name the digest of the ballot's file")
    if ballot.voter not in opening.voters:
        return finding("not_in_electorate", paper.path, voter=ballot.voter, number=entry.number)
    vote = vote_of(entry, ballot.says)
    if isinstance(vote, Finding):
        return vote.at(paper.path)
    problem = key_problem(state, ballot.voter, paper, entry.opened_at, at)
    return problem or CastBallot(ballot, vote, paper.digest, paper.commit, paper.data)


_FIELDS = {None: "choice", "ranked": "ranking", "approval": "approve"}


def vote_of(entry: DocketEntry, said: Said) -> Vote | Finding:
    """The vote of a person, by the kind of ballot of the proposal; a finding if it is of another kind.

    Everybody can abstain, whatever the kind.
    """
    options = [option.option for option in entry.options]
    asked_for = _FIELDS[entry.ballot]
    try:
        if said.choice is not None and (not options or said.choice == "abstain"):
            if said.choice == "block" and not any(entry.terms(asked).blocks for asked in entry.asked):
                return finding("choice", choice="block")
            return () if options else said.choice
        if asked_for == "ranking" and said.ranking is not None:
            return normal(options, said.ranking)
        if asked_for == "approve" and said.approve is not None and NONE not in said.approve:
            return approving(options, said.approve)
    except ValueError as error:
        return finding("schema", where=asked_for, what=str(error))
    more = " of its options, without none" if asked_for == "approve" else ""
    return finding("schema", where="the ballot", what=f"proposal {entry.number} asks for {asked_for}{more}")


def key_problem(state: State, voter: MemberId, paper: Paper, opened_at: Instant, at: Instant) -> Finding | None:
    """Why a signature is not the voter's; None if it is.

    The key must have been active at the opening or be active now, and must not be revoked now. Dates of commits are
    ignored: anybody can write one.
    """
    name = paper.signer.name
    if paper.signer.problem is not None:
        return paper.signer.problem
    if organization_of(state).was_clerk_key(paper.signer.key):
        return key_finding("key_role", name, voter)
    member = Member.of(state, voter)
    key = member.key(paper.signer.key) if member else None
    if key is None:
        return key_finding("key_unknown", name, voter)
    return _time_problem(key, opened_at, at, name, voter)


def _time_problem(key: MemberKey, opened_at: Instant, at: Instant, name: str, voter: MemberId) -> Finding | None:
    if key.is_revoked(at):
        return key_finding("key_revoked", name, voter)
    if key.use != "sign":
        return key_finding("key_use", name, voter)
    # Within the second of the opening the order is unknown. A key that others gave then is too new, and a key that its
    # owner retired then still was the voter's.
    given_at_once = key.votes_from == opened_at == key.active_at
    if key.votes_from is not None and (key.votes_from > opened_at or given_at_once):
        return finding("key_too_new", key=name, voter=voter, votes_from=key.votes_from)
    if not key.was_active_in(opened_at) and not key.is_active(at):
        return key_finding("key_retired", name, voter)
    return None


def count(state: State, opening: Opening, papers: Iterable[Paper], at: Instant) -> Count:
    """Judges a set of commits: the ballots that count, and the others with the reasons. Order does not matter."""
    valid: dict[MemberId, list[CastBallot]] = {}
    refused: list[Refusal] = []
    for paper in papers:
        verdict = judge(state, opening, paper, at)
        if isinstance(verdict, Finding):
            refused.append(Refusal(paper.commit, claimed_voter(paper), verdict))
        else:
            valid.setdefault(verdict.ballot.voter, []).append(verdict)
    counted, contradicting = newest(opening, valid)
    refused = sorted((*refused, *contradicting), key=lambda refusal: (refusal.voter, refusal.commit))
    return Count(tuple(counted), tuple(refused))


def newest(opening: Opening, valid: Mapping[MemberId, Sequence[C]]) -> tuple[list[C], list[Refusal]]:
    """Of valid ballots the newest of each person, sorted by person; and the newest ones that contradict each other, of
    which none counts.
    """
    counted: list[C] = []
    refused: list[Refusal] = []
    for voter in sorted(valid):
        last = max(each.cast for each in valid[voter])
        casts = [each for each in valid[voter] if each.cast == last]
        if len({each.vote for each in casts}) > 1:
            found = finding("equivocation", voter=voter, cast=last, next=last + 1, number=opening.entry.number)
            refused.extend(Refusal(each.commit, voter, found) for each in casts)
        else:
            counted.append(min(casts, key=lambda each: (each.digest, each.commit)))
    return counted, refused


def claimed_voter(paper: Paper) -> str:
    """The person whom a file names as its voter, for the message that it was not counted."""
    claimed = paper.value.get("voter") if isinstance(paper.value, dict) else None
    name = paper.path.rsplit("/", 1)[-1].removesuffix(".yaml")
    return claimed if isinstance(claimed, str) else name
