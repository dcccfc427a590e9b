"""A person known to the organisation: their membership, the hours they commit, and the keys they sign with.

A record is made when the organisation first knows a person (founding, admission) and never ends. A person who leaves
keeps the record, its keys and the wages owed. Membership and committed hours are two separate facts; the bylaws compute
the class that gives votes from both. Times are instants, compared with the time of the event that is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import MemberId
from govtool.core.record import FileRecord, Record
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.core.wording import Wording, row
from govtool.domain.constitution.organization import DisplayName, KeyBlob, KeyType

Membership = Literal["none", "applicant", "probationary", "member", "away", "left", "expelled"]
Minutes = Annotated[int, Field(ge=0, le=168 * 60)]


def key_finding(code: str, key: str, voter: MemberId, path: str = "") -> Finding:
    """A finding about a key that signed something in a person's name."""
    return finding(code, path, key=key or "no key", voter=voter)


class MemberKey(Record):
    """A key of a person, permanently theirs. `votes_from` delays keys that a vote of others gave them."""

    type: KeyType = Field(description="the kind of key, as OpenSSH calls it")
    blob: KeyBlob = Field(description="the key itself, in base64")
    use: Literal["sign", "recovery"] = Field(
        description="`sign` for ballots and statements, `recovery` to register and revoke keys only"
    )
    active_at: Instant = Field(description="from when the person can sign with it")
    votes_from: Instant | None = Field(
        default=None, description="votes only in proposals opened from then on, if a vote of others gave the key"
    )
    retired_at: Instant | None = Field(
        default=None, description="from when it signs no more; earlier signatures stay valid"
    )
    revoked_at: Instant | None = Field(default=None, description="from when it is void")

    def is_revoked(self, at: Instant) -> bool:
        """Whether the key is void at that time."""
        return self.revoked_at is not None and self.revoked_at <= at

    def is_active(self, at: Instant) -> bool:
        """Whether the key signs for its person at that time."""
        retired = self.retired_at is not None and self.retired_at <= at
        return self.active_at <= at and not retired and not self.is_revoked(at)

    def was_active_in(self, second: Instant) -> bool:
        """Whether the key signed for its person in that second, even if it was retired within it."""
        retired = self.retired_at is not None and self.retired_at < second
        return self.active_at <= second and not retired and not self.is_revoked(second)


class Elector(NamedTuple):
    """As much of a member as a roll needs; `counts_at` may be still to come."""

    id: MemberId
    committed_minutes_per_week: int
    counts_at: Instant


_ELECTOR = re.compile(
    rb'^membership: "([a-z]+)"\ncommitted_minutes_per_week: (\d+)\n'
    rb'(?:joined_at: "[^"]*"\n)?(?:counts_at: "([^"]*)"\n)?',
    re.MULTILINE,
)


def elector_in(member: MemberId, data: bytes) -> Elector | None:
    """The elector whose record these bytes are; None if it is no member with a time from which they count.

    For files of main alone, which are canonical: a roll of a hundred thousand reads each in this way, in a tenth of the
    time that the whole record takes. A law holds both readings together. Raises ValueError for any other file: nobody
    is left out because a file was not understood.
    """
    found = _ELECTOR.search(data)
    if found is None:
        raise ValueError(f"{Member.home.path(member)} is not the canonical file of a member")
    is_elector = found[1] == b"member" and found[3] is not None
    return Elector(member, int(found[2]), found[3].decode()) if is_elector else None


class Member(FileRecord):
    """The record `registry/members/A/AL/ID.yaml`. From `counts_at` on the person is on voter lists fixed later.
    `away_until` is the end of an absence, as the member announced it; only their own statement ends it, sooner or
    later. `set_aside_at` is the time at which a vote on absent members made the person away, until they are back.
    """

    home: ClassVar[Home] = Home("member", "registry/members/{id:initials}/{id}.yaml")
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{id}", "{name}", "{id:class}", "{id:share}", "{id:votes}", "{duties:list}"
    )

    id: MemberId = Field(description="the name in every file; it never changes")
    name: DisplayName
    membership: Membership = Field(description="the person's membership; a person who leaves keeps the record")
    committed_minutes_per_week: Minutes = Field(
        description="minutes a week that the person commits; the bands derive the class from it"
    )
    joined_at: Instant | None = Field(default=None, description="when the person became a member")
    counts_at: Instant | None = Field(
        default=None, description="from when the person is on voter lists: people admitted just before a vote are not"
    )
    left_at: Instant | None = Field(default=None, description="when the person left")
    away_until: Instant | None = Field(default=None, description="until when the person said that they are away")
    set_aside_at: Instant | None = Field(
        default=None, description="when a vote on absent members made the person away; gone once they are back"
    )
    suspended_until: Instant | None = Field(
        default=None, description="until when the person is suspended from duties, while a complaint is open"
    )
    applies_from: Instant | None = Field(
        default=None, description="from when a person who was in probation may apply again"
    )
    duties: tuple[MemberId, ...] = Field(default=(), description="duties that the members gave the person")
    keys: Annotated[tuple[MemberKey, ...], Field(max_length=100)] = Field(
        default=(), description="every key that the person ever had; a key belongs to one person permanently"
    )

    @property
    def elector(self) -> Elector | None:
        """The person as an elector, None if they are no member or have no time from which they count."""
        if self.membership != "member" or self.counts_at is None:
            return None
        return Elector(self.id, self.committed_minutes_per_week, self.counts_at)

    @property
    def is_gone(self) -> bool:
        """Whether the person has left or was expelled; the record stays."""
        return self.membership in ("left", "expelled")

    def key(self, blob: str) -> MemberKey | None:
        """The person's key with these bytes, None if they never had it."""
        return next((key for key in self.keys if key.blob == blob), None)

    def holds(self, duty: str, at: Instant) -> bool:
        """Whether the person has a duty at that time and is not suspended from duties."""
        return duty in self.duties and not self.is_suspended(at)

    def is_suspended(self, at: Instant) -> bool:
        """Whether the person is suspended from duties at that time."""
        return self.suspended_until is not None and at < self.suspended_until

    def with_key(self, changed: MemberKey) -> Member:
        """The person with one key changed."""
        keys = tuple(changed if key.blob == changed.blob else key for key in self.keys)
        return self.changed(keys=keys)


_NOW = {
    "none": "a volunteer or consultant",
    "applicant": "an applicant",
    "probationary": "in probation",
    "member": "a member",
    "away": "away",
    "left": "gone",
    "expelled": "expelled",
}


def gone_problem(member: Member, what: str) -> Iterator[Finding]:
    """A finding if a person is gone and states something: their keys stay valid longer than this right."""
    if member.is_gone:
        yield finding("not_allowed", member=member.id, what=what, person_class=member.membership)


def not_about(state: State, member: MemberId) -> Finding:
    """Why something cannot be about a person: they are unknown, or have another membership."""
    found = Member.of(state, member)
    if found is None:
        return finding("unknown_member", member=member)
    return finding("other_standing", member=member, now=_NOW[found.membership])
