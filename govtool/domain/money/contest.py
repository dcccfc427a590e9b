"""Disputing a payment: the payee states that the books are wrong about it.

A payee did not receive a payment that the books show, or too much was withheld. The payee disputes it by their own
signature, even if others confirmed it for them, and at any time. From then on only the payee can confirm it. Every
audit reports it until the payee confirms it, or two others reverse it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.ids import SerialNumber
from govtool.core.state import State
from govtool.core.wording import Wording, wording
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.money.settlement import Contest, Reason, SettledLine, known_line, line_of, with_line


class ContestPayment(Body):
    """Dispute a payment to you. It did not come, or the amount withheld is not right."""

    kind: ClassVar[str] = "contest-payment"
    said: ClassVar[Wording | None] = wording("disputes a payment of payout {payout}")

    payout: SerialNumber = Field(description="the number of the payout")
    reason: Reason = Field(description="what is wrong with it, in words; permanently public")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The books show a payment to the person, and they have not confirmed it themselves."""
        me = stating.member.id
        found = line_of(state, self.payout, me)
        line = found[1] if found else None
        what = ""
        if line is None or line.settled is None:
            what = f"no payment of payout {self.payout} to {me} is recorded"
        elif line.contested is not None:
            what = f"{me} disputes it already"
        elif line.confirmed is not None and line.confirmed.member == me:
            what = f"{me} has confirmed it"
        elif _is_back(line):
            what = "it is reversed, and owed again"
        if what:
            yield finding("precondition", what=what)

    def effect(self, state: State, stating: Stating) -> State:
        """The line is open until the payee confirms it or it is reversed."""
        settlement, line = known_line(state, self.payout, stating.member.id)
        contest = Contest(at=stating.at, reason=self.reason, origin=stating.origin)
        return with_line(state, settlement, line.changed(contested=contest))


def _is_back(line: SettledLine) -> bool:
    """Whether all of a line is owed again."""
    return line.reversed is not None and line.restorable(whole=True) == 0
