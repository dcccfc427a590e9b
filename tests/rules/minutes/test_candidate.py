"""Where a paper is looked for below the head of a branch: all parents, breadth first, up to two bounds."""

from __future__ import annotations

import pytest

from govtool.core.ids import CommitId
from govtool.io.git.git import MAX_PUSHED
from govtool.roles.minutes.candidate import MAX_SEARCHED, MAX_SEARCHED_BYTES, Candidates
from tests.world.coop import Coop
from tests.world.words import MOTION


@pytest.fixture
def number(coop: Coop) -> str:
    return coop.open("alice", "kettle", MOTION)


def found(coop: Coop, number: str) -> list[CommitId]:
    coop.remote.fetch()
    return Candidates(coop.desk, coop.remote).ballots(coop.entry(number))


def on_top(coop: Coop, branch: str, count: int, text: str = "On top", *others: CommitId) -> CommitId:
    oid = coop.hub.ref(f"refs/heads/{branch}") or ""
    for place in range(count):
        oid = coop.commit(coop.hub.loose_commit(oid).tree, (*others, oid), f"{text} {place}\n", None)
    coop.hub.set_ref(f"refs/heads/{branch}", oid)
    return oid


@pytest.mark.parametrize("count", [0, 1, 51, MAX_SEARCHED - 1])
def test_a_ballot_is_found_below_so_many_commits(coop: Coop, number: str, count: int) -> None:
    ballot = coop.vote("bob", number)
    on_top(coop, f"vote/{number}/bob", count)
    assert found(coop, number) == [ballot]


def test_beyond_the_bound_the_head_alone_is_told(coop: Coop, number: str) -> None:
    coop.vote("bob", number)
    head = on_top(coop, f"vote/{number}/bob", MAX_SEARCHED)
    assert found(coop, number) == [head]


def test_a_ballot_is_found_below_the_second_parent_of_a_merge_of_main(coop: Coop, number: str) -> None:
    ballot = coop.vote("bob", number)
    for place in range(30):
        coop.push_raw("main", {f"docs/{place}.md": b"x\n"})
    on_top(coop, f"vote/{number}/bob", 3, "Update", coop.head)
    assert found(coop, number) == [ballot]


def test_all_ballots_of_a_branch_are_candidates_the_nearest_first(coop: Coop, number: str) -> None:
    first = coop.vote("bob", number, "for")
    second = coop.vote("bob", number, "against", cast=2)
    tree = coop.hub.loose_commit(first).tree
    merge = coop.commit(tree, (second, first), "Merge\n", None)
    coop.hub.set_ref(f"refs/heads/vote/{number}/bob", merge)
    assert found(coop, number) == [second, first]


def test_the_bytes_that_are_read_have_a_bound(coop: Coop, number: str) -> None:
    ballot = coop.vote("bob", number)
    branch, text = f"vote/{number}/bob", "x" * (MAX_PUSHED - 1000)
    on_top(coop, branch, MAX_SEARCHED_BYTES // MAX_PUSHED - 1, text)
    assert found(coop, number) == [ballot]
    head = on_top(coop, branch, 2, text)
    assert found(coop, number) == [head]


def test_a_commit_that_is_too_large_is_passed_over_and_what_lies_beside_it_is_found(coop: Coop, number: str) -> None:
    ballot = coop.vote("bob", number)
    tree = coop.hub.loose_commit(ballot).tree
    large = coop.commit(tree, (ballot,), "x" * MAX_PUSHED + "\n", None)
    branch = f"refs/heads/vote/{number}/bob"
    coop.hub.set_ref(branch, coop.commit(tree, (large,), "On top\n", None))
    assert found(coop, number) == [coop.hub.ref(branch)]
    coop.hub.set_ref(branch, coop.commit(tree, (large, ballot), "On top\n", None))
    assert found(coop, number) == [ballot]


def test_a_pull_request_that_is_too_large_is_named_and_hides_no_other(coop: Coop, number: str) -> None:
    ballot = coop.vote("bob", number)
    coop.hub.set_ref("refs/pull/8/head", ballot)
    coop.hub.delete_ref(f"refs/heads/vote/{number}/bob")
    large = coop.commit(coop.hub.loose_commit(ballot).tree, (coop.head,), "x" * MAX_PUSHED + "\n", None)
    coop.hub.set_ref("refs/pull/7/head", large)
    assert found(coop, number) == [ballot]
    unread = Candidates(coop.desk, coop.remote).unread
    assert {name: [one.code for one in reasons] for name, (_, reasons) in unread.items()} == {"pull/7": ["limits"]}
