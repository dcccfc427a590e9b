"""Allocating funds to wages owed: the vote that pays them, divided in proportion to the debts.

A vote names an amount and an account, never people or shares. The opening of the vote fixes the record date. A creditor
counts with the smaller of two debts: at the record date, and now. So hours that are approved or waived during the vote
move no money between others. The debt at the record date is that of the state before the opening: an entry booked later
in the same second is later. Units that cannot be divided go to the largest remainders, then to the oldest debt of the
record date, then by id. An amount beyond all debts stays in the treasury. If the funds do not cover the payout, nothing
is paid.

The preview runs the same functions as the enactment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from types import MappingProxyType
from typing import ClassVar, Literal, TypeVar

from govtool.core import minute as minutes
from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.split import Debt as Share
from govtool.core.split import split
from govtool.core.state import State
from govtool.core.times import Date, Instant, date_of
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.origin import from_proposal
from govtool.domain.constitution.series import next_in
from govtool.domain.decisions.action import Moment
from govtool.domain.money.account import Account, Owed, owed_all, pay
from govtool.domain.money.debt import DebtId, debt_of
from govtool.domain.money.payout import Line, Payout
from govtool.domain.money.release import Part, Release
from govtool.domain.money.reversal import Reversal
from govtool.domain.money.settlement import open_settlement
from govtool.domain.money.treasury import (
    SET_ASIDE,
    Posting,
    RecordDate,
    Reserving,
    funds_suffice,
    post,
    taken_before,
    treasury_of,
)

_Booked = TypeVar("_Booked", Payout, Release, Reversal)

NOTHING: Mapping[MemberId, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """The amount that one creditor would get, and the debt that counts for them, in minor units."""

    creditor: MemberId
    weight_minor: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Preview:
    """The effect that a payout would have at a time. `unallocated_minor` is the part beyond all debts, which stays."""

    lines: tuple[PreviewLine, ...]
    unallocated_minor: int


def record_date(state: State, moment: Moment) -> RecordDate:
    """The record date of a vote; if it is not open yet, that of a vote that opens now."""
    if moment.opened_at is None or moment.opening_minute is None:
        return RecordDate(moment.at, minutes.next_number(state))
    return RecordDate(moment.opened_at, moment.opening_minute)


def at_record(state: State, record: RecordDate) -> dict[MemberId, Owed]:
    """The debt to each creditor at the record date and its oldest day, from today's accounts and all later changes.

    It is the open part of the debts that counted by then, plus later payments and waivers, less the parts that a failed
    transfer brought back later. Looks at no entry that is older than the record date.
    """
    left: Counter[tuple[MemberId, Date, DebtId]] = Counter()
    for account in Account.all(state):
        for item in account.items:
            if _counted(state, item.debt, item.counts_at, record):
                left[account.creditor, item.owed_on, item.debt] += item.remaining_minor
    for creditor, part, sign in _moved_since(state, record.minute):
        debt = debt_of(state, part.debt)
        if _counted(state, debt.id, debt.counts_at, record):
            left[creditor, debt.owed_on, debt.id] += sign * part.amount_minor
    found: dict[MemberId, Owed] = {}
    for (creditor, owed_on, _), amount_minor in sorted(left.items()):
        if amount_minor > 0:
            before = found.get(creditor) or Owed(creditor, 0, owed_on)
            found[creditor] = replace(before, owed_minor=before.owed_minor + amount_minor)
    return found


def _counted(state: State, debt: DebtId, counts_at: Instant, record: RecordDate) -> bool:
    """Whether a debt counted at the record date. No debt counts before it is booked, so the order of minutes matters
    within that second only.
    """
    return counts_at < record.at or (counts_at == record.at and debt_of(state, debt).minute < record.minute)


def _moved_since(state: State, minute: int) -> Iterator[tuple[MemberId, Part, int]]:
    """Each part of a debt that was paid, released or brought back since a minute: whose it is, and its sign."""

    def since(kind: type[_Booked]) -> Iterator[_Booked]:
        return takewhile(lambda made: made.minute >= minute, kind.all(state, newest_first=True))

    yield from ((line.creditor, part, 1) for payout in since(Payout) for line in payout.lines for part in line.parts)
    yield from ((release.creditor, part, 1) for release in since(Release) for part in release.parts)
    yield from ((reversal.creditor, part, -1) for reversal in since(Reversal) for part in reversal.parts)


def weights(
    state: State, record: RecordDate, at: Instant, taken: Mapping[MemberId, int] = NOTHING
) -> tuple[Share, ...]:
    """The debt with which each creditor counts: the smaller of the debt at the record date and that at `at`. It is
    ranked by the oldest debt that was open at the record date.

    `taken` are the amounts that earlier payouts pay each creditor; they count as paid.
    """
    then = at_record(state, record)
    now = {each.creditor: each.owed_minor - taken.get(each.creditor, 0) for each in owed_all(state, at)}
    return tuple(
        Share(creditor, min(owed_minor, then[creditor].owed_minor), then[creditor].since)
        for creditor, owed_minor in now.items()
        if creditor in then and owed_minor > 0
    )


class PayDebts(Reserving):
    """Pay an amount on wages owed. Every person owed gets a share in proportion to their debt."""

    said: ClassVar[Wording | None] = wording(
        "Pays {amount_minor:money} on wages owed, out of {from_}, to every person owed in proportion to their debt."
    )
    titled: ClassVar[Wording | None] = wording("Pay {amount_minor:money} of wages owed")
    example: ClassVar[str] = "--amount 100.00"

    action: Literal["pay-debts"]

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The account exists, and somebody is owed wages; once it is voted, the funds are available."""
        if self.from_ == SET_ASIDE or not treasury_of(state).has(self.from_):
            yield finding("precondition", what=f"there is no account {self.from_} that could be paid from")
            return
        record = record_date(state, moment)
        paid_minor, lines = self.claim(state, record, moment.at, self._taken(state, moment))
        if not lines:
            yield finding("nothing_owed")
        elif moment.result:
            yield from funds_suffice(state, self.from_, paid_minor, moment.at, moment.number)

    def _taken(self, state: State, moment: Moment) -> Mapping[MemberId, int]:
        """The amounts that passed payouts pay before it, for a preview; at the enactment no payout waits before it."""
        return taken_before(state, moment.at, moment.number) if moment.result else NOTHING

    def claim(
        self, state: State, record: RecordDate, at: Instant, taken: Mapping[MemberId, int]
    ) -> tuple[int, Mapping[MemberId, int]]:
        """The sum that it would pay, at most its amount and at most all debts; and the amount for each creditor."""
        shares = weights(state, record, at, taken)
        if not shares:
            return 0, NOTHING
        divided = split(self.amount_minor, shares)
        return self.amount_minor - divided.unallocated, divided.lines

    def effect(self, state: State, moment: Moment) -> State:
        """The debts are lowered, the money is set aside, and the payees' lines wait for their settlement."""
        record, minute = record_date(state, moment), minutes.next_number(state)
        number = next_in(state, Payout)
        lines: list[Line] = []
        shares = weights(state, record, moment.at, self._taken(state, moment))
        divided = split(self.amount_minor, shares)
        for creditor, amount_minor in divided.lines.items():
            parts: tuple[Part, ...] = ()
            if amount_minor:
                state, parts = pay(state, creditor, amount_minor, moment.at)
            lines.append(Line(creditor=creditor, amount_minor=amount_minor, parts=parts))
        paid = self.amount_minor - divided.unallocated
        payout = Payout(
            number=number,
            at=moment.at,
            proposal=moment.number,
            minute=minute,
            recorded_at=record.at,
            opening_minute=record.minute,
            account=self.from_,
            voted_minor=self.amount_minor,
            amount_minor=paid,
            lines=tuple(lines),
        )
        postings = (Posting(account=self.from_, amount_minor=-paid), Posting(account=SET_ASIDE, amount_minor=paid))
        origin = from_proposal(moment.number)
        state = post(state, moment.at, date_of(moment.at), "payout", postings, origin=origin, payout=number)
        state = state.keep(payout)
        return open_settlement(state, payout)


def preview(
    state: State,
    action: PayDebts,
    at: Instant,
    record: RecordDate | None = None,
    taken: Mapping[MemberId, int] = NOTHING,
) -> Preview:
    """Every line that a payout would have if it were enacted at that time, whether or not the funds are available; the
    same function enacts it. `record` is the record date of an open vote; `taken` are the amounts paid before it.
    """
    shares = weights(state, record or RecordDate(at, minutes.next_number(state)), at, taken)
    if not shares:
        return Preview((), action.amount_minor)
    divided = split(action.amount_minor, shares)
    lines = tuple(PreviewLine(each.creditor, each.owed_minor, divided.lines[each.creditor]) for each in shares)
    return Preview(lines, divided.unallocated)
