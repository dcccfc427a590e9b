"""What strangers, administrators and mishaps on a forge can do to a vote: nothing that its members do not undo.

`forge_story` says what is real. Each run of a workflow begins in an empty folder, so that each clerk here is a new one.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from govtool.core.ids import digest_of
from govtool.io.git.template import forge_template
from tests.forge.forge_story import Button, Story
from tests.forge.workflow_bench import Tools, coop_on_github
from tests.world.coop import Coop
from tests.world.people import codes
from tests.world.words import MOTION

CHECK, CLERK = ".github/workflows/check.yml", ".github/workflows/clerk.yml"


@pytest.fixture
def story(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Story]:
    with Story(coop_on_github(tmp_path_factory, tmp_path), Tools.made(tmp_path_factory)) as story:
        yield story


def requested(story: Story, slug: str = "kettle", actions: str = MOTION, **options: object) -> int:
    """A proposal of Vera's that was opened from a pull request out of her fork; gives the pull request's number."""
    story.computer("vera")
    filing = story.coop.propose("vera", slug, actions, push=False, **options)  # type: ignore[arg-type]
    carry(story.coop, filing, story.fork("vera"), f"proposal/{slug}")
    number = story.requests("vera", f"proposal/{slug}")
    story.coop.run_clerk()
    assert story.coop.entry(f"{number:04d}").filing == filing
    return number


def carry(coop: Coop, commit: str, to: Path, branch: str) -> None:
    """Lays a commit of the co-operative's repository on a branch of a fork."""
    coop.hub.set_ref("refs/carried", commit)
    spec = f"+refs/carried:refs/heads/{branch}"
    subprocess.run(["git", "fetch", "-q", coop.hub.folder, spec], cwd=to, check=True)
    coop.hub.delete_ref("refs/carried")


# A stranger -----------------------------------------------------------------------------------------------------------


def workflow(sentinel: Path, name: str, on: str) -> str:
    return f"""name: {name}
on: {on}
permissions: write-all
jobs:
  check:
    runs-on: ubuntu-24.04
    environment: clerk
    steps:
      - run: touch '{sentinel}'; echo passed
        env:
          KEY: ${{{{ secrets.GOVTOOL_CLERK_KEY }}}}
"""


def test_a_pull_request_that_edits_the_workflows_and_govtool_itself_gains_nothing(story: Story, tmp_path: Path) -> None:
    coop, forge, sentinel = story.coop, story.forge, tmp_path / "sentinel"
    mallory = story.computer("mallory")
    code = f"open({str(sentinel)!r}, 'w').close()\n"
    brought = {
        CHECK: workflow(sentinel, "check", "pull_request"),
        CLERK: workflow(sentinel, "clerk", "[push, pull_request, workflow_dispatch]"),
        "govtool/__init__.py": code,
        "govtool/roles/clerk/clerk.py": code,
        "conftest.py": code,
        "setup.py": code,
        "registry/bylaws.yaml": "mine: true\n",
    }
    for path, text in brought.items():
        place = mallory.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    mallory.git("add", "-A")
    mallory.git("commit", "-q", "--no-gpg-sign", "-m", "Tidy up")
    mallory.git("push", "-q", "origin", "HEAD:refs/heads/tidy")
    before, branches = coop.head, story.host.branches()
    opened = story.opens("mallory", "tidy")

    # The forge runs the workflows as the pull request has them: they are given no key, and their word is no verdict.
    assert {run.conclusion for run in opened.runs} == {"failure"} and not sentinel.exists()
    assert {run.job.refused for run in opened.runs} == {"1/merge is not allowed to deploy to clerk"}
    assert opened.clerk.conclusion == "success" and "nothing to do now" in opened.clerk.log
    assert opened.clerk.path == CLERK and opened.clerk.sha == before, "the clerk is main's"
    assert coop.head == before and story.host.branches() == branches and coop.audit().ok
    assert forge.pulls[1].labels == ["govtool: refused"] and not forge.pulls[1].is_merged
    assert "registry/bylaws.yaml" in story.comment(1)
    assert forge.status(opened.head)[0] == "failure"  # type: ignore[index]
    assert coop.file(CLERK) == forge_template()[CLERK] and coop.file("setup.py") is None and not sentinel.exists()


def test_a_workflow_that_is_only_proposed_is_run_by_no_push_of_the_clerks(story: Story, tmp_path: Path) -> None:
    """A forge runs what a branch holds. What the clerk pushes for a stranger's filing holds main's own workflows."""
    coop, sentinel = story.coop, tmp_path / "sentinel"
    data = workflow(sentinel, "evil", "push").encode()
    path = ".github/workflows/evil.yml"
    change = f'{{path: {path}, mode: "100644", from: absent, to: "{digest_of(data)}"}}'
    number = requested(story, "evil", f"- {{action: change-files, files: [{change}]}}", changed={path: data})
    coop.vote("alice", "0001", "against")
    coop.run_clerk()
    for branch in ("filing/0001", "gather/0001"):
        held = coop.hub.files(coop.hub.loose_commit(story.host.branches()[branch]).tree, ".github/workflows")
        assert {name for name, _ in held} == {name for name in forge_template() if name.endswith(".yml")}
        assert story.pushed(branch) == []
    coop.finish("0001")
    assert coop.entry("0001").status == "rejected" and not sentinel.exists() and number == 1
    assert coop.file(path) is None and coop.audit().ok


# An administrator ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("button", ["merge", "squash", "rebase"])
def test_the_button_that_merges_an_open_proposal_has_no_force_and_its_ballots_still_count(
    story: Story, button: Button
) -> None:
    coop, forge = story.coop, story.forge
    number = requested(story)
    coop.vote("alice", "0001", "for")
    coop.run_clerk()
    coop.vote("bob", "0001", "for")
    before = coop.hub.loose_commit(coop.head).tree
    forge.press(number, button)
    assert not coop.audit().ok and "unauthorised" in codes(coop.audit())
    clerk = story.clerk()
    assert "repaired main" in clerk.log and "0001 gathered 1 ballot" in clerk.log
    assert coop.hub.loose_commit(coop.head).tree == before and coop.entry("0001").is_open
    assert codes(coop.audit().warnings) == {"void_span"} and coop.audit().ok
    # the forge says merged, and cannot be told otherwise: the page says what holds
    assert forge.pulls[number].is_merged and "**Somebody merged this on the Git host" in story.comment(number)
    assert "| bob | for | 2 |" in story.comment(number)
    coop.later("P2D")
    assert "0001 passed" in coop.run_clerk().done and coop.audit().ok
    votes = coop.hub.files(coop.hub.loose_commit(coop.head).tree, "proposals/2026-11/kettle/votes")
    assert {path.rsplit("/", 1)[-1] for path, _ in votes} == {"alice.yaml", "bob.yaml"}


def test_one_that_somebody_merged_by_hand_and_the_vote_rejects_says_so_for_ever(story: Story) -> None:
    coop, forge = story.coop, story.forge
    number = requested(story)
    coop.vote("alice", "0001", "against")
    forge.press(number, "merge")
    coop.later("P7D")
    clerk = story.clerk()
    assert "repaired main" in clerk.log and "0001 rejected" in clerk.log
    assert forge.pulls[number].is_merged and forge.pulls[number].labels == ["govtool: rejected"]
    said = story.comment(number)
    assert "**rejected**" in said and "**Somebody merged this on the Git host" in said
    assert coop.file("proposals/2026-11/kettle/proposal.yaml") is None and coop.audit().ok


# A mishap ------------------------------------------------------------------------------------------------------------


def test_a_pull_request_that_is_pushed_to_again_after_the_opening_is_decided_as_it_was_opened(story: Story) -> None:
    coop, forge = story.coop, story.forge
    number = requested(story)
    filing = forge.pulls[number].head
    other = coop.propose("vera", "kettle", "- {action: rename-organization, name: Mine}", push=False)
    carry(coop, other, story.fork("vera"), "proposal/kettle")
    story.synchronizes(number, runs=False)
    story.forgets()
    for name in ("alice", "bob"):
        said = story.computer(name).types("vote", "1", "for", "--yes")
        assert "Its text is not here" not in said and "delivered" in said, said
    coop.later("P2D")
    clerk = story.clerk()
    assert "0001 passed" in clerk.log and "pull/1 is refused" in clerk.log, clerk.log
    assert coop.hub.is_ancestor(filing, coop.head) and coop.audit().ok
    path = "proposals/2026-11/kettle/proposal.yaml"
    assert coop.file(path) == coop.file(path, filing)
    # what is on the pull request now was voted on by nobody, and is not shown as if it were
    assert not forge.pulls[number].is_merged and forge.status(other)[0] == "failure"  # type: ignore[index]


def test_a_ballot_whose_branch_is_deleted_in_mid_vote_is_sent_again_and_one_that_was_gathered_is_kept(
    story: Story,
) -> None:
    coop = story.coop
    requested(story)
    alice, bob = story.computer("alice"), story.computer("bob")
    alice.types("vote", "1", "for", "--yes")
    story.clerk()
    bob.types("vote", "1", "for", "--yes")
    for name in ("alice", "bob"):
        coop.hub.delete_ref(f"refs/heads/vote/0001/{name}")
    story.forgets()
    said = bob.types("status")
    assert "vote/0001/bob" in story.host.branches(), said
    coop.later("P2D")
    assert "0001 passed" in story.clerk().log and coop.audit().ok


def test_what_dropped_runs_were_started_for_is_done_by_the_one_that_is_left(story: Story) -> None:
    """A forge keeps one waiting run of the clerk and drops the others: a proposal, ballots and a statement came."""
    coop = story.coop
    requested(story)
    for name in ("alice", "bob"):
        story.computer(name).types("vote", "1", "for", "--yes")
    filing = coop.propose("vera", "teapot", MOTION, push=False)
    carry(coop, filing, story.fork("vera"), "proposal/teapot")
    story.requests("vera", "proposal/teapot")
    coop.state("dan", "resign")
    clerk = story.clerk()
    for done in ("took statement 1 of dan", "0001 gathered 2 ballots", "0002 opened"):
        assert done in clerk.log, clerk.log
    assert "nothing to do now" in story.clerk().log and coop.audit().ok
