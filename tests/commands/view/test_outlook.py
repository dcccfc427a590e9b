"""An open vote is told by what it lacks; what is said comes true when just that is added."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.cli.view.outlook import difference_words, outlook, standing_words
from govtool.core.rule import CountingRule
from govtool.core.tally import Sums, Tally, tally_of
from govtool.domain.decisions.asked import Asked
from govtool.domain.decisions.decision import Outcome
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import shipped_bylaws

BASES = ("cast", "present", "eligible")
CONFIRM = CountingRule.read(
    {
        "quorum": {"at_least": "3/4"},
        "outcomes": [
            {"result": "confirmed", "at_least": "3/4", "of": "eligible"},
            {"result": "extended", "at_least": "1/2", "of": "eligible"},
        ],
        "otherwise": "ended",
    }
)


def rule_of(**outcome: str) -> CountingRule:
    return CountingRule.read({"outcomes": [{"result": "passed", **outcome}]})


def sums_of(for_: int = 0, against: int = 0, abstain: int = 0, silent: int = 0) -> Sums:
    """People of one vote each."""
    voted = for_ + against + abstain
    heads = voted + silent
    return Sums(for_, against, abstain, 0, eligible=heads, eligible_heads=heads, voted_heads=voted)


def standing(*tallies: Tally, deciding: int = 0) -> Outcome:
    terms = shipped_bylaws().rules["ordinary"]
    roll = f"sha256:{'0' * 64}"
    asked = [
        Asked(rule=f"rule-{number}", actions=(0,), terms=terms, roll=roll, heads=1, weight=1)
        for number, _ in enumerate(tallies)
    ]
    return Outcome(tallies[deciding].result, tuple(zip(asked, tallies, strict=True)), deciding, everyone_voted=False)


@given(
    st.sampled_from(BASES),
    st.sampled_from(["more_than", "at_least"]),
    st.sampled_from(["1/2", "2/3", "3/4", "66.6%", "1/7", "99%"]),
    st.tuples(*[st.integers(0, 40)] * 4),
)
def test_what_is_said_to_be_missing_is_the_least_that_passes(
    base: str, kind: str, share: str, given_: tuple[int, int, int, int]
) -> None:
    sums = sums_of(*given_)
    rule = rule_of(of=base, **{kind: share})
    need = tally_of(rule, sums).needs[0]
    passing = [
        more
        for more in range(sums.silent + 1)
        if tally_of(rule, replace(sums, for_=sums.for_ + more, voted_heads=sums.voted_heads + more)).result == "passed"
    ]
    assert need.more_for(sums.silent) == (passing[0] if passing else None)


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        (
            sums_of(for_=1, silent=3),
            "2 more people must take part, 2 more votes for would make it confirmed without the quorum, "
            "1 more vote for would make it extended",
        ),
        (Sums(3, eligible=4, eligible_heads=3, voted_heads=2), "confirmed as it stands"),
        (sums_of(for_=2, against=1, silent=1), "extended as it stands; 1 more vote for would make it confirmed"),
    ],
)
def test_an_outcome_that_needs_no_quorum_is_told_so(sums: Sums, said: str) -> None:
    confirmed, extended = CONFIRM.outcomes
    rule = CONFIRM.changed(outcomes=(confirmed.changed(needs_quorum=False), extended))
    assert outlook(standing(tally_of(rule, sums))) == said


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        (
            sums_of(silent=7),
            "6 more people must take part, 6 more votes for would make it confirmed, "
            "4 more votes for would make it extended",
        ),
        (sums_of(for_=4, against=2, silent=2), "extended as it stands; 2 more votes for would make it confirmed"),
        (sums_of(for_=3, against=3, silent=2), "1 more vote for would make it extended"),
        (sums_of(for_=6, against=1, silent=1), "confirmed as it stands"),
    ],
)
def test_each_better_result_is_named_with_what_it_lacks(sums: Sums, said: str) -> None:
    assert outlook(standing(tally_of(CONFIRM, sums))) == said


def test_a_vote_that_passes_as_it_stands_is_said_to_be_able_to_change() -> None:
    now = standing(tally_of(rule_of(more_than="1/2", of="cast"), sums_of(for_=1, silent=6)))
    assert outlook(now) == "passed as it stands, which can still change"
    assert standing_words(now) == "open, passed as it stands, which can still change"


def test_what_a_vote_would_change_is_told_by_what_is_lacking_then() -> None:
    rule = rule_of(more_than="1/2", of="eligible")
    now, more, all_of_it = (standing(tally_of(rule, sums_of(for_=n, silent=7 - n))) for n in (0, 1, 4))
    assert difference_words(now, more) == "then 3 more votes for would pass it"
    assert difference_words(now, all_of_it) == "it would be passed; only a changed vote could alter that"
    assert difference_words(all_of_it, all_of_it) == "it stays passed"


def test_of_several_rules_each_is_named_with_what_it_lacks() -> None:
    half, most = rule_of(more_than="1/2", of="eligible"), rule_of(at_least="3/4", of="eligible")
    first, second = (tally_of(rule, sums_of(for_=3, silent=4)) for rule in (half, most))
    said = outlook(standing(first, second))
    assert said == "rule-0: 1 more vote for would pass it; rule-1: 3 more votes for would pass it"
    met = tally_of(half, sums_of(for_=4, silent=3))
    assert outlook(standing(met, second, deciding=1)) == "rule-1: 3 more votes for would pass it"


def test_nobody_reads_on_the_first_day_that_it_would_be_rejected(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    coop = Coop.copied(tmp_path_factory, tmp_path)
    coop.open("alice", "kettle", "- action: motion")
    dan = Laptop(coop, "dan")
    for words in (("show", "1"), ("tally", "1"), ("vote", "1", "for"), ("status",)):
        said = dan.types(*words)
        assert "rejected" not in said, said
    assert "still open: 3 more votes for would pass it" in dan.types("tally", "1")
    assert dan.reads("tally", "1")["result"] == "rejected"
