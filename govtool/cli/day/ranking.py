"""Asks for a vote on options: which first, which next, until Enter; or which ones somebody approves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from govtool.cli.terminal.render import say
from govtool.cli.terminal.typed import answered
from govtool.core import typed
from govtool.core.phrase import joined
from govtool.core.ranked import NONE
from govtool.domain.decisions.ballot import Said
from govtool.domain.decisions.docket import DocketEntry
from govtool.roles.decisions.ballot_service import said_by

T = TypeVar("T")


def ask_options(entry: DocketEntry) -> Said | None:
    """The vote that somebody types on a terminal; None if they skip it."""
    names = [option.option for option in entry.options]
    if entry.ballot == "approval":
        say(f"  Name all that you approve, with commas ({','.join(names[:2])}); or {NONE}, or abstain. Enter: skip.")
        return _asked("Which do you approve", lambda text: said_by(entry, text))
    say(f"  Rank {joined([*names, NONE])}: = between equal ones, or all of it at once ({names[0]},{names[1]}={NONE}).")
    first = _asked("Which first (or abstain; Enter: skip)", lambda text: said_by(entry, text))
    if first is None or first.ranking is None:
        return first
    tiers = list(first.ranking)
    while len(left := _left(names, tiers)) > 1:
        more = _asked(f"Which next ({', '.join(left)}; Enter: that is all)", partial(typed.ranking, options=left))
        if more is None:
            break
        tiers += more
    said = Said(ranking=tuple(tiers))
    tell_left_out(entry, said)
    return said


def _asked(question: str, read: Callable[[str], T]) -> T | None:
    """The answer to a question, None if it is empty."""
    return answered(question, lambda text: read(text) if text.strip() else None, default="", show_default=False)


def _left(names: list[str], tiers: list[tuple[str, ...]]) -> list[str]:
    named = {name for tier in tiers for name in tier}
    return [name for name in (*names, NONE) if name not in named]


def tell_left_out(entry: DocketEntry, said: Said) -> None:
    """Prints what a ranking says of the options that it leaves out, if these stand level with none."""
    left = _left([option.option for option in entry.options], list(said.ranking or ()))
    if said.ranking is not None and NONE in left and len(left) > 1:
        others = joined(name for name in left if name != NONE)
        say(f"  What you left out ({others}) stands level with none; to oppose it, name none above it.")
