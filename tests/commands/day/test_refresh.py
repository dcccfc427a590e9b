"""`govtool edit ID --refresh`: a proposal that waited says what main says now, in the words of its author."""

from __future__ import annotations

import re
from pathlib import Path

import pexpect
import pytest

from tests.world.coop import Coop
from tests.world.editor import Editors, kept
from tests.world.laptop import Laptop
from tests.world.terminal import ends

MORE = "- action: change-hours\n  member: dan\n  from_minutes: 600\n  to_minutes: 900"
MINE = """
# for the winter
- action: change-hours  # mine
  member: dan
  from_minutes: 600   # as it is
  # and then
  to_minutes: 1200
"""


@pytest.fixture
def text(coop: Coop) -> str:
    return "# Dan wrote this\n" + coop.proposal_text("dan", "mine", MINE, extra="replaces: null  # none\n")


@pytest.fixture
def dan(coop: Coop, text: str) -> Laptop:
    """Dan has a draft, and main has moved on since he wrote it."""
    dan = Laptop(coop, "dan")
    (dan.folder / "p.yaml").write_text(text)
    dan.types("propose", "--from", "p.yaml", "--slug", "mine", "--draft")
    assert dan.status == 0
    coop.pass_("alice", "more", MORE)
    return dan


def filed(coop: Coop, slug: str = "mine") -> str:
    coop.run_clerk()
    entry = next(entry for entry in coop.open_entries if entry.slug == slug)
    return (coop.file(f"proposals/2026-11/{slug}/proposal.yaml", entry.filing) or b"").decode()


def test_what_main_says_is_renewed_and_the_person_reads_it_before_it_is_filed(
    coop: Coop, dan: Laptop, editor: Editors, text: str
) -> None:
    opened = editor()
    child = dan.sits_down("edit", "mine", "--refresh")
    child.expect("Updated from main:")
    child.expect(r"actions.0.from_minutes \(change-hours\): 600 → 900")
    child.expect(r"\+ committed_minutes_per_week: 1200")
    child.expect("Submit it")
    child.sendline("y")
    child.expect("Submitted as mine")
    ends(child, 0)
    assert opened.shown(1) == text.replace("600", "900") == filed(coop)


def test_without_it_the_draft_is_refused_and_the_fault_stands_beside_the_words(
    coop: Coop, dan: Laptop, editor: Editors, text: str
) -> None:
    opened = editor("", "sed -i s/600/900/ $1")
    child = dan.sits_down("edit", "mine")
    child.expect("Submit it")
    child.sendline("")
    ends(child, 0)
    assert opened.times == 2 and opened.shown(1) == text and "#! the registry differs from what" in opened.shown(2)
    assert filed(coop) == text.replace("600", "900")


def test_no_editor_opens_with_as_is(coop: Coop, dan: Laptop, editor: Editors, text: str) -> None:
    opened = editor()
    said = dan.types("edit", "mine", "--refresh", "--as-is", "--yes")
    assert dan.status == 0 and "600 → 900" in said and opened.times == 0
    assert filed(coop) == text.replace("600", "900")


def test_a_filing_that_is_renewed_may_be_left_as_it_is_and_another_may_not(
    coop: Coop, dan: Laptop, editor: Editors, text: str
) -> None:
    opened = editor()
    dan.types("edit", "mine", "--refresh", "--as-is", "--yes")
    said = ends(dan.sits_down("edit", "mine", "--refresh"), 0)
    assert "Nothing to update: main has the same values." in said and "Nothing was changed." in said
    assert opened.times == 1


def test_for_a_program_the_answer_alone_is_printed(dan: Laptop, editor: Editors) -> None:
    assert dan.reads("edit", "mine", "--refresh", "--as-is", "--yes")["slug"] == "mine"


def test_it_can_stay_a_draft(coop: Coop, dan: Laptop, editor: Editors, text: str) -> None:
    editor()
    said = ends(dan.sits_down("edit", "mine", "--refresh", "--draft"), 0)
    assert "Kept as the draft mine" in said
    said = ends(dan.sits_down("edit", "mine", "--refresh", "--draft"), 0)
    assert "Nothing to update" in said and "Nothing was changed." in said


def test_what_the_person_adds_is_kept_if_they_say_no(coop: Coop, dan: Laptop, editor: Editors) -> None:
    editor("sed -i '1i # why' $1")
    child = dan.sits_down("edit", "mine", "--refresh")
    child.expect("Submit it")
    child.sendline("n")
    said = ends(child, 0)
    found = re.search(r"go on with it: (govtool edit mine --text (\S+))", said)
    assert found is not None, said
    assert Path(found[2]).read_text().startswith("# why\n# Dan wrote this")
    said = dan.types("edit", "mine", "--text", found[2], "--yes")
    assert dan.status == 0 and filed(coop).startswith("# why\n")


@pytest.mark.parametrize("last", ["exit 1", "kill -KILL $$", ": > $1", "rm $1", ""])
def test_whatever_the_editor_does_the_words_are_kept(dan: Laptop, editor: Editors, last: str) -> None:
    editor("sed -i 's/^proposer.*/proposer: alice  # is she/' $1", last)
    child = dan.sits_down("edit", "mine", "--refresh")
    child.expect(pexpect.EOF)
    child.close()
    text = kept(child.before or "").read_text()
    assert "proposer: alice  # is she" in text and "# Dan wrote this" in text and "#! " not in text
    assert "the proposer is alice, and you are dan" in (child.before or "")


def test_a_text_with_faults_is_refused_before_anything_is_renewed(dan: Laptop, coop: Coop, text: str) -> None:
    (dan.folder / "proposal.yaml").write_text(text.replace("600 ", "&x 600 "))
    said = dan.types("edit", "mine", "--text", "proposal.yaml", "--refresh", "--yes")
    assert dan.status == 10 and "proposal.yaml:11:19: " in said and "an anchor (&) is not allowed" in said
