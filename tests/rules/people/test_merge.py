"""Two records of one person become one: the elder stays, and takes the affiliates of the younger."""

from __future__ import annotations

from govtool.domain.constitution.affiliation import affiliates_of
from govtool.domain.constitution.member import Member
from govtool.domain.people.merge import merged
from tests.world.quarrel import Quarrel


def test_the_younger_record_loses_its_keys_and_the_elder_takes_its_affiliates() -> None:
    town = Quarrel()
    after = merged(town.registry, "hal", "eva", town.now)
    eva, hal = (Member.one(after, name) for name in ("eva", "hal"))
    assert eva.membership == "left" and all(key.is_revoked(town.now) for key in eva.keys)
    assert hal.as_file == Member.one(town.registry, "hal").as_file
    assert affiliates_of(after, "hal", town.now) == ("commune", "restaurant")
    assert affiliates_of(after, "eva", town.now) == ()


def test_an_affiliate_that_both_belong_to_is_there_once() -> None:
    town = Quarrel()
    after = merged(town.registry, "alice", "eva", town.now)
    assert affiliates_of(after, "alice", town.now) == ("riverside", "restaurant")
