"""What the workflows may do: a rule of the house over each of them, and a sample of each harm that it must find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import yaml

from tests.conftest import Git
from tests.world.place import ROOT


def steps_of(workflow: dict[Any, Any]) -> Iterator[dict[str, Any]]:
    """Every step, and every job that calls another workflow."""
    for job in workflow["jobs"].values():
        yield job
        yield from job.get("steps", ())


def workflow_problems(place: str, text: str) -> list[str]:
    """A workflow has no rights by default and runs nothing of a stranger's with more than a stranger's rights."""
    workflow = yaml.safe_load(text)
    problems = [] if workflow.get("permissions") == {} else ["does not begin with permissions: {}"]
    # YAML 1.1 reads the key `on` as true
    triggers = workflow.get(True, workflow.get("on"))
    for step in steps_of(workflow):
        uses, given = step.get("uses", ""), step.get("with", {})
        for script in (step.get("run", ""), given.get("script", "")):
            if "${{" in script:
                problems.append(f"puts an expression into a script: {script.strip()}")
            if re.search(r"pr checkout|\bpull/|\bFETCH_HEAD\b", script):
                problems.append(f"takes up a pull request: {script.strip()}")
        pinned = re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", uses) and re.search(rf"{re.escape(uses)} +# v\d", text)
        if uses and not pinned:
            problems.append(f"does not pin {uses} by commit, with its version beside it")
        if re.search(r"/(cache|upload-artifact|download-artifact)\b", uses) or "cache" in given:
            problems.append(f"shares files between runs: {uses}")
        if "actions/checkout@" in uses:
            problems += checkout_problems(triggers, given)
    return [f"{place}: {problem}" for problem in problems]


def checkout_problems(triggers: Iterable[str], given: dict[str, Any]) -> list[str]:
    """What is checked out is never a stranger's where the run has rights, and leaves no token behind."""
    problems = []
    if given.get("persist-credentials") is not False:
        problems.append("a checkout leaves its token in the work tree")
    if re.search(r"head|pull", str(given.get("ref", "")) + str(given.get("repository", ""))):
        problems.append(f"checks out the head of a pull request: {given}")
    if "ref" in given and {"pull_request_target", "workflow_run", "issue_comment"} & set(triggers):
        problems.append(f"checks out a ref where strangers can start it with rights: {given}")
    return problems


def test_every_workflow_is_harmless(git: Git) -> None:
    tracked = git(ROOT, "-c", "safe.directory=*", "ls-files", "-z").split("\0")
    workflows = [place for place in tracked if re.search(r"(^|/)\.github/workflows/[^/]+\.ya?ml$", place)]
    assert ".github/workflows/test.yml" in workflows
    assert [
        problem for place in workflows for problem in workflow_problems(place, (ROOT / place).read_text("utf-8"))
    ] == []


PIN = "0123456789abcdef0123456789abcdef01234567"
WORKFLOW = f"""
name: sample
on:
  workflow_run:
permissions: {{}}
jobs:
  one:
    steps:
      - uses: actions/checkout@{PIN} # v6.0.2
        with:
          persist-credentials: false
      - run: make test
        env:
          HEAD: ${{{{ github.ref }}}}
"""


def test_a_harmless_workflow_is_let_be() -> None:
    assert workflow_problems("test.yml", WORKFLOW) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("permissions: {}", "permissions: write-all", "permissions"),
        ("permissions: {}\n", "", "permissions"),
        ("make test", "make ${{ inputs.target }}", "expression"),
        ("make test", "|\n          make\n          echo ${{ github.head_ref }}", "expression"),
        ("run: make test", f"uses: a/script@{PIN} # v1\n        with:\n          script: ${{{{ x }}}}", "expression"),
        ("make test", "gh pr checkout 7", "takes up"),
        ("make test", "git fetch origin pull/7/head", "takes up"),
        (f"@{PIN} # v6.0.2", "@v6 # v6.0.2", "pin"),
        (f"@{PIN} # v6.0.2", f"@{PIN[:39]} # v6.0.2", "pin"),
        (f"@{PIN} # v6.0.2", f"@{PIN}", "pin"),
        ("  one:\n    steps:", "  two:\n    uses: a/b/.github/workflows/c.yml@main\n  one:\n    steps:", "pin"),
        ("run: make test", f"uses: actions/cache@{PIN} # v4", "shares"),
        ("run: make test", f"uses: actions/cache/restore@{PIN} # v4", "shares"),
        ("run: make test", f"uses: actions/download-artifact@{PIN} # v4", "shares"),
        ("run: make test", f"uses: actions/setup-python@{PIN} # v6\n        with:\n          cache: pip", "shares"),
        ("persist-credentials: false", "persist-credentials: true", "token"),
        ("with:\n          persist-credentials: false", "name: no with", "token"),
        ("persist-credentials: false", "persist-credentials: false\n          ref: main", "ref"),
        ("persist-credentials: false", "persist-credentials: false\n          repository: ${{ x.head }}", "head of"),
    ],
)
def test_a_workflow_that_does_harm_is_found(old: str, new: str, problem: str) -> None:
    assert old in WORKFLOW
    problems = workflow_problems("test.yml", WORKFLOW.replace(old, new))
    assert len(problems) == 1
    assert problem in problems[0]
