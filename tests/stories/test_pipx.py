"""The built wheel, installed by pipx into an empty environment: it brings all that it needs, and nothing is asked of
the network.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from govtool.io.git.template import bank_layouts
from tests.world.people import key_of
from tests.world.place import ROOT
from tests.world.wheelhouse import built_wheel, needs, wheels_of


class Newcomer:
    """Somebody with an empty home folder, who has installed govtool by pipx."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.programs = home / ".local" / "bin"

    def types(self, *command: str | Path, status: int = 0) -> str:
        """What a command prints, with no variable and no program of this environment but git's and the system's."""
        done = subprocess.run(
            [*map(str, command)],
            cwd=self.home,
            env={"HOME": str(self.home), "PATH": f"{self.programs}:{os.defpath}", "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Newcomer:
    house, newcomer = tmp_path_factory.mktemp("wheels"), Newcomer(tmp_path_factory.mktemp("home"))
    wheel = built_wheel(house)
    wheels_of(house, ("pip", *needs(distribution("govtool-coop"))))
    pipx = (sys.executable, "-m", "pipx", "install", "--python", sys.executable)
    said = newcomer.types(*pipx, "--pip-args", f"--no-index --find-links {house}", wheel)
    assert "installed package govtool-coop" in said and [path.name for path in newcomer.programs.iterdir()] == [
        "govtool"
    ]
    return newcomer


def test_the_program_is_that_of_the_wheel(newcomer: Newcomer) -> None:
    assert newcomer.types("govtool", "--version") == "govtool 0.1.0\n"
    (package,) = newcomer.home.rglob("govtool/__init__.py")
    assert not (package.parent.parent / "tests").exists()
    brought = {
        str(path.relative_to(package.parent)): path.read_bytes()
        for folder in ("template", "schemas")
        for path in (package.parent / folder).rglob("*")
        if path.is_file() and path.suffix != ".md"
    }
    assert brought == data_of_the_checkout()


def data_of_the_checkout() -> dict[str, bytes]:
    """The files that a wheel brings beside the modules, by their place in the package."""
    places = {"govtool/template": "template", "registry": "template/registry", "schemas": "schemas"}
    return {
        f"{place}/{path.relative_to(ROOT / folder)}": path.read_bytes()
        for folder, place in places.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix != ".md"
    }


def test_all_that_it_brings_as_data_is_there(newcomer: Newcomer) -> None:
    assert '"$schema"' in newcomer.types("govtool", "schema", "member", "--json")
    made = newcomer.home / "workflows"
    line = f"govtool-coop==0.1.0 --hash=sha256:{'0' * 64}"
    newcomer.types("govtool", "forge", "files", "--requirement", line, "--write", made)
    assert (made / ".github" / "workflows" / "clerk.yml").is_file()


def test_it_founds_and_audits_a_co_operative(newcomer: Newcomer) -> None:
    key = newcomer.home / "key"
    key.write_text(key_of("alice").openssh_private())
    key.chmod(0o600)
    options = ("--name", "Kettle", "--currency", "EUR", "--founder", "alice:Alice Lee:40h", "--key", key, "--yes")
    assert "Kettle is founded." in newcomer.types("govtool", "init", "coop", *options)
    assert '"ok": true' in newcomer.types("govtool", "-C", "coop", "audit", "--json")
    layouts = newcomer.types("govtool", "-C", "coop", "treasury", "reconcile", "--layouts")
    assert all(name in layouts for name in bank_layouts())
