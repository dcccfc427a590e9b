"""Pull requests on a forge from their opening to their end, as people live it; `forge_story` says what is real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govtool.domain.constitution.team import Seat, Team
from govtool.roles.forge.files import forge_files, pin_of
from tests.forge.forge_story import Story
from tests.forge.workflow_bench import Tools, coop_on_github
from tests.world.coop import Coop
from tests.world.people import person, shipped_bylaws

BROKEN = """\
title: A policy on tea
summary: We drink tea
proposer: vera
open_before: "2026-11-20T00:00:00Z"
actions:
  - action: adopt-polcy
    policy: tea
"""


@pytest.fixture
def story(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Story]:
    with Story(coop_on_github(tmp_path_factory, tmp_path), Tools.made(tmp_path_factory)) as story:
        yield story


def test_a_volunteers_proposal_from_a_fork_is_corrected_opened_voted_on_and_shown_as_merged(story: Story) -> None:
    coop, forge = story.coop, story.forge
    vera, alice, bob, erin = (story.computer(name) for name in ("vera", "alice", "bob", "erin"))

    # Her first try has a word that is none. The check tells her beside the line, the clerk on the page.
    vera.git("switch", "-q", "-c", "proposal/tea")
    place = vera.folder / "proposals/2026-11/tea/proposal.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(BROKEN)
    vera.git("add", "-A")
    vera.git("commit", "-q", "--no-gpg-sign", "-m", "Tea")
    vera.git("push", "-q", "origin", "proposal/tea")
    first = story.opens("vera", "proposal/tea")
    assert first.check.conclusion == "failure"
    (found,) = first.check.annotations
    assert (found["file"], found["line"], found["title"]) == ("proposals/2026-11/tea/proposal.yaml", "6", "schema")
    assert "not 'adopt-polcy'" in story.comment(1) and forge.pulls[1].labels == ["govtool: refused"]
    assert forge.status(first.head) is not None and coop.open_entries == []

    # She types the command instead, and pushes over it.
    vera.git("switch", "-q", "--detach", "origin/main")
    vera.git("branch", "-q", "-D", "proposal/tea")
    (vera.folder / "tea.md").write_text("# Tea\n\nWe drink tea.\n")
    filing = ("propose", "adopt-policy", "--policy", "tea", "--title", "Tea", "--text", "tea.md", "--slug", "tea")
    said = vera.types(*filing, "--yes")
    assert vera.status == 0 and "your fork holds another text of the proposal tea already" in said, said
    typed = said.split("to replace that: git ")[1].split("; then govtool status")[0].split()
    vera.git(*typed)
    assert "delivered the proposal tea, which was signed earlier" in vera.types("status")
    second = story.synchronizes(1)
    assert second is not None and second.head != first.head
    assert second.check.conclusion == "success" and second.check.annotations == []
    assert second.check.job.secrets == () and set(second.check.job.permissions.values()) == {"read"}
    assert "0001 opened" in second.clerk.log and coop.entry("0001").proposer == "vera"
    assert forge.pulls[1].labels == ["govtool: open"] and "We drink tea." in story.comment(1)
    assert forge.status(second.head)[0] == "pending"  # type: ignore[index]

    # Two of them vote by a branch, one from a fork; the page counts with them.
    assert "delivered" in alice.types("vote", "pr/1", "for", "--yes"), alice.status
    (ballots,) = story.pushed("vote/0001/alice")
    assert ballots.conclusion == "success"
    said = erin.types("vote", "tea", "for", "--yes")
    assert erin.status == 0 and "vote/0001/erin" not in story.host.branches(), said
    voted = story.opens("erin", "vote/0001/erin")
    assert voted.check.conclusion == "success" and "0001 gathered 2 ballots" in voted.clerk.log
    assert "**It is counted** as it stands now." in story.comment(2) and not forge.pulls[2].is_open
    assert "| alice | for | 2 |" in story.comment(1) and "| erin | for | 1 |" in story.comment(1)
    assert "3 of 7 for; 4 needed" in forge.status(second.head)[1]  # type: ignore[index]
    bob.types("vote", "1", "for", "--yes")
    coop.later("P2D")
    clerk = story.clerk()
    assert "0001 passed" in clerk.log and "0001 enacted" in clerk.log, clerk.log

    # It is shown as merged because it is on main: nobody asked the forge to merge anything.
    assert forge.pulls[1].is_merged and forge.pulls[1].labels == ["govtool: passed"]
    assert forge.status(second.head) == ("success", "0001 passed and enacted")
    assert coop.hub.is_ancestor(second.head, coop.head) and coop.file("registry/policies/tea.yaml")
    assert not any("/merge" in path or method == "PUT" for method, path in forge.requests)
    assert coop.audit().ok and coop.file("proposals/2026-11/tea/votes/e/er/erin.yaml")


def test_a_volunteers_proposal_that_is_rejected_is_closed_with_the_reason_and_never_merged(story: Story) -> None:
    coop, forge = story.coop, story.forge
    vera = story.computer("vera")
    said = vera.types("propose", "motion", "--title", "A kettle", "--slug", "kettle", "--yes")
    assert vera.status == 0, said
    opened = story.opens("vera", "proposal/kettle")
    for name in ("alice", "carol"):
        story.computer(name).types("vote", "1", "against", "--yes")
    coop.later("P7D")
    clerk = story.clerk()
    assert "0001 rejected" in clerk.log
    pull = forge.pulls[opened.number]
    assert not pull.is_open and not pull.is_merged and pull.labels == ["govtool: rejected"]
    assert forge.status(opened.head) == ("failure", "0001 rejected on 2026-11-08 10:00 UTC")
    final = story.comment(1)
    assert "**rejected**" in final and "Nothing of it enters main" in final and "| carol | against | 1 |" in final
    assert not coop.hub.is_ancestor(opened.head, coop.head) and coop.audit().ok
    # and a year of further runs leaves it so
    coop.later("PT1H")
    before = len(forge.changes)
    story.clerk()
    assert len(forge.changes) == before and story.comment(1) == final


# Files ---------------------------------------------------------------------------------------------------------------


def spec_rules(data: dict[str, object]) -> None:
    """Two thirds of the maintainers decide on the specification."""
    rules, paths = data["rules"], data["paths"]
    assert isinstance(rules, dict) and isinstance(paths, list)
    rules["spec"] = {
        **rules["files"],
        "clause": "3.9 the specification",
        "electorate": {"who": "team", "team": "maintainers", "at_least_heads": 3, "else": "members"},
        "weight": "equal",
        "period": "P7D",
        "earliest": "P1D",
        "delay": "P0D",
    }
    paths.insert(0, {"match": "spec/**", "rule": "spec"})


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Story]:
    """A co-operative whose repository holds a specification, with three maintainers."""
    tools = Tools.made(tmp_path_factory)
    maintainers = ("alice", "bob", "carol")
    seats = tuple(Seat(member=name, counts_at="2026-10-01T00:00:00Z") for name in maintainers)
    team = Team(id="maintainers", name="Maintainers", seats=seats)
    people = [person(name) for name in (*maintainers, "dan")] + [person("vera", membership="none")]
    history = {**forge_files(pin_of(None, tools.wheel)), "spec/heading.md": b"# Heading\n"}
    coop = Coop.found(
        tmp_path / "coop",
        people=people,
        bylaws=shipped_bylaws(spec_rules),
        records={team.path: team},
        history=history,
    )
    with Story(coop, tools) as story:
        yield story


def test_an_ordinary_pull_request_on_the_specification_becomes_a_vote_of_its_maintainers(project: Story) -> None:
    coop, forge = project.coop, project.forge
    vera, carol = project.computer("vera"), project.computer("carol")

    # Vera knows nothing of all this: a branch, a commit, a pull request.
    vera.git("switch", "-q", "-c", "clearer")
    (vera.folder / "spec" / "heading.md").write_text("# A clearer heading\n")
    vera.git("commit", "-q", "--no-gpg-sign", "-am", "Clearer headings\n\nReaders asked.")
    vera.git("push", "-q", "origin", "clearer")
    opened = project.opens("vera", "clearer")
    assert opened.check.conclusion == "failure"
    assert [found["title"] for found in opened.check.annotations] == ["protected_path"]
    assert "govtool propose files" in project.comment(1) and forge.pulls[1].is_open

    # A maintainer takes it up as it is, and files it.
    carol.git("fetch", "-q", project.host.server.public_url("hub"), "refs/pull/1/head:clearer")
    carol.git("switch", "-q", "clearer")
    said = carol.types("propose", "files", "--yes")
    assert carol.status == 0 and "at least 2/3 of all 3 votes = 2 votes (2 people or more)" in said, said
    (branch,) = project.host.branches("proposal/")
    (ballots,) = project.pushed(branch)
    (clerk,) = project.bench.ends(ballots)
    assert "0001 opened" in clerk.log, clerk.log
    assert "The vote is on both together" in project.comment(1) and forge.pulls[1].labels == ["govtool: open"]
    for name in ("alice", "carol"):
        project.computer(name).types("vote", "1", "for", "--yes")
    coop.later("P1D")
    assert "0001 enacted" in project.clerk().log
    assert coop.file("spec/heading.md") == b"# A clearer heading\n" and coop.audit().ok
    assert forge.pulls[1].is_merged and forge.pulls[1].labels == ["govtool: passed"]
    # her commit is there, by her name, as an ordinary merge would have left it
    assert coop.hub.is_ancestor(opened.head, coop.head)
