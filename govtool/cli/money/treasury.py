"""`govtool treasury`: shows the accounts, and records income, expenses and transfers."""

from __future__ import annotations

import click

from govtool.cli.money.treasury_book import claim, expense, income, undo
from govtool.cli.money.treasury_payout import confirm, contest, failed, settle
from govtool.cli.money.treasury_reconcile import reconcile
from govtool.cli.terminal.amount import aligned, plain
from govtool.cli.terminal.context import desk_of, json_option, offline_option
from govtool.cli.terminal.group import named_group
from govtool.cli.terminal.json import answer, picked
from govtool.cli.terminal.render import say, table, tell_findings
from govtool.cli.terminal.text import local, one_line
from govtool.cli.view.money import tell_budgets
from govtool.cli.view.stuck import stuck_data
from govtool.core.code import sentence_of
from govtool.core.state import State
from govtool.domain.constitution.organization import organization_of, shown
from govtool.domain.money.treasury import SET_ASIDE
from govtool.roles.desk.desk import Desk
from govtool.roles.money.treasury_report import OpenLine, Report, treasury_report
from govtool.roles.said.saying import stated


@named_group("treasury", "govtool treasury; govtool treasury income --help", invoke_without_command=True)
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, as_json: bool, offline: bool) -> None:
    """Show the accounts, budgets, payouts and warnings; or record, reverse and reconcile.

    Votes move money between accounts and set budgets: govtool propose transfer-funds, set-budget, set-share.
    """
    if ctx.invoked_subcommand is not None:
        return
    desk = desk_of(ctx, offline=offline)
    report = treasury_report(desk.book.state, desk.at)
    answer(as_json, lambda: _data(desk.book.state, report), lambda: _tell(desk, report))


for _each in (income, expense, claim, undo, settle, confirm, contest, failed, reconcile):
    command.add_command(_each)


def _tell(desk: Desk, report: Report) -> None:
    state, at = desk.book.state, desk.at
    say(f"Treasury: {shown(state, report.total_minor)}, as of {local(at, desk.now)}", bold=True)
    rows: list[tuple[str, ...]] = [("", "has", "reserved", "free")]
    for row in report.rows:
        amounts = (plain(state, minor) for minor in (row.balance_minor, row.reserved_minor, row.available_minor))
        rows.append((row.account, *amounts))
    table(aligned(rows, 1, 2, 3))
    if any(row.account == SET_ASIDE for row in report.rows):
        say(f"  {SET_ASIDE}: set aside for payouts until it is transferred")
    for share in report.shares:
        say(f"  {share.share} of every income goes to {share.account}")
    tell_budgets(state, report.budgets)
    if report.open_lines:
        say("Payouts on their way:", bold=True)
        table(aligned([_line_row(state, each) for each in report.open_lines], 3))
    for _, awaited in report.waiting:
        words = f"{awaited.member} {stated(state, awaited.kind, awaited.body)} (statement {awaited.statement})"
        say(f"  waits for a second person until {local(awaited.until, desk.now)}: {words}; they sign: govtool sign")
    for stuck in report.stuck:
        awaited = stuck.awaited
        words = f"statement {awaited.statement} of {awaited.member} ({awaited.kind})"
        say(f"  nobody can sign {words} now: {'; '.join(map(sentence_of, stuck.findings))}")
        say(f"    → {stuck.next_step}")
    _tell_reconciled(state, report)
    tell_findings(report.warnings, colour="yellow")


def _line_row(state: State, each: OpenLine) -> tuple[str, ...]:
    line = each.line
    if line.contested is not None:
        stands = f"disputed by {line.creditor}: {one_line(line.contested.reason)}"
    elif line.settled is None:
        stands = "not transferred yet"
    else:
        stands = f"transferred on {line.paid_on}, not confirmed yet"
    return (f"payout {each.payout}", each.enacted_on, line.creditor, plain(state, line.amount_minor), stands)


def _tell_reconciled(state: State, report: Report) -> None:
    made = report.reconciled
    if made is None:
        say("  never compared with the bank → govtool treasury reconcile FILE")
        return
    where = ", ".join(made.accounts)
    if made.balance_minor == made.booked_minor:
        same = f"both {shown(state, made.balance_minor)}"
    else:
        same = f"bank {shown(state, made.balance_minor)}, books {shown(state, made.booked_minor)}"
    say(f"  last compared with the bank at the end of {made.balance_on} ({where}): {same}")


def _data(state: State, report: Report) -> dict[str, object]:
    return picked(
        report,
        "total_minor entries shares budgets reconciled warnings",
        **picked(organization_of(state), "currency exponent"),
        accounts=report.rows,
        unconfirmed=[picked(each, "payout enacted_on", **each.line.data()) for each in report.open_lines],
        waiting=[{"digest": digest, **awaited.data()} for digest, awaited in report.waiting],
        stuck=[stuck_data(state, each) for each in report.stuck],
    )
