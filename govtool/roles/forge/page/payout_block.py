"""The lines of a payout on a forge's page: who would get what, as whoever votes at their own computer sees it."""

from __future__ import annotations

from govtool.core.money import format_minor
from govtool.domain.decisions.docket import DocketEntry
from govtool.roles.decisions.payout_lines import PayoutLines
from govtool.roles.forge.page.markdown import code, few, table

_MOST_LINES = 200


def payout_block(payout: PayoutLines, entry: DocketEntry) -> list[str]:
    """Every line of a payout, as many as have room, and how to see the others."""

    def plain(minor: int) -> str:
        return format_minor(minor, payout.organization.exponent)

    rows = [
        (line.creditor, plain(line.amount_minor), plain(line.owed_minor), plain(line.owed_minor - line.amount_minor))
        for line in payout.lines
    ]
    lines = table(("", "gets", "is owed", "still owed"), rows)
    paid = plain(sum(line.amount_minor for line in payout.lines))
    return [
        f"**Of the wages owed it pays {paid} {payout.organization.currency} from {code(payout.account)}**",
        "",
        *lines[:2],
        *few(lines[2:], _MOST_LINES, f"\nand {{left}} more: `govtool show {int(entry.number)}`"),
        "",
    ]
