"""The guard of the bylaws: no rule that could take somebody's vote is left to silence, to a few, or to an hour."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.guard import GUARDS
from govtool.errors import Refused
from tests.world.coop import Coop
from tests.world.people import shipped_bylaws
from tests.world.place import ROOT

EXAMPLE = ROOT / "docs" / "examples" / "project-bylaws.yaml"
RULE_OF = {kind: decision.rule for kind, decision in shipped_bylaws().decisions.items() if kind in GUARDS}
RULES = sorted({*RULE_OF.values(), "rekey-contested", "handover"})


def with_rule(name: str, **changes: Any) -> Bylaws:
    """The template with a rule changed."""

    def edit(data: dict[str, Any]) -> None:
        for path, value in changes.items():
            *way, last = path.split("__")
            holder = data["rules"][name]
            for step in way:
                holder = holder[int(step) if step.isdigit() else step]
            holder[last] = value

    return shipped_bylaws(edit)


def broken(name: str, **changes: Any) -> str:
    """What is said of the template with a rule changed so."""
    with pytest.raises(Refused) as refused:
        with_rule(name, **changes)
    return str(refused.value.findings[0].values["what"])


def test_the_guarded_rules_are_those_of_the_template() -> None:
    assert set(RULE_OF) == set(GUARDS)
    assert (
        sorted(["amend", "appeal", "dormant", "expel", "handover", "incapacity", "rekey", "rekey-contested", "wind-up"])
        == RULES
    )


@pytest.mark.parametrize("name", RULES)
def test_no_guarded_rule_passes_by_silence(name: str) -> None:
    silent = broken(name, otherwise="passed")
    assert f"rules.{name} must not pass if nobody votes" in silent
    lazy = broken(name, outcomes__0__result="rejected", otherwise="passed")
    assert f"rules.{name} must not pass if nobody votes" in lazy
    same = broken(name, outcomes__0__result="rejected")
    assert f"rules.{name} must not pass if nobody votes" in same


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize(
    "electorate", [{"who": "duty", "duty": "steward"}, {"who": "team", "team": "kitchen"}], ids=["duty", "team"]
)
def test_no_guarded_rule_is_left_to_a_few(name: str, electorate: dict[str, Any]) -> None:
    assert f"rules.{name} must be decided by all voting members" in broken(name, electorate=electorate)


@pytest.mark.parametrize("name", RULES)
def test_a_guarded_rule_asks_for_one_half_of_all(name: str) -> None:
    words = f"rules.{name} must ask for at least one half of all who are eligible"
    of_cast = {"result": "passed", "at_least": "3/4", "of": "cast"}
    less = {"result": "passed", "at_least": "49%", "of": "eligible"}
    half = {"result": "passed", "at_least": "1/2", "of": "eligible"}
    assert words in broken(name, outcomes=[of_cast]) and words in broken(name, outcomes=[less])
    assert words in broken(name, outcomes=[half, less]), "every outcome, not the first only"
    assert with_rule(name, outcomes=[half]).rules[name].outcomes[0].share == "1/2"


@pytest.mark.parametrize("name", RULES)
def test_a_guarded_rule_gives_a_week_and_new_keys_three_days(name: str) -> None:
    days = 3 if name.startswith("rekey") else 7
    assert with_rule(name, period=f"P{days}D").rules[name].period == f"P{days}D"
    said = broken(name, period=f"P{days - 1}DT23H59M", earliest="P0D")
    assert f"rules.{name} must give at least {days} days to vote" in said


@pytest.mark.parametrize(("name", "may_ask_the_person"), [("expel", False), ("appeal", False), ("dormant", True)])
def test_a_vote_on_a_person_asks_all_others(name: str, may_ask_the_person: bool) -> None:
    if may_ask_the_person:
        assert with_rule(name, electorate={"who": "members"}).rules[name].electorate.exclude == ()
    else:
        assert "all voting members except the person concerned" in broken(name, electorate={"who": "members"})


@pytest.mark.parametrize("name", ["amend", "wind-up", "handover"])
def test_what_is_about_all_leaves_nobody_out(name: str) -> None:
    others = {"who": "members", "exclude": ["subject"]}
    assert f"rules.{name} must be decided by all voting members" in broken(name, electorate=others)


def test_the_guard_goes_with_the_decision_whatever_the_rule_is_called() -> None:
    def moved(data: dict[str, Any]) -> None:
        data["decisions"]["incapacity"]["rule"] = "payout"
        data["rules"]["payout"]["otherwise"] = "passed"

    def unbound(data: dict[str, Any]) -> None:
        data["rules"]["payout"]["otherwise"] = "passed"
        data["rules"]["payout"]["period"] = "PT1H"
        data["rules"]["payout"]["earliest"] = "PT1H"

    with pytest.raises(Refused) as refused:
        shipped_bylaws(moved)
    assert "rules.payout must not pass if nobody votes" in str(refused.value.findings[0].values["what"])
    assert shipped_bylaws(unbound).rules["payout"].otherwise == "passed", "what takes nobody's vote may"


def test_the_rule_that_takes_over_after_an_objection_is_guarded_too() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["decisions"]["rekey"]["contested"] = "payout"
        data["rules"]["payout"]["period"] = "P2D"

    with pytest.raises(Refused) as refused:
        shipped_bylaws(edit)
    assert "rules.payout must give at least 3 days" in str(refused.value.findings[0].values["what"])


def edited(*changes: tuple[str, Any]) -> Bylaws:
    """The template with some values changed, or left out."""

    def edit(data: dict[str, Any]) -> None:
        for path, value in changes:
            *way, last = path.split(".")
            holder = data
            for step in way:
                holder = holder[step]
            if value is None:
                del holder[last]
            else:
                holder[last] = value

    return shipped_bylaws(edit)


def said_of(*changes: tuple[str, Any]) -> str:
    """What is wrong with the template after some changes."""
    with pytest.raises(Refused) as refused:
        edited(*changes)
    return str(refused.value.findings[0].values["what"])


@pytest.mark.parametrize(
    ("place", "least", "less", "what"),
    [
        ("periods.forgiveness", "P7D", "P6DT23H59M", "must be at least a week"),
        ("periods.notice", "P14D", "P13DT23H59M", "must be at least 14 days"),
        ("periods.answer", "P7D", "P6DT23H59M", "must be at least 7 days"),
        ("periods.dormant_notice", "P14D", "P13DT23H59M", "must be at least 14 days"),
        ("rules.expel.delay", "P7D", "P6DT23H59M", "must have a delay of at least 7 days"),
    ],
)
def test_nobody_loses_wages_or_membership_in_a_hurry(place: str, least: str, less: str, what: str) -> None:
    assert edited((place, least)).version == shipped_bylaws().version
    assert f"{place.removesuffix('.delay')} {what}" in said_of((place, less))


def test_the_answer_to_a_complaint_comes_before_the_vote_on_it() -> None:
    assert edited(("periods.notice", "P14D"), ("periods.answer", "P14D")).periods.answer == "P14D"
    said = said_of(("periods.notice", "P14D"), ("periods.answer", "P14DT1M"))
    assert "periods.answer must not be longer than periods.notice" in said


def test_only_who_can_be_expelled_can_appeal() -> None:
    neither = edited(("decisions.expel", None), ("decisions.confirm-expulsion", None))
    assert "expel" not in neither.decisions and "confirm-expulsion" not in neither.decisions
    assert edited(("decisions.expel", None)).decisions["confirm-expulsion"].rule == "appeal"
    assert "decisions: confirm-expulsion must have a rule" in said_of(("decisions.confirm-expulsion", None))
    assert "decisions: confirm-expulsion" not in said_of(("decisions.amend-bylaws", None))


def test_bylaws_can_always_be_amended() -> None:
    assert "decisions: amend-bylaws must have a rule" in said_of(("decisions.amend-bylaws", None))


def test_an_expulsion_by_a_rule_that_does_not_exist_is_told_as_such() -> None:
    assert said_of(("decisions.expel.rule", "nowhere")).endswith(
        "decisions.expel names the rule nowhere, which does not exist"
    )


def test_a_rule_that_decides_two_things_gives_the_time_of_the_longer() -> None:
    both = ("decisions.rekey.rule", "dormant")
    assert edited(both, ("rules.dormant.period", "P7D")).rules["dormant"].period == "P7D"
    assert "rules.dormant must give at least 7 days" in said_of(both, ("rules.dormant.period", "P6D"))


def test_the_shipped_example_of_a_project_keeps_the_guard() -> None:
    data = yaml.safe_load(EXAMPLE.read_text())
    assert Bylaws.read(data).rules["amend"].period == "P14D"
    data["rules"]["amend"]["period"] = "P6D"
    with pytest.raises(Refused):
        Bylaws.read(data)


QUICK = """\
- action: amend-bylaws
  changes:
    - {path: rules.incapacity.period, from: P14D, to: PT1H}
    - {path: rules.incapacity.close, from: deadline, to: settled}
    - {path: rules.incapacity.otherwise, from: rejected, to: passed}
"""


def test_an_amendment_that_breaks_the_guard_never_opens(coop: Coop) -> None:
    coop.propose("alice", "quick", QUICK)
    coop.run_clerk()
    assert coop.refused("proposal/quick") == {"REFUSE:schema"}
    row = "- action: amend-bylaws\n  changes:\n    - {path: decisions.dormant.rule, from: dormant, to: confirm-all}"
    coop.propose("alice", "moved", row)
    coop.run_clerk()
    assert coop.refused("proposal/moved") == {"REFUSE:schema"}
