"""Opening balances: the debts and the money of the organisation at its founding, each with its document.

They are made with the founding, as entries like any other; minute 0 lists their files. Afterwards nobody can add one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.catalogue import NO_KINDS
from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, Slug
from govtool.core.money import PositiveMinor
from govtool.core.record import FileRecord, Record, optional_list
from govtool.core.state import Nothing, State
from govtool.core.times import Date, Instant, date_of
from govtool.domain.books.ledger import check
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.origin import from_founding
from govtool.domain.decisions.countersignature import Awaited
from govtool.domain.money.account import Account, accrue
from govtool.domain.money.debt import Debt
from govtool.domain.money.payout import Payout
from govtool.domain.money.reconciliation import Reconciliation
from govtool.domain.money.release import Release
from govtool.domain.money.reversal import Reversal
from govtool.domain.money.settlement import Settlement
from govtool.domain.money.treasury import SET_ASIDE, Currency, Entry, Posting, has_come, post

_LATER: tuple[type[FileRecord], ...] = (Payout, Settlement, Release, Reversal, Reconciliation, Awaited)


class OpeningDebt(Record):
    """An existing debt to one person."""

    creditor: MemberId = Field(description="the person owed, by id")
    amount_minor: PositiveMinor = Field(description="how much, in minor units")
    owed_on: Date = Field(description="the date of the oldest part of it")
    document: Digest = Field(description="the digest of the document that shows it")


class OpeningPot(Record):
    """The existing money in one account."""

    account: Slug = Field(description="the account: `treasury`, or a reserve")
    amount_minor: PositiveMinor = Field(description="how much, in minor units")
    document: Digest = Field(description="the digest of the document that shows it")


class OpeningBalance(Record):
    """A file with the opening balances of a founding: wages owed, and the money in the treasury."""

    kind: ClassVar[str] = "opening-balance"

    currency: Currency = Field(description="the currency of all amounts, which is that of the organisation")
    debts: Annotated[tuple[OpeningDebt, ...], Field(max_length=10_000)] = optional_list(
        "the amount owed to each person"
    )
    treasury: Annotated[tuple[OpeningPot, ...], Field(max_length=100)] = optional_list("the amount in each account")

    def records(self, at: Instant) -> Mapping[str, Record]:
        """The records that a founding at that time makes of it, by path."""
        state = State(Nothing(NO_KINDS))
        for debt in self.debts:
            state = accrue(
                state,
                debt.creditor,
                debt.amount_minor,
                owed_on=debt.owed_on,
                counts_at=at,
                origin=from_founding(),
                kind="opening",
                document=debt.document,
            )
        for pot in self.treasury:
            postings = (Posting(account=pot.account, amount_minor=pot.amount_minor),)
            state = post(state, at, date_of(at), "opening", postings, origin=from_founding(), document=pot.document)
        return {path: record for path, record in state.records.items() if record is not None}


def problems(state: State, at: Instant) -> Iterator[Finding]:
    """Why the books of a first state are not valid: they hold only opening entries, each with a document, and their
    balances.
    """
    for kind in _LATER:
        if state.names(kind.home.top):
            yield finding("founded", kind.home.top, what="nothing can have been paid or stated before the founding")
    right = set()
    for debt in Debt.all(state):
        right.add(debt.path)
        is_opening = debt.kind == "opening" and bool(debt.origin.founding) and debt.minute == 0
        if not is_opening or debt.document is None or debt.counts_at > at:
            yield finding("founded", debt.path, what="a debt of the founding must be an opening with a document")
        if list(has_come(debt.owed_on, at)):
            yield finding("founded", debt.path, what=f"the date {debt.owed_on} of the debt is in the future")
        if Member.of(state, debt.creditor) is None:
            yield finding("unknown_member", debt.path, member=debt.creditor)
    for entry in Entry.all(state, newest_first=True):
        right.add(entry.path)
        if not _is_opening(entry) or entry.at != at:
            yield finding("founded", entry.path, what="an entry of the founding must be an opening with a document")
    right |= {account.path for account in Account.all(state)}
    for path in (path for kind in (Debt, Entry, Account) for path in kind.home.paths(state)):
        if path not in right:
            yield finding("name", path, name=path, what="the record in it belongs elsewhere")
    yield from check(state)


def _is_opening(entry: Entry) -> bool:
    kept = all(posting.amount_minor > 0 and posting.account != SET_ASIDE for posting in entry.postings)
    return entry.kind == "opening" and bool(entry.origin.founding) and entry.document is not None and kept
