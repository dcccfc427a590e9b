"""Approving hours: one statement for any number of timesheets, each named by the digest of its entries.

A timesheet that needs two approvals waits with the first one. The second approval names the digest of the first
person's statement, and then the timesheet is approved. `domain.work.approver` decides who may approve. Approved hours
are final after the time for disputes. A timesheet that is approved already is skipped, so that two people may approve
the same month at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, digest_of
from govtool.core.record import optional
from govtool.core.state import State
from govtool.core.times import Instant, date_of
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.work.approver import Approvers
from govtool.domain.work.hours import sheet_problems
from govtool.domain.work.month import count
from govtool.domain.work.timesheet import Approval, SheetName, Timesheet, keep, paid_as_known
from govtool.domain.work.wage import BEST


class ApprovedSheet(SheetName):
    """A timesheet to approve; `first` names the first approval if it has one."""

    first: Digest | None = optional(
        "the digest of the statement with the first approval, or with the first settlement of a dispute",
    )


class ApproveHours(Body):
    """Approve hours of others. You confirm that, as far as you know, they worked them."""

    kind: ClassVar[str] = "approve-hours"
    said: ClassVar[Wording | None] = wording("approves hours")

    sheets: Annotated[tuple[ApprovedSheet, ...], Field(min_length=1, max_length=400)] = Field(
        description="the timesheets that you approve"
    )

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """Each timesheet is unchanged since the person saw it and waits for approval, and the person may approve it."""
        rules = _Rules(state)
        seen: set[str] = set()
        passed_over = 0
        for named in self.sheets:
            sheet = named.sheet(state)
            wrong = list(sheet_problems(sheet, named))
            if named.name in seen:
                wrong.append(finding("precondition", what=f"timesheet {named.number} of {named.member} is named twice"))
            seen.add(named.name)
            yield from wrong
            if sheet is None or wrong:
                continue
            if sheet.waits:
                yield from _problems(state, rules[named.member], sheet, named, stating)
            else:
                passed_over += 1
        if passed_over == len(self.sheets):
            yield finding("precondition", what="none of these hours waits for approval")

    def effect(self, state: State, stating: Stating) -> State:
        """The state with the approvals; complete timesheets will be final after the time for disputes."""
        rules = _Rules(state)
        approved: dict[tuple[MemberId, str], list[Timesheet]] = {}
        for named in self.sheets:
            sheet = Timesheet.one(state, named.month, named.member, named.number)
            if not sheet.waits:
                continue
            after = _approved(rules[named.member], sheet, stating)
            if after.approved_at is None or after.open_disputes:
                state = keep(state, after)
            else:
                approved.setdefault((sheet.member, sheet.month), []).append(after)
        for (member, month), sheets in sorted(approved.items()):
            state = count(state, member, month, sheets, stating.at, stating.origin)
        return state


class _Rules(dict[str, Approvers]):
    """The rules for each worker, made at their first use."""

    def __init__(self, state: State) -> None:
        self._state = state

    def __missing__(self, worker: str) -> Approvers:
        self[worker] = Approvers(self._state, worker)
        return self[worker]


def standing_first(rules: Approvers, sheet: Timesheet) -> Approval | None:
    """The first approval of a timesheet that waits for another; None if it has none or its author may no longer
    approve.
    """
    given = sheet.settling if sheet.open_disputes else sheet.approvals
    if not given or (sheet.approved_at is not None and not sheet.open_disputes):
        return None
    first = given[0]
    disputers = [dispute.by for dispute in sheet.open_disputes]
    holds = rules.may_settle(first.by, disputers) if disputers else rules.may_be_first(first.by)
    return first if holds else None


def refusal(rules: Approvers, sheet: Timesheet, name: MemberId) -> str:
    """Why a person may not approve a waiting timesheet; empty if they may."""
    disputers = [dispute.by for dispute in sheet.open_disputes]
    first = standing_first(rules, sheet)
    if first is not None and first.by == name:
        return "it waits for another person than the first approver"
    if disputers:
        return "" if rules.may_settle(name, disputers) else "only members who have no part in a dispute settle it"
    if first is not None:
        return "" if rules.may_be_second(name, first.by) else "the second to approve must be another member"
    if rules.may_be_first(name):
        return ""
    if name == sheet.member:
        return "nobody can approve their own hours"
    return "a team-mate of the worker must approve them" if rules.mates else "a member must approve them"


def _problems(
    state: State, rules: Approvers, sheet: Timesheet, named: ApprovedSheet, stating: Stating
) -> Iterator[Finding]:
    why = refusal(rules, sheet, stating.member.id)
    if why:
        yield finding("approver", member=stating.member.id, worker=sheet.member, number=sheet.number, what=why)
    first = standing_first(rules, sheet)
    if named.first != (first.statement if first else None):
        stands = f"has a first approval by {first.by}: name that approval" if first else "has no such first approval"
        yield finding("precondition", what=f"timesheet {sheet.number} of {sheet.member}, {sheet.month} {stands}")
    if early := too_early(state, sheet, stating.at):
        yield finding("hours", what=early)


def too_early(state: State, sheet: Timesheet, at: Instant) -> str:
    """Why nobody can approve a timesheet yet; empty if somebody can.

    The wage of a day can change until the day begins. A person who is no member, or in probation, can become a member
    until the day is over, and then gets more pay for all of it. So the day pays the same, however late it is recorded.
    """
    last, today = max(entry.date for entry in sheet.entries), date_of(at)
    if last > today:
        return f"{last} has not begun in UTC; hours are approved from that day on"
    worker = Member.of(state, sheet.member)
    may_rise = last == today and worker is not None and worker.membership != "member"
    known = paid_as_known(state, sheet).entries if may_rise else ()
    if any(entry.date == today and entry.paid != BEST for entry in known):
        return f"{today} is not over in UTC, and {sheet.member} may be paid more for it by its end; approve it tomorrow"
    return ""


def _approved(rules: Approvers, sheet: Timesheet, stating: Stating) -> Timesheet:
    """A timesheet with one more approval; with `approved_at`, and no open dispute, if it has all approvals that it
    needs.
    """
    name = stating.member.id
    given = Approval(
        by=name,
        at=stating.at,
        statement=digest_of(stating.statement.as_file),
        single_handed=True if name == sheet.member else None,
    )
    first = standing_first(rules, sheet)
    disputers = [dispute.by for dispute in sheet.open_disputes]
    both = (first, given) if first else (given,)
    if disputers:
        if first is None and rules.has_others(name, *disputers):
            return sheet.changed(settling=both)
        ended = tuple(each if each.ended_at else each.changed(ended_at=stating.at) for each in sheet.disputes)
        return sheet.changed(approvals=both, settling=(), disputes=ended, approved_at=stating.at)
    if first is None and rules.needs_second(sheet) and rules.has_others(name):
        return sheet.changed(approvals=both)
    return sheet.changed(approvals=both, approved_at=stating.at)
