"""What opens a proposal without anybody filing one: a statement that asked for it, or a date that has come.

A record that can do so is a `Pending`: it lies in a small folder of its own for as long as it waits, and `wishes` says
what is to be voted on now. A wish is a pure function of the state and the time, so that the clerk that opens and the
audit that verifies come to the same text; nobody writes or signs it. A person whom a vote concerns has one vote of a
kind at a time: while it is open or waits for its enactment, the same is not wished again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from govtool.core.ids import MemberId
from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action


@dataclass(frozen=True)
class Wish:
    """A vote that is to open: its action, how it is called, and who stated it; nobody did where a date came.

    `name` begins the slug, before the person concerned: `confirm` gives `confirm-frank`.
    """

    cause: Literal["statement", "due"]
    name: str
    title: str
    summary: str
    action: Action
    proposer: MemberId | None = None


class Pending(Record):
    """The base of every record that opens a proposal by itself."""

    @classmethod
    def wishes(cls, state: State, at: Instant) -> Iterator[Wish]:
        """What all records of this kind ask to be voted on at that time, in the order in which it is to open."""
        return iter(())

    @classmethod
    def heard(cls, state: State, people: frozenset[MemberId], at: Instant) -> State:
        """The state once people were heard from: what rests on their silence is over."""
        return state


def heard(state: State, people: frozenset[MemberId], at: Instant) -> State:
    """The state after an event in which a signature of these people counted."""
    from govtool.domain.kinds import KINDS

    for kind in KINDS:
        if issubclass(kind, Pending):
            state = kind.heard(state, people, at)
    return state


def wishes(state: State, at: Instant) -> Iterator[Wish]:
    """Every vote that is to open by itself at that time and is not open yet."""
    from govtool.domain.kinds import KINDS

    asked = {(action.kind, action.subject) for entry in docket.open_entries(state) for action in entry.actions}
    for kind in KINDS:
        if issubclass(kind, Pending):
            for wish in kind.wishes(state, at):
                if (wish.action.kind, wish.action.subject) not in asked:
                    yield wish
