"""A payout: money that a vote pays on wages owed, as one entry that never changes.

Made when a `pay-debts` is enacted (`domain.money.allocation`). It is a mandate: it has lowered the debts, and set the
money aside until the transfer (`domain.money.settlement`). A creditor's parts record by how much each debt was lowered,
so that a failed transfer restores exactly these.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.home import Home
from govtool.core.ids import MemberId, ProposalNumber, SerialNumber, Slug
from govtool.core.money import Minor, PositiveMinor
from govtool.core.record import FileRecord, Record, optional_list
from govtool.core.times import Instant
from govtool.core.wording import Wording, row
from govtool.domain.money.release import Part


class Line(Record):
    """The amount for one creditor, and the debts that it lowers; a share may be 0."""

    creditor: MemberId = Field(description="the payee, by id")
    amount_minor: Minor = Field(description="how much, in minor units")
    parts: tuple[Part, ...] = optional_list("the debts that it lowers, with amounts")


class Payout(FileRecord):
    """The record `registry/payouts/2026/000007.yaml`, numbered over all years; its lines sum to its amount."""

    home: ClassVar[Home] = Home("payout", "registry/payouts/{at:year}/{number:06d}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{number}", "{at:local}", "{amount_minor:money}", "by proposal {proposal}", "from {account}"
    )

    number: SerialNumber = Field(description="the number under which it is known")
    at: Instant = Field(description="when it was enacted, by the clerk's clock")
    proposal: ProposalNumber = Field(description="the proposal that decided it")
    minute: Annotated[int, Field(ge=0)] = Field(description="the number of the minute in which it was booked")
    recorded_at: Instant = Field(description="the record date: when that vote opened")
    opening_minute: Annotated[int, Field(ge=0)] = Field(
        description="the number of the minute that opened the vote: earlier entries count"
    )
    account: Slug = Field(description="the account of the treasury that it is paid from")
    voted_minor: PositiveMinor = Field(description="the amount that was voted, in minor units")
    amount_minor: PositiveMinor = Field(description="the amount that is paid: never more than is owed")
    lines: Annotated[tuple[Line, ...], Field(min_length=1)] = Field(description="one line for every person owed, by id")

    def line(self, creditor: MemberId) -> Line | None:
        """A person's line, None if they have none."""
        return next((line for line in self.lines if line.creditor == creditor), None)
