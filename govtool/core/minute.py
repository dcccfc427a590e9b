"""The minute book: one event after the other, numbered, chained by SHA-256, append-only.

A minute is born with a governing commit on main and never changes or ends. `previous` is the digest of the bytes of the
minute before it, so that the digest of the newest one stands for all history; the digest of minute 0 is the genesis,
the identity of the organisation. The fields of an event are bounded: totals and digests, never lists of people.
"""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.ids import CommitId, Digest, MemberId, ProposalNumber, digest_of
from govtool.core.record import Home, Record
from govtool.core.state import State
from govtool.core.times import Instant

FOLDER = "registry/minutes"
TRAILER = "Minute"

_NAME = re.compile(r"[0-9]{6}\.yaml")

EventName = Literal["founded", "opened", "decided", "enacted", "stated", "handed-over"]

ALL = "all"
Stands = Digest | Literal["all"]
"""What stands after a handover: every minute, or those up to the one with this digest."""


class Question(Record):
    """The count of one rule in a decision: weights in votes, heads in people."""

    rule: str
    result: str
    for_: Annotated[int, Field(alias="for", ge=0)]
    against: Annotated[int, Field(ge=0)]
    abstain: Annotated[int, Field(ge=0)]
    block: Annotated[int, Field(ge=0)]
    eligible: Annotated[int, Field(ge=0)]
    eligible_heads: Annotated[int, Field(ge=0)]
    voted_heads: Annotated[int, Field(ge=0)]


class Minute(Record):
    """One event. The first four fields are in every minute, the others belong to the event (see `FIELDS`)."""

    home: ClassVar[Home | None] = Home("minute", r"registry/minutes/[^/]+/[^/]+\.yaml")

    number: Annotated[int, Field(ge=0)]
    previous: Digest | None = None
    at: Instant
    event: EventName
    # founded
    name: str | None = None
    nonce: str | None = None
    files: tuple[str, ...] | None = None
    # opened, decided, enacted
    proposal: ProposalNumber | None = None
    folder: str | None = None
    content: Digest | None = None
    docket: Digest | None = None
    # decided, enacted
    result: str | None = None
    reason: str | None = None
    rival: ProposalNumber | None = None
    questions: tuple[Question, ...] | None = None
    counted: Annotated[int, Field(ge=0)] | None = None
    ballots: Digest | None = None
    due_at: Instant | None = None
    # stated
    member: MemberId | None = None
    statement: Annotated[int, Field(ge=1)] | None = None
    kind: str | None = None
    digest: Digest | None = None
    commit: CommitId | None = None
    # handed-over
    stands: Stands | None = None
    weight: Annotated[int, Field(ge=0)] | None = None
    eligible: Annotated[int, Field(ge=0)] | None = None

    def data(self) -> dict[str, object]:
        """As plain data; `previous` is written as null in minute 0, so that it is always there."""
        data = super().data()
        return {"number": data.pop("number"), "previous": data.pop("previous", None), **data}


def path_of(number: int) -> str:
    """Where a minute lies: a thousand in a folder."""
    return f"{FOLDER}/{number // 1000:03d}/{number:06d}.yaml"


def newest_number(state: State) -> int | None:
    """The number of the newest minute, None where nothing was founded."""
    for folder in reversed(state.names(FOLDER)):
        # Sorted names of one length end with the highest number.
        for name in reversed(state.names(f"{FOLDER}/{folder}")):
            if _NAME.fullmatch(name):
                return int(name[:-5])
    return None


def next_number(state: State) -> int:
    """The number of the minute that the event now being applied will have."""
    found = newest_number(state)
    return 0 if found is None else found + 1


def newest(state: State) -> tuple[Minute, Digest]:
    """The newest minute and its digest. Raises LookupError where nothing was founded."""
    number = newest_number(state)
    path = path_of(number) if number is not None else ""
    minute = state.get(Minute, path) if path else None
    if minute is None:
        raise LookupError("no minute book")
    return minute, digest_of(minute.as_file)


def counts_from(state: State, seen: int, digest: Digest, at: Instant) -> Instant | None:
    """The time from which the deadline of something counts that was signed when minute `seen` was the newest: that of
    the minute that follows it, and `at` while none follows. None where the book does not hold the minute of that
    digest: a false or discarded one is never followed.

    Only once a minute follows can a paper be told from one that is signed later, so all that was signed on one head is
    judged alike.
    """
    if digest_of(state.data(path_of(seen)) or b"") != digest:
        return None
    following = state.get(Minute, path_of(seen + 1))
    return following.at if following else at


def genesis_of(state: State) -> Digest:
    """The identity of the organisation: the digest of minute 0. Raises LookupError where nothing was founded."""
    data = state.data(path_of(0))
    if data is None:
        raise LookupError("no minute book")
    return digest_of(data)
