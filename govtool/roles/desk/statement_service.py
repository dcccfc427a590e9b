"""Making a statement at a member's desk: numbered, judged as the clerk will judge it, signed, sent.

It refuses whatever the clerk would refuse, before anything is signed, so no key is touched and no number used in vain.
It judges the statement on the state after the person's own statements that are still on their way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from govtool.core.evidence import Paper
from govtool.core.finding import Finding
from govtool.core.ids import CommitId
from govtool.core.state import State
from govtool.core.times import Duration, Instant, add, duration_seconds, instant_of, seconds_of
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions.statement import TRAILER, Statement, TakeStatement, last_number, read_body
from govtool.errors import GovtoolError, Refused
from govtool.io.git.remote import LostRace
from govtool.roles.clerk.intake import judged_statement
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.outbox import Place, taken_back_by
from govtool.roles.desk.paper_service import sign_paper, unsigned_paper
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.branch import statement_branch, statement_on
from govtool.roles.minutes.candidate import Candidates

Delivery = Literal["signed", "delivered"]
# How long a statement is good for where nothing has happened for so long that its usual time would be over.
_AFTER_SLEEP = "P7D"
_TRIES = 10


@dataclass(frozen=True)
class StatementSent:
    """A statement that was signed: its commit, branch and number, and how far it has come."""

    commit: CommitId
    branch: str
    number: int
    state: Delivery


@dataclass(frozen=True)
class Pending:
    """A statement of mine that main does not hold yet. `findings` are why the clerk will not take it."""

    branch: str
    commit: CommitId
    statement: Statement | None
    is_delivered: bool
    findings: tuple[Finding, ...]


def on_their_way(desk: Desk, places: Mapping[str, Place] | None = None) -> tuple[State, tuple[Pending, ...]]:
    """My statements that main does not hold yet, by number, and the state once those that can be taken are taken.
    `places` are their branches if somebody looked at them already.
    """
    state, found = desk.book.state, []
    candidates = Candidates(desk.git, desk.remote)
    for branch, place in (_places(desk) if places is None else places).items():
        is_delivered = place.waiting is None or desk.outbox.is_stranded(place)
        commit = place.there or place.sent if is_delivered else place.waiting
        if commit is None:
            continue
        make, _, problems = judged_statement(desk.book, candidates, commit, desk.at, state)
        for below in candidates.beneath(commit, TRAILER) if problems and is_delivered else ():
            # somebody put a commit on top of it: the clerk takes the first good one
            other, _, against = judged_statement(desk.book, candidates, below, desk.at, state)
            if not against:
                commit, make, problems = below, other, ()
                break
        path = make.paper.path
        if path and desk.book.state.data(path) is not None and desk.book.state.data(path) == make.paper.data:
            continue
        if not problems:
            try:
                state = make.apply(state)[0]
            except Refused as error:
                problems = error.findings
        found.append(Pending(branch, commit, _read(make.paper), is_delivered, problems))
    return state, tuple(found)


def _read(paper: Paper) -> Statement | None:
    try:
        return None if paper.problem else Statement.read(paper.value, paper.path)
    except Refused:
        return None


def _places(desk: Desk) -> Mapping[str, Place]:
    """The branches of my statements that main does not hold yet: as they were fetched last, sent to a fork of mine, or
    waiting in the outbox.
    """
    places = desk.outbox.places(f"statement/{desk.member.id}/")
    last = last_number(desk.book.state, desk.member.id)
    return {branch: place for branch, place in places.items() if _number_of(branch) > last}


def _number_of(branch: str) -> int:
    stated = statement_on(branch)
    return stated[1] if stated else 0


def make_statement(
    desk: Desk,
    kind: str,
    body: dict[str, object],
    outside: CommitId | None = None,
    *,
    instead_of: Place | None = None,
) -> StatementSent:
    """Signs a statement of mine and sends it, or keeps it in the outbox where the remote cannot be reached.

    `outside` is the commit of somebody without a record that it brings in. `instead_of` is a paper that waits in the
    outbox and leaves it as this one is put there.

    Its number follows my last one that is taken or can be; a number that went to a refused statement is used again. If
    another command of mine uses the number first, here or on another computer, it is signed again under the next one.
    Raises Refused, before anything is signed, with every reason for which the clerk would refuse it.
    """
    for _ in range(_TRIES):
        paper, number, place = judge_statement(desk, kind, body, outside)
        commit = sign_paper(desk, paper, TRAILER, f"State {kind} ({desk.member.id} {number})")
        try:
            sent = desk.send(place, commit, instead_of=instead_of, main=desk.head, races=True)
        except LostRace:
            desk.look_again()
            mine = desk.outbox.place(place.branch)
            # if it was kept before the remote was asked, the next try takes it out as it puts the new one in
            instead_of = mine if mine.waiting == commit else instead_of
            continue
        return StatementSent(commit, place.branch, number, "delivered" if sent else "signed")
    raise LostRace(
        "other commands of yours take every number first", "see what you signed, then try again: govtool status"
    )


@dataclass(frozen=True)
class Stranded:
    """A statement that was signed here and cannot be sent, as another computer used its number meanwhile."""

    place: Place
    commit: CommitId
    number: int
    statement: Statement | None


def stranded(desk: Desk) -> tuple[Stranded, ...]:
    """My statements that can never be sent as they are, by number."""
    found = []
    for place in desk.outbox.stranded(f"statement/{desk.member.id}/"):
        commit = place.waiting or ""
        paper = event_evidence.statement(desk.book, commit, desk.at).paper
        found.append(Stranded(place, commit, _number_of(place.branch), _read(paper)))
    return tuple(found)


def sign_again(desk: Desk, paper: Stranded) -> StatementSent:
    """Signs what a stranded statement says under my next number. Raises Refused, with every reason against it."""
    made = paper.statement
    if made is None:
        raise GovtoolError(f"your statement {paper.number} cannot be read", taken_back_by(paper.place.branch))
    wanted = event_evidence.statement(desk.book, paper.commit, desk.at).brings(desk.book.state)
    brought = Candidates(desk.git, desk.remote).outside(wanted) if wanted else ()
    return make_statement(desk, made.kind, dict(made.body), next(iter(brought), None), instead_of=paper.place)


def judge_statement(
    desk: Desk, kind: str, body: dict[str, object], outside: CommitId | None = None
) -> tuple[Paper, int, Place]:
    """A statement of mine before it is signed, its number, and its branch as it was looked at. Raises Refused, with
    every reason for which the clerk would refuse it. Signs nothing.
    """
    places = _places(desk)
    state, _ = on_their_way(desk, places)
    number = last_number(state, desk.member.id) + 1
    branch = statement_branch(desk.member.id, number)
    not_after = deadline(desk.book.newest[0].at, desk.at, bylaws_of(state).periods.statement)
    path = Statement.home.path(desk.member.id, number)
    meant = Statement(member=desk.member.id, number=number, not_after=not_after, kind=kind, body=body)
    # in the order of the fields, as its file must be
    statement = meant.changed(body=read_body(meant, state.catalogue, path).data())
    paper = unsigned_paper(desk, statement, path, desk.book.page.good, TRAILER)
    # refuses, with every reason, what the clerk would refuse, before a key is touched
    brought = event_evidence.from_outside(desk.book, outside) if outside else None
    TakeStatement(desk.at, paper, desk.at, event_evidence.KEYS, brought).apply(state)
    return paper, number, places.get(branch, Place(branch))


def deadline(newest: Instant, now: Instant, period: Duration) -> Instant:
    """Until when a paper that is signed now is good: counted from the newest minute, or a few days from now.

    The few days are half of the period at most: the minute that follows may be dated a little before now.
    """
    usual = add(newest, period)
    half = instant_of(seconds_of(now) + duration_seconds(period) // 2)
    return max(usual, min(add(now, _AFTER_SLEEP), half))
