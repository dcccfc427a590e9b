"""Who can pass what: the thresholds of the bylaws in votes and people, for those who are about to found or to join.

It says how much of the roll each threshold takes, and how few people reach it together. It counts no ballots.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from govtool.core.rule import Outcome, Rule
from govtool.core.share import fraction_of
from govtool.core.state import State
from govtool.core.tally import fewest_heads, needed
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions.roll import roll_of, total

_WORDS = {Fraction(1, 2): "half", Fraction(2, 3): "two thirds", Fraction(3, 4): "three quarters", Fraction(1): "all"}


@dataclass(frozen=True, slots=True)
class Majority:
    """One threshold on one roll: `needed` of `votes` pass it, which the fewest of `heads` people that reach it are
    `people`. `rules` ask for it of everybody, `rules_of_others` of all but the person concerned.
    """

    threshold: str
    votes: int
    heads: int
    needed: int
    people: int | None
    rules: tuple[str, ...]
    rules_of_others: tuple[str, ...]


def majorities(state: State, at: Instant) -> tuple[Majority, ...]:
    """Every threshold that rules of all members ask for, of all eligible weight; the lowest first."""
    bylaws = bylaws_of(state)
    groups: dict[tuple[Fraction, bool, str], list[tuple[str, Rule]]] = {}
    for name, rule in bylaws.rules.items():
        outcome = rule.outcomes[0]
        if rule.electorate.who == "members" and outcome.of == "eligible":
            key = (fraction_of(outcome.share), outcome.is_strict, rule.weight)
            groups.setdefault(key, []).append((name, rule))
    return tuple(_majority(state, at, groups[key]) for key in sorted(groups))


def _majority(state: State, at: Instant, rules: list[tuple[str, Rule]]) -> Majority:
    rule = rules[0][1]
    roll = roll_of(state, bylaws_of(state), rule, at, None)
    least = needed(rule.outcomes[0], total(roll))
    return Majority(
        _words(rule.outcomes[0]),
        total(roll),
        len(roll),
        least,
        fewest_heads(roll.values(), least),
        tuple(name for name, rule in rules if not rule.electorate.exclude),
        tuple(name for name, rule in rules if rule.electorate.exclude),
    )


def _words(outcome: Outcome) -> str:
    share = _WORDS.get(fraction_of(outcome.share), outcome.share)
    return f"more than {share}" if outcome.is_strict else share


def sentence(found: Iterable[Majority]) -> str:
    """All thresholds in one line: "of 7 votes: more than half = 4 (2 people), two thirds = 5 (3)"."""
    parts: dict[int, list[str]] = {}
    for majority in found:
        words = parts.setdefault(majority.votes, [])
        people = "?" if majority.people is None else str(majority.people)
        unit = "" if words else (" person" if people == "1" else " people")
        words.append(f"{majority.threshold} = {majority.needed} ({people}{unit})")
    lines = (f"of {votes} {'vote' if votes == 1 else 'votes'}: {', '.join(words)}" for votes, words in parts.items())
    return "; ".join(lines)
