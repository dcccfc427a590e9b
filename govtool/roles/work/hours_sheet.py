"""Hours as people write them: a table of commas or semicolons, from a spreadsheet or an editor, into entries and back.

The first row names the columns: `date`, `hours` (1:30, 1h30m, 1.5), `task`, and if wanted `project` and `start`. The
head is the unit of a plain number; in its place may stand `minutes`, or `time`, which names no unit. A row with nothing
but its date is left out, so that a form may hold every day of a week. Every other row is taken, or reported with its
line, all at once. Entries are only read here: the statement judges them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace

from govtool.core import typed
from govtool.core.finding import Finding, finding
from govtool.core.record import SchemaError
from govtool.core.text import lines_of
from govtool.core.times import Date, days_of
from govtool.core.typed import Head, TypedError, clock_hours
from govtool.domain.work.work_entry import DAY_MINUTES, WorkEntry
from govtool.errors import Refused, UsageError

COLUMNS = ("date", "hours", "task", "project", "start")
_TIMES: dict[str, Head] = {"hours": "hours", "minutes": "minutes", "time": ""}
"""The columns that say how long it was, with the unit of their plain numbers; a table has one of them."""
_KNOWN = {*COLUMNS, *_TIMES}
_LARGEST = 64 * 1024
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def entries_of(text: str, path: str) -> tuple[WorkEntry, ...]:
    """The entries of a table. Raises Refused with every row that does not fit, by line."""
    if len(text) > _LARGEST:
        raise Refused([finding("limits", path, what=f"more than {_LARGEST} characters")])
    lines = [line if not line.lstrip().startswith("#") else "" for line in lines_of(text.lstrip("\ufeff"))]
    first = next((place for place, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return ()
    separator = ";" if lines[first].count(";") > lines[first].count(",") else ","
    names = [name.strip().lower() for name in lines[first].split(separator)]
    if wrong := _header_problem(names):
        raise Refused([finding("hours", path, first + 1, 1, what=wrong)])
    entries, problems = [], []
    for line, written in enumerate(lines[first + 1 :], start=first + 2):
        try:
            cells = _cells(written, separator)
            # who leaves cells out at the end left them empty
            row = dict.fromkeys(names, "") | dict(zip(names, cells, strict=False))
            if len(cells) > len(names):
                raise UsageError(
                    f"{len(cells)} cells, and the first row names {len(names)}",
                    f'put quotes around a task with "{separator}" in it',
                )
            if not _is_blank(row):
                entries.append(_entry(row))
        except SchemaError as error:
            problems += [Finding(each.code, path, line, 1, "", each.values) for each in error.findings]
        except TypedError as error:
            problems.append(replace(error.finding, path=path, line=line, column=1))
        except UsageError as error:
            # a row is mended in the file, and the code's own next step is about what is recorded
            what = f"{error.message}; {error.hint}" if error.hint else error.message
            problems.append(finding("hours", path, line, 1, what=what))
    if problems:
        raise Refused(problems)
    return tuple(entries)


def _header_problem(names: list[str]) -> str:
    if unknown := [name for name in names if name not in _KNOWN]:
        return f"there is no column {unknown[0]!r}; there are {', '.join(COLUMNS)}; or minutes, or time for hours"
    missing = [name for name in ("date", "task") if name not in names]
    times = [name for name in names if name in _TIMES]
    if missing or len(set(times)) != 1:
        return f"the first row must name {', '.join(missing) or 'one of hours, minutes and time'}: {','.join(COLUMNS)}"
    return "" if len(set(names)) == len(names) else "a column is named twice"


def _cells(line: str, separator: str) -> list[str]:
    """The cells of a row; none of one that is empty. Raises UsageError where a cell goes over more than the line."""
    try:
        return [cell.strip() for cells in csv.reader([line], delimiter=separator, strict=True) for cell in cells]
    except csv.Error:
        raise UsageError("its quotes do not close", 'write a task on one line, in quotes as "so ""called"""') from None


def _is_blank(row: Mapping[str, str]) -> bool:
    """Whether a row says nothing but its date."""
    rest = any(cell for name, cell in row.items() if name != "date")
    return not rest and (not row["date"] or _is_day(row["date"]))


def _is_day(cell: str) -> bool:
    try:
        return bool(typed.day(cell))
    except TypedError:
        return False


def _entry(row: Mapping[str, str]) -> WorkEntry:
    """Raises SchemaError, UsageError."""
    if not _is_day(row["date"]) and _is_day(row["date"][:10]):
        raise UsageError(f"{row['date']!r} is more than a date", "put a comma between cells: 2026-11-30,1:30,shelves")
    date = typed.day(row["date"])
    column = next(name for name in row if name in _TIMES)
    if not row[column]:
        told = row["task"] or row.get("project") or row.get("start") or ""
        raise UsageError(f"{told!r} has no time", f"write it as {typed.HOURS}")
    value = {"date": date, "minutes": typed.hours(row[column], _TIMES[column]), "task": row["task"]}
    if row.get("project"):
        value["project"] = row["project"]
    if row.get("start"):
        value["start"] = typed.clock(row["start"])
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
