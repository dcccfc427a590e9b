"""Attacks on the guard of the bylaws: a few who take away the votes of many, by silence, in an hour, or by a list."""

from __future__ import annotations

from typing import Any

from govtool.core.times import add
from govtool.errors import Refused
from tests.threats.attack_power import amendment
from tests.world.coop import Coop
from tests.world.due_process import stated
from tests.world.people import codes, shipped_bylaws


def quick_incapacity(coop: Coop) -> set[str]:
    """Five of seven make the vote on incapacity pass by silence within an hour, so that two can end a membership."""
    changes = {
        "period": "{path: rules.incapacity.period, from: P14D, to: PT1H}",
        "silence": "{path: rules.incapacity.otherwise, from: rejected, to: passed}",
        "few": "{path: rules.incapacity.outcomes.0.of, from: eligible, to: cast}",
        "dormant": "{path: rules.dormant.otherwise, from: rejected, to: passed}",
        "clerk": "{path: decisions.change-clerk.rule, from: amend, to: confirm}",
        "rekey": "{path: rules.rekey.period, from: P7D, to: P2D}",
        "wind-up": "{path: rules.wind-up.outcomes.0.at_least, from: 2/3, to: 1/3}",
        "notice": "{path: periods.dormant_notice, from: P28D, to: P13D}",
    }
    verdict = {"REFUSE:schema"}
    for slug, change in changes.items():
        coop.propose("alice", slug, amendment(change))
        coop.run_clerk()
        verdict &= coop.refused(f"proposal/{slug}")

    def founded_so(data: dict[str, Any]) -> None:
        data["rules"]["incapacity"] |= {"period": "PT1H", "close": "settled", "otherwise": "passed"}

    try:
        coop.another("hour", bylaws=shipped_bylaws(founded_so))
    except Refused as error:
        verdict &= {f"REFUSE:{code}" for code in codes(error.findings)}
    else:
        return {"founded"}
    assert coop.audit().ok
    return verdict


def one_names_all(coop: Coop) -> set[str]:
    """One of five names all the others as absent, and the clerk holds back what they send for eight weeks."""
    assert stated(coop, "carol", "name-dormant", {"members": ["alice", "bob", "dan", "erin"]}) == set()
    named_at = coop.now
    for _ in range(4):
        coop.later("P14D")
        coop.run_clerk()
        if coop.open_entries:
            return {"opened"}
    assert stated(coop, "alice", "back", {}) == set()
    coop.at(add(named_at, "P180D"))
    coop.run_clerk()
    (entry,) = coop.open_entries
    coop.vote("carol", entry.number)
    coop.finish(entry.number)
    assert coop.member("alice").membership == "member" and coop.audit().ok
    return {f"with one heard from {coop.entry(entry.number).status}"}
