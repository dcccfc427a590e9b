"""Choices among options: the reference cases, published votes, and each stage of the count."""

from __future__ import annotations

import random
from itertools import permutations
from typing import Any

import pytest
import yaml

from govtool.core import ranked
from govtool.core.ranked import ChoiceTally, Pairs, RankedVote, Ranking
from govtool.core.rule import CountingRule
from govtool.core.simulation import choice_cases, differences
from govtool.core.tally import Sums, Tally, count_cast, tally_of
from tests.world.place import DATA
from tests.world.schulze import strongest_paths

CASES: list[dict[str, Any]] = yaml.safe_load((DATA / "ranked.yaml").read_text(encoding="utf-8"))
NAMES = ("spwc", "red-keys")
HALF = CountingRule.read({"outcomes": [{"result": "passed", "more_than": "1/2", "of": "cast"}]})
THREE_TO_ONE = CountingRule.read({"outcomes": [{"result": "passed", "more_than": "3/4", "of": "cast"}]})
TWO_THIRDS_OF_ALL = CountingRule.read({"outcomes": [{"result": "passed", "at_least": "2/3", "of": "eligible"}]})
HALF_OF_ALL = CountingRule.read({"outcomes": [{"result": "passed", "more_than": "1/2", "of": "eligible"}]})
QUORUM = CountingRule.read(
    {"outcomes": [{"result": "passed", "more_than": "1/2", "of": "cast"}], "quorum": {"at_least": "1/2"}}
)


def order(words: str) -> Ranking:
    """A ranking as people write it: `a b=c none`."""
    return tuple(tuple(tier.split("=")) for tier in words.split())


def ballots(options: str, *groups: tuple[int, str]) -> tuple[tuple[str, ...], list[RankedVote]]:
    """Options, and so many people of weight 1 for each ranking."""
    names = tuple(options.split())
    rankings = [(count, ranked.normal(names, order(words))) for count, words in groups]
    return names, [RankedVote(1, ranking) for count, ranking in rankings for _ in range(count)]


def chosen(
    options: tuple[str, ...],
    votes: list[RankedVote],
    *,
    silent: int = 0,
    seats: int | None = None,
    **rules: CountingRule,
) -> ChoiceTally:
    """The choice of people who all may vote on everything; an option without a rule of its own needs half of `cast`."""
    weight = sum(vote.weight for vote in votes) + silent
    tallies = {
        option: [
            count_cast(
                rules.get(option, HALF),
                len(votes) + silent,
                weight,
                [(vote.weight, ranked.stand(vote.ranking, option)) for vote in votes],
            )
        ]
        for option in options
    }
    return ranked.choose(tallies, ranked.pairs(options, votes), seats)


def matrix(options: str, *rows: str) -> Pairs:
    """Published pairs: each row holds the votes for its option over each other one, `-` for itself."""
    names = options.split()
    table = [row.split() for row in rows]
    return {
        name: {other: int(cell) for other, cell in zip(names, row, strict=True) if cell != "-"}
        for name, row in zip(names, table, strict=True)
    }


def of_matrix(pairs: Pairs, **rules: CountingRule) -> ChoiceTally:
    """The choice that has such pairs, if everybody voted who is for or against an option."""
    tallies: dict[str, list[Tally]] = {}
    for option in pairs:
        if option != ranked.NONE:
            for_, against = pairs[option][ranked.NONE], pairs[ranked.NONE][option]
            heads = for_ + against
            sums = Sums(for_=for_, against=against, eligible=heads, eligible_heads=heads, voted_heads=heads)
            tallies[option] = [tally_of(rules.get(option, HALF), sums)]
    return ranked.choose(tallies, pairs)


# The reference cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_reference_case(case: dict[str, Any]) -> None:
    result = choice_cases([case])
    assert result == [{"name": case["name"], **case["expect"]}] and list(result[0]) == ["name", *case["expect"]]
    assert differences([case], result) == [()]


@pytest.mark.parametrize("case", [c for c in CASES if "10^15" not in c["name"]], ids=lambda case: case["name"])
def test_reference_case_counted_person_by_person_in_any_order(case: dict[str, Any]) -> None:
    options, rule = tuple(case["options"]), CountingRule.read(case["rule"])
    people = [
        (group["weight"], ranked.approving(options, group["approve"]))
        if "approve" in group
        else (group["weight"], ranked.normal(options, group["ranking"]))
        for group in case["groups"]
        for _ in range(group["count"])
        if group["weight"] and "silent" not in group
    ]
    random.Random(case["name"]).shuffle(people)
    expected = case["expect"]
    heads, weight = expected["eligible_heads"], expected["eligible"]
    tallies = {
        option: [count_cast(rule, heads, weight, [(each, ranked.stand(ranking, option)) for each, ranking in people])]
        for option in options
    }
    found = ranked.choose(tallies, ranked.pairs(options, [RankedVote(*person) for person in people]))
    assert found.data() == {name: expected[name] for name in ("result", "winner", "tied", "options", "pairs")}
    assert found.is_settled is (expected["voted_heads"] == heads)


# A ranking


def test_rankings_that_say_the_same_have_one_form() -> None:
    assert ranked.normal(NAMES, [["red-keys"], ["spwc", "none"]]) == (("red-keys",),)
    assert ranked.normal(NAMES, [["red-keys"], [], ["none", "spwc"]]) == (("red-keys",),)
    assert ranked.normal(NAMES, [["spwc", "red-keys"], ["none"]]) == (("red-keys", "spwc"),)
    assert ranked.normal(NAMES, [["spwc", "red-keys", "none"]]) == ranked.normal(NAMES, []) == ()
    assert ranked.normal(NAMES, [["none"]]) != ranked.normal(NAMES, [["none"], ["spwc"]])


def test_a_form_is_its_own_form_and_counts_as_what_was_written() -> None:
    names = ("a", "b")
    for written in (order(" ".join(words)) for words in permutations(("a", "b", "none"))):
        form = ranked.normal(names, written)
        assert ranked.normal(names, form) == form
        assert ranked.pairs(names, [RankedVote(1, form)]) == ranked.pairs(names, [RankedVote(1, written)])


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


def test_an_approval_is_those_then_none_then_the_rest() -> None:
    assert ranked.approving(NAMES, ["spwc"]) == ranked.normal(NAMES, order("spwc none red-keys"))
    assert ranked.approving(NAMES, []) == ranked.normal(NAMES, order("none spwc=red-keys"))
    assert ranked.approving(NAMES, NAMES) == ranked.normal(NAMES, order("spwc=red-keys none"))
    with pytest.raises(ValueError, match="blue is no option here"):
        ranked.approving(NAMES, ["blue"])
    with pytest.raises(ValueError, match="none is ranked twice"):
        ranked.approving(NAMES, ["none"])


def test_a_ranking_is_for_what_it_puts_above_none() -> None:
    stands = [
        tuple(ranked.stand(ranked.normal(NAMES, order(words)), option) for option in NAMES)
        for words in ("spwc none red-keys", "spwc", "none", "spwc=none", "", "none spwc")
    ]
    assert stands == [
        ("for", "against"),
        ("for", "abstain"),
        ("against", "against"),
        ("abstain", "against"),
        ("abstain", "abstain"),
        ("against", "against"),
    ]


# Pairs


def test_a_pair_counts_the_weight_that_ranks_one_above_the_other() -> None:
    votes = [RankedVote(2, order("a b none")), RankedVote(1, order("b none")), RankedVote(4, order("a=b none"))]
    assert ranked.pairs(("a", "b"), votes) == {
        "a": {"b": 2, "none": 6},
        "b": {"a": 1, "none": 7},
        "none": {"a": 1, "b": 0},
    }


def test_a_pair_does_not_count_people_who_may_not_vote_on_one_of_the_two() -> None:
    dan, erin = frozenset({"dan"}), frozenset({"erin"})
    votes = [
        RankedVote(1, order("dan erin fay"), dan),
        RankedVote(2, order("erin fay dan"), erin),
        RankedVote(1, order("fay dan erin")),
    ]
    found = ranked.pairs(("dan", "erin", "fay"), votes)
    assert (found["dan"]["erin"], found["erin"]["dan"]) == (1, 0), "neither of the two candidates"
    assert (found["dan"]["fay"], found["fay"]["dan"]) == (0, 3)
    assert (found["erin"]["fay"], found["fay"]["erin"]) == (1, 1)
    assert (found["dan"]["none"], found["erin"]["none"], found["fay"]["none"]) == (3, 2, 4)


@pytest.mark.parametrize("weight", [0, -1])
def test_a_weight_below_one_is_no_vote(weight: int) -> None:
    with pytest.raises(ValueError, match="cannot be counted"):
        ranked.pairs(("a",), [RankedVote(weight, order("a"))])


# The winner of the pairs


def test_an_option_that_defeats_all_others_wins() -> None:
    found = matrix("a b c none", "- 3 3 5", "2 - 4 5", "2 1 - 5", "0 0 0 -")
    assert ranked.winners_of(found, ("a", "b", "c")) == ("a",)
    assert ranked.winners_of(found, ("b", "c")) == ("b",)
    assert ranked.winners_of(found, ("c",)) == ("c",) and ranked.winners_of(found, ()) == ()


def test_the_weakest_defeat_of_a_circle_falls() -> None:
    # a before b 8, b before c 7, c before a 6: without the last one nobody is before a
    assert ranked.winners_of(matrix("a b c", "- 8 4", "2 - 7", "6 3 -"), ("a", "b", "c")) == ("a",)
    # fewer votes for it are weaker, however large the margin: 6 to 0 falls before 7 to 6
    assert ranked.winners_of(matrix("a b c", "- 8 0", "2 - 7", "6 6 -"), ("a", "b", "c")) == ("a",)
    # of equal votes for it more votes against it are weaker
    assert ranked.winners_of(matrix("a b c", "- 6 4", "2 - 6", "6 3 -"), ("a", "b", "c")) == ("a",)


def test_defeats_that_are_equally_weak_fall_together() -> None:
    assert ranked.winners_of(matrix("a b c", "- 6 3", "3 - 6", "6 3 -"), ("a", "b", "c")) == ("a", "b", "c")
    # two of three fall: a is before b still, and nothing is before a or c
    assert ranked.winners_of(matrix("a b c", "- 8 3", "2 - 6", "6 3 -"), ("a", "b", "c")) == ("a", "c")


def test_an_option_below_a_circle_does_not_come_back() -> None:
    found = matrix("a b c d", "- 6 3 9", "3 - 6 9", "6 3 - 1", "0 0 8 -")
    # d is before c and so in the circle; the three weakest defeats of it fall, and d is behind a and b still
    assert ranked.winners_of(found, ("a", "b", "c", "d")) == ("a", "b")
    below = {row: dict(columns) for row, columns in found.items()}
    below["c"]["d"], below["d"]["c"] = 5, 4
    assert ranked.winners_of(below, ("a", "b", "c", "d")) == ("a", "b", "c")


def test_a_level_pair_is_no_defeat() -> None:
    assert ranked.winners_of(matrix("a b", "- 3", "3 -"), ("a", "b")) == ("a", "b")
    assert ranked.winners_of(matrix("a b", "- 4", "3 -"), ("a", "b")) == ("a",)
    # c is before b and a before c; that a and b are level closes no circle
    assert ranked.winners_of(matrix("a b c", "- 10 7", "10 - 3", "2 6 -"), ("a", "b", "c")) == ("a",)


def test_a_count_names_the_defeats_that_fell() -> None:
    found = of_matrix(matrix("a b c none", "- 8 4 9", "2 - 7 9", "6 3 - 9", "0 0 0 -"))
    assert (found.winner, found.fallen) == ("a", (("c", "a"),))
    plain = of_matrix(matrix("a b none", "- 8 9", "2 - 9", "0 0 -"))
    assert (plain.winner, plain.fallen) == ("a", ())


# The stages


def test_an_option_that_does_not_pass_is_dropped_before_pairs_even_if_all_prefer_it() -> None:
    """Attack Q1: a bylaw that needs two thirds gets 4 of 7; the motion below it is chosen."""
    options, votes = ballots("bylaw motion", (4, "bylaw motion none"), (3, "none motion bylaw"))
    found = chosen(options, votes, bylaw=TWO_THIRDS_OF_ALL, motion=HALF_OF_ALL)
    assert found.pairs["bylaw"]["motion"] == 4 > found.pairs["motion"]["bylaw"]
    assert (found.tally("bylaw").result, found.winner) == ("rejected", "motion")
    # with one more it has 5 of 7, which are two thirds
    options, votes = ballots("bylaw motion", (5, "bylaw motion none"), (2, "none motion bylaw"))
    assert chosen(options, votes, bylaw=TWO_THIRDS_OF_ALL, motion=HALF_OF_ALL).winner == "bylaw"


def test_an_option_must_pass_every_one_of_its_rules() -> None:
    """Attack Q2: an amendment hidden in a name needs the rule of amendments too."""
    passed = tally_of(HALF, Sums(for_=4, against=3, eligible=7, eligible_heads=7, voted_heads=7))
    rejected = tally_of(TWO_THIRDS_OF_ALL, passed.sums)
    pairs = matrix("a b none", "- 4 4", "3 - 4", "3 3 -")
    found = ranked.choose({"a": [passed, rejected], "b": [passed]}, pairs)
    assert (found.winner, found.passed, found.tally("a")) == ("b", ("b",), rejected)
    assert ranked.choose({"a": [passed, passed], "b": [passed]}, pairs).winner == "a"


def test_a_circle_of_alike_options_is_tied_and_nothing_is_chosen() -> None:
    """Attack Q3."""
    options, votes = ballots("a b c", (3, "a b c none"), (3, "b c a none"), (3, "c a b none"))
    found = chosen(options, votes)
    assert (found.result, found.winners, found.winner, found.tied) == ("tied", (), None, ("a", "b", "c"))
    # one more person decides
    assert chosen(options, [*votes, RankedVote(1, order("b c a"))]).winner == "b"


def test_if_no_option_is_left_the_result_says_why_only_if_all_say_the_same() -> None:
    empty = tally_of(HALF, Sums())
    missed = tally_of(QUORUM, Sums(for_=1, eligible=3, eligible_heads=3, voted_heads=1))
    lost = tally_of(HALF, Sums(against=1, eligible=3, eligible_heads=3, voted_heads=1))
    pairs = matrix("a b none", "- 1 1", "0 - 1", "0 0 -")

    def result(*tallies: Tally) -> str:
        return ranked.choose(dict(zip("ab", ([each] for each in tallies), strict=True)), pairs).result

    assert [each.result for each in (empty, missed, lost)] == ["no-electorate", "no-quorum", "rejected"]
    assert [result(empty, empty), result(missed, missed), result(lost, lost)] == [
        "no-electorate",
        "no-quorum",
        "rejected",
    ]
    # an option that nobody can meet must not keep the others from being rejected
    assert result(missed, lost) == result(empty, lost) == result(empty, missed) == "rejected"


def test_empty_rankings_are_present_and_pass_nothing() -> None:
    """Attack Q12."""
    options, votes = ballots("a b", (5, ""))
    found = chosen(options, votes, a=QUORUM, b=QUORUM)
    assert found.result == "rejected" and found.tally("a").sums.abstain == 5 and not found.passed


def test_a_result_is_settled_only_if_nobody_is_silent() -> None:
    options, votes = ballots("a b", (9, "a b none"))
    assert chosen(options, votes).is_settled
    assert not chosen(options, votes, silent=1).is_settled, "though a can lose no more"
    # each option has a voter list of its own
    whole, part = (Sums(for_=2, eligible=heads, eligible_heads=heads, voted_heads=2) for heads in (2, 3))
    tallies = {"a": [tally_of(HALF, whole)], "b": [tally_of(HALF, part)]}
    assert not ranked.choose(tallies, ranked.pairs(options, [])).is_settled


# Seats


def elected(seats: int, *groups: tuple[int, str]) -> ChoiceTally:
    """An approval vote on dan, erin and fay; each group approves some of them."""
    options = ("dan", "erin", "fay")
    votes = [RankedVote(1, ranked.approving(options, names.split())) for count, names in groups for _ in range(count)]
    return chosen(options, votes, seats=seats)


def test_the_most_approved_take_the_seats() -> None:
    found = elected(2, (4, "dan erin fay"), (2, "fay"), (1, "dan"))
    assert [found.tally(name).sums.for_ for name in found.options] == [5, 4, 6]
    assert (found.result, found.winners, found.winner, found.tied) == ("passed", ("dan", "fay"), None, ())
    assert found.data()["winners"] == ["dan", "fay"] and "winner" not in found.data()
    assert elected(1, (4, "dan erin fay"), (2, "fay"), (1, "dan")).winners == ("fay",)


def test_an_option_that_does_not_pass_gets_no_seat_even_if_one_stays_open() -> None:
    found = elected(2, (4, "dan"), (3, "erin"))
    assert (found.winners, found.tied, found.tally("erin").result) == (("dan",), (), "rejected")


def test_a_tie_for_the_last_seat_leaves_it_open() -> None:
    found = elected(2, (4, "dan erin fay"), (1, "dan"))
    assert (found.result, found.winners, found.tied) == ("passed", ("dan",), ("erin", "fay"))
    # the tie of the first two is none, as both have a seat
    assert elected(2, (4, "dan erin"), (1, "fay")).winners == ("dan", "erin")
    nobody = elected(2, (4, "dan erin fay"))
    assert (nobody.result, nobody.winners, nobody.tied) == ("tied", (), ("dan", "erin", "fay"))


# Published votes: only figures are taken from the pages that are named


def test_debian_2004_004_with_majorities_of_three_to_one() -> None:
    """When to change the social contract: https://www.seehuhn.de/pages/GR2004-004.html (tally sheet of
    https://www.debian.org/vote/2004/vote_004): a and b pass 3:1, c, d and e do not, f loses; b wins.
    """
    pairs = matrix(
        "a b c d e f none",
        "- 45 187 200 213 289 293",
        "301 - 271 257 273 322 339",
        "149 77 - 180 186 267 270",
        "160 122 174 - 181 239 255",
        "131 86 143 179 - 250 258",
        "65 55 74 116 83 - 155",
        "78 45 93 110 106 188 -",
    )
    found = of_matrix(pairs, **dict.fromkeys("abcde", THREE_TO_ONE))
    assert (found.passed, found.winner, found.fallen) == (("a", "b"), "b", ())


def test_debian_project_leader_2002() -> None:
    """475 votes: http://www.debian.org/vote/2002/vote_0001: the winner is Bdale Garbee."""
    pairs = matrix("robinson hertzog garbee none", "- 255 178 385", "199 - 134 406", "291 327 - 443", "68 50 18 -")
    assert of_matrix(pairs).winner == "garbee"


def test_debian_2006_005_one_option() -> None:
    """Recall the project leader, 48 to 277: https://www.debian.org/vote/2006/vote_005: further discussion won."""
    found = of_matrix(matrix("recall none", "- 48", "277 -"))
    assert (found.result, found.winner) == ("rejected", None)


def test_debian_2014_002_code_of_conduct() -> None:
    """Who may update it, the leader or a resolution: https://www.debian.org/vote/2014/vote_002: the second won."""
    pairs = matrix("leader resolution none", "- 128 205", "141 - 228", "72 53 -")
    assert of_matrix(pairs).winner == "resolution"


def test_the_capital_of_tennessee() -> None:
    """https://electowiki.org/wiki/Effects_of_different_voting_systems_under_similar_circumstances: Nashville wins every
    pair, with 58, 68 and 68 of 100.
    """
    options, votes = ballots(
        "memphis nashville chattanooga knoxville",
        (42, "memphis nashville chattanooga knoxville none"),
        (26, "nashville chattanooga knoxville memphis none"),
        (15, "chattanooga knoxville nashville memphis none"),
        (17, "knoxville chattanooga nashville memphis none"),
    )
    found = chosen(options, votes)
    assert found.winner == "nashville"
    assert found.pairs["nashville"] == {"memphis": 58, "chattanooga": 68, "knoxville": 68, "none": 100}


def test_schulzes_example_with_the_strengths_of_its_paths() -> None:
    """45 voters: https://electowiki.org/wiki/Schulze_method, example 1: E > A > C > B > D, and the strengths below."""
    options, votes = ballots(
        "a b c d e",
        *((5, "a c b e d none"), (5, "a d e c b none"), (8, "b e d a c none"), (3, "c a b e d none")),
        *((7, "c a e b d none"), (2, "c b a d e none"), (7, "d c e b a none"), (8, "e b a d c none")),
    )
    found = chosen(options, votes)
    assert found.winner == "e"
    paths = strongest_paths(found.pairs, options)
    strengths = [
        *("ea 25 24", "eb 28 24", "ec 28 24", "ed 31 24", "ab 28 25", "ac 28 25", "ad 30 25", "cb 29 28", "cd 29 28"),
        "bd 33 28",
    ]
    for words in strengths:
        (one, other), there, back = [*words.split()]
        assert (paths[one, other][0], paths[other, one][0]) == (int(there), int(back)), words
