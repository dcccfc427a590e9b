"""Shares: fractions of the votes, written `1/2`, `3/4`, `50%` or `66.6%`, and exact.

Promises: what a person wrote stays as text in the record, and every use computes with the exact fraction of it: 66.6%
is 333/500 and never two thirds. A share is above 0 and at most 1: a threshold of 0 would pass everything, and one above
1 could never be met.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

SHARE_PATTERN = "^(?:[1-9][0-9]{0,8}/[1-9][0-9]{0,8}|(?:0|[1-9][0-9]{0,2})(?:[.][0-9]{1,9})?%)$"
_SHARE = re.compile(SHARE_PATTERN[1:-1])


@lru_cache(maxsize=1024)
def fraction_of(text: str) -> Fraction:
    """The exact fraction that a share stands for. Raises ValueError unless 0 < share <= 1."""
    if _SHARE.fullmatch(text) is None:
        raise ValueError(f"{text!r} is not written as a share")
    fraction = Fraction(text[:-1]) * Fraction(1, 100) if text.endswith("%") else Fraction(text)
    if not 0 < fraction <= 1:
        raise ValueError(f"{text!r} is not above 0 and at most 1")
    return fraction


def _is_share(text: str) -> str:
    try:
        fraction_of(text)
    except ValueError:
        raise PydanticCustomError("share", "must be a share above 0 and at most 1, as in 1/2, 50% or 66.6%") from None
    return text


Share = Annotated[str, StringConstraints(pattern=SHARE_PATTERN), AfterValidator(_is_share)]
"""A share as it was typed; `fraction_of` gives its value."""
