"""Cases of counts, choices and payouts, run as data: `govtool simulate` runs a file of them.

A file is a list of cases. A case of a count has a rule and groups of people who made the same choice (`none`: they did
not vote). A case of a choice has options, and groups who ranked or approved the same. Groups can have a home, for rules
with a spread: every affiliate that is home of enough people is counted. A case of a payout has debts and an amount.
Each may contain the expected result. Promises: results in the order of the file, in the form of the JSON reports.
People with weight 0 are not on the voter list.

Does not read files, and needs no registry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.finding import finding
from govtool.core.ids import LONGEST_ID
from govtool.core.money import LARGEST_MINOR, Minor, SignedMinor
from govtool.core.ranked import (
    MOST_OPTIONS,
    NONE,
    ChoiceTally,
    RankedVote,
    Ranking,
    approving,
    choose,
    normal,
    pairs,
    stand,
)
from govtool.core.record import Record, SchemaError, Table
from govtool.core.rule import CountingRule, Spread
from govtool.core.split import Debt, SplitError, split
from govtool.core.spread import Parts, parts_of
from govtool.core.tally import Sums, sums_of, tally_of
from govtool.core.times import Date

Result = dict[str, object]
_Title = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Many = Annotated[int, Field(ge=0, le=LARGEST_MINOR)]


class Group(Record):
    """So many people of that weight and home who made that choice."""

    count: _Many
    weight: _Many
    choice: Literal["for", "against", "abstain", "block", "none"]
    home: _Title | None = None


class TallyExpectation(Record):
    """Any of the figures of a count; those left out are not compared."""

    result: str | None = None
    settled: bool | None = None
    for_: int | None = Field(default=None, alias="for")
    against: int | None = None
    abstain: int | None = None
    block: int | None = None
    eligible: int | None = None
    eligible_heads: int | None = None
    voted_heads: int | None = None
    spread: Table[str, int] | None = None


_Voters = tuple[int, int, str | None, str | None]
"""A group: heads, weight of each, choice (None: they have not voted), home."""


def _sums(rule: CountingRule, groups: Sequence[_Voters]) -> Sums:
    """The sums of groups of people, with the parts of the affiliates that a spread counts."""
    sums = sums_of((heads, weight, choice) for heads, weight, choice, _ in groups)
    return sums if rule.spread is None else replace(sums, parts=_parts(rule.spread, groups))


def _parts(spread: Spread, groups: Sequence[_Voters]) -> Parts:
    heads, weights = Counter[str](), Counter[str]()
    for count, weight, _, home in groups:
        if home is not None:
            heads[home] += count
            weights[home] += count * weight
    counted = {home: weights[home] for home in sorted(heads) if heads[home] >= spread.people}
    votes = ((home, count * weight, choice) for count, weight, choice, home in groups if choice is not None)
    return parts_of(counted, votes)


class TallyCase(Record):
    """One count."""

    name: _Title
    rule: CountingRule
    groups: tuple[Group, ...]
    expect: TallyExpectation | None = None

    def run(self) -> Result:
        """The figures of the count."""
        voters = [
            (group.count, group.weight, None if group.choice == "none" else group.choice, group.home)
            for group in self.groups
            if group.weight > 0
        ]
        return {"name": self.name, **tally_of(self.rule, _sums(self.rule, voters)).data()}


_Option = Annotated[str, StringConstraints(pattern="^[a-z](?:-?[a-z0-9])*$", max_length=LONGEST_ID)]
_Figures = Table[str, int]


class Rankers(Record):
    """So many people of that weight and home who ranked the options alike, approved the same, or did not vote."""

    count: _Many
    weight: _Many
    home: _Title | None = None
    ranking: tuple[tuple[str, ...], ...] | None = None
    approve: tuple[str, ...] | None = None
    silent: Literal[True] | None = None

    @model_validator(mode="after")
    def _did_one_thing(self) -> Rankers:
        if sum(each is not None for each in (self.ranking, self.approve, self.silent)) != 1:
            raise PydanticCustomError("ballot", "must have exactly one of ranking, approve and silent")
        return self

    def ranked(self, options: Sequence[str]) -> Ranking | None:
        """Their ranking; None if they did not vote. Raises ValueError for what is no option."""
        if self.approve is not None:
            return approving(options, self.approve)
        return None if self.ranking is None else normal(options, self.ranking)


class ChoiceExpectation(Record):
    """Any of the figures of a choice; those left out are not compared."""

    result: str | None = None
    winner: str | None = None
    winners: tuple[str, ...] | None = None
    tied: tuple[str, ...] | None = None
    options: Table[str, Table[str, str | int | Table[str, int]]] | None = None
    pairs: Table[str, _Figures] | None = None
    eligible: int | None = None
    eligible_heads: int | None = None
    voted_heads: int | None = None


class ChoiceResult(dict[str, object]):
    """The figures of a choice as every report in JSON gives them, and the count that they are of."""

    def __init__(self, name: str, tally: ChoiceTally) -> None:
        sums = next(iter(tally.options.values()))[0].sums
        super().__init__(
            name=name,
            **tally.data(),
            eligible=sums.eligible,
            eligible_heads=sums.eligible_heads,
            voted_heads=sums.voted_heads,
        )
        self.tally = tally


class ChoiceCase(Record):
    """One choice. `rules` are those of options that do not need `rule`."""

    name: _Title
    rule: CountingRule
    rules: Table[str, CountingRule] | None = None
    ballot: Literal["ranked", "approval"]
    options: Annotated[tuple[_Option, ...], Field(min_length=1, max_length=MOST_OPTIONS)]
    seats: Annotated[int, Field(ge=1, lt=MOST_OPTIONS)] | None = None
    groups: tuple[Rankers, ...]
    source: str | None = None
    expect: ChoiceExpectation | None = None

    @model_validator(mode="after")
    def _can_be_counted(self) -> ChoiceCase:
        if NONE in self.options or len(set(self.options)) < len(self.options):
            raise PydanticCustomError("option", "names an option twice, or none, which is an option always")
        if unknown := sorted(set(self.rules or ()).difference(self.options)):
            raise PydanticCustomError("option", "has a rule for {name}, which is no option", {"name": unknown[0]})
        if self.seats is not None and self.ballot != "approval":
            raise PydanticCustomError("seats", "has seats, which only an approval vote fills")
        for number, group in enumerate(self.groups, start=1):
            try:
                group.ranked(self.options)
            except ValueError as error:
                raise PydanticCustomError("ranking", "group {n}: {what}", {"n": number, "what": str(error)}) from None
            if (group.ranking if self.ballot == "approval" else group.approve) is not None:
                raise PydanticCustomError(
                    "ranking",
                    "group {n} has the other kind of ballot; this is {kind}",
                    {"n": number, "kind": self.ballot},
                )
        return self

    def run(self) -> ChoiceResult:
        """The figures of the choice."""
        groups = [(each, each.ranked(self.options)) for each in self.groups if each.weight > 0]
        cast = [
            RankedVote(each.count * each.weight, ranking)
            for each, ranking in groups
            if ranking is not None and each.count
        ]
        tallies = {}
        for option in self.options:
            rule = (self.rules or {}).get(option, self.rule)
            voters = [
                (each.count, each.weight, None if ranking is None else stand(ranking, option), each.home)
                for each, ranking in groups
            ]
            tallies[option] = [tally_of(rule, _sums(rule, voters))]
        return ChoiceResult(self.name, choose(tallies, pairs(self.options, cast), self.seats))


class Owed(Record):
    """The debt to one creditor of the case."""

    creditor: _Title
    owed_minor: Minor
    since: Date


class PayoutExpectation(Record):
    """The lines of a payout and what is left, or the error."""

    lines: Table[str, int] | None = None
    unallocated: int | None = None
    error: str | None = None


class PayoutCase(Record):
    """One payout. The currency is for the reader: amounts are minor units."""

    name: _Title
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] | None = None
    debts: tuple[Owed, ...]
    amount_minor: SignedMinor
    expect: PayoutExpectation | None = None

    @model_validator(mode="after")
    def _names_each_creditor_once(self) -> PayoutCase:
        if len({debt.creditor for debt in self.debts}) < len(self.debts):
            raise PydanticCustomError("creditor", "names a creditor twice")
        return self

    def run(self) -> Result:
        """The lines of the payout, or why there are none."""
        debts = [Debt(debt.creditor, debt.owed_minor, debt.since) for debt in self.debts]
        try:
            payout = split(self.amount_minor, debts)
        except SplitError as error:
            return {"name": self.name, "error": error.code}
        return {"name": self.name, "lines": dict(payout.lines), "unallocated": payout.unallocated}


_Case = TypeVar("_Case", TallyCase, ChoiceCase, PayoutCase)


def tally_cases(value: object, path: str = "") -> list[Result]:
    """The result of each case of a count, in the order of the file. Raises SchemaError if a case is malformed."""
    return [case.run() for case in _cases(TallyCase, value, path)]


def choice_cases(value: object, path: str = "") -> list[Result]:
    """The result of each case of a choice, in the order of the file. Raises SchemaError if a case is malformed."""
    return [case.run() for case in _cases(ChoiceCase, value, path)]


def payout_cases(value: object, path: str = "") -> list[Result]:
    """The result of each case of a payout, in the order of the file. Raises SchemaError if a case is malformed."""
    return [case.run() for case in _cases(PayoutCase, value, path)]


def differences(value: object, results: Sequence[Result]) -> list[tuple[str, ...]]:
    """For each case the names of the expected fields that differ from the result; empty if all are as expected.

    `value` is the data of the cases, `results` the results that they gave.
    """
    cases = value if isinstance(value, list | tuple) else ()
    return [_differing(case, result) for case, result in zip(cases, results, strict=True)]


def _differing(case: object, result: Result) -> tuple[str, ...]:
    expected = case.get("expect") if isinstance(case, Mapping) else None
    if not isinstance(expected, Mapping):
        return ()
    return tuple(name for name, value in expected.items() if name not in result or result[name] != value)


def _cases(kind: type[_Case], value: object, path: str) -> list[_Case]:
    """Every case, or all that is wrong with any of them in one error."""
    if not isinstance(value, list | tuple):
        raise SchemaError([finding("schema", path, where="the file", what="must be a list of cases")], [()])
    cases: list[_Case] = []
    errors: list[SchemaError] = []
    for position, item in enumerate(value):
        try:
            cases.append(kind.read(item, path, (position,)))
        except SchemaError as error:
            errors.append(error)
    if errors:
        raise SchemaError(
            [found for error in errors for found in error.findings],
            [location for error in errors for location in error.locations],
        )
    return cases
