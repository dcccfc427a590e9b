"""The count of a choice on the page of a proposal: each option by its own rules, and the pairs of those that pass."""

from __future__ import annotations

from govtool.core.ranked import ChoiceTally
from govtool.domain.decisions.docket import DocketEntry
from govtool.roles.forge.page.markdown import block, cell, table
from govtool.roles.said.choice import option_rows, pair_lines, result_words
from govtool.roles.said.spread import option_lines


def choice_block(entry: DocketEntry, choice: ChoiceTally) -> list[str]:
    """The lines of the count. Pairs stand as text of one width, because they can be a table of thirteen columns."""
    head = ["option", "result", "for", "against", "abstain", "title"]
    rows = [[*row, cell(option.title)] for row, option in zip(option_rows(choice), entry.options, strict=True)]
    pairs = [*option_lines(entry, choice), *pair_lines(choice)]
    state = "The count" if entry.decided is not None else f"If it closed now, {result_words(choice)}"
    return [f"**{state}**", "", *table(head, rows), *(["", *block(pairs)] if pairs else [])]
