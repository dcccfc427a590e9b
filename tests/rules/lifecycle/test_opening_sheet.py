"""The file of opening balances: amounts as people write them, documents by their files, each fault with its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.core.code import sentence_of
from govtool.core.ids import digest_of
from govtool.core.record import Record
from govtool.domain.money.debt import Debt
from govtool.domain.money.treasury import Entry
from govtool.errors import GovtoolError, Refused
from govtool.roles.lifecycle.opening_sheet import owed_on, read_opening
from tests.world.people import FOUNDED_AT, organization

PAPER = "sha256:" + "d" * 64
WAGES = 'currency: USD\ndebts: [{creditor: bob, amount: "300.00", owed_on: "2025-01-31", document: wages.pdf}]\n'


def opening(text: str, folder: Path) -> list[Record]:
    return list(read_opening(text.encode(), "opening.yaml", organization(), FOUNDED_AT, folder).values())


def refused(text: str, folder: Path) -> str:
    with pytest.raises(GovtoolError) as caught:
        opening(text, folder)
    error = caught.value
    return "; ".join(map(sentence_of, error.findings)) if isinstance(error, Refused) else error.message


def debts(records: list[Record]) -> list[tuple[int, str | None]]:
    return [(found.amount_minor, found.document) for found in records if isinstance(found, Debt)]


@pytest.mark.parametrize("amount", ['amount: "300.00"', "amount: 300", 'amount: "300 USD"', "amount_minor: 30000"])
def test_an_amount_is_written_as_people_do_or_in_minor_units(amount: str, tmp_path: Path) -> None:
    (tmp_path / "wages.pdf").write_bytes(b"bob is owed 300")
    assert debts(opening(WAGES.replace('amount: "300.00"', amount), tmp_path)) == [
        (30000, digest_of(b"bob is owed 300"))
    ]


def test_a_document_is_a_digest_or_a_file_beside(tmp_path: Path) -> None:
    assert debts(opening(WAGES.replace("wages.pdf", f'"{PAPER}"'), tmp_path)) == [(30000, PAPER)]
    (tmp_path / "bank.pdf").write_bytes(b"5.00")
    pots = opening('currency: USD\ntreasury: [{account: treasury, amount: "5.00", document: bank.pdf}]\n', tmp_path)
    assert [found.document for found in pots if isinstance(found, Entry)] == [digest_of(b"5.00")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('amount: "300.00"', 'amount: "300,00"', "opening.yaml: row 1 of debts: '300,00' is not an amount"),
        ('amount: "300.00"', 'amount: "300.001"', "opening.yaml: row 1 of debts: "),
        ('amount: "300.00"', 'amount: "0"', "opening.yaml: row 1 of debts: '0' is nothing"),
        ('amount: "300.00"', 'amount: "300 EUR"', "EUR, and all amounts here are in USD"),
        ('amount: "300.00"', 'amount: "300.00", amount_minor: 1', "either amount or amount_minor"),
        ('amount: "300.00", ', "", "either amount or amount_minor"),
        ("wages.pdf", "none.pdf", "opening.yaml: row 1 of debts: "),
        ("currency: USD", "currency: EUR", "EUR, and all amounts here are in USD"),
        ("creditor: bob", "creditor: nobody", "the name 'nobody' cannot be used"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_place(old: str, new: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "wages.pdf").write_bytes(b"bob is owed 300")
    assert said in refused(WAGES.replace(old, new), tmp_path)


def test_wages_are_owed_since_a_day_that_has_come() -> None:
    """Tomorrow in UTC is today somewhere."""
    today = FOUNDED_AT[:10]
    assert owed_on("today", FOUNDED_AT) == today and owed_on("2026-11-02", FOUNDED_AT) == "2026-11-02"
    with pytest.raises(GovtoolError, match="2026-11-03 has not come yet"):
        owed_on("2026-11-03", FOUNDED_AT)
