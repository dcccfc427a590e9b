"""The treasury: what the organisation has, in accounts, and every entry that ever moved it.

An entry never changes; what was wrong is put right by another entry. Every entry names the one thing that it came from.
The balances stand in one record, which follows from the entries. Amounts are minor units of the organisation's one
currency. The main account is `treasury`; reserves are further accounts. Money that a payout has set aside lies in
`payouts` until it is transferred, so that all accounts together are what the bank holds.

Promises: no balance is ever below 0. Decides no right: who may book is said where that is decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, ProposalNumber, Slug
from govtool.core.money import Minor, PositiveMinor, SignedMinor
from govtool.core.record import FileRecord, Record
from govtool.core.share import Share
from govtool.core.state import State
from govtool.core.times import Date, Instant, add, date_of
from govtool.domain.constitution.organization import DisplayName, organization_of, shown
from govtool.domain.constitution.origin import Origin
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.docket import DocketEntry
from govtool.errors import Refused

MAIN = "treasury"
SET_ASIDE = "payouts"

EntryKind = Literal["opening", "income", "expense", "transfer", "payout", "payment", "reversal", "correction"]
Number = Annotated[int, Field(ge=1, le=999_999)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Pot(Record):
    """One account of the treasury."""

    account: Slug = Field(description="the name of the account")
    balance_minor: Minor = Field(description="what is in it, in minor units")


class StandingShare(Record):
    """What part of every income goes to a reserve."""

    account: Slug = Field(description="the account that gets it")
    share: Share = Field(description="which part of every income")


class Treasury(FileRecord):
    """The record `registry/treasury.yaml`: the balances, sorted by account, and what is shared out of every income."""

    home: ClassVar[Home] = Home("treasury", "registry/treasury.yaml")

    entries: Annotated[int, Field(ge=0, le=999_999)] = Field(description="how many entries there are")
    pots: Annotated[tuple[Pot, ...], Field(max_length=100)] = Field(description="the accounts and what is in them")
    shares: Annotated[tuple[StandingShare, ...], Field(max_length=20)] = Field(
        default=(), description="which part of every income goes to a reserve"
    )
    corrected: tuple[Number, ...] = Field(default=(), description="the entries that others have undone, by number")

    def balance(self, account: Slug) -> int:
        """What is in an account, 0 where there is none of that name."""
        return next((pot.balance_minor for pot in self.pots if pot.account == account), 0)

    def has(self, account: Slug) -> bool:
        """Whether there is an account of that name; the main one and what is set aside are always there."""
        return account in (MAIN, SET_ASIDE) or any(pot.account == account for pot in self.pots)


class Posting(Record):
    """What an entry adds to an account or takes from it."""

    account: Slug = Field(description="the account")
    amount_minor: SignedMinor = Field(description="what is added; below 0: taken")


class Entry(FileRecord):
    """The record `registry/treasury/2026/11/000012.yaml`, numbered over all years; the folders are those of `at`."""

    home: ClassVar[Home] = Home("entry", "registry/treasury/{at:year}/{at:month}/{number:06d}.yaml")

    number: Number = Field(description="the number under which it is known")
    at: Instant = Field(description="when it was entered, by the clerk's clock")
    moved_on: Date = Field(description="the day on which the money moved")
    kind: EntryKind = Field(description="what moved the money")
    postings: Annotated[tuple[Posting, ...], Field(min_length=1, max_length=100)] = Field(
        description="what it adds to which accounts"
    )
    origin: Origin = Field(description="the one thing that it came from")
    second: Origin | None = Field(default=None, description="the second person's statement")
    single_handed: Literal[True] | None = Field(
        default=None, description="true where nobody was there who could be the second person"
    )
    source: str | None = Field(default=None, description="income: where it came from")
    project: Slug | None = Field(default=None, description="the project that it belongs to")
    budget: Slug | None = Field(default=None, description="expense: the budget")
    line: Slug | None = Field(default=None, description="expense: the line of the budget")
    payee: DisplayName | None = Field(default=None, description="expense: who got it")
    payee_member: MemberId | None = Field(default=None, description="expense: who got it, where it is a person here")
    payout: Number | None = Field(default=None, description="the payout that it belongs to")
    corrects: Number | None = Field(default=None, description="the entry that it undoes")
    document: Digest | None = Field(default=None, description="the digest of the paper that shows it")


def treasury_of(state: State) -> Treasury:
    """The treasury; an empty one before the first entry."""
    return Treasury.of(state) or Treasury(entries=0, pots=(Pot(account=MAIN, balance_minor=0),))


def entry_of(state: State, number: int) -> Entry | None:
    """The entry of a number; looks for its name from the newest month on."""
    entries = Entry.home.paths(state, newest_first=True)
    path = next((path for path in entries if path.endswith(f"/{number:06d}.yaml")), None)
    return state.get(Entry, path) if path else None


def is_currency(state: State, currency: str) -> Iterator[Finding]:
    """A paper from outside is in the organisation's currency: amounts in the books carry none."""
    organization = organization_of(state)
    if currency != organization.currency:
        yield finding("currency", currency=currency, expected=organization.currency)


def has_come(day: Date, at: Instant) -> Iterator[Finding]:
    """A day on which money moved is not ahead; tomorrow's date is here already for some."""
    if day > date_of(add(at, "P1D")):
        yield finding("precondition", what=f"{day} has not come yet")


class RecordDate(NamedTuple):
    """The moment of an opening: its time, and the number of its minute. What counts was booked before that minute."""

    at: Instant
    minute: int


class Reserving(Action):
    """The base of actions that, once passed, keep an amount in an account until they are enacted: nobody else may use
    it.
    """

    usual: ClassVar[Mapping[str, object]] = MappingProxyType({"from": MAIN})

    amount_minor: PositiveMinor = Field(description="how much, in minor units")
    from_: Slug = Field(alias="from", description="the account that it is taken from: `treasury`, or a reserve")

    @property
    def touches(self) -> frozenset[str]:
        """The account that it is taken from."""
        return frozenset({f"account {self.from_}"})

    def claim(
        self, state: State, record: RecordDate, at: Instant, taken: Mapping[MemberId, int]
    ) -> tuple[int, Mapping[MemberId, int]]:
        """What it keeps of its account, and to whom that goes who is owed wages; both in minor units.

        `taken` is what each creditor gets by what comes before it.
        """
        return self.amount_minor, {}


def reserved(state: State, account: Slug, at: Instant, before: ProposalNumber | None = None) -> int:
    """What passed proposals that wait for their enactment keep in an account at that time.

    A payout keeps what it could pay after those that were decided earlier took theirs, and so never more than is owed.
    With `before` only those that were decided before that proposal: it is not held up by those that come after it.
    """
    entries = docket.by_decision(docket.waiting(state))
    numbers = [entry.number for entry in entries]
    if before in numbers:
        entries = entries[: numbers.index(before)]
    return sum(minor for name, minor, _ in _claims(state, entries, at) if name == account)


def taken_before(state: State, at: Instant, number: ProposalNumber) -> Mapping[MemberId, int]:
    """What creditors get by the payouts that are enacted before a proposal, in minor units."""
    entries = docket.waiting(state)
    numbers = [entry.number for entry in entries]
    taken: Counter[MemberId] = Counter()
    for _, _, lines in _claims(state, entries[: numbers.index(number)] if number in numbers else entries, at):
        taken.update(lines)
    return taken


def _claims(
    state: State, entries: Iterable[DocketEntry], at: Instant
) -> Iterator[tuple[Slug, int, Mapping[MemberId, int]]]:
    """What each action of decided proposals keeps, one after the other: account, amount, and who gets it."""
    taken: Counter[MemberId] = Counter()
    for entry in entries:
        for action in entry.actions:
            if isinstance(action, Reserving) and entry.decided and entry.decided.result in action.results:
                amount_minor, lines = action.claim(state, RecordDate(entry.opened_at, entry.minute), at, taken)
                taken.update(lines)
                yield action.from_, amount_minor, lines


def available(state: State, account: Slug, at: Instant, before: ProposalNumber | None = None) -> int:
    """What may be used of an account: its balance less what is reserved, and never below 0."""
    return max(0, treasury_of(state).balance(account) - reserved(state, account, at, before))


def funds_suffice(
    state: State, account: Slug, amount_minor: int, at: Instant, before: ProposalNumber | None = None
) -> Iterator[Finding]:
    """An account holds an amount that nobody else has a claim on."""
    free = available(state, account, at, before)
    if amount_minor > free:
        yield _short(state, account, amount_minor, free)


def _short(state: State, account: Slug, amount_minor: int, free_minor: int) -> Finding:
    return finding("funds", account=account, amount=shown(state, amount_minor), available=shown(state, free_minor))


def post(
    state: State, at: Instant, moved_on: Date, kind: EntryKind, postings: Iterable[Posting], **fields: object
) -> State:
    """The state with one more entry and the balances after it. `fields` are the further fields of the entry.

    Raises Refused where a balance would fall below 0, or grow beyond all amounts.
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
    values: dict[str, object] = {
        "number": after.entries,
        "at": at,
        "moved_on": moved_on,
        "kind": kind,
        "postings": moved,
    }
    entry = Entry.model_validate(values | fields, by_name=True)
    return state.keep(after, entry)
