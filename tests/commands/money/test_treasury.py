"""The treasury at the command line: booked by two, settled, confirmed, compared with the bank, and shown to all."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.core.ids import digest_of
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.decisions.statement import last_number
from govtool.domain.money.reconciliation import Reconciliation
from govtool.domain.money.settlement import Settlement
from govtool.domain.money.treasury import Entry, entry_of, treasury_of
from tests.threats.attack_money import BUDGET, PAY, books
from tests.world.accountant import hledger_refuses
from tests.world.bank import camt, ofx, table
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import person


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    return Coop.found(tmp_path / "coop", records=books(50000))


@pytest.fixture
def alice(coop: Coop) -> Laptop:
    return Laptop(coop, "alice")


def paper(laptop: Laptop, name: str = "invoice.pdf", text: str = "Invoice 7\n") -> str:
    (laptop.folder / name).write_text(text)
    return name


def seconded(coop: Coop, name: str) -> None:
    """The clerk takes what was stated, the second person signs it, and the clerk takes that."""
    coop.run_clerk()
    laptop = Laptop(coop, name)
    laptop.types("sign", "--yes")
    assert laptop.status == 0
    coop.run_clerk()


def entry(coop: Coop, number: int) -> Entry:
    found = entry_of(coop.registry, number)
    assert found is not None
    return found


# Booking ------------------------------------------------------------------------------------------------------------


def test_an_income_is_booked_by_two_with_the_digest_of_its_paper(coop: Coop, alice: Laptop) -> None:
    said = alice.types("treasury", "income", "500", "--source", "client", "--document", paper(alice))
    assert alice.status == 0
    assert "it is recorded once a second member signs it too: govtool sign" in said
    assert "You record an income of 500.00 USD." in said
    coop.run_clerk()
    assert treasury_of(coop.registry).balance("treasury") == 50000
    said = Laptop(coop, "dan").types("treasury")
    assert (
        "waits for a second person" in said
        and ": alice records an income of " in said
        and "(statement 1); they" in said
    )
    seconded(coop, "bob")
    assert treasury_of(coop.registry).balance("treasury") == 100000
    booked = entry(coop, 2)
    assert (booked.source, booked.document) == ("client", digest_of(b"Invoice 7\n"))
    assert booked.second is not None and booked.second.member == "bob"


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("30.005", "has more decimals than the currency"),
        ("1,000.00", "is not an amount"),
        ("-30", "is not an amount"),
        ("1e3", "is not an amount"),
        ("0", "name an amount above 0"),
        ("30.00 EUR", "the receipt is in EUR, and all amounts here are in USD"),
        ("9999999999999999999", "is too large"),
    ],
)
def test_an_amount_that_is_none_is_refused_before_anything_is_signed(
    coop: Coop, alice: Laptop, amount: str, said: str
) -> None:
    typed = ("treasury", "income", "--source", "client", "--document", paper(alice), "--offline", "--", amount)
    assert said in alice.types(*typed)
    assert alice.status in (2, 10) and alice.git("for-each-ref", "refs/govtool") == ""


def test_a_project_is_named_in_the_books_and_a_mistyped_one_is_not(coop: Coop, alice: Laptop) -> None:
    coop.pass_("bob", "web", "- {action: open-project, project: website, name: A web page, project_kind: client}")
    typed = ("treasury", "income", "500", "--source", "client", "--document", paper(alice), "--project")
    assert "there is no project 'web'; did you mean website?" in alice.types(*typed, "web") and alice.status == 2
    alice.types(*typed, "website")
    seconded(coop, "bob")
    assert entry(coop, 2).project == "website"


def test_a_paper_of_another_currency_is_refused(alice: Laptop) -> None:
    said = alice.types(
        "treasury", "income", "30.00 USD", "--source", "client", "--document", paper(alice), "--currency", "EUR"
    )
    assert alice.status == 10 and "[currency]" in said


def test_an_expense_needs_a_line_that_was_voted_and_neither_of_the_two_is_paid(coop: Coop, alice: Laptop) -> None:
    tea = ("treasury", "expense", "12.50", "--line", "year/tea", "--document", paper(alice))
    assert "ask the members for a budget: govtool propose set-budget" in alice.types(*tea, "--to", "The tea shop")
    coop.pass_("alice", "year", BUDGET)
    assert "name the payee" in alice.types(*tea) and alice.status == 2
    wrong = alice.types(*tea[:3], "--line", "tea", "--to", "The tea shop", "--document", "invoice.pdf")
    assert "'tea' names no line of a budget" in wrong and "name one of these: year/tea" in wrong and alice.status == 2
    said = alice.types(*tea, "--to-member", "alice")
    assert alice.status == 10 and "[not_allowed]" in said
    alice.types(*tea, "--to", "The tea shop")
    assert alice.status == 0
    seconded(coop, "bob")
    assert entry(coop, 2).payee == "The tea shop" and treasury_of(coop.registry).balance("treasury") == 48750
    shown = Laptop(coop, "dan").types("treasury")
    assert "tea  12.50  1000.00  987.50  Tea, bob" in shown
    said = alice.types(*tea[:2], "2000.00", *tea[3:], "--to", "The tea shop")
    assert alice.status == 10 and "[budget]" in said


def test_what_was_booked_wrongly_is_undone_by_two(coop: Coop, alice: Laptop) -> None:
    alice.types("treasury", "income", "70.00", "--source", "client", "--document", paper(alice))
    seconded(coop, "bob")
    alice.types("treasury", "undo", "2")
    assert alice.status == 0
    seconded(coop, "carol")
    assert treasury_of(coop.registry).balance("treasury") == 50000 and entry(coop, 3).corrects == 2
    assert "[precondition]" in alice.types("treasury", "undo", "2") and alice.status == 10


def test_who_is_alone_is_told_that_it_is_marked(tmp_path: Path) -> None:
    coop = Coop.found(tmp_path / "alone", people=[person("alice")])
    alice = Laptop(coop, "alice")
    said = alice.types("treasury", "income", "70.00", "--source", "client", "--document", paper(alice))
    assert "every report will mark it self-approved" in said
    coop.run_clerk()
    assert entry(coop, 1).single_handed is True


def test_a_digest_can_be_typed_instead_of_a_file_and_a_file_has_to_be_there(alice: Laptop) -> None:
    typed = ("treasury", "income", "70.00", "--source", "client", "--document")
    assert "cannot be read" in alice.types(*typed, "nowhere.pdf") and alice.status == 2
    alice.types(*typed, "sha256:" + "1" * 64)
    assert alice.status == 0


# Looking ------------------------------------------------------------------------------------------------------------


def test_the_treasury_shows_what_is_there_what_is_reserved_and_what_waits(coop: Coop) -> None:
    dan = Laptop(coop, "dan")
    assert "never compared with the bank" in dan.types("treasury")
    number = coop.open("alice", "pay-100", PAY)
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        coop.vote(voter, number, "for")
    coop.later("P2D")
    coop.run_clerk()
    data = dan.reads("treasury")
    assert data["accounts"] == [
        {"account": "treasury", "balance_minor": 50000, "reserved_minor": 10000, "available_minor": 40000}
    ]
    assert (data["format"], data["currency"], data["total_minor"]) == (1, "USD", 50000)
    coop.later("P1D")
    coop.run_clerk()
    said = dan.types("treasury")
    assert "payouts   100.00    100.00    0.00" in said and "treasury  400.00      0.00  400.00" in said
    assert "payout 1  2026-11-04  carol  40.00  not transferred yet" in said
    coop.later("P60D")
    assert {found["code"] for found in dan.reads("treasury")["warnings"]} == {"unconfirmed"}


def test_standing_shares_are_shown(coop: Coop) -> None:
    coop.pass_("alice", "share", "- {action: set-share, account: wages, to_share: 30%}")
    assert "30% of every income goes to wages" in Laptop(coop, "dan").types("treasury")


# Payouts ------------------------------------------------------------------------------------------------------------


def test_what_is_booked_already_is_told_before_it_is_booked_a_second_time(coop: Coop, alice: Laptop) -> None:
    typed = ("treasury", "income", "70.00", "--source", "client", "--document", paper(alice))
    bob = Laptop(coop, "bob")
    assert "same document" not in alice.types(*typed)
    coop.run_clerk()
    bob.types("sign", "--yes")
    coop.run_clerk()
    assert "entry 2 has the same document, day and amount" in alice.types(*typed) and alice.status == 0
    for other in (
        ("treasury", "income", "70.01", "--source", "client", "--document", paper(alice)),
        ("treasury", "income", "70.00", "--source", "client", "--document", paper(alice, "other.pdf", "Invoice 8\n")),
        (*typed, "--on", "2026-10-31"),
    ):
        assert "same document" not in alice.types(*other) and alice.status == 0


def test_the_second_person_is_told_too_what_is_booked_already_before_they_sign(coop: Coop, alice: Laptop) -> None:
    coop.pass_("alice", "tea", BUDGET)
    bob, same = Laptop(coop, "bob"), "is of the same paper, day and amount"
    typed = ("treasury", "income", "70.00", "--source", "client", "--document", paper(alice))
    spent = ("treasury", "expense", "2.00", "--line", "year/tea", "--to", "The tea shop", "--document", paper(alice))
    for each in (typed, spent):
        alice.types(*each)
        coop.run_clerk()
        assert same not in bob.types("sign", "--yes")
        coop.run_clerk()
        alice.types(*each)
        coop.run_clerk()
        asked = bob.types("sign")
        assert f"entry {treasury_of(coop.registry).entries} {same}" in asked and bob.status == 2
        assert "do not sign; its author takes it back: govtool retract" in asked
        assert same in bob.types("sign", "--yes") and bob.status == 0
        coop.run_clerk()
        assert [awaited.member for _, awaited in all_awaited(coop.registry, coop.now)] == ["alice"], "not signed"
        alice.types("retract", str(last_number(coop.registry, "alice")))
        coop.run_clerk()


def test_what_waits_twice_of_one_paper_is_told_at_the_second_signature(coop: Coop, alice: Laptop) -> None:
    typed = ("treasury", "income", "70.00", "--source", "client", "--document", paper(alice))
    for _ in range(2):
        alice.types(*typed)
    coop.run_clerk()
    said = Laptop(coop, "bob").types("sign", "--yes")
    first, second = said.split("signed and delivered", 1)
    assert "same paper" not in first
    assert "what you signed before, and the clerk has not taken yet, is of the same paper, day and amount" in second
    assert "Not signed, because there is a warning" in second and "signed and delivered" not in second


@pytest.fixture
def paid(coop: Coop) -> Coop:
    coop.pass_("alice", "pay-100", PAY)
    return coop


def test_lines_are_settled_with_what_was_withheld_and_confirmed_by_their_payees(paid: Coop, alice: Laptop) -> None:
    tax = ("--withheld", "carol", "6.00", "income tax", "the tax office")
    said = alice.types("treasury", "settle", "1", "--reference", "transfer 118", *tax)
    assert alice.status == 0
    assert "carol  34.00  6.00 income tax to the tax office" in said
    assert "You mark 3 lines of payout 1, 100.00 USD, as transferred." in said
    paid.run_clerk()
    carol = Laptop(paid, "carol")
    assert "that 34.00 USD of payout 1 reached you" in carol.types("sign")
    carol.types("treasury", "confirm", "1")
    assert carol.status == 0
    paid.run_clerk()
    settlement = Settlement.of(paid.registry, 1)
    line = settlement.line("carol") if settlement else None
    assert line is not None and line.paid_minor == 3400 and line.confirmed is not None
    assert "confirmed by carol" in Laptop(paid, "dan").types("owed", "carol")
    assert "34.00 paid, 6.00 income tax to the tax office" in carol.types("owed", "carol")
    assert "waits for its transfer" in alice.types("treasury", "settle", "1", "--reference", "again")
    assert alice.status == 2


def test_some_lines_are_settled_before_others(paid: Coop, alice: Laptop) -> None:
    alice.types("treasury", "settle", "1", "bob", "--document", paper(alice))
    paid.run_clerk()
    settlement = Settlement.of(paid.registry, 1)
    assert settlement is not None
    assert [line.creditor for line in settlement.lines if line.settled is not None] == ["bob"]
    assert "no payout 9" in alice.types("treasury", "settle", "9", "--reference", "x") and alice.status == 2
    assert "say what shows it" in alice.types("treasury", "settle", "1") and alice.status == 2
    kept = ("--withheld", "bob", "1.00", "tax", "office")
    assert "nothing is transferred to bob now" in alice.types("treasury", "settle", "1", "--reference", "x", *kept)
    kept = ("--withheld", "carol", "41.00", "tax", "office")
    assert "cannot be withheld" in alice.types("treasury", "settle", "1", "--reference", "x", *kept)


def test_a_transfer_that_failed_is_owed_again_once_two_have_said_so(paid: Coop, alice: Laptop) -> None:
    alice.types("treasury", "settle", "1", "--reference", "transfer 118")
    paid.run_clerk()
    said = alice.types("treasury", "failed", "1", "carol", "--document", paper(alice, "notice.pdf"))
    assert alice.status == 0 and "then it is owed again" in said
    seconded(paid, "bob")
    assert Laptop(paid, "dan").reads("owed")["owed"][2]["owed_minor"] == 40000
    assert "its transfer failed, and it is owed again" in alice.types("owed", "carol")


def test_the_treasurer_confirms_anothers_with_a_document_and_a_second_person(paid: Coop, alice: Laptop) -> None:
    alice.types("treasury", "settle", "1", "--reference", "transfer 118")
    paid.run_clerk()
    assert "say what shows" in alice.types("treasury", "confirm", "1", "carol") and alice.status == 2
    alice.types("treasury", "confirm", "1", "carol", "--document", paper(alice, "slip.pdf"))
    assert alice.status == 0
    seconded(paid, "bob")
    assert "confirmed by alice" in Laptop(paid, "dan").types("owed", "carol")


# The bank -----------------------------------------------------------------------------------------------------------


def bank(laptop: Laptop, text: str) -> str:
    (laptop.folder / "bank").write_text(text)
    return "bank"


ALL = [
    ("2026-11-09", "-30.00", "payout to alice"),
    ("2026-11-09", "-30.00", "payout to bob"),
    ("2026-11-11", "-40.00", "payout to carol"),
]


@pytest.fixture
def settled(paid: Coop, alice: Laptop) -> Coop:
    alice.types("treasury", "settle", "1", "--reference", "transfer 118")
    paid.run_clerk()
    paid.at("2026-12-01T10:00:00Z")
    paid.run_clerk()
    return paid


@pytest.mark.parametrize("form", [camt, ofx])
def test_a_banks_file_is_compared_and_its_balance_stated(settled: Coop, alice: Laptop, form: object) -> None:
    text = camt(ALL, "400.00", "2026-11-30") if form is camt else ofx(ALL, "400.00", "2026-11-30")
    said = alice.types("treasury", "reconcile", bank(alice, text), "--yes")
    assert alice.status == 0, said
    assert "3 lines are in both." in said and "not in" not in said
    assert "the bank says 400.00 USD, the books say 400.00 USD" in said
    settled.run_clerk()
    made = settled.registry.get(Reconciliation, "registry/reconciliations/2026/000001.yaml")
    assert made is not None and (made.balance_minor, made.booked_minor) == (40000, 40000)
    assert made.document == digest_of(text.encode()) and made.balance_on == "2026-11-30"
    assert "last compared with the bank at the end of 2026-11-30" in alice.types("treasury")


def test_a_sum_of_transfers_stands_for_each_of_them(settled: Coop, alice: Laptop) -> None:
    text = camt([("2026-11-10", "-100.00", "batch of 3")], "400.00", "2026-11-30")
    data = alice.reads("treasury", "reconcile", bank(alice, text), "--look")
    assert (data["same"], data["only_at_bank"], data["only_in_books"], data["statement"]) == (1, [], [], None)


def test_what_is_only_at_the_bank_or_only_in_the_books_is_shown_and_told_to_all(settled: Coop, alice: Laptop) -> None:
    text = camt([*ALL[:2], ("2026-11-20", "-5.00", "fee")], "435.00", "2026-11-30", first="2026-11-01")
    said = alice.types("treasury", "reconcile", bank(alice, text), "--yes")
    assert "2 lines are in both." in said
    assert "At the bank and not in the books:\n  2026-11-20  -5.00  fee" in said
    assert "In the books and not at the bank:\n  2026-11-09  -40.00  entry 3: payout 1 to carol" in said
    assert "they differ by 35.00 USD" in said
    settled.run_clerk()
    shown = Laptop(settled, "dan").types("treasury")
    assert "[reconcile]" in shown and "bank 435.00 USD, books 400.00 USD" in shown


def test_a_balance_is_typed_where_the_file_does_not_say_it_or_there_is_none(settled: Coop, alice: Laptop) -> None:
    name = bank(alice, table(ALL))
    assert "names no closing balance" in alice.types("treasury", "reconcile", name, "--yes") and alice.status == 2
    alice.types("treasury", "reconcile", name, "--balance", "400", "--on", "2026-11-30", "--yes")
    assert alice.status == 0
    document = ("--document", name, "--balance", "400.00", "--on", "2026-11-30", "--yes")
    alice.types("treasury", "reconcile", *document)
    assert alice.status == 0
    assert "say what the bank says" in alice.types("treasury", "reconcile", "--document", name, "--yes")
    assert "name the bank's file" in alice.types("treasury", "reconcile") and alice.status == 2
    with_balance = bank(alice, table(ALL, balances=["470.00", "440.00", "400.00"]))
    said = alice.types("treasury", "reconcile", with_balance, "--balance", "1.00", "--yes")
    assert "names its closing balance" in said and alice.status == 2


@pytest.mark.parametrize("form", ["ofx", "zeros", "camt"])
def test_lines_are_compared_also_if_the_file_names_no_closing_balance(settled: Coop, alice: Laptop, form: str) -> None:
    rows = [*ALL, ("2026-11-20", "-5.00", "fee")]
    text = {
        "ofx": ofx(rows, "395.00", "2026-11-30").replace("<LEDGERBAL><BALAMT>395.00<DTASOF>20261130</LEDGERBAL>", ""),
        "zeros": ofx(rows, "395.00", "2026-11-30").replace("<DTASOF>20261130", "<DTASOF>00000000"),
        "camt": camt(rows, "395.00", "2026-11-30").replace("CLBD", "ITBD"),
    }[form]
    name = bank(alice, text)
    said = alice.types("treasury", "reconcile", name, "--yes")
    assert alice.status == 2 and "-5.00  fee" in said and "add it and its day: --balance" in said
    said = alice.types("treasury", "reconcile", name, "--look")
    assert alice.status == 0 and "-5.00  fee" in said and "only its lines were compared" in said
    assert "repeat the command without --look: --balance AMOUNT --on 2026-11-" in said
    data = alice.reads("treasury", "reconcile", name, "--look")
    assert (data["balance_minor"], data["adds_up"], len(data["only_at_bank"])) == (None, False, 1)
    said = alice.types("treasury", "reconcile", name, "--balance", "395.00", "--on", "2026-11-30", "--yes")
    assert alice.status == 0 and "the bank says 395.00 USD, the books say 400.00 USD" in said


def test_a_file_whose_lines_do_not_add_up_is_refused_and_one_that_cannot_be_added_up_says_so(
    settled: Coop, alice: Laptop
) -> None:
    said = alice.types("treasury", "reconcile", bank(alice, camt(ALL, "400.00", "2026-11-30", opening="0.00")), "--yes")
    assert alice.status == 10 and "they lead to -100.00 USD, and it closes with 400.00 USD" in said
    missing = "a line that is missing in it cannot be noticed"
    assert missing in alice.types("treasury", "reconcile", bank(alice, ofx(ALL, "400.00", "2026-11-30")), "--look")
    assert missing not in alice.types("treasury", "reconcile", bank(alice, camt(ALL, "400.00", "2026-11-30")), "--look")


def test_a_file_in_another_currency_or_with_an_entity_bomb_is_refused_and_nothing_signed(
    settled: Coop, alice: Laptop
) -> None:
    said = alice.types("treasury", "reconcile", bank(alice, camt(ALL, "400.00", "2026-11-30", currency="EUR")), "--yes")
    assert alice.status == 10 and "bank: the bank statement cannot be read: it is in EUR, and all amounts" in said
    assert "→ give the file of an account in USD" in said
    bomb = '<?xml version="1.0"?><!DOCTYPE D [<!ENTITY a "aaaa">]><Document>&a;</Document>'
    said = alice.types("treasury", "reconcile", bank(alice, bomb), "--yes")
    assert alice.status == 10 and "bank: the bank statement cannot be read" in said and "[bank_file]" in said
    assert alice.git("for-each-ref", "refs/remotes/origin/statement/alice").count("\n") == 1


def test_the_account_and_the_days_of_a_banks_file_are_shown(settled: Coop, alice: Laptop) -> None:
    said = alice.types("treasury", "reconcile", bank(alice, camt(ALL, "400.00", "2026-11-30")), "--look")
    assert "Read as CAMT.053: account DE89370400440532013000, 2026-11-09 to 2026-11-30." in said
    said = alice.types("treasury", "reconcile", bank(alice, ofx(ALL, "400.00", "2026-11-30")), "--look")
    assert "Read as OFX: account 2, 2026-11-01 to 2026-11-30." in said


@pytest.mark.parametrize(("last", "later"), [("2026-11-08", 3), ("2026-11-09", 0)])
def test_what_the_books_date_after_the_banks_last_day_is_shown(
    settled: Coop, alice: Laptop, last: str, later: int
) -> None:
    rows = [("2026-11-08", amount, text) for _, amount, text in ALL]
    name = bank(alice, camt(rows, "400.00", last))
    data = alice.reads("treasury", "reconcile", name, "--look")
    assert (data["same"], len(data["later"])) == (3, later)
    assert data["balance_minor"] - data["booked_minor"] == sum(line["amount_minor"] for line in data["later"])
    said = alice.types("treasury", "reconcile", name, "--look")
    told = f"In both, but dated after {last} in the books:\n  2026-11-09  -30.00  entry 3: payout 1 to alice"
    assert (told in said) is bool(later)


@pytest.mark.parametrize(("on", "outside", "later"), [("2026-11-08", 0, 3), ("2026-11-20", 0, 0), ("2026-11-21", 1, 0)])
def test_lines_are_compared_until_the_day_of_a_typed_balance(
    settled: Coop, alice: Laptop, on: str, outside: int, later: int
) -> None:
    alice.types("treasury", "income", "70.00", "--source", "client", "--document", paper(alice), "--on", "2026-11-21")
    seconded(settled, "bob")
    name = bank(alice, table([("2026-11-08", amount, text) for _, amount, text in ALL]))
    data = alice.reads("treasury", "reconcile", name, "--balance", "400.00", "--on", on, "--look")
    assert (data["balance_on"], len(data["only_in_books"]), len(data["later"])) == (on, outside, later)
    left = sum(line["amount_minor"] for line in data["later"]) - sum(
        line["amount_minor"] for line in data["only_in_books"]
    )
    assert data["balance_minor"] - data["booked_minor"] == left, "the lines that are shown explain the difference"


def test_a_banks_file_that_was_compared_before_or_is_an_old_one_is_named(settled: Coop, alice: Laptop) -> None:
    name = bank(alice, camt(ALL, "400.00", "2026-11-29"))
    said = alice.types("treasury", "reconcile", name, "--yes")
    assert "compared before" not in said and "later day" not in said
    settled.run_clerk()
    assert "compared before (reconciliation 1)" in alice.types("treasury", "reconcile", name, "--look")
    for day, told in (("2026-11-28", True), ("2026-11-29", False), ("2026-11-30", False)):
        said = alice.types("treasury", "reconcile", bank(alice, ofx(ALL, "400.00", day)), "--look")
        assert ("A comparison of a later day is there: 2026-11-29." in said) is told


def test_a_balance_is_signed_only_where_somebody_said_yes(settled: Coop, alice: Laptop) -> None:
    name = bank(alice, camt(ALL, "400.00", "2026-11-30"))
    said = alice.types("treasury", "reconcile", name)
    assert alice.status == 2 and "nothing was signed" in said
    assert "400.00" in alice.types("treasury", "reconcile", name, "--look") and alice.status == 0
    talk = alice.sits_down("treasury", "reconcile", name)
    talk.expect("Do you state this balance")
    talk.sendline("n")
    talk.expect("Nothing was signed")
    talk.wait()
    said = alice.types("treasury", "reconcile", name, "--account", "kitty", "--look")
    assert "no account kitty" in said and "name one of these: payouts, treasury" in said and alice.status == 2
    said = alice.types("treasury", "reconcile", name, "--document", name, "--yes")
    assert "the file is the bank's document itself" in said and alice.status == 2


def test_what_was_booked_and_undone_again_is_neither_missing_nor_invented(settled: Coop, alice: Laptop) -> None:
    alice.types("treasury", "income", "70.00", "--source", "client", "--document", paper(alice), "--on", "2026-11-20")
    seconded(settled, "bob")
    alice.types("treasury", "undo", str(treasury_of(settled.registry).entries))
    seconded(settled, "bob")
    data = alice.reads("treasury", "reconcile", bank(alice, camt(ALL, "400.00", "2026-11-30")), "--look")
    assert (data["only_in_books"], data["booked_minor"]) == ([], 40000)


# Giving up ----------------------------------------------------------------------------------------------------------


def test_wages_owed_are_given_up_by_ones_own_two_signatures_a_week_apart(coop: Coop) -> None:
    carol = Laptop(coop, "carol")
    assert "nothing was signed" in carol.types("forgive", "50.00") and carol.status == 2
    said = carol.types("forgive", "50.00", "--yes")
    assert carol.status == 0 and "nothing has changed yet" in said
    assert "govtool forgive 50.00 --second" in said and "from Sun 8 Nov, 10:00 (in 7 days) on" in said
    coop.run_clerk()
    said = carol.types("forgive", "50.00", "--second", "--yes")
    assert carol.status == 10 and "[too_soon]" in said
    assert "you have not said so a first time" in carol.types("forgive", "49.00", "--second", "--yes")
    coop.later("P7D")
    carol.types("forgive", "50.00", "--second", "--yes")
    assert carol.status == 0
    coop.run_clerk()
    data = carol.reads("owed", "carol")
    assert (data["owed_minor"], data["forgiven_minor"]) == (35000, 5000)
    said = carol.types("forgive", "400.00", "--yes")
    assert carol.status == 10 and "[more_than_owed]" in said


def test_a_payee_contests_what_the_books_say_and_all_of_it_is_brought_back(paid: Coop, alice: Laptop) -> None:
    tax = ("--withheld", "carol", "6.00", "income tax", "the tax office")
    alice.types("treasury", "settle", "1", "--reference", "transfer 118", *tax)
    paid.run_clerk()
    carol = Laptop(paid, "carol")
    assert "no payout 9" in carol.types("treasury", "contest", "9", "--reason", "x") and carol.status == 2
    carol.types("treasury", "contest", "1", "--reason", "nothing came")
    assert carol.status == 0
    paid.run_clerk()
    said = alice.types("treasury")
    assert "disputed by carol: nothing came" in said and "[contested]" in said
    assert "which carol disputes: nothing came" in alice.types("owed", "carol")
    alice.types("treasury", "failed", "1", "carol", "--document", paper(alice, "notice.pdf"), "--whole")
    assert alice.status == 0
    seconded(paid, "bob")
    assert alice.reads("owed", "carol")["owed_minor"] == 40000
    exported = alice.types("export", "book", "--as", "hledger", "--offline").split("\n", 1)[1]
    assert hledger_refuses(exported, alice.folder.parent) == ""


# Votes about money --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("tea=100.00", ("tea", "Tea", "alice", 10000)),
        ("green-tea=100 owner=bob", ("green-tea", "Green tea", "bob", 10000)),
        ("tea=0.50 name='Tea and milk' owner=bob account=treasury", ("tea", "Tea and milk", "bob", 50)),
        ("line=tea amount=7 owner=bob", ("tea", "Tea", "bob", 700)),
        ('{line: tea, name: Tea, owner: bob, amount: "1.00"}', ("tea", "Tea", "bob", 100)),
    ],
)
def test_a_line_of_a_budget_is_typed_as_people_type(
    coop: Coop, alice: Laptop, row: str, line: tuple[str, str, str, int]
) -> None:
    days = ("--starts-on", "2026-01-01", "--ends-on", "2026-12-31")
    said = alice.types("propose", "set-budget", "--budget", "year", *days, "--line", row, "--yes")
    assert alice.status == 0, said
    coop.run_clerk()
    (made,) = coop.entry("0001").actions[0].lines  # type: ignore[attr-defined]
    assert (made.line, made.name, made.owner, made.amount_minor) == line


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("tea", "write it as rent=1200.00 owner=bob"),
        ("tea=100.00 ower=bob", "a row has no 'ower'; did you mean owner?"),
        ("tea=much", "'much'"),
        ("owner=bob", "missing"),
        ("Tea!=100", "'Tea!'"),
    ],
)
def test_a_line_of_a_budget_that_cannot_be_read_is_refused(alice: Laptop, row: str, said: str) -> None:
    days = ("--starts-on", "2026-01-01", "--ends-on", "2026-12-31")
    told = alice.types("propose", "set-budget", "--budget", "year", *days, "--line", row, "--yes")
    assert alice.status in (2, 10) and said in told, told


def test_what_the_registry_knows_need_not_be_typed_in_votes_about_money(coop: Coop, alice: Laptop) -> None:
    line = '{line: tea, name: Tea, owner: bob, amount: "100.00"}'
    days = ("--starts-on", "2026-01-01", "--ends-on", "2026-12-31")
    said = alice.types("propose", "set-budget", "--budget", "year", *days, "--lines", line, "--yes")
    assert alice.status == 0 and "amount_minor: 10000" in said and "version: 1" in said
    alice.types("propose", "set-share", "--account", "wages", "--to", "30%", "--yes")
    assert alice.status == 0
    alice.types("propose", "transfer-funds", "--amount", "5.00", "--to", "rainy-day", "--yes")
    assert alice.status == 0
    coop.run_clerk()
    for number in ("0001", "0002", "0003"):
        for voter in ("alice", "bob", "carol", "dan", "erin"):
            coop.vote(voter, number, "for")
    coop.later("P2D")
    coop.run_clerk()
    assert treasury_of(coop.registry).balance("rainy-day") == 500
    again = alice.types("propose", "set-budget", "--budget", "year", *days, "--lines", line, "--yes")
    assert alice.status == 0 and "version: 2" in again
    assert "all shares" in alice.types("propose", "set-share", "--account", "tax", "--to", "80%", "--yes")
