"""Tables for spreadsheets: words of people are never a formula, and amounts stay numbers."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.roles.money.spreadsheet import as_csv


def cell(value: object) -> str:
    """What a program reads in the one cell of a table."""
    (_, row) = csv.reader(io.StringIO(as_csv(["head", "tail"], [[value, "end"]]), newline=""))
    first, last = row
    assert last == "end"
    return first


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_words_that_begin_as_a_formula_does_are_quoted(first: str) -> None:
    assert cell(f"{first}sum(a1)") == f"'{first}sum(a1)"


@pytest.mark.parametrize("sign", ["＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "⁼", "−"])
@pytest.mark.parametrize("before", ["", " ", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}", "\N{IDEOGRAPHIC SPACE}\x0b"])
def test_a_sign_in_another_width_or_behind_spaces_is_the_same_sign(sign: str, before: str) -> None:
    assert cell(f"{before}{sign}1") == f"'{before}{sign}1"
    assert cell(f"{before}=1") == f"'{before}=1" and cell(f"{before}1=") == f"{before}1="


@pytest.mark.parametrize("text", ["a=1", "tea @ noon", "1+1", "", "'=1", "12:30"])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize("number", ["-3.50", "0", "12", "-1"])
def test_amounts_stay_numbers(number: str) -> None:
    assert cell(number) == number


@pytest.mark.parametrize("text", ["-", "-3.50 EUR", "-1+1", "-1.", "+1", "-.5"])
def test_what_only_begins_as_a_number_is_quoted(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_no_words_begin_another_row() -> None:
    assert as_csv(["a"], [["tea\r=1+1"], ["tea\n=1+1"]]) == 'a\n"tea\r=1+1"\n"tea\n=1+1"\n'


def test_nothing_is_an_empty_cell() -> None:
    assert as_csv(["a", "b"], [[None, 1]]) == "a,b\n,1\n"


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    read = cell(text)
    assert not read.startswith(("=", "+", "@", "\t", "\r"))
    assert not read.startswith("-") or read[1:].replace(".", "", 1).isdecimal()
