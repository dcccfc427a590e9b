"""A choice in words: the result, the options, and pairs as sentences or as a table that fits the terminal."""

from __future__ import annotations

import pytest

from govtool.core.ranked import ChoiceTally, RankedVote, approving, choose, pairs, stand
from govtool.core.tally import count_cast
from govtool.roles.said.choice import option_rows, pair_lines, pair_table, pair_words, result_words
from tests.rules.core.test_ranked import HALF, ballots, chosen


def test_the_better_option_of_a_pair_comes_first() -> None:
    found = {"spwc": {"red-keys": 5, "none": 3}, "red-keys": {"spwc": 2}, "none": {"spwc": 3}}
    assert pair_words(found, "spwc", "red-keys") == "spwc before red-keys: 5 to 2"
    assert pair_words(found, "red-keys", "spwc") == "spwc before red-keys: 5 to 2"
    assert pair_words(found, "spwc", "none") == "spwc and none are level: 3 to 3"


def test_a_result_names_who_is_chosen_or_level() -> None:
    assert result_words(chosen(*ballots("a b", (2, "a b none"), (1, "b a none")))) == "passed: a is chosen"
    level = chosen(*ballots("a b", (2, "a b none"), (2, "b a none")))
    assert result_words(level) == "tied: a and b are level, and nothing changes"
    assert result_words(chosen(*ballots("a b", (2, "none")))) == "rejected: no option passes"


@pytest.mark.parametrize(
    ("seats", "groups", "words"),
    [
        (2, ["dan erin", "dan erin", "fay"], "passed: dan and erin are chosen"),
        (2, ["dan", "dan", "erin"], "passed: dan is chosen; 1 seat stays open, because no other option passes"),
        (2, ["dan erin fay", "dan"], "passed: dan is chosen; 1 seat stays open, because no other option passes"),
        (
            2,
            ["dan erin fay", "dan erin fay", "dan"],
            "passed: dan is chosen; 1 seat stays open, because erin and fay are level",
        ),
        (2, ["dan erin fay"], "tied: dan, erin and fay are level, and nothing changes"),
    ],
)
def test_seats_that_stay_open_are_explained(seats: int, groups: list[str], words: str) -> None:
    options = ("dan", "erin", "fay")
    votes = [RankedVote(1, approving(options, names.split())) for names in groups]
    assert result_words(chosen(options, votes, seats=seats)) == words


def test_each_option_has_a_row() -> None:
    found = chosen(*ballots("a b", (2, "a none b"), (1, "b"), (1, "")))
    assert option_rows(found) == [
        ("a", "passed", "2 for", "0 against", "2 abstain"),
        ("b", "rejected", "1 for", "2 against", "1 abstain"),
    ]


def test_pairs_are_of_the_options_that_pass() -> None:
    found = chosen(*ballots("a b c", (2, "a b none c"), (1, "b a none c")))
    assert pair_lines(found) == ["a before b: 2 to 1"]
    assert pair_lines(chosen(*ballots("a", (2, "a")))) == []


def test_a_circle_says_what_did_not_count() -> None:
    found = chosen(*ballots("a b c", (4, "a b c none"), (3, "b c a none"), (2, "c a b none")))
    assert pair_lines(found) == [
        "a before b: 6 to 3",
        "c before a: 5 to 4",
        "b before c: 7 to 2",
        "These go in a circle. The weakest did not count:",
        "  c before a: 5 to 4",
    ]


def test_many_options_are_a_table_with_the_better_number_marked() -> None:
    found = chosen(*ballots("spwc red-keys tea cake", (3, "spwc red-keys=tea cake none"), (2, "cake spwc tea none")))
    assert pair_lines(found) == [
        "Votes for the left option before the upper one; * marks the greater number.",
        "           1  2  3  4",
        "1 spwc     .  5* 5* 3*",
        "2 red-keys 0  .  0  3*",
        "3 tea      0  2* .  3*",
        "4 cake     2  2  2  .",
    ]


def twelve(weight: int) -> ChoiceTally:
    options = tuple(f"option-{'x' * 21}-{number:02d}" for number in range(12))
    votes = [RankedVote(weight, tuple((option,) for option in options))]
    counts = {option: [count_cast(HALF, 1, weight, [(weight, stand(votes[0].ranking, option))])] for option in options}
    return choose(counts, pairs(options, votes))


@pytest.mark.parametrize("weight", [7, 99_999, 10**15])
def test_twelve_long_names_fit_into_eighty_columns(weight: int) -> None:
    found = twelve(weight)
    lines = pair_lines(found, 80)
    assert max(map(len, lines)) <= 80
    heads = [line.split() for line in lines[1:] if "option" not in line]
    assert [int(number) for head in heads for number in head] == list(range(1, 13)), "each column once"
    assert sum(line.count(f"{weight}*") for line in lines) == 12 * 11 // 2, "every pair once"


def test_a_table_of_twelve_short_names_is_not_split() -> None:
    found = twelve(7)
    short = {f"o{place}": dict.fromkeys((f"o{other}" for other in range(12)), 1) for place in range(12)}
    assert len(pair_table(short, list(short))) == 14 and len(pair_table(found.pairs, list(found.options))) > 14
