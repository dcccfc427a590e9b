"""Amounts as people type and read them: `30.00`, `30.00 USD`."""

from __future__ import annotations

from collections.abc import Sequence

from govtool.core import typed
from govtool.core.money import format_minor
from govtool.core.state import State
from govtool.domain.constitution.organization import organization_of


def amount_typed(state: State, text: str, *, signed: bool = False) -> int:
    """The minor units of an amount in the organisation's currency; with `signed` it may be 0 and below.

    Raises UsageError if the text is no amount, Refused for another currency.
    """
    organization = organization_of(state)
    if signed:
        return typed.money(text, organization.exponent, organization.currency, signed=True)
    return typed.amount(text, organization.exponent, organization.currency)


def plain(state: State, minor: int) -> str:
    """An amount without its currency, for a table: 30.00."""
    return format_minor(minor, organization_of(state).exponent)


def aligned(rows: Sequence[Sequence[str]], *columns: int) -> list[list[str]]:
    """Rows with some columns aligned to the right, as amounts are. A row may lack the last cells."""
    width = {place: max((len(row[place]) for row in rows if place < len(row)), default=0) for place in columns}
    return [[cell.rjust(width[place]) if place in width else cell for place, cell in enumerate(row)] for row in rows]
