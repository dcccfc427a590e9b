"""What a second person signs is shown whole, and `sign --yes` signs nothing that it has just warned of."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.money.treasury import entry_of, treasury_of
from tests.threats.attack_money import BUDGET, PAY, books
from tests.world.coop import Coop
from tests.world.laptop import Laptop

TEA = ("treasury", "expense", "2.00", "--line", "year/tea", "--document", "invoice.pdf")


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    return Coop.found(tmp_path / "coop", records=books(50000))


@pytest.fixture
def alice(coop: Coop) -> Laptop:
    coop.pass_("alice", "tea", BUDGET)
    laptop = Laptop(coop, "alice")
    (laptop.folder / "invoice.pdf").write_text("Invoice 7\n")
    return laptop


def waiting(coop: Coop) -> list[str]:
    """The kinds of what waits for a second person."""
    return [awaited.kind for _, awaited in all_awaited(coop.registry, coop.now)]


# Who is paid ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Bob", "bob", "BOB", " bob ", "Ｂｏｂ"])
def test_a_payee_who_bears_a_member_s_name_is_asked_for(coop: Coop, alice: Laptop, typed: str) -> None:
    said = alice.types(*TEA, "--to", typed)
    assert alice.status == 2 and "is the name of a member (Bob, bob)" in said
    assert "--to-member bob" in said and f"--to-other {typed!r}" in said
    assert coop.hub.refs("refs/heads/statement/") == {}


@pytest.mark.parametrize("typed", ["Bobby", "The tea shop", "bob & sons"])
def test_any_other_payee_is_booked(coop: Coop, alice: Laptop, typed: str) -> None:
    alice.types(*TEA, "--to", typed)
    assert alice.status == 0


def test_a_namesake_is_recorded_as_no_member_and_the_second_person_reads_it(coop: Coop, alice: Laptop) -> None:
    said = alice.types(*TEA, "--to-other", "Bob")
    assert alice.status == 0 and "to Bob (not a member)" in said
    coop.run_clerk()
    (awaited,) = (found for _, found in all_awaited(coop.registry, coop.now))
    assert awaited.body["says"] == "not a member" and awaited.body["payee_name"] == "Bob"
    carol = Laptop(coop, "carol")
    said = carol.types("sign", "--yes")
    assert "payee name Bob, says not a member" in said
    assert "the payee bears the name of Bob (bob), and its author says that it is somebody else" in said
    assert waiting(coop) == ["book-expense"] and "Not signed, because there is a warning" in said
    digest = next(iter(dict(all_awaited(coop.registry, coop.now)))).removeprefix("sha256:")
    assert f"govtool sign {digest[:12]} --yes" in said
    carol.types("sign", digest[:12], "--yes")
    coop.run_clerk()
    booked = entry_of(coop.registry, treasury_of(coop.registry).entries)
    assert booked is not None and (booked.payee, booked.payee_member) == ("Bob", None)


def test_no_verdict_depends_on_a_name(coop: Coop, alice: Laptop) -> None:
    """Whoever states it with other tools is not refused; the second person is warned all the same."""
    alice.types(*TEA, "--to-other", "Bob")
    coop.run_clerk()
    body = dict(next(found for _, found in all_awaited(coop.registry, coop.now)).body)
    body.pop("says")
    coop.later("P1D")
    coop.state("alice", "book-expense", body)
    coop.run_clerk()
    assert coop.run.refused_branches == {} and waiting(coop) == ["book-expense", "book-expense"]
    assert "the payee bears the name of Bob (bob)\n" in Laptop(coop, "carol").types("sign")


def test_one_of_the_three_ways_to_name_a_payee_is_needed(alice: Laptop) -> None:
    for ways in ((), ("--to", "x", "--to-other", "Bob"), ("--to-member", "bob", "--to-other", "Bob")):
        assert "name the payee" in alice.types(*TEA, *ways) and alice.status == 2


# Shown whole ---------------------------------------------------------------------------------------------------------


def test_an_undoing_says_what_is_undone(coop: Coop, alice: Laptop) -> None:
    alice.types(*TEA, "--to", "The tea shop")
    coop.run_clerk()
    bob = Laptop(coop, "bob")
    said = bob.types("sign", "--yes")
    for part in ("amount 2.00 USD", "payee name The tea shop", "budget year", "line tea", "document sha256:"):
        assert part in said
    coop.run_clerk()
    number = treasury_of(coop.registry).entries
    whole = f"the expense of 2.00 USD, on {coop.now[:10]}, account 2.00 USD treasury, to The tea shop, budget year/tea"
    assert f"You reverse entry {number}, {whole}" in alice.types("treasury", "undo", str(number))
    coop.run_clerk()
    assert f"entry {number}, which is {whole}" in bob.types("status")
    assert f"entry {number}, which is {whole}" in bob.reads("sign", "--yes")["signed"][0]["about"]


def test_what_is_said_of_a_transfer_says_how_much_it_is(coop: Coop, alice: Laptop) -> None:
    coop.pass_("alice", "pay-100", PAY)
    tax = ("--withheld", "carol", "6.00", "income tax", "the tax office")
    alice.types("treasury", "settle", "1", "--reference", "transfer 118", *tax)
    coop.run_clerk()
    said = alice.types("treasury", "confirm", "1", "carol", "--document", "invoice.pdf")
    assert "You confirm that 34.00 USD of payout 1 reached carol." in said
    coop.later("P1D")
    coop.run_clerk()
    said = alice.types("treasury", "failed", "1", "carol", "--document", "invoice.pdf")
    assert "the transfer of 34.00 USD of payout 1 to carol failed" in said
    coop.run_clerk()
    said = Laptop(coop, "bob").types("sign")
    assert said.count("a line of 40.00 USD, 6.00 USD of it income tax to the tax office") == 2
    assert "so that 34.00 USD is owed again" in said and "whole" not in said
    alice.types("treasury", "failed", "1", "carol", "--document", "invoice.pdf", "--whole")
    coop.run_clerk()
    said = Laptop(coop, "bob").types("sign")
    assert "whole yes" in said and "so that 40.00 USD is owed again" in said and "True" not in said


# Warnings ------------------------------------------------------------------------------------------------------------


def test_yes_signs_nothing_that_there_is_a_warning_of(coop: Coop, alice: Laptop) -> None:
    income = ("treasury", "income", "70.00", "--source", "client", "--document", "invoice.pdf")
    for _ in range(2):
        alice.types(*income)
        coop.later("P1D")
        coop.run_clerk()
    alice.types(*income, "--on", "2026-10-01")
    coop.run_clerk()
    bob = Laptop(coop, "bob")
    data = bob.reads("sign", "--yes")
    assert (len(data["signed"]), bob.status) == (3, 0), "of three days"
    coop.run_clerk()
    alice.types(*income, "--on", "2026-10-01")
    coop.run_clerk()
    data = bob.reads("sign", "--yes")
    assert data["signed"] == [] and "is of the same paper, day and amount" in data["not_signed"][0]["warnings"][0]
    said = bob.types("sign", "--yes")
    assert "Not signed, because there is a warning" in said and "signed and delivered" not in said and bob.status == 0
    coop.run_clerk()
    assert waiting(coop) == ["book-income"]


def test_hours_that_stand_in_two_sheets_are_approved_by_themselves(coop: Coop, alice: Laptop) -> None:
    row = {"date": "2026-11-02", "minutes": 60, "task": "shelves"}
    coop.at("2026-11-18T10:00:00Z")
    for entries in ([row], [row], [{**row, "date": "2026-11-03"}]):
        coop.state("carol", "log-hours", {"entries": entries})
        coop.run_clerk()
    data = alice.reads("sign", "--yes")
    assert [item["about"] for item in data["signed"]] == ["1:00 hours of carol, in 1 of their sheets"]
    (left,) = data["not_signed"]
    assert left["about"].endswith("in 2 of their sheets, with entries that were recorded before")
    assert "carol/2026-11/1: in carol/2026-11/2 too" in left["warnings"][0]
