"""Taking back a first statement that waits for a second one, so that a mistake has no effect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, SerialNumber, digest_of
from govtool.core.state import State
from govtool.core.wording import Wording, wording
from govtool.domain.decisions.countersignature import awaited_of, taken
from govtool.domain.decisions.statement import Body, Statement, Stating


class WithdrawStatement(Body):
    """Take back your own statement, while it waits for a second signature."""

    kind: ClassVar[str] = "withdraw-statement"
    said: ClassVar[Wording | None] = wording("takes back a statement that waited for a second signature")

    statement: SerialNumber = Field(description="the number of your statement")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """It waits, whether or not somebody can still sign it."""
        digest = self._digest(state, stating.member.id)
        if digest is None or awaited_of(state, digest) is None:
            what = f"no statement {self.statement} of {stating.member.id} waits for a second signature"
            yield finding("precondition", what=what)

    def effect(self, state: State, stating: Stating) -> State:
        """Nobody can sign it any more."""
        digest = self._digest(state, stating.member.id)
        if digest is None:
            raise LookupError(self.statement)
        return taken(state, digest)

    def _digest(self, state: State, member: MemberId) -> Digest | None:
        data = state.data(Statement.home.path(member, self.statement))
        return digest_of(data) if data is not None else None
