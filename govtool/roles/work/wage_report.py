"""Reports of wages owed: the people owed, the amounts, since when, how old they are, and what does not count yet.

Reads accounts and nothing older: the cost is that of the people who were ever owed anything. Amounts are minor units.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Date, Instant, date_of, days_of
from govtool.domain.money.account import Account

AGES = (30, 90, 365)
"""The ages, in days, by which accountants sort what is owed."""


@dataclass(frozen=True)
class Pending:
    """Approved wages that do not count yet, because they can still be disputed until `counts_at`."""

    amount_minor: int
    counts_at: Instant


@dataclass(frozen=True)
class Row:
    """One creditor. `since` is the day of the oldest that is owed, None where nothing counts yet.

    `single_handed_minor` is what of it was approved by nobody but the worker, because there was nobody else.
    """

    creditor: MemberId
    owed_minor: int
    since: Date | None
    single_handed_minor: int
    pending: tuple[Pending, ...]


@dataclass(frozen=True)
class Report:
    """All people who are owed anything, or will be. `ages_minor` sums the debts of up to each of `AGES` days, and last
    the older ones.
    """

    rows: tuple[Row, ...]
    ages_minor: tuple[int, ...]

    @property
    def total_minor(self) -> int:
        """All wages owed."""
        return sum(row.owed_minor for row in self.rows)

    @property
    def pending_minor(self) -> int:
        """All that does not count yet."""
        return sum(part.amount_minor for row in self.rows for part in row.pending)

    @property
    def oldest(self) -> Date | None:
        """The day of the oldest that is owed to anybody."""
        return min((row.since for row in self.rows if row.since is not None), default=None)


def owed_report(state: State, at: Instant) -> Report:
    """The wages owed to everybody at that time, by creditor."""
    rows = []
    ages = [0] * (len(AGES) + 1)
    for account in Account.all(state):
        row = row_of(account, at)
        if row.owed_minor or row.pending:
            rows.append(row)
        for item in account.items:
            if item.counts_at <= at:
                age = age_days(item.owed_on, at)
                ages[sum(age > limit for limit in AGES)] += item.remaining_minor
    return Report(tuple(sorted(rows, key=lambda row: row.creditor)), tuple(ages))


def row_of(account: Account, at: Instant) -> Row:
    """The wages owed to one person at that time."""
    waiting: Counter[Instant] = Counter()
    for item in account.items:
        if item.counts_at > at:
            waiting[item.counts_at] += item.remaining_minor
    alone = sum(item.remaining_minor for item in account.items if item.counts_at <= at and item.single_handed)
    pending = tuple(Pending(minor, counts_at) for counts_at, minor in sorted(waiting.items()))
    return Row(account.creditor, account.owed(at), account.since(at), alone, pending)


def age_days(since: Date, at: Instant) -> int:
    """For how many days something is owed; never below 0."""
    return max(0, days_of(date_of(at)) - days_of(since))
