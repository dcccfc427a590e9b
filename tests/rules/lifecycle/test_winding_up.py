"""A co-operative ends in order: a vote, time for claims, nothing owed, and then nothing any more but proof."""

from __future__ import annotations

from pathlib import Path

from govtool.domain.constitution.ending import WindingUp, is_closed
from govtool.domain.money.account import owed
from govtool.roles.lifecycle.opening_sheet import read_opening
from tests.world.coop import Coop
from tests.world.due_process import last_digest, stated
from tests.world.people import FOUNDED_AT, organization, person
from tests.world.words import MOTION

WIND_UP = "- {action: wind-up, begin: true}"
CLAIMS = "P28D"
PAPER = "sha256:" + "d" * 64
CREDITORS = ("dan", "vera")


def wound_up(coop: Coop) -> Coop:
    coop.pass_("alice", "end", WIND_UP)
    coop.later(CLAIMS)
    return coop


def close(coop: Coop, by: str = "alice bob") -> set[str]:
    """Two people close the books; what the clerk says to the first, else to the second."""
    first, second = by.split()
    said = stated(coop, first, "close-books", {})
    return said or stated(coop, second, "countersign", {"confirms": last_digest(coop, first)})


def founded_with(coop: Coop, what: str) -> Coop:
    """A co-operative that was founded with wages owed, or with money."""
    text = f"currency: USD\n{what}\n"
    return coop.another(
        "with-money", records=dict(read_opening(text.encode(), "o.yaml", organization(), FOUNDED_AT, Path()))
    )


def owing(coop: Coop) -> Coop:
    """A co-operative that owes Dan, and Vera who never was a member."""
    rows = [f'{{creditor: {who}, amount_minor: 1, owed_on: "2025-01-31", document: "{PAPER}"}}' for who in CREDITORS]
    return founded_with(coop, f"debts: [{', '.join(rows)}]")


def test_books_are_closed_by_two_after_the_vote_and_the_time_for_claims(coop: Coop) -> None:
    number = coop.pass_("alice", "end", WIND_UP)
    found = WindingUp.of(coop.registry)
    assert coop.entry(number).asked[0].rule == "wind-up" and found is not None and found.proposal == number
    assert close(coop) == {"REFUSE:not_ready"}, "claims can be made"
    coop.later(CLAIMS)
    assert stated(coop, "alice", "close-books", {}) == set()
    assert stated(coop, "alice", "countersign", {"confirms": last_digest(coop, "alice")}) == {"REFUSE:own_case"}
    assert stated(coop, "bob", "countersign", {"confirms": last_digest(coop, "alice")}) == set()
    assert is_closed(coop.registry) and coop.audit().ok


def test_nothing_happens_after_the_last_minute_and_all_of_it_verifies(coop: Coop) -> None:
    assert close(wound_up(coop)) == set()
    last = coop.book.newest[0].number
    assert stated(coop, "carol", "resign", {}) == {"REFUSE:ended"}
    coop.propose("alice", "tea", MOTION)
    coop.run_clerk()
    assert coop.refused("proposal/tea") == {"REFUSE:ended"}
    assert coop.book.newest[0].number == last and coop.audit().ok


def test_what_somebody_pushes_afterwards_is_still_repaired(coop: Coop) -> None:
    assert close(wound_up(coop)) == set()
    coop.tamper("registry/bylaws.yaml", b"version: 1\n")
    assert coop.failed() == {"FAIL:unauthorised", "FAIL:tree_not_derived"}
    coop.run_clerk()
    assert coop.audit().ok and coop.warned() == {"WARN:void_span"} and is_closed(coop.registry)


def test_a_bad_clerk_adds_nothing_after_the_last_minute(coop: Coop) -> None:
    coop = wound_up(coop)
    oid = coop.state("carol", "resign")
    event, before = coop.taking(oid), coop.registry
    coop.hub.delete_ref("refs/heads/statement/carol/000001")
    assert close(coop) == set()
    coop.cheat(event, oid, on=before)
    assert coop.failed() == {"FAIL:ended"}


def test_nobody_comes_in_any_more_and_everything_else_goes_on(coop: Coop) -> None:
    coop.pass_("alice", "end", WIND_UP)
    coop.later("P27D")
    coop.propose("alice", "engage", "- {action: engage, person: vera, from_minutes: 0, to_minutes: 60}")
    coop.run_clerk()
    assert coop.refused("proposal/engage") == {"REFUSE:winding_up"}
    number = coop.open("alice", "tea", MOTION)
    coop.later("P1D")
    assert close(coop) == {"REFUSE:not_ready"}, "a vote is open"
    coop.finish(number)
    assert close(coop) == set() and coop.audit().ok


def test_who_was_voted_in_before_comes_in_no_more(coop: Coop) -> None:
    end = coop.open("alice", "end", WIND_UP)
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, end)
    coop.later("P14D")
    coop.run_clerk()
    engage = coop.open("alice", "engage", "- {action: engage, person: vera, from_minutes: 0, to_minutes: 60}")
    for voter in ("alice", "bob"):
        coop.vote(voter, engage)
    coop.finish(end)
    coop.finish(engage)
    enacted = coop.entry(engage).enacted
    assert enacted is not None and enacted.reason == "winding_up" and coop.audit().ok


def test_a_vote_can_decide_to_go_on(coop: Coop) -> None:
    wound_up(coop)
    coop.propose("alice", "again", WIND_UP)
    coop.run_clerk()
    assert coop.refused("proposal/again") == {"REFUSE:precondition"}
    coop.pass_("alice", "on", WIND_UP.replace("true", "false"))
    assert WindingUp.of(coop.registry) is None and close(coop) == {"REFUSE:not_ready"} and coop.audit().ok


def test_what_is_owed_comes_first_or_every_creditor_has_signed(coop: Coop) -> None:
    coop = wound_up(owing(coop))
    assert close(coop) == {"REFUSE:not_ready"}
    assert stated(coop, "alice", "accept-closing", {}) == {"REFUSE:precondition"}, "nobody owes her"
    assert stated(coop, "dan", "accept-closing", {}) == set()
    assert stated(coop, "dan", "accept-closing", {}) == {"REFUSE:precondition"}
    coop.run_clerk()
    assert not is_closed(coop.registry), "one is waited for"
    assert stated(coop, "vera", "accept-closing", {}) == set()
    assert close(coop) == set()
    assert is_closed(coop.registry)
    assert owed(coop.registry, "dan", coop.now) == 1, "it stays written"
    assert coop.audit().ok


def test_a_treasury_with_money_in_it_is_not_closed(coop: Coop) -> None:
    coop = founded_with(coop, f'treasury: [{{account: wages, amount_minor: 1, document: "{PAPER}"}}]')
    assert close(wound_up(coop)) == {"REFUSE:not_ready"}


def test_only_members_close_books_and_only_after_the_vote(coop: Coop) -> None:
    assert stated(coop, "alice", "close-books", {}) == {"REFUSE:not_ready"}
    assert stated(coop, "dan", "accept-closing", {}) == {"REFUSE:precondition"}
    wound_up(coop)
    assert stated(coop, "vera", "close-books", {}) == {"REFUSE:not_allowed"}


def test_who_is_alone_closes_the_books_alone(coop: Coop) -> None:
    coop = coop.another(people=[person("alice")])
    coop.pass_("alice", "end", WIND_UP, voters="alice")
    coop.later(CLAIMS)
    assert stated(coop, "alice", "close-books", {}) == set()
    assert is_closed(coop.registry) and coop.audit().ok
