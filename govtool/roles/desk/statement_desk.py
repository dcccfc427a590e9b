"""Making a statement at a member's desk: numbered, judged as the clerk will judge it, signed, sent.

What the clerk would refuse is refused before anything is signed, so that no key is touched and no number used in vain.
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
from govtool.domain.decisions.statement import TRAILER, Make, Statement, last_number, path_of, read_body
from govtool.errors import Refused
from govtool.roles.clerk.bringing import judged_statement
from govtool.roles.desk.desk import OUTBOX, Desk
from govtool.roles.desk.paper_desk import unsigned_paper
from govtool.roles.minutes import evidence
from govtool.roles.minutes.branch import statement_branch
from govtool.roles.minutes.candidate import Candidates

Delivery = Literal["signed", "delivered"]
# How long a statement is good for where nothing has happened for so long that its usual time would be over.
_AFTER_SLEEP = "P7D"


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


def on_their_way(desk: Desk) -> tuple[State, tuple[Pending, ...]]:
    """My statements that main does not hold yet, by number, and the state once those that can be taken are taken."""
    state, found = desk.book.state, []
    candidates = Candidates(desk.git, desk.remote)
    for branch, (commit, is_delivered) in sorted(_branches(desk).items()):
        make, _, problems = judged_statement(desk.book, candidates, commit, desk.at, state)
        path = make.paper.path
        if path and desk.book.state.data(path) is not None and desk.book.state.data(path) == make.paper.data:
            continue
        if not problems:
            try:
                state = make.apply(state)[0]
            except Refused as error:
                problems = error.findings
        statement = None if make.paper.problem else _read(make.paper)
        found.append(Pending(branch, commit, statement, is_delivered, problems))
    return state, tuple(found)


def _read(paper: Paper) -> Statement | None:
    try:
        return Statement.read(paper.value, paper.path)
    except Refused:
        return None


def _branches(desk: Desk) -> Mapping[str, tuple[CommitId, bool]]:
    """My statement branches as they were fetched last, and over them those that wait in the outbox."""
    prefix = f"statement/{desk.member.id}/"
    last = last_number(desk.book.state, desk.member.id)
    found = {branch: (oid, True) for branch, oid in desk.remote.branches(prefix).items()}
    for ref, oid in desk.git.refs(OUTBOX + prefix).items():
        found[ref.removeprefix(OUTBOX)] = (oid, False)
    return {branch: value for branch, value in found.items() if _number_of(branch) > last}


def _number_of(branch: str) -> int:
    name = branch.rsplit("/", 1)[-1]
    return int(name) if name.isascii() and name.isdigit() else 0


def make_statement(desk: Desk, kind: str, body: dict[str, object], outside: CommitId | None = None) -> StatementSent:
    """Signs a statement of mine and sends it, or keeps it in the outbox where the remote cannot be reached.

    `outside` is the commit of somebody without a record that it brings in.

    Its number follows my last one that is taken or can be; a number that went to a refused statement is used again.
    Raises Refused, before anything is signed, with every reason for which the clerk would refuse it.
    """
    paper, number = _judged(desk, kind, body, outside)
    path, parent = path_of(desk.member.id, number), desk.book.page.good
    title = f"State {kind} ({desk.member.id} {number})"
    commit = desk.sign_file(parent, desk.book.layout.place(path), paper.data, TRAILER, title)
    branch = statement_branch(desk.member.id, number)
    return StatementSent(commit, branch, number, "delivered" if desk.send(branch, commit) else "signed")


def judge_statement(desk: Desk, kind: str, body: dict[str, object]) -> None:
    """Raises Refused, with every reason for which the clerk would refuse a statement of mine. Signs nothing."""
    _judged(desk, kind, body, None)


def _judged(desk: Desk, kind: str, body: dict[str, object], outside: CommitId | None) -> tuple[Paper, int]:
    """A statement of mine before it is signed, and its number. Raises Refused."""
    state, _ = on_their_way(desk)
    number = last_number(state, desk.member.id) + 1
    not_after = deadline(desk.book.newest[0].at, desk.at, bylaws_of(state).periods.statement)
    path = path_of(desk.member.id, number)
    meant = Statement(member=desk.member.id, number=number, not_after=not_after, kind=kind, body=body)
    # in the order of the fields, as its file must be
    statement = meant.changed(body=read_body(meant, state.catalogue, path).data())
    paper = unsigned_paper(desk, statement, path, desk.book.page.good, TRAILER)
    # refuses, with every reason, what the clerk would refuse, before a key is touched
    brought = evidence.from_outside(desk.book, outside) if outside else None
    Make(desk.at, paper, desk.at, evidence.KEYS, brought).apply(state)
    return paper, number


def deadline(newest: Instant, now: Instant, period: Duration) -> Instant:
    """Until when a paper that is signed now is good: counted from the newest minute, or a few days from now.

    The few days are half of the period at most: the minute that follows may be dated a little before now.
    """
    usual = add(newest, period)
    half = instant_of(seconds_of(now) + duration_seconds(period) // 2)
    return max(usual, min(add(now, _AFTER_SLEEP), half))
