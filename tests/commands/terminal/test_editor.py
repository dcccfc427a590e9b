"""What is wrong with a text, as comments beside a person's words: put in for the editor, and taken out again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.cli.terminal.editor import with_faults, without_faults
from govtool.core.finding import Finding, finding
from govtool.domain.constitution.bylaws import Bylaws
from govtool.errors import Refused, UsageError
from govtool.io.file.yamlfile import load
from govtool.io.file.yamlparser import comments_of
from govtool.roles.reference.explained import explained
from tests.world.people import shipped_bylaws

NAME = "bylaws.yaml"


def fault(line: int, what: str = "is wrong", path: str = NAME) -> Finding:
    return finding("yaml", path, line, 1, what=what)


def shown(text: str, *faults: Finding) -> list[str]:
    return with_faults(text.encode(), NAME, Refused(faults)).decode().split("\n")


def test_a_fault_stands_above_its_line_and_set_in_as_far() -> None:
    lines = shown("a:\n  b: 1\nc: 2\n", fault(2))
    assert lines[0] == "a:" and lines[2:] == ["  b: 1", "c: 2", ""]
    assert lines[1].startswith("  #! this is not strict YAML: is wrong [yaml] → ")


def test_faults_of_one_line_keep_their_order_and_none_is_told_twice() -> None:
    lines = shown("a: 1\nb: 2\n", fault(2, "second"), fault(1, "first"), fault(2, "third"), fault(2, "third"))
    assert [line.split(": ")[1][:5] for line in lines if "#! " in line] == ["first", "secon", "third"]


@pytest.mark.parametrize("line", [0, 1, 99])
def test_a_fault_of_no_line_stands_at_the_edge(line: int) -> None:
    lines = shown("a: 1\nb: 2", fault(line))
    assert [at for at, text in enumerate(lines) if "#! " in text] == [1 if line == 99 else 0]


def test_a_fault_of_another_file_stands_at_the_top_with_its_name() -> None:
    assert shown("a: 1\nb: 2", fault(2, path="tea.md"))[0].startswith("#! tea.md:2:1: this is not strict YAML")
    assert shown("a: 1\nb: 2", fault(2, path=Bylaws.home.path()))[1].startswith("#! this is not strict YAML"), (
        "the same file, elsewhere"
    )


def test_an_error_without_findings_stands_at_the_top() -> None:
    made = with_faults(b"a: 1\n", NAME, UsageError("you are dan", "write dan"))
    assert made == "#! you are dan → write dan\na: 1\n".encode()


def test_words_of_others_make_no_line_of_their_own() -> None:
    lines = shown("a: 1", fault(1, "x\nb: 2\r\u202ey"))
    assert len(lines) == 2 and "\\n" in lines[0] and "\u202e" not in lines[0] and "\r" not in lines[0]


def test_what_looks_like_ours_and_was_there_before_is_the_person_s() -> None:
    before = b"#! mine\na: 1\n"
    made = with_faults(before, NAME, Refused([fault(2)]))
    changed = made.replace(b"is wrong", b"is not wrong")
    assert made != before == without_faults(made, before) == without_faults(changed, before)


TEXTS = st.lists(st.sampled_from([b"", b"a: 1", b"  b: \xff", b"#! x", b"| \t#! y", b"\r"]), max_size=6).map(b"\n".join)


@given(text=TEXTS, lines=st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_every_byte_of_the_person_s_comes_back(text: bytes, lines: list[int]) -> None:
    made = with_faults(text, NAME, Refused([fault(line, f"fault {line}") for line in lines]))
    assert without_faults(made, text) == text and made.count(b"\n") == text.count(b"\n") + len(set(lines))


def test_the_bylaws_as_they_open_say_the_same_and_each_row_means_something() -> None:
    bylaws = shipped_bylaws()
    text = explained(bylaws, NAME)
    assert load(text, NAME).value == load(bylaws.as_file, NAME).value
    rows = [line.split(" #")[0].strip() for line in text.decode().split("\n") if ":" in line and " # " not in line]
    names = {*bylaws.classes, *bylaws.bands, *bylaws.rules, *bylaws.decisions}
    assert {row.removeprefix("- ").split(":")[0] for row in rows} <= names
    assert len(comments_of(text)) > 400
