"""Tables for spreadsheets, as CSV (RFC 4180, with line feeds): the one place that writes them.

Promises: no cell that came from somebody's words is a formula for a spreadsheet; amounts stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with its head; None is an empty cell."""
    return "".join(_line(row) for row in (head, *([_cell(value) for value in row] for row in rows)))


def _line(cells: Sequence[str]) -> str:
    file = io.StringIO()
    # a cell with either of these is quoted: a lone CR would begin another row for a spreadsheet
    csv.writer(file, lineterminator="\r\n").writerow(cells)
    return file.getvalue().removesuffix("\r\n") + "\n"


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    # a spreadsheet would take words that begin so for a formula, and run it
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text
