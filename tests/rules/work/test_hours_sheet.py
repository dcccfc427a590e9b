"""Tables and forms of hours: what is taken, and what is told with its line."""

from __future__ import annotations

import pytest

from govtool.errors import Refused
from govtool.roles.work.hours_sheet import entries_of


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
