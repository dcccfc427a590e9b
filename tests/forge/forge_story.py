"""A forge on this computer: a repository over HTTP, forks, pull requests, the API and the workflows, all of one git.

Members may push to the co-operative's repository; everybody else has a fork of it on a server of its own, and pushes
there. A pull request is `refs/pull/NUMBER/head`, which the forge makes and moves as GitHub does; it is shown as merged
once that is reachable from main. The API is `forge_fake`, held to GitHub's own description, with the rights that a
run's token asked for; the workflows are carried out by `workflow_bench`.

    with Story(coop_on_github(factory, folder), Tools.made(factory)) as story:
        vera = story.computer("vera")                      # fetches from the co-operative, pushes to her fork
        vera.types("propose", "motion", "--slug", "tea", "--yes")
        opened = story.opens("vera", "proposal/tea")       # a pull request: check runs, and then the clerk
        story.clerk()                                      # the hour of the schedule has come
        story.forge.pulls[opened.number].is_merged
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import pygit2

from govtool.io.git.git import Git
from govtool.io.git.gitserver import GitServer
from tests.forge.forge_fake import ForgeFake, serving
from tests.forge.workflow_bench import Run, Tools, WorkflowBench
from tests.world.coop import Coop
from tests.world.host import LATE, NAMES, Host
from tests.world.hub import Hub
from tests.world.laptop import Laptop

MEMBERS = ("alice", "bob", "carol", "dan", "clerk")
"""Who may push to the co-operative's repository."""
Button = Literal["merge", "squash", "rebase"]
_RUN = "ghs_run."
# as `forge/api.mjs` has it: what a run's token must have been given
_NEEDED = (
    (re.compile(r"/pulls(/|$)"), ("pull-requests",)),
    (re.compile(r"/statuses(/|$)"), ("statuses",)),
    (re.compile(r"/(issues|labels)(/|$)"), ("issues", "pull-requests")),
)


class Forge(ForgeFake):
    """The API of one repository, for the tokens of runs; and the three buttons that somebody may press."""

    def refusal(self, authorization: str, method: str, path: str) -> tuple[int, str] | None:
        _, _, token = authorization.partition(" ")
        if not token.startswith(_RUN):
            return 401, "Bad credentials"
        said = token.removeprefix(_RUN)
        permissions = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
        enough = {"read", "write"} if method == "GET" else {"write"}
        needed = next((kinds for pattern, kinds in _NEEDED if pattern.search(path)), ())
        may = not needed or any(permissions.get(kind) in enough for kind in needed)
        return None if may else (403, "Resource not accessible by integration")

    def press(self, number: int, button: Button) -> str:
        """Somebody whom no rule keeps from it merges a pull request on its page; gives main's new commit."""
        pull = self.pulls[number]
        made = self._pressed(pull.head, number, button)
        self.coop.put_on_main(made)
        pull.is_open, pull.is_merged = False, True
        return made

    def _pressed(self, head: str, number: int, button: Button) -> str:
        repository = pygit2.Repository(str(self.coop.hub.folder))
        base = self.coop.head
        if button == "rebase":
            way = [oid for oid in self.coop.hub.first_parents(head) if not self.coop.hub.is_ancestor(oid, base)]
            for oid in reversed(way):
                commit, onto = repository[oid].peel(pygit2.Commit), repository[base].peel(pygit2.Commit)
                index = repository.merge_trees(commit.parents[0].tree, onto.tree, commit.tree)
                base = self.coop.commit(str(index.write_tree(repository)), (base,), commit.message, None)
            return base
        tree = str(repository.merge_commits(base, head).write_tree(repository))
        if button == "squash":
            return self.coop.commit(tree, (base,), f"A proposal (#{number})\n", None)
        return self.coop.commit(tree, (base, head), f"Merge pull request #{number} from a fork\n", None)


@dataclass(frozen=True)
class Opened:
    """A pull request, and the runs that it started: its own, and the clerk's when they had ended."""

    number: int
    head: str
    runs: tuple[Run, ...]
    clerk: Run

    @property
    def check(self) -> Run:
        """The run of the workflow `check`."""
        (found,) = [run for run in self.runs if run.name == "check"]
        return found


class Story:
    """See the top of this file; a context manager."""

    def __init__(self, coop: Coop, tools: Tools) -> None:
        self.coop = coop
        self.tools = tools
        self.forge = Forge(coop)
        self.host = Host(coop, guarded=True)
        self.host.server = GitServer(
            coop.folder, {f"{name}-token": name for name in MEMBERS}, environment={"GOVTOOL_NOW": LATE}
        )
        self._forks = coop.folder / "forks"
        self._forks.mkdir()
        self.fork_server = GitServer(self._forks, {f"{name}-token": name for name in NAMES})
        self._sources: dict[int, tuple[str, str]] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(self.host)
        self._stack.enter_context(self.fork_server)
        self._stack.enter_context(serving(self.forge))
        self.bench = WorkflowBench(self.host, self.tools, self.forge.url)
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)

    # People --------------------------------------------------------------------------------------------------------

    def computer(self, name: str) -> Laptop:
        """Somebody's clone. Who may not push to the repository pushes to a fork, with git's own setting for that."""
        laptop = Laptop(self.coop, name)
        if name in MEMBERS:
            laptop.git("remote", "set-url", "origin", self.host.server.url("hub", name))
            return laptop
        laptop.git("remote", "set-url", "origin", self.host.server.public_url("hub"))
        fork = self.fork(name)
        if not fork.exists():
            subprocess.run(["git", "clone", "-q", "--bare", self.coop.folder / "hub.git", fork], check=True)
        laptop.git("remote", "set-url", "--push", "origin", self.fork_server.url(name, name))
        return laptop

    def fork(self, name: str) -> Path:
        """Where somebody's fork lies."""
        return self._forks / f"{name}.git"

    # Pull requests --------------------------------------------------------------------------------------------------

    def requests(self, name: str, branch: str) -> int:
        """Somebody opens a pull request from a branch of their fork; the forge shows it, and nothing runs yet."""
        number = max(self.forge.pulls, default=0) + 1
        self._sources[number] = name, branch
        self.forge.pull(number, self._fetched(number), name)
        return number

    def opens(self, name: str, branch: str) -> Opened:
        """Somebody opens a pull request, whose workflows run; then the clerk's."""
        return self._runs(self.requests(name, branch), "opened")

    def synchronizes(self, number: int, *, runs: bool = True) -> Opened | None:
        """What was pushed to the branch of a pull request since, with force or without, is its head from now on."""
        self.forge.push(number, self._fetched(number))
        return self._runs(number, "synchronize") if runs else None

    def _fetched(self, number: int) -> str:
        name, branch = self._sources[number]
        spec = f"+refs/heads/{branch}:refs/pull/{number}/head"
        subprocess.run(["git", "fetch", "-q", self.fork(name), spec], cwd=self.coop.hub.folder, check=True)
        return Git(self.fork(name)).ref(f"refs/heads/{branch}") or ""

    def _runs(self, number: int, action: str) -> Opened:
        head = self.forge.pulls[number].head
        runs = self.bench.pull_request(number, head, action=action)
        (clerk,) = [run for of in runs if of.name == "check" for run in self.bench.ends(of)]
        return Opened(number, head, tuple(runs), clerk)

    # Workflows ------------------------------------------------------------------------------------------------------

    def pushed(self, branch: str) -> list[Run]:
        """What a push of a branch to the repository started."""
        return self.bench.push(f"refs/heads/{branch}")

    def clerk(self) -> Run:
        """The hour of the schedule has come."""
        (run,) = self.bench.schedule()
        assert run.conclusion == "success", run.log
        return run

    def forgets(self) -> None:
        """The host throws away what no ref holds, as a forge does after a while."""
        subprocess.run(["git", "gc", "--quiet", "--prune=now"], cwd=self.coop.hub.folder, check=True)
        self.coop.hub = Hub(self.coop.hub.folder)

    def comment(self, number: int) -> str:
        """Our one comment on a pull request."""
        (found,) = [body for body in self.forge.bodies(number) if body.startswith("<!-- govtool:page -->")]
        return found
