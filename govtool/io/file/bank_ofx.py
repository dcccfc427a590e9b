"""The reader of OFX. The library ofxtools is imported only if such a file is read."""

from __future__ import annotations

import io
import re

from govtool.core.times import Date
from govtool.errors import GovtoolError
from govtool.io.file.bank_part import ONE_ACCOUNT, BankLine, BankStatement, Money, Part, Unreadable, add_up, date_in


def read_ofx(data: bytes, money: Money) -> BankStatement:
    """The statement in an OFX file. Raises Unreadable."""
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
        raise Unreadable(f"it is no OFX: {str(error).partition(chr(10))[0][:100]}") from error
    statements = list(root.iter("STMTRS"))
    if len(statements) != 1:
        raise Unreadable(
            f"it holds {len(statements)} statements of bank accounts, and one at a time is compared", ONE_ACCOUNT
        )
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
    adds_up = add_up([Part(opening, closing, lines)], money)
    days += [day for day, _ in closing]
    if not days:
        raise Unreadable("it names no line, no balance and no day")
    last, balance = closing[0] if closing else (max(days), None)
    return BankStatement("OFX", value("BANKACCTFROM/ACCTID"), min(days), last, balance, tuple(lines), adds_up)


def _is_told(text: str) -> bool:
    """Whether a date is one: some banks write zeros for none."""
    return bool(text.strip("0 "))


def _ofx_date(text: str) -> Date:
    return date_in(f"{text[:4]}-{text[4:6]}-{text[6:8]}")


_OPENING = re.compile(r"open|begin|previous", re.IGNORECASE)
"""How banks name the balance before the first line, in the list of further balances."""


def _pointed(text: str) -> str:
    """OFX allows a comma before the decimals."""
    return text.replace(",", ".") if "." not in text else text
