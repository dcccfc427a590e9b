"""The end of the organisation, as the registry knows it: whether it winds up, and whether its books are closed.

The record is born with the vote to wind up, ends where a later vote goes on after all, and stays for good once the
books are closed: then nothing can happen any more, and everybody can still verify all that did. How it gets there is
`domain.lifecycle.winding_up`'s.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from govtool.core.home import Home
from govtool.core.ids import MemberId, ProposalNumber
from govtool.core.money import PositiveMinor
from govtool.core.record import FileRecord, Record
from govtool.core.state import State
from govtool.core.times import Instant


class Acceptance(Record):
    """A creditor's word that the books are closed though so much is owed to them: that much, and no more."""

    creditor: MemberId = Field(description="who agreed, by id")
    owed_minor: PositiveMinor = Field(description="what was owed then, with what did not count yet, in minor units")


class WindingUp(FileRecord):
    """The record `registry/winding-up.yaml`. Nobody new comes in while it is there; `accepted` are creditors who agreed
    that the books are closed though they are owed: what they are owed stays written.
    """

    home: ClassVar[Home] = Home("winding-up", "registry/winding-up.yaml")

    proposal: ProposalNumber = Field(description="the vote that decided it")
    began_at: Instant = Field(description="when it took effect")
    closes_from: Instant = Field(description="from when the books may be closed: until then people can claim")
    accepted: tuple[Acceptance, ...] = Field(default=(), description="creditors who agreed to the closing, by id")
    closed_at: Instant | None = Field(default=None, description="when the books were closed for good")

    def covers(self, creditor: MemberId, owed_minor: int) -> bool:
        """Whether a creditor agreed to a closing with as much as that owed to them."""
        return any(each.creditor == creditor and owed_minor <= each.owed_minor for each in self.accepted)


def is_winding_up(state: State) -> bool:
    """Whether the members have voted to end the organisation."""
    return WindingUp.of(state) is not None


def is_closed(state: State) -> bool:
    """Whether the books are closed."""
    found = WindingUp.of(state)
    return found is not None and found.closed_at is not None
