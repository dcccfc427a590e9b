"""Choices among options: rankings, pairs, winners and results, stage by stage."""

from __future__ import annotations

import pytest

from govtool.core import ranked

NAMES = ("spwc", "red-keys")


def test_rankings_that_say_the_same_have_one_form() -> None:
    assert ranked.normal(NAMES, [["red-keys"], ["spwc", "none"]]) == (("red-keys",),)
    assert ranked.normal(NAMES, [["red-keys"], [], ["none", "spwc"]]) == (("red-keys",),)
    assert ranked.normal(NAMES, [["spwc", "red-keys"], ["none"]]) == (("red-keys", "spwc"),)
    assert ranked.normal(NAMES, [["spwc", "red-keys", "none"]]) == ranked.normal(NAMES, []) == ()
    assert ranked.normal(NAMES, [["none"]]) != ranked.normal(NAMES, [["none"], ["spwc"]])


@pytest.mark.parametrize(
    ("ranking", "message"),
    [
        ([["blue-keys"]], "blue-keys is no option here"),
        ([["spwc"], ["spwc"]], "spwc is ranked twice"),
        ([["spwc", "spwc"]], "spwc is ranked twice"),
        ([["none"], ["spwc", "none"]], "none is ranked twice"),
    ],
)
def test_a_ranking_names_each_option_once_and_no_other(ranking: list[list[str]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ranked.normal(NAMES, ranking)
