"""A command of the demo is a fork of a process that has loaded it: it must do what the typed one does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from govtool.cli.demo.rehearsal import Rehearsal
from tests.conftest import Git

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every command of the demo loads for itself")


class Person:
    """Somebody with a home and a folder, who runs a command in both ways."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.place = folder / "place"
        self.home.mkdir()
        self.place.mkdir()
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.home), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        self._ways = [Rehearsal(folder, forks=forks) for forks in (True, False)]

    def runs(self, *line: str) -> tuple[int, str]:
        """Status and words of a command, the same in both ways."""
        forked, typed = (self._run(way, line) for way in self._ways)
        assert forked == typed
        return forked

    def _run(self, way: Rehearsal, line: Sequence[str]) -> tuple[int, str]:
        return way.start(["govtool", *line], self.place, self.environment)()


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person(tmp_path)


def test_status_and_words_are_those_of_the_typed_command(person: Person) -> None:
    assert person.runs("--version")[0] == 0
    assert person.runs("vote", "--sideways")[0] == 2
    status, said = person.runs("log")
    assert status == 1 and "there is no git repository" in said


def test_it_works_in_its_folder_and_reads_nothing_from_the_terminal(person: Person, git: Git) -> None:
    git(person.place, "init", "-q", "-b", "main")
    status, said = person.runs("log")
    assert status == 1 and "no branch main" in said
    assert person.runs("guard") == (0, "")


def test_it_sees_its_own_environment_and_no_other(person: Person, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    git(person.place, "init", "-q", "-b", "main")
    monkeypatch.setenv("GOVTOOL_NOW", "2026-01-01T00:00:00Z")
    assert "the clock is set" not in person.runs("log")[1]
    person.environment["GOVTOOL_NOW"] = "2025-01-06T18:00:00Z"
    assert "the clock is set to 2025-01-06T18:00:00Z" in person.runs("log")[1]


_PLAYED = """
import sys
from pathlib import Path
from govtool.cli.demo.rehearsal import Rehearsal
place = Path(sys.argv[1])
print(Rehearsal(place, forks=True).start(["govtool", "log"], place, {"HOME": str(place), "PATH": "/usr/bin:/bin"})())
"""


def test_nothing_of_who_plays_the_demo_reaches_its_commands(person: Person, git: Git) -> None:
    git(person.place, "init", "-q", "-b", "main")
    mine = {**os.environ, "GOVTOOL_NOW": "2026-01-01T00:00:00Z"}
    line = [sys.executable, "-c", _PLAYED, str(person.place)]
    played = subprocess.run(line, env=mine, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
    assert "no branch main" in played.stdout and "the clock is set" not in played.stdout and not played.stderr


def test_gits_settings_of_the_person_are_read_from_their_home(person: Person, git: Git) -> None:
    git(person.place, "init", "-q", "-b", "main")
    without = person.runs("whoami")
    (person.home / ".gitconfig").write_text('[user]\n\tsigningKey = "/nowhere/key"\n[gpg]\n\tformat = "ssh"\n')
    assert person.runs("whoami") != without


def test_commands_that_run_at_the_same_time_keep_their_words_apart(person: Person) -> None:
    way = Rehearsal(person.home, forks=True)
    names = ("log", "vote", "status", "tally")
    ends = [way.start(["govtool", name, "--help"], person.place, person.environment) for name in names]
    for name, end in zip(names, ends, strict=True):
        status, said = end()
        assert status == 0 and said.startswith(f"Usage: govtool {name}")
    assert not list(person.home.iterdir())


def test_the_program_that_plays_the_demo_is_not_run_again_by_its_commands(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, trace = person.home / "program.py", person.home / "trace"
    program.write_text(f"open({str(trace)!r}, 'w')\n")
    main = ModuleType("__main__")
    main.__file__ = str(program)
    monkeypatch.setitem(sys.modules, "__main__", main)
    assert person.runs("--version")[0] == 0 and sys.modules["__main__"] is main
    assert not trace.exists()
