"""Cases that `govtool simulate` runs: what a file of them may hold, and what comes of each."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from govtool.core.record import SchemaError
from govtool.core.simulation import choice_cases, differences, payout_cases, tally_cases
from tests.world.place import DATA


def cases_of(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


TALLIES, CHOICES, PAYOUTS = cases_of("tally"), cases_of("ranked"), cases_of("payout")


def test_counts_come_in_the_order_of_the_file_and_say_which_expectation_failed() -> None:
    wrong = {**TALLIES[0], "expect": {**TALLIES[0]["expect"], "result": "passed", "for": 6}}
    bare = {name: value for name, value in TALLIES[1].items() if name != "expect"}
    cases = [TALLIES[2], wrong, bare]
    results = tally_cases(cases)
    assert [result["name"] for result in results] == [case["name"] for case in cases]
    assert list(results[0]) == ["name", *TALLIES[0]["expect"]]
    assert differences(cases, results) == [(), ("result", "for"), ()]


def test_a_malformed_case_is_refused_with_its_place() -> None:
    with pytest.raises(SchemaError) as caught:
        tally_cases([TALLIES[0], {"name": "x", "rule": TALLIES[0]["rule"], "groups": [{"count": 1, "weight": 1}]}, 7])
    assert caught.value.locations == ((1, "groups", 0, "choice"), (2,))
    with pytest.raises(SchemaError):
        tally_cases({"name": "x"})


def test_choices_come_in_the_order_of_the_file_and_say_which_expectation_failed() -> None:
    wrong = {**CHOICES[0], "expect": {**CHOICES[0]["expect"], "winner": None, "eligible": 4}}
    assert differences([CHOICES[1], wrong], choice_cases([CHOICES[1], wrong])) == [(), ("winner", "eligible")]


CASE: dict[str, Any] = {
    "name": "the name",
    "rule": {"outcomes": [{"result": "passed", "more_than": "1/2", "of": "cast"}]},
    "ballot": "ranked",
    "options": ["spwc", "red-keys"],
    "groups": [{"count": 1, "weight": 1, "ranking": [["spwc"]]}],
}


def group(**fields: object) -> dict[str, object]:
    return {"groups": [CASE["groups"][0], {"count": 1, "weight": 1, **fields}]}


@pytest.mark.parametrize(
    ("change", "place", "what"),
    [
        ({"options": []}, ("options",), "1 or more entries"),
        ({"options": [f"o{number}" for number in range(13)]}, ("options",), "at most 12 entries"),
        ({"options": ["spwc", "none"]}, (), "names an option twice, or none"),
        ({"options": ["spwc", "spwc"]}, (), "names an option twice, or none"),
        ({"options": ["spwc", "Red"]}, ("options", 1), "does not have the right form"),
        ({"rules": {"blue": CASE["rule"]}}, (), "has a rule for blue, which is no option"),
        ({"seats": 1}, (), "has seats, which only an approval vote fills"),
        ({"ballot": "approval", "seats": 12}, ("seats",), "must be less than 12"),
        ({"ballot": "approval"}, (), "group 1 has the other kind of ballot; this is approval"),
        (group(approve=["spwc"]), (), "group 2 has the other kind of ballot; this is ranked"),
        (group(ranking=[["spwc", "blue"]]), (), "group 2: blue is no option here"),
        (group(ranking=[["spwc"], ["spwc"]]), (), "group 2: spwc is ranked twice"),
        (group(ranking=[], silent=True), ("groups", 1), "exactly one of ranking, approve and silent"),
        (group(), ("groups", 1), "exactly one of ranking, approve and silent"),
        (group(silent=False), ("groups", 1, "silent"), "must be True"),
    ],
)
def test_a_choice_that_cannot_be_counted_is_refused_with_its_place(
    change: dict[str, object], place: tuple[str | int, ...], what: str
) -> None:
    with pytest.raises(SchemaError) as caught:
        choice_cases([CASE, {**CASE, **change}])
    assert caught.value.locations == ((1, *place),) and what in str(caught.value.findings[0].values["what"])


def test_a_choice_can_give_an_option_a_rule_of_its_own() -> None:
    case = {**CASE, "rules": {"spwc": {"outcomes": [{"result": "passed", "at_least": "2/3", "of": "eligible"}]}}}
    case |= group(ranking=[["red-keys"]])
    assert choice_cases([CASE])[0]["winner"] == "spwc"
    result = choice_cases([case])[0]
    assert (result["result"], result["winner"]) == ("passed", "red-keys")


def test_a_payout_that_came_out_otherwise_is_named() -> None:
    wrong = {**PAYOUTS[0], "expect": {"lines": {"worker-1": 1}, "unallocated": 0}}
    failed = {**PAYOUTS[0], "expect": {"error": "nothing-owed"}}
    assert differences([wrong, failed], payout_cases([wrong, failed])) == [("lines",), ("error",)]


@pytest.mark.parametrize(
    "change",
    [
        {"debts": [{"creditor": "a", "owed_minor": 1, "since": "2026-01-01"}] * 2},
        {"debts": [{"creditor": "a", "owed_minor": -1, "since": "2026-01-01"}]},
        {"debts": [{"creditor": "a", "owed_minor": 1, "since": "2026-02-30"}]},
        {"amount_minor": 1.5},
        {"amount_minor": "100"},
        {"currency": "usd"},
    ],
)
def test_a_malformed_payout_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(SchemaError):
        payout_cases([{**PAYOUTS[0], **change}])
