"""What waits for a person's signature: as the second person to a statement, or as the payee of a payout.

Reads only. What a creditor gives up is not among it: nobody is asked to sign that a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.books.ledger import booked_before
from govtool.domain.constitution.member import Member, member_of
from govtool.domain.constitution.organization import shown
from govtool.domain.decisions.countersignature import (
    Awaited,
    TwoPersons,
    all_awaited,
    awaited_of,
    body_of,
    can_second,
    keeps_books,
    why_not,
)
from govtool.domain.money.booking import BookExpense, BookIncome
from govtool.domain.money.settlement import open_settlements
from govtool.domain.money.treasury import Entry

Asked = tuple[str, str, dict[str, object]]
"""The kind of statement that would say so, what it is about, and its body."""


def awaiting(state: State, member: Member, at: Instant) -> Iterator[Asked]:
    """Everything that waits for a person's signature at that time."""
    for digest, awaited in all_awaited(state, at):
        body = body_of(awaited, state.catalogue)
        if not isinstance(body, TwoPersons) or not can_second(member, awaited.member, body.parties(state)):
            continue
        if not any(why_not(state, awaited, at)):
            yield "countersign", said_of(state, awaited), {"confirms": digest}
    for settlement in open_settlements(state):
        line = settlement.line(member.id)
        # what they contest is confirmed by itself, and never among other things
        if line is not None and line.is_open and line.settled is not None and line.contested is None:
            amount = shown(state, line.paid_minor or 0)
            kept = [f"{shown(state, part.amount_minor)} {part.what} to {part.to}" for part in line.withheld]
            withheld = f", and that {' and '.join(kept)} was rightly withheld" if kept else ""
            about = f"that {amount} of payout {settlement.payout} reached you{withheld}"
            yield "confirm-payment", about, {"payout": settlement.payout, "creditor": member.id}


def to_enter_anew(state: State, member: Member, at: Instant) -> Iterator[Awaited]:
    """The income and expenses whose first signer may book no more, for everybody who may: the money is in no book, and
    nobody can sign it as the second.
    """
    if any(keeps_books(state, member, BookIncome.kind, at)):
        return
    for _, awaited in all_awaited(state, at):
        body, first = body_of(awaited, state.catalogue), member_of(state, awaited.member)
        if isinstance(body, (BookIncome, BookExpense)) and (first is None or any(body.rights(state, first, at))):
            yield awaited


def said_of(state: State, awaited: Awaited) -> str:
    """What a statement that waits says, with amounts in their currency."""
    body = body_of(awaited, state.catalogue)
    said = ", ".join(_said(state, name, value) for name, value in body.data().items() if name != "currency")
    return f"{awaited.kind} by {awaited.member}: {said}"


def is_one_by_one(state: State, body: Mapping[str, object]) -> bool:
    """Whether a countersignature is about a person or for good, so that it is not given among others."""
    awaited = awaited_of(state, str(body.get("confirms", "")))
    found = body_of(awaited, state.catalogue) if awaited is not None else None
    return isinstance(found, TwoPersons) and found.one_by_one


def booked_already(state: State, body: Mapping[str, object]) -> Entry | None:
    """The entry of the same paper, day and amount as the income or expense that a countersignature would book."""
    awaited = awaited_of(state, str(body.get("confirms", "")))
    found = body_of(awaited, state.catalogue) if awaited is not None else None
    if isinstance(found, BookIncome):
        return booked_before(state, found.document, found.received_on, found.amount_minor)
    if isinstance(found, BookExpense):
        return booked_before(state, found.document, found.spent_on, found.amount_minor, (found.budget, found.line))
    return None


def _said(state: State, name: str, value: object) -> str:
    if name.endswith("_minor") and isinstance(value, int):
        return f"{name.removesuffix('_minor')} {shown(state, value)}"
    if isinstance(value, Mapping):
        # somebody's words about a person, or the digest of the document that holds them
        value = value.get("text") or value.get("text_digest") or value
    return f"{name.replace('_', ' ')} {value}"
