"""What a text says in letters and digits, the same on every machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.character import letters_and_digits


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tea at four.", "tea  AT\nfour"),
        ("Straße", "STRASSE"),
        ("\uff34ea", "tea"),
        ("Tea \N{SNOWMAN}\N{FACE WITH TEARS OF JOY}!", "tea"),
        ("caf\u00e9", "CAFE\u0301"),
        ("a_b-c/d", "abcd"),
    ],
)
def test_case_spaces_and_marks_say_nothing(one: str, other: str) -> None:
    assert letters_and_digits(one) == letters_and_digits(other) != ""


@pytest.mark.parametrize(("one", "other"), [("tea", "teas"), ("10 EUR", "100 EUR"), ("\u0915\u093f", "\u0915\u0940")])
def test_a_changed_word_amount_or_vowel_says_something_else(one: str, other: str) -> None:
    assert letters_and_digits(one) != letters_and_digits(other)


def test_what_holds_no_letter_says_nothing() -> None:
    assert letters_and_digits(" .\n…!") == "" == letters_and_digits("")


@given(st.text())
def test_it_is_the_same_twice(text: str) -> None:
    said = letters_and_digits(text)
    assert letters_and_digits(said) == said
