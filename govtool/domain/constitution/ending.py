"""The end of the organisation in the registry: whether it winds up, and whether its books are closed.

The record is made by the vote to wind up, and removed if a later vote continues the organisation. It stays permanently
once the books are closed: then nothing can change any more, and everybody can still verify the whole history. The steps
to it are in `domain.lifecycle.winding_up`.
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
from govtool.core.wording import Wording, row


class Acceptance(Record):
    """A creditor's agreement that the books close although this amount, and no more, is owed to them."""

    creditor: MemberId = Field(description="the creditor who agreed, by id")
    owed_minor: PositiveMinor = Field(
        description="the amount owed then, with debts that did not count yet, in minor units"
    )


class WindingUp(FileRecord):
    """The record `registry/winding-up.yaml`. Nobody can join while it exists. `accepted` are creditors who agreed that
    the books close although they are owed wages: the record of these wages stays.
    """

    home: ClassVar[Home] = Home("winding-up", "registry/winding-up.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "by proposal {proposal}", "since {began_at:local}", "closes from {closes_from:local}"
    )

    proposal: ProposalNumber = Field(description="the vote that decided it")
    began_at: Instant = Field(description="when it took effect")
    closes_from: Instant = Field(description="from when the books may be closed: until then people can claim")
    accepted: tuple[Acceptance, ...] = Field(default=(), description="creditors who agreed to the closing, by id")
    closed_at: Instant | None = Field(default=None, description="when the books were closed permanently")

    def covers(self, creditor: MemberId, owed_minor: int) -> bool:
        """Whether a creditor agreed to a closing with this amount owed to them."""
        return any(each.creditor == creditor and owed_minor <= each.owed_minor for each in self.accepted)


def is_winding_up(state: State) -> bool:
    """Whether the members have voted to end the organisation."""
    return WindingUp.of(state) is not None


def is_closed(state: State) -> bool:
    """Whether the books are closed."""
    found = WindingUp.of(state)
    return found is not None and found.closed_at is not None
