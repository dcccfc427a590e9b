"""Hours as people write them: a table from a spreadsheet or an editor, into entries and back.

The first row names the columns, in any case: `date`, `hours` (1:30, 1h30m, 1.5 or 1,5), `task`, and if wanted `project`
and `start`. The head is the unit of a plain number; in its place may stand `minutes`, or `time`, which names no unit.
Commas, semicolons, tabs or bars stand between cells. A date has the year first, or the order in which all dates of the
table can be read; if there are two such orders, Ambiguous names both. A row with nothing but its date is left out, so
that a form may hold every day of a week. Every other row is taken, or reported with its line, all at once. Entries are
only read here: the statement judges them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from govtool.core import typed
from govtool.core.finding import Finding, finding
from govtool.core.record import SchemaError
from govtool.core.text import lines_of
from govtool.core.times import Date, days_of
from govtool.core.typed import Head, TypedError, clock_hours
from govtool.core.typed_clock import local_time
from govtool.core.typed_table import ORDERS, SEPARATORS, Dates, day_in, only_way, separator_of
from govtool.domain.work.work_entry import DAY_MINUTES, WorkEntry
from govtool.errors import Ambiguous, Refused, UsageError
from govtool.roles.work.hours_clock import begun_at, recorded_start

COLUMNS = ("date", "hours", "task", "project", "start")
_TIMES: dict[str, Head] = {"hours": "hours", "minutes": "minutes", "time": ""}
"""The columns that say how long it was, with the unit of their plain numbers; a table has one of them."""
_KNOWN = {*COLUMNS, *_TIMES}
_LARGEST = 64 * 1024
_HEAD_WITHIN = 50
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_OPEN_ORDERS: tuple[Dates, ...] = ("day-month-year", "month-day-year")
"""The orders that a date can leave open; nobody writes the year first and then the day."""
_DECIMAL_COMMA = re.compile("[0-9]{1,2},[0-9]{1,2}")
_Row = dict[str, str]


def entries_of(text: str, path: str, dates: Dates | None = None) -> tuple[WorkEntry, ...]:
    """The entries of a table, with its dates in an order if it is named.

    Raises Refused with every row that does not fit, by line, and Ambiguous if its dates can be read in two orders.
    """
    if len(text) > _LARGEST:
        raise Refused([finding("limits", path, what=f"more than {_LARGEST} characters")])
    lines = [line if not line.lstrip().startswith("#") else "" for line in lines_of(text.lstrip("\ufeff"))]
    first = next((place for place, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return ()
    separator = SEPARATORS[separator_of(lines[first])]
    names = _names(lines[first], separator)
    if wrong := _header_problem(names):
        raise Refused([finding("hours", path, first + 1, 1, what=wrong + _head_below(lines, first))])
    rows: list[tuple[int, _Row]] = []
    problems: list[Finding] = []
    for line, written in enumerate(lines[first + 1 :], start=first + 2):
        with _noted(problems, path, line):
            rows.append((line, _row(names, _cells(written, separator), separator)))
    order = dates or _order_of(rows, path)
    entries: list[WorkEntry] = []
    for line, row in rows:
        with _noted(problems, path, line):
            if not _is_blank(row, order):
                entries.append(_entry(row, order))
    if problems:
        raise Refused(sorted(problems, key=lambda found: found.line))
    return tuple(entries)


@contextmanager
def _noted(problems: list[Finding], path: str, line: int) -> Iterator[None]:
    """Adds what a row raises to the problems, with its line."""
    try:
        yield
    except SchemaError as error:
        problems += [Finding(each.code, path, line, 1, "", each.values) for each in error.findings]
    except TypedError as error:
        problems.append(replace(error.finding, path=path, line=line, column=1))
    except Ambiguous as error:
        what = f"{error.message}; write it as {' or '.join(error.ways)}"
        problems.append(finding("hours", path, line, 1, what=what))
    except UsageError as error:
        # a row is mended in the file, and the code's own next step is about what is recorded
        what = f"{error.message}; {error.hint}" if error.hint else error.message
        problems.append(finding("hours", path, line, 1, what=what))


def _names(line: str, separator: str) -> list[str]:
    """The names of the columns in a line, in small letters. A spreadsheet may end it with cells without a name."""
    try:
        names = [cell.casefold() for cell in _cells(line, separator)]
    except UsageError:
        return [line]
    while names and not names[-1]:
        names.pop()
    return names


def _header_problem(names: list[str]) -> str:
    if unknown := [name for name in names if name not in _KNOWN]:
        return f"there is no column {unknown[0]!r}; there are {', '.join(COLUMNS)}; or minutes, or time for hours"
    missing = [name for name in ("date", "task") if name not in names]
    times = [name for name in names if name in _TIMES]
    if missing or len(set(times)) != 1:
        return f"the first row must name {', '.join(missing) or 'one of hours, minutes and time'}: {','.join(COLUMNS)}"
    return "" if len(set(names)) == len(names) else "a column is named twice"


def _head_below(lines: list[str], first: int) -> str:
    """What to do if a later line is the head: nothing above it is left out unseen."""
    for line, written in enumerate(lines[first + 1 : first + _HEAD_WITHIN], start=first + 2):
        if written and not _header_problem(_names(written, SEPARATORS[separator_of(written)])):
            return f"; the head is line {line}: delete the lines above it"
    return ""


def _row(names: list[str], cells: list[str], separator: str) -> _Row:
    """The cells of a row by their columns; cells that are left out at the end are empty. Raises UsageError."""
    place = next(place for place, name in enumerate(names) if name in _TIMES)
    beside = cells[place : place + 2]
    # a task is no number, and a row with a cell too many has one that was cut
    is_cut = separator == "," and (names[place + 1 : place + 2] == ["task"] or len(cells) > len(names))
    if is_cut and names[place] != "minutes" and _DECIMAL_COMMA.fullmatch(",".join(beside)):
        whole, rest = beside
        raise UsageError(f"'{whole},{rest}' may be one number", f'write {whole}.{rest}, or "{whole},{rest}" in quotes')
    if any(cells[len(names) :]):
        hint = f'put quotes around a cell with "{separator}" in it'
        raise UsageError(f"{len(cells)} cells, and the first row names {len(names)}", hint)
    return dict.fromkeys(names, "") | dict(zip(names, cells, strict=False))


def _cells(line: str, separator: str) -> list[str]:
    """The cells of a row; none of one that is empty. Raises UsageError where a cell goes over more than the line."""
    try:
        return [cell.strip() for cells in csv.reader([line], delimiter=separator, strict=True) for cell in cells]
    except csv.Error:
        raise UsageError("its quotes do not close", 'write a task on one line, in quotes as "so ""called"""') from None


def _order_of(rows: list[tuple[int, _Row]], path: str) -> Dates:
    """The order in which all dates can be read, or most of them if one is no date. Raises Ambiguous if there are two
    orders, with the first date that they read differently.
    """
    cells = [(line, row["date"]) for line, row in rows if row["date"]]
    meant = {order: tuple(_day(cell, order) for _, cell in cells) for order in _OPEN_ORDERS}
    meant = dict(sorted(meant.items(), key=lambda item: item[1].count(None)))
    pairs = zip(cells, *meant.values(), strict=True)
    where, *days = next(((cell, *days) for cell, *days in pairs if days[0] != days[1]), ((0, ""), "", ""))
    words = {order: f"{ORDERS[order]}: {day}" for order, day in zip(meant, days, strict=True)}
    what = f"{path}:{where[0]}: {where[1]!r} can be read with the day first or with the month first"
    return only_way(
        what, "--dates", {order: each if None not in each else None for order, each in meant.items()}, words
    )


def _day(cell: str, order: Dates) -> Date | None:
    """The day in a cell: as forms write it, with the year first, or in the order of the table."""
    try:
        return typed.day(cell)
    except TypedError:
        return day_in(cell, "year-month-day") or day_in(cell, order)


def _is_blank(row: _Row, order: Dates) -> bool:
    """Whether a row says nothing but its date."""
    rest = any(cell for name, cell in row.items() if name != "date")
    return not rest and (not row["date"] or _day(row["date"], order) is not None)


def _date(cell: str, order: Dates) -> Date:
    """Raises UsageError, TypedError."""
    day = _day(cell, order)
    if day is not None:
        return day
    if any(_day(cell, other) for other in _OPEN_ORDERS):
        what = f"a date with {ORDERS[order]}, as in this table"
        raise TypedError(finding("typed", typed=cell, what=what, form=typed.ISO_DAY))
    if any(_day(cell[:length], each) for each in _OPEN_ORDERS for length in range(6, 11)):
        raise UsageError(f"{cell!r} is more than a date", "put a comma between cells: 2026-11-30,1:30,shelves")
    return typed.day(cell)


def _entry(row: _Row, order: Dates) -> WorkEntry:
    """Raises SchemaError, UsageError."""
    date = _date(row["date"], order)
    column = next(name for name in row if name in _TIMES)
    if not row[column]:
        told = row["task"] or row.get("project") or row.get("start") or ""
        raise UsageError(f"{told!r} has no time", f"write it as {typed.HOURS}")
    minutes = typed.hours(row[column], _TIMES[column])
    value = {"date": date, "minutes": minutes, "task": row["task"]}
    if row.get("project"):
        value["project"] = row["project"]
    start = recorded_start(begun_at(date, local_time(row["start"])), minutes) if row.get("start") else None
    if start is not None:
        value["start"] = start
    return WorkEntry.read(value)


def table_of(entries: Iterable[WorkEntry]) -> str:
    """Entries as a table that `entries_of` reads back as they are."""
    return _table(
        (entry.date, clock_hours(entry.minutes), entry.task, entry.project or "", entry.start or "")
        for entry in entries
    )


def week_form(days: Iterable[Date], recorded: Mapping[Date, int]) -> str:
    """A form for some days, to be filled in an editor; `recorded` are the minutes that each has already."""
    days, whole = tuple(days), clock_hours(DAY_MINUTES)
    rows = [(f"{day} {_DAYS[(days_of(day) + 3) % 7]}", "", "", "", "") for day in days]
    notes = [f"#   {day}: {clock_hours(recorded[day])} of {whole}\n" for day in days if recorded.get(day)]
    told = "# Recorded for these days already:\n" + "".join(notes) if notes else ""
    return (
        "# Your hours: write them as 1:30 or 1.5, and the task in words. Project and start (09:30) are optional.\n"
        "# A row with only a date is left out. A day may have several rows. Save and close to go on.\n"
        + told
        + _table(rows)
    )


def _table(rows: Iterable[Iterable[str]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return file.getvalue()
