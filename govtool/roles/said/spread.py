"""The spread of a rule in words: in how many affiliates of a federation a proposal wins, and in how many it must."""

from __future__ import annotations

from collections.abc import Iterator

from govtool.core import spread as counting
from govtool.core.phrase import counted, duration
from govtool.core.ranked import ChoiceTally
from govtool.core.rule import CountingRule, Spread
from govtool.core.tally import Tally
from govtool.domain.decisions.docket import DocketEntry


def condition_words(spread: Spread) -> str:
    """The condition of a spread: `more than 1/2 of the affiliates in which somebody chooses, and two at least`."""
    return f"more than {spread.more_than} of the affiliates in which somebody chooses, and two at least, must be for it"


def spread_lines(spread: Spread) -> Iterator[str]:
    """The whole condition, with the affiliates that are counted."""
    yield condition_words(spread)
    yield (
        f"counted are affiliates that joined {duration(spread.seasoned)} ago or earlier, and are the home of"
        f" {counted(spread.people, 'person', 'people')} or more on the voter list"
    )
    yield f"if fewer than {spread.least} affiliates are counted, this condition rests"


def rest_words(spread: Spread, found: int) -> str:
    """That the condition rests because only so many affiliates are counted; empty if they are enough."""
    if not counting.rests(spread, found):
        return ""
    are = counted(found, "affiliate is counted", "affiliates are counted")
    return f"the spread rests: {are}, and {spread.least} are needed"


def won_words(rule: CountingRule, tally: Tally) -> str:
    """In how many affiliates a proposal wins, and in how many it must; empty if the rule has no spread."""
    spread, parts = rule.spread, tally.sums.parts
    if spread is None or parts is None:
        return ""
    won, of = counting.agree(parts), counted(counting.chose(parts), "affiliate")
    words = f"it wins in {won} of {of}; more than {spread.more_than}, and two at least, are needed"
    return rest_words(spread, len(parts)) or words


def option_lines(entry: DocketEntry, choice: ChoiceTally) -> list[str]:
    """The same for each option of a choice, under each of its rules that has a spread."""
    lines = []
    for option in entry.options:
        for asked, tally in zip(entry.rules_of(option), choice.options[option.option], strict=True):
            if words := won_words(entry.terms(asked), tally):
                lines.append(f"{option.option}: {words} ({asked.rule})")
    return lines
