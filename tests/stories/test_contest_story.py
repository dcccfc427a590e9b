"""A treasurer withholds a whole line for himself, in a real repository: what the payee does, and what an audit says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.threats.attack_money import DOCUMENT, PAY, both, owed, rich, stated
from tests.world.coop import Coop


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    return rich(Coop.copied(tmp_path_factory, tmp_path))


def test_what_the_treasurer_keeps_is_reported_until_two_others_have_brought_it_back(coop: Coop) -> None:
    coop.pass_("alice", "pay", PAY)
    kept = [{"what": "income tax", "to": "Alice Lee", "amount_minor": 3000}]
    lines = [{"creditor": "bob", "paid_minor": 0, "withheld": kept}]
    body = {"payout": 1, "paid_on": coop.now[:10], "lines": lines, "reference": "transfer 118"}
    assert stated(coop, "alice", "settle-payout", body) == set()
    assert coop.warned() == set() and owed(coop)["bob"] == 27000
    assert stated(coop, "bob", "contest-payment", {"payout": 1, "reason": "I pay my taxes myself"}) == set()
    assert coop.audit().ok and coop.warned() == {"WARN:contested"}
    confirm = {"payout": 1, "creditor": "bob", "document": DOCUMENT}
    assert both(coop, "alice", "dan", "confirm-payment", confirm) == {"REFUSE:precondition"}
    back = {"payout": 1, "creditor": "bob", "failed_on": coop.now[:10], "document": DOCUMENT, "whole": True}
    assert both(coop, "carol", "dan", "reverse-payment", back) == set()
    assert owed(coop)["bob"] == 30000 and coop.warned() == set()
    assert coop.audit().ok


def test_nobody_contests_in_the_name_of_another(coop: Coop) -> None:
    coop.pass_("alice", "pay", PAY)
    assert stated(coop, "dan", "contest-payment", {"payout": 1, "reason": "Not mine"}) == {"REFUSE:precondition"}
    assert stated(coop, "bob", "contest-payment", {"payout": 1, "reason": ""}) == {"REFUSE:schema"}
    assert coop.audit().ok
