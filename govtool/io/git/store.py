"""Between trees and states: a state reads from the tree of a commit, and a changed state becomes a tree again.

It knows where the governed folders lie (`Layout`), and nothing else does. Parsed records are kept by blob id, so that a
record is parsed once however many commits hold it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import TypeVar

from govtool.core.cache import Cache
from govtool.core.catalogue import Catalogue
from govtool.core.finding import Finding, finding
from govtool.core.minute import Minute
from govtool.core.path import stands_for
from govtool.core.record import Record, SchemaError
from govtool.core.state import Content, State
from govtool.core.word import shown
from govtool.errors import Refused
from govtool.io.file.yamlfile import CLERK_LIMIT, Document, load
from govtool.io.git.git import EXECUTABLE, FILE, Entry, Git, object_id

R = TypeVar("R", bound=Record)

PREFIXES = ("", ".governance/")
GOVERNED = ("registry/", "proposals/")
_TOP_NAMES = ("registry", "proposals", ".governance")
_CACHED = 16 << 20
_BYTES = 12
"""The memory of a record, for each byte of its file."""
_REFUSED = 1_000
_UNKNOWN = object()


@dataclass(frozen=True, slots=True)
class Layout:
    """The place of the governed folders: at the top, or below `.governance/`. Decided at the founding."""

    prefix: str = ""

    def place(self, path: str) -> str:
        """The path in the repository of a governed path."""
        return self.prefix + path

    def governed(self, path: str) -> str | None:
        """The governed path that a path of the repository is, None where it is not governed.

        With the folders below `.governance/` everything there is governed, so that nothing lies beside them unjudged.
        """
        if path.startswith(self.prefix) and (self.prefix or path.startswith(GOVERNED)):
            return path[len(self.prefix) :]
        # `Registry/` is the same folder as `registry/` in a clone on Windows or a Mac, so nobody may make one freely.
        first = path.split("/", 1)[0]
        names = _TOP_NAMES[:2] if not self.prefix else _TOP_NAMES[2:]
        return path if any(stands_for(first, name) for name in names) else None


def layout_of(git: Git, tree: str) -> Layout | None:
    """The layout of a governed tree, None where nothing was founded."""
    for prefix in PREFIXES:
        if git.entry(tree, prefix + Minute.home.path(0)) is not None:
            return Layout(prefix)
    return None


class TreeSource:
    """The files of one tree, as a state reads them. `choose` gives the catalogue at the first request for a record: a
    pushed tree is looked at before any file of it is read.
    """

    def __init__(self, git: Git, tree: str, layout: Layout, choose: Callable[[], Catalogue]) -> None:
        self._choose = choose
        self._git = git
        self._tree = tree
        self._layout = layout
        # A rule that is asked of every voter looks up the same few records again and again.
        self._found: dict[tuple[str, type[Record]], Record | None] = {}
        self._folders: dict[str, Mapping[str, Entry]] = {}
        self._names: dict[str, tuple[str, ...]] = {}

    @cached_property
    def catalogue(self) -> Catalogue:
        """The kinds that the version of the rules knows."""
        return self._choose()

    def record(self, model: type[R], path: str) -> R | None:
        """The record at a path. Raises Refused with line and column where the file is not one."""
        found = self._found.get((path, model), _UNKNOWN)
        if found is None or isinstance(found, model):
            return found
        entry = self._entry(path)
        record = None if entry is None else _parsed(self._git, entry.oid, model, path, self.catalogue)
        self._found[path, model] = record
        return record

    def names(self, folder: str) -> tuple[str, ...]:
        """The names in a folder, sorted."""
        found = self._names.get(folder)
        if found is None:
            found = self._names[folder] = tuple(sorted(self._folder(folder)))
        return found

    def stamp(self, folder: str) -> str | None:
        """The id of a folder's tree, None if there is no such folder."""
        entry = self._folder_entry(folder)
        return entry.oid if entry is not None and entry.is_tree else None

    def data(self, path: str) -> bytes | None:
        """The bytes of a governed file."""
        entry = self._entry(path)
        return None if entry is None else self._git.blob(entry.oid)

    def file(self, path: str) -> Content | None:
        """A file outside the governed folders. Raises Refused where something else stands there or in its way: a file
        put in place of a folder would take away all that lies in it, by whatever rule.
        """
        folders = path.split("/")[:-1]
        above = (self._git.entry(self._tree, "/".join(folders[:length])) for length in range(1, len(folders) + 1))
        entry = self._git.entry(self._tree, path)
        if any(found is not None and not found.is_tree for found in above):
            raise Refused([finding("path", target=path, what="a file stands where its folder would be")])
        if entry is None:
            return None
        if entry.mode not in (FILE, EXECUTABLE):
            raise Refused([finding("path", target=path, what="a folder or a link stands there")])
        return Content(self._git.blob(entry.oid), entry.mode == EXECUTABLE)

    def _folder(self, folder: str) -> Mapping[str, Entry]:
        found = self._folders.get(folder)
        if found is None:
            entry = self._folder_entry(folder)
            found = self._git.tree(entry.oid) if entry is not None and entry.is_tree else {}
            self._folders[folder] = found
        return found

    def _folder_entry(self, folder: str) -> Entry | None:
        above, _, name = folder.rpartition("/")
        return self._folder(above).get(name) if above else self._git.entry(self._tree, self._layout.place(folder))

    def _entry(self, path: str) -> Entry | None:
        folder, _, name = path.rpartition("/")
        entry = self._folder(folder).get(name)
        if entry is None or entry.is_tree:
            return None
        if entry.mode != FILE:
            raise Refused([finding("mode", path, mode=f"{entry.mode:06o}")])
        return entry


_records = Cache[tuple[str, type[Record], Catalogue], Record](_CACHED)
_refused: dict[tuple[str, type[Record], Catalogue, str], Refused] = {}
# those that were read from bytes which are in the canonical form
_canonical = Cache[tuple[str, type[Record], Catalogue], Record](_CACHED // 8)


def _parsed(git: Git, oid: str, model: type[R], path: str, catalogue: Catalogue) -> R:
    found = _records.get((oid, model, catalogue))
    if isinstance(found, model):
        return found
    refused = _refused.get((oid, model, catalogue, path))
    if refused is not None:
        raise refused
    data = git.blob(oid)
    try:
        record = read_record(data, model, path, kinds=catalogue)
    except Refused as error:
        # a large file that is no record would be read again for each state that meets it
        if len(_refused) >= _REFUSED:
            _refused.clear()
        _refused[oid, model, catalogue, path] = error
        raise
    _keep(oid, record, catalogue, len(data))
    return record


def _keep(oid: str, record: Record, catalogue: Catalogue, size: int) -> None:
    _records.put((oid, type(record), catalogue), record, _BYTES * size)


def read_record(
    data: bytes, model: type[R], path: str, limit: int = CLERK_LIMIT, *, kinds: Catalogue | None = None
) -> R:
    """The record that a file holds, `kinds` as in `Record.read`. Raises Refused; every finding names the line and
    column of what does not fit.
    """
    document = load(data, path, limit)
    try:
        return model.read(document.value, path, kinds=kinds)
    except SchemaError as error:
        raise placed(error, document) from None


def read_rows(data: bytes, model: type[R], path: str, what: str, limit: int = CLERK_LIMIT) -> tuple[R, ...]:
    """The records that a list in a file holds. Raises Refused with the line and column of everything that does not fit;
    `what` says what the list should be.
    """
    document = load(data, path, limit)
    if not isinstance(document.value, list):
        raise Refused([finding("schema", path, 1, 1, where="the file", what=f"must be a list of {what}")])
    rows: list[R] = []
    found: list[Finding] = []
    for index, item in enumerate(document.value):
        try:
            rows.append(model.read(item, path, (index,)))
        except SchemaError as error:
            found += placed(error, document).findings
    if found:
        raise Refused(found)
    return tuple(rows)


def placed(error: SchemaError, document: Document) -> SchemaError:
    """The same faults, each with its line and column in the file."""
    places = [document.position(location) for location in error.locations]
    found = [
        finding(each.code, document.path, line, column, **each.values)
        for each, (line, column) in zip(error.findings, places, strict=True)
    ]
    return SchemaError(found, error.locations)


def read_canonical(data: bytes, model: type[R], path: str, *, kinds: Catalogue) -> R:
    """The record, where its file is in the one canonical form. Raises Refused. The same bytes are read once."""
    oid = object_id("blob", data)
    known = _canonical.get((oid, model, kinds))
    if isinstance(known, model):
        return known
    record = read_record(data, model, path, kinds=kinds)
    canonical = record.as_file
    if canonical != data:
        raise Refused([_first_difference(data, canonical, path)])
    _keep(oid, record, kinds, len(data))  # it is soon read again, from its tree
    _canonical.put((oid, model, kinds), record, _BYTES * len(data))
    return record


def _first_difference(data: bytes, canonical: bytes, path: str) -> Finding:
    """The first place at which a file differs from the canonical bytes of its own record."""
    pairs = zip_longest(data.decode().split("\n"), canonical.decode().split("\n"))
    line, wanted = next((line, new) for line, (old, new) in enumerate(pairs, start=1) if old != new)
    # No line of ours is empty but the one behind the last line feed.
    expected = repr(shown(wanted)) if wanted else "the end of the file, behind one line feed"
    return finding("canonical", path, line, 1, what=f"expected {expected}")


def tree_of(git: Git, tree: str, layout: Layout, state: State, *, write: bool) -> str:
    """The id of the whole tree with a state's changes laid over; nothing is written unless `write` is set."""
    return git.with_files(tree, entries_of(git, layout, state, write=write), write=write)


def entries_of(git: Git, layout: Layout, state: State, *, write: bool) -> Mapping[str, Entry | None]:
    """The entries that a state's changes put at each path of the repository; None: deleted."""
    files: dict[str, Entry | None] = {}
    for path, record in state.records.items():
        files[layout.place(path)] = None if record is None else _record_blob(git, record, state.catalogue, write)
    for path, data in state.texts.items():
        files[layout.place(path)] = None if data is None else _blob(git, data, FILE, write)
    for path, content in state.files.items():
        mode = EXECUTABLE if content is not None and content.executable else FILE
        files[path] = None if content is None else _blob(git, content.data, mode, write)
    return files


def _record_blob(git: Git, record: Record, catalogue: Catalogue, write: bool) -> Entry:
    """A record's file. The record is kept: read from this very blob, another equal to it would come out."""
    data = record.as_file
    entry = _blob(git, data, FILE, write)
    if len(data) <= CLERK_LIMIT:
        _keep(entry.oid, record, catalogue, len(data))
    return entry


def _blob(git: Git, data: bytes, mode: int, write: bool) -> Entry:
    return Entry(mode, git.write("blob", data) if write else object_id("blob", data))


def folder_files(
    git: Git, tree: str, layout: Layout, folder: str, *, but: str = "", most: int | None = None
) -> Mapping[str, bytes]:
    """The files of a governed folder by their path in it, but those of its folder `but`.

    Raises Refused where one is not a plain file, and BrokenTree where there are more names than `most`.
    """
    files: dict[str, bytes] = {}
    top = layout.place(folder)
    for path, entry in git.files(tree, top, but, most):
        name = path[len(top) + 1 :]
        if entry.mode != FILE:
            raise Refused([finding("mode", f"{folder}/{name}", mode=f"{entry.mode:06o}")])
        files[name] = git.blob(entry.oid)
    return files
