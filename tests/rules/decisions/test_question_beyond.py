"""Which rule decides once many people may vote: at which number, for which needs, and that the opening fixes it."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.ids import digest_of
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.files import ChangeFiles
from govtool.domain.decisions.proposal import Proposal
from govtool.domain.decisions.question import questions
from govtool.domain.lifecycle.amendment import AmendBylaws
from govtool.domain.people.dormancy import Dormant
from govtool.domain.people.probation import Confirm, Probation
from tests.world.federal import MOTION, federation
from tests.world.people import FOUNDED_AT, person, shipped_bylaws
from tests.world.town import Town

PEOPLE = [f"p{number}" for number in range(1, 7)]
LIGHT = {
    "outcomes": [{"result": "passed", "more_than": "1/2", "of": "cast"}],
    "floor": {"at_least": "1/10", "of": "eligible"},
}


def beyond(*kinds: str, heads: int = 6, rule: str = "many") -> Any:
    """Bylaws in which a lighter rule decides these kinds from six people on."""

    def edit(data: dict[str, Any]) -> None:
        data["rules"]["many"] = {**data["rules"]["ordinary"], **LIGHT}
        for kind in kinds:
            data["decisions"][kind]["beyond"] = {"heads": heads, "rule": rule}

    return edit


def town(edit: Any, people: int = 6) -> Town:
    return Town(PEOPLE[:people], bylaws=shipped_bylaws(edit))


def rules_of(found: Town, action: Action) -> list[str]:
    """The rules that an action must pass."""
    proposal = Proposal(title="About it", summary="Why", proposer="p1", open_before=found.now, own_actions=(action,))
    bylaws = bylaws_of(found.registry)
    return [asked.rule for asked in questions(found.registry, bylaws, proposal, found.now).asked]


def rules_opened(found: Town, actions: str) -> list[str]:
    number = found.file("p1", f"kettle-{found.now[8:10]}", actions)
    assert number, [(each.code, dict(each.values)) for each in found.findings]
    return [asked.rule for asked in found.entry(number).asked]


@pytest.mark.parametrize(("people", "rule"), [(5, "ordinary"), (6, "many")])
def test_the_other_rule_decides_from_its_number_of_people_on(people: int, rule: str) -> None:
    assert rules_opened(town(beyond("motion"), people), MOTION) == [rule]


def test_the_rule_is_fixed_at_the_opening() -> None:
    """G36: the last person who is needed comes during the vote, and changes nothing."""
    found = town(beyond("motion"), 5)
    number = found.file("p1", "kettle", MOTION)
    found.registry = found.registry.keep(person("p6", hours=600))
    assert [asked.rule for asked in found.entry(number).asked] == ["ordinary"]
    found.vote("p1", number)
    found.later("P8D")
    assert found.decide(number) and found.entry(number).status == "rejected", "one of five is no half of all"
    assert rules_opened(found, MOTION) == ["many"]


def test_only_the_row_that_says_so_has_another_rule() -> None:
    found = town(beyond("motion"))
    rename = "- {action: rename-organization, from_name: Test Co-operative, to_name: Us}"
    assert rules_opened(found, rename) == ["ordinary"]


def test_several_persons_and_a_probation_have_their_row_too() -> None:
    """The two who are named count among the six on the list: heads are those before anybody is left out."""
    found = town(several)
    assert rules_of(found, Dormant(action="dormant", members=("p2", "p3"), naming=digest_of(b""))) == ["dormant-many"]
    newcomer = person("new", membership="probationary", hours=600)
    probation = Probation.read(
        {
            "member": "new",
            "team": None,
            "starts_at": FOUNDED_AT,
            "ends_at": FOUNDED_AT,
            "minutes_per_week": 600,
            "attempt": 1,
            "widened": True,
            "missed": 0,
            "due_at": FOUNDED_AT,
        }
    )
    found.registry = found.registry.keep(newcomer, probation)
    assert rules_of(found, Confirm(action="confirm", member="new", attempt=1)) == ["confirm-many"]


def several(data: dict[str, Any]) -> None:
    data["rules"]["dormant-many"] = {**data["rules"]["dormant"], "period": "P21D"}
    data["rules"]["confirm-many"] = {**data["rules"]["confirm-all"], "period": "P21D"}
    data["decisions"]["dormant"]["beyond"] = {"heads": 6, "rule": "dormant-many"}
    data["decisions"]["confirm-all"]["beyond"] = {"heads": 6, "rule": "confirm-many"}


@pytest.mark.parametrize(("contested", "affiliates"), [("funds", {"commune": 2, "restaurant": 3}), ("wage", None)])
def test_the_affiliates_are_fixed_for_a_rule_that_may_take_over(contested: str, affiliates: object) -> None:
    """The rule itself has no spread. Once somebody objects, the homes of the opening are needed."""

    def edit(data: dict[str, Any]) -> None:
        data["decisions"]["motion"] = {"rule": "ordinary", "contested": contested}

    found = federation({"restaurant": 3, "commune": 2}, edit)
    number = found.file("commune-1", "kettle", MOTION)
    (asked,) = found.entry(number).asked
    assert (asked.rule, asked.affiliates) == ("ordinary", affiliates)
    assert asked.voters(found.registry).home("commune-1") == ("commune" if affiliates else None)


# Rules that something else than a row names: paths, and rules that are weakened

CHANGE = {"path": "docs/a.md", "mode": "100644", "from": "absent", "to": digest_of(b"x")}
FILES = ChangeFiles.read({"action": "change-files", "files": [CHANGE]})


def paths_of(*kinds: str) -> Any:
    def edit(data: dict[str, Any]) -> None:
        beyond(*kinds)(data)
        data["paths"] = [{"match": "docs/**", "rule": "wage"}]

    return edit


def test_protected_files_follow_the_rows_of_their_rule() -> None:
    assert rules_of(town(paths_of("set-wage")), FILES) == ["many"]
    assert rules_of(town(paths_of("set-wage"), 5), FILES) == ["wage"]
    assert rules_of(town(paths_of()), FILES) == ["wage"]


def weaker(rule: str) -> AmendBylaws:
    change = {"path": f"rules.{rule}.period", "from": "P7D", "to": "P6D"}
    return AmendBylaws.read({"action": "amend-bylaws", "changes": [change]})


def test_a_rule_that_is_weakened_gives_way_to_the_one_that_all_its_rows_name() -> None:
    """`payout` decides one row, `ordinary` many: those that differ are asked by the rule itself."""
    assert rules_of(town(beyond("pay-debts")), weaker("payout")) == ["amend", "many"]
    assert rules_of(town(beyond("pay-debts"), 5), weaker("payout")) == ["amend", "payout"]
    assert rules_of(town(beyond("motion")), weaker("ordinary")) == ["amend", "ordinary"]
    every = [kind for kind, row in shipped_bylaws().decisions.items() if row.rule == "ordinary" and kind != "choose"]

    def all_but_choose(data: dict[str, Any]) -> None:
        beyond(*every)(data)
        data["decisions"]["choose"]["rule"] = "wage"

    assert rules_of(town(all_but_choose), weaker("ordinary")) == ["amend", "many"]


def test_whoever_changes_the_row_must_pass_the_rules_of_the_row() -> None:
    added = {"path": "decisions.pay-debts.beyond", "to": {"heads": 6, "rule": "many"}}
    found = town(beyond())
    assert rules_of(found, AmendBylaws.read({"action": "amend-bylaws", "changes": [added]})) == ["amend", "payout"]
    lower = {"path": "decisions.pay-debts.beyond.heads", "from": 6, "to": 5}
    found = town(beyond("pay-debts"))
    assert rules_of(found, AmendBylaws.read({"action": "amend-bylaws", "changes": [lower]})) == ["amend", "many"]
    found = town(beyond("pay-debts"), 5)
    amended = AmendBylaws.read({"action": "amend-bylaws", "changes": [lower]})
    assert rules_of(found, amended) == ["amend", "many", "payout"], (
        "both rules of the row, and the present one of the two"
    )


# Five hundred people of a federation


def large(people: int) -> Town:
    def edit(data: dict[str, Any]) -> None:
        for kind in ("amend-bylaws", "change-clerk", "set-passkey-origins"):
            data["decisions"][kind]["beyond"] = {"heads": 500, "rule": "amend-many"}

    each = people // 2
    return federation({"riverside": each, "restaurant": people - each}, edit)


@pytest.mark.parametrize(("people", "rule"), [(499, "amend"), (500, "amend-many")])
def test_bylaws_of_a_federation_are_amended_by_the_votes_cast_from_500_people_on(people: int, rule: str) -> None:
    found = large(people)
    delay = {"path": "rules.ordinary.delay", "from": "P0D", "to": "P1D"}
    stricter = AmendBylaws.read({"action": "amend-bylaws", "changes": [delay]})
    assert rules_of(found, stricter) == [rule]
    period = {"path": "rules.amend-many.period", "from": "P21D", "to": "P22D"}
    longer = AmendBylaws.read({"action": "amend-bylaws", "changes": [period]})
    assert rules_of(found, longer) == [rule, rule], "the rule as it is, and as it would be"
    share = {"path": "rules.amend.outcomes.0.at_least", "from": "2/3", "to": "1/2"}
    lower = AmendBylaws.read({"action": "amend-bylaws", "changes": [share]})
    assert rules_of(found, lower) == [rule, rule]
