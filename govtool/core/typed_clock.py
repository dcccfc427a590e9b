"""The grammar of a time of the day: 9:30, or 02:30+01:00 with its distance from UTC.

If the clocks go back, an hour comes twice, and the distance from UTC says which of the two is meant.

Promises: pure. Knows no place, and so not whether a clock shows that time on some day.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from govtool.core.finding import finding
from govtool.core.typed import BLANKS, LONGEST, TypedError

CLOCK = "09:30"
_CLOCK = re.compile(
    r"(?P<hours>[01]?[0-9]|2[0-3]):(?P<minutes>[0-5][0-9])(?P<offset>[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?", re.ASCII
)


class LocalTime(NamedTuple):
    """A time of the day as clocks show it, and how far they are from UTC, in seconds, if that was typed."""

    clock: str
    offset_seconds: int | None = None

    @property
    def words(self) -> str:
        """As it is typed: 09:30 or 02:30+01:00."""
        return self.clock if self.offset_seconds is None else self.clock + distance_words(self.offset_seconds)


def local_time(text: str) -> LocalTime:
    """A time of the day: 9:30 is 09:30. Raises TypedError."""
    match = _CLOCK.fullmatch(text.strip(BLANKS)) if len(text) <= LONGEST else None
    if match is None:
        raise TypedError(finding("typed", typed=text[:LONGEST], what="a time of the day", form=CLOCK))
    clock = f"{int(match['hours']):02d}:{match['minutes']}"
    if not match["offset"]:
        return LocalTime(clock)
    seconds = int(match["offset"][1:3]) * 3600 + int(match["offset"][4:]) * 60
    return LocalTime(clock, -seconds if match["offset"][0] == "-" else seconds)


def distance_words(offset_seconds: int) -> str:
    """A distance from UTC as it is typed behind a time: +01:00."""
    sign, minutes = "-" if offset_seconds < 0 else "+", abs(offset_seconds) // 60
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"
