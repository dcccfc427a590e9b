"""What exists already is founded with: wages owed since long ago, money in the treasury, each with its paper."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from iso4217 import Currency

from govtool.core.canonical import emit
from govtool.core.currency import EXPONENTS
from govtool.core.record import Record
from govtool.domain.constitution.organization import shown
from govtool.domain.money.account import Account, owed_all
from govtool.domain.money.release import Release
from govtool.domain.money.treasury import Treasury, treasury_of
from govtool.roles.lifecycle.opening_sheet import read_opening
from tests.world.coop import Coop
from tests.world.golden import example
from tests.world.money import DOCUMENT, opening_debt
from tests.world.people import FOUNDED_AT, organization, refusal

OPENING = f"""\
currency: USD
debts:
  - {{creditor: alice, amount_minor: 30000, owed_on: "2025-01-31", document: "{DOCUMENT}"}}
  - {{creditor: bob, amount_minor: 500, owed_on: "2024-12-31", document: "{DOCUMENT}"}}
treasury:
  - {{account: treasury, amount_minor: 10000, document: "{DOCUMENT}"}}
  - {{account: wages, amount_minor: 200, document: "{DOCUMENT}"}}
"""
DEBT = "registry/debts/2025/01/a/al/alice-001.yaml"
ENTRY = "registry/treasury/2026/11/000001.yaml"
ACCOUNT = "registry/accounts/a/al/alice.yaml"


def opening(text: str = OPENING) -> dict[str, Record]:
    return dict(read_opening(text.encode(), "opening.yaml", organization(), FOUNDED_AT, Path()))


def test_a_co_operative_is_founded_with_what_is_owed_and_what_is_there(tmp_path: Path) -> None:
    coop = Coop.found(tmp_path / "coop", records=opening())
    owed = [(each.creditor, each.owed_minor, each.since) for each in owed_all(coop.registry, coop.now)]
    assert owed == [("alice", 30000, "2025-01-31"), ("bob", 500, "2024-12-31")]
    assert (treasury_of(coop.registry).balance("treasury"), treasury_of(coop.registry).balance("wages")) == (10000, 200)
    minute = (coop.file("registry/minutes/00/00/000000.yaml") or b"").decode()
    assert f" {DEBT}" in minute and f" {ENTRY}" in minute
    assert coop.audit().ok


def test_papers_in_another_currency_are_not_founded_with() -> None:
    assert refusal(lambda: opening(OPENING.replace("USD", "EUR"))) == {"currency"}
    assert refusal(lambda: opening(OPENING.replace("30000", "0"))) == {"schema"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({DEBT: {"kind": "accrual"}}, "founded"),
        ({DEBT: {"document": None}}, "founded"),
        ({DEBT: {"counts_at": "2026-11-01T10:00:01Z"}}, "founded"),
        ({DEBT: {"amount_minor": 30001}}, "ledger"),
        ({DEBT: {"number": 2}}, "name"),
        ({ENTRY: {"kind": "income"}}, "founded"),
        ({ENTRY: {"document": None}}, "founded"),
        ({ENTRY: {"number": 2}}, "name"),
        ({ENTRY: {"at": "2026-11-01T09:00:00Z"}}, "founded"),
        ({ACCOUNT: {"paid_minor": 1}}, "ledger"),
        ({ACCOUNT: {"items": ()}}, "ledger"),
        ({Treasury.home.path(): {"entries": 3}}, "ledger"),
        ({Treasury.home.path(): {"pots": ()}}, "ledger"),
    ],
)
def test_books_that_do_not_add_up_are_not_founded_with(
    tmp_path: Path, changes: Mapping[str, dict[str, object]], code: str
) -> None:
    records = opening()
    for path, values in changes.items():
        records[path] = records[path].changed(**values)
    assert code in refusal(lambda: Coop.found(tmp_path / "coop", records=records))


def test_nobody_is_owed_whom_nobody_knows_and_nothing_was_paid_before(tmp_path: Path) -> None:
    records = opening(OPENING.replace("creditor: bob", "creditor: noname"))
    assert refusal(lambda: Coop.found(tmp_path / "one", records=records)) == {"unknown_member"}
    path, release = example(Release)
    assert "founded" in refusal(lambda: Coop.found(tmp_path / "two", records={**opening(), path: release}))
    without = {path: record for path, record in opening().items() if not isinstance(record, Account)}
    assert "ledger" in refusal(lambda: Coop.found(tmp_path / "three", records=without))


@pytest.mark.parametrize(("owed_on", "is_founded"), [("2026-11-02", True), ("2026-11-03", False)])
def test_nothing_is_owed_since_a_day_that_has_not_come(tmp_path: Path, owed_on: str, is_founded: bool) -> None:
    records = opening(OPENING.replace("2025-01-31", owed_on))
    if is_founded:
        assert Coop.found(tmp_path / "coop", records=records).audit().ok
    else:
        assert refusal(lambda: Coop.found(tmp_path / "coop", records=records)) == {"founded"}


def test_no_event_after_the_founding_can_make_an_opening(tmp_path: Path) -> None:
    """Somebody who may push adds a debt of the founding by hand."""
    coop = Coop.found(tmp_path / "coop", records=opening())
    debt = opening_debt("dan", 1, "2025-01-01")
    coop.tamper(debt.path, emit(debt.data()))
    assert "FAIL:unauthorised" in coop.failed()


# Currencies ----------------------------------------------------------------------------------------------------------


def test_the_frozen_table_is_that_of_iso_4217() -> None:
    listed = {currency.code: currency.exponent for currency in Currency if currency.exponent is not None}
    assert dict(EXPONENTS) == listed
    assert (EXPONENTS["JPY"], EXPONENTS["USD"], EXPONENTS["KWD"], EXPONENTS["CLF"]) == (0, 2, 3, 4)


@pytest.mark.parametrize(("currency", "exponent"), [("JPY", 2), ("USD", 0), ("KWD", 2), ("EUR", 3)])
def test_a_currency_has_the_decimals_that_it_has(tmp_path: Path, currency: str, exponent: int) -> None:
    assert refusal(lambda: Coop.found(tmp_path / "coop", currency=currency, exponent=exponent)) == {"founded"}


def test_a_currency_that_nobody_lists_has_the_decimals_that_its_founders_say(tmp_path: Path) -> None:
    assert Coop.found(tmp_path / "coop", currency="QQQ", exponent=4).audit().ok


@pytest.mark.parametrize(("currency", "exponent", "said"), [("JPY", 0, "100 JPY"), ("KWD", 3, "0.100 KWD")])
def test_a_co_operative_without_decimals_or_with_three_pays_to_the_unit(
    tmp_path: Path, currency: str, exponent: int, said: str
) -> None:
    text = OPENING.replace("USD", currency).replace("30000", "1000")
    founded = organization(currency=currency, exponent=exponent)
    records = dict(read_opening(text.encode(), "opening.yaml", founded, FOUNDED_AT, tmp_path))
    coop = Coop.found(tmp_path / "coop", currency=currency, exponent=exponent, records=records)
    coop.pass_("alice", "pay", "- {action: pay-debts, amount_minor: 100, from: treasury}")
    owed = {each.creditor: each.owed_minor for each in owed_all(coop.registry, coop.now)}
    assert owed == {"alice": 933, "bob": 467} and coop.audit().ok
    assert shown(coop.registry, 100) == said
