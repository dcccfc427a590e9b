"""A person's own expense: what they spent for the organisation, and want back.

Two other members approve it. Then it is a debt of the organisation to that person, of exactly that amount, and payouts
pay it as they pay wages owed. It spends a budget line that the members voted, so no three people make debts at will.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, Slug
from govtool.core.money import PositiveMinor
from govtool.core.record import optional
from govtool.core.state import State
from govtool.core.times import Date, Instant
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.member import Member, gone_problem
from govtool.domain.constitution.organization import DisplayName, Note
from govtool.domain.decisions.countersignature import Act, TwoPersons, can_second
from govtool.domain.money.account import accrue
from govtool.domain.money.budget import allows, spend
from govtool.domain.money.treasury import MAIN, Currency, has_come, is_currency

APPROVERS = 2


class ClaimExpense(TwoPersons):
    """Claim back an expense of your own. Two other members approve it; then the organisation owes it to you."""

    kind: ClassVar[str] = "claim-expense"
    in_lists: ClassVar[bool] = True
    said: ClassVar[Wording | None] = wording("claims back {amount_minor:money}")

    amount_minor: PositiveMinor = Field(description="the amount that you spent, in minor units")
    currency: Currency = Field(description="the currency of the receipt; it must be that of the organisation")
    spent_on: Date = Field(description="the day on which you spent it")
    budget: Slug = Field(description="the budget, by id")
    line: Slug = Field(description="the line of the budget")
    document: Digest = Field(description="the digest of the receipt")
    paper: DisplayName | None = optional("the number on the receipt")
    note: Note | None = optional("what it was for, in words; permanently public")

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """Everybody here may claim, if somebody else can approve it."""
        yield from gone_problem(first, f"state {self.kind}")
        if not any(can_second(each, first.id, frozenset()) for each in Member.all(state)):
            yield finding("precondition", what="nobody else could approve it")

    def is_enough(self, state: State, people: tuple[MemberId, ...], at: Instant) -> bool:
        """Whether two others approved it; one is enough if there is no second."""
        others = (each for each in Member.all(state) if can_second(each, people[0], frozenset()))
        return len(people) > min(APPROVERS, sum(1 for _ in others)) > 0

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """The line allows it, and is paid from the account that payouts are paid from."""
        yield from is_currency(state, self.currency)
        yield from has_come(self.spent_on, at)
        yield from allows(state, self.budget, self.line, self.amount_minor, self.spent_on, MAIN)

    def carry_out(self, state: State, act: Act) -> State:
        """The state in which the amount is owed, and is spent of its line."""
        creditor = act.people[0]
        return accrue(
            spend(state, self.budget, self.line, self.amount_minor),
            creditor,
            self.amount_minor,
            owed_on=self.spent_on,
            counts_at=act.at,
            origin=act.first,
            kind="claim",
            document=self.document,
            approved=tuple(origin for origin in (act.second, *act.more) if origin is not None),
            budget=self.budget,
            line=self.line,
            paper=self.paper,
            note=self.note,
        )
