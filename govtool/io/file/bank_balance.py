"""The balance after the last line of a table that names a balance after each line, or after some.

Promises: the lines are taken from above or from below, and the days in their order. Balances that do not follow from
the amounts are refused with the line. If the order of one day's lines decides the result, nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

from govtool.io.file.bank_part import WHOLE, BankLine, Money, Unreadable

_STATE_IT = "delete the column of balances, and type the last one: --balance AMOUNT --on DAY"


@dataclass(frozen=True)
class Booked:
    """A line of the account: where it stands in the file, and the balance after it if the bank names one."""

    number: int
    line: BankLine
    told: int | None


@dataclass(frozen=True)
class _Reached:
    """The balance after the last of some rows. `wrong` is the first row whose balance is another one."""

    balance: int | None
    wrong: Booked | None = None


def closing_balance(rows: list[Booked], money: Money) -> int | None:
    """The balance after the last line; None where no line has one. Raises where they do not follow from the amounts, or
    where it depends on the order of one day's lines which of them is the last.
    """
    first, last = rows[0].line.on, rows[-1].line.on
    # many banks print the newest on top
    orders = (rows, rows[::-1]) if first <= last else (rows[::-1], rows)
    reached = [_reached(ordered) for ordered in orders]
    found = [each.balance for each in reached if each.wrong is None]
    wrong = reached[0].wrong
    if not found and wrong is not None:
        after, told = money.shown(reached[0].balance or 0), money.shown(wrong.told or 0)
        raise Unreadable(
            f"line {wrong.number}: the balance after it would be {after}, and the file says {told}",
            f"a line may be missing: {WHOLE}; otherwise {_STATE_IT}",
        )
    if first == last and len(set(found)) > 1:
        raise Unreadable("its balances follow from its amounts downwards and upwards", _STATE_IT)
    return found[0]


def _reached(rows: list[Booked]) -> _Reached:
    """The balance after the last of these rows, day by day, or after the first row that contradicts those before it."""
    balance: int | None = None
    for row in sorted(rows, key=lambda row: row.line.on):
        reached = balance + row.line.amount_minor if balance is not None else None
        if row.told is not None and reached is not None and row.told != reached:
            return _Reached(reached, row)
        balance = row.told if row.told is not None else reached
    return _Reached(balance)
