"""Receipts: what somebody kept to prove that a ballot was left out of a decision.

A gather signed by the clerk is its own receipt for the ballots in it: one that the decision does not hold proves that
the clerk cheated. A voter's own ballot proves nothing about time, since it can be signed a year later; it is reported
only. Ballots are told apart by the digest of their files, because anybody can give a commit another id.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govtool.core.commit import CommitError
from govtool.core.evidence import Paper
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId
from govtool.core.minute import newest, newest_number
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions import docket
from govtool.domain.decisions.ballot import Opening, judge
from govtool.errors import GovtoolError, Refused
from govtool.io.git.evidence import gathered, signer_of
from govtool.io.git.git import Git
from govtool.roles.desk.lookup import decision_of
from govtool.roles.minutes import evidence
from govtool.roles.minutes.book import Book

_MOST_GATHERS = 10_000


@dataclass(frozen=True)
class Receipt:
    """What a receipt shows: `findings` make the audit fail, `warnings` are told, `note` says what it is."""

    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    note: str = ""


def judge_receipt(book: Book, commit: CommitId) -> Receipt:
    """Holds a gather, or a lone ballot, against the decision on its proposal. Raises GovtoolError where the commit is
    neither.
    """
    opening = _opening_of(book, commit)
    if opening is None:
        raise GovtoolError(
            f"{commit[:12]} is no receipt: it does not come from the opening of a proposal that stands on main",
            "name a commit of gather/NUMBER that the clerk signed, or of vote/NUMBER/MEMBER",
        )
    is_gather = len(book.git.loose_commit(commit).parents) > 1
    if is_gather and not _is_sealed(book, opening, commit):
        raise GovtoolError(
            f"{commit[:12]} is no receipt: the clerk did not sign it, or with a key that was spent before the decision",
            "only a gather of the clerk that decided proves anything",
        )
    number = opening.entry.number
    if opening.entry.decided is None:
        return Receipt(note=f"proposal {number} is not decided yet; nothing is left out so far")
    if decision_of(book.state, opening.entry) is None:
        return Receipt(note=f"proposal {number} was withdrawn; no ballots were counted")
    decided = {paper.digest for paper in _decided_papers(book, opening)}
    if is_gather:
        return _gather(book, opening, commit, decided)
    return _lone_ballot(book, opening, commit, decided)


def _gather(book: Book, opening: Opening, commit: CommitId, decided: set[str]) -> Receipt:
    number, found, all_ = opening.entry.number, [], 0
    for oid in gathered(book.git, commit, opening.commit):
        if oid == opening.entry.filing:
            continue
        all_ += 1
        paper = evidence.ballot(book, opening, oid)
        if paper.digest not in decided:
            voter = _voter(paper)
            found.append(finding("omitted_ballot", commit=commit, ballot=oid[:12], voter=voter, number=number))
    note = "" if found else f"all {all_} ballots of the receipt {commit[:12]} are in the decision on {number}"
    return Receipt(findings=tuple(found), note=note)


def _lone_ballot(book: Book, opening: Opening, commit: CommitId, decided: set[str]) -> Receipt:
    number, paper = opening.entry.number, evidence.ballot(book, opening, commit)
    if paper.digest and paper.digest in decided:
        return Receipt(note=f"the ballot {commit[:12]} is in the decision on {number}")
    at = opening.entry.decided.at if opening.entry.decided else opening.entry.closes_at
    verdict = judge(book.state, opening, paper, at)
    if isinstance(verdict, Finding):
        return Receipt(warnings=(verdict.at(commit=commit),))
    return Receipt(warnings=(finding("not_counted", commit=commit, voter=verdict.ballot.voter, number=number),))


def _opening_of(book: Book, commit: CommitId) -> Opening | None:
    """The opening that a gather or ballot begins at, as it stands in the book."""
    oid = commit
    for _ in range(_MOST_GATHERS):
        parents = book.git.loose_commit(oid).parents
        if not parents:
            return None
        oid = parents[0]
        if book.is_on_main(oid):
            return _standing_opening(book, oid)
    return None


def _standing_opening(book: Book, commit: CommitId) -> Opening | None:
    state = book.state_at(commit)
    if newest_number(state) is None:
        return None
    minute = newest(state)[0]
    entry = docket.entry_of(book.state, minute.proposal or "") if minute.event == "opened" else None
    if entry is None or entry.minute != minute.number:
        return None
    opening = book.opening(entry)
    # A handover can drop an opening; another one then has its number.
    return opening if opening.commit == commit else None


def _is_sealed(book: Book, opening: Opening, commit: CommitId) -> bool:
    """Whether a gather is sealed with a key that was the clerk's at the decision. Else whoever holds a spent key could
    receipt a ballot that is signed today, and accuse the clerk who decided.
    """
    try:
        signer = signer_of(book.git.commit(commit), book.origins)
    except CommitError:
        return False
    minute = decision_of(book.state, opening.entry)
    before = book.git.first_parent(book.commit_of(minute.number)) if minute is not None else None
    then = book.state_at(before) if before is not None else book.state
    return signer.problem is None and organization_of(then).is_clerk_key(signer.key)


def _decided_papers(book: Book, opening: Opening) -> Iterator[Paper]:
    minute = decision_of(book.state, opening.entry)
    if minute is None:
        return
    parents = book.git.loose_commit(book.commit_of(minute.number)).parents
    if len(parents) > 1:
        for oid in gathered(book.git, parents[1], opening.commit):
            yield evidence.ballot(book, opening, oid)


def _voter(paper: Paper) -> str:
    claimed = paper.value.get("voter") if isinstance(paper.value, dict) else None
    return claimed if isinstance(claimed, str) else "somebody"


def chain_problem(git: Git, book: Book, commit: CommitId, is_clean: bool) -> Finding | None:
    """Why a commit cannot be relied on as one of main: only main's first-parent chain counts, and only where main
    passes its audit. A commit that somebody merely made reachable, in a fork or by a merge, does not.
    """
    try:
        git.loose_commit(commit)
        holds = book.is_on_main(commit)
    except Refused:
        holds = False
    return None if holds and is_clean else finding("not_on_main", commit=commit[:12])
