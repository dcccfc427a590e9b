"""Shows `govtool owed MEMBER`: hours, wages and payments of one person, month by month."""

from __future__ import annotations

from govtool.cli.terminal.amount import aligned, plain
from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say, table
from govtool.cli.terminal.text import counted, hours, one_line, when
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.core.typed import Period
from govtool.domain.constitution.organization import organization_of, shown
from govtool.roles.desk.desk import Desk
from govtool.roles.money.spreadsheet import as_csv
from govtool.roles.work.wage_report import age_days, row_of
from govtool.roles.work.wage_statement import Month, Payment, WageStatement

_MONTH_HEAD = ("month", "recorded_minutes", "counting_minutes", "earned", "added", "paid", "given_up", "currency")


def tell_statement(desk: Desk, found: WageStatement, period: Period | None) -> None:
    """Prints a person's statement for the terminal."""
    state, at = desk.book.state, desk.at
    account, row = found.account, row_of(found.account, at)
    since = f", since {row.since} ({counted(age_days(row.since, at), 'day')})" if row.since else ""
    say(f"Wages owed to {account.creditor}: {shown(state, row.owed_minor)}{since}", bold=True)
    for part in row.pending:
        final = f"final from {when(part.counts_at, desk.now)}, unless disputed"
        say(f"  not final yet: {plain(state, part.amount_minor)}, {final}")
    if row.single_handed_minor:
        alone = f"self-approved: {plain(state, row.single_handed_minor)}"
        say(f"  {alone}, because nobody else could approve it", colour="yellow")
    say(f"Month by month ({period.words if period else 'the last twelve months'}):", bold=True)
    head = ("", "recorded", "final", "earned", "added", "paid", "waived")
    rows = [head, *(_month_row(state, month) for month in found.months)] if found.months else [("nothing",)]
    table(aligned(rows, *range(1, len(head))))
    for payment in found.payments:
        amount = plain(state, payment.amount_minor)
        say(f"  payout {payment.payout} of {payment.on}: {amount}, {_standing(state, payment)}")
    say(f"In total: {_sums(state, found, at)}")


def _month_row(state: State, month: Month) -> tuple[str, ...]:
    recorded, counting = (hours(minutes) for minutes in (month.recorded_minutes, month.counting_minutes))
    return (month.month, recorded, counting, *(plain(state, minor) if minor else "" for minor in _amounts(month)))


def _amounts(month: Month) -> tuple[int, ...]:
    return (month.earned_minor, month.added_minor, month.paid_minor, month.given_up_minor)


def _standing(state: State, payment: Payment) -> str:
    """The state of a payment, in words."""
    line = payment.settled
    if line is None:
        return "nothing had to be transferred"
    if line.reversed is not None:
        kept_back = bool(line.withheld) and line.withheld_reversed is None
        return "its transfer failed, and it is owed again" + (", except what was withheld" if kept_back else "")
    if line.settled is None:
        return "not transferred yet"
    kept = "".join(f", {plain(state, part.amount_minor)} {part.what} to {part.to}" for part in line.withheld)
    parts = f" ({plain(state, line.paid_minor or 0)} paid{kept})" if kept else ""
    if line.contested is not None:
        return (
            f"transferred on {line.paid_on}{parts}, which {line.creditor} disputes: {one_line(line.contested.reason)}"
        )
    if line.confirmed is None:
        return f"transferred on {line.paid_on}{parts}, and nobody confirmed it yet"
    alone = ", self-approved" if line.single_handed else ""
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
        parts.append(f"{plain(state, account.forgiven_minor)} waived")
    return f"{', '.join(parts)}; {shown(state, account.owed(at))} is owed"


def statement_data(state: State, found: WageStatement, at: Instant) -> dict[str, object]:
    """A person's statement for a program."""
    of = picked(organization_of(state), "currency exponent")
    row = picked(row_of(found.account, at), "owed_minor since single_handed_minor pending")
    names = "account.accrued_minor account.corrected_minor account.paid_minor account.forgiven_minor months payments"
    return picked(found, names, member=found.account.creditor, as_of=at, **of, **row)


def statement_csv(state: State, found: WageStatement) -> str:
    """A person's statement for a spreadsheet."""
    currency = organization_of(state).currency
    rows = []
    for month in found.months:
        amounts = (plain(state, minor) for minor in _amounts(month))
        rows.append((month.month, month.recorded_minutes, month.counting_minutes, *amounts, currency))
    return as_csv(_MONTH_HEAD, rows)
