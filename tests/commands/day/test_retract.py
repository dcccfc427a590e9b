"""What people type who stated something that two must sign, and want it back."""

from __future__ import annotations

from govtool.domain.decisions.countersignature import all_awaited
from tests.world.coop import Coop
from tests.world.laptop import Laptop

DOCUMENT = "sha256:" + "d" * 64


def book(coop: Coop, amount: int) -> None:
    body = {"amount_minor": amount, "currency": "USD", "received_on": coop.now[:10], "source": "client"}
    coop.state("alice", "book-income", body | {"document": DOCUMENT})
    coop.run_clerk()


def test_the_only_one_that_waits_is_taken_back_without_its_number(coop: Coop) -> None:
    book(coop, 700)
    alice = Laptop(coop, "alice")
    said = alice.types("retract")
    assert "You take back your statement 1 (book-income); nobody can sign it any more." in said
    coop.run_clerk()
    assert list(all_awaited(coop.registry, coop.now)) == [] and coop.audit().ok
    assert "no such statement of yours waits" in alice.types("retract") and alice.status == 2


def test_of_several_the_number_says_which(coop: Coop) -> None:
    book(coop, 700)
    book(coop, 700)
    alice, bob = Laptop(coop, "alice"), Laptop(coop, "bob")
    said = alice.types("retract")
    assert alice.status == 2 and "these wait: 1 (book-income" in said and "govtool retract 1" in said
    assert bob.types("retract", "2") and bob.status == 2, "it is not his"
    alice.types("retract", "2")
    coop.run_clerk()
    assert [each.statement for _, each in all_awaited(coop.registry, coop.now)] == [1]
