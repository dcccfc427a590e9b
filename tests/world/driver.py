"""A random driver of real commands: two members with two computers each, a clerk that comes late, and kill -9.

    python -m tests.world.driver 20 40      # twenty histories of forty steps

It types commands as people do: alone, two at once on one computer, without the network, and killed at any moment, git
with them or not. Each timesheet has a task of its own, so that every paper can be told from every other.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from govtool.cli.main import run as run_command
from govtool.domain.decisions.statement import Statement
from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.git.remote import Remote
from govtool.io.signature.trust import TrustStore
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import sign_again, stranded
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.words import MOTION

PEOPLE = ("alice", "bob")
KILLED = -signal.SIGKILL
LONGEST_COMMAND = 0.5


@dataclass
class Command:
    """A command that runs as a process of its own, and what it came to: `status` is negative if it was killed."""

    pid: int
    said: Path
    task: str = ""
    status: int | None = None

    def wait(self) -> int:
        """Its exit status, once it has ended."""
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status

    def kill(self, *, with_git: bool) -> None:
        """Ends it as a power cut would; what it started goes on unless that is killed too."""
        try:
            if with_git:
                os.killpg(self.pid, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    @property
    def text(self) -> str:
        """All that it printed."""
        return self.said.read_text(encoding="utf-8", errors="replace")


def begin(laptop: Laptop, *arguments: str) -> Command:
    """Begins a command in a child of this process, with a process group of its own."""
    handle, name = tempfile.mkstemp(dir=laptop.coop.folder, suffix=".said")
    child = os.fork()
    if child == 0:
        status = 3
        try:
            os.setpgid(0, 0)
            os.dup2(handle, 1)
            os.dup2(handle, 2)
            sys.stdout = open(1, "w", closefd=False, encoding="utf-8")  # noqa: SIM115
            sys.stderr = open(2, "w", closefd=False, encoding="utf-8")  # noqa: SIM115
            os.environ.update(GOVTOOL_NOW=laptop.coop.now, XDG_STATE_HOME=laptop.state)
            status = run_command(["-C", str(laptop.folder), *arguments])
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(status)
    os.close(handle)
    task = arguments[arguments.index("--task") + 1] if "--task" in arguments else ""
    return Command(child, Path(name), task)


def type_out(laptop: Laptop, *arguments: str) -> Command:
    """Runs a command to its end."""
    command = begin(laptop, *arguments)
    command.wait()
    return command


@dataclass
class History:
    """One history, and what everybody was told: for each task whose hours were recorded, where and with what status."""

    coop: Coop
    chance: random.Random
    signed: dict[str, tuple[Laptop, int]] = field(default_factory=dict)
    did: Counter[str] = field(default_factory=Counter)
    laptops: dict[str, list[Laptop]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.coop.open("alice", "kettle", MOTION)
        self.laptops = {name: [Laptop(self.coop, name), Laptop(self.coop, name)] for name in PEOPLE}

    def live(self, count: int) -> None:
        """So many random steps, then the evening on which all is brought in; asserts that nothing was lost or twice."""
        for _ in range(count):
            self._step()
        self._evening()
        kept = self._sign_stranded()
        self._evening()
        self._check(kept)

    def _step(self) -> None:
        laptop = self.chance.choice(self.laptops[self.chance.choice(PEOPLE)])
        kinds = ("one", "two at once", "killed", "killed with git", "offline", "clerk", "clerk killed", "look")
        kind = self.chance.choices(kinds, (3, 4, 4, 2, 3, 2, 1, 2))[0]
        self.did[kind] += 1
        if kind == "two at once":
            for command in [self._begin(laptop, *self._paper()) for _ in range(2)]:
                self._end(command)
        elif kind.startswith("killed"):
            command = self._begin(laptop, *self._paper())
            time.sleep(self.chance.uniform(0, LONGEST_COMMAND))
            command.kill(with_git=kind.endswith("git"))
            self._end(command)
        elif kind == "clerk":
            self._run_clerk()
        elif kind == "clerk killed":
            self._kill_clerk()
        elif kind == "look":
            self._end(self._begin(laptop, "status"))
        else:
            self._end(self._begin(laptop, *self._paper(), *(["--offline"] if kind == "offline" else [])))
        self._unlock(laptop)

    def _paper(self) -> tuple[str, ...]:
        if self.chance.random() < 0.25:
            return ("vote", "kettle", self.chance.choice(("for", "against", "abstain")), "--yes")
        return ("hours", "log", "--hours", "0:01", "--task", f"task-{len(self.signed):05d}")

    def _begin(self, laptop: Laptop, *arguments: str) -> Command:
        command = begin(laptop, *arguments)
        if command.task:
            self.signed[command.task] = laptop, KILLED
        return command

    def _end(self, command: Command) -> None:
        status = command.wait()
        self.did[f"status {status}"] += 1
        assert status in (0, 1, 2, 10, KILLED), command.text
        if command.task:
            self.signed[command.task] = self.signed[command.task][0], status

    def _run_clerk(self) -> None:
        try:
            self.coop.run_clerk()
        except GovtoolError as error:
            self.did[type(error).__name__] += 1  # a git that nobody waits for any more was faster: the next run does it

    def _kill_clerk(self) -> None:
        child = os.fork()
        if child == 0:
            try:
                os.setpgid(0, 0)
                self.coop.run_clerk()
            finally:
                os._exit(0)
        time.sleep(self.chance.uniform(0, LONGEST_COMMAND))
        command = Command(child, Path(os.devnull))
        command.kill(with_git=False)
        command.wait()

    def _unlock(self, laptop: Laptop) -> None:
        """Removes what a killed git left locked, as the message says, once a git that still works has surely ended."""
        for folder in (laptop.folder / ".git", self.coop.folder / "clerk" / ".git", self.coop.folder / "hub.git"):
            for lock in folder.rglob("*.lock"):
                time.sleep(0.5)
                if lock.exists():
                    self.did["lock"] += 1
                    lock.unlink(missing_ok=True)

    def _evening(self) -> None:
        """All come back, and the clerk too; twice, since one computer brings in what another waited for."""
        for _ in range(2):
            for laptop in self._all:
                command = begin(laptop, "status")
                assert command.wait() == 0, command.text
            self._run_clerk()

    def _sign_stranded(self) -> set[str]:
        """Signs what was stranded again, or drops it; gives the tasks that were dropped."""
        dropped = set()
        for laptop in self._all:
            git = Git(laptop.folder)
            desk = Desk(git, Remote(git), self.coop.now, TrustStore(Path(laptop.state) / "govtool" / "trust.json"))
            desk.fetch()
            for paper in stranded(desk):
                assert paper.statement is not None
                task = str(paper.statement.body["entries"])
                self.did["stranded"] += 1
                if self.chance.random() < 0.7:
                    sign_again(desk, paper)
                else:
                    desk.outbox.drop_unsent(paper.place, "the statement")
                    dropped |= {name for name in self.signed if name in task}
        return dropped

    def _check(self, dropped: set[str]) -> None:
        """Nobody was told that hours are recorded which are not there, and none are there twice."""
        found = self._tasks_on_main()
        for task, (laptop, status) in self.signed.items():
            assert found[task] <= 1, f"{task} is there {found[task]} times"
            if status == 0 and task not in dropped:
                assert found[task] == 1, f"{task} of {laptop.name} was said to be recorded, and is lost"
        assert self.coop.audit().ok
        for laptop in self._all:
            assert laptop.git("for-each-ref", "refs/govtool/outbox/statement") == "", laptop.folder

    def _tasks_on_main(self) -> Counter[str]:
        state, found = self.coop.registry, Counter[str]()
        for name in PEOPLE:
            for path in Statement.home.paths(state, name):
                text = (state.data(path) or b"").decode()
                found.update(task for task in self.signed if task in text)
        return found

    @property
    def _all(self) -> list[Laptop]:
        return [laptop for two in self.laptops.values() for laptop in two]


def main() -> None:
    """Histories by hand: how many, and of how many steps."""
    count, steps = (int(word) for word in (sys.argv[1:3] if len(sys.argv) > 2 else ("5", "30")))
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory(prefix="govtool-driver-") as folder:
            os.environ.update(HOME=folder, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
            history = History(Coop.found(Path(folder) / "coop"), random.Random(seed))
            history.live(steps)
            print(seed, len(history.signed), dict(history.did), flush=True)


if __name__ == "__main__":
    main()
