"""An entry of work: its form, a day's 24 hours, what overlaps, and the days around it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from govtool.core.finding import Finding
from govtool.domain.work.work_entry import (
    WorkEntry,
    clash_problems,
    dates_around,
    days_between,
    form_problems,
    monday_of,
    week_of,
)
from govtool.errors import Refused

TODAY = "2026-11-10"


def worked(date: str = TODAY, minutes: int = 60, start: str | None = None, **fields: object) -> WorkEntry:
    """An entry."""
    return WorkEntry.read({"date": date, "minutes": minutes, "task": "shelves", "start": start, **fields})


def said(found: Iterable[Finding]) -> list[str]:
    """What is said of hours."""
    rows = list(found)
    assert {row.code for row in rows} <= {"hours"}
    return [str(row.values["what"]) for row in rows]


# The form of one -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({"minutes": 0}, False),
        ({"minutes": 1}, True),
        ({"minutes": 1440}, True),
        ({"minutes": 1441}, False),
        ({"task": ""}, False),
        ({"task": "x"}, True),
        ({"task": "x" * 200}, True),
        ({"task": "x" * 201}, False),
        ({"task": " x"}, False),
        ({"task": "x "}, False),
        ({"start": "00:00"}, True),
        ({"start": "23:59"}, True),
        ({"start": "24:00"}, False),
        ({"start": "12:60"}, False),
        ({"start": "9:00"}, False),
        ({"project": "web"}, True),
        ({"project": "Web page"}, False),
    ],
)
def test_an_entry_has_minutes_of_a_day_and_a_task(fields: dict[str, object], holds: bool) -> None:
    if holds:
        assert worked(**fields).date == TODAY  # type: ignore[arg-type]
    else:
        with pytest.raises(Refused):
            worked(**fields)  # type: ignore[arg-type]


def test_an_entry_belongs_to_the_month_of_its_date() -> None:
    assert [worked(day).month for day in ("2026-10-31", "2026-11-01")] == ["2026-10", "2026-11"]


def test_a_spell_is_counted_in_minutes_since_1970_and_only_where_it_began_is_said() -> None:
    assert worked().spell is None
    assert worked("1970-01-01", 90, "00:00").spell == (0, 90)
    assert worked("1970-01-02", 90, "09:30").spell == (1440 + 570, 1440 + 660)


# Several, by themselves ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "count"), [("2026-11-10", 0), ("2026-11-11", 0), ("2026-11-12", 1)])
def test_tomorrow_is_somebody_s_today_and_the_day_after_is_nobody_s(day: str, count: int) -> None:
    assert len(said(form_problems([worked("2026-11-01"), worked(day)], TODAY))) == count


@pytest.mark.parametrize(("first", "count"), [("2026-10-11", 0), ("2026-10-10", 1)])
def test_a_statement_spans_a_month_at_most(first: str, count: int) -> None:
    assert len(said(form_problems([worked(TODAY), worked(first)], TODAY))) == count


def test_there_is_no_oldest_date_and_nothing_is_wrong_with_nothing() -> None:
    assert said(form_problems([worked("1970-01-01")], TODAY)) == said(form_problems([], TODAY)) == []


# Several, together with others ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "count"), [(440, 0), (441, 1)])
def test_nobody_works_more_than_the_day_has(minutes: int, count: int) -> None:
    assert len(said(clash_problems([worked(minutes=minutes), worked(minutes=600)], [worked(minutes=400)]))) == count


def test_only_the_days_of_the_new_entries_are_looked_at_and_each_for_itself() -> None:
    full = [worked("2026-11-09", 1440), worked("2026-11-09", 1440)]
    assert said(clash_problems([worked(TODAY, 1440)], full)) == []
    twice = [worked("2026-11-09", 1), worked(TODAY, 1)]
    others = [worked("2026-11-09", 1440), worked(TODAY, 1440)]
    assert [text[:26] for text in said(clash_problems(twice, others))] == [
        "1441 minutes on 2026-11-09",
        "1441 minutes on 2026-11-10",
    ]


@pytest.mark.parametrize(("start", "count"), [("09:59", 1), ("10:00", 0), ("08:00", 0), ("08:01", 1), ("09:00", 1)])
def test_two_things_are_not_worked_at_the_same_time(start: str, count: int) -> None:
    """From nine to ten something was recorded."""
    new, old = worked(start=start), worked(start="09:00")
    assert len(said(clash_problems([new], [old]))) == len(said(clash_problems([new, old], []))) == count


def test_over_midnight_the_day_after_is_touched() -> None:
    night = worked("2026-11-09", 180, "22:30")
    assert len(said(clash_problems([worked(TODAY, 60, "01:29")], [night]))) == 1
    assert said(clash_problems([worked(TODAY, 60, "01:30")], [night])) == []


def test_what_clashed_before_is_not_said_of_a_new_entry() -> None:
    old = [worked(start="09:00"), worked(start="09:30")]
    assert said(clash_problems([worked(start="12:00")], old)) == []
    assert said(clash_problems([worked()], old)) == [], "it does not say when it began"


def test_a_long_spell_clashes_with_all_within_it() -> None:
    long = worked(minutes=600, start="08:00")
    within = [worked(minutes=10, start="09:00"), worked(minutes=10, start="17:00"), worked(minutes=10, start="18:00")]
    found = said(clash_problems([long], within))
    assert len(found) == 2 and all("2026-11-10 08:00 and" in text for text in found)


# Days ----------------------------------------------------------------------------------------------------------------


def test_the_days_around_entries_and_none_before_1970() -> None:
    assert dates_around([worked("2026-11-01")]) == {"2026-10-31", "2026-11-01", "2026-11-02"}
    assert dates_around([worked("1970-01-01")]) == {"1970-01-01", "1970-01-02"}
    assert dates_around([]) == frozenset()


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        ("2026-11-09", "2026-11-09"),
        ("2026-11-10", "2026-11-09"),
        ("2026-11-15", "2026-11-09"),
        ("2026-11-16", "2026-11-16"),
        ("1970-01-01", "1970-01-01"),
        ("1970-01-04", "1970-01-01"),
        ("1970-01-05", "1970-01-05"),
    ],
)
def test_a_week_begins_on_monday(day: str, monday: str) -> None:
    assert monday_of(day) == monday


def test_a_week_has_seven_days() -> None:
    assert week_of("2026-11-30") == ("2026-11-30", *(f"2026-12-0{day}" for day in range(1, 7)))


def test_days_between_are_counted_forwards() -> None:
    assert (days_between("2026-02-28", "2026-03-01"), days_between(TODAY, TODAY)) == (1, 0)
    assert days_between("2026-11-10", "2026-11-09") == -1
