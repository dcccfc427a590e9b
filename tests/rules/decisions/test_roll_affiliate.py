"""The people of an affiliate as an electorate, and the homes that rolls read: fast, and as the records say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.canonical import emit
from govtool.core.spread import Part
from govtool.core.state import State
from govtool.core.times import add, subtract
from govtool.domain.constitution.affiliation import (
    Affiliation,
    AffiliationRow,
    belonging_in,
    entered,
    left,
    people_of,
    settled_homes,
)
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.asked import Asked
from govtool.domain.decisions.proposal import Proposal
from govtool.domain.decisions.question import questions
from govtool.domain.decisions.roll import Electorates, Roll, VoterList, electorate_of, keep_rolls, rolls_of
from govtool.domain.people.key import Rekey
from govtool.io.git.store import Layout
from govtool.roles.minutes.registry import state_of
from tests.world.federal import OF_HOME, affiliate, affiliation, federal_bylaws, federation
from tests.world.history import Recorded
from tests.world.people import FOUNDED_AT, key_of, person, public, refusal, shipped_bylaws
from tests.world.town import Town

INSTANTS = st.sampled_from(["2026-11-01T10:00:00Z", "2027-01-31T23:59:59Z"])
ROWS = st.lists(st.tuples(st.sampled_from(["riverside", "commune"]), INSTANTS, st.none() | INSTANTS), min_size=1)


@given(ROWS, st.none() | INSTANTS, st.sampled_from(["riverside", "commune"]))
def test_both_readings_of_an_affiliation_find_the_same(rows: Any, moved_at: str | None, base: str) -> None:
    made = tuple(AffiliationRow(affiliate=name, since=since, ended_at=ended) for name, since, ended in rows)
    found = Affiliation(person="alice", base=base, moved_at=moved_at, rows=made)
    assert belonging_in("alice", found.as_file) == found.belonging


@pytest.mark.parametrize("change", [{"person": "alice"}, {"person": "alice", "home": "x", "rows": [], "more": 1}])
def test_a_file_that_is_not_canonical_leaves_nobody_out(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="canonical"):
        belonging_in("alice", emit(change))


def test_homes_follow_every_change_of_an_affiliation(tmp_path: Path) -> None:
    """What was read of a folder is used again only as long as nothing in it changes."""
    both = affiliation("alice", "riverside", "commune")
    there = (affiliation("albert", "printers"), affiliation("bob", "riverside"))
    records = (affiliate("riverside", 2), affiliate("commune", 1), affiliate("printers", 1), both, *there)
    laid = {record.path: record for record in records}
    made = Recorded(tmp_path / "made.git", ["alice", "albert", "bob"], bylaws=federal_bylaws(), records=laid)

    def homes() -> dict[str, str]:
        made.publish()
        state = state_of(made.git, made.git.loose_commit(made.head).tree, Layout())
        return settled_homes(state, made.now)

    others = {"albert": "printers", "bob": "riverside"}
    assert homes() == homes() == {"alice": "riverside", **others}
    assert made.state("alice", "home", {"affiliate": "commune"})
    assert homes() == others
    made.later("P180D")
    assert homes() == {"alice": "commune", **others}


def test_homes_are_those_of_affiliates_that_belong_at_that_time() -> None:
    town = federation({"riverside": 2, "commune": 1}, records=(affiliate("commune", ends_at=FOUNDED_AT, end="left"),))
    assert settled_homes(town.registry, FOUNDED_AT) == {"riverside-1": "riverside", "riverside-2": "riverside"}
    assert settled_homes(town.registry, subtract(FOUNDED_AT, "PT1M"))["commune-1"] == "commune"
    town.registry = left(town.registry, "riverside-1", "riverside", FOUNDED_AT)
    over = add(FOUNDED_AT, "P30D")
    assert "riverside-1" in settled_homes(town.registry, subtract(over, "PT1M")), "30 days against sudden endings"
    assert settled_homes(town.registry, over) == {"riverside-2": "riverside"}
    assert list(people_of(town.registry, "riverside")) == ["riverside-2"]


# What a spread counts

THREE = {"riverside": 6, "restaurant": 3, "commune": 2}


def test_people_who_are_left_out_are_still_people_of_their_home() -> None:
    """How many are at home somewhere is asked before exclusions; their votes are none."""

    def about_a_person(data: dict[str, Any]) -> None:
        data["rules"]["funds"]["electorate"] = {"who": "members", "exclude": ["subject"]}
        data["decisions"]["suspend"]["rule"] = "funds"

    town = federation(THREE, about_a_person)
    rule = bylaws_of(town.registry).rules["funds"]
    found = electorate_of(town.registry, bylaws_of(town.registry), rule, town.now, "commune-1")
    assert found.without == ("commune-1",) and found.affiliates == {"commune": 1, "restaurant": 3, "riverside": 6}
    assert found.leaving_out(["commune-2", "riverside-1"]).affiliates == {"commune": 0, "restaurant": 3, "riverside": 5}


def test_the_parts_of_an_electorate_are_those_of_its_people_at_home() -> None:
    town = federation(THREE, alone=1)
    bylaws = bylaws_of(town.registry)
    found = electorate_of(town.registry, bylaws, bylaws.rules["funds"], town.now)
    choices = {"riverside-1": "for", "riverside-2": "against", "restaurant-1": "abstain", "eve": "for"}
    assert found.parts(choices) == (Part(silent=2), Part(silent=2), Part(1, 1, 4))
    assert found.parts() == (Part(silent=2), Part(silent=3), Part(silent=6))
    plain = electorate_of(town.registry, bylaws, bylaws.rules["ordinary"], town.now)
    assert plain.parts(choices) is None and plain.affiliates is None


# Rolls with homes


@pytest.mark.parametrize("heads", [3, 1_001, 2_500])
def test_a_roll_in_parts_holds_the_home_of_each_person(heads: int) -> None:
    names = [f"{chr(97 + number % 26)}{chr(97 + number % 7)}-{number}" for number in range(heads)]
    weights, homes = dict.fromkeys(names, 1), dict.fromkeys(names[::2], "riverside")
    files = rolls_of(weights, homes)
    voters = VoterList(keep_rolls(State(Town(["alice"]).registry.source), files), files[0].digest, (), heads, heads)
    assert {name: voters.home(name) for name in names} == {name: homes.get(name) for name in names}
    assert dict(voters) == weights and (files[0].homes is None) == (heads > 1_000)
    plain = rolls_of(weights)
    assert all(roll.homes is None for roll in plain) and plain[0].digest != files[0].digest


def test_a_roll_of_people_without_a_home_is_another_one_than_a_plain_roll() -> None:
    assert rolls_of({"alice": 1}, {})[0].data() == {"voters": {"alice": 1}, "homes": {}}
    assert Roll.read({"voters": {"alice": 1}}).homes is None


# The people of an affiliate


def own(data: dict[str, Any]) -> None:
    """A rule of the people of an affiliate."""
    data["rules"]["own"] = {**data["rules"]["ordinary"], "electorate": {"who": "affiliate", "affiliate": "subject"}}
    data["rules"]["river"] = {**data["rules"]["own"], "electorate": {"who": "affiliate", "affiliate": "riverside"}}


TWO = {"riverside": 3, "commune": 2}


def asked(town: Town, rule: str, subject: str | None = None, about: str | None = None) -> list[str]:
    bylaws = bylaws_of(town.registry)
    return sorted(electorate_of(town.registry, bylaws, bylaws.rules[rule], town.now, subject, (), about).rest)


def test_a_rule_asks_the_people_of_the_affiliate_that_is_concerned() -> None:
    town = federation(TWO, own, alone=1)
    assert asked(town, "own", about="commune") == ["commune-1", "commune-2"]
    assert asked(town, "own", subject="commune-1") == ["commune-1", "commune-2"], "the home of the person"
    assert asked(town, "own", subject="commune-1", about="riverside") == asked(town, "river")
    assert asked(town, "own") == asked(town, "own", subject="alone-1") == []
    assert asked(town, "own", about="nowhere") == []


def test_whoever_belongs_to_two_affiliates_is_asked_by_both() -> None:
    town = federation(TWO, own, records=(affiliation("riverside-1", "riverside", "commune"),))
    assert asked(town, "own", about="commune") == ["commune-1", "commune-2", "riverside-1"]
    assert "riverside-1" in asked(town, "river")


def test_only_members_who_count_now_are_asked() -> None:
    town = federation(TWO, own)
    gone = person("commune-1").changed(membership="left", left_at=town.now, counts_at=None)
    later = person("riverside-1").changed(counts_at=add(town.now, "PT1M"))
    town.registry = town.registry.keep(gone, later)
    assert asked(town, "own", about="commune") == ["commune-2"]
    assert asked(town, "river") == ["riverside-2", "riverside-3"]


def test_people_whose_affiliation_just_ended_are_asked_for_30_days() -> None:
    """Somebody with a mandate ends what all others have there, and would decide alone."""
    town = federation(TWO, own)
    for name in ("riverside-2", "riverside-3"):
        town.registry = left(town.registry, name, "riverside", town.now)
    assert asked(town, "river") == ["riverside-1", "riverside-2", "riverside-3"]
    town.later("P30D")
    town.now = subtract(town.now, "PT1M")
    assert asked(town, "river") == ["riverside-1", "riverside-2", "riverside-3"]
    town.later("PT1M")
    assert asked(town, "river") == ["riverside-1"]


def test_people_who_just_came_are_asked_30_days_later() -> None:
    """Nobody wins such a vote by letting friends in."""
    town = federation(TWO, own)
    town.registry = entered(town.registry, "commune-1", "riverside", town.now)
    assert "commune-1" not in asked(town, "river")
    town.later("P30D")
    town.now = subtract(town.now, "PT1M")
    assert "commune-1" not in asked(town, "river")
    town.later("PT1M")
    assert "commune-1" in asked(town, "river")


def test_the_first_people_of_an_affiliate_are_asked_from_its_first_day() -> None:
    new = affiliation("commune-1", "commune").changed(rows=(AffiliationRow(affiliate="commune", since=FOUNDED_AT),))
    town = federation(TWO, own, records=(affiliate("commune", 2, joined_at=FOUNDED_AT), new))
    assert asked(town, "own", about="commune") == ["commune-1", "commune-2"]


def test_an_affiliate_that_has_left_decides_nothing() -> None:
    town = federation(TWO, own, records=(affiliate("commune", 2, ends_at=FOUNDED_AT, end="left"),))
    assert asked(town, "own", about="commune") == []


@pytest.mark.parametrize(("people", "voters"), [(3, 2), (2, 4)])
def test_if_too_few_are_left_at_home_all_members_decide_on_lost_keys(people: int, voters: int) -> None:
    """`at_least_heads` is asked of those who remain without the person concerned."""
    town = federation({"riverside": people, "commune": 3})
    found = rekey(town, "riverside-1")
    assert (found.rule, found.subject, found.heads) == ("rekey", "riverside-1", voters)
    assert found.contested is not None and found.contested.electorate.affiliate == "subject"


def rekey(town: Town, member: str) -> Asked:
    action = Rekey(action="rekey", member=member, key=public(key_of("new")), proof="x")
    return questions_of(town, action)[0]


def questions_of(town: Town, action: Action) -> tuple[Asked, ...]:
    proposal = Proposal(
        title="About it", summary="Why", proposer="riverside-2", open_before=town.now, own_actions=(action,)
    )
    return questions(town.registry, bylaws_of(town.registry), proposal, town.now).asked


def test_nobody_decides_for_a_person_without_a_home_unless_the_bylaws_say_who() -> None:
    def of_home_alone(data: dict[str, Any]) -> None:
        home = {name: value for name, value in OF_HOME.items() if name not in ("at_least_heads", "else")}
        data["rules"]["rekey"]["electorate"] = home

    town = federation(TWO, of_home_alone, alone=1)
    assert refusal(lambda: rekey(town, "alone-1")) == {"no_electorate"}
    assert rekey(federation(TWO, alone=1), "alone-1").heads == 5


def test_electorates_that_are_found_once_are_those_of_each_affiliate_and_person() -> None:
    town = federation({"riverside": 3, "restaurant": 3, "commune": 2}, own)
    bylaws = bylaws_of(town.registry)
    found = Electorates(town.registry, bylaws, town.now)
    for name in ("own", "river", "rekey", "funds", "ordinary"):
        for subject in (None, "riverside-1", "commune-1"):
            for about in (None, "riverside", "commune"):
                rule = bylaws.rules[name]
                once = electorate_of(town.registry, bylaws, rule, town.now, subject, (), about)
                assert (
                    found.of(rule, subject, frozenset(), about) == found.of(rule, subject, frozenset(), about) == once
                )
    assert shipped_bylaws().kind is None
