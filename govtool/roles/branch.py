"""The branches of a co-operative: where drafts, ballots, statements and receipts travel. Names are never authority.

`vote/NUMBER/MEMBER`, `gather/NUMBER`, `statement/MEMBER/NUMBER`, `proposal/SLUG`, `handover/MEMBER`. A branch is a
place to find a commit; what the commit is worth is said by its bytes and its signature.
"""

from __future__ import annotations

from govtool.core.ids import CommitId, ProposalNumber
from govtool.io.git import Git, MissingObject
from govtool.io.remote import Remote
from govtool.roles.push import blocks_others as blocks_others

MAX_DEPTH = 50


def vote_branch(number: ProposalNumber, member: str) -> str:
    """The branch on which a person's ballot travels."""
    return f"vote/{number}/{member}"


def statement_branch(member: str, number: int) -> str:
    """The branch on which a statement travels."""
    return f"statement/{member}/{number:06d}"


class Candidates:
    """The commits that may be something, as they were fetched last. Always in the same order."""

    def __init__(self, git: Git, remote: Remote) -> None:
        self._git = git
        self._remote = remote

    def gathers(self) -> dict[ProposalNumber, CommitId]:
        """The gather branches by number of proposal."""
        return {branch.split("/", 1)[1]: oid for branch, oid in self._remote.branches("gather/").items()}

    def statements(self) -> list[tuple[str, CommitId]]:
        """The statement branches, by member and number."""
        return sorted(self._remote.branches("statement/").items())

    def proposals(self) -> list[tuple[str, CommitId]]:
        """The proposal branches, by slug."""
        return sorted(self._remote.branches("proposal/").items())

    def ballots(self, number: ProposalNumber, opening: CommitId) -> list[CommitId]:
        """The commits that may be ballots on a proposal: every commit between the opening and the heads of its
        branches.

        A branch is walked, so that a ballot still counts where somebody put another commit on top of it.
        """
        found: dict[CommitId, None] = {}
        for _, head in sorted(self._remote.branches(f"vote/{number}/").items()):
            for oid in self._walk(head, opening):
                found.setdefault(oid)
        return list(found)

    def _walk(self, head: CommitId, opening: CommitId) -> list[CommitId]:
        way: list[CommitId] = []
        oid = head
        try:
            for _ in range(MAX_DEPTH):
                way.append(oid)
                parents = self._git.loose_commit(oid).parents
                if len(parents) != 1:
                    return [head]
                if parents[0] == opening:
                    return way
                oid = parents[0]
        except MissingObject:
            return [head]
        return [head]
