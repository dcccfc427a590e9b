"""The pages of pull requests, kept on GitHub's API as others made it, by a clerk in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.forge.api_bench import PAGES, GitHubApi, token_of
from tests.forge.workflow_bench import REPOSITORY, Tools, WorkflowBench, coop_on_github
from tests.world.coop import Coop
from tests.world.host import Host
from tests.world.words import MOTION


@pytest.fixture
def api(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[GitHubApi]:
    with GitHubApi(Coop.copied(tmp_path_factory, tmp_path)) as api:
        yield api


def labels(pull: Any) -> list[str]:
    return [label["name"] for label in pull["labels"]]


def test_a_pull_request_from_a_fork_has_one_comment_kept_up_to_date_and_is_closed_when_rejected(api: GitHubApi) -> None:
    coop = api.coop
    commit = coop.propose("carol", "kettle", MOTION, push=False)
    number = api.fork_and_pull(commit)
    first = api.clerk()
    assert first.status == 0 and "comment, status, label govtool: open" in first.said, first.said
    (said,) = api.comments(number)
    assert said["user"]["login"] == "github-actions[bot]" and "govtool vote 1 for" in said["body"]
    assert [status["state"] for status in api.statuses(commit)] == ["pending"]
    for voter in ("alice", "bob"):
        coop.vote(voter, "0001", "against")
    assert "pull request 1 (0001): comment\n" in api.clerk().said
    (now,) = api.comments(number)
    assert now["id"] == said["id"] and "| alice | against | 2 |" in now["body"]
    coop.later("P7D")
    assert "closed" in api.clerk().said
    pull = api.pull(number)
    assert pull["state"] == "closed" and not pull["merged"] and labels(pull) == ["govtool: rejected"]
    assert "Nothing of it enters main" in api.comments(number)[0]["body"]
    assert [status["state"] for status in api.statuses(commit)] == ["failure", "pending"]
    # and twice is once
    before = api.comments(number)
    assert "pull request" not in api.clerk().said and api.comments(number) == before


def test_the_workflow_keeps_the_page_with_the_token_of_its_run(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    coop = coop_on_github(tmp_path_factory, tmp_path)
    with Host(coop, guarded=True) as host, GitHubApi(coop) as api:
        bench = WorkflowBench(host, Tools.made(tmp_path_factory), api.url)
        commit = coop.propose("carol", "kettle", MOTION, push=False)
        number = api.fork_and_pull(commit)
        (check,) = bench.pull_request(number, commit)
        (clerk,) = bench.ends(check)
        assert clerk.conclusion == "success" and f"pull request {number} (0001): comment" in clerk.log, clerk.log
        assert len(api.comments(number)) == 1 and labels(api.pull(number)) == ["govtool: open"]
        assert [status["state"] for status in api.statuses(commit)] == ["pending"]
        # nobody else gets a token that could
        assert set(check.job.permissions.values()) == {"read"} and clerk.job.permissions == PAGES


def test_a_pull_request_that_passed_is_left_to_the_forge_to_show_as_merged(api: GitHubApi) -> None:
    coop = api.coop
    commit = coop.propose("carol", "kettle", MOTION, push=False)
    number = api.fork_and_pull(commit)
    api.clerk()
    for voter in ("alice", "bob"):
        coop.vote(voter, "0001")
    coop.later("P2D")
    done = api.clerk()
    assert done.status == 0 and "0001 passed" in done.said and coop.hub.is_ancestor(commit, coop.head)
    # what the push of main does on GitHub itself
    api.ask("PUT", f"/repos/{REPOSITORY}/pulls/{number}/merge", {}, by=REPOSITORY.split("/")[0])
    api.clerk()
    pull = api.pull(number)
    assert pull["merged"] and labels(pull) == ["govtool: passed"]
    assert [status["state"] for status in api.statuses(commit)] == ["success", "pending"]


@pytest.mark.parametrize("permissions", [{}, {"contents": "read"}, dict.fromkeys(PAGES, "read")])
def test_without_the_right_to_write_there_all_is_decided_and_the_page_is_as_it_was(
    api: GitHubApi, permissions: dict[str, str]
) -> None:
    number = api.fork_and_pull(api.coop.propose("carol", "kettle", MOTION, push=False))
    done = api.clerk(permissions)
    assert done.status == 0 and "0001 opened" in done.said, done.said
    assert "Resource not accessible by integration" in done.said and api.comments(number) == []


def test_a_token_may_do_what_its_job_asked_for(api: GitHubApi) -> None:
    number = api.fork_and_pull(api.coop.propose("carol", "kettle", MOTION, push=False))
    path = f"/repos/{REPOSITORY}/issues/{number}/comments"
    for permissions in ({"issues": "write"}, {"pull-requests": "write"}):
        assert api.ask("POST", path, {"body": "A word"}, by=token_of(permissions))["id"]
    for permissions in ({"issues": "read"}, {"contents": "write", "statuses": "write"}):
        with pytest.raises(HTTPError, match="403"):
            api.ask("POST", path, {"body": "A word"}, by=token_of(permissions))
    with pytest.raises(HTTPError, match="403"):
        api.ask("GET", "/user", by=token_of(PAGES))
