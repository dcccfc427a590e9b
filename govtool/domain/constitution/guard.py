"""The guard of the bylaws: limits that no majority can change, because they protect the minority of today.

A guard follows the effect of a decision: it ends or shrinks somebody's vote, hands over a key, or ends the
organisation.
- Such a decision never passes if nobody votes.
- All members (or all others) may vote.
- It needs at least one half of everyone eligible.
- It gives them a week to vote.

`GUARDS` names these decisions. It is data, because commands that load no actions read bylaws. A test tries every action
and statement of the catalogue, and fails if one has such an effect and no guard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from govtool.core.rule import Rule
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

_WEEK, _FORTNIGHT = 7 * DAY_SECONDS, 14 * DAY_SECONDS


def problems(bylaws: Bylaws) -> Iterator[str]:
    """The limits that bylaws break, in sentences."""
    if "amend-bylaws" not in bylaws.decisions:
        yield "decisions: amend-bylaws must have a rule"
    yield from _hurried(bylaws)
    yield from _unfair_expulsion(bylaws)
    for name, guards in sorted(_guarded(bylaws).items()):
        if name in bylaws.rules:
            yield from _of_rule(name, bylaws.rules[name], guards)


def _guarded(bylaws: Bylaws) -> dict[str, list[Guard]]:
    """The guarded rules by name, each with the guards of all that it decides."""
    found = {name: [guard] for name, guard in RULES.items()}
    for kind, guard in GUARDS.items():
        decision = bylaws.decisions.get(kind)
        # The rule that takes over once somebody objects, or many may vote, decides the same thing.
        for name in decision.rules if decision is not None else ():
            found.setdefault(name, []).append(guard)
    return found


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
    if any(outcome.of != "eligible" or fraction_of(outcome.share) < Fraction(1, 2) for outcome in rule.outcomes):
        yield f"rules.{name} must ask for at least one half of all who are eligible"
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
