"""A founder never accepts: the others found again without them, on the same server, and go on."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from govtool.cli.main import run
from govtool.domain.constitution.organization import organization_of
from govtool.io.git.git import Git
from govtool.roles.minutes.auditor import audit
from govtool.roles.minutes.book import Book
from tests.world.people import key_of

MAIN = "refs/heads/main"
PAPER = "sha256:" + "d" * 64
PEOPLE = """\
- {id: bob, name: Bob Roy, hours: 20, founder: true, keys: [bob.pub], teams: [repair]}
- {id: carol, name: Carol Diaz, hours: 20, founder: true, keys: [carol.pub], teams: [repair], duties: [treasurer]}
- {id: vera, name: Vera Moss, membership: none, keys: [vera.pub]}
"""
OPENING = f"""\
currency: EUR
debts:
  - {{creditor: alice, amount_minor: 30000, owed_on: "2025-01-31", document: "{PAPER}"}}
  - {{creditor: carol, amount_minor: 12050, owed_on: "2025-03-31", document: "{PAPER}"}}
treasury:
  - {{account: treasury, amount_minor: 120000, document: "{PAPER}"}}
"""
INIT = ("--name", "Kettle", "--currency", "EUR", "--founder", "alice:Alice Lee:40h", "--people", "people.yaml")


class Desks:
    """Alice, Bob and Carol, each with a clone and a computer of their own. `status` is of the last command."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.hub, self.status = folder, folder / "hub.git", 0
        self.now = "2026-11-01T10:00:00Z"
        for name in ("alice", "bob", "carol", "vera"):
            (folder / f"{name}.key").write_text(key_of(name).openssh_private())
            (folder / f"{name}.key").chmod(0o600)
            (folder / f"{name}.pub").write_text(key_of(name).public_key.line + "\n")
        (folder / "people.yaml").write_text(PEOPLE)
        (folder / "opening.yaml").write_text(OPENING)
        self.run_git(folder, "init", "-q", "--bare", "-b", "main", str(self.hub))

    def run_git(self, where: Path, *arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=where, capture_output=True, text=True, check=True).stdout.strip()

    def git(self, name: str, *arguments: str) -> str:
        return self.run_git(self.clone(name), *arguments)

    def clone(self, name: str) -> Path:
        """Somebody's clone; it is made when it is used first."""
        clone = self.folder / name
        if not clone.exists():
            self.run_git(self.folder, "clone", "-q", str(self.hub), name)
            self.run_git(clone, "config", "gpg.format", "ssh")
            self.run_git(clone, "config", "user.signingKey", str(self.folder / f"{name}.key"))
        return clone

    def environment(self, name: str) -> dict[str, str]:
        return {"GOVTOOL_NOW": self.now, "XDG_STATE_HOME": str(self.folder / f"{name}-state")}

    @contextlib.contextmanager
    def at(self, name: str) -> Iterator[None]:
        before = {key: os.environ.get(key) for key in ("GOVTOOL_NOW", "XDG_STATE_HOME")}
        os.environ.update(self.environment(name))
        try:
            yield
        finally:
            for key, value in before.items():
                os.environ.pop(key) if value is None else os.environ.update({key: value})

    def types(self, name: str, *arguments: str) -> str:
        """What somebody types in their clone, away from a terminal, and all that they see."""
        said, clone = io.StringIO(), self.clone(name)
        with self.at(name), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            self.status = run(["-C", str(clone), *arguments])
        return said.getvalue()

    def reads(self, name: str, *arguments: str) -> Any:
        said, clone = io.StringIO(), self.clone(name)
        with self.at(name), contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            self.status = run(["-C", str(clone), *arguments, "--json"])
        return json.loads(said.getvalue())

    def process(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The same in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "govtool.cli.main", *arguments],
            cwd=self.clone(name),
            env={**os.environ, **self.environment(name)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def founds(self, *options: str) -> None:
        """Alice founds with Bob and Carol."""
        where = self.clone("alice")
        for file in ("people.yaml", "opening.yaml", "bob.pub", "carol.pub", "vera.pub"):
            (where / file).write_text((self.folder / file).read_text())
        said = self.types("alice", "init", *INIT, "--opening", "opening.yaml", "--new-teams", "--yes", *options)
        assert self.status == 0, said
        for file in ("people.yaml", "opening.yaml", "bob.pub", "carol.pub", "vera.pub"):
            (where / file).unlink()

    def accepts(self, name: str, *, recorded: bool = True) -> None:
        said = self.types(name, "sign", "--yes")
        assert self.status == 0, said
        if recorded:
            said = self.types("alice", "clerk")
            assert self.status == 0, said

    @property
    def head(self) -> str:
        return Git(self.hub).ref(MAIN) or ""

    @property
    def book(self) -> Book:
        git = Git(self.hub)
        report = audit(git, self.head)
        assert report.ok and report.book is not None, report.findings
        return report.book


@pytest.fixture
def desks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desks:
    monkeypatch.chdir(tmp_path)
    return Desks(tmp_path)


# The others go on ------------------------------------------------------------------------------------------------


def test_two_of_three_go_on_without_the_founder_who_never_accepts(desks: Desks) -> None:
    desks.founds()
    desks.accepts("bob")
    old = desks.book
    desks.now = "2026-11-20T10:00:00Z"
    said = desks.types("alice", "init", "--again", "--without", "carol", "--yes")
    assert desks.status == 0, said
    new = desks.book
    assert new.genesis != old.genesis and new.founded == new.page.head == desks.head
    assert "have accepted: Alice Lee (alice) and Bob Roy (bob)" in said and "have not: Carol Diaz (carol)" in said
    assert f"govtool trust remove {old.genesis}" in said and "rejects everything else: bob. They type:" in said
    assert desks.git("alice", "status", "--short") == "" and desks.git("alice", "rev-parse", "main") == desks.head
    assert desks.git("alice", "config", "govtool.genesis") == new.genesis

    said = desks.types("bob", "status")
    assert desks.status == 10 and f"govtool trust remove {old.genesis}" in said, said
    said = desks.types("bob", "trust", "remove", old.genesis)
    assert desks.status == 0, said
    desks.accepts("bob")
    assert organization_of(desks.book.state).founding == ()
    for name in ("alice", "bob"):
        said = desks.types(name, "audit")
        assert desks.status == 0, said
    said = desks.types("bob", "propose", "motion", "--title", "Tea in the kitchen", "--yes")
    assert desks.status == 0, said
    said = desks.types("alice", "clerk")
    assert "opened" in said, said
