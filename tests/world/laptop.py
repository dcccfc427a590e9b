"""A member's own computer: a clone of the co-operative with their key, in which they type commands.

carol = Laptop(coop, "carol")
carol.types("vote", "kettle", "for")     # what it says; carol.status is its exit status
carol.reads("tally", "1")                # what it says with --json
carol.sits_down("vote")                  # in a terminal, to be talked to with pexpect
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pexpect

from govtool.cli.main import run
from govtool.io.signature.signing import MemoryKey
from tests.world.coop import Coop
from tests.world.people import key_of
from tests.world.place import ROOT


class Laptop:
    """A person's clone; `key` None is a person without a key, another key one that the registry may not know."""

    def __init__(self, coop: Coop, name: str, *, key: MemoryKey | None = None, with_key: bool = True) -> None:
        self.coop, self.name, self.status = coop, name, 0
        self.folder = coop.folder / f"laptop-{name}"
        number = 1
        while self.folder.exists():
            number += 1
            self.folder = coop.folder / f"laptop-{name}-{number}"
        # what a person's computer trusts is its own: the co-operatives of a test share their name
        self.state = str(self.folder.with_name(f"{self.folder.name}-state"))
        file = self._key_file(key or key_of(name)) if with_key else None
        settings = () if file is None else ("-c", "gpg.format=ssh", "-c", f"user.signingKey={file}")
        subprocess.run(["git", "clone", "-q", *settings, str(coop.folder / "hub.git"), str(self.folder)], check=True)

    def signs_with(self, key: MemoryKey) -> None:
        """Sets the key that git signs with."""
        self.git("config", "gpg.format", "ssh")
        self.git("config", "user.signingKey", str(self._key_file(key)))

    def _key_file(self, key: MemoryKey) -> Path:
        file = self.folder.parent / f"{self.folder.name}-key-{key.public_key.fingerprint[-6:].replace('/', '_')}"
        file.write_text(key.openssh_private())
        file.chmod(0o600)
        Path(f"{file}.pub").write_text(key.public_key.line + "\n")
        return file

    def git(self, *arguments: str) -> str:
        """Runs git in the clone."""
        done = subprocess.run(["git", *arguments], cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout

    def goes_offline(self) -> None:
        """From now on the remote cannot be reached."""
        self.git("remote", "set-url", "origin", str(self.coop.folder / "no-such-host.git"))

    def comes_back(self) -> None:
        """The remote can be reached again."""
        self.git("remote", "set-url", "origin", str(self.coop.folder / "hub.git"))

    def types(self, *arguments: str) -> str:
        """Runs a command away from any terminal; gives all that it says."""
        said = io.StringIO()
        with (
            _environment(GOVTOOL_NOW=self.coop.now, XDG_STATE_HOME=self.state),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
        ):
            self.status = run(["-C", str(self.folder), *arguments])
        return said.getvalue()

    def reads(self, *arguments: str) -> Any:
        """Runs a command with --json and gives the result."""
        said, told = io.StringIO(), io.StringIO()
        with (
            _environment(GOVTOOL_NOW=self.coop.now, XDG_STATE_HOME=self.state),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(told),
        ):
            self.status = run(["-C", str(self.folder), *arguments, "--json"])
        return json.loads(said.getvalue())

    def sits_down(self, *arguments: str, terminal: str = "dumb") -> pexpect.spawn[str]:
        """Types a command into a real terminal, of a kind as TERM names it."""
        return pexpect.spawn(
            sys.executable,
            ["-m", "govtool.cli.main", "-C", str(self.folder), *arguments],
            env={**os.environ, "GOVTOOL_NOW": self.coop.now, "XDG_STATE_HOME": self.state, "TERM": terminal},
            cwd=str(ROOT),
            encoding="utf-8",
            timeout=60,
            dimensions=(60, 200),
            preexec_fn=_can_be_interrupted,
        )


def _can_be_interrupted() -> None:
    """In the child: whoever runs the tests as a background job of a shell would hand it a SIGINT that is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextlib.contextmanager
def _environment(**values: str) -> Any:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
