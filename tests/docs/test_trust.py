"""docs/explanation/trust.md is complete, and each row names tests that there are."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from govtool.core.minute import EventName
from tests.threats.threats import THREATS
from tests.world.place import ROOT

PAGE = ROOT / "docs" / "explanation" / "trust.md"
REFERENCE = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
ATTACK = re.compile(r"\battack ([A-Z][\w-]*)")
_WORDS = re.compile(r"[\w'’-]+")


def rows(page: Path = PAGE) -> list[list[str]]:
    """The rows of all tables of a page that have a column of tests, as cells."""
    found, is_bounded = [], False
    for line in page.read_text("utf-8").split("\n"):
        if not line.startswith("|"):
            is_bounded = False
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[-1] == "tests":
            is_bounded = True
        elif is_bounded and set(cells[0]) != {"-"}:
            found.append(cells)
    return found


@cache
def functions(path: Path) -> frozenset[str]:
    """The names of the tests in a file, those of a class with the name of the class before them."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        start = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        found |= {f"{start}{each.name}" for each in inner if isinstance(each, ast.FunctionDef)}
    return frozenset(name for name in found if name.rsplit("::", 1)[-1].startswith("test_"))


def problem_of(path: str, name: str) -> str:
    """Why a reference names no test; empty where it does."""
    if not (ROOT / path).is_file():
        return f"there is no file {path}"
    return "" if name in functions(ROOT / path) else f"{path} has no test {name}"


def test_every_test_that_the_page_names_is_there() -> None:
    found = REFERENCE.findall(PAGE.read_text("utf-8"))
    assert len(found) > 60
    wrong = {problem for reference in found if (problem := problem_of(*reference))}
    assert not wrong, "\n".join(sorted(wrong))


def test_every_attack_that_the_page_names_is_tried() -> None:
    named = set(ATTACK.findall(PAGE.read_text("utf-8")))
    assert len(named) > 40
    assert named <= {threat.id for threat in THREATS if threat.attack is not None}


def test_whatever_looks_like_the_name_of_a_test_is_read_as_one() -> None:
    text = PAGE.read_text("utf-8")
    assert len(re.findall(r"\.py::", text)) == len(REFERENCE.findall(text))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[1][:40])
def test_every_row_names_a_test(row: list[str]) -> None:
    assert REFERENCE.search(row[-1]) or ATTACK.search(row[-1]), row
    assert all(cell for cell in row), row


def test_every_event_of_the_protocol_has_a_row() -> None:
    named = {name for row in rows() for name in re.findall(r"^`([a-z-]+)`$", row[0])}
    assert set(get_args(EventName)) == named


def test_every_test_of_a_bad_clerk_stands_on_the_page() -> None:
    named = set(REFERENCE.findall(PAGE.read_text("utf-8")))
    for path in sorted((ROOT / "tests" / "threats").glob("test_clerk_*.py")):
        place = path.relative_to(ROOT).as_posix()
        assert {(place, name) for name in functions(path)} <= named, place


def test_every_attack_by_the_clerk_stands_on_the_page() -> None:
    named = set(ATTACK.findall(PAGE.read_text("utf-8")))
    assert {threat.id for threat in THREATS if re.fullmatch(r"C\d+", threat.id)} - named == {"C1"}
    assert "test_leaving_out_whole_persons_never_passes_what_is_rejected" in PAGE.read_text("utf-8"), "that is C1"


def test_no_sentence_of_the_page_is_long() -> None:
    text = re.sub(r"```.*?```|<!--.*?-->|`[^`]*`", " x ", PAGE.read_text("utf-8"), flags=re.DOTALL)
    parts = re.split(r"[.:;?!](?:\s|\*|$)|\n\n|\n- |\|\n?|\n> ?", text)
    wrong = [" ".join(part.split()) for part in parts if len(_WORDS.findall(part)) > 25]
    assert not wrong, "\n".join(wrong)


def test_a_name_of_no_test_is_found() -> None:
    assert problem_of("tests/docs/test_trust.py", "test_a_name_of_no_test_is_found") == ""
    assert "no test test_nothing" in problem_of("tests/docs/test_trust.py", "test_nothing")
    assert "no file tests/none.py" in problem_of("tests/none.py", "test_nothing")
