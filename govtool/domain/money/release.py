"""A release: a reduction of a person's debts without payment, as one entry that never changes.

Made when creditors waive wages themselves (`forgiven`, `corrected`), or when hours are disputed before they are final
(`cancelled`). Otherwise only a payment lowers a debt: no vote can.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.home import Home
from govtool.core.ids import MemberId, SerialNumber
from govtool.core.money import PositiveMinor
from govtool.core.record import FileRecord, Record
from govtool.core.times import Instant
from govtool.core.wording import Wording, row
from govtool.domain.constitution.origin import Origin
from govtool.domain.money.debt import DebtId

ReleaseKind = Literal["forgiven", "corrected", "cancelled"]


class Part(Record):
    """A part of one debt."""

    debt: DebtId = Field(description="the debt")
    amount_minor: PositiveMinor = Field(description="how much of it, in minor units")


class Release(FileRecord):
    """The record `registry/releases/2026/000001.yaml`, numbered over all years."""

    home: ClassVar[Home] = Home("release", "registry/releases/{at:year}/{number:06d}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{number}", "{creditor}", "{kind:words}", "{amount_minor:money}", "{at:local}"
    )

    number: SerialNumber = Field(description="the number under which it is known")
    at: Instant = Field(description="when it happened, by the clerk's clock")
    creditor: MemberId = Field(description="the person owed, by id")
    kind: ReleaseKind = Field(description="waived or corrected by the creditor, or cancelled before it counted")
    amount_minor: PositiveMinor = Field(description="the sum of its parts, in minor units")
    parts: Annotated[tuple[Part, ...], Field(min_length=1)] = Field(
        description="the debts that it lowered, with amounts"
    )
    minute: Annotated[int, Field(ge=0)] = Field(description="the number of the minute in which it was booked")
    origin: Origin = Field(description="its one cause")
