"""A slip for each payee of a payout, to print: what is paid on which wages, what was withheld, what is still owed.

Reads the payout, its settlement, and the debts that it falls on. Says how things stand when it is made; it is no
receipt: that is the payee's own signature.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from govtool.core.ids import MemberId
from govtool.core.money import format_minor
from govtool.core.state import State
from govtool.core.times import Date, Instant, date_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import Organization, organization_of
from govtool.domain.money.account import account_of
from govtool.domain.money.debt import Debt, debt_of
from govtool.domain.money.payout import Payout
from govtool.domain.money.settlement import SettledLine, Settlement


@dataclass(frozen=True)
class Slip:
    """One payee's payment. `falls` are the debts that it falls on, each with its part of it. `owed_minor` is what is
    still owed at `at`, since `since`.
    """

    organization: Organization
    payout: Payout
    creditor: MemberId
    name: str
    amount_minor: int
    falls: tuple[tuple[Debt, int], ...]
    settled: SettledLine | None
    owed_minor: int
    since: Date | None
    at: Instant


def slips_of(state: State, payout: Payout, at: Instant, only: MemberId | None = None) -> Iterator[Slip]:
    """The slips of a payout, by creditor, or one person's; nobody has one for a share of 0."""
    settlement = Settlement.of(state, payout.number)
    for line in payout.lines:
        if not line.amount_minor or only not in (None, line.creditor):
            continue
        member, account = Member.of(state, line.creditor), account_of(state, line.creditor)
        yield Slip(
            organization=organization_of(state),
            payout=payout,
            creditor=line.creditor,
            name=member.name if member else line.creditor,
            amount_minor=line.amount_minor,
            falls=tuple((debt_of(state, part.debt), part.amount_minor) for part in line.parts),
            settled=settlement.line(line.creditor) if settlement else None,
            owed_minor=account.owed(at),
            since=account.since(at),
            at=at,
        )


Row = tuple[str, str]


def rows_of(slip: Slip) -> Iterator[Row]:
    """The content of a remittance advice, as names and values; a name is empty if the one above goes on."""
    payout = slip.payout
    yield "to", f"{slip.name} ({slip.creditor})"
    yield "payout", f"{payout.number}, decided by proposal {payout.proposal}, in effect since {date_of(payout.at)}"
    yield "amount", _shown(slip, slip.amount_minor)
    for place, (debt, amount_minor) in enumerate(slip.falls):
        yield "" if place else "for", _fall(slip, debt, amount_minor)
    yield from _settled_rows(slip)
    since = f", the oldest since {slip.since}" if slip.since else ""
    yield "still owed", f"{_shown(slip, slip.owed_minor)}{since} (on {date_of(slip.at)})"


def _fall(slip: Slip, debt: Debt, amount_minor: int) -> str:
    of = f"{_plain(slip, amount_minor)} of {_plain(slip, debt.amount_minor)}"
    words = {"opening": "owed at the founding", "correction": "a correction", "accrual": f"wages of {debt.owed_on[:7]}"}
    work = ", ".join(f"{part.minutes} min at {_plain(slip, part.per_hour_minor)}" for part in debt.work)
    alone = ", self-approved" if debt.single_handed else ""
    return f"{of}, {words[debt.kind]}" + (f" ({work})" if work else "") + alone


def _settled_rows(slip: Slip) -> Iterator[Row]:
    line = slip.settled
    if line is None or line.settled is None:
        yield "transfer", "failed; it is owed again" if line and line.reversed else "not made yet"
        return
    for part in line.withheld:
        yield "withheld", f"{_shown(slip, part.amount_minor)}, {part.what}, to {part.to}"
    reference = f" ({line.document})" if line.document and not line.document.startswith("sha256:") else ""
    yield "transfer", f"{_shown(slip, line.paid_minor or 0)} on {line.paid_on}{reference}, {_standing(line)}"


def _standing(line: SettledLine) -> str:
    """How it stands with a line that was transferred; what its payee contests nobody else has confirmed."""
    if line.reversed:
        return "failed; it is owed again"
    if line.contested:
        return f"disputed by {line.creditor}"
    return "confirmed" if line.confirmed else "not confirmed yet"


def _plain(slip: Slip, minor: int) -> str:
    return format_minor(minor, slip.organization.exponent)


def _shown(slip: Slip, minor: int) -> str:
    return f"{_plain(slip, minor)} {slip.organization.currency}"


# On paper ------------------------------------------------------------------------------------------------------------

TITLE = "Payment of wages owed"


def as_text(slips: Iterable[Slip]) -> str:
    """The slips one below the other; a printer begins a new page for each."""
    return "\f".join(_text(slip) for slip in slips)


def _text(slip: Slip) -> str:
    rows = "".join(f"  {name:<12}{value}\n" for name, value in rows_of(slip))
    return f"{slip.organization.name}\n{TITLE}\n\n{rows}"


def as_html(slips: Iterable[Slip]) -> str:
    """The slips as one page for a browser, which prints each on a sheet of its own."""
    style = (
        "body{font:12pt/1.5 sans-serif;margin:2cm}section{break-after:page}th{text-align:left;vertical-align:top;"
        "padding-right:2em;font-weight:normal;color:#555}"
    )
    sections = "".join(_section(slip) for slip in slips)
    head = f'<meta charset="utf-8"><title>{TITLE}</title><style>{style}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n{sections}</body></html>\n'


def _section(slip: Slip) -> str:
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>\n" for name, value in rows_of(slip))
    return f"<section><h1>{escape(slip.organization.name)}</h1><h2>{TITLE}</h2>\n<table>\n{rows}</table></section>\n"
