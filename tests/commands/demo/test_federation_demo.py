"""The demo of a federation as a newcomer plays it: three organisations, and one vote for each person."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def govtool(*arguments: str) -> str:
    """What the command says in a process of its own, with the clock of this computer."""
    command = [sys.executable, "-m", "govtool.cli.main", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_three_organisations_decide_and_can_be_looked_at(tmp_path: Path) -> None:
    said = govtool("demo", "--federation", str(tmp_path / "valley"))
    for line in (
        "commune     Commune          commune              decides by signers  3 persons",
        "home riverside, also restaurant",
        "5 for, 1 against, 5 have not voted, of 11 votes",
        "alice  for      1 vote",
        "0005 passed",
        "failed Thu 26 Jun, 18:00",
        "Valley: audit passed: every commit on main is authorised; ballots 19;",
    ):
        assert line in said
    dora = ("-C", str(tmp_path / "valley" / "dora"))
    assert "restaurant" in govtool(*dora, "show", "affiliate", "restaurant", "--offline")
    voted = json.loads(govtool(*dora, "tally", "5", "--json", "--offline"))
    assert {each["voter"]: each["weight"] for each in voted["counted"]}["bob"] == 1
    assert "  no affiliate\n" in govtool(*dora, "show", "bob", "--offline")
