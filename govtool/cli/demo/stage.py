"""A stage for the demo: people with a home, a key and a clone each, a server with the guard, a clock that is turned.

Everything is real. Every line that somebody types is the real command in a process of its own (see `rehearsal`), and
sees nothing of the user's configuration. ssh-keygen makes the keys. Pushes go through git's own HTTP server and its
hook. It prints the output of the command, and shortens long output.
"""

from __future__ import annotations

import os
import shlex
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from govtool.cli.demo.rehearsal import Rehearsal
from govtool.cli.terminal.render import is_plain
from govtool.core.text import lines_of
from govtool.core.times import Instant, add
from govtool.errors import GovtoolError
from govtool.io.clock import VARIABLE
from govtool.io.git.git import Git
from govtool.io.git.gitserver import GitServer, create_bare

SERVER = "coop"
_COLUMNS = 120

Line = tuple[str, Sequence[str]]
"""The person who runs a command, and its words."""


class Stage:
    """A folder with a server and people. A context manager: the server stops when it ends."""

    def __init__(self, folder: Path, begins_at: Instant, people: Sequence[str]) -> None:
        self.folder = folder
        self.now = begins_at
        self._server = GitServer(folder / "server", {f"token-of-{name}": name for name in people})
        homes = folder / ".homes"
        homes.mkdir()
        self._rehearsal = Rehearsal(homes)
        create_bare(folder / "server", SERVER)

    def __enter__(self) -> Stage:
        self._server.start()
        self.turn_clock()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    @property
    def bare(self) -> Path:
        """The server's repository."""
        return self.folder / "server" / f"{SERVER}.git"

    def url(self, name: str) -> str:
        """The server's address for a person."""
        return self._server.url(SERVER, name)

    def clone_of(self, name: str) -> Path:
        """A person's clone."""
        return self.folder / name

    def key_of(self, name: str) -> Path:
        """The file of a person's private key."""
        return self.folder / ".homes" / name / "key"

    def make_key(self, name: str) -> str:
        """Makes a key for a person, as they would, and gives the line of its public part."""
        key = self.key_of(name)
        self.environment(name)
        self.runs(name, ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(key)])
        return key.with_suffix(".pub").read_text().strip()

    def clone(self, *names: str) -> None:
        """People clone, and tell git with which key to sign."""
        self.run_at_once([(name, ["git", "clone", "-q", self.url(name), "."]) for name in names])
        for name in names:
            self._introduce(name)

    def _introduce(self, name: str) -> None:
        settings = {
            "gpg.format": "ssh",
            "user.signingKey": str(self.key_of(name)),
            "user.name": name,
            "user.email": f"{name}@kettle.example",
        }
        for setting, value in settings.items():
            Git(self.clone_of(name)).set_setting(setting, value)

    @property
    def clerk_key(self) -> Path:
        """The file of the clerk's key, in the clone in which its job runs."""
        return self.clone_of("ci") / ".git" / "govtool" / "clerk-ci"

    def start_clerk(self, founder: str) -> None:
        """Gives the clerk's job its clone, and the key that the founding made."""
        self.clone("ci")
        self.clerk_key.parent.mkdir(parents=True, exist_ok=True)
        made = self.clone_of(founder) / ".git" / "govtool" / "clerk-ci"
        made.replace(self.clerk_key)

    def clerk(self, *, shows: Sequence[str] | None = None, but: Sequence[str] = ()) -> str:
        """The clerk's job runs, as it does every few minutes; of what it says, not what holds one of `but`."""
        return self.types("ci", "govtool clerk", shows=shows, but=but, is_joined=True)

    def run_clerk(self) -> None:
        """The clerk's job runs, and nobody looks."""
        self.runs("ci", ["govtool", "clerk"])

    def vote(self, number: str, choices: Mapping[str, str]) -> None:
        """People vote at the same time, each at home."""
        self.run_at_once(votes(number, choices))

    def turn_to(self, instant: Instant) -> None:
        """Turns the clock to an instant that is to come."""
        self.now = max(self.now, instant)
        self.turn_clock()

    def turn_clock(self, duration: str = "P0D") -> None:
        """Turns the clock forward for everybody, the server's guard included."""
        self.now = add(self.now, duration)
        self._server.tell_hooks(VARIABLE, self.now)

    def environment(self, name: str) -> dict[str, str]:
        """The environment of a person: a home of their own and nothing of the user's."""
        home = self.folder / ".homes" / name
        home.mkdir(parents=True, exist_ok=True)
        return {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))),
            "HOME": str(home),
            "XDG_STATE_HOME": str(home / "state"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            VARIABLE: self.now,
        }

    # What people see -----------------------------------------------------------------------------------------------

    def leave(self, people: Sequence[str]) -> None:
        """The server stops; the clones that stay know the repository by its path, and have fetched all of it."""
        for name in people:
            Git(self.clone_of(name)).set_setting("remote.origin.url", str(self.bare))
        self.run_at_once([(name, ["git", "pull", "-q", "origin", "main"]) for name in people])
        for empty in [found for found in self.folder.iterdir() if found.is_dir() and not any(found.iterdir())]:
            # who has a key and no clone: govtool typed there would found one in the repository around it
            empty.rmdir()

    def scene(self, title: str) -> None:
        """Begins a scene."""
        day = f"{self.now[:10]} {self.now[11:16]}"
        self._print()
        self._print(click.style(f"{title}  ({day})", bold=True))

    def narrate(self, text: str) -> None:
        """Says something that nobody types."""
        self._print(click.style(f"  {text}", dim=True))

    def types(
        self,
        name: str,
        line: str,
        *,
        shows: Sequence[str] | None = (),
        but: Sequence[str] = (),
        status: int = 0,
        hidden: Sequence[str] = (),
        is_joined: bool = False,
        meanwhile: Sequence[Line] = (),
    ) -> str:
        """A person types a command line in their clone; `hidden` arguments are added that no reader needs.

        Prints it, and those lines of the answer that contain one of `shows` (all lines if it is None) and none of
        `but`. A short answer stands beside the command. Lines of others meanwhile, each in their own clone, are not
        shown. Raises GovtoolError if the command does not end with `status`, so that a broken demo cannot look well.
        """
        others = [self._start(*other) for other in meanwhile]
        said = self.runs(name, [*shlex.split(line), *hidden], status=status)
        for end in others:
            end()
        answer = [text.strip() for text in lines_of(said) if _is_shown(text, shows, but)]
        if is_joined and answer:
            answer = ["; ".join(" ".join(text.removesuffix(".").split()) for text in answer)]
        typed = f"  {name}$ {line}"
        beside = ""
        if len(answer) == 1 and len(typed) + len(answer[0]) < _COLUMNS - 3:
            beside = "   " + click.style(answer.pop(), dim=True)
        self._print(click.style(f"  {name}$ ", fg="cyan") + line + beside)
        for text in answer:
            for part in textwrap.wrap(text, _COLUMNS - 6, subsequent_indent="  "):
                self._print(f"      {part}")
        return said

    def run_at_once(self, lines: Sequence[Line]) -> None:
        """Several people run a command at the same time, each in their own clone."""
        for done in [self._start(name, arguments) for name, arguments in lines]:
            done()

    def runs(self, name: str, arguments: Sequence[str], *, status: int = 0) -> str:
        """Runs a command for a person without showing it, and gives what it said."""
        return self._start(name, arguments, status=status)()

    def _start(self, name: str, arguments: Sequence[str], *, status: int = 0) -> Callable[[], str]:
        """Starts a command for a person; gives what waits for its end, and gives what it said."""
        folder, environment = self.clone_of(name), self.environment(name)
        folder.mkdir(exist_ok=True)
        wait = self._rehearsal.start(arguments, folder, environment)

        def end() -> str:
            ended_with, said = wait()
            if ended_with != status:
                raise GovtoolError(
                    f"{name}: {shlex.join(arguments)} ended with {ended_with}, not {status}:\n{said}",
                    "this is a bug of the demo: please report it",
                )
            return said

        return end

    def _print(self, text: str = "") -> None:
        click.echo(text, color=False if is_plain() else None)


def votes(number: str, choices: Mapping[str, str]) -> list[Line]:
    """The lines with which people vote."""
    return [(name, ["govtool", "vote", number, choice]) for name, choice in choices.items()]


def _is_shown(text: str, shows: Sequence[str] | None, but: Sequence[str]) -> bool:
    if not text.strip() or text.startswith("(the clock is set"):
        return False
    return (shows is None or any(part in text for part in shows)) and not any(part in text for part in but)
