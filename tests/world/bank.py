"""Banks' files for tests, as banks write them: CAMT.053 in its older and newer version, OFX, and a table."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal, InvalidOperation

Row = tuple[str, str, str]
"""A date, a signed amount as people write it, and what the bank says of it."""


def camt(
    rows: Iterable[Row],
    balance: str,
    on: str,
    *,
    currency: str = "USD",
    version: str = "02",
    first: str = "",
    opening: str = "",
) -> str:
    """A CAMT.053 file. In version 08 the word that a line is booked stands one level deeper.

    It opens with what the lines leave of the closing balance, unless another opening balance is given.
    """
    rows = list(rows)
    with suppress(InvalidOperation):
        opening = opening or str(Decimal(balance) - sum(Decimal(amount) for _, amount, _ in rows))
    booked = "<Sts><Cd>BOOK</Cd></Sts>" if version == "08" else "<Sts>BOOK</Sts>"
    entries = "".join(
        f"<Ntry>{_amount(amount, currency)}{booked}<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        f"<NtryDtls><TxDtls><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for day, amount, text in rows
    )
    period = f"<FrToDt><FrDtTm>{first}T00:00:00</FrDtTm><ToDtTm>{on}T23:59:59</ToDtTm></FrToDt>" if first else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>1</Id>{period}"
        f"<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>{currency}</Ccy></Acct>"
        "<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp>"
        f"{_amount(opening or '0.00', currency)}<Dt><Dt>{on}</Dt></Dt></Bal>"
        f"<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>{_amount(balance, currency)}<Dt><Dt>{on}</Dt></Dt></Bal>"
        f"{entries}</Stmt></BkToCstmrStmt></Document>\n"
    )


def _amount(amount: str, currency: str) -> str:
    side = "DBIT" if amount.startswith("-") else "CRDT"
    return f'<Amt Ccy="{currency}">{amount.removeprefix("-")}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


def ofx(rows: Iterable[Row], balance: str, on: str, *, currency: str = "USD", opening: str = "") -> str:
    """An OFX file of the older kind (SGML), which many banks still give out; few of them name an opening balance."""
    before = (
        f"<BALLIST><BAL><NAME>Opening balance<DESC>x<BALTYPE>DOLLAR<VALUE>{opening}<DTASOF>20261101</BAL></BALLIST>"
        if opening
        else ""
    )
    day = on.replace("-", "")
    lines = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{when.replace('-', '')}120000<TRNAMT>{amount}"
        f"<FITID>{number}<NAME>{text}</STMTTRN>\n"
        for number, (when, amount, text) in enumerate(rows)
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE\n"
        "OLDFILEUID:NONE\nNEWFILEUID:NONE\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1"
        f"<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>{currency}<BANKACCTFROM><BANKID>1<ACCTID>2"
        f"<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20261101<DTEND>{day}\n{lines}</BANKTRANLIST>"
        f"<LEDGERBAL><BALAMT>{balance}<DTASOF>{day}</LEDGERBAL>{before}</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )


def table(rows: Iterable[Row], *, balances: Iterable[str] = (), separator: str = ",") -> str:
    """A table with a head, and the balance after each line where it is given."""
    balances = list(balances)
    head = ["Date", "Amount", "Text", *(["Balance"] if balances else [])]
    lines = [head]
    for number, (day, amount, text) in enumerate(rows):
        lines.append([day, amount, text, *([balances[number]] if balances else [])])
    return "".join(separator.join(line) + "\n" for line in lines)


def mt940(rows: Iterable[Row], balance: str, on: str, *, opening: str, currency: str = "USD") -> str:
    """A statement in MT940."""
    lines = "".join(
        f":61:{_short(day)}{_side(amount)}NTRFNONREF\n:86:166?00TRANSFER?20{text}\n" for day, amount, text in rows
    )
    return (
        f":20:START\n:25:DE89370400440532013000\n:28C:00001/001\n:60F:{_mt940_balance(opening, on, currency)}\n"
        f"{lines}:62F:{_mt940_balance(balance, on, currency)}\n-\n"
    )


def _short(day: str) -> str:
    return day[2:].replace("-", "")


def _side(amount: str) -> str:
    return ("D" if amount.startswith("-") else "C") + amount.removeprefix("-").replace(".", ",")


def _mt940_balance(amount: str, on: str, currency: str) -> str:
    side = _side(amount)
    return f"{side[0]}{_short(on)}{currency}{side[1:]}"
