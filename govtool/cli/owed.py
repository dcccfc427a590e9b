"""`govtool owed`: wages owed, to everybody or to one person, with their age and what does not count yet."""

from __future__ import annotations

from itertools import pairwise

import click

from govtool.cli.amount import aligned, plain
from govtool.cli.context import desk_of, json_option, offline_option, tell_notes
from govtool.cli.render import as_json as print_json
from govtool.cli.render import say, table
from govtool.cli.text import counted, hours, local, one_line, when
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.member import member_of
from govtool.domain.organization import organization_of
from govtool.domain.treasury import shown
from govtool.errors import UsageError
from govtool.roles.desk import Desk
from govtool.roles.spreadsheet import as_csv
from govtool.roles.wage_report import AGES, Report, Row, age_days, owed_report, row_of
from govtool.roles.wage_statement import Month, Payment, WageStatement, months_typed, wage_statement

_HEAD = ("creditor", "owed", "currency", "since", "single_handed", "pending", "pending_until")
_MONTH_HEAD = ("month", "recorded_minutes", "counting_minutes", "earned", "added", "paid", "given_up", "currency")


@click.command("owed", epilog="Example: govtool owed; govtool owed carol -p 2026")
@click.argument("member", required=False)
@click.option("-p", "--period", metavar="PERIOD", help="With MEMBER: a year or a month, 2026 or 2026-11.")
@click.option("--csv", "as_table", is_flag=True, help="A table for a spreadsheet.")
@json_option
@offline_option
@click.pass_context
def command(
    ctx: click.Context, member: str | None, period: str | None, as_table: bool, as_json: bool, offline: bool
) -> None:
    """Wages owed: to everybody, or to MEMBER with hours, payments and what waits, month by month.

    A statement of a person is of the last twelve months; what is owed is of all times.
    """
    if period is not None and member is None:
        raise UsageError("a period is of one person's statement", "govtool owed MEMBER -p 2026")
    desk = desk_of(ctx, offline=offline)
    state, at = desk.book.state, desk.at
    if member is None:
        report = owed_report(state, at)
        if as_json:
            print_json(report_data(state, report, at))
        elif as_table:
            click.echo(_report_csv(state, report), nl=False)
        else:
            _tell_report(desk, report)
        return
    name = _creditor(state, member)
    found = wage_statement(state, name, *months_typed(period, at), at)
    if as_json:
        print_json(_statement_data(state, found, at))
    elif as_table:
        click.echo(_statement_csv(state, found), nl=False)
    else:
        _tell_statement(desk, found, period)


def _creditor(state: State, typed: str) -> str:
    """Whoever has a record, or anything on an account: who left is owed what they were owed."""
    known = member_of(state, typed)
    if known is not None:
        return known.id
    from govtool.roles.lookup import member_by_id  # it knows of everything that has a name, which takes time to load

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
        say(f"Does not count yet, because it can still be disputed: {shown(state, report.pending_minor)}")
        rows = [
            (row.creditor, plain(state, part.amount_minor), f"counts from {when(part.counts_at, desk.now)}")
            for row in report.rows
            for part in row.pending
        ]
        table(aligned(rows, 1))
    if any(row.single_handed_minor for row in report.rows):
        say("  single-handed: approved by nobody but the worker, because there was nobody else", colour="yellow")
    say("  → one person's statement: govtool owed MEMBER")
    tell_notes(desk)


def _ages(state: State, report: Report) -> str:
    words = [f"up to {AGES[0]} days"]
    words += [f"{low + 1} to {high} days" for low, high in pairwise(AGES)]
    words.append(f"over {AGES[-1]} days")
    parts = [f"{word}: {plain(state, minor)}" for word, minor in zip(words, report.ages_minor, strict=True) if minor]
    return "by age: " + "; ".join(parts)


def _row(state: State, row: Row) -> tuple[str, ...]:
    alone = f"{plain(state, row.single_handed_minor)} of it single-handed" if row.single_handed_minor else ""
    return (row.creditor, plain(state, row.owed_minor), f"since {row.since}", alone)


def report_data(state: State, report: Report, at: Instant) -> dict[str, object]:
    """Wages owed for a program."""
    organization = organization_of(state)
    return {
        "currency": organization.currency,
        "exponent": organization.exponent,
        "as_of": at,
        "total_minor": report.total_minor,
        "oldest": report.oldest,
        "owed": [
            {"creditor": row.creditor, "owed_minor": row.owed_minor, "since": row.since}
            for row in report.rows
            if row.owed_minor
        ],
        "pending": [
            {"creditor": row.creditor, "amount_minor": part.amount_minor, "counts_at": part.counts_at}
            for row in report.rows
            for part in row.pending
        ],
        "single_handed": [
            {"creditor": row.creditor, "amount_minor": row.single_handed_minor}
            for row in report.rows
            if row.single_handed_minor
        ],
        "ages": [
            {"up_to_days": limit, "owed_minor": minor}
            for limit, minor in zip((*AGES, None), report.ages_minor, strict=True)
        ],
    }


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


# To one person ------------------------------------------------------------------------------------------------------


def _tell_statement(desk: Desk, found: WageStatement, period: str | None) -> None:
    state, at = desk.book.state, desk.at
    account, row = found.account, row_of(found.account, at)
    since = f", since {row.since} ({counted(age_days(row.since, at), 'day')})" if row.since else ""
    say(f"Wages owed to {account.creditor}: {shown(state, row.owed_minor)}{since}", bold=True)
    for part in row.pending:
        counts = f"counts from {when(part.counts_at, desk.now)}, unless it is disputed"
        say(f"  not counted yet: {plain(state, part.amount_minor)}, which {counts}")
    if row.single_handed_minor:
        alone = "approved by nobody but the worker, because there was nobody else"
        say(f"  single-handed: {plain(state, row.single_handed_minor)}, {alone}", colour="yellow")
    say(f"Month by month ({period or 'the last twelve months'}):", bold=True)
    head = ("", "recorded", "counts", "earned", "added", "paid", "given up")
    rows = [head, *(_month_row(state, month) for month in found.months)] if found.months else [("nothing",)]
    table(aligned(rows, *range(1, len(head))))
    for payment in found.payments:
        amount = plain(state, payment.amount_minor)
        say(f"  payout {payment.payout} of {payment.on}: {amount}, {standing_of(state, payment)}")
    say(f"Of all times: {_sums(state, found, at)}")
    tell_notes(desk)


def _month_row(state: State, month: Month) -> tuple[str, ...]:
    amounts = (month.earned_minor, month.added_minor, month.paid_minor, month.given_up_minor)
    recorded, counting = (hours(minutes) for minutes in (month.recorded_minutes, month.counting_minutes))
    return (month.month, recorded, counting, *(plain(state, minor) if minor else "" for minor in amounts))


def standing_of(state: State, payment: Payment) -> str:
    """What became of a payment, in words."""
    line = payment.settled
    if line is None:
        return "nothing had to be transferred"
    if line.reversed is not None:
        kept_back = bool(line.withheld) and line.withheld_reversed is None
        return "its transfer failed, and it is owed again" + (", but for what was withheld" if kept_back else "")
    if line.settled is None:
        return "not transferred yet"
    kept = "".join(f", {plain(state, part.amount_minor)} {part.what} to {part.to}" for part in line.withheld)
    parts = f" ({plain(state, line.paid_minor or 0)} paid{kept})" if kept else ""
    if line.contested is not None:
        return (
            f"transferred on {line.paid_on}{parts}, which {line.creditor} contests: {one_line(line.contested.reason)}"
        )
    if line.confirmed is None:
        return f"transferred on {line.paid_on}{parts}, and nobody confirmed it yet"
    alone = ", single-handed" if line.single_handed else ""
    by = line.confirmed.member
    return f"transferred on {line.paid_on}{parts}, confirmed by {by}{alone}"


def _sums(state: State, found: WageStatement, at: Instant) -> str:
    account = found.account
    pending = sum(item.remaining_minor for item in account.items if item.counts_at > at)
    parts = [f"{plain(state, account.accrued_minor - pending)} earned"]
    if account.corrected_minor:
        parts.append(f"{plain(state, account.corrected_minor)} corrected")
    parts.append(f"{plain(state, account.paid_minor)} paid")
    if account.forgiven_minor:
        parts.append(f"{plain(state, account.forgiven_minor)} given up")
    return f"{', '.join(parts)}; {shown(state, account.owed(at))} is owed"


def _statement_data(state: State, found: WageStatement, at: Instant) -> dict[str, object]:
    organization, account, row = organization_of(state), found.account, row_of(found.account, at)
    return {
        "member": account.creditor,
        "currency": organization.currency,
        "exponent": organization.exponent,
        "as_of": at,
        "owed_minor": row.owed_minor,
        "since": row.since,
        "single_handed_minor": row.single_handed_minor,
        "pending": [{"amount_minor": part.amount_minor, "counts_at": part.counts_at} for part in row.pending],
        "accrued_minor": account.accrued_minor,
        "corrected_minor": account.corrected_minor,
        "paid_minor": account.paid_minor,
        "forgiven_minor": account.forgiven_minor,
        "months": [
            {
                "month": month.month,
                "recorded_minutes": month.recorded_minutes,
                "counting_minutes": month.counting_minutes,
                "earned_minor": month.earned_minor,
                "added_minor": month.added_minor,
                "paid_minor": month.paid_minor,
                "given_up_minor": month.given_up_minor,
            }
            for month in found.months
        ],
        "payments": [
            {
                "payout": payment.payout,
                "on": payment.on,
                "amount_minor": payment.amount_minor,
                "settled": payment.settled.data() if payment.settled else None,
            }
            for payment in found.payments
        ],
    }


def _statement_csv(state: State, found: WageStatement) -> str:
    currency = organization_of(state).currency
    return as_csv(
        _MONTH_HEAD,
        (
            (
                month.month,
                month.recorded_minutes,
                month.counting_minutes,
                *(
                    plain(state, minor)
                    for minor in (month.earned_minor, month.added_minor, month.paid_minor, month.given_up_minor)
                ),
                currency,
            )
            for month in found.months
        ),
    )
