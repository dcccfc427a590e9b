"""The clock: the only place that reads the time. Everything else gets the time from its caller.

`GOVTOOL_NOW` (an instant such as 2026-11-22T21:00:00Z) sets the clock for demonstrations and for tests of the clerk and
of commands; a command that uses it prints it.
"""

from __future__ import annotations

import os
import time

from govtool.core.times import DAY_SECONDS, Date, Instant, instant_of, seconds_of
from govtool.errors import UsageError

VARIABLE = "GOVTOOL_NOW"


def override() -> Instant | None:
    """The instant that the environment sets, if it does. Raises UsageError where it is not an instant."""
    text = os.environ.get(VARIABLE)
    if not text:
        return None
    try:
        return instant_of(seconds_of(text))
    except ValueError as error:
        raise UsageError(
            f"{VARIABLE}={text} is not an instant", "write it as 2026-11-22T21:00:00Z, or unset it"
        ) from error


def now() -> Instant:
    """This moment, UTC, whole seconds."""
    return override() or instant_of(int(time.time()))


def in_this_place(instant: Instant) -> time.struct_time:
    """An instant as the clocks of this computer's place show it: for people to read, never for a rule."""
    return time.localtime(seconds_of(instant))


def offset_seconds(seconds: int) -> int:
    """How far the clocks of this computer's place are from UTC at a time in seconds since 1970, east above 0."""
    return time.localtime(seconds).tm_gmtoff


def instants_at(day: Date, clock: str) -> tuple[Instant, ...]:
    """The instants at which the clocks of this computer's place show a time of a day, `09:30`, the earlier one first.

    There are two if the clocks go back meanwhile, and none if they skip that time.
    """
    shown = _as_utc(day, clock)
    offsets = {offset_seconds(shown + far) for far in (-DAY_SECONDS, DAY_SECONDS)}
    return tuple(instant_of(at) for at in sorted(shown - far for far in offsets) if at + offset_seconds(at) == shown)


def clocks_around(day: Date, clock: str) -> tuple[str, str]:
    """The times that the clocks of this place show before and after the change in which they skip a time."""
    shown = _as_utc(day, clock)
    before, after = shown - DAY_SECONDS, shown + DAY_SECONDS
    left, right = offset_seconds(before), offset_seconds(after)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if offset_seconds(middle) == left else (before, middle)
    return instant_of(after + left)[11:16], instant_of(after + right)[11:16]


def _as_utc(day: Date, clock: str) -> int:
    return seconds_of(f"{day}T{clock}:00Z")
