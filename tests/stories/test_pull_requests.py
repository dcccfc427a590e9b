"""Pull requests are places where filings, ballots and statements lie: who may not push takes part from a fork.

The hub is a bare repository on which refs/pull/7/head is written as a forge does it; no forge's API is there to ask.
"""

from __future__ import annotations

import subprocess

import pytest

from govtool.io.git.git import Git
from govtool.io.git.remote import Remote
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import key_of
from tests.world.words import MOTION


def request(coop: Coop, number: int, commit: str, forge: str = "pull") -> None:
    """A forge shows the head of a pull request."""
    coop.hub.set_ref(f"refs/{forge}/{number}/head", commit)


def moved(coop: Coop, branch: str, number: int) -> str:
    """What lies on a branch is a pull request from a fork instead: the hub has no such branch."""
    oid = coop.hub.ref(f"refs/heads/{branch}")
    assert oid is not None
    coop.hub.delete_ref(f"refs/heads/{branch}")
    request(coop, number, oid)
    return oid


# Fetching -----------------------------------------------------------------------------------------------------------


def test_a_remote_without_pull_requests_is_fetched_as_ever(coop: Coop) -> None:
    coop.remote.fetch()
    assert coop.remote.head("main") == coop.head and coop.remote.requests() == {}


def test_pull_and_merge_requests_are_fetched_beside_the_branches(coop: Coop) -> None:
    first, second = coop.push_raw("", {"docs/a.md": b"a\n"}), coop.push_raw("", {"docs/b.md": b"b\n"})
    request(coop, 10, first)
    request(coop, 9, second)
    request(coop, 9, first, "merge-requests")
    coop.hub.set_ref("refs/pull/9/merge", first)
    coop.remote.fetch()
    assert coop.remote.requests() == {"merge-request/9": first, "pull/9": second, "pull/10": first}
    assert list(coop.remote.requests()) == ["merge-request/9", "pull/9", "pull/10"]
    assert coop.remote.branches("") == {"main": coop.head}


def test_a_pull_request_that_is_gone_is_forgotten(coop: Coop) -> None:
    request(coop, 7, coop.push_raw("", {"docs/a.md": b"a\n"}))
    coop.remote.fetch()
    assert set(coop.remote.requests()) == {"pull/7"}
    coop.hub.delete_ref("refs/pull/7/head")
    coop.remote.fetch()
    assert coop.remote.requests() == {}


@pytest.mark.parametrize("branch", ["pull", "pull/7", "pull/7/head", "merge-request/7", "refs/pull/7/head"])
def test_no_name_of_a_branch_keeps_anybody_from_fetching(coop: Coop, branch: str) -> None:
    request(coop, 7, coop.push_raw("", {"docs/a.md": b"a\n"}))
    request(coop, 7, coop.push_raw("", {"docs/b.md": b"b\n"}), "merge-requests")
    coop.hub.set_ref(f"refs/heads/{branch}", coop.head)
    coop.remote.fetch()
    assert set(coop.remote.requests()) == {"pull/7", "merge-request/7"} and coop.remote.head(branch) == coop.head


def test_what_is_no_commit_or_no_number_is_left_alone(coop: Coop) -> None:
    blob = coop.hub.write("blob", b"no commit")
    subprocess.run(["git", "update-ref", "refs/pull/1/head", blob], cwd=coop.hub.folder, check=True)
    request(coop, 2, coop.push_raw("", {"docs/a.md": b"a\n"}))
    coop.hub.set_ref("refs/pull/0/head", coop.head)
    coop.hub.set_ref("refs/pull/x/y/head", coop.head)
    coop.hub.set_ref("refs/pull/3/4/head", coop.head)
    coop.remote.fetch()
    assert set(coop.remote.requests()) == {"pull/2"}
    coop.run_clerk()
    assert coop.audit().ok


def test_each_remote_has_its_own(coop: Coop) -> None:
    request(coop, 7, coop.push_raw("", {"docs/a.md": b"a\n"}))
    coop.remote.fetch()
    assert Remote(Git(coop.desk.folder), "other").requests() == {}


# The clerk ----------------------------------------------------------------------------------------------------------


def test_a_filing_in_a_pull_request_is_opened_voted_and_becomes_part_of_main(coop: Coop) -> None:
    oid = coop.propose("carol", "kettle", MOTION, push=False)
    request(coop, 7, oid)
    run = coop.run_clerk()
    assert run.done == ["0001 opened: proposals/2026-11/kettle"] and coop.entry("0001").filing == oid
    assert coop.run_clerk().done == [] and coop.refused("pull/7") == set()
    coop.vote("alice", "0001")
    coop.vote("bob", "0001")
    coop.finish("0001")
    assert coop.entry("0001").status == "passed" and coop.audit().ok
    assert coop.hub.is_ancestor(oid, coop.head), "the forge shows the pull request as merged"
    assert coop.run_clerk().refused_branches == {}


def test_a_pull_request_of_a_rejected_proposal_never_comes_into_main(coop: Coop) -> None:
    oid = coop.propose("carol", "kettle", MOTION, push=False)
    request(coop, 7, oid)
    coop.run_clerk()
    for voter in ("alice", "bob", "dan"):
        coop.vote(voter, "0001", "against")
    coop.finish("0001")
    assert coop.entry("0001").status == "rejected" and not coop.hub.is_ancestor(oid, coop.head)
    assert coop.run_clerk().refused_branches == {} and coop.audit().ok


def test_several_commits_and_a_branch_of_the_same_are_one_filing(coop: Coop) -> None:
    draft = coop.push_raw("", {"proposals/2026-11/kettle/text.md": b"Why\n"})
    oid = coop.propose("carol", "kettle", MOTION, parent=draft, files={"text.md": b"Why\n"})
    request(coop, 7, oid)
    assert len(coop.run_clerk().done) == 1
    coop.hub.delete_ref("refs/heads/proposal/kettle")
    assert coop.run_clerk().done == [] and coop.run.refused_branches == {}


def test_a_draft_in_a_pull_request_is_left_alone(coop: Coop) -> None:
    text = coop.proposal_text("carol", "kettle", MOTION)
    request(coop, 7, coop.push_raw("", {"proposals/2026-11/kettle/proposal.yaml": text.encode()}))
    assert coop.run_clerk().done == [] and coop.run.refused_branches == {}


def test_a_false_filing_in_a_pull_request_is_refused_by_its_number(coop: Coop) -> None:
    request(coop, 7, coop.propose("carol", "kettle", MOTION, signer=key_of("mallory"), push=False))
    request(coop, 8, coop.propose("carol", "teapot", MOTION, push=False))
    assert coop.run_clerk().done == ["0001 opened: proposals/2026-11/teapot"]
    assert coop.refused("pull/7") == {"REFUSE:proposer"} and coop.refused("pull/8") == set()


def test_a_ballot_in_a_pull_request_counts_once(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.vote("dan", "0001")
    oid = moved(coop, "vote/0001/dan", 12)
    request(coop, 13, oid)
    assert coop.run_clerk().done == ["0001 gathered 1 ballot"]
    assert coop.run_clerk().done == []


def test_a_strangers_ballot_in_a_pull_request_is_listed_and_never_reachable(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.vote("dan", "0001", key=key_of("mallory"))
    oid = moved(coop, "vote/0001/dan", 12)
    coop.vote("alice", "0001")
    coop.run_clerk()
    assert coop.voided("0001") == {"VOID:key_unknown"}
    coop.finish("0001")
    assert not coop.hub.is_ancestor(oid, coop.head)


def test_a_statement_in_a_pull_request_is_taken_once(coop: Coop) -> None:
    coop.state("dan", "resign")
    moved(coop, "statement/dan/000001", 5)
    assert coop.run_clerk().done == ["took statement 1 of dan"]
    assert coop.run_clerk().done == [] and coop.run.refused_branches == {} and coop.audit().ok


def test_a_forged_statement_in_a_pull_request_is_refused_and_stops_no_other(coop: Coop) -> None:
    coop.state("dan", "resign", key=key_of("mallory"))
    moved(coop, "statement/dan/000001", 5)
    coop.state("erin", "resign")
    assert coop.run_clerk().done == ["took statement 1 of erin"]
    assert coop.refused("pull/5") == {"REFUSE:key_unknown"}


def test_a_pull_request_that_changes_code_is_nothing_to_the_clerk(coop: Coop) -> None:
    before = coop.head
    request(coop, 3, coop.push_raw("", {".github/workflows/clerk.yml": b"on: push\n", "conftest.py": b"raise\n"}))
    assert coop.run_clerk().done == [] and coop.head == before


# Commands -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(coop: Coop) -> Coop:
    """Proposals 0001 (kettle, pull request 12) and 0002 (teapot, pull request 1)."""
    for number, slug in ((12, "kettle"), (1, "teapot")):
        request(coop, number, coop.propose("carol", slug, MOTION, push=False))
        coop.run_clerk()
    return coop


@pytest.mark.parametrize(
    "typed", ["pr/12", "PR/12", "#12", "!12", "https://github.com/kettle/books/pull/12/files", "pull/12"]
)
def test_a_proposal_is_called_by_its_pull_request(two: Coop, typed: str) -> None:
    dan = Laptop(two, "dan")
    assert dan.reads("tally", typed)["proposal"] == "0001" and dan.status in (0, 11)
    assert "kettle" in dan.types("show", typed)


def test_a_vote_by_pull_request_is_a_vote_on_its_proposal(two: Coop) -> None:
    dan = Laptop(two, "dan")
    dan.types("vote", "pr/1", "for", "--yes")
    assert dan.status == 0 and two.hub.ref("refs/heads/vote/0002/dan")


def test_a_number_that_could_be_either_is_not_guessed(two: Coop) -> None:
    dan = Laptop(two, "dan")
    said = dan.types("tally", "#1")
    assert (
        dan.status == 2 and "pull request 1 (teapot) or proposal 0001 (kettle)" in said and "type pr/1 or 0001" in said
    )
    assert dan.reads("tally", "#2")["proposal"] == "0002"
    assert dan.reads("tally", "1")["proposal"] == "0001"


def test_a_pull_request_without_a_proposal_says_so(two: Coop) -> None:
    dan = Laptop(two, "dan")
    said = dan.types("tally", "pr/99")
    assert dan.status == 2 and "pull request 99 brought no proposal" in said and "govtool list proposals" in said


# From a fork --------------------------------------------------------------------------------------------------------


def test_a_clone_that_pushes_to_its_own_fork_takes_part_by_pull_requests(coop: Coop) -> None:
    """Fetched from the co-operative, pushed to the fork: git's own setting for that is all that is needed."""
    coop.open("alice", "kettle", MOTION)
    fork = coop.folder / "fork.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(coop.hub.folder), str(fork)], check=True)
    dan = Laptop(coop, "dan")
    dan.git("remote", "set-url", "--push", "origin", str(fork))
    said = dan.types("vote", "kettle", "for", "--yes")
    assert dan.status == 0, said
    oid = Git(fork).ref("refs/heads/vote/0001/dan")
    assert oid and coop.hub.ref("refs/heads/vote/0001/dan") is None
    # the forge shows it to the co-operative once the pull request is opened
    subprocess.run(["git", "fetch", "-q", str(fork), "+refs/heads/vote/0001/dan:refs/pull/4/head"],
                   cwd=coop.hub.folder, check=True)  # fmt: skip
    for _ in range(2):
        dan.types("status")
        assert dan.status == 0
    assert coop.run_clerk().done == ["0001 gathered 1 ballot"]
    said = dan.types("vote", "kettle", "against", "--yes")
    assert dan.status == 0, said
    assert Git(fork).ref("refs/heads/vote/0001/dan") != oid
