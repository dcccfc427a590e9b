"""Sorts the papers on branches by whether they can be what they claim: the clerk judges those first, and the rest once.

Anybody who can push can leave thousands of branches. So the clerk reads once who signed a paper and what it claims, and
remembers it for each commit. From then on a look at the state shows whether the paper can be taken now. The others wait
until the end of a run. A bounded number of them is judged for their reasons at a time, and each is reported once.
"""

from __future__ import annotations

from collections.abc import Iterator

from govtool.core.ids import CommitId, MemberId
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.filing import FILING_TRAILER
from govtool.domain.decisions.proposal import folder_in
from govtool.domain.decisions.statement import TRAILER as STATEMENT
from govtool.domain.decisions.statement import Statement, last_number
from govtool.errors import GovtoolError
from govtool.io.git.git import EMPTY_TREE, Bounds
from govtool.roles.clerk.memory import TAKEN, Fact, Memory
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.branch import statement_on
from govtool.roles.minutes.candidate import Candidates

MOST_READ = 5000
MOST_TOLD = 200

Found = tuple[str, CommitId]


class Shortlist:
    """The papers of one run: those that can be taken now, and those whose refusal is still to be told."""

    def __init__(self, book: Book, candidates: Candidates, memory: Memory) -> None:
        self._book = book
        self._candidates = candidates
        self._memory = memory
        self._read = 0
        self._bounds = Bounds()
        self._below: dict[CommitId, list[CommitId]] = {}
        self._statements = self._by_name(candidates.statements())
        self._proposals = candidates.proposals()

    def statements(self, of: MemberId | None = None) -> Iterator[Found]:
        """The statements that may be taken now: signed with a key of the person, and that person's next."""
        for branch, head in self._statements:
            if of is not None and self._candidates.home(branch, head).split("/")[1:2] != [of]:
                continue
            for commit in self._at(branch, head, STATEMENT):
                if self._may_be_next(self._fact("statement", commit)):
                    yield branch, commit

    def other_statements(self) -> Iterator[Found]:
        """The statements that cannot be taken now, and of which nobody was told."""
        for branch, head in self._statements:
            if not self._is_settled("statement", head) and not self._may_be_next(self._fact("statement", head)):
                yield branch, head

    def filings(self) -> Iterator[Found]:
        """The filings that may be opened: signed with a key that the registry knows."""
        keys = {key.blob for member in Member.all(self._book.state) for key in member.keys}
        for branch, head in self._proposals:
            for commit in self._filings_at(branch, head):
                fact = self._fact("filing", commit)
                if fact is not None and fact.key in keys:
                    yield branch, commit

    def other_filings(self) -> Iterator[Found]:
        """The filings that cannot be opened, and of which nobody was told."""
        keys = {key.blob for member in Member.all(self._book.state) for key in member.keys}
        for branch, head in self._proposals:
            fact = self._fact("filing", head)
            if not self._is_settled("filing", head) and (fact is None or fact.key not in keys) and self._asks(head):
                yield branch, head

    def settle(self, kind: str, commit: CommitId) -> None:
        """Remembers that main holds what a commit brings: it is never looked at again."""
        self._memory.learn(kind, commit, Fact(TAKEN))

    def _is_settled(self, kind: str, commit: CommitId) -> bool:
        fact = self._memory.fact(kind, commit)
        return self._memory.was_told(kind, commit) or (fact is not None and fact.key == TAKEN)

    def _by_name(self, found: list[Found]) -> list[Found]:
        """First the branches that are named for what is next: no number of others keeps it from being looked at."""

        def is_later(item: Found) -> bool:
            member, number = statement_on(item[0]) or ("", 0)
            if Member.of(self._book.state, member) is None:
                return True
            return number != last_number(self._book.state, member) + 1

        return sorted(found, key=is_later)

    def _at(self, branch: str, head: CommitId, trailer: str) -> Iterator[CommitId]:
        """A head, then what lies below it if it is not a paper that can be taken: others may have been put on top."""
        fact = self._memory.fact("statement", head)
        if fact is not None and fact.key == TAKEN:
            return
        yield head
        if not self._may_be_next(self._fact("statement", head)):
            yield from self._beneath(head, trailer)

    def _filings_at(self, branch: str, head: CommitId) -> Iterator[CommitId]:
        fact = self._memory.fact("filing", head)
        if fact is not None and fact.key == TAKEN:
            return
        yield head
        fact = self._fact("filing", head)
        if fact is not None and not fact.key:
            yield from (oid for oid in self._beneath(head, FILING_TRAILER) if self._is_same_text(head, oid))

    def _asks(self, head: CommitId) -> bool:
        """Whether a commit asks for opening, rather than being a draft. True if it cannot be read, so that it is
        reported.
        """
        try:
            return self._book.git.pushed_commit(head).has_trailer(FILING_TRAILER)
        except GovtoolError:
            return True

    def _is_same_text(self, head: CommitId, filing: CommitId) -> bool:
        """Whether what lies on top of a filing leaves its folder as it is: else it is a later draft of the proposal."""
        git = self._book.git
        try:
            filed = git.pushed_commit(filing)
            before = git.pushed_commit(filed.parents[0]).tree if filed.parents else EMPTY_TREE
            changes = git.changes(before, filed.tree, self._bounds)
            layout = self._book.layout
            found = {folder_in(layout.governed(change.path) or "") for change in changes} - {""}
            folders = map(layout.place, found)
            now = git.pushed_commit(head).tree
            return all(git.entry(now, folder) == git.entry(filed.tree, folder) for folder in folders)
        except GovtoolError:
            return False

    def _beneath(self, head: CommitId, trailer: str) -> list[CommitId]:
        if head not in self._below:
            self._below[head] = self._candidates.beneath(head, trailer)
        return self._below[head]

    def _fact(self, kind: str, commit: CommitId) -> Fact | None:
        """The fact about a commit; None if it was not read yet, and this run has read as many as it may."""
        known = self._memory.fact(kind, commit)
        if known is not None or self._read >= MOST_READ:
            return known
        self._read += 1
        book = self._book
        try:
            if kind == "filing":
                paper = event_evidence.filing(book, commit)
                is_paper = paper.problem is None and FILING_TRAILER in paper.trailers
            else:
                paper = event_evidence.statement_paper(book, commit)
                is_paper = paper.problem is None
                if not is_paper and len(paper.parents) == 1 and not book.is_on_main(paper.parents[0]):
                    return None  # its commit of main may come
        except GovtoolError:
            return None  # an object is missing, and may come
        key = paper.signer.key if is_paper and paper.signer.problem is None else ""
        return self._memory.learn(kind, commit, Fact(key, paper.path if key else ""))

    def _may_be_next(self, fact: Fact | None) -> bool:
        fields = Statement.home.match(fact.path) if fact is not None and fact.key else None
        if fact is None or fields is None:
            return False
        member, number = fields
        person = Member.of(self._book.state, member)
        is_theirs = person is not None and person.key(fact.key) is not None
        return is_theirs and number == last_number(self._book.state, member) + 1
