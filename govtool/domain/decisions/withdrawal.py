"""What a person says about their own proposals and pages: withdrawing one, publishing others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, ProposalNumber
from govtool.core.state import State
from govtool.core.wording import Wording, wording
from govtool.domain.decisions.decision import withdraw
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.statement import Body, Stating


class Withdraw(Body):
    """Withdraws a proposal of mine while people still vote on it."""

    kind: ClassVar[str] = "withdraw"
    said: ClassVar[Wording | None] = wording("withdraws proposal {proposal}")

    proposal: ProposalNumber

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The vote is open, and the person proposed it."""
        entry = DocketEntry.of(state, self.proposal)
        if entry is None or not entry.is_open:
            yield finding("not_open", number=self.proposal)
        elif entry.proposer != stating.member.id:
            yield finding("not_proposer", number=self.proposal, proposer=entry.proposer or "nobody")

    def effect(self, state: State, stating: Stating) -> State:
        """The entry is closed as withdrawn."""
        entry = DocketEntry.one(state, self.proposal)
        return withdraw(state, entry, stating.at)


class Publish(Body):
    """Asks the clerk to merge a commit of mine that changes free paths only."""

    kind: ClassVar[str] = "publish"
    said: ClassVar[Wording | None] = wording("publishes pages")

    commit: CommitId = Field(description="the commit that the clerk is to merge")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is still with the organisation: their keys outlive that, their say does not."""
        member = stating.member
        if member.membership in ("left", "expelled"):
            yield finding("not_allowed", member=member.id, what="publish", person_class=member.membership)
