"""A registry in memory, for tests of money that go through thousands of entries: no git, the same functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import pytest

from govtool.core import minute as minutes
from govtool.core.canonical import emit
from govtool.core.evidence import Paper, Signer
from govtool.core.ids import digest_of
from govtool.core.minute import Minute
from govtool.core.minute import path_of as minute_path
from govtool.core.record import Record
from govtool.core.state import Content, State
from govtool.core.tally import count
from govtool.core.times import add
from govtool.domain.books.ledger import check
from govtool.domain.constitution.bylaws import PATH as BYLAWS
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import PATH as ORGANIZATION
from govtool.domain.constitution.organization import Organization
from govtool.domain.constitution.origin import from_founding, from_statement
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Moment
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.decisions.decision import question_of
from govtool.domain.decisions.docket import Decided, DocketEntry
from govtool.domain.decisions.draft import Draft, moment_of
from govtool.domain.decisions.enactment import Enact
from govtool.domain.decisions.event import Event, enter, step
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.proposal import Proposal, file_lines
from govtool.domain.decisions.statement import TRAILER, Statement, TakeStatement, last_number, path_of, read_body
from govtool.domain.money.account import accrue, owed_all
from govtool.domain.money.debt import Debt
from govtool.domain.money.treasury import RecordDate, treasury_of
from govtool.errors import Refused
from govtool.io.file.yamlfile import load
from govtool.io.signature.signature import SshKeys
from govtool.roles.minutes.registry import NEWEST
from tests.world.memory import filed_by
from tests.world.people import FOUNDED_AT, MINUTES_A_WEEK, blob_of, key_of, person, public, shipped_bylaws

R = TypeVar("R", bound=Record)
AT = FOUNDED_AT
DOCUMENT = "sha256:" + "d" * 64


class Memory:
    """A source that holds its files in memory; `folders` keeps the names, `listed` those that were sorted already."""

    catalogue = NEWEST

    def __init__(self, records: Mapping[str, Record] | None = None) -> None:
        self.records: dict[str, Record] = {}
        self.texts: dict[str, bytes] = {}
        self.folders: dict[str, set[str]] = {}
        self.listed: dict[str, tuple[str, ...]] = {}
        for path, record in (records or {}).items():
            self.lay(path, record)

    def lay(self, path: str, record: Record | None) -> None:
        """Puts a record down, or takes it away."""
        if record is None:
            self.records.pop(path, None)
            self._forget(path)
            return
        self.records[path] = record
        self._remember(path)

    def write(self, path: str, data: bytes) -> None:
        """Puts down a file that is no record."""
        self.texts[path] = data
        self._remember(path)

    def _remember(self, path: str) -> None:
        folder, _, name = path.rpartition("/")
        while folder and name not in self.folders.setdefault(folder, set()):
            self.folders[folder].add(name)
            self.listed.pop(folder, None)
            folder, _, name = folder.rpartition("/")

    def _forget(self, path: str) -> None:
        folder, _, name = path.rpartition("/")
        while folder:
            self.folders.get(folder, set()).discard(name)
            self.listed.pop(folder, None)
            if self.folders.get(folder):
                return
            folder, _, name = folder.rpartition("/")

    def record(self, model: type[R], path: str) -> R | None:
        found = self.records.get(path)
        return found if isinstance(found, model) else None

    def names(self, folder: str) -> tuple[str, ...]:
        if folder not in self.listed:
            self.listed[folder] = tuple(sorted(self.folders.get(folder, ())))
        return self.listed[folder]

    def data(self, path: str) -> bytes | None:
        found = self.records.get(path)
        return self.texts.get(path) or (emit(found.data()) if found is not None else None)

    def file(self, path: str) -> Content | None:
        return None


def folded(state: State) -> State:
    """The same state with its changes laid down, so that a long history stays quick."""
    source = state.source
    assert isinstance(source, Memory)
    for path, record in state.records.items():
        source.lay(path, record)
    for path, data in state.texts.items():
        assert data is not None
        source.write(path, data)
    return State(source)


def registry(people: Mapping[str, Member] | None = None, **duties: tuple[str, ...]) -> State:
    """The co-operative of the other tests, without a minute book; `duties` by person, or other `people`."""
    organization = Organization(
        name="Test Co-operative", currency="USD", exponent=2, rules=1, clerk_keys=(public(key_of("clerk")),)
    )
    records: dict[str, Record] = {ORGANIZATION: organization, BYLAWS: shipped_bylaws()}
    usual = {name: person(name) for name in MINUTES_A_WEEK} | {"vera": person("vera", membership="none")}
    for name, member in (people or usual).items():
        records[member.path] = member.changed(duties=duties.get(name, member.duties))
    return State(Memory(records))


def everybody_for(entry: DocketEntry, at: str, due_at: str, result: str = "passed") -> Decided:
    """A decision in which the whole roll of every rule said yes."""
    counted = ((asked, count(asked.terms, asked.weights, dict.fromkeys(asked.weights, "for"))) for asked in entry.asked)
    questions = tuple(question_of(asked, found) for asked, found in counted)
    return Decided(at=at, result=result, due_at=due_at, questions=questions)


class Books:
    """A co-operative in memory whose events go through `step`: statements are signed on paper only, and votes pass.

        books = Books(treasurer="alice")
        books.state("alice", "book-income", {...})      # waits for a second person
        books.second("bob")                             # ... who signs whatever waits
        number = books.pass_("- {action: pay-debts, amount_minor: 100, from: treasury}")
        books.enact(number)

    `refused` gives the codes of what does not go.
    """

    def __init__(self, treasurer: str = "alice", people: Mapping[str, Member] | None = None) -> None:
        state = registry(**({treasurer: ("treasurer",)} if treasurer else {}), people=people)
        zero = Minute.model_validate({"number": 0, "at": AT, "event": "founded", "name": "Books"}, by_name=True)
        self.registry = folded(state.put(minute_path(0), zero))
        self.at = AT

    def later(self, duration: str) -> None:
        """Turns the clock on."""
        self.at = add(self.at, duration)

    def take(self, event: Event) -> None:
        """One event. Raises Refused."""
        self.registry = folded(step(self.registry, event).state)

    def state(self, member: str, kind: str, body: Mapping[str, object]) -> str:
        """A person's statement; gives its digest. Raises Refused."""
        number = last_number(self.registry, member) + 1
        until = add(self.at, "P20D")
        made = Statement(member=member, number=number, not_after=until, kind=kind, body=dict(body))
        # In the order of the model, as govtool writes it.
        data = emit({**made.data(), "body": read_body(made, NEWEST).data()})
        paper = Paper(
            commit="c" * 40,
            parents=("p" * 40,),
            signer=Signer(blob_of(member), member),
            trailers={TRAILER: digest_of(data)},
            path=path_of(member, number),
            data=data,
            digest=digest_of(data),
            value=load(data, "statement.yaml").value,
        )
        self.take(TakeStatement(self.at, paper, self.at, SshKeys()))
        return digest_of(data)

    def second(self, member: str, digest: str | None = None) -> None:
        """The second person signs what waits (the only one, where no digest is given). Raises Refused."""
        digest = digest or next(iter(dict(all_awaited(self.registry, self.at))))
        self.state(member, "countersign", {"confirms": digest})

    def both(self, first: str, second: str, kind: str, body: Mapping[str, object]) -> None:
        """Two persons, one after the other. Raises Refused."""
        self.second(second, self.state(first, kind, body))

    def open(self, actions: str, proposer: str = "alice") -> str:
        """A proposal that is opened now; gives its number. Raises Refused."""
        number = docket.next_number(self.registry)
        text = f"title: A vote\nsummary: On money\nproposer: {proposer}\nopen_before: '{add(self.at, 'P9D')}'\n"
        data = (text + "actions:\n" + "".join(f"  {line}\n" for line in actions.splitlines())).encode()
        proposal = Proposal.read(load(data, "proposal.yaml").value, kinds=NEWEST)
        folder, files = f"proposals/2026/vote-{number}", file_lines({"proposal.yaml": data})
        paper = filed_by(self.registry, proposer, folder, files)
        draft = Draft(proposal, folder, files, paper.commit)
        self.take(Open(self.at, draft, moment_of(draft, self.at, SshKeys()), paper))
        return number

    def decide(self, number: str, delay: str = "P1D") -> None:
        """Everybody is for it: it waits for its enactment."""
        entry = docket.entry_of(self.registry, number)
        assert entry is not None
        decided = everybody_for(entry, self.at, add(self.at, delay))
        self.registry = folded(self.registry.put(docket.open_path(number), entry.changed(decided=decided)))

    def enact(self, number: str) -> str:
        """Turns the clock to when it is due, and enacts; gives `enacted` or the reason why it failed."""
        entry = docket.entry_of(self.registry, number)
        assert entry is not None and entry.decided is not None
        self.at = max(self.at, entry.decided.due_at or "")
        self.catch_up()
        closed = docket.entry_of(self.registry, number)
        assert closed is not None and closed.enacted is not None
        return closed.enacted.reason or closed.enacted.result

    def catch_up(self) -> None:
        """Enacts all that is due, in its order, as the clerk does before anything else."""
        for entry in docket.waiting(self.registry):
            if entry.decided and (entry.decided.due_at or "") <= self.at:
                moment = Moment(at=self.at, keys=SshKeys(), number=entry.number, folder=entry.folder)
                self.take(Enact(self.at, entry.number, moment))

    def pass_(self, actions: str, proposer: str = "alice") -> str:
        """A proposal all the way; gives `enacted` or the reason why it failed."""
        number = self.open(actions, proposer)
        self.later("P2D")
        self.decide(number)
        return self.enact(number)

    def owe(self, *rows: tuple[str, int, str], counts_at: str | None = None) -> None:
        """People are owed amounts since days, as hours that were approved would bring it about."""
        self.book(with_debts(self.registry, *rows, counts_at=counts_at or self.at))

    def book(self, after: State) -> None:
        """A state that a statement would have brought about, with its minute."""
        newest, previous = minutes.newest(self.registry)
        self.registry = folded(enter(after, _Told(self.at), newest.number + 1, previous, {}).state)

    def earn(self, amount_minor: int, first: str = "alice", second: str = "bob") -> None:
        """Money came in."""
        self.both(first, second, "book-income", income(self.at, amount_minor))

    def owed(self) -> dict[str, int]:
        """What everybody is owed now."""
        return {each.creditor: each.owed_minor for each in owed_all(self.registry, self.at)}

    def balance(self, account: str = "treasury") -> int:
        """What is in an account."""
        return treasury_of(self.registry).balance(account)

    def check(self) -> None:
        """All invariants of the books hold."""
        assert list(check(self.registry)) == []


@dataclass(frozen=True)
class _Told:
    """As much of a statement as its minute needs."""

    at: str
    name = "stated"

    def apply(self, state: State) -> tuple[State, dict[str, object]]:
        return state, {}


def record(books: Books, number: str) -> RecordDate:
    """The record date of a vote on a payout."""
    entry = docket.entry_of(books.registry, number)
    assert entry is not None
    return RecordDate(entry.opened_at, entry.minute)


def refused(action: Callable[[], object]) -> set[str]:
    """The codes with which something is refused."""
    with pytest.raises(Refused) as caught:
        action()
    return {found.code for found in caught.value.findings}


def income(at: str, amount_minor: int, **values: object) -> dict[str, object]:
    """The body of a statement that money came in today."""
    body = {
        "amount_minor": amount_minor,
        "currency": "USD",
        "received_on": at[:10],
        "source": "client",
        "document": DOCUMENT,
    }
    return body | values


def expense(at: str, amount_minor: int, **values: object) -> dict[str, object]:
    """The body of a statement that money was spent today."""
    body: dict[str, object] = {
        "amount_minor": amount_minor,
        "currency": "USD",
        "spent_on": at[:10],
        "account": "treasury",
    }
    body |= {"budget": "year", "line": "tea", "payee_name": "The tea shop", "document": DOCUMENT}
    return body | values


BUDGET = """\
- action: set-budget
  budget: year
  from_version: 0
  starts_on: "2026-01-01"
  ends_on: "2027-12-31"
  lines: [{line: tea, name: Tea, owner: bob, amount_minor: 100000}]
"""


def with_debts(state: State, *rows: tuple[str, int, str], counts_at: str = AT) -> State:
    """The state in which people are owed amounts since days."""
    for number, (creditor, amount_minor, owed_on) in enumerate(rows, start=1):
        origin = from_statement("bob", number)
        state = accrue(state, creditor, amount_minor, owed_on=owed_on, counts_at=counts_at, origin=origin)
    return state


def opening_debt(creditor: str, amount_minor: int, owed_on: str) -> Debt:
    """What was owed to somebody at the founding."""
    return Debt(
        creditor=creditor,
        number=1,
        kind="opening",
        amount_minor=amount_minor,
        owed_on=owed_on,
        counts_at=FOUNDED_AT,
        minute=0,
        origin=from_founding(),
        document=DOCUMENT,
    )
