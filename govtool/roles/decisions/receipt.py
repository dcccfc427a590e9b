"""Receipts: what somebody kept to prove that a ballot was left out of a decision.

A gather signed by the clerk is its own receipt for the ballots in it: one that the decision does not hold proves that
the clerk cheated. A voter's own ballot proves nothing about time, since it can be signed a year later; it is reported
only. Ballots are told apart by the digest of their files, because anybody can give a commit another id.
"""

from __future__ import annotations

from dataclasses import dataclass

from govtool.core.commit import CommitError
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, ProposalNumber
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.ballot import Opening, judge
from govtool.errors import GovtoolError, Refused
from govtool.io.git.commit_evidence import signer_of
from govtool.io.git.git import Git
from govtool.roles.desk.lookup import decision_of
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.book import Book, origins_of
from govtool.roles.minutes.gather import gathered


@dataclass(frozen=True)
class Receipt:
    """The content of a receipt: `findings` make the audit fail, `warnings` are printed, `note` says what it is."""

    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    note: str = ""


def judge_receipt(book: Book, commit: CommitId) -> Receipt:
    """Holds a gather, or a lone ballot, against the decisions on the proposals that its ballots name.

    Raises GovtoolError if the commit is neither.
    """
    is_gather = len(book.git.loose_commit(commit).parents) > 1
    try:
        commits = tuple(gathered(book, commit)) if is_gather else (commit,)
    except Refused:
        commits = ()
    named: dict[ProposalNumber, tuple[Opening, list[CommitId]]] = {}
    for oid in commits:
        opening = event_evidence.opening_named(book, oid)
        if opening is not None:
            named.setdefault(opening.entry.number, (opening, []))[1].append(oid)
    if not named:
        raise GovtoolError(
            f"{commit[:12]} is no receipt: it holds no ballot on a proposal that is on main",
            "name a commit of gather/NUMBER that the clerk signed, or of vote/NUMBER/MEMBER",
        )
    found = [_judge(book, commit, *named[number], is_gather=is_gather) for number in sorted(named)]
    return Receipt(
        tuple(problem for one in found for problem in one.findings),
        tuple(warning for one in found for warning in one.warnings),
        "; ".join(one.note for one in found if one.note),
    )


def _judge(book: Book, commit: CommitId, opening: Opening, ballots: list[CommitId], *, is_gather: bool) -> Receipt:
    number, minute = opening.entry.number, decision_of(book.state, opening.entry)
    then = book.state if minute is None else book.state_before(minute.number)
    if is_gather and not _is_sealed(book, commit, then):
        raise GovtoolError(
            f"{commit[:12]} is no receipt: the clerk did not sign it, or with a key that was spent before the decision",
            "only a ballot receipt of the clerk that decided proves anything",
        )
    if opening.entry.decided is None:
        return Receipt(note=f"proposal {number} is not decided yet; nothing is left out so far")
    if minute is None:
        return Receipt(note=f"proposal {number} was withdrawn; no ballots were counted")
    decided = _decided_ballots(book, opening, minute, then)
    if is_gather:
        return _gather(book, opening, commit, ballots, decided)
    return _lone_ballot(book, opening, commit, decided, then)


def _gather(book: Book, opening: Opening, commit: CommitId, ballots: list[CommitId], decided: set[str]) -> Receipt:
    number, found = opening.entry.number, []
    for paper in event_evidence.ballots(book, opening, ballots):
        if paper.digest not in decided:
            claimed = paper.value.get("voter") if isinstance(paper.value, dict) else None
            voter = claimed if isinstance(claimed, str) else "somebody"
            found.append(finding("omitted_ballot", commit=commit, ballot=paper.commit[:12], voter=voter, number=number))
    note = "" if found else f"all {len(ballots)} ballots of the receipt {commit[:12]} are in the decision on {number}"
    return Receipt(findings=tuple(found), note=note)


def _lone_ballot(book: Book, opening: Opening, commit: CommitId, decided: set[str], then: State) -> Receipt:
    number, paper = opening.entry.number, event_evidence.ballot(book, opening, commit, then)
    if paper.digest and paper.digest in decided:
        return Receipt(note=f"the ballot {commit[:12]} is in the decision on {number}")
    at = opening.entry.decided.at if opening.entry.decided else opening.entry.closes_at
    verdict = judge(then, opening, paper, at)
    if isinstance(verdict, Finding):
        return Receipt(warnings=(verdict.at(commit=commit),))
    return Receipt(warnings=(finding("not_counted", commit=commit, voter=verdict.ballot.voter, number=number),))


def _is_sealed(book: Book, commit: CommitId, then: State) -> bool:
    """Whether a gather is sealed with a key that was the clerk's at the decision. Else whoever holds a spent key could
    receipt a ballot that is signed today, and accuse the clerk who decided.
    """
    try:
        signer = signer_of(book.git.commit(commit), origins_of(then))
    except CommitError:
        return False
    return signer.problem is None and organization_of(then).is_clerk_key(signer.key)


def _decided_ballots(book: Book, opening: Opening, minute: Minute, then: State) -> set[str]:
    """The digests of all ballots that a decision was made with."""
    parents = book.git.loose_commit(book.commit_of(minute.number)).parents
    commits = gathered(book, parents[1]) if len(parents) > 1 else ()
    return {paper.digest for paper in event_evidence.ballots(book, opening, commits, then=then)}


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
