"""Instants, dates and durations as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core import times
from govtool.core.record import Record, SchemaError
from govtool.core.times import Date, Duration, Instant, instants_in
from govtool.errors import GovtoolError

LAST = 253_402_300_799
SECONDS = st.integers(0, LAST)
PARTS = st.tuples(st.integers(0, 99_999), st.integers(0, 99_999), st.integers(0, 99_999))


class Event(Record):
    at: Instant = "2026-11-22T21:00:00Z"
    on: Date = "2026-11-22"
    lasts: Duration = "P0D"


@pytest.mark.parametrize(
    "text", ["1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "2026-11-22T21:00:00Z", "9999-12-31T23:59:59Z"]
)
def test_an_instant_is_utc_to_the_second(text: str) -> None:
    assert Event.read({"at": text}).at == text
    assert times.instant_of(times.seconds_of(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22",
        "2026-11-22T21:00Z",
        "2026-11-22T21:00:00",
        "2026-11-22T21:00:00+00:00",
        "2026-11-22 21:00:00Z",
        "2026-11-22T21:00:00.0Z",
        "2026-11-22t21:00:00z",
        "2026-11-22T21:00:00Z\n",
        " 2026-11-22T21:00:00Z",
        "",
        "2026-02-30T21:00:00Z",
        "2025-02-29T21:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T23:60:00Z",
        "2016-12-31T23:59:60Z",
        "1969-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "٢٠٢٦-11-22T21:00:00Z",
    ],
)
def test_any_other_text_is_no_instant(text: str) -> None:
    with pytest.raises(SchemaError):
        Event.read({"at": text})
    with pytest.raises(ValueError, match=r"is no|lies before|day|month|year"):
        times.seconds_of(text)


@given(SECONDS)
def test_an_instant_is_the_second_that_the_calendar_says(seconds: int) -> None:
    expected = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    text = times.instant_of(seconds)
    assert text == expected.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    assert times.seconds_of(text) == seconds
    assert times.date_of(text) == times.date_of_days(times.days_of(times.date_of(text)))


@given(SECONDS, SECONDS)
def test_instants_sort_as_text_in_the_order_of_time(one: int, other: int) -> None:
    assert (one < other) == (times.instant_of(one) < times.instant_of(other))


@pytest.mark.parametrize("text", ["2026-02-29", "2026-2-01", "2026-11-22\n", "1969-12-31", "2026/11/22", "20261122"])
def test_a_date_is_a_day_of_the_calendar(text: str) -> None:
    assert Event.read({"on": "2024-02-29"}).on == "2024-02-29"
    with pytest.raises(SchemaError):
        Event.read({"on": text})


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("P0D", 0),
        ("PT0M", 0),
        ("P7D", 604800),
        ("PT1H", 3600),
        ("PT72H", 259200),
        ("P1DT6H30M", 109800),
        ("PT30M", 1800),
        ("P2DT5M", 173100),
        ("P99999D", 8639913600),
    ],
)
def test_a_duration_counts_days_of_24_hours_hours_and_minutes(text: str, seconds: int) -> None:
    assert times.duration_seconds(text) == seconds
    assert Event.read({"lasts": text}).lasts == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "P1DT",
        "7D",
        "P1W",
        "P1M",
        "P1Y",
        "PT1S",
        "PT1.5H",
        "P-1D",
        "-P1D",
        "P1H",
        "P07D",
        "P1D\n",
        "p7d",
        "P 7D",
        "PT1M1H",
        "P100000D",
        "P٧D",
    ],
)
def test_any_other_text_is_no_duration(text: str) -> None:
    with pytest.raises(SchemaError):
        Event.read({"lasts": text})
    with pytest.raises(ValueError, match="no duration"):
        times.duration_seconds(text)


@given(st.integers(0, LAST // 2), PARTS)
def test_adding_a_duration_moves_an_instant_by_its_length(seconds: int, parts: tuple[int, int, int]) -> None:
    days, hours, minutes = parts
    duration = f"P{days}DT{hours}H{minutes}M"
    start = times.instant_of(seconds)
    later = times.add(start, duration)
    assert times.seconds_of(later) == seconds + days * 86_400 + hours * 3600 + minutes * 60
    assert times.subtract(later, duration) == start


def test_time_ends_with_the_year_9999_and_begins_with_1970() -> None:
    assert times.add("9999-12-31T23:59:00Z", "P0D") == "9999-12-31T23:59:00Z"
    with pytest.raises(GovtoolError, match="outside the years"):
        times.add("9999-12-31T23:59:00Z", "PT1M")
    with pytest.raises(GovtoolError, match="outside the years"):
        times.instant_of(-1)
    with pytest.raises(GovtoolError, match="outside the years"):
        times.date_of_days(-1)
    assert times.subtract("1970-01-02T00:00:00Z", "P3D") == "1970-01-01T00:00:00Z"


def test_a_day_has_24_hours_through_every_clock_change() -> None:
    assert times.add("2026-10-24T21:00:00Z", "P1D") == "2026-10-25T21:00:00Z"
    assert times.add("2024-02-28T12:00:00Z", "P1D") == "2024-02-29T12:00:00Z"


def test_the_longest_duration_keeps_the_way_it_was_written() -> None:
    assert times.longest(["P2D", "PT72H", "P3D", "P1D"]) == "PT72H"
    assert times.longest([]) == "P0D"


def test_months_are_those_of_the_days_in_their_order() -> None:
    days = ["2026-12-01", "2026-11-30", "2026-11-02", "2025-12-31"]
    assert times.months_in(days) == ["2025-12", "2026-11", "2026-12"]
    assert times.months_in([]) == []


def test_ten_minutes_are_not_ahead_and_a_second_more_is() -> None:
    now = "2026-11-22T21:00:00Z"
    found = [times.is_ahead(at, now) for at in ("2026-11-22T20:00:00Z", now, "2026-11-22T21:10:00Z")]
    assert found == [False] * 3 and times.is_ahead("2026-11-22T21:10:01Z", now)


def test_every_instant_of_a_file_is_found_and_nothing_else() -> None:
    data = 'a: "2026-11-01T10:00:00Z"\nb: "2026-11-01"\nc: "2027-01-31T23:59:59Z"\nä: \udcff'.encode("utf-8", "replace")
    assert instants_in(data) == ["2026-11-01T10:00:00Z", "2027-01-31T23:59:59Z"] and instants_in(b"\xff") == []
