"""Publishing from a member's desk: the commit is judged as the clerk will judge it, sent, and then named in a
statement.
"""

from __future__ import annotations

from collections.abc import Iterator

from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.errors import GovtoolError, Refused
from govtool.io.git.git import Change
from govtool.roles.clerk.publication import LONGEST_WAY, base_of
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import StatementSent, make_statement
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.verification import free_problem


def changes_of(desk: Desk, commit: CommitId) -> tuple[Change, ...]:
    """The changes that a commit would make on main. Raises as `publish` does."""
    book = desk.book
    if book.git.is_ancestor(commit, book.page.head):
        raise GovtoolError(f"main holds {commit[:12]} already", "govtool log")
    base = base_of(book, commit)
    if base is None:
        raise Refused(list(_problems(book, commit)))
    return tuple(book.git.changes(book.git.loose_commit(base).tree, book.git.loose_commit(commit).tree))


def publish(desk: Desk, commit: CommitId) -> StatementSent:
    """Sends a commit on a branch of its own, and states that the clerk is to merge it.

    Raises Refused with every path that is not free or has a name that may not come to main, and GovtoolError where main
    holds the commit already.
    """
    changes_of(desk, commit)
    desk.send(desk.outbox.place(f"publish/{desk.member.id}/{commit[:12]}"), commit)
    return make_statement(desk, "publish", {"commit": commit})


def _problems(book: Book, commit: CommitId) -> Iterator[Finding]:
    """Why a commit cannot be published: on the way from main every commit has one parent and changes free paths
    only.
    """
    seen: set[str] = set()
    bylaws = bylaws_of(book.state)
    oid = commit
    for number in range(LONGEST_WAY + 1):
        if book.is_on_main(oid):
            break
        found = book.git.pushed_commit(oid)
        if len(found.parents) != 1 or number >= LONGEST_WAY:
            yield finding("ancestry", commit=oid, what="it must come from main, commit by commit, without merges")
            return
        before = book.git.loose_commit(found.parents[0]).tree
        for change in book.git.changes(before, found.tree):
            problem = free_problem(book.layout, bylaws, change)
            if problem is not None and change.path not in seen:
                seen.add(change.path)
                yield problem
        oid = found.parents[0]
