"""`govtool hours` at people's own computers: recording, approving, disputing, correcting, looking."""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path

import pytest

from govtool.domain.money.account import owed
from govtool.roles.work.hours_sheet import entries_of
from tests.threats.attack_hours import approve, entry, log, raised, sheet
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import FOUNDED_AT


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    found = Coop.copied(tmp_path_factory, tmp_path)
    found.at("2026-11-18T10:00:00Z")
    return found


@pytest.fixture
def carol(coop: Coop) -> Laptop:
    return Laptop(coop, "carol")


@pytest.fixture
def alice(coop: Coop) -> Laptop:
    return Laptop(coop, "alice")


@pytest.fixture
def shop(coop: Coop) -> None:
    """There is a project that hours can name."""
    coop.at(FOUNDED_AT)
    coop.pass_("alice", "shop", "- {action: open-project, project: shop, name: Shop, project_kind: project}")
    coop.at("2026-11-18T10:00:00Z")


# Recording -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("shop")
def test_hours_are_recorded_with_options_and_hold_once_the_clerk_took_them(coop: Coop, carol: Laptop) -> None:
    said = carol.types("hours", "log", "--on", "yesterday", "--hours", "1:30", "--task", "shelves", "--project", "shop")
    assert carol.status == 0 and "You recorded 1 h 30 min in 1 entry." in said and "signed and delivered" in said
    coop.run_clerk()
    (found,) = sheet(coop, "carol").entries
    assert (found.date, found.minutes, found.task, found.project) == ("2026-11-17", 90, "shelves", "shop")
    assert "carol/2026-11/1  2026-11-17  1 h 30 min  waits for approval" in carol.types("hours", "list")


def test_today_is_meant_where_no_day_is_named(coop: Coop, carol: Laptop) -> None:
    told = carol.reads("hours", "log", "--minutes", "45", "--task", "shelves", "--start", "09:00")
    assert told["minutes"] == 45 and told["statements"][0]["state"] == "delivered"
    assert told["entries"] == [{"date": "2026-11-18", "minutes": 45, "task": "shelves", "start": "09:00"}]


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--hours", "1:30", "--minutes", "90", "--task", "x"], "say once how long it was"),
        (["--task", "x"], "say once how long it was"),
        (["--hours", "half a day", "--task", "x"], "is not a time of work"),
        (["--hours", "1:30"], "say what it was"),
        (["--hours", "1:30", "--task", "x", "--on", "monday"], "is not a day of the calendar"),
        ([], "no terminal"),
    ],
)
def test_what_is_not_said_plainly_is_asked_for_and_nothing_is_signed(
    coop: Coop, carol: Laptop, options: list[str], what: str
) -> None:
    said = carol.types("hours", "log", *options)
    assert carol.status == 2 and what in said
    assert coop.hub.refs("refs/heads/statement/") == {}


def test_what_the_clerk_would_refuse_is_refused_before_it_is_signed(coop: Coop, carol: Laptop) -> None:
    said = carol.types("hours", "log", "--on", "2026-11-21", "--hours", "1h", "--task", "shelves")
    assert carol.status == 10 and "2026-11-21 is after 2026-11-19, tomorrow's date in UTC" in said
    carol.types("hours", "log", "--hours", "20h", "--task", "shelves")
    said = carol.types("hours", "log", "--hours", "4h01m", "--task", "shelves")
    assert "1441 minutes on 2026-11-18 are more than the day has" in said, "what is on its way is counted too"


TABLE = """\
date;time;task;project;start
2026-11-16;1:30;shelves;shop;9:00
2026-11-17;;;;
2026-11-17;45m;paint;;
"""


@pytest.mark.usefixtures("shop")
def test_a_table_from_a_spreadsheet_is_recorded_as_one_statement(coop: Coop, carol: Laptop) -> None:
    (carol.folder / "week.csv").write_text("\ufeff" + TABLE, "utf-8")
    said = carol.types("hours", "log", "--csv", "week.csv")
    assert carol.status == 0 and "You recorded 2 h 15 min in 2 entries." in said
    said = carol.types("hours", "list")
    assert "Nothing is recorded." in said and "1 statement of yours about hours, not recorded by the clerk yet" in said
    coop.run_clerk()
    assert "2 h 15 min in all" in carol.types("hours", "list") and "once the clerk" not in carol.types("hours", "list")
    assert [(found.task, found.start) for found in sheet(coop, "carol").entries] == [
        ("shelves", "09:00"),
        ("paint", None),
    ]


SPREADSHEET = "Date;Hours;Task\n{};7,5;shelves\n{};1;paint\n"


def test_a_table_with_dates_of_another_order_is_shown_before_it_is_signed(coop: Coop, carol: Laptop) -> None:
    (carol.folder / "week.csv").write_text(SPREADSHEET.format("11/16/2026", "11/17/2026"))
    screen = carol.sits_down("hours", "log", "--csv", "week.csv")
    screen.expect("2026-11-16 +7 h 30 min  shelves")
    screen.expect("2026-11-17 +1 h +paint")
    screen.expect("Do you record these hours")
    screen.sendline("n")
    screen.expect("Nothing was signed")
    screen.wait()
    assert coop.hub.refs("refs/heads/statement/") == {}
    said = carol.types("hours", "log", "--csv", "week.csv")
    assert said.index("2026-11-16  ") < said.index("You recorded 8 h 30 min in 2 entries.")
    coop.run_clerk()
    (carol.folder / "right.csv").write_text(SPREADSHEET.format("16.11.2026", "17.11.2026").replace("7,5", "6.5"))
    screen = carol.sits_down("hours", "correct", "2026-11/1", "--csv", "right.csv")
    screen.expect("Do you correct it to these hours")
    screen.sendline("y")
    screen.expect("You correct carol/2026-11/1 to 7 h 30 min in 2 entries.")
    screen.wait()


def test_dates_that_can_be_read_in_two_orders_are_asked_about_or_refused(
    coop: Coop, carol: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    (carol.folder / "week.csv").write_text(SPREADSHEET.format("03/03/2026", "04/03/2026"))
    said = carol.types("hours", "log", "--csv", "week.csv")
    assert carol.status == 2
    assert "week.csv:3: '04/03/2026' can be read with the day first or with the month first" in said
    assert "--dates day-month-year or --dates month-day-year" in said
    assert coop.hub.refs("refs/heads/statement/") == {}
    screen = carol.sits_down("hours", "log", "--csv", "week.csv", "--yes")
    screen.expect("month-day-year +the month first: 2026-04-03")
    screen.expect("Which one")
    screen.sendline("day-month-year")
    screen.expect("You recorded 8 h 30 min in 2 entries.")
    screen.wait()
    coop.run_clerk()
    assert [found.date for found in sheet(coop, "carol", month="2026-03").entries] == ["2026-03-03", "2026-03-04"]
    told = carol.reads("hours", "log", "--csv", "week.csv", "--dates", "month-day-year")
    assert [found["date"] for found in told["entries"]] == ["2026-03-03", "2026-04-03"]
    monkeypatch.setenv("EDITOR", editor(carol.folder, "2026-11-17 Tue,,,,", "04/03/2026,1:00,shelves,,"))
    screen = carol.sits_down("hours", "log")
    screen.expect("can be read with the day first or with the month first")
    screen.expect("write the year first: 2026-11-30")
    screen.expect("Open the editor again")
    screen.sendline("n")
    screen.wait()


@pytest.mark.parametrize("line", [("log", "--hours", "1h"), ("log",), ("correct", "2026-11/1", "--take-back")])
def test_an_order_of_dates_is_for_a_table(coop: Coop, carol: Laptop, line: tuple[str, ...]) -> None:
    log(coop, "carol", entry("2026-11-16"))
    before = coop.hub.refs("refs/heads/statement/")
    said = carol.types("hours", *line, "--dates", "day-month-year")
    assert carol.status == 2 and "--dates is for a table" in said
    assert coop.hub.refs("refs/heads/statement/") == before


def test_a_table_that_is_recorded_twice_is_seen_by_its_worker_and_by_who_approves_it(
    coop: Coop, carol: Laptop, alice: Laptop
) -> None:
    table = carol.folder.parent / "hours.csv"
    table.write_text("date,minutes,task\n2026-11-16,60,kiln\n2026-11-17,90,glaze\n")
    assert "recorded before" not in carol.types("hours", "log", "--csv", str(table))
    table.write_text("date,minutes,task\n2026-11-16,60,kiln\n2026-11-17,91,glaze\n")
    said = carol.types("hours", "log", "--csv", str(table))
    assert "recorded before, in carol/2026-11/1 too: 2026-11-16 1 h kiln" in said and said.count("before") == 1
    assert "hours correct SHEET --take-back" in said and carol.status == 0
    coop.run_clerk()
    shown = alice.types("hours", "approve", "carol/2026-11/2", "--yes")
    assert "in carol/2026-11/1 too: 2026-11-16 1 h kiln" in shown and "glaze" not in shown.split("kiln")[0]
    (again,) = carol.reads("hours", "log", "--on", "2026-11-17", "--minutes", "91", "--task", "glaze")[
        "recorded_before"
    ]
    assert (again["sheet"], again["minutes"]) == ("carol/2026-11/2", 91)


def test_a_table_with_the_line_ends_of_an_old_mac_is_read_like_any_other(coop: Coop, carol: Laptop) -> None:
    (carol.folder / "old.csv").write_bytes(b"date,minutes,task\r2026-11-16,90,shelves\r2026-11-17,30,till\r")
    carol.types("hours", "log", "--csv", "old.csv")
    assert carol.status == 0
    coop.run_clerk()
    assert [each.task for each in sheet(coop, "carol").entries] == ["shelves", "till"]


def test_every_fault_of_a_table_is_told_with_its_line(coop: Coop, carol: Laptop) -> None:
    rows = "date,minutes,task\n2026-11-16,90,shelves\n2026-11-31,90,x\n2026-11-16,an hour,x\n2026-11-16,5,\n1,2,3,4\n"
    rows += '2026-11-16,5\n16.13.2026,5,x\n2026-11-16,5,"a task of\ntwo lines"\n'
    (carol.folder / "bad.csv").write_text(rows)
    said = carol.types("hours", "log", "--csv", "bad.csv")
    assert carol.status == 10
    for part in (
        "bad.csv:3:1: '2026-11-31' is not a day of the calendar [typed]",
        "bad.csv:4:1: 'an hour' is not a time of work [typed]",
        "bad.csv:5:1: task: must be text of 1 or more characters",
        "bad.csv:6:1: these hours are not possible: 4 cells, and the first row names 3; put quotes around a cell with",
        "bad.csv:7:1: task: must be text of 1 or more characters",
        "bad.csv:8:1: '16.13.2026' is not a day of the calendar [typed]",
        "bad.csv:9:1: these hours are not possible: its quotes do not close; write a task on one line",
    ):
        assert part in said, said
    assert coop.hub.refs("refs/heads/statement/") == {}


@pytest.mark.usefixtures("shop")
def test_a_project_that_does_not_exist_is_told_with_the_nearest_and_nothing_is_signed(
    coop: Coop, carol: Laptop
) -> None:
    before = coop.hub.refs("refs/heads/statement/")
    (carol.folder / "week.csv").write_text(TABLE.replace("shop", "shpo"), "utf-8")
    log = ("hours", "log", "--hours", "1h", "--task", "shelves", "--project", "shopp")
    for line, typed in ((log, "shopp"), (("hours", "log", "--csv", "week.csv"), "shpo")):
        assert f"there is no project '{typed}'; did you mean shop?" in carol.types(*line) and carol.status == 2
    assert "did you mean shop?" in carol.types("hours", "start", "--project", "shops") and carol.status == 2
    assert "no timer runs" in carol.types("hours", "stop"), "it did not start"
    assert coop.hub.refs("refs/heads/statement/") == before
    carol.types("hours", "log", "--hours", "1h", "--task", "shelves")
    coop.run_clerk()
    (carol.folder / "right.csv").write_text("date,time,task,project\n2026-11-18,1:00,shelves,web\n", "utf-8")
    said = carol.types("hours", "correct", "2026-11/1", "--csv", "right.csv")
    assert "there is no project 'web'" in said and "govtool list projects" in said


@pytest.mark.parametrize(
    ("head", "what"),
    [
        ("day,time,task", "there is no column 'day'"),
        ("date,task", "must name one of hours, minutes and time"),
        ("date,time,minutes,task", "must name one of hours, minutes and time"),
        ("date,time,task,task", "a column is named twice"),
    ],
)
def test_a_table_names_its_columns(carol: Laptop, head: str, what: str) -> None:
    (carol.folder / "bad.csv").write_text(f"{head}\n")
    assert what in carol.types("hours", "log", "--csv", "bad.csv") and carol.status == 10


def test_a_table_of_months_is_recorded_month_by_month(coop: Coop, carol: Laptop) -> None:
    days = [f"2026-{month:02d}-{day:02d}" for month in (9, 10, 11) for day in (1, 15)]
    (carol.folder / "all.csv").write_text("date,time,task\n" + "".join(f"{day},1:00,shelves\n" for day in days))
    told = carol.reads("hours", "log", "--csv", "all.csv")
    assert [each["number"] for each in told["statements"]] == [1, 2, 3]
    coop.run_clerk()
    assert sheet(coop, "carol", 2, "2026-10").minutes == 120


def editor(folder: Path, old: str, new: str) -> str:
    """An editor that replaces a text by another, as a person would."""
    script = folder / "editor.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfile = Path(sys.argv[1])\n"
        f"text = file.read_text()\nassert {old!r} in text, text\nfile.write_text(text.replace({old!r}, {new!r}))\n"
    )
    return f"{sys.executable} {script}"


def test_without_options_the_week_opens_as_a_form(coop: Coop, carol: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    log(coop, "carol", entry("2026-11-16", 90))
    monkeypatch.setenv("EDITOR", editor(carol.folder, "2026-11-17 Tue,,,,", "2026-11-17 Tue,2:00,shelves,,"))
    screen = carol.sits_down("hours", "log")
    screen.expect("You recorded 2 h in 1 entry.")
    screen.wait()
    coop.run_clerk()
    assert sheet(coop, "carol", 2).entries[0].date == "2026-11-17"


def test_a_form_that_does_not_fit_is_shown_and_can_be_left(
    coop: Coop, carol: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor(carol.folder, "2026-11-17 Tue,,,,", "2026-11-17 Tue,long,shelves,,"))
    screen = carol.sits_down("hours", "log")
    screen.expect("'long' is not a time of work")
    screen.expect("write it as 10h, 7h30m, 7:30, 1.5h or 45m")
    screen.expect("Open the editor again")
    screen.sendline("n")
    screen.expect(r"Your text is kept: ([^\s\x1b]+)")
    assert screen.match is not None
    kept = Path(screen.match[1])
    screen.expect(f"go on with it: govtool hours log --csv {re.escape(str(kept))}")
    screen.expect("nothing was recorded")
    screen.wait()
    assert "2026-11-17 Tue,long,shelves,," in kept.read_text() and "#! " not in kept.read_text()
    assert coop.hub.refs("refs/heads/statement/") == {}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("2026-11-17 3:00 front desk", "'2026-11-17 3:00 front desk' is more than a date; put a comma between cells"),
        ("2026-11-17 Tue 3:00 front desk,,,,", "is more than a date"),
        ("2026-11-17 Tue,,front desk,,", "'front desk' has no time"),
        ("2026-11-17 Tue,,,shop,", "'shop' has no time"),
        ("2026-11-17 Tue,,,,09:00", "'09:00' has no time"),
        ("2026-11-17 shelves,1:00,shelves,,", "is more than a date"),
        ("3:00 front desk", "'3:00 front desk' is not a day"),
        (",,front desk,,", "'front desk'|is not a day"),
    ],
)
def test_a_row_that_is_not_read_is_told_and_the_form_opens_again(
    coop: Coop, carol: Laptop, monkeypatch: pytest.MonkeyPatch, row: str, problem: str
) -> None:
    good = "2026-11-16 Mon,2:00,shelves,,"
    monkeypatch.setenv("EDITOR", editor(carol.folder, "2026-11-17 Tue,,,,", f"{row}\n{good}"))
    screen = carol.sits_down("hours", "log")
    screen.expect(problem if "|" in problem else re.escape(problem))
    screen.expect("Open the editor again")
    screen.sendline("n")
    screen.expect("nothing was recorded")
    screen.wait()
    assert coop.hub.refs("refs/heads/statement/") == {}


@pytest.mark.parametrize(
    "row", ["2026-11-17 Tue,,,,", "2026-11-17,,,,", "2026-11-17", "2026-11-17 TUE", ",,,,", " , ", ""]
)
def test_a_row_that_is_blank_but_for_its_date_is_left_out(row: str) -> None:
    entries = entries_of(f"date,time,task,project,start\n{row}\n2026-11-16,2:00,shelves,,\n", "form")
    assert [each.date for each in entries] == ["2026-11-16"]


# Paid nothing --------------------------------------------------------------------------------------------------------


def test_hours_that_are_paid_nothing_are_said_to_be(coop: Coop, carol: Laptop) -> None:
    """Members have a wage, and a probation has none."""
    coop.at(FOUNDED_AT)
    typed = ("propose", "set-wage", "--class", "wage", "--to", "20.00", "--starts-on", "2026-11-16", "--title", "Pay")
    said = Laptop(coop, "alice").types(*typed, "--yes")
    nothing = "an hour of the class probationary is paid 0.00 USD on 2026-11-16: no wage is set for it"
    assert nothing in said and "govtool propose set-wage --class probationary" in said
    before = carol.types("hours", "log", "--on", "2026-10-30", "--hours", "1:00", "--task", "shelves")
    assert "class wage is paid 0.00 USD on 2026-10-30" in before
    assert "Your hours are paid nothing" not in carol.types("status"), "no wage was ever voted"
    coop.run_clerk()
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        coop.vote(voter, "0001")
    coop.later("P3D")
    coop.run_clerk()
    coop.later("P3D")
    coop.run_clerk()
    coop.at("2026-11-18T10:00:00Z")
    said = carol.types("hours", "log", "--on", "2026-11-17", "--hours", "1:00", "--task", "shelves")
    assert "is paid 0.00" not in said and "Your hours are paid nothing" not in carol.types("status")


def test_whoever_is_in_a_class_without_a_wage_and_whoever_nominates_are_told(coop: Coop, carol: Laptop) -> None:
    """Only a probation has a wage."""
    coop.at(FOUNDED_AT)
    wage = "- {action: set-wage, class: probationary, from_minor: 0, to_minor: 1500, starts_on: '2026-11-16'}"
    coop.pass_("alice", "pay", wage)
    assert carol.reads("status")["unpaid"] == [{"class": "wage", "day": coop.now[:10]}]
    said = carol.types("status")
    assert "Your hours are paid nothing: an hour of the class wage is paid 0.00 USD" in said
    assert "govtool propose set-wage --class wage" in said
    assert Laptop(coop, "vera").reads("status")["unpaid"] == [], "a volunteer is in no class that is paid"
    coop.state("vera", "apply", {"wanted_minutes_per_week": 600})
    coop.run_clerk()
    said = carol.types("nominate", "vera")
    assert f"class probationary is paid 0.00 USD on {coop.now[:10]}" in said and "vera works for that" in said


@pytest.mark.usefixtures("shop")
def test_a_timer_measures_on_this_computer_and_is_recorded_when_it_stops(coop: Coop, carol: Laptop) -> None:
    assert "The timer runs" in carol.types("hours", "start", "--project", "shop")
    assert "a timer runs since" in carol.types("hours", "start") and carol.status == 2
    coop.later("PT1H29M")
    assert "the timer still runs" in carol.types("hours", "stop") and carol.status == 2
    assert "You recorded 1 h 29 min" in carol.types("hours", "stop", "--task", "shelves")
    coop.run_clerk()
    (found,) = sheet(coop, "carol").entries
    assert (found.date, found.start, found.minutes, found.project) == ("2026-11-18", "10:00", 89, "shop")
    assert "no timer runs" in carol.types("hours", "stop")
    assert carol.git("status", "--porcelain") == ""


def test_a_timer_that_was_forgotten_is_not_believed(coop: Coop, carol: Laptop) -> None:
    carol.types("hours", "start")
    coop.later("P1DT1M")
    said = carol.types("hours", "stop", "--task", "shelves")
    assert carol.status == 2 and "more than a day" in said
    assert "nothing was recorded" in carol.types("hours", "stop", "--discard")
    carol.types("hours", "start")
    assert carol.reads("hours", "stop", "--discard") == {"format": 1, "minutes": 0, "entries": [], "statements": []}


# Approving -----------------------------------------------------------------------------------------------------------


def test_a_month_of_everybody_is_shown_and_approved_with_one_signature(coop: Coop, alice: Laptop) -> None:
    log(coop, "carol", entry("2026-11-16", 300, task="shelves"))
    log(coop, "carol", entry("2026-11-17", 301))
    log(coop, "dan", entry("2026-11-17", 60))
    log(coop, "dan", entry("2026-10-30", 60))
    log(coop, "alice", entry("2026-11-17", 60))
    shown = alice.types("hours", "approve", "--month", "2026-11")
    assert alice.status == 2 and "nothing was signed" in shown
    sums = ("carol: 10 h 1 min in 2 timesheets", "dan: 1 h in 1 timesheet")
    for part in (*sums, "above the hours that were agreed", "shelves"):
        assert part in shown
    assert "alice" not in shown and "2026-10" not in shown
    said = alice.types("hours", "approve", "--month", "2026-11", "--yes")
    assert "You approve 11 h 1 min of carol and dan (3 timesheets)." in said
    assert "No hours wait for your approval" in alice.types("hours", "approve", "--month", "2026-11")
    coop.run_clerk()
    assert coop.run.done == ["took statement 2 of alice"] and coop.audit().ok
    assert sheet(coop, "dan").counts_at == "2026-11-25T10:00:00Z" and sheet(coop, "carol").waits
    bob = Laptop(coop, "bob")
    said = bob.types("hours", "approve", "carol", "--yes")
    assert "approved by alice before; it waits for a second person" in said
    coop.run_clerk()
    assert not sheet(coop, "carol").waits and not sheet(coop, "carol", 2).waits


def test_single_sheets_and_single_people_can_be_approved(coop: Coop, alice: Laptop) -> None:
    for day in (16, 17):
        log(coop, "carol", entry(f"2026-11-{day}"))
        log(coop, "dan", entry(f"2026-11-{day}"))
    told = alice.reads("hours", "approve", "carol/2026-11/2", "dan", "--yes")
    assert [(each["member"], each["number"]) for each in told["approved"]] == [("carol", 2), ("dan", 1), ("dan", 2)]


def test_what_waits_for_my_approval_is_in_my_status_and_can_be_signed_there(coop: Coop, alice: Laptop) -> None:
    log(coop, "carol", entry("2026-11-17", 90))
    assert "Waits for your signature: 1:30 hours of carol, in 1 of their sheets" in alice.types("status")
    assert alice.reads("status")["sign"][0]["kind"] == "approve-hours"
    assert "shelves" in alice.types("sign", "--yes")
    assert alice.reads("status")["sign"] == []
    coop.run_clerk()
    assert not sheet(coop, "carol").waits


def test_who_may_not_approve_is_asked_for_nothing(coop: Coop, carol: Laptop) -> None:
    log(coop, "carol", entry("2026-11-17"))
    assert carol.reads("status")["sign"] == []
    assert "No hours wait" in carol.types("hours", "approve")
    assert Laptop(coop, "vera").reads("hours", "approve") == {"format": 1, "approved": [], "statements": []}


# Disputing and correcting --------------------------------------------------------------------------------------------


def test_hours_are_disputed_settled_and_taken_back_at_the_desk(coop: Coop, alice: Laptop) -> None:
    raised(coop, 0, 2000, "2026-12-01")
    coop.at("2026-12-03T10:00:00Z")
    log(coop, "carol", entry("2026-12-02"))
    approve(coop, "alice", sheet(coop, "carol", month="2026-12"))
    dan = Laptop(coop, "dan")
    assert "say why" in dan.types("hours", "dispute", "carol/2026-12/1") and dan.status == 2
    said = dan.types("hours", "dispute", "carol/2026-12/1", "--reason", "I was there alone")
    assert "the clerk must record it before " in said and "when these hours become final" in said
    assert "You dispute carol/2026-12/1." in said and "shelves" in said
    coop.run_clerk()
    assert "disputed by dan" in alice.types("hours", "list", "--member", "carol")
    assert "disputed by dan: I was there alone" in alice.types("hours", "approve")
    assert "You take your dispute" in dan.types("hours", "dispute", "carol/2026-12/1", "--withdraw")
    coop.run_clerk()
    assert "approved, counts from 2026-12-10" in alice.types("hours", "list", "--member", "carol")
    coop.later("P7D")
    assert owed(coop.registry, "carol", coop.now) == 2000
    assert "counts" in alice.types("hours", "list", "--member", "carol", "--month", "2026-12")


def test_a_sheet_is_corrected_from_a_table_in_an_editor_or_taken_back(
    coop: Coop, carol: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(coop, "carol", entry("2026-11-16", 90))
    (carol.folder / "right.csv").write_text("date,time,task\n2026-11-16,1:00,shelves\n")
    said = carol.types("hours", "correct", "2026-11/1", "--csv", "right.csv")
    assert "You correct carol/2026-11/1 to 1 h in 1 entry." in said
    coop.run_clerk()
    monkeypatch.setenv("EDITOR", editor(carol.folder, "2026-11-16,1:00,shelves,,", "2026-11-16,0:50,shelves,,"))
    screen = carol.sits_down("hours", "correct", "2026-11/1")
    screen.expect("to 50 min|to 0 h 50 min")
    screen.wait()
    coop.run_clerk()
    assert sheet(coop, "carol").minutes == 50
    assert "no terminal" in carol.types("hours", "correct", "2026-11/1")
    assert "is not yours" in Laptop(coop, "dan").types("hours", "correct", "carol/2026-11/1", "--take-back")
    assert "You take carol/2026-11/1 back" in carol.types("hours", "correct", "2026-11/1", "--take-back")
    coop.run_clerk()
    assert "taken back" in carol.types("hours", "list")


@pytest.mark.parametrize("name", ["carol", "carol/2026-11/9", "2026-11", "carol/november/1"])
def test_hours_that_are_not_there_are_not_found(carol: Laptop, name: str) -> None:
    said = carol.types("hours", "dispute", name, "--reason", "no")
    assert carol.status == 2 and "no hours" in said


# Looking -------------------------------------------------------------------------------------------------------------


def test_hours_are_listed_of_me_of_another_and_of_everybody_in_a_month(coop: Coop, carol: Laptop) -> None:
    log(coop, "carol", entry("2026-10-30", 90), entry("2026-11-02", 30))
    log(coop, "dan", entry("2026-11-17", 60, task="=HYPERLINK(1)"))
    assert [each["month"] for each in carol.reads("hours", "list")] == ["2026-11", "2026-10"]
    assert [each["member"] for each in carol.reads("hours", "list", "--month", "2026-11")] == ["carol", "dan"]
    (dan,) = carol.reads("hours", "list", "--member", "dan")
    assert dan["minutes"] == 60 and dan["standing"] == "waits for approval" and not dan["counts"]
    said = carol.types("hours", "list", "--month", "2026-11", "--csv")
    rows = list(csv.DictReader(io.StringIO(said[said.index("member,") :])))
    assert [(row["member"], row["time"], row["task"]) for row in rows] == [
        ("carol", "0:30", "shelves"),
        ("dan", "1:00", "'=HYPERLINK(1)"),
    ], "a spreadsheet runs nothing"
    assert "Nothing is recorded" in carol.types("hours", "list", "--member", "erin")
    assert "is not a month" in carol.types("hours", "list", "--month", "november")


def test_a_report_compares_agreed_with_recorded_hours_and_changes_nothing(coop: Coop, carol: Laptop) -> None:
    coop.at("2026-12-31T10:00:00Z")
    log(coop, "carol", *(entry(f"2026-12-{day:02d}", 300) for day in (1, 8, 15, 28)))
    approve(coop, "alice", sheet(coop, "carol", month="2026-12"))
    log(coop, "vera", entry("2026-12-10", 60))
    head = coop.head
    rows = {row["member"]: row for row in carol.reads("hours", "report")["rows"]}
    assert rows["carol"] == {
        "member": "carol",
        "agreed_minutes": 8 * 600,
        "recorded_minutes": 900,
        "difference_minutes": 900 - 8 * 600,
        "approved_minutes": 900,
        "disputed_minutes": 0,
        "single_handed_minutes": 0,
    }, "the week that has not ended is left out"
    assert rows["vera"]["agreed_minutes"] == 0 and rows["vera"]["recorded_minutes"] == 60
    said = carol.types("hours", "report", "--weeks", "4")
    assert "2026-11-30 to 2026-12-27" in said and "-25 h" in said
    assert coop.head == head


def test_a_wage_is_asked_for_as_people_type_it(coop: Coop, alice: Laptop) -> None:
    said = alice.types("propose", "set-wage", "--class", "wage", "--to", "20", "--starts-on", "2027-01-01", "--yes")
    assert alice.status == 0 and "per_hour_minor: 2000" in said
    coop.run_clerk()
    (action,) = coop.entry("0001").actions
    assert action.data() == {
        "action": "set-wage",
        "class": "wage",
        "from_minor": 0,
        "to_minor": 2000,
        "starts_on": "2027-01-01",
    }
    said = alice.types("propose", "set-wage", "--class", "wage", "--to", "20.005", "--starts-on", "2027-01-01", "--yes")
    assert alice.status == 2 and "more decimals than the currency" in said
    said = alice.types("propose", "set-wage", "--class", "wage", "--to", "20", "--starts-on", "2026-11-18", "--yes")
    assert alice.status == 10 and "wages cannot change in the past" in said
