"""A handover in git: its signatures, the minute that stands, and the tree that the new clerk's book begins with."""

from __future__ import annotations

from govtool.core import minute as minutes
from govtool.core.commit import Commit
from govtool.core.finding import finding
from govtool.core.ids import CommitId, Digest, digest_of
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.decisions.event import Step, step
from govtool.domain.lifecycle.handover import TRAILER, HandOver, Signature
from govtool.errors import Refused
from govtool.io.git.evidence import paper_of
from govtool.io.git.git import BrokenTree
from govtool.io.signature.signature import SshKeys
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.registry import state_of


def step_of(book: Book, commit: Commit, minute: Minute) -> Step:
    """The step that a commit of a handover claims. Raises Refused."""
    if len(commit.parents) != 2 or minute.stands is None:
        raise Refused([finding("minute", what="a handover has main and its gather as parents")])
    return handover_step(book, commit.parents[1], minute.stands, minute.at)


def handover_step(book: Book, gather: CommitId, stands: Digest, at: Instant) -> Step:
    """The step that the signatures of a gather give on the minute that stands. Raises Refused."""
    event = HandOver(at, book.state, signatures(book, gather), gather, SshKeys())
    return step(standing_state(book, stands), event)


def signatures(book: Book, gather: CommitId) -> tuple[Signature, ...]:
    """The signatures that a gather holds: its parents, each on the commit of the minute that it was signed after."""
    parents = dict.fromkeys(book.git.loose_commit(gather).parents)
    return tuple(signature_of(book, oid) for oid in parents)


def signature_of(book: Book, commit: CommitId) -> Signature:
    """One person's signature, with the digest of the newest minute in the commit that it was signed on."""
    paper = paper_of(book.git, commit, book.layout, TRAILER, book.origins)
    parent = paper.parents[0] if len(paper.parents) == 1 else ""
    after = None
    if parent and book.is_on_main(parent):
        try:
            state = book.state_at(parent)
            number = minutes.newest_number(state)
            after = digest_of(state.data(minutes.path_of(number)) or b"") if number is not None else None
        except (BrokenTree, Refused):
            after = None  # signed on a commit that nobody authorised, and nobody can read
    return Signature(paper, after)


def standing_commit(book: Book, stands: Digest) -> CommitId:
    """The commit whose state stands: the last authorised one where nothing is dropped. Raises Refused."""
    newest, digest = book.newest
    if digest == stands:
        return book.page.good
    for number in range(newest.number - 1, -1, -1):
        if digest_of(book.state.data(minutes.path_of(number)) or b"") == stands:
            return book.commit_of(number)
    raise Refused([finding("handover", what=f"the minute {stands[:23]} is not in the book")])


def standing_state(book: Book, stands: Digest) -> State:
    """The state after the minute that stands."""
    return state_of(book.git, base_tree_of(book, stands), book.layout)


def base_tree(book: Book, minute: Minute) -> str:
    """The tree that a handover's minute is entered in."""
    return base_tree_of(book, minute.stands or "")


def base_tree_of(book: Book, stands: Digest) -> str:
    """The tree of the commit whose state stands."""
    return book.git.loose_commit(standing_commit(book, stands)).tree
