"""A state is the files of its source with changes laid over: what is listed and read is what the files would be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.canonical import emit
from govtool.core.catalogue import NO_KINDS
from govtool.core.home import Home
from govtool.core.record import FileRecord, Record
from govtool.core.state import Content, State

R = TypeVar("R", bound=Record)


class Note(Record):
    """A record to lay down and to take away."""

    text: str


class Kept(FileRecord):
    """A record that knows where it lies."""

    home: ClassVar[Home] = Home("kept", "registry/kept/{id}.yaml")

    id: str
    text: str


class Files:
    """A source that holds its files in memory: records, and texts that are none."""

    catalogue = NO_KINDS

    def __init__(self, notes: Mapping[str, Note], texts: Mapping[str, bytes] | None = None) -> None:
        self.notes = dict(notes)
        self.texts = dict(texts or {})

    def record(self, model: type[R], path: str) -> R | None:
        found = self.notes.get(path)
        return found if isinstance(found, model) else None

    def names(self, folder: str) -> tuple[str, ...]:
        return names_in((*self.notes, *self.texts), folder)

    def data(self, path: str) -> bytes | None:
        return self.texts.get(path) or (emit(self.notes[path].data()) if path in self.notes else None)

    def file(self, path: str) -> Content | None:
        return None


def names_in(paths: tuple[str, ...], folder: str) -> tuple[str, ...]:
    """What a folder lists when exactly these files are there."""
    below = [path.removeprefix(folder + "/") for path in paths if path.startswith(folder + "/")]
    return tuple(sorted({path.split("/")[0] for path in below}))


def state_with(*paths: str) -> State:
    return State(Files({path: Note(text=path) for path in paths}))


NOTE = Note(text="new")


def test_a_file_is_plain_unless_it_says_otherwise() -> None:
    assert Content(b"x") == Content(b"x", executable=False) != Content(b"x", executable=True)


def test_a_state_without_changes_lists_what_its_source_lists() -> None:
    assert state_with("registry/a.yaml", "registry/x/b.yaml").names("registry") == ("a.yaml", "x")


def test_a_record_that_is_put_is_listed_in_order() -> None:
    state = state_with("registry/a.yaml", "registry/c.yaml").put("registry/b.yaml", NOTE)
    assert state.names("registry") == ("a.yaml", "b.yaml", "c.yaml")


def test_a_record_that_is_put_brings_its_folders() -> None:
    state = state_with("registry/a.yaml").put("registry/x/y/b.yaml", NOTE)
    assert state.names("registry") == ("a.yaml", "x")
    assert state.names("registry/x") == ("y",)
    assert state.names("registry/x/y") == ("b.yaml",)


def test_a_record_that_is_dropped_is_not_listed() -> None:
    state = state_with("registry/a.yaml", "registry/b.yaml").drop("registry/a.yaml")
    assert state.names("registry") == ("b.yaml",)


def test_a_folder_goes_with_its_last_file() -> None:
    state = state_with("registry/x/y/a.yaml", "registry/b.yaml").drop("registry/x/y/a.yaml")
    assert state.names("registry") == ("b.yaml",)
    assert state.names("registry/x") == ()


def test_a_folder_stays_while_the_source_has_another_file_in_it() -> None:
    state = state_with("registry/x/a.yaml", "registry/x/y/b.yaml").drop("registry/x/a.yaml")
    assert state.names("registry") == ("x",)
    assert state.names("registry/x") == ("y",)


def test_a_folder_stays_when_its_last_file_is_replaced_by_another() -> None:
    state = state_with("registry/x/a.yaml").drop("registry/x/a.yaml").put("registry/x/b.yaml", NOTE)
    assert state.names("registry/x") == ("b.yaml",)
    assert state.names("registry") == ("x",)


def test_dropping_what_is_not_there_changes_no_list() -> None:
    state = state_with("registry/a.yaml").drop("registry/x/none.yaml")
    assert state.names("registry") == ("a.yaml",)


def test_a_folder_whose_name_begins_alike_is_another_folder() -> None:
    state = state_with("registry/x/a.yaml", "registry/xy/b.yaml").drop("registry/x/a.yaml")
    assert state.names("registry") == ("xy",)


def test_texts_are_listed_beside_records() -> None:
    state = state_with("proposals/2026-11/a/b.yaml").put_texts(
        {"proposals/2026-11/a/text.md": b"x", "proposals/2026-11/c/t": b"y"}
    )
    assert state.names("proposals/2026") == ("a", "c")
    assert state.names("proposals/2026-11/a") == ("b.yaml", "text.md")
    assert state.data("proposals/2026-11/c/t") == b"y"


def test_a_record_is_read_as_it_was_laid_over() -> None:
    before = state_with("registry/a.yaml")
    after = before.put("registry/a.yaml", NOTE)
    assert after.get(Note, "registry/a.yaml") == NOTE
    assert after.data("registry/a.yaml") == emit(NOTE.data())
    assert after.drop("registry/a.yaml").get(Note, "registry/a.yaml") is None
    assert after.drop("registry/a.yaml").data("registry/a.yaml") is None
    assert before.get(Note, "registry/a.yaml") == Note(text="registry/a.yaml")


def test_a_record_is_kept_where_it_lies() -> None:
    after = state_with("registry/a.yaml").keep(Kept(id="bob", text="new"), Kept(id="alice", text="new"))
    assert [note.id for note in Kept.all(after)] == ["alice", "bob"]
    assert after.get(Kept, "registry/kept/bob.yaml") == Kept(id="bob", text="new") == Kept.of(after, "bob")


@pytest.mark.parametrize("mapping", ["records", "texts", "files"])
def test_what_is_laid_over_cannot_be_altered(mapping: str) -> None:
    with pytest.raises(TypeError):
        getattr(state_with().put("registry/a.yaml", NOTE), mapping)["registry/b.yaml"] = None


# A name with an ending is a file, one without is a folder, so that no path is both.
FOLDERS = st.lists(st.sampled_from(["x", "xy", "y"]), max_size=3)
PATHS = st.builds(
    lambda folders, name: "/".join(["registry", *folders, name]), FOLDERS, st.sampled_from(["a.t", "b.t"])
)
CHANGES = st.lists(st.tuples(st.sampled_from(["put", "drop"]), PATHS), max_size=12)


@given(st.frozensets(PATHS, max_size=8), CHANGES, FOLDERS)
def test_a_list_is_that_of_the_files_that_the_changes_leave(
    below: frozenset[str], changes: list[tuple[str, str]], folders: list[str]
) -> None:
    state, left = state_with(*below), set(below)
    for change, path in changes:
        if change == "put":
            state, left = state.put(path, NOTE), left | {path}
        else:
            state, left = state.drop(path), left - {path}
    folder = "/".join(["registry", *folders])
    assert state.names(folder) == names_in(tuple(left), folder)
