"""The treasury: the organisation's money, in accounts, and every entry that ever moved it.

An entry never changes; another entry corrects a wrong one. Every entry names its one cause. One record holds the
balances, which follow from the entries. Amounts are minor units of the organisation's one currency. The main account is
`treasury`; reserves are further accounts. Money that a payout has set aside is in `payouts` until it is transferred, so
that all accounts together equal the balance at the bank.

Promises: no balance is ever below 0. Decides no right: the statements and actions decide who may book.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, ProposalNumber, SerialNumber, Slug
from govtool.core.money import Minor, PositiveMinor, SignedMinor
from govtool.core.record import FileRecord, Record, optional, optional_list
from govtool.core.share import Share
from govtool.core.state import State
from govtool.core.times import Date, Instant, add, date_of
from govtool.domain.constitution.organization import DisplayName, Note, organization_of, shown
from govtool.domain.constitution.origin import Origin
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.docket import DocketEntry
from govtool.errors import Refused

MAIN = "treasury"
SET_ASIDE = "payouts"

EntryKind = Literal["opening", "income", "expense", "transfer", "payout", "payment", "reversal", "correction"]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Pot(Record):
    """One account of the treasury."""

    account: Slug = Field(description="the name of the account")
    balance_minor: Minor = Field(description="the balance, in minor units")


class StandingShare(Record):
    """The part of every income that goes to a reserve."""

    account: Slug = Field(description="the account that gets it")
    share: Share = Field(description="the part of every income")


class Treasury(FileRecord):
    """The record `registry/treasury.yaml`: the balances, sorted by account, and the standing shares of every income."""

    home: ClassVar[Home] = Home("treasury", "registry/treasury.yaml")

    entries: Annotated[int, Field(ge=0, lt=10**12)] = Field(description="the number of entries")
    pots: Annotated[tuple[Pot, ...], Field(max_length=100)] = Field(description="the accounts with their balances")
    shares: Annotated[tuple[StandingShare, ...], Field(max_length=20)] = optional_list(
        "the parts of every income that go to reserves"
    )
    corrected: tuple[SerialNumber, ...] = optional_list("the entries that others have reversed, by number")

    def balance(self, account: Slug) -> int:
        """The balance of an account, 0 if there is no account of that name."""
        return next((pot.balance_minor for pot in self.pots if pot.account == account), 0)

    def has(self, account: Slug) -> bool:
        """Whether there is an account of that name; the main one and `payouts` always exist."""
        return account in (MAIN, SET_ASIDE) or any(pot.account == account for pot in self.pots)


class Posting(Record):
    """The amount that an entry adds to an account or takes from it."""

    account: Slug = Field(description="the account")
    amount_minor: SignedMinor = Field(description="the amount added; below 0: taken")


class Entry(FileRecord):
    """The record `registry/treasury/2026/11/000012.yaml`, numbered over all years; the folders are those of `at`."""

    home: ClassVar[Home] = Home("entry", "registry/treasury/{at:year}/{at:month}/{number:06d}.yaml")

    number: SerialNumber = Field(description="the number under which it is known")
    at: Instant = Field(description="when it was entered, by the clerk's clock")
    moved_on: Date = Field(description="the day on which the money moved")
    kind: EntryKind = Field(description="the kind of the movement")
    postings: Annotated[tuple[Posting, ...], Field(min_length=1, max_length=100)] = Field(
        description="the amounts that it adds to accounts"
    )
    origin: Origin = Field(description="its one cause")
    second: Origin | None = optional("the second person's statement")
    single_handed: Literal[True] | None = optional("true if nobody else could be the second person")
    petty: Literal[True] | None = optional("true if the treasurer recorded it alone, within `limits.petty_minor`")
    source: str | None = optional("income: its source")
    payer: DisplayName | None = optional("income: the payer")
    project: Slug | None = optional("the project that it belongs to")
    budget: Slug | None = optional("expense: the budget")
    line: Slug | None = optional("expense: the line of the budget")
    payee: DisplayName | None = optional("expense: the payee")
    payee_member: MemberId | None = optional("expense: the payee, if it is a person here")
    payout: SerialNumber | None = optional("the payout that it belongs to")
    corrects: SerialNumber | None = optional("the entry that it reverses")
    document: Digest | None = optional("the digest of the document that shows it")
    paper: DisplayName | None = optional("the number on the document, such as that of an invoice")
    note: Note | None = optional("what else there is to say, in words")

    @property
    def spends(self) -> tuple[Slug, Slug] | None:
        """The budget, and the line of it, that the entry spends or gives back; None if it names no line of a budget."""
        return (self.budget, self.line) if self.budget and self.line else None


def treasury_of(state: State) -> Treasury:
    """The treasury; an empty one before the first entry."""
    return Treasury.of(state) or Treasury(entries=0, pots=(Pot(account=MAIN, balance_minor=0),))


def entry_of(state: State, number: int) -> Entry | None:
    """The entry of a number; looks for its name from the newest month on."""
    entries = Entry.home.paths(state, newest_first=True)
    path = next((path for path in entries if path.endswith(f"/{number:06d}.yaml")), None)
    return state.get(Entry, path) if path else None


def is_currency(state: State, currency: str) -> Iterator[Finding]:
    """A finding if a receipt has another currency than the organisation: amounts in the books have no currency."""
    organization = organization_of(state)
    if currency != organization.currency:
        yield finding("currency", currency=currency, expected=organization.currency)


def has_come(day: Date, at: Instant) -> Iterator[Finding]:
    """A finding if a day is in the future; tomorrow's date (UTC) is allowed, because of time zones."""
    if day > date_of(add(at, "P1D")):
        yield finding("precondition", what=f"{day} has not come yet")


class RecordDate(NamedTuple):
    """The moment of an opening: its time, and the number of its minute. Entries of earlier minutes count."""

    at: Instant
    minute: int


class Reserving(Action):
    """The base of actions that reserve an amount in an account, from their decision until their enactment."""

    usual: ClassVar[Mapping[str, object]] = MappingProxyType({"from": MAIN})
    touched: ClassVar[str] = "account {from_}"

    amount_minor: PositiveMinor = Field(description="how much, in minor units")
    from_: Slug = Field(alias="from", description="the account that it is taken from: `treasury`, or a reserve")

    def claim(
        self, state: State, record: RecordDate, at: Instant, taken: Mapping[MemberId, int]
    ) -> tuple[int, Mapping[MemberId, int]]:
        """The amount that it reserves in its account, and the part for each person owed; both in minor units.

        `taken` are the amounts that each creditor gets from earlier proposals.
        """
        return self.amount_minor, {}


def reserved(state: State, account: Slug, at: Instant, before: ProposalNumber | None = None) -> int:
    """The amount that passed proposals reserve in an account at that time, while they wait for their enactment.

    A payout reserves the amount that it could pay after those that were decided earlier, so never more than is owed.
    With `before` only proposals decided before that one count: later ones do not delay it.
    """
    entries = docket.by_decision(docket.waiting(state))
    numbers = [entry.number for entry in entries]
    if before in numbers:
        entries = entries[: numbers.index(before)]
    return sum(minor for name, minor, _ in _claims(state, entries, at) if name == account)


def taken_before(state: State, at: Instant, number: ProposalNumber) -> Mapping[MemberId, int]:
    """The amounts that creditors get from the payouts that are enacted before a proposal, in minor units."""
    entries = docket.waiting(state)
    numbers = [entry.number for entry in entries]
    taken: Counter[MemberId] = Counter()
    for _, _, lines in _claims(state, entries[: numbers.index(number)] if number in numbers else entries, at):
        taken.update(lines)
    return taken


def _claims(
    state: State, entries: Iterable[DocketEntry], at: Instant
) -> Iterator[tuple[Slug, int, Mapping[MemberId, int]]]:
    """The reservation of each action of decided proposals, one after the other: account, amount, and the amount for
    each person.
    """
    taken: Counter[MemberId] = Counter()
    for entry in entries:
        for action in entry.actions:
            if not isinstance(action, Reserving) or entry.decided is None or entry.decided.lost:
                continue
            if entry.decided.result in action.results:
                amount_minor, lines = action.claim(state, RecordDate(entry.opened_at, entry.minute), at, taken)
                taken.update(lines)
                yield action.from_, amount_minor, lines


def available(state: State, account: Slug, at: Instant, before: ProposalNumber | None = None) -> int:
    """The available amount of an account: its balance less the reserved amount, and never below 0."""
    return max(0, treasury_of(state).balance(account) - reserved(state, account, at, before))


def funds_suffice(
    state: State, account: Slug, amount_minor: int, at: Instant, before: ProposalNumber | None = None
) -> Iterator[Finding]:
    """A finding if an account does not hold an amount beside the reserved ones."""
    free = available(state, account, at, before)
    if amount_minor > free:
        yield _short(state, account, amount_minor, free)


def _short(state: State, account: Slug, amount_minor: int, free_minor: int) -> Finding:
    return finding("funds", account=account, amount=shown(state, amount_minor), available=shown(state, free_minor))


def post(
    state: State, at: Instant, moved_on: Date, kind: EntryKind, postings: Iterable[Posting], **fields: Any
) -> State:
    """The state with one more entry and the balances after it. `fields` are the further fields of the entry.

    Raises Refused if a balance would fall below 0, or grow beyond the largest amount.
    """
    treasury = treasury_of(state)
    moved = tuple(posting for posting in postings if posting.amount_minor)
    balances = {pot.account: pot.balance_minor for pot in treasury.pots}
    for posting in moved:
        balances[posting.account] = balances.get(posting.account, 0) + posting.amount_minor
        if balances[posting.account] < 0:
            left = balances[posting.account] - posting.amount_minor
            raise Refused([_short(state, posting.account, -posting.amount_minor, left)])
    pots = [{"account": account, "balance_minor": balances[account]} for account in sorted(balances)]
    after = treasury.changed(entries=treasury.entries + 1, pots=pots)
    entry = Entry(number=after.entries, at=at, moved_on=moved_on, kind=kind, postings=moved, **fields)
    return state.keep(after, entry)
