"""Changes for which nobody submits a proposal: votes that open by themselves, and records that a signature ends.

A vote opens by itself because a statement asked for it, or because a date has come; `Action.automatic_votes` of its
action says when. Nobody writes or signs its text. Each topic, such as a person or a trial, has one vote of a kind at a
time. While it is open or waits for its enactment, the same does not open again.
"""

from __future__ import annotations

from collections.abc import Iterator

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId, ProposalNumber
from govtool.core.record import FileRecord
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action, AutomaticVote, Moment
from govtool.domain.decisions.docket import DocketEntry


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
    asked = {(action.kind, action.topic) for entry in docket.open_entries(state) for action in entry.actions}
    for kind in state.catalogue.those(Action):
        for vote in kind.automatic_votes(state, at):
            if (vote.action.kind, vote.action.topic) not in asked:
                yield vote


def another_vote(state: State, kind: str, topic: str, number: ProposalNumber | str = "") -> DocketEntry | None:
    """Another vote of a kind on the same topic that is open or waits for its enactment, None if there is none."""
    votes = docket.asking(state, Action, lambda one: one.kind == kind and one.topic == topic)
    return next((entry for entry in votes if entry.number != number), None)


def filing_problems(state: State, action: Action, due_at: Instant, moment: Moment) -> Iterator[Finding]:
    """Nobody submits a vote that opens by itself, unless the clerk has not opened it for a long time; and never a
    second one.
    """
    from_ = overdue_at(state, due_at)
    if moment.cause == "filed" and moment.at < from_:
        hint = f"any member may submit it from {from_} on, if it has not opened by then"
        yield finding("by_itself", action=action.kind, what=f"it is due, at {due_at}", hint=hint)
    other = another_vote(state, action.kind, action.topic, moment.number)
    if other is not None:
        yield finding("precondition", what=f"proposal {other.number} asks the same about {action.topic}")


def overdue_at(state: State, due_at: Instant) -> Instant:
    """The time from which any member may submit a vote that was due at a time and that the clerk has not opened."""
    return add(due_at, bylaws_of(state).periods.overdue)
