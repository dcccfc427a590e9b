"""The meaning of a word without quotes in a YAML file.

Promises: a word that is accepted means the same in every version of YAML. Some words are text in YAML 1.2, and a truth
value, a date, an octal, a sexagesimal or a fractional number in YAML 1.1, or the reverse. These are refused with the
advice to put them in quotes; so are all numbers that are not whole. Does not split a file into words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from govtool.core.canonical import MAX_INTEGER

_VALUES: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}
_TRUTHS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false"})
_NOTHINGS = frozenset({"null", "~"})
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
# Wider than the numbers of any version of YAML, and never a word that a person would miss: a digit, sign or
# point and then only digits and what may stand between them, with an exponent; the other bases; infinite; no
# number.
_NUMBER = re.compile(
    r"(?=[-+.0-9])[-+]?[0-9._:,]*(?:e[-+]?[0-9]*)?|[-+]?0[xob][0-9a-f_]*|[-+]?\.inf|\.nan",
    re.IGNORECASE | re.ASCII,
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s].*)?", re.DOTALL)
_DIGITS_OF_MAX = len(str(MAX_INTEGER))
_SHOWN_CHARACTERS = 60


class WordError(ValueError):
    """A word that must be written in another way: the code and the value `what` of the finding."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code = code
        self.what = what


def shown(text: str) -> str:
    """A text for a message: on one line, and cut if it is long."""
    line = text.replace("\n", " ")
    return line if len(line) <= _SHOWN_CHARACTERS else line[:_SHOWN_CHARACTERS] + "..."


def meaning(word: str) -> str | int | bool | None:
    """The text, integer, truth value or None that a word without quotes stands for.

    Raises WordError for a word that is not the same in all versions of YAML (code yaml), and for an integer
    beyond 10^18 (code limits).
    """
    if word in _VALUES:
        return _VALUES[word]
    if _INTEGER.fullmatch(word):
        if len(word.lstrip("-")) > _DIGITS_OF_MAX or abs(int(word)) > MAX_INTEGER:
            raise WordError("limits", f"the integer {shown(word)}; at most 10^18 is allowed")
        return int(word)
    problem = _problem(word)
    if problem:
        raise WordError("yaml", problem)
    return word


def _problem(word: str) -> str:
    small = word.lower()
    if not word:
        return 'nothing is written here; write null, or "" for an empty text'
    if word == "<<":
        return "merge keys (<<) are not allowed; write the fields out"
    if small in _TRUTHS:
        return f'{word} is not true or false in every version of YAML; write true or false, or "{word}"'
    if small in _NOTHINGS:
        return f'{word} is not null in every version of YAML; write null, or "{word}"'
    if _DATE.fullmatch(word):
        return f'a date or time needs quotes: "{shown(word)}"'
    if word == "=" or _NUMBER.fullmatch(word):
        return f'{shown(word)} is not a plain whole number; for the text, put it in quotes: "{shown(word)}"'
    return ""
