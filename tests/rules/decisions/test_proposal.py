"""What a proposal can hold: actions or options, and files by their names. Judged when filed, and by every audit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govtool.core.record import SchemaError
from govtool.domain.decisions.opening import problems
from govtool.domain.decisions.proposal import (
    MAX_FILE_BYTES,
    Proposal,
    folder_problem,
    names_of,
    names_problems,
    sizes_problems,
)
from govtool.roles.minutes.registry import NEWEST
from tests.threats.attack_main import opening_of
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, codes, refusal
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


# A choice ------------------------------------------------------------------------------------------------------------

HEAD = {"title": "Our name", "summary": "None keeps it.", "proposer": "alice", "open_before": "2026-11-30T00:00:00Z"}


def rename(name: str) -> dict[str, object]:
    return {"action": "rename-organization", "from_name": "Test Co-operative", "to_name": name}


def option(name: str, *actions: dict[str, object], title: str = "A name") -> dict[str, object]:
    return {"option": name, "title": title, "actions": [*actions] or [rename(name)]}


KETTLE, TEAPOT, SAMOVAR = option("kettle"), option("teapot"), option("samovar")
MOTIONS = [{"action": "motion"}]


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"actions": MOTIONS}, ""),
        ({"ballot": "ranked", "options": [KETTLE, TEAPOT]}, ""),
        ({"ballot": "approval", "options": [KETTLE, TEAPOT], "seats": 1}, ""),
        ({"ballot": "approval", "options": [KETTLE, TEAPOT, SAMOVAR], "seats": 2}, ""),
        ({"ballot": "ranked", "options": [option("tea", *MOTIONS, title="Tea"), option("cake", *MOTIONS)]}, ""),
        ({}, "must have actions, or a ballot and options"),
        ({"actions": []}, "must have 1 or more entries"),
        ({"options": [KETTLE, TEAPOT]}, "needs a ballot"),
        ({"actions": MOTIONS, "seats": 1}, "needs a ballot"),
        ({"actions": MOTIONS, "ballot": "ranked", "options": [KETTLE, TEAPOT]}, "none beside them"),
        ({"ballot": "ranked", "options": [KETTLE]}, "two or more options"),
        ({"ballot": "ranked"}, "two or more options"),
        ({"ballot": "ranked", "options": [KETTLE, option("none")]}, "none is an option of every choice"),
        ({"ballot": "ranked", "options": [KETTLE, option("kettle", rename("x"))]}, "the same name"),
        ({"ballot": "ranked", "options": [KETTLE, option("twin", rename("kettle"), title="Twin")]}, "ask for the same"),
        ({"ballot": "ranked", "options": [option("tea", *MOTIONS), option("cake", *MOTIONS)]}, "ask for the same"),
        ({"ballot": "ranked", "options": [KETTLE, TEAPOT], "seats": 1}, "only an approval ballot has seats"),
        ({"ballot": "approval", "options": [KETTLE, TEAPOT], "seats": 2}, "fewer seats than options"),
        ({"ballot": "approval", "options": [KETTLE, TEAPOT], "seats": 0}, "must be 1 or more"),
        ({"ballot": "yes", "options": [KETTLE, TEAPOT]}, "must be 'ranked' or 'approval'"),
        ({"ballot": "ranked", "options": [KETTLE, {**TEAPOT, "actions": []}]}, "must have 1 or more entries"),
        ({"ballot": "ranked", "options": [KETTLE, {**TEAPOT, "option": "Tea Pot"}]}, "id"),
    ],
)
def test_a_proposal_has_actions_or_options(fields: dict[str, object], what: str) -> None:
    if not what:
        proposal = Proposal.read(HEAD | fields, kinds=NEWEST)
        assert proposal.data() == HEAD | fields
        return
    with pytest.raises(SchemaError) as error:
        Proposal.read(HEAD | fields, kinds=NEWEST)
    (found,) = error.value.findings
    assert what in (found.code, *found.values.values()) or what in found.values.get("what", "")


def test_the_order_of_actions_makes_no_other_option() -> None:
    turned = [option("one", rename("a1"), rename("b1")), option("two", rename("b1"), rename("a1"))]
    with pytest.raises(SchemaError):
        Proposal.read({**HEAD, "ballot": "ranked", "options": turned}, kinds=NEWEST)


def test_all_actions_of_options_are_actions_of_the_proposal() -> None:
    proposal = Proposal.read(
        {**HEAD, "ballot": "ranked", "options": [KETTLE, option("two", *MOTIONS, rename("x"))]}, kinds=NEWEST
    )
    assert [action.kind for action in proposal.actions] == ["rename-organization", "motion", "rename-organization"]
    assert [len(group) for group in proposal.groups] == [1, 2]
    plain = Proposal.read({**HEAD, "actions": MOTIONS}, kinds=NEWEST)
    assert plain.groups == (plain.actions,) and len(plain.actions) == 1


@pytest.mark.parametrize(
    ("field", "shortest", "longest"),
    [("title", 3, 100), ("summary", 1, 400)],
)
def test_title_and_summary_are_short(field: str, shortest: int, longest: int) -> None:
    file = {"title": "Tea", "summary": "Tea", "open_before": FOUNDED_AT, "actions": [{"action": "motion"}]}
    for length in (shortest, longest):
        assert Proposal.read({**file, field: "x" * length}, kinds=NEWEST).data()[field] == "x" * length
    for length in (shortest - 1, longest + 1):
        text = "x" * length
        assert refusal(lambda text=text: Proposal.read({**file, field: text}, kinds=NEWEST)) == {"schema"}


def test_a_file_of_a_proposal_has_a_mebibyte_at_most() -> None:
    assert MAX_FILE_BYTES == 1_048_576
