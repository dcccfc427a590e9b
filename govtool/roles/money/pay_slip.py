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
from govtool.core.times import Instant, date_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of, shown
from govtool.domain.money.account import account_of
from govtool.domain.money.debt import Debt, debt_of
from govtool.domain.money.payout import Line, Payout
from govtool.domain.money.settlement import SettledLine, Settlement

Row = tuple[str, str]


@dataclass(frozen=True)
class Slip:
    """One payee's payment: the organisation's name, and the content of a remittance advice, as names and values. A name
    is empty if the one above goes on.
    """

    organization: str
    rows: tuple[Row, ...]


def slips_of(state: State, payout: Payout, at: Instant, only: MemberId | None = None) -> Iterator[Slip]:
    """The slips of a payout, by creditor, or one person's; nobody has one for a share of 0."""
    for line in payout.lines:
        if line.amount_minor and only in (None, line.creditor):
            yield Slip(organization_of(state).name, tuple(_rows(state, payout, line, at)))


def _rows(state: State, payout: Payout, line: Line, at: Instant) -> Iterator[Row]:
    member, account = Member.of(state, line.creditor), account_of(state, line.creditor)
    yield "to", f"{member.name if member else line.creditor} ({line.creditor})"
    yield "payout", f"{payout.number}, decided by proposal {payout.proposal}, in effect since {date_of(payout.at)}"
    yield "amount", shown(state, line.amount_minor)
    for place, part in enumerate(line.parts):
        yield "" if place else "for", _fall(state, debt_of(state, part.debt), part.amount_minor)
    settlement = Settlement.of(state, payout.number)
    yield from _settled_rows(state, settlement.line(line.creditor) if settlement else None)
    oldest = account.since(at)
    since = f", the oldest since {oldest}" if oldest else ""
    yield "still owed", f"{shown(state, account.owed(at))}{since} (on {date_of(at)})"


def _fall(state: State, debt: Debt, amount_minor: int) -> str:
    """The part of a payment that falls on one debt."""
    of = f"{_plain(state, amount_minor)} of {_plain(state, debt.amount_minor)}"
    words = {
        "opening": "owed at the founding",
        "correction": "a correction",
        "accrual": f"wages of {debt.owed_on[:7]}",
        "claim": f"spent on {debt.owed_on}",
    }
    work = ", ".join(f"{part.minutes} min at {_plain(state, part.per_hour_minor)}" for part in debt.work)
    alone = ", self-approved" if debt.single_handed else ""
    return f"{of}, {words[debt.kind]}" + (f" ({work})" if work else "") + alone


def _settled_rows(state: State, line: SettledLine | None) -> Iterator[Row]:
    if line is None or line.settled is None:
        yield "transfer", "failed; it is owed again" if line and line.reversed else "not made yet"
        return
    for part in line.withheld:
        yield "withheld", f"{shown(state, part.amount_minor)}, {part.what}, to {part.to}"
    reference = f" ({line.document})" if line.document and not line.document.startswith("sha256:") else ""
    yield "transfer", f"{shown(state, line.paid_minor or 0)} on {line.paid_on}{reference}, {_standing(line)}"


def _standing(line: SettledLine) -> str:
    """How it stands with a line that was transferred; what its payee contests nobody else has confirmed."""
    if line.reversed:
        return "failed; it is owed again"
    if line.contested:
        return f"disputed by {line.creditor}"
    return "confirmed" if line.confirmed else "not confirmed yet"


def _plain(state: State, minor: int) -> str:
    return format_minor(minor, organization_of(state).exponent)


# On paper ------------------------------------------------------------------------------------------------------------

TITLE = "Payment of wages owed"


def as_text(slips: Iterable[Slip]) -> str:
    """The slips one below the other; a printer begins a new page for each."""
    return "\f".join(_text(slip) for slip in slips)


def _text(slip: Slip) -> str:
    rows = "".join(f"  {name:<12}{value}\n" for name, value in slip.rows)
    return f"{slip.organization}\n{TITLE}\n\n{rows}"


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
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>\n" for name, value in slip.rows)
    return f"<section><h1>{escape(slip.organization)}</h1><h2>{TITLE}</h2>\n<table>\n{rows}</table></section>\n"
