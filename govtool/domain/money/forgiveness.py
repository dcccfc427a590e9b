"""Giving up wages that one is owed: by the creditor's own signature alone, twice, with a week between.

No vote can do it, and no action asks for it: hard rules that no amendment changes. A correction downwards, where too
much was accrued by mistake, goes the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest
from govtool.core.money import PositiveMinor
from govtool.core.state import State
from govtool.core.times import add
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.organization import shown
from govtool.domain.constitution.origin import from_statement
from govtool.domain.decisions.countersignature import awaited_of, keep, taken
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.money import account
from govtool.domain.money.release import ReleaseKind


class Forgive(Body):
    """Gives up a part of what is owed to me; it holds once I have signed it twice, a week apart."""

    kind: ClassVar[str] = "forgive"
    said: ClassVar[Wording | None] = wording("gives up a part of what is owed")
    gives_up: ClassVar[bool] = True

    amount_minor: PositiveMinor = Field(description="how much I give up, in minor units")
    correction: Literal[True] | None = Field(
        default=None, description="true where it was owed by mistake, and is corrected"
    )
    confirms: Digest | None = Field(default=None, description="the second time: the digest of the first statement")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """So much is owed; the second time it says the same as the first, a week later or more."""
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
            yield finding("precondition", what="the first statement is not the same, by the same person")
        elif at < (earliest := add(first.stated_at, bylaws_of(state).periods.forgiveness)):
            yield finding("too_soon", stated=first.stated_at, earliest=earliest)

    def effect(self, state: State, stating: Stating) -> State:
        """The first time it waits; the second time the debts are lowered, the oldest first."""
        if self.confirms is None:
            return keep(state, stating)
        origin = from_statement(stating.member.id, stating.statement.number)
        kind: ReleaseKind = "corrected" if self.correction else "forgiven"
        state = taken(state, self.confirms)
        return account.forgive(state, stating.member.id, self.amount_minor, stating.at, origin, kind)
