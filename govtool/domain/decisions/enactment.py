"""Enacting a decided proposal: all its actions or none, on the state of that moment.

Always an event of its own, also where the delay is nothing. An action that can no longer be done makes the proposal
`failed` with the reason; so of two passed proposals that conflict the first is enacted and the second fails. The
function that enacts for the clerk is the one that the audit verifies with.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from govtool.core.finding import Finding, finding
from govtool.core.ids import ProposalNumber
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.ending import is_winding_up
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Moment
from govtool.domain.decisions.decision import settle
from govtool.domain.decisions.docket import DocketEntry, Enacted
from govtool.domain.decisions.roll import has_voter
from govtool.errors import Refused


def carry_out(state: State, entry: DocketEntry, moment: Moment) -> tuple[State, Finding | None]:
    """The state after all actions that the result calls for, or the state as it was and why they cannot be done."""
    result = entry.decided.result if entry.decided else ""
    moment = replace(moment, number=entry.number, cause=entry.cause, opened_at=entry.opened_at, result=result)
    moment = replace(moment, opening_minute=entry.minute)
    after = state
    for action in entry.actions:
        if result not in action.results:
            continue
        if action.brings_people and is_winding_up(after):
            return state, finding("winding_up", what=action.kind)
        problem = next(iter(action.problems(after, moment)), None)
        if problem is not None:
            return state, problem
        try:
            after = action.effect(after, moment)
        except Refused as error:
            # A record that would grow beyond its bounds: what is due must fail, or nothing could happen after it.
            return state, error.findings[0]
    if after is not state and not has_voter(after, moment.at):
        return state, finding("no_voter")
    return after, None


@dataclass(frozen=True)
class Enact:
    """The event: a proposal whose delay is over takes effect, or fails."""

    at: Instant
    number: ProposalNumber
    moment: Moment

    name = "enacted"

    def apply(self, state: State) -> tuple[State, dict[str, object]]:
        """The state with the effects and the entry closed, and the fields of the minute. Raises Refused."""
        entry = docket.entry_of(state, self.number)
        if entry is None or entry.decided is None:
            raise Refused([finding("not_decided", number=self.number)])
        if entry.enacted is not None or entry.decided.due_at is None:
            raise Refused([finding("already_enacted", number=self.number)])
        if self.at < entry.decided.due_at:
            raise Refused(
                [
                    finding(
                        "early",
                        number=self.number,
                        earliest=entry.decided.due_at,
                        closes=entry.decided.due_at,
                    )
                ]
            )
        after, problem = carry_out(state, entry, self.moment)
        enacted = Enacted(
            at=self.at,
            result="failed" if problem else "enacted",
            reason=problem.code if problem else None,
        )
        fields: dict[str, object] = {"proposal": self.number, "result": enacted.result}
        if problem is not None:
            fields["reason"] = problem.code
        return settle(after, entry.changed(enacted=enacted)), fields
