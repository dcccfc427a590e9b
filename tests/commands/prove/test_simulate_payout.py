"""The reference cases of payouts, by the command, and by the vote that pays: the same function, to the unit."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from govtool.cli.main import run
from govtool.domain.money.payout import Payout
from tests.world.money import Books
from tests.world.people import refusal
from tests.world.place import DATA

FILE = DATA / "payout.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
PAID = [case for case in CASES if "lines" in case["expect"]]


def test_the_command_gives_every_expectation(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", "payout", str(FILE), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"name": case["name"], **case["expect"]} for case in CASES]


@pytest.mark.parametrize("case", PAID, ids=lambda case: case["name"])
def test_the_vote_on_a_payout_divides_as_the_reference_does(case: dict[str, Any]) -> None:
    books = Books()
    # An id has two characters at least; the order of the ids stays.
    books.owe(*((f"p-{debt['creditor']}", debt["owed_minor"], debt["since"]) for debt in case["debts"]))
    books.earn(case["amount_minor"])
    pay = f"- {{action: pay-debts, amount_minor: {case['amount_minor']}, from: treasury}}"
    assert books.pass_(pay) == "enacted"
    payout = books.registry.get(Payout, "registry/payouts/2026/000001.yaml")
    assert payout is not None
    assert {line.creditor[2:]: line.amount_minor for line in payout.lines} == case["expect"]["lines"]
    assert books.balance() == payout.voted_minor - payout.amount_minor == case["expect"]["unallocated"]
    books.check()


def test_where_nothing_is_owed_there_is_nothing_to_vote_on() -> None:
    books = Books()
    books.earn(100)
    assert refusal(lambda: books.open("- {action: pay-debts, amount_minor: 100, from: treasury}")) == {"nothing_owed"}
