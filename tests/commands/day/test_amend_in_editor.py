"""Amending the bylaws in one's own editor: each row says what it means, what is wrong comes back beside one's words,
and nothing that a person wrote is lost.
"""

from __future__ import annotations

import re
from pathlib import Path

import pexpect
import pytest

from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.lifecycle.amendment import changed
from tests.world.coop import Coop
from tests.world.editor import Editor, Editors, kept
from tests.world.laptop import Laptop
from tests.world.terminal import ends

AMEND = ("propose", "amend-bylaws", "--edit")
# the period of the rule `ordinary`, in any text of the bylaws
PERIOD = 'sed -i \'/^  ordinary:/,/delay:/s/period: "P7D"/period: "{}"/\' $1'
MINE = "sed -i '/^  ordinary:/i\\  # two weeks, said Carol' $1"


@pytest.fixture
def dan(coop: Coop) -> Laptop:
    return Laptop(coop, "dan")


def nothing_is_kept(laptop: Laptop) -> bool:
    return not list((Path(laptop.state) / "govtool" / "unfinished").rglob("*.yaml"))


def nothing_is_filed(coop: Coop) -> bool:
    return coop.hub.refs("refs/heads/proposal/") == {}


def test_what_is_changed_in_the_editor_is_asked_for(coop: Coop, dan: Laptop, editor: Editors) -> None:
    opened = editor(f"{MINE}; {PERIOD.format('P14D')}")
    child = dan.sits_down(*AMEND, "--title", "Two weeks to vote")
    child.expect(r'\+     period: "P14D"')
    child.expect("Submit it")
    child.sendline("y")
    child.expect("Submitted as two-weeks-to-vote")
    ends(child, 0)
    shown = opened.shown(1)
    assert shown.startswith("# The bylaws of Test Co-operative, version 1.")
    rows = dict(re.findall(r"^( *(?:- )?[a-z_]+:.*?) +# (.+)$", shown, re.MULTILINE))
    assert (
        rows['    period: "P7D"'] == "how long people can vote" and rows["    electorate:"] == "the people who may vote"
    )
    assert rows['        of: "eligible"'].startswith("of the votes `cast`")
    assert rows["  single_subject: false"] and rows['  notice: "P28D"'] and rows['probation: "required"']
    coop.run_clerk()
    (action,) = coop.entry("0001").actions
    assert action.data()["changes"] == [{"path": "rules.ordinary.period", "from": "P7D", "to": "P14D"}]
    assert nothing_is_kept(dan)


def test_an_untouched_file_asks_for_nothing(coop: Coop, dan: Laptop, editor: Editors) -> None:
    opened = editor()
    said = ends(dan.sits_down(*AMEND), 0)
    assert "Nothing was changed: the bylaws stay as they are." in said and "kept" not in said
    assert opened.times == 1 and nothing_is_filed(coop) and nothing_is_kept(dan)


def test_comments_and_quotes_alone_change_nothing(coop: Coop, dan: Laptop, editor: Editors) -> None:
    opened = editor(f"{MINE}; sed -i 's/\"P7D\"/P7D/' $1")
    said = ends(dan.sits_down(*AMEND), 0)
    assert "Nothing was changed" in said and "# two weeks, said Carol" in kept(said).read_text()
    assert opened.times == 1 and nothing_is_filed(coop)


def test_what_is_wrong_comes_back_beside_the_words_until_it_is_right(coop: Coop, dan: Laptop, editor: Editors) -> None:
    opened = editor(
        f"{MINE}; {PERIOD.format('two weeks')}",  # no time at all
        "sed -i 's/two weeks\"/P13D/' $1",  # now a quote is missing
        'sed -i \'s/"P13D/"P13D"/; /^  ordinary:/,/delay:/s/earliest: "[^"]*"/earliest: "P20D"/\' $1',
        'sed -i \'s/"P20D"/"P1D"/\' $1',
    )
    child = dan.sits_down(*AMEND, "--slug", "weeks")
    child.expect(["Submit it", pexpect.EOF])
    assert child.after == "Submit it", (child.before, opened.times)
    child.sendline("")
    child.expect("Submitted as weeks")
    ends(child, 0)
    assert opened.times == 4
    schema, yaml, rule = (opened.shown(time).split("\n") for time in (2, 3, 4))
    (at,) = (number for number, line in enumerate(schema) if "#! " in line and "that begin with" not in line)
    assert "#! rules.ordinary.period: " in schema[at] and "[schema]" in schema[at]
    assert schema[at].startswith("    #!") and 'period: "two weeks" ' in schema[at + 1]
    assert any("#! this is not strict YAML" in line for line in yaml) and not any("[schema]" in line for line in yaml)
    assert any("#! rules.ordinary: earliest must not be longer than period" in line for line in rule)
    for text in (schema, yaml, rule):
        assert "  # two weeks, said Carol" in text
    coop.run_clerk()
    changes = coop.entry("0001").actions[0].data()["changes"]
    assert [change["path"] for change in changes] == ["rules.ordinary.period", "rules.ordinary.earliest"]


def test_a_rule_of_amendments_comes_back_as_well(coop: Coop, dan: Laptop, editor: Editors) -> None:
    """What no schema knows: nobody shortens the notice of a complaint below two weeks."""
    opened = editor('sed -i \'s/^  notice: "[^"]*"/  notice: "P1D"/\' $1')
    said = ends(dan.sits_down(*AMEND), 0)
    assert (
        opened.times == 2
        and "#! " in opened.shown(2)
        and "periods.notice must be at least 14 days" in opened.shown(2)
        and nothing_is_filed(coop)
    )
    text = kept(said).read_text()
    assert 'notice: "P1D"' in text and "\n#! " not in text


def test_giving_up_keeps_the_words_and_they_can_be_gone_on_with(
    coop: Coop, dan: Laptop, editor: Editors, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = editor(f"{MINE}; {PERIOD.format('soon')}")
    said = ends(dan.sits_down(*AMEND, "--title", "Two weeks"), 0)
    file = kept(said)
    assert opened.times == 2 and "Nothing was changed" in said
    assert f"go on with it: govtool propose amend-bylaws --edit-from {file} --title 'Two weeks'" in said
    assert "# two weeks, said Carol" in file.read_text() and "[schema]" not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0 or file.parent.stat().st_mode & 0o077 == 0
    again = Editor(file.parent, monkeypatch, "sed -i s/soon/P14D/ $1")
    child = dan.sits_down("propose", "amend-bylaws", "--edit-from", str(file), "--title", "Two weeks")
    child.expect("Submit it")
    child.sendline("y")
    child.expect("Submitted as two-weeks")
    ends(child, 0)
    assert again.times == 1 and "rules.ordinary.period" in again.shown(1)


def test_a_text_that_is_right_already_needs_no_editor(coop: Coop, dan: Laptop, editor: Editors) -> None:
    opened = editor()
    text = bylaws_of(coop.registry).as_file.decode().replace('"P7D"', '"P14D"', 1)
    (dan.folder / "mine.yaml").write_text(text)
    said = dan.types("propose", "amend-bylaws", "--edit-from", "mine.yaml", "--slug", "mine", "--yes")
    assert dan.status == 0 and "Submitted as mine" in said and opened.times == 0
    coop.run_clerk()
    after = changed(bylaws_of(coop.registry), coop.entry("0001").actions)  # type: ignore[arg-type]
    assert after.as_file.decode() == text.replace("version: 1", "version: 2")


def test_a_text_of_other_bylaws_is_refused_since_it_would_undo_what_changed(dan: Laptop, coop: Coop) -> None:
    text = bylaws_of(coop.registry).as_file.decode().replace("version: 1", "version: 3")
    (dan.folder / "mine.yaml").write_text(text)
    said = dan.types("propose", "amend-bylaws", "--edit-from", "mine.yaml", "--yes")
    assert dan.status == 10 and "bylaws.yaml:1:10: " in said and "version 1 is in force" in said


def test_saying_no_at_the_end_keeps_the_words(coop: Coop, dan: Laptop, editor: Editors) -> None:
    editor(PERIOD.format("P14D"))
    child = dan.sits_down(*AMEND)
    child.expect("Submit it")
    child.sendline("n")
    said = ends(child, 0)
    assert "Nothing was signed." in said and 'period: "P14D"' in kept(said).read_text()
    assert nothing_is_filed(coop)


@pytest.mark.parametrize(
    ("last", "status", "why"),
    [
        ("exit 1", 1, "Editing failed"),
        ("kill -KILL $$", 1, "Editing failed"),
        ("rm $1", 2, "cannot be read"),
        ("rm $1; mkfifo $1", 2, "it is a pipe or a device"),
        (": > $1", 0, "Nothing was changed"),
    ],
)
def test_whatever_the_editor_does_the_words_are_kept(
    coop: Coop, dan: Laptop, editor: Editors, last: str, status: int, why: str
) -> None:
    editor(f"{MINE}; {PERIOD.format('soon')}", last)
    said = ends(dan.sits_down(*AMEND), status)
    assert why in said
    text = kept(said).read_text()
    assert "# two weeks, said Carol" in text and 'period: "soon"' in text and "[schema]" not in text
    assert nothing_is_filed(coop)


@pytest.mark.parametrize("last", ["exit 1", ": > $1", "rm $1"])
def test_an_editor_that_fails_at_once_leaves_nothing_behind(
    coop: Coop, dan: Laptop, editor: Editors, last: str
) -> None:
    editor(last)
    child = dan.sits_down(*AMEND)
    child.expect(pexpect.EOF)
    child.close()
    assert "kept" not in child.before and nothing_is_kept(dan) and nothing_is_filed(coop)


def test_what_was_saved_before_the_editor_died_is_kept(dan: Laptop, editor: Editors) -> None:
    editor(f"{MINE}; kill -KILL $$")
    said = ends(dan.sits_down(*AMEND), 1)
    assert "# two weeks, said Carol" in kept(said).read_text()


def test_an_interrupt_in_the_editor_keeps_what_was_saved(coop: Coop, dan: Laptop, editor: Editors) -> None:
    editor(f"{MINE}; echo it is saved; sleep 60")
    child = dan.sits_down(*AMEND)
    child.expect("it is saved")
    child.sendintr()
    said = ends(child, 130)
    assert (
        "# two weeks, said Carol" in kept(said).read_text() and "interrupted; if something was signed already" in said
    )
    assert nothing_is_filed(coop)


def test_away_from_a_terminal_the_first_fault_is_told_and_the_words_are_kept(dan: Laptop, editor: Editors) -> None:
    opened = editor(PERIOD.format("soon"))
    said = dan.types(*AMEND, "--yes")
    assert dan.status == 10 and opened.times == 1 and "rules.ordinary.period" in said
    assert 'period: "soon"' in kept(said).read_text()


def test_options_and_the_editor_are_two_ways(dan: Laptop) -> None:
    said = dan.types(*AMEND, "--set", "rules.ordinary.period=P14D")
    assert dan.status == 2 and "either --edit, or --set and --unset" in said


HOSTILE = {
    "an alias": ("printf 'a: &x 1\\nb: *x\\n' > $1", "an anchor (&) is not allowed"),
    "a tag": ("printf 'version: !!python/object:os.system 1\\n' > $1", "a tag (!) is not allowed"),
    "a directive": ("printf '%%YAML 1.1\\n---\\nversion: 1\\n' > $1", "% at the start of a line"),
    "brackets": ("{ printf 'a: '; yes '[' | head -n 2000 | tr -d '\\n'; } > $1", "more than 16 levels"),
    "ten megabytes": ("yes '# no' | head -c 10000000 > $1", "too large: 10000000 bytes"),
    "a key twice": ("printf 'version: 1\\nversion: 1\\n' > $1", "the key 'version' stands twice"),
    "a zero byte": ("printf 'version: 1\\nb: \\000\\n' > $1", "U+0000"),
    "a turned text": ("printf 'version: 1\\nb: \\342\\200\\256x\\n' > $1", "U+202E"),
    "a carriage return": ("printf 'version: 1\\rb: 2\\n' > $1", "a carriage return"),
    "no UTF-8": ("printf 'version: 1\\nb: caf\\351\\n' > $1", "the file is not UTF-8"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_refused_with_its_line_and_kept(coop: Coop, dan: Laptop, editor: Editors, name: str) -> None:
    step, why = HOSTILE[name]
    opened = editor(step)
    said = ends(dan.sits_down(*AMEND), 0)
    assert why in said and "bylaws.yaml" in said and opened.times == 2 and nothing_is_filed(coop)
    assert name == "ten megabytes" or re.search(r"bylaws\.yaml:[1-9][0-9]*:[1-9]", said)
    left, shown = kept(said).read_bytes(), (opened.folder / "shown-2").read_bytes()
    assert b"#! " in shown and b"#! " not in left
    assert left == b"".join(line for line in shown.splitlines(keepends=True) if not line.startswith(b"#! "))
