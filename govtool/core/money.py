"""Amounts of money: what a person types, `30` or `30.00`, and the whole minor units that records hold.

The exponent is the number of decimals of the currency (JPY 0, USD 2, KWD 3); the co-operative fixes it
once, so it is given by the caller. Promises: exact, and an amount with more decimals than the currency has
is refused rather than rounded. Knows no currency by name.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from govtool.errors import UsageError

LARGEST_MINOR = 10**18
"""The largest amount: enough for every economy, and short enough for any program that reads the records."""

Minor = Annotated[int, Field(ge=0, le=LARGEST_MINOR)]
"""An amount of 0 or more, in minor units."""
PositiveMinor = Annotated[int, Field(ge=1, le=LARGEST_MINOR)]
"""An amount above 0, in minor units."""
SignedMinor = Annotated[int, Field(ge=-LARGEST_MINOR, le=LARGEST_MINOR)]
"""A change of an amount, in minor units."""
Exponent = Annotated[int, Field(ge=0, le=4)]
"""How many decimals a currency has."""

_TYPED = re.compile(r"(0|[1-9][0-9]{0,18})(?:\.([0-9]{1,9}))?")


class MoneyError(UsageError):
    """The text is not an amount of this currency."""

    code = "amount"


def minor_of(text: str, exponent: int) -> int:
    """The minor units of an amount as typed: digits and at most one point, no sign, no thousands, no
    currency.

    Raises MoneyError for anything else, for more decimals than the currency has, and for more than 10^18
    minor units.
    """
    unit: int = 10**exponent
    match = _TYPED.fullmatch(text)
    if match is None:
        raise MoneyError(f"{text!r} is not an amount", f"write it as {format_minor(30 * unit, exponent)}")
    whole, decimals = match[1], match[2] or ""
    if len(decimals) > exponent:
        raise MoneyError(
            f"{text!r} has more decimals than the currency, which has {exponent}",
            f"write it as {format_minor(30 * unit, exponent)}",
        )
    minor = int(whole) * unit + int(decimals.ljust(exponent, "0") or "0")
    if minor > LARGEST_MINOR:
        raise MoneyError(f"{text!r} is too large", "check the number of digits")
    return minor


def format_minor(minor: int, exponent: int) -> str:
    """An amount in minor units as people write it, with all decimals of the currency: 3000 is `30.00`."""
    whole, decimals = divmod(abs(minor), 10**exponent)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{decimals:0{exponent}d}" if exponent else f"{sign}{whole}"
