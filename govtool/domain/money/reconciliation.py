"""A reconciliation: what the bank says is in accounts on a day, beside what the books say. Born by a statement.

Where the two differ money is missing, invented or forgotten: it is reported until a later reconciliation of the same
accounts agrees. It changes no balance, and never changes itself. Reads no bank's file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, Slug
from govtool.core.money import SignedMinor
from govtool.core.record import FileRecord
from govtool.core.state import State
from govtool.core.times import Date, Instant, add, date_of
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.organization import shown
from govtool.domain.constitution.origin import Origin, from_statement
from govtool.domain.constitution.series import next_in
from govtool.domain.decisions.countersignature import keeps_books
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.money.treasury import Currency, Entry, has_come, is_currency, treasury_of

Accounts = Annotated[tuple[Slug, ...], Field(min_length=1, max_length=100)]


class Reconciliation(FileRecord):
    """The record `registry/reconciliations/2026/000001.yaml`, numbered over all years."""

    home: ClassVar[Home] = Home("reconciliation", "registry/reconciliations/{at:year}/{number:06d}.yaml")

    number: Annotated[int, Field(ge=1, le=999_999)] = Field(description="the number under which it is known")
    at: Instant = Field(description="when it was stated, by the clerk's clock")
    accounts: Accounts = Field(description="the accounts that lie together at the bank, sorted")
    balance_on: Date = Field(description="the day at whose end it was so")
    balance_minor: SignedMinor = Field(description="what the bank says, in minor units")
    booked_minor: SignedMinor = Field(description="what the books said then, as far as it was booked by now")
    document: Digest = Field(description="the digest of the bank's paper")
    origin: Origin = Field(description="the statement that it came from")

    def takes_place_of(self, older: Reconciliation) -> bool:
        """Whether it says of all the accounts of one that was stated before how it is on that day or later."""
        return self.balance_on >= older.balance_on and set(self.accounts).issuperset(older.accounts)


def booked(state: State, accounts: tuple[Slug, ...], on: Date) -> int:
    """What the books say lay in accounts at the end of a day. Looks at no entry that was made before it."""
    treasury = treasury_of(state)
    total = sum(treasury.balance(account) for account in accounts)
    for entry in Entry.all(state, newest_first=True):
        # Money of that day may be booked later, and of the next day a day early; what was booked before is of before.
        if date_of(add(entry.at, "P1D")) < on:
            break
        if entry.moved_on > on:
            total -= sum(each.amount_minor for each in entry.postings if each.account in accounts)
    return total


def mismatches(state: State) -> Iterator[Finding]:
    """The newest reconciliation of each set of accounts, where the bank and the books differ.

    One of more accounts takes the place of those before it: an account that was made since does not keep an old
    difference alive. One of an earlier day does not: an old paper that agreed must not hide what a later one showed.
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
    """Says what the bank says is in accounts at the end of a day; what lies in `payouts` is at the bank too."""

    kind: ClassVar[str] = "reconcile"
    said: ClassVar[Wording | None] = wording("says what the bank has on {balance_on}")

    accounts: Accounts = Field(description="the accounts that lie together at the bank")
    balance_on: Date = Field(description="the day at whose end it was so")
    balance_minor: SignedMinor = Field(description="what the bank says, in minor units")
    currency: Currency = Field(description="the currency of the bank's paper; only the organisation's own is compared")
    document: Digest = Field(description="the digest of the bank's paper")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """A keeper of the books says so, of accounts that are there, in our currency, of a day that has come."""
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
        """It is kept beside what the books say."""
        accounts = tuple(sorted(self.accounts))
        made = Reconciliation(
            number=next_in(state, Reconciliation),
            at=stating.at,
            accounts=accounts,
            balance_on=self.balance_on,
            balance_minor=self.balance_minor,
            booked_minor=booked(state, accounts, self.balance_on),
            document=self.document,
            origin=from_statement(stating.member.id, stating.statement.number),
        )
        return state.keep(made)
