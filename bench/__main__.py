"""Measures and prints: `make bench`. All figures are ratios of what one run measured, so that machines compare.

Exit status 1 where the audit costs more than it may, or wages owed are told too late.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import audit, commands, growth, hours, neighbours, reading


def main() -> int:
    """Runs all measurements; the exit status."""
    with tempfile.TemporaryDirectory(prefix="govtool-bench-") as name:
        folder = Path(name)
        is_quick = _show_audit(folder)
        _show_growth(folder)
        _show_commands(folder)
        is_quick &= _show_neighbours(folder)
        is_quick &= _show_hours(folder)
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


def _show_neighbours(folder: Path) -> bool:
    """Rows of the commands beside what others left there; whether it costs little enough."""
    is_quick = True
    _head(f"Beside a message of 21 MB, {neighbours.JUNK:,} junk branches and {neighbours.OLD:,} old ones")
    for name, found in neighbours.measure(folder).items():
        more = found.beside - found.alone
        is_small = more <= neighbours.MOST_MORE_MS * 1_000_000
        is_quick &= is_small
        target = f"target: at most {neighbours.MOST_MORE_MS} ms more" + ("" if is_small else "   MISSED")
        _row(f"govtool {name}", _time(found.beside), f"{_ratio(found.beside, found.alone)}   {target}")
        _row(f"govtool {name}, the first time", _time(found.first), _ratio(found.first, found.alone))
    return is_quick


def _show_hours(folder: Path) -> bool:
    found = hours.measure(folder)
    is_quick = True
    _head("Wages owed, whole commands in a new process, by the timesheets in the registry")
    for name in hours.COMMANDS:
        for sized in found:
            is_quick &= _show_command(name, sized, found[0])
    _head("Checking a change of the books; nothing was ever paid, so that accounts are at their longest")
    for sized in found:
        what = f"nine sheets approved, {sized.sheets:,} sheets"
        _row(what, _time(sized.approving), _ratio(sized.approving, found[0].approving))
    for sized in found:
        each, least = sized.paying // sized.creditors, found[0].paying // found[0].creditors
        _row(f"a payout, for each of {sized.creditors} creditors", _time(each), _ratio(each, least))
    return is_quick


def _show_command(name: str, sized: hours.Sized, small: hours.Sized) -> bool:
    """A row cold and a row warm; whether both are quick enough. Warm, most is what every command takes to start."""
    first, best = sized.first[name], sized.commands[name]
    is_quick, is_quick_again = first <= hours.COLD_MOST_MS * 1_000_000, best <= hours.WARM_MOST_MS * 1_000_000
    target = f"target: at most {hours.COLD_MOST_MS} ms" + ("" if is_quick else "   MISSED")
    _row(f"{name}, {sized.sheets:,} sheets, cold", _time(first), f"{_ratio(first, small.first[name])}   {target}")
    target = f"target: at most {hours.WARM_MOST_MS} ms" + ("" if is_quick_again else "   MISSED")
    reading = f"{_time(max(0, best - sized.commands[hours.STARTING]))} more than `{hours.STARTING}`"
    told = f"{_ratio(best, small.commands[name])}   {target}; {reading}"
    _row(f"{name}, {sized.sheets:,} sheets, warm", _time(best), told)
    return is_quick and is_quick_again


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
