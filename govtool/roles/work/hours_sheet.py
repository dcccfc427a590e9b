"""Hours as people write them: a table of commas or semicolons, from a spreadsheet or an editor, into entries and back.

The first row names the columns: `date` and `time` (1:30, 1h30m, 90m) or `minutes`, `task`, and where wanted `project`
and `start`. A row that is blank but for its date is left out, so that a form may hold every day of a week; every other
row is taken, or told with its line, all at once. What the entries may be is the statement's matter; here they are read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping

from govtool.core.finding import Finding, finding
from govtool.core.record import SchemaError
from govtool.core.text import lines_of
from govtool.core.times import Date, days_of
from govtool.domain.work.work_entry import DAY_MINUTES, WorkEntry
from govtool.errors import Refused, UsageError

COLUMNS = ("date", "time", "task", "project", "start")
_KNOWN = {*COLUMNS, "minutes"}
_TIME = re.compile(r"(?:(?P<hours>\d{1,3})(?::(?P<rest>[0-5]\d)|h(?:(?P<more>[0-5]?\d)m?)?)|(?P<minutes>\d{1,4})m)")
# in a form each day bears its name, for the eye
_DATE = re.compile(r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun))?", re.IGNORECASE)
TIME_HINT = "write it as 1:30, 1h30m or 90m, and whole hours as 2h"
_LARGEST = 64 * 1024
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def minutes_of(typed: str) -> int:
    """The minutes of a time that a person typed: 1:30, 1h30m, 2h, 90m. Raises UsageError."""
    match = _TIME.fullmatch(typed.strip().lower().replace(" ", ""))
    if match is None:
        raise UsageError(f"{typed!r} is no time", TIME_HINT)
    if match["minutes"]:
        return int(match["minutes"])
    return int(match["hours"]) * 60 + int(match["rest"] or match["more"] or 0)


def typed_minutes(minutes: int) -> str:
    """Minutes as hours and minutes: 1:30."""
    return f"{minutes // 60}:{minutes % 60:02d}"


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
    for line, typed in enumerate(lines[first + 1 :], start=first + 2):
        try:
            cells = _cells(typed, separator)
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
        except UsageError as error:
            # a row is mended in the file, and the code's own next step is about what is recorded
            what = f"{error.message}; {error.hint}" if error.hint else error.message
            problems.append(finding("hours", path, line, 1, what=what))
    if problems:
        raise Refused(problems)
    return tuple(entries)


def _header_problem(names: list[str]) -> str:
    if unknown := [name for name in names if name not in _KNOWN]:
        return f"there is no column {unknown[0]!r}; there are {', '.join(COLUMNS)}, and minutes in place of time"
    missing = [name for name in ("date", "task") if name not in names]
    if missing or ("time" in names) == ("minutes" in names):
        return f"the first row must name {', '.join(missing) or 'time or minutes'}: {','.join(COLUMNS)}"
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
    return not rest and (not row["date"] or _date_of(row["date"]) is not None)


def _date_of(cell: str) -> str | None:
    """The date in a cell, in a form with the name of its day; None if it holds anything else."""
    match = _DATE.fullmatch(cell)
    return match["date"] if match else None


def _entry(row: Mapping[str, str]) -> WorkEntry:
    """Raises SchemaError, UsageError."""
    date = _date_of(row["date"])
    if date is None:
        if _DATE.match(row["date"]):
            raise UsageError(
                f"{row['date']!r} is more than a date", "put a comma between cells: 2026-11-30,1:30,shelves"
            )
        raise UsageError(f"{row['date']!r} is no date", "write it as 2026-11-30")
    if not (row.get("time") or row.get("minutes")):
        told = row["task"] or row.get("project") or row.get("start") or ""
        raise UsageError(f"{told!r} has no time", TIME_HINT)
    typed = row.get("minutes") or ""
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) <= 5):
        raise UsageError(f"{typed!r} is no number of minutes")
    minutes = int(typed) if typed else minutes_of(row["time"])
    start = row.get("start") or None
    if start is not None and re.fullmatch(r"[0-9]:[0-5][0-9]", start):
        start = f"0{start}"
    value = {"date": date, "minutes": minutes, "task": row["task"]}
    value |= {name: given for name, given in (("project", row.get("project")), ("start", start)) if given}
    return WorkEntry.read(value)


def table_of(entries: Iterable[WorkEntry]) -> str:
    """Entries as a table that `entries_of` reads back as they are."""
    return _table(
        (entry.date, typed_minutes(entry.minutes), entry.task, entry.project or "", entry.start or "")
        for entry in entries
    )


def week_form(days: Iterable[Date], recorded: Mapping[Date, int]) -> str:
    """A form for some days, to be filled in an editor; `recorded` are the minutes that each has already."""
    rows = []
    notes = []
    for day in days:
        rows.append((f"{day} {_DAYS[(days_of(day) + 3) % 7]}", "", "", "", ""))
        if recorded.get(day):
            notes.append(f"#   {day}: {typed_minutes(recorded[day])} of {typed_minutes(DAY_MINUTES)}\n")
    told = "# Recorded for these days already:\n" + "".join(notes) if notes else ""
    return (
        "# What I worked: the time as 1:30, the task in words; project and start (09:30) where you like.\n"
        "# A row with its date alone is left out; a day may have several rows. Save and close to go on.\n"
        + told
        + _table(rows)
    )


def _table(rows: Iterable[Iterable[str]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return file.getvalue()


def month_typed(typed: str) -> str:
    """The month that somebody typed, 2026-11. Raises UsageError."""
    if re.fullmatch(r"[0-9]{4}-(?:0[1-9]|1[0-2])", typed) is None:
        raise UsageError(f"{typed!r} is no month", "write it as 2026-11")
    return typed
