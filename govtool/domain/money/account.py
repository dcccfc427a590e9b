"""An account: the balance of the wages owed to one person, with the open debts, the oldest first.

Made with the first debt; it never ends, and a person who leaves or is expelled keeps it. It follows from debts, payouts
and releases, which never change: `domain.books.ledger` recomputes it from them. Only the functions here change it, and
each names what it refuses. Amounts are minor units.

Promises: a balance is never below 0; a debt that does not count yet is neither owed nor paid. Decides no right: the
statements and actions decide who may accrue, pay or waive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import Field

from govtool.core import minute as minutes
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId
from govtool.core.money import Minor, PositiveMinor, SignedMinor
from govtool.core.record import FileRecord, Record, optional
from govtool.core.state import State
from govtool.core.times import Date, Instant
from govtool.core.wording import Wording, row
from govtool.domain.constitution.origin import Origin
from govtool.domain.constitution.series import next_in
from govtool.domain.money.debt import Debt, DebtId, DebtKind, Work, debt_of, next_number
from govtool.domain.money.release import Part, Release, ReleaseKind


class Item(Record):
    """A debt that is not paid in full."""

    debt: DebtId = Field(description="the debt")
    owed_on: Date = Field(description="the day that gives its rank")
    counts_at: Instant = Field(description="from when it counts as owed")
    remaining_minor: PositiveMinor = Field(description="the open part of it, in minor units")
    single_handed: Literal[True] | None = optional(
        "true if it is self-approved, because nobody else could approve it; every report says so",
    )


class Account(FileRecord):
    """The record `registry/accounts/A/AL/alice.yaml`. The open items sum to `accrued_minor` + `corrected_minor` -
    `paid_minor` - `forgiven_minor`.
    """

    home: ClassVar[Home] = Home("account", "registry/accounts/{creditor:initials}/{creditor}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{creditor}",
        "earned {accrued_minor:money}",
        "paid {paid_minor:money}",
        "waived {forgiven_minor:money}",
        "corrected by {corrected_minor:money}",
    )

    creditor: MemberId = Field(description="the person owed, by id")
    accrued_minor: Minor = Field(description="all wages for hours, with claims and debts from before the founding")
    paid_minor: Minor = Field(description="all payouts, without those whose transfer failed")
    forgiven_minor: Minor = Field(description="the amount that the creditor waived")
    corrected_minor: SignedMinor = Field(description="corrections: upwards by votes, downwards by the creditor")
    items: tuple[Item, ...] = Field(description="the open debts, the oldest first")

    def owed(self, at: Instant) -> int:
        """The amount owed at that time: the open items that count."""
        return sum(item.remaining_minor for item in self.items if item.counts_at <= at)

    @property
    def open_minor(self) -> int:
        """The open part of all debts, also of those that do not count yet."""
        return sum(item.remaining_minor for item in self.items)

    def since(self, at: Instant) -> Date | None:
        """The day of the oldest open item that counts; None if nothing is owed."""
        return next((item.owed_on for item in self.items if item.counts_at <= at), None)


@dataclass(frozen=True, slots=True)
class Owed:
    """The amount owed to one person, in minor units, and the day of the oldest open debt."""

    creditor: MemberId
    owed_minor: int
    since: Date


def item_of(debt: Debt, remaining_minor: int) -> Item:
    """A debt with its open part, as an account lists it."""
    return Item(
        debt=debt.id,
        owed_on=debt.owed_on,
        counts_at=debt.counts_at,
        remaining_minor=remaining_minor,
        single_handed=debt.single_handed,
    )


def account_of(state: State, creditor: MemberId) -> Account:
    """The account of a person; an empty one if nothing was ever owed."""
    found = Account.of(state, creditor)
    return found or Account(
        creditor=creditor, accrued_minor=0, paid_minor=0, forgiven_minor=0, corrected_minor=0, items=()
    )


def owed(state: State, creditor: MemberId, at: Instant) -> int:
    """The amount owed to a person at that time: debts that count, less payments and waivers."""
    return account_of(state, creditor).owed(at)


def owed_all(state: State, at: Instant) -> tuple[Owed, ...]:
    """The persons owed more than 0 at that time, sorted by id: members, former members and expelled members alike."""
    found = []
    for account in Account.all(state):
        since = account.since(at)
        if since is not None:
            found.append(Owed(account.creditor, account.owed(at), since))
    return tuple(sorted(found, key=lambda each: each.creditor))


def accrue(
    state: State,
    creditor: MemberId,
    amount_minor: int,
    *,
    owed_on: Date,
    counts_at: Instant,
    origin: Origin,
    kind: DebtKind = "accrual",
    work: tuple[Work, ...] = (),
    document: Digest | None = None,
    single_handed: bool = False,
    **claim: Any,
) -> State:
    """The state with one more debt of a person, which counts from `counts_at`; an amount of 0 leaves no debt. `claim`
    are the further fields of a claim.

    `owed_on` ranks it among others: for wages a day of the month worked. Raises ValueError for an amount below 0, and
    SchemaError if the account would grow beyond the largest amount.
    """
    if amount_minor == 0:
        return state
    if amount_minor < 0:
        raise ValueError(f"a debt is above 0, not {amount_minor}")
    account = account_of(state, creditor)
    total = "corrected_minor" if kind == "correction" else "accrued_minor"
    # The account first: it has the clearer message if an amount is too large.
    account = account.changed(**{total: getattr(account, total) + amount_minor})
    debt = Debt(
        creditor=creditor,
        number=next_number(state, creditor, owed_on),
        kind=kind,
        amount_minor=amount_minor,
        owed_on=owed_on,
        counts_at=counts_at,
        minute=minutes.next_number(state),
        origin=origin,
        work=work,
        document=document,
        single_handed=True if single_handed else None,
        **claim,
    )
    after = account.changed(items=_ranked((*account.items, item_of(debt, amount_minor))))
    return state.keep(debt, after)


def pay(state: State, creditor: MemberId, amount_minor: int, at: Instant) -> tuple[State, tuple[Part, ...]]:
    """The state after a payment on a person's debts, and the parts that it paid: the oldest debts that count first.

    Raises ValueError if more would be paid than is owed at that time: a payout's lines never exceed that.
    """
    account = account_of(state, creditor)
    parts = _oldest_first(account, amount_minor, at)
    after = _lowered(account, parts).changed(paid_minor=account.paid_minor + amount_minor)
    return state.keep(after), parts


def restore(state: State, creditor: MemberId, parts: Iterable[Part]) -> State:
    """The state in which parts of debts are owed again, with their old dates: their transfer failed."""
    parts = tuple(parts)
    account = account_of(state, creditor)
    items = {item.debt: item for item in account.items}
    for part in parts:
        debt = debt_of(state, part.debt)
        left = items[part.debt].remaining_minor if part.debt in items else 0
        items[part.debt] = item_of(debt, left + part.amount_minor)
    paid = account.paid_minor - sum(part.amount_minor for part in parts)
    return state.keep(account.changed(items=_ranked(items.values()), paid_minor=paid))


def forgive(
    state: State, creditor: MemberId, amount_minor: int, at: Instant, origin: Origin, kind: ReleaseKind = "forgiven"
) -> State:
    """The state in which a creditor waived an amount (or `corrected` it downwards), from the oldest debts first.

    Raises ValueError if it is more than is owed at that time. Only the creditor's own statements may call this.
    """
    account = account_of(state, creditor)
    parts = _oldest_first(account, amount_minor, at)
    after = _lowered(account, parts)
    if kind == "corrected":
        after = after.changed(corrected_minor=account.corrected_minor - amount_minor)
    else:
        after = after.changed(forgiven_minor=account.forgiven_minor + amount_minor)
    return _released(state.keep(after), after.creditor, kind, parts, at, origin)


def cancel_pending(
    state: State, creditor: MemberId, debt: DebtId, amount_minor: int, at: Instant, origin: Origin
) -> State:
    """The state in which an accrual that does not count yet is lower by an amount, because its hours were disputed.

    Raises ValueError if it counts already, or is smaller than the amount: a dispute never lowers wages that are owed.
    """
    account = account_of(state, creditor)
    left = next((item.remaining_minor for item in account.items if item.debt == debt and item.counts_at > at), 0)
    if not 0 < amount_minor <= left:
        raise ValueError(f"{left} of {debt} does not count yet, not {amount_minor}")
    parts = (Part(debt=debt, amount_minor=amount_minor),)
    after = _lowered(account, parts).changed(accrued_minor=account.accrued_minor - amount_minor)
    return _released(state.keep(after), creditor, "cancelled", parts, at, origin)


def _released(
    state: State, creditor: MemberId, kind: ReleaseKind, parts: tuple[Part, ...], at: Instant, origin: Origin
) -> State:
    release = Release(
        number=next_in(state, Release),
        at=at,
        creditor=creditor,
        kind=kind,
        amount_minor=sum(part.amount_minor for part in parts),
        parts=parts,
        minute=minutes.next_number(state),
        origin=origin,
    )
    return state.keep(release)


def _oldest_first(account: Account, amount_minor: int, at: Instant) -> tuple[Part, ...]:
    if not 0 < amount_minor <= account.owed(at):
        raise ValueError(f"{account.creditor} is owed {account.owed(at)}, not {amount_minor}")
    parts, rest = [], amount_minor
    for item in account.items:
        if rest and item.counts_at <= at:
            parts.append(Part(debt=item.debt, amount_minor=min(rest, item.remaining_minor)))
            rest -= parts[-1].amount_minor
    return tuple(parts)


def _lowered(account: Account, parts: Iterable[Part]) -> Account:
    taken = {part.debt: part.amount_minor for part in parts}
    left = ((item, item.remaining_minor - taken.get(item.debt, 0)) for item in account.items)
    return account.changed(items=tuple(item.changed(remaining_minor=rest) for item, rest in left if rest))


def _ranked(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: (item.owed_on, item.debt)))
