"""Rules of voting: which can be meant, how far their numbers reach, and which change makes one weaker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from govtool.core.record import SchemaError
from govtool.core.rule import Rule, eased, weakens
from govtool.core.tally import count
from tests.world.words import ORDINARY


def test_a_rule_comes_back_as_it_was_written_in_the_order_of_the_bylaws() -> None:
    rule = Rule.read(ORDINARY)
    assert rule.data() == ORDINARY
    assert list(rule.data()) == list(ORDINARY)
    team = {"who": "team", "team": "subject", "at_least_heads": 3, "else": "members", "exclude": ["subject"]}
    data = Rule.read({**ORDINARY, "electorate": team}).data()["electorate"]
    assert list(data.items()) == list(team.items())


@pytest.mark.parametrize(
    "change",
    [
        "outcomes: []",
        "outcomes: [{result: passed, of: cast}]",
        "outcomes: [{result: passed, more_than: 1/2, at_least: 1/2, of: cast}]",
        "outcomes: [{result: passed, more_than: 0/1, of: cast}]",
        "outcomes: [{result: passed, at_least: 3/2, of: cast}]",
        "outcomes: [{result: passed, more_than: 1/1, of: cast}]",
        "outcomes: [{result: passed, more_than: 1/2, of: heads}]",
        "outcomes: [{result: no-quorum, more_than: 1/2, of: cast}]",
        "outcomes: [{result: failed, more_than: 1/2, of: cast}]",
        "outcomes: [{result: a1, at_least: 3/4, of: cast}, {result: b1, at_least: 2/3, of: cast},"
        " {result: a1, at_least: 1/2, of: cast}]",
        "otherwise: blocked",
        "otherwise: lapsed",
        "otherwise: withdrawn",
        "otherwise: failed",
        "quorum: {at_least: 0/1, of: heads}",
        "quorum: {at_least: 1/2, of: heads, min_heads: 0}",
        "quorum: {of: heads}",
        "quorum: {at_least: 1/2, of: heads, eases_after: 2}",
        "quorum: {of: heads, min_heads: 3, eases_after: 2}",
        "quorum: {at_least: 1/2, of: heads, min_heads: 3, eases_after: 0}",
        "outcomes: [{result: passed, more_than: 1/2, of: cast, needs_quorum: false}]",
        "outcomes: [{result: passed, more_than: 1/2, of: present, needs_quorum: false}]",
        "outcomes: [{result: passed, more_than: 1/2, of: eligible, needs_quorum: true}]",
        "{outcomes: [{result: b1, at_least: 1/2, of: eligible, needs_quorum: false}], otherwise: b1,"
        " floor: {at_least: 1/2, of: cast}}",
        "quorum: {at_least: 1/2, of: eligible}",
        "floor: {at_least: 5/4, of: eligible}",
        "blocks: {allowed: -1}",
        "blocks: {allowed: true}",
        "period: P0D",
        "period: PT59M",
        "period: P1D",
        "period: P367D",
        "delay: P367D",
        "close: early",
        "weight: 2",
        'clause: ""',
        "electorate: {who: everybody}",
        "electorate: {who: team}",
        "electorate: {who: duty}",
        "electorate: {who: members, team: subject}",
        "electorate: {who: members, at_least_heads: 3}",
        "electorate: {who: team, team: subject, else: members}",
        "electorate: {who: team, team: subject, at_least_heads: 3, otherwise: members}",
        "electorate: {who: team, team: nul}",
        "electorate: {who: members, exclude: [alice]}",
        "electorate: {who: members, exclude: [subject, subject]}",
        "rounds: 2",
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(change: str) -> None:
    with pytest.raises(SchemaError):
        Rule.read({**ORDINARY, **yaml.safe_load(change)})


@pytest.mark.parametrize(
    "field", ["clause", "electorate", "weight", "outcomes", "period", "earliest", "close", "delay"]
)
def test_a_rule_says_everything_that_has_no_default(field: str) -> None:
    with pytest.raises(SchemaError) as caught:
        Rule.read({name: value for name, value in ORDINARY.items() if name != field})
    assert caught.value.locations == ((field,),)
    assert caught.value.findings[0].values["what"] == "is missing"


@pytest.mark.parametrize(
    "change",
    [
        "clause: other words",
        "outcomes: [{result: passed, more_than: 50%, of: eligible}]",
        "outcomes: [{result: passed, more_than: 2/3, of: eligible}]",
        "quorum: {at_least: 3/4, of: heads, min_heads: 3}",
        "floor: {at_least: 1/2, of: eligible}",
        "blocks: {allowed: 0}",
        "period: P14D",
        "period: PT168H",
        "earliest: P3D",
        "close: deadline",
        "delay: P2D",
    ],
)
def test_what_makes_a_rule_stronger_or_is_only_text_does_not_weaken_it(change: str) -> None:
    before = Rule.read(ORDINARY)
    assert weakens(before, Rule.read({**ORDINARY, **yaml.safe_load(change)})) == ()


@pytest.mark.parametrize(
    "change",
    [
        "electorate: {who: members, exclude: [subject]}",
        "weight: equal",
        "outcomes: [{result: passed, more_than: 1/3, of: eligible}]",
        "outcomes: [{result: passed, at_least: 1/2, of: eligible}]",
        "outcomes: [{result: passed, at_least: 3/4, of: eligible}]",
        "outcomes: [{result: passed, more_than: 3/4, of: cast}]",
        "outcomes: [{result: confirmed, more_than: 1/2, of: eligible}]",
        "outcomes: [{result: passed, more_than: 1/2, of: eligible, needs_quorum: false}]",
        "quorum: {of: heads, min_heads: 2}",
        "quorum: {at_least: 1/2, of: heads, min_heads: 2, eases_after: 3}",
        "outcomes: [{result: passed, more_than: 1/2, of: eligible}, {result: b1, at_least: 1/3, of: cast}]",
        "otherwise: ended",
        "quorum: null",
        "quorum: {at_least: 1/3, of: heads, min_heads: 2}",
        "quorum: {at_least: 1/2, of: heads}",
        "quorum: {at_least: 1/2, of: weight, min_heads: 2}",
        "floor: null",
        "floor: {at_least: 1/5, of: eligible}",
        "floor: {at_least: 1/4, of: cast}",
        "blocks: null",
        "blocks: {allowed: 2}",
        "period: P6D",
        "earliest: P1D",
        "close: settled",
        "delay: P0D",
    ],
)
def test_every_other_change_weakens_the_rule_and_is_named(change: str) -> None:
    update = yaml.safe_load(change)
    assert weakens(Rule.read(ORDINARY), Rule.read({**ORDINARY, **update})) == tuple(update)


def test_an_outcome_that_needs_the_quorum_from_now_on_is_not_weaker() -> None:
    free = "outcomes: [{result: passed, more_than: 1/2, of: eligible, needs_quorum: false}]"
    before = Rule.read({**ORDINARY, **yaml.safe_load(free)})
    assert weakens(before, Rule.read(ORDINARY)) == ()
    assert weakens(before, before.changed(period="P8D")) == ()


@pytest.mark.parametrize(("before", "after", "weaker"), [(2, 3, False), (2, None, False), (3, 2, True)])
def test_a_quorum_that_is_eased_sooner_is_weaker(before: int, after: int | None, weaker: bool) -> None:
    quorum = {"at_least": "1/2", "of": "heads", "min_heads": 2}
    old = Rule.read({**ORDINARY, "quorum": {**quorum, "eases_after": before}})
    new = Rule.read({**ORDINARY, "quorum": quorum | ({"eases_after": after} if after else {})})
    assert weakens(old, new) == (("quorum",) if weaker else ())


@pytest.mark.parametrize(("misses", "share"), [(0, "1/4"), (1, "1/4"), (2, None), (9, None)])
def test_after_so_many_misses_a_quorum_asks_for_its_heads_only(misses: int, share: str | None) -> None:
    quorum = {"at_least": "1/4", "of": "heads", "min_heads": 3, "eases_after": 2}
    found = eased(Rule.read({**ORDINARY, "quorum": quorum}), misses).quorum
    assert found is not None and (found.at_least, found.min_heads) == (share, 3)
    assert (found.eases_after is None) == (share is None)
    assert eased(Rule.read(ORDINARY), misses) == Rule.read(ORDINARY)


@pytest.mark.parametrize(("quorum", "result"), [(None, "passed"), ({"at_least": "1/9", "of": "heads"}, "no-quorum")])
def test_a_rule_says_what_comes_of_it_if_nobody_votes(quorum: dict[str, str] | None, result: str) -> None:
    rule = Rule.read({**ORDINARY, "otherwise": "passed", "quorum": quorum})
    assert rule.by_silence == count(rule, {"alice": 2, "bob": 1}, {}).result == result


def test_a_quorum_or_floor_may_be_added_but_blocks_are_another_kind_of_vote() -> None:
    before = Rule.read({name: value for name, value in ORDINARY.items() if name not in ("quorum", "floor", "blocks")})
    after = Rule.read(ORDINARY)
    assert weakens(before, after) == ("blocks",)
    assert weakens(after, before) == ("quorum", "floor", "blocks")
    assert weakens(before, after.changed(blocks=None)) == ()


SPREAD = {"more_than": "1/2", "least": 3, "seasoned": "P365D", "people": 5}


@pytest.mark.parametrize(
    ("change", "weaker"),
    [
        ({}, False),
        ({"more_than": "50%", "seasoned": "P364DT24H"}, False),
        ({"more_than": "2/3"}, False),
        ({"more_than": "2/5"}, True),
        ({"least": 2}, False),
        ({"least": 4}, True),
        ({"seasoned": "P364D"}, True),
        ({"seasoned": "P366D"}, True),
        ({"people": 4}, True),
        ({"people": 6}, True),
    ],
)
def test_a_spread_is_weakened_by_all_but_a_larger_share_and_fewer_affiliates(
    change: dict[str, Any], weaker: bool
) -> None:
    before = Rule.read({**ORDINARY, "spread": SPREAD})
    after = Rule.read({**ORDINARY, "spread": SPREAD | change})
    assert weakens(before, after) == (("spread",) if weaker else ())


def test_a_spread_may_be_added_and_whoever_takes_it_away_weakens_the_rule() -> None:
    without, with_it = Rule.read(ORDINARY), Rule.read({**ORDINARY, "spread": SPREAD})
    assert weakens(without, with_it) == () and weakens(with_it, without) == ("spread",)


@pytest.mark.parametrize("change", [{"more_than": "1/1"}, {"more_than": "0/1"}, {"least": 1}, {"people": 0}])
def test_a_spread_that_can_mean_nothing_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(SchemaError):
        Rule.read({**ORDINARY, "spread": SPREAD | change})


def test_silence_decides_nothing_beside_a_spread_and_an_outcome_without_quorum() -> None:
    """Both extremes would give one name, and a case between them no quorum: as with a floor of the votes cast."""
    free = {"result": "passed", "more_than": "1/2", "of": "eligible", "needs_quorum": False}
    rule = {**ORDINARY, "outcomes": [free], "floor": {"at_least": "1/4", "of": "eligible"}, "otherwise": "passed"}
    assert Rule.read(rule).needs_no_quorum == 1
    with pytest.raises(SchemaError):
        Rule.read({**rule, "spread": SPREAD})
    assert Rule.read({**rule, "otherwise": "rejected", "spread": SPREAD}).spread is not None


@pytest.mark.parametrize(
    "change", ["{period: PT1H, earliest: PT1H}", "{period: P366D, earliest: P366D, delay: P366D}", "{delay: P0D}"]
)
def test_times_reach_to_their_bounds(change: str) -> None:
    assert Rule.read({**ORDINARY, **yaml.safe_load(change)}).period


def test_the_json_schema_lists_the_fields_in_the_order_of_the_bylaws_under_their_names_in_the_file() -> None:
    schema = Rule.model_json_schema()
    assert [name for name in schema["properties"] if name != "spread"] == list(ORDINARY), "only a federation has it"
    assert "else" in schema["$defs"]["Electorate"]["properties"]
    assert schema["additionalProperties"] is False


def test_a_part_of_a_rule_is_changed_by_data_as_in_a_file() -> None:
    team = {"who": "team", "team": "subject", "at_least_heads": 3, "else": "members"}
    assert Rule.read(ORDINARY).changed(electorate=team) == Rule.read({**ORDINARY, "electorate": team})


QUORUM = {"at_least": "1/4", "of": "heads", "min_heads": 3, "eases_after": 2}
TEAM = {"who": "team", "team": "subject", "at_least_heads": 3, "else": "members"}
PASSED = {"result": "passed", "more_than": "1/2", "of": "eligible"}
REACH: dict[str, tuple[Callable[[Any], dict[str, Any]], Any, Any, Any, Any]] = {
    "heads of a quorum": (lambda n: {"quorum": {**QUORUM, "min_heads": n}}, 0, 1, 10**6, 10**6 + 1),
    "missed votes": (lambda n: {"quorum": {**QUORUM, "eases_after": n}}, 0, 1, 100, 101),
    "people of a team": (lambda n: {"electorate": {**TEAM, "at_least_heads": n}}, 0, 1, 1000, 1001),
    "allowed blocks": (lambda n: {"blocks": {"allowed": n}}, -1, 0, 10**6, 10**6 + 1),
    "outcomes": (lambda n: {"outcomes": [PASSED] * n}, 0, 1, 16, 17),
    "letters of a clause": (lambda n: {"clause": "x" * n}, 0, 1, 80, 81),
    "minutes of a vote": (
        lambda n: {"period": f"PT{n // 60}H{n % 60}M", "earliest": "P0D"},
        59,
        60,
        366 * 1440,
        366 * 1440 + 1,
    ),
    "minutes of a delay": (lambda n: {"delay": f"PT{n // 60}H{n % 60}M"}, None, 0, 366 * 1440, 366 * 1440 + 1),
    "days before the end": (lambda n: {"period": "P7D", "earliest": f"P{n}D"}, None, 0, 7, 8),
    "people left out": (lambda n: {"electorate": {"who": "members", "exclude": ["subject"] * n}}, None, 0, 1, 2),
}
"""How a number of a rule is written, one too few of it, the fewest, the most, and one too many."""


@pytest.mark.parametrize("name", REACH)
def test_a_number_of_a_rule_reaches_from_its_least_to_its_most(name: str) -> None:
    written, too_few, least, most, too_many = REACH[name]
    for number in (least, most):
        assert (
            Rule.read({**ORDINARY, **written(number)}).data().items()
            >= {field: value for field, value in written(number).items() if field != "electorate"}.items()
        )
    for number in (too_few, too_many):
        if number is not None:
            with pytest.raises(SchemaError):
                Rule.read({**ORDINARY, **written(number)})


def test_what_a_rule_leaves_out_is_the_usual() -> None:
    bare = {name: ORDINARY[name] for name in ("clause", "electorate", "weight", "outcomes")}
    bare |= {name: ORDINARY[name] for name in ("period", "earliest", "close", "delay")} | {"quorum": {"min_heads": 2}}
    rule = Rule.read(bare)
    assert (rule.otherwise, rule.floor, rule.blocks) == ("rejected", None, None)
    assert rule.quorum is not None and rule.quorum.of == "heads"
    assert rule.electorate.exclude == () and rule.electorate.otherwise is None


def test_a_duty_may_be_held_by_too_few_and_by_nobody_else() -> None:
    duty = {"who": "duty", "duty": "treasurer", "at_least_heads": 2}
    assert Rule.read({**ORDINARY, "electorate": duty}).electorate.duty == "treasurer"
    for wrong in ({"who": "members", "duty": "treasurer"}, {**duty, "team": "kitchen"}, {**TEAM, "duty": "treasurer"}):
        with pytest.raises(SchemaError):
            Rule.read({**ORDINARY, "electorate": wrong})


def test_outcomes_of_the_same_result_stand_together() -> None:
    shares = ("3/4", "2/3", "1/2")
    for names, is_meant in (("aab", True), ("abb", True), ("aaa", True), ("aba", False)):
        outcomes = [
            {"result": f"{name}1", "at_least": share, "of": "cast"} for name, share in zip(names, shares, strict=True)
        ]
        for otherwise, is_kept in (("a1", names[-1] == "a"), ("rejected", True)):
            written = {**ORDINARY, "outcomes": outcomes, "otherwise": otherwise}
            if is_meant and is_kept:
                assert Rule.read(written).otherwise == otherwise
            else:
                with pytest.raises(SchemaError, match="schema"):
                    Rule.read(written)


@pytest.mark.parametrize(("free", "count"), [("", 0), ("a", 1), ("ab", 2), ("b", 0), ("abc", 3)])
def test_outcomes_that_need_no_quorum_count_from_the_first_on(free: str, count: int) -> None:
    outcomes = [
        {"result": f"{name}1", "at_least": "1/2", "of": "eligible", **({"needs_quorum": False} if name in free else {})}
        for name in "abc"
    ]
    assert Rule.read({**ORDINARY, "outcomes": outcomes}).needs_no_quorum == count


@pytest.mark.parametrize(("at_least", "is_meant"), [("more_than", False), ("at_least", True)])
def test_all_can_be_asked_for_but_not_more_than_all(at_least: str, is_meant: bool) -> None:
    written = {**ORDINARY, "outcomes": [{"result": "passed", at_least: "100%", "of": "eligible"}]}
    if is_meant:
        assert Rule.read(written).outcomes[0].share == "100%"
    else:
        with pytest.raises(SchemaError):
            Rule.read(written)
