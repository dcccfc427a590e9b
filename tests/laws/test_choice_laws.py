"""Laws of a choice: one option is the yes/no count, order and clones change nothing, and Schulze's winners win."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from govtool.core import ranked, tally
from govtool.core.ranked import ChoiceTally, RankedVote, Ranking
from govtool.core.rule import CountingRule
from tests.rules.core.test_tally import counting_rules
from tests.world.schulze import schulze_winners

OPTIONS = ("a", "b", "c", "d")
CLONE = "a-too"
RULES = {
    of: CountingRule.read({"outcomes": [{"result": "passed", "more_than": "1/2", "of": of}]})
    for of in ("cast", "present", "eligible")
}
WEIGHTS = st.integers(1, 3)


@st.composite
def rankings(draw: st.DrawFn, options: tuple[str, ...] = OPTIONS) -> Ranking:
    """Any ranking of some of the options and none, with ties."""
    places = {option: draw(st.integers(0, 5)) for option in (*options, ranked.NONE)}
    tiers = [tuple(option for option, place in places.items() if place == tier) for tier in range(1, 6)]
    return ranked.normal(options, tiers)


VOTERS = st.lists(st.tuples(WEIGHTS, rankings()), max_size=9)
Voters = list[tuple[int, Ranking]]


def chosen(
    voters: Voters, rule: CountingRule, options: tuple[str, ...] = OPTIONS, silent: int = 0, seats: int | None = None
) -> ChoiceTally:
    """The choice of these voters, and of so much weight more that has not voted, each person with 1."""
    heads, weight = len(voters) + silent, sum(weight for weight, _ in voters) + silent
    tallies = {
        option: [tally.count_cast(rule, heads, weight, [(each, ranked.stand(one, option)) for each, one in voters])]
        for option in options
    }
    return ranked.choose(tallies, ranked.pairs(options, [RankedVote(*voter) for voter in voters]), seats)


AS_RANKING = {
    "for": ranked.normal(("x",), [["x"], ["none"]]),
    "against": ranked.normal(("x",), [["none"], ["x"]]),
    "abstain": (),
}


@given(
    counting_rules(with_blocks=False), st.lists(st.tuples(WEIGHTS, st.sampled_from([*AS_RANKING, None])), max_size=9)
)
def test_one_option_is_the_yes_no_count(rule: CountingRule, people: list[tuple[int, str | None]]) -> None:
    roll = {f"p{number}": weight for number, (weight, _) in enumerate(people)}
    choices = {f"p{number}": choice for number, (_, choice) in enumerate(people) if choice is not None}
    plain = tally.count(rule, roll, choices)
    cast = [(weight, AS_RANKING[choice]) for weight, choice in people if choice is not None]
    stands = [(weight, ranked.stand(ranking, "x")) for weight, ranking in cast]
    found = ranked.choose(
        {"x": [tally.count_cast(rule, len(roll), sum(roll.values()), stands)]},
        ranked.pairs(("x",), [RankedVote(*each) for each in cast]),
    )
    assert found.tally("x") == plain
    assert (found.winner == "x") == (plain.result == "passed")
    assert found.pairs == {"x": {"none": plain.sums.for_}, "none": {"x": plain.sums.against}}
    if plain.result in ("passed", "rejected", "no-quorum", "no-electorate"):
        assert found.result == plain.result


@given(VOTERS, st.sampled_from([*RULES]), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_options_changes_nothing(voters: Voters, of: str, random: Any) -> None:
    mixed, options = list(voters), list(OPTIONS)
    random.shuffle(mixed)
    random.shuffle(options)
    one, other = chosen(voters, RULES[of]), chosen(mixed, RULES[of], tuple(options))
    assert one.data() == {**other.data(), "tied": sorted(other.tied)}


def with_clone(ranking: Ranking, place: str) -> Ranking:
    """The ranking with a clone of `a`: in its tier or, if it has a tier of its own, directly before or after it."""
    tiers: list[tuple[str, ...]] = []
    named = {option for tier in ranking for option in tier}
    for tier in (*ranking, tuple(option for option in (*OPTIONS, ranked.NONE) if option not in named)):
        if tier == ("a",) and place != "beside":
            tiers += [(CLONE,), tier] if place == "before" else [tier, (CLONE,)]
        else:
            tiers.append((*tier, CLONE) if "a" in tier else tier)
    return ranked.normal((*OPTIONS, CLONE), tiers)


@settings(max_examples=300)
@given(
    st.lists(st.tuples(WEIGHTS, rankings(), st.sampled_from(["before", "beside", "after"])), max_size=9),
    st.sampled_from([*RULES]),
)
def test_a_clone_changes_no_winner_but_for_the_option_that_it_is_beside(
    voters: list[tuple[int, Ranking, str]], of: str
) -> None:
    """The clone passes if its option does. Another option wins or ties if it did so without the clone. Of the
    two, one wins or ties if the option did so alone.
    """
    plain = chosen([(weight, ranking) for weight, ranking, _ in voters], RULES[of])
    cloned = chosen(
        [(weight, with_clone(ranking, place)) for weight, ranking, place in voters], RULES[of], (*OPTIONS, CLONE)
    )
    assert cloned.tally(CLONE) == cloned.tally("a") == plain.tally("a")
    left, left_then = {*plain.winners, *plain.tied}, {*cloned.winners, *cloned.tied}
    assert left - {"a"} == left_then - {"a", CLONE}
    assert ("a" in left) == bool(left_then & {"a", CLONE})
    if plain.winner not in (None, "a"):
        assert cloned.winner == plain.winner


@given(VOTERS, st.sets(st.integers(0, 8)), st.sampled_from(["1/2", "2/3", "3/4"]), st.booleans())
def test_dropping_whole_persons_never_passes_an_option_of_all_eligible(
    voters: Voters, dropped: set[int], share: str, strict: bool
) -> None:
    kind = "more_than" if strict else "at_least"
    rule = CountingRule.read({"outcomes": [{"result": "passed", kind: share, "of": "eligible"}]})
    heads, weight = len(voters), sum(weight for weight, _ in voters)

    def passed(kept: Voters) -> set[str]:
        counts = {
            option: tally.count_cast(rule, heads, weight, [(each, ranked.stand(one, option)) for each, one in kept])
            for option in OPTIONS
        }
        return {option for option, each in counts.items() if each.result == "passed"}

    kept = [voter for number, voter in enumerate(voters) if number not in dropped]
    assert passed(kept) <= passed(voters)


NUMBERS = st.integers(0, 6)


@settings(max_examples=500)
@given(st.integers(1, 6).flatmap(lambda size: st.lists(NUMBERS, min_size=size * size, max_size=size * size)))
def test_the_winners_are_schulzes_for_any_pairs(numbers: list[int]) -> None:
    size = int(len(numbers) ** 0.5)
    names = tuple("abcdef"[:size])
    cells = iter(numbers)
    pairs = {one: {other: next(cells) for other in names} for one in names}
    assert ranked.winners_of(pairs, names) == schulze_winners(pairs, names)


@given(VOTERS)
def test_an_option_that_defeats_every_other_one_wins(voters: Voters) -> None:
    pairs = ranked.pairs(OPTIONS, [RankedVote(*voter) for voter in voters])
    for one in OPTIONS:
        if all(pairs[one][other] > pairs[other][one] for other in OPTIONS if other != one):
            assert ranked.winners_of(pairs, OPTIONS) == (one,)


@given(VOTERS)
def test_no_pair_counts_more_than_all_who_voted(voters: Voters) -> None:
    pairs = ranked.pairs(OPTIONS, [RankedVote(*voter) for voter in voters])
    for one, other in itertools.combinations((*OPTIONS, ranked.NONE), 2):
        assert pairs[one][other] + pairs[other][one] <= sum(weight for weight, _ in voters)


APPROVALS = st.lists(
    st.tuples(WEIGHTS, st.sets(st.sampled_from(OPTIONS)).map(lambda approved: ranked.approving(OPTIONS, approved))),
    max_size=9,
)


@given(APPROVALS, st.integers(1, 3), st.sampled_from([*RULES]))
def test_seats_go_to_the_most_approved_that_pass(voters: Voters, seats: int, of: str) -> None:
    found = chosen(voters, RULES[of], seats=seats)
    approved = {option: found.tally(option).sums.for_ for option in found.passed}
    as_many = {option: sum(approved[other] >= approved[option] for other in approved) for option in approved}
    assert found.winners == tuple(option for option in approved if as_many[option] <= seats)
    open_seats, rest = seats - len(found.winners), approved.keys() - found.winners
    last = max((approved[option] for option in rest), default=None)
    assert {*found.tied} == ({option for option in rest if approved[option] == last} if open_seats else set())


@given(APPROVALS, st.sampled_from([*RULES]))
def test_one_seat_is_a_plain_approval_vote(voters: Voters, of: str) -> None:
    plain, seat = chosen(voters, RULES[of]), chosen(voters, RULES[of], seats=1)
    assert (plain.result, plain.winners, plain.tied) == (seat.result, seat.winners, seat.tied)
