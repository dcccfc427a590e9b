"""The command as a process: another alphabet, names that are no text, and a disk that is full."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.world.coop import Coop


def _govtool(folder: Path, *arguments: str, stdout: Any = subprocess.PIPE, stdin: bytes = b"", **more: str) -> Any:
    command = [sys.executable, "-m", "govtool.cli.main", *arguments]
    environment = {**os.environ, **more}
    return subprocess.run(
        command, cwd=folder, env=environment, input=stdin, stdout=stdout, stderr=subprocess.PIPE, check=False
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_of_another_alphabet_ends_no_command(tmp_path: Path, encoding: str) -> None:
    done = _govtool(tmp_path, "simulate", "--help", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    done = _govtool(tmp_path, "status", PYTHONIOENCODING=encoding)
    assert done.returncode == 1 and b"there is no git repository" in done.stderr


@pytest.mark.parametrize(("branch", "status"), [(b"caf\xe9", 0), (b"vote/\xe9", 10)])
def test_a_branch_whose_name_is_no_text_is_judged_like_others(coop: Coop, branch: bytes, status: int) -> None:
    line = f"{'0' * 40} {coop.head} refs/heads/".encode() + branch + b"\n"
    done = _govtool(coop.folder / "hub.git", "guard", stdin=line, PYTHONIOENCODING="utf-8:strict")
    assert done.returncode == status, done.stderr


def test_a_full_disk_is_no_bug(coop: Coop) -> None:
    with Path("/dev/full").open("w") as full:
        done = _govtool(coop.folder / "hub.git", "audit", stdout=full)
    assert done.returncode == 1 and b"No space left" in done.stderr and b"bug" not in done.stderr
