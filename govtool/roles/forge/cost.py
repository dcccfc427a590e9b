"""The cost of the clerk's jobs on GitHub: how often a schedule begins, and how much GitHub's plans include.

The figures of the plans are GitHub's and change; they are printed with the month in which its documents named them.
"""

from __future__ import annotations

import re

AS_OF = "as GitHub's documents said in November 2026"
INCLUDED = "2,000 minutes a month with Free, 3,000 with Pro or Team, 50,000 with Enterprise"
WITHOUT = "with the plan Free a private repository has neither rulesets nor environments"
QUIET_DAYS = 60
"""After so many days without a push GitHub stops the schedules of a public repository."""

_DAYS_OF_A_MONTH = 30
_CRON = re.compile(r"""^[ \t]*-[ \t]+cron:[ \t]*["']?([0-9*/, \t-]+?)["']?[ \t]*(?:#.*)?$""", re.MULTILINE)
_FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))


def schedules(workflow: bytes) -> list[str]:
    """The cron lines of a workflow file."""
    return _CRON.findall(workflow.decode("utf-8", "replace"))


def runs_a_month(cron: str) -> int | None:
    """How often a schedule begins in a month of 30 days, None where it cannot be read. A job is billed one minute at
    least each time, since GitHub rounds up.
    """
    parts = cron.split()
    if len(parts) != len(_FIELDS):
        return None
    sizes = [_size(part, *bounds) for part, bounds in zip(parts, _FIELDS, strict=True)]
    if any(size is None for size in sizes):
        return None
    minutes, hours, days, months, weekdays = (size or 0 for size in sizes)
    in_days = min(days, _DAYS_OF_A_MONTH)
    if parts[4] != "*":
        in_week = weekdays * _DAYS_OF_A_MONTH // 7
        # cron takes a day that fits either of the two, where both are given
        in_days = in_week if parts[2] == "*" else min(_DAYS_OF_A_MONTH, in_days + in_week)
    return minutes * hours * in_days * months // 12


def _size(field: str, low: int, high: int) -> int | None:
    """How many values a field of cron stands for."""
    values: set[int] = set()
    for part in field.split(","):
        match = re.fullmatch(r"(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?", part)
        if match is None or match[3] == "0":
            return None
        first = int(match[1]) if match[1] else low
        last = int(match[2]) if match[2] else high if match[1] is None or match[3] else first
        values.update(range(first, last + 1, int(match[3] or 1)))
    return len(values) if values and all(low <= value <= high for value in values) else None
