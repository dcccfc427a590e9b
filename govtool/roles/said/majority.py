"""The majorities: how many votes and people each rule of bylaws takes, with the voter lists of today.

It says how few people reach a result together while all others do not vote, with everything that the rule asks: quorum,
floor, and earlier outcomes. If a rule leaves out the person concerned or asks that person's team, each person has
another voter list; then it says the least and the most. A vote on absent people leaves out all who are named.
Everything that shows this asks here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from govtool.core.ids import RuleName
from govtool.core.rule import Base, Outcome, Rule
from govtool.core.rule import Electorate as Asked
from govtool.core.share import fraction_of
from govtool.core.state import State
from govtool.core.tally import fewest_people, needed
from govtool.core.times import Instant
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.bylaws import CONFIRMATIONS, Bylaws, bylaws_of
from govtool.domain.constitution.team import Team
from govtool.domain.decisions.roll import Electorate, Electorates
from govtool.roles.said.spread import condition_words

Span = tuple[int, int]
"""The least and the most over all rolls that a rule may have."""

_ABOUT_NEWCOMERS = frozenset({*CONFIRMATIONS, "end-probation"})
"""Decisions about people who have no vote yet: leaving them out changes no roll."""
_ABOUT_SEVERAL = "dormant"
"""The decision that can be about several people at once, and leaves out all of them, down to a single voter."""
_WORDS = {Fraction(1, 2): "half", Fraction(2, 3): "two thirds", Fraction(3, 4): "three quarters", Fraction(1): "all"}
_OF: Mapping[Base, str] = {
    "cast": " of the votes for and against",
    "present": " of the votes of those who take part",
    "eligible": "",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """The threshold of an outcome. `needed` is the votes it takes, if the base is everyone eligible. `people` is the
    fewest people who reach it, or an outcome before it, while the others do not vote.
    """

    outcome: Outcome
    needed: Span | None
    people: Span

    @property
    def words(self) -> str:
        """The threshold in words: `more than half`, `confirmed: three quarters of the votes for and against`."""
        share = _WORDS.get(fraction_of(self.outcome.share), self.outcome.share)
        result = "" if self.outcome.result == "passed" else f"{self.outcome.result}: "
        return f"{result}{'more than ' if self.outcome.is_strict else ''}{share}{_OF[self.outcome.of]}"


@dataclass(frozen=True, slots=True)
class Passing:
    """One rule: whom it asks (`who`: empty for all members), how many, what each outcome takes, what silence gives.

    Nobody is on its roll where `bars` is empty. `spread` says in how many affiliates it must win too; empty if it has
    no spread.
    """

    rule: RuleName
    clause: str
    result: str
    who: str
    decides: tuple[str, ...]
    votes: Span
    heads: Span
    bars: tuple[Bar, ...]
    by_silence: str
    spread: str = ""


def passings(bylaws: Bylaws, state: State | None, at: Instant) -> tuple[Passing, ...]:
    """The passing of every rule of bylaws, with the people of a state (None: nobody)."""
    rolls = None if state is None else Electorates(state, bylaws, at)
    return tuple(_passing(bylaws, name, rolls) for name in bylaws.rules)


def passing(bylaws: Bylaws, name: RuleName, state: State, at: Instant) -> Passing:
    """The passing of one rule of bylaws."""
    return _passing(bylaws, name, Electorates(state, bylaws, at))


def _passing(bylaws: Bylaws, name: RuleName, rolls: Electorates | None) -> Passing:
    rule = bylaws.rules[name]
    decides = tuple(action for action, found in bylaws.decisions.items() if name in found.rules)
    found = [] if rolls is None else [roll for roll in _rolls(rule, decides, rolls) if roll.heads]
    return Passing(
        rule=name,
        clause=rule.clause,
        result=rule.outcomes[0].result,
        who=_who(rule),
        decides=decides,
        votes=_span(roll.weight for roll in found),
        heads=_span(roll.heads for roll in found),
        bars=bars(rule, found),
        by_silence=rule.by_silence,
        spread=condition_words(rule.spread) if rule.spread is not None else "",
    )


def bars(rule: Rule, rolls: Iterable[Electorate]) -> tuple[Bar, ...]:
    """The bar of each outcome of a rule on the rolls that it may have, none of them empty; nothing without a roll."""
    found = tuple(rolls)
    return tuple(_bar(rule, place, found) for place in range(len(rule.outcomes))) if found else ()


def _bar(rule: Rule, place: int, rolls: tuple[Electorate, ...]) -> Bar:
    outcome = rule.outcomes[place]
    results = {each.result for each in rule.outcomes[: place + 1]}
    people = (fewest_people(rule, roll.rest.values(), results, roll.parts()) for roll in rolls)
    weights = _span(needed(outcome, roll.weight) for roll in rolls) if outcome.of == "eligible" else None
    return Bar(outcome, weights, _span(number for number in people if number is not None))


def _span(numbers: Iterable[int]) -> Span:
    found = tuple(numbers)
    return (min(found), max(found)) if found else (0, 0)


def _who(rule: Rule) -> str:
    electorate = rule.electorate
    if electorate.team == "subject":
        return "the person's team"
    whom = {
        "members": "",
        "team": f"the team {electorate.team}",
        "duty": f"those with the duty {electorate.duty}",
        "affiliate": affiliate_words(electorate),
    }
    who = whom[electorate.who]
    return f"{who or 'all'} except the person concerned" if electorate.exclude else who


def affiliate_words(electorate: Asked) -> str:
    """The people of an affiliate, as a rule asks them."""
    about = "concerned, or of the home of the person concerned" if electorate.affiliate == "subject" else ""
    return f"the people of the affiliate {about or electorate.affiliate}"


def _rolls(rule: Rule, decides: tuple[str, ...], rolls: Electorates) -> Iterator[Electorate]:
    """Every roll that a vote under a rule may have: of each team or affiliate, and without each person whom it may be
    about.
    """
    electorate = rule.electorate
    if electorate.affiliate == "subject":
        of_affiliates = [rolls.of(rule, affiliate=each.id) for each in Affiliate.all(rolls.state)]
        yield from of_affiliates or [rolls.of(rule)]
        return
    asked = rolls.of(rule)
    whole = asked.rest
    if electorate.team == "subject":
        of_teams = [rule.changed(electorate=electorate.changed(team=team.id)) for team in Team.all(rolls.state)]
        yield from (rolls.of(each) for each in of_teams)
        if not of_teams:
            yield asked
        return
    if not electorate.exclude or (decides and _ABOUT_NEWCOMERS.issuperset(decides)):
        yield asked
        return
    if _ABOUT_NEWCOMERS.intersection(decides) or not whole:
        yield asked
    # people of one weight leave rolls behind that are alike
    for name in {weight: name for name, weight in whole.items()}.values():
        yield rolls.of(rule, name)
    if _ABOUT_SEVERAL in decides and len(whole) > 1:
        for weight, name in {weight: name for name, weight in whole.items()}.items():
            # One person who is left is the least; the most is asked for where those of many votes are left out.
            yield asked.leaving_out(whole.keys() - {name})
            if weight < max(whole.values()):
                yield asked.leaving_out(each for each, heavy in whole.items() if heavy > weight)


# In words -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Majority:
    """One threshold of people who are asked, and the rules that ask for it so."""

    who: str
    votes: Span
    heads: Span
    bar: Bar
    rules: tuple[RuleName, ...]


def majorities(state: State, at: Instant) -> tuple[Majority, ...]:
    """Every threshold of the bylaws; those of all members first, the lowest first."""
    groups: dict[tuple[object, ...], list[tuple[Passing, Bar]]] = {}
    for found in passings(bylaws_of(state), state, at):
        for bar in found.bars:
            key = (found.who, found.votes, found.heads, bar.words, bar.needed, bar.people)
            groups.setdefault(key, []).append((found, bar))
    made = (
        Majority(first.who, first.votes, first.heads, bar, tuple(found.rule for found, _ in group))
        for group in groups.values()
        for first, bar in group[:1]
    )
    return tuple(sorted(made, key=_order))


def _order(found: Majority) -> tuple[object, ...]:
    outcome = found.bar.outcome
    is_plain = found.bar.needed is not None and outcome.result == "passed"
    return (found.who != "", found.who, not is_plain, fraction_of(outcome.share), outcome.is_strict, found.bar.words)


def sentence(found: Iterable[Majority]) -> str:
    """The thresholds of all members in one line: "of 7 votes: more than half = 4 (2 people), two thirds = 5 (3)"."""
    words: list[str] = []
    votes = (0, 0)
    for majority in found:
        if majority.who == "" and majority.bar.needed is not None:
            votes, people = majority.votes, majority.bar.people
            unit = "" if words else (" person" if people == (1, 1) else " people")
            words.append(f"{majority.bar.words} = {span_words(majority.bar.needed)} ({span_words(people)}{unit})")
    if not words:
        return "no rule asks for a part of all votes"
    return f"of {votes[0]} {'vote' if votes == (1, 1) else 'votes'}: {', '.join(words)}"


def majority_words(found: Majority) -> str:
    """A threshold in a list of those who are asked: `two thirds`, and how few reach it, if no line said it before."""
    bar, heads = found.bar, "person" if found.bar.people == (1, 1) else "people"
    if found.who == "" and bar.needed is not None:
        return bar.words
    votes = f"{span_words(found.votes)} {'vote' if found.votes == (1, 1) else 'votes'}"
    needed = f" = {span_words(bar.needed)} of {votes}" if bar.needed is not None else ""
    return f"{bar.words}{needed} ({span_words(bar.people)} {heads})"


def span_words(span: Span) -> str:
    """`4`, or `4 to 6`."""
    return str(span[0]) if span[0] == span[1] else f"{span[0]} to {span[1]}"


def silence_words(result: str) -> str:
    """The sentence on the result if nobody votes; empty if nothing happens then."""
    if result in ("rejected", "no-quorum"):
        return ""
    return "If nobody votes, it passes." if result == "passed" else f"If nobody votes, it is {result}."
