"""What was worked is paid as was promised then: no vote changes a wage backwards, by the wage or by classes."""

from __future__ import annotations

import pytest

from govtool.domain.work.wage import paid_on
from tests.world.people import refusal
from tests.world.worked import Worked

UNPAID = "- {action: amend-bylaws, changes: [{path: classes.part-time.paid, from: wage, to: no}]}".replace(
    "to: no", 'to: "no"'
)
PAID = UNPAID.replace('from: wage, to: "no"', 'from: "no", to: wage')
BANDS = "- {action: amend-bylaws, changes: [{path: bands.part-time, from: 300, to: 900}]}"
UNPAID_CONSULTANT = UNPAID.replace("part-time", "consultant-member")


@pytest.fixture
def work() -> Worked:
    """Carol works part-time, ten hours a week, for 20.00; it is the first of November."""
    return Worked(wage=2000)


def test_a_majority_that_makes_a_class_unpaid_takes_nothing_from_the_days_before(work: Worked) -> None:
    work.later("P3D")
    assert work.pass_(UNPAID) == "enacted"
    changed = work.now[:10]
    assert changed == "2026-11-07"
    work.later("P1D")
    sheet = work.log("carol", ("2026-11-05", 60), (changed, 60), ("2026-11-08", 60))
    assert [entry.paid for entry in work.sheet(sheet).entries] == ["wage", "wage", "no"], "the day itself by the better"
    work.approve("alice", sheet)
    work.later("P7D")
    assert work.owed() == {"carol": 4000}
    work.check()


def test_nor_does_a_change_of_the_bands_that_moves_people_into_an_unpaid_class(work: Worked) -> None:
    work.later("P3D")
    assert work.pass_(UNPAID_CONSULTANT) == "enacted"
    work.later("P3D")
    assert work.pass_(BANDS) == "enacted"
    work.later("P1D")
    day = work.now[:10]
    assert paid_on(work.registry, "carol", "2026-11-09") == "wage" and paid_on(work.registry, "carol", day) == "no"


def test_who_was_unpaid_then_is_not_paid_for_it_because_the_class_is_paid_now(work: Worked) -> None:
    assert work.pass_(UNPAID) == "enacted"
    work.later("P5D")
    before = work.now[:10]
    work.later("P1D")
    assert work.pass_(PAID) == "enacted"
    work.later("P1D")
    assert paid_on(work.registry, "carol", before) == "no"
    assert paid_on(work.registry, "carol", work.now[:10]) == paid_on(work.registry, "carol", "2026-11-01") == "wage"


def test_an_amendment_of_something_else_remembers_nothing(work: Worked) -> None:
    shorter = "- {action: amend-bylaws, changes: [{path: periods.dispute, from: P7D, to: P1D}]}"
    assert work.pass_(shorter) == "enacted"
    assert "former-classes.yaml" not in work.registry.names("registry")


def test_a_wage_never_begins_today_and_what_was_recorded_for_tomorrow_is_approved_when_it_has_begun(
    work: Worked,
) -> None:
    today = work.now[:10]
    change = "- {action: set-wage, class: wage, from_minor: 2000, to_minor: 100, starts_on: 'DAY'}"
    assert refusal(lambda: work.open(change.replace("DAY", today))) == {"retroactive"}
    sheet = work.log("carol", ("2026-11-02", 60))
    assert refusal(lambda: work.approve("alice", sheet)) == {"hours"}


def test_a_wage_that_starts_on_the_day_of_work_holds_from_its_first_minute(work: Worked) -> None:
    number = work.open("- {action: set-wage, class: wage, from_minor: 2000, to_minor: 2500, starts_on: '2026-11-04'}")
    work.agree(number, delay="P2D")
    assert work.enact(number) == "enacted"
    work.later("P2D")
    sheet = work.log("carol", ("2026-11-03", 60), {"date": "2026-11-04", "minutes": 60, "task": "x", "start": "00:00"})
    work.approve("alice", sheet)
    work.later("P7D")
    assert work.owed() == {"carol": 4500}
    work.check()


def test_a_wage_decided_too_late_for_its_day_fails_and_pays_nobody_less(work: Worked) -> None:
    number = work.open("- {action: set-wage, class: wage, from_minor: 2000, to_minor: 1, starts_on: '2026-11-04'}")
    work.agree(number, delay="P3D")
    assert work.enact(number) == "retroactive"


def test_hours_of_years_ago_are_paid_at_the_rate_and_class_of_their_days(work: Worked) -> None:
    """A raise, a probation that ended and an amendment lie between the work and its recording."""
    work.become("dan", membership="probationary")
    work.later("P30D")
    work.become("dan", membership="member")
    change = f"- {{action: set-wage, class: wage, from_minor: 2000, to_minor: 3000, starts_on: '{work.now[:8]}15'}}"
    assert work.pass_(change) == "enacted"
    assert work.pass_(UNPAID) == "enacted"
    work.later("P800D")
    old = work.log("dan", ("2026-11-20", 60), ("2026-12-01", 60), ("2026-12-04", 60))
    work.approve("alice", old, ("dan", "2026-11", old[2]))
    for month in ("2026-11", "2026-12"):
        work.approve("bob", ("dan", month, old[2]), first=True)
    work.later("P7D")
    assert work.owed() == {"dan": 1500 + 2000 + 2000}
    work.check()


def test_a_day_recorded_before_it_became_better_paid_is_paid_better_once_it_is_corrected(work: Worked) -> None:
    """Vera records her morning as a volunteer; in the afternoon she is engaged. A correction takes nothing away."""
    day = work.now[:10]
    sheet = work.log("vera", (day, 60))
    work.become("vera", committed_minutes_per_week=600)
    work.correct(sheet, (day, 90))
    assert [entry.paid for entry in work.sheet(sheet).entries] == ["wage"]
    work.later("P1D")
    work.become("vera", committed_minutes_per_week=0)
    work.correct(sheet, (day, 80))
    assert [entry.paid for entry in work.sheet(sheet).entries] == ["wage"]
