"""Runs git as a program: for work over a network, for refs that others may be moving at the same moment, and for what
only git itself can answer.

Of the environment git gets what says how to reach a host and whom to trust, and nothing that says which repository to
work on. It runs no hook of that repository, and tidies nothing up. `place` is the door for work in a repository.
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
_SETTINGS = (
    "core.hooksPath=/dev/null", "gc.auto=0", "maintenance.auto=false",
    # its words are read, and shown to people; each of these can be set to always, whatever the others say
    "color.advice=false", "color.push=false", "color.remote=false", "color.transport=false",
)  # fmt: skip
_OURS = tuple(word for setting in _SETTINGS for word in ("-c", setting))


class Unreachable(GovtoolError):
    """The remote could not be reached, or does not let us in."""

    code = "unreachable"


def run_git(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None, said: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs git with `said` as its input, if given, and returns what it printed. Raises GovtoolError if there is no git,
    or it hangs.
    """
    return _run([*_OURS, *arguments], folder, environment, said, "replace")


def ask_git(arguments: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Asks git about a folder as the person would, without settings of ours; names that are no UTF-8 stay as they are.

    Raises GovtoolError as `run_git` does.
    """
    return _run(arguments, folder, None, None, "surrogateescape")


def _run(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str] | None, said: str | None, errors: str
) -> subprocess.CompletedProcess[str]:
    variables = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)},
        "GIT_TERMINAL_PROMPT": os.environ.get("GIT_TERMINAL_PROMPT", "0"),
        "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C",
        **(environment or {}),
    }
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=variables,
            input=said,
            capture_output=True,
            encoding="utf-8",
            errors=errors,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        if not folder.is_dir():
            raise GovtoolError(f"there is no folder {folder} any more", "cd into one that is there") from error
        raise GovtoolError("git is not installed", "install git, then try again") from error
    except subprocess.TimeoutExpired as error:
        raise Unreachable("git gave no answer for ten minutes", "look at your network, then try again") from error


def last_words(done: subprocess.CompletedProcess[str]) -> str:
    """The last line of what git said of a failure."""
    return (lines_of(done.stderr.strip()) or ["git said nothing"])[-1].strip()


_KEPT = (
    "GIT_ALLOW_PROTOCOL",
    "GIT_ASKPASS",
    "GIT_CEILING_DIRECTORIES",
    "GIT_CONFIG_",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    "GIT_EXEC_PATH",
    "GIT_HTTP_",
    "GIT_PROTOCOL",
    "GIT_PROXY_",
    "GIT_SSH",
    "GIT_SSL_",
)
"""The variables that git gets, by the beginnings of their names. The others say which repository, which objects and
which index (`git rev-parse --local-env-vars` lists most of them), or make git write more than its answer.
"""
