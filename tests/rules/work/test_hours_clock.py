"""Work by the clocks of a place, over the hour that comes twice and the one that does not exist."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.times import date_of_days, instant_of, seconds_of
from govtool.core.typed_clock import local_time
from govtool.domain.work.work_entry import WorkEntry, clash_problems
from govtool.errors import Ambiguous, Refused, UsageError
from govtool.io.clock import instants_at
from govtool.roles.work.hours_clock import (
    begun_at,
    day_and_clock,
    ended_at,
    go_back_on,
    minutes_between,
    recorded_start,
)
from govtool.roles.work.hours_sheet import entries_of
from tests.world.zone import BERLIN, NEW_YORK, clocks_of


def spell(day: str, start: str, end: str) -> tuple[int, str | None]:
    """The minutes and the recorded start of work from one time to another."""
    begun = begun_at(day, local_time(start))
    minutes = minutes_between(begun, ended_at(day, begun, local_time(end)))
    return minutes, recorded_start(begun, minutes)


# Two instants, not two spellings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "start", "end", "minutes", "recorded"),
    [
        (BERLIN, "2026-11-16", "09:00", "10:30", 90, "09:00"),
        (BERLIN, "2026-11-16", "22:00", "06:00", 480, "22:00"),
        # the night of nine hours, and that of seven
        (BERLIN, "2026-10-24", "22:00", "06:00", 540, None),
        (NEW_YORK, "2026-10-31", "22:00", "06:00", 540, None),
        (BERLIN, "2026-03-28", "22:00", "06:00", 420, "22:00"),
        (NEW_YORK, "2026-03-07", "22:00", "06:00", 420, "22:00"),
        # from the first pass into the second, within each, and from one to the other by the same time
        (BERLIN, "2026-10-25", "02:30+02:00", "02:30+01:00", 60, None),
        (BERLIN, "2026-10-25", "02:30+02:00", "02:15", 45, None),
        (BERLIN, "2026-10-25", "02:15+02:00", "02:45+02:00", 30, "02:15"),
        (BERLIN, "2026-10-25", "02:15+01:00", "02:45", 30, None),
        (NEW_YORK, "2026-11-01", "00:30", "01:30-04:00", 60, "00:30"),
        (NEW_YORK, "2026-11-01", "00:30", "01:30-05:00", 120, None),
        # the boundaries: up to the second of the change, a minute beyond, and from 03:00 on
        (BERLIN, "2026-10-25", "01:00", "02:00+01:00", 120, "01:00"),
        (BERLIN, "2026-10-25", "01:00", "02:01+01:00", 121, None),
        (BERLIN, "2026-10-25", "02:59+01:00", "03:00", 1, None),
        (BERLIN, "2026-10-25", "03:00", "04:00", 60, "03:00"),
        (BERLIN, "2026-03-29", "01:59", "03:00", 1, "01:59"),
        ("UTC", "2026-10-25", "02:00", "03:00", 60, "02:00"),
        # at most a day, though the day has 25 hours
        (BERLIN, "2026-10-24", "23:00", "22:00", 1440, None),
        (BERLIN, "2026-11-16", "09:00+01:00", "10:00", 60, "09:00"),
    ],
)
def test_the_length_is_the_difference_of_two_instants(
    zone: str, day: str, start: str, end: str, minutes: int, recorded: str | None
) -> None:
    with clocks_of(zone):
        assert spell(day, start, end) == (minutes, recorded)


@pytest.mark.parametrize(
    ("zone", "day", "at", "first", "second"),
    [
        (BERLIN, "2026-10-25", "02:30", "02:30+02:00", "02:30+01:00"),
        (BERLIN, "2026-10-25", "02:00", "02:00+02:00", "02:00+01:00"),
        (BERLIN, "2026-10-25", "02:59", "02:59+02:00", "02:59+01:00"),
        (NEW_YORK, "2026-11-01", "01:30", "01:30-04:00", "01:30-05:00"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "01:45+11:00", "01:45+10:30"),
    ],
)
def test_a_time_that_comes_twice_is_named_with_both_spellings(
    zone: str, day: str, at: str, first: str, second: str
) -> None:
    with clocks_of(zone):
        with pytest.raises(Ambiguous) as raised:
            begun_at(day, local_time(at))
        assert raised.value.message == f"{at} comes twice on {day}, because the clocks go back"
        assert raised.value.hint == f"--start {first} or --start {second}"
        assert begun_at(day, local_time(first)) < begun_at(day, local_time(second))
        with pytest.raises(Ambiguous) as raised:
            ended_at(day, begun_at(day, local_time("00:10")), local_time(at))
        assert list(raised.value.ways) == [first, second] and raised.value.option == "--end"


@pytest.mark.parametrize(
    ("zone", "day", "at", "change"),
    [
        (BERLIN, "2026-03-29", "02:30", "02:00 to 03:00"),
        (BERLIN, "2026-03-29", "02:00", "02:00 to 03:00"),
        (BERLIN, "2026-03-29", "02:59+01:00", "02:00 to 03:00"),
        (NEW_YORK, "2026-03-08", "02:30", "02:00 to 03:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "02:00 to 02:30"),
    ],
)
def test_a_time_that_the_clocks_skip_is_refused_with_the_reason(zone: str, day: str, at: str, change: str) -> None:
    with clocks_of(zone):
        for read in (lambda: begun_at(day, local_time(at)), lambda: spell(day, "01:00", at)):
            with pytest.raises(UsageError) as raised:
                read()
            assert raised.value.message == f"{at[:5]} does not exist on {day}: the clocks go from {change}"


@pytest.mark.parametrize(
    ("start", "end", "what", "hint"),
    [
        ("02:30+05:00", "04:00", "do not show 02:30+05:00", "type 02:30+02:00 or 02:30+01:00"),
        ("09:00+02:00", "10:00", "do not show 09:00+02:00", "type 09:00+01:00"),
        ("02:30+01:00", "02:45+02:00", "do not show 02:45+02:00", "type 02:45+01:00"),
        ("00:00", "23:01", "00:00 to 23:01 are more than 24 hours", "log it in parts"),
        ("09:00", "09:00", "began and ended at 09:00", "say how long it was: --hours 24h"),
    ],
)
def test_a_time_that_the_clocks_here_do_not_show_is_refused(start: str, end: str, what: str, hint: str) -> None:
    with clocks_of(BERLIN), pytest.raises(UsageError) as raised:
        spell("2026-10-25", start, end)
    assert what in raised.value.message and raised.value.hint == hint


def test_the_day_of_the_change_and_the_one_before_it_are_known() -> None:
    with clocks_of(BERLIN):
        days = ("2026-10-23", "2026-10-24", "2026-10-25", "2026-10-26", "2026-03-29", "1970-01-01")
        assert [go_back_on(day) for day in days] == [False, True, True, False, False, False]


# Entries of such a night ---------------------------------------------------------------------------------------------


def test_work_that_follows_a_night_of_nine_hours_does_not_overlap_it() -> None:
    with clocks_of(BERLIN):
        rows = ["2026-10-24,9:00,bread,22:00", "2026-10-25,1:00,shop,06:00"]
        entries = entries_of("date,hours,task,start\n" + "\n".join(rows) + "\n", "t")
    assert [entry.start for entry in entries] == [None, "06:00"]
    assert list(clash_problems(entries, ())) == []
    kept = [WorkEntry(date="2026-10-24", minutes=540, task="bread", start="22:00"), entries[1]]
    assert [found.code for found in clash_problems(kept, ())] == ["hours"], "by the clock alone they would overlap"


def test_a_table_names_both_spellings_with_the_line() -> None:
    head = "date,hours,task,start\n"
    twice = "02:30 comes twice on 2026-10-25, because the clocks go back"
    never = "02:30 does not exist on 2026-03-29: the clocks go from 02:00 to 03:00"
    with clocks_of(BERLIN):
        with pytest.raises(Refused) as refused:
            entries_of(f"{head}2026-10-25,1,x,02:30\n2026-03-29,1,x,02:30\n", "t")
        assert [(found.line, found.values["what"]) for found in refused.value.findings] == [
            (2, f"{twice}; write it as 02:30+02:00 or 02:30+01:00"),
            (3, f"{never}; type a time before 02:00, or 03:00 or later"),
        ]
        first, second = entries_of(f"{head}2026-10-25,0:30,x,02:30+02:00\n2026-10-25,0:30,y,02:30+01:00\n", "t")
    assert (first.start, second.start) == ("02:30", None) and list(clash_problems((first, second), ())) == []


around = st.sampled_from([(BERLIN, "2026-10-25"), (BERLIN, "2026-03-29"), (NEW_YORK, "2026-11-01")])


@given(around, st.integers(-1440, 2880), st.integers(1, 1440), st.integers(1, 1440))
def test_work_after_other_work_never_overlaps_it_by_the_clock(
    change: tuple[str, str], offset: int, first: int, second: int
) -> None:
    zone, day = change
    with clocks_of(zone):
        begun = seconds_of(f"{day}T00:00:00Z") + offset * 60
        spells = [(instant_of(begun), first), (instant_of(begun + first * 60), second)]
        entries = []
        for at, minutes in spells:
            date, clock = day_and_clock(at)
            assert at in instants_at(date, clock)
            start = recorded_start(at, minutes)
            entries.append(WorkEntry(date=date, minutes=minutes, task="x", start=start))
        found = [each.values["what"] for each in clash_problems(entries, ())]
        assert not [what for what in found if "at the same time" in str(what)]


@given(around, st.integers(-3, 3), st.integers(0, 1439))
def test_every_instant_at_a_time_shows_that_time(change: tuple[str, str], far: int, minute: int) -> None:
    zone, day = change
    day = date_of_days(seconds_of(f"{day}T00:00:00Z") // 86_400 + far)
    clock = f"{minute // 60:02d}:{minute % 60:02d}"
    with clocks_of(zone):
        found = instants_at(day, clock)
        assert all(day_and_clock(each) == (day, clock) for each in found)
        assert len(found) == 1 or far == 0
