"""To which affiliates a person belongs at a time, which one is their home, and how many people an affiliate has."""

from __future__ import annotations

import pytest

from govtool.core.state import State
from govtool.core.times import add, subtract
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import (
    MOST_ROWS,
    Affiliation,
    affiliates_of,
    belongs_to,
    entered,
    home_of,
    is_settled,
    left,
    left_all,
    people_of,
)
from govtool.domain.people.merge import merged
from tests.world.people import FOUNDED_AT
from tests.world.quarrel import Quarrel

LATER = add(FOUNDED_AT, "P10D")


@pytest.fixture
def state() -> State:
    return Quarrel().registry


def count(state: State, affiliate: str) -> int:
    """How many people an affiliate says it has, which is how many belong to it."""
    people = Affiliate.one(state, affiliate).people
    assert people == len(list(people_of(state, affiliate)))
    return people


def test_a_person_of_two_affiliates_has_one_home(state: State) -> None:
    assert affiliates_of(state, "alice", LATER) == ("riverside", "restaurant")
    assert home_of(state, "alice", LATER) == "riverside" and home_of(state, "noname", LATER) is None
    assert belongs_to(state, "alice", "restaurant", LATER) and not belongs_to(state, "eva", "riverside", LATER)


def test_who_enters_a_second_affiliate_keeps_their_home(state: State) -> None:
    before = count(state, "commune")
    state = entered(state, "eva", "commune", LATER)
    assert (home_of(state, "eva", LATER), count(state, "commune")) == ("restaurant", before + 1)
    assert Affiliation.one(state, "eva").moved_at is None


def test_who_comes_first_has_their_home_there(state: State) -> None:
    state = entered(state, "zoe", "commune", LATER)
    assert home_of(state, "zoe", LATER) == "commune" and Affiliation.one(state, "zoe").moved_at is None


def test_what_ended_stays_in_the_record_and_is_no_home(state: State) -> None:
    before = count(state, "restaurant")
    state = left(state, "eva", "restaurant", LATER)
    assert (home_of(state, "eva", LATER), count(state, "restaurant")) == (None, before - 1)
    assert Affiliation.one(state, "eva").rows[0].ended_at == LATER
    assert left(state, "eva", "restaurant", LATER) is state and left(state, "noname", "commune", LATER) is state
    back = entered(state, "eva", "restaurant", add(LATER, "P1D"))
    assert len(Affiliation.one(back, "eva").rows) == 2 and home_of(back, "eva", add(LATER, "P1D")) == "restaurant"


def test_who_comes_and_goes_a_hundred_times_can_still_join_and_be_merged(state: State) -> None:
    """Else an elder record that is full could never take what a younger one has: the vote would fail."""
    for _ in range(MOST_ROWS - 1):
        state = left(entered(state, "eva", "commune", LATER), "eva", "commune", LATER)
    assert len(Affiliation.one(state, "eva").rows) == MOST_ROWS
    state = merged(state, "eva", "bob", add(LATER, "P1D"))
    rows = [(row.affiliate, row.ended_at) for row in Affiliation.one(state, "eva").rows]
    assert rows == [("restaurant", None), ("commune", LATER), ("riverside", None)]
    assert (count(state, "riverside"), home_of(state, "eva", LATER)) == (3, "restaurant")


def test_a_new_home_after_the_only_one_ended_is_a_move(state: State) -> None:
    state = entered(left(state, "eva", "restaurant", LATER), "eva", "commune", LATER)
    found = Affiliation.one(state, "eva")
    assert (found.base, found.moved_at) == ("commune", LATER)
    settled = add(LATER, "P180D")
    assert is_settled(found, settled) and not is_settled(found, subtract(settled, "PT1M"))


def test_who_is_gone_belongs_nowhere(state: State) -> None:
    before = count(state, "riverside"), count(state, "restaurant")
    state = left_all(state, "alice", LATER)
    assert affiliates_of(state, "alice", LATER) == () and home_of(state, "alice", LATER) is None
    assert (count(state, "riverside"), count(state, "restaurant")) == (before[0] - 1, before[1] - 1)


def test_an_affiliate_that_has_left_is_nobodys_home_by_date(state: State) -> None:
    riverside = Affiliate.one(state, "riverside")
    state = state.keep(riverside.changed(ends_at=LATER, end="left"))
    assert home_of(state, "alice", subtract(LATER, "PT1M")) == "riverside"
    assert home_of(state, "alice", LATER) is None and affiliates_of(state, "alice", LATER) == ("restaurant",)
    moved = entered(state, "alice", "commune", LATER)
    assert home_of(moved, "alice", LATER) == "commune" and Affiliation.one(moved, "alice").moved_at == LATER
    assert Affiliation.one(entered(state, "eva", "commune", LATER), "eva").base == "restaurant"
