"""The letters that every SEPA bank can write, and how a name is written in them.

Sources: EPC217-08, "SEPA Requirements for an Extended Character Set (UNICODE Subset), Best Practices", and its table
of conversion. Umlauts and ß become ae, oe, ue and ss, the alternative of the German banks' agreement (DFÜ, annex 3),
because banks compare the name with that of the account. Letters of two sounds (æ, œ, þ) have two letters here.

Promises: every other letter loses its accents only. A letter without an answer is an error and never a full stop, which
would be another name.
"""

from __future__ import annotations

import string
import unicodedata

LETTERS = frozenset(string.ascii_letters + string.digits + "/-?:().,'+ ")

_SMALL = (
    dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps"}
    | dict(zip("абвгдезийклмнопрстуфхъь", "abvgdeziyklmnoprstufhay", strict=True))
    | {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ю": "yu", "я": "ya"}
    | dict(zip("øđðħıłŋŧĸ", "oddhilntk", strict=True))
    | {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
_SIGNS = dict(zip("‐‑‒–—―−_~[{]};\\|&\N{NO-BREAK SPACE}", "---------(()),//+ ", strict=True)) | dict.fromkeys(
    "’‘‛`´ʼ′", "'"
)


def sepa_text(words: str) -> str:
    """Words in the letters of SEPA, without space around them. Raises ValueError with the letters without an answer."""
    written = [_written(char, is_capital=words.isupper()) for char in unicodedata.normalize("NFC", words)]
    unknown = sorted({each for each in written if not set(each) <= LETTERS})
    if unknown:
        raise ValueError(f"SEPA has no letter for {' '.join(unknown)} in the name {words!r}")
    text = "".join(written).strip()
    if not text:
        raise ValueError(f"nothing is left of the name {words!r} in the letters of SEPA")
    return text


def _written(char: str, *, is_capital: bool) -> str:
    """A letter in those of SEPA; the letter itself if there is no answer."""
    if char in LETTERS or char in _SIGNS:
        return _SIGNS.get(char, char)
    for letter in (char, _bare(char)):
        if letter.lower() in _SMALL:
            small = _SMALL[letter.lower()]
            return small if letter == letter.lower() else small.upper() if is_capital else small.capitalize()
        if set(letter) <= LETTERS:
            return letter
    return char


def _bare(char: str) -> str:
    """A letter without its accents."""
    return "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
