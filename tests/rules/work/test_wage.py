"""The wage schedule: set by vote, from tomorrow on, for whom the bylaws pay; and what a day was worth when worked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.times import date_of, date_of_days
from govtool.domain.constitution.tenure import Tenure, people_on, remember
from govtool.domain.decisions.action import Moment
from govtool.domain.work.wage import Row, Wages, paid_on, wages_of
from govtool.domain.work.wage_change import SetWage
from govtool.io.signature.signature import SshKeys
from govtool.roles.decisions.action_sheet import filled
from govtool.roles.decisions.effect import effects_on
from govtool.roles.work.hours_service import to_approve
from tests.world.people import person, refusal
from tests.world.worked import Worked


def set_wage(before: int, after: int, starts_on: str, name: str = "wage") -> str:
    return f'- {{action: set-wage, class: {name}, from_minor: {before}, to_minor: {after}, starts_on: "{starts_on}"}}'


@pytest.fixture
def work() -> Worked:
    """A co-operative in which no wage was ever set, on the first of November."""
    return Worked(wage=0, probationary=0)


def rate(work: Worked, day: str, name: str = "wage") -> int:
    return wages_of(work.registry).per_hour("probationary" if name == "probationary" else "wage", day)


def test_until_a_wage_is_set_an_hour_is_worth_nothing_and_stays_so(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 600))
    work.approve("alice", sheet)
    work.later("P7D")
    assert work.owed() == {} and work.month("carol", "2026-10").minutes(work.now) == 600
    assert work.pass_(set_wage(0, 2000, "2026-12-01")) == "enacted"
    late = work.log("carol", ("2026-10-31", 60))
    work.approve("alice", late)
    work.later("P7D")
    assert work.owed() == {}
    work.check()


def test_a_vote_adds_a_row_that_names_it(work: Worked) -> None:
    assert work.pass_(set_wage(0, 2000, "2026-12-01")) == "enacted"
    assert [row.data() for row in wages_of(work.registry).rows] == [
        {"class": "wage", "starts_on": "2026-12-01", "per_hour_minor": 2000, "decided_by": "0001"}
    ]
    assert (rate(work, "2026-11-30"), rate(work, "2026-12-01"), rate(work, "2031-01-01")) == (0, 2000, 2000)
    assert rate(work, "2026-12-01", "probationary") == 0


def test_rows_are_only_added_and_the_later_decision_holds_for_the_same_day(work: Worked) -> None:
    for before, after, day in ((0, 2000, "2027-01-01"), (2000, 2500, "2027-06-01"), (2000, 2200, "2027-01-01")):
        assert work.pass_(set_wage(before, after, day)) == "enacted"
    assert len(wages_of(work.registry).rows) == 3
    assert (rate(work, "2027-01-01"), rate(work, "2027-05-31"), rate(work, "2027-06-01")) == (2200, 2200, 2500)


@pytest.mark.parametrize("starts_on", ["2026-10-01", "2026-11-01"])
def test_no_wage_begins_before_tomorrow(work: Worked, starts_on: str) -> None:
    assert refusal(lambda: work.open(set_wage(0, 2000, starts_on))) == {"retroactive"}


def test_a_wage_whose_day_has_come_when_it_is_enacted_fails(work: Worked) -> None:
    assert work.pass_(set_wage(0, 2000, "2026-11-04")) == "retroactive"
    assert wages_of(work.registry).rows == ()
    assert work.now[:10] == "2026-11-04"


def test_a_wage_from_the_day_after_its_enactment_is_in_time(work: Worked) -> None:
    assert work.pass_(set_wage(0, 2000, "2026-11-05")) == "enacted"


def test_a_wage_replaces_what_it_says_it_replaces(work: Worked) -> None:
    assert refusal(lambda: work.open(set_wage(1500, 2000, "2027-01-01"))) == {"precondition"}
    assert refusal(lambda: work.open(set_wage(0, 0, "2027-01-01"))) == {"precondition"}
    first, second = (work.open(set_wage(0, amount, "2027-01-01")) for amount in (1500, 2000))
    work.agree(first)
    work.agree(second)
    assert work.enact(first) == "enacted"
    assert work.enact(second) == "precondition"
    assert rate(work, "2027-01-01") == 1500


def test_nobody_types_the_wage_that_is_replaced(work: Worked) -> None:
    assert work.pass_(set_wage(0, 2000, "2027-01-01")) == "enacted"
    for day, name, now in (("2027-01-01", "wage", 2000), ("2026-12-31", "wage", 0), ("2027-01-01", "probationary", 0)):
        typed = {"class": name, "to_minor": 2500, "starts_on": day}
        assert filled(work.registry, SetWage, typed) == {**typed, "from_minor": now}


@pytest.mark.parametrize("amount", ['"30"', "true", "-1", "null", "1000000000000001", "[30]"])
def test_a_wage_is_whole_minor_units(work: Worked, amount: str) -> None:
    action = f'- {{action: set-wage, class: wage, from_minor: 0, to_minor: {amount}, starts_on: "2027-01-01"}}'
    assert refusal(lambda: work.open(action)) == {"schema"}


def test_the_highest_wage_can_be_set(work: Worked) -> None:
    assert work.pass_(set_wage(0, 10**15, "2027-01-01")) == "enacted"
    assert rate(work, "2027-01-01") == 10**15


@pytest.mark.parametrize("amount", ["30.0", "1e20"])
def test_a_wage_with_a_point_is_not_even_read(work: Worked, amount: str) -> None:
    action = f'- {{action: set-wage, class: wage, from_minor: 0, to_minor: {amount}, starts_on: "2027-01-01"}}'
    assert refusal(lambda: work.open(action)) == {"yaml"}


@pytest.mark.parametrize("name", ["volunteer", "full-time", "member"])
def test_there_is_a_wage_and_one_of_probation_and_no_other(work: Worked, name: str) -> None:
    assert refusal(lambda: work.open(set_wage(0, 2000, "2027-01-01", name))) == {"schema"}


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5000)), max_size=8),
    st.integers(0, 50),
)
def test_a_row_more_never_changes_a_day_before_it_begins(rows: list[tuple[int, int]], day: int) -> None:
    """Whatever was decided before, for whichever days."""
    made: tuple[Row, ...] = ()
    for start, amount in rows:
        row = Row.model_validate(
            {"class": "wage", "starts_on": date_of_days(start), "per_hour_minor": amount, "decided_by": "0001"}
        )
        before, after = Wages(rows=made), Wages(rows=(*made, row))
        if day < start:
            assert after.per_hour("wage", date_of_days(day)) == before.per_hour("wage", date_of_days(day))
        assert after.per_hour("wage", date_of_days(start)) == amount
        made = after.rows


# Who is paid how -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "paid"),
    [
        ({}, "wage"),
        ({"committed_minutes_per_week": 60}, "wage"),
        ({"membership": "probationary"}, "probationary"),
        ({"membership": "away"}, "no"),
        ({"membership": "left"}, "no"),
        ({"membership": "none"}, "wage"),
        ({"membership": "none", "committed_minutes_per_week": 0}, "no"),
    ],
)
def test_a_person_is_paid_as_the_class_that_they_are_in(facts: dict[str, object], paid: str) -> None:
    work = Worked()
    work.become("carol", **facts)
    work.later("P1D")
    assert paid_on(work.registry, "carol", date_of(work.now)) == paid


def test_probation_is_paid_its_own_wage() -> None:
    work = Worked(wage=2000, probationary=1500)
    work.become("carol", membership="probationary")
    work.later("P2D")
    sheet = work.log("carol", ("2026-11-02", 120))
    work.approve("alice", sheet)
    work.later("P7D")
    assert work.owed() == {"carol": 3000}


def test_work_is_paid_by_what_its_worker_was_on_that_day_however_late_it_is_recorded() -> None:
    work = Worked(wage=2000, probationary=1500)
    work.become("carol", membership="probationary")
    work.later("P10D")
    work.become("carol", membership="member")
    work.later("P10D")
    work.become("carol", membership="left")
    work.later("P10D")
    days = ["2026-11-10", "2026-11-12", "2026-11-20", "2026-11-22"]
    assert [paid_on(work.registry, "carol", day) for day in days] == ["probationary", "wage", "wage", "no"]
    sheet = work.log("carol", *((day, 60) for day in days))
    work.approve("alice", sheet)
    work.later("P7D")
    assert work.owed() == {"carol": 1500 + 2000 + 2000}
    assert [each.per_hour_minor for each in work.month("carol").sheets[0].work] == [0, 1500, 2000]
    work.check()


def test_on_the_day_of_a_change_the_better_of_the_two_holds() -> None:
    work = Worked()
    work.become("carol", membership="probationary")
    work.become("dan", membership="left")
    assert paid_on(work.registry, "carol", date_of(work.now)) == "wage"
    assert paid_on(work.registry, "dan", date_of(work.now)) == "wage"


def test_before_somebody_was_known_they_were_nobody_here() -> None:
    work = Worked()
    assert people_on(work.registry, "frank", "2026-11-01") == ()
    frank = person("frank", hours=600)
    after = remember(work.registry, work.registry.put(frank.path, frank), work.now)
    assert [held.membership for held in people_on(after, "frank", "2026-10-31")] == ["none"]
    assert [held.membership for held in people_on(after, "frank", "2026-11-02")] == ["member"]
    assert paid_on(after, "frank", "2026-10-31") == "no"


def test_a_tenure_says_what_ended_and_nothing_where_nothing_did() -> None:
    work = Worked()
    work.become("carol", name="Carola")
    assert Tenure.of(work.registry, "carol") is None
    work.become("carol", committed_minutes_per_week=900)
    work.later("P1D")
    work.become("carol", membership="away")
    tenure = Tenure.of(work.registry, "carol")
    assert tenure is not None and [
        (spell.until_on, spell.membership, spell.committed_minutes_per_week) for spell in tenure.spells
    ] == [("2026-11-01", "member", 600), ("2026-11-02", "member", 900)]


# A late clerk: days are those of when it was due ---------------------------------------------------------------------


@pytest.mark.parametrize(("starts_on", "comes_out"), [("2026-11-04", "retroactive"), ("2026-11-05", "enacted")])
def test_days_are_compared_with_the_day_on_which_it_was_due(starts_on: str, comes_out: str) -> None:
    """Due on the fourth of November, and enacted on the first of December."""
    work = Worked(wage=2000)
    number = work.open(set_wage(2000, 2500, starts_on))
    work.later("P2D")
    work.agree(number)
    work.now = "2026-12-01T10:00:00Z"
    assert work.enact(number) == comes_out
    work.check()


def judged(work: Worked, starts_on: str) -> set[str]:
    """What speaks against a wage that was due on the fourth of November, now."""
    action = {"action": "set-wage", "class": "wage", "from_minor": 2000, "to_minor": 2500, "starts_on": starts_on}
    moment = Moment(at=work.now, keys=SshKeys(), result="passed", due_at="2026-11-04T10:00:00Z")
    return {found.code for found in SetWage.read(action).problems(work.registry, moment)}


def test_hours_that_were_approved_from_its_first_day_on_make_it_retroactive() -> None:
    """No clerk can take hours in before what is due; if their wages are in the books all the same, they stay."""
    work = Worked(wage=2000)
    work.become("dan", membership="probationary")
    work.now = "2026-11-25T10:00:00Z"
    early, dan = work.log("carol", ("2026-11-19", 60)), work.log("dan", ("2026-11-24", 60))
    waiting = work.log("bob", ("2026-11-24", 60))
    work.approve("alice", early, dan)
    assert judged(work, "2026-11-20") == set(), "of an earlier day, of another class of pay, or not approved"
    assert judged(work, "2026-11-19") == {"retroactive"}
    work.approve("alice", waiting)
    assert judged(work, "2026-11-20") == judged(work, "2026-11-24") == {"retroactive"}
    assert judged(work, "2026-11-25") == set()
    work.approve("alice", work.log("carol", ("2026-11-25", 60)))
    assert judged(work, "2026-11-25") == {"retroactive"}, "its first day is today"


# The day of a change -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recorded", ["before", "after", "much later", "approved a day later"])
def test_the_day_of_a_confirmation_pays_the_same_however_late_it_is_recorded(recorded: str) -> None:
    """Probation pays 10.00, the wage is 20.00; on the day of the confirmation two hours are worked."""
    work = Worked(wage=2000, probationary=1000)
    work.become("carol", membership="probationary")
    work.now = "2026-11-10T06:00:00Z"
    first = work.log("carol", ("2026-11-10", 60, "05:00")) if recorded in ("before", "approved a day later") else None
    work.now = "2026-11-10T07:00:00Z"
    work.become("carol", membership="member")
    work.later("P30D" if recorded == "much later" else "PT1H")
    sheets = [first or work.log("carol", ("2026-11-10", 60, "05:00")), work.log("carol", ("2026-11-10", 60, "06:00"))]
    if recorded == "approved a day later":
        work.later("P1D")
    for sheet in sheets:
        work.approve("alice", sheet)
        assert [entry.paid for entry in work.sheet(sheet).entries] == ["wage"]
    work.later("P7D")
    assert work.owed() == {"carol": 4000}
    work.check()


def test_hours_in_probation_are_approved_when_their_day_is_over() -> None:
    """Approved at six, they would be paid 10.00 for ever, and 20.00 had they been approved at eight."""
    work = Worked(wage=2000, probationary=1000)
    work.become("carol", membership="probationary")
    work.now = "2026-11-10T06:00:00Z"
    sheet, bob = work.log("carol", ("2026-11-10", 60)), work.log("bob", ("2026-11-10", 60))
    work.approve("alice", bob)
    assert refusal(lambda: work.approve("alice", sheet)) == {"hours"}
    assert [each.sheet.member for each in to_approve(work.registry, "alice", work.now)] == []
    work.now = "2026-11-11T00:00:00Z"
    assert [each.sheet.member for each in to_approve(work.registry, "alice", work.now)] == ["carol"]
    work.approve("alice", sheet)
    work.later("P7D")
    assert work.owed() == {"bob": 2000, "carol": 1000}
    work.check()


def test_the_wage_of_a_day_is_known_and_need_not_be_typed() -> None:
    work = Worked(wage=2000, probationary=1500)
    known = SetWage.known["from_minor"]
    assert known(work.registry, {"class": "wage", "starts_on": "2027-01-01"}) == 2000
    assert known(work.registry, {"class": "probationary", "starts_on": "2027-01-01"}) == 1500
    for typed in ({"class": "wage", "starts_on": "2019-12-31"}, {"class": "no"}, {"class": "wage"}, {}):
        assert known(work.registry, typed) == 0


def test_a_preview_of_a_wage_says_by_which_day_it_was_judged() -> None:
    work = Worked(wage=2000)
    wage, motion = work.entry(work.open(set_wage(2000, 2500, "2027-01-01"))), work.entry(work.open("- action: motion"))
    assert effects_on(work.registry, wage, Moment(at=work.now, keys=SshKeys())).due_at == wage.earliest_effect(work.now)
    assert effects_on(work.registry, motion, Moment(at=work.now, keys=SshKeys())).due_at is None
