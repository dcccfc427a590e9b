"""Three founders of one co-operative, each with a clone, a key and a computer of their own, and one bare repository.

founders = Founders(folder)
founders.found()                      # Alice founds with Bob and Carol
founders.accept("bob")                # Bob signs, and Alice runs the clerk
founders.types("alice", "init", "--again", "--without", "carol", "--yes")
"""

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

import pexpect

from govtool.cli.main import run
from govtool.io.git.git import Git
from govtool.roles.minutes.auditor import audit
from govtool.roles.minutes.book import MAIN, Book
from tests.world.host import Done
from tests.world.host import run as run_process
from tests.world.people import key_of

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
NAMED = ("--name", "Kettle", "--currency", "EUR", "--founder", "alice:Alice Lee:40h")


class Founders:
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

    def process(self, name: str, *arguments: str) -> Done:
        """The same in a process of its own."""
        command = (sys.executable, "-m", "govtool.cli.main", *arguments)
        return run_process(command, self.clone(name), self.environment(name))

    def sits_down(self, name: str, *arguments: str) -> pexpect.spawn[str]:
        """What somebody types into a terminal, to be talked to."""
        return pexpect.spawn(
            sys.executable,
            ["-m", "govtool.cli.main", *arguments],
            cwd=str(self.clone(name)),
            env={**os.environ, **self.environment(name), "TERM": "dumb"},
            encoding="utf-8",
            timeout=60,
            dimensions=(400, 200),
        )

    def found(self, *options: str) -> None:
        """Alice founds with Bob and Carol: with teams and books, and with more options."""
        people, opening = self.folder / "people.yaml", self.folder / "opening.yaml"
        self.init(*NAMED, "--people", str(people), "--opening", str(opening), "--new-teams", *options)

    def init(self, *options: str) -> None:
        """Alice founds with these options only."""
        said = self.types("alice", "init", "--yes", *options)
        assert self.status == 0, said

    def bare_init(self) -> None:
        """Alice founds with Bob and Carol, and with nothing else."""
        keys = [str(self.folder / f"{name}.pub") for name in ("bob", "carol")]
        self.init(*NAMED, "--founder", f"bob:Bob Roy:20h:{keys[0]}", "--founder", f"carol:Carol Diaz:20h:{keys[1]}")

    def again(self, name: str = "alice", *options: str) -> str:
        """Somebody founds again without Carol, or with other options."""
        return self.types(name, "init", "--again", *(options or ("--without", "carol")), "--yes")

    def accept(self, name: str, *, recorded: bool = True) -> None:
        """Somebody accepts; Alice runs the clerk, which records it."""
        said = self.types(name, "sign", "--yes")
        assert self.status == 0, said
        if recorded:
            said = self.types("alice", "clerk")
            assert self.status == 0, said

    def commit(self, name: str, path: str) -> str:
        """Somebody commits a path by hand, without a signature."""
        self.git(name, "add", path)
        who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
        self.git(name, *who, "commit", "-q", "--no-gpg-sign", "-m", "Work by hand")
        return self.git(name, "rev-parse", "HEAD")

    @property
    def head(self) -> str:
        return Git(self.hub).ref(MAIN) or ""

    @property
    def book(self) -> Book:
        git = Git(self.hub)
        report = audit(git, self.head)
        assert report.ok and report.book is not None, report.findings
        return report.book
