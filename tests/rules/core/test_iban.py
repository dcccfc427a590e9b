"""The number of a bank account: its form and its check digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.iban import bic_of, iban_of

GOOD = "DE89370400440532013000"


@pytest.mark.parametrize("text", [GOOD, "DE89 3704 0044 0532 0130 00", " de89 3704\t0044 0532 0130 00\n"])
def test_spaces_and_small_letters_are_how_people_write_it(text: str) -> None:
    assert iban_of(text) == GOOD


@pytest.mark.parametrize("text", ["NO9386011117947", "GB82WEST12345698765432", "MT84MALT011000012345MTLCAST001S"])
def test_of_other_countries_with_letters_and_lengths_of_their_own(text: str) -> None:
    assert iban_of(text) == text


@pytest.mark.parametrize(
    "text", ["", "DE", "89DE370400440532013000", "DE8937040044", "DE89-3704-0044", GOOD + "0" * 13]
)
def test_what_has_not_the_form_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="is no IBAN"):
        iban_of(text)


@given(st.integers(2, 21), st.integers(1, 9))
def test_one_wrong_digit_is_found(place: int, more: int) -> None:
    wrong = GOOD[:place] + str((int(GOOD[place]) + more) % 10) + GOOD[place + 1 :]
    with pytest.raises(ValueError, match="check digits"):
        iban_of(wrong)


@given(st.integers(2, 20))
def test_two_neighbours_that_changed_places_are_found(place: int) -> None:
    wrong = GOOD[:place] + GOOD[place + 1] + GOOD[place] + GOOD[place + 2 :]
    if wrong != GOOD:
        with pytest.raises(ValueError, match="check digits"):
            iban_of(wrong)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("DEUTDEFF", "DEUTDEFF"), (" deutdeff500 ", "DEUTDEFF500"), ("DEUTDEFF5", None), ("DEUTDEF", None)),
        *(("DEUTDEFF5000", None), ("1EUTDEFF", None), ("DEUT1EFF", None), ("", None)),
    ],
)
def test_the_code_of_a_bank_has_eight_or_eleven_letters(text: str, code: str | None) -> None:
    if code is None:
        with pytest.raises(ValueError, match="is no BIC"):
            bic_of(text)
    else:
        assert bic_of(text) == code
