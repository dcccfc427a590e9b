"""The record of an affiliate: its signers, its mandates, and when it belongs to the federation."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.times import add, subtract
from govtool.domain.constitution.affiliate import Affiliate, Mandate
from tests.world.people import FOUNDED_AT, refusal
from tests.world.quarrel import affiliate

UNTIL = add(FOUNDED_AT, "P10D")


def mandate(**changes: Any) -> Mandate:
    """Two of three act in disputes."""
    return Mandate.read({"what": "case", "by": ["ada", "ben", "cleo"], "need": 2, "until": UNTIL, **changes})


def commune(**changes: Any) -> Affiliate:
    """An affiliate with that mandate only."""
    return affiliate("commune", 3).changed(mandates=(mandate(),), **changes)


@pytest.mark.parametrize(
    "changes", [{"need": 4}, {"need": 0}, {"by": ["ben", "ada"]}, {"by": ["ada", "ada"]}, {"by": []}]
)
def test_a_mandate_names_each_person_once_and_needs_no_more(changes: dict[str, Any]) -> None:
    assert refusal(lambda: mandate(**changes)) == {"schema"}


def test_so_many_of_those_named_act_together_until_it_ends() -> None:
    found, last = commune(), subtract(UNTIL, "PT1M")
    assert not found.is_empowered("case", {"ada", "dov"}, last) and found.is_empowered("case", {"ada", "ben"}, last)
    assert not found.is_empowered("leave", {"ada", "ben"}, last) and not found.has_mandate("leave", "ada", last)
    assert found.has_mandate("case", "ada", last) and not found.has_mandate("case", "dov", last)
    assert not found.is_empowered("case", {"ada", "ben"}, UNTIL) and not found.has_mandate("case", "ada", UNTIL)


def test_two_mandates_do_not_add_up() -> None:
    both = commune().changed(mandates=(mandate(by=["ada", "ben"]), mandate(by=["cleo", "dov"])))
    assert not both.is_empowered("case", {"ada", "cleo"}, FOUNDED_AT)
    assert both.is_empowered("case", {"cleo", "dov"}, FOUNDED_AT)


def test_nobody_acts_for_an_affiliate_that_has_left() -> None:
    gone, last = commune(ends_at=add(FOUNDED_AT, "P1D"), end="left"), subtract(add(FOUNDED_AT, "P1D"), "PT1M")
    assert gone.belongs(last) and gone.is_empowered("case", {"ada", "ben"}, last)
    after = add(FOUNDED_AT, "P1D")
    assert not gone.belongs(after) and not gone.is_empowered("case", {"ada", "ben"}, after)
    assert not gone.has_mandate("case", "ada", after)


@pytest.mark.parametrize(
    "changes",
    [
        {"decides": "signers"},
        {"signers": ["ada"], "need": 1},
        {"need": 1},
        {"decides": "signers", "signers": ["ada"]},
        {"decides": "signers", "signers": ["ada"], "need": 2},
        {"decides": "signers", "signers": ["ben", "ada"], "need": 1},
    ],
)
def test_signers_and_their_number_go_with_how_it_decides(changes: dict[str, Any]) -> None:
    assert refusal(lambda: commune(**changes)) == {"schema"}
    assert commune(decides="signers", signers=["ada", "ben"], need=2).need == 2
