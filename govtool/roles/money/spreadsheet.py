"""Tables for spreadsheets, as CSV (RFC 4180, with line feeds): the one place that writes them.

Promises: no cell that came from somebody's words is a formula for a spreadsheet; amounts stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_FORMULA = frozenset("=+-@−")
_BREAKS = ("\t", "\r", "\n")


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
    return f"'{text}" if _is_formula(text) and not _NUMBER.fullmatch(text) else text


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet might run words as a formula: spaces and unseen characters before it are passed over, and
    a full-width sign is the same sign.
    """
    first = next((char for char in text if unicodedata.category(char)[0] not in "ZC"), "")
    return text.startswith(_BREAKS) or not _FORMULA.isdisjoint(unicodedata.normalize("NFKC", first))
