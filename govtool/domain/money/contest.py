"""Contesting a payment: the payee's word that the books say something of it that is not so.

Whoever is said to be paid, and is not, or from whom more was withheld than is right, says so by their own signature,
also where others have confirmed it in their place, and whenever they hear of it. From then on nobody confirms it but
the payee; it is reported in every audit until the payee does, or two others have reversed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.state import State
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.origin import from_statement
from govtool.domain.decisions.statement import Body, Stating
from govtool.domain.money.settlement import Contest, PayoutNumber, Reason, SettledLine, line_of, with_line


class ContestPayment(Body):
    """Contests what the books say of a payment to me: it did not come, or what was withheld is not right."""

    kind: ClassVar[str] = "contest-payment"
    said: ClassVar[Wording | None] = wording("contests a payment of payout {payout}")

    payout: PayoutNumber = Field(description="the number of the payout")
    reason: Reason = Field(description="what is wrong with it, in words; public for ever")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """It is said that the person was paid, and they have not said so themselves."""
        me = stating.member.id
        found = line_of(state, self.payout, me)
        line = found[1] if found else None
        what = ""
        if line is None or line.settled is None:
            what = f"nobody says that {me} was paid of payout {self.payout}"
        elif line.contested is not None:
            what = f"{me} contests it already"
        elif line.confirmed is not None and line.confirmed.member == me:
            what = f"{me} has confirmed it"
        elif _is_back(line):
            what = "it is reversed, and owed again"
        if what:
            yield finding("precondition", what=what)

    def effect(self, state: State, stating: Stating) -> State:
        """The line is open until the payee confirms it or it is reversed."""
        found = line_of(state, self.payout, stating.member.id)
        if found is None:
            raise LookupError(self.payout)
        settlement, line = found
        origin = from_statement(stating.member.id, stating.statement.number)
        contest = Contest(at=stating.at, reason=self.reason, origin=origin)
        return with_line(state, settlement, line.changed(contested=contest))


def _is_back(line: SettledLine) -> bool:
    """Whether all of a line is owed again."""
    return line.reversed is not None and line.restorable(whole=True) == 0
