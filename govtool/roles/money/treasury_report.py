"""A report of the treasury: accounts with what is reserved, budgets, payouts on their way, what waits, what is odd.

Reads the accounts, the budgets, what is open, and the reconciliations; no entry and no closed payout. Amounts are minor
units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govtool.core.finding import Finding
from govtool.core.ids import Digest, Slug
from govtool.core.state import State
from govtool.core.times import Date, Instant, date_of
from govtool.domain.books.ledger import concerns
from govtool.domain.decisions.countersignature import Awaited, all_awaited
from govtool.domain.money.booking import BookExpense, BookIncome, UndoEntry
from govtool.domain.money.budget import Budget
from govtool.domain.money.claim import ClaimExpense
from govtool.domain.money.payment import ConfirmPayment, ReversePayment
from govtool.domain.money.reconciliation import Reconciliation
from govtool.domain.money.settlement import SettledLine, open_settlements
from govtool.domain.money.treasury import SET_ASIDE, StandingShare, available, reserved, treasury_of
from govtool.roles.money.stuck import Stuck, all_stuck

MONEY = frozenset(
    kind.kind for kind in (BookIncome, BookExpense, UndoEntry, ClaimExpense, ConfirmPayment, ReversePayment)
)
"""The statements about money that need a second person."""


@dataclass(frozen=True)
class Row:
    """One account. A reserved amount was voted and waits for its effect; nobody else may use it."""

    account: Slug
    balance_minor: int
    reserved_minor: int
    available_minor: int


@dataclass(frozen=True)
class OpenLine:
    """A line of a payout that somebody still has to transfer, or to confirm."""

    payout: int
    enacted_on: Date
    line: SettledLine


@dataclass(frozen=True)
class Report:
    """The treasury at a time. `budgets` are those that can still be spent; `waiting` is what a second person can
    still sign, and `stuck` what nobody can.
    """

    rows: tuple[Row, ...]
    shares: tuple[StandingShare, ...]
    entries: int
    budgets: tuple[Budget, ...]
    open_lines: tuple[OpenLine, ...]
    waiting: tuple[tuple[Digest, Awaited], ...]
    stuck: tuple[Stuck, ...]
    reconciled: Reconciliation | None
    warnings: tuple[Finding, ...]

    @property
    def total_minor(self) -> int:
        """Everything in all accounts, which is what the bank holds."""
        return sum(row.balance_minor for row in self.rows)


def treasury_report(state: State, at: Instant) -> Report:
    """How the treasury stands at that time."""
    treasury = treasury_of(state)
    waiting = {digest: found for digest, found in all_awaited(state, at) if found.kind in MONEY}
    stuck = tuple(each for each in all_stuck(state, at) if each.digest in waiting)
    for each in stuck:
        del waiting[each.digest]
    return Report(
        rows=tuple(_row(state, pot.account, pot.balance_minor, at) for pot in treasury.pots),
        shares=treasury.shares,
        entries=treasury.entries,
        budgets=tuple(budget for budget in Budget.all(state) if budget.ends_on >= date_of(at)),
        open_lines=tuple(_open_lines(state)),
        waiting=tuple(waiting.items()),
        stuck=stuck,
        reconciled=next(Reconciliation.all(state, newest_first=True), None),
        warnings=tuple(concerns(state, at)),
    )


def _row(state: State, account: Slug, balance_minor: int, at: Instant) -> Row:
    if account == SET_ASIDE:
        # all of it is owed to the payees of payouts
        return Row(account, balance_minor, balance_minor, 0)
    return Row(account, balance_minor, reserved(state, account, at), available(state, account, at))


def _open_lines(state: State) -> Iterator[OpenLine]:
    for settlement in open_settlements(state):
        for line in settlement.lines:
            if line.is_open:
                yield OpenLine(settlement.payout, date_of(settlement.enacted_at), line)
