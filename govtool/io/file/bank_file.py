"""The door to banks' statements: CAMT.053 and CAMT.052 (ISO 20022), OFX, MT940, QIF, and a table (CSV).

The content of a file shows its format. It may lie alone in a zip. A table is read by the layout of a bank, or if its
head names the columns `date` and `amount`, without one.

Promises: amounts are exact. A file with another currency than the one asked for, or with parts of two accounts, is
refused. If a file names balances, its lines lead from one to the other, or it is refused with both figures. A line is
left out only if the bank says that it is pending. The size of everything is known before it is read. Each fault is a
finding with the file's name.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from govtool.core.finding import finding
from govtool.core.typed_table import Dates
from govtool.errors import Ambiguous, Refused, UsageError
from govtool.io.file.bank_camt import read_camt
from govtool.io.file.bank_layout import Decimals, Encoding, Layout
from govtool.io.file.bank_mt940 import is_mt940, read_mt940
from govtool.io.file.bank_ofx import read_ofx
from govtool.io.file.bank_part import AGAIN, EXPORT, BankLine, BankStatement, Money, Unreadable
from govtool.io.file.bank_table import fits, marked, read_plain, read_qif, read_table
from govtool.io.file.xmlfile import read_xml

__all__ = ["MAX_BYTES", "BankLine", "BankStatement", "Reading", "read_bank_file"]

MAX_BYTES = 16 * 1024 * 1024
_START = 2000

_DOWNLOAD = "download the statement as CAMT.053 or CSV"
_SAVE = "open it in a spreadsheet and save it as CSV"
_UNPACK = "unpack it first"
_SHORTER = "export a shorter time"
_KINDS = {
    b"%PDF": ("it is a PDF, whose lines nobody can read exactly", _DOWNLOAD),
    b"\xff\xd8\xff": ("it is a picture (JPEG)", _DOWNLOAD),
    b"\x89PNG": ("it is a picture (PNG)", _DOWNLOAD),
    b"\xd0\xcf\x11\xe0": ("it is an old spreadsheet (xls)", _SAVE),
    b"\x1f\x8b": ("it is packed with gzip", _UNPACK),
    b"7z\xbc\xaf": ("it is packed with 7z", _UNPACK),
    b"Rar!": ("it is packed with rar", _UNPACK),
}
_WEB_PAGE = re.compile(rb"<(?:!doctype +html|html[ >])", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """How to read a file: the layouts that may fit by their names, and what was typed. With `is_typed` there is one
    layout, and it is taken.
    """

    layouts: Mapping[str, Layout] = field(default_factory=dict)
    is_typed: bool = False
    dates: Dates | None = None
    decimals: Decimals | None = None
    encoding: Encoding | None = None


_GUESS = Reading()


def read_bank_file(data: bytes, name: str, currency: str, exponent: int, reading: Reading = _GUESS) -> BankStatement:
    """The statement in a file. Raises Refused, and Ambiguous if there are several ways to read it."""
    money = Money(currency, exponent)
    try:
        if len(data) > MAX_BYTES:
            raise Unreadable(f"it has {len(data)} bytes, and at most {MAX_BYTES} are read", _SHORTER)
        data = _unpacked(data)
        for start, (what, then) in _KINDS.items():
            if data.startswith(start):
                raise Unreadable(what, then)
        return _read(data, money, reading)
    except ValueError as error:
        then = error.then if isinstance(error, Unreadable) else EXPORT
        raise Refused([finding("bank_file", name, what=str(error), then=then)]) from error


def _read(data: bytes, money: Money, reading: Reading) -> BankStatement:
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = (data[:_START].decode("utf-16", "replace").encode() if is_wide else data[:_START]).lstrip(
        b"\xef\xbb\xbf \r\n\t"
    )
    if not start:
        raise Unreadable("it is empty", AGAIN)
    if start.startswith(b"<") and _WEB_PAGE.search(start):
        raise Unreadable("it is a web page, not a file of the bank", f"log in at the bank, and {AGAIN}")
    form = _format(start)
    _refuse_without_effect(form, reading)
    if form == "OFX":
        return read_ofx(_text(data, None).encode() if is_wide else data, money)
    if form == "XML":
        return read_camt(read_xml(data), money)
    if form == "MT940":
        return read_mt940(_text(data, reading.encoding or "cp1252"), money)
    if form == "QIF":
        return read_qif(_text(data, reading.encoding or "cp1252"), money, reading.dates, reading.decimals)
    return _read_csv(data, money, reading)


def _format(start: bytes) -> str:
    """The format that the first bytes of a file show."""
    if start.startswith(b"OFXHEADER") or b"<?OFX" in start or b"<OFX>" in start:
        return "OFX"
    if start.startswith(b"<"):
        return "XML"
    if is_mt940(start.decode("latin-1")):
        return "MT940"
    return "QIF" if start.startswith(b"!") else "CSV"


_TYPED = {"--layout": "is_typed", "--dates": "dates", "--decimals": "decimals", "--encoding": "encoding"}
_HAS_EFFECT = {"MT940": ("--encoding",), "QIF": ("--dates", "--decimals", "--encoding"), "CSV": tuple(_TYPED)}
"""The options that change how a file of a format is read. XML and OFX say all of it themselves."""


def _refuse_without_effect(form: str, reading: Reading) -> None:
    """Raises UsageError for typed options that change nothing in a file of this format."""
    typed = [option for option, name in _TYPED.items() if getattr(reading, name)]
    idle = [option for option in typed if option not in _HAS_EFFECT.get(form, ())]
    if idle:
        raise UsageError(
            f"the file is {form}, not a table, and {' and '.join(idle)} would change nothing in it",
            f"leave out {' and '.join(idle)}, or give the bank's table (CSV)",
        )


def _read_csv(data: bytes, money: Money, reading: Reading) -> BankStatement:
    found = [name for name, layout in reading.layouts.items() if reading.is_typed or _fits(data, layout, reading)]
    if len(found) > 1:
        ways = {each: reading.layouts[each].bank for each in found}
        raise Ambiguous("several layouts fit its head", "--layout", ways)
    if not found:
        return read_plain(_text(data, reading.encoding), money, reading.dates, reading.decimals)
    layout = reading.layouts[found[0]]
    if reading.decimals is not None and reading.decimals != layout.decimals:
        layout = marked(layout, reading.decimals)
    layout = layout.changed(dates=reading.dates or layout.dates)
    return read_table(_text(data, reading.encoding or layout.encoding), layout, money, found[0])


def _fits(data: bytes, layout: Layout, reading: Reading) -> bool:
    try:
        return fits(_text(data, reading.encoding or layout.encoding), layout)
    except Unreadable:
        return False


def _text(data: bytes, encoding: str | None) -> str:
    """The text of a file: what its first bytes say, UTF-8 if it is that, and otherwise the encoding that is named."""
    try:
        return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        pass
    if encoding in (None, "utf-8", "utf-16"):
        raise Unreadable("it is no text in UTF-8", "for the letters of Western Europe, add --encoding cp1252")
    try:
        return data.decode(encoding or "")
    except UnicodeDecodeError as error:
        raise Unreadable(f"it is no text in {encoding}", "say another --encoding") from error


def _is_of_the_system(name: str) -> bool:
    """Whether a macOS computer put a file into a zip beside what the person packed."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] == ".DS_Store"


def _unpacked(data: bytes) -> bytes:
    """The one file in a zip. Its size is known, and bounded, before it is unpacked."""
    if not data.startswith(b"PK\x03\x04"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = [each for each in packed.infolist() if not each.is_dir() and not _is_of_the_system(each.filename)]
            if any(each.filename in ("[Content_Types].xml", "mimetype") for each in files):
                raise Unreadable("it is a spreadsheet", _SAVE)
            if len(files) != 1:
                raise Unreadable(f"it is a zip of {len(files)} files", "unpack it, and give them one at a time")
            if files[0].flag_bits & 1:
                raise Unreadable("it is a zip with a password", _UNPACK)
            if files[0].file_size > MAX_BYTES:
                raise Unreadable(
                    f"the file in it has {files[0].file_size} bytes, and at most {MAX_BYTES} are read", _SHORTER
                )
            with packed.open(files[0]) as file:
                # the size that a zip names may be wrong
                unpacked = file.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError, zlib.error) as error:
        raise Unreadable("it is a broken zip", AGAIN) from error
    if len(unpacked) > MAX_BYTES:
        raise Unreadable(f"the file in it is larger than {MAX_BYTES} bytes", _SHORTER)
    return unpacked
