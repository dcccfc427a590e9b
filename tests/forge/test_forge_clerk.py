"""`govtool clerk` with a forge and without: what it decides is the same, and what a forge does is only told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.forge.forge_fake import REPOSITORY, TOKEN, Fault, ForgeFake, serving
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.words import MOTION


@pytest.fixture
def forge(coop: Coop, monkeypatch: pytest.MonkeyPatch) -> Iterator[ForgeFake]:
    with serving(ForgeFake(coop)) as forge:
        monkeypatch.setenv("GITHUB_API_URL", forge.url)
        monkeypatch.setenv("GITHUB_REPOSITORY", REPOSITORY)
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        # a test waits for nobody
        monkeypatch.setattr("govtool.io.forge.github.ALL_PAUSES_SECONDS", 0)
        yield forge


@pytest.fixture
def desk(coop: Coop) -> Laptop:
    """A clone without a key of any person, with the clerk's key beside it."""
    laptop = Laptop(coop, "machine", with_key=False)
    (coop.folder / "clerk-key").write_text(coop.clerk_key.openssh_private())
    return laptop


def run(desk: Laptop, *arguments: str) -> str:
    said = desk.types("clerk", "--key", str(desk.coop.folder / "clerk-key"), *arguments)
    assert TOKEN not in said
    return said


def read(desk: Laptop, *arguments: str) -> Any:
    return desk.reads("clerk", "--key", str(desk.coop.folder / "clerk-key"), *arguments)


def filed(coop: Coop, forge: ForgeFake) -> str:
    head = coop.propose("alice", "kettle", MOTION, push=False)
    forge.pull(7, head, "alice")
    return head


def test_without_a_forge_nothing_is_asked_of_any(coop: Coop, forge: ForgeFake, desk: Laptop) -> None:
    filed(coop, forge)
    assert "0001 opened" in run(desk) and desk.status == 0 and forge.requests == []
    assert read(desk)["forge"] == []


def test_with_a_forge_it_says_what_it_changed_there_and_twice_is_once(
    coop: Coop, forge: ForgeFake, desk: Laptop
) -> None:
    filed(coop, forge)
    said = run(desk, "--forge", "github")
    assert "pull request 7 (0001): comment, status, label govtool: open" in said and desk.status == 0
    assert "pull request" not in run(desk, "--forge", "github")


def test_a_setting_does_as_well_as_the_option(coop: Coop, forge: ForgeFake, desk: Laptop) -> None:
    filed(coop, forge)
    desk.git("config", "govtool.forge", "github")
    (kept,) = read(desk)["forge"]
    assert kept == {
        "pull": 7,
        "proposal": "0001",
        "changed": ["comment", "status", "label govtool: open"],
        "problem": None,
    }
    desk.git("config", "govtool.forge", "sourceforge")
    assert "is no known Git host" in run(desk) and desk.status == 0


@pytest.mark.parametrize("name", ["GITHUB_REPOSITORY", "GITHUB_TOKEN"])
def test_what_is_not_set_is_told_and_stops_no_decision(
    coop: Coop, forge: ForgeFake, desk: Laptop, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    filed(coop, forge)
    monkeypatch.delenv(name)
    said = run(desk, "--forge", "github")
    assert "0001 opened" in said and f"${name} is not set" in said and desk.status == 0 and forge.requests == []


@pytest.mark.parametrize(
    "fault",
    [Fault(401), Fault(403), Fault(404), Fault(405), Fault(409), Fault(422), Fault(429), Fault(500), Fault(502),
     Fault(cut="before"), Fault(cut="after"), Fault(403, (("Retry-After", "1"),))],
    ids=lambda fault: fault.cut or str(fault.status),
)  # fmt: skip
def test_main_is_the_same_whatever_the_forge_answers(
    coop: Coop, forge: ForgeFake, desk: Laptop, tmp_path: Path, fault: Fault
) -> None:
    """A twin of the co-operative, which knows no forge, goes the same way."""
    filed(coop, forge)
    shutil.copytree(coop.folder, tmp_path / "twin")
    twin = Coop(tmp_path / "twin")
    for method, path in (("GET", "/user"), ("GET", "/pulls"), ("POST", "/comments"), ("POST", "/statuses")):
        forge.fail(method, path, *[fault] * 4)
    data = read(desk, "--forge", "github")
    assert desk.status == 0 and any(kept["problem"] for kept in data["forge"])
    twin.run_clerk()
    assert data["head"] == coop.head == twin.head and coop.audit().ok
    forge._faults.clear()
    assert read(desk, "--forge", "github")["head"] == twin.head
    assert len(forge.bodies(7)) == 1 and forge.pulls[7].labels == ["govtool: open"]


def test_a_forge_that_cannot_be_reached_at_all_is_told(
    coop: Coop, forge: ForgeFake, desk: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(coop, forge)
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    data = read(desk, "--forge", "github")
    assert desk.status == 0 and data["done"] == ["0001 opened: proposals/2026-11/kettle"]
    (kept,) = data["forge"]
    assert kept["pull"] is None and "ConnectionRefusedError" in kept["problem"]["message"] and kept["problem"]["hint"]


def test_a_vote_is_carried_to_its_end_with_its_page(coop: Coop, forge: ForgeFake, desk: Laptop) -> None:
    head = filed(coop, forge)
    run(desk, "--forge", "github")
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, "0001", "for")
    coop.later("P2D")
    said = run(desk, "--forge", "github")
    assert "0001 enacted" in said and "label govtool: passed" in said and desk.status == 0
    assert forge.pulls[7].is_merged and forge.status(head) == ("success", "0001 passed and enacted")
