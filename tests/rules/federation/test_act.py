"""Acts of an affiliate: as many as its mandate needs sign them, all of them with the mandate at the last signature."""

from __future__ import annotations

import pytest

from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.member import Member
from govtool.domain.people.case import Case, Party
from tests.world.people import FOUNDED_AT
from tests.world.quarrel import OPENING, Quarrel
from tests.world.source import folded


@pytest.fixture
def town() -> Quarrel:
    return Quarrel()


def test_one_of_two_waits_even_if_the_others_are_gone(town: Quarrel) -> None:
    for name in ("gita", "hal"):
        gone = Member.one(town.registry, name).changed(membership="left")
        town.registry = folded(town.registry.keep(gone))
    assert town.opens("finn", affiliate="commune") == set()
    assert Case.of(town.registry, 1) is None, "one signer is not two"


def test_a_third_signature_is_one_too_many(town: Quarrel) -> None:
    digest = town.state("finn", "open-case", {**OPENING, "affiliate": "commune"})
    for who, refused in (("finn", {"own_case"}), ("hal", set()), ("gita", {"not_awaited"})):
        assert town.says(who, "countersign", confirms=digest) == refused, who


def test_a_mandate_is_judged_when_the_statement_comes_in(town: Quarrel) -> None:
    riverside = Affiliate.one(town.registry, "riverside")
    until = add(FOUNDED_AT, "P1D")
    town.registry = folded(
        town.registry.keep(riverside.changed(mandates=(riverside.mandates[0].changed(until=until),)))
    )
    assert town.opens() == set()
    town.now = until
    assert town.opens() == {"mandate"}


def test_an_act_shows_that_the_affiliate_is_not_silent(town: Quarrel) -> None:
    town.later("P200D")
    assert Affiliate.one(town.registry, "riverside").is_silent(town.now)
    assert town.opens() == set()
    assert not Affiliate.one(town.registry, "riverside").is_silent(town.now)


def test_a_person_opens_a_case_against_an_affiliate_and_signs_alone(town: Quarrel) -> None:
    assert town.opens("dora", affiliate=None) == set()
    assert town.case().complainant == Party(person="dora")
    assert town.says("dora", "name-mediator", case=1, mediator="mia") == set()
    assert town.says("eva", "name-mediator", case=1, mediator="mia") == {"not_party"}


def test_nobody_acts_who_left_before_the_last_signature(town: Quarrel) -> None:
    commune = Affiliate.one(town.registry, "commune")
    row = commune.mandates[0].changed(need=3)
    town.registry = folded(town.registry.keep(commune.changed(mandates=(row,))))
    assert town.opens("finn", affiliate="commune") == town.sign("gita") == set()
    assert town.says("gita", "resign") == set()
    assert town.sign("hal") == set()
    assert Case.of(town.registry, 1) is None, "two of the three are left"
