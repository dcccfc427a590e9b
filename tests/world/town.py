"""The one simulator of a co-operative: its state, its clock, and papers that people really sign with keys in memory.

A `Town` needs no git: laws about any history use it, and `money.Books` for what thousands of entries do to the books.
`history.Recorded` is the same with a repository: it writes each event as the commits that people and the clerk would
make, for the bench and for whoever wants a long history that the audit accepts. `coop.Coop` is another thing: the real
clerk, over a real remote, for stories about branches, pushes and attacks.

    town = Town(["alice", "bob"])
    town.state("alice", "nominate", {...})     # gives its digest, or nothing where it was not taken
    town.file("alice", "kettle", "- action: motion")
    town.vote("bob", "0001", "for")
    town.later("P2D")
    town.clerk()                               # enacts, decides and opens what is due

An event that the rules refuse leaves the state as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

from govtool.core.canonical import emit
from govtool.core.evidence import Paper, Signer
from govtool.core.finding import Finding
from govtool.core.ids import digest_of
from govtool.core.minute import Minute, genesis_of
from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.tally import Choice
from govtool.core.times import add, seconds_of
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import Organization
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Moment
from govtool.domain.decisions.ballot import TRAILER as BALLOT
from govtool.domain.decisions.ballot import Ballot, Opening, Said, ballot_path
from govtool.domain.decisions.decision import Decide
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.draft import Draft, draft_of, moment_of, pending, text_of
from govtool.domain.decisions.enactment import Enact
from govtool.domain.decisions.event import Event, Step, step
from govtool.domain.decisions.filing import FILING_TRAILER
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.proposal import FILE, Proposal, content_digest, file_lines, text_lines
from govtool.domain.decisions.statement import (
    OUTSIDE_TRAILER,
    Outside,
    Statement,
    TakeStatement,
    last_number,
    read_body,
)
from govtool.domain.decisions.statement import TRAILER as STATEMENT
from govtool.domain.lifecycle.founding import minute_zero
from govtool.domain.people.key import possession_message
from govtool.domain.people.letter import Letter
from govtool.errors import Refused
from govtool.io.file.yamlfile import load
from govtool.io.git.commit_evidence import filing_of
from govtool.io.git.git import EMPTY_TREE, object_id
from govtool.io.signature.signing import prove_possession, sign_commit
from govtool.roles.decisions.ballot_service import said_by
from govtool.roles.lifecycle.founder import Plan
from govtool.roles.minutes.event_evidence import KEYS, filed_paper
from govtool.roles.minutes.registry import NEWEST
from tests.world.people import FOUNDED_AT, key_of, organization, person, public, shipped_bylaws
from tests.world.source import Memory, folded

NOTHING: Mapping[str, str] = MappingProxyType({})


class Town:
    """One co-operative. `founders` are people or their names; all of them are in a kitchen, unless it is founded with
    other `records`.

    `findings` are why the last event was not taken; where `raises` is set, it is raised too.
    """

    raises = False

    def __init__(
        self,
        founders: Iterable[str | Member],
        hours: int = 600,
        *,
        bylaws: Bylaws | None = None,
        records: Mapping[str, Record] | None = None,
    ) -> None:
        people = tuple(person(one, hours=hours) if isinstance(one, str) else one for one in founders)
        self.now = FOUNDED_AT
        self.head = "0" * 40
        self.findings: tuple[Finding, ...] = ()
        self._filed: dict[str, Mapping[str, bytes]] = {}
        self._cast: dict[str, dict[str, Paper]] = {}
        if records is None:
            seats = tuple(Seat(member=name, counts_at=FOUNDED_AT) for name in sorted(one.id for one in people))
            kitchen = Team(id="kitchen", name="Kitchen", seats=seats)
            records = {kitchen.path: kitchen}
        plan = Plan(organization(), bylaws or shipped_bylaws(), people, records, "0" * 32, FOUNDED_AT)
        self.registry = self._found(plan)

    def _found(self, plan: Plan) -> State:
        records = {Organization.home.path(): plan.organization, Bylaws.home.path(): plan.bylaws, **plan.records}
        records |= {member.path: member for member in plan.members}
        files = {path: record.as_file for path, record in records.items()}
        records[Minute.home.path(0)] = minute_zero(plan.organization.name, plan.nonce, plan.at, files)
        return State(Memory(records))

    def later(self, duration: str) -> None:
        """Turns the clock on."""
        self.now = add(self.now, duration)

    # Looking -----------------------------------------------------------------------------------------------------

    @property
    def refused(self) -> set[str]:
        """The codes of why the last event was not taken; empty where it was."""
        return {found.code for found in self.findings}

    @property
    def genesis(self) -> str:
        """The identity of the co-operative."""
        return genesis_of(self.registry)

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

    def opening(self, number: str) -> Opening:
        """The facts that the ballots on a proposal are judged against."""
        entry = self.entry(number)
        return Opening.of(self.registry, entry)

    def membership(self, name: str) -> str:
        """What a person is; empty for nobody known."""
        member = Member.of(self.registry, name)
        return member.membership if member else ""

    # Events and papers -------------------------------------------------------------------------------------------

    def take(self, event: Event) -> bool:
        """Makes an event, if the rules allow it; tells whether they do."""
        try:
            made = step(self.registry, event)
        except Refused as error:
            self.findings = tuple(error.findings)
            if self.raises:
                raise
            return False
        self.findings = ()
        self._enter(event, made)
        self.registry = folded(made.state)
        return True

    def _enter(self, event: Event, made: Step) -> None:
        """Writes down what an event made, while its changes still lie over the state before; here nobody does."""

    def _signed(self, who: str, files: Mapping[str, bytes], trailer: str, digest: str) -> bytes:
        """A person's commit that adds files to the newest commit of main."""
        stamp = f"{who} <{who}@invalid> {seconds_of(self.now)} +0000"
        message = f"Sign\n\n{trailer}: {digest}\n"
        return sign_commit(key_of(who), self._tree(files), (self.head,), stamp, stamp, message)

    def _tree(self, files: Mapping[str, bytes]) -> str:
        """The tree of main with these files added. Nobody looks into it here."""
        return EMPTY_TREE

    def paper(self, signer: str, path: str, record: Record, trailer: str) -> Paper:
        """A file that somebody signed, as evidence shows it; the audit of a `Recorded` finds the same in git."""
        data = emit(record.data())
        digest, key = digest_of(data), key_of(signer).public_key
        commit = object_id("commit", self._signed(signer, {path: data}, trailer, digest))
        signed_by = Signer(key.base64, key.fingerprint)
        return Paper(commit, (self.head,), signed_by, {trailer: digest}, path, data, digest, load(data, path).value)

    # What people do ----------------------------------------------------------------------------------------------

    def letter(self, name: str, **fields: Any) -> Outside:
        """What somebody without a record sends."""
        key = public(key_of(name))
        proof = prove_possession(key_of(name), possession_message(self.genesis, name, key))
        values = {"id": name, "name": name.title(), "wants": "member", "wanted_minutes_per_week": 1200}
        letter = Letter.read({**values, "key": key.data(), "proof": proof, **fields})
        return Outside(self.paper(name, letter.path, letter, OUTSIDE_TRAILER), True)

    def state(
        self, member: str, kind: str, body: Mapping[str, Any] = NOTHING, outside: Outside | None = None, key: str = ""
    ) -> str:
        """A person's statement; gives its digest, or nothing where it was not taken. `key` names whose key signs it."""
        number, until = last_number(self.registry, member) + 1, add(self.now, "P20D")
        if outside is not None:
            body = {**body, "letter": outside.paper.digest}
        made = Statement(member=member, number=number, not_after=until, kind=kind, body=dict(body))
        # in the order of the model, as govtool writes it
        made = made.changed(body=read_body(made, NEWEST).data())
        paper = self.paper(key or member, Statement.home.path(member, number), made, STATEMENT)
        event = TakeStatement(self.now, paper, self.now, KEYS, outside)
        if outside is not None and event.brings(self.registry) is None:
            event = TakeStatement(self.now, paper, self.now, KEYS)
        return paper.digest if self.take(event) else ""

    def file(
        self,
        proposer: str,
        slug: str,
        actions: Record | str,
        *,
        trial: Mapping[str, str] | None = None,
        answers: str | None = None,
        **files: bytes,
    ) -> str:
        """A person files a proposal, of one action or as the YAML that they would write, and the clerk opens it.

        `trial` says how long it is tried. `files` lie beside it, by their names without the ending. Gives its number,
        or nothing where it is not opened.
        """
        rows = load(actions.encode(), FILE).value if isinstance(actions, str) else [actions.data()]
        return self._file(proposer, slug, {"trial": trial, "answers": answers, "actions": rows}, files)

    def offer(self, proposer: str, slug: str, options: str, ballot: str = "ranked", **files: bytes) -> str:
        """A person files a choice, with its options as the YAML that they would write; the rest is as in `file`."""
        return self._file(proposer, slug, {"ballot": ballot, **_fields(load(options.encode(), FILE).value)}, files)

    def _file(self, proposer: str, slug: str, asks: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
        head = {"title": f"About {slug}", "summary": "Why not", "proposer": proposer}
        values = {**head, "open_before": add(self.now, "P9D"), **asks}
        proposal = Proposal.read(values, kinds=NEWEST)
        inside = {FILE: emit(proposal.data()), **{f"{name}.md": data for name, data in files.items()}}
        folder, lines = Proposal.home.folder(self.now[:7], slug), file_lines(inside)
        placed = {f"{folder}/{name}": data for name, data in inside.items()}
        raw = self._signed(proposer, placed, FILING_TRAILER, content_digest(self.genesis, folder, lines))
        paper = filing_of(raw, FILING_TRAILER, ())
        draft = Draft(proposal, folder, lines, paper.commit, texts=text_lines(proposal.actions, inside))
        number = docket.next_number(self.registry)
        if not self.take(Open(self.now, draft, moment_of(draft, self.now, KEYS), paper)):
            return ""
        self._filed[folder] = inside
        return number

    def ballot(self, entry: DocketEntry, voter: str, choice: str) -> Paper:
        """A ballot, by whomever; nobody gathers it."""
        digest = docket.opening_of(self.registry, entry)
        values = {"proposal": entry.number, "opening": digest, "voter": voter, **said(entry, choice).data(), "cast": 1}
        return self.paper(voter, ballot_path(entry, voter), Ballot.read(values), BALLOT)

    def vote(self, voter: str, number: str, choice: str = "for") -> Paper:
        """A person's ballot, which the clerk gathers when it decides."""
        paper = self.ballot(self.entry(number), voter, choice)
        self._cast.setdefault(number, {})[voter] = paper
        return paper

    # What the clerk does -----------------------------------------------------------------------------------------

    def open_due(self) -> None:
        """Opens all that opens by itself now."""
        while any(
            self.take(Open(self.now, draft, moment_of(draft, self.now, KEYS)))
            for draft in tuple(pending(self.registry, self.now))
        ):
            pass

    def decide(self, number: str, choices: Mapping[str, str] = NOTHING) -> bool:
        """Decides a proposal, if it can be decided now, with the ballots cast and those that these of its voters cast
        now.
        """
        opening = self.opening(number)
        entry = opening.entry
        now = {voter: self.ballot(entry, voter, choice) for voter, choice in choices.items() if voter in opening.voters}
        papers, files = {**self._cast.get(number, {}), **now}, self._files(entry)
        filing = filed_paper(entry, files) if entry.filing else None
        if not self.take(Decide(self.now, opening, tuple(papers.values()), filing, files)):
            return False
        # a history of any length keeps the papers of open votes only
        self._cast.pop(number, None)
        if self.entry(number).status != "passed":
            self._filed.pop(entry.folder, None)
        return True

    def _files(self, entry: DocketEntry) -> Mapping[str, bytes]:
        return self._filed.get(entry.folder) or text_of(draft_of(entry).proposal)

    def enact_due(self) -> None:
        """Enacts all that is due, in its order."""
        for entry in docket.waiting(self.registry):
            if entry.decided is not None and (entry.decided.due_at or "") <= self.now:
                texts = self._files(entry)
                names = frozenset(texts)
                moment = Moment(
                    at=self.now, keys=KEYS, number=entry.number, folder=entry.folder, names=names, texts=texts
                )
                if self.take(Enact(self.now, entry.number, moment)):
                    self._filed.pop(entry.folder, None)

    def clerk(self, choices: Mapping[str, str] = NOTHING) -> None:
        """One run: enacts, decides what can be decided, with these ballots on each, and opens what is due."""
        self.enact_due()
        for entry in list(docket.open_entries(self.registry)):
            if entry.is_open and self.decide(entry.number, choices):
                self.enact_due()
        self.open_due()


def said(entry: DocketEntry, words: str) -> Said:
    """A vote as people type it; a choice is taken as it stands, also one that the proposal does not offer."""
    return said_by(entry, words) if entry.options else Said(choice=cast(Choice, words))


def _fields(value: Any) -> dict[str, Any]:
    """The fields of a choice: a list is that of its options."""
    return {"options": value} if isinstance(value, list) else value


@dataclass(frozen=True)
class Told:
    """As much of an event as its minute needs."""

    at: str
    name: str = "stated"

    def apply(self, state: State) -> tuple[State, dict[str, object]]:
        """Changes nothing."""
        return state, {}
