"""The ballots that were read here before: the same answers with them and without, whatever is done to the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from govtool.core.ids import digest_of
from govtool.roles.desk import lookup, sealed_file
from govtool.roles.desk.ballot_memory import BallotMemory
from govtool.roles.minutes import event_evidence
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.place import ROOT
from tests.world.words import MOTION


@pytest.fixture
def dan(coop: Coop, monkeypatch: pytest.MonkeyPatch) -> Laptop:
    """A clone of Dan's with a vote of three ballots, one signed with another's key; two are enough to be kept."""
    monkeypatch.setattr(lookup, "LEAST", 2)
    number = coop.open("alice", "kettle", MOTION)
    for voter, choice in (("alice", "for"), ("bob", "against")):
        coop.vote(voter, number, choice)
    coop.vote("carol", number, "for", key=coop.clerk_key)
    return Laptop(coop, "dan")


def folder_of(laptop: Laptop) -> Path:
    return Path(laptop.state) / "govtool" / "ballots"


def file_of(laptop: Laptop) -> Path:
    (kept,) = folder_of(laptop).glob("*.json")
    return kept


def told(dan: Laptop) -> tuple[str, object]:
    return dan.types("tally", "1"), dan.reads("tally", "1")


def test_what_was_read_once_is_not_read_again_and_says_the_same(dan: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "LEAST", 10)
    told(dan)  # the first look says more: whose clone it is
    without, read = told(dan), list[int]()
    assert not folder_of(dan).exists(), "few ballots are read as quickly again"
    monkeypatch.setattr(lookup, "LEAST", 3)
    assert told(dan) == without and file_of(dan).exists()
    real = event_evidence.papers_of
    monkeypatch.setattr(
        event_evidence, "papers_of", lambda git, oids, *more: read.append(len(oids)) or real(git, oids, *more)
    )
    assert told(dan) == without and sum(read) == 0


def sealed(old: str, pattern: str, new: str) -> str:
    """The file with other words, and the seal that belongs to them."""
    text = re.sub(pattern, new, old.split("\n", 1)[1], count=1)
    return f"{digest_of(text.encode())}\n{text}"


POISON: dict[str, Callable[[str], str]] = {
    "nothing": lambda _: "",
    "no text": lambda _: "\udc80\x00",
    "cut short": lambda text: text[: len(text) // 2],
    "another choice": lambda text: text.replace("against", "for"),
    "another version": lambda text: sealed(text, '"version": "', '"version": "9'),
    "another vote": lambda text: sealed(text, '"opening": "sha256:[^"]*"', '"opening": "sha256:0"'),
    "no table": lambda text: sealed(text, ".*", "[]"),
    "rows of another form": lambda text: sealed(text, r'"content": \{.*', '"content": {"x": ["y"]}}'),
}


@pytest.mark.parametrize("what", POISON)
def test_a_file_that_something_else_wrote_changes_no_answer(dan: Laptop, what: str) -> None:
    told(dan)
    first = told(dan)
    kept = file_of(dan)
    kept.write_text(POISON[what](kept.read_text()), encoding="utf-8", errors="surrogateescape")
    assert told(dan) == first


def test_a_folder_that_cannot_be_written_to_changes_no_answer(dan: Laptop) -> None:
    folder = folder_of(dan)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file stands here")
    assert told(dan)[1]["for"] == 2  # type: ignore[index]


def test_only_the_newest_files_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_file, "MOST_FILES", 2)
    for place in range(4):
        BallotMemory(tmp_path, f"sha256:{place:064d}", ()).learn(())
    assert [file.stem[-1] for file in sorted(tmp_path.glob("*.json"))] == ["2", "3"]


def test_other_web_pages_of_passkeys_begin_anew(tmp_path: Path, dan: Laptop) -> None:
    told(dan)
    kept = file_of(dan)
    opening = f"sha256:{kept.stem}"
    assert len(BallotMemory(kept.parent, opening, ()).papers()) == 3
    assert BallotMemory(kept.parent, opening, ("https://vote.example.org",)).papers() == {}


def test_nothing_that_gives_a_verdict_looks_here() -> None:
    users = [path for path in (ROOT / "govtool").rglob("*.py") if "ballot_memory" in path.read_text(encoding="utf-8")]
    assert [path.relative_to(ROOT / "govtool").as_posix() for path in users] == ["roles/desk/lookup.py"]
