"""A reconciliation: the balance of accounts at the bank on a day, beside that of the books. A statement makes it.

If the two differ, money is missing, invented or forgotten. Audits report that until a later reconciliation of the same
accounts agrees. It changes no balance, and never changes itself. Reads no bank's file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, SerialNumber, Slug
from govtool.core.money import SignedMinor
from govtool.core.record import FileRecord
from govtool.core.state import State
from govtool.core.times import Date, Instant, add, date_of
from govtool.core.wording import Wording, row, wording
from govtool.domain.constitution.organization import shown
from govtool.domain.constitution.origin import Origin
from govtool.domain.constitution.series import next_in
from govtool.domain.decisions.countersignature import keeps_books
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.money.treasury import Currency, Entry, has_come, is_currency, treasury_of

Accounts = Annotated[tuple[Slug, ...], Field(min_length=1, max_length=100)]


class Reconciliation(FileRecord):
    """The record `registry/reconciliations/2026/000001.yaml`, numbered over all years."""

    home: ClassVar[Home] = Home("reconciliation", "registry/reconciliations/{at:year}/{number:06d}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{number}",
        "{balance_on}",
        "{accounts:list}",
        "at the bank {balance_minor:money}",
        "in the books {booked_minor:money}",
    )

    number: SerialNumber = Field(description="the number under which it is known")
    at: Instant = Field(description="when it was stated, by the clerk's clock")
    accounts: Accounts = Field(description="the accounts that are together at the bank, sorted")
    balance_on: Date = Field(description="the day; the balance is that at its end")
    balance_minor: SignedMinor = Field(description="the balance at the bank, in minor units")
    booked_minor: SignedMinor = Field(description="the balance of the books then, with all entries until now")
    document: Digest = Field(description="the digest of the bank's document")
    origin: Origin = Field(description="the statement behind it")

    def takes_place_of(self, older: Reconciliation) -> bool:
        """Whether it covers all accounts of an earlier one, on the same day or later."""
        return self.balance_on >= older.balance_on and set(self.accounts).issuperset(older.accounts)


def booked(state: State, accounts: tuple[Slug, ...], on: Date) -> int:
    """The balance of accounts in the books at the end of a day. Looks at no entry that was made before that day."""
    treasury = treasury_of(state)
    total = sum(treasury.balance(account) for account in accounts)
    for entry in Entry.all(state, newest_first=True):
        # Money of that day may be booked later, and of the next day a day early; earlier entries are for earlier days.
        if date_of(add(entry.at, "P1D")) < on:
            break
        if entry.moved_on > on:
            total -= sum(each.amount_minor for each in entry.postings if each.account in accounts)
    return total


def mismatches(state: State) -> Iterator[Finding]:
    """The newest reconciliation of each set of accounts, if the bank and the books differ.

    A reconciliation of more accounts replaces earlier ones: a new account does not keep an old difference in the
    report. One of an earlier day replaces none: an old document that agreed must not hide a later difference.
    """
    seen: list[Reconciliation] = []
    for made in Reconciliation.all(state, newest_first=True):
        if any(newer.takes_place_of(made) for newer in seen):
            continue
        seen.append(made)
        if made.balance_minor != made.booked_minor:
            yield finding(
                "reconcile",
                made.path,
                accounts=", ".join(made.accounts),
                on=made.balance_on,
                balance=shown(state, made.balance_minor),
                booked=shown(state, made.booked_minor),
            )


class Reconcile(Body):
    """State the balance of accounts at the bank. It is that at the end of a day; the money in `payouts` is at the bank
    too.
    """

    kind: ClassVar[str] = "reconcile"
    said: ClassVar[Wording | None] = wording("states the balance at the bank on {balance_on}")

    accounts: Accounts = Field(description="the accounts that are together at the bank")
    balance_on: Date = Field(description="the day; the balance is that at its end")
    balance_minor: SignedMinor = Field(description="the balance at the bank, in minor units")
    currency: Currency = Field(description="the currency of the bank's document; it must be that of the organisation")
    document: Digest = Field(description="the digest of the bank's document")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """A keeper of the books states it, the accounts exist, the currency is the organisation's, and the day has
        come.
        """
        yield from keeps_books(state, stating.member, self.kind, stating.at)
        yield from is_currency(state, self.currency)
        yield from has_come(self.balance_on, stating.at)
        treasury = treasury_of(state)
        for account in self.accounts:
            if not treasury.has(account):
                yield finding("precondition", what=f"there is no account {account}")
        if len(set(self.accounts)) < len(self.accounts):
            yield finding("schema", where="body.accounts", what="must name each account once")

    def effect(self, state: State, stating: Stating) -> State:
        """The state with the balance of the bank beside that of the books."""
        accounts = tuple(sorted(self.accounts))
        made = Reconciliation(
            number=next_in(state, Reconciliation),
            at=stating.at,
            accounts=accounts,
            balance_on=self.balance_on,
            balance_minor=self.balance_minor,
            booked_minor=booked(state, accounts, self.balance_on),
            document=self.document,
            origin=stating.origin,
        )
        return state.keep(made)
