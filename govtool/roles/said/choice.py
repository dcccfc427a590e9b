"""A choice among options in words: the result, each option, and the pairs that decided, as sentences or as a table.

Everything here is a function of the count. It prints nothing and names no person.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from govtool.core.phrase import counted, joined
from govtool.core.ranked import TIED, ChoiceTally, Pairs

WIDTH = 80
_SENTENCES = 3
"""As many options give as many pairs; more are easier to read as a table."""


def result_words(tally: ChoiceTally) -> str:
    """The result in a sentence: `passed: spwc is chosen`, `tied: spwc and red-keys are level, and nothing changes`."""
    level = f"{joined(tally.tied)} are level"
    if tally.result == TIED:
        return f"{TIED}: {level}, and nothing changes"
    if not tally.winners:
        return f"{tally.result}: no option passes"
    words = f"{tally.result}: {joined(tally.winners)} {'is' if len(tally.winners) == 1 else 'are'} chosen"
    if tally.seats is None or not (left := tally.seats - len(tally.winners)):
        return words
    why = f"because {level}" if tally.tied else "because no other option passes"
    return f"{words}; {counted(left, 'seat stays', 'seats stay')} open, {why}"


def option_rows(tally: ChoiceTally) -> list[tuple[str, ...]]:
    """A row for each option: its result by its own rules, and the votes for and against it."""
    found = [(option, tally.tally(option)) for option in tally.options]
    return [
        (option, each.result, f"{each.sums.for_} for", f"{each.sums.against} against", f"{each.sums.abstain} abstain")
        for option, each in found
    ]


def pair_words(pairs: Pairs, one: str, other: str) -> str:
    """Two options compared, the better one first: `spwc before red-keys: 5 to 2`."""
    more, less = pairs[one][other], pairs[other][one]
    if more == less:
        return f"{one} and {other} are level: {more} to {less}"
    return f"{one} before {other}: {more} to {less}" if more > less else pair_words(pairs, other, one)


def pair_lines(tally: ChoiceTally, width: int = WIDTH) -> list[str]:
    """The pairs of the options that pass, as sentences or, if there are many, as a table; then what did not count."""
    if len(tally.passed) <= _SENTENCES:
        lines = [pair_words(tally.pairs, *pair) for pair in combinations(tally.passed, 2)]
    else:
        lines = pair_table(tally.pairs, tally.passed, width)
    if tally.seats is None and tally.fallen:
        lines.append("These go in a circle. The weakest did not count:")
        lines += [f"  {pair_words(tally.pairs, *pair)}" for pair in tally.fallen]
    return lines


def pair_table(pairs: Pairs, options: Sequence[str], width: int = WIDTH) -> list[str]:
    """The pairs as a table, split into several if it would be wider than `width`."""
    last = len(str(len(options)))
    names = [f"{number:>{last}} {option}" for number, option in enumerate(options, start=1)]
    cells = [[_cell(pairs, row, column) for column in options] for row in options]
    left, size = max(map(len, names)), 1 + max(last + 1, *(len(cell) for row in cells for cell in row))
    fits = max(1, (width - left) // size)
    lines = ["Votes for the left option before the upper one; * marks the greater number."]
    for start in range(0, len(options), fits):
        shown = range(start, min(start + fits, len(options)))
        lines.append((" " * left + "".join(f"{place + 1} ".rjust(size) for place in shown)).rstrip())
        for name, row in zip(names, cells, strict=True):
            lines.append((name.ljust(left) + "".join(row[place].rjust(size) for place in shown)).rstrip())
    return lines


def _cell(pairs: Pairs, row: str, column: str) -> str:
    if row == column:
        return ". "
    return f"{pairs[row][column]}{'*' if pairs[row][column] > pairs[column][row] else ' '}"
