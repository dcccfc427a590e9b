"""Runs git as a program: for work over a network, and for refs that others may be moving at the same moment.

Nothing in the environment tells git which repository to work on. It runs no hook of that repository, and tidies nothing
up.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from govtool.core.text import lines_of
from govtool.errors import GovtoolError

ZERO = "0" * 40
_TIMEOUT_SECONDS = 600


class Unreachable(GovtoolError):
    """The remote could not be reached, or does not let us in."""

    code = "unreachable"


def run_git(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None, said: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs git with `said` as its input, if given, and returns what it printed. Raises GovtoolError if there is no git,
    or it hangs.
    """
    variables = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT},
        "GIT_TERMINAL_PROMPT": os.environ.get("GIT_TERMINAL_PROMPT", "0"),
        "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C",
        **(environment or {}),
    }
    command = ["git", "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "maintenance.auto=false", *arguments]
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env=variables,
            input=said,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise GovtoolError("git is not installed", "install git, then try again") from error
    except subprocess.TimeoutExpired as error:
        raise Unreachable("git gave no answer for ten minutes", "look at your network, then try again") from error


def last_words(done: subprocess.CompletedProcess[str]) -> str:
    """The last line of what git said of a failure."""
    return (lines_of(done.stderr.strip()) or ["git said nothing"])[-1].strip()


_KEPT = {"GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_TERMINAL_PROMPT"}
