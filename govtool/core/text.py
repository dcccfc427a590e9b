"""The bytes of a text that a person wrote, before anyone asks what they mean.

Promises: a text without findings is UTF-8 in the composed form NFC with line feeds for line ends. It contains no
invisible character. Does not know YAML or Markdown.
"""

from __future__ import annotations

import unicodedata

from govtool.core import character
from govtool.core.finding import Finding, finding

_LAYOUT_CHARACTERS = {
    "\r": "a carriage return; end lines with a line feed (LF) alone",
    "\t": "a tab; use spaces",
}


def lines_of(text: str) -> list[str]:
    """The lines of a text that people wrote: only LF, CRLF or CR ends a line.

    `str.splitlines` would also end a line at a form feed, a record separator or U+2028. No editor shows these as the
    end of a line, so a part of somebody's words could pass as a line of its own.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def name_key(name: str) -> str:
    """A name without case, width and the number of blanks, which the eye passes over. Two names that look the same have
    the same key. No verdict depends on it.
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def place(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at an index."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def decode(data: bytes, path: str = "") -> tuple[str, list[Finding]]:
    """The text of the bytes, and in order the findings: the first occurrence of each refused character.

    The findings have the codes invisible and yaml (not UTF-8, not composed, a tab, a carriage return). If the bytes are
    not UTF-8, the text ends at the first wrong byte.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        text = data[: error.start].decode()
        line, column = place(text, len(text))
        return text, [finding("yaml", path, line, column, what="the file is not UTF-8")]
    if text.isascii() and character.first_refused(text) < 0:
        return text, []
    found = [
        (text.index(mark), "yaml", _LAYOUT_CHARACTERS[mark])
        if mark in _LAYOUT_CHARACTERS
        else (text.index(mark), "invisible", character.describe(mark))
        for mark in set(text)
        if character.is_refused(mark)
    ]
    if not character.is_composed(text):
        found.append((_first_uncomposed(text), "yaml", "a letter is not in its composed form (Unicode NFC)"))
    findings = []
    for index, code, what in sorted(found):
        line, column = place(text, index)
        findings.append(finding(code, path, line, column, what=what))
    return text, findings


def _first_uncomposed(text: str) -> int:
    composed, index = character.compose(text), 0
    while text[index] == composed[index]:
        index += 1
    return index
