"""`govtool treasury settle`, `confirm`, `contest` and `failed`: record the transfers of a payout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from govtool.cli.money.treasury_book import book_two
from govtool.cli.terminal.amount import aligned, amount_typed, plain
from govtool.cli.terminal.render import table
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.text import counted, typed_text
from govtool.cli.terminal.typed import DAY, option, today, whole
from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.domain.constitution.organization import shown
from govtool.domain.money.contest import ContestPayment
from govtool.domain.money.payment import ConfirmPayment, ReversePayment, SettlePayout
from govtool.domain.money.settlement import SettledLine, Settlement, line_of
from govtool.errors import UsageError
from govtool.io.file.document import paper_digest
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import member_by_id
from govtool.roles.desk.statement_service import on_their_way

PAYOUT = whole(1, 10**12 - 1)
Kept = tuple[str, str, str, str]


@statement_command("settle", SettlePayout, "govtool treasury settle 1 --reference 'transfer 118'")
@click.argument("payout", type=PAYOUT)
@click.argument("member", nargs=-1)
@click.option("--reference", metavar="TEXT", help="The bank's reference of the transfer.")
@click.option("--document", metavar="FILE|DIGEST", help="Or the bank's document; govtool keeps only its digest.")
@option(DAY, "--on", "day", words="When it was transferred (default: today)")
@click.option(
    "--withheld",
    nargs=4,
    multiple=True,
    metavar="MEMBER AMOUNT WHAT TO",
    help="An amount paid to others for the payee, such as a tax. May be repeated.",
)
def settle(
    desk: Desk,
    payout: int,
    member: tuple[str, ...],
    reference: str | None,
    document: str | None,
    day: str | None,
    withheld: tuple[Kept, ...],
    folder: Path,
) -> Meant:
    """Mark lines of a payout as transferred. All that wait, or those of the MEMBERs that you name.

    The payees then confirm the payment: govtool sign.
    """
    if (reference is None) == (document is None):
        raise UsageError("say what shows it", "--reference 'transfer 118', or --document FILE")
    state = on_their_way(desk)[0]
    settlement = settlement_typed(state, payout)
    waiting = [line for line in settlement.lines if line.is_open and line.settled is None]
    if member:
        wanted = {member_by_id(state, name).id for name in member}
        waiting = [line for line in waiting if line.creditor in wanted]
    if not waiting:
        raise UsageError(f"no line of payout {payout} waits for its transfer", "see how it stands: govtool treasury")
    lines = [_settled(state, line, withheld) for line in waiting]
    strangers = {kept[0] for kept in withheld} - {line.creditor for line in waiting}
    if strangers:
        raise UsageError(f"nothing is transferred to {', '.join(sorted(strangers))} now", "leave out what is withheld")
    body: dict[str, object] = {"payout": payout, "paid_on": day or today(desk.now), "lines": lines}
    if document is not None:
        body["document"] = paper_digest(document, folder)
    else:
        body["reference"] = typed_text(reference or "")
    table(aligned([_row(state, line) for line in lines], 1))
    total = sum(line.amount_minor for line in waiting)
    what = f"You mark {counted(len(lines), 'line')} of payout {payout}, {shown(state, total)}, as transferred."
    return Meant(what, body)


def settlement_typed(state: State, payout: int) -> Settlement:
    """The settlement of the payout that somebody named. Raises UsageError."""
    found = Settlement.of(state, payout)
    if found is None:
        raise UsageError(f"there is no payout {payout}", "see what there is: govtool list payouts")
    return found


def _amount(state: State, payout: int, creditor: MemberId) -> str:
    """The amount of a payout that a payee gets after withheld parts, with its currency."""
    found = line_of(state, payout, creditor)
    if found is None:
        return "nothing"
    paid = found[1].paid_minor
    return shown(state, found[1].amount_minor if paid is None else paid)


def withheld_of(state: State, line: SettledLine, withheld: tuple[Kept, ...]) -> list[dict[str, Any]]:
    """The withheld parts of a line. Raises UsageError if they are more than the line."""
    parts: list[dict[str, Any]] = [
        {"what": typed_text(what), "to": typed_text(to), "amount_minor": amount_typed(state, amount)}
        for name, amount, what, to in withheld
        if name == line.creditor
    ]
    total = sum(part["amount_minor"] for part in parts)
    if total > line.amount_minor:
        due = f"{line.creditor} is due {shown(state, line.amount_minor)}"
        raise UsageError(f"{due}, and {shown(state, total)} cannot be withheld of it", "name less")
    return parts


def _settled(state: State, line: SettledLine, withheld: tuple[Kept, ...]) -> dict[str, Any]:
    parts = withheld_of(state, line, withheld)
    paid = line.amount_minor - sum(part["amount_minor"] for part in parts)
    made = {"creditor": line.creditor, "paid_minor": paid}
    return {**made, "withheld": parts} if parts else made


def _row(state: State, line: dict[str, Any]) -> tuple[str, ...]:
    parts = line.get("withheld", ())
    kept = [f"{plain(state, part['amount_minor'])} {part['what']} to {part['to']}" for part in parts]
    return (line["creditor"], plain(state, line["paid_minor"]), *kept)


@statement_command(
    "confirm", ConfirmPayment, "govtool treasury confirm 1; govtool treasury confirm 1 carol --document slip.pdf"
)
@click.argument("payout", type=PAYOUT)
@click.argument("member", required=False)
@click.option("--document", metavar="FILE|DIGEST", help="For MEMBER: the receipt; govtool keeps only its digest.")
def confirm(desk: Desk, payout: int, member: str | None, document: str | None, folder: Path) -> Meant:
    """Confirm that a payment reached you. With a document and a second person: that it reached MEMBER."""
    state = on_their_way(desk)[0]
    settlement_typed(state, payout)
    creditor = member_by_id(state, member).id if member else desk.member.id
    body: dict[str, object] = {"payout": payout, "creditor": creditor}
    if document is not None:
        body["document"] = paper_digest(document, folder)
    if creditor == desk.member.id:
        what = f"You confirm that {_amount(state, payout, creditor)} of payout {payout} reached you."
        return Meant(what, body)
    if document is None:
        raise UsageError(f"say what shows that it reached {creditor}", "--document FILE")
    what = f"You confirm that {_amount(state, payout, creditor)} of payout {payout} reached {creditor}."
    return book_two(desk, body, what, creditor)


@statement_command("failed", ReversePayment, "govtool treasury failed 1 carol --document notice.pdf")
@click.argument("payout", type=PAYOUT)
@click.argument("member")
@click.option(
    "--document", required=True, metavar="FILE|DIGEST", help="The bank's document; govtool keeps only its digest."
)
@option(DAY, "--on", "day", words="When it failed or came back (default: today)")
@click.option("--whole", is_flag=True, help="The withheld amounts are back too.")
def failed(desk: Desk, payout: int, member: str, document: str, day: str | None, whole: bool, folder: Path) -> Meant:
    """Report a failed transfer to MEMBER. The wages are owed again with their old date, and the money is back.

    A second member signs it too, and neither of you may be the payee.
    """
    state = on_their_way(desk)[0]
    settlement_typed(state, payout)
    creditor: MemberId = member_by_id(state, member).id
    body: dict[str, object] = {
        "payout": payout,
        "creditor": creditor,
        "failed_on": day or today(desk.now),
        "document": paper_digest(document, folder),
        "whole": True if whole else None,
    }
    amount = _amount(state, payout, creditor)
    what = f"You report that the transfer of {amount} of payout {payout} to {creditor} failed; then it is owed again."
    return book_two(desk, body, what, creditor)


@statement_command("contest", ContestPayment, "govtool treasury contest 1 --reason 'nothing came'")
@click.argument("payout", type=PAYOUT)
def contest(desk: Desk, payout: int, reason: str) -> Meant:
    """Dispute a payment to you. Say that it did not arrive, or that the withheld amount is wrong.

    From then on nobody else can confirm it. Reports show it until you confirm it, or two others reverse it.
    """
    settlement_typed(on_their_way(desk)[0], payout)
    told = f"You dispute the payment of payout {payout} to you."
    return Meant(told, {"payout": payout, "reason": typed_text(reason)})
