"""Words for people: local times, numbers with their nouns, bars and differences.

People read local time and how far off it is; programs read UTC from the records. Only functions that say so print.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from govtool.cli.terminal.render import say
from govtool.core.phrase import counted as counted
from govtool.core.phrase import duration as duration
from govtool.core.phrase import hours as hours
from govtool.core.phrase import joined as joined
from govtool.core.phrase import one_line as one_line
from govtool.core.phrase import span
from govtool.core.text import lines_of
from govtool.core.times import Instant, seconds_of
from govtool.io.clock import in_this_place

if TYPE_CHECKING:
    from govtool.domain.decisions.docket import DocketEntry

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST_DIFF = 200


def votes(number: int) -> str:
    """1 vote, 2 votes."""
    return counted(number, "vote")


def people(number: int) -> str:
    """1 person, 2 people."""
    return counted(number, "person", "people")


def local(instant: Instant, now: Instant | None = None) -> str:
    """An instant in the time of this computer: Tue 24 Nov, 10:00; with the year if it is not this one."""
    there = in_this_place(instant)
    year = "" if now is not None and in_this_place(now).tm_year == there.tm_year else f" {there.tm_year}"
    day = f"{_DAYS[there.tm_wday]} {there.tm_mday} {_MONTHS[there.tm_mon - 1]}{year}"
    return f"{day}, {there.tm_hour:02d}:{there.tm_min:02d}"


def distance(instant: Instant, now: Instant) -> str:
    """How far off an instant is: in 2 days, 3 hours ago, now."""
    seconds = seconds_of(instant) - seconds_of(now)
    if abs(seconds) < 60:
        return "now"
    words = span(abs(seconds))
    return f"in {words}" if seconds > 0 else f"{words} ago"


def when(instant: Instant, now: Instant) -> str:
    """An instant for people: Tue 24 Nov, 10:00 (in 2 days)."""
    return f"{local(instant, now)} ({distance(instant, now)})"


def in_utc(instant: Instant) -> str:
    """An instant for readers who live anywhere: 2026-11-24 10:00 UTC."""
    return f"{instant[:10]} {instant[11:16]} UTC"


def few(names: Sequence[str], most: int = 12) -> str:
    """Names in a row: the first of them, and how many more there are."""
    return joined([*names[:most], f"{len(names) - most} more"] if len(names) > most else names)


def bar(has: int, needed: int, base: int, width: int = 24) -> str:
    """A bar of what there is of a base, with a mark at what is needed."""
    if base <= 0:
        return ""
    filled, mark = has * width // base, min(width - 1, max(0, -(-needed * width // base) - 1))
    cells = ["#" if place < filled else "." for place in range(width)]
    if has < needed:
        cells[mark] = "|"
    return "[" + "".join(cells) + "]"


def typed_text(text: str) -> str:
    """A text as records keep it: some keyboards put accents beside their letters, records hold them together."""
    return unicodedata.normalize("NFC", text).strip()


def difference(before: bytes | None, after: bytes | None) -> Iterator[str]:
    """The changes of a file, line by line, with a little around them; for a file that is no text its size."""
    try:
        old, new = (lines_of((data or b"").decode()) for data in (before, after))
    except UnicodeDecodeError:
        yield f"- {len(before or b'')} bytes"
        yield f"+ {len(after or b'')} bytes"
        return
    lines = [line for line in difflib.unified_diff(old, new, n=2, lineterm="") if not line.startswith(("---", "+++"))]
    for line in lines[:_LONGEST_DIFF]:
        yield "  ..." if line.startswith("@@") else f"{line[:1]} {line[1:]}"
    if len(lines) > _LONGEST_DIFF:
        yield f"  ... and {len(lines) - _LONGEST_DIFF} lines more"


def tell_quoted(text: str, indent: str = "    ", most: int = 1_000_000) -> None:
    """Prints somebody's words, each line behind a bar, so that none of them can pass for words of govtool."""
    lines = lines_of(text)
    for line in lines[:most]:
        say(f"{indent}| {line}".rstrip())
    if len(lines) > most:
        say(f"{indent}... and {len(lines) - most} lines more")


def tell_difference(path: str, before: bytes | None, after: bytes | None) -> None:
    """Prints how a file changes, in colour on a terminal."""
    what = "new" if before is None else "taken away" if after is None else "changed"
    say(f"    {path} ({what})", bold=True)
    shown = list(difference(before, after))
    for line in shown[1:] if shown and shown[0].strip() == "..." else shown:
        colour = {"+": "green", "-": "red"}.get(line[:1])
        say(f"      {line}", colour=colour)


def origin(entry: DocketEntry) -> str:
    """The origin of a proposal: its proposer, a statement of somebody, or a date."""
    if entry.cause == "due":
        return "it opened by itself, because its date has come"
    by = entry.proposer or "nobody"
    return f"it opened by itself, because {by} asked for it" if entry.cause == "statement" else f"by {by}"
