"""A reversal: the entry of a failed transfer to a payee. The debt is open again, and the money is back.

Made by the statements of two persons, neither of them the payee. It never changes.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.home import Home
from govtool.core.ids import MemberId, SerialNumber
from govtool.core.money import PositiveMinor
from govtool.core.record import FileRecord, optional
from govtool.core.times import Instant
from govtool.core.wording import Wording, row
from govtool.domain.constitution.origin import Origin
from govtool.domain.money.release import Part


class Reversal(FileRecord):
    """The record `registry/reversals/2026/000001.yaml`, numbered over all years."""

    home: ClassVar[Home] = Home("reversal", "registry/reversals/{at:year}/{number:06d}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{number}", "payout {payout}", "{creditor}", "{amount_minor:money}", "{at:local}"
    )

    number: SerialNumber = Field(description="the number under which it is known")
    at: Instant = Field(description="when it was stated, by the clerk's clock")
    payout: SerialNumber = Field(description="the payout whose transfer failed")
    creditor: MemberId = Field(description="the person owed again, by id")
    amount_minor: PositiveMinor = Field(description="the sum of its parts, in minor units")
    parts: Annotated[tuple[Part, ...], Field(min_length=1)] = Field(description="the debts that are open again")
    minute: Annotated[int, Field(ge=0)] = Field(description="the number of the minute in which it was booked")
    origin: Origin = Field(description="the statement behind it")
    second: Origin | None = optional("the second person's statement")
    single_handed: Literal[True] | None = optional("true if nobody else could be the second person")
