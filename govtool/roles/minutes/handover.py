"""A handover in git: its signatures, the minute that stands, and the tree that the new clerk's book begins with.

Nobody signs the commits of a handover, so they must have a strict form. The gather has signatures as parents and
nothing else, and brings no text of its own into main's history.
"""

from __future__ import annotations

from govtool.core import minute as minutes
from govtool.core.commit import Commit, CommitError
from govtool.core.evidence import Paper, Signer
from govtool.core.finding import finding
from govtool.core.ids import CommitId, digest_of
from govtool.core.minute import ALL, Minute, Stands
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.decisions.event import Step, step
from govtool.domain.lifecycle.handover import TRAILER, HandOver, Signature
from govtool.errors import Refused
from govtool.io.file.yamlfile import PERSON_LIMIT
from govtool.io.git.commit_evidence import paper_of
from govtool.io.git.git import BrokenTree
from govtool.io.signature.signature import SshKeys
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.registry import state_of

MAX_SIGNATURES = 1000


def step_of(book: Book, commit: Commit, minute: Minute) -> Step:
    """The step that a commit of a handover claims. Raises Refused."""
    if len(commit.parents) != 2 or minute.stands is None:
        raise Refused([finding("minute", what="a handover has main and its gather as parents")])
    _refuse_large(book, commit.id)
    return handover_step(book, commit.parents[1], minute.stands, minute.at)


def handover_step(book: Book, gather: CommitId, stands: Stands, at: Instant) -> Step:
    """The step that the signatures of a gather give for one answer to what stands. Raises Refused."""
    event = HandOver(at, book.state, signatures(book, gather), stands, SshKeys())
    return step(standing_state(book, stands), event)


def signatures(book: Book, gather: CommitId) -> tuple[Signature, ...]:
    """The signatures that a gather holds: its parents. Raises Refused where it is no gather of a handover."""
    _refuse_large(book, gather)
    commit = book.git.commit(gather)
    if commit.tree != book.page.tree:
        raise Refused([finding("handover", what="the gather of the signatures has files of its own")])
    if not 1 <= len(commit.parents) <= MAX_SIGNATURES:
        what = f"the gather has {len(commit.parents)} parents; it must have 1 to {MAX_SIGNATURES}"
        raise Refused([finding("handover", what=what)])
    return tuple(signature_of(book, oid) for oid in dict.fromkeys(commit.parents))


def signature_of(book: Book, commit: CommitId) -> Signature:
    """One person's signature, with the newest minute in the commit of main that it was signed on.

    Of a commit on anything else no tree is looked at: it may be a stranger's history.
    """
    try:
        _refuse_large(book, commit)
        parents = book.git.commit(commit).parents
    except Refused as error:
        return _unreadable(commit, (), error)
    if len(parents) != 1 or not book.is_on_main(parents[0]):
        what = "its only parent must be a commit of main"
        return _unreadable(commit, parents, CommitError(finding("ancestry", commit=commit, what=what)))
    paper = paper_of(book.git, commit, book.layout, TRAILER, book.origins)
    try:
        state = book.state_at(parents[0])
        seen = minutes.newest_number(state)
        data = state.data(Minute.home.path(seen)) if seen is not None else None
    except (BrokenTree, Refused):
        data = seen = None  # signed on a commit that nobody authorised, and nobody can read
    return Signature(paper, seen, digest_of(data) if data is not None else None)


def _unreadable(commit: CommitId, parents: tuple[CommitId, ...], error: Refused) -> Signature:
    return Signature(Paper(commit, parents, Signer(), {}, problem=error.findings[0]), None, None)


def _refuse_large(book: Book, commit: CommitId) -> None:
    """Raises Refused, before it is read, where a commit is larger than any of a handover is."""
    size = book.git.size(commit)
    if size > PERSON_LIMIT:
        raise Refused([finding("limits", commit=commit, what=f"{size} bytes; at most {PERSON_LIMIT}")])


def standing_commit(book: Book, stands: Stands) -> CommitId:
    """The commit whose state stands: the last authorised one where nothing is discarded. Raises Refused."""
    newest, digest = book.newest
    if stands in (ALL, digest):
        return book.page.good
    for number in range(newest.number - 1, -1, -1):
        if digest_of(book.state.data(Minute.home.path(number)) or b"") == stands:
            return book.commit_of(number)
    raise Refused([finding("handover", what=f"the minute {stands[:23]} is not in the book")])


def standing_state(book: Book, stands: Stands) -> State:
    """The state after the minute that stands."""
    return state_of(book.git, base_tree_of(book, stands), book.layout)


def base_tree(book: Book, minute: Minute) -> str:
    """The tree that a handover's minute is entered in."""
    return base_tree_of(book, minute.stands or ALL)


def base_tree_of(book: Book, stands: Stands) -> str:
    """The tree of the commit whose state stands."""
    return book.git.loose_commit(standing_commit(book, stands)).tree
