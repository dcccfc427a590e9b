"""Which files a proposal can hold, by their names: judged when it is filed, and again by every audit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govtool.domain.decisions.opening import problems
from govtool.domain.decisions.proposal import MAX_FILE_BYTES, folder_problem, names_of, names_problems, sizes_problems
from tests.threats.attack_main import opening_of
from tests.world.coop import Coop
from tests.world.people import codes
from tests.world.words import MOTION

FOLDER = "proposals/2026-11/kettle"


@pytest.mark.parametrize("name", ["votes.md", "a/votes", "vote", "a/b/c/d/e.txt", "A-b_c.1", "n" * 100])
def test_a_plain_name_is_taken(name: str) -> None:
    assert codes(names_problems(FOLDER, ["proposal.yaml", name])) == set()


@pytest.mark.parametrize("name", ["votes", "Votes", "VOTES/a.yaml", "votes/a/b", "votes.", "votes::$DATA"])
def test_nothing_lies_where_the_ballots_go(name: str) -> None:
    assert codes(names_problems(FOLDER, [name])) == {"protected_path"}


@pytest.mark.parametrize("name", ["git~1", "con.md", "sub/NUL", "a b", ".a", "a.", "a/b/c/d/e/f", "ä", "n" * 101])
def test_a_name_that_some_system_cannot_keep_is_refused(name: str) -> None:
    assert codes(names_problems(FOLDER, [name])) == {"name"}


@pytest.mark.parametrize("names", [("a", "A"), ("a/x", "A/y"), ("a", "A/y"), ("a/x/1", "a/X/2"), ("a", "a/b")])
def test_two_names_are_two_on_every_system(names: tuple[str, str]) -> None:
    assert codes(names_problems(FOLDER, names)) == {"name"}


def test_names_in_one_folder_are_no_clash() -> None:
    assert codes(names_problems(FOLDER, ["a/x", "a/y", "b/x", "ab"])) == set()


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        ("proposals/2026-11/kettle", ""),
        ("proposals/2026-12/kettle", ""),
        ("proposals/2026-13/kettle", "name"),
        ("proposals/2026-00/kettle", "name"),
        ("proposals/2026/kettle", "name"),
        ("proposals/2026-11-01/kettle", "name"),
        ("proposals/2026-11/Kettle", "slug"),
        ("proposals/kettle", "name"),
    ],
)
def test_a_proposal_lies_in_the_folder_of_a_month(folder: str, code: str) -> None:
    found = folder_problem(folder)
    assert (found.code if found else "") == code
    assert code != "name" or (found is not None and "2026-11/kettle" in found.values["what"])


@pytest.mark.parametrize("name", ["plan.md", "a b", "a b c", " "])
def test_size_and_name_of_a_file_are_read_from_its_line_whatever_its_name(name: str) -> None:
    lines = [f"{'0' * 64} {size} {name}" for size in (MAX_FILE_BYTES, MAX_FILE_BYTES + 1)]
    assert names_of(lines) == {name} and list(sizes_problems(FOLDER, lines[:1])) == []
    assert [(found.code, found.path) for found in sizes_problems(FOLDER, lines)] == [("limits", f"{FOLDER}/{name}")]


def test_no_clerk_opens_what_a_filing_could_not_hold(coop: Coop) -> None:
    coop.propose("alice", "kettle", MOTION)
    event = opening_of(coop)
    assert problems(coop.registry, event.draft, event.moment) == ()
    for name, code in (("votes", "protected_path"), ("git~1", "name")):
        draft = replace(event.draft, files=(*event.draft.files, f"{'0' * 64} 0 {name}"))
        assert codes(problems(coop.registry, draft, event.moment)) == {code}


def test_nothing_odd_comes_in_on_the_way(coop: Coop) -> None:
    """A commit beneath the filing holds it and the next takes it away: main's history would keep it."""
    for slug, name, found in (("kettle", ".GIT/config", {"REFUSE:path"}), ("teapot", "draft.md", set())):
        path = f"proposals/2026-11/{slug}/{name}"
        coop.propose("alice", slug, MOTION, parent=coop.push_raw("", {path: b"x\n"}), changed={path: None})
        coop.run_clerk()
        assert coop.refused(f"proposal/{slug}") == found
