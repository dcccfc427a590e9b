"""Enacting a decided proposal: all its actions or none, on the state of that moment.

Always an event of its own, even if there is no delay. If an action can no longer be done, the proposal becomes `failed`
with the reason. So if two passed proposals conflict, the first is enacted and the second fails, and its record names
the first. The clerk enacts and the audit verifies with the same function.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from govtool.core import minute as minutes
from govtool.core.finding import Finding, finding
from govtool.core.ids import ProposalNumber
from govtool.core.minute import Minute
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.ending import is_winding_up
from govtool.domain.decisions import trial
from govtool.domain.decisions.action import Action, Moment, Undo
from govtool.domain.decisions.decision import settle
from govtool.domain.decisions.docket import DocketEntry, Enacted, open_entries
from govtool.domain.decisions.rejection import with_rejection
from govtool.domain.decisions.rival import beside
from govtool.domain.decisions.roll import has_voter
from govtool.errors import Refused

_LOOK_BACK = 2000
"""The most minutes that are read to find the proposal that came before one that failed."""


def carry_out(state: State, entry: DocketEntry, moment: Moment) -> tuple[State, Finding | None]:
    """The state after all actions of the result, or the unchanged state and the reason why they cannot be done."""
    result = entry.decided.result if entry.decided else ""
    if entry.decided is not None and entry.decided.lost:
        return state, finding(entry.decided.lost)
    moment = replace(
        moment,
        number=entry.number,
        cause=entry.cause,
        opened_at=entry.opened_at,
        opening_minute=entry.minute,
        result=result,
        due_at=entry.effective_at,
    )
    after, done = state, list[tuple[Action, Undo | None]]()
    for action in entry.actions:
        if result not in action.results:
            continue
        if action.brings_people and is_winding_up(after):
            return state, finding("winding_up", what=action.kind)
        problem = next(iter(action.problems(after, moment)), None)
        if problem is not None:
            return state, problem
        try:
            done.append((action, action.undo(after) if entry.trial is not None else None))
            after = action.effect(after, moment)
        except Refused as error:
            # A record would grow beyond its bounds: the due proposal must fail, or no event could come after it.
            return state, error.findings[0]
    try:
        after = trial.begun(state, after, entry, done, moment.at)
    except Refused as error:
        return state, error.findings[0]
    if after is not state and not has_voter(after, moment.at):
        return state, finding("no_voter")
    return after, None


def rival_of(state: State, entry: DocketEntry) -> ProposalNumber | None:
    """The newest proposal that took effect while this one was open or waited, and that changed the same thing.

    Reads the minutes since the opening, at most 2,000 of them. None if no proposal did.
    """
    touched = _touched(entry)
    last = minutes.newest_number(state) or 0
    for number in range(last, max(entry.minute, last - _LOOK_BACK), -1) if touched else ():
        minute = Minute.of(state, number)
        if minute is None or minute.event != "enacted" or minute.result != "enacted" or minute.proposal is None:
            continue
        other = DocketEntry.of(state, minute.proposal)
        if other is not None and _touched(other) & touched:
            return other.number
    return None


def changing_the_same(state: State, entry: DocketEntry) -> Iterator[tuple[DocketEntry, frozenset[str]]]:
    """The other pending proposals that would change the same things, by number, each with these things. Those that
    answer the same question are none of them: at most one of these takes effect.
    """
    for other in open_entries(state) if entry.is_pending else ():
        same = _would_touch(entry) & _would_touch(other)
        if same and other.number != entry.number and (entry.answers is None or other.answers != entry.answers):
            yield other, same


def _would_touch(entry: DocketEntry) -> frozenset[str]:
    """The things that any of the actions would change, by name."""
    return frozenset(name for action in entry.actions for name in action.touches)


def _touched(entry: DocketEntry) -> frozenset[str]:
    """The things that the actions of the result change, by name."""
    result = entry.decided.result if entry.decided else ""
    return frozenset(name for action in entry.actions if result in action.results for name in action.touches)


@dataclass(frozen=True)
class Enact:
    """The event at which a proposal whose delay is over takes effect, or fails."""

    at: Instant
    number: ProposalNumber
    moment: Moment

    name = "enacted"

    def apply(self, state: State) -> tuple[State, dict[str, object]]:
        """The state with the effects and the entry closed, and the fields of the minute. Raises Refused."""
        entry = DocketEntry.of(state, self.number)
        if entry is None or entry.decided is None:
            raise Refused([finding("not_decided", number=self.number)])
        due_at = entry.effective_at
        if entry.awaits_rivals:
            first = next((each.number for each in beside(state, entry) if each.is_open), entry.number)
            raise Refused([finding("order", number=first)])
        if entry.enacted is not None or due_at is None:
            raise Refused([finding("already_enacted", number=self.number)])
        if self.at < due_at:
            raise Refused(
                [
                    finding(
                        "early",
                        number=self.number,
                        earliest=due_at,
                        closes=due_at,
                    )
                ]
            )
        after, problem = carry_out(state, entry, self.moment)
        enacted = Enacted(
            at=self.at,
            result="failed" if problem else "enacted",
            reason=problem.code if problem else None,
            rival=entry.decided.rival or rival_of(state, entry) if problem else None,
        )
        fields: dict[str, object] = {"proposal": self.number, "result": enacted.result}
        if problem is not None:
            fields |= {"reason": problem.code} | ({"rival": enacted.rival} if enacted.rival else {})
        entry = entry.changed(enacted=enacted)
        settled = settle(after, entry)
        if enacted.reason == "outvoted":
            settled = with_rejection(settled, entry, self.at, bylaws_of(settled).periods.cooldown)
        return trial.replaced(state, settled, self.number, self.at), fields
