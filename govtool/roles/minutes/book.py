"""The minute book as it lies in git: main's first-parent chain, walked from the founding, one commit at a time.

`Book` holds the last state that was authorised and where it came from. It promises: nothing enters it but what `step`
makes of an authorised event, or a commit in which only free paths differ. The auditor, the guard, the clerk and members
all read through it, so that they can never see different books.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from govtool.core import minute as minutes
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, Digest, digest_of
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.core.times import Instant, is_ahead
from govtool.domain.constitution.organization import organization_of
from govtool.errors import GovtoolError, Refused
from govtool.io.git.git import Git
from govtool.io.git.store import Layout, layout_of
from govtool.roles.minutes.identity import genesis_of
from govtool.roles.minutes.registry import state_of

if TYPE_CHECKING:
    from govtool.domain.decisions.ballot import Opening
    from govtool.domain.decisions.docket import DocketEntry

MAIN = "refs/heads/main"


class VoidSpan(NamedTuple):
    """Commits of main without authority: from `since` up to the commit before `until`, which ended the span."""

    since: CommitId
    until: CommitId


@dataclass(frozen=True)
class Page:
    """The position of the book: the commit of the last authorised state, its tree and state.

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
    """A founded repository at one page. `founded` is the commit of the founding, `voids` are the void spans that ended.

    These fields are all that the walk from the founding leaves behind. A book opened at a verified page gets them, so
    it answers every question as the book of a whole audit does. Everything else is looked up on demand.
    """

    git: Git
    layout: Layout
    genesis: Digest
    page: Page
    founded: CommitId
    voids: tuple[VoidSpan, ...] = ()
    _newest: tuple[Page, tuple[Minute, Digest]] | None = field(default=None, init=False, repr=False, compare=False)
    _chain: set[CommitId] = field(default_factory=set, init=False, repr=False, compare=False)
    _reached: CommitId | None = field(default=None, init=False, repr=False, compare=False)
    _adders: dict[int, CommitId] = field(default_factory=dict, init=False, repr=False, compare=False)
    _authorised: list[CommitId] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def state(self) -> State:
        """The last authorised state."""
        return self.page.state

    @property
    def newest(self) -> tuple[Minute, Digest]:
        """The newest minute and its digest."""
        if self._newest is None or self._newest[0] is not self.page:
            self._newest = self.page, minutes.newest(self.state)
        return self._newest[1]

    @property
    def origins(self) -> tuple[str, ...]:
        """The web pages at which passkeys of the organisation are used now: for what is judged at this page only."""
        return origins_of(self.state)

    def enter(self, page: Page, number: int | None = None) -> None:
        """Turns to the next page; `number` is of the minute that its commit added."""
        before = self.page
        if number is not None:
            if number <= (minutes.newest_number(before.state) or 0):
                # A handover dropped the minutes from this number on.
                self._adders = {kept: oid for kept, oid in self._adders.items() if kept < number}
            self._adders[number] = page.good
        if before.void_since is not None and page.void_since is None:
            self.voids = (*self.voids, VoidSpan(before.void_since, page.head))
        self.page = page
        self._chain.add(page.head)

    def turn_back(self, page: Page) -> None:
        """Undoes the last `enter` of a commit without authority, which stays on no branch."""
        self._chain.discard(self.page.head)
        self.page = page

    def state_at(self, commit: CommitId) -> State:
        """The state that a commit's tree holds."""
        return state_of(self.git, self.git.loose_commit(commit).tree, self.layout)

    def is_on_main(self, commit: CommitId) -> bool:
        """Whether a commit is on main's first-parent chain, back to the founding; void spans are a part of it.

        Main is walked back from its head, and so is the commit, until the two lines meet: all of main above that place
        is known then. So a gather costs the few commits since it began, however long main is.
        """
        line: CommitId | None = commit
        while commit not in self._chain and line not in self._chain:
            last = self._reached
            earlier = self.page.head if last is None else self.git.first_parent(last)
            if last == self.founded or earlier is None:
                return False
            self._reached = earlier
            self._chain.add(earlier)
            line = self._earlier(line)
        return commit in self._chain

    def _earlier(self, commit: CommitId | None) -> CommitId | None:
        """The first parent of a commit that may be anything, None if there is none or it is not here."""
        try:
            return self.git.first_parent(commit) if commit is not None else None
        except GovtoolError:
            return None

    def commit_of(self, number: int) -> CommitId:
        """The commit that added a minute of the book. Raises GovtoolError if the book does not hold the minute.

        Only commits with authority are looked at: anybody can repeat a trailer or push a commit that looks the same.
        """
        if number not in self._adders:
            if self.state.data(Minute.home.path(number)) is None:
                raise GovtoolError(f"main does not hold minute {number}", "fetch main, then run: govtool audit")
            self._adders[number] = self._adder_of(number)
        return self._adders[number]

    def _adder_of(self, number: int) -> CommitId:
        """The oldest commit with authority that holds a minute as the book does.

        Every one after it holds the minute too, so halving finds it. A minute that a handover dropped never returns:
        each minute names the one before it by its digest, and those of the book name the handover.
        """
        path = Minute.home.path(number)
        data = self.state.data(path)

        def lacks(commit: CommitId) -> bool:
            return self.state_at(commit).data(path) != data

        line = self._line(1)
        while line[-1] != self.founded and not lacks(line[-1]):
            line = self._line(2 * len(line))
        return line[bisect_left(line, True, key=lacks) - 1]

    def _line(self, length: int) -> list[CommitId]:
        """The newest commits with authority, the newest first: at least so many, if there are."""
        line = self._authorised
        if line[:1] != [self.page.good]:
            line[:] = [self.page.good]
        while len(line) < length and line[-1] != self.founded:
            line.append(self._authorised_before(line[-1]))
        return line

    def state_before(self, number: int) -> State:
        """The state on which the commit of a minute was judged. Raises GovtoolError if the book does not hold it."""
        commit = self.commit_of(number)
        return self.state_at(commit if commit == self.founded else self._authorised_before(commit))

    def _authorised_before(self, commit: CommitId) -> CommitId:
        """The commit before this one that had authority: what a commit repaired is passed over."""
        since = next((span.since for span in self.voids if span.until == commit), commit)
        earlier = self.git.first_parent(since)
        if earlier is None:
            raise GovtoolError("main does not lead back to the founding", "fetch main, then run: govtool audit")
        return earlier

    def ahead(self, now: Instant) -> tuple[Finding, ...]:
        """The finding where the newest minute is dated ahead of now; nothing where it is not."""
        at = self.newest[0].at
        return (finding("future", commit=self.page.good, at=at),) if is_ahead(at, now) else ()

    def refuse_ahead(self, now: Instant) -> None:
        """Refuses a main whose newest minute is dated ahead of now. Raises Refused."""
        if found := self.ahead(now):
            raise Refused(found)

    def opening(self, entry: DocketEntry) -> Opening:
        """The facts that the ballots on a proposal are judged against."""
        # Most commands look at no vote.
        from govtool.domain.decisions.ballot import Opening

        return Opening.of(self.state, entry)


def origins_of(state: State) -> tuple[str, ...]:
    """The web pages at which passkeys of the organisation are used, by the state that something is judged with."""
    return organization_of(state).passkey_origins


def book_at(
    git: Git,
    good: CommitId,
    head: CommitId | None = None,
    void_since: CommitId | None = None,
    *,
    founded: CommitId | None = None,
    voids: Iterable[VoidSpan] = (),
) -> Book:
    """The book at a commit whose state is known to be authorised; that commit is the founding if none is named.

    `founded` and `voids` are what the audit of the commits before it found. Raises GovtoolError if nothing is founded.
    """
    tree = git.loose_commit(good).tree
    layout = layout_of(git, tree)
    if layout is None:
        raise GovtoolError("nothing is founded here", "found a co-operative: govtool init")
    page = Page(good, tree, state_of(git, tree, layout), head or good, void_since)
    genesis = genesis_of(git, tree, layout) or digest_of(b"")
    return Book(git, layout, genesis, page, founded or good, tuple(voids))
