"""A person's statement: month by month what was worked, what was earned, paid and given up, and what is owed now.

Wages stand in the month in which they were worked, payments in the month in which they were voted through. Of the
registry it reads the person's own records of the months asked for, and the payouts, releases and reversals of those
years. Amounts are minor units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from govtool.core.ids import MemberId
from govtool.core.record import FileRecord
from govtool.core.state import State
from govtool.core.times import Date, Instant, date_of
from govtool.domain.money.account import Account, account_of
from govtool.domain.money.debt import Debt, DebtId, numbers_in
from govtool.domain.money.payout import Payout
from govtool.domain.money.release import Release
from govtool.domain.money.reversal import Reversal
from govtool.domain.money.settlement import SettledLine, Settlement
from govtool.domain.work.month import month_of
from govtool.domain.work.timesheet import Timesheet

R = TypeVar("R", bound=FileRecord)

USUAL_MONTHS = 12
"""How many months are shown where nobody asks for others."""


@dataclass(frozen=True)
class Month:
    """One month. `earned_minor` are the wages for hours that count, `added_minor` what was owed at the founding or
    corrected upwards; `paid_minor` is without transfers that failed.
    """

    month: str
    recorded_minutes: int
    counting_minutes: int
    earned_minor: int
    added_minor: int
    paid_minor: int
    given_up_minor: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened in it."""
        minutes = self.recorded_minutes or self.counting_minutes
        return not (minutes or self.earned_minor or self.added_minor or self.paid_minor or self.given_up_minor)


@dataclass(frozen=True)
class Payment:
    """A line of a payout, and what became of it; None where nothing was settled for a share of 0."""

    payout: int
    on: Date
    amount_minor: int
    settled: SettledLine | None


@dataclass(frozen=True)
class WageStatement:
    """A person's account, the months asked for in which anything happened, and the payments of these months."""

    account: Account
    months: tuple[Month, ...]
    payments: tuple[Payment, ...]


def usual_months(at: Instant) -> tuple[str, str]:
    """The first and the last month that are shown if nobody asks for others: the last twelve."""
    today = date_of(at)
    return _month(_number(today[:7]) - USUAL_MONTHS + 1), today[:7]


def _number(month: str) -> int:
    """A month as a number, so that months can be counted."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _between(first: str, last: str) -> Iterator[str]:
    return map(_month, range(_number(first), _number(last) + 1))


def wage_statement(state: State, member: MemberId, first: str, last: str, at: Instant) -> WageStatement:
    """The statement of a person over months, as of that time."""
    debts = [debt for month in _between(first, last) for debt in _debts(state, member, month) if debt.counts_at <= at]
    cancelled = _cancelled(state, debts, first)
    earned: Counter[str] = Counter()
    added: Counter[str] = Counter()
    for debt in debts:
        into = earned if debt.kind == "accrual" else added
        into[debt.owed_on[:7]] += debt.amount_minor - cancelled[debt.id]
    payments = tuple(_payments(state, member, first, last))
    paid = Counter[str]()
    for payment in payments:
        paid[payment.on[:7]] += payment.amount_minor
    for reversal in _of_years(state, Reversal, first, last):
        if reversal.creditor == member:
            paid[reversal.at[:7]] -= reversal.amount_minor
    given_up = Counter[str]()
    for release in _of_years(state, Release, first, last):
        if release.creditor == member and release.kind != "cancelled":
            given_up[release.at[:7]] += release.amount_minor
    rows = [
        Month(
            month=month,
            recorded_minutes=sum(sheet.minutes for sheet in Timesheet.all(state, month, member)),
            counting_minutes=month_of(state, member, month).minutes(at),
            earned_minor=earned[month],
            added_minor=added[month],
            paid_minor=paid[month],
            given_up_minor=given_up[month],
        )
        for month in _between(first, last)
    ]
    return WageStatement(account_of(state, member), tuple(row for row in rows if not row.is_empty), payments)


def _debts(state: State, member: MemberId, month: str) -> Iterator[Debt]:
    found = (Debt.of(state, month, member, number) for number in numbers_in(state, member, month))
    return (debt for debt in found if debt is not None)


def _cancelled(state: State, debts: list[Debt], first: str) -> Counter[DebtId]:
    """The amounts of debts that were cancelled before they counted; the cancellation is also dated before that."""
    found: Counter[DebtId] = Counter()
    last = max((debt.counts_at[:7] for debt in debts), default="")
    for release in _of_years(state, Release, first, last) if last else ():
        if release.kind == "cancelled":
            for part in release.parts:
                found[part.debt] += part.amount_minor
    return found


def _payments(state: State, member: MemberId, first: str, last: str) -> Iterator[Payment]:
    for payout in _of_years(state, Payout, first, last):
        line = payout.line(member) if first <= payout.at[:7] <= last else None
        if line is not None and line.amount_minor:
            settlement = Settlement.of(state, payout.number)
            settled = settlement.line(member) if settlement else None
            yield Payment(payout.number, date_of(payout.at), line.amount_minor, settled)


def _of_years(state: State, kind: type[R], first: str, last: str) -> Iterator[R]:
    """The records of a series that were made in the years from one month to another, in their order."""
    for year in kind.home.firsts(state):
        if first[:4] <= year <= last[:4]:
            yield from kind.all(state, year)
