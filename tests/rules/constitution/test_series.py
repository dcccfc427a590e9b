"""A series: numbers over all years, and the newest found in the newest folder."""

from __future__ import annotations

from govtool.core.record import Record
from govtool.core.state import State
from govtool.domain.constitution.series import newest_first, next_in, place_in
from tests.world.money import opening_debt
from tests.world.source import Memory

FOLDER = "registry/some"


class Other(Record):
    """A record of another kind, which lies in the way."""


def held(*places: str) -> State:
    """A registry with records at these places, each owed as much as its number."""
    debts = {place: opening_debt("bob", int(place[-11:-5]), "2026-08-01") for place in places}
    return State(Memory(debts))


def test_a_record_lies_in_the_year_of_its_event_under_a_number_of_six_digits() -> None:
    assert place_in(FOLDER, 7, "2026-12-31T23:59:59Z") == "registry/some/2026/000007.yaml"
    assert place_in(FOLDER, 999_999, "2027-01-01T00:00:00Z") == "registry/some/2027/999999.yaml"


def test_the_first_has_number_one_and_the_next_one_more_over_all_years() -> None:
    assert next_in(held(), FOLDER) == 1
    assert next_in(held(f"{FOLDER}/2026/000001.yaml"), FOLDER) == 2
    assert next_in(held(f"{FOLDER}/2026/000009.yaml", f"{FOLDER}/2026/000010.yaml"), FOLDER) == 11
    assert next_in(held(f"{FOLDER}/2026/000010.yaml", f"{FOLDER}/2027/000011.yaml"), FOLDER) == 12


def test_only_the_newest_year_is_asked_for_its_names() -> None:
    state = held(f"{FOLDER}/2026/000001.yaml", f"{FOLDER}/2027/000002.yaml")
    asked = []
    source = state.source
    names = source.names

    def seen(folder: str) -> tuple[str, ...]:
        asked.append(folder)
        return names(folder)

    source.names = seen  # type: ignore[method-assign]
    assert next_in(state, FOLDER) == 3
    assert f"{FOLDER}/2027" in asked and f"{FOLDER}/2026" not in asked


def test_records_come_newest_first_and_those_of_another_kind_not_at_all() -> None:
    places = [f"{FOLDER}/2026/000001.yaml", f"{FOLDER}/2026/000002.yaml", f"{FOLDER}/2027/000003.yaml"]
    state = held(*places).put(f"{FOLDER}/2027/000004.yaml", Other())
    from_state = newest_first(state, type(opening_debt("bob", 1, "2026-08-01")), FOLDER)
    assert [debt.amount_minor for debt in from_state] == [3, 2, 1]
    assert list(newest_first(held(), Other, FOLDER)) == []
