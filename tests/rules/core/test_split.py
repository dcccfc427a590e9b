"""The split of a payment: the reference cases and the laws."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.simulation import differences, payout_cases
from govtool.core.split import Debt, SplitError, split
from tests.world.place import DATA

CASES: list[dict[str, Any]] = yaml.safe_load((DATA / "payout.yaml").read_text(encoding="utf-8"))
DEBTS = st.lists(
    st.tuples(st.integers(0, 10**15) | st.integers(0, 20), st.integers(1, 28)), min_size=1, max_size=12
).map(
    lambda rows: [Debt(f"p{place}", owed, f"2026-01-{day:02d}") for place, (owed, day) in enumerate(rows)]
)  # fmt: skip
AMOUNTS = st.integers(1, 10**16) | st.integers(1, 100)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_reference_case(case: dict[str, Any]) -> None:
    assert payout_cases([case]) == [{"name": case["name"], **case["expect"]}]
    assert differences([case], payout_cases([case])) == [()]


@given(AMOUNTS, DEBTS)
def test_every_unit_is_accounted_for_and_nobody_gets_more_than_is_owed(amount: int, debts: list[Debt]) -> None:
    owed = {debt.creditor: debt.owed_minor for debt in debts if debt.owed_minor}
    if not owed:
        with pytest.raises(SplitError) as caught:
            split(amount, debts)
        assert caught.value.code == "nothing-owed"
        return
    result = split(amount, debts)
    assert sum(result.lines.values()) + result.unallocated == amount
    assert result.unallocated == max(0, amount - sum(owed.values()))
    assert list(result.lines) == sorted(owed)
    assert all(0 <= paid <= owed[creditor] for creditor, paid in result.lines.items())


@given(AMOUNTS, DEBTS)
def test_everyone_gets_the_exact_share_to_within_one_unit(amount: int, debts: list[Debt]) -> None:
    total = sum(debt.owed_minor for debt in debts)
    if total:
        result = split(amount, debts)
        for debt in debts:
            exact = Fraction(min(amount, total) * debt.owed_minor, total)
            assert abs(result.lines.get(debt.creditor, 0) - exact) < 1


@given(AMOUNTS, DEBTS, st.randoms(use_true_random=False))
def test_the_order_of_debts_changes_nothing(amount: int, debts: list[Debt], random: Any) -> None:
    if any(debt.owed_minor for debt in debts):
        shuffled = list(debts)
        random.shuffle(shuffled)
        assert split(amount, shuffled) == split(amount, debts)


@given(AMOUNTS, st.integers(1, 10**6), st.integers(2, 9))
def test_of_equal_debts_none_gets_more_than_an_older_one(amount: int, owed: int, heads: int) -> None:
    debts = [Debt(f"p{place}", owed, f"2026-01-{place + 1:02d}") for place in range(heads)]
    paid = list(split(amount, debts).lines.values())
    assert paid == sorted(paid, reverse=True)


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_or_less_is_no_payment(amount: int) -> None:
    with pytest.raises(SplitError) as caught:
        split(amount, [Debt("a", 1, "2026-01-01")])
    assert caught.value.code == "amount-not-positive"


@pytest.mark.parametrize("owed", [(1, 1), (-1,)])
def test_a_creditor_has_one_debt_of_0_or_more(owed: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="one debt"):
        split(5, [Debt("a", amount, "2026-01-01") for amount in owed])


def test_a_split_is_frozen() -> None:
    with pytest.raises(TypeError):
        split(1, [Debt("a", 1, "2026-01-01")]).lines["a"] = 2
