"""A payout: money that was voted to be paid on wages owed, as one entry that never changes.

Born when a `pay-debts` is enacted (`domain.money.allocation`). It is a mandate: it has lowered the debts, and set the
money aside until it is transferred (`domain.money.settlement`). A creditor's parts say which debts were lowered by how
much, so that a transfer that fails restores exactly those.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.home import Home
from govtool.core.ids import MemberId, ProposalNumber, Slug
from govtool.core.money import Minor, PositiveMinor
from govtool.core.record import FileRecord, Record
from govtool.core.times import Instant
from govtool.domain.money.release import Part


class Line(Record):
    """What one creditor gets, and which debts it falls on; somebody's share may be 0."""

    creditor: MemberId = Field(description="who is paid, by id")
    amount_minor: Minor = Field(description="how much, in minor units")
    parts: tuple[Part, ...] = Field(default=(), description="which debts it lowers by how much")


class Payout(FileRecord):
    """The record `registry/payouts/2026/000007.yaml`, numbered over all years; its lines sum to its amount."""

    home: ClassVar[Home] = Home("payout", "registry/payouts/{at:year}/{number:06d}.yaml")

    number: Annotated[int, Field(ge=1, le=999_999)] = Field(description="the number under which it is known")
    at: Instant = Field(description="when it was enacted, by the clerk's clock")
    proposal: ProposalNumber = Field(description="the proposal that decided it")
    minute: Annotated[int, Field(ge=0)] = Field(description="the number of the minute in which it was booked")
    recorded_at: Instant = Field(description="the record date: when that vote opened")
    opening_minute: Annotated[int, Field(ge=0)] = Field(
        description="the number of the minute that opened the vote: what was booked before it counts"
    )
    account: Slug = Field(description="the account of the treasury that it is paid from")
    voted_minor: PositiveMinor = Field(description="what was voted, in minor units")
    amount_minor: PositiveMinor = Field(description="what is paid of it: never more than is owed")
    lines: Annotated[tuple[Line, ...], Field(min_length=1)] = Field(
        description="everybody who was owed anything, by id"
    )

    def line(self, creditor: MemberId) -> Line | None:
        """What a person gets of it, None where nothing."""
        return next((line for line in self.lines if line.creditor == creditor), None)
