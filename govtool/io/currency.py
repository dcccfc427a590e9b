"""The door to the list of currencies: how many digits stand after the point of an amount."""

from __future__ import annotations


def exponent_of(code: str) -> int | None:
    """The digits after the point that ISO 4217 gives to a currency: JPY 0, USD 2, KWD 3. None where it knows no such
    currency, or gives it none.
    """
    from iso4217 import Currency

    try:
        return Currency(code.upper()).exponent
    except ValueError:
        return None
