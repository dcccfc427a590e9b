"""What is printed: names and words of others are told as they are, and steer neither a terminal nor a runner."""

from __future__ import annotations

import json

import pytest

from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import annotation, finding_lines
from govtool.core.finding import finding


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("docs/a.md", "file=docs/a.md,line=1"),
        ("a\n::add-mask::x", "file=a%0A%3A%3Aadd-mask%3A%3Ax,line=1"),
        ("a,title=b:c", "file=a%2Ctitle=b%3Ac,line=1"),
        ("a\r%0A", "file=a\\x0d%250A,line=1"),
    ],
)
def test_the_name_of_a_file_gives_a_runner_no_commands(path: str, place: str) -> None:
    line = annotation(finding("path_denied", path, target=path))
    assert line.startswith(f"::error {place},col=1,title=path_denied::") and "\n" not in line and "\r" not in line


def test_json_names_what_is_no_text_and_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"path": "docs/\udcff", "title": "\x9b31m\u202e", "name": "Zoë → 合"}
    print_json(value)
    printed = capsys.readouterr().out
    assert printed.encode() and json.loads(printed) == {"format": 1, **value}
    assert "Zoë → 合" in printed and not {"\x9b", "\u202e"} & set(printed)


def test_the_name_of_a_file_forges_no_line_of_the_answer() -> None:
    what, _ = finding_lines(finding("tree_not_derived", "docs/a\nmain is sound"))
    assert (
        what == "docs/a\\nmain is sound: this file differs from what the recorded decision produces [tree_not_derived]"
    )
