"""The result of each reader of a bank's file: lines, balances, and whether they lead from one balance to the other.

Promises: amounts are exact, in one currency. Statements are chained by their balances. The same statement twice, or
lines that lead to another balance, are refused with the figures.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from govtool.core.money import MoneyError, format_minor, minor_of
from govtool.core.times import Date, days_of

_SIGNED = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]+)(?:\.(?P<decimals>[0-9]*))?")
_GROUP = 3


@dataclass(frozen=True)
class BankLine:
    """An amount that moved on a day, in minor units; below 0 it left. `text` is the bank's description of it."""

    on: Date
    amount_minor: int
    text: str


@dataclass(frozen=True)
class BankStatement:
    """A bank's statement. `first` is the first day that it is about; the balance is that at the end of `last`, and None
    if the file does not say it. `layout` names how a table was read.

    `adds_up` says that the file names two balances, and that its lines lead from one to the other. Without them nobody
    can see whether a line is missing.
    """

    format: str
    account: str
    first: Date
    last: Date
    balance_minor: int | None
    lines: tuple[BankLine, ...]
    adds_up: bool = field(default=False, compare=False)
    layout: str = field(default="", compare=False)


EXPORT = "export it as CAMT.053 or CSV, or say its layout: govtool treasury reconcile --layouts"
AGAIN = "download the file from the bank again"
ONE_ACCOUNT = "export each account alone"
WHOLE = "export the whole time from the bank once more"


class Unreadable(ValueError):
    """The fault of the file, in words, and in `then` what to do about it."""

    def __init__(self, what: str, then: str = EXPORT) -> None:
        super().__init__(what)
        self.then = then


@dataclass(frozen=True)
class Money:
    """The currency that everything must be in, and how many decimals it has."""

    currency: str
    exponent: int

    def expect(self, currency: str) -> None:
        """Raises Unreadable for another currency."""
        if currency != self.currency:
            found = f"is in {currency[:40]}" if currency else "names no currency"
            raise Unreadable(
                f"it {found}, and all amounts here are in {self.currency}",
                f"give the file of an account in {self.currency}",
            )

    def shown(self, minor: int) -> str:
        """An amount as people read it."""
        return f"{format_minor(minor, self.exponent)} {self.currency}"

    def minor(self, text: str, *, groups: bool = True) -> int:
        """A signed amount, exact; zeros beyond the currency's decimals are no decimals.

        With `groups` the mark may stand before thousands: three decimals are refused in a currency that has less.
        """
        match = _SIGNED.fullmatch(text.strip())
        if match is None:
            raise Unreadable(f"{text[:40]!r} is no amount")
        decimals = match["decimals"] or ""
        if groups and len(decimals) == _GROUP > self.exponent:
            raise Unreadable(f"{text[:40]!r} has three decimals, and {self.currency} has {self.exponent}")
        kept = decimals[: self.exponent] + decimals[self.exponent :].rstrip("0")
        try:
            minor = minor_of((match["whole"].lstrip("0") or "0") + (f".{kept}" if kept else ""), self.exponent)
        except MoneyError as error:
            raise Unreadable(error.message) from error
        return -minor if match["sign"] == "-" else minor


def date_in(text: str) -> Date:
    """A day as records hold it. Raises Unreadable."""
    try:
        days_of(text)
    except ValueError as error:
        raise Unreadable(f"{text[:40]!r} is no date; it is written 2026-11-30") from error
    return text


@dataclass(frozen=True)
class Part:
    """A statement, or a page of one: its opening and closing balances by day, its lines, and the bank's name for it."""

    opening: list[tuple[Date, int]]
    closing: list[tuple[Date, int]]
    lines: list[BankLine]
    name: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it has one balance of each kind."""
        return len(self.opening) == len(self.closing) == 1


def add_up(parts: list[Part], money: Money) -> bool:
    """Whether all lines lead from an opening balance to a closing one. Raises Unreadable if they lead to another.

    Each statement that has both is added up by itself; pages that have one of the two are added up together.
    """
    whole = [part for part in parts if part.is_whole]
    _refuse_twins(whole)
    pages = [part for part in parts if not part.is_whole]
    joined = Part(
        [each for part in pages for each in part.opening],
        [each for part in pages for each in part.closing],
        [line for part in pages for line in part.lines],
    )
    adds_up = bool(parts)
    for part in (*whole, *([joined] if pages else [])):
        if not part.is_whole:
            adds_up = False
            continue
        opening, closing = part.opening[0][1], part.closing[0][1]
        reached = opening + sum(line.amount_minor for line in part.lines)
        if reached != closing:
            raise Unreadable(
                f"its lines do not add up: from {money.shown(opening)} they lead to {money.shown(reached)}, and it "
                f"closes with {money.shown(closing)}; the difference is {money.shown(closing - reached)}",
                f"a line may be missing: {WHOLE}",
            )
    # a statement between two others may be missing
    return adds_up and _ends(whole).total() <= 1


def _ends(parts: list[Part]) -> Counter[int]:
    """The closing balances with which no other statement opens: the end of each chain."""
    return Counter(part.closing[0][1] for part in parts) - Counter(part.opening[0][1] for part in parts)


def _refuse_twins(parts: list[Part]) -> None:
    seen = set()
    for part in parts:
        moved = part.closing[0][1] - part.opening[0][1]
        content = (part.opening[0][1], part.closing[0], tuple(part.lines), "" if moved else part.name)
        if part.lines and content in seen:
            raise Unreadable(f"it holds the statement of {part.closing[0][0]} twice", "export each time once")
        seen.add(content)


def closing_of(parts: list[Part]) -> tuple[Date, int] | None:
    """The day and the balance with which everything closes, None if no statement names one. Statements of the last day
    are chained by their balances. Raises Unreadable if several balances can be the last.
    """
    closing = [balance for part in parts for balance in part.closing]
    if not closing:
        return None
    last = max(day for day, _ in closing)
    balances = {balance for day, balance in closing if day == last}
    if len(balances) > 1:
        ends = _ends([part for part in parts if part.is_whole and part.closing[0][0] == last])
        balances &= set(ends)
    if len(balances) != 1:
        raise Unreadable(f"it names several closing balances of {last}, and they do not follow from each other", WHOLE)
    return last, balances.pop()
