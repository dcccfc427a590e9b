"""Who can pass what: held against every way in which the people of a small roll may vote."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtool.core import tally
from govtool.core.rule import CountingRule
from govtool.core.state import State
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.team import Seat, Team
from govtool.roles.said.majority import Majority, majorities, majority_words, passing, sentence
from tests.rules.core.test_tally import counting_rules
from tests.world.money import registry
from tests.world.people import FOUNDED_AT, person, shipped_bylaws

FIVE = ["alice", "bob", "carol", "dan", "erin"]
WEIGHTS = st.lists(st.integers(1, 3), min_size=1, max_size=4)


def fewest(rule: CountingRule, weights: list[int], results: set[str]) -> int | None:
    """The least number of people who vote in any way that gives one of the results, the others being silent."""
    ways = itertools.product((None, *tally.CHOICES), repeat=len(weights))
    reached = [
        len(weights) - choices.count(None)
        for choices in ways
        if tally.tally_of(
            rule, tally.sums_of((1, weight, choice) for weight, choice in zip(weights, choices, strict=True))
        ).result
        in results
    ]
    return min(reached, default=None)


@settings(max_examples=150, deadline=None)
@given(counting_rules(), WEIGHTS)
def test_the_fewest_people_are_those_of_every_way_to_vote(rule: CountingRule, weights: list[int]) -> None:
    for place in range(len(rule.outcomes)):
        results = {outcome.result for outcome in rule.outcomes[: place + 1]}
        assert tally.fewest_people(rule, weights, results) == fewest(rule, weights, results)


def test_the_fewest_of_a_large_roll_are_found_at_once() -> None:
    rule = CountingRule.read({"outcomes": [{"result": "passed", "more_than": "1/2", "of": "eligible"}]})
    assert tally.fewest_people(rule, [1] * 200_001, {"passed"}) == 100_001
    assert tally.fewest_people(rule, [], {"passed"}) is None


# The people of a co-operative -----------------------------------------------------------------------------------------


def coop(edit: Any = None, hours: int = 600, **teams: str) -> State:
    """Five members, of one vote each unless they work full time, and teams of them."""
    state = registry(people={name: person(name, hours=hours) for name in FIVE})
    state = state.put(Bylaws.home.path(), shipped_bylaws(edit))
    for name, members in teams.items():
        seats = tuple(Seat(member=member, counts_at=FOUNDED_AT) for member in members.split())
        team = Team(id=name, name=name.title(), seats=seats)
        state = state.put(team.path, team)
    return state


def bylaws(state: State) -> Bylaws:
    found = state.get(Bylaws, Bylaws.home.path())
    assert found is not None
    return found


def people_of(state: State, rule: str) -> list[tuple[str, tuple[int, int]]]:
    """The outcomes of a rule, each with how few people reach it."""
    found = passing(bylaws(state), rule, state, FOUNDED_AT)
    return [(bar.outcome.result, bar.people) for bar in found.bars]


def test_nine_tenths_of_the_others_of_five_are_four_of_four() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["rules"]["expel"]["outcomes"][0]["at_least"] = "90%"

    found = passing(bylaws(coop(edit)), "expel", coop(edit), FOUNDED_AT)
    assert (found.heads, found.votes, found.bars[0].needed, found.bars[0].people) == ((4, 4),) * 4
    assert found.who == "all except the person concerned"


def test_who_is_concerned_changes_what_is_needed() -> None:
    """Alice has two votes of six. Without her four are left, and without anybody else five."""
    state = coop()
    state = state.put(person("alice").path, person("alice", hours=1200))
    found = passing(bylaws(state), "expel", state, FOUNDED_AT)
    assert (found.heads, found.votes) == ((4, 4), (4, 5))
    assert (found.bars[0].needed, found.bars[0].people) == ((3, 4), (3, 3))


@settings(max_examples=60, deadline=None)
@given(weights=st.lists(st.sampled_from([1, 2, 5]), min_size=2, max_size=5))
def test_a_vote_on_absent_people_asks_down_to_one_who_is_left(weights: list[int]) -> None:
    """Held against every list of people that can be named, where a class has five votes and another two."""

    def edit(data: dict[str, Any]) -> None:
        data["classes"]["full-time"]["votes"], data["bands"]["full-time"] = 5, 3000
        data["classes"]["part-time"]["votes"] = 2
        data["classes"]["consultant-member"]["votes"] = 1

    state = coop(edit)
    hours = {5: 3000, 2: 600, 1: 60}
    for name, weight in itertools.zip_longest(FIVE, weights):
        member = person(name, hours=hours[weight or 1])
        state = state.put(member.path, member if weight else member.changed(membership="left", left_at=FOUNDED_AT))
    rule = bylaws(state).rules["dormant"]
    parts = [part for count in range(1, len(weights)) for part in itertools.combinations(weights, count)]
    counted = [(len(part), sum(part), fewest(rule, list(part), {"passed"})) for part in parts]
    found = passing(bylaws(state), "dormant", state, FOUNDED_AT)
    spans = tuple((min(column), max(column)) for column in zip(*counted, strict=True))
    assert (found.heads, found.votes, found.bars[0].people) == spans and spans[0][0] == spans[2][0] == 1


def test_a_vote_on_somebody_in_probation_leaves_out_nobody_of_the_roll() -> None:
    state = coop()
    found = passing(bylaws(state), "confirm-all", state, FOUNDED_AT)
    assert found.heads == (5, 5) and [bar.people for bar in found.bars] == [(3, 3), (3, 3)]


def test_a_rule_of_votes_cast_asks_for_its_quorum_of_people() -> None:
    assert people_of(coop(), "confirm-all") == [("confirmed", (3, 3)), ("extended", (3, 3))]

    def edit(data: dict[str, Any]) -> None:
        del data["rules"]["confirm-all"]["quorum"]

    assert people_of(coop(edit), "confirm-all") == [("confirmed", (1, 1)), ("extended", (1, 1))]


def test_a_team_is_asked_and_a_small_one_asks_all() -> None:
    state = coop(kitchen="alice bob carol dan", garden="erin")
    found = passing(bylaws(state), "confirm", state, FOUNDED_AT)
    assert found.who == "the person's team" and found.heads == (4, 5)
    assert people_of(state, "confirm") == [("confirmed", (3, 4)), ("extended", (3, 4))]
    without = coop()
    assert passing(bylaws(without), "confirm", without, FOUNDED_AT).heads == (5, 5)


def test_an_outcome_that_needs_no_quorum_is_reached_without_it() -> None:
    """Three votes of four are held by two people of three; the quorum is three people."""
    state = coop(kitchen="alice bob carol").put(person("alice").path, person("alice", hours=1200))
    assert people_of(state, "confirm") == [("confirmed", (2, 2)), ("extended", (2, 2))]

    def edit(data: dict[str, Any]) -> None:
        del data["rules"]["confirm"]["outcomes"][0]["needs_quorum"]

    asked = coop(edit, kitchen="alice bob carol").put(person("alice").path, person("alice", hours=1200))
    assert people_of(asked, "confirm") == [("confirmed", (3, 3)), ("extended", (3, 3))]


def test_a_rule_that_silence_passes_needs_nobody() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["rules"]["ordinary"]["otherwise"] = "passed"

    state = coop(edit)
    found = passing(bylaws(state), "ordinary", state, FOUNDED_AT)
    assert found.by_silence == "passed" and found.bars[0].people == (0, 0)


def test_a_team_or_duty_that_nobody_has_has_no_roll() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["rules"]["files"]["electorate"] = {"who": "duty", "duty": "king"}

    state = coop(edit)
    found = passing(bylaws(state), "files", state, FOUNDED_AT)
    assert found.bars == () and found.heads == (0, 0)
    assert all("files" not in majority.rules for majority in majorities(state, FOUNDED_AT))


def test_the_list_holds_every_rule_with_its_threshold_and_the_line_those_of_all_members() -> None:
    state = coop()
    found = majorities(state, FOUNDED_AT)
    assert {name for majority in found for name in majority.rules} == set(bylaws(state).rules)
    assert sentence(found) == "of 5 votes: more than half = 3 (3 people), two thirds = 4 (4)"

    def words(rule: str) -> set[str]:
        return {majority_words(each) for each in found if rule in each.rules}

    assert words("amend") == {"two thirds"}
    assert words("expel") == {"three quarters = 3 of 4 votes (3 people)"}
    assert words("confirm-all") == {
        "confirmed: three quarters of the votes for and against (3 people)",
        "extended: half of the votes for and against (3 people)",
    }


def test_the_line_of_bylaws_without_such_a_rule_says_so() -> None:
    none: tuple[Majority, ...] = ()
    assert sentence(none) == "no rule asks for a part of all votes"


@pytest.mark.parametrize("hours", [600, 1200])
def test_a_single_person_of_one_vote_or_two(hours: int) -> None:
    state = registry(people={"alice": person("alice", hours=hours)})
    line = sentence(majorities(state, FOUNDED_AT))
    assert line.startswith("of 1 vote: more than half = 1 (1 person)" if hours == 600 else "of 2 votes: ")
