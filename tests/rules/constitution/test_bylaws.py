"""Bylaws as a whole: what they say of a rule is what people vote under."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.domain.constitution.bylaws import path_matches
from govtool.errors import Refused
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import person, shipped_bylaws
from tests.world.words import MOTION


def silent(data: dict[str, Any]) -> None:
    """Silence passes an ordinary decision, and one person who blocks it stops it."""
    data["rules"]["ordinary"] |= {"otherwise": "passed", "blocks": {"allowed": 0}}


def objects(data: dict[str, Any]) -> None:
    """A rule that votes for it make reject, and silence pass."""
    data["rules"]["ordinary"]["otherwise"] = "passed"
    data["rules"]["ordinary"]["outcomes"][0]["result"] = "rejected"


def tried(data: dict[str, Any]) -> None:
    """Motions are decided by a rule about probations."""
    data["decisions"]["motion"]["rule"] = "confirm-all"


def silent_end(data: dict[str, Any]) -> None:
    """Silence gives what no proposal can come to."""
    data["rules"]["ordinary"]["otherwise"] = "ended"


def of_paths(data: dict[str, Any]) -> None:
    """Files are changed by a rule about probations."""
    data["paths"].append({"match": "odd/**", "rule": "confirm-all"})


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (objects, "rules.ordinary gives rejected, and decisions.motion knows passed"),
        (tried, "rules.confirm-all gives confirmed, and decisions.motion knows passed"),
        (silent_end, "rules.ordinary gives ended, and decisions.motion knows passed"),
        (of_paths, "rules.confirm-all gives confirmed, and paths: odd/** knows passed"),
    ],
)
def test_a_rule_gives_nothing_that_its_decision_does_not_know(edit: Any, told: str) -> None:
    with pytest.raises(Refused) as refused:
        shipped_bylaws(edit)
    assert told in str(refused.value.findings[0].values["what"])


def test_what_silence_passes_is_said_in_words_at_every_door_and_passes_by_silence(coop: Coop) -> None:
    coop = coop.another("silent", bylaws=shipped_bylaws(silent))
    words = "If nobody votes, it passes."
    alice, carol = Laptop(coop, "alice"), Laptop(coop, "carol")
    assert words in alice.types("propose", "motion", "--title", "Tea", "--yes")
    coop.run_clerk()
    for line in (("show", "1"), ("vote", "1"), ("show", "bylaws")):
        assert words in carol.types(*line), line
    coop.later("P7D")
    coop.run_clerk()
    assert coop.entry("0001").status == "passed"
    number = coop.open("alice", "kettle", MOTION)
    coop.vote("erin", number, "block")
    coop.later("P7D")
    coop.run_clerk()
    assert coop.entry(number).status == "blocked" and coop.audit().ok


@pytest.mark.parametrize(("votes", "is_taken"), [(0, True), (1_000_000, True), (-1, False), (1_000_001, False)])
def test_a_class_has_up_to_a_million_votes(votes: int, is_taken: bool) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["classes"]["full-time"]["votes"] = votes

    if is_taken:
        assert shipped_bylaws(edit).classes["full-time"].votes == votes
    else:
        with pytest.raises(Refused):
            shipped_bylaws(edit)


def test_a_person_of_no_class_has_no_vote() -> None:
    def edit(data: dict[str, Any]) -> None:
        del data["classes"]["former"]

    bylaws, gone = shipped_bylaws(edit), person("alice").changed(membership="left")
    assert bylaws.class_of(gone) is None and bylaws.votes_of(gone) == 0
    assert bylaws.votes_of(person("alice")) > 0


@pytest.mark.parametrize(
    ("pattern", "path", "is_met"),
    [
        ("spec/*", "spec/a.md", True),
        ("spec/*", "spec/a/b.md", False),
        ("spec/**", "spec/a/b.md", True),
        ("spec/**", "specs/a.md", False),
        ("**/LICENSE", "LICENSE", True),
        ("**/LICENSE", "a/b/LICENSE", True),
        ("**/LICENSE", "a/MY-LICENSE", False),
        ("a/**/z", "a/z", True),
        ("a/**/z", "a/b/c/z", True),
        ("a/**/z", "a/b/cz", False),
        ("a.md", "a-md", False),
        ("**", "any/path", True),
    ],
)
def test_a_row_of_paths_is_met_by_whole_paths(pattern: str, path: str, is_met: bool) -> None:
    assert path_matches(pattern, path) is is_met
