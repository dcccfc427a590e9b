"""Ten thousand entries of a random life, each through the real step: after every one the books add up to the unit.

What an event changed is checked at once, against what was there before it; the whole ledger is added up anew every so
often, and at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.times import date_of_days, days_of
from govtool.domain.decisions import docket
from govtool.domain.decisions.event import Event, Step
from govtool.domain.decisions.statement import last_number
from govtool.domain.money.account import Account, account_of, owed_all
from govtool.domain.money.debt import Debt, debt_of
from govtool.domain.money.payout import Payout
from govtool.domain.money.release import Release
from govtool.domain.money.reversal import Reversal
from govtool.domain.money.settlement import open_settlements
from govtool.domain.money.treasury import Entry, Treasury, treasury_of
from govtool.errors import Refused
from tests.world.money import BUDGET, DOCUMENT, expense, income
from tests.world.people import person
from tests.world.worked import Sheet, Worked

ENTRIES = (Debt, Payout, Release, Reversal, Entry)
NAMES = ("alice", "bob", *(f"worker-{number:02d}" for number in range(1, 24)))
GOAL = 10_000


class Life(Worked):
    """Months in which people work, dispute, are paid and give up, and money comes and goes; chance decides which.

    `entries` are the bytes of every entry that was made.
    """

    def __init__(self, random: Random) -> None:
        super().__init__(wage=1999, people={name: person(name, hours=200 if name < "b" else 2400) for name in NAMES})
        self.random = random
        self.entries: dict[str, bytes] = {}
        self.refusals = 0
        assert self.pass_(BUDGET.replace("100000", "100000000").replace("2027-12", "2999-12")) == "enacted"
        assert self.pass_("- {action: set-share, account: wages, to_share: 1/3}") == "enacted"

    # Invariants ------------------------------------------------------------------------------------------------------

    def _enter(self, event: Event, made: Step) -> None:
        self.holds(self.registry, made.state)

    def holds(self, before: State, after: State) -> None:
        """Every invariant of the books, of all that an event changed."""
        made = [record for record in after.records.values() if isinstance(record, ENTRIES)]
        for record in made:
            path = str(record.path)
            assert path not in self.entries and before.data(path) is None, "entries never change"
            self.entries[path] = record.as_file
            _is_consistent(record, before, after)
        for path, record in after.records.items():
            old = before.get(type(record), path) if record is not None else None
            if isinstance(record, Account):
                _adds_up(record, old if isinstance(old, Account) else None, made)
            elif path == Treasury.home.path():
                assert isinstance(record, Treasury)
                _moves(record, treasury_of(before), made)

    def stays(self) -> None:
        """No entry that was ever made has changed or gone."""
        assert all(self.registry.data(path) == data for path, data in self.entries.items())

    # A month ---------------------------------------------------------------------------------------------------------

    def month(self) -> None:
        """Work, money, a vote, and what people do about it."""
        sheets = [self.work(name) for name in NAMES]
        pairs = [sheet for both in sheets for sheet in both]
        self.tried(lambda: self.approve("alice", *(sheet for sheet in pairs if sheet[0] != "alice")))
        self.tried(lambda: self.approve("bob", *sheets[0]))
        self.seconded(pairs)
        for sheet in self.random.sample(pairs, 3):
            self.disputed(sheet)
        self.later("P8D")
        self.enact_due()
        for _ in range(self.random.randint(2, 5)):
            self.both("alice", "bob", "book-income", income(self.now, self.random.randint(1, 2_000_000)))
        for _ in range(2):
            self.tried(lambda: self.spend())
        self.tried(lambda: self.both("alice", "bob", "undo-entry", {"entry": self.some_entry()}))
        self.pay()
        self.later("P20D")
        self.enact_due()

    def tried(self, action: object) -> None:
        """What is refused changes nothing, and is never refused for its form."""
        assert callable(action)
        try:
            action()
        except Refused as error:
            self.refusals += 1
            assert not {found.code for found in error.findings} & {"schema", "yaml", "canonical", "number"}

    def work(self, name: str) -> list[Sheet]:
        """Somebody records three days of about a month, which often are of two calendar months."""
        today = days_of(self.now[:10])
        days = sorted({date_of_days(today - self.random.randint(0, 29)) for _ in range(3)})
        self.log(name, *((day, self.random.randint(1, 240)) for day in days))
        number = last_number(self.registry, name)
        return [(name, month, number) for month in sorted({day[:7] for day in days})]

    def seconded(self, sheets: Iterable[Sheet]) -> None:
        waiting = [sheet for sheet in sheets if self.sheet(sheet).waits and self.sheet(sheet).approvals]
        for sheet in waiting:
            self.tried(lambda sheet=sheet: self.approve("worker-01", sheet, first=True))

    def disputed(self, sheet: Sheet) -> None:
        self.tried(lambda: self.dispute("worker-02", sheet))
        end = self.random.choice(("back", "settle", "correct", "leave"))
        if end == "back":
            self.tried(lambda: self.take_back("worker-02", sheet))
        elif end == "settle":
            self.tried(lambda: self.approve("worker-03", sheet))
            if self.sheet(sheet).settling:
                self.tried(lambda: self.approve("worker-04", sheet, first=True))
        elif end == "correct":
            day = self.sheet(sheet).entries[0].date
            self.tried(lambda: self.correct(sheet, (day, self.random.randint(1, 200))))
            self.tried(lambda: self.approve("bob", sheet))

    def spend(self) -> None:
        self.both("alice", "worker-05", "book-expense", expense(self.now, self.random.randint(1, 300_000)))

    def some_entry(self) -> int:
        entries = treasury_of(self.registry).entries
        return self.random.randint(max(1, entries - 9), max(1, entries))

    def pay(self) -> None:
        """Votes that overlap; while they run people give something up, and others are corrected upwards."""
        first = {name: self.gives_up(name) for name in self.random.sample(NAMES, 2)}
        numbers = []
        for account in self.random.sample(("treasury", "treasury", "wages"), 2):
            amount = self.random.randint(1, 1 + max(1, treasury_of(self.registry).balance(account)) * 4 // 3)
            action = f"- {{action: pay-debts, amount_minor: {amount}, from: {account}}}"
            self.tried(lambda action=action: numbers.append(self.open(action)))
            self.later("PT3H")
        name, amount = self.random.choice(NAMES), self.random.randint(1, 999)
        self.pass_(
            f"- {{action: correct-debt, creditor: {name}, amount_minor: {amount}, owed_on: '2026-01-01', reason: Sum}}"
        )
        self.later("P5D")
        self.enact_due()
        for name, given in first.items():
            if given is not None:
                body = {"amount_minor": given[1], "confirms": given[0]}
                self.tried(lambda name=name, body=body: self.state(name, "forgive", body))
        for number in numbers:
            self.agree(number)
        self.later("P1DT1H")
        self.enact_due()
        self.transfers()

    def gives_up(self, name: str) -> tuple[str, int] | None:
        owed = account_of(self.registry, name).owed(self.now)
        if not owed:
            return None
        amount = self.random.randint(1, max(1, owed // 9))
        return self.state(name, "forgive", {"amount_minor": amount}), amount

    def transfers(self) -> None:
        """Payouts are transferred at once, in part with something withheld; a few lines fail, some are contested."""
        for settlement in tuple(open_settlements(self.registry)):
            lines = [line for line in settlement.lines if line.is_open and line.settled is None]
            rows: list[dict[str, object]] = []
            for line in lines:
                kept = self.random.randint(0, line.amount_minor) if self.random.random() < 0.1 else 0
                row: dict[str, object] = {"creditor": line.creditor, "paid_minor": line.amount_minor - kept}
                rows.append(row | ({"withheld": [{"what": "tax", "to": "it", "amount_minor": kept}]} if kept else {}))
            if rows:
                body = {"payout": settlement.payout, "paid_on": self.now[:10], "lines": rows, "document": DOCUMENT}
                self.state("alice", "settle-payout", body)
                self.line_by_line(settlement.payout, [line.creditor for line in lines])

    def line_by_line(self, payout: int, creditors: list[str]) -> None:
        for creditor in self.random.sample(creditors, min(4, len(creditors))):
            what = self.random.choice(("confirm", "fail", "contest"))
            if what == "confirm":
                body = {"payout": payout, "creditor": creditor}
                self.tried(lambda creditor=creditor, body=body: self.state(creditor, "confirm-payment", body))
                continue
            whole = what == "contest"
            if whole:
                self.state(creditor, "contest-payment", {"payout": payout, "reason": "Nothing came"})
            body = {"payout": payout, "creditor": creditor, "failed_on": self.now[:10], "document": DOCUMENT}
            first, second = [name for name in ("alice", "bob", "worker-06") if name != creditor][:2]
            body |= {"whole": True} if whole else {}
            self.tried(lambda two=(first, second), body=body: self.both(*two, "reverse-payment", body))


def _is_consistent(record: Record, before: State, after: State) -> None:
    """An entry is the sum of its parts, has one cause, and takes no more than is there."""
    if isinstance(record, Payout):
        assert sum(line.amount_minor for line in record.lines) == record.amount_minor <= record.voted_minor
        owed = {each.creditor: each.owed_minor for each in owed_all(before, record.at)}
        for line in record.lines:
            assert 0 <= line.amount_minor <= owed[line.creditor], "no share above its debt"
            assert sum(part.amount_minor for part in line.parts) == line.amount_minor
    elif isinstance(record, (Release, Reversal)):
        assert sum(part.amount_minor for part in record.parts) == record.amount_minor
        assert all(debt_of(after, part.debt).creditor == record.creditor for part in record.parts)
    elif isinstance(record, Debt):
        assert record.amount_minor > 0 and record.counts_at[:10] > record.owed_on


def _adds_up(now: Account, old: Account | None, made: list[Record]) -> None:
    """Owed is accruals less payouts and what was given up, with corrections; each is what the new entries give."""
    left = sum(item.remaining_minor for item in now.items)
    assert now.accrued_minor - now.paid_minor - now.forgiven_minor + now.corrected_minor == left >= 0
    assert min(now.accrued_minor, now.paid_minor, now.forgiven_minor, *(i.remaining_minor for i in now.items), 0) == 0
    ranks = [(item.owed_on, item.debt) for item in now.items]
    assert ranks == sorted(set(ranks))
    mine = now.creditor
    debts = [each for each in made if isinstance(each, Debt) and each.creditor == mine]
    releases = [each for each in made if isinstance(each, Release) and each.creditor == mine]
    lines = [line for each in made if isinstance(each, Payout) for line in each.lines if line.creditor == mine]
    back = sum(each.amount_minor for each in made if isinstance(each, Reversal) and each.creditor == mine)
    given = {
        "accrued_minor": sum(each.amount_minor for each in debts if each.kind == "accrual")
        - sum(each.amount_minor for each in releases if each.kind == "cancelled"),
        "corrected_minor": sum(each.amount_minor for each in debts if each.kind == "correction"),
        "forgiven_minor": sum(each.amount_minor for each in releases if each.kind == "forgiven"),
        "paid_minor": sum(line.amount_minor for line in lines) - back,
    }
    for name, amount in given.items():
        assert getattr(now, name) - (getattr(old, name) if old else 0) == amount, name


def _moves(now: Treasury, old: Treasury, made: list[Record]) -> None:
    """No account is ever below 0, and each moved by what the new entries say."""
    entries = [each for each in made if isinstance(each, Entry)]
    assert now.entries == old.entries + len(entries)
    for account in {pot.account for pot in (*now.pots, *old.pots)}:
        moved = sum(part.amount_minor for each in entries for part in each.postings if part.account == account)
        assert now.balance(account) - old.balance(account) == moved and now.balance(account) >= 0


def test_ten_thousand_entries_add_up_after_each_of_them() -> None:
    life = Life(Random(11))
    checked = 0
    while len(life.entries) < GOAL:
        life.month()
        if len(life.entries) - checked > 2500:
            checked = len(life.entries)
            life.check()
    life.check()
    life.stays()
    assert {path.split("/")[1] for path in life.entries} == {"debts", "payouts", "releases", "reversals", "treasury"}
    assert not docket.waiting(life.registry)
