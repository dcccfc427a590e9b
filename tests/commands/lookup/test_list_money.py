"""Records about money as `list` and `show` tell them: entries, budgets and the wage schedule."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.threats.attack_money import BUDGET, PAY, books
from tests.world.coop import Coop
from tests.world.laptop import Laptop

SHARE = "- {action: set-share, account: wages, to_share: 30%}"
WAGE = '- {action: set-wage, class: wage, from_minor: 0, to_minor: 2000, starts_on: "2026-11-20"}'
MORE = '- {action: set-wage, class: wage, from_minor: 2000, to_minor: 2100, starts_on: "2027-01-01"}'

POLICY = "- {action: adopt-policy, policy: wages, from_version: 0, title: How wages are meant, text: wages.md}"


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    return Coop.found(tmp_path / "coop", records=books(50000))


@pytest.fixture
def alice(coop: Coop) -> Laptop:
    return Laptop(coop, "alice")


def booked(coop: Coop, alice: Laptop, *typed: str) -> None:
    (alice.folder / "paper.pdf").write_text("Paper\n")
    alice.types("treasury", *typed)
    assert alice.status == 0
    coop.run_clerk()
    bob = Laptop(coop, "bob")
    bob.types("sign", "--yes")
    assert bob.status == 0
    coop.run_clerk()


def test_entries_are_listed_with_day_account_amount_and_what_for_within_80_columns(coop: Coop, alice: Laptop) -> None:
    for slug, action in (("share", SHARE), ("tea", BUDGET), ("pay", PAY)):
        coop.pass_("alice", slug, action)
    booked(coop, alice, "income", "100.00", "--source", "client", "--document", "paper.pdf")
    payee = ("--to", "The remarkably long name of a tea shop & coffee house in the old town")
    booked(coop, alice, "expense", "12.50", "--line", "year/tea", *payee, "--document", "paper.pdf")
    booked(coop, alice, "undo", "4")
    said = alice.types("list", "entries")
    lines = [line for line in said.splitlines() if line.startswith("  ")]
    day = coop.now[:10]
    assert lines[0].split() == ["entry", "day", "kind", "account", "amount", "USD", "for"]
    assert "      1  2026-11-01  opening     treasury      500.00  at the founding" in lines
    assert f"      3  {day}  income      treasury       70.00  client" in lines
    assert f"{'':33}wages          30.00" in lines
    assert f"      4  {day}  expense     treasury      -12.50  The remarkably long name" in lines
    assert f"      5  {day}  correction  treasury       12.50  year/tea, reverses 4" in lines
    payout = [line for line in lines if " payout " in line]
    assert payout and payout[0].endswith("-100.00  payout 1")
    assert f"{'':55}house in the old town," in lines and f"{'':55}year/tea" in lines
    assert max(map(len, lines)) <= 80


def test_a_list_of_entries_is_still_the_records_for_a_program(alice: Laptop) -> None:
    (first,) = alice.reads("list", "entries")
    assert (first["number"], first["kind"]) == (1, "opening")
    assert first["postings"] == [{"account": "treasury", "amount_minor": 50000}]


def test_budgets_are_listed_with_their_lines_also_those_that_are_over(coop: Coop, alice: Laptop) -> None:
    assert "Nothing yet: budgets." in alice.types("list", "budgets")
    coop.pass_("alice", "tea", BUDGET)
    coop.at("2028-02-01T10:00:00Z")
    said = alice.types("list", "budgets")
    assert "Budget year, 2026-01-01 to 2027-12-31:" in said
    assert "  tea   0.00  1000.00  1000.00  Tea, bob" in said
    assert "Budget year" not in alice.types("treasury")


def test_the_wage_schedule_is_listed_with_what_holds_today(coop: Coop, alice: Laptop) -> None:
    nothing = "nothing was decided yet, so an hour is paid 0.00 USD → govtool propose set-wage"
    assert nothing in alice.types("list", "wages") and alice.status == 0
    coop.pass_("alice", "wage", WAGE)
    coop.pass_("alice", "more", MORE)
    coop.at("2026-11-25T10:00:00Z")
    said = alice.types("list", "wages")
    assert "  wage  from 2026-11-20  20.00 USD  by proposal 0001  today\n" in said
    assert "  wage  from 2027-01-01  21.00 USD  by proposal 0002\n" in said
    assert alice.reads("list", "wages")[0]["rows"][0]["per_hour_minor"] == 2000


def test_wages_are_the_schedule_also_where_a_policy_bears_that_name(coop: Coop, alice: Laptop) -> None:
    assert "nothing was decided yet" in alice.types("show", "wages") and alice.status == 0
    assert "policy" not in alice.types("show", "wages")
    coop.pass_("alice", "wage", WAGE)
    coop.pass_("alice", "policy", POLICY, files={"wages.md": b"Fairly\n"})
    said = alice.types("show", "wages")
    assert "The wage schedule, what an hour is paid:" in said
    assert "  wage  from 2026-11-20  20.00 USD  by proposal 0001" in said
    assert "a policy has this name too: govtool show policy wages" in said
    assert alice.reads("show", "wages")["rows"][0]["per_hour_minor"] == 2000
    assert "How wages are meant" in alice.types("show", "policy", "wages")
    assert "rows:" in alice.types("show", "wages", "--as-filed")
    assert "3.6 wage schedule" in alice.types("show", "wage"), "the rule"
