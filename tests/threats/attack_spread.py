"""Attacks on the votes of a federation: by one large affiliate, by many small ones, by people who come and go, and by
the clerk.
"""

from __future__ import annotations

from typing import Any

from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import entered, left
from govtool.domain.decisions.docket import DocketEntry
from tests.threats.test_clerk_leaves_out import decided, receipts
from tests.world.coop import Coop
from tests.world.federal import MOTION, affiliate, choose, federation, federation_of, of_cast
from tests.world.people import FOUNDED_AT, person
from tests.world.town import Town

LARGE = {"riverside": 9, "restaurant": 3, "commune": 2}
"""Riverside has nine of fifteen votes; Alice, who has no home, is the fifteenth."""
REST = "- action: amend-bylaws\n  changes: [{path: rules.funds.spread.least, from: 3, to: 4}]"


def _finished(coop: Coop, number: str, *voters: str) -> DocketEntry:
    for voter in voters:
        coop.vote(voter, number)
    coop.finish(number)
    assert coop.audit().ok
    return coop.entry(number)


def votes_the_funds_to_itself(coop: Coop) -> set[str]:
    """Nine of fifteen are for it: more than half, and one affiliate of three. So it is while the others are silent."""
    coop, seen = federation_of(coop, LARGE), set()
    ours = [f"riverside-{place}" for place in range(1, 10)]
    alone = coop.open("riverside-1", "funds", MOTION)
    seen.add(_finished(coop, alone, *ours).status)
    against = coop.open("riverside-1", "more-funds", MOTION)
    for voter in ("restaurant-1", "commune-1"):
        coop.vote(voter, against, "against")
    seen.add(_finished(coop, against, *ours).status)
    return seen


def lets_the_spread_rest(coop: Coop) -> set[str]:
    """Two thirds can amend, but the rule that they weaken must pass too, with its spread."""
    coop = federation_of(coop, {"riverside": 9, "restaurant": 2, "commune": 2})
    number = coop.open("riverside-1", "rest", REST)
    entry = _finished(coop, number, "alice", *(f"riverside-{place}" for place in range(1, 10)))
    found = entry.decided.questions if entry.decided else ()
    assert [(each.rule, each.result) for each in found] == [("amend", "passed"), ("funds", "rejected")]
    return {entry.status}


def splits_into_ten(coop: Coop) -> set[str]:
    """Riverside becomes ten affiliates. For a year none of them counts, then only those with enough people at home."""

    def five(data: dict[str, Any]) -> None:
        data["rules"]["funds"]["spread"] |= {"people": 5}

    parts = {f"river{letter}": affiliate(f"river{letter}", joined_at=FOUNDED_AT) for letter in "abcdefghij"}
    town = federation({"riverside": 45, "restaurant": 5, "commune": 5}, five, records=tuple(parts.values()))
    for number in range(1, 46):
        name, part = f"riverside-{number}", f"river{'abcdefghij'[number // 5]}"
        moved = entered(town.registry, name, part, town.now)
        town.registry = left(moved, name, "riverside", town.now)
        assert town.state(name, "home", {"affiliate": part}), town.findings
    before = _counted(town, "kettle")
    town.later("P364D")
    _acting(town, *parts, "restaurant", "commune")
    assert _counted(town, "teapot") == before == {"restaurant", "commune"}
    town.later("P1D")
    after = _counted(town, "saucer")
    assert after == {"restaurant", "commune", *(f"river{letter}" for letter in "bcdefghi")}
    return {"SAME", f"{len(after) - 2} of 10 a year later"}


def _counted(town: Town, slug: str) -> set[str]:
    number = town.file("riverside-1", slug, MOTION)
    assert number, [(found.code, dict(found.values)) for found in town.findings]
    return set(town.entry(number).asked[0].affiliates or {})


def _acting(town: Town, *names: str) -> None:
    """Somebody acts for each affiliate: none of them is silent."""
    for name in names:
        town.registry = town.registry.keep(Affiliate.one(town.registry, name).changed(acted_at=town.now))


def leave_before_the_decision(coop: Coop) -> set[str]:
    """Four people resign while the vote is open, so that the floor would be lower: the list is that of the opening."""

    def floor(data: dict[str, Any]) -> None:
        data["rules"]["funds"] |= {**of_cast("more_than 1/2"), "floor": {"at_least": "1/2", "of": "eligible"}}

    town = federation({"riverside": 4, "restaurant": 4, "commune": 2}, floor)
    number = town.file("riverside-1", "kettle", MOTION)
    choose(town, number, riverside={1: "for", 2: "for"}, commune="for")
    before = town.entry(number).asked
    for place in range(1, 5):
        assert town.state(f"restaurant-{place}", "resign"), town.findings
    assert town.entry(number).asked == before
    town.later("P8D")
    assert town.decide(number)
    return {"SAME"} if town.entry(number).status == "rejected" else set()


def enrolled_during_the_vote(coop: Coop) -> set[str]:
    """The five hundredth person comes while people vote: half of all must still be for it."""

    def many(data: dict[str, Any]) -> None:
        data["decisions"]["motion"] = {"rule": "ordinary", "beyond": {"heads": 500, "rule": "ordinary-many"}}

    town = federation({"riverside": 300, "restaurant": 199}, many)
    number = town.file("riverside-1", "kettle", MOTION)
    town.registry = town.registry.keep(person("mallory", hours=600))
    choose(town, number, riverside=dict.fromkeys(range(1, 100), "for"))
    town.later("P8D")
    assert town.decide(number) and town.entry(number).asked[0].rule == "ordinary"
    after = town.entry(town.file("riverside-1", "teapot", MOTION))
    assert after.asked[0].rule == "ordinary-many" and after.opened_at == add(FOUNDED_AT, "P8D")
    return {"SAME"} if town.entry(number).status == "rejected" else set()


def left_out_of_an_affiliate(coop: Coop) -> set[str]:
    """One vote against makes Restaurant a tie. The clerk received it and leaves it out; the receipt proves that."""

    def of_cast_votes(data: dict[str, Any]) -> None:
        data["rules"]["funds"] |= of_cast("more_than 1/2")

    coop = federation_of(coop, {"riverside": 3, "restaurant": 2, "commune": 2}, of_cast_votes)
    number = coop.open("riverside-1", "kettle", MOTION)
    ours = [coop.vote(voter, number) for voter in ("riverside-1", "riverside-2", "restaurant-1")]
    against = coop.vote("restaurant-2", number, "against")
    coop.run_clerk()
    receipt = coop.hub.ref(f"refs/heads/gather/{number}") or ""
    assert decided(coop, number, *ours, coop.entry(number).filing or "") == "passed" and against
    proved, _ = receipts(coop, receipt)
    return {f"FAIL:{code}" for code in proved}
