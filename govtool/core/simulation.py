"""Cases of counts and of payouts, run as data: `govtool simulate` runs a file of them.

A file is a list of cases. A case of a count has a rule and groups of people who made the same choice (`none`: they did
not vote). A case of a payout has debts and an amount. Either may contain the expected result. Promises: results in the
order of the file, in the form of the JSON reports. People with weight 0 are not on the voter list.

Does not read files, and needs no registry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.finding import finding
from govtool.core.money import LARGEST_MINOR, Minor, SignedMinor
from govtool.core.record import Record, SchemaError, Table
from govtool.core.rule import CountingRule
from govtool.core.split import Debt, SplitError, split
from govtool.core.tally import sums_of, tally_of
from govtool.core.times import Date

Result = dict[str, object]
_Title = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Many = Annotated[int, Field(ge=0, le=LARGEST_MINOR)]


class Group(Record):
    """So many people of that weight who made that choice."""

    count: _Many
    weight: _Many
    choice: Literal["for", "against", "abstain", "block", "none"]


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


class TallyCase(Record):
    """One count."""

    name: _Title
    rule: CountingRule
    groups: tuple[Group, ...]
    expect: TallyExpectation | None = None

    def run(self) -> Result:
        """The figures of the count."""
        voters = ((group.count, group.weight, group.choice) for group in self.groups if group.weight > 0)
        sums = sums_of((heads, weight, None if choice == "none" else choice) for heads, weight, choice in voters)
        return {"name": self.name, **tally_of(self.rule, sums).data()}


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


_Case = TypeVar("_Case", TallyCase, PayoutCase)


def tally_cases(value: object, path: str = "") -> list[Result]:
    """The result of each case of a count, in the order of the file. Raises SchemaError if a case is malformed."""
    return [case.run() for case in _cases(TallyCase, value, path)]


def payout_cases(value: object, path: str = "") -> list[Result]:
    """The result of each case of a payout, in the order of the file. Raises SchemaError if a case is malformed."""
    return [case.run() for case in _cases(PayoutCase, value, path)]


def differences(value: object, results: Sequence[Result]) -> list[tuple[str, ...]]:
    """For each case the names of the expected fields that differ from the result; empty if all are as expected.

    `value` is the data that `tally_cases` or `payout_cases` has read, `results` the results that it gave.
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
