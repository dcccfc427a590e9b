"""A trial in words, wherever people meet the proposal that tries something or the vote that keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from govtool.core.state import State
from govtool.core.times import date_of
from govtool.domain.decisions.action import Action, Undo
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.trial import End, Keep, Trial
from govtool.errors import Refused
from govtool.roles.said.saying import sentences

_ENDS: dict[End, str] = {
    "kept": "proposal {by} kept it",
    "undone": "proposal {by} did not pass, so what was before returned",
    "replaced": "proposal {by} changed the same",
    "superseded": "it could not be undone, so what stood then stayed",
}


def trial_mark(entry: DocketEntry) -> str:
    """The words after the title of a proposal that is tried; empty for any other."""
    return f" (a trial until {entry.trial.review_on})" if entry.trial is not None else ""


def trial_of(state: State, entry: DocketEntry) -> Trial | None:
    """The trial that a proposal began, or that it decides on; None if there is none."""
    kept = next((action.trial for action in entry.actions if isinstance(action, Keep)), None)
    return Trial.of(state, kept or entry.number)


def undo_of(state: State, entry: DocketEntry) -> tuple[Action, ...]:
    """The actions that undo a proposal: those of its trial, or as they would be if it took effect now."""
    trial = trial_of(state, entry)
    if trial is not None or entry.trial is None:
        return trial.undo if trial is not None else ()
    found: list[Undo | None] = []
    with suppress(Refused):
        found = [action.undo(state) for action in reversed(entry.actions)]
    return tuple(undo.action for undo in found if undo is not None)


def trial_lines(state: State, entry: DocketEntry) -> tuple[str, ...]:
    """A trial in a few sentences: until when, what shows whether it works, its report, what undoes it, how it ended."""
    trial = trial_of(state, entry)
    terms = trial or entry.trial
    if terms is None:
        return ()
    number = trial.proposal if trial is not None and trial.proposal != entry.number else ""
    lines = [
        f"Proposal {number} is a trial until {terms.review_on}: {terms.measure}"
        if number
        else f"It is a trial until {terms.review_on}: {terms.measure}"
    ]
    if trial is not None:
        lines.append(report_words(trial))
    if trial is not None and trial.ended is not None:
        ended = trial.ended
        return (*lines, f"The trial ended on {date_of(ended.at)}: {_ENDS[ended.result].format(by=ended.by)}.")
    vote = "this vote" if number else "a second vote before that day"
    lines += [f"Unless {vote} keeps it: {words}" for words in sentences(undo_of(state, entry), state)]
    if trial is not None and (moved := trial.moved(state)):
        lines.append(f"That cannot be done any more, because {moved[0]} has changed since. So it stays.")
    return tuple(lines)


def report_words(trial: Trial) -> str:
    """The report of its owner, or that there is none yet."""
    if trial.note is None:
        return f"{trial.owner} has not reported on it yet."
    return f"{trial.owner} reported on {date_of(trial.note.at)}: {trial.note.text}"


def trial_data(state: State, entry: DocketEntry) -> dict[str, object] | None:
    """A trial for a program: its terms, its undo as actions, its report and its end; None if it is none."""
    trial = trial_of(state, entry)
    terms = trial or entry.trial
    if terms is None:
        return None
    return {
        "proposal": trial.proposal if trial is not None else entry.number,
        "review_on": terms.review_on,
        "measure": terms.measure,
        "owner": terms.owner,
        "undo": _data(undo_of(state, entry)),
        "due_at": trial.due_at if trial is not None else None,
        "note": trial.note.data() if trial is not None and trial.note is not None else None,
        "ended": trial.ended.data() if trial is not None and trial.ended is not None else None,
    }


def _data(actions: Iterable[Action]) -> list[dict[str, object]]:
    return [action.data() for action in actions]
