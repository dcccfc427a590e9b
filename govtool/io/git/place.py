"""Finds the repository of a folder, and runs git in it. git itself finds it. So git as a program, and the library that
reads objects, use the same one.

git also judges whether the folder may be used: the owner, `safe.directory`, `safe.bareRepository`. If it may not, its
own words say why. `GIT_DIR` and its like are not followed: the folder says which repository.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from govtool.core.finding import finding
from govtool.core.phrase import one_line
from govtool.core.text import lines_of
from govtool.errors import GovtoolError, Refused
from govtool.io.git.process import ask_git, run_git

_OWNER_ADVICE = "git config --global --add safe.directory "
"""The line that git prints for a repository of another user; the folder follows."""


_HINTS = (
    ("safe.bareRepository", "git config --global safe.bareRepository all"),
    ("bad config", "open that file in an editor, and mend the line"),
    ("extension", "a newer git made it: update git"),
    ("repo version", "a newer git made it: update git"),
    ("not a git repository", "if it was moved: git worktree repair, in the main clone; or clone again"),
)
"""What to type or do, by a part of git's words."""


class NoRepository(GovtoolError):
    """A folder lies in no git repository."""


@dataclass(frozen=True, slots=True)
class Place:
    """One repository: its folder (`.git`, or the bare repository), and the folder of its checked-out files."""

    folder: Path
    work: Path | None = None

    @property
    def common(self) -> Path:
        """The folder that all work trees of the repository share."""
        pointer = self.folder / "commondir"
        return (self.folder / pointer.read_text().strip()).resolve() if pointer.exists() else self.folder

    @property
    def top(self) -> Path:
        """The folder from which git reads relative paths: of a remote, of a key."""
        return self.work or self.folder

    @property
    def named(self) -> tuple[str, ...]:
        """The arguments that tell git the repository; from the work tree alone it could find another."""
        named = ("--git-dir", str(self.folder))
        return named if self.work is None else (*named, "--work-tree", str(self.work))

    def run(
        self, *arguments: str, environment: Mapping[str, str] | None = None, said: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs git in this repository. Raises GovtoolError as `run_git` does."""
        return run_git([*self.named, *arguments], self.top, environment, said)


def find_place(path: Path) -> Place:
    """The repository that git finds at a folder. Raises NoRepository, or GovtoolError in the words of git; Refused for
    the SHA-256 object format.
    """
    if not path.is_dir():
        raise _no_repository(path)
    done = ask_git(["rev-parse", "--show-object-format", "--absolute-git-dir", "--show-toplevel"], path)
    # a bare repository has no last line: git prints the two others, and fails
    kind, *folders = done.stdout.split("\n")[:-1] or [""]
    if not 1 <= len(folders) <= 2:
        raise _refusal(path, done.stderr)
    if kind != "sha1":
        raise Refused([finding("object_format", folder=path)])
    folder, *work = map(Path, folders)
    return Place(folder, next((each for each in work if each.is_dir()), None))


def _refusal(path: Path, stderr: str) -> GovtoolError:
    said = one_line(stderr).removeprefix("fatal: ")
    if "not a git repository (or any" in said:
        return _no_repository(path)
    advice = next((line.strip() for line in lines_of(stderr) if line.strip().startswith(_OWNER_ADVICE)), "")
    if advice:
        folder = advice.removeprefix(_OWNER_ADVICE)
        return GovtoolError(f"{folder} belongs to another user", f"if you trust that user: {advice}")
    hint = next((hint for word, hint in _HINTS if word in said), "mend it, then try again")
    return GovtoolError(f"git cannot open the repository at {path}: {said or 'it said nothing'}", hint)


def _no_repository(path: Path) -> NoRepository:
    named = os.environ.get("GIT_DIR")
    hint = f"GIT_DIR is not followed: govtool -C {named} ..." if named else ""
    return NoRepository(f"there is no git repository at {path}", hint or "cd into one, or name it: govtool -C DIR ...")
