"""Entries of the minute book as sentences."""

from __future__ import annotations

from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import origin, votes, when
from govtool.core.code import TABLE
from govtool.core.ids import CommitId
from govtool.core.minute import Minute
from govtool.core.phrase import counted, joined
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.statement import Statement
from govtool.roles.said import saying
from govtool.roles.said.rival import LOST, rival_words
from govtool.roles.said.tried import trial_mark


def _opens(entry: DocketEntry) -> str:
    if entry.cause == "filed":
        return f"opens, proposed {origin(entry)}"
    asked = f"{entry.proposer} asked for it" if entry.proposer else "it was asked for"
    return f"opens by itself: {asked if entry.cause == 'statement' else 'its date has come'}"


def sentence(state: State, minute: Minute) -> str:
    """An entry of the minute book in one sentence."""
    entry = DocketEntry.of(state, minute.proposal) if minute.proposal else None
    title = f"{minute.proposal} {entry.title}{trial_mark(entry)}" if entry else minute.proposal or ""
    if minute.event == "founded":
        return f"{minute.name} is founded"
    if minute.event == "opened":
        answers = f" as an answer to the question {entry.answers}" if entry and entry.answers else ""
        return f"{title} {_opens(entry) if entry else 'opens'}{answers}"
    if minute.event == "decided":
        return f"{title}: {minute.result} ({_figures(minute)})"
    if minute.event == "enacted":
        said = [reason_words(minute.reason)] if minute.reason and minute.reason not in LOST else []
        said += [rival_words(minute.reason, minute.rival)] if minute.rival else []
        reason = ": " + "; ".join(said) if said else ""
        return f"{title} " + ("takes effect" if minute.result == "enacted" else f"could not take effect{reason}")
    if minute.event == "stated":
        return f"{minute.member} {stated(state, minute)} (statement {minute.statement})"
    return f"the clerk's keys are handed over, by {votes(minute.weight or 0)} of {minute.eligible}"


def stated(state: State, minute: Minute) -> str:
    """The effect of a statement that an entry records, in words: leaves, withdraws proposal 0007."""
    found = Statement.of(state, minute.member or "", minute.statement or 0)
    return saying.stated(state, minute.kind or "", found.body if found else {})


def _figures(minute: Minute) -> str:
    if minute.options is not None:
        chosen = (minute.winner,) if minute.winner else minute.winners or ()
        parts = [f"chosen: {joined(chosen)}"] if chosen else []
        parts += [f"level: {joined(minute.tied)}"] if minute.tied else []
        return "; ".join([*parts, *(f"{row.option} {row.for_} for, {row.against} against" for row in minute.options)])
    rows = [
        f"{question.for_} for, {question.against} against"
        + (f", {question.abstain} abstain" if question.abstain else "")
        + (f", {question.block} block" if question.block else "")
        + f", of {votes(question.eligible)}"
        + (f", for it in {spread.agree} of {counted(spread.chose, 'affiliate')}" if (spread := question.spread) else "")
        for question in minute.questions or ()
    ]
    # an amendment of all rules is counted under each of them, most often with the same figures
    rules = {question.rule for question in minute.questions or ()}
    same = f", under each of {len(rules)} rules" if len(rules) > 1 else ""
    parts = [f"{rows[0]}{same}"] if len(set(rows)) == 1 else rows
    told = saying.discussion(minute.critique)
    return "; ".join([*parts, *([told] if told else [])])


_REASONS = {
    "funds": "not enough money is free for it",
    "more_than_owed": "less is owed than it would pay",
    "on_trial": "another proposal tries the same",
    "other_standing": "the person's standing has changed",
    "pace": "too many came in that time",
    "unknown_member": "the person is not known here any more",
}
"""Words for the reasons whose sentences need figures that an entry does not keep."""


def reason_words(code: str) -> str:
    """The reason why something could not take effect, in words."""
    words = TABLE[code].sentence.partition(": {")[0] if code in TABLE else "{"
    return words if "{" not in words else _REASONS.get(code, code.replace("_", " "))


def tell_minute(state: State, minute: Minute, commit: CommitId, now: Instant) -> None:
    """Prints an entry of the minute book: its sentence, and the way to what it is about."""
    say(f"Entry {minute.number}, {when(minute.at, now)}: {sentence(state, minute)}", bold=True)
    if minute.folder:
        say(f"  its text is in {minute.folder}")
    if minute.files:
        say(f"  it lists {counted(len(minute.files), 'file')} with their checksums")
    if minute.counted is not None:
        say(f"  {counted(minute.counted, 'ballot')} counted")
    if minute.due_at and minute.due_at != minute.at:
        say(f"  it was due on {when(minute.due_at, now)}")
    say(f"  commit {commit}")
    about = minute.proposal or (f"{minute.member}/{minute.statement}" if minute.member else None)
    if about:
        say(f"  → what it is about: govtool show {about}")
    say(f"  → its file, word for word: govtool show minute {minute.number} --as-filed")
