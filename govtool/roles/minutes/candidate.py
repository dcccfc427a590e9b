"""Finds the commits that may be a proposal, a ballot, a statement or a receipt: on branches, and in pull requests.

A pull request of a Git host is a place like a branch, so people who may not push can propose, vote and state from a
fork. Its head counts, and only if its trailer says what it is. Only the Git host knows whether a pull request was
closed.

Anybody who can push can put commits on top of somebody's paper. So everything below the head of a branch is searched,
all parents, breadth first. The search is bounded, and a commit too large to be a paper is never read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from functools import cached_property
from itertools import pairwise

from govtool.core.commit import Commit
from govtool.core.finding import Finding
from govtool.core.ids import CommitId, Digest, ProposalNumber
from govtool.domain.decisions.ballot import TRAILER as BALLOT
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.filing import FILING_TRAILER
from govtool.domain.decisions.proposal import folder_in, slug_of
from govtool.domain.decisions.statement import OUTSIDE_TRAILER, Statement
from govtool.domain.decisions.statement import TRAILER as STATEMENT
from govtool.errors import GovtoolError, Refused
from govtool.io.git.git import MAX_ON_MAIN, MAX_PUSHED, Bounds, Git
from govtool.io.git.remote import Remote
from govtool.io.git.store import PREFIXES
from govtool.roles.minutes.branch import statement_branch

MAX_DEPTH = 50
MAX_SEARCHED = 1000
MAX_SEARCHED_BYTES = 1 << 20
_MAX_SEARCHED_IN_ALL = 20 * MAX_SEARCHED


class Candidates:
    """The commits that may be something, as they were fetched last. Always in the same order."""

    def __init__(self, git: Git, remote: Remote) -> None:
        self._git = git
        self._remote = remote
        self._homes: dict[CommitId, str] = {}
        self._searched = 0
        self._unread: dict[str, tuple[CommitId, tuple[Finding, ...]]] = {}

    def gathers(self) -> dict[ProposalNumber, CommitId]:
        """The gather branches by number of proposal."""
        return {branch.split("/", 1)[1]: oid for branch, oid in self._remote.branches("gather/").items()}

    def statements(self) -> list[tuple[str, CommitId]]:
        """The statement branches, by member and number; then the pull requests whose head is a statement."""
        return [*sorted(self._remote.branches("statement/").items()), *self._requested(STATEMENT)]

    def proposals(self) -> list[tuple[str, CommitId]]:
        """The proposal branches, by slug; then the pull requests whose head asks for a proposal to be opened."""
        return [*sorted(self._remote.branches("proposal/").items()), *self._requested(FILING_TRAILER)]

    def outside(self, digest: Digest) -> tuple[CommitId, ...]:
        """The commits on application branches and pull requests that say they add a file of this digest. Anybody can
        say so: whoever asks judges each.
        """
        return tuple(self._outsiders.get(digest, ()))

    def letters(self) -> list[tuple[str, CommitId]]:
        """The application branches, by name, and what lies below their heads; then the pull requests whose head is what
        somebody sends from outside.
        """
        found: list[tuple[str, CommitId]] = []
        for branch, head in sorted(self._remote.branches("application/").items()):
            found.append((branch, head))
            found += [(branch, below) for below in self.beneath(head, OUTSIDE_TRAILER)]
        return [*found, *self._requested(OUTSIDE_TRAILER)]

    @cached_property
    def _outsiders(self) -> dict[Digest, list[CommitId]]:
        """Looked through once, however many come: nothing of them is verified before a member cites it."""
        found: dict[Digest, list[CommitId]] = {}
        for _, oid in self.letters():
            try:
                found.setdefault(self._git.pushed_commit(oid, strict=True).trailer(OUTSIDE_TRAILER), []).append(oid)
            except GovtoolError:
                continue
        return found

    def home(self, name: str, commit: CommitId) -> str:
        """The branch that a candidate would lie on: its own, or the one that belongs to what a pull request changes;
        empty where that cannot be told. A hint, for looking up whether it was taken already.
        """
        if name not in self._requests:
            return name
        if commit not in self._homes:
            self._homes[commit] = self._find_home(commit)
        return self._homes[commit]

    def ballots(self, entry: DocketEntry, known: Collection[CommitId] = ()) -> list[CommitId]:
        """The commits that may be ballots on a proposal, on its branches and in the pull requests that change its
        folder. They were made on a commit of main and lie at or below a head. If a branch has none, its head itself, so
        that the voter learns why. A branch whose head is `known` already is not looked at.

        A ballot still counts if somebody put other commits on top of it, merges too.
        """
        found: dict[CommitId, None] = {}
        for _, head in sorted(self._remote.branches(f"vote/{entry.number}/").items()):
            if head not in known:
                found |= dict.fromkeys(self._ballots_at(head, f"proposal/{entry.slug}") or [head])
        for name, oid in self._requested(BALLOT):
            if self.home(name, oid) == f"proposal/{entry.slug}":
                found.setdefault(oid)
        return list(found)

    def _ballots_at(self, head: CommitId, home: str) -> list[CommitId]:
        try:
            if self._is_from_main(self._git.pushed_commit(head)):
                return [head]
        except GovtoolError:
            return [head]
        # what lies below may be ballots on other proposals too
        return [oid for oid in self._search(head, self._may_be_ballot) if self._find_home(oid) == home]

    def _is_from_main(self, commit: Commit) -> bool:
        return len(commit.parents) == 1 and commit.parents[0] in self._main

    def _may_be_ballot(self, commit: Commit) -> bool:
        return self._is_from_main(commit) and commit.has_trailer(BALLOT)

    def beneath(self, head: CommitId, trailer: str) -> list[CommitId]:
        """The commits below a head whose trailer says what they are, the nearest first: somebody may have put others
        on top of a paper. Each is judged by whoever asks.
        """
        return [oid for oid in self._search(head, lambda commit: commit.has_trailer(trailer)) if oid != head]

    def _search(self, head: CommitId, is_wanted: Callable[[Commit], bool]) -> list[CommitId]:
        """The wanted ones among a commit and all before it, breadth first, within bounds; never on main itself."""
        found, size, count = [], 0, 0
        seen, waiting = {head}, deque([head])
        while waiting and count < MAX_SEARCHED and self._searched < _MAX_SEARCHED_IN_ALL:
            oid = waiting.popleft()
            if oid in self._main:
                continue
            try:
                size += min(self._git.size(oid), MAX_PUSHED)
                if size > MAX_SEARCHED_BYTES:
                    break
                commit = self._git.pushed_commit(oid)
            except GovtoolError:
                continue
            finally:
                count += 1
                self._searched += 1
            if is_wanted(commit):
                found.append(oid)
            fresh = [parent for parent in commit.parents if parent not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
        return found

    @cached_property
    def _main(self) -> frozenset[CommitId]:
        """The first-parent chain of main as it was fetched last: there is nothing to be looked for."""
        head = self._remote.head("main")
        return frozenset(self._git.first_parents(head)) if head is not None else frozenset()

    @property
    def unread(self) -> dict[str, tuple[CommitId, tuple[Finding, ...]]]:
        """The pull requests whose head cannot be read, and why."""
        return self._unread if self._requests or self._unread else {}

    @cached_property
    def _requests(self) -> dict[str, tuple[CommitId, Commit]]:
        """The pull requests with their head commits; one that cannot be read keeps nobody from reading the others."""
        found: dict[str, tuple[CommitId, Commit]] = {}
        for name, oid in self._remote.requests().items():
            try:
                found[name] = oid, self._git.pushed_commit(oid)
            except Refused as error:
                self._unread[name] = oid, error.findings
            except GovtoolError:
                continue
        return found

    def _requested(self, trailer: str) -> list[tuple[str, CommitId]]:
        return [(name, oid) for name, (oid, commit) in self._requests.items() if commit.has_trailer(trailer)]

    def _find_home(self, head: CommitId) -> str:
        try:
            way = self._way_from_main(head)
            trees = [self._git.pushed_commit(oid, most=MAX_ON_MAIN).tree for oid in way]
            bounds = Bounds.of_branch()
            if trees:
                # Once the head is within bounds of main, each commit below it is asked only how it differs.
                for _ in self._git.changes(trees[-1], trees[0], bounds):
                    pass
            for after, before in pairwise(trees):
                for change in self._git.changes(before, after, bounds):
                    path = change.path.removeprefix(max(PREFIXES))
                    if stated := Statement.home.match(path):
                        return statement_branch(*stated)
                    if folder := folder_in(path):
                        return f"proposal/{slug_of(folder)}"
        except GovtoolError:
            return ""
        return ""

    def _way_from_main(self, head: CommitId) -> list[CommitId]:
        """The commits from a head down to the commit of main that it comes from; none if that is too far."""
        way = [head]
        while way[-1] not in self._main:
            parents = self._git.pushed_commit(way[-1]).parents
            if not parents or len(way) > MAX_DEPTH:
                return []
            way.append(parents[0])
        return way
