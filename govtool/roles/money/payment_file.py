"""The transfers of a payout, for the bank: as a table, or as a SEPA credit transfer (ISO 20022, pain.001.001.09).

The table has all payees. SEPA pays those who have an IBAN; the others are named.

Promises:
- every payee is in it or named as left out, so that one wrong account keeps nobody else's money back
- the same lines give the same identification each time, so that a bank sees when a file is sent twice
- it writes nothing that a bank's schema refuses

The file is made here and not by a library, because the known libraries make up a new identification each time.
Transfers nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields, replace
from xml.etree import ElementTree

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, digest_of
from govtool.core.money import format_minor
from govtool.core.times import Date, Instant
from govtool.domain.constitution.organization import Organization
from govtool.domain.money.settlement import Settlement
from govtool.errors import Refused, UsageError
from govtool.roles.money.bank_account import AccountFile, BankAccount, Way, way_of, way_problems
from govtool.roles.money.sepa_text import sepa_text
from govtool.roles.money.spreadsheet import as_csv

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
MOST_OF_A_NAME, MOST_OF_A_TEXT = 70, 140
MOST_OF_A_TRANSFER = 99_999_999_999
"""The largest amount of one SEPA transfer, in cents."""
MOST_OF_AN_IDENTIFICATION = 35


@dataclass(frozen=True)
class Transfer:
    """One transfer. `line` is its place in the payout, by which the bank's paper names it."""

    creditor: MemberId
    name: str
    way: Way
    amount_minor: int
    line: int


@dataclass(frozen=True)
class Order:
    """The transfers of a payout that are still to be made, all from one account of one organisation.

    `left_out` names each other payee, with the reason.
    """

    organization: Organization
    genesis: Digest
    payout: int
    transfers: tuple[Transfer, ...]
    left_out: tuple[Finding, ...] = ()

    @property
    def total_minor(self) -> int:
        """Their sum."""
        return sum(each.amount_minor for each in self.transfers)

    def text_of(self, each: Transfer) -> str:
        """The text that the payee reads."""
        return f"Wages owed, payout {self.payout}, {each.creditor}"


def order_of(
    organization: Organization,
    genesis: Digest,
    settlement: Settlement,
    names: dict[MemberId, str],
    accounts: AccountFile,
    kept: dict[MemberId, int],
    only: frozenset[MemberId] = frozenset(),
) -> Order:
    """The transfers of a payout that nobody has stated as made. `kept` is withheld of lines, in minor units; `only` are
    the payees that are wanted, all if it is empty. A payee without a usable account is left out, with the reason.

    Raises Refused with every reason if none can be paid, UsageError if nothing is left to transfer.
    """
    waiting = [
        (number, line)
        for number, line in enumerate(settlement.lines, start=1)
        if line.settled is None and line.reversed is None and line.amount_minor > kept.get(line.creditor, 0)
    ]
    strangers = only - {line.creditor for _, line in waiting}
    if strangers:
        who = ", ".join(sorted(strangers))
        raise UsageError(f"payout {settlement.payout} has nothing to transfer to {who}", "see: govtool treasury")
    waiting = [(number, line) for number, line in waiting if not only or line.creditor in only]
    if not waiting:
        raise UsageError(f"nothing of payout {settlement.payout} is left to transfer", "see: govtool treasury")
    transfers: list[Transfer] = []
    left_out: list[Finding] = []
    for number, line in waiting:
        account = accounts.accounts.get(line.creditor)
        if account is None:
            what, then = "the file has no account for them", "write it into the file of accounts"
            left_out.append(finding("iban", who=line.creditor, what=what, then=then))
            continue
        wrong = list(way_problems(line.creditor, account))
        left_out += wrong
        if not wrong:
            amount = line.amount_minor - kept.get(line.creditor, 0)
            name = account.name or names.get(line.creditor, line.creditor)
            transfers.append(Transfer(line.creditor, name, way_of(account), amount, number))
    if not transfers:
        raise Refused(left_out)
    return Order(organization, genesis, settlement.payout, tuple(transfers), tuple(left_out))


# A table -------------------------------------------------------------------------------------------------------------

_WAYS = tuple(each.name for each in fields(Way))
_HEAD = ("payout", "line", "creditor", "name", *_WAYS, "amount", "currency", "text")


def as_table(order: Order) -> str:
    """The transfers as a table."""
    return as_csv(_HEAD, _rows(order))


def _rows(order: Order) -> Iterator[tuple[object, ...]]:
    for each in order.transfers:
        payee = (each.creditor, each.name, *astuple(each.way))
        amount = format_minor(each.amount_minor, order.organization.exponent)
        yield order.payout, each.line, *payee, amount, order.organization.currency, order.text_of(each)


# pain.001 ------------------------------------------------------------------------------------------------------------


def for_sepa(order: Order) -> Order:
    """The order with what SEPA can transfer: whoever it cannot pay is left out, with the reason and the way out.

    Raises Refused with every reason if none can be paid.
    """
    transfers: list[Transfer] = []
    left_out = list(order.left_out)
    for each in order.transfers:
        if not each.way.iban:
            what = f"SEPA transfers only to an IBAN, and this is {each.way.words}"
            then = f"make a table for the bank's page or the cash box: --as csv --only {each.creditor}"
        elif each.amount_minor > MOST_OF_A_TRANSFER:
            what = "SEPA transfers at most 999,999,999.99 at once"
            then = f"make a table, and transfer it in parts: --as csv --only {each.creditor}"
        else:
            try:
                transfers.append(replace(each, name=_latin(each.name)))
                continue
            except ValueError as error:
                what, then = str(error), f"write it there as their bank does: {each.creditor}: {{name: ...}}"
        left_out.append(finding("iban", who=each.creditor, what=what, then=then))
    if not transfers:
        raise Refused(left_out)
    return replace(order, transfers=tuple(transfers), left_out=tuple(left_out))


def as_pain001(order: Order, debtor: BankAccount | None, at: Instant, execute_on: Date) -> str:
    """The transfers of an order for SEPA as a credit transfer, to be executed on a day.

    Raises UsageError where the organisation's money is not the euro or no account is named that pays, and Refused for
    a name of the organisation that banks cannot write.
    """
    currency = order.organization.currency
    if currency != "EUR":
        raise UsageError(f"SEPA transfers euros, and all amounts here are in {currency}", "make a table: --as csv")
    if debtor is None:
        raise UsageError("the file of accounts does not say from which account is paid", "add it: debtor: {iban: ...}")
    payer, paying = _payer(order, debtor)
    count, total = str(len(order.transfers)), format_minor(order.total_minor, 2)
    root = ElementTree.Element("Document", {"xmlns": NAMESPACE})
    body = _put(root, "CstmrCdtTrfInitn")
    head = _put(body, "GrpHdr")
    _put(head, "MsgId", _identification(order, execute_on))
    _put(head, "CreDtTm", at)
    _put(head, "NbOfTxs", count)
    _put(head, "CtrlSum", total)
    _put(_put(head, "InitgPty"), "Nm", payer)
    part = _put(body, "PmtInf")
    _put(part, "PmtInfId", f"PAYOUT-{order.payout}")
    _put(part, "PmtMtd", "TRF")
    _put(part, "BtchBookg", "true")
    _put(part, "NbOfTxs", count)
    _put(part, "CtrlSum", total)
    _put(_put(_put(part, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    _put(_put(part, "ReqdExctnDt"), "Dt", execute_on)
    _put(_put(part, "Dbtr"), "Nm", payer)
    _put(_put(_put(part, "DbtrAcct"), "Id"), "IBAN", paying.iban)
    _bank(part, "DbtrAgt", paying.bic, is_needed=True)
    _put(part, "ChrgBr", "SLEV")
    for each in order.transfers:
        _transfer(part, order, each)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _transfer(part: ElementTree.Element, order: Order, each: Transfer) -> None:
    node = _put(part, "CdtTrfTxInf")
    _put(_put(node, "PmtId"), "EndToEndId", f"PAYOUT-{order.payout}-LINE-{each.line}")
    _put(_put(node, "Amt"), "InstdAmt", format_minor(each.amount_minor, 2)).set("Ccy", "EUR")
    _bank(node, "CdtrAgt", each.way.bic, is_needed=False)
    _put(_put(node, "Cdtr"), "Nm", each.name)
    _put(_put(_put(node, "CdtrAcct"), "Id"), "IBAN", each.way.iban)
    _put(_put(node, "RmtInf"), "Ustrd", order.text_of(each)[:MOST_OF_A_TEXT].strip())


def _put(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    node = ElementTree.SubElement(parent, name)
    node.text = text
    return node


def _bank(parent: ElementTree.Element, name: str, bic: str, *, is_needed: bool) -> None:
    """The bank by its code; inside SEPA the number of the account is enough, but that of the payer has to stand."""
    if bic:
        _put(_put(_put(parent, name), "FinInstnId"), "BICFI", bic)
    elif is_needed:
        _put(_put(_put(_put(parent, name), "FinInstnId"), "Othr"), "Id", "NOTPROVIDED")


def _identification(order: Order, execute_on: Date) -> str:
    """The same for the same transfers, so that the bank refuses them the second time; another one for others."""
    rows = "".join(f"{each.line} {each.way.iban} {each.amount_minor}\n" for each in order.transfers)
    made = digest_of(f"{order.genesis}\n{order.payout}\n{execute_on}\n{rows}".encode())
    return f"P{order.payout}-{made.removeprefix('sha256:')[:26]}"[:MOST_OF_AN_IDENTIFICATION]


def _payer(order: Order, debtor: BankAccount) -> tuple[str, Way]:
    """The name and the account that pay. Raises Refused if SEPA cannot write the name, or the account has no IBAN."""
    way = way_of(debtor)
    if not way.iban:
        then = "name the IBAN that pays in the file of accounts: debtor: {iban: ...}"
        raise Refused([finding("iban", who="the co-operative", what="SEPA transfers only from an IBAN", then=then)])
    try:
        return _latin(debtor.name or order.organization.name), way
    except ValueError as error:
        then = "write it there as your bank does: debtor: {name: ...}"
        raise Refused([finding("iban", who="the co-operative", what=str(error), then=then)]) from None


def _latin(name: str) -> str:
    """A name in the letters of SEPA, cut to what has room there, without space around it. Raises ValueError."""
    return sepa_text(name)[:MOST_OF_A_NAME].strip()
