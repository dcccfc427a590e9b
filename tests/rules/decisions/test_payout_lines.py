"""Whoever files, looks at or votes on a payout sees every line of it first, as it would be made now."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.domain.books.opening_balance import OpeningBalance
from tests.threats.attack_money import BUDGET, DOCUMENT, PAY, books
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import FOUNDED_AT, MINUTES_A_WEEK, person

LINES = """alice  30.00   300.00      270.00
    bob    30.00   300.00      270.00
    carol  40.00   400.00      360.00"""


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    return Coop.found(tmp_path / "coop", records=books(50000))


def propose(laptop: Laptop, amount: str, *more: str) -> str:
    return laptop.types("propose", "pay-debts", "--amount", amount, "--from", "treasury", "--yes", *more)


def test_every_line_is_shown_before_it_is_filed_and_before_anybody_votes(coop: Coop) -> None:
    bob = Laptop(coop, "bob")
    said = propose(bob, "100")
    assert bob.status == 0
    assert "It pays 100.00 USD of the wages owed from treasury, to everybody in proportion:" in said and LINES in said
    coop.run_clerk()
    carol = Laptop(coop, "carol")
    assert LINES in carol.types("show", "1")
    assert LINES in carol.types("vote", "1") and carol.status == 2
    walk = carol.sits_down("vote")
    walk.expect("carol  40.00   400.00      360.00")
    walk.expect("Your vote")
    walk.sendline("skip")
    walk.wait()


def test_who_has_chosen_sees_every_line_before_the_ballot_is_signed(coop: Coop) -> None:
    coop.open("alice", "pay-100", PAY)
    carol = Laptop(coop, "carol")
    said = carol.types("vote", "1", "for")
    assert carol.status == 0 and said.index(LINES) < said.index("Your vote on 0001")
    assert "all of it, word for word: govtool show 0001" in said


def test_the_lines_stand_in_the_place_of_the_records_that_say_the_same(coop: Coop) -> None:
    said = propose(Laptop(coop, "bob"), "100")
    assert "    payouts: 0.00 USD → 100.00 USD\n    treasury: 500.00 USD → 400.00 USD\n" in said
    assert "what these lines say, written into 7 records of the books" in said
    assert "registry/accounts" not in said and "registry/payouts" not in said and "registry/settlements" not in said
    assert "registry/treasury" not in said
    coop.run_clerk()
    shown = Laptop(coop, "carol").reads("show", "1")["effects"]
    assert len(shown["files"]) == 7, "a program reads each"
    assert shown["accounts"] == ["payouts: 0.00 USD → 100.00 USD", "treasury: 500.00 USD → 400.00 USD"]


def test_shares_that_change_with_the_accounts_are_shown_beside_their_sums(coop: Coop) -> None:
    shares = "- {action: set-share, account: tools, to_share: 10%}"
    coop.open("alice", "both", f"{PAY}\n{shares}")
    said = Laptop(coop, "carol").types("show", "1")
    assert "treasury: 500.00 USD → 400.00 USD" in said and "registry/treasury.yaml" in said and "10%" in said


def test_what_is_asked_for_beside_a_payout_is_shown_as_before(coop: Coop) -> None:
    coop.open("alice", "both", f"{PAY}\n{BUDGET}")
    said = Laptop(coop, "carol").types("show", "1")
    assert LINES in said and "registry/budgets/" in said and "registry/accounts" not in said


def test_what_else_moves_money_is_not_taken_for_the_payout(coop: Coop) -> None:
    more = "- {action: transfer-funds, amount_minor: 700, from: treasury, to: tools}"
    raised = '- {action: correct-debt, creditor: bob, amount_minor: 500, owed_on: "2026-01-05", reason: a bonus}'
    coop.open("alice", "three", f"{PAY}\n{more}\n{raised}")
    said = Laptop(coop, "carol").types("show", "1")
    assert LINES in said and "written into 6 records of the books" in said
    assert "registry/treasury/" in said and 'kind: "transfer"' in said and 'kind: "payout"' not in said
    assert "registry/accounts/b/bo/bob.yaml" in said and "registry/accounts/a/al/alice.yaml" not in said


def test_of_two_payouts_in_one_proposal_the_second_begins_where_the_first_ends(coop: Coop) -> None:
    coop.open("alice", "twice", f"{PAY}\n{PAY}")
    first, second = Laptop(coop, "carol").reads("show", "1")["effects"]["payouts"]
    assert first["lines"][2] == {"creditor": "carol", "owed_minor": 40000, "amount_minor": 4000}
    assert second["lines"][2] == {"creditor": "carol", "owed_minor": 36000, "amount_minor": 4000}


def test_a_program_reads_the_lines_too(coop: Coop) -> None:
    coop.open("alice", "pay-100", PAY)
    (payout,) = Laptop(coop, "carol").reads("show", "1")["effects"]["payouts"]
    assert payout["lines"][2] == {"creditor": "carol", "owed_minor": 40000, "amount_minor": 4000}
    assert (payout["voted_minor"], payout["unallocated_minor"], payout["account"]) == (10000, 0, "treasury")


def test_the_lines_that_were_shown_are_the_lines_that_are_made(coop: Coop) -> None:
    coop.open("alice", "pay-100", PAY)
    (payout,) = Laptop(coop, "carol").reads("show", "1")["effects"]["payouts"]
    shown = {line["creditor"]: line["amount_minor"] for line in payout["lines"]}
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        coop.vote(voter, "0001", "for")
    coop.finish("0001")
    owed = {row["creditor"]: row["owed_minor"] for row in Laptop(coop, "dan").reads("owed")["owed"]}
    assert owed == {"alice": 30000 - shown["alice"], "bob": 30000 - shown["bob"], "carol": 40000 - shown["carol"]}


def test_what_is_more_than_is_owed_is_said_to_stay(tmp_path: Path) -> None:
    coop = Coop.found(tmp_path / "rich", records=books(200000))
    said = propose(Laptop(coop, "bob"), "1500.00")
    assert "500.00 USD more than is owed stays in treasury" in said


def test_lines_are_shown_also_where_the_funds_are_short(coop: Coop) -> None:
    bob = Laptop(coop, "bob")
    said = propose(bob, "600.00")
    assert "alice  180.00   300.00      120.00" in said
    coop.run_clerk()
    assert "alice  180.00   300.00      120.00" in bob.types("show", "1")


def test_other_proposals_show_no_payout(coop: Coop) -> None:
    coop.open("alice", "year", BUDGET)
    carol = Laptop(coop, "carol")
    assert "wages owed it pays" not in carol.types("show", "1")
    assert carol.reads("show", "1")["effects"]["payouts"] == []


def test_of_a_payout_to_many_who_has_chosen_sees_their_own_line_and_the_sum_of_the_others(tmp_path: Path) -> None:
    names = [*(f"worker{number}" for number in range(12)), "bob"]
    rows = [{"creditor": name, "amount_minor": 1000, "owed_on": "2026-01-01", "document": DOCUMENT} for name in names]
    pots = [{"account": "treasury", "amount_minor": 50000, "document": DOCUMENT}]
    opening = OpeningBalance.read({"currency": "USD", "debts": rows, "treasury": pots})
    people = [person(name) for name in (*MINUTES_A_WEEK, *names[:-1])]
    coop = Coop.found(tmp_path / "many", people=people, records=opening.records(FOUNDED_AT))
    bob = Laptop(coop, "bob")
    said = propose(bob, "65.00")
    assert "worker11  5.00    10.00        5.00" in said and "registry/accounts" not in said
    coop.run_clerk()
    said = bob.types("vote", "1", "for")
    assert "bob         5.00    10.00        5.00" in said and "12 others  60.00   120.00       60.00" in said
    assert "worker11" not in said and "govtool show 0001" in said, "my line, the others' sum, and where all of them are"
    assert "worker11" in bob.types("show", "1")


@pytest.mark.parametrize("amount", ["100.001", "1,000.00", "-100", "100 EUR", "1e2", "0"])
def test_an_amount_that_is_none_is_not_filed(coop: Coop, amount: str) -> None:
    bob = Laptop(coop, "bob")
    bob.types("propose", "pay-debts", f"--amount={amount}", "--from", "treasury", "--yes")
    assert bob.status in (2, 10)
