"""What the evenings showed to be missing, case by case: what is said, and what is not said where it does not hold."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from govtool.io.git.gitserver import create_bare
from govtool.io.git.remote import NoAccess, PushRefused
from tests.docs.evening import scenes
from tests.world.coop import Coop
from tests.world.host import Clone, Host
from tests.world.laptop import Laptop
from tests.world.words import MOTION

FORK = "open a pull request from th"


@pytest.fixture
def host(coop: Coop) -> Iterator[Host]:
    with Host(coop) as host:
        yield host


def reader(host: Host, name: str) -> Clone:
    """A person who may read and not write."""
    clone = host.clone(name)
    clone.hub.set_setting("remote.origin.url", host.server.public_url("hub"))
    return clone


# Who may not write ---------------------------------------------------------------------------------------------------


def test_who_may_not_write_is_told_to_send_from_a_fork(host: Host) -> None:
    host.coop.open("alice", "kettle", MOTION)
    dan = reader(host, "dan")
    done = dan.types("vote", "kettle", "for")
    assert done.status == 0 and "it is signed and kept" in done.said
    assert "git remote set-url --push origin ADDRESS-OF-YOUR-FORK; then govtool status" in done.said
    with pytest.raises(NoAccess):
        dan.push("refs/heads/drafts/mine", dan.head)


def test_a_hook_that_speaks_of_permissions_is_quoted_as_a_refusal(host: Host) -> None:
    hook = host.bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'Permission to push on Sundays denied to all' >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(PushRefused, match="on Sundays"):
        host.clone("dan").push("refs/heads/drafts/mine", host.head)


def test_who_is_only_offline_is_told_of_no_fork(host: Host) -> None:
    host.coop.open("alice", "kettle", MOTION)
    dan = host.clone("dan")
    host.server.stop()
    said = dan.types("vote", "kettle", "for").said
    host.server.start()
    assert "the next command sends it" in said and "FORK" not in said


# From a fork ---------------------------------------------------------------------------------------------------------


def in_a_fork(coop: Coop, name: str) -> Laptop:
    create_bare(coop.folder, "fork")
    laptop = Laptop(coop, name)
    laptop.git("remote", "set-url", "--push", "origin", str(coop.folder / "fork.git"))
    return laptop


def pulled(coop: Coop, number: int, branch: str) -> None:
    """The host holds the head of a pull request from the fork."""
    spec = f"+refs/heads/{branch}:refs/pull/{number}/head"
    subprocess.run(["git", "fetch", "-q", str(coop.folder / "fork.git"), spec], cwd=coop.hub.folder, check=True)


def test_what_lies_in_a_fork_waits_for_a_pull_request_until_there_is_one(coop: Coop) -> None:
    carol = in_a_fork(coop, "carol")
    said = carol.types("propose", "motion", "--title", "Open on Saturdays", "--yes")
    assert "Sent to your fork as the branch proposal/open-on-saturdays." in said and FORK in said
    said = carol.types("status")
    assert "Only in your fork: the proposal open-on-saturdays" in said and FORK in said
    pulled(coop, 7, "proposal/open-on-saturdays")
    said = carol.types("status")
    assert FORK not in said and "submitted, and opens in the clerk's next run" in said
    coop.run_clerk()
    coop.hub.delete_ref("refs/pull/7/head")
    assert FORK not in carol.types("status")


def test_a_ballot_in_a_fork_waits_for_a_pull_request_until_its_vote_is_over(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    carol = in_a_fork(coop, "carol")
    carol.types("vote", "kettle", "for")
    said = carol.types("status")
    assert "Only in your fork: your vote on 0001" in said and "from the branch vote/0001/carol of your fork" in said
    assert carol.reads("status")["in_fork"] == ["vote/0001/carol"]
    coop.finish("0001")
    assert "Lies in your fork alone" not in carol.types("status")


def test_a_statement_in_a_fork_waits_for_a_pull_request_until_it_is_taken(coop: Coop) -> None:
    coop.open("carol", "kettle", MOTION)
    carol = in_a_fork(coop, "carol")
    carol.types("withdraw", "kettle")
    assert "Only in your fork: your statement 1" in carol.types("status")
    pulled(coop, 3, "statement/carol/000001")
    coop.run_clerk()
    coop.hub.delete_ref("refs/pull/3/head")
    assert "Lies in your fork alone" not in carol.types("status")


def test_who_writes_to_the_co_operative_itself_hears_nothing_of_forks(coop: Coop) -> None:
    carol = Laptop(coop, "carol")
    said = carol.types("propose", "motion", "--title", "Open on Saturdays", "--yes")
    assert "Submitted as open-on-saturdays." in said and "fork" not in said + carol.types("status")


# Founding ------------------------------------------------------------------------------------------------------------


def test_nothing_is_filed_before_every_founder_has_accepted(tmp_path: Path) -> None:
    coop = Coop.found(tmp_path / "coop", founding=("bob",))
    alice = Laptop(coop, "alice")
    said = alice.types("propose", "motion", "--title", "Open on Saturdays", "--yes")
    assert alice.status == 10 and "founders have not accepted yet: bob [founding]" in said
    assert coop.hub.refs("refs/heads/proposal/") == {}
    coop.state("bob", "accept")
    coop.run_clerk()
    alice.types("propose", "motion", "--title", "Open on Saturdays", "--yes")
    assert alice.status == 0 and len(coop.hub.refs("refs/heads/proposal/")) == 1


# What came of it -----------------------------------------------------------------------------------------------------


def test_status_tells_for_thirty_days_what_came_of_my_proposals(coop: Coop) -> None:
    coop.open("carol", "kettle", MOTION)
    carol, dan = Laptop(coop, "carol"), Laptop(coop, "dan")
    assert "0001 About kettle: open, 4 more votes for would pass it → govtool show 0001" in carol.types("status")
    coop.finish("0001")
    told = "  0001 About kettle: rejected on Sun 8 Nov, 10:00 (now) → govtool show 0001"
    assert told in carol.types("status") and told not in dan.types("status")
    coop.later("P31D")
    assert "About kettle" not in carol.types("status")


def test_what_would_decide_is_told_apart_from_what_falls_short(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.vote("alice", "0001")
    child = Laptop(coop, "bob").sits_down("vote", "kettle")
    child.expect("for: it would be passed; only a changed vote could alter that")
    child.expect("against: then 2 more votes for would pass it")
    child.sendline("skip")
    child.expect(pexpect.EOF)


def test_news_on_a_terminal_has_the_time_of_the_place_and_elsewhere_that_of_all(
    coop: Coop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "IST-5:30")
    carol = Laptop(coop, "carol")
    assert "- 2026-11-01 10:00 UTC: Test Co-operative is founded" in carol.types("digest")
    child = carol.sits_down("digest")
    child.expect(re.escape("- Sun 1 Nov, 15:30 (now): Test Co-operative is founded"))
    child.expect(pexpect.EOF)


# The player ----------------------------------------------------------------------------------------------------------


def test_a_page_says_what_is_typed_and_answered() -> None:
    text = (
        "<!-- answers: Your vote > for; Why > -->\n```console\n$ govtool vote \\\n    kettle\nold\n$ cd kettle\n```\n"
    )
    (scene,) = scenes(text)
    assert [line for _, line in scene.commands] == ["govtool vote kettle", "cd kettle"]
    assert scene.answers == [("Your vote", "for"), ("Why", "")]


def test_who_names_hours_that_wait_for_others_hears_why(coop: Coop) -> None:
    carol, dan = Laptop(coop, "carol"), Laptop(coop, "dan")
    carol.types("hours", "log", "--on", "2026-10-30", "--hours", "2h", "--task", "shelves")
    coop.run_clerk()
    for named in ("carol", "carol/2026-10/1"):
        said = carol.types("hours", "approve", named, "--yes")
        assert carol.status == 10 and "nobody can approve their own hours [approver]" in said
    assert "No hours wait for your approval." in dan.types("hours", "approve", "bob", "--yes") and dan.status == 0
    dan.types("hours", "approve", "carol", "--yes")
    assert dan.status == 0
    coop.run_clerk()
    assert "No hours wait" in carol.types("hours", "approve", "carol/2026-10/1") and carol.status == 0
