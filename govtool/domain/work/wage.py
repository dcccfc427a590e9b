"""The wage schedule: the wage of an hour by class of pay, each from a day on. It is empty at the founding: no wage.

A class of pay is the word that the bylaws give to a class of people in `paid`: the wage, or that of a probation. Rows
are only added, by `set-wage`, and begin tomorrow at the earliest: work is always paid at the wage promised when it was
done. If two rows begin on one day, the later decision applies. The vote that adds a row is in
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
"""The wage of an hour, in minor units; small enough that the wages of a month are still a valid amount."""

_BEST_FIRST: tuple[Paid, ...] = ("wage", "probationary", "no")
BEST: Paid = _BEST_FIRST[0]
"""The classes of pay, from the lowest to the highest."""


class Row(Record):
    """The wage of an hour of a class, from a day on."""

    class_: PayClass = Field(alias="class", description="the class of pay, as in `paid` of the bylaws' classes")
    starts_on: Date = Field(description="the first day with this wage")
    per_hour_minor: PerHour = Field(description="the wage of an hour, in minor units")
    decided_by: ProposalNumber = Field(description="the proposal that set it")


class Wages(FileRecord):
    """The record `registry/wages.yaml`; rows are in the order in which they were decided."""

    home: ClassVar[Home] = Home("wages", "registry/wages.yaml")

    rows: tuple[Row, ...] = Field(description="the decided wages, the newest decision last; rows are only added")

    def per_hour(self, paid: Paid, day: Date) -> int:
        """The wage of an hour on that day, in minor units; 0 before the first row, and for the unpaid."""
        rows = [(row.starts_on, place) for place, row in enumerate(self.rows) if row.class_ == paid]
        begun = [found for found in rows if found[0] <= day]
        return self.rows[max(begun)[1]].per_hour_minor if begun else 0


def wages_of(state: State) -> Wages:
    """The schedule in force; an empty one if no wage was ever set."""
    return Wages.of(state) or Wages(rows=())


def paid_on(state: State, member: MemberId, day: Date) -> Paid:
    """The pay class of a person's work on a day, by their membership and the bylaws on that day.

    If it changed on that day, the best class counts. So it can only rise until the day is over, and stays the same
    afterwards; hours of a day are approved when it cannot rise any more (`domain.work.approval`).
    """
    held = people_on(state, member, day)
    return best(found.paid for each in held for found in classes_on(state, each, day))


def best(words: Iterable[Paid]) -> Paid:
    """The best of some classes of pay; unpaid if there is none."""
    known = set(words)
    return next((word for word in _BEST_FIRST if word in known), "no")
