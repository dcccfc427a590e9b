"""Measures and prints: `make bench`. All figures are ratios of what one run measured, so that machines compare.

Exit status 1 where the audit costs more than the issue allows.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import audit, commands, growth, reading


def main() -> int:
    """Runs all measurements; the exit status."""
    with tempfile.TemporaryDirectory(prefix="govtool-bench-") as name:
        folder = Path(name)
        is_quick = _show_audit(folder)
        _show_growth(folder)
        _show_commands(folder)
    _show_reading()
    return 0 if is_quick else 1


def _show_audit(folder: Path) -> bool:
    taken, bare = audit.measure(folder)
    hundredths = taken * 100 // bare
    is_quick = hundredths <= audit.MOST * 100
    _head(f"The audit, a ballot ({audit.PROPOSALS} proposals, {audit.VOTERS} voters each)")
    _row("one bare Ed25519 verification", _time(bare), "1.00")
    target = f"target: at most {audit.MOST}" + ("" if is_quick else "   MISSED")
    _row("one ballot, all of the audit shared out", _time(taken), f"{_ratio(taken, bare)}   {target}")
    return is_quick


def _show_growth(folder: Path) -> None:
    _head(f"Checking one change, by the records in the registry ({growth.VOTERS} voters)")
    for what, by_size in growth.measure(folder).items():
        least = by_size[growth.SIZES[0]]
        for size, taken in by_size.items():
            told = _ratio(taken, least) + ("   target: near 1" if size == growth.SIZES[-1] else "")
            _row(f"{what}, {size:,} records", _time(taken), told)


def _show_commands(folder: Path) -> None:
    best, missing = commands.measure(folder)
    _head("Whole commands, against a Python that does nothing")
    for name, taken in best.items():
        _row(name, _time(taken), _ratio(taken, best[commands.NOTHING]))
    for name in missing:
        _row(name, "-", "did not run here")


def _show_reading() -> None:
    best = reading.measure()
    _head("Reading one ballot, against PyYAML's C reader")
    for name, taken in best.items():
        _row(name, _time(taken), _ratio(taken, best["CSafeLoader"]))


def _head(text: str) -> None:
    print(f"\n{text}")


def _row(name: str, time: str, ratio: str) -> None:
    print(f"  {name:<44}{time:>12}  {ratio}", flush=True)


def _time(nanoseconds: int) -> str:
    """Microseconds, or milliseconds where it is longer, in whole numbers and tenths."""
    if nanoseconds < 1_000_000:
        return f"{nanoseconds // 1000}.{nanoseconds // 100 % 10} µs"
    return f"{nanoseconds // 1_000_000}.{nanoseconds // 100_000 % 10} ms"


def _ratio(taken: int, base: int) -> str:
    hundredths = taken * 100 // base
    return f"{hundredths // 100}.{hundredths % 100:02d}"


if __name__ == "__main__":
    sys.exit(main())
