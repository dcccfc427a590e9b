"""A co-operative on a git host: served over HTTP on this machine, each member with a clone and a key of their own.

The people are those of `coop.Coop`. The host keeps the bare repository and, with `guarded`, runs `govtool guard` as its
pre-receive hook. A `Clone` is what one person has on one computer: a repository whose `origin` is the host, with that
person's password in its address, a private key file, and git set to sign with it. All that is pushed goes over HTTP.

    with Host(coop, guarded=True) as host:
        alice, clerk = host.clone("alice"), host.clone("clerk")
        alice.propose("alice", "kettle", "- action: motion")
        clerk.run_clerk()
        alice.fetch()
        alice.vote("alice", "0001")
        alice.types("status")     # the real command line; in a process of its own: govtool(...)
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from govtool.cli.main import run as run_command
from govtool.io.clock import VARIABLE
from govtool.io.git.git import Git
from govtool.io.git.gitserver import GitServer
from govtool.io.git.remote import ZERO, Remote, Update
from govtool.roles.clerk.guard import install
from govtool.roles.clerk.session import Run
from tests.world.coop import MAIN, Coop
from tests.world.hub import Hub
from tests.world.people import key_of

NAMES = ("alice", "bob", "carol", "dan", "erin", "vera", "clerk", "mallory")
LATE = "2026-12-31T00:00:00Z"
"""The clock of the host's guard: later than all that happens, so that the tests' own clocks are never ahead of it."""


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Everything that the person saw."""
        return self.out + self.err


def run(command: Iterable[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> Done:
    """Runs a command to its end, as a person without a terminal would."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def govtool(folder: Path, *arguments: str | Path, now: str, environment: Mapping[str, str] | None = None) -> Done:
    """The command line in a process of its own, at a time."""
    command = (sys.executable, "-m", "govtool.cli.main", *arguments)
    return run(command, folder, {"GOVTOOL_NOW": now, **(environment or {})})


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Begins several jobs at the same moment and gives what each came to, or raised."""
    start = threading.Barrier(len(jobs))

    def begin(job: Callable[[], object]) -> object:
        start.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(begin, job) for job in jobs]]


def write_key(folder: Path, name: str) -> Path:
    """Somebody's private key as a file that ssh-keygen takes."""
    path = folder / f"{name}-key"
    path.write_text(key_of(name).openssh_private())
    path.chmod(0o600)
    path.with_name(path.name + ".pub").write_text(f"ssh-ed25519 {key_of(name).public_key.base64} {name}\n")
    return path


class Host:
    """The server of one co-operative; a context manager."""

    def __init__(
        self, coop: Coop, *, guarded: bool = False, guard_clock: str = LATE, tokens: Mapping[str, str] | None = None
    ) -> None:
        self.coop = coop
        self.bare = coop.folder / "hub.git"
        # folders of git's making may lack it where the template is empty
        (self.bare / "hooks").mkdir(exist_ok=True)
        if guarded:
            self.install_guard()
        # the tokens are further passwords, and whose they are
        users = {**{f"{name}-token": name for name in NAMES}, **(tokens or {})}
        self.server = GitServer(coop.folder, users, environment={"GOVTOOL_NOW": guard_clock})
        self._clones = 0

    def install_guard(self) -> None:
        """Puts the guard into the bare repository, as `govtool guard install` does."""
        install(Git(self.bare), sys.executable, force=False)

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()

    @property
    def head(self) -> str:
        """The commit that main is at on the host."""
        return Git(self.bare).ref(MAIN) or ""

    def branches(self, prefix: str = "") -> dict[str, str]:
        """The branches on the host."""
        top = "refs/heads/"
        return {name[len(top) :]: oid for name, oid in Git(self.bare).refs(top + prefix).items()}

    def put_back(self, branches: Mapping[str, str]) -> None:
        """Makes the host's branches these again, as an administrator could."""
        git = Hub(self.bare)
        for name in self.branches().keys() - branches.keys():
            git.delete_ref(f"refs/heads/{name}")
        for name, oid in branches.items():
            git.set_ref(f"refs/heads/{name}", oid)

    def has_object(self, oid: str) -> bool:
        """Whether the host holds an object."""
        return Git(self.bare).has(oid)

    def clone(self, name: str, *, password: str | None = None) -> Clone:
        """A new clone for somebody; they may have several."""
        self._clones += 1
        folder = self.coop.folder / f"{name}-{self._clones}"
        subprocess.run(["git", "init", "--quiet", "--template=", "-b", "main", folder], check=True)
        git = Git(folder)
        git.set_setting("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
        git.set_setting("gpg.format", "ssh")
        git.set_setting("user.signingKey", str(write_key(folder / ".git", name)))
        git.set_setting("user.name", name.title())
        git.set_setting("user.email", f"{name}@example.org")
        clone = Clone(self, name, folder)
        clone.connect(password)
        clone.fetch()
        return clone


class Clone(Coop):
    """One person's clone. What `Coop` does in the hub is done here in the clone, and pushed to the host."""

    def __init__(self, host: Host, name: str, folder: Path) -> None:
        self.host = host
        self.name = name
        self.folder = folder
        self.layout = host.coop.layout
        self.hub = self.desk = Hub(folder)
        self.remote = Remote(self.hub)
        self.clerk_key = host.coop.clerk_key
        self.run = Run()
        self._books = {}
        self._verified = None

    @property
    def now(self) -> str:  # type: ignore[override]
        """The one clock of all."""
        return self.host.coop.now

    @now.setter
    def now(self, instant: str) -> None:
        self.host.coop.now = instant

    @property
    def head(self) -> str:
        """The commit of main as it was fetched last."""
        return self.remote.head("main") or ""

    def connect(self, password: str | None = None) -> None:
        """Sets the address of the host, with this person's password or another one."""
        url = self.host.server.url("hub", self.name)
        if password is not None:
            url = url.replace(f"{self.name}-token", password)
        self.hub.set_setting("remote.origin.url", url)

    def fetch(self) -> None:
        """Brings what the host has."""
        self.remote.fetch()

    def push(self, ref: str, oid: str | None, expected: str | None = None) -> None:
        """Moves a ref of the host as the clerk and the desk do. Raises what they would see."""
        self.remote.push([Update(ref, oid, expected)])

    def push_by_hand(self, *refspecs: str) -> Done:
        """Plain `git push`, as anybody with a password can type it."""
        return run(("git", "push", "origin", *refspecs), self.folder)

    def govtool(self, *arguments: str | Path) -> Done:
        """The command line in this clone, in a process of its own."""
        return govtool(self.folder, *arguments, now=self.now)

    def types(self, *arguments: str | Path) -> Done:
        """The command line in this clone, in the test's own process: the same, and quicker."""
        out, err, before = io.StringIO(), io.StringIO(), os.environ.get(VARIABLE)
        os.environ[VARIABLE] = self.now
        try:
            with redirect_stdout(out), redirect_stderr(err):
                status = run_command(["-C", str(self.folder), *map(str, arguments)])
        finally:
            os.environ.pop(VARIABLE)
            os.environ.update({} if before is None else {VARIABLE: before})
        return Done(status, out.getvalue(), err.getvalue())

    def propose(self, proposer: str, slug: str, actions: str, **options: Any) -> str:
        oid = super().propose(proposer, slug, actions, **options)
        self.deliver(f"proposal/{slug}", oid)
        return oid

    def vote(self, voter: str, number: str, choice: str = "for", cast: int = 1, **options: Any) -> str:
        oid = super().vote(voter, number, choice, cast, **options)
        self.deliver(f"vote/{number}/{voter}", oid)
        return oid

    def state(self, member: str, kind: str, body: Mapping[str, object] | None = None, **options: Any) -> str:
        oid = super().state(member, kind, body, **options)
        ref = next(name for name, to in self.hub.refs(f"refs/heads/statement/{member}/").items() if to == oid)
        self.deliver(ref.removeprefix("refs/heads/"), oid)
        return oid

    def deliver(self, branch: str, oid: str) -> None:
        """Pushes a commit to a branch that this person owns."""
        self.push(f"refs/heads/{branch}", oid, self.remote.head(branch) or ZERO)
