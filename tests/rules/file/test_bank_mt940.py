"""MT940 is read exactly, each statement added up by its own balances; what cannot be read is refused in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.money import format_minor
from govtool.io.file.bank_file import BankLine, BankStatement, read_bank_file
from tests.world.bank import mt940, table
from tests.world.people import refusal

ROWS = [("2026-11-03", "500.00", "invoice 7"), ("2026-11-09", "-30.05", "transfer 118")]
GOOD = mt940(ROWS, "569.95", "2026-11-30", opening="100.00")


def read(text: str, currency: str = "USD") -> BankStatement:
    return read_bank_file(text.encode(), "bank", currency, 2)


def test_a_statement_is_read_with_its_balance() -> None:
    found = read(GOOD)
    lines = (
        BankLine("2026-11-03", 50000, "TRANSFER invoice 7"),
        BankLine("2026-11-09", -3005, "TRANSFER transfer 118"),
    )
    assert found == BankStatement("MT940", "DE89370400440532013000", "2026-11-03", "2026-11-30", 56995, lines)
    assert found.adds_up


def test_two_statements_of_an_account_follow_each_other() -> None:
    later = mt940([("2026-12-01", "0.05", "x")], "570.00", "2026-12-31", opening="569.95")
    found = read(later + GOOD)
    assert (found.balance_minor, found.last, len(found.lines), found.adds_up) == (57000, "2026-12-31", 3, True)


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("C500,00", "C500,01"),
        GOOD.replace("C500,00", "C0,000"),
        GOOD.replace("C500,00", "X500,00"),
        GOOD.replace(":61:261103", ":61:261303"),
        GOOD + GOOD,
        GOOD + GOOD.replace("DE89", "DE90"),
        GOOD.replace(":86:", ":86:a\n:86:b\n:86:"),
        GOOD + "x" * (1 << 20),
        ":20:START\n:25:1\n",
    ],
)
def test_what_is_no_statement_is_refused(text: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert refusal(lambda: read(text)) == {"bank_file"}
    assert capfd.readouterr() == ("", ""), "what a file holds is not written to the terminal"


def test_another_currency_is_refused() -> None:
    assert refusal(lambda: read(GOOD, "EUR")) == {"bank_file"}


@pytest.mark.parametrize(("side", "minor"), [("C", 5), ("D", -5), ("RC", -5), ("RD", 5)])
def test_what_was_reversed_moves_the_other_way(side: str, minor: int) -> None:
    closing = format_minor(100 + minor, 2)
    text = mt940([("2026-11-03", "0.05", "x")], closing, "2026-11-30", opening="1.00")
    assert read(text.replace("261103C0,05", f"261103{side}0,05")).lines[0].amount_minor == minor


def test_a_statement_without_a_closing_balance_has_its_lines_all_the_same() -> None:
    found = read(GOOD[: GOOD.index(":62F:")])
    assert (found.balance_minor, len(found.lines), found.adds_up) == (None, 2, False)


def test_a_table_with_times_is_no_mt940() -> None:
    assert read(table([("2026-11-03 10:20:25", "5.00", "at 05:25:00")])).format == "CSV"


@given(amounts=st.lists(st.integers(-(10**9), 10**9), max_size=6), opening=st.integers(-(10**9), 10**9))
def test_a_line_that_is_missing_is_noticed(amounts: list[int], opening: int) -> None:
    rows = [("2026-11-03", format_minor(each, 2), "x") for each in amounts]
    closing, before = format_minor(opening + sum(amounts), 2), format_minor(opening, 2)
    found = read(mt940(rows, closing, "2026-11-30", opening=before))
    assert [line.amount_minor for line in found.lines] == amounts and found.balance_minor == opening + sum(amounts)
    if amounts and amounts[0]:
        assert refusal(lambda: read(mt940(rows[1:], closing, "2026-11-30", opening=before))) == {"bank_file"}
