"""Shows the lines of a payout before anybody votes on it."""

from __future__ import annotations

from collections.abc import Iterable

from govtool.cli.terminal.amount import aligned
from govtool.cli.terminal.render import say, table
from govtool.core.ids import MemberId
from govtool.core.money import format_minor
from govtool.core.phrase import counted
from govtool.roles.decisions.payout_lines import PayoutLine, PayoutLines

MOST_LINES = 12
"""A person who made their choice sees all lines of a payout up to this number, and of a longer one their own."""


def tell_payouts(payouts: Iterable[PayoutLines], chosen_by: MemberId | None = None) -> None:
    """Prints every line, with the amount owed now and afterwards.

    If a person made their choice already (`chosen_by`), it prints only their own line of a long payout, and the sum of
    the others.
    """
    for payout in payouts:
        _tell(payout, chosen_by)


def _tell(payout: PayoutLines, chosen_by: MemberId | None) -> None:
    currency, lines = payout.organization.currency, payout.lines
    paid = _plain(payout, sum(line.amount_minor for line in lines))
    say(f"  It pays {paid} {currency} of the wages owed from {payout.account}, to everybody in proportion:")
    if not lines:
        say("    nobody is owed anything")
        return
    others: tuple[PayoutLine, ...] = ()
    if chosen_by is not None and len(lines) > MOST_LINES:
        others = tuple(line for line in lines if line.creditor != chosen_by)
        lines = tuple(line for line in lines if line.creditor == chosen_by)
    rows = [("", "gets", "is owed", "still owed"), *(_row(payout, line.creditor, (line,)) for line in lines)]
    if others:
        rows.append(_row(payout, counted(len(others), "other"), others))
    table(aligned(rows, 1, 2, 3), indent="    ")
    if payout.unallocated_minor:
        say(f"    {_plain(payout, payout.unallocated_minor)} {currency} more than is owed stays in {payout.account}")


def _row(payout: PayoutLines, name: str, lines: tuple[PayoutLine, ...]) -> tuple[str, ...]:
    gets, owed = sum(line.amount_minor for line in lines), sum(line.owed_minor for line in lines)
    return (name, *(_plain(payout, minor) for minor in (gets, owed, owed - gets)))


def _plain(payout: PayoutLines, minor: int) -> str:
    return format_minor(minor, payout.organization.exponent)
