"""The layout of a bank's table, as data: which column is what, and how days and amounts are written.

Promises: a layout is a value; it reads no file and runs nothing. Fields that are unknown are refused, and so is a
layout that says of one amount in two ways whether it came or left.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from govtool.core.record import Record, optional, optional_list
from govtool.core.typed_table import Dates

Decimals = Literal["point", "comma"]
Thousands = Literal["point", "comma", "space", "apostrophe", "none"]
Encoding = Literal["utf-8", "utf-16", "cp1252", "iso-8859-1", "iso-8859-2", "iso-8859-15", "cp850"]
Column = Annotated[str, Field(min_length=1, max_length=100)] | Annotated[int, Field(ge=1, le=200)]
"""A column by its name in the head, or by its number from 1 on."""
Words = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=100)], ...], Field(max_length=50)]

MARKS = {"point": ".", "comma": ",", "space": " ", "apostrophe": "'", "none": ""}
_LINES = Annotated[int, Field(ge=0, le=100)]


class Columns(Record):
    """Which column is what. The amount is one column, or a column for what left and one for what came."""

    date: Column = Field(description="the day of the booking")
    amount: Column | None = optional("the amount; below 0 it left, unless `side` says so")
    debit: Column | None = optional("what left, if it has a column of its own")
    credit: Column | None = optional("what came, if it has a column of its own")
    side: Column | None = optional("a word that says whether the amount came or left")
    fee: Column | None = optional("a fee that left beside the amount")
    text: Annotated[tuple[Column, ...], Field(max_length=10)] = optional_list("what the bank says of it")
    currency: Column | None = optional("the currency; every column of that name")
    balance: Column | None = optional("the balance after the line")
    state: Column | None = optional("a word that says whether it is booked")


class Layout(Record):
    """How the table of a bank is laid out."""

    bank: Annotated[str, Field(min_length=1, max_length=100)] = Field(description="the bank, and the kind of file")
    source: str | None = optional("the public page that describes such files")
    separator: Literal["comma", "semicolon", "tab", "bar"] = Field(description="what stands between two cells")
    dates: Dates = Field(description="the order of day, month and year; a time may follow")
    decimals: Decimals = Field(description="the mark before the decimals")
    column: Columns = Field(description="which column is what")
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = optional(
        "the currency of every amount in such files"
    )
    thousands: Thousands | None = optional("the mark between thousands; none if it is left out")
    encoding: Encoding | None = optional("the encoding of files that are not UTF-8")
    skip: _LINES | None = optional("how many lines stand before the head, or before the first line without a head")
    foot: _LINES | None = optional("how many lines stand below the last line")
    head: Words = optional_list("further names in the head, by which the layout is known")
    ignore: Words = optional_list("how cells of lines begin that have no amount and are left out")
    around: Words = optional_list("what may stand before or behind an amount, as a sign of the currency")
    came: Words = optional_list("the words of `side` for what came")
    left: Words = optional_list("the words of `side` for what left")
    pending: Words = optional_list("the words of `state` for what is not booked; such lines are left out")
    debits: Literal["above-zero", "below-zero"] | None = optional("how `debit` is written; above zero if left out")

    @model_validator(mode="after")
    def _is_clear(self) -> Layout:
        columns = self.column
        sides = {columns.debit is None, columns.credit is None}
        if sides != {columns.amount is not None}:
            raise ValueError("names either the column amount, or the columns debit and credit")
        if (columns.side is not None) != bool(self.came and self.left) or (columns.side and columns.amount is None):
            raise ValueError("has a column side, and its words came and left, together with the column amount")
        if (columns.state is not None) != bool(self.pending):
            raise ValueError("has a column state and its words pending together")
        if self.thousands == self.decimals:
            raise ValueError("has one mark for two things")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the head must have for the layout to fit."""
        columns = self.column
        needed = (columns.date, columns.amount, columns.debit, columns.credit, columns.side, columns.fee, columns.state)
        return (*(each for each in needed if isinstance(each, str)), *self.head)
