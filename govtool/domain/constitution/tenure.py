"""A tenure: the former memberships and agreed hours of a person. The member's record holds the present ones.

Made by the first change of a person's membership or agreed hours, and never shortened. It decides on late hours: work
is paid by the worker's membership on the day worked. Days are UTC dates. The classes of the bylaws on that day are in
`domain.constitution.former_class`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.home import Home
from govtool.core.ids import MemberId
from govtool.core.record import FileRecord, Record
from govtool.core.state import State
from govtool.core.times import Date, Instant, date_of
from govtool.domain.constitution.member import Member, Membership, Minutes

_ABSENT: tuple[Membership, ...] = ("away", "left", "expelled")


class Spell(Record):
    """A person's membership and agreed hours until a day, that day included."""

    until_on: Date = Field(description="the last day of it, which is also the first day of the next one")
    membership: Membership = Field(description="the person's membership")
    committed_minutes_per_week: Minutes = Field(description="how many minutes a week the person had agreed to work")


class Tenure(FileRecord):
    """The record `registry/tenures/A/AL/alice.yaml`; the newest spell is the last."""

    home: ClassVar[Home] = Home("tenure", "registry/tenures/{member:initials}/{member}.yaml")

    member: MemberId = Field(description="the person, by id")
    spells: Annotated[tuple[Spell, ...], Field(min_length=1)] = Field(
        description="the former memberships and hours, in order"
    )


def remember(before: State, after: State, at: Instant) -> State:
    """The state after an event, with the spells that the event ended added to each person's tenure.

    Looks at the records that the event changed and at no other.
    """
    for path in sorted(after.records):
        now = after.get(Member, path) if Member.home.match(path) else None
        if now is not None:
            after = _ended(after, before.get(Member, path), now, at)
    return after


def _ended(state: State, old: Member | None, now: Member, at: Instant) -> State:
    membership: Membership = old.membership if old else "none"
    minutes = old.committed_minutes_per_week if old else 0
    if (membership, minutes) == (now.membership, now.committed_minutes_per_week):
        return state
    spell = Spell(until_on=date_of(at), membership=membership, committed_minutes_per_week=minutes)
    tenure = Tenure.of(state, now.id)
    spells = (*tenure.spells, spell) if tenure else (spell,)
    return state.keep(Tenure(member=now.id, spells=spells))


def people_on(state: State, member: MemberId, day: Date) -> tuple[Member, ...]:
    """The records of a person on a day: more than one if something changed on it, in order; empty for a stranger."""
    now = Member.of(state, member)
    if now is None:
        return ()
    tenure = Tenure.of(state, member)
    found, since = [], ""
    for spell in tenure.spells if tenure else ():
        if since <= day <= spell.until_on:
            held = now.changed(membership=spell.membership, committed_minutes_per_week=spell.committed_minutes_per_week)
            found.append(held)
        since = spell.until_on
    return tuple(found) if day < since else (*found, now)


def agreed_minutes(state: State, member: MemberId, day: Date) -> int:
    """The minutes a week that a person had agreed to work on a day; the most if it changed on that day.

    0 while they were away, and after they left.
    """
    held = people_on(state, member, day)
    return max((each.committed_minutes_per_week for each in held if each.membership not in _ABSENT), default=0)
