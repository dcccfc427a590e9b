"""Files that say what they were computed from: whatever is wrong with one, it is read as if it were not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.core.ids import digest_of
from govtool.roles.desk.sealed_file import SealedFile


def test_what_was_written_is_read(tmp_path: Path) -> None:
    SealedFile(tmp_path / "a.json", {"head": "1"}).write({"sums": [1, 2]})
    assert SealedFile(tmp_path / "a.json", {"head": "1"}).read() == {"sums": [1, 2]}


@pytest.mark.parametrize("computed_from", [{}, {"head": "2"}, {"head": "1", "people": "x"}])
def test_what_was_computed_from_something_else_is_not_read(tmp_path: Path, computed_from: dict[str, str]) -> None:
    SealedFile(tmp_path / "a.json", {"head": "1"}).write(1)
    assert SealedFile(tmp_path / "a.json", computed_from).read() is None


@pytest.mark.parametrize("text", ["", "[]", "\n[]", "sha256:0\n{}", f"{digest_of(b'[1]')}\n[1]"])
def test_anything_else_is_not_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    assert SealedFile(tmp_path / "a.json", {}).read() is None


def test_one_changed_letter_is_noticed(tmp_path: Path) -> None:
    file = SealedFile(tmp_path / "a.json", {})
    file.write({"for": 7})
    file.path.write_text(file.path.read_text().replace("7", "8"))
    assert file.read() is None
