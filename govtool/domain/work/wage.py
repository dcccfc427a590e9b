"""The wage schedule: what an hour is paid, by class of pay and from which day on. Empty at the founding, so nothing.

A class of pay is the word that the bylaws give to a class of people in `paid`: the wage, or that of a probation. Rows
are only added, by `set-wage`, and begin tomorrow at the earliest: what was worked is never paid otherwise than was
promised when it was worked. Where two rows begin on one day, the later decision holds. The vote that adds a row is in
`domain.work.wage_change`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.home import Home
from govtool.core.ids import MemberId, ProposalNumber
from govtool.core.record import FileRecord, Record
from govtool.core.state import State
from govtool.core.times import Date
from govtool.domain.constitution.former_class import classes_on
from govtool.domain.constitution.tenure import people_on

PayClass = Literal["wage", "probationary"]
Paid = Literal["no", "wage", "probationary"]
PerHour = Annotated[int, Field(ge=0, le=10**15)]
"""The wage of an hour, in minor units: a month of them is still an amount."""

_BEST_FIRST: tuple[Paid, ...] = ("wage", "probationary", "no")
BEST: Paid = _BEST_FIRST[0]
"""How nobody is paid better."""


class Row(Record):
    """From a day on, what an hour of a class is paid."""

    class_: PayClass = Field(alias="class", description="the class of pay, as the bylaws' classes say in `paid`")
    starts_on: Date = Field(description="the first day that is paid so")
    per_hour_minor: PerHour = Field(description="the wage of an hour, in minor units")
    decided_by: ProposalNumber = Field(description="the proposal that set it")


class Wages(FileRecord):
    """The record `registry/wages.yaml`; rows stand in the order in which they were decided."""

    home: ClassVar[Home] = Home("wages", "registry/wages.yaml")

    rows: tuple[Row, ...] = Field(description="what was decided, the newest decision last; rows are only added")

    def per_hour(self, paid: Paid, day: Date) -> int:
        """What an hour on that day is paid, in minor units; 0 before the first row, and for the unpaid."""
        rows = [(row.starts_on, place) for place, row in enumerate(self.rows) if row.class_ == paid]
        begun = [found for found in rows if found[0] <= day]
        return self.rows[max(begun)[1]].per_hour_minor if begun else 0


def wages_of(state: State) -> Wages:
    """The schedule in force; an empty one where nothing was ever set."""
    return Wages.of(state) or Wages(rows=())


def paid_on(state: State, member: MemberId, day: Date) -> Paid:
    """How a person's work on a day is paid, by what they were then and what the bylaws of then made of it.

    On a day of change the best counts of all that they were on it. So it can only rise until the day is over, and is
    the same ever after; hours of a day are approved when it cannot rise any more (`domain.work.approval`).
    """
    held = people_on(state, member, day)
    return best(found.paid for each in held for found in classes_on(state, each, day))


def best(words: Iterable[Paid]) -> Paid:
    """The best paid of some words; unpaid where there is none."""
    known = set(words)
    return next((word for word in _BEST_FIRST if word in known), "no")
