"""Shares are exact and bounded."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.record import Record, SchemaError
from govtool.core.share import Share, fraction_of


class Threshold(Record):
    at_least: Share


@pytest.mark.parametrize(
    ("text", "numerator", "denominator"),
    [
        ("1/2", 1, 2),
        ("2/4", 1, 2),
        ("3/4", 3, 4),
        ("50%", 1, 2),
        ("66.6%", 333, 500),
        ("1/3", 1, 3),
        ("1/1", 1, 1),
        ("100%", 1, 1),
        ("0.5%", 1, 200),
        ("33.333333333%", 33333333333, 100000000000),
    ],
)
def test_a_share_is_the_exact_fraction_and_stays_as_typed(text: str, numerator: int, denominator: int) -> None:
    assert fraction_of(text) == Fraction(numerator, denominator)
    assert Threshold.read({"at_least": text}).data() == {"at_least": text}


@pytest.mark.parametrize(
    "text",
    [
        "0/1",
        "3/2",
        "1/0",
        "0%",
        "0.0%",
        "101%",
        "100.1%",
        "-1/2",
        "+1/2",
        "1",
        "0.5",
        "1 / 2",
        "1/2\n",
        "50 %",
        "",
        "/",
        "%",
        "01/2",
        "1/02",
        "050%",
        ".5%",
        "5.%",
        "1e-1%",
        "½",
        "٥٠%",
        "1/2/3",
        "1_0/2_0",
        "50%%",
        "9" * 12 + "/1",
    ],
)
def test_nothing_more_than_all_and_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(SchemaError):
        Threshold.read({"at_least": text})
    with pytest.raises(ValueError, match=r"share|above 0"):
        fraction_of(text)


@pytest.mark.parametrize("value", [0.5, 1, True, None, ["1/2"]])
def test_only_text_is_a_share(value: object) -> None:
    with pytest.raises(SchemaError):
        Threshold.read({"at_least": value})


@given(st.integers(1, 10**9 - 1), st.integers(1, 10**9 - 1))
def test_every_fraction_up_to_one_is_a_share_and_no_other(numerator: int, denominator: int) -> None:
    text = f"{numerator}/{denominator}"
    if numerator <= denominator:
        assert fraction_of(text) == Fraction(numerator, denominator)
    else:
        with pytest.raises(ValueError, match="above 0"):
            fraction_of(text)
