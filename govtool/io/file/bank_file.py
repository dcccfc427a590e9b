"""The reader of banks' statements: CAMT.053 (ISO 20022), OFX, and a plain table (CSV).

CAMT.053 is read here: the known libraries turn amounts into inexact numbers or have no maintainer, and only ten of its
elements are needed. OFX is read with ofxtools, which is imported only then. A table has a head with the columns `date`
and `amount`, and if the bank gives them `text`, `currency` and `balance`.

Promises: amounts are exact. A file with another currency than the one asked for, or with parts of two accounts, is
refused. If a file names balances, its lines lead from one to the other, or it is refused with both figures. A line is
left out only if the bank says that it is pending. Each fault is a finding with the file's name.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from govtool.core.finding import finding
from govtool.core.money import MoneyError, format_minor, minor_of
from govtool.core.times import Date, days_of
from govtool.errors import GovtoolError, Refused
from govtool.io.file.xmlfile import Node, read_xml

MAX_BYTES = 16 * 1024 * 1024
_PENDING = {"PDNG", "INFO", "FUTR", "PENDING"}
_SIGNED = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]+)(?:\.(?P<decimals>[0-9]*))?")


@dataclass(frozen=True)
class BankLine:
    """An amount that moved on a day, in minor units; below 0 it left. `text` is the bank's description of it."""

    on: Date
    amount_minor: int
    text: str


@dataclass(frozen=True)
class BankStatement:
    """A bank's statement. `first` is the first day that it is about; the balance is that at the end of `last`, and None
    if the file does not say it.

    `adds_up` says that the file names two balances, and that its lines lead from one to the other. Without them nobody
    can see whether a line is missing.
    """

    format: str
    account: str
    first: Date
    last: Date
    balance_minor: int | None
    lines: tuple[BankLine, ...]
    adds_up: bool = field(default=False, compare=False)


class _Unreadable(ValueError):
    """The fault of the file, in words."""


@dataclass(frozen=True)
class _Money:
    """The currency that everything must be in, and how many decimals it has."""

    currency: str
    exponent: int

    def expect(self, currency: str) -> None:
        """Raises Refused for another currency."""
        if currency != self.currency:
            raise Refused([finding("currency", currency=currency or "no currency", expected=self.currency)])

    def shown(self, minor: int) -> str:
        """An amount as people read it."""
        return f"{format_minor(minor, self.exponent)} {self.currency}"

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
    """The statement in a file, whose content shows its format. Raises Refused."""
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


@dataclass(frozen=True)
class _Part:
    """A statement, or a page of one: its opening and closing balances by day, and its lines."""

    opening: list[tuple[Date, int]]
    closing: list[tuple[Date, int]]
    lines: list[BankLine]


def _add_up(parts: list[_Part], money: _Money) -> bool:
    """Whether all lines lead from an opening balance to a closing one. Raises if they lead to another.

    Each statement that has both is added up by itself; pages that have one of the two are added up together.
    """
    whole = [part for part in parts if len(part.opening) == len(part.closing) == 1]
    pages = [part for part in parts if part not in whole]
    joined = _Part(
        [each for part in pages for each in part.opening],
        [each for part in pages for each in part.closing],
        [line for part in pages for line in part.lines],
    )
    adds_up = bool(parts)
    for part in (*whole, *([joined] if pages else [])):
        if not len(part.opening) == len(part.closing) == 1:
            adds_up = False
            continue
        opening, closing = part.opening[0][1], part.closing[0][1]
        reached = opening + sum(line.amount_minor for line in part.lines)
        if reached != closing:
            raise _Unreadable(
                f"its lines do not add up: from {money.shown(opening)} they lead to {money.shown(reached)}, and it "
                f"closes with {money.shown(closing)}; export the whole time once more"
            )
    return adds_up


# CAMT.053 ------------------------------------------------------------------------------------------------------------


def _camt(root: Node, money: _Money) -> BankStatement:
    statements = list(root.all("BkToCstmrStmt", "Stmt"))
    if root.name != "Document" or not statements:
        raise _Unreadable("it is XML, and no CAMT.053")
    accounts = {_account(statement) for statement in statements}
    if len(accounts) > 1:
        raise _Unreadable(f"it covers several accounts: {', '.join(sorted(accounts))}")
    lines: list[BankLine] = []
    days: list[Date] = []
    parts = []
    for statement in statements:
        moved = [_camt_line(entry, money) for entry in statement.all("Ntry") if not _is_pending(entry)]
        opening = _camt_balances(statement, money, "OPBD") or _camt_balances(statement, money, "PRCD")
        parts.append(_Part(opening, _camt_balances(statement, money, "CLBD"), moved))
        days += _camt_days(statement)
        lines += moved
    adds_up = _add_up(parts, money)
    closing = [balance for part in parts for balance in part.closing]
    days += [line.on for line in lines] + [day for day, _ in closing]
    days = days or [day for part in parts for day, _ in part.opening]
    if not days:
        raise _Unreadable("it names no line, no balance and no day")
    last, balance_minor = max(closing) if closing else (max(days), None)
    if any(day == last and other != balance_minor for day, other in closing):
        raise _Unreadable(f"it names two closing balances of {last}")
    return BankStatement("CAMT.053", accounts.pop(), min(days), last, balance_minor, tuple(lines), adds_up)


def _camt_balances(statement: Node, money: _Money, code: str) -> list[tuple[Date, int]]:
    """The balances of a kind: day and amount."""
    found = [each for each in statement.all("Bal") if each.value("Tp", "CdOrPrtry", "Cd") == code]
    return [(_day(each.first("Dt")), _amount(each, money)) for each in found]


def _camt_days(statement: Node) -> list[Date]:
    """The first and the last day of a statement, as far as it says them."""
    told = (statement.value("FrToDt", f"{end}DtTm") or statement.value("FrToDt", f"{end}Dt") for end in ("Fr", "To"))
    return [_date(each[:10]) for each in told if each]


def _account(statement: Node) -> str:
    return statement.value("Acct", "Id", "IBAN") or statement.value("Acct", "Id", "Othr", "Id")


def _is_pending(entry: Node) -> bool:
    """Whether the bank says that it has not happened yet. Any other word, or none, is taken for booked: a line that is
    left out in silence is worse than one too many, which the sums show.

    The older version has the word itself, the newer one a code, some banks a word of their own.
    """
    word = entry.value("Sts", "Cd") or entry.value("Sts", "Prtry") or entry.value("Sts")
    return word.upper() in _PENDING


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
        raise _Unreadable(f"it holds {len(statements)} statements of bank accounts; govtool compares one at a time")
    (statement,) = statements

    def value(way: str) -> str:
        return (statement.findtext(way) or "").strip()

    money.expect(value("CURDEF"))
    lines = []
    for each in statement.iter("STMTTRN"):
        # an amount that the bank has converted (ORIGCURRENCY) is in the account's currency; one that it has not is not
        money.expect((each.findtext("CURRENCY/CURSYM") or money.currency).strip())
        texts = ((each.findtext(name) or "").strip() for name in ("NAME", "MEMO"))
        amount = money.minor(_pointed(each.findtext("TRNAMT") or ""))
        lines.append(BankLine(_ofx_date(each.findtext("DTPOSTED") or ""), amount, " ".join(filter(None, texts))))
    days = [line.on for line in lines]
    days += [_ofx_date(told) for name in ("DTSTART", "DTEND") if _is_told(told := value(f"BANKTRANLIST/{name}"))]
    opening = [
        (_ofx_date(each.findtext("DTASOF") or ""), money.minor(_pointed(each.findtext("VALUE") or "")))
        for each in statement.iter("BAL")
        if _OPENING.search(each.findtext("NAME") or "") and _is_told(each.findtext("DTASOF") or "")
    ]
    as_of, amount_text = value("LEDGERBAL/DTASOF"), value("LEDGERBAL/BALAMT")
    # a balance of no day is none: it is asked for
    closing = [(_ofx_date(as_of), money.minor(_pointed(amount_text)))] if amount_text and _is_told(as_of) else []
    adds_up = _add_up([_Part(opening, closing, lines)], money)
    days += [day for day, _ in closing]
    if not days:
        raise _Unreadable("it names no line, no balance and no day")
    last, balance = closing[0] if closing else (max(days), None)
    return BankStatement("OFX", value("BANKACCTFROM/ACCTID"), min(days), last, balance, tuple(lines), adds_up)


def _is_told(text: str) -> bool:
    """Whether a date is one: some banks write zeros for none."""
    return bool(text.strip("0 "))


def _ofx_date(text: str) -> Date:
    return _date(f"{text[:4]}-{text[4:6]}-{text[6:8]}")


_OPENING = re.compile(r"open|begin|previous", re.IGNORECASE)
"""How banks name the balance before the first line, in the list of further balances."""


def _pointed(text: str) -> str:
    """OFX allows a comma before the decimals."""
    return text.replace(",", ".") if "." not in text else text


# A table -------------------------------------------------------------------------------------------------------------

_STATE_IT = "leave that column out and state the last one"
_OLD_ENDS = (
    "its lines end with a carriage return alone, as on an old Mac; "
    "open it in a spreadsheet and save it as CSV, with line ends of Windows or Unix"
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
    adds_up = sum(balance is not None for balance in balances) > 1
    return BankStatement("CSV", "", min(days), max(days), _closing(lines, balances), tuple(lines), adds_up)


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
