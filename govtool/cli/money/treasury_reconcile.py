"""`govtool treasury reconcile`: compares a bank's file with the books, and states its closing balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast, get_args

import click

from govtool.cli.terminal.amount import aligned, amount_typed, plain
from govtool.cli.terminal.context import NamedFile, desk_command
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import is_agreed, say, table, yes_option
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.text import counted, one_line
from govtool.cli.terminal.typed import AMOUNT, DAY, dates_option, option, way_of
from govtool.core.ids import digest_of
from govtool.core.state import State
from govtool.core.typed_table import Dates
from govtool.domain.constitution.organization import Organization, organization_of, shown
from govtool.domain.money.reconciliation import Reconciliation, booked
from govtool.domain.money.treasury import treasury_of
from govtool.errors import Ambiguous, UsageError
from govtool.io.file.bank_file import BankStatement, Reading, read_bank_file
from govtool.io.file.bank_layout import Decimals, Encoding, Layout
from govtool.io.file.document import paper_digest, read_file
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import make_statement, on_their_way
from govtool.roles.money.bank_layouts import layout_named, shipped_layouts
from govtool.roles.money.bank_statement import BookLine, Comparison, compare

_SHOWN = 3


@desk_command("reconcile", "govtool treasury reconcile november.xml")
@click.argument("file", required=False, type=NamedFile())
@click.option("--account", "accounts", multiple=True, metavar="NAME", help="The accounts at that bank (default: all).")
@option(AMOUNT, "--balance", words="The closing balance, if there is no file or the file does not say it")
@option(DAY, "--on", "day", words="The day of that balance")
@click.option(
    "--layout", metavar="NAME|FILE", help="How the table of your bank is laid out (default: seen in its head)."
)
@click.option("--layouts", "lists", is_flag=True, help="List the layouts of banks that govtool knows.")
@dates_option
@click.option("--decimals", type=click.Choice(get_args(Decimals)), help="The mark before decimals in the table.")
@click.option("--encoding", type=click.Choice(get_args(Encoding)), help="The encoding of a file that is not UTF-8.")
@click.option("--document", metavar="FILE|DIGEST", help="The bank's document, if you compare no FILE.")
@yes_option
@click.option("--look", is_flag=True, help="Compare only; sign nothing.")
def reconcile(
    desk: Desk,
    file: Path | None,
    accounts: tuple[str, ...],
    balance: str | None,
    day: str | None,
    layout: str | None,
    lists: bool,
    dates: Dates | None,
    decimals: Decimals | None,
    encoding: Encoding | None,
    document: str | None,
    yes: bool,
    look: bool,
    folder: Path,
    as_json: bool,
) -> None:
    """Compare a bank's file with the books. FILE is CAMT.053, OFX, MT940, QIF or CSV. You sign its balance.

    It shows the lines that only one of them has. If they differ, reports say so until a later comparison agrees.
    """
    if lists:
        _tell_layouts(as_json=as_json)
        return
    if file is not None and document is not None:
        raise UsageError("the file is the bank's document itself", "leave --document out")
    if file is None and document is None:
        raise UsageError(
            "name the bank's file", "govtool treasury reconcile FILE, or --document FILE --balance AMOUNT --on DATE"
        )
    state = on_their_way(desk)[0]
    organization = organization_of(state)
    chosen = _accounts(state, accounts)
    typed = amount_typed(state, balance, signed=True) if balance is not None else None
    found: Comparison | None = None
    if file is not None:
        data = read_file(file)
        named = dict([layout_named(layout, folder)]) if layout is not None else shipped_layouts()
        reading = Reading(named, layout is not None, dates, decimals, encoding)
        bank_file = _read(data, str(file), organization, reading, can_ask=not (as_json or yes))
        if bank_file.balance_minor is None and day is not None:
            # the person says of which day the balance is: until then nothing else is at the bank
            bank_file = replace(bank_file, last=day)
        found, paper = compare(state, chosen, bank_file), digest_of(data)
        if not as_json:
            _tell_reading(state, bank_file, named)
            _tell_lines(state, found)
        if look and found.statement.balance_minor is None and typed is None:
            _tell_unknown(state, found, chosen, as_json=as_json)
            return
        minor, on = _closing(found, typed, day)
    else:
        if typed is None or day is None:
            raise UsageError("say what the bank says, and of which day", "--balance AMOUNT --on DAY")
        paper = paper_digest(document or "", folder)
        minor, on = typed, day
    body: dict[str, object] = {
        "accounts": list(chosen),
        "balance_on": on,
        "balance_minor": minor,
        "currency": organization.currency,
        "document": paper,
    }
    books = booked(state, chosen, on)
    if not as_json:
        _tell_balances(state, chosen, on, minor, books)
        _tell_earlier(state, chosen, on, paper)
    if not look and not is_agreed("Do you state this balance?", yes=yes, as_json=as_json):
        return
    sent = None if look else make_statement(desk, "reconcile", body)
    if as_json:
        lines = _lines_data(found) if found is not None else {}
        print_json({**body, "booked_minor": books, **lines, "statement": sent})
    elif sent is not None:
        tell_statement(desk, sent, "You state what the bank says.", as_json=False)


def _accounts(state: State, typed: tuple[str, ...]) -> tuple[str, ...]:
    """The accounts to compare: those that were typed, or all. Raises UsageError for one that there is not."""
    treasury = treasury_of(state)
    known = tuple(pot.account for pot in treasury.pots)
    for account in typed:
        if not treasury.has(account):
            raise UsageError(f"there is no account {account}", f"name one of these: {', '.join(known)}")
    return tuple(sorted(typed)) or known


def _read(data: bytes, name: str, organization: Organization, reading: Reading, *, can_ask: bool) -> BankStatement:
    """The statement in a file. On a terminal it asks what the file leaves open. Raises Ambiguous elsewhere."""
    while True:
        try:
            return read_bank_file(data, name, organization.currency, organization.exponent, reading)
        except Ambiguous as error:
            said = way_of(error, can_ask=can_ask)
            if error.option == "--layout":
                reading = replace(reading, layouts={said: reading.layouts[said]}, is_typed=True)
            elif error.option == "--dates":
                reading = replace(reading, dates=cast(Dates, said))
            else:
                reading = replace(reading, decimals=cast(Decimals, said))


def _tell_layouts(*, as_json: bool) -> None:
    known = shipped_layouts()
    if as_json:
        print_json([{"layout": name, "bank": each.bank, "source": each.source} for name, each in known.items()])
        return
    table([(name, each.bank, each.source or "") for name, each in known.items()])
    say("  → govtool treasury reconcile FILE --layout NAME, or --layout FILE with a layout of your own")


def _tell_reading(state: State, statement: BankStatement, layouts: Mapping[str, Layout]) -> None:
    """Prints how a table was read, and its first lines; of another format, of which account and days it is."""
    if statement.format not in ("CSV", "QIF"):
        account = f"account {one_line(statement.account)}, " if statement.account else ""
        say(f"Read as {statement.format}: {account}{statement.first} to {statement.last}.")
        return
    layout = layouts.get(statement.layout)
    how = f"with the layout {statement.layout}: {layout.bank}" if layout else "by its head"
    say(f"Read {how if statement.format == 'CSV' else 'as QIF'}. Its first lines:")
    rows = [(line.on, plain(state, line.amount_minor), one_line(line.text)) for line in statement.lines[:_SHOWN]]
    table(aligned(rows, 1))


def _tell_unknown(state: State, found: Comparison, accounts: tuple[str, ...], *, as_json: bool) -> None:
    """Prints that only the lines were compared."""
    if as_json:
        unknown = {"balance_on": None, "balance_minor": None, "statement": None}
        print_json(
            {**picked(organization_of(state), "currency"), "accounts": accounts, **unknown, **_lines_data(found)}
        )
        return
    say("The file names no closing balance, so only its lines were compared.", colour="yellow")
    say(f"  → to state it, repeat the command without --look: --balance AMOUNT --on {found.statement.last}")


def _closing(found: Comparison, typed: int | None, day: str | None) -> tuple[int, str]:
    if found.statement.balance_minor is None and typed is None:
        hint = f"add it and its day: --balance AMOUNT --on {found.statement.last}"
        raise UsageError("the file names no closing balance", hint)
    if found.statement.balance_minor is not None and (typed is not None or day is not None):
        raise UsageError("the file names its closing balance and day itself", "leave --balance and --on out")
    if found.statement.balance_minor is not None:
        return found.statement.balance_minor, found.statement.last
    return typed or 0, day or found.statement.last


def _tell_lines(state: State, found: Comparison) -> None:
    say(f"{counted(found.same, 'line is', 'lines are')} in both.")
    if not found.statement.adds_up:
        say("The file does not name two balances, so a line that is missing in it cannot be noticed.", colour="yellow")
    if found.only_at_bank:
        say("At the bank and not in the books:", colour="yellow")
        rows = [(line.on, plain(state, line.amount_minor), one_line(line.text)) for line in found.only_at_bank]
        table(aligned(rows, 1))
    if found.only_in_books:
        say("In the books and not at the bank:", colour="yellow")
        _tell_book_lines(state, found.only_in_books)
    if found.later:
        say(f"In both, but dated after {found.statement.last} in the books:", colour="yellow")
        _tell_book_lines(state, found.later)


def _tell_book_lines(state: State, lines: tuple[BookLine, ...]) -> None:
    rows = [(each.on, plain(state, each.amount_minor), f"entry {each.entry}: {one_line(each.what)}") for each in lines]
    table(aligned(rows, 1))


def _tell_balances(state: State, accounts: tuple[str, ...], on: str, minor: int, books: int) -> None:
    say(f"At the end of {on} ({', '.join(accounts)}):", bold=True)
    say(f"  the bank says {shown(state, minor)}, the books say {shown(state, books)}")
    if minor != books:
        say(f"  they differ by {shown(state, minor - books)}: it is reported until they agree", colour="yellow")


def _tell_earlier(state: State, accounts: tuple[str, ...], on: str, paper: str) -> None:
    """Prints that this file was compared before, or that the books were compared with a later balance."""
    made = [each for each in Reconciliation.all(state) if set(each.accounts) & set(accounts)]
    same = next((each for each in made if each.document == paper), None)
    later = max((each.balance_on for each in made if each.balance_on > on), default=None)
    if same is not None:
        say(
            f"This file was compared before (reconciliation {same.number}). You need not sign it again.",
            colour="yellow",
        )
    elif later is not None:
        say(f"A comparison of a later day is there: {later}. Is this file an old one?", colour="yellow")


def _lines_data(found: Comparison) -> dict[str, object]:
    only_in_books, later = (
        [picked(line, "on amount_minor entry what") for line in lines] for lines in (found.only_in_books, found.later)
    )
    return picked(
        found,
        "same statement.adds_up statement.format statement.layout only_at_bank",
        only_in_books=only_in_books,
        later=later,
    )
