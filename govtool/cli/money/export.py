"""`govtool export`: payment files for the bank, remittance advices for payees, the general ledger."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import click

from govtool.cli.money.treasury_payout import PAYOUT, settlement_typed
from govtool.cli.terminal.amount import amount_typed
from govtool.cli.terminal.context import NamedFile, desk_command
from govtool.cli.terminal.group import named_group
from govtool.cli.terminal.render import say, tell_findings
from govtool.cli.terminal.text import counted
from govtool.cli.terminal.typed import DAY, PERIOD, OneOf, option, today
from govtool.core.state import State
from govtool.core.times import date_of, date_of_days, days_of
from govtool.core.typed import Period
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of, shown
from govtool.domain.money.payout import Payout
from govtool.domain.money.settlement import Settlement
from govtool.errors import EXIT_FINDINGS, EXIT_OK, UsageError
from govtool.io.file.atomic import replace_file
from govtool.io.file.document import read_file
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.money.bank_account import read_accounts
from govtool.roles.money.book_export import journal
from govtool.roles.money.book_map import Names, read_names
from govtool.roles.money.book_text import FORMS, as_text
from govtool.roles.money.pay_slip import as_html, slips_of
from govtool.roles.money.pay_slip import as_text as slips_as_text
from govtool.roles.money.payment_file import as_pain001, as_table, for_sepa, order_of


@named_group("export", "govtool export book --as hledger -p 2026 --to 2026.journal")
def command() -> None:
    """Export payment files for the bank, remittance advices for payees, or the general ledger for an accountant."""


to_option = click.option("--to", "target", type=NamedFile(), help="Write it into a file instead of printing it.")


def _deliver(text: str, target: Path | None, what: str, *, private: bool = False) -> None:
    """Writes a text to a file, or prints it. `what` goes to the person, not into the text."""
    if target is None:
        click.echo(text, nl=False)
    else:
        replace_file(target, text, private=private)
        say(f"{what} → {target}", error=True)


# Transfers ----------------------------------------------------------------------------------------------------------


@desk_command("payments", "govtool export payments 1 --as pain001 --accounts ~/accounts.yaml --to pay.xml", of=command)
@click.argument("payout", type=PAYOUT)
@click.option("--as", "form", type=OneOf(("csv", "pain001")), default="csv", show_default=True, help="The form.")
@click.option(
    "--accounts", "accounts", required=True, type=NamedFile(), help="The payees' accounts, outside the repository."
)
@click.option("--add-missing", is_flag=True, help="Add missing payees to that file; then you write their accounts.")
@option(DAY, "--on", "day", words="The day of the transfer (default: today)")
@click.option(
    "--withheld",
    nargs=2,
    multiple=True,
    metavar="MEMBER AMOUNT",
    help="An amount of a line that goes to others. May be repeated.",
)
@click.option("--only", "only", multiple=True, metavar="MEMBER", help="Only this payee. May be repeated.")
@to_option
def payments(
    desk: Desk,
    payout: int,
    form: str,
    accounts: Path,
    add_missing: bool,
    day: str | None,
    withheld: tuple[tuple[str, str], ...],
    only: tuple[str, ...],
    target: Path | None,
) -> int:
    """Export the transfers of a payout. The form is a table of all, or SEPA pain.001 for those with an IBAN.

    It leaves out transfers that are marked as made. Keep the file of accounts and the export outside the repository,
    because git keeps everything permanently. If a payee cannot be paid, govtool names and leaves out the payee, and
    exports the others (exit 10). A second export has the same identification, so that the bank pays it once.
    """
    place, written = accounts.resolve(), target and target.resolve()
    for file in (place, written):
        _refuse_inside(desk, file)
    state = desk.book.state
    settlement = settlement_typed(state, payout)
    if add_missing:
        _add_missing(state, place, settlement)
    elif not place.exists():
        raise UsageError(
            f"{place} is not there", "make it, with a row for each payee: the same command with --add-missing"
        )
    found = read_accounts(read_file(place), str(place))
    kept: dict[str, int] = {}
    for name, amount in withheld:
        kept[member_by_id(state, name).id] = amount_typed(state, amount)
    for name, minor in kept.items():
        line = settlement.line(name)
        if line is None or line.settled is not None or minor > line.amount_minor:
            raise UsageError(f"{shown(state, minor)} cannot be withheld of {name}", f"see: govtool owed {name}")
    known = {member.id: member.name for member in Member.all(state)}
    names = {line.creditor: known.get(line.creditor, line.creditor) for line in settlement.lines}
    wanted = frozenset(member_by_id(state, name).id for name in only)
    order = order_of(organization_of(state), desk.book.genesis, settlement, names, found, kept, wanted)
    order = for_sepa(order) if form == "pain001" else order
    on = day or today(desk.now)
    text = as_table(order) if form == "csv" else as_pain001(order, found.debtor, desk.at, on)
    what = f"{counted(len(order.transfers), 'transfer')} of payout {payout}, {shown(state, order.total_minor)}"
    _deliver(text, written, what, private=True)
    if not order.left_out:
        return EXIT_OK
    left = sorted({each.values["who"] for each in order.left_out})
    lines = [line for line in settlement.lines if line.creditor in left]
    unpaid = ", ".join(f"{line.creditor} ({shown(state, line.amount_minor)})" for line in lines)
    say(f"Left out, and not paid by it: {unpaid}", colour="red", error=True)
    tell_findings(order.left_out, error=True)
    if any(name not in found.accounts for name in left):
        say(f"  → add them to the file: govtool export payments {payout} --accounts FILE --add-missing", error=True)
    rest = " ".join(f"--only {name}" for name in left)
    say(f"  → export the rest: govtool export payments {payout} --accounts {quote(str(accounts))} {rest}", error=True)
    return EXIT_FINDINGS


def _add_missing(state: State, place: Path, settlement: Settlement) -> None:
    """Adds missing payees to the file of accounts, and keeps what the person wrote. Makes the file if there is none.

    Raises Refused, and Unchangeable if a comment would be lost; the file is then as it was.
    """
    # the parser that keeps comments loads slowly, and nothing else here needs it
    from govtool.roles.money.account_sheet import NEW_SHEET, missing_lines, with_payees

    data = read_file(place) if place.exists() or not place.parent.is_dir() else NEW_SHEET.encode()
    lines = missing_lines(settlement, read_accounts(data, str(place)))
    if not lines:
        say(f"{place.name} has all payees of payout {settlement.payout} already.", error=True)
        return
    replace_file(place, with_payees(state, data, str(place), settlement.payout, lines).decode(), private=True)
    say(f"Added to {place}: {', '.join(line.creditor for line in lines)}", error=True)
    say("  → write the numbers of their accounts there, and export again", error=True)


def _refuse_inside(desk: Desk, file: Path | None) -> None:
    """Keeps account numbers out of the repository's folder, where somebody may commit them. Raises UsageError."""
    top = desk.git.work_folder
    if file is not None and top is not None and file.is_relative_to(Path(top).resolve()):
        raise UsageError(
            f"{file} is in the repository's folder, and git would keep account numbers permanently",
            "keep it elsewhere, as in your home folder",
        )


# Remittance advices -------------------------------------------------------------------------------------------------


@desk_command("slips", "govtool export slips 1 --as html --to slips.html", of=command)
@click.argument("payout", type=PAYOUT)
@click.argument("member", required=False)
@click.option("--as", "form", type=OneOf(("text", "html")), default="text", show_default=True, help="The form.")
@to_option
def slips(desk: Desk, payout: int, member: str | None, form: str, target: Path | None) -> None:
    """Export a remittance advice for each payee. With MEMBER only theirs. It says what is paid and still owed."""
    state = desk.book.state
    only = member_by_id(state, member).id if member else None
    found = list(slips_of(state, payout_typed(state, payout), desk.at, only))
    if not found:
        raise UsageError(f"payout {payout} pays nothing to {only}", f"govtool export slips {payout}")
    text = as_html(found) if form == "html" else slips_as_text(found)
    _deliver(text, target, f"{counted(len(found), 'remittance advice')} of payout {payout}")


def payout_typed(state: State, number: int) -> Payout:
    """The payout that somebody named. Raises UsageError."""
    found = Payout.of(state, settlement_typed(state, number).enacted_at, number)
    if found is None:
        raise UsageError(f"there is no payout {number}", "see what there is: govtool list payouts")
    return found


# The general ledger -------------------------------------------------------------------------------------------------


@desk_command("book", "govtool export book --as beancount -p 2026 --map accounts.yaml --to 2026.beancount", of=command)
@click.option("--as", "form", required=True, type=OneOf(tuple(FORMS)), help="For which program.")
@option(PERIOD, "-p", "--period", words="A year or a month (default: everything)")
@click.option("--map", "names", type=NamedFile(), help="The names that an accountant gives to the accounts (YAML).")
@to_option
def book(desk: Desk, form: str, period: Period | None, names: Path | None, target: Path | None) -> None:
    """Export the general ledger in double entry. It has wages, treasury, payouts, and the balances of the registry.

    hledger and beancount check these balances while they read; `hledger check -s` and `bean-check` accept it.
    """
    state, at = desk.book.state, desk.at
    first = last = None
    if period is not None:
        begin, end = period
        first = f"{begin}-01"
        if first > date_of(at):
            raise UsageError(f"{period.words} has not begun yet", "name a time that has")
        last = _last_day(end)
    called = read_names(read_file(names), str(names)) if names else Names()
    made = journal(state, at, first, last)
    minute = desk.book.newest[0]
    title = (
        f"{made.organization.name}: the general ledger until {made.until}, as of entry {minute.number} ({minute.at})"
    )
    _deliver(as_text(made, form, called, title), target, f"The general ledger until {made.until}")


def _last_day(month: str) -> str:
    """The last day of a month."""
    year, number = int(month[:4]), int(month[5:])
    following = f"{year + number // 12:04d}-{number % 12 + 1:02d}-01"
    return date_of_days(days_of(following) - 1)
