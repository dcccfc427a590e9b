"""Shows the count of a choice: each option by its own rules, and the options that pass compared in pairs.

Prints for people, and makes the data for programs. Counts nothing by itself.
"""

from __future__ import annotations

from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say, table
from govtool.cli.view.outlook import of_rule
from govtool.core.ranked import ChoiceTally
from govtool.core.tally import PASSED
from govtool.domain.decisions.decision import Outcome
from govtool.domain.decisions.docket import DocketEntry
from govtool.roles.said.choice import WIDTH, option_rows, pair_lines
from govtool.roles.said.spread import option_lines


def tell_choice(entry: DocketEntry, choice: ChoiceTally) -> None:
    """Prints each option with its votes, and the pairs of those that pass."""
    rules = [", ".join(dict.fromkeys(asked.rule for asked in entry.rules_of(option))) for option in entry.options]
    rows = []
    for row, rule, option in zip(option_rows(choice), rules, choice.options, strict=True):
        tally = choice.tally(option)
        lacks = of_rule(tally) if entry.is_open and tally.result != PASSED else ""
        rows.append((*row, f"({rule})", lacks))
    table(rows, indent="    ")
    for line in (*option_lines(entry, choice), *pair_lines(choice, WIDTH - 4)):
        say(f"    {line}")


def choice_data(entry: DocketEntry, outcome: Outcome) -> dict[str, object]:
    """The figures of a choice for a program."""
    figures = outcome.choice.data() if outcome.choice is not None else {}
    if entry.decided is not None:
        figures["result"] = entry.decided.result
    return figures | picked(entry, "ballot seats", settled=outcome.is_settled or not entry.is_open)
