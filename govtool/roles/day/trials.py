"""The trials that a person must hear of: those whose vote the clerk has not opened, and those that lack a report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Instant, subtract
from govtool.domain.decisions.cause import another_vote, overdue_at
from govtool.domain.decisions.trial import Keep, Trial

_REPORT_BEFORE = "P14D"
"""How long before its vote the owner of a trial is reminded of the report."""


@dataclass(frozen=True)
class TrialNews:
    """A trial with what waits. `due_since` is when its vote should have opened, empty if that is to come or it is open;
    `may_submit_at` is from when any member may submit it. `wants_report` says that the person has not reported.
    """

    trial: Trial
    due_since: Instant
    may_submit_at: Instant
    wants_report: bool


def trial_news(state: State, member: MemberId | None, at: Instant) -> Iterator[TrialNews]:
    """The trials of which something waits for the clerk, or for the person."""
    for trial in Trial.all(state):
        is_due = trial.due_at <= at and another_vote(state, Keep.kind, trial.proposal) is None
        is_near = subtract(trial.due_at, _REPORT_BEFORE) <= at
        wants_report = is_near and trial.owner == member and trial.note is None
        if is_due or wants_report:
            since = trial.due_at if is_due else ""
            yield TrialNews(trial, since, overdue_at(state, trial.due_at) if is_due else "", wants_report)
