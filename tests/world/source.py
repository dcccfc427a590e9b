"""A source that holds its files in memory, so that a state needs no git and a long history stays quick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from govtool.core.record import Record
from govtool.core.state import Content, State
from govtool.roles.minutes.registry import NEWEST

R = TypeVar("R", bound=Record)


class Memory:
    """The files by path; `folders` keeps the names, `listed` those that were sorted already."""

    catalogue = NEWEST

    def __init__(self, files: Mapping[str, Record | bytes] | None = None) -> None:
        self.files: dict[str, Record | bytes] = {}
        self.folders: dict[str, set[str]] = {}
        self.listed: dict[str, tuple[str, ...]] = {}
        for path, found in (files or {}).items():
            self.lay(path, found)

    def lay(self, path: str, found: Record | bytes | None) -> None:
        """Puts a file down, or takes it away."""
        if found is not None:
            self.files[path] = found
        elif self.files.pop(path, None) is None:
            return
        folder, _, name = path.rpartition("/")
        while folder and (name in self.folders.setdefault(folder, set())) == (found is None):
            self.folders[folder].symmetric_difference_update({name})
            self.listed.pop(folder, None)
            if found is None and self.folders[folder]:
                return
            folder, _, name = folder.rpartition("/")

    def record(self, model: type[R], path: str) -> R | None:
        """The record at a path."""
        found = self.files.get(path)
        return found if isinstance(found, model) else None

    def names(self, folder: str) -> tuple[str, ...]:
        """The names in a folder, sorted."""
        if folder not in self.listed:
            self.listed[folder] = tuple(sorted(self.folders.get(folder, ())))
        return self.listed[folder]

    def stamp(self, folder: str) -> str | None:
        """None: it changes in place, so that nothing tells its content before and after."""
        return None

    def data(self, path: str) -> bytes | None:
        """The bytes of a file."""
        found = self.files.get(path)
        return found.as_file if isinstance(found, Record) else found

    def file(self, path: str) -> Content | None:
        """No file lies outside the governed folders."""
        return None


def folded(state: State) -> State:
    """The same state with its changes laid down in its own source."""
    source = state.source
    assert isinstance(source, Memory)
    for path, found in (*state.records.items(), *state.texts.items()):
        source.lay(path, found)
    return State(source)
