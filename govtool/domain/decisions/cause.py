"""Changes for which nobody submits a proposal: votes that open by themselves, and records that a signature ends.

A vote opens by itself because a statement asked for it, or because a date has come; `Action.automatic_votes` of its
action says when. Nobody writes or signs its text. A person whom a vote concerns has one vote of a kind at a time:
while it is open or waits for its enactment, the same does not open again.
"""

from __future__ import annotations

from collections.abc import Iterator

from govtool.core.ids import MemberId
from govtool.core.record import FileRecord
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action, AutomaticVote


class RestsOnSilence(FileRecord):
    """The base of every record that rests on a missing sign of life: a report of a death, a list of absent members."""

    @classmethod
    def sign_of_life(cls, state: State, people: frozenset[MemberId], at: Instant) -> State:
        """The state once these people signed something: records that rest on their missing sign of life end."""
        return state


def sign_of_life(state: State, people: frozenset[MemberId], at: Instant) -> State:
    """The state after an event in which a signature of these people counted."""
    for kind in state.catalogue.those(RestsOnSilence):
        state = kind.sign_of_life(state, people, at)
    return state


def automatic_votes(state: State, at: Instant) -> Iterator[AutomaticVote]:
    """Every vote that should open by itself at that time and is not open yet, in the order of the catalogue."""
    asked = {(action.kind, action.subject) for entry in docket.open_entries(state) for action in entry.actions}
    for kind in state.catalogue.those(Action):
        for vote in kind.automatic_votes(state, at):
            if (vote.action.kind, vote.action.subject) not in asked:
                yield vote
