"""Why a repository cannot be opened, in the words of git itself, which says more than the library that reads them."""

from __future__ import annotations

from pathlib import Path

from govtool.core.finding import finding
from govtool.errors import GovtoolError, Refused
from govtool.io.git.process import run_git


class NoRepository(GovtoolError):
    """A folder lies in no git repository."""


def own_words(path: Path) -> GovtoolError | None:
    """The words of git about a folder that the library cannot open; None if it says that no repository is there."""
    if not path.is_dir():
        return None
    done = run_git(["rev-parse", "--git-dir"], path)
    said = " ".join(done.stderr.split()).removeprefix("fatal: ")
    if done.returncode == 0 or not said or "not a git repository" in said:
        return None
    hint = "mend that line: git config --edit, or an editor" if "config" in said else "mend it, then try again"
    return GovtoolError(f"git cannot open the repository at {path}: {said}", hint)


def cannot_open(path: Path, error: Exception) -> GovtoolError:
    """The error for a repository that a library could not open, with what to do about it."""
    text = str(error)
    if "sha256" in text.lower() or "object format" in text.lower():
        return Refused([finding("object_format", folder=path)])
    if "owner" in text.lower():
        return GovtoolError(
            f"{path} belongs to another user: {text}", f"git config --global --add safe.directory {path}"
        )
    return own_words(path) or NoRepository(
        f"there is no git repository at {path}", "cd into one, or name it: govtool -C DIR ..."
    )
