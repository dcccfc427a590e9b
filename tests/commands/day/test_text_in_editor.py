"""`govtool propose` opens the editor for a text that nobody named, and loses nothing that was written in it."""

from __future__ import annotations

import pytest

from govtool.domain.decisions.policy import Policy
from tests.world.coop import Coop
from tests.world.editor import Editors, kept
from tests.world.laptop import Laptop
from tests.world.terminal import ends

POLICY = ("propose", "adopt-policy", "--policy", "tea", "--title", "Tea")
MOTION = ("propose", "motion", "--title", "Thank the neighbours")


@pytest.fixture
def dan(coop: Coop) -> Laptop:
    return Laptop(coop, "dan")


def test_a_policy_is_written_in_the_editor(coop: Coop, dan: Laptop, editor: Editors) -> None:
    editor("echo 'We drink tea.' > $1")
    child = dan.sits_down(*POLICY)
    child.expect("We drink tea")
    child.expect("Submit it")
    child.sendline("y")
    said = ends(child, 0)
    assert "Submitted as adopt-policy-tea" in said and "kept" not in said
    coop.run_clerk()
    for name in ("alice", "bob"):
        coop.vote(name, "0001")
    coop.finish("0001")
    assert Policy.one(coop.registry, "tea").text == ("We drink tea.",)
    opened = editor("echo 'Green tea.' >> $1")
    child = dan.sits_down(*POLICY)
    child.expect("Submit it")
    child.sendline("y")
    ends(child, 0)
    assert opened.shown(1) == "We drink tea.\n", "a new text begins with the one in force"


def test_what_was_written_is_kept_if_it_is_not_submitted(dan: Laptop, editor: Editors) -> None:
    editor("echo 'We drink tea.' > $1")
    child = dan.sits_down(*POLICY)
    child.expect("Submit it")
    child.sendline("n")
    file = kept(ends(child, 0))
    assert file.name == "tea.md" and file.read_text() == "We drink tea.\n"
    said = dan.types(*POLICY, "--text", str(file), "--yes")
    assert dan.status == 0 and "Submitted as adopt-policy-tea" in said


def test_what_was_written_is_kept_if_the_editor_fails(coop: Coop, dan: Laptop, editor: Editors) -> None:
    editor("echo 'We drink tea.' > $1; exit 3")
    said = ends(dan.sits_down(*POLICY), 1)
    assert kept(said).read_text() == "We drink tea.\n" and "name a file: --text FILE" in said
    assert "go on with it: govtool propose adopt-policy --policy tea --title Tea --text " in said
    assert coop.hub.refs("refs/heads/proposal/") == {}


def test_an_empty_text_is_not_submitted(coop: Coop, dan: Laptop, editor: Editors) -> None:
    editor("true")
    assert "Nothing was submitted: it needs a text" in ends(dan.sits_down(*POLICY), 0)
    assert coop.hub.refs("refs/heads/proposal/") == {}


def test_a_motion_needs_no_text(coop: Coop, dan: Laptop, editor: Editors) -> None:
    opened = editor("echo 'Dear neighbours' > $1")
    child = dan.sits_down(*MOTION)
    child.expect("Submit it")
    child.sendline("y")
    ends(child, 0)
    coop.run_clerk()
    assert coop.entry("0001").title == "Thank the neighbours" and opened.times == 0


def test_no_editor_opens_without_a_terminal(dan: Laptop, editor: Editors) -> None:
    opened = editor("echo 'Dear neighbours' > $1")
    assert "adopt-policy also needs --text" in dan.types(*POLICY, "--yes") and dan.status == 2
    assert opened.times == 0
