"""Evenings, played: pages of docs/evenings, whose commands are typed in a real terminal, and which this file writes.

A page is prose with blocks ```console. After the prompt `$ ` stands what somebody types, below it all that they see,
each line of it: what differs from one evening to the next (digests, commits, keys) is `…`. Everybody has a home, a
password and a terminal; the co-operative lies on a git server behind its guard, reached over HTTP; a clerk runs with a
key of its own. `tests/docs/test_evenings.py` plays every page and shows where it is not what was seen; when a command
says something else on purpose, `make evenings` (this file) writes the pages again. To extend an evening, edit its page:
type the commands with nothing below them, and have it written.

Comments before a block, which readers do not see, set the stage as in `page.py` (`page`, `by`, `before`, `status`; its
steps, and those of `Evening` below). Besides:

    <!-- zone: CET-1 -->              at the top: where the people of the page live, as POSIX writes a time zone
    <!-- answers: Your vote > for; Why > it is time -->      what is asked in the block, and what is answered; `{FILE}`
                                                             is what is copied out of a file
    <!-- keep: 9 3 -->                longer output of the block is shown by its first and last lines
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pexpect

from govtool.io.git.git import Git
from govtool.io.git.gitserver import GitServer, create_bare
from govtool.roles.clerk.guard import install
from tests.docs.page import NAMES, PERSONS, URL, Page
from tests.world.people import key_of
from tests.world.place import ROOT

PAGES = ROOT / "docs" / "evenings"
LATE = "2027-06-30T00:00:00Z"
"""The clock of the server's guard: later than any evening."""
FORK = "https://git.example.org/{name}/kettle.git"
READERS = {"vera": "Vera Moss", "frank": "Frank Lee", "noor": "Noor Ali"}
"""Who may read the co-operative's repository and not write to it, but to a fork of theirs: a volunteer whom the
registry knows, and two people whom nobody knows yet."""

_COMMENT = re.compile(r"<!-- ([a-z]+): (.*?) -->")
_CLOCK = re.compile(r"^\(the clock is set .*\n|^note +clock: the clock is set .*\n.*\n", re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|\x1b[()][A-Z0-9]|.\x08")
_VARIES = (
    (re.compile(r"sha256:[0-9a-f]{8,64}…?"), "sha256:…"),
    (re.compile(r"SHA256:[0-9A-Za-z+/]{43}"), "SHA256:…"),
    (re.compile(r"AAAA[0-9A-Za-z+/=]{20,}"), "AAAA…"),
    (re.compile(r"(?<!-)\b(?=[a-f]*[0-9])[0-9a-f]{7,64}\b"), "…"),
    # the words of curl, which every release changes
    (re.compile(r"(unable to access) .*?(?=; (?:this is|it is)|$)", re.MULTILINE), r"\1 …"),
    (re.compile(r"git version \S+"), "git version …"),
)


@dataclass
class Scene:
    """One block of a page: its lines in the page, what is typed in it, and what the comments before it say."""

    begins: int
    ends: int
    lines: list[str]
    said: dict[str, str] = field(default_factory=dict)

    @property
    def commands(self) -> Iterator[tuple[list[str], str]]:
        """Each command as it stands in the page, and in one line."""
        shown: list[str] = []
        for line in self.lines:
            if shown and shown[-1].endswith("\\"):
                shown.append(line)
            elif line.startswith("$ "):
                if shown:
                    yield shown, _joined(shown)
                shown = [line]
        if shown:
            yield shown, _joined(shown)

    @property
    def answers(self) -> list[tuple[str, str]]:
        """The questions, by how they begin, and what is answered."""
        parts = [part.strip() for part in self.said.get("answers", "").split(";") if part.strip()]
        return [(question.strip(), answer.strip()) for question, _, answer in (part.partition(">") for part in parts)]


def _joined(lines: list[str]) -> str:
    return " ".join(line.removesuffix("\\").strip() for line in lines).removeprefix("$ ")


def scenes(text: str) -> list[Scene]:
    """The blocks of a page with the comments before each."""
    found: list[Scene] = []
    said: dict[str, str] = {}
    inside: Scene | None = None
    for number, line in enumerate(text.split("\n")):
        comment = _COMMENT.fullmatch(line.strip())
        if inside is not None and line == "```":
            inside.ends = number
            found.append(inside)
            inside, said = None, {}
        elif inside is not None:
            inside.lines.append(line)
        elif line == "```console":
            inside = Scene(number + 1, number + 1, [], said)
        elif comment:
            said[comment[1]] = comment[2]
    return found


class Evening(Page):
    """The people of a page on a real host: an HTTP server with the guard, a terminal each, and a clerk."""

    def __init__(self, folder: Path, *, stage: str = "", zone: str = "UTC") -> None:
        super().__init__(folder, stage=stage)
        self.zone, self.asked, self.readers = zone, list[tuple[str, str]](), set(READERS)
        root = folder / "coop" if self.founded else folder
        (root / "hub.git" / "hooks").mkdir(exist_ok=True)
        install(Git(root / "hub.git"), sys.executable, force=False)
        self.root = root
        self.server = GitServer(
            root,
            {f"{name}-token": name for name in (*NAMES, *PERSONS, *READERS, "clerk")},
            environment={"GOVTOOL_NOW": LATE},
        )
        tools = folder / "bin"
        tools.mkdir()
        (tools / "govtool").write_text(f'#!/bin/sh\nexec {sys.executable} -P -m govtool.cli.main "$@"\n')
        (tools / "govtool").chmod(0o755)

    def __enter__(self) -> Evening:
        self.server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()

    # People and their computers ----------------------------------------------------------------------------------

    def home(self, name: str, *, clones: bool = True) -> Path:
        """A person's home, where git knows who they are and how they reach the server."""
        is_new = name not in self.homes
        if is_new:
            home = self.homes[name] = self.places[name] = self.folder / "home" / name
            (home / ".ssh").mkdir(parents=True)
            if self.founded and name in (*self.names, "vera"):
                self._give(home, key_of(name))
            full = {**self.names, **READERS}.get(name, name.title())
            (home / ".gitconfig").write_text(
                f"[user]\n\tname = {full}\n\temail = {name}@example.org\n"
                "[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n"
            )
            self._reach(name, online=True)
            if self.founded and clones:
                self.step_clone(name)
        return self.homes[name]

    def _reach(self, name: str, *, online: bool) -> None:
        """How a person's git comes to the addresses that the page shows: with a password, or not at all."""
        address = self.server.public_url("hub") if name in self.readers else self.server.url("hub", name)
        places = {URL: address}
        if (self.root / f"{name}-fork.git").exists():
            places[FORK.format(name=name)] = self.server.url(f"{name}-fork", name)
        lines = [
            f'[url "{real if online else "http://127.0.0.1:9/"}"]\n\tinsteadOf = {shown}\n'
            for shown, real in places.items()
        ]
        home = self.homes[name]
        (home / ".git-places").write_text("".join(lines))
        text = (home / ".gitconfig").read_text()
        if ".git-places" not in text:
            (home / ".gitconfig").write_text(f"{text}[include]\n\tpath = {home / '.git-places'}\n")

    def environment(self, name: str) -> dict[str, str]:
        """All that a person's terminal knows: nothing of the person who runs the tests."""
        home = self.homes[name]
        return {
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "HOME": str(home),
            "LOGNAME": name,
            "USER": name,
            "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_PAGER": "cat",
            "GOVTOOL_NOW": self.time,
            "LC_ALL": "C.UTF-8",
            "TERM": "dumb",
            "TZ": self.zone,
        }

    # Typing ------------------------------------------------------------------------------------------------------

    def types(self, line: str) -> list[str]:
        """Types a line into the person's terminal, and answers what is asked; gives what is seen."""
        self.home(self.by)
        if line.startswith("cd "):
            self.places[self.by] = (self.places[self.by] / line[3:]).resolve()
            self.status = 0
            return []
        child = pexpect.spawn(
            "/bin/sh",
            ["-c", line],
            env=self.environment(self.by),
            cwd=str(self.places[self.by]),
            encoding="utf-8",
            timeout=60,
            dimensions=(50, 120),
        )
        child.delaybeforesend = None
        seen = ""
        while self.asked:
            question, answer = self.asked[0]
            # only an unfinished line asks; a sentence that begins in the same words is none
            met = child.expect([rf"(?:^|\n){re.escape(question)}[^\n]*[:?] $", pexpect.EOF])
            seen += (child.before or "") + (child.after if met == 0 else "")
            if met != 0:
                break
            self.asked.pop(0)
            child.sendline(self._answer(answer))
        else:
            child.expect(pexpect.EOF)
            seen += child.before or ""
        # its end is waited for, so that closing the terminal need not wait a while for it
        child.wait()
        child.ptyproc.delayafterclose = 0
        child.close()
        self.status = child.exitstatus if child.exitstatus is not None else 128
        return self._as_seen(seen)

    def _answer(self, text: str) -> str:
        """What is typed: as it stands, or what the person copies out of a file that is named in braces."""
        named = re.fullmatch(r"\{(.+)\}", text)
        return (self.places[self.by] / named[1]).read_text().strip() if named else text

    def _as_seen(self, text: str) -> list[str]:
        text = self._as_shown(_COLOUR.sub("", text.replace("\r", "")))
        text = text.replace(self.server.public_url("hub"), URL)
        text = text.replace(f"http://127.0.0.1:{self.server.port}", "https://git.example.org")
        text = _CLOCK.sub("", text)
        for pattern, shown in _VARIES:
            text = pattern.sub(shown, text)
        return [line.rstrip() for line in text.splitlines()]

    # Steps -------------------------------------------------------------------------------------------------------

    def step_clerk(self) -> None:
        """The clerk runs, as a job of its own would: the command, with its key in the environment."""
        self.home("clerk")
        done = subprocess.run(
            ["govtool", "clerk"],
            cwd=self.places["clerk"],
            env={**self.environment("clerk"), "GOVTOOL_CLERK_KEY": self.coop.clerk_key.openssh_private()},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def step_clone(self, name: str) -> None:
        """That person clones, and git signs with their key."""
        clone = self.homes[name] / "kettle"
        environment = self.environment(name)
        subprocess.run(["git", "clone", "-q", URL, str(clone)], env=environment, check=True)
        self.places[name] = clone
        if (self.homes[name] / ".ssh" / "govtool_ed25519").exists():
            self._sign(clone, self.homes[name])

    def step_fork(self, name: str) -> None:
        """A person has a fork on the host, to which they may push."""
        self.home(name)
        create_bare(self.root, f"{name}-fork")
        self._reach(name, online=True)

    def step_let(self, name: str) -> None:
        """A person who could only read may write to the repository from now on."""
        self.readers.discard(name)
        self._reach(name, online=True)

    def step_pull(self, number: str, name: str, branch: str) -> None:
        """A person asks for a pull of a branch of their fork: the host keeps its head where forges keep them."""
        fork = self.root / f"{name}-fork.git"
        wanted = f"+refs/heads/{branch}:refs/pull/{number}/head"
        subprocess.run(["git", "fetch", "-q", str(fork), wanted], cwd=self.root / "hub.git", check=True)

    def step_give(self, name: str, file: str) -> None:
        """A person has a file of the examples that come with the pages."""
        (self.places[name] / file).write_bytes((ROOT / "docs" / "examples" / file).read_bytes())

    def step_people(self, name: str) -> None:
        """A person has written down who founds: Alice, and Bob with his key."""
        (self.places[name] / "people.yaml").write_text(
            "- {id: alice, name: Alice Lee, founder: true, teams: [maintainers]}\n"
            "- {id: bob, name: Bob Roy, founder: true, teams: [maintainers], keys: [bob.pub]}\n"
        )

    def step_unplug(self) -> None:
        """The person who types cannot reach the server."""
        self._reach(self.by, online=False)

    def step_plug(self) -> None:
        """The person who types can reach it again."""
        self._reach(self.by, online=True)


def played(text: str, folder: Path) -> str:
    """The page with what is seen when it is played. Raises AssertionError where a status is not the one it names."""
    said = {found[1]: found[2] for line in text.split("\n") if (found := _COMMENT.fullmatch(line.strip()))}
    lines, made, copied = text.split("\n"), list[str](), 0
    with Evening(folder, stage=said.get("page", ""), zone=said.get("zone", "UTC")) as evening:
        for scene in scenes(text):
            made += lines[copied : scene.begins] + list(_played(evening, scene))
            copied = scene.ends
    return "\n".join(made + lines[copied:])


def _played(evening: Evening, scene: Scene) -> Iterator[str]:
    evening.by = scene.said.get("by", evening.by)
    for step in scene.said.get("before", "").split(";"):
        if step.strip():
            evening.step(step.strip())
    evening.asked = scene.answers
    commands = list(scene.commands)
    for place, (shown, line) in enumerate(commands):
        expected = int(scene.said.get("status", 0)) if place == len(commands) - 1 else 0
        seen = evening.types(line)
        assert evening.status == expected, "\n".join([f"$ {line} (status {evening.status}, not {expected})", *seen])
        yield from shown
        yield from _kept(seen, scene.said.get("keep", ""))
    assert not evening.asked, f"line {scene.begins}: nobody asked {evening.asked[0][0]!r}"


def _kept(seen: list[str], keep: str) -> list[str]:
    if not keep:
        return seen
    first, last = map(int, keep.split())
    return [*seen[:first], "…", *seen[len(seen) - last :]] if len(seen) > first + last + 1 else seen


def write(paths: list[Path]) -> None:
    """Plays pages and writes them as they were seen."""
    for path in paths:
        with tempfile.TemporaryDirectory() as folder:
            text = path.read_text(encoding="utf-8")
            new = played(text, Path(folder).resolve() / "stage")
        if new != text:
            path.write_text(new, encoding="utf-8")
        print(f"{'wrote' if new != text else 'same'}: {path.relative_to(ROOT)}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GOVTOOL_", "XDG_"))}
        os.environ.clear()
        os.environ.update(kept, HOME=home, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1", LC_ALL="C.UTF-8")
        named = [Path(name).resolve() for name in sys.argv[1:]]
        write(named or sorted(PAGES.glob("*.md")))
