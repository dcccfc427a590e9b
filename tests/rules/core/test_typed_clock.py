"""A time of the day as people type it, and its distance from UTC if the clocks show it twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.typed import TypedError
from govtool.core.typed_clock import LocalTime, distance_words, local_time

FULL_WIDTH = "\uff19"


@pytest.mark.parametrize(
    ("text", "told"), [("9:30", "09:30"), ("09:30", "09:30"), ("23:59", "23:59"), (" 0:00 ", "00:00")]
)
def test_a_time_of_the_day(text: str, told: str) -> None:
    assert local_time(text) == LocalTime(told) and local_time(text).words == told


@pytest.mark.parametrize(
    ("text", "clock", "seconds"),
    [
        ("2:30+01:00", "02:30", 3600),
        ("01:30-04:00", "01:30", -4 * 3600),
        ("09:00+05:45", "09:00", 20_700),
        ("09:00+14:00", "09:00", 50_400),
    ],
)
def test_a_time_with_its_distance_from_utc(text: str, clock: str, seconds: int) -> None:
    assert local_time(text) == (clock, seconds)


@pytest.mark.parametrize(
    "text",
    [
        *("24:00", "9:60", "9", "9:3", "09:30:00", "", f"{FULL_WIDTH}:30", "-1:30", "09:30" + " " * 100),
        *("9:30+1:00", "9:30+15:00", "9:30+01:60", "9:30Z"),
    ],
)
def test_no_time_of_the_day(text: str) -> None:
    with pytest.raises(TypedError) as raised:
        local_time(text)
    assert raised.value.message.endswith("is not a time of the day") and raised.value.hint == "write it as 09:30"


@given(st.integers(-14 * 60, 14 * 60))
def test_a_distance_is_read_back(minutes: int) -> None:
    assert local_time("09:30" + distance_words(minutes * 60)).offset_seconds == minutes * 60
