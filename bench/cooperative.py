"""A co-operative made in the process, as large as a measurement wants it.

The commits are what the clerk and the members would make: real objects in a real repository, signed by keys that are
held in memory. It promises that the audit accepts the history. It uses no remote, and keeps no key.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from govtool.core import minute as minutes
from govtool.core.canonical import emit
from govtool.core.ids import CommitId, Digest, MemberId, digest_of
from govtool.core.record import Record
from govtool.core.tally import Choice
from govtool.core.times import Instant, add, seconds_of
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member, MemberKey
from govtool.domain.constitution.organization import Organization, PublicKey
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.ballot import TRAILER, Ballot, Opening, ballot_path
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.draft import Draft, moment_of
from govtool.domain.decisions.event import Event, Step, step
from govtool.domain.decisions.filing import FILING_TRAILER
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.policy import AdoptPolicy
from govtool.domain.decisions.proposal import Proposal, content_digest, file_lines, text_lines
from govtool.domain.decisions.statement import TRAILER as STATED
from govtool.domain.decisions.statement import Body, Statement, last_number
from govtool.domain.decisions.statement import path_of as statement_path
from govtool.io.git.git import FILE, Entry, Git
from govtool.io.git.refs import Move
from govtool.io.git.store import folder_files, read_record, tree_of
from govtool.io.signature.signing import MemoryKey, sign_commit
from govtool.roles.lifecycle.founder import Plan, found
from govtool.roles.minutes import evidence
from govtool.roles.minutes.book import MAIN, book_at
from govtool.roles.minutes.evidence import KEYS, decision, enactment, statement
from govtool.roles.minutes.registry import NEWEST
from govtool.roles.minutes.verification import verify

BYLAWS = Path(__file__).parent.parent / "registry" / "bylaws.yaml"
FOUNDED_AT: Instant = "2026-01-01T10:00:00Z"
_STAMP = "A Voter <voter@example.org> 1767261600 +0000"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Cooperative:
    """A founded co-operative with so many members, of whom the first `voters` have a vote and a key.

    `records` are teams and the like that are founded with it, by path.
    """

    def __init__(self, folder: Path, size: int, voters: int, records: Mapping[str, Record] | None = None) -> None:
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(folder)], check=True)
        self.folder = folder
        self.git = Git(folder)
        self.clerk = MemoryKey.generate()
        names = [name_of(number) for number in range(size)]
        self.keys = {name: MemoryKey.generate() for name in names[:voters]}
        self.voters = tuple(self.keys)
        self.at = FOUNDED_AT
        self.ballots = 0
        self.book = book_at(self.git, self._found(names, records or {}))

    def _found(self, names: list[str], records: Mapping[str, Record]) -> CommitId:
        members = tuple(self._member(name) for name in names)
        organization = Organization(
            name="Bench",
            currency="USD",
            exponent=2,
            rules=1,
            clerk_keys=(PublicKey(type="ssh-ed25519", blob=self.clerk.public_key.base64),),
        )
        bylaws = read_record(BYLAWS.read_bytes(), Bylaws, "registry/bylaws.yaml")
        plan = Plan(organization, bylaws, members, records, "0" * 32, self.at)
        return found(self.git, plan, self.keys[names[0]], "A Founder <founder@example.org>")

    def _member(self, name: str) -> Member:
        key = self.keys.get(name)
        if key is None:
            return Member(id=name, name=name, membership="none", committed_minutes_per_week=0)
        public = key.public_key
        return Member(
            id=name,
            name=name,
            membership="member",
            committed_minutes_per_week=2400,
            joined_at=self.at,
            counts_at=self.at,
            keys=(MemberKey(type="ssh-ed25519", blob=public.base64, use="sign", active_at=self.at),),
        )

    @property
    def head(self) -> CommitId:
        """The newest commit of main."""
        return self.book.page.head

    def propose(self, slug: str, action: Action | None = None) -> Opening:
        """Files a proposal of an action, or to adopt a policy, and opens it."""
        self.at = add(self.at, "PT1H")
        text = f"# {slug}\n\nWe keep {slug} in the kitchen.\n".encode()
        policy = AdoptPolicy(action="adopt-policy", policy=slug, title=slug, text="text.md", from_version=0)
        proposal = Proposal(
            title=f"Keep {slug}",
            summary="A policy that costs nothing.",
            proposer=self.voters[0],
            open_before=add(self.at, "P10D"),
            actions=(action or policy,),
        )
        files = {"proposal.yaml": emit(proposal.data()), "text.md": text}
        folder = f"proposals/2026/{slug}"
        lines = file_lines(files)
        content = content_digest(self.book.genesis, folder, lines)
        filing = self._signed(self.voters[0], folder, files, (self.head,), f"File\n\n{FILING_TRAILER}: {content}\n")
        draft = Draft(proposal, folder, lines, filing, texts=text_lines(proposal.actions, files))
        paper = evidence.filing(self.book, filing)
        made = self._enter(Open(self.at, draft, moment_of(draft, self.at, KEYS), paper), ())
        entry = docket.entry_of(self.book.state, made.minute.proposal or "")
        if entry is None:
            raise LookupError(slug)
        return self.book.opening(entry)

    def vote(self, opening: Opening, voter: str, choice: Choice) -> CommitId:
        """The signed ballot of one person."""
        entry = opening.entry
        ballot = Ballot(proposal=entry.number, opening=opening.digest, voter=voter, choice=choice, cast=1)
        data = emit(ballot.data())
        folder, _, name = ballot_path(entry, voter).rpartition("/")
        message = f"Vote on {entry.number}\n\n{TRAILER}: {digest_of(data)}\n"
        return self._signed(voter, folder, {name: data}, (self.head,), message)

    def decide(self, opening: Opening, ballots: tuple[CommitId, ...]) -> None:
        """Gathers the ballots, decides and, where it passed, enacts."""
        self.at = add(self.at, "P3D")
        entry = opening.entry
        git = self.git
        filing = entry.filing or ""
        gather = self._commit(self.book.page.tree, (self.head, *ballots, filing), "Gather")
        filed = git.loose_commit(filing).tree
        files = folder_files(git, filed, self.book.layout, entry.folder)
        self._enter(decision(self.book, entry, gather, self.at, files), (gather,))
        self.ballots += len(ballots)

    def enact(self, entry: DocketEntry) -> None:
        """Enacts a proposal that passed."""
        waiting = docket.entry_of(self.book.state, entry.number) or entry
        self.at = max(self.at, (waiting.decided.due_at if waiting.decided else None) or self.at)
        self._enter(enactment(self.book, waiting, self.at), ())

    def carry(self, slug: str, action: Action) -> DocketEntry:
        """A proposal that everybody is for, until it is decided."""
        opening = self.propose(slug, action)
        self.decide(opening, tuple(self.vote(opening, name, "for") for name in self.voters))
        return opening.entry

    def state(self, who: MemberId, kind: str, body: Mapping[str, object]) -> Digest:
        """A person's signed statement, taken in by the clerk; gives its digest."""
        data = self.statement(who, kind, body)
        path, trailer = statement_path(who, last_number(self.book.state, who) + 1), f"{STATED}: {digest_of(data)}"
        folder, _, name = path.rpartition("/")
        oid = self._signed(who, folder, {name: data}, (self.head,), f"State\n\n{trailer}\n")
        self._enter(statement(self.book, oid, self.at), (oid,))
        return digest_of(data)

    def statement(self, who: MemberId, kind: str, body: Mapping[str, object]) -> bytes:
        """The file of a person's next statement."""
        return statement_file(who, last_number(self.book.state, who) + 1, self.at, kind, body)

    def live(self, proposals: int) -> None:
        """So many proposals, one after the other, each voted on by everybody, passed and enacted."""
        for number in range(proposals):
            opening = self.propose(f"kettle-{number}")
            choices: tuple[Choice, ...] = ("for", "for", "for", "against", "abstain")
            cast = [self.vote(opening, name, choices[i % 5]) for i, name in enumerate(self.voters)]
            self.decide(opening, tuple(cast))
            self.enact(opening.entry)
        self.publish()

    def publish(self) -> None:
        """Moves main to where the book stands."""
        self.git.move_refs(Move(MAIN, self.head, self.git.ref(MAIN)))

    def _signed(
        self, who: str, folder: str, files: Mapping[str, bytes], parents: tuple[CommitId, ...], message: str
    ) -> CommitId:
        entries = {f"{folder}/{name}": Entry(FILE, self.git.write("blob", data)) for name, data in files.items()}
        tree = self.git.with_files(self.git.loose_commit(parents[0]).tree, entries, write=True)
        return self.git.write("commit", sign_commit(self.keys[who], tree, parents, _STAMP, _STAMP, message))

    def _enter(self, event: Event, others: tuple[CommitId, ...]) -> Step:
        made = step(self.book.state, event)
        tree = tree_of(self.git, self.book.page.tree, self.book.layout, made.state, write=True)
        message = f"{made.minute.event}\n\n{minutes.TRAILER}: {made.digest}"
        oid = self._commit(tree, (self.head, *others), message)
        problems = verify(self.book, oid)
        if problems:
            raise ValueError(f"the bench made a commit that does not verify: {problems}")
        return made

    def _commit(self, tree: str, parents: tuple[CommitId, ...], message: str) -> CommitId:
        stamp = f"clerk <clerk@example.org> {seconds_of(self.at)} +0000"
        return self.git.write("commit", sign_commit(self.clerk, tree, parents, stamp, stamp, message + "\n"))


def statement_file(who: MemberId, number: int, at: Instant, kind: str, body: Mapping[str, object]) -> bytes:
    """The file of a statement that is made at a time."""
    typed = NEWEST.words(Body)[kind].read(body)
    made = Statement(member=who, number=number, not_after=add(at, "P20D"), kind=kind, body=typed.data())
    return emit(made.data())


def name_of(number: int) -> str:
    """An id for each number, spread over the folders of two letters as names of people are."""
    first, second = _LETTERS[number % 26], _LETTERS[number // 26 % 26]
    return f"{first}{second}{number:05d}"
