"""Work by the clocks of this computer's place: two instants, and what a record holds of them.

If the clocks go back, they show an hour twice, and a night has an hour more. The length of work is the difference of
two instants, never of two spellings. A time that comes twice raises Ambiguous with both spellings, and one that the
clocks skip is refused.

A record holds the start as clocks show it, and its end is compared with other entries by the same clock. Work over the
hour that comes twice would seem to overlap what follows it, so it is recorded without its start.
"""

from __future__ import annotations

from govtool.core.times import DAY_SECONDS, Date, Instant, date_of_days, days_of, seconds_of
from govtool.core.typed_clock import LocalTime, distance_words
from govtool.domain.work.work_entry import DAY_MINUTES
from govtool.errors import Ambiguous, UsageError
from govtool.io.clock import clocks_around, in_this_place, instants_at, offset_seconds

_ENDS = ("before the clocks go back", "after the clocks go back")


def day_and_clock(instant: Instant) -> tuple[Date, str]:
    """The day and the time of day that the clocks here show at an instant."""
    there = in_this_place(instant)
    return f"{there.tm_year:04d}-{there.tm_mon:02d}-{there.tm_mday:02d}", f"{there.tm_hour:02d}:{there.tm_min:02d}"


def begun_at(day: Date, start: LocalTime, option: str = "--start") -> Instant:
    """The instant of a time on a day. Raises Ambiguous, UsageError."""
    return _only(day, start, instants_at(day, start.clock), option)


def ended_at(day: Date, begun: Instant, end: LocalTime, option: str = "--end") -> Instant:
    """The next instant after the start at which clocks show a time, that day or the day after.

    Raises Ambiguous, UsageError.
    """
    found = tuple(each for each in instants_at(day, end.clock) if each > begun)
    _, clock = day_and_clock(begun)
    if not found and end.clock == clock:
        raise UsageError(f"it began and ended at {end.clock}", "say how long it was: --hours 24h")
    if not found and end.clock < clock:
        day = date_of_days(days_of(day) + 1)
        found = instants_at(day, end.clock)
    ended = _only(day, end, found, option)
    if minutes_between(begun, ended) > DAY_MINUTES:
        raise UsageError(f"{clock} to {end.clock} are more than 24 hours, as the clocks go back", "log it in parts")
    return ended


def minutes_between(begun: Instant, ended: Instant) -> int:
    """The whole minutes between two instants; a begun minute counts too."""
    return -((seconds_of(begun) - seconds_of(ended)) // 60)


def recorded_start(begun: Instant, minutes: int) -> str | None:
    """The start of work as a record holds it, 09:30. None for work over the hour that comes twice, or in its second
    pass: by the clock it would seem to overlap other work.
    """
    first = seconds_of(begun)
    day, clock = day_and_clock(begun)
    same = instants_at(day, clock)
    goes_back = offset_seconds(first + minutes * 60 - 1) < offset_seconds(first)
    is_second = len(same) > 1 and first >= seconds_of(same[-1])
    return None if goes_back or is_second else clock


def go_back_on(day: Date) -> bool:
    """Whether the clocks here go back on a day, or in the night after it."""
    noon = seconds_of(f"{day}T12:00:00Z")
    return offset_seconds(noon + DAY_SECONDS) < offset_seconds(noon - DAY_SECONDS)


def _only(day: Date, at: LocalTime, found: tuple[Instant, ...], option: str) -> Instant:
    spelled = {at.clock + distance_words(offset_seconds(seconds_of(each))): each for each in found}
    if at.offset_seconds is not None and spelled:
        if at.words not in spelled:
            raise UsageError(f"the clocks here do not show {at.words} on {day}", f"type {' or '.join(spelled)}")
        return spelled[at.words]
    if not spelled:
        left, right = clocks_around(day, at.clock)
        raise UsageError(
            f"{at.clock} does not exist on {day}: the clocks go from {left} to {right}",
            f"type a time before {left}, or {right} or later",
        )
    if len(spelled) > 1:
        ways = dict(zip(spelled, _ENDS, strict=True))
        raise Ambiguous(f"{at.clock} comes twice on {day}, because the clocks go back", option, ways)
    return found[0]
