"""Any history of events keeps the books: what is owed, what is there and every payout add up after each of them."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from govtool.core.times import add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.origin import from_statement
from govtool.domain.decisions import docket
from govtool.domain.money.account import account_of, cancel_pending, owed_all
from govtool.domain.money.debt import Debt
from govtool.domain.money.petty import petty_booked
from govtool.domain.money.settlement import open_settlements
from govtool.domain.money.treasury import Entry, treasury_of
from govtool.errors import Refused
from tests.world.examples import histories
from tests.world.money import BUDGET, DOCUMENT, Books, expense, income
from tests.world.source import Memory

NAMES = ("alice", "bob", "carol", "dan", "erin", "vera")
PETTY = 3000
ENTRIES = ("debts", "payouts", "releases", "reversals", "treasury")


class History:
    """A co-operative to which anything happens that is legal; what is refused changes nothing.

    `seen` are the bytes of every entry that was ever made.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.books = Books()
        self.voting: list[str] = []
        self.given_up: list[tuple[str, str, int]] = []
        self.seen: dict[str, bytes] = {}
        self.books.pass_(BUDGET.replace("100000", "100000000").replace("2027-12", "2999-12"))
        self.books.pass_("- {action: set-share, account: wages, to_share: 1/3}")
        bylaws = bylaws_of(self.books.registry)
        limits = bylaws.limits.changed(petty_minor=PETTY)
        self.books.book(self.books.registry.keep(bylaws.changed(limits=limits)))

    def turn(self) -> None:
        """One thing happens."""
        kinds = (
            "work",
            "work",
            "earn",
            "earn",
            "spend",
            "claim",
            "several",
            "vote",
            "close",
            "settle",
            "confirm",
            "fail",
            "forgive",
            "undo",
        )
        kind = self.random.choice((*kinds, "dispute", "correct", "wait"))
        try:
            getattr(self, kind)()
        except Refused as error:
            # Chance asks for much that is not there; a refusal for its form would try nothing.
            assert not {found.code for found in error.findings} & {"schema", "yaml", "canonical", "number"}

    def work(self) -> None:
        day = f"2026-{self.random.randint(1, 10):02d}-01"
        pending = self.random.random() < 0.3
        counts_at = add(self.books.now, "P7D") if pending else self.books.now
        self.books.owe((self.random.choice(NAMES), self.random.randint(1, 9999), day), counts_at=counts_at)

    def dispute(self) -> None:
        name = self.random.choice(NAMES)
        waiting = [item for item in account_of(self.books.registry, name).items if item.counts_at > self.books.now]
        if waiting:
            item = self.random.choice(waiting)
            amount, origin = self.random.randint(1, item.remaining_minor), from_statement("bob", 1)
            state = cancel_pending(self.books.registry, name, item.debt, amount, self.books.now, origin)
            self.books.book(state)

    def earn(self) -> None:
        self.books.both("alice", "bob", "book-income", income(self.books.now, self.random.randint(1, 9999)))

    def spend(self) -> None:
        self.books.both("alice", "carol", "book-expense", expense(self.books.now, self.random.randint(1, 5000)))

    def claim(self) -> None:
        body = expense(self.books.now, self.random.randint(1, 5000))
        mine = {name: value for name, value in body.items() if name not in ("account", "payee_name")}
        first = self.books.state(self.random.choice(NAMES[2:]), "claim-expense", mine)
        for name in ("alice", "bob"):
            self.books.second(name, first)

    def several(self) -> None:
        bodies = [expense(self.books.now, PETTY + self.random.randint(1, 5000)) for _ in range(3)]
        firsts = [self.books.state("alice", "book-expense", body) for body in bodies]
        self.books.state("carol", "countersign-list", {"confirms": firsts})

    def undo(self) -> None:
        number = self.random.randint(1, treasury_of(self.books.registry).entries or 1)
        self.books.both("alice", "dan", "undo-entry", {"entry": number})

    def correct(self) -> None:
        name, amount = self.random.choice(NAMES), self.random.randint(-50, 50)
        action = (
            f"- {{action: correct-debt, creditor: {name}, amount_minor: {amount}, owed_on: '2026-01-01', reason: Sum}}"
        )
        self.books.pass_(action)

    def vote(self) -> None:
        amount, account = self.random.randint(1, 20000), self.random.choice(("treasury", "treasury", "wages"))
        number = self.books.open(f"- {{action: pay-debts, amount_minor: {amount}, from: {account}}}")
        self.books.agree(number)
        self.voting.append(number)

    def close(self) -> None:
        self.voting = [number for number in self.voting if number in waiting(self.books)]
        if self.voting:
            assert self.books.enact(self.voting.pop(0)) in ("enacted", "funds", "nothing_owed")

    def wait(self) -> None:
        self.books.later("P1D")
        self.books.enact_due()

    def _line(self) -> tuple[int, str, int] | None:
        lines = [
            (each.payout, line.creditor, line.amount_minor)
            for each in open_settlements(self.books.registry)
            for line in each.lines
            if line.is_open
        ]
        return self.random.choice(lines) if lines else None

    def settle(self) -> None:
        found = self._line()
        if found is not None:
            payout, creditor, amount = found
            kept = self.random.randint(0, amount) if self.random.random() < 0.3 else 0
            line: dict[str, object] = {"creditor": creditor, "paid_minor": amount - kept}
            if kept:
                line["withheld"] = [{"what": "tax", "to": "the office", "amount_minor": kept}]
            body = {"payout": payout, "paid_on": self.books.now[:10], "lines": [line], "document": DOCUMENT}
            self.books.state("alice", "settle-payout", body)

    def confirm(self) -> None:
        found = self._line()
        if found is not None:
            self.books.state(found[1], "confirm-payment", {"payout": found[0], "creditor": found[1]})

    def fail(self) -> None:
        found = self._line()
        if found is not None:
            body = {"payout": found[0], "creditor": found[1], "failed_on": self.books.now[:10], "document": DOCUMENT}
            first, second = ("dan", "erin") if found[1] == "alice" else ("alice", "bob" if found[1] != "bob" else "dan")
            self.books.both(first, second, "reverse-payment", body)

    def forgive(self) -> None:
        if self.given_up and self.random.random() < 0.5:
            name, digest, amount = self.given_up.pop(0)
            self.books.later("P7D")
            self.books.enact_due()
            self.books.state(name, "forgive", {"amount_minor": amount, "confirms": digest})
        elif self.books.owed():
            name, most = self.random.choice(sorted(self.books.owed().items()))
            amount = self.random.randint(1, most)
            self.given_up.append((name, self.books.state(name, "forgive", {"amount_minor": amount}), amount))

    def entries_stay(self) -> None:
        """No entry that was ever made has changed or gone."""
        source = self.books.registry
        now = {path: data for path, data in _entries(self.books) if path not in self.seen}
        for path, data in self.seen.items():
            assert source.data(path) == data, path
        self.seen |= now


def waiting(books: Books) -> set[str]:
    """The proposals that wait for their enactment."""
    return {entry.number for entry in docket.waiting(books.registry)}


def _entries(books: Books) -> list[tuple[str, bytes]]:
    source = books.registry.source
    assert isinstance(source, Memory)
    folders = tuple(f"registry/{folder}/" for folder in ENTRIES)
    return [(path, source.data(path) or b"") for path in source.files if path.startswith(folders)]


@histories(15)
@given(st.randoms(use_true_random=False))
def test_after_each_event_of_any_history_all_books_add_up(random: Random) -> None:
    history = History(random)
    for _ in range(30):
        history.turn()
        history.books.check()
        history.entries_stay()
        assert petty_booked(history.books.registry, "alice", history.books.now) <= PETTY
        assert all(pot.balance_minor >= 0 for pot in treasury_of(history.books.registry).pots)
        assert all(each.owed_minor > 0 for each in owed_all(history.books.registry, history.books.now))


def test_a_long_history_of_thousands_of_entries_adds_up() -> None:
    history = History(Random(7))
    for turn in range(1500):
        history.turn()
        if turn % 250 == 0:
            history.books.check()
    history.books.check()
    history.entries_stay()
    assert len(history.seen) > 1000
    kinds = {path.split("/")[1] for path in history.seen}
    assert kinds == set(ENTRIES), "all of it did happen"
    registry = history.books.registry
    assert any(debt.kind == "claim" for debt in Debt.all(registry)), "claims too"
    assert any(entry.petty for entry in Entry.all(registry, newest_first=True)), "and entries of one person"
