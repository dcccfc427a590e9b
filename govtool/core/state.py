"""The state of an organisation: the governed files of one commit, with changes laid over them.

Values in, values out: a state is never altered; `put`, `drop` and `write` return another. The files of the commit are
read through a `Source`, so that a rule costs only the records that it reads, however large the registry is. Paths begin
with `registry/` or `proposals/`; the source knows the place of these folders in the repository. Other files of the
repository are changed through `write` only, with their path from the repository's top.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol, TypeVar

from govtool.core.catalogue import Catalogue
from govtool.core.record import FileRecord, Record

R = TypeVar("R", bound=Record)


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

    def data(self, path: str) -> bytes | None:
        """None, since there are no bytes."""
        return None

    def file(self, path: str) -> Content | None:
        """None, since there is no file."""
        return None


@dataclass(frozen=True)
class State:
    """The files of a source, with `records`, `texts` (governed files that are no records) and `files` laid over.

    None stands for a file that is taken away.
    """

    source: Source
    records: Mapping[str, Record | None] = field(default_factory=lambda: MappingProxyType({}))
    texts: Mapping[str, bytes | None] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[str, Content | None] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def catalogue(self) -> Catalogue:
        """The kinds that the version of the rules knows, by which the state is judged."""
        return self.source.catalogue

    def get(self, model: type[R], path: str) -> R | None:
        """The record of a kind at a path, None if there is none."""
        if path in self.records:
            found = self.records[path]
            return found if isinstance(found, model) else None
        return self.source.record(model, path)

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
        prefix = folder + "/"
        laid_over = {
            path[len(prefix) :].partition("/")[0] for path in (*self.records, *self.texts) if path.startswith(prefix)
        }
        below = self.source.names(folder)
        if not laid_over:
            return below
        return tuple(sorted(set(below) - laid_over | {name for name in laid_over if self._holds(prefix + name)}))

    def _holds(self, path: str) -> bool:
        """Whether there is a file at a path, or below it if it is a folder."""
        if path in self.records or path in self.texts:
            return self.records.get(path) is not None or self.texts.get(path) is not None
        return bool(self.names(path))

    def put(self, path: str, record: Record) -> State:
        """The state with a record at a path."""
        return replace(self, records=MappingProxyType({**self.records, path: record}))

    def keep(self, *records: FileRecord) -> State:
        """The state with records, each at its own path."""
        return replace(self, records=MappingProxyType({**self.records, **{record.path: record for record in records}}))

    def drop(self, path: str) -> State:
        """The state without the record at a path."""
        return replace(self, records=MappingProxyType({**self.records, path: None}))

    def put_text(self, path: str, data: bytes) -> State:
        """The state with one governed file that is no record: a statement as it was signed."""
        return self.put_texts({path: data})

    def put_texts(self, texts: Mapping[str, bytes]) -> State:
        """The state with governed files that are no records, by path: what a proposal's author wrote, ballots."""
        return replace(self, texts=MappingProxyType({**self.texts, **texts}))

    def write(self, path: str, content: Content | None) -> State:
        """The state with a file outside the governed folders written or taken away; the path is from the top."""
        return replace(self, files=MappingProxyType({**self.files, path: content}))
