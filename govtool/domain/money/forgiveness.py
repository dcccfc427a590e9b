"""Waiving wages: only by the creditor's own signature, given twice, with a week between.

No vote can do it, and no action asks for it: fixed rules that no amendment changes. A correction downwards, if too much
was accrued by mistake, needs the same two signatures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest
from govtool.core.money import PositiveMinor
from govtool.core.record import optional
from govtool.core.state import State
from govtool.core.times import add
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.organization import shown
from govtool.domain.decisions.countersignature import awaited_of, keep, taken
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.money import account
from govtool.domain.money.release import ReleaseKind


class Forgive(Body):
    """Waive a part of the wages owed to you. It takes effect once you have signed it twice, a week apart."""

    kind: ClassVar[str] = "forgive"
    said: ClassVar[Wording | None] = wording("waives a part of the wages owed")
    gives_up: ClassVar[bool] = True

    amount_minor: PositiveMinor = Field(description="the amount that you waive, in minor units")
    correction: Literal[True] | None = optional("true if it was owed by mistake, and is corrected")
    confirms: Digest | None = optional("for the second signature: the digest of the first statement")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """So much is owed; the second statement equals the first, and comes a week later or more."""
        creditor, at = stating.member.id, stating.at
        owed = account.owed(state, creditor, at)
        if self.amount_minor > owed:
            amount = shown(state, self.amount_minor)
            yield finding("more_than_owed", creditor=creditor, owed=shown(state, owed), amount=amount)
        if self.confirms is None:
            return
        first = awaited_of(state, self.confirms)
        same = self.changed(confirms=None).data()
        if first is None or at > first.until or first.kind != self.kind:
            yield finding("not_awaited", digest=self.confirms)
        elif first.member != creditor or dict(first.body) != same:
            yield finding("precondition", what="the first statement differs, or is by another person")
        elif at < (earliest := add(first.stated_at, bylaws_of(state).periods.forgiveness)):
            yield finding("too_soon", stated=first.stated_at, earliest=earliest)

    def effect(self, state: State, stating: Stating) -> State:
        """The first time it waits; the second time the debts are lowered, the oldest first."""
        if self.confirms is None:
            return keep(state, stating)
        kind: ReleaseKind = "corrected" if self.correction else "forgiven"
        state = taken(state, self.confirms)
        return account.forgive(state, stating.member.id, self.amount_minor, stating.at, stating.origin, kind)
