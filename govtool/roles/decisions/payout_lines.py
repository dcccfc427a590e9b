"""The lines of a payout before anybody votes on it: the payment of each person, and how much they are owed.

If the payout could be made now, these are its lines. If it could not, for lack of funds say, these are the lines that
it would have. Amounts are minor units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from govtool.core.ids import MemberId, Slug
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.organization import Organization, organization_of
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.money.account import owed
from govtool.domain.money.allocation import PayDebts, preview
from govtool.domain.money.payout import Payout
from govtool.domain.money.treasury import RecordDate, taken_before


@dataclass(frozen=True)
class PayoutLine:
    """The payment to one creditor, and what they are owed now, before it."""

    creditor: MemberId
    owed_minor: int
    amount_minor: int


@dataclass(frozen=True)
class PayoutLines:
    """All lines of one payout, by creditor. `unallocated_minor` is more than is owed, and stays in the account."""

    organization: Organization
    account: Slug
    voted_minor: int
    lines: tuple[PayoutLine, ...]
    unallocated_minor: int


def payouts_of(before: State, after: State, entry: DocketEntry, at: Instant) -> tuple[PayoutLines, ...]:
    """The payouts that an entry asks for, in their order, from the state before and after its effect."""
    asked = [action for action in entry.actions if isinstance(action, PayDebts)]
    new = sorted(path for path, found in after.records.items() if isinstance(found, Payout))
    made = [found for path in new if (found := after.get(Payout, path)) is not None and before.data(path) is None]
    if len(made) != len(asked):
        return tuple(_foreseen(before, action, entry, at) for action in asked)
    paid: Counter[MemberId] = Counter()
    shown = []
    for payout in made:
        shown.append(_made(before, payout, at, paid))
        paid.update({line.creditor: line.amount_minor for line in payout.lines})
    return tuple(shown)


def _made(before: State, payout: Payout, at: Instant, paid: Mapping[MemberId, int]) -> PayoutLines:
    """A payout as it would be made, after those of the same proposal that have `paid` already."""
    lines = tuple(
        PayoutLine(line.creditor, owed(before, line.creditor, at) - paid.get(line.creditor, 0), line.amount_minor)
        for line in payout.lines
    )
    rest = payout.voted_minor - payout.amount_minor
    return PayoutLines(organization_of(before), payout.account, payout.voted_minor, lines, rest)


def _foreseen(state: State, action: PayDebts, entry: DocketEntry, at: Instant) -> PayoutLines:
    record = RecordDate(min(entry.opened_at, at), entry.minute)
    seen = preview(state, action, at, record, taken_before(state, at, entry.number))
    lines = tuple(PayoutLine(line.creditor, owed(state, line.creditor, at), line.amount_minor) for line in seen.lines)
    return PayoutLines(organization_of(state), action.from_, action.amount_minor, lines, seen.unallocated_minor)
