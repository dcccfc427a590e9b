"""The reader of tables (CSV) by a layout, and of QIF, whose records are read as a table of three columns.

A table without a layout has a head with the columns `date` and `amount`, and if the bank gives them `text`, `currency`
and `balance`. It shows how its days and amounts are written; if it can be read in two ways, `Ambiguous` names them.

QIF is read here: the library that there is (quiffen) drops every comma, so that `1.000,50` becomes 1.00.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice

from govtool.core.text import lines_of
from govtool.core.times import Date
from govtool.core.typed_table import LONGEST_CELL, ORDERS, SEPARATORS, Dates, day_in, only_way, separator_of
from govtool.io.file.bank_balance import Booked, closing_balance
from govtool.io.file.bank_layout import MARKS, Column, Columns, Decimals, Layout
from govtool.io.file.bank_part import (
    AGAIN,
    EXPORT,
    ONE_ACCOUNT,
    BankLine,
    BankStatement,
    Money,
    Unreadable,
)

_HEAD_WITHIN = 50
_MOST_ABOVE = 100 + _HEAD_WITHIN
_OLD_ENDS = "its lines end with a carriage return alone, as on an old Mac"
_NEW_ENDS = "open it in a spreadsheet and save it as CSV, with line ends of Windows or Unix"
_LOOK = "compare it with the bank's page; if the table is written otherwise, say --dates, --decimals or --layout"
_QUIET = (
    "choose a longer time; or state the balance without lines: "
    "govtool treasury reconcile --document FILE --balance AMOUNT --on DAY"
)
_DECIMALS: dict[Decimals, str] = {"point": "as in 1,234.56", "comma": "as in 1.234,56"}
_TIME = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?Z?")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "\u2212": "-"})


@dataclass(frozen=True)
class Row:
    """A line of the table: where it stands, and its cells."""

    line: int
    cells: tuple[str, ...]


PLAIN = Layout(
    bank="a table with a head",
    separator="comma",
    dates="year-month-day",
    decimals="point",
    column=Columns(date="date", amount="amount", text=("text",), currency="currency", balance="balance"),
)


def read_rows(text: str, separator: str, most: int | None = None) -> list[Row]:
    """The lines of a table, at most so many. Raises Unreadable."""
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    rows = []
    try:
        for cells in islice(reader, most):
            rows.append(Row(reader.line_num, tuple(cell.strip() for cell in cells)))
    except csv.Error as error:
        # what the library says of it is advice to programmers
        if "new-line" in str(error):
            raise Unreadable(_OLD_ENDS, _NEW_ENDS) from error
        if "unexpected end" in str(error):
            begin = rows[-1].line + 1 if rows else 1
            raise Unreadable(f'line {begin}: a quotation mark (") has no end', AGAIN) from error
        raise Unreadable(f"it is no table: line {reader.line_num}: {error}") from error
    return rows


def fits(text: str, layout: Layout) -> bool:
    """Whether a head of the layout stands in the text. A layout without names fits only if somebody says so."""
    if not layout.names:
        return False
    try:
        return _head(read_rows(text, SEPARATORS[layout.separator], _MOST_ABOVE), layout) is not None
    except Unreadable:
        return False


def _head(rows: list[Row], layout: Layout) -> int | None:
    """The place of the line that has every name of the layout."""
    names = {_name(name) for name in layout.names}
    near = range(layout.skip or 0, min(len(rows), (layout.skip or 0) + _HEAD_WITHIN))
    return next((place for place in near if names <= {_name(cell) for cell in rows[place].cells}), None)


def _name(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip().casefold())


# Reading by a layout -------------------------------------------------------------------------------------------------


def read_table(text: str, layout: Layout, money: Money, layout_name: str) -> BankStatement:
    """The statement in a table of a layout. Raises Unreadable with the line."""
    rows = read_rows(text, SEPARATORS[layout.separator])
    return _statement(_Table.of(rows, layout), money, "CSV", layout_name)


def read_plain(text: str, money: Money, dates: Dates | None, decimals: Decimals | None) -> BankStatement:
    """The statement in a table without a layout: its head names the columns. Raises Unreadable, Ambiguous."""
    head = text.lstrip("\r\n").split("\n", 1)[0]
    separator = separator_of(head)
    layout = PLAIN.changed(separator=separator)
    rows = read_rows(text, SEPARATORS[separator])
    names = [_name(cell) for cell in rows[0].cells] if rows else []
    if not {"date", "amount"} <= set(names) or len(set(names)) < len(names):
        raise Unreadable(
            "its first line must name the columns date and amount, and each column once",
            "of another table say the layout: govtool treasury reconcile --layouts",
        )
    return _statement(_seen(_Table.of(rows, layout), money, dates, decimals), money, "CSV", "")


def read_qif(text: str, money: Money, dates: Dates | None, decimals: Decimals | None) -> BankStatement:
    """The statement in a QIF file. Raises Unreadable, Ambiguous."""
    rows = [Row(1, ("date", "amount", "text"))]
    record: dict[str, str] = {}
    kind = ""
    for number, line in enumerate(lines_of(text), start=1):
        if line.startswith("!"):
            kind = line[1:].strip().lower()
            if kind not in ("type:bank", "type:cash", "type:ccard", "type:oth a", "type:oth l"):
                raise Unreadable(f"line {number}: {line[:40]!r} is no account of a bank", ONE_ACCOUNT)
        elif line.startswith("^"):
            # the first record of an account may say with what it began, which moved nothing
            if record.get("P", "").lower() != "opening balance":
                texts = filter(None, (record.get("P", ""), record.get("M", "")))
                day = re.sub(r"[' ]+", "/", record.get("D", "").strip())
                rows.append(Row(number, (day, record.get("T", "").strip(), " ".join(texts))))
            record = {}
        elif line:
            # parts of an amount (S, E, $) come several times, and repeat it
            record.setdefault(line[0], line[1:].strip())
    if record:
        raise Unreadable("its last record does not end with ^", AGAIN)
    return _statement(_seen(_Table.of(rows, PLAIN), money, dates, decimals), money, "QIF", "")


def _seen(table: _Table, money: Money, dates: Dates | None, decimals: Decimals | None) -> _Table:
    """The table with the way in which its days and amounts are written. Raises Ambiguous if there are two."""
    days = table.texts(table.layout.column.date)
    amounts = [*table.texts(table.layout.column.amount), *table.texts(table.layout.column.balance)]
    chosen_dates = dates or only_way(
        "its days can be read as day-month or month-day",
        "--dates",
        {order: _all(partial(_day, dates=order), days) for order in ORDERS},
        ORDERS,
    )
    # a mark before three digits can stand before decimals or between thousands, also where one of the two is refused
    wide = replace(money, exponent=max(money.exponent, 3))
    chosen_decimals = decimals or only_way(
        "its amounts can be read with a point or with a comma before the decimals",
        "--decimals",
        {mark: _all(partial(_minor, layout=marked(table.layout, mark), money=wide), amounts) for mark in _DECIMALS},
        _DECIMALS,
    )
    return replace(table, layout=marked(table.layout, chosen_decimals).changed(dates=chosen_dates))


def marked(layout: Layout, decimals: Decimals) -> Layout:
    """The layout with another mark before the decimals, and the other one between thousands."""
    return layout.changed(decimals=decimals, thousands="comma" if decimals == "point" else "point")


def _all(read: Callable[[str], object], texts: Sequence[str]) -> tuple[object, ...] | None:
    """The values of the texts in one way of reading, None if one of them means nothing."""
    try:
        return tuple(read(text) for text in texts)
    except Unreadable:
        return None


@dataclass(frozen=True)
class _Table:
    """The lines of a table below its head, and the places of its columns by name."""

    layout: Layout
    places: dict[str, tuple[int, ...]]
    width: int
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, rows: list[Row], layout: Layout) -> _Table:
        """The lines that are lines of the account. Raises Unreadable."""
        below, places, width = layout.skip or 0, {}, 0
        if layout.names:
            head = _head(rows, layout)
            if head is None:
                raise Unreadable(f"no line within its first {_HEAD_WITHIN} names {', '.join(layout.names)}")
            names = [_name(cell) for cell in rows[head].cells]
            places = {name: tuple(at for at, other in enumerate(names) if other == name) for name in names if name}
            below, width = head + 1, len(names)
        found = rows[below : len(rows) - (layout.foot or 0)]
        table = cls(layout, places, width, ())
        return replace(table, rows=tuple(row for row in found if any(row.cells) and not table._is_ignored(row)))

    def _at(self, column: Column | None) -> tuple[int, ...]:
        if column is None:
            return ()
        return (column - 1,) if isinstance(column, int) else self.places.get(_name(column), ())

    def cell(self, row: Row, column: Column | None) -> str:
        """The cell of a column; empty if the table or the line has none. Raises Unreadable if two have that name."""
        at = self._at(column)
        if len(at) > 1:
            raise Unreadable(
                f"its head names {column!r} twice", "give the number of the column in a layout of your own"
            )
        return row.cells[at[0]] if at and at[0] < len(row.cells) else ""

    def texts(self, column: Column | None) -> list[str]:
        """The cells of a column that are not empty."""
        return [text for row in self.rows if (text := self.cell(row, column))]

    def currencies(self, row: Row) -> set[str]:
        """The currencies that a line names."""
        return {row.cells[at] for at in self._at(self.layout.column.currency) if at < len(row.cells) and row.cells[at]}

    def _is_ignored(self, row: Row) -> bool:
        """Whether it has no amount, and a cell begins as the layout says."""
        columns = self.layout.column
        if any(self.cell(row, column) for column in (columns.amount, columns.debit, columns.credit)):
            return False
        return any(cell.startswith(start) for cell in row.cells for start in self.layout.ignore)


def _statement(table: _Table, money: Money, form: str, layout_name: str) -> BankStatement:
    rows: list[Booked] = []
    money.expect(table.layout.currency or money.currency)
    for row in table.rows:
        try:
            found = _line(table, row, money)
            balance = table.cell(row, table.layout.column.balance)
            if found is not None:
                rows.append(Booked(row.line, found, _minor(balance, table.layout, money) if balance else None))
        except Unreadable as error:
            then = _LOOK if error.then == EXPORT else error.then
            raise Unreadable(f"line {row.line}: {error}", then) from error
    if not rows:
        raise Unreadable("it holds no line", _QUIET)
    lines = tuple(row.line for row in rows)
    days = [line.on for line in lines]
    adds_up = sum(row.told is not None for row in rows) > 1
    return BankStatement(form, "", min(days), max(days), closing_balance(rows, money), lines, adds_up, layout_name)


def _line(table: _Table, row: Row, money: Money) -> BankLine | None:
    """The line of the account; None if the bank says that it is not booked."""
    layout, columns = table.layout, table.layout.column
    is_short = len(row.cells) < table.width and not _lacks_nothing(table, row)
    if table.width and (is_short or any(row.cells[table.width :])):
        raise Unreadable(
            f"it has {len(row.cells)} cells, and the head {table.width}",
            "put a text that holds the separator into quotation marks, or export the table again",
        )
    if table.cell(row, columns.state).casefold() in {word.casefold() for word in layout.pending}:
        return None
    for currency in table.currencies(row):
        money.expect(currency)
    amount = _amount(table, row, money)
    fee = table.cell(row, columns.fee)
    texts = dict.fromkeys(filter(None, (table.cell(row, column) for column in columns.text)))
    on = _day(table.cell(row, columns.date), layout.dates)
    return BankLine(on, amount - (_minor(fee, layout, money) if fee else 0), " ".join(texts))


def _lacks_nothing(table: _Table, row: Row) -> bool:
    """Whether only a last cell without a name is missing: some banks end the head with a separator, some the lines."""
    return len(row.cells) == table.width - 1 and table.width - 1 not in {
        at for all in table.places.values() for at in all
    }


def _amount(table: _Table, row: Row, money: Money) -> int:
    layout, columns = table.layout, table.layout.column
    if columns.amount is None:
        told = [table.cell(row, columns.debit), table.cell(row, columns.credit)]
        left, came = (_minor(text, layout, money) if text else 0 for text in told)
        if bool(left) == bool(came) and (left or not any(told)):
            raise Unreadable("exactly one of its two amounts must be given")
        return came + (left if layout.debits == "below-zero" else -left)
    minor = _minor(table.cell(row, columns.amount), layout, money)
    if columns.side is None:
        return minor
    word = table.cell(row, columns.side).casefold()
    if word in {each.casefold() for each in layout.came}:
        return minor
    if word in {each.casefold() for each in layout.left}:
        return -minor
    raise Unreadable(f"{word[:40]!r} does not say whether it came or left")


def _minor(text: str, layout: Layout, money: Money) -> int:
    """An amount as the layout writes it. A minus may stand behind it, and brackets mean that it left."""
    plain = text.translate(_SPACES)
    for sign in (*layout.around, money.currency):
        plain = plain.strip().removeprefix(sign).removesuffix(sign)
    plain = plain.strip()
    mark = MARKS[layout.thousands or "none"]
    match = _amount_pattern(MARKS[layout.decimals], mark).fullmatch(plain) if len(plain) <= LONGEST_CELL else None
    if match is None or bool(match["open"]) != bool(match["close"]):
        raise Unreadable(f"{text[:40]!r} is no amount; it is written {_example(layout)}")
    signs = [match["open"], match["sign"] == "-", match["behind"]]
    if sum(map(bool, signs)) > 1 or (match["sign"] == "+" and any(signs)):
        raise Unreadable(f"{text[:40]!r} says twice whether it left")
    digits = match["whole"].replace(mark, "") if mark else match["whole"]
    minor = money.minor(f"{digits}.{match['rest']}" if match["rest"] else digits)
    return -minor if any(signs) else minor


@cache
def _amount_pattern(decimal: str, mark: str) -> re.Pattern[str]:
    whole = rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+|[0-9]+" if mark else "[0-9]+"
    rest = rf"(?:{re.escape(decimal)}(?P<rest>[0-9]*))?"
    return re.compile(rf"(?P<open>\()?(?P<sign>[+-]?) ?(?P<whole>{whole}){rest}(?P<behind>-?)(?P<close>\))?")


def _example(layout: Layout) -> str:
    return f"1{MARKS[layout.thousands or 'none']}234{MARKS[layout.decimals]}56"


def _day(text: str, dates: Dates) -> Date:
    """A day as the layout writes it; a time may follow."""
    plain = text.strip()
    time = _TIME.search(plain) if len(plain) <= LONGEST_CELL else None
    day = day_in(plain[: time.start()] if time and time.end() == len(plain) else plain, dates)
    if day is None:
        raise Unreadable(f"{text[:40]!r} is no date; it is written {dates}")
    return day
