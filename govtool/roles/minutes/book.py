"""The minute book as it lies in git: main's first-parent chain, walked from the founding, one commit at a time.

`Book` holds the last state that was authorised and where it came from. It promises: nothing enters it but what `step`
makes of an authorised event, or a commit in which only free paths differ. The auditor, the guard, the clerk and members
all read through it, so that they can never see different books.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from govtool.core import minute as minutes
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, Digest, digest_of
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.core.times import Instant, is_ahead
from govtool.domain.constitution.organization import organization_of
from govtool.errors import GovtoolError, Refused
from govtool.io.git.evidence import signer_of
from govtool.io.git.git import BrokenTree, Git
from govtool.io.git.store import Layout, layout_of
from govtool.roles.minutes.registry import state_of

if TYPE_CHECKING:
    from govtool.domain.decisions.ballot import Opening
    from govtool.domain.decisions.docket import DocketEntry

MAIN = "refs/heads/main"


@dataclass(frozen=True)
class Page:
    """Where the book stands: the commit of the last authorised state, its tree and state.

    `head` is the last commit that was looked at; it differs from `good` while a void span is open, which began at
    `void_since`.
    """

    good: CommitId
    tree: str
    state: State
    head: CommitId
    void_since: CommitId | None = None


@dataclass
class Book:
    """A founded repository at one page. `commits` are the commits of main's first-parent chain that are known so far,
    oldest first only as far as they were walked; earlier ones are looked up when they are asked for.
    """

    git: Git
    layout: Layout
    genesis: Digest
    page: Page
    chain: set[CommitId] = field(default_factory=set)
    minute_commits: dict[int, CommitId] = field(default_factory=dict)
    is_complete: bool = False
    _earliest: CommitId | None = None

    @property
    def state(self) -> State:
        """The last authorised state."""
        return self.page.state

    @property
    def newest(self) -> tuple[Minute, Digest]:
        """The newest minute and its digest."""
        return minutes.newest(self.state)

    @property
    def origins(self) -> tuple[str, ...]:
        """The web pages at which passkeys of the organisation are used."""
        return organization_of(self.state).passkey_origins

    def enter(self, page: Page, number: int | None = None) -> None:
        """Turns to the next page; `number` is of the minute that its commit added."""
        self.page = page
        self.chain.add(page.head)
        if number is not None:
            self.minute_commits[number] = page.good

    def state_at(self, commit: CommitId) -> State:
        """The state that a commit's tree holds."""
        return state_of(self.git, self.git.loose_commit(commit).tree, self.layout)

    def is_on_main(self, commit: CommitId) -> bool:
        """Whether a commit is on main's first-parent chain, back to the founding."""
        if commit in self.chain:
            return True
        # Most that is asked for is not there at all: its id tells, without reading what was in force at each commit.
        return commit in self._ids and any(earlier == commit for earlier in self._earlier())

    @cached_property
    def _ids(self) -> frozenset[CommitId]:
        """The first-parent chain by its ids alone, beyond the founding too; what is entered later is in `chain`."""
        return frozenset(self.git.first_parents(self.page.head))

    def commit_of(self, number: int) -> CommitId:
        """The commit that added a minute. Raises GovtoolError where the chain does not hold it."""
        if number not in self.minute_commits:
            for _ in self._earlier():
                if number in self.minute_commits:
                    break
            else:
                raise GovtoolError(f"main does not hold minute {number}", "fetch main, then run: govtool audit")
        return self.minute_commits[number]

    @property
    def is_verified_throughout(self) -> bool:
        """Whether every commit that is known was verified here, back to the founding, and none looked up later."""
        return self.is_complete and self._earliest is None

    def complete_with(self, whole: Book) -> None:
        """Takes over what a book that was verified from the founding to this page knows of earlier commits."""
        self.chain |= whole.chain
        self.minute_commits = dict(whole.minute_commits)
        self.is_complete, self._earliest = True, None

    def _earlier(self) -> Iterator[CommitId]:
        """Walks further back from the earliest commit that is known, back to the founding."""
        if self.is_complete:
            return
        start: CommitId | None = self._earliest or self.page.head
        while start is not None:
            self._note_minute(start)
            self.chain.add(start)
            self._earliest = start
            yield start
            if self.minute_commits.get(0) == start:
                break
            start = self.git.first_parent(start)
        self.is_complete = True

    def _note_minute(self, commit: CommitId) -> None:
        """Remembers the commit that added a minute: the one that names the newest minute of its own tree.

        A repair after a void span brings old minutes back, and must not be taken for the commit that added them.
        """
        found = self.git.loose_commit(commit)
        try:
            state = state_of(self.git, found.tree, self.layout)
            number = minutes.newest_number(state)
            data = state.data(minutes.path_of(number or 0)) or b""
        except (BrokenTree, Refused):
            # Whoever could push once could leave a tree that nobody can read; a repair does not take it out of history.
            return
        if number == 0:
            if digest_of(data) == self.genesis and not self._is_founded_before(found.parents):
                self.minute_commits[0] = commit
            return
        # A minute that a handover dropped lies further back with the same number, and is not in the book.
        is_named = f"\n{minutes.TRAILER}: {digest_of(data)}" in found.message
        if number is not None and is_named and self._holds(number, data, commit):
            self.minute_commits[number] = commit

    def _is_founded_before(self, parents: tuple[CommitId, ...]) -> bool:
        """Whether the founding lies further back: a commit between may have lost it, and a repair brought it back."""
        earlier = self.git.first_parents(parents[0]) if parents else ()
        return any(digest_of(self._data_at(oid, minutes.path_of(0)) or b"") == self.genesis for oid in earlier)

    def _data_at(self, commit: CommitId, path: str) -> bytes | None:
        """The bytes of a governed file in a commit, None also where its tree cannot be read."""
        try:
            return self.state_at(commit).data(path)
        except (BrokenTree, Refused):
            return None

    def _holds(self, number: int, data: bytes, commit: CommitId) -> bool:
        """Whether a minute is of this book, and the commit sealed by a clerk: anybody can write a trailer."""
        path = minutes.path_of(number)
        minute = self.state.get(Minute, path)
        if minute is None or self.state.data(path) != data:
            return False
        if minute.event == "handed-over":
            # Nobody seals a handover: it is the commit before which the book did not say so.
            parent = self.git.first_parent(commit)
            return parent is not None and self._data_at(parent, path) != data
        try:
            signer = signer_of(self.git.commit(commit), self.origins)
        except Refused:
            return False
        return signer.problem is None and organization_of(self.state).was_clerk_key(signer.key)

    def ahead(self, now: Instant) -> tuple[Finding, ...]:
        """The finding where the newest minute is dated ahead of now; nothing where it is not."""
        at = self.newest[0].at
        return (finding("future", commit=self.page.good, at=at),) if is_ahead(at, now) else ()

    def refuse_ahead(self, now: Instant) -> None:
        """Refuses a main whose newest minute is dated ahead of now. Raises Refused."""
        if found := self.ahead(now):
            raise Refused(found)

    def opening(self, entry: DocketEntry) -> Opening:
        """What the ballots on a proposal are judged against."""
        # Most commands look at no vote.
        from govtool.domain.decisions import docket
        from govtool.domain.decisions.ballot import Opening

        digest = docket.opening_of(self.state, entry)
        return Opening(entry, digest, self.commit_of(entry.minute))


def book_at(git: Git, good: CommitId, head: CommitId | None = None, void_since: CommitId | None = None) -> Book:
    """The book at a commit whose state is known to be authorised. Raises GovtoolError where nothing is founded."""
    tree = git.loose_commit(good).tree
    layout = layout_of(git, tree)
    if layout is None:
        raise GovtoolError("nothing is founded here", "found a co-operative: govtool init")
    state = state_of(git, tree, layout)
    data = state.data(minutes.path_of(0)) or b""
    return Book(git, layout, digest_of(data), Page(good, tree, state, head or good, void_since))
