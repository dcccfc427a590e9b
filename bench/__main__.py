"""Measures and prints: `make bench`. Most figures are ratios of what one run measured, so that machines compare.

    python -m bench                          # all rows; some 20 minutes on two cores
    python -m bench --quick                  # on a tenth of each history
    python -m bench audit-middle check       # these rows, or all rows of these groups
    python -m bench --against FILE           # and how they differ from an earlier run's file
    python -m bench --page                   # writes the last results into the page on performance; measures nothing

Exit status 1 if a row misses its goal in every round. A quick run says so and ends with 0: the goals are for whole
histories. It fails if a row cannot be measured.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.groups import GROUPS, ROWS, Bench, Group
from bench.histories import SHAPES, make
from bench.page import write_page
from bench.table import About, Result, differences, line, read, verdict, written
from bench.timing import bare

RESULTS = Path(__file__).with_name("results.json")
_IDLE = 1.0
"""The load of a machine that does little else."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures what was asked for; the exit status."""
    asked = _asked(arguments)
    before = read(asked.against)[0] if asked.against else {}
    if asked.page:
        write_page(*read(asked.results))
        return 0
    groups = [group for group in GROUPS if not asked.names or group.is_named(asked.names)]
    about = About(asked.quick, os.cpu_count() or 1, bare(3_000))
    if (load := os.getloadavg()[0]) > _IDLE:
        print(f"This machine is busy (load {load:.1f}): rows with time on the wall say nothing today.")
    kept: dict[str, Result] = {}
    if asked.names and asked.results.is_file():
        # a run of some rows renews these, and keeps the others of a run of the same kind
        earlier, once = read(asked.results)
        kept = earlier if once.quick == about.quick else {}
    found: dict[str, Result] = {}
    with tempfile.TemporaryDirectory(prefix="govtool-bench-") as name:
        for results in _measure(groups, Bench(Path(name), asked.keep or Path(name), asked.quick)):
            found |= results
            asked.results.write_text(written({**kept, **found}, about), "utf-8")
    if before:
        print("\nAgainst the earlier run")
        print("\n".join(differences(ROWS.values(), before, found)))
    missed = [name for name, result in found.items() if verdict(ROWS[name], result) == "MISSED"]
    print(f"\n{len(found)} rows; missed: {', '.join(missed) or 'none'}. Written to {asked.results}")
    return 1 if missed and not asked.quick else 0


def _measure(groups: Sequence[Group], bench: Bench) -> Iterator[Mapping[str, Result]]:
    """Makes the histories, and gives the results group by group."""
    parts = {name: bench.part(name) for group in groups for name in group.histories}
    # the longest first, so that both cores are busy until the end
    ordered = [name for name in reversed(SHAPES) if name in parts]
    if ordered:
        print(f"Making the histories: {', '.join(ordered)}", flush=True)
    make(bench.histories, {name: parts[name] for name in ordered})
    for group in groups:
        print(f"\n{group.title}", flush=True)
        results = group.measure(bench)
        for row in group.rows:
            print(line(row, results[row.name]), flush=True)
        yield results


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what govtool costs.")
    parser.add_argument("names", nargs="*", metavar="ROW", help="rows or groups; all if none is named")
    parser.add_argument("--quick", action="store_true", help="on a tenth of each history")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the histories there, and use those there")
    parser.add_argument("--results", type=Path, metavar="FILE", default=RESULTS, help="the file of the results")
    parser.add_argument("--against", type=Path, metavar="FILE", help="compare with the results of an earlier run")
    parser.add_argument("--page", action="store_true", help="write the last results into the page on performance")
    asked = parser.parse_args(arguments)
    known = {group.name for group in GROUPS} | set(ROWS)
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        parser.error(f"no row or group {', '.join(unknown)}; there are: {', '.join(sorted(known))}")
    if asked.keep:
        asked.keep = asked.keep.resolve() / ("quick" if asked.quick else "full")
    return asked


if __name__ == "__main__":
    sys.exit(main())
