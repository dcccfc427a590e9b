"""Leaving a federation: an affiliate says so under its mandate, and leaves 90 days later, by date alone.

Until then it can stay after all. Its people keep their records, keys and votes; they belong to it no longer once it has
left.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from govtool.core.finding import Finding, finding
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.affiliate import LEAVES_AFTER, Affiliate, Matter, affiliate_of
from govtool.domain.decisions.countersignature import Act
from govtool.domain.federation.act import AffiliateAct


class LeaveFederation(AffiliateAct):
    """Leave the federation with your affiliate, 90 days later. Its people stay, each with their vote."""

    kind: ClassVar[str] = "leave-federation"
    said: ClassVar[Wording | None] = wording("announces that {affiliate} leaves")
    matter: ClassVar[Matter] = "leave"

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """It is not leaving yet."""
        found = affiliate_of(state, self.affiliate, at)
        if found is not None and found.ends_at is not None:
            yield finding("precondition", what=f"{found.id} leaves at {found.ends_at} already")

    def carry_out(self, state: State, act: Act) -> State:
        """It has left in 90 days, without any further event."""
        state = super().carry_out(state, act)
        found = Affiliate.one(state, self.affiliate)
        return state.keep(found.changed(ends_at=add(act.at, LEAVES_AFTER), end="left"))


class StayInFederation(AffiliateAct):
    """Stay in the federation, as long as your affiliate has not left yet."""

    kind: ClassVar[str] = "stay-in-federation"
    said: ClassVar[Wording | None] = wording("announces that {affiliate} stays")
    matter: ClassVar[Matter] = "leave"

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """It is leaving, and has not left."""
        found = affiliate_of(state, self.affiliate, at)
        if found is not None and found.ends_at is None:
            yield finding("precondition", what=f"{found.id} is not leaving")

    def carry_out(self, state: State, act: Act) -> State:
        """It leaves no more."""
        state = super().carry_out(state, act)
        return state.keep(Affiliate.one(state, self.affiliate).changed(ends_at=None, end=None))
