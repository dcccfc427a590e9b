"""The evenings of the documentation are played in a terminal, and are what was seen."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from tests.docs.evening import PAGES, played, scenes

FOUND = sorted(PAGES.glob("*.md"))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_an_evening_is_as_its_page_tells_it(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    seen = played(text, tmp_path / "stage")
    name = f"docs/evenings/{path.name}"
    changed = difflib.unified_diff(text.split("\n"), seen.split("\n"), name, "what was seen", lineterm="")
    assert text == seen, "\n".join([*changed, "if this is as it should be: make evenings, and read what it wrote"])


def test_five_people_have_an_evening_and_each_is_told_no_once() -> None:
    assert {path.stem for path in FOUND} >= {"founder", "member", "candidate", "treasurer", "maintainer"}
    for path in FOUND:
        blocks = scenes(path.read_text(encoding="utf-8"))
        assert 6 <= sum(len(list(block.commands)) for block in blocks) <= 16, path.name
        assert any(int(block.said.get("status", 0)) in (1, 2, 10) for block in blocks), path.name
