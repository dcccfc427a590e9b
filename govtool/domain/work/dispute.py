"""Disputing hours before they are final, and taking a dispute back.

Any member may dispute hours, with a reason that stays public. Disputed hours are not owed until two others settle the
dispute, its author takes it back, or the worker corrects the hours. Then the time for disputes starts again. Each
person can dispute the same entries once, so that no single person can withhold somebody's wages permanently.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.state import State
from govtool.core.wording import Wording, wording
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.work.hours import closed_finding, sheet_problems
from govtool.domain.work.month import count, uncount
from govtool.domain.work.timesheet import Dispute, Reason, SheetName, Timesheet, keep


class _OnSheet(SheetName, Body):
    """A statement about one timesheet of a person."""

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The timesheet is unchanged since the person saw it, and not final yet."""
        sheet = self.sheet(state)
        yield from sheet_problems(sheet, self)
        if sheet is not None and sheet.counts(stating.at):
            yield closed_finding(sheet)


class DisputeHours(_OnSheet):
    """Dispute hours of a person, before they are final."""

    kind: ClassVar[str] = "dispute-hours"
    said: ClassVar[Wording | None] = wording("disputes hours of {member}")

    reason: Reason = Field(description="the reason, in words; permanently public")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person is a member, and has not disputed these entries before."""
        yield from super().problems(state, stating)
        member, sheet = stating.member, self.sheet(state)
        if member.membership not in ("member", "away", "probationary"):
            yield finding("not_allowed", member=member.id, person_class=member.membership, what="dispute hours")
        if sheet is not None and any(dispute.by == member.id for dispute in sheet.disputes):
            yield finding("precondition", what=f"{member.id} disputed these hours before; each person can do so once")

    def effect(self, state: State, stating: Stating) -> State:
        """The timesheet is disputed, and cannot be final until the dispute has ended."""
        sheet = Timesheet.one(state, self.month, self.member, self.number)
        state = uncount(state, sheet, stating.at, stating.origin)
        dispute = Dispute(by=stating.member.id, at=stating.at, reason=self.reason)
        # the first person to settle it did not know of this dispute
        return keep(state, sheet.changed(disputes=(*sheet.disputes, dispute), settling=(), counts_at=None))


class WithdrawDispute(_OnSheet):
    """Take your dispute of a person's hours back."""

    kind: ClassVar[str] = "withdraw-dispute"
    said: ClassVar[Wording | None] = wording("takes back the dispute of hours of {member}")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person disputes the timesheet."""
        yield from super().problems(state, stating)
        sheet, name = self.sheet(state), stating.member.id
        if sheet is not None and all(dispute.by != name for dispute in sheet.open_disputes):
            yield finding("precondition", what=f"{name} does not dispute timesheet {self.number} of {self.member}")

    def effect(self, state: State, stating: Stating) -> State:
        """If it was the last dispute, and the timesheet is approved, it will be final after the time for disputes."""
        sheet, name = Timesheet.one(state, self.month, self.member, self.number), stating.member.id
        ended = tuple(
            each.changed(ended_at=stating.at) if each.by == name and each.ended_at is None else each
            for each in sheet.disputes
        )
        sheet = sheet.changed(disputes=ended, settling=())
        if sheet.approved_at is None or sheet.open_disputes:
            return keep(state, sheet)
        return count(state, sheet.member, sheet.month, (sheet,), stating.at, stating.origin)
