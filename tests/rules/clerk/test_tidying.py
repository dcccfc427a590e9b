"""The clerk deletes a branch only if main has held its very commit for 90 days, and nothing about it can still come."""

from __future__ import annotations

import pytest

from govtool.core.times import add
from govtool.roles.clerk import tidying
from govtool.roles.clerk.tidying import Tidied, tidy
from govtool.roles.minutes.book import Book
from tests.world.coop import Coop
from tests.world.newcomer import sends_letter, with_kitchen
from tests.world.words import MOTION

BALLOTS = tuple(f"vote/0001/{name}" for name in ("alice", "bob", "carol", "dan", "erin"))


def tidied(coop: Coop) -> Tidied:
    return tidy(coop.remote, coop.now, coop._load)


def branches(coop: Coop) -> set[str]:
    return {name.removeprefix("refs/heads/") for name in coop.hub.refs("refs/heads/")}


@pytest.fixture
def held(coop: Coop) -> Coop:
    """A passed proposal with five ballots, which came into main with its decision."""
    coop.pass_("alice", "kettle", MOTION)
    return coop


def turned(coop: Coop, days: str) -> None:
    """Turns the clock to so long after the newest minute."""
    coop.at(add(coop.book.newest[0].at, days))


def test_ballots_and_the_filing_go_after_90_days_and_the_receipts_stay(held: Coop) -> None:
    turned(held, "P90D")
    assert held.entry("0001").is_closed and set(BALLOTS) < branches(held)
    found = tidied(held)
    assert found.problem is None and found.remaining == 0
    assert set(BALLOTS) <= set(found.deleted)
    assert "main" in branches(held) and "gather/0001" in branches(held) and "filing/0001" in branches(held)
    assert not any(name.startswith("vote/") for name in branches(held))
    assert tidied(held) == Tidied(), "twice is once"
    assert held.audit().ok


def test_after_89_days_it_deletes_nothing(coop: Coop) -> None:
    coop.state("bob", "resign")
    coop.run_clerk()
    turned(coop, "P89D")
    assert tidied(coop).deleted == ()
    turned(coop, "P90D")
    assert tidied(coop).deleted == ("statement/bob/000001",)
    assert "statement/bob/000001" not in branches(coop)


def test_a_branch_that_holds_another_commit_than_main_is_left(held: Coop) -> None:
    tree = held.hub.loose_commit(held.head).tree
    newer = held.commit(tree, (held.hub.ref("refs/heads/vote/0001/bob") or "",), "More\n", None)
    held.hub.set_ref("refs/heads/vote/0001/bob", newer)
    turned(held, "P90D")
    assert "vote/0001/bob" not in tidied(held).deleted
    assert held.hub.ref("refs/heads/vote/0001/bob") == newer


def test_a_branch_that_moves_between_the_look_and_the_deletion_is_left(held: Coop) -> None:
    turned(held, "P90D")
    tree = held.hub.loose_commit(held.head).tree
    newer = held.commit(tree, (held.head,), "More\n", None)

    def load(head: str) -> Book:
        held.hub.set_ref("refs/heads/vote/0001/bob", newer)
        return held._load(head)

    found = tidy(held.remote, held.now, load)
    assert found.problem is None and "vote/0001/bob" not in found.deleted and "vote/0001/carol" in found.deleted
    assert held.hub.ref("refs/heads/vote/0001/bob") == newer


def test_a_draft_that_begins_at_an_old_commit_of_main_is_left(held: Coop) -> None:
    held.hub.set_ref("refs/heads/proposal/idea", held.head)
    turned(held, "P90D")
    assert "proposal/idea" not in tidied(held).deleted


def test_an_application_is_left_until_it_is_settled(coop: Coop) -> None:
    kitchen = with_kitchen(coop)
    digest = sends_letter(kitchen, "frank")
    kitchen.state("alice", "receive", {"candidate": "frank", "letter": digest})
    kitchen.run_clerk()
    assert kitchen.member("frank").membership == "applicant"
    turned(kitchen, "P90D")
    assert tidied(kitchen).deleted == ("statement/alice/000001",)
    kitchen.state("frank", "withdraw-application")
    kitchen.run_clerk()
    assert kitchen.member("frank").membership == "none"
    assert tidied(kitchen).deleted == ("application/frank",)


def test_one_run_deletes_a_bounded_number(held: Coop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "MOST_DELETED", 2)
    turned(held, "P90D")
    first = tidied(held)
    assert len(first.deleted) == 2 and first.remaining >= 3
    while tidied(held).deleted:
        pass
    assert not any(name.startswith("vote/") for name in branches(held))


def test_a_host_that_keeps_one_branch_keeps_no_other(held: Coop) -> None:
    hook = held.folder / "hub.git" / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\n[ "$1" != refs/heads/vote/0001/bob ] || { echo "kept here"; exit 1; }\n')
    hook.chmod(0o755)
    turned(held, "P90D")
    found = tidied(held)
    assert found.problem is not None and "kept here" in found.problem.message and found.remaining == 1
    assert "vote/0001/carol" in found.deleted and "vote/0001/bob" in branches(held)


def test_a_rejected_proposal_s_text_is_not_in_main_so_its_branch_is_left(coop: Coop) -> None:
    coop.pass_("alice", "kettle", MOTION, voters="")
    turned(coop, "P90D")
    assert coop.entry("0001").is_closed and coop.entry("0001").status == "rejected"
    assert tidied(coop) == Tidied() and "proposal/kettle" in branches(coop)
