"""A glance at a vote with very many ballots: its figures, without the ballots one by one.

The first look reads and judges every ballot, in several processes if there are many. The figures are kept beside the
pins, with all that they were computed from: the ballots that are here, the people and their keys, and the docket's
entry. They hold until the next key of a voter begins or ends. Until then, and while all of that is the same, a look
needs no ballot.

For the screen only. The audit, the clerk and the guard never look here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, NamedTuple

from govtool.core.evidence import Paper
from govtool.core.finding import Finding
from govtool.core.ids import CommitId, Digest, MemberId, digest_of
from govtool.core.spread import Part
from govtool.core.state import State
from govtool.core.tally import Sums, tally_of
from govtool.core.times import Instant, instants_in
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.ballot import CastBallot, Refusal, Vote, claimed_voter, judge, newest
from govtool.domain.decisions.decision import Outcome, outcome_from, outcome_of, sums_of
from govtool.domain.decisions.docket import DocketEntry
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import LARGE, arrived_on, decision_of
from govtool.roles.desk.sealed_file import SealedFile
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.event_evidence import in_pieces

_MOST_REFUSED = 200
_NEVER = "9999-12-31T23:59:59Z"


@dataclass(frozen=True)
class Glance:
    """The figures of a vote. `counted` ballots count; the clerk has `received` so many of them. `refused` are the
    others with the reasons, and so many people are `silent`.
    """

    outcome: Outcome
    counted: int
    received: int
    refused: tuple[Refusal, ...]
    silent: int


class _Heard(NamedTuple):
    """A valid ballot, as far as the count needs it."""

    voter: MemberId
    cast: int
    vote: Vote
    digest: Digest
    commit: CommitId


class _Piece(NamedTuple):
    """Some ballots, judged; `until` is when the first key of their voters begins or ends after that time."""

    heard: list[_Heard]
    refused: list[Refusal]
    until: Instant


def glance_at(desk: Desk, entry: DocketEntry) -> Glance | None:
    """The figures of a vote; None if it has so few ballots that all of them can be shown, or is a choice that is over.

    Those of a vote that is over are in the minute of its decision, which this computer verified.
    """
    if not entry.is_open:
        return _decided(desk, entry)
    return kept_at(desk, entry) or _first(desk, entry, _file(desk, entry))


def kept_at(desk: Desk, entry: DocketEntry) -> Glance | None:
    """The figures of an open vote that an earlier look here has kept, if they hold still."""
    file = _file(desk, entry)
    return _kept(file.read(), desk, entry) if file is not None else None


def _decided(desk: Desk, entry: DocketEntry) -> Glance | None:
    minute = decision_of(desk.book.state, entry)
    counted = minute.counted or 0 if minute is not None else 0
    if entry.decided is None or entry.options or counted <= LARGE:
        return None
    sums = (sums_of(question, 0, 0) for question in entry.decided.questions)
    tallies = [(asked, tally_of(entry.terms(asked), each)) for asked, each in zip(entry.asked, sums, strict=True)]
    silent = len(desk.book.opening(entry).voters.everybody) - counted
    return Glance(outcome_from(tallies), counted, counted, (), silent)


def _file(desk: Desk, entry: DocketEntry) -> SealedFile | None:
    """The file of the figures, with all that they are computed from. None if the registry cannot say whether people
    changed.
    """
    state, remote = desk.book.state, desk.remote
    people = state.stamp(Member.home.top)
    opening = desk.book.opening(entry).digest
    if people is None:
        return None
    heads = {
        "gather": remote.head(f"gather/{entry.number}") or "",
        **remote.branches(f"vote/{entry.number}/"),
        **remote.requests(),
    }
    computed_from = {
        "opening": opening,
        "entry": digest_of(entry.as_file),
        "people": people,
        "organization": digest_of(organization_of(state).as_file),
        "ballots": digest_of("".join(f"{name} {head}\n" for name, head in sorted(heads.items())).encode()),
    }
    folder = desk.trust.path.parent / "figures"
    return SealedFile(folder / f"{opening.removeprefix('sha256:')}.json", computed_from)


def _first(desk: Desk, entry: DocketEntry, file: SealedFile | None) -> Glance | None:
    arrived = arrived_on(desk, entry)
    if len(arrived.commits) <= LARGE:
        return None
    use = partial(_judged, entry.number, arrived.at)
    pieces = in_pieces(desk.book, arrived.opening, arrived.commits, use, progress=desk.progress)
    valid: dict[MemberId, list[_Heard]] = {}
    for heard in (each for piece in pieces for each in piece.heard):
        valid.setdefault(heard.voter, []).append(heard)
    counted, contradicting = newest(arrived.opening, valid)
    refused = sorted(
        [*contradicting, *(each for piece in pieces for each in piece.refused)],
        key=lambda refusal: (refusal.voter, refusal.commit),
    )
    gathered = frozenset(arrived.gathered)
    found = Glance(
        outcome=outcome_of(arrived.opening, {each.voter: each.vote for each in counted}),
        counted=len(counted),
        received=sum(each.commit in gathered for each in counted),
        refused=tuple(refused),
        silent=len(arrived.opening.voters.everybody) - len(counted),
    )
    if file is not None and len(refused) <= _MOST_REFUSED and not entry.options:
        file.write(_plain(found, arrived.at, min(piece.until for piece in pieces)))
    return found


def _judged(number: str, at: Instant, book: Book, papers: tuple[Paper, ...]) -> _Piece:
    """Some ballots, judged in the book as it is. Runs in a process of its own."""
    entry = DocketEntry.one(book.state, number)
    opening = book.opening(entry)
    heard, refused, voters = list[_Heard](), list[Refusal](), set[str]()
    for paper in papers:
        verdict = judge(book.state, opening, paper, at)
        voter = verdict.ballot.voter if isinstance(verdict, CastBallot) else claimed_voter(paper)
        voters.add(voter)
        if isinstance(verdict, CastBallot):
            heard.append(_Heard(voter, verdict.cast, verdict.vote, verdict.digest, verdict.commit))
        else:
            refused.append(Refusal(paper.commit, voter, verdict))
    return _Piece(heard, refused, _until(book.state, voters, at))


def _until(state: State, voters: Iterable[str], at: Instant) -> Instant:
    """The first time after `at` in the records of some people: until then each of their keys stays as it is."""
    times = (time for voter in voters for time in _times(state, voter) if time > at)
    return min(times, default=_NEVER)


def _times(state: State, voter: str) -> list[Instant]:
    try:
        data = state.data(Member.home.path(voter))
    except ValueError:
        return []
    return instants_in(data or b"")


# As a file ---------------------------------------------------------------------------------------------------------


def _plain(glance: Glance, at: Instant, until: Instant) -> dict[str, Any]:
    refused = [
        [each.commit, each.voter, each.finding.code, each.finding.path, dict(each.finding.values)]
        for each in glance.refused
    ]
    return {
        "at": at,
        "until": until,
        "sums": [asdict(tally.sums) for _, tally in glance.outcome.tallies],
        "counted": glance.counted,
        "received": glance.received,
        "silent": glance.silent,
        "refused": refused,
    }


def _sums(kept: dict[str, Any]) -> Sums:
    parts = kept["parts"]
    return Sums(**{**kept, "parts": None if parts is None else tuple(Part(**part) for part in parts)})


def _kept(content: Any, desk: Desk, entry: DocketEntry) -> Glance | None:
    """The figures that were kept; None if there are none, or the time for which they hold is over."""
    try:
        if not content["at"] <= desk.at < content["until"]:
            return None
        sums = [_sums(each) for each in content["sums"]]
        tallies = [(asked, tally_of(entry.terms(asked), each)) for asked, each in zip(entry.asked, sums, strict=True)]
        refused = tuple(
            Refusal(commit, voter, Finding(code, path, values=values))
            for commit, voter, code, path, values in content["refused"]
        )
        figures = {name: int(content[name]) for name in ("counted", "received", "silent")}
    except (KeyError, TypeError, ValueError):
        return None
    return Glance(outcome_from(tallies), refused=refused, **figures)
