"""Former classes: the classes and bands of the bylaws on past days, so that no amendment changes a wage backwards.

Made by the first amendment of a class or band; rows are only added. Hours that are recorded late are paid by the class
that the bylaws gave their worker on the day worked. Days are UTC dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.home import Home
from govtool.core.ids import MemberId
from govtool.core.record import FileRecord, Record, Table
from govtool.core.state import State
from govtool.core.times import Date, Instant, date_of
from govtool.domain.constitution.bylaws import Bands, Bylaws, Involvement, PersonClass, bylaws_of, class_in
from govtool.domain.constitution.member import Member


class FormerClass(Record):
    """The classes and bands that were in force until a day, that day included."""

    until_on: Date = Field(description="the last day of them, which they share with what came next")
    classes: Table[MemberId, PersonClass] = Field(description="the classes, as the bylaws had them")
    bands: Table[Involvement, int] = Field(description="from how many minutes a week an involvement began")


class FormerClasses(FileRecord):
    """The record `registry/former-classes.yaml`; the newest row is the last."""

    home: ClassVar[Home] = Home("former-classes", "registry/former-classes.yaml")

    rows: Annotated[tuple[FormerClass, ...], Field(min_length=1)] = Field(
        description="the former classes and bands, in order"
    )


def remember(before: State, after: State, at: Instant) -> State:
    """The state after an event, with the classes and bands that it ended."""
    changed = after.records.get(Bylaws.home.path())
    old = Bylaws.of(before) if isinstance(changed, Bylaws) else None
    if old is None or not isinstance(changed, Bylaws) or (old.classes, old.bands) == (changed.classes, changed.bands):
        return after
    row = FormerClass(until_on=date_of(at), classes=dict(old.classes), bands=dict(old.bands))
    found = FormerClasses.of(after)
    return after.keep(FormerClasses(rows=(*(found.rows if found else ()), row)))


def classes_on(state: State, member: Member, day: Date) -> Iterator[PersonClass]:
    """The class of a person (as given) by the bylaws of a day: more than one if these changed on it."""
    for classes, bands in _on(state, day):
        found = class_in(classes, bands, member)
        if found is not None:
            yield found[1]


def _on(state: State, day: Date) -> Iterator[tuple[Mapping[MemberId, PersonClass], Bands]]:
    found, since = FormerClasses.of(state), ""
    for row in found.rows if found else ():
        if since <= day <= row.until_on:
            yield row.classes, row.bands
        since = row.until_on
    if day >= since:
        bylaws = bylaws_of(state)
        yield bylaws.classes, bylaws.bands
