"""A co-operative in memory, for laws about any history: the state and its events, without git, clerk and clock.

Papers are values here, with real keys and proofs; what nobody can see in a value, a signature under a commit, is taken
as given. An event that the rules refuse leaves the state as it was.

    town = Town(["alice", "bob"])
    town.state_("alice", "nominate", {...})    # tells whether it was taken
    town.clerk()                               # opens, decides and enacts what is due
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from govtool.core.canonical import emit
from govtool.core.evidence import Paper, Signer
from govtool.core.finding import Finding
from govtool.core.ids import digest_of
from govtool.core.minute import genesis_of
from govtool.core.minute import path_of as minute_path
from govtool.core.record import Record
from govtool.core.state import Nothing, State
from govtool.core.times import add
from govtool.domain.constitution.bylaws import PATH as BYLAWS
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import member_of
from govtool.domain.constitution.organization import PATH as ORGANIZATION
from govtool.domain.constitution.organization import Organization
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Moment
from govtool.domain.decisions.ballot import TRAILER as BALLOT
from govtool.domain.decisions.ballot import Ballot, Opening, ballot_path
from govtool.domain.decisions.decision import Decide, has_effect
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.draft import Draft, draft_of, moment_of, pending, text_of
from govtool.domain.decisions.enactment import Enact
from govtool.domain.decisions.event import Event, step
from govtool.domain.decisions.filing import FILING_TRAILER
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.proposal import FILE, Proposal, content_digest, file_lines, folder_of, names_of
from govtool.domain.decisions.statement import OUTSIDE_TRAILER, Outside, Statement, TakeStatement, last_number, path_of
from govtool.domain.decisions.statement import TRAILER as STATEMENT
from govtool.domain.lifecycle.founding import minute_zero
from govtool.domain.people.key import possession_message
from govtool.domain.people.letter import Letter
from govtool.errors import Refused
from govtool.io.file.yamlfile import load
from govtool.io.git.evidence import filing_of
from govtool.io.git.git import EMPTY_TREE
from govtool.io.signature.signature import SshKeys
from govtool.io.signature.signing import prove_possession, sign_commit
from govtool.roles.lifecycle.schema import STATEMENTS
from govtool.roles.minutes.registry import NEWEST
from tests.world.people import FOUNDED_AT, key_of, person, public, shipped_bylaws

KEYS = SshKeys()


def filed_by(state: State, proposer: str, folder: str, files: tuple[str, ...]) -> Paper:
    """The commit with which a person files a proposal, really signed, as the registry keeps it."""
    trailer = f"{FILING_TRAILER}: {content_digest(genesis_of(state), folder, files)}"
    stamp = f"{proposer} <{proposer}@invalid> 1793527200 +0000"
    raw = sign_commit(key_of(proposer), EMPTY_TREE, (), stamp, stamp, f"File\n\n{trailer}\n")
    return filing_of(raw, FILING_TRAILER, ())


class Town:
    """One co-operative with a kitchen in which all its founders are; `refused` is why the last event was not taken,
    `findings` the same with its values.
    """

    def __init__(self, founders: list[str], hours: int = 600, bylaws: Bylaws | None = None) -> None:
        self.now = FOUNDED_AT
        self.refused: set[str] = set()
        self.findings: tuple[Finding, ...] = ()
        seats = tuple(Seat(member=name, counts_at=FOUNDED_AT) for name in sorted(founders))
        team = Team(id="kitchen", name="Kitchen", seats=seats)
        organization = Organization(
            name="Town", currency="USD", exponent=2, rules=1, clerk_keys=(public(key_of("clerk")),)
        )
        members = [person(name, hours=hours) for name in founders]
        records: dict[str, Record] = {member.path: member for member in members}
        records |= {ORGANIZATION: organization, BYLAWS: bylaws or shipped_bylaws(), team.path: team}
        files = {path: emit(record.data()) for path, record in records.items()}
        records[minute_path(0)] = minute_zero("Town", "0" * 32, FOUNDED_AT, files)
        self.state = State(Nothing(NEWEST), records)

    def take(self, event: Event) -> bool:
        """Makes an event, if the rules allow it."""
        try:
            self.state = step(self.state, event).state
        except Refused as error:
            self.findings = tuple(error.findings)
            self.refused = {found.code for found in error.findings}
            return False
        self.refused, self.findings = set(), ()
        return True

    def _paper(self, signer: str, path: str, record: Record, trailer: str, parent: str = "main") -> Paper:
        data = emit(record.data())
        digest, key = digest_of(data), key_of(signer).public_key
        value = load(data, path).value
        return Paper(
            commit=hashlib.sha1(data + signer.encode()).hexdigest(),
            parents=(parent,),
            signer=Signer(key.base64, key.fingerprint),
            trailers={trailer: digest},
            path=path,
            data=data,
            digest=digest,
            value=value,
        )

    # What people do ----------------------------------------------------------------------------------------------

    def letter(self, name: str, **fields: Any) -> Outside:
        """What somebody without a record sends."""
        key = public(key_of(name))
        proof = prove_possession(key_of(name), possession_message(genesis_of(self.state), name, key))
        values = {"id": name, "name": name.title(), "wants": "member", "wanted_minutes_per_week": 1200}
        letter = Letter.read({**values, "key": key.data(), "proof": proof, **fields})
        return Outside(self._paper(name, letter.path, letter, OUTSIDE_TRAILER), True)

    def state_(self, member: str, kind: str, body: Mapping[str, Any], outside: Outside | None = None) -> bool:
        """A person's statement; tells whether it was taken."""
        if outside is not None:
            body = {**body, "letter": outside.paper.digest}
        made = Statement(
            member=member,
            number=last_number(self.state, member) + 1,
            not_after=add(self.now, "P5D"),
            kind=kind,
            body=STATEMENTS[kind].read(dict(body)).data(),
        )
        paper = self._paper(member, path_of(member, made.number), made, STATEMENT)
        make = TakeStatement(self.now, paper, self.now, KEYS, outside)
        if outside is not None and make.brings(self.state) is None:
            make = TakeStatement(self.now, paper, self.now, KEYS)
        return self.take(make)

    def propose(self, proposer: str, slug: str, action: Record) -> bool:
        """A person files a proposal of one action; tells whether it was opened."""
        proposal = Proposal.read(
            {
                "title": f"About {slug}",
                "summary": "Why not",
                "proposer": proposer,
                "open_before": add(self.now, "P5D"),
                "actions": [action.data()],
            },
            kinds=NEWEST,
        )
        files = file_lines({FILE: emit(proposal.data())})
        paper = filed_by(self.state, proposer, folder_of("2026", slug), files)
        draft = Draft(proposal, folder_of("2026", slug), files, paper.commit)
        return self.take(Open(self.now, draft, moment_of(draft, self.now, KEYS), paper))

    def ballot(self, entry: DocketEntry, voter: str, choice: str) -> Paper:
        """A ballot, by whomever."""
        digest = docket.opening_of(self.state, entry)
        values = {"proposal": entry.number, "opening": digest, "voter": voter, "choice": choice, "cast": 1}
        return self._paper(voter, ballot_path(entry, voter), Ballot.read(values), BALLOT)

    # What the clerk does -----------------------------------------------------------------------------------------

    def open_due(self) -> None:
        """Opens all that opens by itself now."""
        while any(
            self.take(Open(self.now, draft, moment_of(draft, self.now, KEYS)))
            for draft in tuple(pending(self.state, self.now))
        ):
            pass

    def decide(self, number: str, choices: Mapping[str, str]) -> bool:
        """Decides a proposal with the ballots of those of these people who have a vote, if it can be decided now."""
        entry = docket.entry_of(self.state, number)
        if entry is None:
            return False
        # As the clerk: it gathers nothing else.
        papers = tuple(self.ballot(entry, voter, choice) for voter, choice in choices.items() if voter in entry.voters)
        event = Decide(self.now, Opening(entry, docket.opening_of(self.state, entry)), papers)
        try:
            result = event.result(self.state)[0]
        except Refused as error:
            self.refused = {found.code for found in error.findings}
            return False
        if has_effect(entry, result):
            event = Decide(event.at, event.opening, papers, self._filing(entry), text_of(draft_of(entry).proposal))
        return self.take(event)

    def _filing(self, entry: DocketEntry) -> Paper | None:
        if entry.filing is None or entry.proposer is None:
            return None
        proposal = draft_of(entry).proposal
        paper = self._paper(entry.proposer, f"{entry.folder}/{FILE}", proposal, FILING_TRAILER)
        return paper._replace(commit=entry.filing)

    def enact_due(self) -> None:
        """Enacts all that is due, in its order."""
        for entry in docket.waiting(self.state):
            if entry.decided is not None and (entry.decided.due_at or "") <= self.now:
                texts = text_of(draft_of(entry).proposal)
                moment = Moment(
                    at=self.now,
                    keys=KEYS,
                    number=entry.number,
                    folder=entry.folder,
                    names=names_of(entry.files),
                    texts=texts,
                )
                self.take(Enact(self.now, entry.number, moment))

    def clerk(self, choices: Mapping[str, str] | None = None) -> None:
        """One run: enacts, decides what can be decided with these ballots on each, and opens what is due."""
        self.enact_due()
        for entry in list(docket.open_entries(self.state)):
            if entry.is_open and self.decide(entry.number, choices or {}):
                self.enact_due()
        self.open_due()

    def later(self, days: int) -> None:
        """Turns the clock on."""
        self.now = add(self.now, f"P{days}D")

    def membership(self, name: str) -> str:
        """What a person is; empty for nobody known."""
        member = member_of(self.state, name)
        return member.membership if member else ""
