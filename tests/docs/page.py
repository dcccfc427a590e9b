"""A page of the documentation, played: each command that it shows is typed, and what is said is what it shows.

A page's commands stand in blocks ```console, after the prompt `$ `; the lines below a command are its output. In it `…`
stands for anything within a line, a line of its own `…` for any lines; digests, commits, keys and fingerprints match
any other of their kind. Everything else must be as it is shown, line by line. Comments before a block, which readers do
not see, set the stage:

    <!-- page: empty -->       at the top: nothing is founded yet (else: five people have founded a co-operative)
    <!-- page: books -->       at the top: at the founding 300, 300 and 400 were owed, and 500 was in the treasury
    <!-- page: federation -->  at the top: eight people of three affiliates have founded a federation
    <!-- by: bob -->           who types from here on
    <!-- before: clerk; later P2D; vote bob 1 for -->     what happens before the block: steps of `Page` in order
    <!-- status: 10 -->        the exit status of the block's last command (else 0)
    <!-- not run: why -->      a block that is only read

`make pages` writes what the commands say now into the pages.

Everybody has a home, a clone in it and a key of their own. The clock stands still until a step turns it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from govtool.cli.main import run
from govtool.core.times import add
from govtool.io.git.gitserver import create_bare
from govtool.io.signature.signing import MemoryKey
from tests.threats.attack_money import books
from tests.world.coop import Coop
from tests.world.federation import found_federation, persons
from tests.world.people import FOUNDED_AT, MINUTES_A_WEEK, key_of, person
from tests.world.place import ROOT

URL = "https://git.example.org/kettle.git"
NAME = "Kettle Co-operative"
NAMES = {"alice": "Alice Lee", "bob": "Bob Roy", "carol": "Carol Diaz", "dan": "Dan Okafor", "erin": "Erin Wolf"}
PERSONS = {
    **{name: NAMES[name] for name in ("alice", "bob", "carol")},
    "dora": "Dora Weiss",
    "eva": "Eva Novak",
    "finn": "Finn Berg",
    "gita": "Gita Rao",
    "hal": "Hal Moore",
}
"""The people of a federation (`tests.world.federation`); Bob and Hal are mediators."""
KEY = "govtool_ed25519"

_COMMENT = re.compile(r"<!-- ([a-z ]+): (.*?) -->")
_ANYTHING = "…"
_VARIES = re.compile(
    r"(?P<anything>…)|(?P<blob>AAAA[0-9A-Za-z+/=]{20,})|(?P<print>SHA256:[0-9A-Za-z+/]+)"
    r"|(?P<hex>\b(?=[a-f]*[0-9])[0-9a-f]{7,64}\b)"
)
# that the clock is set is said to the tests, and to nobody who types these commands
_CLOCK = re.compile(r"^\(the clock is set .*\n|^note +clock: the clock is set .*\n.*\n", re.MULTILINE)
_ANY = {"anything": ".*?", "blob": r"\S+", "print": r"SHA256:\S+", "hex": "[0-9a-f]+"}


@dataclass
class Command:
    """One line that is typed, the number of the line below it in the file, and the lines that the page shows there."""

    line: str
    at: int
    shown: list[str] = field(default_factory=list)


@dataclass
class Block:
    """One block of a page: who types, what happens before it, and how it ends."""

    at: int
    commands: list[Command]
    by: str = ""
    before: tuple[str, ...] = ()
    status: int = 0
    not_run: str = ""


def blocks(text: str) -> Iterator[Block]:
    """The console blocks of a page with the comments before each."""
    said: dict[str, str] = {}
    inside: list[str] | None = None
    begins = 0
    for number, line in enumerate(text.split("\n"), start=1):
        comment = _COMMENT.fullmatch(line.strip())
        if inside is not None and line == "```":
            yield _block(begins, inside, said)
            inside, said = None, {}
        elif inside is not None:
            inside.append(line)
        elif line == "```console":
            inside, begins = [], number
        elif comment:
            said[comment[1]] = comment[2]
        elif line.strip():
            said = {key: value for key, value in said.items() if key == "by"}


def _block(at: int, lines: list[str], said: dict[str, str]) -> Block:
    commands: list[Command] = []
    for number, line in enumerate(lines, start=at + 2):
        if line.startswith("$ "):
            commands.append(Command(line[2:], number))
        elif commands and commands[-1].line.endswith("\\") and not commands[-1].shown:
            commands[-1].line = commands[-1].line[:-1].rstrip() + " " + line.strip()
            commands[-1].at = number
        elif commands:
            commands[-1].shown.append(line)
    steps = tuple(step.strip() for step in said.get("before", "").split(";") if step.strip())
    return Block(at, commands, said.get("by", ""), steps, int(said.get("status", 0)), said.get("not run", ""))


def matches(shown: list[str], said: list[str]) -> bool:
    """Whether what was said is what a page shows."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == _ANYTHING else _line(line) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(line + "\n" for line in said)) is not None


def _line(line: str) -> str:
    made, end = [], 0
    for found in _VARIES.finditer(line):
        made += [re.escape(line[end : found.start()]), _ANY[found.lastgroup or ""]]
        end = found.end()
    return "".join(made) + re.escape(line[end:])


class Page:
    """The people of a page, with their homes, and the co-operative that they are in."""

    def __init__(self, folder: Path, *, stage: str = "") -> None:
        self.folder, self.founded, self.by, self.status = folder, stage != "empty", "alice", 0
        self.names = PERSONS if stage == "federation" else NAMES
        self.homes: dict[str, Path] = {}
        self.editor = "true"
        self.places: dict[str, Path] = {}
        if stage == "federation":
            duties = dict.fromkeys(("bob", "hal"), ("mediator",))
            met = [one.changed(name=PERSONS[one.id], duties=duties.get(one.id, ())) for one in persons()]
            self.coop = found_federation(folder / "coop", name="Valley Federation", people=met)
        elif self.founded:
            people = [person(name).changed(name=NAMES[name]) for name in MINUTES_A_WEEK]
            people.append(person("vera", membership="none").changed(name="Vera Moss"))
            records = books() if stage == "books" else {}
            self.coop = Coop.found(folder / "coop", name=NAME, people=people, records=records)
        else:
            self.now = FOUNDED_AT
            folder.mkdir(parents=True)
            create_bare(folder, "hub")
        # git names a clone after the address, as it would with the one that the page shows
        self.hub = folder / "kettle.git"
        self.hub.symlink_to(folder / "coop" / "hub.git" if self.founded else folder / "hub.git")

    @property
    def time(self) -> str:
        """What the clock shows."""
        return self.coop.now if self.founded else self.now

    def home(self, name: str, *, clones: bool = True) -> Path:
        """A person's home; where people have founded there is a clone in it, and the key that their record names."""
        if name not in self.homes:
            home = self.homes[name] = self.folder / "home" / name
            (home / ".ssh").mkdir(parents=True)
            self.places[name] = home
            if self.founded and name in self.names:
                self._give(home, key_of(name))
            if self.founded and clones:
                self.step_clone(name)
        return self.homes[name]

    def _give(self, home: Path, key: MemoryKey) -> None:
        file = home / ".ssh" / KEY
        file.write_text(key.openssh_private())
        file.chmod(0o600)
        Path(f"{file}.pub").write_text(key.public_key.line + "\n")

    def _sign(self, clone: Path, home: Path) -> None:
        for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(home / ".ssh" / KEY))):
            subprocess.run(["git", "config", name, value], cwd=clone, check=True)

    # Typing ----------------------------------------------------------------------------------------------------------

    def types(self, line: str) -> list[str]:
        """Types a line where the person is, and gives what is said; `status` is how it ended."""
        home = self.home(self.by)
        said = io.StringIO()
        typed = line.replace(URL, str(self.hub)).replace("/srv/git", str(self.folder))
        state = str(home / ".local" / "state")
        with _environment(HOME=str(home), XDG_STATE_HOME=state, GOVTOOL_NOW=self.time, VISUAL=self.editor):
            if typed.startswith("cd "):
                self.places[self.by] = (self.places[self.by] / typed[3:]).resolve()
                self.status = 0
            elif typed.startswith("govtool "):
                with (
                    contextlib.chdir(self.places[self.by]),
                    contextlib.redirect_stdout(said),
                    contextlib.redirect_stderr(said),
                ):
                    self.status = run(shlex.split(typed)[1:])
            else:
                done = subprocess.run(
                    ["sh", "-c", typed],
                    cwd=self.places[self.by],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    check=False,
                )
                self.status = done.returncode
                said.write(done.stdout)
        shown = _CLOCK.sub("", self._as_shown(said.getvalue()))
        return [text.rstrip() for text in shown.splitlines()]

    def _as_shown(self, said: str) -> str:
        """With the places of the page instead of those of this test."""
        for name, home in self.homes.items():
            said = said.replace(str(home.resolve()), f"/home/{name}").replace(str(home), f"/home/{name}")
        said = said.replace(str(self.hub), URL)
        return said.replace(str(self.hub.resolve()), "/srv/git/kettle.git").replace(str(self.folder), "/srv/git")

    # Steps -----------------------------------------------------------------------------------------------------------

    def step(self, text: str) -> None:
        """Does one step of a comment: the name of a method below, and words."""
        name, *words = text.split(" ")
        getattr(self, f"step_{name}")(*words)

    def step_clerk(self) -> None:
        """The clerk runs."""
        if self.founded:
            self.coop.run_clerk()

    def step_arrive(self, name: str) -> None:
        """Somebody has a new computer: there is no clone on it yet, and a key only if they are a member."""
        self.home(name, clones=False)

    def step_clone(self, name: str) -> None:
        """That person clones, and git signs with their key."""
        clone = self.places[name] = self.homes[name] / "kettle"
        subprocess.run(["git", "clone", "-q", str(self.hub), str(clone)], check=True)
        self._sign(clone, self.homes[name])

    def step_empty(self, *names: str) -> None:
        """Another repository is at the address, in which nothing is founded yet. People have cloned it, with a key."""
        create_bare(self.folder, "empty")
        self.hub.unlink()
        self.hub.symlink_to(self.folder / "empty.git")
        for name in names:
            home = self.home(name)
            shutil.rmtree(home / "kettle", ignore_errors=True)
            self.places[name] = home
            if not (home / ".ssh" / KEY).exists():
                self._give(home, key_of(name))
            self.step_clone(name)

    def step_later(self, duration: str) -> None:
        """Time passes."""
        if self.founded:
            self.coop.later(duration)
        else:
            self.now = add(self.now, duration)

    def step_vote(self, voter: str, number: str, choice: str, *reason: str) -> None:
        """Somebody votes."""
        self.coop.vote(voter, number.zfill(4), choice, reason=" ".join(reason) or None)

    def step_forge(self, voter: str, number: str) -> None:
        """Somebody without a key of the co-operative sends a ballot in another one's name."""
        self.coop.vote(
            voter, number.zfill(4), "against", key=key_of("mallory"), branch=f"vote/{number.zfill(4)}/forged"
        )

    def step_policy(self, proposer: str, slug: str, *title: str) -> None:
        """Somebody files a policy, and the clerk opens it."""
        words = " ".join(title)
        action = f'- {{action: adopt-policy, policy: {slug}, title: "{words}", text: {slug}.md, from_version: 0}}'
        head = f'title: "{words}"\nsummary: "{words}, as we talked about it on Monday"\nproposer: {proposer}\n'
        text = f'{head}open_before: "{add(self.time, "P30D")}"\nactions:\n  {action}\n'
        self.coop.open(proposer, slug, "", text=text, files={f"{slug}.md": f"# {words}\n\nFor all of us.\n".encode()})

    def step_file(self, name: str, *words: str) -> None:
        """The person who types has a file; `\\n` ends a line."""
        self.home(self.by)
        (self.places[self.by] / name).write_text(" ".join(words).replace("\\n", "\n") + "\n")

    def step_types(self, *words: str) -> None:
        """The person who types does something that the page need not show."""
        self.types(" ".join(("govtool", *words)))

    def step_as(self, name: str, *words: str) -> None:
        """Somebody else types something that the page does not show."""
        by, self.by = self.by, name
        said = self.types(" ".join(words))
        assert self.status == 0, "\n".join(said)
        self.by = by

    def step_edits(self, *words: str) -> None:
        """What whoever types does in their editor from now on, in the language of sed."""
        self.editor = f"sed -i {shlex.quote(' '.join(words))}"

    def step_unplug(self) -> None:
        """The person who types cannot reach the remote."""
        self._remote(str(self.folder / "nowhere.git"))

    def step_plug(self) -> None:
        """The person who types can reach it again."""
        self._remote(str(self.hub))

    def _remote(self, url: str) -> None:
        self.home(self.by)
        subprocess.run(["git", "remote", "set-url", "origin", url], cwd=self.places[self.by], check=True)

    def step_tamper(self, path: str) -> None:
        """An administrator of the host changes a file of the registry on main."""
        self.coop.tamper(path, (self.coop.file(path) or b"") + b"# a small correction\n")

    def step_carry(self, name: str, giver: str, taker: str) -> None:
        """A file goes from hand to hand."""
        self.home(taker)
        (self.places[taker] / name).write_bytes((self.places[giver] / name).read_bytes())

    def step_history(self) -> None:
        """A project was there before: thirty commits of a program, its specification and a tag."""
        parts = []
        for number in range(1, 31):
            message = f"Change {number}\n"
            parts.append(f"commit refs/heads/main\nmark :{number}\n")
            parts.append(f"committer An Author <author@example.org> {1700000000 + number} +0000\n")
            parts.append(f"data {len(message)}\n{message}")
            for path, text in (("src/kettle.c", f"{number}\n"), ("spec/heading.md", f"Heading {number}\n")):
                parts.append(f"M 100644 inline {path}\ndata {len(text)}\n{text}")
        parts.append("reset refs/tags/v1\nfrom :20\n\n")
        subprocess.run(["git", "fast-import", "--quiet"], cwd=self.hub, input="".join(parts).encode(), check=True)

    def step_example(self, name: str) -> None:
        """The person who types has a file of the examples that come with these pages."""
        self.home(self.by)
        (self.places[self.by] / name).write_bytes((ROOT / "docs" / "examples" / name).read_bytes())

    def step_guard(self) -> None:
        """The server has its guard, whose clock is never behind."""
        with contextlib.redirect_stdout(io.StringIO()):
            run(["guard", "install", str(self.hub.resolve())])
        hook = self.hub.resolve() / "hooks" / "pre-receive"
        hook.write_text(hook.read_text().replace("exec ", "GOVTOOL_NOW=2027-01-01T00:00:00Z exec ", 1))

    def step_clerk_key(self, name: str) -> None:
        """Somebody runs the clerk from their clone, and has its key there."""
        self.home(name)
        file = self.places[name] / "clerk-ci"
        file.write_text(self.coop.clerk_key.openssh_private())
        file.chmod(0o600)

    def step_key(self, giver: str, taker: str) -> None:
        """Somebody's public key goes to somebody else, as NAME.pub."""
        self.home(taker)
        public = (self.homes[giver] / ".ssh" / f"{KEY}.pub").read_text()
        (self.places[taker] / f"{giver}.pub").write_text(public)


@contextlib.contextmanager
def _environment(**values: str) -> Iterator[None]:
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


def play(text: str, folder: Path) -> Iterator[tuple[Block, Command, list[str], int]]:
    """Types every command of a page in order; gives for each what was said, and the exit status."""
    stage = re.search("<!-- page: ([a-z]+) -->", text)
    page = Page(folder, stage=stage[1] if stage else "")
    for block in blocks(text):
        page.by = block.by or page.by
        if block.not_run:
            continue
        for step in block.before:
            page.step(step)
        for command in block.commands:
            said = page.types(command.line)
            yield block, command, said, page.status


# Renewed -------------------------------------------------------------------------------------------------------------


def aligned(shown: list[str], said: list[str]) -> list[str]:
    """What a page should show of what was said: lines that still match stay as they are, also what they leave out."""
    rest = {(len(shown), place): (0, 0) for place in range(len(said) + 1)}
    rest |= {(place, len(said)): (0, 0) for place in range(len(shown) + 1)}
    for old in reversed(range(len(shown))):
        for new in reversed(range(len(said))):
            # of two ways that keep as much, a line of the page goes first: it may stand for any lines
            ways = [(rest[old + 1, new][0], 2), (rest[old, new + 1][0], 1)]
            if shown[old].strip() != _ANYTHING and matches([shown[old]], [said[new]]):
                ways.append((rest[old + 1, new + 1][0] + 1, 3))
            rest[old, new] = max(ways)
    found, old, new, is_left_out = list[str](), 0, 0, False
    while old < len(shown) or new < len(said):
        _, way = rest[old, new]
        way = way or (2 if old < len(shown) else 1)
        if way == 2:
            is_left_out = is_left_out or shown[old].strip() == _ANYTHING
            found += [shown[old]] if shown[old].strip() == _ANYTHING else []
        elif way == 1:
            found += [] if is_left_out else [said[new]]
        else:
            is_left_out = False
            found.append(shown[old])
        old, new = old + (way != 1), new + (way != 2)
    return found


def renewed(text: str, folder: Path) -> str:
    """The page with what its commands say now."""
    lines = text.split("\n")
    for _, command, said, _ in reversed(list(play(text, folder))):
        if not matches(command.shown, said):
            first = command.at - 1
            lines[first : first + len(command.shown)] = aligned(command.shown, said)
    return "\n".join(lines)
