"""Files that people name: regular ones of a bounded size, at every door; a pipe keeps nobody waiting."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from govtool.errors import UsageError
from govtool.io.file.document import read_file
from govtool.io.file.regular import read_regular
from tests.world.coop import Coop
from tests.world.laptop import Laptop


def test_a_file_is_read_up_to_the_bound(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for size in (0, 1, 99, 100):
        path.write_bytes(b"x" * size)
        assert read_regular(path, 100) == b"x" * size
    path.write_bytes(b"x" * 101)
    with pytest.raises(OSError, match="larger than 100 bytes"):
        read_regular(path, 100)
    with pytest.raises(UsageError, match="cannot be read: it is larger than 100 bytes"):
        read_file(path, most=100)


def test_a_large_bound_takes_no_memory_by_itself(tmp_path: Path) -> None:
    import tracemalloc

    (tmp_path / "file").write_bytes(b"small")
    tracemalloc.start()
    assert read_regular(tmp_path / "file", 1 << 40) == b"small"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    for name in ("pipe", "link", "/dev/zero"):
        with pytest.raises(OSError, match="a pipe or a device"):
            read_regular(tmp_path / name)
    with pytest.raises(UsageError, match="Is a directory"):
        read_file(tmp_path)
    with pytest.raises(UsageError, match="No such file"):
        read_file(tmp_path / "nothing")


DOORS = (
    ("take", "PIPE"),
    ("hours", "log", "--csv", "PIPE"),
    ("treasury", "reconcile", "PIPE"),
    ("propose", "adopt-policy", "--policy", "tea", "--title", "Tea", "--text", "PIPE", "--yes"),
    ("clerk", "--key", "PIPE"),
    ("signatures", "--allowed-signers", "PIPE"),
    ("documents", "keep", "PIPE"),
    ("export", "payments", "1", "--accounts", "PIPE"),
    ("init", "--name", "x", "--currency", "EUR", "--people", "PIPE"),
    ("init", "--name", "x", "--currency", "EUR", "--founder", "Al:20h:key", "--bylaws", "PIPE"),
    ("schema", "tally", "PIPE"),
)


@pytest.mark.parametrize("arguments", DOORS, ids=lambda words: " ".join(words[:2]))
def test_no_door_waits_for_a_pipe(coop: Coop, arguments: tuple[str, ...]) -> None:
    dan = Laptop(coop, "dan")
    pipe = dan.folder / "pipe"
    os.mkfifo(pipe)
    dan.types(*(str(pipe) if word == "PIPE" else word for word in arguments))
    assert dan.status not in (0, 3)


def test_a_pipe_in_the_place_of_what_is_remembered_is_told(coop: Coop) -> None:
    dan = Laptop(coop, "dan")
    folder = Path(dan.state) / "govtool"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "trust.json")
    said = dan.types("status")
    assert dan.status == 1 and "trust.json cannot be read" in said and "move it away" in said


def test_a_pipe_that_an_editor_leaves_is_told(coop: Coop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dan = Laptop(coop, "dan")
    (dan.folder / "tea.md").write_text("Tea\n")
    dan.types("propose", "adopt-policy", "--policy", "tea", "--title", "Tea", "--text", "tea.md", "--draft")
    assert dan.status == 0
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nrm "$1" && mkfifo "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    said = dan.types("edit", "adopt-policy-tea")
    assert dan.status == 2 and "it is a pipe or a device, not a file" in said
