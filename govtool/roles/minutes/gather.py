"""Gathers: the clerk's receipts for ballots, read as a chain that begins at a commit of main.

The commits that a chain holds are the further parents of each gather. Who made a gather, its tree and its order play no
part. The ballots themselves say which proposal they are for, so a gather may begin at any commit of main.
"""

from __future__ import annotations

from collections.abc import Iterator

from govtool.core import minute as minutes
from govtool.core.finding import finding
from govtool.core.ids import CommitId
from govtool.errors import Refused
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
        path = minutes.path_of(minutes.newest_number(state) or 0)
        return state.data(path) != book.state_at(parents[0]).data(path)
    except (BrokenTree, Refused):
        return False
