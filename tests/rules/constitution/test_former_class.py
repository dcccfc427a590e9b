"""Former classes: hours of a day are paid by the classes and bands that the bylaws had on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from govtool.core.state import State
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.former_class import FormerClasses, classes_on, remember
from tests.world.money import registry
from tests.world.people import person, shipped_bylaws

AT, DAY = "2026-12-10T10:00:00Z", "2026-12-10"
BEFORE, AFTER = "2026-12-09", "2026-12-11"


def paid_no_consultant(data: dict[str, Any]) -> None:
    """Consultants are paid nothing."""
    data["classes"]["consultant"]["paid"] = "no"


def wider_band(data: dict[str, Any]) -> None:
    """One is a consultant from ten hours on."""
    data["bands"] = {"volunteer": 0, "consultant": 600, "part-time": 1200, "full-time": 2400}


def longer_vote(data: dict[str, Any]) -> None:
    """A period that is about no class."""
    data["periods"]["late_hours"] = "P99D"


def amended(state: State, edit: Callable[[dict[str, Any]], None], at: str = AT) -> State:
    """The state after an event that changed the bylaws."""
    return remember(state, state.put(Bylaws.home.path(), shipped_bylaws(edit)), at)


def rows(state: State) -> list[str]:
    found = FormerClasses.of(state)
    return [row.until_on for row in found.rows] if found else []


def paid_on(state: State, day: str, minutes: int = 600) -> list[str]:
    """How hours of a consultant are paid on a day, by each of the classes that held on it."""
    member = person("vera", membership="none", hours=minutes)
    return [found.paid for found in classes_on(state, member, day)]


def test_an_amendment_of_a_class_is_remembered_with_what_it_ended() -> None:
    state = amended(registry(), paid_no_consultant)
    assert rows(state) == [DAY]
    found = FormerClasses.of(state)
    assert found is not None and found.rows[0].classes["consultant"].paid == "wage"
    assert dict(found.rows[0].bands) == dict(shipped_bylaws().bands)


@pytest.mark.parametrize(("edit", "kept"), [(paid_no_consultant, 1), (wider_band, 1), (longer_vote, 0)])
def test_what_changes_neither_class_nor_band_leaves_nothing(edit: Callable[[dict[str, Any]], None], kept: int) -> None:
    assert len(rows(amended(registry(), edit))) == kept


def test_an_event_that_leaves_the_bylaws_alone_leaves_nothing() -> None:
    before = registry()
    after = before.put("registry/members/zoe.yaml", person("zoe"))
    assert remember(before, after, AT) is after


def test_the_day_of_the_change_has_both_the_days_around_it_one() -> None:
    state = amended(registry(), paid_no_consultant)
    assert paid_on(state, BEFORE) == ["wage"]
    assert paid_on(state, DAY) == ["wage", "no"]
    assert paid_on(state, AFTER) == ["no"]
    assert paid_on(state, "1970-01-01") == ["wage"]


def test_without_any_amendment_every_day_has_the_classes_of_now() -> None:
    assert paid_on(registry(), "1970-01-01") == paid_on(registry(), "2999-12-31") == ["wage"]


def test_rows_are_added_and_each_day_finds_its_own() -> None:
    state = amended(registry(), paid_no_consultant)
    state = amended(state, lambda data: None, "2026-12-20T00:00:00Z")
    assert rows(state) == [DAY, "2026-12-20"]
    days = [BEFORE, DAY, AFTER, "2026-12-19", "2026-12-20", "2026-12-21"]
    assert [paid_on(state, day) for day in days] == [["wage"], ["wage", "no"], ["no"], ["no"], ["no", "wage"], ["wage"]]


def test_two_amendments_of_one_day_leave_three_classes_on_it() -> None:
    state = amended(amended(registry(), paid_no_consultant), lambda data: None)
    assert paid_on(state, DAY) == ["wage", "no", "wage"]
    assert paid_on(state, AFTER) == paid_on(state, BEFORE) == ["wage"]


def test_a_band_of_former_times_says_who_was_a_consultant() -> None:
    with_volunteers = amended(registry(), wider_band)
    assert paid_on(with_volunteers, BEFORE, 599) == ["wage"]
    assert paid_on(with_volunteers, AFTER, 599) == ["no"] and paid_on(with_volunteers, AFTER, 600) == ["wage"]


def test_who_is_of_no_class_has_none_on_any_day() -> None:
    def without_former(data: dict[str, Any]) -> None:
        del data["classes"]["former"]

    state = registry().put(Bylaws.home.path(), shipped_bylaws(without_former))
    assert list(classes_on(state, person("dan", membership="left"), DAY)) == []
