"""The clock: the only place that reads the time. Everything else gets the time from its caller.

`GOVTOOL_NOW` (an instant such as 2026-11-22T21:00:00Z) sets the clock for demonstrations and for tests of the clerk and
of commands; a command that uses it prints it.
"""

from __future__ import annotations

import os
import time

from govtool.core.times import Instant, instant_of, seconds_of
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
