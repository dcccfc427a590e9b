"""Tables that people bring: what stands between cells, the order of a date, and the one way to read everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.times import date_of_days
from govtool.core.typed_table import LONGEST_CELL, ORDERS, Dates, day_in, only_way, separator_of
from govtool.errors import Ambiguous


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("date,hours,task", "comma"),
        ("date;hours;task", "semicolon"),
        ("date\thours\ttask", "tab"),
        ("date|hours|task", "bar"),
        ("date;hours, net;task", "semicolon"),
        ("date;hours,task", "comma"),
        ("date", "comma"),
    ],
)
def test_the_most_frequent_separator_of_a_head_separates(head: str, name: str) -> None:
    assert separator_of(head) == name


@pytest.mark.parametrize(
    ("text", "dates", "day"),
    [
        ("2026-09-21", "year-month-day", "2026-09-21"),
        ("2026/09/21", "year-month-day", "2026-09-21"),
        ("20260921", "year-month-day", "2026-09-21"),
        ("21.09.2026", "day-month-year", "2026-09-21"),
        ("21/9/26", "day-month-year", "2026-09-21"),
        ("09/21/2026", "month-day-year", "2026-09-21"),
        (" 9-21-2026 ", "month-day-year", "2026-09-21"),
        ("29.02.2028", "day-month-year", "2028-02-29"),
    ],
)
def test_a_day_is_read_in_its_order(text: str, dates: Dates, day: str) -> None:
    assert day_in(text, dates) == day


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("09/21/2026", "day-month-year"),
        ("21/09/2026", "month-day-year"),
        ("21/09/2026", "year-month-day"),
        ("2026-09-21", "day-month-year"),
        ("09.12.2026", "month-day-year"),
        ("29.02.2026", "day-month-year"),
        ("21/09-2026", "day-month-year"),
        ("31.12.1969", "day-month-year"),
        ("21.09.2026 10:00", "day-month-year"),
        ("21.09.202", "day-month-year"),
        ("\u0662\u0661.09.2026", "day-month-year"),
        ("", "day-month-year"),
        ("2026-09-21" + " " * LONGEST_CELL + "x", "year-month-day"),
    ],
)
def test_what_is_no_day_in_that_order_is_none(text: str, dates: Dates) -> None:
    assert day_in(text, dates) is None


@given(st.integers(0, 40_000).map(date_of_days))
def test_each_day_is_read_back_in_each_order(day: str) -> None:
    year, month, rest = day.split("-")
    assert day_in(day, "year-month-day") == day
    assert day_in(f"{rest}.{month}.{year}", "day-month-year") == day
    assert day_in(f"{month}/{rest}/{year}", "month-day-year") == day


def way(*meant: tuple[str, ...] | None) -> Dates:
    return only_way("its days", "--dates", dict(zip(ORDERS, meant, strict=False)), ORDERS)


def test_the_one_way_that_reads_everything_is_taken() -> None:
    assert way(None, None, ("2026-09-21",)) == "month-day-year"
    assert way(None, ("2026-03-03",), ("2026-03-03",)) == "day-month-year", "both mean the same"
    assert way(None, None, None) == "year-month-day", "the first, whose reading names the fault"


def test_two_ways_with_different_meanings_are_both_named() -> None:
    with pytest.raises(Ambiguous) as raised:
        way(None, ("2026-04-03",), ("2026-03-04",))
    assert raised.value.hint == "--dates day-month-year or --dates month-day-year"
    assert raised.value.ways == {"day-month-year": "the day first", "month-day-year": "the month first"}
