"""A debt: wages owed to one person, or what they spent, as one entry that never changes.

Made when approved hours become wages (`accrual`), at the founding (`opening`), by a vote that corrects upwards
(`correction`), or when others approve what a person spent for the organisation (`claim`). It never ends: payouts record
payments on it, releases waivers, and the creditor's account the open part. An amount of 0 is no debt.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from govtool.core.home import Home, Template
from govtool.core.ids import Digest, MemberId, SerialNumber, Slug
from govtool.core.money import Minor, PositiveMinor
from govtool.core.record import FileRecord, Record, optional, optional_list
from govtool.core.state import State
from govtool.core.times import Date, Instant
from govtool.core.wording import Wording, row
from govtool.domain.constitution.organization import DisplayName, Note
from govtool.domain.constitution.origin import Origin

DebtKind = Literal["accrual", "opening", "correction", "claim"]
DebtId = Annotated[str, Field(pattern=r"^[0-9]{4}/[0-9]{2}/[a-z](?:-?[a-z0-9]){1,30}-[0-9]{3,12}$")]
"""The name of a debt: its year, month, creditor and number, `2026/11/alice-001`."""
_NAME = Template("{owed_on:year}/{owed_on:month}/{creditor}-{number:03d}")


class Work(Record):
    """Minutes that were paid at one rate."""

    minutes: Annotated[int, Field(ge=1, le=1_000_000)] = Field(description="how many minutes were worked")
    per_hour_minor: Minor = Field(description="the wage of an hour, in minor units")


class Debt(FileRecord):
    """The record `registry/debts/2026/11/a/al/alice-001.yaml`; the folders are the year and month of `owed_on`.

    `work` are the minutes and rates that an accrual was computed from.
    """

    home: ClassVar[Home] = Home(
        "debt", "registry/debts/{owed_on:year}/{owed_on:month}/{creditor:initials}/{creditor}-{number:03d}.yaml"
    )
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{creditor}", "{amount_minor:money}", "{kind:words}", "owed since {owed_on}"
    )

    creditor: MemberId = Field(description="the person owed, by id")
    number: SerialNumber = Field(description="counts the creditor's debts of the month")
    kind: DebtKind = Field(
        description="wages for hours, a debt from before the founding, a correction upwards, or their own expense"
    )
    amount_minor: PositiveMinor = Field(description="how much is owed, in minor units")
    owed_on: Date = Field(description="the day that gives its rank: payments settle the oldest debt first")
    counts_at: Instant = Field(description="from when it counts as owed; until then hours can be disputed")
    minute: Annotated[int, Field(ge=0)] = Field(description="the number of the minute in which it was booked")
    origin: Origin = Field(description="its one cause")
    work: Annotated[tuple[Work, ...], Field(max_length=1000)] = optional_list("the minutes and rates behind it")
    document: Digest | None = optional("the digest of the document that shows it")
    single_handed: Literal[True] | None = optional("true if it is self-approved, because nobody else could approve it")
    approved: Annotated[tuple[Origin, ...], Field(max_length=2)] = optional_list(
        "claim: the statements of those who approved it"
    )
    budget: Slug | None = optional("claim: the budget that it spends")
    line: Slug | None = optional("claim: the line of the budget")
    paper: DisplayName | None = optional("claim: the number on the document")
    note: Note | None = optional("claim: what it was for, in words")

    @property
    def spends(self) -> tuple[Slug, Slug] | None:
        """The budget, and the line of it, that a claim spends; None for wages."""
        return (self.budget, self.line) if self.budget and self.line else None

    @property
    def id(self) -> DebtId:
        """Its name, such as `2026/11/alice-001`."""
        return _NAME.path((self.owed_on, self.creditor, self.number))


def path_of(debt: DebtId) -> str:
    """The path of a debt's record. Raises ValueError for a text that is no name of a debt."""
    return Debt.home.path(*_fields(debt))


def creditor_of(debt: DebtId) -> MemberId:
    """The person owed, from the debt's id."""
    creditor: MemberId = _fields(debt)[1]
    return creditor


def _fields(debt: DebtId) -> tuple[Any, ...]:
    fields = _NAME.match(debt)
    if fields is None:
        raise ValueError(f"{debt!r} is no name of a debt")
    return fields


def debt_of(state: State, debt: DebtId) -> Debt:
    """The record of a debt. Raises LookupError if there is none: ids of debts come from the books."""
    found = state.get(Debt, path_of(debt))
    if found is None:
        raise LookupError(path_of(debt))
    return found


def numbers_in(state: State, creditor: MemberId, month: str) -> list[int]:
    """The numbers of a creditor's debts of a month (or the month of a day). Looks at that month's names only."""
    return sorted(number for _, name, number in Debt.home.listed(state, month, creditor) if name == creditor)


def next_number(state: State, creditor: MemberId, owed_on: Date) -> int:
    """The number of a creditor's next debt of a month."""
    return max(numbers_in(state, creditor, owed_on), default=0) + 1
