"""Trials with made-up data: votes, choices, payouts and bylaws from a file, counted by the functions of real ones.

It reads one file, changes nothing and remembers nothing. Faults of the file have line and column.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from govtool.core.record import SchemaError
from govtool.core.simulation import Result, choice_cases, differences, payout_cases, tally_cases
from govtool.errors import GovtoolError
from govtool.io.file.regular import MAX_FILE, read_regular
from govtool.io.file.yamlfile import CLERK_LIMIT, load
from govtool.io.git.store import placed

STDIN = "-"
_CASES: dict[str, Callable[[object, str], list[Result]]] = {
    "tally": tally_cases,
    "choice": choice_cases,
    "payout": payout_cases,
}


@dataclass(frozen=True)
class Trial:
    """The results of a file's cases in their order; `differing` names for each the expected fields that came out
    otherwise, `expected` what the file said of them.
    """

    results: tuple[Result, ...]
    differing: tuple[tuple[str, ...], ...]
    expected: tuple[dict[str, object], ...]

    @property
    def is_as_expected(self) -> bool:
        """Whether every case came out as the file expects."""
        return not any(self.differing)


def read_file(name: str) -> bytes:
    """The bytes of a file, of the standard input for `-`. Raises GovtoolError where it cannot be read."""
    try:
        return sys.stdin.buffer.read(MAX_FILE) if name == STDIN else read_regular(Path(name))
    except OSError as error:
        raise GovtoolError(f"{name} cannot be read: {error.strerror}", "name another file") from None


def run_cases(kind: str, name: str) -> Trial:
    """Counts the cases of a file. Raises Refused with line and column where one is malformed."""
    document = load(read_file(name), name, CLERK_LIMIT)
    try:
        results = _CASES[kind](document.value, name)
    except SchemaError as error:
        raise placed(error, document) from None
    items = document.value if isinstance(document.value, list) else []
    expects = [item.get("expect") if isinstance(item, dict) else None for item in items]
    expected: tuple[dict[str, object], ...] = tuple({**value} if isinstance(value, dict) else {} for value in expects)
    return Trial(tuple(results), tuple(differences(document.value, results)), expected)
