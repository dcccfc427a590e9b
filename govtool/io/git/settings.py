"""The settings of a repository, as git itself reads them: every file, include, condition and variable takes part.

It asks git once, when a command needs the first setting, and again after it wrote one. A setting says who a person is,
with what they sign, and where the remote is. No verdict reads one.
"""

from __future__ import annotations

from functools import cached_property

from govtool.errors import GovtoolError
from govtool.io.git.place import Place
from govtool.io.git.process import ask_git, last_words

_YES = ("true", "yes", "on", "1")


class Settings:
    """The settings that apply in one repository."""

    def __init__(self, place: Place) -> None:
        self._place = place

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        done = ask_git([*self._place.named, "config", "--list", "-z"], self._place.top)
        if done.returncode != 0:
            what = f"git cannot read its settings: {last_words(done).removeprefix('fatal: ')}"
            raise GovtoolError(what, "open that file in an editor, and mend the line")
        found: dict[str, list[str]] = {}
        for line in done.stdout.split("\0")[:-1]:
            name, has_value, value = line.partition("\n")
            found.setdefault(name, []).append(value if has_value else "true")
        return found

    def get(self, name: str) -> str | None:
        """The value that applies, None without one."""
        return self._values.get(_folded(name), [None])[-1]

    def is_on(self, name: str) -> bool:
        """Whether a setting is true, in any of git's words for that."""
        return (self.get(name) or "").lower() in _YES

    def set(self, name: str, value: str) -> None:
        """Writes a value into the repository's own configuration. Raises GovtoolError where it cannot be written."""
        self._write(f"{name} cannot be set", "--replace-all", name, value)

    def unset(self, name: str) -> None:
        """Takes a value out of the repository's own configuration. Raises GovtoolError where it stays set."""
        self._write(f"{name} stays set", "--unset-all", name)
        if self.get(name) is not None:
            raise GovtoolError(f"{name} stays set", f"git config --show-origin --get-all {name}")

    def _write(self, problem: str, *arguments: str) -> None:
        done = ask_git([*self._place.named, "config", "--local", *arguments], self._place.top)
        self.__dict__.pop("_values", None)
        if done.returncode != 0:
            raise GovtoolError(
                f"{problem}: {last_words(done).removeprefix('error: ')}",
                "is another git at work, the disk full, or the folder not yours?",
            )

    @property
    def partial(self) -> tuple[str, str] | None:
        """The remote of a partial clone, and its filter (empty if it was taken away); None for a whole clone."""
        for name in self._values:
            if name.startswith("remote.") and name.endswith((".promisor", ".partialclonefilter")):
                remote = name.removeprefix("remote.").rpartition(".")[0]
                wanted = self.get(f"remote.{remote}.partialclonefilter") or ""
                if wanted or self.is_on(f"remote.{remote}.promisor"):
                    return remote, wanted
        return None


def _folded(name: str) -> str:
    """A name as git lists it: only the middle part keeps its case."""
    section, dot, rest = name.partition(".")
    middle, last_dot, last = rest.rpartition(".")
    return f"{section.lower()}{dot}{middle}{last_dot}{last.lower()}"
