"""The work of one run of the clerk on one book: one event after the other, until nothing is left to do now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, MemberId
from govtool.core.times import Instant
from govtool.domain.constitution.ending import is_closed, is_winding_up
from govtool.domain.decisions import docket
from govtool.domain.decisions.ballot import Refusal
from govtool.domain.decisions.decision import Decide, has_effect
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.draft import draft_of, moment_of, pending, text_of
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.statement import Statement
from govtool.errors import GovtoolError, Refused
from govtool.io.git.git import BrokenTree, MissingObject
from govtool.io.git.remote import Remote
from govtool.io.git.store import folder_files
from govtool.io.signature.signing import SigningKey
from govtool.roles.clerk.filing import read_filing
from govtool.roles.clerk.gathering import Gathering
from govtool.roles.clerk.intake import judged_statement
from govtool.roles.clerk.memory import Memory
from govtool.roles.clerk.publication import publications
from govtool.roles.clerk.shortlist import MOST_TOLD, Shortlist
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.branch import statement_on
from govtool.roles.minutes.candidate import Candidates
from govtool.roles.minutes.clerk_commit import Seal
from govtool.roles.minutes.verification import unfree_changes


@dataclass
class Run:
    """The result of one run of the clerk: lines for people, and the ballots and branches that it did not take, with
    reasons.

    `added` are the numbers of the minutes that it put on main. `repaired` is the first of the commits without authority
    that it undid.
    """

    done: list[str] = field(default_factory=list)
    refused_ballots: dict[str, tuple[Refusal, ...]] = field(default_factory=dict)
    refused_branches: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    head: CommitId = ""
    added: range = range(0)
    repaired: CommitId = ""


class Session:
    """The work of one run on one book. Nothing is pushed here."""

    def __init__(
        self, book: Book, remote: Remote, key: SigningKey, at: Instant, run: Run, memory: Memory | None = None
    ) -> None:
        self.memory = memory or Memory()
        self.book = book
        self.git = book.git
        self.at = at
        self.run = run
        self.seal = Seal(book, key, at)
        self.candidates = Candidates(book.git, remote)
        self.shortlist = Shortlist(book, self.candidates, self.memory)
        self.gathers = Gathering(self.seal, self.candidates, self.memory)
        self._judged: dict[tuple[str, CommitId], CommitId] = {}
        self._others = 0

    @property
    def head(self) -> CommitId:
        """The commit that main moves to."""
        return self.book.page.head

    def work(self) -> None:
        """Repairs, then does one event after the other until nothing is left to do now."""
        if self.book.page.void_since is not None:
            self._repair()
        while self._next() or self._take_others():
            pass
        self.run.refused_ballots = self.gathers.refusals()

    def _next(self) -> bool:
        return (
            self._enact(self._due())
            or (not self._due(fresh=True) and self._state())
            or self._gather_all()
            or self._decide()
            or self._enact(self._due(fresh=True))
            or self._open()
            or self._open_by_itself()
            or self._publish()
            or self._state(ends=True)
        )

    def _due(self, *, fresh: bool = False) -> list[DocketEntry]:
        """The entries that are due, in their order. `fresh` adds what this run decided. Everything that closes now is
        decided before any of it takes effect, so the votes set the order and not the alphabet.
        """
        due = [entry for entry in docket.waiting(self.book.state) if (entry.effective_at or "") <= self.at]
        return [entry for entry in due if fresh or entry.fixed_at < self.at]

    def _enact(self, due: list[DocketEntry]) -> bool:
        for entry in due[:1]:
            if any(self._state(of) for of in sorted(entry.taken_first(self.book.state))) or self._hear(entry.silent):
                return True
            made = self.seal.enter(event_evidence.enactment(self.book, entry, self.at)).minute
            why = f": {made.reason}" if made.reason else ""
            beside = (
                "has more votes" if made.reason == "outvoted" else "has as many votes" if made.reason == "tied" else ""
            )
            rival = f" ({made.rival} {beside or 'changed the same and took effect first'})" if made.rival else ""
            self._tell(f"{entry.number} {made.result}{why}{rival}")
            return True
        return False

    def _state(self, of: MemberId | None = None, ends: bool = False) -> bool:
        """Takes in one statement that lies there: anybody's, or those of one person only.

        A signature that closes the books is the very last: with `ends`, when nothing else that lies there is left.
        """
        for branch, commit in self.shortlist.statements(of):
            if self._was_judged("statement", commit):
                continue
            try:
                if self._is_taken(branch, commit):
                    self.shortlist.settle("statement", commit)
                    continue
                path = self._take_statement(commit, ends=ends)
            except GovtoolError as error:
                # One branch that cannot even be read must not stop what others sent.
                self.run.refused_branches[branch] = _reasons(error)
                continue
            self.run.refused_branches.pop(branch, None)
            if path is None:
                # it comes last, and is judged again then
                del self._judged["statement", commit]
                continue
            self.shortlist.settle("statement", commit)
            if path:
                self._tell(_taken(path))
                return True
        return False

    def _was_judged(self, kind: str, commit: CommitId) -> bool:
        """Whether a paper was judged on this very state, and refused: nothing can have changed that."""
        was = self._judged.get((kind, commit)) == self.book.page.good
        self._judged[kind, commit] = self.book.page.good
        return was

    def _take_others(self) -> bool:
        """Gives the reasons against what cannot be taken, so many of them in a run, each once; takes what can be."""
        for name, (oid, reasons) in self.candidates.unread.items():
            self.refuse_once("request", name, oid, reasons)
        for branch, commit in self._some("statement", self.shortlist.other_statements()):
            try:
                if self._is_taken(branch, commit):
                    self.shortlist.settle("statement", commit)
                elif path := self._take_statement(commit, ends=True):
                    self._tell(_taken(path))
                    return True
            except GovtoolError as error:
                self.refuse_once("statement", branch, commit, _reasons(error))
        for branch, commit in self._some("filing", self.shortlist.other_filings()):
            if self._is_known(branch, commit):
                self.shortlist.settle("filing", commit)
            elif reasons := self._try_to_open(commit):
                self.refuse_once("filing", branch, commit, reasons)
            else:
                self._tell_opened()
                return True
        return False

    def _some(self, kind: str, others: Iterator[tuple[str, CommitId]]) -> Iterator[tuple[str, CommitId]]:
        """As many as one run may judge for their reasons alone; the next runs report the rest."""
        for branch, commit in others:
            if self._others >= MOST_TOLD:
                return
            if not self._was_judged(kind, commit):
                self._others += 1
                yield branch, commit

    def refuse_once(self, kind: str, branch: str, commit: CommitId, reasons: tuple[Finding, ...]) -> None:
        """Gives the reasons against a paper or a branch, if no earlier run did."""
        if not self.memory.was_told(kind, commit):
            self.run.refused_branches[branch] = reasons
            self.memory.tell(kind, commit)

    def _is_taken(self, branch: str, commit: CommitId) -> bool:
        """Whether main holds the very file for which a branch is named: looked up without verifying it again, since
        the branches of years lie there.
        """
        fact = self.memory.fact("statement", commit)
        if fact is not None and not fact.key:
            return False  # it is no statement: nothing of it is looked at
        stated = statement_on(self.candidates.home(branch, commit))
        if stated is None:
            return False
        place = self.book.layout.place(Statement.home.path(*stated))
        there = self.git.entry(self.book.page.tree, place)
        return there is not None and there == self.git.entry(self.git.pushed_commit(commit).tree, place)

    def _take_statement(self, commit: CommitId, *, ends: bool) -> str | None:
        """The path of the statement that was taken; empty if it was taken earlier, None if it comes last. Raises
        GovtoolError.
        """
        event = event_evidence.statement(self.book, commit, self.at)
        path = event.paper.path
        if path and self.book.state.data(path) == event.paper.data:
            return ""
        event, outside, problems = judged_statement(self.book, self.candidates, commit, self.at)
        if problems:
            raise Refused(problems)
        if not ends and is_winding_up(self.book.state) and is_closed(event.apply(self.book.state)[0]):
            return None
        self.seal.enter(event, commit, *((outside,) if outside else ()))
        return path

    def _gather_all(self) -> bool:
        for entry in docket.open_entries(self.book.state):
            taken = self.gathers.gather(entry) if entry.is_open else 0
            if taken:
                self._tell(f"{entry.number} gathered {taken} {'ballot' if taken == 1 else 'ballots'}")
        return False

    def _hear(self, silent: frozenset[MemberId]) -> bool:
        """Looks for ballots and filings of people to whom something is done because nothing is heard from them."""
        if not silent:
            return False
        self._gather_all()
        return self._decide(silent) or self._open(silent)

    def _decide(self, of: frozenset[MemberId] | None = None) -> bool:
        """Decides one vote whose time has come: any, or one in which somebody of those voted."""
        for entry in docket.open_entries(self.book.state):
            if not entry.is_open:
                continue
            gather = self.gathers[entry.number]
            event = event_evidence.decision(self.book, entry, gather, self.at, None)
            if of is not None and of.isdisjoint(event.count(self.book.state).votes):
                continue
            try:
                result = event.result(self.book.state)[0]
                self._commit_decision(entry, result, event, gather)
            except Refused as error:
                # Too early; or what was opened can never be enacted as it was filed, and lapses: others go on.
                if any(found.code != "early" for found in error.findings):
                    self.run.refused_branches[f"proposal/{entry.slug}"] = error.findings
                continue
            except MissingObject as error:
                # Its filing is nowhere: it waits until somebody sends that again, or lapses; others go on.
                self.run.refused_branches[f"proposal/{entry.slug}"] = _reasons(error)
                continue
            self._tell(f"{entry.number} {result}")
            return True
        return False

    def _commit_decision(self, entry: DocketEntry, result: str, event: Decide, gather: CommitId | None) -> None:
        if has_effect(entry, result):
            if entry.filing is None:
                files = text_of(draft_of(entry).proposal)
            else:
                tree = self.git.loose_commit(entry.filing).tree
                files = folder_files(self.git, tree, self.book.layout, entry.folder)
                gather = self.gathers.add(entry, gather, [entry.filing])
            event = event_evidence.decision(self.book, entry, gather, self.at, files)
        self.seal.enter(event, *((gather,) if gather else ()))
        if gather is not None:
            self.gathers[entry.number] = gather

    def _open(self, of: frozenset[MemberId] | None = None) -> bool:
        """Opens one proposal that was filed: any, or one of those people."""
        for branch, commit in self.shortlist.filings():
            if of is not None:
                draft = read_filing(self.book, commit, self.at).draft
                if draft is None or draft.proposal.proposer not in of:
                    continue
            if self._was_judged("filing", commit):
                continue
            if self._is_known(branch, commit):
                self.shortlist.settle("filing", commit)
                continue
            problems = self._try_to_open(commit)
            if problems:
                self.run.refused_branches[branch] = problems
                continue
            self._tell_opened()
            return True
        return False

    def _tell_opened(self) -> None:
        opened = self.book.newest[0]
        self._tell(f"{opened.proposal} opened: {opened.folder}")

    def _open_by_itself(self) -> bool:
        for draft in pending(self.book.state, self.at):
            try:
                self.seal.enter(Open(self.at, draft, moment_of(draft, self.at, event_evidence.KEYS)))
            except Refused as error:
                self.run.refused_branches[draft.folder] = error.findings
                continue
            opened = self.book.newest[0]
            self._tell(f"{opened.proposal} opened by itself: {opened.folder}")
            return True
        return False

    def _is_known(self, branch: str, filing: CommitId) -> bool:
        """Whether a filing was opened already: the slug of its branch is in the index, and the entry names this
        commit.
        """
        slug = self.candidates.home(branch, filing).partition("/")[2]
        entry = docket.entry_of_slug(self.book.state, slug)
        return entry is not None and entry.filing == filing

    def _publish(self) -> bool:
        for commit, tree in publications(self.book):
            if next(unfree_changes(self.book, self.git, self.book.page.tree, tree), None) is not None:
                continue
            oid = self.seal.commit(tree, (self.head, commit), f"Publish {commit[:12]}\n")
            self.seal.take(oid)
            self._tell(f"published {commit[:12]}")
            return True
        return False

    def _repair(self) -> None:
        since = self.book.page.void_since or ""
        tree = self._tree_with_free_paths()
        oid = self.seal.commit(tree, (self.head,), f"Repair what was pushed at {since[:12]}\n")
        self.seal.take(oid)
        self.run.repaired = since
        self._tell(f"repaired main after {since[:12]}")

    def _tree_with_free_paths(self) -> str:
        """The last authorised tree, with the free paths as they are at the head of main; alone where that tree is
        broken.
        """
        head_tree = self.git.loose_commit(self.head).tree
        changes = unfree_changes(self.book, self.git, self.book.page.tree, head_tree)
        try:
            unfree = {change.path: change.before for change in changes}
        except BrokenTree:
            return self.book.page.tree
        return self.git.with_files(head_tree, unfree, write=True)

    def _try_to_open(self, commit: CommitId) -> tuple[Finding, ...]:
        """Opens what a commit files, or gives the reasons against it; whatever somebody pushed, nothing is raised."""
        try:
            filing = read_filing(self.book, commit, self.at)
            if filing.draft is None or filing.moment is None or filing.findings:
                return filing.findings
            self.seal.enter(Open(self.at, filing.draft, filing.moment, filing.paper))
        except GovtoolError as error:
            return _reasons(error)
        return ()

    def _tell(self, what: str) -> None:
        self.run.done.append(what)


def _reasons(error: GovtoolError) -> tuple[Finding, ...]:
    """The findings on something that somebody pushed."""
    if isinstance(error, Refused):
        return error.findings
    code = "missing_object" if isinstance(error, MissingObject) else "name"
    return (finding(code, name="?", what=error.message),)


def _taken(path: str) -> str:
    member, number = Statement.home.match(path) or (path, "")
    return f"took statement {number} of {member}"
