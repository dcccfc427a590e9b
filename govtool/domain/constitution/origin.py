"""The one cause of an entry in the books: a person's statement, an enacted proposal, or the founding.

Promises: an entry names exactly one. It leads from a debt or an expense to the signature or the vote behind it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from govtool.core.ids import MemberId, ProposalNumber, SerialNumber
from govtool.core.record import Record


class Origin(Record):
    """The cause of an entry: `member` and `statement`, or `proposal`, or `founding`."""

    member: MemberId | None = Field(default=None, description="the person whose statement caused it")
    statement: SerialNumber | None = Field(default=None, description="the number of that statement")
    proposal: ProposalNumber | None = Field(default=None, description="the enacted proposal that caused it")
    founding: Literal[True] | None = Field(default=None, description="true if it was made at the founding")

    @model_validator(mode="after")
    def _names_exactly_one(self) -> Origin:
        named = (self.statement is not None, self.proposal is not None, self.founding is not None)
        if named.count(True) != 1 or (self.member is None) == (self.statement is not None):
            raise ValueError("must name one statement with its member, or one proposal, or the founding")
        return self


def from_statement(member: MemberId, number: int) -> Origin:
    """The origin that is a person's statement."""
    return Origin(member=member, statement=number)


def from_proposal(number: ProposalNumber) -> Origin:
    """The origin that is an enacted proposal."""
    return Origin(proposal=number)


def from_founding() -> Origin:
    """The origin that is the founding, with which the books began."""
    return Origin(founding=True)
