"""A finding: a code with a place and values, as data."""

from __future__ import annotations

import pickle

import pytest

from govtool.core.finding import Finding, finding


def test_values_are_kept_as_texts_that_nobody_changes() -> None:
    found = finding("limits", "a.yaml", 2, 3, what=7, none=None)
    assert (found.code, found.path, found.line, found.column, found.commit) == ("limits", "a.yaml", 2, 3, "")
    assert dict(found.values) == {"what": "7", "none": "None"}
    with pytest.raises(TypeError):
        found.values["what"] = "8"  # type: ignore[index]


def test_a_finding_without_a_place_has_none() -> None:
    assert finding("limits") == Finding("limits", "", 0, 0, "")


def test_it_is_placed_once() -> None:
    placed = finding("limits").at("a.yaml", "c1")
    assert (placed.path, placed.commit) == ("a.yaml", "c1")
    again = placed.at("b.yaml", "c2")
    assert again == placed
    assert finding("limits", "a.yaml").at(commit="c1") == finding("limits", "a.yaml", commit="c1")


def test_findings_are_sorted_by_commit_then_place_then_code_then_values() -> None:
    rows = [
        finding("b", "z", 9, 9, "c1"),
        finding("b", "a", 2, 9, "c2"),
        finding("b", "b", 1, 2, "c2"),
        finding("b", "b", 1, 3, "c2"),
        finding("a", "b", 2, 1, "c2"),
        finding("b", "b", 2, 1, "c2", a="1"),
        finding("b", "b", 2, 1, "c2", a="2"),
    ]
    mixed = [*rows[4:], *rows[:4]]
    assert sorted(mixed, key=lambda found: found.order) == rows


def test_another_process_gets_the_same_finding_and_cannot_change_it_either() -> None:
    made = finding("trailer", "a.yaml", 3, 4, "c" * 40, trailer="Ballot", what="is not there")
    again = pickle.loads(pickle.dumps(made))
    assert again == made and again.order == made.order
    with pytest.raises(TypeError):
        again.values["what"] = "is there"
