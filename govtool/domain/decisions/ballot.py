"""A ballot: one person's signed choice on one proposal.

The vote is the signed commit that adds the ballot's file and nothing else, on top of any commit of main. The file
names the opening by the digest of its minute. A ballot is known by the SHA-256 of its file. The tally is a function of
the set of such commits; a person is counted once, by the highest `cast`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.evidence import Paper
from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import CommitId, Digest, MemberId, ProposalNumber
from govtool.core.record import FileRecord, SchemaError
from govtool.core.state import State
from govtool.core.tally import Choice
from govtool.core.times import Instant
from govtool.domain.constitution.member import Member, MemberKey, key_finding
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.roll import Voters

TRAILER = "Ballot"


class Ballot(FileRecord):
    """The file `proposals/MONTH/SLUG/votes/M/ME/MEMBER.yaml`. `opening` binds it to the text, the voter list, the
    rules and all history.
    """

    home: ClassVar[Home] = Home("ballot", "proposals/{month}/{slug}/votes/{voter:initials}/{voter}.yaml")

    proposal: ProposalNumber
    opening: Digest = Field(
        description="the digest of the minute that opened it: binds the text, the voter list, the rules and all history"
    )
    voter: MemberId = Field(description="the voter, by id")
    choice: Choice = Field(description="`block` only if the rule allows blocks")
    cast: Annotated[int, Field(ge=1, le=1000)]
    reason: Annotated[str, Field(min_length=1, max_length=2000)] | None = None


@dataclass(frozen=True, slots=True)
class CastBallot:
    """A ballot that counts unless a later one does: the file, its digest and the commit that brought it."""

    ballot: Ballot
    digest: Digest
    commit: CommitId
    data: bytes


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
    def choices(self) -> dict[MemberId, str]:
        """The choices that count, by person."""
        return {cast.ballot.voter: cast.ballot.choice for cast in self.counted}


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
    if ballot.choice == "block" and not any(entry.terms(asked).blocks for asked in entry.asked):
        return finding("choice", paper.path, choice="block")
    problem = key_problem(state, ballot.voter, paper, entry.opened_at, at)
    return problem or CastBallot(ballot, paper.digest, paper.commit, paper.data)


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
            refused.append(Refusal(paper.commit, _claimed_voter(paper), verdict))
        else:
            valid.setdefault(verdict.ballot.voter, []).append(verdict)
    counted: list[CastBallot] = []
    for voter in sorted(valid):
        newest = max(cast.ballot.cast for cast in valid[voter])
        casts = [cast for cast in valid[voter] if cast.ballot.cast == newest]
        if len({cast.ballot.choice for cast in casts}) > 1:
            found = finding("equivocation", voter=voter, cast=newest, next=newest + 1, number=opening.entry.number)
            refused.extend(Refusal(cast.commit, voter, found) for cast in casts)
        else:
            counted.append(min(casts, key=lambda cast: (cast.digest, cast.commit)))
    refused.sort(key=lambda refusal: (refusal.voter, refusal.commit))
    return Count(tuple(counted), tuple(refused))


def _claimed_voter(paper: Paper) -> str:
    """The person whom a file names as its voter, for the message that it was not counted."""
    claimed = paper.value.get("voter") if isinstance(paper.value, dict) else None
    name = paper.path.rsplit("/", 1)[-1].removesuffix(".yaml")
    return claimed if isinstance(claimed, str) else name
