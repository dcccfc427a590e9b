"""An affiliation: that a person of a federation belongs to an affiliate, since when and until when.

One of a person's affiliates is their home. The home is read for the spread of a rule, and for the people who decide on
a person's lost keys. An affiliation that ended stays in the record; the person, their keys and their vote stay too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field

from govtool.core.folder import Folders
from govtool.core.home import Home
from govtool.core.ids import MemberId
from govtool.core.record import FileRecord, Record, optional
from govtool.core.state import State
from govtool.core.times import Duration, Instant, add, subtract
from govtool.core.wording import ABSENT, Wording, row, wording
from govtool.domain.constitution.affiliate import Affiliate, affiliate_of

HOME_RESTS: Duration = "P180D"
"""How long a person keeps a new home, and how long no spread counts it."""
ASKED_SINCE: Duration = "P30D"
"""How long before a vote of an affiliate's people somebody must have belonged to it to be asked. So long a home that
ended counts in a spread too.
"""
MOST_ROWS = 100
"""How many rows an affiliation has at most."""


class AffiliationRow(Record):
    """One affiliate that the person belongs or belonged to."""

    affiliate: MemberId = Field(description="the affiliate, by id")
    since: Instant = Field(description="from when the person belongs to it")
    ended_at: Instant | None = optional("when that ended")


class Affiliation(FileRecord):
    """The record `registry/affiliations/A/AL/alice.yaml`, beside the person's record; `rows` are in the order of time.

    `moved_at` is when the person last changed their home; none if it is the first one.
    """

    home: ClassVar[Home] = Home("affiliation", "registry/affiliations/{person:initials}/{person}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{person}", "home {base}", wording("{moved_at:local}", ("moved_at", ABSENT, ""))
    )
    for_federation: ClassVar[bool] = True

    person: MemberId = Field(description="the person, by id")
    base: MemberId = Field(alias="home", description="the affiliate that is the person's home")
    moved_at: Instant | None = optional("when the person last changed their home")
    rows: Annotated[tuple[AffiliationRow, ...], Field(min_length=1, max_length=MOST_ROWS)] = Field(
        description="the affiliates of the person"
    )

    def row(self, affiliate: MemberId) -> AffiliationRow | None:
        """The row of an affiliate that has not ended, None if there is none."""
        return next((row for row in self.rows if row.affiliate == affiliate and row.ended_at is None), None)

    @property
    def affiliates(self) -> tuple[MemberId, ...]:
        """The affiliates to which the person belongs now, as far as the record says."""
        return tuple(row.affiliate for row in self.rows if row.ended_at is None)

    @property
    def belonging(self) -> Belonging:
        """As much of it as a roll needs."""
        rows = tuple((row.affiliate, row.since, row.ended_at) for row in self.rows)
        return Belonging(self.person, self.base, self.moved_at, rows)


class Belonging(NamedTuple):
    """As much of an affiliation as a roll needs; `rows` have an affiliate, since when, and until when if it ended."""

    person: MemberId
    base: MemberId
    moved_at: Instant | None
    rows: tuple[tuple[MemberId, Instant, Instant | None], ...]

    @property
    def affiliates(self) -> tuple[MemberId, ...]:
        """The affiliates to which the person belongs now, as far as the record says."""
        return tuple(name for name, _, ended_at in self.rows if ended_at is None)

    def belonged(self, affiliate: MemberId, at: Instant) -> bool:
        """Whether the person belonged to an affiliate at a time, as far as the record says."""
        return any(
            name == affiliate and since <= at and (ended_at is None or at < ended_at)
            for name, since, ended_at in self.rows
        )


_AFFILIATION = re.compile(
    rb'person: "[^"]*"\nhome: "([^"]*)"\n(?:moved_at: "([^"]*)"\n)?rows:\n'
    rb'((?:  - affiliate: "[^"]*"\n    since: "[^"]*"\n(?:    ended_at: "[^"]*"\n)?)+)'
)
_ROW = re.compile(rb'affiliate: "([^"]*)"\n    since: "([^"]*)"\n(?:    ended_at: "([^"]*)"\n)?')


def belonging_in(person: MemberId, data: bytes) -> Belonging:
    """The belonging whose record these bytes are.

    For files of main alone, which are canonical (see `elector_in`). A law holds both readings together. Raises
    ValueError for any other file.
    """
    found = _AFFILIATION.fullmatch(data)
    if found is None:
        raise ValueError(f"{Affiliation.home.path(person)} is not the canonical file of an affiliation")
    base, moved_at, rows = found.groups()
    found_rows = tuple(
        (name.decode(), since.decode(), ended_at.decode() or None) for name, since, ended_at in _ROW.findall(rows)
    )
    return Belonging(person, base.decode(), moved_at.decode() if moved_at else None, found_rows)


_belongings = Folders[Belonging](Affiliation.home, belonging_in, 600)


def belongs_to(state: State, person: MemberId, affiliate: MemberId, at: Instant) -> bool:
    """Whether a person belongs to an affiliate of the federation at that time."""
    found = Affiliation.of(state, person)
    return found is not None and found.row(affiliate) is not None and affiliate_of(state, affiliate, at) is not None


def affiliates_of(state: State, person: MemberId, at: Instant) -> tuple[MemberId, ...]:
    """The affiliates of the federation to which a person belongs at that time."""
    found = Affiliation.of(state, person)
    names = found.affiliates if found is not None else ()
    return tuple(name for name in names if affiliate_of(state, name, at) is not None)


def home_of(state: State, person: MemberId, at: Instant) -> MemberId | None:
    """The home of a person at that time; None if they have none, or no longer belong there."""
    found = Affiliation.of(state, person)
    return found.base if found is not None and belongs_to(state, person, found.base, at) else None


def is_settled(found: Affiliation | Belonging, at: Instant) -> bool:
    """Whether the person has had their home long enough for the spread of a rule."""
    return found.moved_at is None or add(found.moved_at, HOME_RESTS) <= at


def settled_homes(state: State, at: Instant) -> dict[MemberId, MemberId]:
    """The home of each person who has one for the spread of a rule: they belong there, and have not just moved.

    An affiliation that ended within 30 days still counts: so nobody lets the spread rest by ending those of others.
    """
    belongs: dict[MemberId, bool] = {}
    homes: dict[MemberId, MemberId] = {}
    then = subtract(at, ASKED_SINCE)
    for found in _belongings.all(state):
        base = found.base
        if base not in belongs:
            belongs[base] = affiliate_of(state, base, at) is not None
        is_there = base in found.affiliates or found.belonged(base, then)
        if belongs[base] and is_there and is_settled(found, at):
            homes[found.person] = base
    return homes


def entered(state: State, person: MemberId, affiliate: MemberId, at: Instant) -> State:
    """The state in which a person belongs to an affiliate too; it is their home if it is the first, or the only one
    left.
    """
    row = AffiliationRow(affiliate=affiliate, since=at)
    found = Affiliation.of(state, person)
    rows = _bounded((*found.rows, row)) if found is not None else (row,)
    if found is None:
        kept = Affiliation(person=person, base=affiliate, rows=rows)
    elif not belongs_to(state, person, found.base, at):
        kept = found.changed(rows=rows, base=affiliate, moved_at=at)
    else:
        kept = found.changed(rows=rows)
    return _counted(state.keep(kept), affiliate, 1)


def _bounded(rows: tuple[AffiliationRow, ...]) -> tuple[AffiliationRow, ...]:
    """The rows; if there are too many, only the newest of each affiliate. Else nobody could be merged, or be among the
    people of a new affiliate, who came and went a hundred times before.
    """
    if len(rows) <= MOST_ROWS:
        return rows
    newest = {row.affiliate: row for row in rows}
    return tuple(row for row in rows if newest[row.affiliate] is row)


def left(state: State, person: MemberId, affiliate: MemberId, at: Instant) -> State:
    """The state in which a person no longer belongs to an affiliate."""
    found = Affiliation.of(state, person)
    row = found.row(affiliate) if found is not None else None
    if found is None or row is None:
        return state
    rows = tuple(each.changed(ended_at=at) if each is row else each for each in found.rows)
    return _counted(state.keep(found.changed(rows=rows)), affiliate, -1)


def left_all(state: State, person: MemberId, at: Instant) -> State:
    """The state in which a person who is gone belongs to no affiliate."""
    found = Affiliation.of(state, person)
    for affiliate in found.affiliates if found is not None else ():
        state = left(state, person, affiliate, at)
    return state


def people_of(state: State, affiliate: MemberId) -> Iterator[MemberId]:
    """The people who belong to an affiliate, by id. Looks at the affiliations of all people."""
    return (found.person for found in _belongings.all(state) if affiliate in found.affiliates)


def people_asked(state: State, affiliate: Affiliate, at: Instant) -> Iterator[MemberId]:
    """The people who are asked in a vote of an affiliate's people that opens at that time: those who belonged to it 30
    days before, or when it joined. So nobody wins such a vote by ending the affiliations of others, or by letting
    friends in.
    """
    then = max(subtract(at, ASKED_SINCE), affiliate.joined_at)
    return (found.person for found in _belongings.all(state) if found.belonged(affiliate.id, then))


def _counted(state: State, affiliate: MemberId, more: int) -> State:
    found = Affiliate.one(state, affiliate)
    return state.keep(found.changed(people=found.people + more))
