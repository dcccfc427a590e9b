"""The exported book is accepted by accountants' programs, and what they add up is what the registry records."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govtool.domain.constitution.organization import Organization
from govtool.domain.money.account import owed_all
from govtool.domain.money.treasury import treasury_of
from govtool.errors import Refused, UsageError
from govtool.roles.money.book_export import Journal, journal
from govtool.roles.money.book_map import Names, read_names
from govtool.roles.money.book_text import as_text
from tests.laws.test_money_history import History
from tests.world.accountant import (
    beancount_balances,
    beancount_refuses,
    hledger_balances,
    hledger_refuses,
    hledger_register,
    hledger_text,
    ours,
)
from tests.world.money import BUDGET, DOCUMENT, Books, expense, income
from tests.world.people import organization

PAY = "- {action: pay-debts, amount_minor: 10000, from: treasury}"


@pytest.fixture
def books() -> Books:
    """A year with everything in it: income with a share, an expense, wages, a payout with a tax, and a failure."""
    books = Books()
    books.pass_(BUDGET)
    books.pass_("- {action: open-project, project: website, name: A web page, project_kind: client}")
    books.pass_("- {action: set-share, account: wages, to_share: 30%}")
    books.both("alice", "bob", "book-income", income(books.now, 100000, project="website"))
    books.both("alice", "bob", "book-expense", expense(books.now, 1250, payee_name='Tea; "leaves" | sons'))
    books.owe(("alice", 30000, "2026-09-01"), ("bob", 30000, "2026-10-01"), ("carol", 40000, "2026-10-01"))
    books.pass_(PAY)
    tax = {"what": "income tax", "to": "the office: east", "amount_minor": 600}
    lines: list[dict[str, object]] = [
        {"creditor": "alice", "paid_minor": 2400, "withheld": [tax]},
        {"creditor": "bob", "paid_minor": 3000},
    ]
    books.state(
        "alice", "settle-payout", {"payout": 1, "paid_on": books.now[:10], "lines": lines, "document": DOCUMENT}
    )
    back = {"payout": 1, "creditor": "carol", "failed_on": books.now[:10], "document": DOCUMENT}
    books.both("alice", "bob", "reverse-payment", back)
    books.state("bob", "confirm-payment", {"payout": 1, "creditor": "bob"})
    first = books.state("carol", "forgive", {"amount_minor": 500})
    books.later("P7D")
    books.state("carol", "forgive", {"amount_minor": 500, "confirms": first})
    return books


def book_of(books: Books) -> Journal:
    return journal(books.registry, books.now)


def test_hledger_accepts_the_book_and_adds_up_what_the_registry_records(books: Books, tmp_path: Path) -> None:
    text = hledger_text(book_of(books))
    assert hledger_refuses(text, tmp_path) == ""
    balances = hledger_balances(text, tmp_path)
    for pot in treasury_of(books.registry).pots:
        assert balances.get(f"assets:treasury:{pot.account}", 0) == pot.balance_minor
    owed = {each.creditor: -each.owed_minor for each in owed_all(books.registry, books.now)}
    assert {name: balances[f"liabilities:wages-owed:{name}"] for name in owed} == owed
    assert owed == {"alice": -27000, "bob": -27000, "carol": -39500}
    assert balances["income:client:website"] == -100000 and balances["expenses:year:tea"] == 1250
    assert balances["expenses:wages"] == 100000 and balances["income:wages-given-up"] == -500
    assert sum(balances.values()) == 0


def test_beancount_accepts_the_book_and_adds_up_the_same(books: Books) -> None:
    text = as_text(book_of(books), "beancount", Names(), "A book")
    assert beancount_refuses(text) == []
    balances = beancount_balances(text)
    assert balances["Assets:Treasury:Treasury"] == Decimal(treasury_of(books.registry).balance("treasury")) / 100
    assert balances["Liabilities:Wages-owed:Carol"] == Decimal("-395.00")


def test_a_table_has_every_posting_and_no_formula(books: Books) -> None:
    rows = list(csv.DictReader(io.StringIO(as_text(book_of(books), "csv", Names(), "A book"))))
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row["transaction"]] = sums.get(row["transaction"], Decimal(0)) + Decimal(row["amount"])
    assert set(sums.values()) == {Decimal(0)}
    spent = next(row for row in rows if row["account"] == "expenses:year:tea")
    assert spent["what"] == 'Paid to Tea; "leaves" | sons' and spent["second"].startswith("statement bob/")


@pytest.mark.parametrize("form", ["hledger", "beancount"])
def test_a_cent_too_much_is_refused_by_their_programs_too(books: Books, form: str, tmp_path: Path) -> None:
    book = book_of(books)
    for name in (("assets", "treasury", "treasury"), ("liabilities", "wages-owed", "bob")):
        wrong = replace(book, balances={**book.balances, name: book.balances[name] + 1})
        text = as_text(wrong, form, Names(), "A book")
        assert hledger_refuses(text, tmp_path) if form == "hledger" else beancount_refuses(text)


def test_a_year_or_a_month_begins_with_what_was_there_before(books: Books, tmp_path: Path) -> None:
    whole = ours(book_of(books))
    middle = "2026-11-11"
    before = journal(books.registry, books.now, last=middle)
    after = journal(books.registry, books.now, first="2026-11-12")
    assert before.until == middle and after.transactions[0].what == "Brought forward"
    assert 0 < len(before.transactions) < len(book_of(books).transactions)
    for book in (before, after):
        text = hledger_text(book)
        assert hledger_refuses(text, tmp_path) == ""
        assert beancount_refuses(as_text(book, "beancount", Names(), "A book")) == []
    balances = hledger_balances(hledger_text(after), tmp_path)
    assert {name: balances[name] for name in whole} == whole
    assert ours(before) != whole


def test_a_time_before_anything_happened_is_an_empty_book(books: Books, tmp_path: Path) -> None:
    book = journal(books.registry, books.now, first="2020-01-01", last="2020-12-31")
    assert book.transactions == () and ours(book) == {}
    assert hledger_refuses(hledger_text(book), tmp_path) == ""
    assert beancount_refuses(as_text(book, "beancount", Names(), "A book")) == []


# Names of accounts --------------------------------------------------------------------------------------------------

MAP = b"""accounts:
  "assets:treasury:treasury": "1200 Bank"
  "assets:treasury": "1210 Reserves"
  "expenses:wages": "4120 L\xc3\xb6hne"
  "liabilities:wages-owed:*": "1740 Wages owed"
"""


def test_accounts_have_the_names_that_an_accountant_gives_them(books: Books, tmp_path: Path) -> None:
    names = read_names(MAP, "map.yaml")
    assert names.of(("assets", "treasury", "treasury")) == ("1200 Bank",)
    assert names.of(("assets", "treasury", "wages")) == ("1210 Reserves", "wages")
    assert names.of(("liabilities", "wages-owed", "alice")) == ("1740 Wages owed",)
    assert names.of(("liabilities", "wages-in-payment", "alice")) == ("liabilities", "wages-in-payment", "alice")
    text = hledger_text(book_of(books), names)
    assert hledger_refuses(text, tmp_path) == ""
    balances = hledger_balances(text, tmp_path)
    assert balances["1740 Wages owed"] == -93500 and balances["4120 Löhne"] == 100000
    assert "account 1740 Wages owed  ; type:L" in text


def test_beancount_takes_mapped_names_that_it_knows_and_refuses_others(books: Books) -> None:
    good = read_names(b'accounts: {"liabilities:wages-owed:*": "Liabilities:Wages"}\n', "map.yaml")
    text = as_text(book_of(books), "beancount", good, "A book")
    assert beancount_refuses(text) == [] and beancount_balances(text)["Liabilities:Wages"] == Decimal("-935.00")
    with pytest.raises(UsageError, match="beancount takes no account"):
        as_text(book_of(books), "beancount", read_names(MAP, "map.yaml"), "A book")


@pytest.mark.parametrize(
    "text",
    [
        b'accounts: {"cash": "1000"}\n',
        b'accounts: {"assets::treasury": "1000"}\n',
        b'accounts: {"assets:treasury": ""}\n',
        b'accounts: {"assets:treasury": "a::b"}\n',
        b"accounts: []\n",
        b"names: {}\n",
    ],
)
def test_a_file_of_names_that_makes_no_sense_is_refused(text: bytes) -> None:
    with pytest.raises((UsageError, Refused)):
        read_names(text, "map.yaml")


@pytest.mark.parametrize("name", ["a;b", "a  b", "(a)", "  a", "a\\nb"])
def test_a_name_that_hledger_would_read_otherwise_is_refused(books: Books, name: str) -> None:
    names = read_names(f'accounts: {{"assets:treasury": "{name}"}}\n'.encode(), "map.yaml")
    with pytest.raises(UsageError, match="hledger takes no account"):
        hledger_text(book_of(books), names)


def test_two_kinds_of_accounts_are_not_made_one(books: Books) -> None:
    names = read_names(b'accounts: {"expenses:wages": "W", "liabilities:wages-owed:*": "W"}\n', "map.yaml")
    with pytest.raises(UsageError, match="two kinds"):
        hledger_text(book_of(books), names)


# Currencies, and any history ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("currency", "exponent", "shown"), [("JPY", 0, "40000 JPY"), ("KWD", 3, "40.000 KWD")])
def test_currencies_of_no_and_of_three_decimals_are_exported_exactly(
    currency: str, exponent: int, shown: str, tmp_path: Path
) -> None:
    books = Books()
    made = organization(currency=currency, exponent=exponent)
    books.registry = books.registry.put(Organization.home.path(), made)
    books.both("alice", "bob", "book-income", income(books.now, 40000, currency=currency))
    text = hledger_text(book_of(books))
    assert shown in text and hledger_refuses(text, tmp_path) == ""
    assert hledger_balances(text, tmp_path)["assets:treasury:treasury"] == 40000
    assert beancount_refuses(as_text(book_of(books), "beancount", Names(), "A book")) == []


@pytest.mark.usefixtures("hledger")
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_hledger_adds_up_any_history_to_our_balances(tmp_path: Path, random: Random) -> None:
    history = History(random)
    for _ in range(30):
        history.turn()
    book = journal(history.books.registry, history.books.now)
    text = hledger_text(book)
    assert hledger_refuses(text, tmp_path) == ""
    balances = hledger_balances(text, tmp_path)
    kept = {name: minor for name, minor in balances.items() if name.startswith(("assets:", "liabilities:")) and minor}
    assert kept == ours(book)
    owed = {each.creditor: each.owed_minor for each in owed_all(history.books.registry, history.books.now)}
    assert {name: -balances[f"liabilities:wages-owed:{name}"] for name in owed} == owed
    middle = journal(history.books.registry, history.books.now, last=history.books.now[:8] + "01")
    assert hledger_refuses(hledger_text(middle), tmp_path) == ""


def test_a_long_history_is_accepted_by_both(tmp_path: Path) -> None:
    history = History(Random(11))
    for _ in range(400):
        history.turn()
    book = journal(history.books.registry, history.books.now)
    assert hledger_refuses(hledger_text(book), tmp_path) == ""
    assert beancount_refuses(as_text(book, "beancount", Names(), "A book")) == []


# Words of others ----------------------------------------------------------------------------------------------------

LETTERS = st.text("abcXYZ 0123456789-+*!\"'\\;:,.|/()[]{}<>=#@^~%&$äß€漢", min_size=1, max_size=30)
NAMES = LETTERS.map(str.strip).filter(bool)
EVIL = st.sampled_from(
    [
        "date: 2020-01-01",
        "[2020-01-01]",
        "[=2020-01-01]",
        "; 2020-01-01",
        '" * "x',
        "\\",
        "a\\",
        "{ }",
        "=cmd|x",
        "| x",
        "!",
        "(x)",
        "x  assets:treasury  -5 USD",
        "#tag ^link",
    ]
)


@pytest.mark.usefixtures("hledger")
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payee=NAMES | EVIL, what=NAMES | EVIL, to=NAMES | EVIL)
def test_no_words_of_others_change_what_their_programs_add_up(payee: str, what: str, to: str, tmp_path: Path) -> None:
    books = Books()
    books.pass_(BUDGET)
    books.both("alice", "bob", "book-income", income(books.now, 100000, payer=payee, paper=what, note=to))
    books.owe(("alice", 30000, "2026-09-01"))
    books.both("alice", "bob", "book-expense", expense(books.now, 1250, payee_name=payee, paper=to, note=what))
    books.pass_(PAY)
    tax = {"what": what, "to": to, "amount_minor": 600}
    line = {"creditor": "alice", "paid_minor": 9400, "withheld": [tax]}
    body = {"payout": 1, "paid_on": books.now[:10], "lines": [line], "reference": payee}
    books.state("alice", "settle-payout", body)
    book = book_of(books)
    assert hledger_refuses(hledger_text(book), tmp_path) == ""
    balances = hledger_balances(hledger_text(book), tmp_path)
    assert {name: minor for name, minor in balances.items() if name.startswith("assets:") and minor} == {
        "assets:treasury:treasury": 88750
    }
    # a posting that was moved to another day would still be there at the end
    before = hledger_balances(hledger_text(journal(books.registry, books.now, last="2026-10-31")), tmp_path)
    assert not any(before.values())
    days = {line[:10] for line in hledger_register(hledger_text(book), tmp_path)}
    assert days == {each.on for each in book.transactions}
    assert beancount_refuses(as_text(book, "beancount", Names(), "A book")) == []
