"""The one cause of an entry in the books: a person's statement, an enacted proposal, or the founding.

Promises: an entry names exactly one. Whoever asks why money is owed or was spent finds the signature or the vote here.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from govtool.core.ids import MemberId, ProposalNumber
from govtool.core.record import Record


class Origin(Record):
    """What an entry came from: `member` and `statement`, or `proposal`, or `founding`."""

    member: MemberId | None = Field(default=None, description="whose statement it came from")
    statement: Annotated[int, Field(ge=1, le=999_999)] | None = Field(
        default=None, description="the number of that statement"
    )
    proposal: ProposalNumber | None = Field(default=None, description="the enacted proposal that it came from")
    founding: Literal[True] | None = Field(default=None, description="it was there at the founding")

    @model_validator(mode="after")
    def _names_exactly_one(self) -> Origin:
        named = (self.statement is not None, self.proposal is not None, self.founding is not None)
        if named.count(True) != 1 or (self.member is None) == (self.statement is not None):
            raise ValueError("must name one statement with its member, or one proposal, or the founding")
        return self


def from_statement(member: MemberId, number: int) -> Origin:
    """A person's statement."""
    return Origin(member=member, statement=number)


def from_proposal(number: ProposalNumber) -> Origin:
    """An enacted proposal."""
    return Origin(proposal=number)


def from_founding() -> Origin:
    """The founding, with which the books began."""
    return Origin(founding=True)
