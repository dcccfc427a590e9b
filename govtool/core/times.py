"""Instants, dates and durations, kept as text and computed with whole numbers.

An instant is UTC to the whole second, `2026-11-22T21:00:00Z`; text of this one form sorts as time, so
records and rules compare it as it is. A duration is `P[nD][T[nH][nM]]`, where a day is 24 hours: no month,
no summer time, nothing that would need a calendar of a place.

Promises: only days that the calendar has, years 1970 to 9999, no leap second. Never reads the clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from govtool.errors import GovtoolError

DATE_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
INSTANT_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
DURATION_PATTERN = "^P(?:(?:0|[1-9][0-9]{0,4})D)?(?:T(?:(?:0|[1-9][0-9]{0,4})H)?(?:(?:0|[1-9][0-9]{0,4})M)?)?$"

DAY_SECONDS = 86_400
_AHEAD_SECONDS = 600
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_LAST_SECOND = (date(9999, 12, 31).toordinal() - _EPOCH_DAY + 1) * DAY_SECONDS - 1

_DATE = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_INSTANT = re.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
_NUMBER = "(0|[1-9][0-9]{0,4})"
_DURATION = re.compile(f"P(?:{_NUMBER}D)?(?:T(?:{_NUMBER}H)?(?:{_NUMBER}M)?)?")


def _is_date(text: str) -> str:
    try:
        days_of(text)
    except ValueError:
        raise PydanticCustomError("date", "must be a date of the calendar, 1970 to 9999: 2026-11-22") from None
    return text


def _is_instant(text: str) -> str:
    try:
        seconds_of(text)
    except ValueError:
        raise PydanticCustomError(
            "instant", "must be a UTC time of the calendar, 1970 to 9999: 2026-11-22T21:00:00Z"
        ) from None
    return text


def _is_duration(text: str) -> str:
    try:
        duration_seconds(text)
    except ValueError:
        raise PydanticCustomError("duration", "must be a duration as in P7D, PT12H or P1DT6H30M") from None
    return text


Date = Annotated[str, StringConstraints(pattern=DATE_PATTERN), AfterValidator(_is_date)]
"""A day, `2026-11-22`. The date of an event is its UTC date."""
Instant = Annotated[str, StringConstraints(pattern=INSTANT_PATTERN), AfterValidator(_is_instant)]
"""A second, `2026-11-22T21:00:00Z`."""
Duration = Annotated[str, StringConstraints(pattern=DURATION_PATTERN), AfterValidator(_is_duration)]
"""A length of time, `P7D`, `PT12H`, `P1DT6H30M`; nothing at all is `P0D`."""


@lru_cache(maxsize=4096)
def days_of(day: Date) -> int:
    """Whole days from 1970-01-01 to that date. Raises ValueError for a text that is no date."""
    match = _DATE.fullmatch(day)
    if match is None:
        raise ValueError(f"{day!r} is no date")
    days = date(int(match[1]), int(match[2]), int(match[3])).toordinal() - _EPOCH_DAY
    if days < 0:
        raise ValueError(f"{day!r} lies before 1970")
    return days


@lru_cache(maxsize=4096)
def date_of_days(days: int) -> Date:
    """The date so many days after 1970-01-01. Raises GovtoolError outside the years 1970 to 9999."""
    if not 0 <= days <= _LAST_SECOND // DAY_SECONDS:
        raise _out_of_years()
    return date.fromordinal(days + _EPOCH_DAY).isoformat()


@lru_cache(maxsize=4096)
def instants_in(data: bytes) -> list[Instant]:
    """Every instant that stands in a file, in order; not whether each is of the calendar."""
    return [found[0] for found in _INSTANT.finditer(data.decode("utf-8", "replace"))]


def seconds_of(instant: Instant) -> int:
    """Whole seconds from 1970-01-01T00:00:00Z. Raises ValueError for a text that is no instant."""
    match = _INSTANT.fullmatch(instant)
    if match is None:
        raise ValueError(f"{instant!r} is no instant")
    hours, minutes, seconds = int(match[2]), int(match[3]), int(match[4])
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError(f"{instant!r} is no time of a day")
    return days_of(match[1]) * DAY_SECONDS + hours * 3600 + minutes * 60 + seconds


def is_ahead(at: Instant, now: Instant) -> bool:
    """Whether a time is more than ten minutes after now: further than the clocks of two computers differ."""
    return seconds_of(at) > seconds_of(now) + _AHEAD_SECONDS


@lru_cache(maxsize=4096)
def instant_of(seconds: int) -> Instant:
    """The instant so many seconds after 1970-01-01T00:00:00Z. Raises GovtoolError outside the years 1970 to
    9999.
    """
    if not 0 <= seconds <= _LAST_SECOND:
        raise _out_of_years()
    days, rest = divmod(seconds, DAY_SECONDS)
    return f"{date_of_days(days)}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}Z"


@lru_cache(maxsize=4096)
def duration_seconds(duration: Duration) -> int:
    """The length of a duration in seconds, a day being 24 hours. Raises ValueError if it is none."""
    match = _DURATION.fullmatch(duration)
    if match is None or duration.endswith(("P", "T")):
        raise ValueError(f"{duration!r} is no duration")
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return days * DAY_SECONDS + hours * 3600 + minutes * 60


def add(instant: Instant, duration: Duration) -> Instant:
    """The instant that much later. Raises GovtoolError after the year 9999."""
    return instant_of(seconds_of(instant) + duration_seconds(duration))


def subtract(instant: Instant, duration: Duration) -> Instant:
    """The instant that much earlier, and never before 1970, so that a look back from any time has a start."""
    return instant_of(max(0, seconds_of(instant) - duration_seconds(duration)))


def date_of(instant: Instant) -> Date:
    """The UTC date of an instant."""
    return instant[:10]


def midnight_after(instant: Instant) -> Instant:
    """The first midnight that is not before an instant."""
    return instant_of(-(-seconds_of(instant) // DAY_SECONDS) * DAY_SECONDS)


MONTH_PATTERN = r"^(?:19[7-9][0-9]|[2-9][0-9]{3})-(?:0[1-9]|1[0-2])$"
"""A month as records and folders write it: 2026-11."""


def months_in(days: Iterable[Date]) -> list[str]:
    """The months of some days, each once, the earliest first."""
    return sorted({day[:7] for day in days})


def longest(durations: Iterable[Duration]) -> Duration:
    """The longest of them, as it was written (the first of equals); `P0D` of none."""
    return max(durations, key=duration_seconds, default="P0D")


def _out_of_years() -> GovtoolError:
    return GovtoolError("the time lies outside the years 1970 to 9999", "check the dates and the clock")
