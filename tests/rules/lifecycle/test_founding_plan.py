"""The rows of a file of people, and the founders that options name."""

from __future__ import annotations

import pytest

from govtool.core.code import sentence_of
from govtool.errors import Refused, UsageError
from govtool.roles.lifecycle.founding_plan import founder_of, read_people


@pytest.mark.parametrize(
    ("hours", "minutes"), [("20", 1200), ("7h30m", 450), ('"7.5"', 450), ('"7:30"', 450), ("0", 0), ("168", 10_080)]
)
def test_the_name_of_a_row_is_the_unit_of_its_hours(hours: str, minutes: int) -> None:
    (person,) = read_people(f"- id: dan\n  name: Dan\n  hours: {hours}\n".encode(), "people.yaml")
    assert person.committed == minutes and person.changed(founder=True).committed == minutes


@pytest.mark.parametrize("hours", ["-1", "169", "168h1m", "true", "many", '"7.33"', "[1]"])
def test_other_hours_are_told_with_their_line(hours: str) -> None:
    with pytest.raises(Refused) as refused:
        read_people(f"- id: dan\n  name: Dan\n  hours: {hours}\n".encode(), "people.yaml")
    assert [(found.path, found.line) for found in refused.value.findings] == [("people.yaml", 3)]
    assert "hours" in sentence_of(refused.value.findings[0])


def test_the_hours_of_a_founder_have_a_unit() -> None:
    assert founder_of("dan:Dan:20h").committed == 1200 == founder_of(" dan : Dan : 1200m ").committed
    for text, told in (("20", "20 has no unit"), ("169h", "within 168 hours"), ("7:30", "7 has no unit")):
        with pytest.raises(UsageError) as refused:
            founder_of(f"dan:Dan:{text}")
        assert told in refused.value.message
