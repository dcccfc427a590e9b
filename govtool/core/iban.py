"""The number of a bank account, as ISO 13616 writes it (IBAN): its form, and its two check digits.

Promises: a number in which one digit is wrong, or two neighbours have changed places, is refused. Does not know how
long the numbers of a country are, nor whether the account exists.
"""

from __future__ import annotations

import re

_FORM = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")
_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[0-9A-Z]{2}(?:[0-9A-Z]{3})?")


def iban_of(text: str) -> str:
    """The number without the spaces that people write. Raises ValueError with what is wrong."""
    plain = re.sub(r"\s", "", text).upper()
    if not _FORM.fullmatch(plain):
        raise ValueError(
            f"{text!r} is no IBAN; it begins with two letters and two digits, as DE89 3704 0044 0532 0130 00"
        )
    # letters count from 10, and the remainder of the whole number by 97 is 1
    digits = "".join(str(int(char, 36)) for char in plain[4:] + plain[:4])
    if int(digits) % 97 != 1:
        raise ValueError(f"the check digits of {text!r} are wrong: a digit is mistyped, or two have changed places")
    return plain


def bic_of(text: str) -> str:
    """The code of a bank (ISO 9362). Raises ValueError."""
    plain = text.strip().upper()
    if not _BIC.fullmatch(plain):
        raise ValueError(f"{text!r} is no BIC, which has 8 or 11 letters and digits")
    return plain
