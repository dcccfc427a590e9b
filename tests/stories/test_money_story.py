"""The founding document's example on a real repository: 1000.00 is owed as 300, 300 and 400, and 100.00 is paid."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.core.canonical import emit
from govtool.core.ids import digest_of
from govtool.domain.books.ledger import check
from govtool.domain.decisions.statement import Statement
from govtool.domain.money.account import Account
from govtool.domain.money.payout import Payout
from govtool.domain.money.treasury import Entry, treasury_of
from govtool.roles.money.signature_service import awaiting
from tests.threats.attack_money import DOCUMENT, OWED, PAY, books, income, owed, stated
from tests.world.coop import Coop
from tests.world.golden import example
from tests.world.laptop import Laptop
from tests.world.people import codes

PAYOUT = "registry/payouts/2026/000001.yaml"


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    return Coop.found(tmp_path / "coop", records=books(0))


def test_wages_are_paid_from_a_vote_to_the_payees_receipts(coop: Coop) -> None:
    # A client pays. Alice books it, and Bob, whom `govtool sign` asks, signs it too.
    assert stated(coop, "alice", "book-income", income(coop, amount_minor=50000)) == set()
    asked = list(awaiting(coop.registry, coop.member("bob"), coop.now))
    assert [kind for kind, _, _ in asked] == ["countersign"] and "amount 500.00 USD" in asked[0][1]
    assert list(awaiting(coop.registry, coop.member("alice"), coop.now)) == []
    assert stated(coop, "bob", "countersign", asked[0][2]) == set()

    # The members vote 100.00, and the program divides it.
    number = coop.pass_("alice", "pay-100", PAY)
    assert coop.entry(number).status == "passed"
    payout = coop.registry.get(Payout, PAYOUT)
    assert payout is not None and payout.proposal == number
    assert {line.creditor: line.amount_minor for line in payout.lines} == {"alice": 3000, "bob": 3000, "carol": 4000}
    assert owed(coop) == {"alice": 27000, "bob": 27000, "carol": 36000}
    assert treasury_of(coop.registry).balance("treasury") == 40000

    # The bank transfers; Carol's transfer comes back.
    lines = [{"creditor": name, "paid_minor": amount // 10} for name, amount in OWED.items()]
    body = {"payout": 1, "paid_on": coop.now[:10], "lines": lines, "reference": "transfer 118"}
    assert stated(coop, "alice", "settle-payout", body) == set()
    for name in ("alice", "bob"):
        asked = list(awaiting(coop.registry, coop.member(name), coop.now))
        assert [kind for kind, _, _ in asked] == ["confirm-payment"]
        assert stated(coop, name, *asked[0][::2]) == set()
    back: dict[str, object] = {"payout": 1, "creditor": "carol", "failed_on": coop.now[:10], "document": DOCUMENT}
    assert stated(coop, "alice", "reverse-payment", back) == set()
    first = digest_of(coop.file(Statement.home.path("alice", 4)) or b"")
    assert stated(coop, "bob", "countersign", {"confirms": first}) == set()
    assert owed(coop) == {"alice": 27000, "bob": 27000, "carol": 40000}
    assert treasury_of(coop.registry).balance("treasury") == 44000
    assert coop.registry.names("registry/settlements/open") == ()
    assert coop.audit().ok and coop.warned() == set()
    assert list(check(coop.registry)) == []


def test_a_member_finds_with_govtool_sign_what_waits_for_them(coop: Coop) -> None:
    assert stated(coop, "alice", "book-income", income(coop, amount_minor=50000)) == set()
    bob = Laptop(coop, "bob")
    assert "book-income by alice: amount 500.00 USD" in bob.types("status") + bob.types("sign")
    assert bob.status == 2, "there is no terminal to ask on, so it is shown and not signed"
    said = bob.types("sign", "--yes")
    assert bob.status == 0, said
    assert "Nothing waits" in bob.types("sign")
    coop.run_clerk()
    assert treasury_of(coop.registry).balance("treasury") == 50000
    assert Laptop(coop, "carol").reads("status")["sign"] == [], "what was seconded waits for nobody"


def test_a_cent_that_was_moved_by_hand_fails_the_audit_with_its_file_and_commit(coop: Coop) -> None:
    path = "registry/accounts/a/al/alice.yaml"
    account = coop.registry.get(Account, path)
    assert account is not None
    item = account.items[0].changed(remaining_minor=30001)
    commit = coop.tamper(path, emit(account.changed(items=(item,), accrued_minor=30001).data()))
    found = [each for each in coop.audit().findings if each.path == path]
    assert found and {each.commit for each in found} == {commit}
    coop.run_clerk()
    assert owed(coop) == OWED and coop.audit().ok and coop.warned() == {"WARN:void_span"}


def test_an_entry_of_the_treasury_that_is_added_by_hand_has_no_authority(coop: Coop) -> None:
    path, entry = example(Entry)
    coop.tamper(path, emit(entry.data()))
    assert codes(coop.audit()) >= {"unauthorised"}
