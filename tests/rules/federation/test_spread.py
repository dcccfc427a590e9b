"""The spread from the opening to the decision: which affiliates count, what is fixed, and what the minute says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govtool.core.minute import Minute, SpreadCount
from govtool.core.times import add, subtract
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation, left
from govtool.domain.decisions.asked import Asked
from govtool.domain.decisions.roll import Roll
from govtool.roles.minutes.auditor import audit
from tests.rules.lifecycle.test_handover_signature import all_of, event, refusal
from tests.world.federal import (
    LONG_AGO,
    MOTION,
    MOTIONS,
    SPREAD,
    affiliate,
    affiliation,
    choose,
    federal_bylaws,
    federation,
    people_of,
    records_of,
)
from tests.world.history import Recorded
from tests.world.people import FOUNDED_AT
from tests.world.town import Town

RENAME = "- {action: rename-organization, from_name: Test Co-operative, to_name: Us}"
THREE = {"riverside": 6, "restaurant": 3, "commune": 2}


def opened(town: Town, slug: str = "kettle", by: str = "riverside-1", actions: str = MOTION) -> str:
    number = town.file(by, slug, actions)
    assert number, [(found.code, dict(found.values)) for found in town.findings]
    return number


def asked_of(town: Town) -> Asked:
    return town.entry(opened(town)).asked[0]


def decided(town: Town, number: str) -> str:
    """The result at the end of the vote."""
    town.later("P8D")
    assert town.decide(number), town.findings
    return town.entry(number).status


# Which affiliates count


def test_the_opening_fixes_the_affiliates_that_count_with_the_votes_of_their_people() -> None:
    town = federation(THREE, alone=2)
    asked = asked_of(town)
    assert dict(asked.affiliates or {}) == {"commune": 2, "restaurant": 3, "riverside": 6} and asked.heads == 13
    roll = Roll.one(town.registry, asked.roll)
    assert dict(roll.homes or {})["commune-1"] == "commune" and "alone-1" not in (roll.homes or {})


def test_a_roll_without_a_spread_holds_no_homes() -> None:
    town = federation(THREE)
    entry = town.entry(
        opened(town, actions="- {action: rename-organization, from_name: Test Co-operative, to_name: Us}")
    )
    assert entry.asked[0].affiliates is None
    assert Roll.one(town.registry, entry.asked[0].roll).homes is None
    assert b"homes" not in Roll.one(town.registry, entry.asked[0].roll).as_file


@pytest.mark.parametrize(("days", "is_counted"), [(364, False), (365, True)])
def test_an_affiliate_counts_a_year_after_it_joined(days: int, is_counted: bool) -> None:
    young = affiliate("commune", 2, joined_at=subtract(FOUNDED_AT, f"P{days}D"))
    assert ("commune" in (asked_of(federation(THREE, records=(young,))).affiliates or {})) == is_counted


@pytest.mark.parametrize(("people", "is_counted"), [(1, False), (2, True)])
def test_an_affiliate_counts_if_enough_people_of_the_roll_are_at_home_there(people: int, is_counted: bool) -> None:
    assert ("commune" in (asked_of(federation({**THREE, "commune": people})).affiliates or {})) == is_counted


@pytest.mark.parametrize(("days", "is_counted"), [(364, True), (365, False)])
def test_an_affiliate_that_is_silent_for_a_year_does_not_count(days: int, is_counted: bool) -> None:
    silent = affiliate("commune", 2, acted_at=subtract(FOUNDED_AT, f"P{days}D"))
    assert ("commune" in (asked_of(federation(THREE, records=(silent,))).affiliates or {})) == is_counted


@pytest.mark.parametrize(("days", "is_counted"), [(179, False), (180, True)])
def test_a_home_that_was_moved_lately_is_none(days: int, is_counted: bool) -> None:
    moved = affiliation("commune-1", "commune", moved_at=subtract(FOUNDED_AT, f"P{days}D"))
    town = federation(THREE, records=(moved,))
    asked = asked_of(town)
    assert ("commune" in (asked.affiliates or {})) == is_counted, "two people must be at home there"
    assert asked.voters(town.registry).home("commune-1") == ("commune" if is_counted else None)


def test_an_affiliate_that_has_left_counts_nobody() -> None:
    town = federation(THREE, records=(affiliate("commune", 2, ends_at=FOUNDED_AT, end="left"),))
    asked = asked_of(town)
    assert "commune" not in (asked.affiliates or {}) and asked.voters(town.registry).home("commune-1") is None


def test_a_person_who_no_longer_belongs_to_their_home_has_none() -> None:
    town = federation(THREE)
    town.registry = left(town.registry, "riverside-1", "riverside", subtract(town.now, "P30D"))
    asked = asked_of(town)
    assert dict(asked.affiliates or {})["riverside"] == 5 and asked.heads == 11, "the person keeps the vote"


# The count


@pytest.mark.parametrize(
    ("choices", "result", "spread"),
    [
        ({"riverside": "for"}, "rejected", (3, 1, 1)),
        ({"riverside": "for", "commune": "for"}, "passed", (3, 2, 2)),
        ({"riverside": "for", "commune": "for", "restaurant": "against"}, "passed", (3, 3, 2)),
        ({"riverside": "for", "commune": {1: "for", 2: "against"}}, "rejected", (3, 2, 1)),
        ({"riverside": "for", "commune": {1: "for"}}, "passed", (3, 2, 2)),
    ],
)
def test_a_vote_passes_in_more_than_half_of_the_affiliates_that_choose(
    choices: dict[str, Any], result: str, spread: tuple[int, int, int]
) -> None:
    town = federation(THREE)
    number = opened(town)
    choose(town, number, **choices)
    assert decided(town, number) == result
    counted, chose, agree = spread
    figures = SpreadCount(counted=counted, chose=chose, agree=agree)
    outcome = town.entry(number).decided
    assert outcome is not None and outcome.questions[0].spread == figures


def test_the_minute_holds_the_figures_and_a_vote_without_a_spread_has_none() -> None:
    town = federation(THREE)
    number = opened(town)
    choose(town, number, riverside="for")
    town.later("P8D")
    opening = town.opening(number)
    assert town.decide(number)
    question = town.entry(number).decided.questions[0]  # type: ignore[union-attr]
    assert question.data()["spread"] == {"counted": 3, "chose": 1, "agree": 1}
    assert opening.entry.asked[0].affiliates is not None
    data = Minute.read({"number": 1, "at": FOUNDED_AT, "event": "decided", "questions": [question.data()]}).data()
    assert data["questions"][0]["spread"]["agree"] == 1


def test_with_two_affiliates_the_condition_rests() -> None:
    town = federation({"riverside": 6, "restaurant": 3})
    number = opened(town)
    assert set(town.entry(number).asked[0].affiliates or {}) == {"riverside", "restaurant"}
    choose(town, number, riverside="for", restaurant="against")
    assert decided(town, number) == "passed"


def test_the_result_is_certain_before_the_end_if_nobody_left_can_change_it() -> None:
    town = federation(THREE)
    number = opened(town)
    choose(town, number, riverside="for", restaurant={1: "for", 2: "for"})
    town.later("P2D")
    assert town.decide(number) and town.entry(number).status == "passed"
    town.enact_due()
    early = opened(town, "teapot")
    choose(town, early, riverside="for")
    town.later("P2D")
    assert not town.decide(early) and town.refused == {"early"}


def test_options_of_a_choice_are_counted_with_the_spread_of_their_rules() -> None:
    town = federation(THREE)
    number = town.offer("riverside-1", "drink", MOTIONS)
    assert number, town.findings
    for place in range(1, 7):
        town.vote(f"riverside-{place}", number, "wine,none,tea")
    for voter in ("restaurant-1", "restaurant-2", "commune-1"):
        town.vote(voter, number, "tea,none")
    town.later("P8D")
    assert town.decide(number), town.findings
    found = town.entry(number).decided
    assert found is not None and (found.result, found.winners) == ("rejected", ())
    rows = {row.option: (row.result, row.for_, row.spread) for row in found.options}
    assert rows["wine"] == ("rejected", 6, SpreadCount(counted=3, chose=3, agree=1))
    assert rows["tea"][:2] == ("rejected", 3)


# What comes later changes nothing (G35)


def test_later_events_change_neither_homes_nor_affiliates() -> None:
    town = federation(THREE)
    number = opened(town)
    before = town.entry(number).asked[0].data()
    choose(town, number, riverside="for", commune="for")
    for person in ("commune-1", "commune-2", "restaurant-1"):
        town.registry = left(town.registry, person, Affiliation.one(town.registry, person).base, town.now)
    gone = Affiliate.one(town.registry, "restaurant").changed(ends_at=town.now, end="left")
    town.registry = town.registry.keep(gone)
    assert town.entry(number).asked[0].data() == before
    assert decided(town, number) == "passed"


def test_a_new_home_counts_in_votes_that_open_half_a_year_later() -> None:
    town = federation(THREE, records=(affiliation("riverside-1", "riverside", "commune"),))
    assert town.state("riverside-1", "home", {"affiliate": "commune"}), town.findings
    number = opened(town)
    assert town.entry(number).asked[0].voters(town.registry).home("riverside-1") is None
    town.later("P180D")
    assert town.entry(opened(town, "teapot")).asked[0].voters(town.registry).home("riverside-1") == "commune"
    assert add(FOUNDED_AT, "P180D") == town.now and LONG_AGO < FOUNDED_AT


def test_a_handover_by_the_rule_of_amendments_needs_its_spread() -> None:
    def no_handover(data: dict[str, Any]) -> None:
        del data["rules"]["handover"]
        data["rules"]["amend"]["spread"] = SPREAD

    town = federation({"riverside": 8, "restaurant": 2, "commune": 2}, no_handover)
    town.later("P1D")
    ours = [f"riverside-{place}" for place in range(1, 9)]
    few = ("handover", "8 of 12 votes signed, in too few affiliates")
    assert refusal(event(town, *all_of(town, *ours)), town) == few
    assert event(town, *all_of(town, *ours, "commune-1")).apply(town.registry)


# The audit


def test_the_audit_counts_the_spread_again(tmp_path: Path) -> None:
    """A history in git: one vote wins in one of three affiliates only, the other in two."""
    bylaws, records = federal_bylaws(), records_of(THREE)
    made = Recorded(tmp_path / "made.git", people_of(THREE), bylaws=bylaws, records=records)
    for slug, choices in {"kettle": {"riverside": "for"}, "teapot": {"riverside": "for", "commune": "for"}}.items():
        number = opened(made, slug)
        choose(made, number, **choices)
        made.gather(number)
        made.later("P8D")
        assert made.decide(number), made.findings
        made.enact_due()
    made.publish()
    assert [made.entry(number).status for number in ("0001", "0002")] == ["rejected", "passed"]
    report = audit(made.git, made.head, made.genesis)
    assert report.ok and list(report.findings) == []
