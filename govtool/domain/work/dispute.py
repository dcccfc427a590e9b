"""Disputing hours before they count, and taking a dispute back.

Any member may, with a reason that stays public. What is disputed is owed to nobody until two others settle it, its
disputer takes it back, or its worker corrects the hours; then the time for disputes runs anew. Nobody disputes the same
entries twice, so that no one person can hold back somebody's wages for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId
from govtool.core.state import State
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.origin import from_statement
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.work.hours import closed_finding, sheet_problems
from govtool.domain.work.month import count, uncount
from govtool.domain.work.timesheet import Dispute, Number, Reason, Timesheet, keep
from govtool.domain.work.work_entry import Month


class _OnSheet(Body):
    """A statement about one sheet of somebody."""

    member: MemberId = Field(description="who worked, by id")
    month: Month = Field(description="the month of the sheet")
    number: Number = Field(description="the number of the sheet")
    digest: Digest = Field(description="the digest of its entries, so that nothing else is meant")

    def sheet(self, state: State) -> Timesheet | None:
        """The sheet that it is about."""
        return Timesheet.of(state, self.month, self.member, self.number)

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The sheet is the one that the person saw, and does not count yet."""
        sheet = self.sheet(state)
        yield from sheet_problems(sheet, self.member, self.month, self.number, self.digest)
        if sheet is not None and sheet.counts(stating.at):
            yield closed_finding(sheet)


class DisputeHours(_OnSheet):
    """Disputes hours of somebody before they count."""

    kind: ClassVar[str] = "dispute-hours"
    said: ClassVar[Wording | None] = wording("disputes hours of {member}")

    reason: Reason = Field(description="why, in words; public for ever")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is a member, and did not dispute these entries before."""
        yield from super().problems(state, stating)
        member, sheet = stating.member, self.sheet(state)
        if member.membership not in ("member", "away", "probationary"):
            yield finding("not_allowed", member=member.id, person_class=member.membership, what="dispute hours")
        if sheet is not None and any(dispute.by == member.id for dispute in sheet.disputes):
            yield finding("precondition", what=f"{member.id} disputed these hours before; nobody does so twice")

    def effect(self, state: State, stating: Stating) -> State:
        """The sheet is disputed, and does not count until that has ended."""
        sheet = self.sheet(state)
        if sheet is None:
            raise LookupError(self.number)
        state = uncount(state, sheet, stating.at, from_statement(stating.member.id, stating.statement.number))
        dispute = Dispute(by=stating.member.id, at=stating.at, reason=self.reason)
        # who began to settle it did not know of this one
        return keep(state, sheet.changed(disputes=(*sheet.disputes, dispute), settling=(), counts_at=None))


class WithdrawDispute(_OnSheet):
    """Takes my dispute of somebody's hours back."""

    kind: ClassVar[str] = "withdraw-dispute"
    said: ClassVar[Wording | None] = wording("takes the dispute of hours of {member} back")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person disputes the sheet."""
        yield from super().problems(state, stating)
        sheet, name = self.sheet(state), stating.member.id
        if sheet is not None and all(dispute.by != name for dispute in sheet.open_disputes):
            yield finding("precondition", what=f"{name} does not dispute sheet {self.number} of {self.member}")

    def effect(self, state: State, stating: Stating) -> State:
        """Where it was the last one, and the sheet is approved, it is going to count again."""
        sheet, name = self.sheet(state), stating.member.id
        if sheet is None:
            raise LookupError(self.number)
        ended = tuple(
            each.changed(ended_at=stating.at) if each.by == name and each.ended_at is None else each
            for each in sheet.disputes
        )
        sheet = sheet.changed(disputes=ended, settling=())
        if sheet.approved_at is None or sheet.open_disputes:
            return keep(state, sheet)
        origin = from_statement(name, stating.statement.number)
        return count(state, sheet.member, sheet.month, (sheet,), stating.at, origin)
