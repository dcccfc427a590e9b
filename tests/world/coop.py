"""A co-operative in a real git repository, for tests to tell stories with.

It is founded once a session and copied, so that a test begins in no time. Alice and Bob work full time (weight 2 each),
Carol, Dan and Erin part time (1 each), so that 7 votes are eligible: more than half are 4, two thirds 5, three quarters
6. Vera is a volunteer with a key, and nobody knows Mallory. Everybody signs with real ed25519 keys, `hub` is the bare
repository that everybody pushes to, and the clerk works in a clone of it, with real fetches and pushes. Time stands
still until the test turns the clock.

    coop.propose("alice", "kettle", "- action: motion")     # signed, and on the branch proposal/kettle
    coop.run_clerk()                                        # opens it as 0001
    coop.vote("alice", "0001", "for")
    coop.vote("bob", "0001", "for")
    coop.later("P2D")
    coop.run_clerk()                                        # gathers, decides, enacts
    assert coop.entry("0001").status == "passed"
    assert coop.audit().ok

`coop.open(...)` proposes and runs the clerk, `coop.pass_(...)` brings a proposal all the way. What a person may do
alone is `coop.state("carol", "resign")`, taken in by the next run of the clerk. `coop.another("other", ...)` founds a
second co-operative, with bylaws or people of its own.

It is the slow and whole one, for what branches, pushes, races and forged commits do. A history that the rules alone
decide is `town.Town`, in memory; a long one with commits is `history.Recorded`.

Attackers have three tools. `coop.push_raw(branch, files)` pushes any commit, signed by anybody or by nobody.
`coop.tamper(path, data)` changes a file on main as an administrator of the forge could. `coop.cheat(event)` is the
clerk gone bad: it makes an event that need not be legal, alters its minute, records or files as told, seals the commit
with the clerk's true key, and puts it on main. What comes of it is said in words of verdict: `coop.refused(branch)`,
`coop.voided(number)`, `coop.failed()`, `coop.warned()` give sets such as `{"VOID:key_unknown"}`.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from govtool.core import minute as minutes
from govtool.core.canonical import emit
from govtool.core.commit import build_commit
from govtool.core.ids import digest_of
from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.times import add
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.decisions.ballot import Ballot, ballot_path
from govtool.domain.decisions.docket import DocketEntry, SlugUse
from govtool.domain.decisions.event import Event, enter
from govtool.domain.decisions.proposal import content_digest, file_lines
from govtool.domain.decisions.statement import Statement, last_number
from govtool.domain.lifecycle.handover import Handover
from govtool.domain.people.key import possession_message
from govtool.errors import Refused
from govtool.io.git.git import EMPTY_TREE, FILE, Entry, Git
from govtool.io.git.remote import Remote
from govtool.io.git.store import Layout, tree_of
from govtool.io.signature.signing import MemoryKey, prove_possession, sign_commit
from govtool.roles.clerk.clerk import Clerk
from govtool.roles.clerk.session import Run
from govtool.roles.lifecycle.founder import Plan, found
from govtool.roles.minutes import event_evidence, handover
from govtool.roles.minutes.audit_report import Report
from govtool.roles.minutes.auditor import audit
from govtool.roles.minutes.book import Book, VoidSpan, book_at
from tests.world.content import content_of, write_content
from tests.world.hub import Hub, make_hub
from tests.world.people import FOUNDED_AT, blob_of, codes, key_of, organization, public, shipped_bylaws, usual_people
from tests.world.town import Told, said

MAIN = "refs/heads/main"
NAME = "A Tester <tester@example.org> 1793527200 +0000"


def _git(*arguments: str | Path) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


_founded: dict[str, dict[str, bytes | None]] = {}


class Coop:
    """One co-operative; see the top of this file for how to tell a story with it."""

    def __init__(self, folder: Path, now: str = FOUNDED_AT, layout: Layout | None = None) -> None:
        self.folder = folder
        self.now = now
        self.layout = layout or Layout()
        self.hub = Hub(folder / "hub.git")
        self.desk = Git(folder / "clerk")
        self.desk.set_setting("remote.origin.url", str(folder / "hub.git"))
        self.remote = Remote(self.desk)
        self.clerk_key = key_of("clerk")
        self.run = Run()
        self._books: dict[str, Book] = {}
        self._verified: _Verified | None = None

    # Founding ----------------------------------------------------------------------------------------------------

    @classmethod
    def found(
        cls,
        folder: Path,
        *,
        people: Iterable[Member] | None = None,
        bylaws: Bylaws | None = None,
        records: Mapping[str, Record] | None = None,
        founding: tuple[str, ...] = (),
        layout: Layout | None = None,
        history: Mapping[str, bytes] | None = None,
        nonce: str = "0" * 32,
        name: str = "Test Co-operative",
        currency: str = "USD",
        exponent: int = 2,
        origins: tuple[str, ...] = (),
    ) -> Coop:
        """A new co-operative. `founding` are founders who have yet to accept, `history` is a commit before it."""
        plan = Plan(
            organization=organization(
                name,
                currency=currency,
                exponent=exponent,
                clerk_keys=(public(key_of("clerk")), public(key_of("spare clerk"))),
                founding=founding,
                passkey_origins=origins,
            ),
            bylaws=bylaws or shipped_bylaws(),
            members=tuple(usual_people().values() if people is None else people),
            records=records or {},
            nonce=nonce,
            at=FOUNDED_AT,
        )
        # the same founding gives the same bytes, which are written again
        same = repr((plan, layout, history))
        if same in _founded:
            write_content(folder, _founded[same])
        else:
            cls._found(folder, plan, layout, history)
            _founded[same] = content_of(folder, "hub.git", "clerk")
        return cls(folder, layout=layout)

    @classmethod
    def _found(cls, folder: Path, plan: Plan, layout: Layout | None, history: Mapping[str, bytes] | None) -> None:
        make_hub(folder / "hub.git")
        _git("init", "--quiet", "--template=", "--initial-branch=main", folder / "clerk")
        coop = cls(folder, layout=layout)
        parent = coop.commit(coop.tree(EMPTY_TREE, history), (), "Before\n", None) if history else None
        oid = found(coop.hub, plan, key_of("alice"), "Alice <alice@example.org>", layout=layout, parent=parent)
        coop.hub.set_ref(MAIN, oid)

    @classmethod
    def copied(cls, factory: pytest.TempPathFactory, folder: Path) -> Coop:
        """The co-operative of the fixture, founded once a session and copied into a folder of the test's own."""
        original = factory.getbasetemp() / "founded"
        if not original.exists():
            founded = cls.found(original)
            # in two packs it is copied, cloned and removed in half the time
            for repository in (founded.hub, founded.desk):
                _git("-C", repository.folder, "repack", "-a", "-d", "-q")
        shutil.copytree(original, folder / "coop")
        return cls(folder / "coop")

    def another(self, name: str = "another", **options: Any) -> Coop:
        """A second co-operative beside this one."""
        return self.found(self.folder.parent / name, **options)

    # The clock ---------------------------------------------------------------------------------------------------

    def at(self, instant: str) -> None:
        """Turns the clock to an instant, backwards too."""
        self.now = instant

    def later(self, duration: str) -> None:
        """Turns the clock on by a duration."""
        self.now = add(self.now, duration)

    # Looking -----------------------------------------------------------------------------------------------------

    @property
    def head(self) -> str:
        """The commit that main is at."""
        return self.hub.ref(MAIN) or ""

    @property
    def book(self) -> Book:
        """The verified book at the head of main."""
        if self.head not in self._books:
            self._books = {self.head: self._read(self.hub, self.head)}
        return self._books[self.head]

    def _read(self, git: Git, head: str) -> Book:
        """The book at a head of main, verified from where it was verified last, as people and the clerk do it; what
        `audit` is asked for begins with the founding.
        """
        report = None
        if self._verified is not None:
            good, seen, void_since, founded, voids = self._verified
            with contextlib.suppress(Refused):  # main was turned back
                report = audit(git, head, since=book_at(git, good, seen, void_since, founded=founded, voids=voids))
        report = report or audit(git, head)
        book = report.book
        assert book is not None, codes(report)
        self._verified = _Verified(book.page.good, book.page.head, book.page.void_since, book.founded, book.voids)
        return book

    @property
    def registry(self) -> State:
        """The state in force."""
        return self.book.state

    @property
    def genesis(self) -> str:
        """The identity of the co-operative."""
        return self.book.genesis

    def member(self, name: str) -> Member:
        """The record of a person."""
        found = Member.of(self.registry, name)
        assert found is not None, name
        return found

    def entry(self, number: str) -> DocketEntry:
        """The docket's entry of a proposal."""
        found = DocketEntry.of(self.registry, number)
        assert found is not None, number
        return found

    def who_votes(self, entry: DocketEntry) -> frozenset[str]:
        """Everybody on a voter list of an entry."""
        return entry.voters(self.registry).everybody

    def weights_of(self, entry: DocketEntry, place: int = 0) -> dict[str, int]:
        """The voter list of one of its rules: weights by person."""
        return dict(entry.asked[place].voters(self.registry))

    @property
    def open_entries(self) -> list[DocketEntry]:
        """The proposals that are open or wait for their effect."""
        return list(docket.open_entries(self.registry))

    def file(self, path: str, commit: str | None = None) -> bytes | None:
        """The bytes of a file on main."""
        entry = self.hub.entry(self.hub.loose_commit(commit or self.head).tree, path)
        return None if entry is None or entry.is_tree else self.hub.blob(entry.oid)

    def audit(self, since: Book | None = None, pinned: str | None = None, head: str | None = None) -> Report:
        """The audit of main, on the bytes of the hub."""
        return audit(self.hub, head or self.head, pinned, since=since)

    # What people do ----------------------------------------------------------------------------------------------

    def propose(
        self,
        proposer: str,
        slug: str,
        actions: str,
        *,
        files: Mapping[str, bytes] | None = None,
        changed: Mapping[str, bytes | None] | None = None,
        signer: MemoryKey | None = None,
        parent: str | None = None,
        folder: str | None = None,
        text: str | None = None,
        open_before: str | None = None,
        extra: str = "",
        push: bool = True,
    ) -> str:
        """Files a proposal whose actions are the YAML that a member would write; gives the signed commit.

        `files` lie beside proposal.yaml, `changed` are files outside the folder, `text` is the whole of proposal.yaml.
        """
        text = text if text is not None else self.proposal_text(proposer, slug, actions, open_before, extra)
        folder = folder or f"proposals/2026-11/{slug}"
        inside = {"proposal.yaml": text.encode(), **(files or {})}
        content = content_digest(self.genesis, folder, file_lines(inside))
        placed = {self.layout.place(f"{folder}/{name}"): data for name, data in inside.items()}
        return self.push_raw(
            f"proposal/{slug}" if push else "",
            {**placed, **(changed or {})},
            message=f"Propose {slug}\n\nProposal: {content}\n",
            key=signer or key_of(proposer),
            parent=parent,
        )

    def proposal_text(
        self, proposer: str, slug: str, actions: str, open_before: str | None = None, extra: str = ""
    ) -> str:
        """A proposal.yaml as a member would write it; the rows are options if `extra` has a `ballot`."""
        indented = "".join(f"  {line}\n" for line in actions.strip("\n").split("\n"))
        until = open_before or add(self.now, "P30D")
        head = f'title: About {slug}\nsummary: What {slug} is about\nproposer: {proposer}\nopen_before: "{until}"\n'
        return f"{head}{extra}{'options' if 'ballot:' in extra else 'actions'}:\n{indented}"

    def open(self, proposer: str, slug: str, actions: str, **options: Any) -> str:
        """Files a proposal and has the clerk open it; gives its number."""
        self.propose(proposer, slug, actions, **options)
        self.run_clerk()
        refused = self.run.refused_branches.get(f"proposal/{slug}", ())
        assert not refused, [(problem.code, dict(problem.values)) for problem in refused]
        use = SlugUse.of(self.registry, slug)
        assert use is not None, self.run
        return use.proposal

    def pass_(
        self, proposer: str, slug: str, actions: str, *, voters: str = "alice bob carol dan erin", **options: Any
    ) -> str:
        """A proposal all the way: opened, voted for, decided at its close and enacted when it is due."""
        number = self.open(proposer, slug, actions, **options)
        for voter in voters.split():
            if voter in self.entry(number).voters(self.registry):
                self.vote(voter, number, "for")
        self.finish(number)
        return number

    def finish(self, number: str) -> None:
        """Lets the time of a vote run out, and that of its delay."""
        if self.entry(number).is_open:
            self.now = max(self.now, self.entry(number).closes_at)
            self.run_clerk()
        decided = self.entry(number).decided
        if decided is not None and decided.due_at and self.entry(number).enacted is None:
            self.now = max(self.now, decided.due_at)
            self.run_clerk()

    def ballot(self, voter: str, number: str, choice: str, cast: int = 1, reason: str | None = None) -> Ballot:
        """A ballot as it ought to be."""
        opening = self.book.opening(self.entry(number))
        field: dict[str, Any] = {**said(opening.entry, choice).data()}
        return Ballot(proposal=number, opening=opening.digest, voter=voter, **field, cast=cast, reason=reason)

    def vote(
        self,
        voter: str,
        number: str,
        choice: str = "for",
        cast: int = 1,
        *,
        reason: str | None = None,
        key: MemoryKey | None = None,
        data: bytes | None = None,
        path: str | None = None,
        parents: tuple[str, ...] | None = None,
        trailer: str | None = None,
        also: Mapping[str, bytes | None] | None = None,
        branch: str | None = None,
        name: str = NAME,
    ) -> str:
        """Signs a ballot and pushes it to the voter's branch, where another one may lie; gives the commit.

        With the further options a part of it is other than it ought to be.
        """
        data = data if data is not None else emit(self.ballot(voter, number, choice, cast, reason).data())
        place = self.layout.place(path or ballot_path(self.entry(number), voter))
        base = self.book.page.good
        parents = (base,) if parents is None else parents
        tree = self.tree(self.hub.loose_commit(base).tree, {place: data, **(also or {})})
        message = f"Vote\n\nBallot: {trailer or digest_of(data)}\n"
        oid = self.commit(tree, parents, message, key or key_of(voter), name)
        self.hub.set_ref(f"refs/heads/{branch or f'vote/{number}/{voter}'}", oid)
        return oid

    def state(
        self,
        member: str,
        kind: str,
        body: Mapping[str, object] | None = None,
        *,
        number: int | None = None,
        not_after: str | None = None,
        key: MemoryKey | None = None,
        parent: str | None = None,
        data: bytes | None = None,
        also: Mapping[str, bytes | None] | None = None,
    ) -> str:
        """Signs a statement and pushes it to its branch; gives the commit."""
        number = number or last_number(self.registry, member) + 1
        until = not_after or add(self.now, "P20D")
        made = Statement(member=member, number=number, not_after=until, kind=kind, body=dict(body or {}))
        data = data if data is not None else emit(made.data())
        parent = parent or self.head
        tree = self.tree(
            self.hub.loose_commit(parent).tree,
            {self.layout.place(Statement.home.path(member, number)): data, **(also or {})},
        )
        message = f"State {kind}\n\nStatement: {digest_of(data)}\n"
        oid = self.commit(tree, (parent,), message, key or key_of(member))
        self.hub.set_ref(f"refs/heads/statement/{member}/{number:06d}", oid)
        return oid

    def proof(self, name: str, number: int = 1, member: str | None = None) -> str:
        """The proof that somebody holds a key, made for `member` (else for themselves)."""
        key = key_of(name, number)
        return prove_possession(key, possession_message(self.genesis, member or name, public(key)))

    def rotation(self, name: str, number: int, **options: object) -> dict[str, object]:
        """The body of the statement that registers a further key."""
        key = public(key_of(name, number)).data()
        return {"key": key, "use": "sign", "proof": self.proof(name, number), **options}

    def admission(self, name: str, hours: int = 600, teams: str = "[]") -> str:
        """The action that admits somebody, as YAML."""
        proof = "".join(f"    {line}\n" for line in self.proof(name).rstrip("\n").split("\n"))
        return (
            f"- action: admit\n  candidate: {name}\n  name: {name.title()}\n  as: member\n"
            f"  committed_minutes_per_week: {hours}\n  key:\n    type: ssh-ed25519\n    blob: {blob_of(name)}\n"
            f"  proof: |\n{proof}  teams: {teams}\n"
        )

    # The clerk ---------------------------------------------------------------------------------------------------

    def run_clerk(self, key: MemoryKey | None = None) -> Run:
        """One run of the clerk at the time that the clock shows; what it did is kept in `run`."""
        clerk = Clerk(self.desk, self.remote, key or self.clerk_key, self.now, self._load)
        self.run = clerk.run()
        return self.run

    def _load(self, head: str) -> Book:
        return self._read(self.desk, head)

    # Verdicts ----------------------------------------------------------------------------------------------------

    def refused(self, branch: str) -> set[str]:
        """Why the clerk's last run left a branch alone."""
        return {f"REFUSE:{code}" for code in codes(self.run.refused_branches.get(branch, ()))}

    def voided(self, number: str, voter: str | None = None) -> set[str]:
        """Why ballots (of one person, or all) were not counted, as the clerk's last run lists them."""
        refusals = self.run.refused_ballots.get(number, ())
        return {f"VOID:{refusal.finding.code}" for refusal in refusals if voter in (None, refusal.voter)}

    def failed(self, **options: Any) -> set[str]:
        """Why the audit fails."""
        return {f"FAIL:{code}" for code in codes(self.audit(**options))}

    def warned(self) -> set[str]:
        """What the audit reports without failing."""
        return {f"WARN:{code}" for code in codes(self.audit().warnings)}

    # Handing over ------------------------------------------------------------------------------------------------

    def hand_over(
        self, names: str, new: MemoryKey, *, stands: str = "all", signers: Mapping[str, MemoryKey] | None = None
    ) -> str:
        """People sign a new key of the clerk, and one of them puts it on main; nobody of the clerk takes part.

        `stands` is the digest of the last minute that stands; all stand if it is left out. Raises Refused.
        """
        oids = [self.sign_handover(name, new, stands, (signers or {}).get(name)) for name in names.split()]
        return self.put_handover(*oids, stands=stands)

    def put_handover(self, *oids: str, stands: str = "all", message: str | None = None, tree: str | None = None) -> str:
        """Somebody gathers signatures under a handover and puts it on main. Raises Refused.

        `message` is another one than the commit ought to have, `tree` another one than the gather ought to have.
        """
        gather = self.commit(tree or self.book.page.tree, oids, "Gather a handover\n", None)
        made = handover.handover_step(self.book, gather, stands, self.now)
        base = handover.base_tree(self.book, made.minute)
        written = tree_of(self.hub, base, self.layout, made.state, write=True)
        text = message if message is not None else f"Hand over\n\n{minutes.TRAILER}: {made.digest}\n"
        return self.put_on_main(self.commit(written, (self.head, gather), text, None))

    def sign_handover(
        self,
        name: str,
        new: MemoryKey,
        stands: str = "all",
        key: MemoryKey | None = None,
        cast: int = 1,
        *,
        not_after: str | None = None,
        parent: str | None = None,
    ) -> str:
        """One person's signature under a new key of the clerk, on an older commit of main where `parent` names one."""
        book = self.book
        parent = parent or book.page.good
        paper = Handover(
            member=name,
            genesis=book.genesis,
            after=minutes.newest(book.state_at(parent))[1],
            not_after=not_after or add(self.now, "P20D"),
            stands=stands,
            keys=(public(new),),
            cast=cast,
        )
        data = emit(paper.data())
        place = self.layout.place(f"handovers/{name}.yaml")
        tree = self.tree(self.hub.loose_commit(parent).tree, {place: data})
        message = f"Hand over\n\nHandover: {digest_of(data)}\n"
        return self.commit(tree, (parent,), message, key or key_of(name))

    # Attackers ---------------------------------------------------------------------------------------------------

    def tree(self, base: str, files: Mapping[str, bytes | Entry | None]) -> str:
        """A tree with files laid over another one; bytes become plain files."""
        entries = {
            path: Entry(FILE, self.hub.write("blob", data)) if isinstance(data, bytes) else data
            for path, data in files.items()
        }
        return self.hub.with_files(base, entries, write=True)

    def commit(self, tree: str, parents: tuple[str, ...], message: str, key: MemoryKey | None, name: str = NAME) -> str:
        """A commit object, signed by a key or by nobody. No branch moves."""
        if key is None:
            raw = build_commit(tree, parents, name, name, message, None)
        else:
            raw = sign_commit(key, tree, parents, name, name, message)
        return self.hub.write("commit", raw)

    def push_raw(
        self,
        branch: str,
        files: Mapping[str, bytes | Entry | None],
        *,
        message: str = "Change\n",
        key: MemoryKey | None = None,
        parent: str | None = None,
        parents: tuple[str, ...] | None = None,
    ) -> str:
        """Pushes a commit with these files on top of main (or `parent`) to a branch, with force; to none if empty."""
        base = parent or self.head
        tree = self.tree(self.hub.loose_commit(base).tree, files)
        oid = self.commit(tree, parents if parents is not None else (base,), message, key)
        if branch:
            self.hub.set_ref(f"refs/heads/{branch}", oid)
        return oid

    def tamper(self, path: str, data: bytes | None, key: MemoryKey | None = None) -> str:
        """Changes a file on main, as somebody with the right to push could."""
        return self.push_raw("main", {path: data}, message="Tidy up\n", key=key)

    def put_on_main(self, oid: str) -> str:
        """Points main at a commit, whatever it was at before."""
        self.hub.set_ref(MAIN, oid)
        return oid

    def cheat(
        self,
        event: Event,
        *others: str,
        minute: Mapping[str, object] | None = None,
        records: Mapping[str, Record | None] | None = None,
        files: Mapping[str, bytes | None] | None = None,
        key: MemoryKey | None = None,
        parents: tuple[str, ...] | None = None,
        on: State | None = None,
    ) -> str:
        """The clerk gone bad: an event made without asking whether it is its turn, altered, sealed, put on main.

        `others` are the further parents. `on` is another state than the one in force for the event to be applied to.
        """
        state, fields = event.apply(on or self.registry)
        for path, record in (records or {}).items():
            state = state.drop(path) if record is None else state.put(path, record)
        newest, previous = minutes.newest(self.registry)
        fields = {"at": event.at, **fields, **(minute or {})}
        at = fields.pop("at")
        made = enter(state, Told(str(at), event.name), newest.number + 1, previous, fields)
        base = self.hub.loose_commit(self.head).tree
        tree = self.tree(tree_of(self.hub, base, self.layout, made.state, write=True), files or {})
        message = f"Cheat\n\n{minutes.TRAILER}: {made.digest}\n"
        return self.put_on_main(self.commit(tree, parents or (self.head, *others), message, key or self.clerk_key))

    def decision(self, number: str, at: str | None = None, gather: str | None = None) -> Any:
        """The event that decides a proposal with a gather, the text of the filing at hand."""
        entry = self.entry(number)
        tree = self.hub.loose_commit(entry.filing or "").tree
        top = self.layout.place(entry.folder) + "/"
        texts = {path[len(top) :]: self.hub.blob(e.oid) for path, e in self.hub.files(tree, top[:-1])}
        return event_evidence.decision(self.book, entry, gather, at or self.now, texts)

    def gather(self, number: str, *oids: str, key: MemoryKey | None = None) -> str:
        """A gather of ballots as the clerk makes it; no branch moves."""
        page = self.book.page
        return self.commit(page.tree, (page.good, *oids), "Gather\n", key or self.clerk_key)

    def enactment(self, number: str, at: str | None = None) -> Any:
        """The event that enacts a proposal."""
        return event_evidence.enactment(self.book, self.entry(number), at or self.now)

    def taking(self, statement: str, at: str | None = None) -> Any:
        """The event that takes in a statement."""
        return event_evidence.statement(self.book, statement, at or self.now)


class _Verified(NamedTuple):
    """Up to where main was verified, by values that no later run can alter; see `book_at`."""

    good: str
    head: str
    void_since: str | None
    founded: str
    voids: tuple[VoidSpan, ...]
