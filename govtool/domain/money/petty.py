"""Small amounts that a treasurer records alone, as far as `limits.petty_minor` of the bylaws lets them.

Promises: all that one treasurer recorded alone in a calendar month (of the clerk's clock) is never more than the limit.
So nobody splits a large amount into small ones. An entry that goes beyond it waits for a second person, as always.
"""

from __future__ import annotations

from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.countersignature import TREASURER
from govtool.domain.money.treasury import Entry


def petty_booked(state: State, treasurer: MemberId, at: Instant) -> int:
    """The sum of all that a treasurer recorded alone in the month of that time, in minor units."""
    alone = (entry for entry in Entry.all(state, at[:7]) if entry.petty and entry.origin.member == treasurer)
    return sum(abs(sum(posting.amount_minor for posting in entry.postings)) for entry in alone)


def is_petty(state: State, first: MemberId, amount_minor: int, at: Instant) -> bool:
    """Whether a treasurer may record an amount alone: all that they recorded alone stays within the limit."""
    limit = bylaws_of(state).limits.most_petty_minor
    if amount_minor > limit or not Member.one(state, first).holds(TREASURER, at):
        return False
    return amount_minor <= limit - petty_booked(state, first, at)
