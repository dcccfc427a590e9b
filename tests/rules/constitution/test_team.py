"""A team: where its record lies, and who has a seat in it."""

from __future__ import annotations

import pytest

from govtool.core.record import SchemaError
from govtool.core.state import State
from govtool.domain.constitution.team import Seat, Team, without
from tests.world.people import FOUNDED_AT
from tests.world.source import Memory


def team(name: str, *members: str) -> Team:
    return Team(id=name, name=name.title(), seats=tuple(Seat(member=each, counts_at=FOUNDED_AT) for each in members))


def test_a_team_lies_under_its_name() -> None:
    assert Team.home.kind == "team" and team("kitchen").path == "registry/teams/kitchen.yaml"


def test_a_person_is_in_a_team_by_their_seat() -> None:
    assert team("kitchen", "alice", "bob").has("bob") and not team("kitchen", "alice").has("bob")


def test_who_leaves_leaves_every_team_and_an_empty_one_stays() -> None:
    teams = (team("kitchen", "alice", "bob"), team("shop", "bob"), team("web", "alice"))
    before = State(Memory({each.path: each for each in teams}))
    after = without(before, "bob")
    assert list(Team.all(after)) == [team("kitchen", "alice"), team("shop"), team("web", "alice")]
    assert set(after.records) == {"registry/teams/kitchen.yaml", "registry/teams/shop.yaml"}


def test_a_team_has_at_most_a_thousand_seats() -> None:
    most = [{"member": f"p{number}", "counts_at": FOUNDED_AT} for number in range(1001)]
    assert len(team("kitchen").changed(seats=most[:1000]).seats) == 1000
    with pytest.raises(SchemaError):
        team("kitchen").changed(seats=most)
