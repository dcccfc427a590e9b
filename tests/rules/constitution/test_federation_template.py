"""The bylaws with which a federation begins: each rule is what the federation's paper says, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.canonical import emit
from govtool.core.record import SchemaError
from govtool.core.rule import Spread
from govtool.domain.constitution.bylaws import Bylaws
from govtool.io.git.store import read_canonical
from govtool.io.git.template import federation_bylaws
from govtool.roles.lifecycle.schema import ACTIONS
from govtool.roles.minutes.registry import NEWEST
from tests.world import federation

HALF, TWO_THIRDS, THREE_QUARTERS = "passed > 1/2", "passed >= 2/3", "passed >= 3/4"
ORDINARY, AFFILIATE, FUNDS = ("P3D", "P14D", "P3D"), ("P3D", "P14D", "P7D"), ("P7D", "P21D", "P7D")
AMEND, OWN, EXPEL, APPEAL = (
    ("P0D", "P28D", "P14D"),
    ("P2D", "P14D", "P3D"),
    ("P0D", "P28D", "P28D"),
    ("P0D", "P28D", "P0D"),
)

# name: who, excluded, outcome, of, floor, whether it has a spread, times (earliest, period, delay)
RULES: dict[str, tuple[Any, ...]] = {
    "ordinary": ("members", "", HALF, "eligible", None, False, ORDINARY),
    "ordinary-many": ("members", "", HALF, "cast", "1/20", False, ORDINARY),
    "affiliate": ("members", "", HALF, "cast", "1/20", True, AFFILIATE),
    "funds": ("members", "", HALF, "eligible", None, True, FUNDS),
    "funds-many": ("members", "", HALF, "cast", "1/10", True, FUNDS),
    "amend": ("members", "", TWO_THIRDS, "eligible", None, False, AMEND),
    "amend-many": ("members", "", TWO_THIRDS, "cast", "1/10", True, AMEND),
    "own": ("affiliate", "", HALF, "eligible", None, False, OWN),
    "expel": ("members", "subject", THREE_QUARTERS, "eligible", None, False, EXPEL),
    "expel-many": ("members", "subject", THREE_QUARTERS, "cast", "1/10", True, EXPEL),
    "appeal": ("members", "subject", THREE_QUARTERS, "eligible", None, False, APPEAL),
    "appeal-many": ("members", "subject", THREE_QUARTERS, "cast", "1/10", True, APPEAL),
    "expel-affiliate": ("members", "", THREE_QUARTERS, "cast", "1/10", True, EXPEL),
    "appeal-affiliate": ("members", "", THREE_QUARTERS, "cast", "1/10", True, APPEAL),
    "suspend": ("members", "subject", TWO_THIRDS, "eligible", None, False, ("P3D", "P7D", "P0D")),
    "dormant": ("members", "subject", THREE_QUARTERS, "eligible", None, False, AMEND),
    "rekey": ("affiliate", "subject", HALF, "cast", "1/10", False, ("P0D", "P7D", "P3D")),
    "rekey-contested": ("affiliate", "subject", THREE_QUARTERS, "cast", "1/10", False, ("P0D", "P14D", "P3D")),
    "handover": ("members", "", HALF, "eligible", None, False, ("P0D", "P7D", "P0D")),
}
# rule: the rule beyond 500 people, what they decide
DECISIONS: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "ordinary": (
        "ordinary-many",
        (
            "motion",
            "adopt-policy",
            "repeal-policy",
            "form-team",
            "change-team",
            "assign-duty",
            "rename-organization",
            "correct-debt",
        ),
    ),
    "affiliate": (None, ("admit-affiliate", "allow-people", "suspend-trade")),
    "own": (None, ("set-mandates",)),
    "funds": (
        "funds-many",
        ("pay-debts", "open-project", "change-project", "set-budget", "set-share", "transfer-funds"),
    ),
    "amend": ("amend-many", ("amend-bylaws", "change-clerk", "set-passkey-origins", "change-files", "wind-up")),
    "expel": ("expel-many", ("expel",)),
    "appeal": ("appeal-many", ("confirm-expulsion",)),
    "expel-affiliate": (None, ("expel-affiliate",)),
    "appeal-affiliate": (None, ("confirm-affiliate-expulsion",)),
    "suspend": (None, ("suspend",)),
    "dormant": (None, ("dormant",)),
    "rekey": (None, ("rekey",)),
}
OF_A_COOPERATIVE = {
    # people come in through their affiliate, at once, and nobody works for the federation by the hour
    "admit", "confirm", "end-probation", "engage", "change-hours", "set-wage",
    # nobody ends a person but themselves, a merge, or an expulsion; who is absent can be set aside
    "incapacity",
}  # fmt: skip


@pytest.fixture(scope="module")
def bylaws() -> Bylaws:
    return read_canonical(federation_bylaws(), Bylaws, "registry/bylaws.yaml", kinds=NEWEST)


def test_they_are_of_a_federation_and_in_their_one_form(bylaws: Bylaws) -> None:
    assert bylaws.kind == "federation"
    assert emit(bylaws.data()) == federation_bylaws()


def test_the_rules_are_those_of_the_table_and_no_others(bylaws: Bylaws) -> None:
    assert set(bylaws.rules) == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_as_the_table_says(bylaws: Bylaws, name: str) -> None:
    rule = bylaws.rules[name]
    (outcome,) = rule.outcomes
    words = f"{outcome.result} {'>' if outcome.is_strict else '>='} {outcome.share}"
    who, excluded = rule.electorate.who, ", ".join(rule.electorate.exclude)
    floor = rule.floor.at_least if rule.floor else None
    times = (rule.earliest, rule.period, rule.delay)
    assert (who, excluded, words, outcome.of, floor, rule.spread is not None, times) == RULES[name]
    assert rule.floor is None or rule.floor.of == "eligible"
    assert rule.spread in (None, Spread(more_than="1/2", least=3, seasoned="P365D", people=5))
    least = {"own": 1, "rekey": 3, "rekey-contested": 3}.get(name)
    assert (rule.electorate.at_least_heads, rule.electorate.otherwise) == (least, least and "members")
    assert rule.electorate.affiliate == ("subject" if who == "affiliate" else None)
    assert rule.close == ("everyone" if name == "suspend" else "deadline")
    assert (rule.weight, rule.otherwise, rule.quorum, rule.blocks) == ("equal", "rejected", None, None)


def test_each_clause_is_another_and_they_follow_each_other(bylaws: Bylaws) -> None:
    numbers = [rule.clause.split()[0] for rule in bylaws.rules.values()]
    assert numbers == [f"3.{number}" for number in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("name", DECISIONS)
def test_a_rule_decides_what_the_table_says_and_gives_way_beyond_500_people(bylaws: Bylaws, name: str) -> None:
    beyond, decided = DECISIONS[name]
    rows = {kind: row for kind, row in bylaws.decisions.items() if row.rule == name and kind != "choose"}
    assert set(rows) == set(decided)
    for row in rows.values():
        assert (row.beyond.rule if row.beyond else None) == beyond
        assert row.beyond is None or row.beyond.heads == 500
        assert row.proposed_by == ()


def test_a_choice_is_compared_on_one_list_and_an_objection_calls_for_three_quarters(bylaws: Bylaws) -> None:
    assert (bylaws.decisions["choose"].rule, bylaws.decisions["choose"].beyond) == ("ordinary", None)
    assert bylaws.decisions["rekey"].contested == "rekey-contested"


def test_every_action_can_be_decided_but_those_that_a_federation_does_not_have(bylaws: Bylaws) -> None:
    assert set(ACTIONS) - {"keep"} - set(bylaws.decisions) == OF_A_COOPERATIVE


def test_one_person_has_one_vote_and_nobody_is_nominated_or_paid(bylaws: Bylaws) -> None:
    rights = {name: (each.votes, each.proposes, each.nominates, each.paid) for name, each in bylaws.classes.items()}
    assert rights == {
        "person": (1, True, False, "no"),
        "away": (0, True, False, "no"),
        "former": (0, False, False, "no"),
    }
    assert dict(bylaws.bands) == {"volunteer": 0}
    assert bylaws.probation == "none"


def test_the_periods_and_grounds_are_those_of_the_paper(bylaws: Bylaws) -> None:
    periods = bylaws.periods
    assert (periods.vote_after, periods.rekeyed_votes_after, periods.notice) == ("P90D", "P30D", "P42D")
    assert bylaws.grounds == ("force", "fraud-on-members", "ghosts", "sold-out-terms", "double")


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        (".github/workflows/check.yml", "amend"),
        ("schemas/member.json", "amend"),
        ("docs/a.md", "free"),
        ("x", "denied"),
    ],
)
def test_a_path_may_be_changed_by_whom_the_table_says(bylaws: Bylaws, path: str, verdict: str) -> None:
    row = bylaws.judge_path(path)
    assert (row.rule or "free" if row else "denied") == verdict


def test_the_guard_holds_what_many_people_decide() -> None:
    def hurry(data: dict[str, Any]) -> None:
        data["rules"]["amend-many"]["period"] = "P20D"

    def three_weeks(data: dict[str, Any]) -> None:
        data["rules"]["amend-many"]["period"] = "P21D"

    assert federation.bylaws(three_weeks).rules["amend-many"].period == "P21D"
    with pytest.raises(SchemaError, match="schema"):
        federation.bylaws(hurry)
