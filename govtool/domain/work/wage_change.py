"""Changing the wage schedule by a vote: a row that begins after the day on which the vote takes effect.

Days are compared with the day on which the change is due, so a late clerk makes no difference. There is one exception:
if hours from the first day on were approved meanwhile, their wages are in the books and cannot change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import ClassVar, Literal, get_args

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.state import State
from govtool.core.times import Date, date_of
from govtool.core.wording import Wording, wording
from govtool.domain.decisions.action import Action, Known, Moment
from govtool.domain.work.month import WorkedMonth
from govtool.domain.work.timesheet import Timesheet
from govtool.domain.work.wage import PayClass, PerHour, Row, Wages, wages_of


def _wage_now(state: State, typed: Mapping[str, object]) -> object:
    name, day = typed.get("class"), typed.get("starts_on")
    paid = next((word for word in get_args(PayClass) if word == name), None)
    return wages_of(state).per_hour(paid, day) if paid and isinstance(day, str) else 0


class SetWage(Action):
    """Set the pay for an hour from a day on. Earlier work keeps its pay."""

    said: ClassVar[Wording | None] = wording(
        "From {starts_on} on {what} is {to_minor:money} an hour instead of {from_minor:money}.",
        what=wording("the wage", ("class_", "probationary", "the wage in a probation")),
    )
    titled: ClassVar[Wording | None] = wording(
        "{what} from {from_minor:bare} to {to_minor:bare} from {starts_on:day}",
        what=wording("Wage", ("class_", "probationary", "Wage in a probation")),
    )
    example: ClassVar[str] = "--class wage --to 20.00 --starts-on 2027-01-01"
    known: ClassVar[Mapping[str, Known]] = MappingProxyType({"from_minor": _wage_now})
    touched: ClassVar[str] = "wage {class_}"

    action: Literal["set-wage"]
    class_: PayClass = Field(alias="class", description="the class of pay: the wage, or that of a probation")
    from_minor: PerHour = Field(description="the wage of an hour on that day without the change, in minor units")
    to_minor: PerHour = Field(description="the new wage of an hour, in minor units")
    starts_on: Date = Field(description="the first day with the new wage; tomorrow or later when it takes effect")

    @property
    def compares_days(self) -> bool:
        """True: the day must fit the day on which it takes effect."""
        return True

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """It begins after the day on which it is due, changes something, and the wage that it replaces is still in
        force.

        If the clerk is late, it still begins as voted, unless hours from that day on are in the books.
        """
        if self.starts_on <= moment.day:
            yield finding("retroactive", starts=self.starts_on, what=f"it is due on {moment.day}")
        elif moment.result and (booked := _booked_from(state, self.class_, self.starts_on, date_of(moment.at))):
            yield finding("retroactive", starts=self.starts_on, what=f"hours of {booked} were approved meanwhile")
        stands = wages_of(state).per_hour(self.class_, self.starts_on)
        if stands != self.from_minor:
            what = f"an hour of {self.class_} on {self.starts_on} is paid {stands} now, not {self.from_minor}"
            yield finding("precondition", what=what)
        elif self.from_minor == self.to_minor:
            yield finding("precondition", what=f"an hour of {self.class_} is paid {stands} already")

    def effect(self, state: State, moment: Moment) -> State:
        """The state with one more row."""
        row = Row(class_=self.class_, starts_on=self.starts_on, per_hour_minor=self.to_minor, decided_by=moment.number)
        return state.keep(Wages(rows=(*wages_of(state).rows, row)))


def _booked_from(state: State, class_: PayClass, first: Date, today: Date) -> Date | None:
    """The earliest day from `first` on with approved hours of a class of pay: their wages are in the books.

    Reads nothing if `first` is in the future; otherwise the months from it on.
    """
    days = [
        entry.date
        for month in (WorkedMonth.home.firsts(state) if first <= today else ())
        for worked in (WorkedMonth.all(state, month) if month >= first[:7] else ())
        for row in worked.sheets
        if (sheet := Timesheet.of(state, worked.month, worked.member, row.number)) is not None
        for entry in sheet.entries
        if entry.paid == class_ and entry.date >= first
    ]
    return min(days, default=None)
