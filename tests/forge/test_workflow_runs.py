"""The workflows on GitHub, from what starts them to what main is afterwards: nothing of a step is left out.

`workflow_bench` says which parts are GitHub's own, which are real, and which stand in for something.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.forge.api_bench import ApiServer
from tests.forge.workflow_bench import A_TOKEN, Run, Tools, WorkflowBench, coop_on_github
from tests.world.coop import MAIN
from tests.world.host import Host
from tests.world.people import key_of
from tests.world.words import MOTION


@pytest.fixture(scope="module")
def api() -> Iterator[ApiServer]:
    """One for all tests here: it knows no pull request."""
    with ApiServer() as server:
        yield server


@pytest.fixture
def bench(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, api: ApiServer) -> Iterator[WorkflowBench]:
    with Host(coop_on_github(tmp_path_factory, tmp_path), guarded=True) as host:
        yield WorkflowBench(host, Tools.made(tmp_path_factory), api.url)


def ballot(bench: WorkflowBench, voter: str, number: str = "0001") -> str:
    """Somebody votes on their computer and pushes over HTTP; gives the branch."""
    clone = bench.host.clone(voter)
    clone.vote(voter, number)
    return f"refs/heads/vote/{number}/{voter}"


# Check ---------------------------------------------------------------------------------------------------------------


def test_a_pull_request_from_a_fork_is_checked_with_nothing_to_lose(bench: WorkflowBench) -> None:
    bench.secrets["A_SECRET"] = "which a stranger never gets"
    (check,) = bench.pull_request(7, bench.coop.propose("carol", "kettle", MOTION, push=False))
    assert (check.name, check.conclusion) == ("check", "success"), check.log
    assert "a proposal: kettle: nothing is wrong with it" in check.log
    # her own git wrote her name into the commit, which the registry keeps
    assert [(one["level"], one["title"]) for one in check.annotations] == [("warning", "filing_names")]
    assert check.job.secrets == () and check.job.permissions == {"contents": "read"} and check.job.environment == ""
    assert [step.conclusion for step in check.job.steps] == ["success"] * 5
    assert check.concurrency == {"group": "check-7", "cancel-in-progress": True}
    assert A_TOKEN not in check.log and "AUTHORIZATION: basic ***" in check.log


def test_what_is_wrong_with_a_pull_request_stands_beside_its_line(bench: WorkflowBench) -> None:
    (check,) = bench.pull_request(7, bench.coop.propose("carol", "kettle", "- action: moton", push=False))
    assert check.conclusion == "failure" and check.job.steps[-1].exit == 10
    for found in check.annotations:
        assert (found["level"], found["file"]) == ("error", "proposals/2026-11/kettle/proposal.yaml")
        assert int(found["line"]) > 1 and int(found["col"]) > 1
    assert any("not 'moton'" in found["message"] for found in check.annotations)


def test_a_pull_request_that_cannot_be_merged_is_not_checked_and_the_clerk_opens_it_all_the_same(
    bench: WorkflowBench,
) -> None:
    """GitHub makes no merge of it, so that nothing runs; what lies in the folder of the proposal is unharmed."""
    commit = bench.coop.propose("carol", "kettle", MOTION, push=False)
    bench.coop.tamper("proposals/2026-11/kettle/proposal.yaml", b"another one\n")
    assert bench.pull_request(7, commit) == []
    (clerk,) = bench.schedule()
    assert clerk.conclusion == "success" and "0001 opened" in clerk.log


def test_what_lies_in_a_fork_is_taken_without_a_job_that_waits_for_a_click(bench: WorkflowBench) -> None:
    """A ballot is never merged, so that its author stays a newcomer, whose jobs GitHub lets wait."""
    coop = bench.coop
    coop.open("alice", "kettle", MOTION)
    for number, voter in enumerate(("alice", "bob", "carol"), 7):
        branch = f"refs/heads/vote/0001/{voter}"
        bench.git.set_ref(f"refs/pull/{number}/head", coop.vote(voter, "0001"))
        bench.git.delete_ref(branch)
    (clerk,) = bench.schedule()
    assert clerk.conclusion == "success"
    coop.later("P2D")
    (clerk,) = bench.schedule()
    assert "0001 passed" in clerk.log, clerk.log


# Ballots -------------------------------------------------------------------------------------------------------------


def test_a_pushed_ballot_is_checked_without_any_secret(bench: WorkflowBench) -> None:
    bench.coop.open("alice", "kettle", MOTION)
    (ballots,) = bench.push(ballot(bench, "bob"))
    assert (ballots.name, ballots.conclusion) == ("ballots", "success"), ballots.log
    assert ballots.job.secrets == () and ballots.job.permissions == {"contents": "read"}
    assert ballots.concurrency == {"group": "ballots-refs/heads/vote/0001/bob", "cancel-in-progress": True}


def test_a_forged_ballot_is_told_at_once(bench: WorkflowBench) -> None:
    bench.coop.open("alice", "kettle", MOTION)
    bench.coop.vote("dan", "0001", key=key_of("mallory"))
    (ballots,) = bench.push("refs/heads/vote/0001/dan")
    assert ballots.conclusion == "failure" and ballots.job.steps[-1].exit == 10
    assert [found["title"] for found in ballots.annotations] == ["key_unknown"]


def test_a_branch_that_is_none_of_the_clerks_starts_nothing(bench: WorkflowBench) -> None:
    bench.coop.push_raw("my-draft", {"docs/a.md": b"a\n"})
    assert bench.push("refs/heads/my-draft") == []
    bench.git.set_ref("refs/tags/main", bench.coop.head)
    assert bench.push("refs/tags/main") == []


# Clerk ---------------------------------------------------------------------------------------------------------------

STARTS: dict[str, Callable[[WorkflowBench], list[Run]]] = {
    "schedule": lambda bench: bench.schedule(),
    "by hand": lambda bench: bench.dispatch(),
    "push to main": lambda bench: bench.push(MAIN, bench.coop.head),
}


@pytest.mark.parametrize("start", STARTS)
def test_the_clerk_runs(bench: WorkflowBench, start: str) -> None:
    bench.coop.propose("carol", "kettle", MOTION)
    (clerk,) = STARTS[start](bench)
    assert clerk.conclusion == "success" and "0001 opened" in clerk.log, clerk.log
    assert clerk.job.environment == "clerk" and clerk.job.secrets == ("GOVTOOL_CLERK_KEY",)
    assert clerk.concurrency == {"group": "clerk", "cancel-in-progress": False}
    assert clerk.hidden == 1, "the action hides its own token; the key stands nowhere, hidden or not"
    assert bench.coop.audit().ok


def test_a_proposal_from_a_fork_is_opened_voted_on_and_merged(bench: WorkflowBench) -> None:
    coop = bench.coop
    commit = coop.propose("carol", "kettle", MOTION, push=False)
    (check,) = bench.pull_request(7, commit)
    (clerk,) = bench.ends(check)
    assert "0001 opened" in clerk.log
    ballot(bench, "alice")
    (ballots,) = bench.push(ballot(bench, "bob"))
    (clerk,) = bench.ends(ballots)
    assert clerk.conclusion == "success" and coop.entry("0001").is_open
    coop.later("P2D")
    (clerk,) = bench.schedule()
    assert "0001 passed" in clerk.log, clerk.log
    assert coop.entry("0001").status == "passed" and coop.audit().ok
    assert coop.hub.is_ancestor(commit, coop.head), "so the forge shows it as merged"
    # the deploy key's push starts the clerk once more, who finds nothing
    before = coop.head
    (clerk,) = bench.push(MAIN, before)
    assert clerk.conclusion == "success" and coop.head == before


def test_a_proposal_from_a_fork_that_is_rejected_is_never_merged(bench: WorkflowBench) -> None:
    coop = bench.coop
    commit = coop.propose("carol", "kettle", MOTION, push=False)
    coop.hub.set_ref("refs/pull/7/head", commit)
    bench.dispatch()
    for voter in ("alice", "bob"):
        coop.vote(voter, "0001", "against")
    coop.later("P7D")
    (clerk,) = bench.schedule()
    assert clerk.conclusion == "success" and coop.entry("0001").status == "rejected"
    assert coop.audit().ok and not coop.hub.is_ancestor(commit, coop.head)


def test_a_clerk_started_on_another_branch_does_nothing(bench: WorkflowBench) -> None:
    bench.coop.push_raw("proposal/kettle", {"docs/a.md": b"a\n"})
    before = bench.coop.head
    (clerk,) = bench.dispatch("refs/heads/proposal/kettle")
    assert clerk.name == "clerk" and clerk.conclusion == "failure" and clerk.job.id == "idle"
    assert "make main the default: Settings, General" in clerk.log, "also where the default branch is another one"
    assert bench.coop.head == before


def test_a_repository_that_is_not_set_up_yet_says_so_and_makes_no_open_environment(bench: WorkflowBench) -> None:
    bench.variables.clear()
    bench.environments.clear()
    bench.coop.propose("carol", "kettle", MOTION)
    before = bench.coop.head
    for (clerk,) in (bench.schedule(), bench.push(MAIN, before), bench.dispatch()):
        assert clerk.conclusion == "success" and clerk.job.id == "idle" and bench.environments == {}
        assert [(one["level"], one["message"].split(":")[0]) for one in clerk.annotations] == [
            ("notice", "not set up yet")
        ]
    assert bench.coop.head == before


def test_a_run_that_is_started_again_does_nothing_with_the_files_of_then(bench: WorkflowBench) -> None:
    """GitHub runs the files of the run's own commit again, and the key is given to them, for they are main's."""
    old = bench.coop.head
    bench.coop.open("alice", "kettle", MOTION)
    bench.coop.propose("carol", "other", MOTION)
    before = bench.coop.head
    (clerk,) = bench.happens("workflow_dispatch", {"ref": MAIN, "inputs": {}}, MAIN, old)
    assert clerk.conclusion == "success" and "main has moved on since this run began" in clerk.log
    assert bench.coop.head == before
    (clerk,) = bench.dispatch()
    assert "0002 opened" in clerk.log


def test_after_60_quiet_days_whatever_is_pushed_wakes_the_clerk(bench: WorkflowBench) -> None:
    bench.is_quiet()
    assert bench.disabled == {".github/workflows/tick.yml"} and bench.schedule() == []
    (ballots,) = bench.push(filing(bench))
    (clerk,) = bench.ends(ballots)
    assert clerk.conclusion == "success" and "0001 opened" in clerk.log, clerk.log


def filing(bench: WorkflowBench) -> str:
    bench.coop.propose("carol", "kettle", MOTION)
    return next(iter(bench.git.refs("refs/heads/proposal/")))


def test_a_ballot_that_was_pushed_over_before_its_run_began_is_passed_over(bench: WorkflowBench) -> None:
    bench.coop.open("alice", "kettle", MOTION)
    branch = ballot(bench, "bob")
    first = bench.git.ref(branch) or ""
    bench.coop.vote("bob", "0001", "against")
    assert bench.git.ref(branch) not in (first, None)
    payload = {"ref": branch, "before": "0" * 40, "after": first, "deleted": False, "created": True}
    (ballots,) = bench.happens("push", payload, branch, first)
    assert ballots.conclusion == "success" and "The branch has moved on" in ballots.log
    assert "unshallow" not in ballots.log and "govtool check" not in ballots.log


def test_an_application_that_is_pushed_is_checked_and_wakes_the_clerk(bench: WorkflowBench) -> None:
    bench.coop.push_raw("application/erin", {"docs/a.md": b"a\n"})
    (ballots,) = bench.push("refs/heads/application/erin")
    assert ballots.name == "ballots" and ballots.job.steps[-1].name == "Check what was pushed"
    (clerk,) = bench.ends(ballots)
    assert clerk.conclusion == "success"


def other_key(bench: WorkflowBench) -> None:
    bench.environments["clerk"]["secrets"]["GOVTOOL_CLERK_KEY"] = key_of("mallory").openssh_private()


def no_key(bench: WorkflowBench) -> None:
    bench.environments["clerk"]["secrets"] = {}


def key_that_may_not_push(bench: WorkflowBench) -> None:
    (bench.folder / "deploy.pub").write_text(f"{key_of('mallory').public_key.line}\n")


def other_history(bench: WorkflowBench) -> None:
    bench.environments["clerk"]["variables"]["GOVTOOL_GENESIS"] = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (other_key, "Permission denied (publickey)"),
        (no_key, "The environment clerk has no secret GOVTOOL_CLERK_KEY"),
        (key_that_may_not_push, "Permission denied (publickey)"),
        (other_history, "[genesis]"),
    ],
)
def test_a_clerk_that_is_set_up_wrong_moves_nothing_and_is_told(
    bench: WorkflowBench, spoil: Callable[[WorkflowBench], None], why: str
) -> None:
    bench.coop.propose("carol", "kettle", MOTION)
    spoil(bench)
    before = bench.coop.head
    (clerk,) = bench.schedule()
    assert clerk.conclusion == "failure" and clerk.job.steps[-1].exit != 0 and bench.coop.head == before
    assert "PRIVATE KEY" not in clerk.log and why in clerk.log, clerk.log


# What they install ---------------------------------------------------------------------------------------------------


def test_the_step_installs_the_wheel_that_the_vote_brought_in(bench: WorkflowBench, tmp_path: Path) -> None:
    fresh = bench.tools.fresh(tmp_path.name)
    assert not (fresh / "govtool").exists()
    bench.python = fresh
    (check,) = bench.pull_request(7, bench.coop.propose("carol", "kettle", MOTION, push=False))
    assert check.conclusion == "success", check.log
    where = [fresh / "python", "-I", "-c", "import govtool; print(govtool.__file__)"]
    assert Path(subprocess.check_output(where, text=True).strip()).is_relative_to(fresh.parent)


def test_another_wheel_than_the_one_that_was_voted_on_is_not_installed(bench: WorkflowBench, tmp_path: Path) -> None:
    path = f".github/govtool/{bench.tools.wheel.name}"
    bench.coop.tamper(path, (bench.coop.file(path) or b"") + b"more")
    bench.coop.propose("carol", "kettle", MOTION)
    bench.python = bench.tools.fresh(tmp_path.name)
    before = bench.coop.head
    (clerk,) = bench.schedule()
    assert [step.conclusion for step in clerk.job.steps] == ["success", "success", "failure", "skipped", "skipped"]
    assert "DO NOT MATCH THE HASHES" in clerk.log and bench.coop.head == before
