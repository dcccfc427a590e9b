"""Recording income and expenses: by the treasurer and a second person, neither of them the payee.

If nobody has the duty `treasurer`, any member may be the first. Two persons reverse a wrong entry by a further entry;
entries themselves never change.

`domain.money.petty` says when a treasurer records alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, SerialNumber, Slug
from govtool.core.money import PositiveMinor
from govtool.core.record import optional
from govtool.core.state import State
from govtool.core.times import Date, Instant
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import DisplayName, Note
from govtool.domain.decisions.countersignature import Act, TwoPersons
from govtool.domain.money.budget import allows, spend
from govtool.domain.money.petty import is_petty
from govtool.domain.money.project import is_open
from govtool.domain.money.reserve import shared_out
from govtool.domain.money.treasury import (
    SET_ASIDE,
    Currency,
    Posting,
    entry_of,
    funds_suffice,
    has_come,
    is_currency,
    post,
    treasury_of,
)

Source = Literal["project", "client", "product", "bounty", "grant", "member", "other"]


def _marks(act: Act, *, petty: bool) -> dict[str, Any]:
    """The statements behind an entry as its fields, and why there is only one: a petty amount, or nobody else."""
    alone = {"petty": True, "single_handed": None} if petty and act.second is None else {}
    return {**act.fields, **alone}


class BookIncome(TwoPersons):
    """Record money that came in. The standing shares of it go to the reserves."""

    kind: ClassVar[str] = "book-income"
    in_lists: ClassVar[bool] = True
    said: ClassVar[Wording | None] = wording("records an income of {amount_minor:money}")

    amount_minor: PositiveMinor = Field(description="the amount that came in, in minor units")
    currency: Currency = Field(description="the currency of the receipt; it must be that of the organisation")
    received_on: Date = Field(description="the day on which it came")
    source: Source = Field(description="where it came from")
    project: Slug | None = optional("the project that earned it")
    document: Digest = Field(description="the digest of the receipt")
    paper: DisplayName | None = optional("the number on the receipt, such as that of an invoice")
    note: Note | None = optional("what else there is to say, in words; permanently public")
    payer: DisplayName | None = optional("the payer, such as a firm")

    def is_enough(self, state: State, people: tuple[MemberId, ...], at: Instant) -> bool:
        """Whether these people are enough: two, or the treasurer alone for a petty amount."""
        return len(people) > 1 or is_petty(state, people[0], self.amount_minor, at)

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The currency is that of the organisation, the day has come, the project is open."""
        yield from is_currency(state, self.currency)
        yield from has_come(self.received_on, at)
        if self.project is not None:
            yield from is_open(state, self.project)

    def carry_out(self, state: State, act: Act) -> State:
        """The state with the entry of the income."""
        return post(
            state,
            act.at,
            self.received_on,
            "income",
            shared_out(treasury_of(state), self.amount_minor),
            **_marks(act, petty=self.is_enough(state, act.people[:1], act.at)),
            source=self.source,
            payer=self.payer,
            project=self.project,
            document=self.document,
            paper=self.paper,
            note=self.note,
        )


class BookExpense(TwoPersons):
    """Record money that was spent. The expense needs a budget line that the members voted."""

    kind: ClassVar[str] = "book-expense"
    in_lists: ClassVar[bool] = True
    said: ClassVar[Wording | None] = wording("records an expense of {amount_minor:money}")

    amount_minor: PositiveMinor = Field(description="the amount that was spent, in minor units")
    currency: Currency = Field(description="the currency of the receipt; it must be that of the organisation")
    spent_on: Date = Field(description="the day on which it was spent")
    account: Slug = Field(description="the account it is taken from: `treasury`, or the line's reserve")
    budget: Slug = Field(description="the budget, by id")
    line: Slug = Field(description="the line of the budget")
    payee_name: DisplayName | None = optional("the payee, such as a firm or a shop")
    payee_member: MemberId | None = optional("the payee, if it is a person here")
    says: Literal["not a member"] | None = optional(
        "for a payee with the id or name of a person here: it is somebody else"
    )
    project: Slug | None = optional("the project that it was spent for")
    document: Digest = Field(description="the digest of the receipt")
    paper: DisplayName | None = optional("the number on the receipt, such as that of an invoice")
    note: Note | None = optional("what else there is to say, in words; permanently public")

    @property
    def payee(self) -> MemberId | None:
        """The payee, if it is a person here."""
        return self.payee_member

    def is_enough(self, state: State, people: tuple[MemberId, ...], at: Instant) -> bool:
        """Whether these people are enough: two, or the treasurer alone for a petty amount. A payee with the name of a
        person here is read by a second person, whatever the amount.
        """
        return len(people) > 1 or (self.says is None and is_petty(state, people[0], self.amount_minor, at))

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The payee is named, the line allows it, and the money is available and not reserved."""
        yield from is_currency(state, self.currency)
        yield from has_come(self.spent_on, at)
        if (self.payee_name is None) == (self.payee_member is None):
            yield finding("schema", where="body", what="must name either payee_name or payee_member")
        if self.payee_member is not None and Member.of(state, self.payee_member) is None:
            yield finding("unknown_member", member=self.payee_member)
        if self.project is not None:
            yield from is_open(state, self.project)
        if self.account == SET_ASIDE:
            yield finding("precondition", what=f"the money in {SET_ASIDE} is owed to the payees of payouts")
            return
        yield from allows(state, self.budget, self.line, self.amount_minor, self.spent_on, self.account)
        yield from funds_suffice(state, self.account, self.amount_minor, at)

    def carry_out(self, state: State, act: Act) -> State:
        """The state with the entry of the expense, and the amount spent of its line."""
        marks = _marks(act, petty=self.is_enough(state, act.people[:1], act.at))
        state = spend(state, self.budget, self.line, self.amount_minor)
        return post(
            state,
            act.at,
            self.spent_on,
            "expense",
            (Posting(account=self.account, amount_minor=-self.amount_minor),),
            **marks,
            project=self.project,
            budget=self.budget,
            line=self.line,
            payee=self.payee_name,
            payee_member=self.payee_member,
            document=self.document,
            paper=self.paper,
            note=self.note,
        )


class UndoEntry(TwoPersons):
    """Reverse a wrong income or expense. A further entry reverses it."""

    kind: ClassVar[str] = "undo-entry"
    in_lists: ClassVar[bool] = True
    said: ClassVar[Wording | None] = wording("reverses entry {entry} of the treasury")

    entry: SerialNumber = Field(description="the number of the entry")
    document: Digest | None = optional("the digest of the receipt")

    def payee_in(self, state: State) -> MemberId | None:
        """The payee of the entry: nobody reverses the record of their own payment."""
        entry = entry_of(state, self.entry)
        return entry.payee_member if entry else None

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The entry exists, was not reversed before, and its money is still available."""
        entry = entry_of(state, self.entry)
        if entry is None or entry.kind not in ("income", "expense") or self.entry in treasury_of(state).corrected:
            yield finding("precondition", what=f"there is no income or expense {self.entry} that could be reversed")
            return
        for posting in entry.postings:
            if posting.amount_minor > 0:
                yield from funds_suffice(state, posting.account, posting.amount_minor, at)

    def carry_out(self, state: State, act: Act) -> State:
        """The state with an entry of the opposite sign; the budget line has its money back."""
        entry = entry_of(state, self.entry)
        if entry is None:
            raise LookupError(str(self.entry))
        postings = tuple(each.changed(amount_minor=-each.amount_minor) for each in entry.postings)
        if entry.spends is not None:
            state = spend(state, *entry.spends, -sum(each.amount_minor for each in postings))
        state = post(
            state,
            act.at,
            entry.moved_on,
            "correction",
            postings,
            **act.fields,
            project=entry.project,
            budget=entry.budget,
            line=entry.line,
            corrects=entry.number,
            document=self.document,
        )
        treasury = treasury_of(state)
        return state.keep(treasury.changed(corrected=(*treasury.corrected, entry.number)))
