"""The times and limits of the bylaws: their least and their most, and what holds if the bylaws leave one out."""

from __future__ import annotations

from typing import Any

import pytest

from govtool.core.money import LARGEST_MINOR
from govtool.domain.constitution.limit import Limits, Periods
from govtool.errors import Refused
from tests.world.people import shipped_bylaws

BYLAWS = shipped_bylaws().data()


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("max_open_per_proposer", 1, 1000),
        ("actions_per_proposal", 1, 20),
        ("probation_least", 1, 1000),
        ("open_critique_per_person", 1, 1000),
        ("critique_per_day", 1, 1000),
        ("rivals", 2, 20),
        ("petty_minor", 1, LARGEST_MINOR),
    ],
)
def test_a_limit_reaches_from_its_least_to_its_most(name: str, least: int, most: int) -> None:
    for within in (least, most):
        assert getattr(Limits.read(BYLAWS["limits"] | {name: within}), name) == within
    for beyond in (least - 1, most + 1):
        with pytest.raises(Refused):
            Limits.read(BYLAWS["limits"] | {name: beyond})


@pytest.mark.parametrize(
    ("name", "meant", "absent", "given"),
    [
        ("open_critique_per_person", "most_critique", 3, 4),
        ("critique_per_day", "most_critique_a_day", 20, 1),
        ("rivals", "most_rivals", 7, 2),
        ("petty_minor", "most_petty_minor", 0, 500),
    ],
)
def test_a_limit_that_is_left_out_has_its_default(name: str, meant: str, absent: int, given: int) -> None:
    without = {key: value for key, value in BYLAWS["limits"].items() if key != name}
    assert getattr(Limits.read(without), meant) == absent
    assert getattr(Limits.read(without | {name: given}), meant) == given


@pytest.mark.parametrize(("name", "meant", "absent"), [("gather", "joining", "P7D"), ("rivals", "comparing", "P14D")])
def test_a_period_that_is_left_out_has_its_default(name: str, meant: str, absent: str) -> None:
    without = {key: value for key, value in BYLAWS["periods"].items() if key != name}
    assert getattr(Periods.read(without), meant) == absent
    assert getattr(Periods.read(without | {name: "P3D"}), meant) == "P3D"


@pytest.mark.parametrize("wrong", ["7 days", "P-1D", 7, None])
def test_a_period_is_a_duration(wrong: Any) -> None:
    with pytest.raises(Refused):
        Periods.read(BYLAWS["periods"] | {"rotation": wrong})
