"""Tables and forms of hours: what is taken, and what is told with its line."""

from __future__ import annotations

import pytest

from govtool.core.typed_table import Dates
from govtool.errors import Ambiguous, Refused
from govtool.roles.work.hours_sheet import entries_of, table_of


@pytest.mark.parametrize("char", ["\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_line_ends_where_editors_end_it_so_that_no_row_is_smuggled_in(char: str) -> None:
    table = f"date,time,task\n2025-08-28,1:30,wrote the report{char}2025-08-28,9:00,smuggled line\n"
    with pytest.raises(Refused) as refused:
        entries_of(table, "hours.csv")
    assert [(found.path, found.line) for found in refused.value.findings] == [("hours.csv", 2)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_of_any_computer_is_read(end: str) -> None:
    table = end.join(["date,time,task", "2025-08-28,1:30,wrote the report", "2025-08-28,0:45,read it"])
    assert [(each.minutes, each.task) for each in entries_of(table, "t")] == [(90, "wrote the report"), (45, "read it")]


@pytest.mark.parametrize("cell", ["1.5", '"1,5"', "1:30", "1h30m", "90m", "1.5h"])
def test_below_a_head_that_names_hours_a_plain_number_is_hours(cell: str) -> None:
    assert [each.minutes for each in entries_of(f"date,hours,task\n2025-08-28,{cell},x\n", "t")] == [90]


@pytest.mark.parametrize(
    ("head", "cell", "minutes"), [("Hours", "7", 420), ("minutes", "7", 7), ("MINUTES", "1:30", 90)]
)
def test_the_head_is_the_unit_of_a_plain_number(head: str, cell: str, minutes: int) -> None:
    assert [each.minutes for each in entries_of(f"date;{head};task\n2025-08-28;{cell};x\n", "t")] == [minutes]


@pytest.mark.parametrize(
    ("head", "cell", "code"),
    [("time", "7", "no_unit"), ("minutes", "1.5", "no_unit"), ("hours", "-1", "typed"), ("hours", "1.33", "typed")],
)
def test_what_has_no_unit_is_told_with_its_line(head: str, cell: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        entries_of(f"date,{head},task\n2025-08-28,1:30,x\n2025-08-28,{cell},y\n", "hours.csv")
    assert [(found.code, found.path, found.line) for found in refused.value.findings] == [(code, "hours.csv", 3)]


def test_a_table_is_read_back_as_it_is_written() -> None:
    entries = entries_of("date,hours,task,project,start\n2025-08-28,1.5,x,shop,9:00\n2025-08-29 Fri,2,y,,\n", "t")
    assert entries_of(table_of(entries), "t") == entries and entries[0].start == "09:00"


def told(table: str) -> list[tuple[str, int, str]]:
    """The entries of a table: date, minutes, task."""
    return [(each.date, each.minutes, each.task) for each in entries_of(table, "t")]


def faults(table: str, dates: Dates | None = None) -> list[tuple[int, str]]:
    """What is wrong with a table, by line."""
    with pytest.raises(Refused) as refused:
        entries_of(table, "t", dates)
    return [(found.line, str(found.values.get("what"))) for found in refused.value.findings]


# Spreadsheets of other places ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_cells_are_separated_as_in_the_tables_of_banks(mark: str) -> None:
    head, row = ["Date", "HOURS", "Task"], ["21.09.2026", '"7,5"', "shelves"]
    assert told(f"{mark.join(head)}\n{mark.join(row)}\n") == [("2026-09-21", 450, "shelves")]


def test_a_head_in_quotes_and_cells_without_a_name_at_the_end_are_read() -> None:
    assert told('"Task";"Hours";"Date";;\n"so; ""called""";"7,5";"21.09.2026";;\n') == [
        ("2026-09-21", 450, 'so; "called"')
    ]
    assert faults("date;hours;task;;\n2026-09-21;1;x;;extra\n") == [
        (2, '5 cells, and the first row names 3; put quotes around a cell with ";" in it')
    ]


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["09/21/2026", "09/03/2026"], ["2026-09-21", "2026-09-03"]),
        (["21/09/2026", "09/03/2026"], ["2026-09-21", "2026-03-09"]),
        (["9.3.2026"], ["2026-03-09"]),
        (["03/03/2026", "3/3/26"], ["2026-03-03", "2026-03-03"]),
        (["2026-09-03", "2026/09/04", "2026-09-05 Sat"], ["2026-09-03", "2026-09-04", "2026-09-05"]),
        (["2026-09-03", "09/21/2026"], ["2026-09-03", "2026-09-21"]),
    ],
)
def test_dates_are_read_in_the_one_order_that_fits_all(cells: list[str], days: list[str]) -> None:
    table = "date,hours,task\n" + "".join(f"{cell},1,x\n" for cell in cells)
    assert [day for day, _, _ in told(table)] == days


def test_dates_that_fit_two_orders_are_not_guessed() -> None:
    table = "date,hours,task\n03/03/2026,1,x\n09/03/2026,1,x\n"
    with pytest.raises(Ambiguous) as raised:
        entries_of(table, "week.csv")
    assert raised.value.message.startswith("week.csv:3: '09/03/2026' can be read")
    assert raised.value.ways == {
        "day-month-year": "the day first: 2026-03-09",
        "month-day-year": "the month first: 2026-09-03",
    }
    for order, day in (("day-month-year", "2026-03-09"), ("month-day-year", "2026-09-03")):
        assert entries_of(table, "week.csv", order)[1].date == day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "dates", "line"),
    [
        (["09/21/2026", "09/22/2026", "22/09/2026"], None, 4),
        (["21/09/2026", "22/09/2026", "09/22/2026"], None, 4),
        (["2026-09-21", "09/22/2026"], "year-month-day", 3),
        (["09/03/2026", "09/22/2026"], "day-month-year", 3),
    ],
)
def test_a_date_of_another_order_is_told_with_its_line(cells: list[str], dates: Dates | None, line: int) -> None:
    ((found, what),) = faults("date,hours,task\n" + "".join(f"{cell},1,x\n" for cell in cells), dates)
    assert found == line and what.startswith("a date with the") and what.endswith("first, as in this table")


@pytest.mark.parametrize("cell", ["2026-11-17 3:00", "11/17/2026 3:00", "17.11.2026 front desk", "17.11.26 x"])
def test_a_date_with_more_behind_it_is_never_left_out(cell: str) -> None:
    ((line, what),) = faults(f"date,hours,task\n{cell}\n11/18/2026,1,x\n".replace("11/18/2026", "2026-11-18"))
    assert line == 2 and "is more than a date" in what


@pytest.mark.parametrize(
    "table",
    [
        "date,hours,task\n2026-09-21,7,5,shelves\n",
        "date,hours,task,project,start\n2026-09-21,7,5,shelves,\n",
        "date,task,hours\n2026-09-21,shelves,7,5\n",
    ],
)
def test_a_decimal_comma_between_commas_is_not_taken_for_a_task(table: str) -> None:
    assert faults(table) == [(2, "'7,5' may be one number; write 7.5, or \"7,5\" in quotes")]


def test_a_task_may_begin_with_a_number_and_minutes_have_no_decimals() -> None:
    assert told("date,hours,task\n2026-09-21,7,5 shelves\n2026-09-21,7,2026\n") == [
        ("2026-09-21", 420, "5 shelves"),
        ("2026-09-21", 420, "2026"),
    ]
    assert told("date,minutes,task\n2026-09-21,7,5\n") == [("2026-09-21", 7, "5")]


def test_lines_above_the_head_are_never_left_out_unseen() -> None:
    above = "Timesheet of Carol\n2026-09-20,1:00,shelves\n\n"
    ((line, what),) = faults(above + "date,hours,task\n2026-09-21,1,x\n")
    assert line == 1 and what.endswith("; the head is line 4: delete the lines above it")
    ((line, what),) = faults(above)
    assert line == 1 and "the head is line" not in what
