"""The bench itself: what starts what, what a job is given, what is an error; and the linter, on good and bad files."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from govtool.roles.forge.files import forge_files, pin_of
from tests.forge import workflow_bench
from tests.forge.workflow_bench import FORGE, Run, Tools, WorkflowBench, coop_on_github, node, run_node
from tests.world.host import Host
from tests.world.place import ROOT

HEAD = "name: sample\npermissions: {}\n"
JOB = "    runs-on: ubuntu-24.04\n    steps:\n"


@pytest.fixture
def bench(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[WorkflowBench]:
    with Host(coop_on_github(tmp_path_factory, tmp_path)) as host:
        yield WorkflowBench(host, Tools.made(tmp_path_factory), "http://127.0.0.1:9")


def runs(bench: WorkflowBench, text: str, *, ref: str = "refs/heads/my-branch") -> Run:
    """One workflow on a branch that is pushed."""
    bench.git.set_ref(ref, bench.coop.push_raw("", {".github/workflows/sample.yml": (HEAD + text).encode()}))
    (run,) = [run for run in bench.push(ref) if run.path.endswith("sample.yml")]
    return run


# Triggers ------------------------------------------------------------------------------------------------------------

ENDED = {"action": "completed"}
STARTS = [
    # on, event, payload, message of the commit, whether it starts
    ({"push": {}}, "push", {"ref": "refs/heads/a"}, "", True),
    ({"push": {}}, "push", {"ref": "refs/tags/a"}, "", True),
    ({"push": {}}, "pull_request", {"action": "opened"}, "", False),
    ({"push": {"branches": ["main"]}}, "push", {"ref": "refs/heads/main"}, "", True),
    ({"push": {"branches": ["main"]}}, "push", {"ref": "refs/heads/main2"}, "", False),
    ({"push": {"branches": ["main"]}}, "push", {"ref": "refs/tags/main"}, "", False),
    ({"push": {"tags": ["v*"]}}, "push", {"ref": "refs/heads/v1"}, "", False),
    ({"push": {"tags": ["v*"]}}, "push", {"ref": "refs/tags/v1"}, "", True),
    ({"push": {"branches": ["vote/**"]}}, "push", {"ref": "refs/heads/vote/0007/ana"}, "", True),
    ({"push": {"branches": ["vote/*"]}}, "push", {"ref": "refs/heads/vote/0007/ana"}, "", False),
    ({"push": {"branches": ["vote/*"]}}, "push", {"ref": "refs/heads/vote/0007"}, "", True),
    ({"push": {"branches": ["vote/**"]}}, "push", {"ref": "refs/heads/vote"}, "", False),
    ({"push": {"branches": ["a.c"]}}, "push", {"ref": "refs/heads/abc"}, "", False),
    ({"push": {"branches": ["**", "!main"]}}, "push", {"ref": "refs/heads/main"}, "", False),
    ({"push": {"branches": ["!a", "a"]}}, "push", {"ref": "refs/heads/a"}, "", True),
    ({"push": {"branches-ignore": ["main"]}}, "push", {"ref": "refs/heads/main"}, "", False),
    ({"push": {"branches-ignore": ["main"]}}, "push", {"ref": "refs/heads/other"}, "", True),
    ({"push": {}}, "push", {"ref": "refs/heads/a"}, "Change [skip ci]", False),
    ({"pull_request": {}}, "pull_request", {"action": "synchronize"}, "", True),
    ({"pull_request": {}}, "pull_request", {"action": "labeled"}, "", False),
    ({"pull_request": {"types": ["labeled"]}}, "pull_request", {"action": "labeled"}, "", True),
    ({"pull_request": {"branches": ["next"]}}, "pull_request", {"action": "opened"}, "", False),
    ({"pull_request": {}}, "pull_request", {"action": "opened"}, "[no ci]", False),
    ({"workflow_run": {"workflows": ["check"]}}, "workflow_run", ENDED, "", True),
    ({"workflow_run": {"workflows": ["other"]}}, "workflow_run", ENDED, "", False),
    ({"workflow_run": {"workflows": ["check"], "types": ["requested"]}}, "workflow_run", ENDED, "", False),
    ({"workflow_run": {"workflows": ["check"], "branches": ["main"]}}, "workflow_run", ENDED, "", False),
    ({"schedule": [{"cron": "7 * * * *"}]}, "schedule", {"schedule": "7 * * * *"}, "", True),
    ({"schedule": [{"cron": "7 * * * *"}]}, "schedule", {"schedule": "8 * * * *"}, "", False),
    ({"workflow_dispatch": {}}, "workflow_dispatch", {}, "[skip ci]", True),
    ({"workflow_dispatch": {}}, "schedule", {"schedule": "7 * * * *"}, "", False),
]  # fmt: skip


def test_what_starts_a_workflow_is_what_github_documents() -> None:
    also = {"pull_request": {"base": {"ref": "main"}}, "workflow_run": {"name": "check", "head_branch": "a"}}
    cases = [[on, {"event": event, "payload": {**also, **payload}, "message": message}]
             for on, event, payload, message, _ in STARTS]  # fmt: skip
    script = (
        f"import {{starts}} from {json.dumps((FORGE / 'trigger.mjs').as_uri())};"
        f"console.log(JSON.stringify({json.dumps(cases)}.map(([on, about]) => starts(on, about))))"
    )
    done = subprocess.run([node(), "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert [case for case, is_started in zip(STARTS, found, strict=True) if case[-1] != is_started] == []


# What a job is given -------------------------------------------------------------------------------------------------


def test_values_come_from_the_innermost_place_and_scripts_are_left_as_they_are(bench: WorkflowBench) -> None:
    text = f"""on: push
env: {{A: workflow, B: workflow, C: workflow}}
jobs:
  one:
    env: {{B: job, C: "${{{{ github.ref }}}} and job"}}
{JOB}      - run: 'echo "$A $B $C $D" && echo "${{{{ github.ref_name }}}}"'
        env: {{C: step, D: "${{{{ github.event_name }}}} ${{{{ vars.NONE }}}} ${{{{ secrets.NONE }}}}."}}
"""
    run = runs(bench, text)
    assert run.conclusion == "success" and run.job.steps[0].log == "workflow job step push  .\nmy-branch\n"


def test_a_step_that_fails_ends_its_job_but_for_those_that_run_always(bench: WorkflowBench) -> None:
    text = f"""on: push
jobs:
  one:
{JOB}      - run: "false | true"
      - run: |
          false | true
        shell: bash
      - run: echo never
      - run: echo failed
        if: failure()
      - run: echo always
        if: ${{{{ always() && github.ref == 'refs/heads/my-branch' }}}}
  two:
    needs: one
{JOB}      - run: echo never
  three:
    needs: [one]
    if: always()
{JOB}      - run: echo ${{{{ needs.one.result }}}}
"""
    run = runs(bench, text)
    one, two, three = run.jobs
    assert [step.conclusion for step in one.steps] == ["success", "failure", "skipped", "success", "success"]
    assert [job.conclusion for job in run.jobs] == ["failure", "skipped", "success"] and two.steps == ()
    assert three.steps[0].log == "failure\n" and run.conclusion == "failure"


def test_a_job_without_permissions_has_those_of_its_workflow_or_reads(bench: WorkflowBench) -> None:
    text = f"on: push\njobs:\n  one:\n{JOB}      - run: 'true'\n"
    assert runs(bench, text).job.permissions == {}
    more = text.replace("    runs-on", "    permissions: {contents: read, statuses: write}\n    runs-on")
    assert runs(bench, more).job.permissions == {"contents": "read", "statuses": "write"}


def test_a_script_finds_nothing_of_these_tests_in_its_environment(
    bench: WorkflowBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVTOOL_CLERK_KEY", "of somebody who runs the tests")
    run = runs(bench, f"on: push\njobs:\n  one:\n{JOB}      - run: env && command -v govtool || echo no govtool\n")
    assert "GOVTOOL_CLERK_KEY" not in run.log and "no govtool" in run.log
    assert "GITHUB_REPOSITORY=kettle/books" in run.log and "GITHUB_REF=refs/heads/my-branch" in run.log


def test_where_a_package_is_missing_a_test_fails_with_the_command_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert node().is_file()
    monkeypatch.setattr(workflow_bench, "FORGE", tmp_path)
    with pytest.raises(pytest.fail.Exception, match="type: make node"):
        node()


# What is an error ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("on: push\njobs: {}\n", "job"),
        ("on: pusch\njobs:\n  one:\n" + JOB + "      - run: 'true'\n", "pusch"),
        ("on: push\njobs:\n  one:\n" + JOB + "      - run: 'true'\n        if: ${{ secrets.A }}\n", "secrets"),
        ("on: push\njobs:\n  one:\n" + JOB + "      - run: echo ${{ vras.A }}\n", "vras"),
        ("on: push\njobs:\n  one:\n" + JOB + "      - run: 'true'\n        uses: a/b@v1\n", "uses"),
        ("on: push\njobs:\n  one:\n    needs: two\n" + JOB + "      - run: 'true'\n", "no dependencies"),
    ],
)
def test_githubs_parser_refuses_what_is_no_workflow(bench: WorkflowBench, text: str, what: str) -> None:
    run = runs(bench, text)
    assert run.conclusion == "invalid" and run.jobs == () and what in " ".join(run.errors)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("on: push\njobs:\n  one:\n    strategy: {matrix: {a: [1]}}\n" + JOB + "      - run: 'true'\n", "strategy"),
        ("on: push\njobs:\n  one:\n    uses: a/b/.github/workflows/c.yml@v1\n", "calls another workflow"),
        ("on: push\njobs:\n  one:\n" + JOB + "      - uses: actions/cache@v4\n", "no action actions/cache"),
        ("on: push\njobs:\n  one:\n" + JOB + "      - uses: actions/checkout@v6\n        with: {lfs: true}\n", "lfs"),
        ("on: push\njobs:\n  one:\n" + JOB + "      - run: 'true'\n        shell: sh\n", "no shell but bash"),
        ("on: push\njobs:\n  one:\n" + JOB + "      - run: echo A=1 >>\"$GITHUB_ENV\"\n", "from step to step"),
        ("on:\n  push:\n    paths: [a]\njobs:\n  one:\n" + JOB + "      - run: 'true'\n", "paths"),
    ],
)  # fmt: skip
def test_what_the_bench_does_not_carry_out_is_an_error_and_never_passed_over(
    bench: WorkflowBench, text: str, what: str
) -> None:
    with pytest.raises(AssertionError, match=what):
        runs(bench, text)


# The linter ----------------------------------------------------------------------------------------------------------


def test_the_linter_finds_nothing_in_what_is_shipped_or_written(tmp_path: Path) -> None:
    files = forge_files(pin_of("govtool-coop==0.1.0 --hash=sha256:" + "0" * 64, None))
    written = [tmp_path / Path(path).name for path in files if path.endswith(".yml")]
    for path in written:
        path.write_bytes(files[f".github/workflows/{path.name}"])
    done = run_node("lint.mjs", *written, *sorted((ROOT / ".github/workflows").glob("*.yml")))
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_the_linter_says_where_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "bad.yml"
    path.write_text(f"{HEAD}on: push\njobs:\n  one:\n{JOB}      - run: echo ${{{{ github.event.issue.title }}}}\n")
    done = run_node("lint.mjs", path)
    assert done.returncode == 10
    assert done.stdout.startswith(f'{path}:8:23: "github.event.issue.title" is potentially untrusted')
    assert run_node("lint.mjs").returncode == 2
