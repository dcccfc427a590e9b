"""A tenure: what somebody was, and had agreed to work, on a day that is over."""

from __future__ import annotations

import pytest

from govtool.core.state import State
from govtool.domain.constitution.member import Member, Membership
from govtool.domain.constitution.tenure import Spell, Tenure, agreed_minutes, people_on, remember
from tests.world.people import person
from tests.world.source import Memory

JOINED, CHANGED = "2026-11-10T12:00:00Z", "2026-11-20T12:00:00Z"


def state_of(*members: Member) -> State:
    return State(Memory({member.path: member for member in members}))


def carol(membership: Membership = "member", minutes: int = 600) -> Member:
    return person("carol", hours=minutes).changed(membership=membership)


@pytest.fixture
def state() -> State:
    """Carol began in probation with 300 minutes a week, and became a member with 600."""
    before = state_of()
    first = remember(before, before.keep(carol("probationary", 300)), JOINED)
    return remember(first, first.keep(carol()), CHANGED)


def test_a_tenure_lies_under_the_person() -> None:
    assert Tenure.home.kind == "tenure" and Tenure.home.path("carol") == "registry/tenures/c/ca/carol.yaml"


def test_each_change_of_membership_or_hours_ends_a_spell(state: State) -> None:
    found = Tenure.one(state, "carol")
    assert found.spells == (
        Spell(until_on="2026-11-10", membership="none", committed_minutes_per_week=0),
        Spell(until_on="2026-11-20", membership="probationary", committed_minutes_per_week=300),
    )
    for changed in (carol("away"), carol(minutes=601)):
        after = remember(state, state.keep(changed), "2026-11-30T12:00:00Z")
        assert Tenure.one(after, "carol").spells[:2] == found.spells
        assert Tenure.one(after, "carol").spells[2:] == (
            Spell(until_on="2026-11-30", membership="member", committed_minutes_per_week=600),
        )


def test_another_change_and_a_record_of_another_kind_end_none(state: State) -> None:
    after = state.keep(carol().changed(duties=("treasurer",)))
    assert remember(state, after, "2026-11-30T12:00:00Z") is after
    assert Tenure.of(remember(state_of(carol()), state_of(carol()), CHANGED), "carol") is None


@pytest.mark.parametrize(
    ("day", "held"),
    [
        ("2026-11-09", ["none"]),
        ("2026-11-10", ["none", "probationary"]),
        ("2026-11-11", ["probationary"]),
        ("2026-11-19", ["probationary"]),
        ("2026-11-20", ["probationary", "member"]),
        ("2026-11-21", ["member"]),
    ],
)
def test_a_day_of_change_belongs_to_both_spells(state: State, day: str, held: list[str]) -> None:
    assert [each.membership for each in people_on(state, "carol", day)] == held


def test_without_a_tenure_a_person_always_was_what_they_are_and_a_stranger_nothing() -> None:
    assert people_on(state_of(carol()), "carol", "1970-01-01") == (carol(),)
    assert (
        people_on(state_of(carol()), "dan", "2026-11-20") == () and agreed_minutes(state_of(), "dan", "2026-11-20") == 0
    )


@pytest.mark.parametrize(
    ("day", "minutes"), [("2026-11-09", 0), ("2026-11-10", 300), ("2026-11-19", 300), ("2026-11-20", 600)]
)
def test_on_a_day_of_change_the_most_agreed_minutes_count(state: State, day: str, minutes: int) -> None:
    assert agreed_minutes(state, "carol", day) == minutes


@pytest.mark.parametrize(
    ("membership", "minutes"),
    [("member", 600), ("probationary", 600), ("none", 600), ("away", 0), ("left", 0), ("expelled", 0)],
)
def test_who_is_away_or_gone_has_agreed_to_nothing(membership: Membership, minutes: int) -> None:
    assert agreed_minutes(state_of(carol(membership)), "carol", "2026-11-20") == minutes
