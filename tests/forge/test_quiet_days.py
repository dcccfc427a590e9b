"""GitHub's workflows after 90 quiet days, in which nobody pushed: a probation ends, and its vote opens all the same."""

from __future__ import annotations

import pytest

from govtool.roles.forge.files import forge_files, pin_of
from tests.forge.api_bench import ApiServer
from tests.forge.workflow_bench import Tools, WorkflowBench
from tests.world.coop import Coop
from tests.world.host import Host
from tests.world.newcomer import in_probation, probation, vote_about, with_kitchen


def test_the_vote_on_a_probation_opens_after_90_quiet_days(
    coop: Coop, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tools = Tools.made(tmp_path_factory)
    coop = with_kitchen(coop, history=forge_files(pin_of(None, tools.wheel)))
    in_probation(coop, "frank")
    due = probation(coop, "frank").due_at
    with Host(coop) as host, ApiServer() as api:
        bench = WorkflowBench(host, tools, api.url)
        coop.later("P60D")
        bench.is_quiet()
        coop.at(due)
        assert bench.schedule() == [], "GitHub has stopped the tick, and it alone"
        before = coop.head
        alice = host.clone("alice")
        done = alice.types("hours", "log", "--on", "yesterday", "--hours", "2h", "--task", "stock-taking")
        assert done.status == 0, done.said
        branch = max(bench.git.refs("refs/heads/statement/alice/"))
        (ballots,) = bench.push(branch)
        (clerk,) = bench.ends(ballots)
        assert clerk.conclusion == "success" and coop.head != before, clerk.log
        assert "opened by itself" in clerk.log and vote_about(coop, "frank").is_open
        assert coop.audit().ok
