"""A very small co-operative that lives in a temporary folder, to show one real file of every kind.

Keys, times and numbers are fixed, so that the same bytes come out on every machine. Everything is made by the functions
that make the real files, and verified as the audit does it. The keys are known to everybody: never use them.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path

from govtool.core import minute as minutes
from govtool.core.canonical import emit
from govtool.core.ids import CommitId, digest_of
from govtool.core.record import Record
from govtool.core.times import Instant, add
from govtool.domain.constitution.bylaws import PATH as BYLAWS
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member, MemberKey
from govtool.domain.constitution.organization import Organization, PublicKey
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.decisions import docket
from govtool.domain.decisions.ballot import TRAILER as BALLOT
from govtool.domain.decisions.ballot import Ballot, Opening, ballot_path
from govtool.domain.decisions.draft import Draft, moment_of
from govtool.domain.decisions.event import Event, step
from govtool.domain.decisions.filing import FILING_TRAILER, identity_of
from govtool.domain.decisions.motion import Motion
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.policy import AdoptPolicy
from govtool.domain.decisions.proposal import AnyAction, Proposal, content_digest, file_lines, folder_of, text_lines
from govtool.domain.decisions.statement import TRAILER as STATEMENT
from govtool.domain.decisions.statement import Statement, path_of
from govtool.domain.lifecycle.handover import Handover
from govtool.domain.people.key import possession_message
from govtool.domain.people.letter import Letter
from govtool.errors import Refused
from govtool.io.git.git import FILE, Entry, Git
from govtool.io.git.gitserver import create_bare
from govtool.io.git.store import read_canonical, read_record, tree_of
from govtool.io.git.template import template_files
from govtool.io.signature.signing import MemoryKey, prove_possession, sign_commit
from govtool.roles.lifecycle.founder import Plan, found
from govtool.roles.minutes import evidence
from govtool.roles.minutes.book import book_at
from govtool.roles.minutes.evidence import KEYS, decision, enactment, statement
from govtool.roles.minutes.registry import NEWEST
from govtool.roles.minutes.verification import verify

FOUNDED_AT: Instant = "2026-11-01T10:00:00Z"
_SECONDS = "1793527200 +0000"
_STAMP = f"Specimen <specimen@example.org> {_SECONDS}"


def specimens() -> Mapping[str, tuple[str, bytes]]:
    """One file of every kind by a name (the kind, and what of it is shown), each with its path and its bytes."""
    with tempfile.TemporaryDirectory(prefix="govtool-") as folder:
        return _Story(create_bare(Path(folder), "specimen")).told()


def _key(name: str) -> MemoryKey:
    return MemoryKey.from_seed(hashlib.sha256(f"specimen {name}".encode()).digest())


def _public(name: str) -> PublicKey:
    key = _key(name).public_key
    return PublicKey.read({"type": key.type, "blob": key.base64})


class _Story:
    """What happens in it: a policy is adopted, a motion rejected, one is open; somebody asks to publish a page."""

    def __init__(self, folder: Path) -> None:
        self.git = Git(folder)
        self.at = FOUNDED_AT
        self.book = book_at(self.git, self._found())

    def told(self) -> Mapping[str, tuple[str, bytes]]:
        """The story, and the files that lie in the registry at its end."""
        tea = AdoptPolicy(action="adopt-policy", policy="tea", title="Tea", text="tea.md", from_version=0)
        self._decide(self._open("tea", tea, {"tea.md": b"# Tea\n\nWe drink tea.\n"}), "for")
        self._enact("0001")
        self._decide(self._open("kettle", Motion(action="motion", text=None), {}), "against")
        self._state("bob", 1, "publish", {"commit": self.book.page.head})
        self._open("biscuits", Motion(action="motion", text="why.md"), {"why.md": b"# Why\n\nThey are good.\n"})
        return self._files()

    def _found(self) -> CommitId:
        template = template_files()
        organization = Organization(
            name="The Specimen Co-operative", currency="USD", exponent=2, rules=1, clerk_keys=(_public("clerk"),)
        )
        seats = (Seat(member="alice", counts_at=self.at), Seat(member="bob", counts_at=self.at))
        team = Team(id="kitchen", name="Kitchen", seats=seats)
        plan = Plan(
            organization,
            read_record(template[BYLAWS], Bylaws, BYLAWS),
            tuple(self._member(name, minutes) for name, minutes in {"alice": 2400, "bob": 600}.items()),
            {team.path: team},
            "0" * 32,
            self.at,
        )
        return found(self.git, plan, _key("alice"), "Specimen <specimen@example.org>")

    def _member(self, name: str, minutes: int) -> Member:
        key = _public(name)
        signing = MemberKey(type=key.type, blob=key.blob, use="sign", active_at=self.at)
        return Member(
            id=name,
            name=name.title(),
            membership="member",
            committed_minutes_per_week=minutes,
            joined_at=self.at,
            counts_at=self.at,
            keys=(signing,),
        )

    def _open(self, slug: str, action: AnyAction, files: Mapping[str, bytes]) -> Opening:
        self.at = add(self.at, "PT1H")
        proposal = Proposal(
            title=f"About {slug}",
            summary="What it is about, in a few words.",
            proposer="alice",
            open_before=add(self.at, "P10D"),
            actions=(action,),
        )
        texts = {"proposal.yaml": emit(proposal.data()), **files}
        folder, lines = folder_of(self.at[:4], slug), file_lines(texts)
        content = content_digest(self.book.genesis, folder, lines)
        placed = {f"{folder}/{name}": data for name, data in texts.items()}
        message, stamp = f"File {slug}\n\n{FILING_TRAILER}: {content}\n", f"{identity_of('alice')} {_SECONDS}"
        filing = self._sign("alice", self.book.page.head, placed, message, stamp)
        draft = Draft(proposal, folder, lines, filing, texts=text_lines(proposal.actions, texts))
        paper = evidence.filing(self.book, filing)
        number = self._enter(Open(self.at, draft, moment_of(draft, self.at, KEYS), paper), ())
        entry = docket.entry_of(self.book.state, number)
        if entry is None:
            raise LookupError(number)
        self._texts = texts
        return self.book.opening(entry)

    def _decide(self, opening: Opening, choice: str) -> None:
        self.at = max(add(self.at, "P2D"), opening.entry.earliest_at)
        ballots = [self._vote(opening, voter, choice) for voter in ("alice", "bob")]
        filing = [opening.entry.filing] if choice == "for" and opening.entry.filing else []
        page = self.book.page
        raw = sign_commit(_key("clerk"), page.tree, (page.good, *ballots, *filing), _STAMP, _STAMP, "Gather\n")
        gather = self.git.write("commit", raw)
        texts = self._texts if choice == "for" else None
        if choice == "against":
            self.at = opening.entry.closes_at
        self._enter(decision(self.book, opening.entry, gather, self.at, texts), (gather,))

    def _vote(self, opening: Opening, voter: str, choice: str) -> CommitId:
        values = {"proposal": opening.entry.number, "opening": opening.digest, "voter": voter, "choice": choice}
        ballot = Ballot.read({**values, "cast": 1, "reason": "Because I like it." if choice == "for" else None})
        data = emit(ballot.data())
        message = f"Vote\n\n{BALLOT}: {digest_of(data)}\n"
        return self._sign(voter, self.book.page.good, {ballot_path(opening.entry, voter): data}, message)

    def _enact(self, number: str) -> None:
        entry = docket.entry_of(self.book.state, number)
        if entry is None or entry.decided is None:
            raise LookupError(number)
        self.at = entry.decided.due_at or self.at
        self._enter(enactment(self.book, entry, self.at), ())

    def _state(self, member: str, number: int, kind: str, body: dict[str, object]) -> None:
        made = Statement(member=member, number=number, not_after=add(self.at, "P20D"), kind=kind, body=body)
        data = emit(made.data())
        message = f"State\n\n{STATEMENT}: {digest_of(data)}\n"
        commit = self._sign(member, self.book.page.head, {path_of(member, number): data}, message)
        self._enter(statement(self.book, commit, self.at), (commit,))

    def _letter(self) -> Letter:
        """What Frank sends, who has no record."""
        key = _public("frank")
        return Letter(
            text="I have cooked for ten years.",
            id="frank",
            name="Frank",
            wants="member",
            wanted_minutes_per_week=1200,
            teams=("kitchen",),
            key=key,
            proof=prove_possession(_key("frank"), possession_message(self.book.genesis, "frank", key)),
        )

    def _sign(
        self, name: str, parent: CommitId, files: Mapping[str, bytes], message: str, stamp: str = _STAMP
    ) -> CommitId:
        entries = {path: Entry(FILE, self.git.write("blob", data)) for path, data in files.items()}
        tree = self.git.with_files(self.git.loose_commit(parent).tree, entries, write=True)
        return self.git.write("commit", sign_commit(_key(name), tree, (parent,), stamp, stamp, message))

    def _enter(self, event: Event, others: tuple[CommitId, ...]) -> str:
        """Puts an event on main, verified as the audit does it; gives the number of its proposal."""
        made = step(self.book.state, event)
        tree = tree_of(self.git, self.book.page.tree, self.book.layout, made.state, write=True)
        message = f"{event.name}\n\n{minutes.TRAILER}: {made.digest}\n"
        raw = sign_commit(_key("clerk"), tree, (self.book.page.head, *others), _STAMP, _STAMP, message)
        problems = verify(self.book, self.git.write("commit", raw))
        if problems:
            raise Refused(problems)
        return made.minute.proposal or ""

    def _files(self) -> dict[str, tuple[str, bytes]]:
        """The first file of each kind; of the docket what is open and closed, of minutes one for each event."""
        shown: dict[str, tuple[str, bytes]] = {}
        for path, entry in self.git.files(self.book.page.tree):
            model = NEWEST.at(path)
            if model is not None:
                data = self.git.blob(entry.oid)
                shown.setdefault(_name(model, path, data), (path, data))
        handover = Handover(
            member="bob",
            genesis=self.book.genesis,
            after=self.book.newest[1],
            not_after=add(self.at, "P20D"),
            stands=self.book.newest[1],
            keys=(_public("new clerk"),),
            cast=1,
        )
        for kind, model in NEWEST.records.items():
            for path, record in model.examples().items():
                shown.setdefault(kind, (path, emit(record.data())))
        shown["handover"] = ("handovers/bob.yaml", emit(handover.data()))
        letter = self._letter()
        shown["letter"] = (letter.path, emit(letter.data()))
        return shown


def _name(model: type[Record], path: str, data: bytes) -> str:
    kind = next(kind for kind, found in NEWEST.records.items() if found is model)
    if kind == "minute":
        return f"minute-{read_canonical(data, minutes.Minute, path, kinds=NEWEST).event}"
    if kind == "docket":
        return f"docket-{path.split('/')[2]}"
    return kind
