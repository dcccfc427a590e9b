"""Amounts as people type them and as records hold them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.money import (
    LARGEST_MINOR,
    Exponent,
    Minor,
    MoneyError,
    PositiveMinor,
    SignedMinor,
    format_minor,
    minor_of,
)
from govtool.core.record import Record, SchemaError


class Payment(Record):
    amount_minor: PositiveMinor


class Books(Record):
    owed: Minor = 0
    moved: SignedMinor = 0
    paid: PositiveMinor = 1
    decimals: Exponent = 2


@pytest.mark.parametrize(
    ("text", "exponent", "minor"),
    [
        ("30", 2, 3000),
        ("30.00", 2, 3000),
        ("30.5", 2, 3050),
        ("0.01", 2, 1),
        ("0", 2, 0),
        ("100", 0, 100),
        ("1000000000000000000", 0, 10**18),
        ("1.234", 3, 1234),
        ("1.2", 3, 1200),
        ("10000000000000000", 2, 10**18),
    ],
)
def test_an_amount_is_typed_with_or_without_decimals(text: str, exponent: int, minor: int) -> None:
    assert minor_of(text, exponent) == minor


@pytest.mark.parametrize(
    ("text", "exponent"),
    [
        ("30.001", 2),
        ("30.0", 0),
        ("30.000", 2),
        ("1.2345", 3),
        ("-30", 2),
        ("+30", 2),
        ("1,000", 2),
        ("1'000", 2),
        ("30,00", 2),
        ("30.", 2),
        (".5", 2),
        ("030", 2),
        ("", 2),
        ("30 ", 2),
        ("30\n", 2),
        ("3e2", 2),
        ("٣٠", 2),
        ("30 USD", 2),
        ("1_000", 2),
        ("nan", 2),
        ("10000000000000000.01", 2),
        ("9" * 30, 0),
    ],
)
def test_anything_else_is_refused_and_never_rounded(text: str, exponent: int) -> None:
    with pytest.raises(MoneyError) as caught:
        minor_of(text, exponent)
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_the_message_says_how_many_decimals_there_are() -> None:
    with pytest.raises(MoneyError, match=r"'30\.5' has more decimals than the currency, which has 0") as caught:
        minor_of("30.5", 0)
    assert caught.value.hint == "write it as 30"


@given(st.integers(0, LARGEST_MINOR), st.integers(0, 4))
def test_an_amount_comes_back_from_its_text(minor: int, exponent: int) -> None:
    assert minor_of(format_minor(minor, exponent), exponent) == minor


@pytest.mark.parametrize(
    ("minor", "exponent", "text"),
    [
        (3000, 2, "30.00"),
        (1, 2, "0.01"),
        (-1, 2, "-0.01"),
        (-12345, 2, "-123.45"),
        (100, 0, "100"),
        (7, 3, "0.007"),
    ],
)
def test_an_amount_is_printed_with_all_decimals_of_the_currency(minor: int, exponent: int, text: str) -> None:
    assert format_minor(minor, exponent) == text


@pytest.mark.parametrize("value", [0, -1, 10**18 + 1, 1.0, True, "1"])
def test_a_record_holds_whole_minor_units_within_bounds(value: object) -> None:
    assert Payment.read({"amount_minor": 10**18}).amount_minor == 10**18
    with pytest.raises(SchemaError):
        Payment.read({"amount_minor": value})


@pytest.mark.parametrize(
    ("field", "least", "most"),
    [("owed", 0, 10**18), ("moved", -(10**18), 10**18), ("paid", 1, 10**18), ("decimals", 0, 4)],
)
def test_each_kind_of_amount_has_its_bounds(field: str, least: int, most: int) -> None:
    for value in (least, most):
        assert getattr(Books.read({field: value}), field) == value
    for value in (least - 1, most + 1):
        with pytest.raises(SchemaError):
            Books.read({field: value})
