"""Gathering: the clerk's receipts for ballots, a chain of signed merges for each open proposal.

A ballot that would not count is never made reachable. A gather that somebody else pushed under the clerk's branch is
not continued: it could bring anything into main's history.
"""

from __future__ import annotations

from collections.abc import Iterable

from govtool.core.evidence import Paper
from govtool.core.ids import CommitId, ProposalNumber
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.decisions.ballot import Refusal
from govtool.domain.decisions.decision import Decide, strangers
from govtool.domain.decisions.docket import DocketEntry
from govtool.errors import GovtoolError
from govtool.io.git.remote import ZERO, Update
from govtool.roles.clerk.memory import Fact, Memory
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.candidate import Candidates
from govtool.roles.minutes.clerk_commit import Seal
from govtool.roles.minutes.gather import gathered, seal_problem, was_sealed

MAX_PARENTS = 1000


class Gathering:
    """The gathers of a book's open proposals, as they were fetched and as they are to be pushed."""

    def __init__(self, seal: Seal, candidates: Candidates, memory: Memory | None = None) -> None:
        self._memory = memory or Memory()
        self._seal = seal
        self._book = seal.book
        self._candidates = candidates
        self._pushed = candidates.gathers()
        self._sound: dict[CommitId, bool] = {}
        self._now: dict[ProposalNumber, CommitId] = dict(self._pushed)

    def __getitem__(self, number: ProposalNumber) -> CommitId | None:
        return self._now.get(number)

    def __setitem__(self, number: ProposalNumber, gather: CommitId) -> None:
        self._now[number] = gather

    def updates(self) -> list[Update]:
        """The gather branches that are to be moved."""
        moved = {number: oid for number, oid in self._now.items() if self._pushed.get(number) != oid}
        return [
            Update(f"refs/heads/gather/{number}", oid, self._pushed.get(number, ZERO))
            for number, oid in sorted(moved.items())
        ]

    def gather(self, entry: DocketEntry) -> int:
        """Gathers the ballots on a proposal that count and were not gathered yet, and gives how many they are."""
        opening = self._book.opening(entry)
        gather = self._valid(entry)
        have = set(gathered(self._book, gather)) if gather else set()
        former = () if gather else self._receipted(entry)
        known = dict.fromkeys((*former, *self._ballots(entry)))
        fresh = [oid for oid in known if oid not in have]
        papers = event_evidence.ballots(self._book, opening, fresh)
        self._learn(papers)
        counted = Decide(self._seal.at, opening, papers).count(self._book.state)
        refused = {refusal.commit for refusal in counted.refused if refusal.finding.code != "equivocation"}
        taken = [oid for oid in fresh if oid not in refused]
        for start in range(0, len(taken), MAX_PARENTS):
            gather = self.add(entry, gather, taken[start : start + MAX_PARENTS])
        if gather is not None:
            self._now[entry.number] = gather
        else:
            self._now.pop(entry.number, None)
        # a branch below the receipt's own leaves no room for it: it is made anew by each run, and nothing to speak of
        is_blocked = any(name.startswith(f"{entry.number}/") for name in self._pushed)
        return 0 if is_blocked else len(taken)

    def add(self, entry: DocketEntry, previous: CommitId | None, commits: list[CommitId]) -> CommitId:
        """A gather with further commits, on the one before it or on the commit of the newest minute.

        Never on a later commit of main: a merge of free paths adds no minute, so it would be read as a gather, and what
        it merged is no ballot.
        """
        base = previous or self._book.commit_of(self._book.newest[0].number)
        message = f"Gather {len(commits)} for {entry.number}\n"
        return self._seal.commit(self._book.git.loose_commit(base).tree, (base, *commits), message)

    def refusals(self) -> dict[ProposalNumber, tuple[Refusal, ...]]:
        """The ballots on open proposals that do not count, with reasons."""
        found: dict[ProposalNumber, tuple[Refusal, ...]] = {}
        for entry in docket.open_entries(self._book.state):
            if entry.is_open:
                opening = self._book.opening(entry)
                papers = event_evidence.ballots(self._book, opening, self._ballots(entry))
                refused = Decide(self._seal.at, opening, papers).count(self._book.state).refused
                keys = self._keys_of(entry)
                for refusal, signer in ((one, self._memory.fact("ballot", one.commit)) for one in refused):
                    if signer is not None and signer.key not in keys:
                        self._memory.tell("ballot", refusal.commit)
                if refused:
                    found[entry.number] = refused
        return found

    def _ballots(self, entry: DocketEntry) -> list[CommitId]:
        """The commits that may be ballots, without those that people know to be none, unless their signer is a voter by
        now.
        """
        keys = self._keys_of(entry)
        found = []
        for oid in self._candidates.ballots(entry):
            fact = self._memory.fact("ballot", oid)
            if fact is None or fact.key in keys or not self._memory.was_told("ballot", oid):
                found.append(oid)
        return found

    def _learn(self, papers: Iterable[Paper]) -> None:
        for paper in papers:
            is_paper = paper.problem is None and paper.signer.problem is None
            self._memory.learn("ballot", paper.commit, Fact(paper.signer.key if is_paper else ""))

    def _keys_of(self, entry: DocketEntry) -> set[str]:
        people = (Member.of(self._book.state, voter) for voter in entry.voters(self._book.state).everybody)
        return {key.blob for person in people if person is not None for key in person.keys}

    def _valid(self, entry: DocketEntry) -> CommitId | None:
        """The gather that was pushed for a proposal, if all of it is the clerk's."""
        found = self._now.get(entry.number)
        if found is None:
            return None
        try:
            # A filing is gathered with the decision alone: a receipt for one, laid here, would bring it into history.
            if entry.filing in set(gathered(self._book, found)):
                return None
            return found if self._is_sound(entry, found) else None
        except GovtoolError:
            return None

    def _is_sound(self, entry: DocketEntry, gather: CommitId) -> bool:
        """Whether a decision may be made with a gather; what was made in this run is, and others are asked once."""
        if gather in self._seal.made:
            return True
        if gather not in self._sound:
            event = event_evidence.decision(self._book, entry, gather, self._seal.at, None)
            sealed = seal_problem(self._book, gather) is None
            self._sound[gather] = sealed and not strangers(event.count(self._book.state))
        return self._sound[gather]

    def _receipted(self, entry: DocketEntry) -> tuple[CommitId, ...]:
        """The commits in the receipts for a proposal that cannot be continued: a former clerk's, or one that main was
        moved to. The clerk gathers their ballots anew and judges each by itself: nobody has to send a ballot again.
        """
        found: dict[CommitId, None] = {}
        for gather in (self._pushed.get(entry.number), self._book.page.good):
            try:
                if gather is not None and was_sealed(self._book, gather):
                    found |= dict.fromkeys(oid for oid in gathered(self._book, gather) if oid != entry.filing)
            except GovtoolError:
                continue
        return tuple(found)
