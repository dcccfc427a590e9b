"""Banks' statements are read exactly, whatever their form; hostile ones and those of another currency are refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.code import advice_of, sentence_of
from govtool.core.money import format_minor
from govtool.errors import Refused, UsageError
from govtool.io.file.bank_file import MAX_BYTES, BankLine, BankStatement, Reading, read_bank_file
from govtool.io.file.bank_layout import Encoding
from govtool.io.file.xmlfile import read_xml
from govtool.roles.money.bank_layouts import shipped_layouts
from tests.world.bank import camt, mt940, ofx, table
from tests.world.people import refusal

ROWS = [("2026-11-03", "500.00", "invoice 7"), ("2026-11-09", "-30.05", "transfer 118")]
LINES = (BankLine("2026-11-03", 50000, "invoice 7"), BankLine("2026-11-09", -3005, "transfer 118"))


def read(text: str, currency: str = "USD", exponent: int = 2) -> BankStatement:
    return read_bank_file(text.encode(), "bank", currency, exponent)


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_camt_file_of_either_version_is_read(version: str) -> None:
    found = read(camt(ROWS, "469.95", "2026-11-30", version=version, first="2026-11-01"))
    assert found == BankStatement("CAMT.053", "DE89370400440532013000", "2026-11-01", "2026-11-30", 46995, LINES)


def test_an_ofx_file_is_read() -> None:
    assert read(ofx(ROWS, "469.95", "2026-11-30")) == BankStatement(
        "OFX", "2", "2026-11-01", "2026-11-30", 46995, LINES
    )


def test_an_ofx_file_may_have_commas_before_the_decimals() -> None:
    found = read(ofx([("2026-11-03", "-500,10", "rent")], "-1,5", "2026-11-30"))
    assert (found.lines[0].amount_minor, found.balance_minor) == (-50010, -150)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_with_the_balance_that_was_last(separator: str) -> None:
    found = read(table(ROWS, balances=["500.00", "469.95"], separator=separator))
    assert found == BankStatement("CSV", "", "2026-11-03", "2026-11-09", 46995, LINES)
    newest_on_top = read(table(ROWS[::-1], balances=["469.95", "500.00"]))
    assert newest_on_top.balance_minor == 46995
    assert read(table(ROWS)).balance_minor is None


@pytest.mark.parametrize(
    ("currency", "exponent", "typed", "minor"),
    [("JPY", 0, "1500", 1500), ("KWD", 3, "1.234", 1234), ("JPY", 0, "1500.00", 1500), ("USD", 2, "0030.00000", 3000)],
)
def test_amounts_are_exact_in_currencies_of_any_number_of_decimals(
    currency: str, exponent: int, typed: str, minor: int
) -> None:
    found = read(camt([("2026-11-03", typed, "x")], typed, "2026-11-30", currency=currency), currency, exponent)
    assert (found.lines[0].amount_minor, found.balance_minor) == (minor, minor)


@pytest.mark.parametrize("amount", ["1,000.00", "30.005", "1e3", "", "NaN", "٣٠", "--3"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    assert refusal(lambda: read(camt([("2026-11-03", amount, "x")], "0.00", "2026-11-30"))) == {"bank_file"}


@pytest.mark.parametrize(
    "text",
    [
        camt(ROWS, "469.95", "2026-11-30", currency="EUR"),
        ofx(ROWS, "469.95", "2026-11-30", currency="EUR"),
        "date,amount,currency\n2026-11-03,5.00,EUR\n",
    ],
)
def test_another_currency_is_refused(text: str) -> None:
    assert refusal(lambda: read(text)) == {"bank_file"}


BOMB = """<?xml version="1.0"?>
<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Document>&b;</Document>"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE Document [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<Document>&secret;</Document>"""
REMOTE = '<?xml version="1.0"?>\n<!DOCTYPE Document SYSTEM "https://example.org/evil.dtd">\n<Document/>'


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, REMOTE])
def test_xml_that_declares_entities_or_reads_other_files_is_refused(text: str) -> None:
    assert refusal(lambda: read(text)) == {"bank_file"}
    with pytest.raises(ValueError, match="declares a document type"):
        read_xml(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "<Document>",
        "<Document/>",
        "<a>" * 200 + "</a>" * 200,
        "<html><body>Please log in</body></html>",
        camt(ROWS, "469.95", "2026-11-30").replace("<Dt>2026-11-03</Dt>", "<Dt>3.11.2026</Dt>"),
        camt(ROWS, "469.95", "2026-11-30").replace("CRDT", "CREDIT"),
        "OFXHEADER:100\n\n<OFX></OFX>",
        "OFXHEADER:100",
        "",
        "when,how much\n2026-11-03,5.00\n",
        "date,amount\n",
        "date,amount,amount\n2026-11-03,5.00,6.00\n",
        "date,amount\n2026-11-03\n",
        'date,amount\n"2026-11-03,5.00\n',
        "date,amount\n31.11.2026,5.00\n",
    ],
)
def test_what_is_no_statement_of_a_bank_is_refused_with_the_reason(text: str) -> None:
    assert refusal(lambda: read(text)) == {"bank_file"}


HEAD = "date,amount,balance\n"


@pytest.mark.parametrize(
    ("rows", "closing"),
    [
        ("2026-11-01,1.00,10.00\n2026-11-02,1.00,11.00\n", 1100),
        ("2026-11-02,1.00,11.00\n2026-11-01,1.00,10.00\n", 1100),
        ("2026-11-02,1.00,12.00\n2026-11-02,1.00,11.00\n2026-11-01,1.00,10.00\n", 1200),
        ("2026-11-01,1.00,10.00\n2026-11-03,1.00,12.00\n2026-11-02,1.00,11.00\n", 1200),
        ("2026-11-01,1.00,10.00\n2026-11-02,1.00,\n2026-11-03,-2.00,\n", 900),
        ("2026-11-01,1.00,\n2026-11-02,1.00,\n", None),
        ("2026-11-02,1.00,12.00\n2026-11-02,1.00,\n2026-11-01,1.00,\n", 1200),
        ("2026-11-02,-1.00,10.00\n2026-11-02,1.00,11.00\n2026-11-01,5.00,10.00\n", 1000),
        ("2026-11-02,1.00,11.00\n2026-11-02,2.00,13.00\n", 1300),
    ],
)
def test_the_closing_balance_of_a_table_is_that_after_its_last_day(rows: str, closing: int | None) -> None:
    assert read(HEAD + rows).balance_minor == closing


@pytest.mark.parametrize("last", ["11.01", "99.00", "-11.00"])
def test_balances_that_do_not_follow_from_the_amounts_are_refused(last: str) -> None:
    assert refusal(lambda: read(f"{HEAD}2026-11-01,1.00,10.00\n2026-11-02,1.00,{last}\n")) == {"bank_file"}


@pytest.mark.parametrize("rows", ["1.00,11.00\n2026-11-02,-1.00,10.00\n", "1.00,12.00\n2026-11-02,1.00,\n"])
def test_where_the_order_of_one_day_s_lines_decides_the_balance_is_not_guessed(rows: str) -> None:
    assert refusal(lambda: read(f"{HEAD}2026-11-02,{rows}")) == {"bank_file"}


@given(
    rows=st.lists(st.tuples(st.integers(1, 3), st.integers(-300, 300), st.booleans()), min_size=1, max_size=6),
    opening=st.integers(-500, 500),
    upwards=st.booleans(),
)
def test_a_closing_balance_is_the_bank_s_or_none(
    rows: list[tuple[int, int, bool]], opening: int, upwards: bool
) -> None:
    """Whichever end the newest stands at, and however many lines have a balance."""
    lines, balance = [], opening
    for day, amount, is_told in sorted(rows, key=lambda row: row[0]):
        balance += amount
        told = format_minor(balance, 2) if is_told else ""
        lines.append(f"2026-11-{day:02d},{format_minor(amount, 2)},{told}\n")
    text = HEAD + "".join(reversed(lines) if upwards else lines)
    if not any(is_told for _, _, is_told in rows):
        assert read(text).balance_minor is None
    elif len({day for day, _, _ in rows}) > 1:
        assert read(text).balance_minor == balance
    else:
        with suppress(Refused):
            assert read(text).balance_minor == balance


def test_two_closing_balances_of_one_day_are_refused() -> None:
    one = camt(ROWS, "469.95", "2026-11-30")
    statement = one[one.index("<Stmt>") : one.index("</Stmt>") + 7]
    assert refusal(lambda: read(one.replace(statement, statement + statement.replace("469.95", "470.95")))) == {
        "bank_file"
    }


def test_a_broken_file_is_not_repeated_in_the_message() -> None:
    with pytest.raises(Refused) as caught:
        read("OFXHEADER:100\n" + "A" * 10_000)
    assert all(len(str(value)) < 200 for found in caught.value.findings for value in found.values.values())


def test_a_file_of_two_accounts_is_refused() -> None:
    one = camt(ROWS, "469.95", "2026-11-30")
    statement = one[one.index("<Stmt>") : one.index("</Stmt>") + 7]
    both = one.replace(statement, statement + statement.replace("DE89", "DE90"))
    assert refusal(lambda: read(both)) == {"bank_file"}


def test_two_statements_of_one_account_follow_each_other() -> None:
    one = camt(ROWS, "469.95", "2026-11-30")
    statement = one[one.index("<Stmt>") : one.index("</Stmt>") + 7]
    later = statement.replace("2026-11", "2026-12").replace("469.95", "939.90").replace("2026-12-30", "2026-12-31")
    later = later.replace(">0.00<", ">469.95<", 1)
    found = read(one.replace(statement, later + statement))
    assert (found.balance_minor, found.last, len(found.lines)) == (93990, "2026-12-31", 4)


def test_what_the_bank_has_not_booked_yet_is_left_out() -> None:
    text = camt(ROWS, "500.00", "2026-11-30", opening="0.00")
    pending = text[: text.rindex("BOOK")] + "PDNG" + text[text.rindex("BOOK") + 4 :]
    assert read(pending).lines == LINES[:1]


def test_a_file_that_is_too_large_is_not_read() -> None:
    assert refusal(lambda: read_bank_file(b" " * (MAX_BYTES + 1), "bank", "USD", 2)) == {"bank_file"}


def test_bytes_that_are_no_text_are_refused() -> None:
    assert refusal(lambda: read_bank_file(b"date,amount\n\xff,1\n", "bank", "USD", 2)) == {"bank_file"}


@pytest.mark.parametrize("text", ["date,amount\r2026-11-16,1.30\r", "date,amount\n2026-11-16,1.30\r2026-11-17,2.00\n"])
def test_the_line_ends_of_an_old_mac_are_named_with_what_to_do(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text)
    (found,) = refused.value.findings
    assert "carriage return alone, as on an old Mac" in found.values["what"]
    assert "open it in a spreadsheet and save it as CSV" in advice_of(found)
    assert "mode" not in found.values["what"]


def test_a_carriage_return_within_a_cell_or_before_a_line_feed_is_no_line_end_of_its_own() -> None:
    statement = read('date,amount,text\r\n2026-11-16,1.30,"rent\rNovember"\r\n')
    assert [(line.amount_minor, line.text) for line in statement.lines] == [(130, "rent\rNovember")]


# Opening balance, lines, closing balance -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", [camt, ofx])
@pytest.mark.parametrize(("closing", "is_good"), [("569.95", True), ("569.96", False), ("-569.95", False)])
def test_lines_that_do_not_lead_from_one_balance_to_the_other_are_refused(
    form: Callable[..., str], closing: str, is_good: bool
) -> None:
    text = form(ROWS, closing, "2026-11-30", opening="100.00")
    if is_good:
        assert read(text).balance_minor == 56995
        return
    with pytest.raises(Refused) as caught:
        read(text)
    (found,) = caught.value.findings
    assert found.code == "bank_file"
    assert f"they lead to 569.95 USD, and it closes with {closing} USD" in sentence_of(found)


def test_a_statement_on_two_pages_is_added_up_as_a_whole() -> None:
    one = camt(ROWS[:1], "0.00", "2026-11-05", opening="100.00").replace("CLBD", "ITBD")
    two = camt(ROWS[1:], "569.95", "2026-11-30", opening="600.00").replace("OPBD", "ITBD")
    page = two[two.index("<Stmt>") : two.index("</Stmt>") + 7]
    found = read(one.replace("</Stmt>", f"</Stmt>{page}"))
    assert (found.balance_minor, found.lines) == (56995, LINES)
    assert refusal(lambda: read(one.replace("</Stmt>", f"</Stmt>{page.replace('569.95', '569.96')}"))) == {"bank_file"}


@given(amounts=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=6), opening=st.integers(-(10**9), 10**9))
@pytest.mark.parametrize("form", [camt, ofx])
def test_a_line_that_is_missing_is_noticed(form: Callable[..., str], amounts: list[int], opening: int) -> None:
    rows = [("2026-11-03", format_minor(each, 2), "x") for each in amounts]
    closing, before = format_minor(opening + sum(amounts), 2), format_minor(opening, 2)
    assert read(form(rows, closing, "2026-11-30", opening=before)).balance_minor == opening + sum(amounts)
    if amounts[0]:
        assert refusal(lambda: read(form(rows[1:], closing, "2026-11-30", opening=before))) == {"bank_file"}


# What is unknown or missing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status", ["<Sts><Prtry>BOOK</Prtry></Sts>", "<Sts><Prtry>GEBUCHT</Prtry></Sts>", "", "<Sts/>"]
)
def test_a_line_without_a_known_status_is_listed(status: str) -> None:
    text = camt(ROWS, "469.95", "2026-11-30", version="08").replace("<Sts><Cd>BOOK</Cd></Sts>", status)
    assert read(text).lines == LINES


@pytest.mark.parametrize(
    "status", ["<Cd>PDNG</Cd>", "<Cd>INFO</Cd>", "<Cd>FUTR</Cd>", "<Prtry>Pending</Prtry>", "PDNG"]
)
def test_a_line_that_is_known_to_be_pending_is_not(status: str) -> None:
    text = camt(ROWS, "500.00", "2026-11-30", opening="0.00")
    last = text.rindex("<Sts>BOOK</Sts>")
    assert read(f"{text[:last]}<Sts>{status}</Sts>{text[last + 15 :]}").lines == LINES[:1]


def test_an_amount_in_another_currency_than_the_account_s_is_refused() -> None:
    row = ofx(ROWS, "469.95", "2026-11-30")
    foreign = row.replace("<FITID>0", "<FITID>0<CURRENCY><CURRATE>1.1<CURSYM>EUR</CURRENCY>")
    assert refusal(lambda: read(foreign)) == {"bank_file"}
    assert read(foreign.replace("EUR", "USD")).lines == LINES
    converted = foreign.replace("CURRENCY>", "ORIGCURRENCY>")
    assert read(converted).lines == LINES, "the bank has converted it: the amount is in the account's currency"


OFX = ofx(ROWS, "469.95", "2026-11-30")
LEDGER = OFX[OFX.index("<LEDGERBAL>") : OFX.index("</LEDGERBAL>") + 12]


@pytest.mark.parametrize(
    "text",
    [
        OFX.replace(LEDGER, ""),
        OFX.replace(LEDGER, LEDGER.replace("20261130", "00000000")),
        OFX.replace(LEDGER, LEDGER.replace("20261130", "00000000000000")),
        camt(ROWS, "469.95", "2026-11-30", first="2026-11-01").replace("CLBD", "ITBD"),
        camt(ROWS, "469.95", "2026-11-30", first="2026-11-01").replace("CLBD", "ITBD").replace("OPBD", "ITBD"),
        camt(ROWS, "469.95", "2026-11-30", first="2026-11-01").replace("CLBD", "OPBD"),
    ],
)
def test_a_statement_without_a_closing_balance_has_lines_all_the_same(text: str) -> None:
    found = read(text)
    assert (found.balance_minor, found.lines) == (None, LINES)
    assert (found.first, found.last) == ("2026-11-01", "2026-11-30")


# What a file is packed in --------------------------------------------------------------------------------------------

CAMT = camt(ROWS, "469.95", "2026-11-30")
MT940 = mt940(ROWS, "569.95", "2026-11-30", opening="100.00")
QIF = "!Type:Bank\nD2026-11-03\nT500.00\nPinvoice 7\n^\nD2026-11-09\nT-30.05\nPtransfer 118\n^\n"


def packed(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in files.items():
            pack.writestr(name, data)
    return made.getvalue()


def read_bytes(data: bytes, encoding: Encoding | None = None) -> BankStatement:
    return read_bank_file(data, "bank", "USD", 2, Reading(encoding=encoding))


def advised(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read_bytes(data)
    return " ".join(map(advice_of, caught.value.findings))


def said_of(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read_bytes(data)
    return " ".join(map(sentence_of, caught.value.findings))


@pytest.mark.parametrize("text", [CAMT, OFX, MT940, QIF, table(ROWS)])
def test_every_format_is_read_from_a_zip_of_one_file_and_with_a_mark_of_its_bytes(text: str) -> None:
    found = read(text)
    amounts = [line.amount_minor for line in found.lines]
    assert amounts == [50000, -3005] and found.format in ("CAMT.053", "OFX", "MT940", "QIF", "CSV")
    assert read_bytes(packed(bank=text.encode())) == found
    assert read_bytes(b"\xef\xbb\xbf" + text.encode()) == found
    # XML names its encoding itself
    wide = text.replace("UTF-8", "UTF-16")
    for data in (wide.encode("utf-16"), b"\xff\xfe" + wide.encode("utf-16-le"), b"\xfe\xff" + wide.encode("utf-16-be")):
        assert read_bytes(data) == found


def test_a_zip_of_something_else_is_named() -> None:
    assert "a zip of 2 files" in said_of(packed(a=b"x", b=b"x"))
    beside = {"__MACOSX/._bank.xml": b"x", "folder/.DS_Store": b"x"}
    assert read_bytes(packed(bank=CAMT.encode(), **beside)).lines == LINES, "macOS adds files of its own"
    assert "a zip of 0 files" in said_of(packed(**{"folder/": b""}))
    assert "a spreadsheet" in said_of(packed(**{"[Content_Types].xml": b"", "xl/workbook.xml": b""}))
    assert "a broken zip" in said_of(packed(a=CAMT.encode())[:-30])
    assert said_of(packed(a=packed(b=CAMT.encode()))), "a zip within a zip is not unpacked"


TABLE_HEAD = b"date,amount,text\n"
AGAIN = "download the file from the bank again"


@pytest.mark.parametrize(
    ("data", "what", "then"),
    [
        (b"", "it is empty", AGAIN),
        (b"\xef\xbb\xbf\n\n", "it is empty", AGAIN),
        (TABLE_HEAD, "it holds no line", "--document FILE --balance AMOUNT --on DAY"),
        (b"<!DOCTYPE html><p>Log in</p>", "it is a web page", "log in at the bank, and download"),
        (b"<html><body>Log in</body></html>", "it is a web page", "log in at the bank, and download"),
        (b"<?xml version='1.0'?><HTML lang='en'></HTML>", "it is a web page", "log in at the bank, and download"),
        (b"<Document><CstmrCdtTrfInitn/></Document>", "it is pain.001", "export CAMT.053"),
        (TABLE_HEAD + b"2026-11-16,2.00,a, b\n", "line 2: it has 4 cells, and the head 3", "quotation marks"),
        (TABLE_HEAD + b'2026-11-16,2.00,"a\n2026-11-17,1.00,b\n', 'line 2: a quotation mark (") has no end', AGAIN),
        (TABLE_HEAD + b"2026-11-16,2O.00,a\n", "line 2: '2O.00' is no amount", "--dates, --decimals or --layout"),
        (b"when;how much\n", "must name the columns date and amount", "govtool treasury reconcile --layouts"),
        (b"%PDF-1.7", "it is a PDF", "download the statement as CAMT.053 or CSV"),
        (packed(a=b"x", b=b"x"), "a zip of 2 files", "unpack it, and give them one at a time"),
        (QIF.removesuffix("^\n").encode(), "its last record does not end with ^", AGAIN),
        (
            camt(ROWS, "469.95", "2026-11-30", opening="1.00").encode(),
            "closes with 469.95 USD; the difference is -1.00 USD",
            "a line may be missing: export the whole time",
        ),
        (camt(ROWS, "469.95", "2026-11-30", currency="EUR").encode(), "it is in EUR, and", "an account in USD"),
        (CAMT.replace(' Ccy="USD"', "").encode(), "it names no currency, and", "an account in USD"),
    ],
)
def test_a_file_that_cannot_be_read_has_a_reason_and_a_next_step(data: bytes, what: str, then: str) -> None:
    assert what in said_of(data) and then in advised(data)


def test_a_line_that_is_missing_in_a_table_is_named_by_the_next_one() -> None:
    rows = "2026-11-01,5.00,105.00\n2026-11-02,-1.00,104.00\n2026-11-04,2.00,116.00\n2026-11-05,1.00,117.00\n"
    said = said_of(f"{HEAD}{rows}".encode())
    assert "line 4: the balance after it would be 106.00 USD, and the file says 116.00 USD" in said
    assert "a line may be missing" in advised(f"{HEAD}{rows}".encode())
    newest_first = "\n".join(rows.strip().split("\n")[::-1])
    assert "line 3: the balance after it would be 106.00 USD" in said_of(f"{HEAD}{newest_first}\n".encode())
    whole = rows.replace("2026-11-04", "2026-11-03,10.00,114.00\n2026-11-04")
    assert read(HEAD + whole).balance_minor == 11700


def test_the_size_of_what_is_packed_is_bounded_before_it_is_unpacked() -> None:
    assert f"has {MAX_BYTES + 1} bytes" in said_of(packed(a=b"\0" * (MAX_BYTES + 1)))
    large = packed(a=b"\0" * (MAX_BYTES + 1))
    # a size that is a lie, in the list and before the file
    lie = large.replace((MAX_BYTES + 1).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    assert said_of(lie)


@pytest.mark.parametrize(
    "start",
    [b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"\x89PNG", b"\xd0\xcf\x11\xe0", b"\x1f\x8b\x08", b"Rar!", b"7z\xbc\xaf"],
)
def test_a_file_that_is_none_of_a_bank_is_named(start: bytes) -> None:
    assert " it is " in said_of(start + b"x" * 100)


def test_an_encoding_that_is_not_utf_8_is_a_choice() -> None:
    data = "date,amount,text\n2026-11-03,5.00,Käthe – Fähre\n".encode("cp1252")
    assert "no text in UTF-8" in said_of(data) and "--encoding cp1252" in advised(data)
    assert read_bytes(data, "cp1252").lines[0].text == "Käthe – Fähre"
    with pytest.raises(Refused, match="bank_file"):
        read_bytes(b"date,amount\n\x81,1\n", "cp1252")


def test_three_decimals_are_refused_in_ofx() -> None:
    for amount in ("1,000", "1.000", "-1.080"):
        assert refusal(lambda amount=amount: read(ofx([("2026-11-03", amount, "x")], "1.00", "2026-11-30"))) == {
            "bank_file"
        }  # type: ignore[misc]
    assert (
        read(ofx([("2026-11-03", "1.000", "x")], "1.000", "2026-11-30", currency="KWD"), "KWD", 3).lines[0].amount_minor
        == 1000
    )


# Options that a format has no use for --------------------------------------------------------------------------------

LAYOUT = Reading({"dkb": shipped_layouts()["dkb"]}, is_typed=True)
DATES, DECIMALS = Reading(dates="day-month-year"), Reading(decimals="comma")
ENCODING = Reading(encoding="cp1252")


@pytest.mark.parametrize(
    ("text", "form", "idle"),
    [
        (CAMT, "XML", {"--layout": LAYOUT, "--dates": DATES, "--decimals": DECIMALS, "--encoding": ENCODING}),
        (OFX, "OFX", {"--layout": LAYOUT, "--dates": DATES, "--decimals": DECIMALS, "--encoding": ENCODING}),
        (MT940, "MT940", {"--layout": LAYOUT, "--dates": DATES, "--decimals": DECIMALS}),
        (QIF, "QIF", {"--layout": LAYOUT}),
    ],
)
def test_an_option_that_changes_nothing_in_a_format_is_refused(text: str, form: str, idle: dict[str, Reading]) -> None:
    for option, reading in idle.items():
        for data in (text.encode(), packed(bank=text.encode())):
            with pytest.raises(UsageError) as caught:
                read_bank_file(data, "bank", "USD", 2, reading)
            assert caught.value.message == f"the file is {form}, not a table, and {option} would change nothing in it"
            assert caught.value.hint == f"leave out {option}, or give the bank's table (CSV)"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        (MT940, ENCODING),
        (QIF, ENCODING),
        (QIF, Reading(dates="year-month-day", decimals="point")),
        (table(ROWS), Reading(dates="year-month-day", decimals="point", encoding="cp1252")),
    ],
)
def test_an_option_that_a_format_has_a_use_for_is_taken(text: str, reading: Reading) -> None:
    assert [line.amount_minor for line in read_bank_file(text.encode(), "bank", "USD", 2, reading).lines] == [
        50000,
        -3005,
    ]


def test_two_options_that_change_nothing_are_named_together() -> None:
    with pytest.raises(UsageError, match="--dates and --decimals would change nothing"):
        read_bank_file(CAMT.encode(), "bank", "USD", 2, Reading(dates="day-month-year", decimals="comma"))
