"""The books of a small co-operative: receipts with a number, claims, one signature for several, amounts alone."""

from __future__ import annotations

from pathlib import Path

import pexpect
import pytest

from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.money.account import owed
from govtool.domain.money.treasury import Entry
from tests.threats.attack_money import BUDGET, books
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import shipped_bylaws

INCOME = ("treasury", "income", "250.00", "--source", "client", "--document", "invoice.pdf")
TEA = ("treasury", "expense", "2.00", "--line", "year/tea", "--document", "invoice.pdf", "--to", "The tea shop")
CLAIM = ("treasury", "claim", "40.00", "--line", "year/tea", "--document", "invoice.pdf")


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    bylaws = shipped_bylaws(lambda data: data["limits"].update(petty_minor=500))
    coop = Coop.found(tmp_path / "coop", records=books(50000), bylaws=bylaws)
    coop.pass_("alice", "tea", BUDGET)
    coop.pass_("alice", "duty", "- {action: assign-duty, member: alice, duty: treasurer, holds: true}")
    return coop


def at(coop: Coop, name: str) -> Laptop:
    laptop = Laptop(coop, name)
    (laptop.folder / "invoice.pdf").write_text("Invoice 7\n")
    return laptop


def waiting(coop: Coop) -> list[str]:
    return [awaited.kind for _, awaited in all_awaited(coop.registry, coop.now)]


def test_an_income_has_its_payer_the_number_of_the_paper_and_a_note(coop: Coop) -> None:
    alice = at(coop, "alice")
    more = ("--from", "Mill Ltd", "--number", "RE-2026-7", "--note", "Paid late")
    assert "You record an income of 250.00 USD from Mill Ltd." in alice.types(*INCOME, *more)
    coop.run_clerk()
    bob = at(coop, "bob")
    said = bob.types("sign", "--yes")
    assert all(words in said for words in ("payer Mill Ltd", "paper RE-2026-7", "note Paid late"))
    coop.run_clerk()
    entry = next(Entry.all(coop.registry, newest_first=True))
    assert (entry.payer, entry.paper, entry.note) == ("Mill Ltd", "RE-2026-7", "Paid late")
    journal = bob.types("export", "book", "--as", "hledger")
    assert "paper:RE-2026-7" in journal and "payer:Mill Ltd" in journal and "note:Paid late" in journal
    assert coop.audit().ok


def test_documents_finds_the_paper(coop: Coop) -> None:
    alice = at(coop, "alice")
    alice.types(*INCOME, "--from", "Mill Ltd", "--number", "RE-2026-7")
    coop.run_clerk()
    for words in ("RE-2026-7", "re-2026", "mill"):
        said = alice.types("documents", "find", words)
        assert alice.status == 0 and "alice 1: book-income: amount 250.00 USD" in said, said
    data = alice.reads("documents", "find", "RE-2026-7")
    (found,) = data["documents"]
    assert found["number"] == 1 and found["digest"] in alice.types("documents", "find", found["digest"][:20])
    assert "No statement cites a document with 'RE-9'" in alice.types("documents", "find", "RE-9")
    assert alice.status == 10
    assert "alice 1: book-income" in alice.types("documents", "find", "invoice.pdf") and alice.status == 0
    (alice.folder / "other.pdf").write_text("Invoice 9\n")
    assert "No statement cites the file 'other.pdf'." in alice.types("documents", "find", "other.pdf")
    assert alice.status == 10
    assert f"{found['digest']}: good, cited by alice 1" in alice.types("documents", "check", "invoice.pdf")
    (alice.folder / "invoice.pdf").write_text("Invoice 8\n")
    assert "broken, cited by no statement" in alice.types("documents", "check", "invoice.pdf")


def test_what_waits_with_the_same_paper_day_and_amount_is_named(coop: Coop) -> None:
    alice, carol = at(coop, "alice"), at(coop, "carol")
    assert "waits already" not in alice.types(*INCOME)
    said = alice.types(*INCOME)
    assert alice.status == 0 and "your statement 1 waits already, with the same document, day and amount" in said
    assert "take one of the two back: govtool retract NUMBER" in said
    assert "waits already" not in alice.types(*INCOME, "--on", "2026-11-02")
    tea = [word.replace("2.00", "40.00") for word in TEA]
    assert "waits already" not in alice.types(*tea)
    coop.run_clerk()
    assert "statement alice 4 waits already" in carol.types(*CLAIM)
    assert "You take back" in alice.types("retract", "2") and alice.status == 0


def test_a_claim_is_owed_once_two_others_signed_it(coop: Coop) -> None:
    carol = at(coop, "carol")
    said = carol.types(*CLAIM, "--number", "R 9", "--note", "Tea for the fair")
    assert "You claim back 40.00 USD, for year/tea." in said and "once two other members sign it" in said
    coop.run_clerk()
    for name in ("bob", "dan"):
        assert owed(coop.registry, "carol", coop.now) == 40000
        said = at(coop, name).types("sign", "--yes")
        assert "claim-expense by carol: amount 40.00 USD" in said and "note Tea for the fair" in said
        coop.run_clerk()
    assert owed(coop.registry, "carol", coop.now) == 44000 and coop.audit().ok
    assert "440.00" in carol.types("owed", "carol")
    journal = carol.types("export", "book", "--as", "hledger")
    assert "expenses:year:tea" in journal and "Spent by carol" in journal
    said = at(coop, "alice").types(*(word.replace("2.00", "40.00") for word in TEA))
    assert "carol claimed the same document, day and amount back" in said
    coop.run_clerk()
    assert "Not signed, because there is a warning" in at(coop, "bob").types("sign", "--yes")


def test_one_statement_signs_everything_that_waits(coop: Coop) -> None:
    alice, bob = at(coop, "alice"), at(coop, "bob")
    for day in ("2026-11-01", "2026-11-02", "2026-11-03"):
        alice.types(*INCOME, "--on", day)
    coop.run_clerk()
    said = bob.types("sign", "--together")
    assert bob.status == 2 and said.count("Waits for your signature: book-income") == 3, "shown, and nothing signed"
    assert len(waiting(coop)) == 3
    said = bob.types("sign", "--together", "--yes")
    assert bob.status == 0 and said.count("Waits for your signature: book-income") == 3
    coop.run_clerk()
    assert waiting(coop) == [] and coop.audit().ok
    seconds = [entry.second for entry in Entry.all(coop.registry, newest_first=True)][:3]
    assert {(each.member, each.statement) for each in seconds if each is not None} == {("bob", 1)}
    assert "there are no two entries of the books to sign together" in bob.types("sign", "--together", "--yes")


def test_together_leaves_out_what_there_is_a_warning_of(coop: Coop) -> None:
    alice, bob = at(coop, "alice"), at(coop, "bob")
    alice.types(*INCOME)
    coop.run_clerk()
    bob.types("sign", "--yes")
    coop.run_clerk()
    alice.types(*INCOME)
    for day in ("2026-11-02", "2026-11-03"):
        alice.types(*INCOME, "--on", day)
    coop.run_clerk()
    data = bob.reads("sign", "--together", "--yes")
    assert [item["kind"] for item in data["signed"]] == ["countersign-list"]
    coop.run_clerk()
    assert waiting(coop) == ["book-income"]


def test_together_leaves_out_the_second_of_two_entries_of_the_same_money(coop: Coop) -> None:
    alice, bob, carol = at(coop, "alice"), at(coop, "bob"), at(coop, "carol")
    for more in ((), (), ("--on", "2026-11-02")):
        alice.types(*INCOME, *more)
    carol.types(*CLAIM)
    alice.types(*(word.replace("2.00", "40.00") for word in TEA))
    coop.run_clerk()
    said = bob.types("sign", "--together", "--yes")
    assert bob.status == 0 and said.count("Left out, because there is a warning") == 2
    assert said.count("another entry that you sign with it is of the same paper, day and amount") == 2
    coop.run_clerk()
    left = waiting(coop)
    assert left.count("book-income") == 1
    assert {"claim-expense", "book-expense"} & set(left), "one of the two is left"


def test_together_takes_one_paper_of_two_budget_lines_or_amounts(coop: Coop) -> None:
    coop.pass_("alice", "tools", BUDGET.replace("budget: year", "budget: tools"))
    alice = at(coop, "alice")
    tea = [word.replace("2.00", "40.00") for word in TEA]
    alice.types(*tea)
    alice.types(*(word.replace("year/tea", "tools/tea") for word in tea))
    alice.types(*(word.replace("40.00", "41.00") for word in tea))
    coop.run_clerk()
    assert len(waiting(coop)) == 3
    said = at(coop, "bob").types("sign", "--together", "--yes")
    assert "Left out" not in said
    coop.run_clerk()
    assert waiting(coop) == []


def test_a_person_is_asked_once_for_all(coop: Coop) -> None:
    alice = at(coop, "alice")
    for day in ("2026-11-01", "2026-11-02"):
        alice.types(*INCOME, "--on", day)
    coop.run_clerk()
    for answer, left in (("n", 2), ("y", 0)):
        chair = at(coop, "bob").sits_down("sign", "--together")
        chair.expect("Do you sign these 2 entries\\?")
        chair.sendline(answer)
        chair.expect(pexpect.EOF)
        chair.close()
        assert chair.exitstatus == 0
        coop.run_clerk()
        assert len(waiting(coop)) == left


def test_what_the_clerk_has_not_taken_yet_uses_the_limit_too(coop: Coop) -> None:
    alice = at(coop, "alice")
    for amount, alone in (("2.00", True), ("3.01", False), ("3.00", True), ("0.01", False)):
        said = alice.types(*(word.replace("2.00", amount) for word in TEA))
        assert alice.status == 0 and ("Nobody signs it after you" in said) is alone, amount
        assert ("once a second member signs it too" in said) is not alone, amount
    coop.run_clerk()
    assert waiting(coop) == ["book-expense"] * 2 and coop.audit().ok


def test_a_treasurer_records_alone_up_to_the_limit_of_a_month(coop: Coop) -> None:
    alice = at(coop, "alice")
    said = alice.types(*TEA)
    assert "The bylaws let you record such a small amount alone (petty_minor)." in said
    assert said.index("Nobody signs it after you") < said.index("You record")
    coop.run_clerk()
    assert waiting(coop) == [] and next(Entry.all(coop.registry, newest_first=True)).petty is True
    said = alice.types(*(word.replace("2.00", "2000.00") for word in TEA))
    assert alice.status == 10 and "Nobody signs it after you" not in said
    said = alice.types(*(word.replace("2.00", "1.00") for word in TEA), "--to-member", "dan")
    assert alice.status == 2 and "Nobody signs it after you" not in said, "it is told of what is signed only"
    said = alice.types(*(word.replace("2.00", "3.01") for word in TEA))
    assert "once a second member signs it too" in said
    coop.run_clerk()
    assert waiting(coop) == ["book-expense"] and coop.audit().ok
    assert "petty: 5.00 USD (what a treasurer can record alone in a month" in alice.types("show", "bylaws")
    assert "recorded alone" in alice.types("list", "entries")
    assert "alone-within-limit:yes" in alice.types("export", "book", "--as", "hledger")
