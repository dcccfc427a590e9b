"""The seals of a chain of gathers: whether it is the clerk's, so that it may come into main's history.

A gather is the clerk's if a key that is the clerk's now signed it and it has no files of its own: its tree is that of
its first parent. A spent key seals nothing any more, whenever it says that it did.
"""

from __future__ import annotations

from collections.abc import Iterator

from govtool.core.commit import Commit
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId
from govtool.domain.constitution.organization import organization_of
from govtool.io.git.evidence import MAX_GATHERS, signer_of
from govtool.roles.minutes.book import Book


def seal_problem(book: Book, gather: CommitId, base: CommitId) -> Finding | None:
    """Why a chain of gathers, down to the commit of main that it begins on, is not the clerk's; None where it is.

    Raises Refused where a commit of it is not in the strict form.
    """
    organization = organization_of(book.state)
    for commit in _chain(book, gather, base):
        signer = signer_of(commit, book.origins)
        if signer.problem is not None or not organization.is_clerk_key(signer.key):
            return finding("gather", what=f"{commit.id[:12]} is not sealed with a key that is the clerk's now")
        if not commit.parents or commit.tree != book.git.loose_commit(commit.parents[0]).tree:
            return finding("gather", what=f"{commit.id[:12]} has files of its own")
    return None


def was_sealed(book: Book, gather: CommitId, base: CommitId) -> bool:
    """Whether every gather of a chain is sealed with a key that is or was the clerk's: then ballots may be looked for
    in it, each of which is judged by itself. Raises Refused where a commit of it is not in the strict form.
    """
    organization = organization_of(book.state)
    signers = (signer_of(commit, book.origins) for commit in _chain(book, gather, base))
    return all(signer.problem is None and organization.was_clerk_key(signer.key) for signer in signers)


def _chain(book: Book, gather: CommitId, base: CommitId) -> Iterator[Commit]:
    for _ in range(MAX_GATHERS):
        if gather == base:
            return
        commit = book.git.commit(gather)
        yield commit
        if not commit.parents:
            return
        gather = commit.parents[0]
