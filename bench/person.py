"""Somebody with a clone of a history that was verified here before, who types commands there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.histories import Made
from bench.timing import PROGRAM, Used, expect, run
from govtool.core.ids import CommitId
from govtool.core.times import Instant
from govtool.io.git.git import Git
from govtool.io.signature.signing import MemoryKey
from govtool.io.signature.trust import Pin, TrustStore
from tests.world.people import FOUNDED_AT, key_of

UNDECIDED = 11


@dataclass(frozen=True)
class Person:
    """A clone, the server that it is of, and the environment that commands run in."""

    clone: Path
    server: Path
    environment: Mapping[str, str]

    def types(self, *arguments: str, one_core: bool = False) -> Used:
        """Runs a command there. Raises ValueError if it fails; a vote that is not decided is no failure."""
        used = run([PROGRAM, *arguments], self.clone, self.environment, one_core=one_core)
        expect(used, arguments, UNDECIDED)
        return used

    def seconds(self, *arguments: str) -> float:
        """The processor time of a command."""
        return self.types(*arguments).processor / 1e9


def person(
    folder: Path, made: Made, *, main: CommitId = "", now: Instant = "", verified: CommitId = "", member: str = ""
) -> Person:
    """A new clone in a folder that is not there: of a history, or of it as it was when `main` was its newest commit.

    It was verified up to `verified`, else up to main. `member` signs there with their key.
    """
    folder.mkdir(parents=True)
    server, clone, main = folder / "server.git", folder / "clone", main or made.head
    subprocess.run(["git", "clone", "--quiet", "--mirror", str(made.folder), str(server)], check=True)
    subprocess.run(["git", "update-ref", "refs/heads/main", main], cwd=server, check=True)
    # what lies in the work tree plays no part, and writing a hundred thousand files takes long
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", str(server), str(clone)], check=True)
    git = Git(clone)
    git.set_setting("govtool.genesis", made.genesis)
    good = verified or main
    pin = Pin(made.genesis, "Test Co-operative", FOUNDED_AT, head=good, good=good, founded=made.founded)
    TrustStore(folder / "state" / "govtool" / "trust.json").put(pin)
    if member:
        key = key_file(folder / "key", key_of(member))
        for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(key)), ("user.name", member)):
            git.set_setting(name, value)
        git.set_setting("user.email", f"{member}@example.org")
    return Person(clone, server, apart(folder, now or made.now))


def apart(home: Path, now: Instant) -> dict[str, str]:
    """An environment in which nothing of the person who measures is read or written."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GOVTOOL_", "XDG_"))}
    own = {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "XDG_CACHE_HOME": str(home / "cache")}
    return {**kept, **own, "GIT_CONFIG_NOSYSTEM": "1", "GOVTOOL_NOW": now}


def key_file(path: Path, key: MemoryKey) -> Path:
    """A private key as ssh-keygen reads it, with the public one beside it."""
    path.write_text(key.openssh_private())
    path.chmod(0o600)
    path.with_name(f"{path.name}.pub").write_text(f"{key.public_key.line}\n")
    return path
