"""`govtool hours approve` and `dispute`: approve or dispute the hours of others."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import is_agreed, say, table, yes_option
from govtool.cli.terminal.statement import Meant, statement_command, tell_statement
from govtool.cli.terminal.text import counted, hours, joined, typed_text
from govtool.cli.terminal.typed import MONTH, option, prompted
from govtool.cli.view.hours import marks, sheet_row, tell_entries, tell_in_time, tell_to_approve
from govtool.domain.work.dispute import DisputeHours, WithdrawDispute
from govtool.errors import Refused
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.work.hours_service import ToApprove, as_named, sheet_named, waiting_for_me, why_not_mine
from govtool.roles.work.hours_service import approve as approve_sheets


@desk_command("approve", "govtool hours approve carol dan --month 2026-11")
@click.argument("who", nargs=-1)
@option(MONTH, "--month", words="Hours of this month only")
@yes_option
def approve(desk: Desk, who: tuple[str, ...], month: str | None, yes: bool, as_json: bool) -> None:
    """Approve hours that wait for you. WHO names people, or single timesheets (carol/2026-11/4); default: all.

    It shows all of them first, marks hours above the agreed ones, and signs one statement for all.
    """
    found = _chosen(desk, who, [each for each in waiting_for_me(desk) if month in (None, each.sheet.month)])
    if not found:
        _tell_nothing(desk, as_json=as_json)
        return
    if not as_json:
        tell_to_approve(found, desk.now)
    if not is_agreed(f"Do you approve {_sum(found)}?", yes=yes, as_json=as_json):
        return
    sent = approve_sheets(desk, found)
    if as_json:
        rows = [picked(each, "sheet.minutes", **each.named, marks=marks(each)) for each in found]
        print_json({"approved": rows, "statements": sent})
        return
    for each in sent[:-1]:
        say(f"  statement {each.number}: {each.state}")
    tell_statement(desk, sent[-1], f"You approve {_sum(found)}.", as_json=False)


def _chosen(desk: Desk, who: tuple[str, ...], found: list[ToApprove]) -> list[ToApprove]:
    """The named timesheets; all if none is named. Raises Refused if the named ones wait only for others."""
    if not who:
        return found
    sheets = [sheet_named(desk, each) for each in who if "/" in each]
    people = {member_by_id(desk.book.state, each).id for each in who if "/" not in each}
    names = {sheet.name for sheet in sheets}
    chosen = [each for each in found if each.sheet.member in people or each.sheet.name in names]
    refused = [] if chosen else why_not_mine(desk, people, sheets)
    if refused:
        raise Refused(refused)
    return chosen


def _tell_nothing(desk: Desk, *, as_json: bool) -> None:
    if as_json:
        print_json({"approved": [], "statements": []})
        return
    say("No hours wait for your approval.")


def _sum(found: list[ToApprove]) -> str:
    names = sorted({each.sheet.member for each in found})
    minutes = sum(each.sheet.minutes for each in found)
    return f"{hours(minutes)} of {joined(names)} ({counted(len(found), 'timesheet')})"


@statement_command("dispute", DisputeHours, "govtool hours dispute carol/2026-11/4 --reason 'she was with me that day'")
@click.argument("sheet")
@click.option("--reason", metavar="TEXT", help="Your reason. Public permanently.")
@click.option("--withdraw", is_flag=True, help="Take back your dispute.")
def dispute(desk: Desk, sheet: str, reason: str | None, withdraw: bool) -> Meant:
    """Dispute hours that are not final yet. They are not owed until two others settle it.

    The clerk must record the dispute before the hours are final: send it a day earlier, or run the clerk. Each person
    can dispute a timesheet once, even if they take the dispute back.
    """
    found = sheet_named(desk, sheet)
    table([sheet_row(desk.book.state, found, desk.now)])
    tell_entries(found.entries)
    if withdraw:
        return Meant(f"You take your dispute of {found.name} back.", as_named(found), WithdrawDispute)
    tell_in_time(found, desk.now)
    if reason is None:
        hint = f"govtool hours dispute {found.name} --reason 'why'"
        reason = prompted("Why do you dispute it (public permanently)", "say why", hint)
    return Meant(f"You dispute {found.name}.", {**as_named(found), "reason": typed_text(reason)})
