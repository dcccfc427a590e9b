"""Merging two records of one person in a federation: the elder one stays, and takes what the younger one has."""

from __future__ import annotations

from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.affiliation import affiliates_of, belongs_to, entered, left_all
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.membership import moved
from govtool.domain.constitution.team import without

MERGE = "merge"


def age(member: Member) -> tuple[Instant, MemberId]:
    """By this order the elder of two records stays when they are merged."""
    return member.joined_at or "", member.id


def merged(state: State, elder: MemberId, younger: MemberId, at: Instant) -> State:
    """The state in which the younger record has left: its keys are revoked, so its ballots in open votes fall. The
    elder one belongs to its affiliates too.
    """
    found = Member.one(state, younger)
    keys = tuple(key if key.is_revoked(at) else key.changed(revoked_at=at) for key in found.keys)
    gone = moved(found, "left", MERGE, left_at=at, duties=(), keys=keys, away_until=None, suspended_until=None)
    taken = affiliates_of(state, younger, at)
    state = left_all(without(state.keep(gone), younger), younger, at)
    for affiliate in taken:
        if not belongs_to(state, elder, affiliate, at):
            state = entered(state, elder, affiliate, at)
    return state
