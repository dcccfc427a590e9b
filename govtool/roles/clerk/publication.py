"""Publications: commits that a member's statement asks the clerk to merge, where they change free paths only."""

from __future__ import annotations

from collections.abc import Iterator

from govtool.core import minute as minutes
from govtool.core.commit import CommitError
from govtool.core.ids import CommitId
from govtool.core.minute import Minute
from govtool.domain.decisions.statement import Statement, read_body
from govtool.domain.decisions.withdrawal import Publish
from govtool.io.git.git import BrokenTree, Entry, MissingObject
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.verification import unfree_changes

_LOOKED_BACK = 200
LONGEST_WAY = 200


def publications(book: Book) -> Iterator[tuple[CommitId, str]]:
    """The commits that recent statements asked for and main does not hold yet, with the tree that main would have.

    Where a free path was changed on main meanwhile too, the publication is left to the member, who knows both.
    """
    number = minutes.newest_number(book.state) or 0
    for at in range(number, max(-1, number - _LOOKED_BACK), -1):
        minute = Minute.of(book.state, at)
        if minute is None or minute.kind != Publish.kind or minute.member is None or minute.statement is None:
            continue
        statement = Statement.of(book.state, minute.member, minute.statement)
        body = read_body(statement, book.state.catalogue) if statement else None
        if isinstance(body, Publish) and _is_commit(book, body.commit) and not _is_merged(book, body.commit):
            tree = _merged_tree(book, body.commit)
            if tree is not None:
                yield body.commit, tree


def _is_commit(book: Book, oid: CommitId) -> bool:
    # A member can name any object that is here, or one that never was.
    try:
        return bool(book.git.pushed_commit(oid).tree)
    except (MissingObject, CommitError):
        return False


def _is_merged(book: Book, commit: CommitId) -> bool:
    return book.git.is_ancestor(commit, book.page.head)


def _merged_tree(book: Book, commit: CommitId) -> str | None:
    """Main's tree with the free paths that differ between the commit and the commit of main that it comes from."""
    git = book.git
    try:
        base = base_of(book, commit)
        changes = [] if base is None else list(git.changes(git.loose_commit(base).tree, git.loose_commit(commit).tree))
    except BrokenTree:
        return None
    if base is None:
        return None
    files: dict[str, Entry | None] = {}
    for change in changes:
        now = git.entry(book.page.tree, change.path)
        if now not in (change.before, change.after):
            return None
        files[change.path] = change.after
    return git.with_files(book.page.tree, files, write=True)


def base_of(book: Book, commit: CommitId) -> CommitId | None:
    """The commit of main that a publication comes from, None if there is no such commit. Every commit on the way must
    have one parent and change free paths only, because all of them become part of main's history permanently.
    """
    oid = commit
    for _ in range(LONGEST_WAY):
        if book.is_on_main(oid):
            return oid
        try:
            found = book.git.pushed_commit(oid)
        except CommitError:
            return None
        if len(found.parents) != 1 or found.id_problem is not None:
            return None
        oid = found.parents[0]
        before = book.git.loose_commit(found.parents[0]).tree
        if next(unfree_changes(book, book.git, before, found.tree), None) is not None:
            return None
    return None
