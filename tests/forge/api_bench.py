"""GitHub's API on this computer, as others made it: `emulate`, behind a gate that adds what it lacks.

    with GitHubApi(coop) as api:
        api.fork_and_pull(commit)             # a stranger's fork, and a pull request from it
        api.clerk()                           # govtool clerk --forge github, in a process of its own
        api.comments(1)

`tests/forge/api.mjs` says what the gate adds. The emulator keeps repositories of its own, whose commits nobody signed;
what lies in git is here the business of the co-operative's hub, so that the two are told which commit is which.
"""

from __future__ import annotations

import base64
import json
import subprocess
import urllib.request
from pathlib import Path
from typing import Any, Self

from tests.forge.workflow_bench import FORGE, REPOSITORY, node
from tests.world.coop import Coop
from tests.world.host import Done, govtool

PAGES = {"contents": "read", "pull-requests": "write", "issues": "write", "statuses": "write"}
"""What the token of a run that keeps pages may do."""
STRANGER = "stranger"


def token_of(permissions: dict[str, str]) -> str:
    """The token of a run that asked for these."""
    return "ghs_run." + base64.urlsafe_b64encode(json.dumps(permissions).encode()).decode().rstrip("=")


class ApiServer:
    """The API alone; a context manager. `url` is its address."""

    def __enter__(self) -> Self:
        command = [str(part) for part in (node(), FORGE / "api.mjs", REPOSITORY, STRANGER)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url: str = json.loads(self._process.stdout.readline())["url"]
        return self

    def __exit__(self, *_: object) -> None:
        # it ends when its input does
        self._process.communicate(timeout=30)

    def ask(self, method: str, path: str, body: object = None, *, by: str = STRANGER) -> Any:
        """A request by somebody with a token of their own."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {by}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            said = answer.read()
        return json.loads(said) if said else None


class GitHubApi(ApiServer):
    """The API beside a co-operative's hub; see the top of this file."""

    def __init__(self, coop: Coop) -> None:
        self.coop = coop

    def fork_and_pull(self, commit: str) -> int:
        """A stranger's fork, and a pull request from it whose head is a commit of ours; gives its number."""
        fork = f"/repos/{STRANGER}/{REPOSITORY.split('/')[1]}"
        self.ask("POST", f"/repos/{REPOSITORY}/forks", {})
        content = base64.b64encode(commit.encode()).decode()
        self.ask("PUT", f"{fork}/contents/a.yaml", {"message": "A proposal", "content": content})
        pull = {"title": "A kettle", "head": f"{STRANGER}:main", "base": "main"}
        made = self.ask("POST", f"/repos/{REPOSITORY}/pulls", pull)
        self.ask("POST", "/_same", {"ours": commit, "theirs": made["head"]["sha"]})
        self.coop.hub.set_ref(f"refs/pull/{made['number']}/head", commit)
        return int(made["number"])

    def pull(self, number: int) -> Any:
        """A pull request as it is shown."""
        return self.ask("GET", f"/repos/{REPOSITORY}/pulls/{number}")

    def comments(self, number: int) -> list[Any]:
        """The comments on it."""
        found: list[Any] = self.ask("GET", f"/repos/{REPOSITORY}/issues/{number}/comments")
        return found

    def statuses(self, commit: str) -> list[Any]:
        """The statuses of a commit, the newest first."""
        found: list[Any] = self.ask("GET", f"/repos/{REPOSITORY}/commits/{commit}/statuses")
        return found

    def clerk(self, permissions: dict[str, str] | None = None) -> Done:
        """A run of the clerk that keeps the pages, with a token of these rights."""
        folder = self.coop.folder / "runner"
        if not folder.exists():
            subprocess.run(["git", "clone", "-q", str(self.coop.folder / "hub.git"), str(folder)], check=True)
        environment = {
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_API_URL": self.url,
            "GITHUB_TOKEN": token_of(PAGES if permissions is None else permissions),
            "GOVTOOL_CLERK_KEY": self.coop.clerk_key.openssh_private(),
        }
        return govtool(Path(folder), "clerk", "--forge", "github", now=self.coop.now, environment=environment)
