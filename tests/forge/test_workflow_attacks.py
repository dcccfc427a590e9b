"""Attacks on the workflows, run as GitHub would run them: with the files that the attacker brought, in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from govtool.io.git.template import forge_template
from tests.forge.api_bench import ApiServer
from tests.forge.workflow_bench import A_TOKEN, WRITE_TOKEN, Tools, WorkflowBench, coop_on_github
from tests.world.host import Host
from tests.world.place import ROOT
from tests.world.words import MOTION

CLERK = ".github/workflows/clerk.yml"
SECRET = "BEGIN OPENSSH PRIVATE KEY"


@pytest.fixture(scope="module")
def api() -> Iterator[ApiServer]:
    """One for all tests here: it knows no pull request."""
    with ApiServer() as server:
        yield server


@pytest.fixture
def bench(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, api: ApiServer) -> Iterator[WorkflowBench]:
    coop = coop_on_github(tmp_path_factory, tmp_path)
    with Host(coop, guarded=True, tokens={WRITE_TOKEN: "a run that may write"}) as host:
        yield WorkflowBench(host, Tools.made(tmp_path_factory), api.url)


def workflow(script: str, *, on: str = "push", more: str = "", permissions: str = "{}") -> bytes:
    """A workflow of the attacker's, which is given what it can ask for."""
    lines = "".join(f"          {line}\n" for line in script.strip().split("\n"))
    return f"""name: ballots
on: {on}
permissions: {permissions}
jobs:
  take:
    runs-on: ubuntu-24.04
{more}    steps:
      - uses: actions/checkout@v6
        with:
          fetch-depth: 0
          persist-credentials: false
      - run: |
{lines}        env:
          KEY: ${{{{ secrets.GOVTOOL_CLERK_KEY }}}}
          TOKEN: ${{{{ github.token }}}}
""".encode()


TAKE = """
test -z "$KEY" && echo there is no key
git config credential.helper '!f() { echo username=x; echo "password=$TOKEN"; }; f'
git push origin HEAD:refs/heads/vote/0007/taken
"""
"""Takes the key if it is there, and pushes with the token of the run."""


# What a pushed branch runs -------------------------------------------------------------------------------------------


def test_a_pushed_branch_that_changes_the_clerks_workflow_reaches_no_key(bench: WorkflowBench) -> None:
    files = {CLERK: workflow(TAKE), ".github/workflows/ballots.yml": workflow("exit 0")}
    bench.coop.push_raw("vote/0007/mallory", files)
    before = bench.host.branches()
    clerk, other = sorted(bench.push("refs/heads/vote/0007/mallory"), key=lambda run: run.path != CLERK)
    assert "there is no key" in clerk.log and clerk.job.secrets == () and clerk.job.permissions == {}
    assert clerk.conclusion == "failure" and other.conclusion == "success"
    assert bench.host.branches() == before and "Authentication failed" in clerk.log, "its token only reads"


def test_a_pushed_branch_that_asks_for_the_clerks_environment_is_not_admitted(bench: WorkflowBench) -> None:
    bench.coop.push_raw("vote/0007/mallory", {CLERK: workflow(TAKE, more="    environment: clerk\n")})
    runs = bench.push("refs/heads/vote/0007/mallory")
    (clerk,) = [run for run in runs if run.path == CLERK]
    assert clerk.conclusion == "failure" and clerk.job.steps == () and clerk.job.secrets == ()
    assert clerk.job.refused == "vote/0007/mallory is not allowed to deploy to clerk"


def test_the_end_of_an_attackers_run_starts_the_clerk_as_main_has_it(bench: WorkflowBench) -> None:
    """It bears the name of ours, and its branch brings a clerk of its own; GitHub takes main's."""
    bench.coop.propose("carol", "kettle", MOTION)
    bench.coop.push_raw("vote/0007/mallory", {CLERK: workflow(TAKE)})
    run = next(run for run in bench.push("refs/heads/vote/0007/mallory") if run.path == CLERK)
    assert run.name == "ballots"
    (clerk,) = bench.ends(run)
    assert clerk.sha != run.sha and clerk.conclusion == "success" and "0001 opened" in clerk.log
    assert "there is no key" not in clerk.log and SECRET not in clerk.log and bench.coop.audit().ok


def test_a_token_that_may_write_cannot_move_main(bench: WorkflowBench) -> None:
    """Whoever may push branches may give a workflow a token that writes: what it pushes is judged like any other."""
    push = TAKE + "git push origin HEAD:refs/heads/main\n"
    bench.coop.push_raw("vote/0007/mallory", {CLERK: workflow(push, permissions="{contents: write}")})
    before = bench.coop.head
    run = next(run for run in bench.push("refs/heads/vote/0007/mallory") if run.path == CLERK)
    assert run.job.permissions == {"contents": "write"}
    assert "vote/0007/taken" in bench.host.branches()
    assert run.conclusion == "failure" and "pre-receive hook declined" in run.log and bench.coop.head == before


def test_a_push_that_asks_for_no_run_is_taken_by_the_next_one(bench: WorkflowBench) -> None:
    coop = bench.coop
    coop.open("alice", "kettle", MOTION)
    note = coop.push_raw("vote/0001/mallory", {"docs/a.md": b"a\n"}, message="Vote [skip ci]\n")
    assert bench.git.ref("refs/heads/vote/0001/mallory") == note and bench.push("refs/heads/vote/0001/mallory") == []
    coop.vote("alice", "0001")
    (clerk,) = bench.schedule()
    assert clerk.conclusion == "success" and list(bench.host.branches("gather/0001"))


def test_a_deleted_branch_is_nothing_to_check(bench: WorkflowBench) -> None:
    payload = {"ref": "refs/heads/vote/0007/mallory", "deleted": True, "after": "0" * 40}
    (run,) = bench.happens("push", payload, "refs/heads/vote/0007/mallory", bench.coop.head)
    assert run.name == "ballots" and run.conclusion == "skipped"


# What a pull request runs --------------------------------------------------------------------------------------------


def brought(sentinel: Path) -> dict[str, bytes]:
    """Files that some tool would run or obey if it were let near them; each of them makes the sentinel."""
    code = f"open({str(sentinel)!r}, 'w').close()\n"
    touch = f"touch '{sentinel}'"
    files = {
        "conftest.py": code,
        "setup.py": code,
        "sitecustomize.py": code,
        "usercustomize.py": code,
        "pip/__main__.py": code,
        "pip.py": code,
        "govtool/__init__.py": code,
        "govtool.py": code,
        "yaml.py": code,
        "pip.conf": "[global]\nindex-url = http://127.0.0.1:1/\n",
        ".pip/pip.conf": "[global]\nindex-url = http://127.0.0.1:1/\n",
        "pyproject.toml": "[build-system]\nrequires = []\nbuild-backend = 'setup'\nbackend-path = ['.']\n",
        ".gitmodules": f'[submodule "a"]\n\tpath = a\n\turl = ./.\n\tupdate = !{touch}\n',
        ".gitattributes": "* filter=evil diff=evil merge=evil\n",
        ".gitconfig": f'[core]\n\tfsmonitor = "{touch}"\n[filter "evil"]\n\tsmudge = {touch}\n',
        ".githooks/post-checkout": f"#!/bin/sh\n{touch}\n",
        ".npmrc": f"script-shell={touch}\n",
        ".bashrc": f"{touch}\n",
        ".profile": f"{touch}\n",
        "python": f"#!/bin/sh\n{touch}\n",
        ".github/govtool-requirements.txt": "./evil.tar.gz\n",
        ".github/govtool-known-hosts": "github.com ssh-ed25519 AAAA\n",
    }
    return {path: text.encode() for path, text in files.items()}


def test_nothing_that_a_pull_request_brings_is_run(bench: WorkflowBench, tmp_path: Path) -> None:
    sentinel = tmp_path / "sentinel"
    coop = bench.coop
    coop.propose("carol", "kettle", MOTION)
    commit = coop.push_raw("", brought(sentinel), parent=coop.hub.ref("refs/heads/proposal/kettle"))
    before = coop.head
    (check,) = bench.pull_request(7, commit)
    assert [step.conclusion for step in check.job.steps] == ["success"] * 4 + ["failure"], check.log
    assert check.job.steps[-1].exit == 10 and {found["title"] for found in check.annotations} == {"extra_path"}
    assert {found["file"] for found in check.annotations} == set(brought(sentinel))
    (clerk,) = bench.ends(check)
    assert clerk.conclusion == "success" and not sentinel.exists()
    # what was filed beside it is opened, and nothing else happened to main
    assert coop.entry("0001").is_open and coop.audit().ok and coop.hub.loose_commit(coop.head).parents == (before,)
    assert coop.file("conftest.py") is None and coop.file(CLERK) == forge_template()[CLERK]


def test_nothing_that_a_pushed_branch_brings_is_run(bench: WorkflowBench, tmp_path: Path) -> None:
    sentinel = tmp_path / "sentinel"
    bench.coop.push_raw("proposal/kettle", brought(sentinel))
    before = bench.coop.head
    (ballots,) = bench.push("refs/heads/proposal/kettle")
    assert [step.conclusion for step in ballots.job.steps] == ["success"] * 3 + ["failure"], ballots.log
    assert ballots.job.steps[-1].exit == 10 and not sentinel.exists() and bench.coop.head == before


def test_a_pull_request_that_says_of_itself_that_it_is_well_gains_nothing(bench: WorkflowBench) -> None:
    """GitHub runs its workflow as the pull request has it: with no secret, and nobody believes what it says."""
    coop = bench.coop
    take = workflow(TAKE, on="pull_request", more="    environment: clerk\n")
    say = workflow("echo passed", on="pull_request").replace(b"name: ballots", b"name: check")
    commit = coop.push_raw("", {CLERK: take, ".github/workflows/check.yml": say})
    before = coop.head
    runs = {run.path: run for run in bench.pull_request(7, commit)}
    assert runs[CLERK].conclusion == "failure" and "is not allowed to deploy to clerk" in runs[CLERK].job.refused
    check = runs[".github/workflows/check.yml"]
    assert check.conclusion == "success" and check.job.secrets == ()
    (clerk,) = bench.ends(check)
    assert clerk.conclusion == "success" and coop.head == before and SECRET not in clerk.log
    assert "nothing to do now" in clerk.log


@pytest.mark.parametrize("permissions", ["{contents: write}", "write-all"])
def test_a_strangers_pull_request_gets_no_token_that_writes(bench: WorkflowBench, permissions: str) -> None:
    bench.secrets["GOVTOOL_CLERK_KEY"] = "a secret of the repository, where it should not be"
    evil = workflow(TAKE, on="pull_request", permissions=permissions)
    commit = bench.coop.push_raw("", {".github/workflows/check.yml": evil})
    before = bench.host.branches()
    (run,) = bench.pull_request(7, commit)
    assert run.job.permissions["contents"] == "read" and "there is no key" in run.log and run.job.secrets == ()
    assert bench.host.branches() == before
    # the same from a branch of the repository itself: which is why it is never to be a secret of the repository
    (run,) = bench.pull_request(8, commit, fork=False)
    assert run.job.secrets == ("GOVTOOL_CLERK_KEY",) and run.job.permissions["contents"] == "write"


# What all of them keep to --------------------------------------------------------------------------------------------

SHIPPED = {path: data.decode() for path, data in forge_template().items() if path.endswith(".yml")}
OWN = {str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / ".github/workflows").glob("*.yml")}
ALL = {**SHIPPED, **OWN}


def jobs(path: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(ALL[path])["jobs"]
    return found


@pytest.mark.parametrize("path", sorted(ALL))
def test_no_script_holds_an_expression_and_no_job_hears_of_another(path: str) -> None:
    for job in jobs(path).values():
        # a job that is skipped counts as success, so none may rest on one
        assert "needs" not in job and "continue-on-error" not in job
        for step in job["steps"]:
            assert "${{" not in step.get("run", "") and "continue-on-error" not in step
            assert not re.search(r"cache|artifact", f"{step.get('uses', '')} {' '.join(step.get('with', {}))}")


def test_a_secret_that_a_step_says_is_hidden(bench: WorkflowBench) -> None:
    """The runner's own part: a workflow on main that is careless with the key shows stars."""
    script = 'printf "%s\\n" "$KEY"; echo "token $TOKEN"'
    bench.coop.tamper(CLERK, workflow(script, on="workflow_dispatch", more="    environment: clerk\n"))
    (clerk,) = bench.dispatch()
    assert clerk.conclusion == "success" and clerk.hidden >= 3
    assert SECRET not in clerk.log and A_TOKEN not in clerk.log and "token ***" in clerk.log
