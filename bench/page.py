"""Writes the results of a run into docs/explanation/performance.md: the table, the drawing, and a federation's cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bench.groups import ROWS
from bench.table import About, Result, Results, figure, goal, number, verdict
from tests.world.place import ROOT

PAGE = ROOT / "docs" / "explanation" / "performance.md"
_BEGIN, _END = "<!-- bench: {} -->", "<!-- bench ends -->"
_BAR = 40
_ORGANISATIONS, _VOTES_A_YEAR, _YEARS = 10_000, 20, 10


def write_page(results: Results, about: About) -> None:
    """Writes all parts again; the text between them stays."""
    parts = {"run": run_of(about), "table": table(results), "drawing": drawing(results)}
    parts["federation"] = federation(results, about)
    PAGE.write_text(renewed(PAGE.read_text("utf-8"), parts), "utf-8")


def renewed(text: str, parts: Mapping[str, str]) -> str:
    """A page with these parts written again, each between its two comments. Raises ValueError if one is not there."""
    for name, part in parts.items():
        begin = _BEGIN.format(name)
        before, found, rest = text.partition(f"{begin}\n")
        _, ends, after = rest.partition(_END)
        if not found or not ends:
            raise ValueError(f"the page has no part between {begin} and {_END}")
        text = f"{before}{begin}\n\n{part}\n\n{_END}{after}"
    return text


def run_of(about: About) -> str:
    """Which run it was."""
    cores = f"{about.cores} cores, one bare verification takes {about.bare_ns / 1000:.0f} µs there"
    if about.quick:
        return f"These figures are from a **quick run**, on a tenth of each history ({cores}). They are rough."
    return f"These figures are from a whole run ({cores})."


def table(results: Results) -> str:
    """The table of all rows that were measured."""
    lines = ["| name | work | figure | spread | goal | result |", "|---|---|---|---|---|---|"]
    for name, row in ROWS.items():
        if (found := results.get(name)) is not None:
            spread = f"{number(found.least)} to {number(found.most)}"
            cells = (f"`{name}`", row.work, figure(found.figure, row.unit), spread, goal(row), verdict(row, found))
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def drawing(results: Results) -> str:
    """How figures grow: a bar for each size, as long as its share of the largest."""
    lines: list[str] = []
    for name, row in ROWS.items():
        found = results.get(name)
        if found is not None and found.by:
            lines += [*([""] if lines else []), f"{row.work} ({row.unit})", *_bars(found)]
    return "\n".join(["```text", *lines, "```"])


def _bars(result: Result) -> Iterator[str]:
    largest, width = max(result.by.values()), max(map(len, result.by))
    for name, value in result.by.items():
        yield f"  {name:<{width}}  {'█' * max(1, round(_BAR * value / largest)):<{_BAR}}  {number(value)}"


def federation(results: Results, about: About) -> str:
    """What a federation costs each of its organisations, by the figures of a ballot."""
    needed = ("size-middle", "audit-since", "audit-middle-one-core", "audit-memory-mb")
    if any(name not in results for name in needed):
        return "This needs the rows " + ", ".join(f"`{name}`" for name in needed) + "."
    size, since, whole, memory = (results[name].figure for name in needed)
    ballots, second = _ORGANISATIONS * _VOTES_A_YEAR, about.bare_ns / 1e9
    rows = (
        ("votes, a year", f"{_VOTES_A_YEAR} ballots"),
        ("download, a year", f"{number(ballots * size / 1e6)} MB"),
        ("verify all new ballots, a year", f"{number(ballots * since * second)} s of processor time"),
        (
            f"audit {_YEARS} years from the founding, once",
            f"{number(_YEARS * ballots * whole * second / 60)} min of processor time",
        ),
        ("memory for that", f"some {number(memory)} MB"),
    )
    return "\n".join(["| work | cost for each organisation |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows)])
