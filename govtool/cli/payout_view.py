"""How the lines of a payout look before anybody votes on it."""

from __future__ import annotations

from collections.abc import Iterable

from govtool.cli.amount import aligned
from govtool.cli.render import say, table
from govtool.core.money import format_minor
from govtool.domain.account import FOLDER as ACCOUNTS
from govtool.roles.effect import Effects, FileEffect
from govtool.roles.payout_lines import PayoutLines

MOST_ACCOUNTS = 10
"""How many accounts a payout may lower for the difference of each to be shown."""


def tell_payouts(payouts: Iterable[PayoutLines]) -> None:
    """Prints every line, with what the creditor is owed now and would still be owed then."""
    for payout in payouts:
        exponent, currency = payout.organization.exponent, payout.organization.currency

        def plain(minor: int, exponent: int = exponent) -> str:
            return format_minor(minor, exponent)

        paid = sum(line.amount_minor for line in payout.lines)
        say(f"  Of the wages owed it pays {plain(paid)} {currency} from {payout.account}, to everybody in proportion:")
        rows = [
            (
                line.creditor,
                plain(line.amount_minor),
                plain(line.owed_minor),
                plain(line.owed_minor - line.amount_minor),
            )
            for line in payout.lines
        ]
        rows.insert(0, ("", "gets", "is owed", "still owed"))
        table(aligned(rows, 1, 2, 3) if payout.lines else [("nobody is owed anything",)], indent="    ")
        if payout.unallocated_minor and payout.lines:
            say(f"    {plain(payout.unallocated_minor)} {currency} more than is owed stays in {payout.account}")


def files_to_show(effects: Effects) -> tuple[FileEffect, ...]:
    """The files whose differences are shown. Where a payout lowers many accounts its lines, which were shown before,
    say the same on less paper.
    """
    shown = tuple(file for file in effects.files if not file.path.startswith(f"{ACCOUNTS}/"))
    hidden = len(effects.files) - len(shown)
    if not effects.payouts or hidden <= MOST_ACCOUNTS:
        return effects.files
    say(f"    {ACCOUNTS}: {hidden} accounts are lowered by these lines")
    return shown


def payouts_data(payouts: Iterable[PayoutLines]) -> list[dict[str, object]]:
    """The lines for a program."""
    return [
        {
            "account": payout.account,
            "voted_minor": payout.voted_minor,
            "unallocated_minor": payout.unallocated_minor,
            "lines": [
                {"creditor": line.creditor, "owed_minor": line.owed_minor, "amount_minor": line.amount_minor}
                for line in payout.lines
            ],
        }
        for payout in payouts
    ]
