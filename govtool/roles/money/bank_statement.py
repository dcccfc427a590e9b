"""A bank's statement beside the books: which lines are in one and not in the other.

A line of the bank and one of the books are the same if their amounts are equal and their days at most a week apart; the
nearest go together. A payout's transfers may stand at the bank one by one, or as one sum. An entry that was recorded
and then reversed is in neither. Decides nothing: whoever keeps the books looks into the lines that are left over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from govtool.core.ids import Slug
from govtool.core.state import State
from govtool.core.times import Date, add, date_of, date_of_days, days_of
from govtool.domain.money.settlement import Settlement
from govtool.domain.money.treasury import Entry, treasury_of
from govtool.io.file.bank_file import BankLine, BankStatement

APART_DAYS = 7
"""How many days a bank may take, and over how many people book late, for a line to be taken for the same."""


@dataclass(frozen=True)
class BookLine:
    """An amount that moved on a day by the books, in minor units, and by which entry. `parts` are the transfers that it
    is made of, if the bank may list them one by one.
    """

    on: Date
    amount_minor: int
    entry: int
    what: str
    parts: tuple[BookLine, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """A bank's statement and the books of the same days: how many lines are in both, and which in one only.

    `later` are those of both that the books date after the last day of the statement: its balance includes them, and
    that of the books does not.
    """

    statement: BankStatement
    same: int
    only_at_bank: tuple[BankLine, ...]
    only_in_books: tuple[BookLine, ...]
    later: tuple[BookLine, ...] = ()


def compare(state: State, accounts: Iterable[Slug], statement: BankStatement) -> Comparison:
    """The bank's lines and the books' lines of accounts, each with what the other lacks."""
    begin = date_of_days(max(0, days_of(statement.first) - APART_DAYS))
    end = date_of_days(days_of(statement.last) + APART_DAYS)
    left = list(statement.lines)
    found, missing = list[BookLine](), list[BookLine]()
    for line in book_lines(state, tuple(accounts), begin, end):
        if _take(left, line):
            found.append(line)
            continue
        for part in line.parts or (line,):
            (found if line.parts and _take(left, part) else missing).append(part)
    inside = (line for line in missing if statement.first <= line.on <= statement.last)
    later = (line for line in found if line.on > statement.last)
    return Comparison(statement, len(found), tuple(left), tuple(inside), tuple(later))


def _take(left: list[BankLine], line: BookLine) -> bool:
    """Takes the nearest line of the bank with the same amount away, if there is one."""
    near = [
        (abs(days_of(found.on) - days_of(line.on)), place)
        for place, found in enumerate(left)
        if found.amount_minor == line.amount_minor
    ]
    if not near or min(near)[0] > APART_DAYS:
        return False
    del left[min(near)[1]]
    return True


def book_lines(state: State, accounts: tuple[Slug, ...], first: Date, last: Date) -> list[BookLine]:
    """The lines of the books on these accounts together in those days, the oldest first. Looks at no entry made before
    them.
    """
    undone = set(treasury_of(state).corrected)
    found = []
    for entry in Entry.all(state, newest_first=True):
        # tomorrow's date, the latest that can be booked, is here already for some
        if date_of(add(entry.at, "P1D")) < first:
            break
        amount = sum(posting.amount_minor for posting in entry.postings if posting.account in accounts)
        # what was there at the founding was at the bank already, and moved nothing
        is_nothing = not amount or entry.kind == "opening" or entry.number in undone or entry.corrects is not None
        if first <= entry.moved_on <= last and not is_nothing:
            found.append(BookLine(entry.moved_on, amount, entry.number, _what(entry), tuple(_parts(state, entry))))
    return sorted(found, key=lambda line: (line.on, line.entry))


def _what(entry: Entry) -> str:
    parts = [entry.kind, entry.source, entry.project, entry.payee or entry.payee_member]
    return " ".join(part for part in parts if part) + (f" of payout {entry.payout}" if entry.payout else "")


def _parts(state: State, entry: Entry) -> Iterator[BookLine]:
    """The transfers that a payment is made of: to each payee, and to others in a payee's name."""
    settlement = Settlement.of(state, entry.payout) if entry.kind == "payment" and entry.payout else None
    for line in settlement.lines if settlement else ():
        if line.settled != entry.origin:
            continue
        about = f"payout {entry.payout}"
        if line.paid_minor:
            yield BookLine(entry.moved_on, -line.paid_minor, entry.number, f"{about} to {line.creditor}")
        for part in line.withheld:
            what = f"{about}: {part.what} of {line.creditor} to {part.to}"
            yield BookLine(entry.moved_on, -part.amount_minor, entry.number, what)
