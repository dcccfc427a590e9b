"""Bylaws as a whole: what they say of a rule is what people vote under."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.domain.constitution.bylaws import Bylaws, path_matches, weight_of
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


def with_value(place: str, value: object) -> Bylaws:
    """The bylaws that the project ships, with one value changed."""

    def edit(data: dict[str, Any]) -> None:
        *way, last = place.split(".")
        for step in way:
            data = data[step]
        data[last] = value

    return shipped_bylaws(edit)


ANYBODY = {"membership": ["member"], "votes": 1, "proposes": True}
MOTION_ROW = {"rule": "ordinary"}


def rows(count: int, row: dict[str, Any]) -> dict[str, Any]:
    """So many rows of a table, under names of their own."""
    return {f"row-{number}": row for number in range(count)}


@pytest.mark.parametrize(
    ("place", "values"),
    [
        ("version", (0, 1)),
        ("classes.former.votes", (-1, 0, 10**6, 10**6 + 1)),
        ("classes.full-time.max_open", (0, 1, 1000, 1001)),
        ("classes.former.membership", ([], ["left"])),
        ("paths", (None, [], [{"match": "a", "free": True}] * 200, [{"match": "a", "free": True}] * 201)),
    ],
)
def test_a_value_of_the_bylaws_reaches_from_its_least_to_its_most(place: str, values: tuple[Any, ...]) -> None:
    too_little, *within = values
    beyond = [too_little, *within[2:]]
    for value in within[:2]:
        assert with_value(place, value).version >= 1
    for value in beyond:
        with pytest.raises(Refused):
            with_value(place, value)


def test_a_table_of_the_bylaws_has_a_row_and_not_too_many() -> None:
    shipped = shipped_bylaws()
    for table, most, row in (("classes", 50, ANYBODY), ("rules", 100, None), ("decisions", 200, MOTION_ROW)):
        kept = {name: found.data() for name, found in getattr(shipped, table).items()}
        more = row or shipped.rules["ordinary"].data()
        assert len(getattr(with_value(table, kept | rows(most - len(kept), more)), table)) == most
        with pytest.raises(Refused, match="schema"):
            with_value(table, kept | rows(most - len(kept) + 1, more))
        with pytest.raises(Refused, match="schema"):
            with_value(table, {})


def test_bylaws_that_only_say_how_they_are_amended_are_bylaws() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["probation"] = "none"
        data["classes"] = {"all": ANYBODY}
        data["bands"] = {"full-time": 0}
        data["rules"] = {"amend": data["rules"]["amend"]}
        data["decisions"] = {"amend-bylaws": {"rule": "amend"}}
        data["paths"] = []

    bylaws = shipped_bylaws(edit)
    assert list(bylaws.decisions) == list(bylaws.decisions.keys() & {"amend-bylaws"}) == ["amend-bylaws"]
    assert bylaws.class_of(person("erin", hours=0)) == ("all", bylaws.classes["all"])


@pytest.mark.parametrize(
    ("bands", "what"),
    [
        ({"part-time": 1, "full-time": 2400}, "bands: one band must begin at 0"),
        ({"part-time": 0, "full-time": 0}, "bands: two bands begin at the same number of minutes"),
    ],
)
def test_every_number_of_minutes_is_in_one_band(bands: dict[str, int], what: str) -> None:
    with pytest.raises(Refused) as refused:
        with_value("bands", bands)
    assert what in str(refused.value.findings[0].values["what"])


@pytest.mark.parametrize(
    ("minutes", "membership", "involvement"),
    [
        (0, "member", "part-time"),
        (0, "away", "part-time"),
        (0, "probationary", "part-time"),
        (0, "none", "volunteer"),
        (0, "left", "volunteer"),
        (1, "none", "part-time"),
        (1799, "member", "part-time"),
        (1800, "member", "full-time"),
        (1801, "none", "full-time"),
    ],
)
def test_an_involvement_begins_at_its_first_minute(minutes: int, membership: str, involvement: str) -> None:
    bylaws = with_value("bands", {"part-time": 0, "full-time": 1800})
    assert bylaws.involvement(person("erin", membership=membership, hours=minutes)) == involvement


def test_an_equal_weight_is_one_for_everybody_with_a_vote() -> None:
    bylaws, alice, gone = shipped_bylaws(), person("alice"), person("vera", membership="none")
    assert [weight_of(bylaws, alice, "class"), weight_of(bylaws, alice, "equal")] == [bylaws.votes_of(alice), 1]
    assert weight_of(bylaws, gone, "class") == 0 == weight_of(bylaws, gone, "equal")
