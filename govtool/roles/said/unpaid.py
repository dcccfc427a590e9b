"""Hours that are recorded and paid nothing, because no wage was voted for the class of their worker.

It is no fault: a wage of nothing holds until a vote sets one. But whoever works for it, and whoever decides on it, has
to know. Volunteers are in no class that is paid, so it says nothing of them. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Date
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.organization import shown
from govtool.domain.work.wage import Paid, paid_on, wages_of


@dataclass(frozen=True)
class Unpaid:
    """A class of pay whose hours are paid nothing on a day; `nothing` is that amount with its currency."""

    class_: Paid
    day: Date
    nothing: str

    @property
    def words(self) -> str:
        """A sentence for people."""
        return f"an hour of the class {self.class_} is paid {self.nothing} on {self.day}: no wage is set for it"

    @property
    def remedy(self) -> str:
        """What to type next."""
        return f"govtool propose set-wage --class {self.class_} --to AMOUNT --starts-on DAY"

    def data(self) -> dict[str, object]:
        """The same for a program."""
        return {"class": self.class_, "day": self.day}


def unpaid_of(state: State, member: MemberId, days: Iterable[Date]) -> tuple[Unpaid, ...]:
    """The classes of pay in which a person's hours of some days are paid nothing, each with the first such day."""
    wages, found = wages_of(state), dict[Paid, Date]()
    for day in sorted(set(days)):
        class_ = paid_on(state, member, day)
        if class_ != "no" and not wages.per_hour(class_, day):
            found.setdefault(class_, day)
    return tuple(Unpaid(class_, day, shown(state, 0)) for class_, day in found.items())


def unpaid_classes(state: State, day: Date) -> tuple[Unpaid, ...]:
    """The classes of pay that the bylaws know and whose hours are paid nothing on a day."""
    wages = wages_of(state)
    known = sorted({each.paid for each in bylaws_of(state).classes.values()} - {"no"})
    return tuple(Unpaid(class_, day, shown(state, 0)) for class_ in known if not wages.per_hour(class_, day))


def first_class(state: State) -> Paid:
    """The pay of a person who is nominated now: the wage of a probation, if the bylaws have one."""
    return "probationary" if bylaws_of(state).probation == "required" else "wage"


def is_set(state: State) -> bool:
    """Whether any wage was ever voted: before that everybody knows that hours are recorded at nothing."""
    return bool(wages_of(state).rows)
