"""A state is the files of its source with changes laid over: what is listed and read is what the files would be."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import ClassVar, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.canonical import emit
from govtool.core.catalogue import NO_KINDS
from govtool.core.home import Home
from govtool.core.record import FileRecord, Record
from govtool.core.state import Content, Nothing, State

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

    def stamp(self, folder: str) -> str | None:
        return folder.upper() if self.names(folder) else None

    def data(self, path: str) -> bytes | None:
        return self.texts.get(path) or (emit(self.notes[path].data()) if path in self.notes else None)

    def file(self, path: str) -> Content | None:
        return None


class Asked(Files):
    """A source that remembers which folders it was asked for."""

    def __init__(self, notes: Mapping[str, Note]) -> None:
        super().__init__(notes)
        self.asked: list[str] = []

    def names(self, folder: str) -> tuple[str, ...]:
        self.asked.append(folder)
        return super().names(folder)


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
    assert state.names("proposals/2026-11") == ("a", "c")
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


def test_a_text_takes_the_place_of_a_record_and_a_record_that_of_a_text() -> None:
    before = state_with("registry/a.yaml")
    text = before.put_text("registry/a.yaml", b"x")
    assert (text.get(Note, "registry/a.yaml"), text.data("registry/a.yaml")) == (None, b"x")
    record = text.put("registry/a.yaml", NOTE)
    assert (record.get(Note, "registry/a.yaml"), record.data("registry/a.yaml")) == (NOTE, emit(NOTE.data()))
    assert (dict(text.records), dict(record.texts)) == ({}, {})
    assert text.drop("registry/a.yaml").data("registry/a.yaml") is None


def test_a_file_gives_way_to_a_folder_of_its_name() -> None:
    state = state_with("registry/a").drop("registry/a").put("registry/a/b.yaml", NOTE)
    assert state.names("registry") == ("a",)
    assert state.drop("registry/a/b.yaml").names("registry") == ()


def test_a_folder_has_the_stamp_of_its_source_until_something_is_laid_over_in_it() -> None:
    before = state_with("registry/x/y/a.yaml", "registry/z/b.yaml")
    assert before.stamp("registry/x") == "REGISTRY/X"
    for after in (before.put("registry/x/y/a.yaml", NOTE), before.drop("registry/x/y/a.yaml")):
        assert [after.stamp(way) for way in ("registry", "registry/x", "registry/x/y")] == [None, None, None]
        assert after.stamp("registry/z") == "REGISTRY/Z"
    assert before.put_text("registry/x/t.md", b"x").stamp("registry/x") is None
    assert before.write("registry/x/t.md", Content(b"x")).stamp("registry/x") == "REGISTRY/X"


def test_a_folder_of_no_source_has_no_stamp() -> None:
    assert State(Nothing(NO_KINDS)).stamp("registry") is None


def test_a_list_asks_the_source_for_its_own_folder_and_no_folder_without_changes() -> None:
    source = Asked({f"registry/{folder}/{number}.yaml": NOTE for folder in "xyz" for number in range(9)})
    state = State(source).put("registry/x/new.yaml", NOTE).drop("registry/y/1.yaml").put("registry/new/1.yaml", NOTE)
    assert state.names("registry/x") == (*(f"{number}.yaml" for number in range(9)), "new.yaml")
    assert source.asked == ["registry/x"]
    assert state.names("registry") == ("new", "x", "y", "z")
    assert "registry/z" not in source.asked


# One name may be that of a file at one time and of a folder at another, as in git.
FOLDERS = st.lists(st.sampled_from("ab"), max_size=3).map(lambda names: "/".join(["registry", *names]))
PATHS = st.builds(lambda folder, name: f"{folder}/{name}", FOLDERS, st.sampled_from("abc"))
FOUND = st.one_of(st.builds(Note, text=st.sampled_from(["one", "two"])), st.sampled_from([b"one", b"two"]))
EVERY_FOLDER = ["/".join(["registry", *names]) for depth in range(5) for names in product("abc", repeat=depth)]
Place = dict[str, Note | bytes]


def fits(path: str, files: Mapping[str, object]) -> bool:
    """Whether git could hold a file there: no file is the folder of another."""
    return not any(other.startswith(f"{path}/") or path.startswith(f"{other}/") for other in files)


def inside(files: Place, folder: str) -> Place:
    return {path: found for path, found in files.items() if path.startswith(f"{folder}/")}


def laid(state: State, files: Place, path: str, found: Note | bytes | None) -> tuple[State, Place]:
    """One change of a state, and of the plain files."""
    left = {other: there for other, there in files.items() if other != path}
    if not fits(path, left):
        return state, files
    if found is None:
        return state.drop(path), left
    return state.put(path, found) if isinstance(found, Note) else state.put_text(path, found), {**left, path: found}


@given(st.lists(st.tuples(PATHS, FOUND), max_size=6), st.lists(st.tuples(PATHS, st.none() | FOUND), max_size=12))
def test_a_state_answers_as_the_files_do_that_its_changes_leave(
    below: list[tuple[str, Note | bytes]], changes: list[tuple[str, Note | bytes | None]]
) -> None:
    files: Place = {}
    for path, found in below:
        files |= {path: found} if fits(path, files) else {}
    source = Files(
        {path: found for path, found in files.items() if isinstance(found, Note)},
        {path: found for path, found in files.items() if isinstance(found, bytes)},
    )
    history = [(State(source), files)]
    for path, found in changes:
        history.append(laid(*history[-1], path, found))
    for state, left in history:  # the earlier ones too: a change alters no state that was there before
        for way in EVERY_FOLDER:
            there = left.get(way)
            assert state.names(way) == names_in(tuple(left), way)
            assert state.get(Note, way) == (there if isinstance(there, Note) else None)
            assert state.data(way) == (there.as_file if isinstance(there, Note) else there)
            assert state.stamp(way) is None or inside(left, way) == inside(files, way)
