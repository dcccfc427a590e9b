"""The simulator for tests of money, which go through thousands of entries."""

from __future__ import annotations

from collections.abc import Mapping

from govtool.core import minute as minutes
from govtool.core.state import State
from govtool.core.tally import count_cast
from govtool.core.times import add
from govtool.domain.books.ledger import check
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.origin import from_founding, from_statement
from govtool.domain.decisions import docket
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.decisions.decision import question_of
from govtool.domain.decisions.docket import Decided, DocketEntry
from govtool.domain.decisions.event import enter
from govtool.domain.money.account import accrue, owed_all
from govtool.domain.money.debt import Debt
from govtool.domain.money.treasury import RecordDate, treasury_of
from tests.world.people import FOUNDED_AT, usual_people
from tests.world.source import folded
from tests.world.town import Told, Town

AT = FOUNDED_AT
DOCUMENT = "sha256:" + "d" * 64


def registry(people: Mapping[str, Member] | None = None) -> State:
    """The co-operative of the other tests, at its founding."""
    return Books("", people).registry


def everybody_for(entry: DocketEntry, at: str, due_at: str, result: str = "passed") -> Decided:
    """A decision in which the whole voter list of every rule said yes."""
    counted = []
    for asked in entry.asked:
        heaviest = asked.weight - asked.heads + 1
        cast = [(1, "for")] * (asked.heads - 1) + [(heaviest, "for")]
        counted.append((asked, count_cast(asked.terms, asked.heads, asked.weight, cast)))
    questions = tuple(question_of(asked, found) for asked, found in counted)
    return Decided(at=at, result=result, due_at=due_at, questions=questions)


class Books(Town):
    """A town for money: its acts raise Refused, and votes pass without a ballot.

        books = Books(treasurer="alice")
        books.state("alice", "book-income", {...})      # waits for a second person
        books.second("bob")                             # ... who signs whatever waits
        number = books.pass_("- {action: pay-debts, amount_minor: 100, from: treasury}")
        books.enact(number)

    Without a `treasurer` anybody books.
    """

    raises = True

    def __init__(self, treasurer: str = "alice", people: Mapping[str, Member] | None = None) -> None:
        mine = (people or usual_people()).values()
        duties = {treasurer: ("treasurer",)}
        super().__init__((one.changed(duties=duties.get(one.id, one.duties)) for one in mine), records={})

    def second(self, member: str, digest: str | None = None) -> None:
        """The second person signs what waits (the only one, where no digest is given). Raises Refused."""
        digest = digest or next(iter(dict(all_awaited(self.registry, self.now))))
        self.state(member, "countersign", {"confirms": digest})

    def both(self, first: str, second: str, kind: str, body: Mapping[str, object]) -> None:
        """Two persons, one after the other. Raises Refused."""
        self.second(second, self.state(first, kind, body))

    def open(self, actions: str, proposer: str = "alice") -> str:
        """A proposal that is opened now; gives its number. Raises Refused."""
        return self.file(proposer, f"vote-{docket.next_number(self.registry)}", actions)

    def agree(self, number: str, delay: str = "P1D", result: str = "passed") -> None:
        """Everybody is for it, or so it comes out: it waits for its enactment."""
        entry = self.entry(number)
        decided = everybody_for(entry, self.now, add(self.now, delay), result)
        self.registry = folded(self.registry.put(DocketEntry.home.path(number), entry.changed(decided=decided)))

    def enact(self, number: str) -> str:
        """Turns the clock to when it is due, and enacts; gives `enacted` or the reason why it failed."""
        decided = self.entry(number).decided
        assert decided is not None
        self.now = max(self.now, decided.due_at or "")
        self.enact_due()
        enacted = self.entry(number).enacted
        assert enacted is not None
        return enacted.reason or enacted.result

    def pass_(self, actions: str, proposer: str = "alice") -> str:
        """A proposal all the way; gives `enacted` or the reason why it failed."""
        number = self.open(actions, proposer)
        self.later("P2D")
        self.agree(number)
        return self.enact(number)

    def owe(self, *rows: tuple[str, int, str], counts_at: str | None = None) -> None:
        """People are owed amounts since days, as hours that were approved would bring it about."""
        self.book(with_debts(self.registry, *rows, counts_at=counts_at or self.now))

    def book(self, after: State) -> None:
        """A state that a statement would have brought about, with its minute."""
        newest, previous = minutes.newest(self.registry)
        self.registry = folded(enter(after, Told(self.now), newest.number + 1, previous, {}).state)

    def earn(self, amount_minor: int, first: str = "alice", second: str = "bob") -> None:
        """Money came in."""
        self.both(first, second, "book-income", income(self.now, amount_minor))

    def owed(self) -> dict[str, int]:
        """What everybody is owed now."""
        return {each.creditor: each.owed_minor for each in owed_all(self.registry, self.now)}

    def balance(self, account: str = "treasury") -> int:
        """What is in an account."""
        return treasury_of(self.registry).balance(account)

    def check(self) -> None:
        """All invariants of the books hold."""
        assert list(check(self.registry)) == []


def record(books: Books, number: str) -> RecordDate:
    """The record date of a vote on a payout."""
    entry = books.entry(number)
    return RecordDate(entry.opened_at, entry.minute)


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
