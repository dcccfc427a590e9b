"""The file of opening balances that founders write: amounts as people write them, and documents by their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from govtool.core import typed
from govtool.core.finding import finding
from govtool.core.ids import MemberId, Slug
from govtool.core.money import PositiveMinor
from govtool.core.record import Record, optional, optional_list
from govtool.core.times import Date, Instant, date_of
from govtool.domain.books.opening_balance import OpeningBalance, OpeningDebt, OpeningPot
from govtool.domain.constitution.organization import Organization
from govtool.domain.money.treasury import Currency, has_come
from govtool.errors import GovtoolError, Refused, UsageError
from govtool.io.file.document import paper_digest
from govtool.io.file.yamlfile import PERSON_LIMIT
from govtool.io.git.store import read_record

_Document = Annotated[str, Field(min_length=1, max_length=1000)]


def _as_written(value: object) -> object:
    """A whole amount needs no quotes in YAML."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _Row(Record):
    """An amount with its document: a digest, or the name of a file beside the sheet."""

    amount: Annotated[str, BeforeValidator(_as_written)] | None = optional("how much, as people write it: 300.00")
    amount_minor: PositiveMinor | None = optional("how much, in minor units")
    document: _Document = Field(description="the document that shows it")

    @model_validator(mode="after")
    def _has_one_amount(self) -> _Row:
        if (self.amount is None) == (self.amount_minor is None):
            raise ValueError("needs an amount: either amount or amount_minor")
        return self


class DebtRow(_Row):
    """An existing debt to one person."""

    creditor: MemberId = Field(description="the person owed, by id")
    owed_on: Date = Field(description="the date of the oldest part of it")


class PotRow(_Row):
    """The existing money in one account."""

    account: Slug = Field(description="the account: `treasury`, or a reserve")


class OpeningSheet(Record):
    """Opening balances as founders write them."""

    currency: Currency = Field(description="the currency of all amounts, which is that of the organisation")
    debts: Annotated[tuple[DebtRow, ...], Field(max_length=10_000)] = optional_list("the amount owed to each person")
    treasury: Annotated[tuple[PotRow, ...], Field(max_length=100)] = optional_list("the amount in each account")


def owed_on(text: str, at: Instant) -> Date:
    """The day since which wages are owed. Raises UsageError if it is no day, or in the future."""
    day = typed.day(text, date_of(at))
    if list(has_come(day, at)):
        raise UsageError(f"{day} has not come yet", "name the day of the oldest unpaid wage in it")
    return day


def opening_of(sheet: OpeningSheet, organization: Organization, folder: Path) -> OpeningBalance:
    """The opening balance of a sheet, with the digests of its documents. Raises UsageError, and Refused for another
    currency.
    """

    def read(name: str, number: int, row: DebtRow | PotRow) -> dict[str, object]:
        try:
            minor = row.amount_minor or typed.amount(row.amount or "", organization.exponent, organization.currency)
            document = paper_digest(row.document, folder)
        except UsageError as error:
            raise UsageError(f"row {number} of {name}: {error.message}", error.hint) from error
        return {"amount_minor": minor, "document": document}

    debts = [
        OpeningDebt.read({"creditor": row.creditor, "owed_on": row.owed_on, **read("debts", number, row)})
        for number, row in enumerate(sheet.debts, start=1)
    ]
    pots = [
        OpeningPot.read({"account": row.account, **read("treasury", number, row)})
        for number, row in enumerate(sheet.treasury, start=1)
    ]
    return OpeningBalance(currency=sheet.currency, debts=tuple(debts), treasury=tuple(pots))


def read_opening(data: bytes, path: str, organization: Organization, at: Instant, folder: Path) -> Mapping[str, Record]:
    """The records of a file of opening balances, for a founding at that time; they go with the plan's other records.
    Documents are files below a folder.

    Raises Refused with line and column, and if the documents are in another currency. Raises UsageError.
    """
    sheet = read_record(data, OpeningSheet, path, PERSON_LIMIT)
    if sheet.currency != organization.currency:
        raise Refused([finding("currency", path, currency=sheet.currency, expected=organization.currency)])
    try:
        return opening_of(sheet, organization, folder).records(at)
    except GovtoolError as error:
        if isinstance(error, Refused):
            raise
        raise UsageError(f"{path}: {error.message}", error.hint) from error
