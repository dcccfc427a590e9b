"""Tables and forms of hours: what is taken, and what is told with its line."""

from __future__ import annotations

import pytest

from govtool.errors import Refused
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
