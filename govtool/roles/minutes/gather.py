"""Gathers: the clerk's receipts for ballots, read as a chain that begins at a commit of main.

The commits that a chain holds are the further parents of each gather. The author of a gather, its tree and its order
play no part in a count. The ballots themselves say which proposal they are for, so a gather may begin at any commit of
main.

The seals of a chain decide whether it may come into main's history. A gather is the clerk's if a key that is the
clerk's now signed it, and its tree is that of its first parent. A spent key seals nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterator

from govtool.core import minute as minutes
from govtool.core.commit import Commit
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId
from govtool.core.minute import Minute
from govtool.domain.constitution.organization import organization_of
from govtool.errors import Refused
from govtool.io.git.commit_evidence import signer_of
from govtool.io.git.git import BrokenTree
from govtool.roles.minutes.book import Book

MAX_GATHERS = 10_000


def gathers_of(book: Book, gather: CommitId) -> Iterator[CommitId]:
    """The gathers of a chain, the newest first, without the commit of main that it begins at.

    Raises Refused if the chain does not come from main.
    """
    for _ in range(MAX_GATHERS):
        if _begins_at(book, gather):
            return
        commit = book.git.loose_commit(gather)
        if len(commit.parents) < 2:
            break
        if commit.id_problem is not None:
            raise Refused([commit.id_problem])
        yield gather
        gather = commit.parents[0]
    raise Refused([finding("gather", what="its first parents do not lead back to a commit of main")])


def gathered(book: Book, gather: CommitId) -> Iterator[CommitId]:
    """The commits that a chain of gathers holds, each once. Raises Refused if the chain does not come from main."""
    seen: set[CommitId] = set()
    for oid in gathers_of(book, gather):
        for commit in book.git.loose_commit(oid).parents[1:]:
            if commit not in seen:
                seen.add(commit)
                yield commit


def seal_problem(book: Book, gather: CommitId) -> Finding | None:
    """Why a chain of gathers is not the clerk's; None if it is.

    Raises Refused if the chain does not come from main, or a commit of it is not in the strict form.
    """
    organization = organization_of(book.state)
    for commit in _commits(book, gather):
        signer = signer_of(commit, book.origins)
        if signer.problem is not None or not organization.is_clerk_key(signer.key):
            return finding("gather", what=f"{commit.id[:12]} is not sealed with a key that is the clerk's now")
        if commit.tree != book.git.loose_commit(commit.parents[0]).tree:
            return finding("gather", what=f"{commit.id[:12]} has files of its own")
    return None


def was_sealed(book: Book, gather: CommitId) -> bool:
    """Whether every gather of a chain is sealed with a key that is or was the clerk's. Then ballots may be looked for
    in it, each judged by itself. Raises Refused as `seal_problem` does.
    """
    organization = organization_of(book.state)
    signers = (signer_of(commit, book.origins) for commit in _commits(book, gather))
    return all(signer.problem is None and organization.was_clerk_key(signer.key) for signer in signers)


def _commits(book: Book, gather: CommitId) -> Iterator[Commit]:
    return (book.git.commit(oid) for oid in gathers_of(book, gather))


def _begins_at(book: Book, commit: CommitId) -> bool:
    """Whether a chain of gathers begins at a commit: one of main that is no gather itself.

    Anybody who may push can move main to a gather, which changes no file and so has authority as a free commit. The
    ballots in it must still count. A merge of main that adds no minute is therefore read as a gather.
    """
    if not book.is_on_main(commit):
        return False
    parents = book.git.loose_commit(commit).parents
    if len(parents) < 2:
        return True
    try:
        state = book.state_at(commit)
        path = Minute.home.path(minutes.newest_number(state) or 0)
        return state.data(path) != book.state_at(parents[0]).data(path)
    except (BrokenTree, Refused):
        return False
