"""The names that a person may have meant, for a name that nothing has."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


def nearest(typed: str, known: Iterable[str], most: int = 3, cutoff: float = 0.6) -> list[str]:
    """At most so many of the known names, the nearest first. `cutoff` is how much must be right: 0 to 1."""
    return difflib.get_close_matches(typed, list(known), n=most, cutoff=cutoff)


def offered(names: Sequence[str]) -> str:
    """The words with which an error offers these names; empty if there are none."""
    return f"; did you mean {' or '.join(names)}?" if names else ""
