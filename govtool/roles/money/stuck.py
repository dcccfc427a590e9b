"""Statements that wait for a second signature which nobody can give, and what to do about each.

`status`, `sign` and `treasury` all tell it from here. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govtool.core.finding import Finding
from govtool.core.ids import Digest
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.countersignature import Awaited, all_awaited, body_of, keeps_books, why_not


@dataclass(frozen=True)
class Stuck:
    """A statement that waits and that no second person can sign, and why.

    `is_anew`: its first signer may book no more. The money is in no book then, until somebody else enters it.
    """

    digest: Digest
    awaited: Awaited
    findings: tuple[Finding, ...]
    is_anew: bool

    @property
    def next_step(self) -> str:
        """What to do about it, and who does."""
        who = self.awaited.member
        if self.is_anew:
            command = f"govtool treasury {self.awaited.kind.removeprefix('book-')}"
            return f"{who} may record nothing any more, so the money is in no book: record it again, {command}"
        return f"{who} can take it back: govtool retract {self.awaited.statement}"


def all_stuck(state: State, at: Instant) -> Iterator[Stuck]:
    """Everything that waits at that time and nobody can sign."""
    for digest, awaited in all_awaited(state, at):
        findings = tuple(why_not(state, awaited, at))
        if findings:
            yield Stuck(digest, awaited, findings, _is_anew(state, awaited, at))


def to_enter_anew(state: State, member: Member, at: Instant) -> Iterator[Stuck]:
    """The income and expenses that a person who may book can enter in the place of who no longer may."""
    found = [each for each in all_stuck(state, at) if each.is_anew]
    # Who keeps the books may be a question to all members, so it is asked only if there is something to enter.
    if found:
        from govtool.domain.money.booking import BookIncome

        if not any(keeps_books(state, member, BookIncome.kind, at)):
            yield from found


def _is_anew(state: State, awaited: Awaited, at: Instant) -> bool:
    from govtool.domain.money.booking import BookExpense, BookIncome

    body, first = body_of(awaited, state.catalogue), Member.of(state, awaited.member)
    if not isinstance(body, (BookIncome, BookExpense)):
        return False
    return first is None or any(body.rights(state, first, at))
