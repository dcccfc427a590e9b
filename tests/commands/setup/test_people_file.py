"""The file of people at a founding: what is wrong in it is mended in the editor, and its author's comments stay."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

from govtool.domain.constitution.member import Member
from tests.commands.setup.test_init import NAMED, NOW, Founder
from tests.world.editor import Editors, kept
from tests.world.terminal import ends

PEOPLE = """\
# who founds it, as agreed in the kitchen
- id: alice
  name: Alice Lee   # the first
  hours: 40
  founder: true
# and those who were there before
- id: Bob
  # he said twenty
  hours: soon
"""
RIGHT = PEOPLE.replace("- id: Bob", "- id: bob\n  name: Bob Roy").replace("soon", "20")
MEND = "sed -i 's/^- id: Bob/- id: bob\\n  name: Bob Roy/; s/soon/20/' $1"


@pytest.fixture
def founder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Founder:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOVTOOL_NOW", NOW)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    founder = Founder(tmp_path)
    founder.clones()
    (tmp_path / "people.yaml").write_text(PEOPLE)
    return founder


def sits_down(founder: Founder, *more: str) -> pexpect.spawn[str]:
    return pexpect.spawn(
        sys.executable,
        ["-m", "govtool.cli.main", "init", "coop", *NAMED, "--people", "people.yaml", *more],
        env={**os.environ, "TERM": "dumb"},
        cwd=str(founder.folder),
        encoding="utf-8",
        timeout=60,
        dimensions=(60, 300),
    )


def test_faults_come_beside_the_rows_and_the_file_is_saved_once_it_is_right(founder: Founder, editor: Editors) -> None:
    opened = editor("sed -i 's/soon/20/' $1", MEND)
    child = sits_down(founder)
    child.expect("people.yaml:7:3: 1.name: is missing")
    child.expect("Open people.yaml in your editor, with this beside the rows?")
    child.sendline("")
    child.expect("Open people.yaml in your editor, with this beside the rows?")
    child.sendline("y")
    child.expect("Found it")
    child.sendline("y")
    child.expect("Kettle is founded")
    ends(child, 0)
    lines = opened.shown(1).split("\n")
    at = lines.index("  hours: soon")
    assert (
        lines[at - 1].startswith("  #! 1.hours: 'soon' is not a time of work") and lines[at - 2] == "  # he said twenty"
    )
    assert "hours" not in "".join(line for line in opened.shown(2).split("\n") if "#! " in line)
    assert any("#! " in line and "Bob" in line for line in lines)
    assert Member.of(founder.book.state, "bob") is not None


def test_saying_no_leaves_the_file_and_founds_nothing(founder: Founder, editor: Editors) -> None:
    opened = editor(MEND)
    child = sits_down(founder)
    child.expect("Open people.yaml")
    child.sendline("n")
    said = ends(child, 2)
    assert "nothing was founded" in said and "kept" not in said and opened.times == 0
    assert (founder.folder / "people.yaml").read_text() == PEOPLE and founder.mains == []


@pytest.mark.parametrize(
    ("last", "status"), [("exit 1", 1), ("kill -KILL $$", 1), (": > $1", 2), ("rm $1", 2), ("", 2)]
)
def test_whatever_the_editor_does_both_texts_are_kept(
    founder: Founder, editor: Editors, last: str, status: int
) -> None:
    editor("sed -i 's/soon/21/' $1", last)
    child = sits_down(founder)
    for _ in range(2):
        child.expect("Open people.yaml")
        child.sendline("y")
    said = ends(child, status)
    assert kept(said).read_text() == PEOPLE.replace("soon", "21")
    assert (founder.folder / "people.yaml").read_text() == PEOPLE and founder.mains == []


def test_away_from_a_terminal_the_faults_are_told_with_their_lines(founder: Founder, editor: Editors) -> None:
    opened = editor(MEND)
    said = founder.init(*NAMED, "--people", "people.yaml", "--yes")
    assert (
        founder.status == 10 and "people.yaml:9:10: 1.hours: 'soon' is not a time of work" in said and opened.times == 0
    )
    assert (founder.folder / "people.yaml").read_text() == PEOPLE


def test_a_file_that_is_right_opens_no_editor(founder: Founder, editor: Editors) -> None:
    opened = editor()
    (founder.folder / "people.yaml").write_text(RIGHT)
    (founder.folder / "people.yaml").chmod(0o640)
    child = sits_down(founder, "--yes")
    child.expect("Kettle is founded")
    ends(child, 0)
    assert opened.times == 0 and (founder.folder / "people.yaml").stat().st_mode & 0o777 == 0o640
    assert not list((founder.folder / "state").rglob("people.yaml"))


def test_a_private_file_stays_private(founder: Founder, editor: Editors) -> None:
    editor(MEND)
    (founder.folder / "people.yaml").chmod(0o600)
    child = sits_down(founder, "--yes")
    child.expect("Open people.yaml")
    child.sendline("y")
    child.expect("Kettle is founded")
    ends(child, 0)
    assert (founder.folder / "people.yaml").stat().st_mode & 0o777 == 0o600
