"""The guard of the bylaws: limits that no majority can change, because they protect the minority of today.

A guard follows the effect of a decision: it ends or shrinks somebody's vote, hands over a key, or ends the
organisation.
- Such a decision never passes if nobody votes.
- All members (or all others) may vote.
- It needs at least one half of everyone eligible.
- It gives them a week to vote.

In a federation the rule that decides once many people may vote (`beyond`) may ask for less than one half of them. Then
it needs two thirds of the votes cast, a floor, a spread and three weeks. New keys are a matter of the people of the
affiliate that is the person's home.

`GUARDS` names these decisions. It is data, because commands that load no actions read bylaws. A test tries every action
and statement of the catalogue, and fails if one has such an effect and no guard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from govtool.core.rule import Outcome, Rule, Spread
from govtool.core.share import fraction_of
from govtool.core.times import DAY_SECONDS, duration_seconds

if TYPE_CHECKING:
    from govtool.domain.constitution.bylaws import Bylaws


@dataclass(frozen=True, slots=True)
class Guard:
    """The limits for the rules of one decision. `about` says whether they leave out the person concerned: they must
    (`subject`), they may (`person`), or there is no such person (`all`).
    """

    about: Literal["subject", "person", "all"]
    days: int = 7


_ALL, _PERSON, _SUBJECT = Guard("all"), Guard("person"), Guard("subject")

GUARDS: Mapping[str, Guard] = MappingProxyType(
    {
        "amend-bylaws": _ALL,  # changes what everybody's vote is worth
        "change-clerk": _ALL,  # hands the clerk's keys over
        "wind-up": _ALL,  # ends the organisation
        "expel": _SUBJECT,
        "confirm-expulsion": _SUBJECT,
        "incapacity": _PERSON,
        "dormant": _PERSON,
        "rekey": Guard("person", days=3),  # somebody who lost all keys cannot wait longer than they must
    }
)
"""The decisions that are guarded, by the name of their row in the bylaws."""

RULES: Mapping[str, Guard] = MappingProxyType({"handover": _ALL})
"""The rules that are guarded by their own name: a handover has no action and no clerk, only this rule."""

_REKEY = "rekey"
_MANY, _MANY_DAYS = 500, 21
"""From so many people on, `beyond` may take over from one half of everyone, with so many days to vote."""
_LEAST_COUNTED, _PEOPLE_THERE, _SEASONED_DAYS = 5, 10, 366
"""A spread must be asked with so many affiliates, if each is home of so many people and joined so many days ago."""
_LEAST_FLOOR, _HALF, _TWO_THIRDS, _CONTESTED = Fraction(1, 10), Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)
_WEEK, _FORTNIGHT = 7 * DAY_SECONDS, 14 * DAY_SECONDS


def problems(bylaws: Bylaws) -> Iterator[str]:
    """The limits that bylaws break, in sentences."""
    if "amend-bylaws" not in bylaws.decisions:
        yield "decisions: amend-bylaws must have a rule"
    yield from _hurried(bylaws)
    yield from _unfair_expulsion(bylaws)
    is_federation = bylaws.kind == "federation"
    yield from _federal(bylaws) if is_federation else _not_federal(bylaws)
    many = _for_many(bylaws) if is_federation else frozenset()
    for name, guards in sorted(_guarded(bylaws, is_federation=is_federation).items()):
        if name in bylaws.rules:
            rule = bylaws.rules[name]
            yield from _of_rule(name, rule, guards)
            yield from _of_many(name, rule) if name in many else _of_half(name, rule, is_federation=is_federation)


def _guarded(bylaws: Bylaws, *, is_federation: bool) -> dict[str, list[Guard]]:
    """The guarded rules by name, each with the guards of all that it decides. New keys in a federation have limits of
    their own.
    """
    found = {name: [guard] for name, guard in RULES.items()}
    for kind, guard in GUARDS.items():
        decision = bylaws.decisions.get(kind) if kind != _REKEY or not is_federation else None
        # The rule that takes over once somebody objects, or many may vote, decides the same thing.
        for name in decision.rules if decision is not None else ():
            found.setdefault(name, []).append(guard)
    return found


def _for_many(bylaws: Bylaws) -> frozenset[str]:
    """The rules that decide guarded decisions only once many people may vote."""
    rows = [bylaws.decisions[kind] for kind in GUARDS if kind in bylaws.decisions]
    beyond = {row.beyond.rule for row in rows if row.beyond is not None and row.beyond.heads >= _MANY}
    others = {name for row in rows for name in (row.rule, row.contested)}
    few = {row.beyond.rule for row in rows if row.beyond is not None and row.beyond.heads < _MANY}
    return frozenset(beyond - others - few - RULES.keys())


def _not_federal(bylaws: Bylaws) -> Iterator[str]:
    """The things in rules that only a federation has."""
    for name, rule in bylaws.rules.items():
        if rule.spread is not None:
            yield f"rules.{name} has a spread, which only a federation has"
        if rule.electorate.who == "affiliate":
            yield f"rules.{name} asks the people of an affiliate, which only a federation has"


def _federal(bylaws: Bylaws) -> Iterator[str]:
    """One person has one vote in a federation, and the people of somebody's home decide on their keys."""
    unequal = (name for name, rule in bylaws.rules.items() if rule.weight != "equal")
    yield from (f"rules.{name} must have the weight equal: one person has one vote" for name in unequal)
    if (decision := bylaws.decisions.get(_REKEY)) is not None:
        for name in dict.fromkeys(decision.rules):
            if name in bylaws.rules:
                yield from _of_home(name, bylaws.rules[name], is_contested=name == decision.contested)


def _of_home(name: str, rule: Rule, *, is_contested: bool) -> Iterator[str]:
    if rule.electorate.affiliate != "subject" or rule.electorate.exclude != ("subject",):
        yield f"rules.{name} must be decided by the people of the home of the person concerned, without that person"
    share, words = (_CONTESTED, f"{_CONTESTED}") if is_contested else (_HALF, "more than one half")
    if not all(_asks_for(outcome, share) for outcome in rule.outcomes) or not _has_floor(rule):
        yield f"rules.{name} must ask for {words} of the votes cast, and for {_LEAST_FLOOR} of all who are eligible"
    yield from _unhurried(name, rule, 7)


def _asks_for(outcome: Outcome, share: Fraction) -> bool:
    """Whether an outcome asks for a share of the votes cast at least, or for more than one half of them."""
    found = fraction_of(outcome.share)
    return found > share or (found == share and (outcome.is_strict or share > _HALF))


def _has_floor(rule: Rule) -> bool:
    floor = rule.floor
    return floor is not None and floor.of == "eligible" and fraction_of(floor.at_least) >= _LEAST_FLOOR


def _of_rule(name: str, rule: Rule, guards: Iterable[Guard]) -> Iterator[str]:
    about, days = {guard.about for guard in guards}, max(guard.days for guard in guards)
    # An amendment is about nobody: if one rule decides that and an expulsion, it leaves out only the person to go.
    if "subject" in about:
        allowed: tuple[tuple[str, ...], ...] = (("subject",),)
    else:
        allowed = ((), ("subject",)) if "person" in about else ((),)
    if rule.electorate.who != "members" or rule.electorate.exclude not in allowed:
        but = " except the person concerned" if "subject" in about else ""
        yield f"rules.{name} must be decided by all voting members{but}"
    yield from _unhurried(name, rule, days)


def _has_half(rule: Rule) -> bool:
    return all(each.of == "eligible" and fraction_of(each.share) >= _HALF for each in rule.outcomes)


def _of_half(name: str, rule: Rule, *, is_federation: bool) -> Iterator[str]:
    if not _has_half(rule):
        more = f", or decide only from {_MANY} people on" if is_federation else ""
        yield f"rules.{name} must ask for at least one half of all who are eligible{more}"


def _of_many(name: str, rule: Rule) -> Iterator[str]:
    """A rule of a federation that decides only once many people may vote."""
    if _has_half(rule):
        return
    if not all(_asks_for(outcome, _TWO_THIRDS) for outcome in rule.outcomes) or not _has_floor(rule):
        yield f"rules.{name} must ask for 2/3 of the votes cast, and for {_LEAST_FLOOR} of all who are eligible"
    if rule.spread is None:
        yield f"rules.{name} must have a spread, since it asks for less than one half of all who are eligible"
    elif not _is_felt(rule.spread):
        least, people, days = _LEAST_COUNTED, _PEOPLE_THERE, _SEASONED_DAYS
        yield (
            f"rules.{name} must have a spread of more than {_HALF} at least, that rests only with fewer than {least}"
            f" affiliates of {people} people and {days} days"
        )
    if duration_seconds(rule.period) < _MANY_DAYS * DAY_SECONDS:
        yield f"rules.{name} must give at least {_MANY_DAYS} days to vote"


def _is_felt(spread: Spread) -> bool:
    """Whether a spread is a condition at all. One that nearly always rests, or asks for next to nothing, is none."""
    seasoned = duration_seconds(spread.seasoned) <= _SEASONED_DAYS * DAY_SECONDS
    few = spread.least <= _LEAST_COUNTED and spread.people <= _PEOPLE_THERE
    return fraction_of(spread.more_than) >= _HALF and few and seasoned


def _unhurried(name: str, rule: Rule, days: int) -> Iterator[str]:
    """A rule that passes by silence, or in a hurry."""
    if rule.otherwise != "rejected" or rule.otherwise in {outcome.result for outcome in rule.outcomes}:
        yield f"rules.{name} must not pass if nobody votes"
    if duration_seconds(rule.period) < days * DAY_SECONDS:
        yield f"rules.{name} must give at least {days} days to vote"


def _hurried(bylaws: Bylaws) -> Iterator[str]:
    """The periods that are too short: nobody may lose wages, a membership or a vote in a hurry."""
    periods = bylaws.periods
    if duration_seconds(periods.forgiveness) < _WEEK:
        yield "periods.forgiveness must be at least a week: a person owed needs time to think over a waiver"
    if duration_seconds(periods.notice) < _FORTNIGHT:
        yield "periods.notice must be at least 14 days: a member must know of a complaint before the vote"
    if duration_seconds(periods.answer) < _WEEK:
        yield "periods.answer must be at least 7 days: a member needs time to answer a complaint"
    if duration_seconds(periods.answer) > duration_seconds(periods.notice):
        yield "periods.answer must not be longer than periods.notice: the answer must come before the vote"
    if duration_seconds(periods.dormant_notice) < _FORTNIGHT:
        yield "periods.dormant_notice must be at least 14 days: absent people need time to answer"


def _unfair_expulsion(bylaws: Bylaws) -> Iterator[str]:
    """The faults of an expulsion that leaves no time to appeal."""
    for kind, confirm, who in (
        ("expel", "confirm-expulsion", "people"),
        ("expel-affiliate", "confirm-affiliate-expulsion", "affiliates"),
    ):
        expel = bylaws.decisions.get(kind)
        if expel is None:
            continue
        if confirm not in bylaws.decisions:
            yield f"decisions: {confirm} must have a rule, since {who} can be expelled and may appeal"
        for name in dict.fromkeys(expel.rules):
            if name in bylaws.rules and duration_seconds(bylaws.rules[name].delay) < _WEEK:
                one = "member" if who == "people" else "affiliate"
                yield f"rules.{name} must have a delay of at least 7 days, in which the {one} can appeal"
