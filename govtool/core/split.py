"""Splitting a payment among those to whom wages are owed, by the largest remainder.

Each gets the whole part of amount x owed / total; the units that are left go one each to the largest
remainders, and among equal remainders to the oldest debt, then by id.

Promises: the lines and what is not allocated sum to the amount, nobody gets more than is owed, everyone who
is owed anything has a line (it may be 0), and nobody else has. One thing it accepts: with a larger amount
somebody may get a unit less than with a smaller one.
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
    """What one creditor is owed in all, in minor units, and since when: the date of the oldest part."""

    creditor: str
    owed_minor: int
    since: str


@dataclass(frozen=True, slots=True)
class Split:
    """Who gets how much (creditor to minor units, by id), and what stays because no more is owed."""

    lines: Mapping[str, int]
    unallocated: int


class SplitError(GovtoolError):
    """There is nothing to split. `code` says why."""

    def __init__(self, code: SplitCode) -> None:
        messages = {
            "nothing-owed": ("nothing is owed to anybody", "see what is owed: govtool owed"),
            "amount-not-positive": ("the amount to pay must be more than 0", "give an amount above 0"),
        }
        super().__init__(*messages[code])
        self.code: SplitCode = code


def split(amount_minor: int, debts: Iterable[Debt]) -> Split:
    """Splits an amount in minor units over the debts.

    Raises SplitError where the amount is not above 0 or nothing is owed, and ValueError for a debt below 0
    or a creditor who stands there twice: a creditor's debt is one balance.
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
