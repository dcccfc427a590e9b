"""The right to approve somebody's hours, and the number of approvals that they need.

- A team-mate approves; any member if the worker has no team-mate.
- Workers approve their own hours only if there is nobody else at all; such hours are marked as self-approved.
- Paid hours above the agreed ones of their week, and hours recorded late, need a second person, neither the worker nor
  the first. If there is no such person, one approval is enough.
- Two people settle a dispute, neither the worker nor anybody who disputes.
- Team-mates may approve while they are members or in probation, others while they are members.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import date_of, subtract
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.team import Team
from govtool.domain.constitution.tenure import agreed_minutes
from govtool.domain.work.timesheet import Timesheet, entries_on
from govtool.domain.work.work_entry import monday_of, week_of


class Approvers:
    """The rules for one worker on one state. Results of look-ups are kept, since many timesheets are judged at once."""

    def __init__(self, state: State, worker: MemberId) -> None:
        self._state = state
        self._worker = worker
        self._weeks: dict[str, int] = {}

    @cached_property
    def mates(self) -> frozenset[MemberId]:
        """The people who share a team with the worker."""
        shared = (team for team in Team.all(self._state) if team.has(self._worker))
        names = {seat.member for team in shared for seat in team.seats} - {self._worker}
        return frozenset(name for name in names if self._is(name, "member", "probationary"))

    def may_be_first(self, name: MemberId) -> bool:
        """Whether a person may approve as the first."""
        if name == self._worker:
            return self.is_alone
        return name in self.mates if self.mates else self._is(name, "member")

    def may_be_second(self, name: MemberId, first: MemberId) -> bool:
        """Whether a person may be the second to approve after another."""
        return name not in (self._worker, first) and self._may_settle(name)

    def may_settle(self, name: MemberId, disputers: Iterable[MemberId]) -> bool:
        """Whether a person may settle a dispute."""
        return name not in (self._worker, *disputers) and self._may_settle(name)

    @cached_property
    def is_alone(self) -> bool:
        """Whether nobody but the worker could approve."""
        return not self.has_others()

    def has_others(self, *but: MemberId) -> bool:
        """Whether anybody besides the worker, and besides these, may approve or settle something."""
        if self.mates - set(but):
            return True
        left_out = {self._worker, *but}
        return any(found.membership == "member" and found.id not in left_out for found in Member.all(self._state))

    def needs_second(self, sheet: Timesheet) -> bool:
        """Whether a timesheet needs two approvals: it is late, or a week has more than the agreed hours."""
        return self.is_late(sheet) or self.is_above(sheet)

    def is_late(self, sheet: Timesheet) -> bool:
        """Whether a part was recorded so long after the work that it needs two approvals."""
        oldest = date_of(subtract(sheet.logged_at, bylaws_of(self._state).periods.late_hours))
        return any(entry.date < oldest for entry in sheet.entries)

    def is_above(self, sheet: Timesheet) -> bool:
        """Whether a week of the timesheet has more paid minutes than its worker had agreed to then.

        A week is from Monday to Sunday. The agreed minutes are the most on a day of the timesheet in it. Volunteers
        have no agreed hours and no pay, so their hours are never above.
        """
        agreed: dict[str, int] = {}
        for entry in sheet.entries:
            if entry.paid != "no":
                monday = monday_of(entry.date)
                minutes = agreed_minutes(self._state, self._worker, entry.date)
                agreed[monday] = max(agreed.get(monday, 0), minutes)
        return any(self._recorded(monday) > minutes for monday, minutes in agreed.items())

    def _recorded(self, monday: str) -> int:
        if monday not in self._weeks:
            entries = entries_on(self._state, self._worker, week_of(monday))
            self._weeks[monday] = sum(entry.minutes for entry in entries if entry.paid != "no")
        return self._weeks[monday]

    def _may_settle(self, name: MemberId) -> bool:
        return name in self.mates or self._is(name, "member")

    def _is(self, name: MemberId, *memberships: str) -> bool:
        found = Member.of(self._state, name)
        return found is not None and found.membership in memberships
