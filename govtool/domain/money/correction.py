"""Correcting what a person is owed by a vote: upwards only. To lower it takes the creditor, not a majority."""

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
    """Adds to what a person is owed, where too little was accrued."""

    kind: ClassVar[str] = "correct-debt"
    said: ClassVar[Wording | None] = wording(
        "Adds {amount_minor:money} to what {creditor:person} is owed since {owed_on}, because {reason:quoted 160}."
    )
    titled: ClassVar[Wording | None] = wording("Add {amount_minor:money} to what {creditor} is owed")
    example: ClassVar[str] = "--creditor carol --amount 20.00 --owed-on 2026-11-01 --reason 'An hour was forgotten'"
    compares_days: ClassVar[bool] = True

    action: Literal["correct-debt"]
    creditor: MemberId = Field(description="who is owed more, by id")
    amount_minor: SignedMinor = Field(description="how much more, in minor units; less is the creditor's alone")
    owed_on: Date = Field(description="since when it is owed: the day that ranks it")
    reason: Annotated[str, Field(min_length=3, max_length=400)] = Field(description="why, in words; public for ever")

    @property
    def subject(self) -> MemberId:
        """The creditor."""
        return self.creditor

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The person is known, and nothing is taken from them; what is owed since a day lies not ahead."""
        if Member.of(state, self.creditor) is None:
            yield finding("unknown_member", member=self.creditor)
        if self.amount_minor < 0:
            yield finding("creditor_consent", creditor=self.creditor)
        elif self.amount_minor == 0:
            yield finding("schema", where="amount_minor", what="must be more than 0")
        if self.owed_on > moment.day:
            yield finding("precondition", what=f"{self.owed_on} has not come yet")

    def effect(self, state: State, moment: Moment) -> State:
        """One more debt, which counts at once."""
        return accrue(
            state,
            self.creditor,
            self.amount_minor,
            owed_on=self.owed_on,
            counts_at=moment.at,
            origin=from_proposal(moment.number),
            kind="correction",
        )
