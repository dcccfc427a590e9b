"""Suspending the trade of an affiliate, after a case against it has failed. It ends by date, after a year at most.

The record keeps the dates. The affiliate's people keep everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId, SerialNumber
from govtool.core.state import State
from govtool.core.times import Duration, Instant, add
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.affiliate import Affiliate, affiliate_of
from govtool.domain.decisions.action import Action, Moment
from govtool.domain.people.case import Party, case_problems

SUSPENDED_MOST: Duration = "P366D"
"""How long the trade of an affiliate can be suspended by one vote."""


class SuspendTrade(Action):
    """Suspend the trade of an affiliate. It lasts a year at most. A case against it must have failed before."""

    said: ClassVar[Wording | None] = wording("Suspends the trade of {affiliate} until {until}, after case {case}.")
    titled: ClassVar[Wording | None] = wording("Suspend the trade of {affiliate}")
    example: ClassVar[str] = "--affiliate restaurant --case 3 --until 2027-05-01"
    for_federation: ClassVar[bool] = True
    concerns_affiliate: ClassVar[str] = "affiliate"
    touched: ClassVar[str] = "affiliate {affiliate}"

    action: Literal["suspend-trade"]
    affiliate: MemberId = Field(description="the affiliate, against which the case failed")
    case: SerialNumber = Field(description="the case, by number")
    until: Instant = Field(description="until when its trade is suspended")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The affiliate is there, a case against it had failed when the vote opened, and the time is a year at most."""
        if affiliate_of(state, self.affiliate, moment.at) is None:
            yield finding("unknown_affiliate", affiliate=self.affiliate)
        party = Party(affiliate=self.affiliate)
        yield from case_problems(state, self.case, party, None, moment.opened_at or moment.at)
        latest = add(moment.at, SUSPENDED_MOST)
        if not moment.at < self.until <= latest:
            what = f"trade is suspended for a year at most, until {latest} and not until {self.until}"
            yield finding("precondition", what=what if self.until > latest else f"{self.until} is over")

    def effect(self, state: State, moment: Moment) -> State:
        """The record says from when until when."""
        found = Affiliate.one(state, self.affiliate)
        return state.keep(found.changed(trade_ends_at=moment.at, trade_from=self.until))
