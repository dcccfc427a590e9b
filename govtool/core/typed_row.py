"""The grammar of a row that people type on one line: `rent=1200.00 owner=bob name='The rent'`.

A row is words with an equals sign, between blanks. Marks as in a shell keep a text with blanks together.

Promises: pure, and bounded by the length of the line. Knows no kind of record: which names a row may have, and how its
values are read, is the caller's.
"""

from __future__ import annotations

import re

from govtool.core.finding import finding
from govtool.core.typed import TypedError

LONGEST = 2_000
"""The most characters of a row."""
_WORD = re.compile(r"""(?:[^ \t"']|"[^"]*"|'[^']*')+""")
_MARKED = re.compile(r"""(["'])(.*?)\1""", re.DOTALL)


def pairs(text: str, form: str) -> tuple[tuple[str, str], ...]:
    """The names and values of a row, in its order; `form` shows how to write one. Raises TypedError."""
    words = _WORD.findall(text) if len(text) <= LONGEST else []
    if _WORD.sub("", text).strip(" \t"):
        words = []  # a mark that nothing closes
    found = tuple((name, _MARKED.sub(r"\2", value)) for name, _, value in (word.partition("=") for word in words))
    names = [name for name, _ in found]
    if not found or not all(name and value for name, value in found) or len(set(names)) < len(names):
        raise TypedError(finding("typed", typed=text[:100], what="a row of names and values", form=form))
    return found
