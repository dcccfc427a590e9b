"""Hours at a member's desk: the items that wait, the hours that a person recorded, and the statements about them.

Judges with the rules of the domain, so nobody sees something to approve that the clerk would refuse. Reads only, except
`record`, `approve` and the like, which sign and send as every statement is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from govtool.core import typed, typed_name
from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.phrase import joined
from govtool.core.state import State
from govtool.core.times import Date, Instant, date_of, months_in
from govtool.domain.constitution.organization import shown
from govtool.domain.work.timesheet import Timesheet, waiting_members, waiting_of
from govtool.domain.work.work_entry import LONGEST_SPAN_DAYS, WorkEntry, days_between
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import project_by_id
from govtool.roles.desk.statement_service import StatementSent, make_statement, on_their_way

AT_ONCE = 200
"""How many sheets one statement approves: so many fit into a file that a person signs."""


@dataclass(frozen=True)
class ToApprove:
    """A sheet that a person may approve now. `first` approved it before, where it waits for a second person. `doubled`
    are entries of it that stand in other sheets too, each with that sheet's name.
    """

    sheet: Timesheet
    first: MemberId | None
    is_above: bool
    is_late: bool
    named: dict[str, object]
    doubled: tuple[tuple[str, WorkEntry], ...]


def to_approve(state: State, name: MemberId, at: Instant) -> Iterator[ToApprove]:
    """Every sheet that waits and that a person may approve, or settle, at that time; by worker, then month."""
    waiting = tuple(waiting_members(state))
    if not waiting:
        return  # most days, and then none of the rules about approvals is loaded
    from govtool.domain.work.approval import refusal, standing_first, too_early
    from govtool.domain.work.approver import Approvers

    for worker in waiting:
        rules = Approvers(state, worker)
        for sheet in waiting_of(state, worker):
            first = standing_first(rules, sheet)
            if refusal(rules, sheet, name) or too_early(state, sheet, at):
                continue
            named = as_named(sheet) | ({"first": first.statement} if first else {})
            again = doubled(state, worker, sheet.entries, sheet)
            yield ToApprove(
                sheet, first.by if first else None, rules.is_above(sheet), rules.is_late(sheet), named, again
            )


def doubled(
    state: State, worker: MemberId, entries: Iterable[WorkEntry], but: Timesheet | None = None
) -> tuple[tuple[str, WorkEntry], ...]:
    """Entries that stand in another sheet of the worker too, for all that they tell, each with that sheet's name.

    Nothing is refused for it: who bakes an hour in the morning and one in the evening may write it down so.
    """
    entries = tuple(entries)
    known: dict[tuple[object, ...], str] = {}
    for month in sorted({entry.month for entry in entries}):
        for sheet in Timesheet.all(state, month, worker):
            if but is None or sheet.path != but.path:
                known |= {_told(entry): sheet.name for entry in sheet.entries}
    return tuple((known[_told(entry)], entry) for entry in entries if _told(entry) in known)


def _told(entry: WorkEntry) -> tuple[object, ...]:
    return (entry.date, entry.minutes, entry.task, entry.project, entry.start)


def waiting_for_me(desk: Desk) -> tuple[ToApprove, ...]:
    """The timesheets that wait for my approval, except those that a statement of mine on its way approves."""
    if not waiting_members(desk.book.state):
        return ()
    state, _ = on_their_way(desk)
    return tuple(to_approve(state, desk.member.id, desk.now))


def why_not_mine(desk: Desk, people: Iterable[MemberId], sheets: Iterable[Timesheet]) -> list[Finding]:
    """Why nothing of what somebody named is theirs to approve: for each sheet that waits, and waits for others."""
    from govtool.domain.work.approval import refusal
    from govtool.domain.work.approver import Approvers

    state, me = desk.book.state, desk.member.id
    named = {sheet.path: sheet for name in people for sheet in waiting_of(state, name)}
    waiting = {sheet.path for worker in waiting_members(state) for sheet in waiting_of(state, worker)}
    named |= {sheet.path: sheet for sheet in sheets if sheet.path in waiting}
    findings = []
    for sheet in named.values():
        why = refusal(Approvers(state, sheet.member), sheet, me)
        if why:
            findings.append(finding("approver", member=me, worker=sheet.member, number=sheet.number, what=why))
    return findings


def bodies(found: Iterable[ToApprove]) -> list[dict[str, object]]:
    """The bodies of the statements that approve sheets: one, or several for hundreds of sheets."""
    named = [each.named for each in found]
    return [{"sheets": named[start : start + AT_ONCE]} for start in range(0, len(named), AT_ONCE)]


def to_sign(desk: Desk) -> Iterator[tuple[str, str, dict[str, object]]]:
    """The timesheets that wait for my approval as `govtool sign` lists them: the kind of statement, its subject, its
    body.
    """
    waiting = waiting_for_me(desk)
    # what stands in two sheets is signed by itself: nobody approves it among other things
    for found in ([each for each in waiting if not each.doubled], [each for each in waiting if each.doubled]):
        for start, body in enumerate(bodies(found)):
            part = found[start * AT_ONCE : (start + 1) * AT_ONCE]
            names = ", ".join(sorted({each.sheet.member for each in part}))
            time = typed.clock_hours(sum(each.sheet.minutes for each in part))
            twice = ", with entries that were recorded before" if part[0].doubled else ""
            yield "approve-hours", f"{time} hours of {names}, in {len(part)} of their sheets{twice}", body


def approve(desk: Desk, found: Iterable[ToApprove]) -> list[StatementSent]:
    """Approves sheets. Raises Refused with what the clerk would refuse."""
    return [make_statement(desk, "approve-hours", body) for body in bodies(found)]


def record(desk: Desk, entries: Iterable[WorkEntry]) -> list[StatementSent]:
    """Records hours: one statement, or one a month where they are of more than a month. Raises Refused, UsageError."""
    rows = sorted(entries, key=lambda entry: (entry.date, entry.start or ""))
    if not rows:
        raise UsageError("there are no hours in it", "govtool hours log --hours 1:30 --task 'what I did'")
    know_projects(desk, rows)
    if days_between(rows[0].date, rows[-1].date) < LONGEST_SPAN_DAYS:
        groups = [rows]
    else:
        months = sorted({entry.month for entry in rows})
        groups = [[entry for entry in rows if entry.month == month] for month in months]
    return [make_statement(desk, "log-hours", {"entries": [each.data() for each in group]}) for group in groups]


def know_projects(desk: Desk, entries: Iterable[WorkEntry]) -> None:
    """Raises UsageError for a project that does not exist, with the nearest, before anything is signed."""
    for project in sorted({entry.project for entry in entries if entry.project is not None}):
        project_by_id(desk.book.state, project)


def sheet_named(desk: Desk, text: str) -> Timesheet:
    """The sheet that somebody named: carol/2026-11/4, or 2026-11/4 of my own. Raises UsageError."""
    name = typed_name.sheet_of(text)
    if name is None:
        raise UsageError(f"{text!r} names no hours", "name them as carol/2026-11/4: govtool hours list --member carol")
    member = name.member or desk.member.id
    sheet = Timesheet.of(desk.book.state, name.month, member, name.number)
    if sheet is None:
        raise UsageError(f"there are no hours {text}", f"govtool hours list --member {member}")
    return sheet


def as_named(sheet: Timesheet) -> dict[str, object]:
    """A sheet as an approval or a dispute of it names it."""
    return {"member": sheet.member, "month": sheet.month, "number": sheet.number, "digest": sheet.digest}


def disputed_words(state: State, sheet: Timesheet) -> str:
    """The worth of disputed hours, whose they are, and who disputes them."""
    from govtool.domain.work.month import wages_of_work, work_of

    disputers = joined(sorted({one.by for one in sheet.open_disputes}))
    return f"{shown(state, wages_of_work(work_of(state, sheet)))} of {sheet.member}, disputed by {disputers}"


def workers_in(state: State, month: str) -> tuple[MemberId, ...]:
    """Everybody who recorded something in a month."""
    return tuple(dict.fromkeys(member for _, member, _ in Timesheet.home.listed(state, month)))


def recorded(state: State, member: MemberId, days: Iterable[Date]) -> dict[Date, int]:
    """How many minutes a person recorded for each of some days; days without any are left out."""
    wanted = set(days)
    found: dict[Date, int] = {}
    for month in months_in(wanted):
        for sheet in Timesheet.all(state, month, member):
            for entry in sheet.entries:
                if entry.date in wanted:
                    found[entry.date] = found.get(entry.date, 0) + entry.minutes
    return found


def standing_word(state: State, sheet: Timesheet, at: Instant) -> str:
    """How it stands with a sheet, in words."""
    from govtool.domain.work.approval import standing_first
    from govtool.domain.work.approver import Approvers

    if not sheet.entries:
        return "taken back"
    if sheet.open_disputes:
        return f"disputed by {', '.join(dispute.by for dispute in sheet.open_disputes)}"
    alone = ", single-handed" if sheet.is_single_handed else ""
    if sheet.counts(at):
        return f"counts{alone}"
    if sheet.counts_at is not None:
        return f"approved{alone}, counts from {date_of(sheet.counts_at)}"
    first = standing_first(Approvers(state, sheet.member), sheet)
    return f"approved by {first.by}, waits for a second person" if first else "waits for approval"
