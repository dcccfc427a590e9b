"""docs/explanation/majority.md promises nothing without a test, and names every decision that the bylaws guard."""

from __future__ import annotations

import pytest

from govtool.domain.constitution.guard import GUARDS
from tests.docs.test_trust import ATTACK, REFERENCE, problem_of, rows
from tests.threats.threats import THREATS
from tests.world.place import ROOT

PAGE = ROOT / "docs" / "explanation" / "majority.md"
TRIED = {threat.id for threat in THREATS if threat.attack is not None}
NAMED = {
    "amend-bylaws": "amend the bylaws",
    "change-clerk": "change the clerk's keys",
    "wind-up": "wind up",
    "expel": "expel",
    "confirm-expulsion": "confirm an expulsion",
    "incapacity": "death or incapacity",
    "dormant": "absent members",
    "rekey": "new keys for a member",
}


def test_there_are_limits_on_the_page() -> None:
    assert len(rows(PAGE)) > 20


@pytest.mark.parametrize("row", rows(PAGE), ids=lambda row: row[0][:40])
def test_every_limit_names_tests_that_there_are(row: list[str]) -> None:
    tests, attacks = REFERENCE.findall(row[-1]), ATTACK.findall(row[-1])
    assert tests or attacks, row
    assert not [problem for test in tests if (problem := problem_of(*test))]
    assert set(attacks) <= TRIED


def test_every_guarded_decision_is_named() -> None:
    text = PAGE.read_text("utf-8")
    assert NAMED.keys() == GUARDS.keys()
    assert all(words in text for words in NAMED.values())
