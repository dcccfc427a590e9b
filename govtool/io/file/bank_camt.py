"""The reader of CAMT.053 (ISO 20022), and of CAMT.052, which has the same lines.

It is written here: the known libraries turn amounts into inexact numbers or have no maintainer, and only ten elements
are needed. A header of a business application around the document is left aside.
"""

from __future__ import annotations

from govtool.core.times import Date
from govtool.io.file.bank_part import (
    ONE_ACCOUNT,
    BankLine,
    BankStatement,
    Money,
    Part,
    Unreadable,
    add_up,
    closing_of,
    date_in,
)
from govtool.io.file.xmlfile import Node

_PENDING = {"PDNG", "INFO", "FUTR", "PENDING"}
_KINDS = {"CAMT.053": ("BkToCstmrStmt", "Stmt"), "CAMT.052": ("BkToCstmrAcctRpt", "Rpt")}
_ENVELOPES = 3
_CAMT_053 = "export CAMT.053 from the bank"


def read_camt(root: Node, money: Money) -> BankStatement:
    """The statement in an XML document. Raises Unreadable."""
    document = _document(root)
    kind = next((name for name, way in _KINDS.items() if document.first(*way)), None)
    if kind is None:
        raise _other(document)
    statements = list(document.all(*_KINDS[kind]))
    accounts = {_account(statement) for statement in statements}
    if len(accounts) > 1:
        raise Unreadable(f"it covers several accounts: {', '.join(sorted(accounts))}", ONE_ACCOUNT)
    lines: list[BankLine] = []
    days: list[Date] = []
    parts = []
    for statement in statements:
        moved = [_camt_line(entry, money) for entry in statement.all("Ntry") if not _is_pending(entry)]
        opening = _camt_balances(statement, money, "OPBD") or _camt_balances(statement, money, "PRCD")
        parts.append(Part(opening, _camt_balances(statement, money, "CLBD"), moved, statement.value("Id")))
        days += _camt_days(statement)
        lines += moved
    adds_up = add_up(parts, money)
    days += [line.on for line in lines] + [day for part in parts for day, _ in part.closing]
    days = days or [day for part in parts for day, _ in part.opening]
    if not days:
        raise Unreadable("it names no line, no balance and no day")
    last, balance_minor = closing_of(parts) or (max(days), None)
    return BankStatement(kind, accounts.pop(), min(days), last, balance_minor, tuple(lines), adds_up)


def _document(root: Node) -> Node:
    """The element Document, which some banks put into an envelope beside a header."""
    around = [root]
    for _ in range(_ENVELOPES):
        found = [node for node in around if node.name == "Document"]
        if len(found) > 1:
            raise Unreadable(f"it holds {len(found)} documents", "give them one at a time")
        if found:
            return found[0]
        around = [child for node in around for child in node.children]
    return root


def _other(document: Node) -> Unreadable:
    """Names an XML document that is no statement, and says what to do."""
    if document.first("BkToCstmrDbtCdtNtfctn"):
        return Unreadable("it is CAMT.054, which lists single payments and not all lines", _CAMT_053)
    if document.first("CstmrCdtTrfInitn"):
        return Unreadable("it is pain.001, a list of transfers for the bank, and no statement of the bank", _CAMT_053)
    return Unreadable("it is XML, and no CAMT.053")


def _camt_balances(statement: Node, money: Money, code: str) -> list[tuple[Date, int]]:
    """The balances of a kind: day and amount."""
    found = [each for each in statement.all("Bal") if each.value("Tp", "CdOrPrtry", "Cd") == code]
    return [(_day(each.first("Dt")), _amount(each, money)) for each in found]


def _camt_days(statement: Node) -> list[Date]:
    """The first and the last day of a statement, as far as it says them."""
    told = (statement.value("FrToDt", f"{end}DtTm") or statement.value("FrToDt", f"{end}Dt") for end in ("Fr", "To"))
    return [date_in(each[:10]) for each in told if each]


def _account(statement: Node) -> str:
    return statement.value("Acct", "Id", "IBAN") or statement.value("Acct", "Id", "Othr", "Id")


def _is_pending(entry: Node) -> bool:
    """Whether the bank says that it has not happened yet. Any other word, or none, is taken for booked: a line that is
    left out in silence is worse than one too many, which the sums show.

    The older version has the word itself, the newer one a code, some banks a word of their own.
    """
    word = entry.value("Sts", "Cd") or entry.value("Sts", "Prtry") or entry.value("Sts")
    return word.upper() in _PENDING


def _camt_line(entry: Node, money: Money) -> BankLine:
    words = [node.text.strip() for node in entry.all("NtryDtls", "TxDtls", "RmtInf", "Ustrd")]
    text = " ".join(words) or entry.value("AddtlNtryInf")
    return BankLine(_day(entry.first("BookgDt") or entry.first("ValDt")), _amount(entry, money), text)


def _amount(node: Node, money: Money) -> int:
    amount = node.first("Amt")
    side = node.value("CdtDbtInd")
    if amount is None or side not in ("CRDT", "DBIT"):
        raise Unreadable("an amount, or whether it came or left, is missing")
    money.expect(amount.attributes.get("Ccy", ""))
    minor = money.minor(amount.text, groups=False)
    if amount.text.strip().startswith(("+", "-")):
        raise Unreadable(f"{amount.text.strip()!r} has a sign beside the word that says whether it came or left")
    return -minor if side == "DBIT" else minor


def _day(node: Node | None) -> Date:
    found = (node.value("Dt") or node.value("DtTm")) if node is not None else ""
    return date_in(found[:10])
