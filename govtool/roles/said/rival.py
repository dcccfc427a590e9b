"""Sentences about rivals: proposals that answer one question, and proposals that change the same thing."""

from __future__ import annotations

from govtool.core.ids import ProposalNumber
from govtool.core.state import State
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.rival import beside

LOST = {"outvoted": "has more votes for it", "tied": "has as many votes for it"}
"""The reasons why a proposal fails that another answer to its question is named for, in words behind its number."""


def answers_words(state: State, entry: DocketEntry) -> str:
    """The question that a proposal answers, and the proposals beside it; empty if it answers none."""
    if entry.answers is None:
        return ""
    others = ", ".join(each.number for each in beside(state, entry))
    if entry.is_closed:
        return f"answered the question {entry.answers}"
    return f"answers the question {entry.answers}" + (f" beside {others}; at most one takes effect" if others else "")


def rival_words(reason: str | None, rival: ProposalNumber | str | None) -> str:
    """Why a proposal failed that another one is named for: `0013 has more votes for it`; empty if none is named."""
    if not rival:
        return ""
    return f"{rival} {LOST.get(reason or '', 'changed the same thing and took effect before it')}"


def due_words(entry: DocketEntry, at: str) -> str:
    """When a decided proposal takes effect (`at` in words), or why it does not. Empty if it has no effect to come."""
    if entry.decided is None or not entry.is_pending:
        return ""
    if entry.awaits_rivals:
        return f"waits until all answers to the question {entry.answers} are decided"
    if entry.decided.lost:
        return f"does not take effect: {rival_words(entry.decided.lost, entry.decided.rival)}"
    return f"takes effect {at}"
