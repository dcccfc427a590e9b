"""The spread of a rule: the cases, a second count read word by word, every way in which the silent may vote."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from govtool.core import spread, tally
from govtool.core.rule import CountingRule
from govtool.core.share import fraction_of
from govtool.core.simulation import choice_cases, differences, tally_cases
from tests.rules.core.test_tally import SHARES, counting_rules
from tests.world.place import DATA

CASES: list[dict[str, Any]] = yaml.safe_load((DATA / "spread.yaml").read_text(encoding="utf-8"))
Person = tuple[str | None, str | None]
"""Home and choice."""
HOMES = [None, "riverside", "restaurant", "commune", "bakery"]
PEOPLE = st.lists(
    st.tuples(st.sampled_from(HOMES), st.sampled_from(["for", "against", "abstain", "block", None])), max_size=9
)
SPREADS = st.builds(
    lambda share, least: {"more_than": share, "least": least, "seasoned": "P365D", "people": 1},
    SHARES.filter(lambda share: fraction_of(share) < 1),
    st.integers(2, 4),
)


def with_spread(found: dict[str, Any], **values: Any) -> CountingRule:
    return CountingRule.read({"outcomes": [{"result": "passed", "more_than": "1/2", "of": "cast"}], **values,
                              "spread": found})  # fmt: skip


def counted(rule: CountingRule, people: list[Person]) -> tally.Tally:
    """The count of people with one vote each, as a decision counts it."""
    homes = {home for home, _ in people if home is not None}
    affiliates = {name: sum(home == name for home, _ in people) for name in sorted(homes)}
    parts = spread.parts_of(affiliates, [(home, 1, choice) for home, choice in people if choice is not None])
    cast = [(1, choice) for _, choice in people if choice is not None]
    return tally.count_cast(rule, len(people), len(people), cast, parts)


def is_met(rule: CountingRule, people: list[Person]) -> bool:
    """The condition read word by word, without sums: who chose, in which affiliate, and which of them are for it."""
    assert rule.spread is not None
    homes = {home for home, _ in people if home is not None}
    if len(homes) < rule.spread.least:
        return True
    chosen = {home: [choice for at, choice in people if at == home] for home in homes}
    ours = [home for home in homes if {"for", "against", "block"} & {*chosen[home]}]
    for_it = [
        home
        for home in ours
        if chosen[home].count("for") * 2 > sum(c in ("for", "against", "block") for c in chosen[home])
    ]
    return len(for_it) >= 2 and Fraction(len(for_it)) > fraction_of(rule.spread.more_than) * len(ours)


@st.composite
def spread_rules(draw: st.DrawFn) -> CountingRule:
    """A rule of any kind with a spread."""
    rule = draw(counting_rules())
    found = draw(SPREADS)
    if rule.needs_no_quorum:
        rule = rule.changed(otherwise="ended")
    return rule.changed(spread=found)


# The cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_case_of_the_file_comes_out_as_it_says(case: dict[str, Any]) -> None:
    assert tally_cases([case]) == [{"name": case["name"], **case["expect"]}]
    assert differences([case], tally_cases([case])) == [()]


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if sum(group["count"] for group in case["groups"]) < 200 and
     case["rule"]["spread"]["people"] == 1],
    ids=lambda case: case["name"],
)  # fmt: skip
def test_each_case_comes_out_the_same_person_by_person(case: dict[str, Any]) -> None:
    people = [
        (group.get("home"), None if group["choice"] == "none" else group["choice"])
        for group in case["groups"]
        for _ in range(group["count"])
    ]
    assert counted(CountingRule.read(case["rule"]), people).data() == case["expect"]


# Brute force


def every_vote(most: int) -> Iterator[list[Person]]:
    """Every vote of up to so many people of three affiliates, one of whom has no home."""
    kinds = [(home, choice) for home in HOMES[:4] for choice in ("for", "against", "abstain", None)]
    for size in range(most + 1):
        yield from (list(people) for people in itertools.combinations_with_replacement(kinds, size))


@pytest.mark.parametrize(("share", "least"), [("1/2", 2), ("2/3", 2), ("1/3", 3)])
def test_every_small_vote_is_counted_word_by_word(share: str, least: int) -> None:
    rule = with_spread({"more_than": share, "least": least, "seasoned": "P365D", "people": 1})
    plain = rule.changed(spread=None)
    for people in every_vote(5):
        came, without = counted(rule, people), counted(plain, people)
        expected = without.result if without.result != "passed" or is_met(rule, people) else "rejected"
        assert came.result == expected, people


def test_two_extremes_settle_every_small_vote() -> None:
    """A result is settled exactly if every way in which the silent may vote gives its name."""
    rule = with_spread({"more_than": "1/2", "least": 2, "seasoned": "P365D", "people": 1})
    for people in every_vote(4):
        assert counted(rule, people).settled == (len(results(rule, people)) == 1), people


def results(rule: CountingRule, people: list[Person]) -> set[str]:
    silent = [place for place, (_, choice) in enumerate(people) if choice is None]
    options = [None, "for", "against", "abstain", *(["block"] if rule.blocks else [])]
    found = set()
    for answers in itertools.product(options, repeat=len(silent)):
        voted = dict(zip(silent, answers, strict=True))
        found.add(
            counted(rule, [(home, voted.get(place, choice)) for place, (home, choice) in enumerate(people)]).result
        )
    return found


# Laws


@given(spread_rules(), PEOPLE)
def test_settled_agrees_with_every_way_in_which_the_silent_may_vote(rule: CountingRule, people: list[Person]) -> None:
    silent = [place for place, (_, choice) in enumerate(people) if choice is None][:4]
    people = [
        (home, choice if choice is not None or place in silent else "abstain")
        for place, (home, choice) in enumerate(people)
    ]
    assert counted(rule, people).settled == (len(results(rule, people)) == 1)


@given(spread_rules(), PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_ballots_changes_nothing(rule: CountingRule, people: list[Person], random: Any) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)
    assert counted(rule, people) == counted(rule, shuffled)


@given(spread_rules(), PEOPLE)
def test_a_spread_never_passes_what_was_not_passed_without_it(rule: CountingRule, people: list[Person]) -> None:
    plain, came = counted(rule.changed(spread=None), people), counted(rule, people)
    assert came.result in (plain.result, rule.otherwise, "no-quorum")
    assert (came.result == plain.result) or not is_met(rule, people)


@given(spread_rules(), PEOPLE)
def test_the_figures_of_the_minute_give_the_same_result(rule: CountingRule, people: list[Person]) -> None:
    came = counted(rule, people)
    figures = came.data()["spread"]
    assert isinstance(figures, dict) and came.sums.parts is not None
    parts = spread.parts_from(**figures)
    assert (len(parts), spread.chose(parts), spread.agree(parts)) == tuple(figures.values())
    again = tally.Sums(**{name: getattr(came.sums, name) for name in SUMS}, parts=parts)
    assert tally.result_of(rule, again) == came.result


SUMS = ("for_", "against", "abstain", "block", "eligible", "eligible_heads", "voted_heads", "block_heads")


@given(spread_rules(), PEOPLE, st.sampled_from(["for", "against", "abstain", "block"]))
def test_if_all_who_are_silent_choose_alike_each_affiliate_gets_their_weight(
    rule: CountingRule, people: list[Person], choice: tally.Choice
) -> None:
    sums, voted = counted(rule, people).sums, counted(rule, [(home, made or choice) for home, made in people]).sums
    assert sums.with_silent(choice) == voted


@given(spread_rules(), st.lists(st.sampled_from(HOMES), max_size=6))
def test_the_fewest_people_are_the_least_of_all_ways_to_vote_for_it(
    rule: CountingRule, homes: list[str | None]
) -> None:
    names = {outcome.result for outcome in rule.outcomes}
    by_heads = [
        sum(place in chosen for place in range(len(homes)))
        for chosen in itertools.chain(*(itertools.combinations(range(len(homes)), n) for n in range(len(homes) + 1)))
        if counted(rule, [(home, "for" if place in chosen else None) for place, home in enumerate(homes)]).result
        in names
    ]
    parts = counted(rule, [(home, None) for home in homes]).sums.parts
    fewest = tally.fewest_people(rule, [1] * len(homes), names, parts)
    assert fewest == min(by_heads, default=None)


# Fence posts


@pytest.mark.parametrize(
    ("share", "chose", "agree", "met"),
    [
        ("1/2", 1, 1, False),  # two at least
        ("1/2", 2, 2, True),
        ("1/2", 3, 2, True),
        ("1/2", 4, 2, False),  # more than half, not half
        ("1/2", 4, 3, True),
        ("2/3", 3, 2, False),
        ("2/3", 4, 3, True),
        ("1/100", 200, 2, False),
        ("1/100", 199, 2, True),
        ("1/2", 0, 0, False),
    ],
)
def test_more_than_the_share_and_two_at_least_must_be_for_it(share: str, chose: int, agree: int, met: bool) -> None:
    rule = with_spread({"more_than": share, "least": 2, "seasoned": "P1D", "people": 1})
    parts = spread.parts_from(max(chose, 2), chose, agree)
    came = tally.tally_of(rule, tally.Sums(for_=9, eligible=9, eligible_heads=9, voted_heads=9, parts=parts))
    assert (came.stage, came.result) == (("outcome", "passed") if met else ("spread", "rejected"))
    need = came.needs[0]
    assert (need.name, need.base, need.has, need.is_met) == ("spread", chose, agree, met)


@pytest.mark.parametrize(("found", "needs"), [(2, ["passed"]), (3, ["spread", "passed"])])
def test_with_fewer_affiliates_than_the_rule_asks_for_it_rests(found: int, needs: list[str]) -> None:
    rule = with_spread({"more_than": "1/2", "least": 3, "seasoned": "P1D", "people": 1})
    parts = spread.parts_from(found, 1, 1)
    sums = tally.Sums(for_=9, eligible=9, eligible_heads=9, voted_heads=9, parts=parts)
    assert [need.name for need in tally.tally_of(rule, sums).needs] == needs
    assert tally.result_of(rule, sums) == ("passed" if found == 2 else "rejected")


def test_a_rule_with_a_spread_is_not_counted_without_its_affiliates() -> None:
    rule = with_spread({"more_than": "1/2", "least": 3, "seasoned": "P1D", "people": 1})
    with pytest.raises(ValueError, match="without the affiliates"):
        tally.count(rule, {"alice": 1}, {"alice": "for"})
    assert tally.count(rule, {"alice": 1}, {"alice": "for"}, ()).result == "passed"


def test_under_a_spread_the_fewest_people_are_of_one_weight() -> None:
    rule = with_spread({"more_than": "1/2", "least": 2, "seasoned": "P1D", "people": 1})
    parts = (spread.Part(silent=2), spread.Part(silent=1))
    with pytest.raises(ValueError, match="same weight"):
        tally.fewest_people(rule, [2, 1], {"passed"}, parts)
    assert tally.fewest_people(rule, [1, 1, 1], {"passed"}, parts) == 2
    assert tally.fewest_people(rule, [1, 1, 1], {"passed"}, (spread.Part(silent=3), spread.Part())) is None


def test_options_of_a_choice_are_counted_with_the_spread_of_their_rule() -> None:
    rule = {
        "outcomes": [{"result": "passed", "more_than": "1/2", "of": "cast"}],
        "spread": {"more_than": "1/2", "least": 3, "seasoned": "P365D", "people": 1},
    }
    groups = [
        {"count": 6, "weight": 1, "home": "riverside", "ranking": [["tea"], ["none"], ["wine"]]},
        {"count": 2, "weight": 1, "home": "restaurant", "ranking": [["wine"], ["none"], ["tea"]]},
        {"count": 2, "weight": 1, "home": "commune", "ranking": [["wine"], ["tea"], ["none"]]},
    ]
    case = {"name": "x", "rule": rule, "ballot": "ranked", "options": ["tea", "wine"], "groups": groups}
    (came,) = choice_cases([case])
    wine = {
        "result": "rejected",
        "for": 4,
        "against": 6,
        "abstain": 0,
        "spread": {"counted": 3, "chose": 3, "agree": 2},
    }
    assert came["winner"] == "tea" and came["options"]["wine"] == wine  # type: ignore[index]
    expect = {"expect": {"options": {**came["options"], "wine": wine}}}  # type: ignore[dict-item]
    assert differences([case | expect], choice_cases([case | expect])) == [()]
    groups[2]["ranking"] = [["wine"], ["none"], ["tea"]]
    (came,) = choice_cases([case])
    assert came["result"] == "rejected" and came["options"]["tea"]["for"] == 6  # type: ignore[index]
