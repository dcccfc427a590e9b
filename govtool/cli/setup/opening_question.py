"""The questions of `govtool init` about wages that are owed already, and money that is there already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from govtool.cli.terminal.render import say
from govtool.cli.terminal.typed import answered
from govtool.core import typed
from govtool.core.ids import Digest, MemberId
from govtool.core.times import Instant
from govtool.domain.money.treasury import MAIN
from govtool.io.file.document import paper_digest
from govtool.roles.lifecycle.opening_sheet import DebtRow, OpeningSheet, PotRow, owed_on


def ask_opening(
    currency: str, exponent: int, people: Mapping[MemberId, str], folder: Path, at: Instant
) -> OpeningSheet | None:
    """Asks for the wages owed to each person, and for the money in the treasury. None if there is neither.

    A document stays with its owner; its digest is computed from the file, as seen from a folder.
    """
    if not click.confirm("Does it owe wages already, or have money?", default=False):
        return None
    say("  After the founding nobody can add these. For more people or accounts, use: govtool init --opening FILE")
    debts = []
    for who, name in people.items():
        minor = _ask_amount(f"Wages owed to {name} ({who})", currency, exponent)
        if minor:
            day = answered("  Since which day", lambda text: owed_on(text, at))
            debts.append(DebtRow(creditor=who, amount_minor=minor, owed_on=day, document=_ask_document(folder)))
    minor = _ask_amount("Money in the treasury", currency, exponent)
    pots = [PotRow(account=MAIN, amount_minor=minor, document=_ask_document(folder))] if minor else []
    return OpeningSheet(currency=currency, debts=tuple(debts), treasury=tuple(pots)) if debts or pots else None


def _ask_amount(what: str, currency: str, exponent: int) -> int:
    """Minor units; 0 for an empty answer."""
    question = f"{what}, in {currency} (Enter: none)"

    def read(text: str) -> int:
        return typed.amount(text, exponent, currency) if text.strip() else 0

    return answered(question, read, default="", show_default=False)


def _ask_document(folder: Path) -> Digest:
    return answered(
        "  The file that shows it (govtool keeps only its checksum)", lambda text: paper_digest(text, folder)
    )
