"""Amending the bylaws of a federation, whose rules can ask the people of one affiliate."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.domain.constitution.bylaws import bylaws_of
from tests.world.federation import federation_town

EVERYBODY = {"alice", "bob", "carol", "dora", "eva", "finn", "gita", "hal"}


def _without_else(data: dict[str, Any]) -> None:
    """Rules that say nothing of the case that nobody is left."""
    for name in ("own", "rekey", "rekey-contested"):
        electorate = data["rules"][name]["electorate"]
        data["rules"][name]["electorate"] = {
            key: value for key, value in electorate.items() if key not in ("at_least_heads", "else")
        }


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("{path: rules.own.period, from: P14D, to: P10D}", "own"),
        ("{path: decisions.set-mandates.rule, from: own, to: affiliate}", "own"),
        ("{path: rules.rekey.delay, from: P3D, to: P2D}", "rekey"),
        ("{path: periods.vote_after, from: P90D, to: P80D}", "own"),
    ],
)
def test_a_rule_that_asks_people_of_an_affiliate_can_be_weakened_by_all(change: str, rule: str) -> None:
    """An amendment is about no affiliate: the rule had nobody to ask, so it and much else could never change."""
    town = federation_town(edit=_without_else)
    number = town.file("alice", "change", f"- {{action: amend-bylaws, changes: [{change}]}}")
    assert number, town.findings
    (asked,) = (one for one in town.entry(number).asked if one.rule == rule)
    assert set(asked.voters(town.registry)) == EVERYBODY
    assert asked.terms.outcomes == bylaws_of(town.registry).rules[rule].outcomes, "its threshold stays"


def test_a_rule_of_an_affiliate_that_has_left_can_be_taken_out() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["rules"]["commune"] = {**data["rules"]["own"], "electorate": {"who": "affiliate", "affiliate": "gone"}}
        data["decisions"]["suspend-trade"]["rule"] = "commune"

    town = federation_town(edit=edit)
    change = "{path: decisions.suspend-trade.rule, from: commune, to: affiliate}"
    assert town.file("alice", "change", f"- {{action: amend-bylaws, changes: [{change}]}}"), town.findings
