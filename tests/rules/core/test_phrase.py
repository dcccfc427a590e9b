"""Numbers, lengths of time and lists in words."""

from __future__ import annotations

import pytest

from govtool.core.phrase import counted, duration, grouped, hours, joined, one_line, span


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 votes"), (1, "1 vote"), (2, "2 votes"), (11, "11 votes"), (-1, "-1 votes")]
)
def test_one_is_one_and_everything_else_many(number: int, words: str) -> None:
    assert counted(number, "vote") == words


def test_a_plural_of_its_own_is_used_for_all_but_one() -> None:
    assert [counted(number, "person", "people") for number in (0, 1, 2)] == ["0 people", "1 person", "2 people"]


@pytest.mark.parametrize(
    ("length", "words"),
    [
        ("P7D", "7 days"),
        ("P1D", "1 day"),
        ("PT24H", "1 day"),
        ("PT23H59M", "23 hours 59 minutes"),
        ("P1DT6H", "1 day 6 hours"),
        ("PT1H1M", "1 hour 1 minute"),
        ("PT60M", "1 hour"),
        ("PT59M", "59 minutes"),
        ("PT0M", "no time"),
        ("P0D", "no time"),
        ("PT1M", "1 minute"),
        ("P2DT1M", "2 days 1 minute"),
    ],
)
def test_a_length_of_time_has_the_largest_unit_first_and_no_empty_ones(length: str, words: str) -> None:
    assert duration(length) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 h"), (1, "0 h 1 min"), (59, "0 h 59 min"), (60, "1 h"), (61, "1 h 1 min"), (450, "7 h 30 min")],
)
def test_hours_have_minutes_where_there_are_some(minutes: int, words: str) -> None:
    assert hours(minutes) == words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["alice"], "alice"),
        (["alice", "bob"], "alice and bob"),
        (["alice", "bob", "carol"], "alice, bob and carol"),
    ],
)
def test_a_list_has_its_word_before_the_last_only(words: list[str], said: str) -> None:
    assert joined(words) == said
    assert joined(iter(words), "or") == said.replace(" and ", " or ")


@pytest.mark.parametrize("text", ["a b", "a\nb", " a \t b\r\n", "a\u2028b"])
def test_no_words_of_somebody_become_a_line_of_their_own(text: str) -> None:
    assert one_line(text) == "a b"


def test_names_that_share_their_words_come_in_one_row() -> None:
    rows = [("amend", "x"), ("amend", "x"), ("admit", "y"), ("wage", "x"), ("files", "x")]
    assert grouped(rows) == [("amend, wage and files", "x"), ("admit", "y")]
    assert grouped(iter(rows[2:3])) == [("admit", "y")] and grouped([]) == []


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (60, "1 minute"),
        (119 * 60 + 59, "119 minutes"),
        (2 * 3600, "2 hours"),
        (48 * 3600 - 1, "47 hours"),
        (48 * 3600, "2 days"),
        (72 * 3600 - 1, "2 days"),
    ],
)
def test_a_span_has_two_of_its_unit_or_more(seconds: int, words: str) -> None:
    assert span(seconds) == words
