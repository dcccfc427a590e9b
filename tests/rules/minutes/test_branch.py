"""What branches are called: what people are told of them, and which names nobody may take."""

from __future__ import annotations

import pytest

from govtool.roles.clerk.push import blocks_others
from govtool.roles.minutes.branch import cargo, statement_branch, statement_on


@pytest.mark.parametrize(
    ("branch", "told", "told_bob"),
    [
        ("vote/0012/bob", "bob's vote on 0012", "your vote on 0012"),
        ("statement/bob/000120", "bob's statement 120", "your statement 120"),
        ("handover/bob", "bob's word on new keys of the clerk", "your word on new keys of the clerk"),
        ("application/frank", "frank's application", "frank's application"),
        ("proposal/new-roof", "the proposal new-roof", "the proposal new-roof"),
        ("holiday/pictures", "what lies on holiday/pictures", "what lies on holiday/pictures"),
    ],
)
def test_people_are_told_what_travels_and_not_how_its_branch_is_called(branch: str, told: str, told_bob: str) -> None:
    assert (cargo(branch), cargo(branch, "bob")) == (told, told_bob)


@pytest.mark.parametrize("number", [1, 999_999, 1_000_000, 10**12 - 1])
def test_a_branch_names_its_statement_and_lands_on_a_server_with_a_guard(number: int) -> None:
    branch = statement_branch("bob", number)
    assert statement_on(branch) == ("bob", number) and not blocks_others(branch)


NAMED_FOR_NONE = ["vote/0001/bob", "statement/bob", "statement/bob/1", "statement/bob/0000001", "statement/bob/00000x"]
NAMED_FOR_NONE += ["statement", "statement/Bob/000001", f"statement/bob/{'9' * 5000}"]


@pytest.mark.parametrize(
    "branch", [*NAMED_FOR_NONE, f"statement/bob/{'9' * 5000}", "statement", "statement/Bob/000001"]
)
def test_another_branch_is_named_for_no_statement(branch: str) -> None:
    assert statement_on(branch) is None


@pytest.mark.parametrize("branch", ["Main", "MAIN", "main/x", "Vote/0001/bob", "refs/heads/main", "Refs/x"])
def test_the_twin_of_a_branch_that_others_need_is_refused(branch: str) -> None:
    assert blocks_others(branch)


@pytest.mark.parametrize("branch", ["main", "mainly", "vote/0001/bob", "Feature/x"])
def test_other_branches_are_anybody_s(branch: str) -> None:
    assert not blocks_others(branch)
