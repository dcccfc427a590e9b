"""A series: numbers over all years, and the newest found in the newest folder."""

from __future__ import annotations

from typing import ClassVar

from govtool.core.home import Home
from govtool.core.record import FileRecord
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.series import next_in
from tests.world.source import Memory


class Some(FileRecord):
    """A record of a series."""

    home: ClassVar[Home] = Home("some", "registry/some/{at:year}/{number:06d}.yaml")

    number: int
    at: Instant


class Other(FileRecord):
    """A record of another kind, which lies in the way."""

    home: ClassVar[Home] = Home("other", "registry/other/{number:06d}.yaml")

    number: int


def held(*records: tuple[int, int]) -> State:
    """A registry with records of these years and numbers."""
    made = (Some(number=number, at=f"{year}-12-31T23:59:59Z") for year, number in records)
    return State(Memory({record.path: record for record in made}))


def test_a_record_lies_in_the_year_of_its_event_under_a_number_of_six_digits() -> None:
    assert Some(number=7, at="2026-12-31T23:59:59Z").path == "registry/some/2026/000007.yaml"
    assert Some(number=999_999, at="2027-01-01T00:00:00Z").path == "registry/some/2027/999999.yaml"


def test_the_first_has_number_one_and_the_next_one_more_over_all_years() -> None:
    assert next_in(held(), Some) == 1
    assert next_in(held((2026, 1)), Some) == 2
    assert next_in(held((2026, 9), (2026, 10)), Some) == 11
    assert next_in(held((2026, 10), (2027, 11)), Some) == 12


def test_only_the_newest_year_is_asked_for_its_names() -> None:
    state = held((2026, 1), (2027, 2))
    asked = []
    source = state.source
    names = source.names

    def seen(folder: str) -> tuple[str, ...]:
        asked.append(folder)
        return names(folder)

    source.names = seen  # type: ignore[method-assign]
    assert next_in(state, Some) == 3
    assert asked == ["registry/some", "registry/some/2027"]


def test_records_come_newest_first_and_those_of_another_kind_not_at_all() -> None:
    state = held((2026, 1), (2026, 2), (2027, 3)).put("registry/some/2027/000004.yaml", Other(number=4))
    assert [record.number for record in Some.all(state, newest_first=True)] == [3, 2, 1]
    assert list(Other.all(state, newest_first=True)) == []
