"""The rejections of late: an index that shows when a request is made again. One record for each action.

A rejection is remembered when it is decided. Of a choice each option that lost is rejected; options that were tied are
not, so that they can be put again.
"""

from __future__ import annotations

from collections import Counter
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.home import Home
from govtool.core.ids import Digest, ProposalNumber, Slug
from govtool.core.record import FileRecord, Record, optional
from govtool.core.state import State
from govtool.core.times import Duration, Instant, add
from govtool.domain.decisions.docket import DocketEntry

MAX_REJECTED = 1000


class Rejected(Record):
    """A rejected proposal with the action: its number, its time, and how many actions it asked for."""

    proposal: ProposalNumber = Field(description="the proposal that was rejected")
    option: Slug | None = optional("which option of it, if it was a choice")
    at: Instant = Field(description="when it was decided")
    actions: Annotated[int, Field(ge=1)] = Field(
        description="how many actions it asked for, without motions beside others"
    )


class Rejection(FileRecord):
    """The index record of an action: the proposals with it that were rejected lately. The file's name is the digest of
    the request.
    """

    home: ClassVar[Home] = Home("rejection", "registry/docket/rejected/{asked:hex-shard}/{asked:hex}.yaml")

    rejected: Annotated[tuple[Rejected, ...], Field(min_length=1, max_length=MAX_REJECTED)] = Field(
        description="the proposals, in the order in which they were rejected"
    )


def with_rejection(state: State, entry: DocketEntry, at: Instant, cooldown: Duration) -> State:
    """The state with each action that a decision rejected recorded, without rejections older than the cooldown."""
    for option, asked in entry.rejected.items():
        row = Rejected(proposal=entry.number, option=option or None, at=at, actions=len(asked))
        for digest in sorted(asked):
            old = Rejection.of(state, digest)
            kept = [other for other in (old.rejected if old else ()) if add(other.at, cooldown) > at]
            after = Rejection(rejected=tuple([*kept, row][-MAX_REJECTED:]))
            state = state.put(Rejection.home.path(digest), after)
    return state


def rejected_before(state: State, asked: frozenset[Digest], at: Instant, cooldown: Duration) -> Rejected | None:
    """The newest rejection within the cooldown whose actions are all proposed again; None if there is none."""
    met: Counter[Rejected] = Counter()
    for digest in asked:
        found = Rejection.of(state, digest)
        met.update(row for row in (found.rejected if found else ()) if add(row.at, cooldown) > at)
    again = [row for row, count in met.items() if count == row.actions]
    return max(again, key=lambda row: (row.at, int(row.proposal)), default=None)
