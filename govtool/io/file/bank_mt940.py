"""The reader of MT940. The library mt940 is imported only if such a file is read.

Promises: a file may hold several statements of one account; each is added up by its own balances. A line of which the
library says nothing shows in the sums.
"""

from __future__ import annotations

import io
import logging
import re
from decimal import Decimal
from typing import Any

from govtool.errors import GovtoolError
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

_BEGIN = re.compile(r"^:20:", re.MULTILINE)
_TEXTS = ("posting_text", "purpose", "additional_purpose", "applicant_name", "recipient_name", "transaction_details")
_LEFT = ("D", "RC")
_MOST = 1 << 20
"""How large a text may be: the time of the library grows with the square of some fields."""
_SIDES = ("C", "RD", *_LEFT)


def is_mt940(text: str) -> bool:
    """Whether the first fields of a statement stand in the beginning of a file."""
    return all(re.search(rf"^:{field}:", text, re.MULTILINE) for field in ("20", "25"))


def read_mt940(text: str, money: Money) -> BankStatement:
    """The statement in an MT940 file. Raises Unreadable."""
    try:
        import mt940
    except ImportError as error:
        raise GovtoolError(
            "reading MT940 needs the library mt-940", "pip install 'govtool-coop[mt940]', or export CAMT.053 or CSV"
        ) from error
    # it writes what it cannot read, which may be private, to the terminal
    logging.getLogger("mt940").addHandler(logging.NullHandler())
    if len(text) > _MOST:
        raise Unreadable(f"it is MT940 of {len(text)} letters, and at most {_MOST} are read", "export a shorter time")
    begins = [found.start() for found in _BEGIN.finditer(text)]
    parts: list[Part] = []
    accounts = set()
    for begin, end in zip(begins, [*begins[1:], len(text)], strict=True):
        if text[begin:end].count(":86:") > text[begin:end].count(":61:") + 1:
            raise Unreadable("it has more texts (:86:) than lines (:61:)")
        try:
            # a text alone could name a file
            found = mt940.parse(io.StringIO(text[begin:end]))
        except (ValueError, ArithmeticError, RuntimeError, LookupError, TypeError, AttributeError) as error:
            raise Unreadable(f"it is no MT940: {str(error).partition(chr(10))[0][:100]}") from error
        accounts.add(str(found.data.get("account_identification") or ""))
        lines = [_line(each.data, money) for each in found]
        told = text[begin:end].count("\n:61:")
        if told != len(lines):
            raise Unreadable(f"it has {told} lines, and {len(lines)} of them can be read")
        kinds = (
            ("final_opening_balance", "intermediate_opening_balance"),
            ("final_closing_balance", "intermediate_closing_balance"),
        )
        opening, closing = ([_balance(found.data[k], money) for k in names if found.data.get(k)] for names in kinds)
        parts.append(Part(opening[:1], closing[:1], lines, str(found.data.get("statement_number") or "")))
    if len(accounts) > 1:
        raise Unreadable(f"it covers several accounts: {', '.join(sorted(accounts))}", ONE_ACCOUNT)
    adds_up = add_up(parts, money)
    days = [line.on for part in parts for line in part.lines]
    days += [day for part in parts for day, _ in (*part.opening, *part.closing)]
    if not days:
        raise Unreadable("it names no line, no balance and no day")
    last, balance = closing_of(parts) or (max(days), None)
    lines = [line for part in parts for line in part.lines]
    return BankStatement("MT940", accounts.pop(), min(days), last, balance, tuple(lines), adds_up)


def _line(data: dict[str, Any], money: Money) -> BankLine:
    side = data.get("status")
    if side not in _SIDES:
        raise Unreadable("whether an amount came or left is missing")
    texts = (str(data[name]).replace("\n", " ").strip() for name in _TEXTS if data.get(name))
    minor = _minor(data.get("amount"), money)
    return BankLine(
        _day(data.get("entry_date") or data.get("date")), -minor if side in _LEFT else minor, " ".join(texts)
    )


def _balance(found: Any, money: Money) -> tuple[str, int]:
    minor = _minor(found.amount, money)
    return _day(found.date), -minor if found.status == "D" else minor


def _minor(amount: Any, money: Money) -> int:
    """An amount without its sign, which the word beside it says."""
    if amount is None or not isinstance(amount.amount, Decimal):
        raise Unreadable("an amount is missing")
    money.expect(str(amount.currency or money.currency))
    return money.minor(format(abs(amount.amount), "f"))


def _day(found: Any) -> str:
    return date_in(str(found))
