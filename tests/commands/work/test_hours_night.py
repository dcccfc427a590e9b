"""`govtool hours` in the night in which the clocks go back, and in the one in which they go forward."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.threats.attack_hours import sheet
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.zone import BERLIN, NEW_YORK, clocks_of

SAID = "the clocks go back, so work over that hour is recorded without its start"


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    found = Coop.copied(tmp_path_factory, tmp_path)
    found.at("2026-11-18T10:00:00Z")
    return found


@pytest.fixture(params=[BERLIN, NEW_YORK])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    with clocks_of(request.param):
        yield request.param


@pytest.fixture
def carol(coop: Coop) -> Laptop:
    return Laptop(coop, "carol")


NIGHTS = {
    BERLIN: ("2026-10-25", "01:30", "02:30", "02:30+02:00", "02:30+01:00"),
    NEW_YORK: ("2026-11-01", "00:30", "01:30", "01:30-04:00", "01:30-05:00"),
}


def test_an_end_that_comes_twice_is_asked_about_or_refused(coop: Coop, carol: Laptop, zone: str) -> None:
    day, start, end, first, second = NIGHTS[zone]
    line = ("hours", "log", "--on", day, "--task", "bread", "--from", start)
    said = carol.types(*line, "--to", end)
    assert carol.status == 2 and f"{end} comes twice on {day}, because the clocks go back" in said
    assert f"--end {first} or --end {second}" in said and coop.hub.refs("refs/heads/statement/") == {}
    told = carol.reads(*line, "--to", first)
    assert told["entries"] == [{"date": day, "minutes": 60, "task": "bread", "start": start}]
    screen = carol.sits_down(*line[:-1], second, "--to", "04:00")
    screen.expect("1 h 30 min +bread|2 h 30 min +bread")
    screen.expect(SAID)
    screen.wait()
    screen = carol.sits_down(*line[:-2], "--from", end, "--hours", "0:10")
    screen.expect("after the clocks go back")
    screen.expect("Which one")
    screen.sendline(second)
    screen.expect("You recorded 0 h 10 min in 1 entry.")
    screen.wait()


def test_a_night_of_nine_hours_is_nine_hours_and_the_morning_does_not_overlap_it(
    coop: Coop, carol: Laptop, zone: str
) -> None:
    day = {BERLIN: "2026-10-24", NEW_YORK: "2026-10-31"}[zone]
    after = NIGHTS[zone][0]
    said = carol.types("hours", "log", "--on", day, "--start", "22:00", "--end", "06:00", "--task", "bread")
    assert carol.status == 0 and "You recorded 9 h in 1 entry." in said and f"{day}: {SAID}" in said
    coop.run_clerk()
    said = carol.types("hours", "log", "--on", after, "--start", "06:00", "--end", "07:00", "--task", "shop")
    assert carol.status == 0 and "You recorded 1 h in 1 entry." in said


def test_a_time_that_the_clocks_skip_is_refused_with_the_reason(coop: Coop, carol: Laptop, zone: str) -> None:
    day = {BERLIN: "2026-03-29", NEW_YORK: "2026-03-08"}[zone]
    line = ("hours", "log", "--on", day, "--task", "bread")
    for options in (("--start", "02:30", "--hours", "1h"), ("--start", "01:00", "--end", "02:30")):
        said = carol.types(*line, *options)
        assert carol.status == 2
        assert f"02:30 does not exist on {day}: the clocks go from 02:00 to 03:00" in said
        assert "type a time before 02:00, or 03:00 or later" in said
    assert coop.hub.refs("refs/heads/statement/") == {}
    assert carol.reads(*line, "--start", "01:30", "--end", "03:30")["minutes"] == 60


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (("--end", "10:00"), "say when you began"),
        (("--start", "09:00", "--end", "10:00", "--hours", "1h"), "say once how long it was"),
        (("--start", "09:00", "--end", "10:00", "--minutes", "60"), "say once how long it was"),
        (("--start", "09:00"), "say once how long it was"),
        (("--start", "09:00", "--end", "09:00"), "it began and ended at 09:00"),
    ],
)
def test_an_end_needs_a_start_and_stands_instead_of_the_hours(
    coop: Coop, carol: Laptop, options: tuple[str, ...], what: str
) -> None:
    assert what in carol.types("hours", "log", "--task", "bread", *options) and carol.status == 2
    assert coop.hub.refs("refs/heads/statement/") == {}


@pytest.mark.parametrize(
    ("place", "begun", "ended", "date"),
    [
        (BERLIN, "2027-10-30T20:00:00Z", "2027-10-31T05:00:00Z", "2027-10-30"),
        (NEW_YORK, "2027-11-07T02:00:00Z", "2027-11-07T11:00:00Z", "2027-11-06"),
    ],
)
def test_a_timer_over_the_change_measures_what_passed(
    coop: Coop, carol: Laptop, place: str, begun: str, ended: str, date: str
) -> None:
    with clocks_of(place):
        coop.at(begun)
        carol.types("hours", "start", "--task", "bread")
        coop.at(ended)
        said = carol.types("hours", "stop")
        assert "You recorded 9 h in 1 entry." in said and SAID in said
        carol.types("hours", "start", "--task", "shop")
        coop.later("PT1H")
        assert "You recorded 1 h" in carol.types("hours", "stop"), "what follows does not overlap it"
    coop.run_clerk()
    (night,) = sheet(coop, "carol", month=date[:7]).entries
    assert (night.date, night.minutes, night.start) == (date, 540, None)
    (morning,) = sheet(coop, "carol", 2, month=ended[:7]).entries
    assert (morning.date, morning.minutes, morning.start) == (ended[:10], 60, "06:00")
