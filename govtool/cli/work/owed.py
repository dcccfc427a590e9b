"""`govtool owed`: wages owed, to everybody or to one person, with their age, and what is not final yet."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import click

from govtool.cli.terminal.amount import aligned, plain
from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.json import answer, picked
from govtool.cli.terminal.render import say, table
from govtool.cli.terminal.text import counted, local, when
from govtool.cli.terminal.typed import PERIOD, option
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.core.typed import Period
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of, shown
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk
from govtool.roles.money.spreadsheet import as_csv
from govtool.roles.work.wage_report import AGES, Report, Row, age_days, owed_report

_HEAD = ("creditor", "owed", "currency", "since", "single_handed", "pending", "pending_until")


@desk_command("owed", "govtool owed; govtool owed carol -p 2026")
@click.argument("member", required=False)
@option(PERIOD, "-p", "--period", words="With MEMBER: a year or a month")
@click.option("--csv", "as_table", is_flag=True, help="A table for a spreadsheet.")
def command(desk: Desk, member: str | None, period: Period | None, as_table: bool, as_json: bool) -> None:
    """Show wages owed: to everybody, or to MEMBER with hours and payments, month by month.

    A person's statement covers the last twelve months. The sum owed covers all times.
    """
    if period is not None and member is None:
        raise UsageError("a period is of one person's statement", "govtool owed MEMBER -p 2026")
    if member is None:
        _show_report(desk, as_table, as_json)
    else:
        _show_statement(desk, _creditor(desk.book.state, member), period, as_table, as_json)


def _show_report(desk: Desk, as_table: bool, as_json: bool) -> None:
    state, report = desk.book.state, owed_report(desk.book.state, desk.at)
    csv = partial(_report_csv, state, report) if as_table else None
    answer(as_json, lambda: report_data(state, report, desk.at), lambda: _tell_report(desk, report), csv)


def _show_statement(desk: Desk, creditor: str, period: Period | None, as_table: bool, as_json: bool) -> None:
    # Hours, months and payouts take time to load, and the report of all needs none of them.
    from govtool.cli.view.wage import statement_csv, statement_data, tell_statement
    from govtool.roles.work.wage_statement import usual_months, wage_statement

    state = desk.book.state
    found = wage_statement(state, creditor, *(period or usual_months(desk.at)), desk.at)
    csv = partial(statement_csv, state, found) if as_table else None
    answer(as_json, lambda: statement_data(state, found, desk.at), lambda: tell_statement(desk, found, period), csv)


def _creditor(state: State, typed: str) -> str:
    """The id of a person with a record or an account: a former member is still owed."""
    known = Member.of(state, typed)
    if known is not None:
        return known.id
    from govtool.roles.desk.lookup import (
        member_by_id,  # it knows of everything that has a name, which takes time to load
    )

    return member_by_id(state, typed).id


# To everybody -------------------------------------------------------------------------------------------------------


def _tell_report(desk: Desk, report: Report) -> None:
    state, at = desk.book.state, desk.at
    say(f"Wages owed: {shown(state, report.total_minor)}, as of {local(at, desk.now)}", bold=True)
    if report.oldest is not None:
        say(f"  the oldest since {report.oldest} ({counted(age_days(report.oldest, at), 'day')})")
        say(f"  {_ages(state, report)}")
    table(aligned([_row(state, row) for row in report.rows if row.owed_minor], 1))
    if report.pending_minor:
        say(f"Not final yet, because it can still be disputed: {shown(state, report.pending_minor)}")
        rows = [
            (row.creditor, plain(state, part.amount_minor), f"final from {when(part.counts_at, desk.now)}")
            for row in report.rows
            for part in row.pending
        ]
        table(aligned(rows, 1))
    if any(row.single_handed_minor for row in report.rows):
        say("  self-approved: nobody else could approve it", colour="yellow")
    say("  → one person's statement: govtool owed MEMBER")


def _ages(state: State, report: Report) -> str:
    words = [f"up to {AGES[0]} days"]
    words += [f"{low + 1} to {high} days" for low, high in pairwise(AGES)]
    words.append(f"over {AGES[-1]} days")
    parts = [f"{word}: {plain(state, minor)}" for word, minor in zip(words, report.ages_minor, strict=True) if minor]
    return "by age: " + "; ".join(parts)


def _row(state: State, row: Row) -> tuple[str, ...]:
    alone = f"{plain(state, row.single_handed_minor)} of it self-approved" if row.single_handed_minor else ""
    return (row.creditor, plain(state, row.owed_minor), f"since {row.since}", alone)


def report_data(state: State, report: Report, at: Instant) -> dict[str, object]:
    """Wages owed for a program."""
    rows, ages = report.rows, zip((*AGES, None), report.ages_minor, strict=True)
    return picked(
        report,
        "total_minor oldest",
        **picked(organization_of(state), "currency exponent"),
        as_of=at,
        owed=[picked(row, "creditor owed_minor since") for row in rows if row.owed_minor],
        pending=[picked(part, "amount_minor counts_at", creditor=row.creditor) for row in rows for part in row.pending],
        single_handed=[
            picked(row, "creditor", amount_minor=row.single_handed_minor) for row in rows if row.single_handed_minor
        ],
        ages=[{"up_to_days": limit, "owed_minor": minor} for limit, minor in ages],
    )


def _report_csv(state: State, report: Report) -> str:
    currency = organization_of(state).currency
    rows = []
    for row in report.rows:
        pending = sum(part.amount_minor for part in row.pending)
        until = row.pending[-1].counts_at if row.pending else None
        alone = plain(state, row.single_handed_minor)
        rows.append(
            (row.creditor, plain(state, row.owed_minor), currency, row.since, alone, plain(state, pending), until)
        )
    return as_csv(_HEAD, rows)
