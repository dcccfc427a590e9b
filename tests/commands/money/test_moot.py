"""Statements about money that came to nothing while they waited for a second person: what is told, and what goes on."""

from __future__ import annotations

from pathlib import Path

import pexpect
import pytest

from govtool.domain.money.treasury import treasury_of
from tests.threats.attack_money import PAY, books
from tests.world.coop import Coop
from tests.world.laptop import Laptop


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    """A payout was transferred; of Carol's line the treasurer says that it failed, and that it came; then an income."""
    coop = Coop.found(tmp_path / "coop", records=books(50000))
    coop.pass_("alice", "pay-100", PAY)
    alice = Laptop(coop, "alice")
    (alice.folder / "slip.pdf").write_text("Slip 1\n")
    for typed in (
        ("settle", "1", "--reference", "transfer 118"),
        ("failed", "1", "carol", "--document", "slip.pdf"),
        ("confirm", "1", "carol", "--document", "slip.pdf"),
        ("income", "70.00", "--source", "client", "--document", "slip.pdf"),
    ):
        alice.types("treasury", *typed)
        assert alice.status == 0
        coop.later("P1D")  # what waits is shown by the day on which it ends
        coop.run_clerk()
    return coop


# Signing ------------------------------------------------------------------------------------------------------------


def test_what_an_earlier_signature_settled_is_told_and_the_rest_is_signed(coop: Coop) -> None:
    bob = Laptop(coop, "bob")
    said = bob.types("sign", "--yes")
    assert bob.status == 10
    assert "Not signed, because nobody can sign it now: confirm-payment by alice" in said
    assert "no transfer of payout 1 to carol waits for its confirmation [precondition]" in said
    assert "→ alice can take it back: govtool retract 3\n" in said and "record it again" not in said
    assert said.count("signed and delivered") == 3
    coop.run_clerk()
    assert treasury_of(coop.registry).balance("treasury") == 50000 - 10000 + 4000 + 7000


def test_a_program_is_told_what_was_not_signed_and_why(coop: Coop) -> None:
    bob = Laptop(coop, "bob")
    data = bob.reads("sign", "--yes")
    assert bob.status == 10 and len(data["signed"]) == 3
    (left,) = data["not_signed"]
    assert left["kind"] == "countersign" and left["about"].startswith("confirm-payment by alice")
    assert [found["code"] for found in left["findings"]] == ["precondition"]


def test_in_a_walk_nobody_is_asked_for_what_an_earlier_answer_settled(coop: Coop) -> None:
    child = Laptop(coop, "bob").sits_down("sign")
    child.expect("Do you sign reverse-payment")
    child.sendline("y")
    child.expect("signed and delivered")
    child.expect("Not signed, because nobody can sign it now: confirm-payment by alice")
    child.expect("Do you sign (book-income|confirm-payment)")
    assert child.match is not None and child.match[1] == "book-income"
    child.sendline("y")
    child.expect("signed and delivered")
    child.expect("Do you sign that 30.00 USD of payout 1 reached you")
    child.sendline("n")
    child.expect("Nothing was signed")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 10


# Looking ------------------------------------------------------------------------------------------------------------


def test_what_nobody_can_sign_any_more_is_not_shown_as_waiting_but_how_it_is_taken_back(coop: Coop) -> None:
    bob, alice = Laptop(coop, "bob"), Laptop(coop, "alice")
    assert "nobody can sign" not in bob.types("treasury")
    waiting = bob.reads("treasury")["waiting"]
    assert [each["kind"] for each in waiting] == ["reverse-payment", "confirm-payment", "book-income"]
    bob.types("sign", waiting[0]["digest"], "--yes")
    assert bob.status == 0
    coop.run_clerk()
    data = bob.reads("treasury")
    assert [each["kind"] for each in data["waiting"]] == ["book-income"]
    assert [(each["kind"], each["findings"][0]["code"]) for each in data["stuck"]] == [
        ("confirm-payment", "precondition")
    ]
    said = bob.types("treasury")
    assert "alice records an income of " in said and "alice confirms that money of payout" not in said
    assert "nobody can sign statement 3 of alice (confirm-payment) now: the registry" in said
    assert "no transfer of payout 1 to carol waits" in said
    assert "alice can take it back: govtool retract 3" in said
    assert "confirm-payment by alice" not in bob.types("status")
    alice.types("retract", "3")
    coop.run_clerk()
    assert alice.status == 0 and "nobody can sign" not in alice.types("treasury")


def test_what_its_payee_contests_since_is_offered_to_nobody(coop: Coop) -> None:
    """The first person has lost the right to say so in the payee's place."""
    Laptop(coop, "carol").types("treasury", "contest", "1", "--reason", "nothing came")
    coop.run_clerk()
    dan = Laptop(coop, "dan")
    assert [each["kind"] for each in dan.reads("treasury")["stuck"]] == ["confirm-payment"]
    assert "carol disputes this payment" in dan.types("treasury")
    assert [each["about"].split()[0] for each in dan.reads("status")["sign"]] == ["reverse-payment", "book-income"]
