"""What the clerk remembers is sealed: whatever does not fit is thrown away, and costs time only."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.roles.clerk.memory import FILE, Fact, Memory, memory_of
from tests.world.people import key_of

GENESIS, OTHER = "sha256:" + "a" * 64, "sha256:" + "b" * 64
OID = "1" * 40


def kept(folder: Path, key: str = "clerk", genesis: str = GENESIS, origins: tuple[str, ...] = ()) -> Memory:
    return memory_of(folder, key_of(key), genesis, origins)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    memory = kept(tmp_path)
    memory.learn("statement", OID, Fact("a-key", "registry/statements/b/bo/bob/00/000001.yaml"))
    memory.learn("ballot", OID, Fact(""))
    memory.tell("statement", OID)
    memory.save()
    return tmp_path


def test_what_was_learnt_is_known_to_the_next_run(folder: Path) -> None:
    memory = kept(folder)
    assert memory.fact("statement", OID) == Fact("a-key", "registry/statements/b/bo/bob/00/000001.yaml")
    assert memory.fact("ballot", OID) == Fact("") and memory.fact("filing", OID) is None
    assert memory.was_told("statement", OID) and not memory.was_told("ballot", OID)
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "name",
    [
        "a\nb",
        f"a\nstatement {OID} told taken ",
        f'a\n["statement {OID}", true, "taken", ""]',
        "a\udcff",
        "a b\r\x85\u2028",
    ],
    ids=["a line feed", "a line of the old form", "a line of its own", "bytes that are no text", "other ends of lines"],
)
def test_a_stranger_s_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    """The name of a file comes from a commit that anybody may push and sign: it says nothing of another commit."""
    memory = kept(tmp_path)
    memory.learn("statement", "2" * 40, Fact("a-key", name))
    memory.save()
    memory = kept(tmp_path)
    assert memory.fact("statement", "2" * 40) == Fact("a-key", name)
    assert memory.fact("statement", OID) is None and not memory.was_told("statement", OID)


def test_what_no_run_asks_for_is_forgotten(folder: Path) -> None:
    memory = kept(folder)
    memory.fact("ballot", OID)
    memory.save()
    assert kept(folder).fact("ballot", OID) == Fact("") and kept(folder).fact("statement", OID) is None


@pytest.mark.parametrize(
    "other",
    [{"key": "mallory"}, {"genesis": OTHER}, {"origins": ("https://votes.example.org",)}],
    ids=["another key", "another organisation", "passkeys of another page"],
)
def test_a_memory_of_something_else_is_thrown_away(folder: Path, other: dict[str, str]) -> None:
    assert kept(folder, **other).fact("statement", OID) is None  # type: ignore[arg-type]


def test_every_cut_and_every_changed_byte_is_thrown_away(folder: Path) -> None:
    path = folder / FILE
    good = path.read_bytes()
    for place in range(len(good)):
        for data in (good[:place], good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]):
            path.write_bytes(data)
            memory = kept(folder)
            assert memory.fact("statement", OID) is None and not memory.was_told("statement", OID)
    path.write_bytes(good)
    assert kept(folder).was_told("statement", OID)


def test_another_version_of_the_program_begins_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govtool.roles.clerk.memory.__version__", "999")
    assert kept(folder).fact("statement", OID) is None


def test_without_a_file_nothing_is_kept_and_all_is_told_again() -> None:
    memory = Memory()
    memory.tell("statement", OID)
    memory.save()
    assert not memory.is_kept and not memory.was_told("statement", OID)
