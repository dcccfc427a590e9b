"""Who may approve hours, and how many of them it takes."""

from __future__ import annotations

import pytest

from govtool.domain.constitution.member import Membership
from govtool.domain.work.approver import Approvers
from tests.world.people import MINUTES_A_WEEK, person
from tests.world.worked import Worked

STANDINGS: list[Membership] = ["member", "probationary", "away", "none", "applicant", "left", "expelled"]
ALL = frozenset({*MINUTES_A_WEEK, "vera", "noname"})


@pytest.fixture
def work() -> Worked:
    return Worked()


def approvers(work: Worked, worker: str = "carol") -> Approvers:
    return Approvers(work.registry, worker)


def first(work: Worked, worker: str = "carol") -> set[str]:
    """Who may approve as the first."""
    return {name for name in ALL if approvers(work, worker).may_be_first(name)}


def test_without_a_team_any_other_member_is_the_first(work: Worked) -> None:
    assert first(work) == {"alice", "bob", "dan", "erin"}
    assert approvers(work).mates == frozenset()


def test_with_team_mates_only_they_are_the_first_of_every_team(work: Worked) -> None:
    work.team("shop", "carol", "dan")
    work.team("web", "carol", "erin")
    work.team("office", "alice", "bob")
    assert first(work) == approvers(work).mates == {"dan", "erin"}


@pytest.mark.parametrize("membership", STANDINGS)
def test_a_team_mate_is_a_member_or_in_probation_and_another_a_member(work: Worked, membership: Membership) -> None:
    work.become("dan", membership=membership)
    assert ("dan" in first(work)) == (membership == "member")
    assert approvers(work).may_be_second("dan", "alice") == (membership == "member")
    work.team("shop", "carol", "dan")
    is_mate = membership in ("member", "probationary")
    assert first(work) == ({"dan"} if is_mate else {"alice", "bob", "erin"})
    assert approvers(work).may_be_second("dan", "alice") == is_mate


def test_a_team_of_one_s_own_is_none(work: Worked) -> None:
    work.team("shop", "carol")
    assert first(work) == {"alice", "bob", "dan", "erin"}


def test_the_second_is_neither_the_worker_nor_the_first(work: Worked) -> None:
    work.team("shop", "carol", "dan")
    found = {name for name in ALL if approvers(work).may_be_second(name, "dan")}
    assert found == {"alice", "bob", "erin"}, "of whichever team"


def test_a_dispute_is_settled_by_who_has_no_part_in_it(work: Worked) -> None:
    found = {name for name in ALL if approvers(work).may_settle(name, ("dan", "alice"))}
    assert found == {"bob", "erin"}
    assert not approvers(work).may_settle("vera", ())


def test_with_nobody_else_the_worker_is_alone() -> None:
    work = Worked(people={"alice": person("alice"), "vera": person("vera", membership="none")})
    assert approvers(work, "alice").is_alone and first(work, "alice") == {"alice"}
    two = Worked(people={"alice": person("alice"), "bob": person("bob")})
    assert not approvers(two, "alice").is_alone and first(two, "alice") == {"bob"}


def test_a_team_mate_in_probation_leaves_nobody_alone() -> None:
    work = Worked(people={"alice": person("alice"), "zoe": person("zoe", membership="probationary")})
    assert approvers(work, "alice").is_alone
    work.team("shop", "alice", "zoe")
    found = approvers(work, "alice")
    assert not found.is_alone and not found.has_others("zoe") and found.has_others()


def test_whether_there_are_others_leaves_out_those_who_are_named() -> None:
    work = Worked(people={name: person(name) for name in ("alice", "bob", "carol")})
    found = approvers(work)
    assert found.has_others("alice") and found.has_others("alice", "carol") and not found.has_others("alice", "bob")


# How many it takes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "late"), [("2026-08-03", False), ("2026-08-02", True)])
def test_hours_are_late_after_the_bylaws_time_by_their_day(work: Worked, day: str, late: bool) -> None:
    """It is the first of November, and hours are late after ninety days."""
    sheet = work.sheet(work.log("carol", (day, 60)))
    assert approvers(work).is_late(sheet) == approvers(work).needs_second(sheet) == late


def test_one_late_part_makes_a_sheet_late(work: Worked) -> None:
    sheet = work.sheet(work.log("carol", ("2026-08-31", 60), ("2026-08-02", 60)))
    assert approvers(work).is_late(sheet)


@pytest.mark.parametrize(("minutes", "above"), [(600, False), (601, True)])
def test_more_than_the_week_s_agreed_minutes_is_above(work: Worked, minutes: int, above: bool) -> None:
    """Carol works ten hours a week; Monday was the 26th of October."""
    sheet = work.sheet(work.log("carol", ("2026-10-26", 300), ("2026-11-01", minutes - 300)))
    assert approvers(work).is_above(sheet) == approvers(work).needs_second(sheet) == above


def test_another_week_and_another_person_s_hours_add_nothing(work: Worked) -> None:
    work.log("carol", ("2026-10-25", 600))
    work.log("dan", ("2026-10-26", 600))
    sheet = work.sheet(work.log("carol", ("2026-10-26", 600)))
    assert not approvers(work).is_above(sheet)


def test_hours_that_were_recorded_before_in_the_week_count(work: Worked) -> None:
    work.log("carol", ("2026-10-26", 600))
    sheet = work.sheet(work.log("carol", ("2026-10-31", 1)))
    assert approvers(work).is_above(sheet)


def test_a_volunteer_agreed_to_nothing_and_is_above_nothing(work: Worked) -> None:
    sheet = work.sheet(work.log("vera", ("2026-10-26", 1440)))
    assert not approvers(work, "vera").is_above(sheet)


def test_of_two_agreements_in_a_week_the_larger_counts(work: Worked) -> None:
    work.later("P7D")
    work.become("carol", committed_minutes_per_week=900)
    work.later("P1D")
    sheet = work.sheet(work.log("carol", ("2026-11-07", 450), ("2026-11-08", 450)))
    assert not approvers(work).is_above(sheet)
    more = work.sheet(work.log("carol", ("2026-11-06", 1)))
    assert approvers(work).is_above(more)
