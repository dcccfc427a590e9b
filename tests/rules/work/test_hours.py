"""Recording hours and correcting them: what can be true is taken, whoever says it of themselves; what cannot is not."""

from __future__ import annotations

import pytest

from govtool.core.ids import digest_of
from govtool.core.times import add, subtract
from govtool.domain.constitution.origin import from_statement
from govtool.domain.work.month import WorkedMonth, month_of, uncount
from govtool.domain.work.timesheet import Waiting, waiting_members, waiting_of
from tests.world.people import refusal
from tests.world.worked import NOBODY, Worked

HOURS, PRECONDITION = {"hours"}, {"precondition"}


@pytest.fixture
def work() -> Worked:
    return Worked()


def test_hours_are_a_sheet_of_their_month_that_waits_for_approval(work: Worked) -> None:
    work.project("shop")
    sheet = work.log("carol", {"date": "2026-11-02", "minutes": 90, "project": "shop", "start": "09:00"})
    found = work.sheet(sheet)
    assert found.path == "registry/timesheets/2026/11/c/ca/carol/000001.yaml"
    assert (found.minutes, found.entries[0].project, found.entries[0].paid) == (90, "shop", "wage")
    assert found.waits and list(waiting_of(work.registry, "carol")) == [found]
    assert waiting_members(work.registry) == ("carol",) and work.owed() == {}


def test_a_statement_over_two_months_makes_a_sheet_of_each(work: Worked) -> None:
    work.log("carol", ("2026-10-31", 60), ("2026-11-01", 90))
    assert work.sheet(("carol", "2026-10", 1)).minutes == 60
    assert work.sheet(("carol", "2026-11", 1)).minutes == 90


def test_entries_lie_in_the_order_of_their_days(work: Worked) -> None:
    sheet = work.log("carol", ("2026-11-01", 60, "14:00"), ("2026-10-31", 1), ("2026-11-01", 30, "08:00"))
    assert [entry.start for entry in work.sheet(sheet).entries] == ["08:00", "14:00"]


@pytest.mark.parametrize(
    "entry",
    [
        {"date": "2026-02-30"},
        {"date": "2026-11-01", "minutes": 0},
        {"date": "2026-11-01", "minutes": -5},
        {"date": "2026-11-01", "minutes": 1441},
        {"date": "2026-11-01", "minutes": True},
        {"date": "2026-11-01", "minutes": "60"},
        {"date": "2026-11-01", "task": ""},
        {"date": "2026-11-01", "task": "two\nlines"},
        {"date": "2026-11-01", "start": "24:00"},
        {"date": "2026-11-01", "start": "9:00"},
        {"date": "2026-11-01", "project": "The Shop"},
        {"date": "2026-11-01", "paid": "wage"},
    ],
)
def test_an_entry_that_is_none_is_refused(work: Worked, entry: dict[str, object]) -> None:
    assert refusal(lambda: work.log("carol", entry)) <= {"schema", "id"}


def test_an_entry_names_a_project_that_exists_open_or_closed(work: Worked) -> None:
    work.project("shop")
    work.project("fair", "closed")
    fair, web = ({"date": "2026-11-01", "project": name} for name in ("fair", "web"))
    sheet = work.log("carol", {"date": "2026-11-01", "project": "shop"}, fair)
    assert {entry.project for entry in work.sheet(sheet).entries} == {"shop", "fair"}, "work done is always recorded"
    assert refusal(lambda: work.log("carol", fair, web)) == {"unknown_project"}
    assert refusal(lambda: work.correct(sheet, web)) == {"unknown_project"}
    work.correct(sheet, fair)


def test_an_empty_sheet_is_none(work: Worked) -> None:
    assert refusal(lambda: work.state("carol", "log-hours", {"entries": []})) == {"schema"}


def test_tomorrow_s_date_is_today_s_somewhere_and_the_day_after_nowhere(work: Worked) -> None:
    assert work.now == "2026-11-01T10:00:00Z"
    work.log("carol", ("2026-11-02", 60))
    assert refusal(lambda: work.log("carol", ("2026-11-03", 60))) == HOURS
    assert refusal(lambda: work.log("carol", ("9999-12-31", 60))) == HOURS


def test_work_done_is_recorded_however_long_ago_it_was(work: Worked) -> None:
    work.log("carol", ("2019-03-01", 60))
    work.log("carol", ("1970-01-01", 60))
    assert [sheet.month for sheet in waiting_of(work.registry, "carol")] == ["1970-01", "2019-03"]


def test_one_statement_holds_a_month(work: Worked) -> None:
    work.log("carol", ("2026-10-01", 60), ("2026-10-31", 60))
    assert refusal(lambda: work.log("carol", ("2026-09-30", 60), ("2026-10-31", 60))) == HOURS


def test_a_day_has_24_hours_in_all_that_somebody_recorded_for_it(work: Worked) -> None:
    work.log("carol", ("2026-11-01", 1000))
    assert refusal(lambda: work.log("carol", ("2026-11-01", 441))) == HOURS
    work.log("carol", ("2026-11-01", 440))
    work.log("dan", ("2026-11-01", 1440))
    assert refusal(lambda: work.log("erin", ("2026-11-01", 1000), ("2026-11-01", 441))) == HOURS


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        (("2026-10-30", 60, "09:00"), ("2026-10-30", 60, "10:00"), True),
        (("2026-10-30", 61, "09:00"), ("2026-10-30", 60, "10:00"), False),
        (("2026-10-30", 60, "10:00"), ("2026-10-30", 61, "09:00"), False),
        (("2026-10-30", 600, "09:00"), ("2026-10-30", 10, "12:00"), False),
        (("2026-10-30", 10, "12:00"), ("2026-10-30", 600, "09:00"), False),
        (("2026-10-30", 120, "23:00"), ("2026-10-31", 60, "01:00"), True),
        (("2026-10-30", 121, "23:00"), ("2026-10-31", 60, "01:00"), False),
        (("2026-10-31", 121, "23:00"), ("2026-11-01", 60, "01:00"), False),
        (("2026-11-01", 60, "01:00"), ("2026-10-31", 121, "23:00"), False),
        (("2026-10-30", 600, "09:00"), ("2026-10-30", 60), True),
    ],
)
def test_nobody_works_on_two_things_at_once(
    work: Worked, first: tuple[object, ...], second: tuple[object, ...], fits: bool
) -> None:
    work.log("dan", second)
    work.log("carol", first)
    if fits:
        work.log("carol", second)
        work.log("erin", first, second)
    else:
        assert refusal(lambda: work.log("carol", second)) == HOURS
        assert refusal(lambda: work.log("erin", first, second)) == HOURS


@pytest.mark.parametrize("membership", ["none", "probationary", "away", "left", "expelled"])
def test_everybody_with_a_record_records_their_own_work(work: Worked, membership: str) -> None:
    work.become("carol", membership=membership)
    work.later("P1D")
    sheet = work.log("carol", ("2026-11-01", 60))
    assert work.sheet(sheet).member == "carol"


# Correcting ----------------------------------------------------------------------------------------------------------


def test_a_correction_replaces_all_entries_and_is_approved_anew(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 60))
    work.approve("alice", sheet)
    assert work.accrued("carol") == 2000
    work.correct(sheet, ("2026-10-30", 30), ("2026-10-31", 15))
    found = work.sheet(sheet)
    assert (found.minutes, found.approvals, found.waits, found.number) == (45, (), True, 1)
    assert work.accrued("carol") == 0
    work.approve("bob", sheet)
    work.later("P7D")
    assert work.owed() == {"carol": 1500}
    work.check()


@pytest.mark.parametrize(("time", "left"), [("P6DT23H59M", 0), ("P7D", 1)])
def test_a_sheet_that_is_final_stays_in_its_month(work: Worked, time: str, left: int) -> None:
    sheet = work.log("carol", ("2026-10-30", 60))
    work.approve("alice", sheet)
    after = uncount(work.registry, work.sheet(sheet), add(work.now, time), from_statement("carol", 2))
    assert len(month_of(after, "carol", "2026-10").sheets) == left


def test_the_old_entries_do_not_stand_in_the_way_of_the_new(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 1440, "00:00"))
    work.correct(sheet, ("2026-10-30", 1440, "00:00"), ("2026-10-31", 60, "00:00"))
    assert refusal(lambda: work.correct(sheet, ("2026-10-30", 1440), ("2026-10-30", 1))) == HOURS


def test_the_other_sheet_of_a_statement_over_two_months_stands_in_the_way_as_any_other(work: Worked) -> None:
    work.log("carol", ("2026-10-31", 60, "23:00"), ("2026-11-01", 60, "01:00"))
    october = ("carol", "2026-10", 1)
    assert refusal(lambda: work.correct(october, ("2026-10-31", 121, "23:00"))) == HOURS
    work.correct(october, ("2026-10-31", 120, "23:00"))


def test_what_a_correction_adds_long_after_it_was_worked_is_late(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 1))
    work.later("P200D")
    work.correct(sheet, ("2026-10-30", 300))
    work.approve("alice", sheet)
    assert work.sheet(sheet).waits and len(work.sheet(sheet).approvals) == 1


def test_a_sheet_can_be_taken_back_whole(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 60))
    work.approve("alice", sheet)
    work.correct(sheet)
    assert work.sheet(sheet).entries == () and not work.sheet(sheet).waits
    assert work.accrued("carol") == 0 and waiting_members(work.registry) == ()
    assert refusal(lambda: work.approve("alice", sheet)) == {"precondition"}
    assert refusal(lambda: work.correct(sheet, ("2026-10-30", 60))) == {"precondition"}
    work.check()


def test_what_counts_is_closed(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 60))
    work.approve("alice", sheet)
    work.later("P6DT23H59M")
    work.correct(sheet, ("2026-10-30", 61))
    work.approve("alice", sheet)
    work.later("P7D")
    assert refusal(lambda: work.correct(sheet, ("2026-10-30", 60))) == {"precondition"}
    assert refusal(lambda: work.correct(sheet)) == {"precondition"}
    assert work.owed() == {"carol": 2033}


def test_a_correction_is_of_the_sheet_that_its_worker_saw(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 60))
    body = {"month": "2026-10", "number": 1, "entries": []}
    assert refusal(lambda: work.state("carol", "correct-hours", {**body, "digest": NOBODY})) == {"precondition"}
    digest = work.sheet(sheet).digest
    assert refusal(lambda: work.state("dan", "correct-hours", {**body, "digest": digest})) == {"precondition"}
    assert refusal(lambda: work.correct(sheet, ("2026-11-01", 60))) == HOURS
    assert refusal(lambda: work.correct(sheet, ("2026-10-30", 60))) == {"precondition"}, "nothing would change"


def test_a_sheet_keeps_how_its_days_were_paid_when_they_were_recorded(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 60))
    work.become("carol", membership="left")
    work.correct(sheet, ("2026-10-30", 120))
    assert [entry.paid for entry in work.sheet(sheet).entries] == ["wage"]


def test_the_digest_of_a_sheet_is_of_its_work_alone(work: Worked) -> None:
    sheet = work.log("carol", ("2026-10-30", 60))
    before = work.sheet(sheet).digest
    work.approve("alice", sheet)
    assert work.sheet(sheet).digest == before != digest_of(work.sheet(sheet).as_file)
    work.correct(sheet, ("2026-10-30", 61))
    assert work.sheet(sheet).digest != before


def test_judging_hours_reads_the_person_s_own_sheets_of_those_days_and_no_others(work: Worked) -> None:
    for month in range(1, 10):
        work.log("carol", (f"2026-0{month}-15", 60))
        work.log("dan", (f"2026-0{month}-15", 60))
    read: list[str] = []
    source = work.registry.source
    listed = source.names

    def names(folder: str) -> tuple[str, ...]:
        read.append(folder)
        return listed(folder)

    source.names = names  # type: ignore[method-assign]
    work.log("carol", ("2026-10-15", 60), ("2026-11-01", 60))
    months = {folder for folder in read if "timesheets" in folder}
    assert months == {f"registry/timesheets/2026/{month}/c/ca/carol" for month in (10, 11)}
    assert WorkedMonth.home.path("2026-10", "carol") not in work.registry.records


def test_hours_are_final_from_the_very_moment_that_was_set(work: Worked) -> None:
    sheet = work.log("carol", ("2026-11-01", 60))
    assert work.sheet(sheet).waits and not work.sheet(sheet).counts("2099-01-01T00:00:00Z")
    work.approve("alice", sheet)
    final = work.sheet(sheet).counts_at
    assert final is not None
    month = work.month("carol")
    for at, minutes in ((subtract(final, "PT1M"), 0), (final, 60)):
        assert (work.sheet(sheet).counts(at), month.minutes(at)) == (bool(minutes), minutes)
        assert month.wages_minor(at) == (2000 if minutes else 0)


def test_hours_that_were_taken_back_are_neither_approved_nor_disputed(work: Worked) -> None:
    sheet = work.log("carol", ("2026-11-01", 60))
    work.correct(sheet)
    for judge in (lambda: work.approve("alice", sheet), lambda: work.dispute("dan", sheet)):
        assert refusal(judge) == PRECONDITION


def test_the_hours_that_wait_are_listed_by_worker_while_some_do(work: Worked) -> None:
    assert Waiting.home.kind == "waiting" and Waiting.of(work.registry, "carol") is None
    late, early = work.log("carol", ("2026-11-01", 60)), work.log("carol", ("2026-10-01", 60))
    found = Waiting.one(work.registry, "carol")
    assert found.path == "registry/waiting/c/ca/carol.yaml"
    assert [(place.month, place.number) for place in found.sheets] == [("2026-10", 2), ("2026-11", 1)]
    work.approve("alice", early)
    assert [(place.month, place.number) for place in Waiting.one(work.registry, "carol").sheets] == [("2026-11", 1)]
    work.approve("alice", late)
    assert Waiting.of(work.registry, "carol") is None and work.registry.data(found.path) is None
