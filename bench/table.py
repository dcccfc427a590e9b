"""The rows of the bench: what is measured, what it may cost, what came out, and how that is written and compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Row:
    """One thing that is measured, by its name; `unit` is what the figure counts, `goal` what it may be at most."""

    name: str
    work: str
    unit: str
    goal: float | None = None
    at_least: bool = False


@dataclass(frozen=True)
class Result:
    """What came out: the middle of all rounds, the least and the most; `by` is a figure by size, if it was taken."""

    figure: float
    least: float
    most: float
    by: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, samples: Sequence[float], by: Mapping[str, float] | None = None) -> Result:
        """From the samples of all rounds."""
        return cls(median(samples), min(samples), max(samples), by or {})


Results = Mapping[str, Result]


def verdict(row: Row, result: Result) -> str:
    """Whether the goal is met; `MISSED` if no round met it, `close` if one did and the middle does not."""
    if row.goal is None:
        return ""
    if (result.figure >= row.goal) if row.at_least else (result.figure <= row.goal):
        return "met"
    is_near = result.most >= row.goal if row.at_least else result.least <= row.goal
    return "close" if is_near else "MISSED"


def number(value: float) -> str:
    """A figure with about three digits."""
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{places}f}"


def figure(value: float, unit: str) -> str:
    """A figure with its unit."""
    return f"{number(value)} {unit}"


def goal(row: Row) -> str:
    """The goal in words."""
    return "" if row.goal is None else f"{'≥' if row.at_least else '≤'} {row.goal:g} {row.unit}"


def line(row: Row, result: Result) -> str:
    """One row for a terminal."""
    spread = f"{number(result.least)} to {number(result.most)}"
    told = f"  {row.work:<66}{figure(result.figure, row.unit):>22}   {spread:<22}{goal(row):<18}{verdict(row, result)}"
    return told.rstrip()


# On disk -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class About:
    """The run that results are of: whether it was a quick one, how many cores there were, and the yardstick."""

    quick: bool
    cores: int
    bare_ns: int


def written(results: Results, about: About) -> str:
    """The results as a file."""
    rows = {name: asdict(result) for name, result in results.items()}
    return json.dumps({"about": asdict(about), "rows": rows}, indent=1, ensure_ascii=False) + "\n"


def read(path: Path) -> tuple[dict[str, Result], About]:
    """The results of an earlier run."""
    values = json.loads(path.read_text("utf-8"))
    return {name: Result(**row) for name, row in values["rows"].items()}, About(**values["about"])


def differences(rows: Iterable[Row], before: Results, now: Results) -> Iterator[str]:
    """How rows differ from an earlier run; `slower` or `quicker` only if the two spreads do not touch."""
    for row in rows:
        if row.name not in before or row.name not in now:
            continue
        old, new = before[row.name], now[row.name]
        low, high = ("slower", "quicker") if row.at_least else ("quicker", "slower")
        word = high if new.least > old.most else low if new.most < old.least else "as before"
        told = f"{figure(old.figure, row.unit)} before, {figure(new.figure, row.unit)} now"
        yield f"  {row.name:<24}{told:<48}{word}"
