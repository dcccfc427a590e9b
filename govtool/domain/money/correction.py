"""Correcting wages owed by a vote: upwards only. Only the creditor can lower them, no majority can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.money import SignedMinor
from govtool.core.state import State
from govtool.core.times import Date
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.origin import from_proposal
from govtool.domain.decisions.action import Action, Moment
from govtool.domain.money.account import accrue


class CorrectDebt(Action):
    """Add to the wages owed to a person. It corrects an amount that was too low."""

    said: ClassVar[Wording | None] = wording(
        "Adds {amount_minor:money} to the wages owed to {creditor:person} since {owed_on}. Reason: {reason:quoted 160}."
    )
    titled: ClassVar[Wording | None] = wording("Add {amount_minor:money} to what {creditor} is owed")
    example: ClassVar[str] = "--creditor carol --amount 20.00 --owed-on 2026-11-01 --reason 'An hour was forgotten'"
    concerns: ClassVar[str] = "creditor"

    action: Literal["correct-debt"]
    creditor: MemberId = Field(description="the person owed, by id")
    amount_minor: SignedMinor = Field(description="how much more, in minor units; only the person owed can lower it")
    owed_on: Date = Field(description="since when it is owed: the day that gives its rank")
    reason: Annotated[str, Field(min_length=3, max_length=400)] = Field(
        description="the reason, in words; permanently public"
    )

    @property
    def compares_days(self) -> bool:
        """True: the day must fit the day on which it takes effect."""
        return True

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The person is known, the amount is above 0, and the day is not in the future."""
        if Member.of(state, self.creditor) is None:
            yield finding("unknown_member", member=self.creditor)
        if self.amount_minor < 0:
            yield finding("creditor_consent", creditor=self.creditor)
        elif self.amount_minor == 0:
            yield finding("schema", where="amount_minor", what="must be more than 0")
        if self.owed_on > moment.day:
            yield finding("precondition", what=f"{self.owed_on} has not come yet")

    def effect(self, state: State, moment: Moment) -> State:
        """The state with one more debt, which counts at once."""
        return accrue(
            state,
            self.creditor,
            self.amount_minor,
            owed_on=self.owed_on,
            counts_at=moment.at,
            origin=from_proposal(moment.number),
            kind="correction",
        )
