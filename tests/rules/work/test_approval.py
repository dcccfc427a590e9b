"""Approving hours: who may, how many it takes, and from when they count."""

from __future__ import annotations

import pytest

from govtool.core.times import add
from tests.world.people import person, refusal
from tests.world.worked import NOBODY, Worked

APPROVER, PRECONDITION = {"approver"}, {"precondition"}


@pytest.fixture
def work() -> Worked:
    return Worked()


def two_people() -> Worked:
    return Worked(people={name: person(name) for name in ("alice", "bob")})


def test_hours_count_a_week_after_their_approval_and_not_before(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 90))
    work.approve("alice", sheet)
    assert work.sheet(sheet).counts_at == add(work.now, "P7D") and not work.sheet(sheet).waits
    assert work.accrued("carol") == 3000
    work.later("P6DT23H59M")
    assert work.owed() == {}
    work.later("PT1M")
    assert work.owed() == {"carol": 3000}
    work.check()


def test_nobody_approves_their_own_hours(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 90))
    assert refusal(lambda: work.approve("carol", sheet)) == APPROVER


def test_a_team_mate_approves_where_there_is_one(work: Worked) -> None:
    work.team("shop", "carol", "dan")
    work.team("web", "carol", "erin")
    first, second = work.log("carol", ("2026-10-30", 90)), work.log("carol", ("2026-10-31", 90))
    assert refusal(lambda: work.approve("alice", first)) == APPROVER
    work.approve("dan", first)
    work.approve("erin", second)


@pytest.mark.parametrize(("membership", "may"), [("probationary", True), ("away", False), ("left", False)])
def test_a_team_mate_who_is_away_or_gone_leaves_it_to_the_others(work: Worked, membership: str, may: bool) -> None:
    work.team("shop", "carol", "dan")
    work.become("dan", membership=membership)
    sheet = work.log("carol", ("2026-10-30", 90))
    if may:
        assert refusal(lambda: work.approve("alice", sheet)) == APPROVER
    else:
        assert refusal(lambda: work.approve("dan", sheet)) == APPROVER
    work.approve("dan" if may else "alice", sheet)


@pytest.mark.parametrize(
    ("membership", "may"),
    [("member", True), ("away", False), ("probationary", False), ("none", False), ("left", False)],
)
def test_without_a_team_a_member_approves(work: Worked, membership: str, may: bool) -> None:
    work.become("dan", membership=membership)
    sheet = work.log("carol", ("2026-10-30", 90))
    if may:
        work.approve("dan", sheet)
    else:
        assert refusal(lambda: work.approve("dan", sheet)) == APPROVER


def test_with_nobody_else_at_all_it_is_done_single_handed_and_marked_for_ever() -> None:
    work = Worked(people={"alice": person("alice"), "vera": person("vera", membership="none")})
    sheet = work.log("alice", ("2026-10-30", 90))
    assert refusal(lambda: work.approve("vera", sheet)) == APPROVER
    work.approve("alice", sheet)
    assert work.sheet(sheet).is_single_handed
    assert work.month("alice", "2026-10").sheets[0].single_handed
    work.later("P7D")
    assert work.owed() == {"alice": 3000}
    work.check()


def test_one_statement_approves_a_month_of_a_team_of_ten(work: Worked) -> None:
    names = [f"w{number}" for number in range(9)]
    people = {name: person(name, hours=1200) for name in (*names, "zoe")}
    work = Worked(people=people)
    work.team("shop", *people)
    sheets = [
        work.log(name, *((f"2026-10-{day:02d}", 240) for day in range(week, week + 5)))
        for name in names
        for week in (5, 12, 19, 26)
    ]
    work.approve("zoe", *sheets)
    work.later("P7D")
    assert work.owed() == dict.fromkeys(names, 20 * 240 * 2000 // 60)
    assert [account.number for account in work.month("w0", "2026-10").sheets] == [1, 2, 3, 4]
    work.check()


def test_a_sheet_is_approved_as_it_was_seen(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 90))
    seen = work.named(sheet)
    work.correct(sheet, ("2026-10-30", 900))
    assert refusal(lambda: work.state("alice", "approve-hours", {"sheets": [seen]})) == PRECONDITION
    none = {**seen, "number": 7}
    assert refusal(lambda: work.state("alice", "approve-hours", {"sheets": [none]})) == PRECONDITION
    twice = [work.named(sheet)] * 2
    assert refusal(lambda: work.state("alice", "approve-hours", {"sheets": twice})) == PRECONDITION
    assert refusal(lambda: work.state("alice", "approve-hours", {"sheets": []})) == {"schema"}


def test_what_is_approved_already_is_passed_over_and_alone_refused(work: Worked) -> None:
    first, second = work.log("carol", ("2026-10-30", 90)), work.log("carol", ("2026-10-31", 90))
    work.approve("alice", first)
    before = work.sheet(first)
    assert refusal(lambda: work.approve("bob", first)) == PRECONDITION
    work.approve("bob", first, second)
    assert work.sheet(first) == before and not work.sheet(second).waits
    assert work.accrued("carol") == 6000


def test_a_day_is_approved_from_its_own_date_on_for_its_wage_can_change_until_then(work: Worked) -> None:
    sheet = work.log("carol", ("2026-11-02", 90))
    assert refusal(lambda: work.approve("alice", sheet)) == {"hours"}
    work.now = "2026-11-02T00:00:00Z"
    work.approve("alice", sheet)


# The second person ---------------------------------------------------------------------------------------------------


def above(work: Worked) -> tuple[str, str, int]:
    """A sheet of ten hours and a minute in a week of ten."""
    return work.log("carol", ("2026-10-26", 300), ("2026-10-28", 301))


def test_up_to_the_agreed_hours_of_the_week_one_approval_is_enough(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-26", 300), ("2026-10-31", 300), ("2026-10-25", 600))
    work.approve("alice", sheet)
    assert not work.sheet(sheet).waits


def test_above_the_agreed_hours_it_waits_for_a_second_person(work: Worked) -> None:
    sheet = above(work)
    work.approve("alice", sheet)
    assert work.sheet(sheet).waits and work.accrued("carol") == 0
    assert refusal(lambda: work.approve("alice", sheet, first=True)) == APPROVER
    assert refusal(lambda: work.approve("carol", sheet, first=True)) == APPROVER
    assert refusal(lambda: work.approve("vera", sheet, first=True)) == APPROVER
    assert refusal(lambda: work.approve("bob", sheet)) == PRECONDITION, "it must name the first approval"
    work.approve("bob", sheet, first=True)
    assert [given.by for given in work.sheet(sheet).approvals] == ["alice", "bob"]
    assert work.sheet(sheet).counts_at == add(work.now, "P7D")
    assert work.accrued("carol") == 601 * 2000 // 60
    work.check()


def test_the_week_is_counted_over_all_that_was_recorded_for_it(work: Worked) -> None:
    first = work.log("carol", ("2026-10-26", 300))
    work.approve("alice", first)
    assert not work.sheet(first).waits
    second = work.log("carol", ("2026-11-01", 301))
    work.approve("alice", second)
    assert work.sheet(second).waits, "Sunday the first of November is of the week of the 26th"


def test_a_first_approval_is_not_named_where_there_is_none(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 60))
    named = {**work.named(sheet), "first": NOBODY}
    assert refusal(lambda: work.state("alice", "approve-hours", {"sheets": [named]})) == PRECONDITION


def test_the_second_may_be_of_another_team(work: Worked) -> None:
    work.team("shop", "carol", "dan")
    sheet = above(work)
    assert refusal(lambda: work.approve("alice", sheet)) == APPROVER
    work.approve("dan", sheet)
    work.approve("alice", sheet, first=True)
    assert not work.sheet(sheet).waits


def test_where_there_is_no_second_one_is_enough() -> None:
    work = two_people()
    sheet = work.log("alice", ("2026-10-30", 1440), ("2026-10-31", 1000))
    work.approve("bob", sheet)
    assert not work.sheet(sheet).waits
    more = work.log("alice", ("2026-10-31", 440))
    work.approve("bob", more)
    assert not work.sheet(more).waits and not work.sheet(more).is_single_handed


def test_hours_recorded_more_than_90_days_later_wait_for_a_second_person(work: Worked) -> None:
    old, late = work.log("carol", ("2026-08-03", 60)), work.log("carol", ("2026-08-02", 60))
    work.approve("alice", old, late)
    assert not work.sheet(old).waits and work.sheet(late).waits
    work.approve("bob", late, first=True)
    assert not work.sheet(late).waits


def test_who_waits_long_for_an_approval_is_not_late(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 60))
    work.later("P200D")
    work.approve("alice", sheet)
    assert not work.sheet(sheet).waits


def test_the_first_must_still_have_the_right_when_the_second_signs(work: Worked) -> None:
    sheet = above(work)
    work.approve("alice", sheet)
    work.become("alice", membership="left")
    assert refusal(lambda: work.approve("bob", sheet, first=True)) == PRECONDITION
    work.approve("bob", sheet)
    assert [given.by for given in work.sheet(sheet).approvals] == ["bob"] and work.sheet(sheet).waits
    work.approve("dan", sheet, first=True)
    assert not work.sheet(sheet).waits


def test_agreed_are_the_hours_of_the_week_worked(work: Worked) -> None:
    work.become("carol", committed_minutes_per_week=1200)
    work.later("P14D")
    before, after = work.log("carol", ("2026-10-26", 601)), work.log("carol", ("2026-11-03", 1200))
    work.approve("alice", before, after)
    assert work.sheet(before).waits and not work.sheet(after).waits


def test_a_volunteer_agreed_to_nothing_and_is_above_nothing(work: Worked) -> None:
    sheet = work.log("vera", ("2026-10-30", 600))
    assert [entry.paid for entry in work.sheet(sheet).entries] == ["no"]
    work.approve("alice", sheet)
    work.later("P7D")
    month = work.month("vera", "2026-10")
    assert (month.minutes(work.now), month.wages_minor(work.now)) == (600, 0)
    assert work.owed() == {} and work.registry.names("registry/debts") == ()
    work.check()
