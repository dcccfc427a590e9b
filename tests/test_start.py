"""How quickly the command starts, asserted by what it imports and not by a clock: help and names load nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("cryptography", "jsonschema", "nacl", "pydantic", "pygit2", "rich", "yaml", "govtool.domain", "govtool.io.git")


def loaded(*arguments: str) -> set[str]:
    """The heavy modules that a command line loads, in a process of its own."""
    program = (
        "import sys\n"
        "from govtool.cli.main import run\n"
        f"status = run({list(arguments)!r})\n"
        f"found = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "print('loaded', status, *found)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split()[2:])


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("stauts",)])
def test_help_names_and_mistakes_load_no_heavy_library(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments) == set()


def test_a_command_that_reads_a_repository_does_load_them() -> None:
    assert {"pygit2", "pydantic"} <= loaded("-C", "/nowhere", "status")
