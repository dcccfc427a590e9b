"""How quickly the command starts, asserted by what it imports and not by a clock: help and names load nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Git
from tests.world.coop import Coop
from tests.world.loading import HEAVY, that_exist
from tests.world.words import MOTION

VERIFYING = ("nacl", "yaml", "govtool.domain.decisions.docket", "govtool.domain.kinds", "govtool.roles.minutes.auditor")
"""What reads what people wrote, and judges it: not needed to look into books that were verified before."""

SELDOM = (
    *("concurrent.futures", "multiprocessing", "govtool.domain.kinds", "govtool.domain.money.payment"),
    *("govtool.domain.books.ledger", "govtool.domain.lifecycle.winding_up"),
)
"""What judges actions and statements of kinds that few proposals ask for, and what starts further processes."""


def loaded(*arguments: str, among: tuple[str, ...] = HEAVY) -> set[str]:
    """The modules, of these, that a command line loads in a process of its own."""
    program = (
        "import sys\n"
        "from govtool.cli.main import run\n"
        f"status = run({list(arguments)!r})\n"
        f"found = [name for name in {that_exist(among)!r} if name in sys.modules]\n"
        "print('loaded', status, *found)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split()[2:])


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("stauts",)])
def test_help_names_and_mistakes_load_no_heavy_library(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments) == set()


def test_a_command_that_reads_a_repository_does_load_them() -> None:
    assert {"pygit2", "pydantic"} <= loaded("-C", "/nowhere", "status")


def test_wages_owed_in_books_that_are_known_are_told_without_what_verifies(
    git: Git, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    coop = Coop.copied(tmp_path_factory, tmp_path)
    monkeypatch.setenv("GOVTOOL_NOW", coop.now)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(coop.folder / "hub.git"), str(clone))
    assert loaded("-C", str(clone), "owed", among=VERIFYING) >= {"nacl", "govtool.roles.minutes.auditor"}
    for arguments in (("owed",), ("owed", "alice")):
        assert loaded("-C", str(clone), *arguments, "--offline", among=VERIFYING) == set()


@pytest.mark.parametrize("arguments", [("show", "1"), ("status",)])
def test_a_usual_proposal_is_shown_without_what_judges_all_other_kinds(
    arguments: tuple[str, ...],
    git: Git,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    coop = Coop.copied(tmp_path_factory, tmp_path)
    coop.open("alice", "kettle", MOTION)
    monkeypatch.setenv("GOVTOOL_NOW", coop.now)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(coop.folder / "hub.git"), str(clone))
    assert "govtool.domain.kinds" in loaded("-C", str(clone), *arguments, among=SELDOM)
    assert loaded("-C", str(clone), *arguments, among=SELDOM) == set()
