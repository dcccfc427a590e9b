"""A statement with what it brings in from outside: found among all that claims to be it, and judged.

Anybody can push a commit that claims to add the file which a member cites. One that does not hold keeps nobody out:
each is judged by the rule of the statement itself, and the first that it takes is the one.
"""

from __future__ import annotations

from govtool.core.finding import Finding
from govtool.core.ids import CommitId
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.decisions.statement import TakeStatement
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.candidate import Candidates


def judged_statement(
    book: Book, candidates: Candidates, commit: CommitId, at: Instant, state: State | None = None
) -> tuple[TakeStatement, CommitId | None, tuple[Finding, ...]]:
    """The event of a statement, the commit that it brings in where it needs one, and why it is refused.

    `state` is another one than the book's to judge it on, as after statements that are on their way.
    """
    state = book.state if state is None else state
    event = event_evidence.statement(book, commit, at)
    wanted = event.brings(state)
    problems: tuple[Finding, ...] | None = None
    for outside in candidates.outside(wanted) if wanted else ():
        brought = event_evidence.statement(book, commit, at, outside)
        found = tuple(brought.problems(state))
        if not found:
            return brought, outside, ()
        problems = problems or found
    return event, None, tuple(event.problems(state)) if problems is None else problems
