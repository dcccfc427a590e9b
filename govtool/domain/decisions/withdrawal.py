"""Statements about one's own proposals and pages: withdrawing a proposal, publishing pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, ProposalNumber
from govtool.core.state import State
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.member import gone_problem
from govtool.domain.decisions.decision import withdraw
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.statement import Body, Stating


class Withdraw(Body):
    """Withdraw your own proposal, while people still vote on it."""

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
    """Ask the clerk to merge your commit. It may change unprotected paths only."""

    kind: ClassVar[str] = "publish"
    said: ClassVar[Wording | None] = wording("publishes pages")

    commit: CommitId = Field(description="the commit that the clerk should merge")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is still with the organisation: their keys stay valid longer than this right."""
        yield from gone_problem(stating.member, "publish")
