"""Where a person of a federation belongs, as people read it; in a co-operative their hours stand there."""

from __future__ import annotations

from pathlib import Path

from govtool.cli.view.affiliation import belonging_words
from govtool.core.times import add
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import left
from tests.world.coop import Coop
from tests.world.federation import federation_town, found_federation
from tests.world.laptop import Laptop
from tests.world.people import FOUNDED_AT

LATER = add(FOUNDED_AT, "P1D")


def test_a_person_is_shown_with_their_home_and_their_other_affiliates(tmp_path: Path) -> None:
    laptop = Laptop(found_federation(tmp_path / "fed"), "alice")
    said = laptop.types("show", "alice")
    assert "  home riverside, also restaurant\n" in said and "commits" not in said
    assert "  home riverside\n" in laptop.types("show", "bob")
    rows = [line.split() for line in laptop.types("list", "members").splitlines()]
    assert ["alice", "Alice", "person", "home", "riverside,", "also", "restaurant", "1", "vote"] in rows
    assert ["finn", "Finn", "person", "home", "commune", "1", "vote"] in rows


def test_in_a_co_operative_the_hours_stand_there(coop: Coop) -> None:
    laptop = Laptop(coop, "alice")
    said = laptop.types("show", "alice")
    assert "  commits 40 h a week (full-time)\n" in said and "home" not in said and "no affiliate" not in said
    assert "40 h a week" in laptop.types("list", "members")


def test_what_has_ended_is_not_shown() -> None:
    state = federation_town().registry
    assert belonging_words(state, "alice", LATER) == "home riverside, also restaurant"
    assert belonging_words(left(state, "alice", "restaurant", LATER), "alice", LATER) == "home riverside"
    homeless = left(state, "alice", "riverside", LATER)
    assert belonging_words(homeless, "alice", LATER) == "no home, but restaurant"
    assert belonging_words(left(state, "bob", "riverside", LATER), "bob", LATER) == "no affiliate"


def test_an_affiliate_that_has_left_the_federation_is_nobodys_home_from_that_moment_on() -> None:
    state = federation_town().registry
    leaving = state.keep(Affiliate.one(state, "commune").changed(ends_at=LATER, end="left"))
    assert belonging_words(leaving, "finn", FOUNDED_AT) == "home commune"
    assert belonging_words(leaving, "finn", LATER) == "no affiliate"
