"""Two people found a federation beside their co-operative, decide on a motion, and a visitor audits what they did."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
from pathlib import Path

import pytest

from govtool.cli.main import run
from tests.world.coop import Coop
from tests.world.people import key_of


class Valley:
    """Alice and Bob, each at a computer of their own, the server, and a visitor. The clock is set by the story."""

    def __init__(self, folder: Path, clock: pytest.MonkeyPatch) -> None:
        self.folder, self.clock, self.status = folder, clock, 0
        self.hub = folder / "hub.git"
        for name in ("alice", "bob"):
            (folder / name).write_text(key_of(name).openssh_private())
            (folder / name).chmod(0o600)
            (folder / f"{name}.pub").write_text(f"{key_of(name).public_key.line}\n")
        self.git("init", "-q", "--bare", "-b", "main", str(self.hub))
        self.at("2026-11-01T10:00:00Z")

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, check=True, capture_output=True)

    def at(self, instant: str) -> None:
        self.clock.setenv("GOVTOOL_NOW", instant)

    def clones(self, who: str) -> None:
        self.git("clone", "-q", str(self.hub), who + "-clone")

    def types(self, who: str, *arguments: str, status: int = 0) -> str:
        """What somebody reads in their clone after a command; each computer trusts what it saw itself."""
        self.clock.setenv("XDG_STATE_HOME", str(self.folder / f"{who}-state"))
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            self.status = run(["-C", str(self.folder / f"{who}-clone"), *arguments])
        assert self.status == status, said.getvalue()
        return said.getvalue()


@pytest.fixture
def valley(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Valley:
    return Valley(tmp_path, monkeypatch)


def test_two_people_found_a_federation_and_decide(valley: Valley) -> None:
    # Their co-operative exists already: its name and its fingerprint are read from a clone of it.
    theirs = Coop.found(valley.folder / "theirs", name="Riverside Co-op")
    valley.git("clone", "-q", str(theirs.hub.folder), "riverside")
    valley.clones("alice")
    valley.types("alice", "key", "setup", "--key", str(valley.folder / "alice"))
    people = ("--founder", "alice:Alice Lee", "--founder", "bob:Bob Roy:../bob.pub")
    said = valley.types(
        *("alice", "init", "--profile", "federation", "--affiliate", "../riverside", "--name", "Valley Federation"),
        *("--currency", "EUR", *people, "--yes"),
    )
    assert "affiliate Riverside Co-op (riverside-co-op): co-operative; decides by its people" in said
    assert f"its own founding fingerprint: {theirs.genesis}" in said
    assert "Until the other founders have signed, govtool rejects everything else: bob" in said

    # Bob reads the same before he signs; before that nothing is opened.
    valley.types(
        "alice", "propose", "motion", "--title", "Buy a kettle", "--summary", "We need tea", "--yes", status=10
    )
    valley.clones("bob")
    valley.types("bob", "key", "setup", "--key", str(valley.folder / "bob"))
    said = valley.types("bob", "sign", "--yes")
    assert "affiliate Riverside Co-op (riverside-co-op)" in said and "each has one vote" in said
    assert f"its own founding fingerprint: {theirs.genesis}" in said
    valley.types("alice", "clerk")

    # The first motion: one person, one vote, open until its deadline.
    valley.types("alice", "propose", "motion", "--title", "Buy a kettle", "--summary", "We need tea", "--yes")
    assert "0001 opened" in valley.types("alice", "clerk")
    valley.types("alice", "vote", "1", "for", "--yes")
    valley.types("bob", "vote", "1", "for", "--yes")
    valley.at("2026-11-15T09:59:00Z")
    assert "decided" not in valley.types("alice", "clerk"), "everybody voted, and the vote stays open to its end"
    valley.at("2026-11-15T10:00:00Z")
    assert "0001 passed" in valley.types("alice", "clerk")
    valley.at("2026-11-18T10:00:00Z")
    assert "0001 enacted" in valley.types("alice", "clerk")
    said = valley.types("bob", "tally", "1")
    assert "alice  for  1 vote\n" in said and "bob    for  1 vote\n" in said

    # A visitor without a key clones and audits.
    valley.clones("visitor")
    found = json.loads(valley.types("visitor", "audit", "--json"))
    assert found["ok"] is True and found["findings"] == []
    assert "  home riverside-co-op\n" in valley.types("visitor", "show", "alice")
    assert "bob    Bob Roy    person  home riverside-co-op  1 vote" in valley.types("visitor", "list", "members")
