"""Rules and counts: the reference cases, the laws, and the fence posts."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from govtool.core import tally
from govtool.core.rule import CountingRule, Outcome, Rule
from govtool.core.share import fraction_of
from govtool.core.simulation import differences, tally_cases
from govtool.domain.decisions.asked import Asked
from govtool.domain.decisions.decision import Outcome as Joined
from tests.world.place import DATA
from tests.world.words import ORDINARY

CASES: list[dict[str, Any]] = yaml.safe_load((DATA / "tally.yaml").read_text(encoding="utf-8"))
CONFIRM = yaml.safe_load("""
outcomes:
- {result: confirmed, at_least: 3/4, of: eligible}
- {result: extended, at_least: 1/2, of: eligible}
otherwise: ended
""")
SEVEN = {"alice": 2, "bob": 2, "carol": 1, "dan": 1, "erin": 1}

SHARES = st.builds(lambda low, high: f"{min(low, high)}/{max(low, high)}", st.integers(1, 12), st.integers(1, 12))
BASES = st.sampled_from(["cast", "present", "eligible"])
OUTCOMES = st.tuples(st.sampled_from(["more_than", "at_least"]), SHARES, BASES)
PEOPLE = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(["for", "against", "abstain", "block", None])), max_size=9
)


@st.composite
def counting_rules(draw: st.DrawFn, with_blocks: bool | None = None) -> CountingRule:
    names = draw(st.sampled_from([("passed",), ("confirmed", "extended"), ("passed", "passed"), ("a1", "b1", "b1")]))
    outcomes = [
        {"result": name, kind: share, "of": base}
        for name, (kind, share, base) in zip(names, [draw(OUTCOMES) for _ in names], strict=True)
    ]
    for outcome in outcomes:
        if outcome["of"] == "eligible" and draw(st.booleans()):
            outcome["needs_quorum"] = False
    value: dict[str, object] = {"outcomes": outcomes}
    if draw(st.booleans()):
        value["quorum"] = {"at_least": draw(SHARES), "of": draw(st.sampled_from(["heads", "weight"]))}
        if draw(st.booleans()):
            value["quorum"]["min_heads"] = draw(st.integers(1, 6))
            if draw(st.booleans()):
                del value["quorum"]["at_least"]
    moves = False
    if draw(st.booleans()):
        value["floor"] = {"at_least": draw(SHARES), "of": draw(BASES)}
        moves = value["floor"]["of"] != "eligible" and outcomes[0].get("needs_quorum") is False
    if draw(st.booleans()) if with_blocks is None else with_blocks:
        value["blocks"] = {"allowed": draw(st.integers(0, 2))}
    if draw(st.booleans()):
        value["otherwise"] = draw(st.sampled_from(["ended"] if moves else ["ended", names[-1]]))
    return CountingRule.read(value)


def counted(rule: CountingRule, people: list[tuple[int, str | None]]) -> tally.Tally:
    roll = {f"p{number}": weight for number, (weight, _) in enumerate(people)}
    choices = {f"p{number}": choice for number, (_, choice) in enumerate(people) if choice is not None}
    return tally.count(rule, roll, choices)


def more_than_half() -> CountingRule:
    return CountingRule.read({"outcomes": [{"result": "passed", "more_than": "1/2", "of": "eligible"}]})


# The reference cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_reference_case(case: dict[str, Any]) -> None:
    assert tally_cases([case]) == [{"name": case["name"], **case["expect"]}]
    assert differences([case], tally_cases([case])) == [()]


@pytest.mark.parametrize("case", [case for case in CASES if len(case["groups"]) < 7], ids=lambda case: case["name"])
def test_reference_case_counted_person_by_person(case: dict[str, Any]) -> None:
    people = [
        (group["weight"], None if group["choice"] == "none" else group["choice"])
        for group in case["groups"]
        for _ in range(min(group["count"], 20_000))
        if group["weight"]
    ]
    assert counted(CountingRule.read(case["rule"]), people).data() == case["expect"]


# Laws


@given(counting_rules(), PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_ballots_changes_nothing(rule: CountingRule, people: list[Any], random: Any) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)
    assert counted(rule, people) == counted(rule, shuffled)


@given(
    st.lists(OUTCOMES, min_size=1, max_size=1),
    PEOPLE,
    st.sets(st.integers(0, 8)),
    st.sampled_from(["heads", "weight"]),
)
def test_leaving_out_whole_people_never_passes_what_was_not_passed(
    outcomes: list[tuple[str, str, str]], people: list[Any], left_out: set[int], of: str
) -> None:
    kind, share, _ = outcomes[0]
    rule = CountingRule.read(
        {
            "outcomes": [{"result": "passed", kind: share, "of": "eligible"}],
            "quorum": {"at_least": share, "of": of},
            "floor": {"at_least": "1/4", "of": "eligible"},
        }
    )
    fewer = [(weight, None if place in left_out else choice) for place, (weight, choice) in enumerate(people)]
    if counted(rule, people).result != "passed":
        assert counted(rule, fewer).result != "passed"


@given(counting_rules(), PEOPLE)
def test_settled_agrees_with_every_way_in_which_the_silent_may_vote(rule: CountingRule, people: list[Any]) -> None:
    silent = [place for place, (_, choice) in enumerate(people) if choice is None][:5]
    people = [
        (weight, choice if choice is not None or place in silent else "abstain")
        for place, (weight, choice) in enumerate(people)
    ]
    options = [None, "for", "against", "abstain", *(["block"] if rule.blocks else [])]
    results = set()
    for answers in itertools.product(options, repeat=len(silent)):
        voted = dict(zip(silent, answers, strict=True))
        results.add(
            counted(rule, [(weight, voted.get(place, choice)) for place, (weight, choice) in enumerate(people)]).result
        )
    assert counted(rule, people).settled == (len(results) == 1)


@given(counting_rules(), PEOPLE)
def test_the_count_agrees_with_the_rule_read_word_by_word(rule: CountingRule, people: list[Any]) -> None:
    """A second count, with fractions and lists instead of sums."""
    weight_of = {
        choice: sum(weight for weight, made in people if made == choice)
        for choice in ("for", "against", "abstain", "block", None)
    }
    cast = weight_of["for"] + weight_of["against"] + weight_of["block"]
    bases = {
        "cast": cast,
        "present": cast + weight_of["abstain"],
        "eligible": sum(weight for weight, _ in people),
    }
    voted = [person for person in people if person[1] is not None]

    def holds(outcome: Outcome) -> bool:
        base, share = bases[outcome.of], fraction_of(outcome.share)
        if weight_of["for"] == 0:
            return False
        part = Fraction(weight_of["for"], base)
        return part > share if outcome.more_than else part >= share

    def expected() -> str:
        if not people:
            return "no-electorate"
        blocked = rule.blocks and [made for _, made in people].count("block") > rule.blocks.allowed
        misses_floor = rule.floor and weight_of["for"] < fraction_of(rule.floor.at_least) * bases[rule.floor.of]
        if rule.quorum:
            part = Fraction(len(voted), len(people))
            if rule.quorum.of == "weight":
                part = Fraction(bases["present"], bases["eligible"])
            heads = min(rule.quorum.min_heads or 0, len(people))
            share = fraction_of(rule.quorum.at_least) if rule.quorum.at_least else 0
            if part < share or len(voted) < heads:
                leading = itertools.takewhile(lambda outcome: outcome.needs_quorum is False, rule.outcomes)
                asked = [] if blocked or misses_floor else leading
                return next((outcome.result for outcome in asked if holds(outcome)), "no-quorum")
        if blocked:
            return "blocked"
        if misses_floor:
            return rule.otherwise
        return next((outcome.result for outcome in rule.outcomes if holds(outcome)), rule.otherwise)

    assert counted(rule, people).result == expected()


@given(OUTCOMES, st.integers(0, 10**15))
def test_needed_is_the_fence_post(threshold: tuple[str, str, str], base: int) -> None:
    kind, share, of = threshold
    outcome = Outcome.read({"result": "passed", kind: share, "of": of})
    least, part = tally.needed(outcome, base), fraction_of(share) * base
    if kind == "more_than":
        assert least - 1 <= part < least
    else:
        assert least == 1 or least - 1 < part <= least
    assert least >= 1


# Fence posts


@pytest.mark.parametrize("total", range(1, 60))
def test_half_plus_one_is_floor_of_the_half_plus_one(total: int) -> None:
    outcome = more_than_half().outcomes[0]
    assert tally.needed(outcome, total) == total // 2 + 1


def test_three_of_seven_is_rejected_and_four_pass() -> None:
    three = tally.count(more_than_half(), SEVEN, {"alice": "for", "carol": "for"})
    four = tally.count(more_than_half(), SEVEN, {"alice": "for", "bob": "for"})
    assert (three.result, three.needs[0].missing) == ("rejected", 1)
    assert (four.result, four.settled, four.needs[0].missing) == ("passed", True, 0)


def test_three_quarters_of_a_team_of_four_is_three_and_of_five_is_four() -> None:
    rule = CountingRule.read(CONFIRM)
    assert counted(rule, [(1, "for")] * 3 + [(1, "against")]).result == "confirmed"
    assert counted(rule, [(1, "for")] * 3 + [(1, "against")] * 2).result == "extended"
    assert counted(rule, [(1, "for")] * 4 + [(1, "against")]).result == "confirmed"


def test_of_seven_votes_the_usual_majorities_take_so_many_votes_and_people() -> None:
    expected = {"more_than 1/2": (4, 2), "at_least 2/3": (5, 3), "at_least 3/4": (6, 4)}
    for words, (weight, heads) in expected.items():
        kind, share = words.split()
        least = tally.needed(Outcome.read({"result": "passed", kind: share, "of": "eligible"}), 7)
        assert (least, tally.fewest_heads(SEVEN.values(), least)) == (weight, heads)
    assert tally.fewest_heads(SEVEN.values(), 8) is None
    assert tally.fewest_heads([], 0) == 0


@pytest.mark.parametrize(("more", "result"), [(0, "rejected"), (1, "passed")])
def test_one_vote_in_ten_to_the_fifteen_decides(more: int, result: str) -> None:
    assert counted(more_than_half(), [(10**15 + more, "for"), (10**15, "against")]).result == result


def test_only_people_on_the_roll_are_in_any_figure() -> None:
    plain = tally.count(more_than_half(), SEVEN, {"alice": "for"})
    assert tally.count(more_than_half(), SEVEN, {"alice": "for", "vera": "against", "mallory": "block"}) == plain


@pytest.mark.parametrize(
    ("roll", "choices"),
    [({"al": 0}, {}), ({"al": -1}, {}), ({"al": 1}, {"al": "yes"}), ({"al": 1}, {"al": "none"})],
)
def test_what_no_record_holds_is_not_counted(roll: dict[str, int], choices: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="cannot be counted"):
        tally.count(more_than_half(), roll, choices)


@pytest.mark.parametrize(
    ("heads", "weight", "cast", "is_counted"),
    [
        (1, 2, [(2, "for")], True),
        (1, 2, [(3, "for")], False),
        (1, 2, [(1, "for"), (1, "for")], False),
        (2, 3, [(2, "for")], True),
        (3, 3, [(2, "for")], False),
    ],
)
def test_ballots_are_never_more_than_the_list(
    heads: int, weight: int, cast: list[tuple[int, str]], is_counted: bool
) -> None:
    if is_counted:
        assert tally.count_cast(more_than_half(), heads, weight, cast).sums.eligible == weight
    else:
        with pytest.raises(ValueError, match="cannot be"):
            tally.count_cast(more_than_half(), heads, weight, cast)


def test_a_block_under_a_rule_without_blocks_is_in_the_base_and_stops_nothing() -> None:
    counted_one = counted(
        CountingRule.read({"outcomes": [{"result": "passed", "at_least": "2/3", "of": "cast"}]}),
        [(1, "for"), (1, "for"), (1, "block")],
    )
    assert (counted_one.result, counted_one.sums.block, counted_one.sums.cast) == ("passed", 1, 3)


def test_the_votes_and_the_silent_are_listed_by_id() -> None:
    choices: dict[str, tally.Choice] = {"erin": "against", "alice": "for", "vera": "for"}
    assert tally.votes(SEVEN, choices) == (tally.Vote("alice", 2, "for"), tally.Vote("erin", 1, "against"))
    assert tally.silent(SEVEN, choices) == ("bob", "carol", "dan")


@pytest.mark.parametrize(
    ("people", "stage", "result"),
    [
        ([], "no-electorate", "no-electorate"),
        ([(1, "for"), (1, None), (1, None)], "quorum", "no-quorum"),
        ([(1, "for"), (1, "block"), (1, "block")], "blocked", "blocked"),
        ([(1, "against"), (1, "against"), (1, None)], "floor", "rejected"),
        ([(1, "for"), (1, "for"), (1, "against")], "outcome", "passed"),
        ([(1, "for"), (1, "against"), (1, "against")], "otherwise", "rejected"),
    ],
)
def test_the_tally_says_at_which_stage_it_ended(people: list[Any], stage: str, result: str) -> None:
    came = counted(Rule.read(ORDINARY), people)
    assert (came.stage, came.result, came.outcome) == (stage, result, 0 if stage == "outcome" else None)
    assert [need.name for need in came.needs] == ["quorum", "quorum", "floor", "passed"]


def test_a_single_member_is_not_asked_for_two_heads() -> None:
    assert counted(Rule.read(ORDINARY), [(2, "for")]).result == "passed"


# What is still missing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", ["for", "against", "abstain", "block"])
def test_if_all_who_are_silent_choose_alike_only_their_choice_gets_their_weight(choice: tally.Choice) -> None:
    sums = tally.sums_of([(1, 2, "for"), (1, 3, "against"), (2, 1, "abstain"), (1, 5, "block"), (3, 4, None)])
    voted = tally.sums_of([(1, 2, "for"), (1, 3, "against"), (2, 1, "abstain"), (1, 5, "block"), (3, 4, choice)])
    assert sums.with_silent(choice) == voted and sums.silent == 12 and sums.silent_heads == 3


@given(OUTCOMES, PEOPLE)
def test_the_weight_that_is_missing_is_the_least_that_helps(threshold: tuple[str, str, str], people: list[Any]) -> None:
    """The votes that are missing are added one by one, on a list where each of the silent has one vote."""
    kind, share, of = threshold
    rule = CountingRule.read({"outcomes": [{"result": "passed", kind: share, "of": of}]})
    cast = [(1, weight, choice) for weight, choice in people if choice is not None]
    silent = sum(weight for weight, choice in people if choice is None)

    def outcome(more: int) -> tally.Need:
        return tally.tally_of(rule, tally.sums_of([*cast, (more, 1, "for"), (silent - more, 1, None)])).needs[0]

    least = next((more for more in range(silent + 1) if outcome(more).is_met), None)
    assert outcome(0).more_for(silent) == least
    assert outcome(0).missing == max(0, outcome(0).needed - outcome(0).has)
    assert outcome(0).is_met == (outcome(0).missing == 0)


@pytest.mark.parametrize(
    ("group", "is_counted"),
    [((0, 1, "for"), True), ((-1, 1, "for"), False), ((1, 0, None), False), ((1, 1, None), True), ((1, 1, ""), False)],
)
def test_a_group_has_nobody_or_more_and_each_of_them_a_vote(
    group: tuple[int, int, str | None], is_counted: bool
) -> None:
    if is_counted:
        assert tally.sums_of([group]).eligible_heads == group[0]
    else:
        with pytest.raises(ValueError, match="cannot be counted"):
            tally.sums_of([group])


@pytest.mark.parametrize(
    ("outcome", "fewest"),
    [
        ({"more_than": "1/2", "of": "eligible"}, 2),
        ({"at_least": "2/3", "of": "eligible"}, 3),
        ({"at_least": "1/7", "of": "eligible"}, 1),
        ({"more_than": "1/2", "of": "cast"}, 1),
        ({"at_least": "100%", "of": "eligible"}, 5),
    ],
)
def test_so_few_people_can_pass_it_if_nobody_else_votes(outcome: dict[str, str], fewest: int) -> None:
    rule = CountingRule.read({"outcomes": [{"result": "passed", **outcome}]})
    assert tally.fewest_people(rule, SEVEN.values(), {"passed"}) == fewest
    assert tally.fewest_people(rule, [], {"passed"}) is None is tally.fewest_people(rule, [1], {"confirmed"})
    heads = CountingRule.read({**rule.data(), "quorum": {"at_least": "4/5", "of": "heads"}})
    assert tally.fewest_people(heads, SEVEN.values(), {"passed"}) == max(fewest, 4)


def test_the_first_that_does_not_pass_decides() -> None:
    assert [tally.deciding_of(found) for found in ([], ["passed"] * 2, ["passed", "a1"], ["a1", "b1"])] == [0, 0, 1, 0]


# Several rules -------------------------------------------------------------------------------------------------------

ASKED = Asked(rule="ordinary", actions=(0,), terms=Rule.read(ORDINARY), roll="sha256:" + "0" * 64, heads=1, weight=1)


@pytest.mark.parametrize(
    ("counts", "is_settled"),
    [
        ([("passed", True), ("passed", True)], True),
        ([("passed", True), ("passed", False)], False),
        ([("passed", False), ("passed", True)], False),
        # What a later rule comes to changes nothing once an earlier one has rejected.
        ([("rejected", True), ("passed", False)], True),
        ([("rejected", True), ("rejected", False)], True),
        ([("rejected", False), ("rejected", True)], False),
        # The first rule may still be the one that does not pass.
        ([("passed", False), ("no-quorum", True)], False),
        ([("passed", True), ("no-quorum", True), ("passed", False)], True),
        ([("extended", False)], False),
        ([("extended", True)], True),
    ],
)
def test_several_rules_are_settled_once_nobody_can_change_whose_result_it_is(
    counts: list[tuple[str, bool]], is_settled: bool
) -> None:
    tallies = tuple((ASKED, tally.Tally(name, settled, "outcome", 0, tally.Sums(), ())) for name, settled in counts)
    deciding = next((i for i, (name, _) in enumerate(counts) if name != "passed"), 0)
    assert Joined(counts[deciding][0], tallies, deciding, everyone_voted=False).is_settled == is_settled


def test_nobody_sums_up_to_nothing() -> None:
    assert tally.Sums() == tally.sums_of([]) == tally.Sums(0, 0, 0, 0, 0, 0, 0, 0)
    assert (tally.Sums().cast, tally.Sums().present, tally.Sums().silent, tally.Sums().silent_heads) == (0, 0, 0, 0)


def test_every_limit_is_asked_of_every_outcome() -> None:
    rule = CountingRule.read({**more_than_half().data(), "quorum": {"at_least": "1/2", "of": "heads", "min_heads": 2}})
    needs = counted(rule, [(1, "for"), (1, None)]).needs
    assert [(need.name, need.of, need.needs_quorum) for need in needs] == [
        ("quorum", "heads", True),
        ("quorum", "min_heads", True),
        ("passed", "eligible", True),
    ]
