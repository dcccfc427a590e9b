"""`govtool treasury income`, `expense` and `undo`: the treasurer records, and a second person signs."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from govtool.cli.terminal.amount import amount_typed
from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.text import typed_text
from govtool.cli.terminal.typed import DAY, OneOf, option, today, whole
from govtool.core.state import State
from govtool.domain.books.ledger import booked_before, claimed_before
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of, shown
from govtool.domain.decisions.countersignature import TwoPersons, can_second
from govtool.domain.money.booking import BookExpense, BookIncome, Source, UndoEntry
from govtool.domain.money.budget import Budget
from govtool.domain.money.claim import ClaimExpense
from govtool.domain.money.treasury import MAIN, entry_of
from govtool.errors import UsageError
from govtool.io.file.document import paper_digest
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id, project_by_id
from govtool.roles.desk.statement_service import on_their_way
from govtool.roles.money.signature_service import entry_words, namesake, waiting_twin

_LINES = 10


def book_two(
    desk: Desk, body: dict[str, object], what: str, payee: str | None = None, kind: type[TwoPersons] | None = None
) -> Meant:
    """A statement that needs a second person, and a line that says whether anybody can be that person."""
    me = desk.member.id
    given = {name: value for name, value in body.items() if value is not None}
    if kind is not None:
        _tell_waiting_twin(desk, kind.read(given))
    # what this treasurer has signed and the clerk has not taken yet uses the limit too
    if kind is not None and kind.read(given).is_enough(on_their_way(desk)[0], (me,), desk.at):
        alone = "The bylaws let you record such a small amount alone (petty_minor). Nobody signs it after you."
        return Meant(what, body, then=lambda: say(alone, colour="yellow"))
    is_seconded = any(
        can_second(member, me, frozenset({payee} if payee else ())) for member in Member.all(desk.book.state)
    )
    second = (
        "it is recorded once a second member signs it too: govtool sign"
        if is_seconded
        else "nobody else can sign it, so every report will mark it self-approved"
    )
    return Meant(what, body, then=lambda: say(f"  {second}", colour=None if is_seconded else "yellow"))


def _tell_waiting_twin(desk: Desk, body: TwoPersons) -> None:
    """Warns of a statement with the same document, day and amount that waits for another signature."""
    waits = waiting_twin(on_their_way(desk)[0], body, desk.at)
    if waits is None:
        return
    who = "your statement" if waits.member == desk.member.id else f"statement {waits.member}"
    say(f"  {who} {waits.statement} waits already, with the same document, day and amount", colour="yellow")
    say("  → if it is the same money, take one of the two back: govtool retract NUMBER", colour="yellow")


def tell_booked_before(
    desk: Desk, document: str, moved_on: str, amount_minor: int, line: tuple[str, str] | None = None
) -> None:
    """Warns of an entry with the same document, day and amount. Two documents can be alike, so it refuses nothing."""
    entry = booked_before(desk.book.state, document, moved_on, amount_minor, line)
    if entry is not None:
        say(f"  entry {entry.number} has the same document, day and amount", colour="yellow")
        say("  → if it is the same money, take this back: govtool retract")
        say("  → once it is recorded, reverse it: govtool treasury undo")
    claim = claimed_before(desk.book.state, document, moved_on, amount_minor) if line is not None else None
    if claim is not None:
        say(f"  {claim.creditor} claimed the same document, day and amount back (debt {claim.id})", colour="yellow")
        say("  → if it is the same money, take this back before others sign it: govtool retract")


document_option = click.option(
    "--document", required=True, metavar="FILE|DIGEST", help="The receipt; govtool keeps only its digest."
)
currency_option = click.option(
    "--currency", metavar="CODE", help="The currency of the receipt (only the co-operative's works)."
)


number_option = click.option("--number", "paper", metavar="TEXT", help="The number on the receipt or the invoice.")
note_option = click.option("--note", metavar="TEXT", help="A note on it. It is permanently public.")


def _receipt(paper: str | None, note: str | None) -> dict[str, object]:
    """The number and the note of a receipt, as the fields of a statement."""
    return {"paper": paper and typed_text(paper), "note": note and typed_text(note)}


@statement_command("income", BookIncome, "govtool treasury income 500.00 --source client --document invoice-7.pdf")
@click.argument("amount")
@click.option("--source", required=True, type=OneOf(get_args(Source)), help="The source of the money.")
@click.option("--from", "payer", metavar="NAME", help="The payer: a firm, a person.")
@document_option
@number_option
@note_option
@click.option("--project", metavar="ID", help="The project that earned it.")
@option(DAY, "--on", "day", words="The day it arrived (default: today)")
@currency_option
def income(
    desk: Desk,
    amount: str,
    source: str,
    payer: str | None,
    document: str,
    paper: str | None,
    note: str | None,
    project: str | None,
    day: str | None,
    currency: str | None,
    folder: Path,
) -> Meant:
    """Record an income. A second member signs it too. Its standing shares go to the reserves."""
    state = desk.book.state
    minor = amount_typed(state, amount)
    body: dict[str, object] = {
        "amount_minor": minor,
        "currency": (currency or organization_of(state).currency).upper(),
        "received_on": day or today(desk.now),
        "source": source,
        "project": project_by_id(state, project).id if project else None,
        "document": paper_digest(document, folder),
        "payer": payer and typed_text(payer),
        **_receipt(paper, note),
    }
    tell_booked_before(desk, str(body["document"]), str(body["received_on"]), minor)
    words = f" from {payer}" if payer else ""
    return book_two(desk, body, f"You record an income of {shown(state, minor)}{words}.", kind=BookIncome)


@statement_command(
    "expense", BookExpense, "govtool treasury expense 12.50 --line year-2027/tea --to 'The tea shop' --document r.pdf"
)
@click.argument("amount")
@click.option(
    "--line", "line", required=True, metavar="BUDGET/LINE", help="The line of a budget that the members voted."
)
@click.option("--to", "payee", metavar="NAME", help="The payee: a firm, a shop.")
@click.option("--to-other", "other", metavar="NAME", help="The payee, if a member has the same name.")
@click.option("--to-member", "payee_member", metavar="PERSON", help="The payee, if it is a person here.")
@document_option
@number_option
@note_option
@click.option("--account", default=MAIN, show_default=True, metavar="NAME", help="The account that paid it.")
@click.option("--project", metavar="ID", help="The project that it was spent for.")
@option(DAY, "--on", "day", words="When it was spent (default: today)")
@currency_option
def expense(
    desk: Desk,
    amount: str,
    line: str,
    payee: str | None,
    payee_member: str | None,
    other: str | None,
    document: str,
    paper: str | None,
    note: str | None,
    account: str,
    project: str | None,
    day: str | None,
    currency: str | None,
    folder: Path,
) -> Meant:
    """Record an expense. A second member signs it too. Neither of you may be the payee."""
    state = desk.book.state
    budget, name = _line_typed(state, line)
    if sum(given is not None for given in (payee, payee_member, other)) != 1:
        raise UsageError("name the payee", "--to 'The tea shop', or --to-member bob")
    minor = amount_typed(state, amount)
    person = member_by_id(state, payee_member).id if payee_member else None
    if payee is not None and (member := namesake(state, payee)) is not None:
        raise UsageError(
            f"{payee!r} is the name of a member ({member.name}, {member.id})",
            f"if it is that person: --to-member {member.id}; if it is somebody else: --to-other {payee!r}",
        )
    payee = payee or other
    body: dict[str, object] = {
        "amount_minor": minor,
        "currency": (currency or organization_of(state).currency).upper(),
        "spent_on": day or today(desk.now),
        "account": account,
        "budget": budget,
        "line": name,
        "payee_name": typed_text(payee) if payee else None,
        "payee_member": person,
        "says": "not a member" if other else None,
        "project": project_by_id(state, project).id if project else None,
        "document": paper_digest(document, folder),
        **_receipt(paper, note),
    }
    tell_booked_before(desk, str(body["document"]), str(body["spent_on"]), minor, (budget, name))
    says = " (not a member)" if other else ""
    what = f"You record an expense of {shown(state, minor)} to {person or payee}{says}, for {budget}/{name}."
    return book_two(desk, body, what, person, BookExpense)


def _line_typed(state: State, line: str) -> tuple[str, str]:
    """The budget and its line. Raises UsageError."""
    known = [f"{budget.id}/{each.line}" for budget in Budget.all(state, newest_first=True) for each in budget.lines]
    if line not in known:
        none = "ask the members for a budget: govtool propose set-budget --help"
        hint = f"name one of these: {', '.join(known[:_LINES])}" if known else none
        raise UsageError(f"{line!r} names no line of a budget", hint)
    budget, _, name = line.partition("/")
    return budget, name


@statement_command(
    "claim", ClaimExpense, "govtool treasury claim 40.00 --line year-2027/tea --document receipt.jpg --note 'Tea'"
)
@click.argument("amount")
@click.option("--line", required=True, metavar="BUDGET/LINE", help="The line of a budget that the members voted.")
@document_option
@number_option
@note_option
@option(DAY, "--on", "day", words="When you spent it (default: today)")
@currency_option
def claim(
    desk: Desk,
    amount: str,
    line: str,
    document: str,
    paper: str | None,
    note: str | None,
    day: str | None,
    currency: str | None,
    folder: Path,
) -> Meant:
    """Claim back an expense of your own. Two other members sign it; then it is owed to you, and payouts pay it."""
    state = desk.book.state
    budget, name = _line_typed(state, line)
    minor = amount_typed(state, amount)
    body: dict[str, object] = {
        "amount_minor": minor,
        "currency": (currency or organization_of(state).currency).upper(),
        "spent_on": day or today(desk.now),
        "budget": budget,
        "line": name,
        "document": paper_digest(document, folder),
        **_receipt(paper, note),
    }
    tell_booked_before(desk, str(body["document"]), str(body["spent_on"]), minor, (budget, name))
    words = "it is owed to you once two other members sign it: govtool sign"
    _tell_waiting_twin(desk, ClaimExpense.read({key: value for key, value in body.items() if value is not None}))
    return Meant(f"You claim back {shown(state, minor)}, for {budget}/{name}.", body, then=lambda: say(f"  {words}"))


@statement_command("undo", UndoEntry, "govtool treasury undo 12 --document letter.pdf")
@click.argument("entry", type=whole(1, 10**12 - 1))
@click.option("--document", metavar="FILE|DIGEST", help="A document that shows why; govtool keeps only its digest.")
def undo(desk: Desk, entry: int, document: str | None, folder: Path) -> Meant:
    """Reverse a wrong income or expense. This adds an opposite entry. A second member signs it too."""
    paper = paper_digest(document, folder) if document else None
    body: dict[str, object] = {"entry": entry, "document": paper}
    booked = entry_of(desk.book.state, entry)
    payee = booked.payee_member if booked else None
    words = f", {entry_words(desk.book.state, booked)}" if booked else ""
    return book_two(desk, body, f"You reverse entry {entry}{words}.", payee)
