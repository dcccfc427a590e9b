"""The clerk: opens, gathers, decides, enacts, takes statements, repairs; it decides nothing.

Each run begins from what the remote holds and is computed anew, so that a run that was killed half-way loses nothing,
and two runs do no more than one. Main is never forced: who loses a race starts over. Every commit that it makes is
verified by the same function as the audit's before it is pushed.
"""

from __future__ import annotations

from collections.abc import Callable

from govtool.core.code import sentence_of
from govtool.core.finding import Finding
from govtool.core.ids import CommitId, digest_of
from govtool.core.times import Instant
from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.git.remote import LostRace, Remote, Update
from govtool.io.signature.signing import SigningKey
from govtool.roles.clerk.filing_receipt import filing_receipts
from govtool.roles.clerk.memory import Memory, memory_of
from govtool.roles.clerk.receipts import push_each, unblocked
from govtool.roles.clerk.session import Run, Session
from govtool.roles.minutes.book import MAIN, Book

AUTHOR = "clerk <clerk@govtool.invalid>"
_TRIES = 5

Load = Callable[[CommitId], Book]


class Clerk:
    """One clerk with its key, at one time. `load` gives the verified book at a head of main.

    With `remembers` only one run reports a refusal, until the commit or the reason changes. Later runs look at what was
    refused no more than they must.
    """

    def __init__(
        self, git: Git, remote: Remote, key: SigningKey, now: Instant, load: Load, *, remembers: bool = False
    ) -> None:
        self._remembers = remembers
        self.git = git
        self.remote = remote
        self.key = key
        self.now = now
        self._load = load

    def run(self) -> Run:
        """Does everything that is due now, and pushes it. Raises LostRace if others are always faster."""
        for attempt in range(_TRIES):
            self.remote.fetch()
            run = Run()
            updates, memory = self._work(run)
            try:
                if updates:
                    push_each(self.remote, updates, run.refused_branches)
            except LostRace:
                if attempt == _TRIES - 1:
                    raise
                continue
            # Only what is on the remote is remembered as done: after a push that failed, the next run does it all.
            memory.save()
            return run
        raise LostRace("other pushes to main were always faster", "run the clerk again")

    def _work(self, run: Run) -> tuple[list[Update], Memory]:
        head = self.remote.head("main")
        if head is None:
            raise GovtoolError(
                f"{self.remote.url} has no branch main", "found a co-operative and push it: govtool init"
            )
        book = self._load(head)
        book.refuse_ahead(self.now)
        before = book.newest[0].number
        memory = (
            memory_of(self.git.common_folder, self.key, book.genesis, book.origins) if self._remembers else Memory()
        )
        session = Session(book, self.remote, self.key, max(self.now, book.newest[0].at), run, memory)
        session.work()
        run.head = session.head
        run.added = range(before + 1, book.newest[0].number + 1)
        updates = [*session.gathers.updates(), *filing_receipts(session.seal, self.remote)]
        if session.head != head:
            updates.insert(0, Update(MAIN, session.head))
        blocking: dict[str, tuple[Finding, ...]] = {}
        free = list(unblocked(self.remote, updates, blocking))
        for branch, reasons in blocking.items():
            session.refuse_once("blocking", branch, self.remote.head(branch) or "", reasons)
        self._drop_told(run, memory)
        return free, memory

    def _drop_told(self, run: Run, memory: Memory) -> None:
        """Leaves out what an earlier run refused for the same reasons. It keeps a new commit, and another reason."""
        for branch, reasons in list(run.refused_branches.items()):
            said = "\n".join((branch, *map(sentence_of, reasons)))
            kind, commit = f"refused {digest_of(said.encode())}", self.remote.head(branch) or ""
            if memory.was_told(kind, commit):
                del run.refused_branches[branch]
            memory.tell(kind, commit)
