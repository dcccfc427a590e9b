"""Splits a payment among the people to whom wages are owed, by the largest remainder.

Each person gets the whole part of amount x owed / total. The units that are left go one each to the largest remainders.
Among equal remainders the oldest debt comes first, then the lower id.

Promises:
- The lines and the unallocated rest sum to the amount.
- Nobody gets more than they are owed.
- Every person owed has a line (it may be 0), and nobody else has.

It accepts one thing: with a larger amount somebody may get a unit less than with a smaller one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from govtool.errors import GovtoolError

SplitCode = Literal["nothing-owed", "amount-not-positive"]


@dataclass(frozen=True, slots=True)
class Debt:
    """The debt to one creditor in all, in minor units, and the date of its oldest part."""

    creditor: str
    owed_minor: int
    since: str


@dataclass(frozen=True, slots=True)
class Split:
    """The amount for each creditor (minor units, by id), and the rest that stays because no more is owed."""

    lines: Mapping[str, int]
    unallocated: int


class SplitError(GovtoolError):
    """The payment cannot be split. `code` says why."""

    def __init__(self, code: SplitCode) -> None:
        messages = {
            "nothing-owed": ("nothing is owed to anybody", "see what is owed: govtool owed"),
            "amount-not-positive": ("the amount to pay must be more than 0", "give an amount above 0"),
        }
        super().__init__(*messages[code])
        self.code: SplitCode = code


def split(amount_minor: int, debts: Iterable[Debt]) -> Split:
    """Splits an amount in minor units over the debts.

    Raises SplitError if the amount is not above 0 or nothing is owed. Raises ValueError for a debt below 0 or a
    creditor who occurs twice: a creditor's debt is one balance.
    """
    debts = tuple(debts)
    if len({debt.creditor for debt in debts}) < len(debts) or any(debt.owed_minor < 0 for debt in debts):
        raise ValueError("every creditor has one debt, of 0 or more")
    if amount_minor <= 0:
        raise SplitError("amount-not-positive")
    owed = [debt for debt in debts if debt.owed_minor > 0]
    total = sum(debt.owed_minor for debt in owed)
    if total == 0:
        raise SplitError("nothing-owed")
    paid = min(amount_minor, total)
    lines: dict[str, int] = {}
    ranks: list[tuple[int, str, str]] = []
    for debt in sorted(owed, key=lambda debt: debt.creditor):
        lines[debt.creditor], remainder = divmod(paid * debt.owed_minor, total)
        ranks.append((-remainder, debt.since, debt.creditor))
    for _, _, creditor in sorted(ranks)[: paid - sum(lines.values())]:
        lines[creditor] += 1
    return Split(MappingProxyType(lines), amount_minor - paid)
