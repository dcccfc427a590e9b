"""A budget: the amounts that the members allow for each purpose in a period. Votes make and change it.

Each line has an owner and an amount, and records how much of it is spent. Money can be spent only under a line that the
members voted, and never more than it allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import MemberId, Slug
from govtool.core.money import Minor
from govtool.core.record import FileRecord, Record, optional
from govtool.core.state import State
from govtool.core.times import Date
from govtool.core.wording import ABSENT, Wording, wording
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import DisplayName, shown
from govtool.domain.decisions.action import Action, Known, Moment, version_now
from govtool.domain.money.treasury import MAIN, SET_ASIDE


class BudgetLine(Record):
    """The amount that may be spent on one purpose."""

    row_form: ClassVar[str] = "rent=1200.00 owner=bob"
    row_key: ClassVar[tuple[str, str]] = ("line", "amount_minor")

    line: Slug = Field(description="the name of the line")
    name: DisplayName = Field(description="the name that people read")
    owner: MemberId = Field(description="the responsible person, by id")
    amount_minor: Minor = Field(description="how much may be spent, in minor units")
    account: Slug | None = optional("the reserve that pays it; the main account if it names none")

    @classmethod
    def from_row(cls, typed: Mapping[str, object]) -> Mapping[str, object]:
        """A line without a name has the one that its id says: `tea-towels` is "Tea towels"."""
        return {"name": str(typed.get("line", "")).replace("-", " ").capitalize(), **typed}

    @property
    def paid_from(self) -> Slug:
        """The account of the treasury that pays it."""
        return self.account or MAIN


class SpentLine(BudgetLine):
    """A line, with the amount spent of it."""

    spent_minor: Minor = Field(description="how much is spent, in minor units")


class Budget(FileRecord):
    """The record `registry/budgets/ID.yaml`."""

    home: ClassVar[Home] = Home("budget", "registry/budgets/{id}.yaml")

    id: Slug = Field(description="the name in every file; it never changes")
    version: Annotated[int, Field(ge=1)] = Field(description="1 at first, one more for each change")
    starts_on: Date = Field(description="the first day on which it can be spent")
    ends_on: Date = Field(description="the last day on which it can be spent")
    lines: tuple[SpentLine, ...] = Field(description="the amounts for each purpose")

    def line(self, line: Slug) -> SpentLine | None:
        """The line of a name, None if there is none."""
        return next((each for each in self.lines if each.line == line), None)


def allows(state: State, budget: Slug, line: Slug, amount_minor: int, on: Date, account: Slug) -> Iterator[Finding]:
    """Why a budget line does not allow an amount on that day from that account: money for one purpose is not spent on
    another.
    """
    found = Budget.of(state, budget)
    lines = found.line(line) if found else None
    what = ""
    if found is None or lines is None:
        what = "there is no such line"
    elif not found.starts_on <= on <= found.ends_on:
        what = f"it runs from {found.starts_on} to {found.ends_on}"
    elif account != lines.paid_from:
        what = f"it is paid from {lines.paid_from}"
    elif amount_minor > lines.amount_minor - lines.spent_minor:
        what = f"{shown(state, lines.amount_minor - lines.spent_minor)} is left"
    if what:
        yield finding("budget", budget=budget, budget_line=line, amount=shown(state, amount_minor), what=what)


def spend(state: State, budget: Slug, line: Slug, amount_minor: int) -> State:
    """The state in which so much more is spent of a line; the amount is below 0 if an expense is reversed."""
    found = Budget.one(state, budget)
    lines = tuple(
        each.changed(spent_minor=each.spent_minor + amount_minor) if each.line == line else each for each in found.lines
    )
    return state.keep(found.changed(lines=lines))


class SetBudget(Action):
    """Set a budget, or change one. It has lines with owners and amounts, and a period."""

    said: ClassVar[Wording | None] = wording(
        "Sets {what}, from {starts_on} to {ends_on}: {lines:count line} of {total_minor:money} in all.",
        what=wording("the budget {budget} anew", ("from_version", ABSENT, "the budget {budget}")),
    )
    titled: ClassVar[Wording | None] = wording(
        "Change the budget {budget}: {total_minor:money}",
        ("from_version", ABSENT, "Budget {budget}: {total_minor:money}"),
    )
    example: ClassVar[str] = (
        "--budget year-2027 --starts-on 2027-01-01 --ends-on 2027-12-31 "
        "--line 'tea=100.00 owner=bob' --line 'rent=1200 owner=carol'"
    )
    known: ClassVar[Mapping[str, Known]] = MappingProxyType({"from_version": version_now(Budget.of, "budget")})
    touched: ClassVar[str] = "budget {budget}"

    action: Literal["set-budget"]
    budget: Slug = Field(description="the budget, by id")
    from_version: Annotated[int, Field(ge=0)] = Field(description="the version now; 0 for a new one")
    starts_on: Date = Field(description="the first day on which it can be spent")
    ends_on: Date = Field(description="the last day on which it can be spent")
    lines: Annotated[tuple[BudgetLine, ...], Field(min_length=1, max_length=100)] = Field(
        description="the amounts for each purpose"
    )

    @property
    def total_minor(self) -> int:
        """The sum of all its lines, in minor units."""
        return sum(line.amount_minor for line in self.lines)

    @model_validator(mode="after")
    def _is_consistent(self) -> SetBudget:
        if len({line.line for line in self.lines}) < len(self.lines):
            raise ValueError("names a line twice")
        if self.ends_on < self.starts_on:
            raise ValueError("ends before it starts")
        return self

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The version is the one in force, owners are known, and no spent amount loses its line."""
        old = Budget.of(state, self.budget)
        version = old.version if old else 0
        if version != self.from_version:
            yield finding("precondition", what=f"budget {self.budget} is at version {version}")
        for line in self.lines:
            if Member.of(state, line.owner) is None:
                yield finding("unknown_member", member=line.owner)
            if line.account == SET_ASIDE:
                yield finding("precondition", what=f"what lies in {SET_ASIDE} is owed to the payees of payouts")
        new = {line.line: line.amount_minor for line in self.lines}
        for spent in old.lines if old else ():
            if spent.spent_minor > new.get(spent.line, 0):
                amount = shown(state, spent.spent_minor)
                yield finding("precondition", what=f"{amount} of the line {spent.line} is spent already")

    def effect(self, state: State, moment: Moment) -> State:
        """The budget is in force, in its new version."""
        old = Budget.of(state, self.budget)
        spent = {line.line: line.spent_minor for line in old.lines} if old else {}
        lines = tuple(SpentLine.read({**line.data(), "spent_minor": spent.get(line.line, 0)}) for line in self.lines)
        budget = Budget(
            id=self.budget,
            version=self.from_version + 1,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            lines=lines,
        )
        return state.keep(budget)
