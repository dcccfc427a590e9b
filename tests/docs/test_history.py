"""The example history of docs/examples: anybody clones it from one file, audits it, and finds its records beside it."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from govtool.cli.main import run
from tests.docs.history import BUNDLE, PLACE, TREE, records

MOST_BYTES = 300_000


@pytest.fixture
def kettle(tmp_path: Path) -> Path:
    subprocess.run(["git", "clone", "-q", str(BUNDLE), str(tmp_path / "kettle")], check=True)
    return tmp_path / "kettle"


def test_the_history_passes_its_audit(kettle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(kettle), "audit", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] and report["findings"] == []
    assert report["proposals"] >= 10 and report["ballots"] >= 20 and BUNDLE.stat().st_size < MOST_BYTES


def test_the_folder_beside_it_holds_its_records_and_nothing_else(kettle: Path) -> None:
    there = {str(path.relative_to(TREE)): path.read_bytes() for path in TREE.rglob("*") if path.is_file()}
    assert there == records(kettle)


def test_no_private_key_is_in_it(kettle: Path) -> None:
    done = subprocess.run(
        ["git", "log", "--all", "-p", "-G", "PRIVATE KEY", "--format=%H"], cwd=kettle, capture_output=True, check=True
    )
    assert done.stdout == b""


def test_the_commands_of_its_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (PLACE / "README.md").read_text()
    lines = [line.removeprefix("$ ") for line in text.split("\n") if line.startswith("$ ")]
    assert len(lines) == 4
    monkeypatch.chdir(tmp_path)
    for line in lines:
        words = shlex.split(line.replace("docs/examples", str(PLACE)))
        if words[0] == "govtool":
            assert run(words[1:]) == 0, line
        else:
            subprocess.run(words, check=True)
