"""An affiliate leaves 90 days after it says so, by date alone, and its people keep everything."""

from __future__ import annotations

import pytest

from govtool.core.times import add, subtract
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import affiliates_of, belongs_to, home_of
from govtool.domain.constitution.member import Member
from tests.world.joining import UNION, Joining, admission, members_of
from tests.world.quarrel import PEOPLE


@pytest.fixture
def town() -> Joining:
    """The federation, with the union, of whose three signers two decide."""
    made = Joining()
    assert made.decides(admission(made.genesis)) == "enacted"
    return made


def leaves(town: Joining) -> Affiliate:
    """Two signers say that the union leaves."""
    assert town.says("nils", "leave-federation", affiliate="union") == set()
    assert town.affiliate("union").ends_at is None, "one of two says nothing"
    assert town.sign("nora") == set()
    return town.affiliate("union")


def test_it_has_left_90_days_later_and_not_a_minute_before(town: Joining) -> None:
    before = members_of(town.registry)
    found = leaves(town)
    assert (found.ends_at, found.end) == (add(town.now, "P90D"), "left")
    last = subtract(add(town.now, "P90D"), "PT1M")
    assert found.belongs(last) and belongs_to(town.registry, "nils", "union", last)
    assert home_of(town.registry, "nils", last) == "union"
    assert not found.belongs(add(last, "PT1M")) and not belongs_to(town.registry, "nils", "union", add(last, "PT1M"))
    assert home_of(town.registry, "nils", add(last, "PT1M")) is None
    assert affiliates_of(town.registry, "nils", add(last, "PT1M")) == ()
    assert members_of(town.registry) == before


def test_its_people_vote_on_after_it_left(town: Joining) -> None:
    leaves(town)
    town.later("P120D")
    number = town.file("alice", "kettle", "- action: motion")
    nils = Member.one(town.registry, "nils")
    assert nils.membership == "member" and nils.counts_at is not None and nils.counts_at <= town.now
    assert set(PEOPLE["riverside"]) <= town.who_votes(town.entry(number))
    assert town.says("nils", "home", affiliate="union") == {"not_affiliated"}


def test_nobody_acts_for_it_any_more_once_it_has_left(town: Joining) -> None:
    leaves(town)
    town.later("P90D")
    for kind in ("leave-federation", "stay-in-federation"):
        assert "unknown_affiliate" in town.says("nils", kind, affiliate="union")
    assert "unknown_affiliate" in town.says("nils", "change-affiliate", affiliate="union", mandates=[])


def test_it_can_stay_until_it_has_left(town: Joining) -> None:
    leaves(town)
    assert town.says("nora", "leave-federation", affiliate="union") == {"precondition"}
    town.later("P89D")
    assert town.says("pam", "stay-in-federation", affiliate="union") == town.sign("nils") == set()
    found = town.affiliate("union")
    assert (found.ends_at, found.end, found.acted_at) == (None, None, town.now)
    assert town.says("pam", "stay-in-federation", affiliate="union") == {"precondition"}
    town.later("P2D")
    assert home_of(town.registry, "nils", town.now) == "union"


def test_only_its_mandate_to_leave_counts(town: Joining) -> None:
    assert town.says("bob", "leave-federation", affiliate="union") == {"mandate"}
    assert town.says("bob", "leave-federation", affiliate="riverside") == {"mandate"}, "his is for cases"
    rows = tuple(row for row in town.affiliate("union").mandates if row.what != "leave")
    town.keep(town.affiliate("union").changed(mandates=rows))
    assert town.says("nils", "leave-federation", affiliate="union") == {"mandate"}


def test_the_mandate_of_the_last_signature_counts(town: Joining) -> None:
    assert town.says("nils", "leave-federation", affiliate="union") == set()
    town.keep(town.affiliate("union").changed(mandates=()))
    assert "mandate" in town.sign("nora") and town.affiliate("union").ends_at is None


# Silent --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "is_shown", "is_left_out"), [("P179D", 0, 0), ("P180D", 1, 0), ("P365D", 1, 1)])
def test_an_affiliate_is_silent_by_date_and_an_act_ends_it(
    town: Joining, after: str, is_shown: bool, is_left_out: bool
) -> None:
    union = town.affiliate("union")
    town.keep(union.changed(mandates=tuple(row.changed(until=add(town.now, "P366D")) for row in union.mandates)))
    town.later(after)
    union = town.affiliate("union")
    assert (union.is_silent(town.now), union.is_silent(town.now, "P365D")) == (is_shown, is_left_out)
    assert town.says("nils", "leave-federation", affiliate="union") == town.sign("nora") == set()
    assert not town.affiliate("union").is_silent(town.now) and town.affiliate("union").signers == UNION
