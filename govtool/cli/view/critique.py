"""Shows the questions, concerns and objections to a proposal, before people vote on it.

A bar marks every line of somebody's words, so that none of them looks like words of govtool.
"""

from __future__ import annotations

from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import counted, when
from govtool.cli.view.case import tell_words
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.decisions.critique import Critique, listed
from govtool.domain.decisions.docket import DocketEntry
from govtool.roles.decisions.critique_service import to_read

_MOST = 20


def tell_discussion(state: State, entry: DocketEntry, now: Instant, most: int = _MOST) -> None:
    """Prints what was written to a proposal: first what is open, then what was answered with the answer, and how much
    was lifted. Prints nothing if nobody wrote.
    """
    shown, lifted = to_read(state, entry)
    if shown or lifted:
        say("Questions, concerns and objections (they count nothing):", bold=True)
    for one in shown[:most]:
        tell_critique(one, now, "" if one.proposal == entry.number else f" to {one.proposal}, which this one replaces")
    if len(shown) > most:
        say(f"  and {len(shown) - most} more: govtool show {entry.number}")
    if lifted:
        say(f"  {counted(lifted, 'was', 'were')} lifted: govtool list critique")


def tell_critique(one: Critique, now: Instant, about: str = "") -> None:
    """Prints one question, concern or objection with its answer."""
    say(f"  {one.name} {one.aspect} of {one.by}{about}, {when(one.at, now)}: {one.status}", bold=one.status == "open")
    tell_words(one.words)
    if one.answer is not None:
        say(f"    the proposer answers, {when(one.answered_at or '', now)}:")
        tell_words(one.answer)


def discussion_data(state: State, entry: DocketEntry) -> list[dict[str, object]]:
    """The questions, concerns and objections to a proposal, for a program."""
    return [critique_data(one) for one in listed(state, entry)]


def critique_data(one: Critique) -> dict[str, object]:
    """One question, concern or objection for a program."""
    return {**picked(one, "name status"), **one.data()}
