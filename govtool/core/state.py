"""The state of an organisation: the governed files of one commit, with changes laid over them.

Values in, values out: a state is never altered; `put`, `drop` and `write` return another. The files of the commit are
read through a `Source`, so that a rule costs only the records that it reads, however large the registry is. The
changes lie in persistent maps, which share all that stayed, so that a change costs the same however many came before
it. Such a map has no order of its own: whoever needs an order of `records`, `texts` or `files` sorts them.

Paths begin with `registry/` or `proposals/`; the source knows the place of these folders in the repository. Other files
of the repository are changed through `write` only, with their path from the repository's top.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from rpds import HashTrieMap, HashTrieSet

from govtool.core.catalogue import Catalogue
from govtool.core.record import FileRecord, Record

R = TypeVar("R", bound=Record)
V = TypeVar("V")

NO_NAMES: HashTrieSet[str] = HashTrieSet()


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a file: its bytes, and whether it can be executed (never in governed folders)."""

    data: bytes
    executable: bool = False


class Source(Protocol):
    """The source that a state reads from: the files of one tree, as one version of the rules understands them."""

    @property
    def catalogue(self) -> Catalogue:
        """The kinds that the version of the rules knows."""

    def record(self, model: type[R], path: str) -> R | None:
        """The record at a path, None if there is none. Raises an error with findings if it is not valid."""

    def names(self, folder: str) -> tuple[str, ...]:
        """The names in a folder, sorted; files and folders alike."""

    def stamp(self, folder: str) -> str | None:
        """A text that two folders share only if all files below them are equal; None if the source cannot tell."""

    def data(self, path: str) -> bytes | None:
        """The bytes of a governed file, None if there is none."""

    def file(self, path: str) -> Content | None:
        """A file outside the governed folders, by its path from the repository's top; None if there is none."""


class Nothing:
    """The source without files: all records of the state are laid over it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def record(self, model: type[R], path: str) -> R | None:
        """None, since there is no record."""
        return None

    def names(self, folder: str) -> tuple[str, ...]:
        """The empty tuple, since there are no names."""
        return ()

    def stamp(self, folder: str) -> str | None:
        """None, since nothing tells one folder without files from another."""
        return None

    def data(self, path: str) -> bytes | None:
        """None, since there are no bytes."""
        return None

    def file(self, path: str) -> Content | None:
        """None, since there is no file."""
        return None


@dataclass(frozen=True)
class State:
    """The files of a source, with `records`, `texts` (governed files that are no records) and `files` laid over.

    None stands for a file that is taken away. A path lies in `records` or in `texts`, by what was laid there last.
    `changed` holds, for each folder, the names at which or below which something is laid over.
    """

    source: Source
    records: HashTrieMap[str, Record | None] = field(default_factory=HashTrieMap)
    texts: HashTrieMap[str, bytes] = field(default_factory=HashTrieMap)
    files: HashTrieMap[str, Content | None] = field(default_factory=HashTrieMap)
    changed: HashTrieMap[str, HashTrieSet[str]] = field(default_factory=HashTrieMap)

    @property
    def catalogue(self) -> Catalogue:
        """The kinds that the version of the rules knows, by which the state is judged."""
        return self.source.catalogue

    def get(self, model: type[R], path: str) -> R | None:
        """The record of a kind at a path, None if there is none."""
        if path in self.records:
            found = self.records[path]
            return found if isinstance(found, model) else None
        return None if path in self.texts else self.source.record(model, path)

    def data(self, path: str) -> bytes | None:
        """The bytes of a governed file, None if there is none."""
        if path in self.texts:
            return self.texts[path]
        if path in self.records:
            found = self.records[path]
            return None if found is None else found.as_file
        return self.source.data(path)

    def file(self, path: str) -> Content | None:
        """A file outside the governed folders, None if there is none."""
        return self.files[path] if path in self.files else self.source.file(path)

    def names(self, folder: str) -> tuple[str, ...]:
        """The names in a governed folder, sorted. A folder exists as long as a file is in it."""
        below, changed = self.source.names(folder), self.changed.get(folder)
        if changed is None:
            return below
        there = [name for name in changed if self._holds(f"{folder}/{name}")]
        return tuple(sorted([*there, *(name for name in below if name not in changed)]))

    def _holds(self, path: str) -> bool:
        """Whether there is a file at a path, or below it if it is a folder."""
        if path in self.texts or self.records.get(path) is not None:
            return True
        changed = self.changed.get(path, ())
        return any(self._holds(f"{path}/{name}") for name in changed) or any(
            name not in changed for name in self.source.names(path)
        )

    def stamp(self, folder: str) -> str | None:
        """A text that two folders share only if all files below them are equal. None if something is laid over in the
        folder, or if the source cannot tell. With the catalogue it binds a value that was computed from these alone.
        """
        return None if folder in self.changed else self.source.stamp(folder)

    def put(self, path: str, record: Record) -> State:
        """The state with a record at a path."""
        return self._with_records({path: record})

    def keep(self, *records: FileRecord) -> State:
        """The state with records, each at its own path."""
        return self._with_records({record.path: record for record in records})

    def drop(self, path: str) -> State:
        """The state without the file at a path."""
        return self._with_records({path: None})

    def put_text(self, path: str, data: bytes) -> State:
        """The state with one governed file that is no record: a statement as it was signed."""
        return self.put_texts({path: data})

    def put_texts(self, texts: Mapping[str, bytes]) -> State:
        """The state with governed files that are no records, by path: what a proposal's author wrote, ballots."""
        return replace(
            self,
            records=_without(self.records, texts),
            texts=self.texts.update(texts),
            changed=_marked(self.changed, texts),
        )

    def write(self, path: str, content: Content | None) -> State:
        """The state with a file outside the governed folders written or taken away; the path is from the top."""
        return replace(self, files=self.files.insert(path, content))

    def _with_records(self, records: Mapping[str, Record | None]) -> State:
        return replace(
            self,
            records=self.records.update(records),
            texts=_without(self.texts, records),
            changed=_marked(self.changed, records),
        )


def _without(laid: HashTrieMap[str, V], paths: Iterable[str]) -> HashTrieMap[str, V]:
    for path in paths if laid else ():
        laid = laid.discard(path)
    return laid


def _marked(changed: HashTrieMap[str, HashTrieSet[str]], paths: Iterable[str]) -> HashTrieMap[str, HashTrieSet[str]]:
    """The changed names with those of these paths, and of the folders above them."""
    for path in paths:
        folder, _, name = path.rpartition("/")
        while folder and name not in (names := changed.get(folder, NO_NAMES)):
            changed = changed.insert(folder, names.insert(name))
            folder, _, name = folder.rpartition("/")
    return changed
