"""The title of a proposal says what is asked."""

from __future__ import annotations

import pytest

from govtool.domain.decisions.action import Action
from govtool.io.file.yamlfile import load
from govtool.roles.minutes.registry import NEWEST
from govtool.roles.said.saying import LONGEST_TITLE, title_of
from tests.world.money import registry

WAGE = "{action: set-wage, class: wage, from_minor: 2000, to_minor: 2200, starts_on: '2027-03-01'}"


def titled(text: str, today: str = "2026-11-01") -> str:
    data = load(text.encode(), "action.yaml").value
    assert isinstance(data, dict)
    kind = NEWEST.words(Action)[str(data["action"])]
    return title_of(kind.read(data), registry(), today)


@pytest.mark.parametrize(
    ("action", "title"),
    [
        ("{action: rename-organization, from_name: Keys, to_name: Red Keys}", "Rename to Red Keys"),
        (WAGE, "Wage from 20 to 22 from 1 March"),
        (WAGE.replace("2200", "2250"), "Wage from 20 to 22.50 from 1 March"),
        (WAGE.replace("class: wage", "class: probationary"), "Wage in a probation from 20 to 22 from 1 March"),
        ("{action: assign-duty, member: erin, duty: treasurer, holds: true}", "Give erin the duty treasurer"),
        ("{action: assign-duty, member: erin, duty: treasurer, holds: false}", "Take the duty treasurer from erin"),
        ("{action: pay-debts, amount_minor: 10000, from: treasury}", "Pay 100.00 USD of wages owed"),
        (
            "{action: change-hours, member: dan, from_minutes: 600, to_minutes: 1200}",
            "Hours of dan from 10 h to 20 h a week",
        ),
        ("{action: form-team, team: web, name: Web team, members: [alice]}", "Form the team Web team"),
        ("{action: change-team, team: web, add: [carol], remove: [dan]}", "Team web: add carol and take out dan"),
        ("{action: wind-up, begin: true}", "Wind the organisation up"),
        ("{action: wind-up, begin: false}", "Go on, and end the winding up"),
        ("{action: transfer-funds, amount_minor: 100, from: pay, to: treasury}", "Move 1.00 USD from pay to treasury"),
        ("{action: amend-bylaws, changes: [{path: bands.part-time, to: 1200}]}", "Amend bands.part-time in the bylaws"),
        ("{action: motion}", "Motion"),
    ],
)  # fmt: skip
def test_the_title_says_what_is_asked(action: str, title: str) -> None:
    assert titled(action) == title


@pytest.mark.parametrize(
    ("today", "day"),
    [
        ("2026-02-28", "1 March 2027"),
        ("2026-03-01", "1 March 2027"),
        ("2026-03-02", "1 March"),
        ("2027-03-01", "1 March"),
    ],
)
def test_a_day_has_its_year_unless_it_comes_within_twelve_months(today: str, day: str) -> None:
    assert titled(WAGE, today) == f"Wage from 20 to 22 from {day}"
    assert titled(WAGE, "2027-03-02") == "Wage from 20 to 22 from 1 March 2027"


def test_no_title_is_longer_than_a_title_may_be() -> None:
    name = "a" * 95
    title = titled(f"{{action: rename-organization, from_name: Keys, to_name: {name}}}")
    assert len(title) == LONGEST_TITLE and title.endswith("…")
