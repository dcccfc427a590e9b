"""CAMT: statements are chained by their balances, twins refused, and what is around or beside it is read or named."""

from __future__ import annotations

import pytest

from govtool.core.code import advice_of, sentence_of
from govtool.errors import Refused
from govtool.io.file.bank_file import BankStatement, read_bank_file
from tests.world.bank import Row, camt
from tests.world.people import refusal

DAY = "2026-11-30"
FIRST = [("2026-11-30", "50.00", "in the morning")]
SECOND = [("2026-11-30", "-20.00", "at noon")]
THIRD = [("2026-11-30", "5.00", "at night")]


def read(text: str) -> BankStatement:
    return read_bank_file(text.encode(), "bank", "USD", 2)


def said(text: str) -> str:
    with pytest.raises(Refused) as caught:
        read(text)
    (found,) = caught.value.findings
    assert found.code == "bank_file"
    return f"{sentence_of(found)} → {advice_of(found)}"


def statement(rows: list[Row], opening: str, closing: str, *, name: str = "1", on: str = DAY) -> str:
    one = camt(rows, closing, on, opening=opening)
    return one[one.index("<Stmt>") : one.index("</Stmt>") + 7].replace("<Id>1</Id>", f"<Id>{name}</Id>", 1)


def together(*statements: str) -> str:
    one = camt(FIRST, "0.00", DAY)
    begin, end = one.index("<Stmt>"), one.index("</Stmt>") + 7
    return one[:begin] + "".join(statements) + one[end:]


MORNING = statement(FIRST, "100.00", "150.00")
NOON = statement(SECOND, "150.00", "130.00", name="2")
NIGHT = statement(THIRD, "130.00", "135.00", name="3")


@pytest.mark.parametrize("parts", [(MORNING, NOON, NIGHT), (NIGHT, NOON, MORNING), (NOON, NIGHT, MORNING)])
def test_statements_of_one_day_are_chained_by_their_balances(parts: tuple[str, ...]) -> None:
    found = read(together(*parts))
    assert (found.balance_minor, found.last, len(found.lines), found.adds_up) == (13500, DAY, 3, True)


def test_statements_of_one_day_that_do_not_follow_are_refused() -> None:
    assert "several closing balances of 2026-11-30" in said(together(MORNING, NIGHT))
    back = statement([("2026-11-30", "-50.00", "back")], "150.00", "100.00", name="2")
    assert "several closing balances" in said(together(MORNING, back)), "a circle has no end"


def test_the_same_statement_twice_is_refused() -> None:
    assert "the statement of 2026-11-30 twice" in said(together(MORNING, MORNING))
    assert "twice" in said(together(MORNING, MORNING.replace("<Id>1</Id>", "<Id>7</Id>"))), "exported once more"
    zero = [("2026-11-30", "5.00", "a"), ("2026-11-30", "-5.00", "b")]
    around = statement(zero, "100.00", "100.00")
    assert "twice" in said(together(around, around))
    assert len(read(together(around, around.replace("<Id>1</Id>", "<Id>2</Id>"))).lines) == 4
    empty = statement([], "100.00", "100.00")
    assert read(together(empty, empty)).balance_minor == 10000, "nothing is counted twice"


def test_a_statement_that_is_missing_between_two_others_is_said() -> None:
    january = statement([("2027-01-31", "1.00", "x")], "200.00", "201.00", name="9", on="2027-01-31")
    found = read(together(MORNING, january))
    assert (found.balance_minor, found.adds_up) == (20100, False)


def test_a_header_around_the_document_is_left_aside() -> None:
    document = camt(FIRST, "50.00", DAY).partition("\n")[2]
    header = '<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><BizMsgIdr>1</BizMsgIdr></AppHdr>'
    assert read(f"<BizMsgEnvlp>{header}{document}</BizMsgEnvlp>") == read(document)
    assert read(f"<a><b>{header}{document}</b></a>") == read(document)
    assert "2 documents" in said(f"<BizMsgEnvlp>{document}{document}</BizMsgEnvlp>")


def report(text: str) -> str:
    return text.replace("camt.053", "camt.052").replace("BkToCstmrStmt", "BkToCstmrAcctRpt").replace("Stmt>", "Rpt>")


def test_camt_052_has_the_same_lines_and_rules() -> None:
    found = read(report(camt(FIRST, "50.00", DAY)))
    assert (found.format, found.balance_minor, len(found.lines), found.adds_up) == ("CAMT.052", 5000, 1, True)
    assert "do not add up" in said(report(camt(FIRST, "51.00", DAY, opening="0.00")))
    within = report(camt(FIRST, "50.00", DAY)).replace("CLBD", "ITBD")
    assert read(within).balance_minor is None, "a balance within the day is none of its end"
    assert refusal(lambda: read(report(camt(FIRST, "50.00", DAY, currency="EUR")))) == {"bank_file"}


def test_other_xml_is_named_with_what_to_do() -> None:
    notes = camt(FIRST, "50.00", DAY).replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn").replace("Stmt>", "Ntfctn>")
    assert "CAMT.054" in said(notes) and "export CAMT.053" in said(notes)
    assert "log in at the bank" in said("<html><body>Please log in</body></html>")
