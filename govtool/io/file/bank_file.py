"""The reader of banks' statements: CAMT.053 (ISO 20022), OFX, and a plain table (CSV).

CAMT.053 is read here: the libraries that were found turn amounts into inexact numbers or are kept up by nobody, and
what is needed of it are ten elements. OFX is read with ofxtools, which is imported only then. A table has a head with
the columns `date` and `amount`, and where the bank gives them `text`, `currency` and `balance`.

Promises: amounts are exact; another currency than the one asked for is refused, and so is a file with parts of two
accounts. What is wrong comes out as a finding with the file's name. Books nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from govtool.core.finding import finding
from govtool.core.money import MoneyError, minor_of
from govtool.core.times import Date, days_of
from govtool.errors import GovtoolError, Refused
from govtool.io.file.xmlfile import Node, read_xml

MAX_BYTES = 16 * 1024 * 1024
_SIGNED = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]+)(?:\.(?P<decimals>[0-9]*))?")


@dataclass(frozen=True)
class BankLine:
    """What moved on a day, in minor units; below 0 it left. `text` is what the bank says of it."""

    on: Date
    amount_minor: int
    text: str


@dataclass(frozen=True)
class BankStatement:
    """A bank's statement. `first` is the first day that it is about; the balance is that at the end of `last`, and None
    where the file does not say it.
    """

    format: str
    account: str
    first: Date
    last: Date
    balance_minor: int | None
    lines: tuple[BankLine, ...]


class _Unreadable(ValueError):
    """What is wrong with the file, in words."""


@dataclass(frozen=True)
class _Money:
    """The currency that everything must be in, and how many decimals it has."""

    currency: str
    exponent: int

    def expect(self, currency: str) -> None:
        """Raises Refused for another currency."""
        if currency != self.currency:
            raise Refused([finding("currency", currency=currency or "no currency", expected=self.currency)])

    def minor(self, text: str) -> int:
        """A signed amount, exact; zeros beyond the currency's decimals are no decimals."""
        match = _SIGNED.fullmatch(text.strip())
        if match is None:
            raise _Unreadable(f"{text[:40]!r} is no amount")
        decimals = match["decimals"] or ""
        kept = decimals[: self.exponent] + decimals[self.exponent :].rstrip("0")
        try:
            minor = minor_of((match["whole"].lstrip("0") or "0") + (f".{kept}" if kept else ""), self.exponent)
        except MoneyError as error:
            raise _Unreadable(error.message) from error
        return -minor if match["sign"] == "-" else minor


def read_bank_file(data: bytes, name: str, currency: str, exponent: int) -> BankStatement:
    """The statement in a file; its format is told from its content. Raises Refused."""
    money = _Money(currency, exponent)
    try:
        if len(data) > MAX_BYTES:
            raise _Unreadable(f"it has {len(data)} bytes, and at most {MAX_BYTES} are read")
        start = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t")
        if start.startswith(b"OFXHEADER") or b"<?OFX" in start or b"<OFX>" in start:
            return _ofx(data, money)
        if start.startswith(b"<"):
            return _camt(read_xml(data), money)
        return _table(data, money)
    except ValueError as error:
        raise Refused([finding("bank_file", name, what=str(error))]) from error


# CAMT.053 ------------------------------------------------------------------------------------------------------------


def _camt(root: Node, money: _Money) -> BankStatement:
    statements = list(root.all("BkToCstmrStmt", "Stmt"))
    if root.name != "Document" or not statements:
        raise _Unreadable("it is XML, and no CAMT.053")
    accounts = {_account(statement) for statement in statements}
    if len(accounts) > 1:
        raise _Unreadable(f"it is of several accounts: {', '.join(sorted(accounts))}")
    lines, closing, begins = [], [], []
    for statement in statements:
        for balance in statement.all("Bal"):
            if balance.value("Tp", "CdOrPrtry", "Cd") == "CLBD":
                closing.append((_day(balance.first("Dt")), _amount(balance, money)))
        began = statement.value("FrToDt", "FrDtTm") or statement.value("FrToDt", "FrDt")
        begins += [_date(began[:10])] if began else []
        lines += [_camt_line(entry, money) for entry in statement.all("Ntry") if _is_booked(entry)]
    if not closing:
        raise _Unreadable("it names no closing balance (CLBD)")
    last, balance_minor = max(closing)
    if any(day == last and other != balance_minor for day, other in closing):
        raise _Unreadable(f"it names two closing balances of {last}")
    first = min([line.on for line in lines] + begins + [last])
    return BankStatement("CAMT.053", accounts.pop(), first, last, balance_minor, tuple(lines))


def _account(statement: Node) -> str:
    return statement.value("Acct", "Id", "IBAN") or statement.value("Acct", "Id", "Othr", "Id")


def _is_booked(entry: Node) -> bool:
    """Whether it happened: the older version has the word itself, the newer one a code."""
    return (entry.value("Sts", "Cd") or entry.value("Sts")) == "BOOK"


def _camt_line(entry: Node, money: _Money) -> BankLine:
    words = [node.text.strip() for node in entry.all("NtryDtls", "TxDtls", "RmtInf", "Ustrd")]
    text = " ".join(words) or entry.value("AddtlNtryInf")
    return BankLine(_day(entry.first("BookgDt") or entry.first("ValDt")), _amount(entry, money), text)


def _amount(node: Node, money: _Money) -> int:
    amount = node.first("Amt")
    side = node.value("CdtDbtInd")
    if amount is None or side not in ("CRDT", "DBIT"):
        raise _Unreadable("an amount, or whether it came or left, is missing")
    money.expect(amount.attributes.get("Ccy", ""))
    minor = money.minor(amount.text)
    if amount.text.strip().startswith(("+", "-")):
        raise _Unreadable(f"{amount.text.strip()!r} has a sign beside the word that says whether it came or left")
    return -minor if side == "DBIT" else minor


def _day(node: Node | None) -> Date:
    found = (node.value("Dt") or node.value("DtTm")) if node is not None else ""
    return _date(found[:10])


def _date(text: str) -> Date:
    try:
        days_of(text)
    except ValueError as error:
        raise _Unreadable(f"{text!r} is no date; it is written 2026-11-30") from error
    return text


# OFX -----------------------------------------------------------------------------------------------------------------


def _ofx(data: bytes, money: _Money) -> BankStatement:
    try:
        from ofxtools.Parser import OFXTree
    except ImportError as error:
        raise GovtoolError(
            "reading OFX needs the library ofxtools", "pip install 'govtool-coop[ofx]', or export CAMT.053 or CSV"
        ) from error
    tree = OFXTree()
    try:
        root = tree.parse(io.BytesIO(data))
    except (SyntaxError, ValueError, AssertionError, LookupError) as error:
        # what the library says may hold the whole file
        raise _Unreadable(f"it is no OFX: {str(error).partition(chr(10))[0][:100]}") from error
    statements = list(root.iter("STMTRS"))
    if len(statements) != 1:
        raise _Unreadable(f"it holds {len(statements)} statements of bank accounts, and one is compared at a time")
    (statement,) = statements

    def value(way: str) -> str:
        return (statement.findtext(way) or "").strip()

    money.expect(value("CURDEF"))
    lines = tuple(
        BankLine(
            _ofx_date(each.findtext("DTPOSTED") or ""),
            money.minor(_pointed(each.findtext("TRNAMT") or "")),
            " ".join(filter(None, ((each.findtext("NAME") or "").strip(), (each.findtext("MEMO") or "").strip()))),
        )
        for each in statement.iter("STMTTRN")
    )
    last = _ofx_date(value("LEDGERBAL/DTASOF"))
    began = value("BANKTRANLIST/DTSTART")
    first = min([line.on for line in lines] + [last] + ([_ofx_date(began)] if began else []))
    balance = money.minor(_pointed(value("LEDGERBAL/BALAMT")))
    return BankStatement("OFX", value("BANKACCTFROM/ACCTID"), first, last, balance, lines)


def _ofx_date(text: str) -> Date:
    return _date(f"{text[:4]}-{text[4:6]}-{text[6:8]}")


def _pointed(text: str) -> str:
    """OFX allows a comma before the decimals."""
    return text.replace(",", ".") if "." not in text else text


# A table -------------------------------------------------------------------------------------------------------------

_STATE_IT = "leave that column out and state the last one"
_OLD_ENDS = (
    "its lines end as on an old Mac, with a carriage return alone; open it in a spreadsheet and save it as CSV again, "
    "with the line ends of Windows or Unix"
)


def _table(data: bytes, money: _Money) -> BankStatement:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unreadable("it is no text in UTF-8") from error
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    rows = list(_rows(text, separator))
    if not rows:
        raise _Unreadable("it holds no line")
    lines, balances = [], []
    for row in rows:
        if row.get("currency"):
            money.expect(row["currency"])
        lines.append(BankLine(_date(row["date"]), money.minor(row["amount"]), row.get("text", "")))
        balances.append(money.minor(row["balance"]) if row.get("balance") else None)
    days = [line.on for line in lines]
    return BankStatement("CSV", "", min(days), max(days), _closing(lines, balances), tuple(lines))


def _closing(lines: list[BankLine], balances: list[int | None]) -> int | None:
    """The balance after the last line; None where no line has one. Raises where they do not follow from the amounts, or
    where it depends on the order of one day's lines which of them is the last.
    """
    rows = list(zip(lines, balances, strict=True))
    first, last = lines[0].on, lines[-1].on
    # many banks print the newest on top
    orders = (rows, rows[::-1]) if first <= last else (rows[::-1], rows)
    found = [balance for ordered in orders for balance in _reached(ordered)]
    if not found:
        raise _Unreadable(f"its balances do not follow from its amounts; {_STATE_IT}")
    if first == last and len(set(found)) > 1:
        raise _Unreadable(f"its balances follow from its amounts downwards and upwards; {_STATE_IT}")
    return found[0]


def _reached(rows: list[tuple[BankLine, int | None]]) -> list[int | None]:
    """The balance after the last of these rows, day by day; nothing where they contradict each other."""
    balance: int | None = None
    for line, told in sorted(rows, key=lambda row: row[0].on):
        reached = balance + line.amount_minor if balance is not None else None
        if told is not None and reached is not None and told != reached:
            return []
        balance = told if told is not None else reached
    return [balance]


def _rows(text: str, separator: str) -> Iterator[dict[str, str]]:
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        names = [re.sub(r"\s+", " ", name.strip().lower()) for name in next(reader, [])]
        if not {"date", "amount"} <= set(names) or len(set(names)) < len(names):
            raise _Unreadable("its first line must name the columns date and amount, and each column once")
        for number, row in enumerate(reader, start=2):
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(names):
                raise _Unreadable(f"line {number} has {len(row)} cells, and the head {len(names)}")
            yield {name: cell.strip() for name, cell in zip(names, row, strict=True)}
    except csv.Error as error:
        # what the library says of it is advice to programmers
        if "new-line" in str(error):
            raise _Unreadable(_OLD_ENDS) from error
        raise _Unreadable(f"it is no table: {error}") from error
