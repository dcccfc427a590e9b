"""How many decimals a currency has."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from govtool.core.currency import EXPONENTS, fits


@pytest.mark.parametrize(
    ("code", "exponent"), [("JPY", 0), ("UYI", 0), ("USD", 2), ("EUR", 2), ("ZWG", 2), ("KWD", 3), ("CLF", 4)]
)
def test_a_currency_of_the_list_has_its_own_decimals_and_no_others(code: str, exponent: int) -> None:
    assert [number for number in range(6) if fits(code, number)] == [exponent]


def test_one_that_the_list_does_not_know_may_have_any() -> None:
    assert "XTS" not in EXPONENTS and all(fits("XTS", number) for number in range(6))


def test_every_code_is_three_capitals_and_stands_once() -> None:
    assert all(re.fullmatch("[A-Z]{3}", code) for code in EXPONENTS)
    counted = Counter(EXPONENTS.values())
    assert counted == {0: 17, 2: 139, 3: 7, 4: 2}
