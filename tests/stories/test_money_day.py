"""Money as its members meet it: each step is a command that somebody types, from the first hour to the audited book."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from govtool.core.canonical import emit
from govtool.domain.money.account import Account
from tests.world.accountant import hledger_balances, hledger_refuses
from tests.world.bank import camt
from tests.world.coop import Coop
from tests.world.laptop import Laptop

HOURS = {
    "alice": (("2026-11-16", "8"), ("2026-11-17", "7")),
    "bob": (("2026-11-16", "8"), ("2026-11-17", "7")),
    "carol": (("2026-11-16", "5"), ("2026-11-17", "5"), ("2026-11-23", "5"), ("2026-11-24", "5")),
}
VOTERS = ("alice", "bob", "carol", "dan", "erin")


class People:
    """The five at their computers."""

    def __init__(self, coop: Coop) -> None:
        self.coop = coop
        self.laptops = {name: Laptop(coop, name) for name in VOTERS}

    def type(self, name: str, *words: str) -> str:
        """Somebody types a command, which works."""
        said = self.laptops[name].types(*words)
        assert self.laptops[name].status == 0, said
        return said

    def pass_(self, number: str) -> None:
        """Everybody votes for it, and the clerk does the rest in time."""
        for name in VOTERS:
            self.type(name, "vote", number, "for")
        self.coop.finish(number.zfill(4))
        assert self.coop.entry(number.zfill(4)).status == "passed"


def owed(people: People) -> dict[str, int]:
    data = people.laptops["dan"].reads("owed")
    return {row["creditor"]: row["owed_minor"] for row in data["owed"]}


def test_from_hours_to_a_book_that_an_accountant_accepts(coop: Coop, tmp_path: Path) -> None:
    people = People(coop)
    people.type(
        "alice", "propose", "set-wage", "--class", "wage", "--to", "20.00", "--starts-on", "2026-11-15", "--yes"
    )
    coop.run_clerk()
    people.pass_("1")

    # They work, and dan, who did not, approves.
    coop.at("2026-11-30T10:00:00Z")
    for name, days in HOURS.items():
        for day, time in days:
            people.type(name, "hours", "log", "--on", day, "--hours", f"{time}:00", "--task", "shelves")
    coop.run_clerk()
    people.type("dan", "hours", "approve", "--yes")
    coop.run_clerk()
    assert owed(people) == {}
    assert "Not final yet" in people.type("erin", "owed")
    coop.later("P7D")
    assert owed(people) == {"alice": 30000, "bob": 30000, "carol": 40000}
    assert people.laptops["dan"].reads("owed")["total_minor"] == 100000

    # A client pays 500; all vote to pay 100 on wages owed.
    (tmp_path / "invoice.pdf").write_text("Invoice 7\n")
    paper = ("--document", str(tmp_path / "invoice.pdf"))
    people.type("alice", "treasury", "income", "500.00", "--source", "client", *paper)
    coop.run_clerk()
    people.type("bob", "sign", "--yes")
    coop.run_clerk()
    said = people.type("alice", "propose", "pay-debts", "--amount", "100", "--yes")
    assert "carol  40.00   400.00      360.00" in said
    coop.run_clerk()
    people.pass_("2")
    assert owed(people) == {"alice": 27000, "bob": 27000, "carol": 36000}

    # The bank transfers, everybody says that it came, and the bank's paper agrees.
    people.type("alice", "treasury", "settle", "1", "--reference", "transfer 118")
    coop.run_clerk()
    for name in HOURS:
        people.type(name, "sign", "--yes")
    coop.run_clerk()
    day = coop.now[:10]
    moved = [("2026-12-07", "500.00", "invoice 7"), (day, "-100.00", "payout 1")]
    (tmp_path / "bank.xml").write_text(camt(moved, "400.00", day))
    assert "not in" not in people.type("alice", "treasury", "reconcile", str(tmp_path / "bank.xml"), "--yes")
    coop.run_clerk()
    data = people.laptops["dan"].reads("treasury")
    assert (data["total_minor"], data["unconfirmed"], data["warnings"]) == (40000, [], [])

    # The accountant reads the book; each slip and statement says the same.
    journal, ledger = tmp_path / "book.journal", tmp_path / "book.beancount"
    people.type("dan", "export", "book", "--as", "hledger", "--to", str(journal))
    people.type("dan", "export", "book", "--as", "beancount", "-p", "2026", "--to", str(ledger))
    assert hledger_refuses(journal.read_text(), tmp_path) == ""
    balances = hledger_balances(journal.read_text(), tmp_path)
    assert balances["liabilities:wages-owed:carol"] == -36000 and balances["assets:treasury:treasury"] == 40000
    checked = subprocess.run([Path(sys.executable).with_name("bean-check"), ledger], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "confirmed by carol" in people.type("carol", "owed", "carol")
    assert "40.00 of 400.00, wages of 2026-11 (1200 min at 20.00)" in people.type(
        "dan", "export", "slips", "1", "carol"
    )
    assert coop.audit().ok and coop.warned() == set()

    # One cent moved by hand is found.
    path = "registry/accounts/c/ca/carol.yaml"
    account = coop.registry.get(Account, path)
    assert account is not None
    item = account.items[0].changed(remaining_minor=account.items[0].remaining_minor + 1)
    commit = coop.tamper(path, emit(account.changed(items=(item,), accrued_minor=40001).data()))
    (found,) = [each for each in coop.audit().findings if each.path == path]
    assert found.commit == commit


def test_a_book_is_exported_by_month_and_with_an_accountants_names(coop: Coop, tmp_path: Path) -> None:
    dan = Laptop(coop, "dan")
    (tmp_path / "names.yaml").write_text('accounts: {"assets:treasury": "Aktiva:Bank"}\n')
    said = dan.types("export", "book", "--as", "csv", "-p", "2026-11", "--map", str(tmp_path / "names.yaml"))
    assert dan.status == 0 and "date,transaction,what,account,amount" in said
    assert "2027 has not begun yet" in dan.types("export", "book", "--as", "csv", "-p", "2027") and dan.status == 2
    assert "is not a year or a month" in dan.types("export", "book", "--as", "csv", "-p", "Q4") and dan.status == 2
    (tmp_path / "names.yaml").write_text('accounts: {"cash": "1000"}\n')
    said = dan.types("export", "book", "--as", "csv", "--map", str(tmp_path / "names.yaml"))
    assert "'cash' is no account of the book" in said and dan.status == 2
