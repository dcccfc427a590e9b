"""How the day's commands write times, numbers and differences, and read what people type."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.cli.terminal.field import fields_of, option_of, value_of, yaml_value
from govtool.cli.terminal.text import (
    bar,
    counted,
    difference,
    distance,
    duration,
    hours,
    joined,
    local,
    typed_text,
    when,
)
from govtool.core.times import instant_of, seconds_of
from govtool.errors import Refused, UsageError
from govtool.roles.lifecycle.schema import ACTIONS

NOW = "2026-11-22T10:00:00Z"
instants = st.integers(0, 4_102_444_800).map(instant_of)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-11-24T10:00:00Z", "Tue 24 Nov, 10:00 (in 2 days)"),
        ("2026-11-24T09:59:59Z", "Tue 24 Nov, 09:59 (in 47 hours)"),
        ("2026-11-23T10:00:00Z", "Mon 23 Nov, 10:00 (in 24 hours)"),
        ("2026-11-22T12:00:00Z", "Sun 22 Nov, 12:00 (in 2 hours)"),
        ("2026-11-22T11:59:59Z", "Sun 22 Nov, 11:59 (in 119 minutes)"),
        ("2026-11-22T10:00:59Z", "Sun 22 Nov, 10:00 (now)"),
        ("2026-11-22T10:01:00Z", "Sun 22 Nov, 10:01 (in 1 minute)"),
        ("2026-11-21T09:59:00Z", "Sat 21 Nov, 09:59 (24 hours ago)"),
        ("2027-01-01T10:00:00Z", "Fri 1 Jan 2027, 10:00 (in 40 days)"),
    ],
)
def test_a_time_says_how_far_off_it_is(instant: str, words: str) -> None:
    assert when(instant, NOW) == words


def test_a_time_on_the_screen_is_that_of_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert local("2026-11-22T03:00:00Z", NOW) == "Sat 21 Nov, 22:00"
    finally:
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()


@given(instants, instants)
def test_what_lies_ahead_is_never_told_as_past(instant: str, now: str) -> None:
    words = distance(instant, now)
    assert words == "now" or words.startswith("in ") == (instant > now)


@given(st.integers(60, 10**8), instants)
def test_a_distance_never_leaves_out_half_of_the_time(seconds: int, now: str) -> None:
    """Who reads "in 1 day" of 47 hours comes too late for something, or a day too early."""
    number, unit = distance(instant_of(seconds_of(now) + seconds), now).removeprefix("in ").split()
    size = {"day": 86400, "hour": 3600, "minute": 60}[unit.rstrip("s")]
    assert int(number) * size <= seconds < (int(number) + 1) * size
    assert int(number) >= 2 or seconds < 120


def test_numbers_have_their_nouns() -> None:
    assert [counted(0, "vote"), counted(1, "vote"), counted(2, "vote")] == ["0 votes", "1 vote", "2 votes"]
    assert (duration("P1DT6H"), duration("P0D"), hours(450), hours(600)) == (
        "1 day 6 hours",
        "no time",
        "7 h 30 min",
        "10 h",
    )
    assert (joined(["a"]), joined(["a", "b", "c"]), joined([])) == ("a", "a, b and c", "")


@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(1, 1000))
def test_a_bar_is_always_as_wide_and_marks_what_is_missing(has: int, needed: int, base: int) -> None:
    drawn = bar(min(has, base), needed, base)
    assert len(drawn) == 26 and (("|" in drawn) == (min(has, base) < needed))


@given(st.lists(st.text("ab\u00e9", max_size=5), max_size=8), st.lists(st.text("ab\u00e9", max_size=5), max_size=8))
def test_a_difference_holds_every_line_that_goes_and_comes(old: list[str], new: list[str]) -> None:
    before, after = "\n".join(old).encode(), "\n".join(new).encode()
    lines = list(difference(before, after))
    removed = [line[2:] for line in lines if line.startswith("-")]
    added = [line[2:] for line in lines if line.startswith("+")]
    was, is_now = before.decode().splitlines(), after.decode().splitlines()
    assert len(is_now) - len(was) == len(added) - len(removed)
    assert set(removed) <= set(was) and set(added) <= set(is_now)


def test_a_file_that_is_no_text_is_told_by_its_size() -> None:
    assert list(difference(b"\xff\xfe", b"\xff")) == ["- 2 bytes", "+ 1 bytes"]


def test_accents_typed_beside_their_letter_are_put_together() -> None:
    assert typed_text(" Cafe\u0301 ") == "Caf\u00e9"


def test_nested_values_are_yaml_and_nothing_else() -> None:
    assert yaml_value("P14D", "set") == "P14D" and yaml_value("{a: [1, two]}", "set") == {"a": [1, "two"]}
    assert yaml_value("true", "set") is True
    with pytest.raises(Refused):
        yaml_value("!!python/object:os.system x", "set")


@pytest.mark.parametrize("name", ACTIONS)
def test_every_field_of_every_action_has_an_option_of_its_own(name: str) -> None:
    fields = list(fields_of(ACTIONS[name]))
    options = [option for field in fields for option in option_of(field).opts]
    assert len(options) == len(set(options))
    assert {field.name for field in fields} == {
        info.alias or field for field, info in ACTIONS[name].model_fields.items() if field != "action"
    }


def test_typed_values_become_those_of_the_record(tmp_path: Path) -> None:
    hours_field = next(field for field in fields_of(ACTIONS["change-hours"]) if field.name == "to_minutes")
    assert hours_field.options == ["--to", "--to-minutes"] and value_of(hours_field, "20h", tmp_path, 2) == 1200
    key = next(field for field in fields_of(ACTIONS["rekey"]) if field.kind == "key")
    line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJoHrfPVNoK6toa10Z+cD01XR9ZlM75upCM1VggBrM7Y dan@home"
    (tmp_path / "dan.pub").write_text(line + "\n")
    assert value_of(key, "dan.pub", tmp_path, 2) == value_of(key, line, tmp_path, 2)
    with pytest.raises(UsageError):
        value_of(key, "nowhere.pub", tmp_path, 2)
    version = next(field for field in fields_of(ACTIONS["adopt-policy"]) if field.kind == "integer")
    assert value_of(version, "3", tmp_path, 2) == 3
    with pytest.raises(UsageError):
        value_of(version, "three", tmp_path, 2)
    proof = next(field for field in fields_of(ACTIONS["rekey"]) if field.name == "proof")
    (tmp_path / "proof").write_text("-----BEGIN\nEND\n")
    assert value_of(proof, "@proof", tmp_path, 2) == "-----BEGIN\nEND\n"
