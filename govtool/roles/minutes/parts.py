"""Parts of main verified side by side, one on each core.

A part is judged from the state that the commit before it claims, and the part before must reach that very commit
without a finding. So all of main follows from the founding, as in one pass. If there is a finding in any part, nothing
is concluded, and the audit goes through main in one pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from govtool.core.finding import Finding
from govtool.core.ids import CommitId
from govtool.domain.decisions.docket import DocketEntry
from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.git.place import Place
from govtool.roles.minutes.audit_report import Progress, no_progress
from govtool.roles.minutes.book import Book, book_at
from govtool.roles.minutes.filed_text import differences
from govtool.roles.minutes.processes import pool
from govtool.roles.minutes.verification import verify

LEAST = 250
"""The fewest commits of main for which another process is started: its start takes as long as some hundred of them."""


class Part(NamedTuple):
    """Commits of main in their order, to be verified from the state that the commit `since` claims."""

    place: Place
    founded: CommitId
    since: CommitId
    commits: tuple[CommitId, ...]


class Counted(NamedTuple):
    """The sums of a part without a finding: events by name, ballots, signatures, and the warnings of the audit."""

    events: Counter[str]
    ballots: int
    signatures: int
    warnings: tuple[Finding, ...]


def count_taken(book: Book, commit: CommitId) -> Counted:
    """The sums of one event, whose commit was just taken into the book."""
    minute = book.newest[0]
    counted = minute.counted or 0
    entry = DocketEntry.of(book.state, minute.proposal or "") if minute.event == "opened" else None
    warnings = tuple(found.at(commit=commit) for found in differences(book, entry)) if entry is not None else ()
    return Counted(Counter({minute.event: 1}), counted, 1 + counted + (minute.event == "stated"), warnings)


def verify_part(part: Part) -> Counted | None:
    """The sums of a part; None if it has a finding."""
    found = _verified(Git(part.place), part.founded, part.since, part.commits, no_progress)
    return found[1] if found is not None else None


def _verified(
    git: Git, founded: CommitId, since: CommitId, commits: Sequence[CommitId], progress: Progress
) -> tuple[Book, Counted] | None:
    try:
        book, counted = book_at(git, since, founded=founded), []
        for done, commit in enumerate(commits, start=1):
            before = book.newest[1]
            if verify(book, commit):
                return None
            if book.newest[1] != before:
                counted.append(count_taken(book, commit))
            progress(done, len(commits))
    except GovtoolError:
        return None
    return book, summed(counted)


def summed(found: Sequence[Counted]) -> Counted:
    """Several counts as one, their warnings in the same order."""
    events = sum((each.events for each in found), Counter[str]())
    warnings = tuple(warning for each in found for warning in each.warnings)
    return Counted(events, sum(each.ballots for each in found), sum(each.signatures for each in found), warnings)


def side_by_side(
    git: Git, founded: CommitId, commits: Sequence[CommitId], parts: int, progress: Progress
) -> tuple[Book, Counted] | None:
    """The book at the last commit and what all commits count for, verified in so many parts; None if one pass must tell
    what is found. This process verifies the last part, so that the book is at hand.
    """
    from concurrent.futures import BrokenExecutor

    length = -(-len(commits) // parts)
    pieces = [tuple(commits[start : start + length]) for start in range(0, len(commits), length)]
    since = [founded, *(piece[-1] for piece in pieces)]
    others = [Part(git.place, founded, *each) for each in zip(since[:-2], pieces[:-1], strict=True)]

    def told(done: int, mine: int) -> None:
        # The parts are of one length, so this one stands for all.
        progress(len(commits) * done // mine, len(commits))

    with pool(max(1, len(others))) as workers:
        waiting = [workers.submit(verify_part, other) for other in others]
        mine = _verified(git, founded, since[-2], pieces[-1], told)
        try:
            counted = [future.result() for future in waiting] if mine is not None else [None]
        except BrokenExecutor:  # somebody killed it, or the memory was not enough for two
            return None
    whole = [each for each in counted if each is not None]
    if mine is None or len(whole) != len(counted):
        return None
    return mine[0], summed([*whole, mine[1]])
