"""The demo as a newcomer plays it: every trick fails, and what it leaves can be looked at without its server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def govtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with the clock of this computer."""
    command = [sys.executable, "-m", "govtool.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo") / "coop"
    done = govtool("demo", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout


def test_it_shows_the_main_job(played: tuple[Path, str]) -> None:
    for line in (
        "of 7 votes: more than half = 4 (2 people), two thirds = 5 (3), three quarters = 6 (4)",
        "0001 passed",
        "0001 enacted",
        "0002 rejected",
        "0003 passed",
        "0003 enacted",
        "Kettle Co-operative: everything that stands on main has authority.",
    ):
        assert line in played[1]


def test_every_trick_is_named_with_its_reason(played: tuple[Path, str]) -> None:
    for code in ("key_unknown", "not_in_electorate", "ancestry", "tree_not_derived", "unauthorised"):
        assert f"[{code}]" in played[1]


def test_what_it_leaves_can_be_looked_at(played: tuple[Path, str]) -> None:
    alice = str(played[0] / "alice")
    audit = govtool("-C", alice, "audit")
    assert audit.returncode == 0 and "has authority" in audit.stdout
    assert "An office" in govtool("-C", alice, "list").stdout
    assert govtool("-C", alice, "status").returncode == 0


def test_it_replaces_an_earlier_demo_and_nothing_else(played: tuple[Path, str], tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine\n")
    refused = govtool("demo", str(tmp_path))
    assert refused.returncode == 1 and "is not empty, and no demo" in refused.stderr
    assert (tmp_path / "diary.txt").read_text() == "mine\n"
