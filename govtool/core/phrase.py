"""Numbers, lengths of time and lists, written as words in a sentence.

Promises: the same words for the same value wherever a person reads it. Knows no record, language or time zone.
"""

from __future__ import annotations

from collections.abc import Iterable

from govtool.core.times import Duration, duration_seconds

UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"))
"""Seconds of a unit of time, and its name, the longest first."""


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 vote, 2 votes."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def duration(length: Duration) -> str:
    """A length of time in words: 7 days, 1 day 6 hours, no time."""
    seconds, parts = duration_seconds(length), []
    for size, noun in UNITS:
        number, seconds = divmod(seconds, size)
        if number:
            parts.append(counted(number, noun))
    return " ".join(parts) or "no time"


def span(seconds: int) -> str:
    """A time in its largest unit of which there are two or more, rounded down: 2 days, 47 hours, 119 minutes. Half of
    the time is never left out.
    """
    size, noun = next((unit for unit in UNITS if seconds >= 2 * unit[0]), UNITS[-1])
    return counted(seconds // size, noun)


def hours(minutes: int) -> str:
    """Minutes as people say them: 10 h, 7 h 30 min."""
    whole, rest = divmod(minutes, 60)
    return f"{whole} h" + (f" {rest} min" if rest else "")


def joined(words: Iterable[str], last: str = "and") -> str:
    """Words as a sentence lists them: alice, bob and carol."""
    *most, end = list(words) or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def grouped(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Names that share the same words, in one row each: (amend, x), (admit, y), (wage, x) is (amend and wage, x),
    (admit, y). A name that shares its words with itself comes once.
    """
    names: dict[str, dict[str, None]] = {}
    for name, words in rows:
        names.setdefault(words, {})[name] = None
    return [(joined(found), words) for words, found in names.items()]


def one_line(text: str) -> str:
    """Somebody's words on one line, so that none of them can pass for a line of govtool's own."""
    return " ".join(text.split())
