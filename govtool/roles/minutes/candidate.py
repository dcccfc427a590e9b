"""Where a commit may be found that is a proposal, a ballot, a statement or a receipt: branches, and pull requests.

A pull request of a forge is a place like a branch, so that who may not push can propose, vote and state from a fork.
Its head is what counts, and only where its trailer says what it is; that one was closed is known to the forge alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from govtool.core.commit import Commit, CommitError
from govtool.core.ids import CommitId, Digest, ProposalNumber
from govtool.domain.decisions.ballot import TRAILER as BALLOT
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.filing import FILING_TRAILER
from govtool.domain.decisions.statement import OUTSIDE_TRAILER
from govtool.domain.decisions.statement import TRAILER as STATEMENT
from govtool.errors import GovtoolError
from govtool.io.git.git import Git, MissingObject
from govtool.io.git.remote import Remote

MAX_DEPTH = 50
_PROPOSAL = re.compile(r"(?:^|/)proposals/[^/]+/([^/]+)/[^/]")
_STATEMENT = re.compile(r"(?:^|/)statements/([^/]+/[^/]+)\.yaml$")


class Candidates:
    """The commits that may be something, as they were fetched last. Always in the same order."""

    def __init__(self, git: Git, remote: Remote) -> None:
        self._git = git
        self._remote = remote
        self._homes: dict[CommitId, str] = {}

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
        """The application branches, by name; then the pull requests whose head is what somebody sends from outside."""
        return [*sorted(self._remote.branches("application/").items()), *self._requested(OUTSIDE_TRAILER)]

    @cached_property
    def _outsiders(self) -> dict[Digest, list[CommitId]]:
        """Looked through once, however many come: nothing of them is verified before a member cites it."""
        found: dict[Digest, list[CommitId]] = {}
        for _, oid in self.letters():
            try:
                found.setdefault(self._git.commit(oid).trailer(OUTSIDE_TRAILER), []).append(oid)
            except (GovtoolError, CommitError):
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

    def ballots(self, entry: DocketEntry, is_on_main: Callable[[CommitId], bool]) -> list[CommitId]:
        """The commits that may be ballots on a proposal: every commit between main and the heads of its branches, and
        the pull requests that change its folder.

        A branch is walked, so that a ballot still counts where somebody put another commit on top of it.
        """
        found: dict[CommitId, None] = {}
        for _, head in sorted(self._remote.branches(f"vote/{entry.number}/").items()):
            for oid in self._walk(head, is_on_main):
                found.setdefault(oid)
        for name, oid in self._requested(BALLOT):
            if self.home(name, oid) == f"proposal/{entry.slug}":
                found.setdefault(oid)
        return list(found)

    @cached_property
    def _requests(self) -> dict[str, tuple[CommitId, Commit]]:
        """The pull requests with their head commits; one that cannot be read keeps nobody from reading the others."""
        found: dict[str, tuple[CommitId, Commit]] = {}
        for name, oid in self._remote.requests().items():
            try:
                found[name] = oid, self._git.loose_commit(oid)
            except GovtoolError:
                continue
        return found

    def _requested(self, trailer: str) -> list[tuple[str, CommitId]]:
        return [(name, oid) for name, (oid, commit) in self._requests.items() if commit.has_trailer(trailer)]

    def _find_home(self, head: CommitId) -> str:
        oid = head
        try:
            for _ in range(MAX_DEPTH):
                commit = self._git.loose_commit(oid)
                if not commit.parents:
                    return ""
                below = self._git.loose_commit(commit.parents[0]).tree
                for change in self._git.changes(below, commit.tree):
                    if match := _STATEMENT.search(change.path):
                        return f"statement/{match[1]}"
                    if match := _PROPOSAL.search(change.path):
                        return f"proposal/{match[1]}"
                oid = commit.parents[0]
        except GovtoolError:
            return ""
        return ""

    def _walk(self, head: CommitId, is_on_main: Callable[[CommitId], bool]) -> list[CommitId]:
        way: list[CommitId] = []
        oid = head
        try:
            for _ in range(MAX_DEPTH):
                way.append(oid)
                parents = self._git.loose_commit(oid).parents
                if len(parents) != 1:
                    return [head]
                if is_on_main(parents[0]):
                    return way
                oid = parents[0]
        except MissingObject:
            return [head]
        return [head]
