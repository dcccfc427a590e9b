"""What a text says in letters and digits, the same on every machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core import character
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


@pytest.mark.parametrize("first, last", [(0x2000, 0x2BFF), (0x2E00, 0x2E7F), (0x1F000, 0x1FAFF)])
def test_a_block_of_marks_and_pictures_says_nothing_from_its_first_to_its_last(first: int, last: int) -> None:
    assert letters_and_digits(chr(first) + chr(last)) == ""


@pytest.mark.parametrize("letter", ["\u1fff", "\u2c00", "\u2dff", "\U0001efff", "\U0001fb00"])
def test_what_was_assigned_later_beside_such_a_block_says_something(letter: str) -> None:
    assert letters_and_digits(letter) != ""


@pytest.mark.parametrize(
    ("taken", "refused"),
    [
        ("\n", "\t"),
        ("\n", "\v"),
        (" ", "\x1f"),
        ("~", "\x7f"),
        ("\xa0", "\x9f"),
        ("\u0377", "\u0378"),
        ("\u037a", "\u0379"),
        ("\u038c", "\u038b"),
        ("\u038e", "\u038d"),
        ("\U0003134a", "\U0003134b"),
        ("\U0003134a", "\U0010ffff"),
    ],
)
def test_a_row_of_refused_characters_ends_where_the_table_says(taken: str, refused: str) -> None:
    assert not character.is_refused(taken) and character.is_refused(refused)
    assert character.first_refused(f"ab{taken}") == -1 and character.first_refused(f"ab{taken}{refused}") == 3
    assert character.first_refused(f"{refused}{taken}") == 0 == character.first_refused(f"{refused}\xe9{refused}")


def test_a_character_is_told_by_its_number_and_its_name() -> None:
    assert character.describe("\u200b") == "U+200B ZERO WIDTH SPACE" and character.describe("\t") == "U+0009"


def test_letters_are_composed_into_one_character() -> None:
    assert character.compose("cafe\u0301") == "caf\u00e9" and character.compose("\ufb01") == "\ufb01"
    assert character.is_composed("caf\u00e9") and not character.is_composed("cafe\u0301")
