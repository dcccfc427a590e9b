"""The grammar of tables that people bring from elsewhere: what stands between cells, and how days are written.

Tables of banks and of hours are read through it. A table shows its own ways. If everything in it can be read in two
ways, and these mean different things, `only_way` raises Ambiguous with both, and nothing is guessed.

Promises: pure, and bounded by the length of a cell. Knows no column, and never reads the clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeVar

from govtool.core.times import Date, days_of
from govtool.errors import Ambiguous

Dates = Literal["year-month-day", "day-month-year", "month-day-year"]
ORDERS: dict[Dates, str] = {
    "year-month-day": "the year first",
    "day-month-year": "the day first",
    "month-day-year": "the month first",
}
"""The orders of a date, in words."""
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
"""The separators of cells, by name."""

LONGEST_CELL = 40
"""The most characters of a date or an amount; a longer cell is not read."""
_YEAR_FIRST = re.compile(r"(?P<y>[0-9]{4})(?P<mark>[-/.]?)(?P<m>[0-9]{2})(?P=mark)(?P<d>[0-9]{2})")
_YEAR_LAST = re.compile(r"(?P<a>[0-9]{1,2})(?P<mark>[-/. ])(?P<b>[0-9]{1,2})(?P=mark)(?P<y>[0-9]{2}|[0-9]{4})")
_W = TypeVar("_W", bound=str)


def separator_of(head: str) -> str:
    """The name of what stands between the cells of a head: the most frequent, a comma if nothing is more frequent."""
    return max(SEPARATORS, key=lambda name: head.count(SEPARATORS[name]))


def day_in(text: str, dates: Dates) -> Date | None:
    """The day in a cell, read in an order; None if it is none. If a year has two figures, 20 stands before them."""
    plain = text.strip()
    if len(plain) > LONGEST_CELL:
        return None
    match = (_YEAR_FIRST if dates == "year-month-day" else _YEAR_LAST).fullmatch(plain)
    # who writes the month first writes no points
    if match is None or (dates == "month-day-year" and match["mark"] == "."):
        return None
    found = match.groupdict()
    day, month = (found["a"], found["b"]) if dates == "day-month-year" else (found.get("b"), found.get("a"))
    year = found["y"] if len(found["y"]) > 2 else f"20{found['y']}"
    made = f"{year}-{int(month or found.get('m') or 0):02d}-{int(day or found.get('d') or 0):02d}"
    try:
        days_of(made)
    except ValueError:
        return None
    return made


def only_way(what: str, option: str, meant: Mapping[_W, tuple[object, ...] | None], words: Mapping[_W, str]) -> _W:
    """The way in which everything can be read: `meant` has the values of each way, None if one cannot be read.

    Ways that mean the same count as one. If there is none, the first is taken, so that reading names the fault.
    Raises Ambiguous, with `words` for each way.
    """
    ways = {way: meaning for way, meaning in meant.items() if meaning is not None}
    if len(set(ways.values())) > 1:
        raise Ambiguous(what, option, {way: words[way] for way in ways})
    return next(iter(ways), next(iter(meant)))
