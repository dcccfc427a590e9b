"""Trials with made-up data: votes, payouts and bylaws from a file, counted by the functions that count the real ones.

Reads a file and nothing else is changed or remembered. What is wrong with the file comes out with line and column.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from govtool.core.finding import finding
from govtool.core.record import SchemaError
from govtool.core.rule import Rule
from govtool.core.simulation import Result, differences, payout_cases, tally_cases
from govtool.core.state import State
from govtool.core.tally import sums_of, tally_of
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.decisions.roll import roll_of
from govtool.errors import GovtoolError
from govtool.io.file.regular import MAX_FILE, read_regular
from govtool.io.file.yamlfile import CLERK_LIMIT, Document, load
from govtool.io.git.store import read_record

STDIN = "-"
_CASES: dict[str, Callable[[object, str], list[Result]]] = {"tally": tally_cases, "payout": payout_cases}


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
        raise _placed(error, document) from None
    items = document.value if isinstance(document.value, list) else []
    expects = [item.get("expect") if isinstance(item, dict) else None for item in items]
    expected: tuple[dict[str, object], ...] = tuple({**value} if isinstance(value, dict) else {} for value in expects)
    return Trial(tuple(results), tuple(differences(document.value, results)), expected)


def _placed(error: SchemaError, document: Document) -> SchemaError:
    placed = []
    for found, location in zip(error.findings, error.locations, strict=True):
        line, column = document.position(location)
        placed.append(finding(found.code, document.path, line, column, **found.values))
    return SchemaError(placed, error.locations)


def read_bylaws(name: str) -> Bylaws:
    """The bylaws that a file holds. Raises Refused with line and column of everything that cannot stand."""
    return read_record(read_file(name), Bylaws, name)


@dataclass(frozen=True)
class Passing:
    """What it takes for a rule's first result on the roll of now: so many votes where the base is fixed, and the
    fewest people who can reach it alone while the others stay silent (None: not even all together).
    """

    rule: str
    clause: str
    result: str
    decides: tuple[str, ...]
    eligible: int
    eligible_heads: int
    fewest_heads: int | None
    needed: int | None


def passings(bylaws: Bylaws, state: State | None, at: Instant) -> tuple[Passing, ...]:
    """Who can pass what under bylaws, with the people of a state."""
    return tuple(_passing(bylaws, name, rule, state, at) for name, rule in bylaws.rules.items())


def _passing(bylaws: Bylaws, name: str, rule: Rule, state: State | None, at: Instant) -> Passing:
    roll = roll_of(state, bylaws, rule, at, None) if state is not None else {}
    weights = sorted(roll.values(), reverse=True)
    result = rule.outcomes[0].result

    def passes(heads: int) -> bool:
        people = [(1, weight, "for" if place < heads else None) for place, weight in enumerate(weights)]
        return tally_of(rule, sums_of(people)).result == result

    # With more people for, a result that was reached stays reached: the fewest can be searched by halving.
    fewest = bisect_left(range(1, len(weights) + 1), True, key=passes) + 1 if weights else None
    if fewest is not None and (fewest > len(weights) or not passes(fewest)):
        fewest = None
    decides = tuple(
        action for action, decision in bylaws.decisions.items() if name in (decision.rule, decision.contested)
    )
    total = sum(weights)
    return Passing(
        rule=name,
        clause=rule.clause,
        result=result,
        decides=decides,
        eligible=total,
        eligible_heads=len(weights),
        fewest_heads=fewest,
        needed=_needed(rule, total) if total else None,
    )


def _needed(rule: Rule, total: int) -> int | None:
    from govtool.core.tally import needed

    outcome = rule.outcomes[0]
    return needed(outcome, total) if outcome.of == "eligible" else None
