"""Trade is suspended by a vote, for a year at most, and only after a case against the affiliate failed."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.times import add
from govtool.domain.federation.suspension import SuspendTrade
from tests.world.joining import Joining, members_of


@pytest.fixture
def town() -> Joining:
    return Joining()


def suspend(town: Joining, lasts: str = "P100D", **changes: Any) -> SuspendTrade:
    """The action, against Restaurant unless it is told otherwise."""
    values = {"affiliate": "restaurant", "case": 1, "until": add(town.now, lasts), **changes}
    return SuspendTrade.read({"action": "suspend-trade", **values})


def refused(town: Joining, action: SuspendTrade) -> set[str]:
    """The codes with which a proposal is not opened."""
    assert town.asks(action) == ""
    return town.refused


def test_the_record_says_from_when_until_when_and_people_keep_everything(town: Joining) -> None:
    town.failed(ground=None)
    before, action = members_of(town.registry), suspend(town)
    assert town.decides(action) == "enacted"
    found = town.affiliate("restaurant")
    assert (found.trade_ends_at, found.trade_from) == (town.now, action.until)
    assert members_of(town.registry) == before and found.belongs(town.now)


def test_a_case_against_it_must_have_failed(town: Joining) -> None:
    assert refused(town, suspend(town)) == {"no_failed_case"}
    assert town.opens() == set()
    assert refused(town, suspend(town)) == {"no_failed_case"}
    town.named()
    town.later("P59D")
    assert refused(town, suspend(town)) == {"no_failed_case"}
    town.later("P1D")
    assert town.asks(suspend(town)) != ""


def test_its_own_case_and_that_of_another_do_not_count(town: Joining) -> None:
    town.failed()
    assert refused(town, suspend(town, affiliate="riverside")) == {"no_failed_case"}
    assert refused(town, suspend(town, affiliate="commune")) == {"no_failed_case"}
    assert refused(town, suspend(town, affiliate="noname")) == {"no_failed_case", "unknown_affiliate"}


def test_a_complainant_who_named_no_mediator_made_it_fail_themselves(town: Joining) -> None:
    assert town.opens() == set()
    town.later("P14D")
    assert refused(town, suspend(town)) == {"no_failed_case"}


def test_the_case_is_of_this_year_when_the_vote_opens(town: Joining) -> None:
    town.failed()
    opened = town.case().opened_at
    town.now = add(opened, "P364D")
    number = town.asks(suspend(town))
    town.now = add(opened, "P365D")
    assert refused(town, suspend(town)) == {"no_failed_case"}
    assert town.ends(number) == "enacted", "it was when the vote opened"


@pytest.mark.parametrize(("lasts", "is_opened"), [("P366D", True), ("P366DT1M", False), ("P0D", False)])
def test_it_ends_within_a_year_and_has_not_ended(town: Joining, lasts: str, is_opened: bool) -> None:
    town.failed()
    assert bool(town.asks(suspend(town, lasts))) == is_opened
    assert town.refused == (set() if is_opened else {"precondition"})


def test_a_suspension_that_is_over_before_its_vote_fails(town: Joining) -> None:
    town.failed()
    number = town.asks(suspend(town, "P1D"))
    town.later("P1D")
    assert town.ends(number) == "failed" and town.affiliate("restaurant").trade_from is None
