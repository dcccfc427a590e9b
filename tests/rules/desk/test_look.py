"""A minute that is dated before the last fetch, and was not there then, is told to whoever fetched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govtool.core.times import add, subtract
from govtool.errors import GovtoolError
from govtool.io.signature.trust import Pin, TrustStore
from tests.threats.attack_main import opening_of
from tests.world.coop import Coop
from tests.world.forced import entered
from tests.world.laptop import Laptop
from tests.world.words import MOTION

TOLD = "[dated_back]"


def opened_under(coop: Coop, at: str) -> None:
    """The clerk opens what Alice filed, under that date."""
    event = opening_of(coop)
    entered(coop, replace(event, at=at, moment=replace(event.moment, at=at)))


@pytest.mark.parametrize(("back", "is_told"), [("PT0M", False), ("PT1H", False), ("PT1H1M", True), ("P7D", True)])
def test_a_minute_dated_back_is_told_once_beyond_an_hour(coop: Coop, back: str, is_told: bool) -> None:
    bob = Laptop(coop, "bob")
    coop.later("P8D")
    assert TOLD not in bob.types("status")
    coop.propose("alice", "kettle", MOTION)
    opened_under(coop, subtract(coop.now, back))
    coop.later("PT10M")
    said = bob.types("vote", "1", "against")
    assert (TOLD in said) is is_told, said
    assert ("entry 1 is dated" in said) is is_told
    assert TOLD not in bob.types("status"), "it is told once"


def test_a_look_without_a_fetch_says_nothing_of_what_was_there(coop: Coop) -> None:
    bob = Laptop(coop, "bob")
    bob.types("status")
    coop.later("P8D")
    bob.types("status", "--offline")
    coop.propose("alice", "kettle", MOTION)
    opened_under(coop, subtract(coop.now, "P7D"))
    assert TOLD not in bob.types("status")


def test_an_honest_clerk_is_never_told_of(coop: Coop) -> None:
    bob = Laptop(coop, "bob")
    for slug in ("kettle", "teapot", "cup"):
        assert TOLD not in bob.types("status")
        coop.later("P2D")
        coop.open("alice", slug, MOTION, extra=f"# {slug}\n")
        coop.later("PT50M")
    assert TOLD not in bob.types("status")


def test_a_time_that_is_none_is_no_pin(coop: Coop) -> None:
    store = TrustStore(coop.folder / "trust.json")
    pin = Pin(coop.genesis, "Test", coop.now, seen_at=add(coop.now, "P1D"))
    store.put(pin)
    assert store.pins() == (pin,)
    store.put(replace(pin, seen_at="yesterday"))
    with pytest.raises(GovtoolError, match="cannot be read"):
        store.pins()
