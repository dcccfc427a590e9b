"""Why a repository cannot be opened, in the words of git itself, which says more than the library that reads them."""

from __future__ import annotations

from pathlib import Path

from govtool.errors import GovtoolError
from govtool.io.git.process import run_git


def own_words(path: Path) -> GovtoolError | None:
    """What git says of a folder that the library cannot open; None if it says that no repository is there."""
    if not path.is_dir():
        return None
    done = run_git(["rev-parse", "--git-dir"], path)
    said = " ".join(done.stderr.split()).removeprefix("fatal: ")
    if done.returncode == 0 or not said or "not a git repository" in said:
        return None
    hint = "mend that line: git config --edit, or an editor" if "config" in said else "mend it, then try again"
    return GovtoolError(f"git cannot open the repository at {path}: {said}", hint)
