"""What was rejected lately cannot be asked again: of a choice each option that lost, and none that was tied."""

from __future__ import annotations

from tests.world.town import Town
from tests.world.words import cooks, names

PEOPLE = ("alice", "bob", "carol", "dan")


def decided(votes: dict[str, str], options: str = "", ballot: str = "ranked") -> Town:
    """A town in which a choice was decided with these votes."""
    town = Town(PEOPLE)
    assert town.offer("alice", "name", options or names("kettle", "teapot"), ballot) == "0001"
    town.later("P2D")
    town.clerk(votes)
    if town.entry("0001").is_open:
        town.later("P6D")
        town.clerk(votes)
    return town


def again(town: Town, options: str) -> set[str]:
    number = town.offer("bob", f"again-{len(options)}", options)
    return set() if number else town.refused


def test_an_option_that_lost_cannot_be_asked_again_at_once() -> None:
    """Neither as an option of another choice, nor alone; the winner could be."""
    town = decided(dict.fromkeys(PEOPLE, "bob,carol,none"), cooks("bob", "carol"))
    assert town.entry("0001").status == "passed"
    assert again(town, cooks("carol", "dan")) == {"cooldown"}
    assert not town.file("bob", "alone", "- {action: assign-duty, member: carol, duty: cook, holds: true}")
    assert town.refused == {"cooldown"}
    town.later("P30D")
    assert again(town, cooks("carol", "dan")) == set()


def test_what_lost_is_rejected_from_the_decision_on_while_the_winner_waits() -> None:
    slow = "- option: slow\n  title: Slow\n  actions:\n  - {action: amend-bylaws, changes: [{path: "
    slow += "rules.ordinary.delay, from: P0D, to: P1D}]}\n"
    town = Town(PEOPLE)
    assert town.offer("alice", "name", slow + cooks("bob"))
    town.later("P14D")
    town.clerk(dict.fromkeys(PEOPLE, "slow,bob,none"))
    entry = town.entry("0001")
    assert entry.status == "passed" and entry.enacted is None and entry.is_pending
    assert again(town, cooks("bob", "dan")) == {"cooldown"}


def test_of_a_rejected_choice_every_option_is_rejected() -> None:
    town = decided(dict.fromkeys(PEOPLE, "none"), cooks("bob", "carol"))
    assert town.entry("0001").status == "rejected"
    for name in ("bob", "carol"):
        assert again(town, cooks(name, "dan")) == {"cooldown"}


def test_the_tied_can_be_put_again_at_once() -> None:
    votes = {"alice": "bob,carol,none", "bob": "bob,carol,none", "carol": "carol,bob,none", "dan": "carol,bob,none"}
    town = decided(votes, cooks("bob", "carol"))
    assert town.entry("0001").status == "tied" and town.entry("0001").decided.tied == ("bob", "carol")  # type: ignore[union-attr]
    assert again(town, cooks("bob", "carol")) == set()


def test_an_option_that_fell_beside_the_tied_is_not_asked_for_the_cooldown() -> None:
    """`tied` enacts nothing and rejects nothing, as a vote without quorum."""
    votes = {"alice": "bob=carol,none,dan", "bob": "bob,carol,none", "carol": "carol,bob,none", "dan": "abstain"}
    town = decided(votes, cooks("bob", "carol", "dan"))
    assert town.entry("0001").status == "tied"
    assert again(town, cooks("dan", "alice")) == set()


def duty(name: str, what: str) -> str:
    return f"{{action: assign-duty, member: {name}, duty: {what}, holds: true}}"


def test_two_options_that_lost_are_two_rejections() -> None:
    """Two options of two actions each, of which another proposal asks for one each: that was never rejected."""
    two = "".join(
        f"- {{option: {name}, title: About {name}, actions: [{duty(name, 'cook')}, {duty(name, 'baker')}]}}\n"
        for name in ("bob", "carol")
    )
    town = decided(dict.fromkeys(PEOPLE, "none"), two)
    assert town.file("alice", "mixed", f"- {duty('bob', 'cook')}\n- {duty('carol', 'cook')}\n")
    assert not town.file("alice", "same", f"- {duty('bob', 'cook')}\n- {duty('bob', 'baker')}\n")
    assert town.refused == {"cooldown"}
