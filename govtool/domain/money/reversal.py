"""A reversal: the entry that a transfer to a payee failed, so that the debt stands again, and the money is back.

Born when two persons state it, neither of them the payee. It never changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.ids import MemberId
from govtool.core.money import PositiveMinor
from govtool.core.record import Home, Record
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.origin import Origin
from govtool.domain.constitution.series import newest_first, next_in, place_in
from govtool.domain.money.release import Part

FOLDER = "registry/reversals"


class Reversal(Record):
    """The record `registry/reversals/2026/000001.yaml`, numbered over all years."""

    home: ClassVar[Home | None] = Home("reversal", r"registry/reversals/[^/]+/[^/]+\.yaml")

    number: Annotated[int, Field(ge=1, le=999_999)] = Field(description="the number under which it is known")
    at: Instant = Field(description="when it was stated, by the clerk's clock")
    payout: Annotated[int, Field(ge=1, le=999_999)] = Field(description="the payout whose transfer failed")
    creditor: MemberId = Field(description="to whom it is owed again, by id")
    amount_minor: PositiveMinor = Field(description="the sum of its parts, in minor units")
    parts: Annotated[tuple[Part, ...], Field(min_length=1)] = Field(description="the debts that stand again")
    minute: Annotated[int, Field(ge=0)] = Field(description="the number of the minute in which it was booked")
    origin: Origin = Field(description="the statement that it came from")
    second: Origin | None = Field(default=None, description="the second person's statement")
    single_handed: Literal[True] | None = Field(
        default=None, description="true where nobody was there who could be the second person"
    )

    @property
    def path(self) -> str:
        """Where the record lies."""
        return place_in(FOLDER, self.number, self.at)


def next_number(state: State) -> int:
    """The number of the next reversal."""
    return next_in(state, FOLDER)


def reversals_newest_first(state: State) -> Iterator[Reversal]:
    """All reversals, the newest first, each read when it is asked for."""
    return newest_first(state, Reversal, FOLDER)
