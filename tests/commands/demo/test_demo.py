"""The demo as a newcomer plays it: every trick fails, and what it leaves can be looked at without its server.

It is played once for all workers of a run: who comes first plays it, and the others wait for what it leaves, which no
test changes.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shlex
import shutil
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
    top = tmp_path_factory.getbasetemp()
    top = (top.parent if "PYTEST_XDIST_WORKER" in os.environ else top) / "demo"
    top.mkdir(exist_ok=True)
    folder, said = top / "coop", top / "said"
    with (top / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            done = govtool("demo", "--force", str(folder))
            assert done.returncode == 0, done.stdout + done.stderr
            said.write_text(done.stdout, "utf-8")
    return folder, said.read_text("utf-8")


def test_it_shows_the_main_job(played: tuple[Path, str]) -> None:
    for line in (
        "of 7 votes: more than half = 4 (2 people), two thirds = 5 (3)",
        "0001 passed; 0001 enacted",
        "0002 rejected",
        "0003 passed",
        "0003 enacted",
        "Red Keys: audit passed: every commit on main is authorised;",
    ):
        assert line in played[1]


def test_the_amendment_and_the_wage_are_in_force(played: tuple[Path, str]) -> None:
    alice = str(played[0] / "alice")
    shown = govtool("-C", alice, "show", "3", "--offline").stdout
    assert "rules.ordinary.period from P7D to P14D" in shown and "passed" in shown
    assert 'period: "P14D"' in (played[0] / "alice" / "registry" / "bylaws.yaml").read_text()
    assert "the wage is 20.00 EUR an hour" in govtool("-C", alice, "show", "4", "--offline").stdout


def test_somebody_from_outside_becomes_a_full_time_member_by_the_last_vote(played: tuple[Path, str]) -> None:
    for line in ("0005 passed", "0006 extended", "0007 confirmed", "Frank Lee (frank), full-time, 2 votes"):
        assert line in played[1]
    shown = govtool("-C", str(played[0] / "alice"), "show", "frank").stdout
    assert "full-time" in shown


def test_the_founding_documents_example_is_owed_voted_and_paid(played: tuple[Path, str]) -> None:
    words = [line.split() for line in played[1].splitlines()]
    assert "Wages owed: 1000.00 EUR" in played[1]
    for name, owed, paid in (("alice", "300.00", "30.00"), ("bob", "300.00", "30.00"), ("frank", "400.00", "40.00")):
        assert [name, owed, "since", "2025-08-01"] in words
        assert ["payout", "1", "2025-08-29", name, paid, "not", "transferred", "yet"] in words
    owed = json.loads(govtool("-C", str(played[0] / "carol"), "owed", "--json", "--offline").stdout)
    assert {row["creditor"]: row["owed_minor"] for row in owed["owed"]} == {
        "alice": 27000,
        "bob": 27000,
        "frank": 36000,
    }


def test_hledger_reads_the_exported_book_where_it_is_installed_and_is_missed_aloud_where_not(
    played: tuple[Path, str],
) -> None:
    if shutil.which("hledger"):
        assert "-900.00 EUR  liabilities:wages-owed" in played[1]
    else:
        assert "hledger is not installed here" in played[1]


def test_one_cent_moved_by_hand_is_named_with_commit_file_and_line(played: tuple[Path, str]) -> None:
    assert re.search(
        r"commit [0-9a-f]{12} registry/accounts/f/fr/frank\.yaml:\d+:\d+: this file differs from what", played[1]
    )


def test_the_co_operative_chooses_its_name_among_three_and_none(played: tuple[Path, str]) -> None:
    for line in (
        "teapot    rejected  1 for  3 against  5 abstain  (ordinary)",
        "red-keys before spwc: 5 to 4",
        "if it closed now: passed: red-keys is chosen",
        "0009 passed; 0009 enacted",
    ):
        assert line in played[1]
    shown = govtool("-C", str(played[0] / "alice"), "show", "9", "--offline").stdout
    assert "result: passed; chosen: red-keys" in shown and "Have not voted" not in shown


def test_it_can_be_read_at_one_sitting(played: tuple[Path, str]) -> None:
    assert len(played[1].splitlines()) <= 115


def test_every_trick_is_named_with_its_reason(played: tuple[Path, str]) -> None:
    for code in ("key_unknown", "not_in_electorate", "opening", "tree_not_derived", "unauthorised"):
        assert f"[{code}]" in played[1]


def test_what_it_leaves_can_be_looked_at(played: tuple[Path, str]) -> None:
    alice = str(played[0] / "alice")
    audit = govtool("-C", alice, "audit")
    assert audit.returncode == 0 and "audit passed" in audit.stdout
    assert "An office" in govtool("-C", alice, "list").stdout
    assert govtool("-C", alice, "status").returncode == 0


def test_the_vote_that_stays_open_takes_the_lines_that_it_says(played: tuple[Path, str], tmp_path: Path) -> None:
    folder = tmp_path / "coop"
    shutil.copytree(played[0], folder)
    for name in ("alice", "carol", "ci"):
        config = folder / name / ".git" / "config"
        config.write_text(config.read_text().replace(str(played[0]), str(folder)))
    lines = played[1].replace(str(played[0]), str(folder)).splitlines()
    begins = next(place for place, line in enumerate(lines) if line.startswith("A vote is open"))
    vote, clerk = (shlex.split(line)[1:] for line in lines[begins + 1 : begins + 3])
    voted = govtool(*vote)
    assert voted.returncode == 0 and "signed and delivered" in voted.stdout, voted
    counted = govtool(*clerk)
    assert counted.returncode == 0 and "gathered" in counted.stdout, counted
    assert "carol" in govtool(*vote[:2], "tally", vote[3]).stdout
    assert govtool("-C", str(folder / "alice"), "audit").returncode == 0


def test_it_replaces_an_earlier_demo_and_nothing_else(played: tuple[Path, str], tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine\n")
    refused = govtool("demo", str(tmp_path))
    assert refused.returncode == 1 and "is not empty, and no demo" in refused.stderr
    assert (tmp_path / "diary.txt").read_text() == "mine\n"
