"""`govtool trust` sees what this computer pins and what the clone pins, and forgets it in both."""

from __future__ import annotations

import pytest

from tests.world.coop import Coop
from tests.world.laptop import Laptop


@pytest.fixture
def bob(coop: Coop) -> Laptop:
    """Bob has looked at the co-operative once."""
    laptop = Laptop(coop, "bob")
    laptop.types("status")
    assert laptop.git("config", "govtool.genesis").strip() == coop.genesis
    return laptop


def test_what_the_clone_pins_is_listed_with_what_the_computer_pins(bob: Laptop) -> None:
    (one,) = bob.reads("trust", "list")
    assert (one["genesis"], one["this_clone"], one["head"]) == (bob.coop.genesis, True, bob.coop.head)
    assert "this clone is of it" in bob.types("trust", "list")
    bob.git("config", "--unset", "govtool.genesis")
    assert [one["this_clone"] for one in bob.reads("trust", "list")] == [False]


def test_it_is_forgotten_in_both_and_trusted_on_first_use_again(bob: Laptop) -> None:
    said = bob.types("trust", "remove", bob.coop.genesis[:20])
    assert bob.status == 0 and said == f"forgot {bob.coop.genesis} (Test Co-operative)\n"
    assert bob.reads("trust", "list") == [] and "govtool.genesis" not in bob.git("config", "--list")
    assert "trusted on first use" in bob.types("status")
    assert bob.types("trust", "remove", "sha256:ff") and bob.status == 2


def test_a_line_that_only_the_clone_keeps_is_seen_and_removed(bob: Laptop) -> None:
    bob.types("trust", "remove", bob.coop.genesis)
    bob.git("config", "govtool.genesis", "sha256:" + "ab" * 32)
    assert [(one["genesis"], one["this_clone"]) for one in bob.reads("trust", "list")] == [
        ("sha256:" + "ab" * 32, True)
    ]
    assert "forgot" in bob.types("trust", "remove", "abab") and bob.reads("trust", "list") == []


def test_outside_of_the_clone_it_says_what_the_clone_keeps(bob: Laptop, coop: Coop) -> None:
    (bob.folder.parent / "elsewhere").mkdir()
    inside, bob.folder = bob.folder, bob.folder.parent / "elsewhere"
    said = bob.types("trust", "remove", coop.genesis)
    assert f"→ a clone that is of it keeps it: there, govtool trust remove {coop.genesis}" in said
    bob.folder = inside
    assert "forgot" in bob.types("trust", "remove", coop.genesis) and bob.status == 0


def test_a_founding_that_was_given_up_is_founded_again(bob: Laptop, coop: Coop) -> None:
    other = coop.another("again", nonce="1" * 32)
    bob.git("remote", "set-url", "origin", str(other.folder / "hub.git"))
    said = bob.types("status")
    line = f"govtool trust remove {coop.genesis}"
    assert bob.status != 0 and line in said, "the message says the line to type"
    bob.types(*line.split()[1:])
    assert bob.status == 0
    bob.types("status")
    assert bob.status == 0 and bob.git("config", "govtool.genesis").strip() == other.genesis
