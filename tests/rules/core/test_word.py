"""Words without quotes: one meaning in every version of YAML, or none."""

from __future__ import annotations

import pytest

from govtool.core.word import WordError, meaning, shown

MOST = 10**18


def refused(word: str) -> tuple[str, str]:
    """The code and the text of what is wrong with a word."""
    with pytest.raises(WordError) as caught:
        meaning(word)
    assert caught.value.what == str(caught.value)
    return caught.value.code, caught.value.what


@pytest.mark.parametrize(("word", "value"), [("true", True), ("false", False), ("null", None)])
def test_three_words_are_values(word: str, value: object) -> None:
    assert meaning(word) is value


@pytest.mark.parametrize("word", ["True", "FALSE", "y", "N", "yes", "No", "on", "OFF"])
def test_another_word_for_a_truth_value_needs_quotes(word: str) -> None:
    code, what = refused(word)
    assert code == "yaml" and what.startswith(f"{word} is not true or false") and what.endswith(f'"{word}"')


@pytest.mark.parametrize("word", ["~", "Null", "NULL"])
def test_another_word_for_nothing_needs_quotes(word: str) -> None:
    code, what = refused(word)
    assert code == "yaml" and f"{word} is not null" in what


def test_a_value_that_is_left_out_and_a_merge_key_are_refused() -> None:
    assert refused("")[0] == refused("<<")[0] == "yaml"
    assert "nothing is written here" in refused("")[1] and "merge keys" in refused("<<")[1]


@pytest.mark.parametrize(
    ("word", "number"),
    [("0", 0), ("-0", 0), ("7", 7), ("-12", -12), (str(MOST), MOST), (f"-{MOST}", -MOST), ("9" * 18, MOST - 1)],
)
def test_a_plain_whole_number_is_an_integer(word: str, number: int) -> None:
    found = meaning(word)
    assert found == number and type(found) is int


@pytest.mark.parametrize("word", [str(MOST + 1), f"-{MOST + 1}", "1" * 20, "-" + "9" * 19, "1" * 100_000])
def test_an_integer_beyond_the_bound_is_refused_by_its_length_too(word: str) -> None:
    code, what = refused(word)
    assert code == "limits" and len(what) < 120


@pytest.mark.parametrize(
    "word",
    [
        *("007", "+1", "1_000", "1.5", ".5", "1e3", "1E-3", "0x1F", "0o17", "-0b1", "0X1f", "190:20:30", "1,000"),
        *(".inf", "-.INF", "+.Inf", ".nan", ".NaN", "=", "-", "+", ".", "0.", "-.", "1:2"),
    ],
)
def test_a_number_that_is_not_plain_needs_quotes(word: str) -> None:
    code, what = refused(word)
    assert code == "yaml" and what.startswith(f"{word} is not a plain whole number")


@pytest.mark.parametrize("word", ["2026-11-30", "2026-1-3", "2026-11-30T10:00:00Z", "2026-11-30 10:00", "2026-11-30t1"])
def test_a_date_needs_quotes(word: str) -> None:
    assert refused(word) == ("yaml", f'a date or time needs quotes: "{word}"')


@pytest.mark.parametrize(
    "word",
    [
        *("alice", "tea", "P7D", "nope", "once", "yesterday", "nulls", "~alice", "a=b", "==", "<", "<<<", "0xg", "e3"),
        *("2026-11", "12-ab", "2026-11-30x", "x2026-11-30", "12 h", "1a", "..a", ".info", "٣", "no-one"),
    ],
)
def test_any_other_word_is_a_text(word: str) -> None:
    assert meaning(word) == word


def test_a_long_text_is_cut_for_a_message_and_kept_on_one_line() -> None:
    assert shown("a" * 60) == "a" * 60
    assert shown("a" * 61) == "a" * 60 + "..."
    assert shown("a\nb") == "a b"
