"""The tricks of the demo: what Mallory, Vera and a thief of the clerk's key try, made with the real parts."""

from __future__ import annotations

from pathlib import Path

from govtool.cli.demo.stage import Stage
from govtool.core.canonical import emit
from govtool.core.ids import CommitId, MemberId, ProposalNumber, digest_of
from govtool.core.minute import TRAILER
from govtool.core.times import seconds_of
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.ballot import TRAILER as BALLOT
from govtool.domain.decisions.ballot import Ballot, ballot_path
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.event import step
from govtool.errors import GovtoolError
from govtool.io.git.git import FILE, Entry, Git
from govtool.io.git.remote import PushRefused, Remote, Update
from govtool.io.git.store import tree_of
from govtool.io.signature.signing import MemoryKey, sign_commit
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.auditor import audit
from govtool.roles.minutes.book import MAIN, Book


class Trickster:
    """Somebody with a clone, push rights and bad intentions."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        stage.clone("mallory")
        self._git = Git(stage.clone_of("mallory"))
        self._remote = Remote(self._git)

    def forge(self, number: ProposalNumber, victim: MemberId) -> None:
        """A ballot in somebody's name, signed with Mallory's key."""
        self._cast(number, victim, "mallory", f"vote/{number}/{victim}")

    def volunteer(self, number: ProposalNumber) -> None:
        """Vera's ballot, properly signed with her own key; she has no vote."""
        self._cast(number, "vera", "vera", f"vote/{number}/vera")

    def replay(self, old: ProposalNumber, new: ProposalNumber, voter: MemberId) -> None:
        """A ballot of an earlier vote, sent again for another one."""
        self._remote.fetch()
        ballot = self._remote.head(f"vote/{old}/{voter}")
        self._remote.push([Update(f"refs/heads/vote/{new}/mallory", ballot)])

    def pay_oneself(self, number: ProposalNumber, clerk_key: Path) -> str:
        """A decision as the clerk would make it, with the clerk's stolen key, in which Mallory is a member too. Gives
        what the server said.
        """
        book = self._book()
        entry = DocketEntry.of(book.state, number)
        gather = self._remote.head(f"gather/{number}")
        if entry is None or gather is None:
            raise GovtoolError(f"there is no vote on {number} to tamper with", "this is a bug of the demo")
        made = step(book.state, event_evidence.decision(book, entry, gather, self._stage.now, None))
        tree = tree_of(self._git, book.page.tree, book.layout, made.state, write=True)
        record = b'id: "mallory"\nname: "Mallory"\nmembership: "member"\ncommitted_minutes_per_week: 2400\n'
        blob = Entry(FILE, self._git.write("blob", record))
        tree = self._git.with_files(tree, {Member.home.path("mallory"): blob}, write=True)
        message = f"Decide {number}\n\n{TRAILER}: {made.digest}\n"
        commit = self._commit(MemoryKey.load(clerk_key.read_text()), tree, (book.page.head, gather), message)
        try:
            self._remote.push([Update(MAIN, commit)])
        except PushRefused as error:
            return error.message
        raise GovtoolError("the server took a tampered merge", "this is a bug of the guard: please report it")

    def _cast(self, number: ProposalNumber, voter: MemberId, signer: str, branch: str) -> None:
        book = self._book()
        entry = DocketEntry.of(book.state, number)
        if entry is None:
            raise GovtoolError(f"there is no proposal {number}", "this is a bug of the demo")
        opening = book.opening(entry)
        ballot = Ballot(proposal=number, opening=opening.digest, voter=voter, choice="for", cast=1)
        data = emit(ballot.data())
        place = book.layout.place(ballot_path(entry, voter))
        tree = book.page.tree
        tree = self._git.with_files(tree, {place: Entry(FILE, self._git.write("blob", data))}, write=True)
        key = MemoryKey.load(self._stage.key_of(signer).read_text())
        commit = self._commit(key, tree, (book.page.good,), f"Vote\n\n{BALLOT}: {digest_of(data)}\n")
        self._remote.push([Update(f"refs/heads/{branch}", commit)])

    def _commit(self, key: MemoryKey, tree: str, parents: tuple[CommitId, ...], message: str) -> CommitId:
        stamp = f"Alice Lee <alice@kettle.example> {seconds_of(self._stage.now)} +0000"
        return self._git.write("commit", sign_commit(key, tree, parents, stamp, stamp, message))

    def _book(self) -> Book:
        self._remote.fetch()
        book = audit(self._git, self._remote.head("main") or "").book
        if book is None:
            raise GovtoolError("main cannot be audited", "this is a bug of the demo")
        return book
