"""Tables and QIF: read by a layout or by their head, exactly, and never in one of two ways that a file leaves open."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.typed_table import SEPARATORS
from govtool.errors import Ambiguous, Refused
from govtool.io.file.bank_file import BankStatement, Reading, read_bank_file
from govtool.io.file.bank_layout import MARKS, Columns, Layout
from tests.world.people import refusal


def layout(**changes: Any) -> Layout:
    made = Layout(
        bank="Our Bank",
        separator="semicolon",
        dates="day-month-year",
        decimals="comma",
        thousands="point",
        column=Columns(date="Datum", amount="Betrag", text=("Text",), balance="Saldo"),
    )
    return made.changed(**changes)


def read(text: str, by: Layout | None = None, **typed: Any) -> BankStatement:
    reading = Reading({"ours": by}, is_typed=True, **typed) if by is not None else Reading(**typed)
    return read_bank_file(text.encode(), "bank", "EUR", 2, reading)


def amounts(text: str, by: Layout | None = None, **typed: Any) -> list[int]:
    return [line.amount_minor for line in read(text, by, **typed).lines]


# Amounts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("3500", 350000),
        ("3.500", 350000),
        ("3.500,5", 350050),
        ("-3.500,00", -350000),
        ("3.500,00-", -350000),
        ("(3.500,00)", -350000),
        ("+ 3.500,00", 350000),
        ("\u22123.500,00", -350000),
        ("3.500,00 €", 350000),
        ("EUR 3.500,00", 350000),
        ("1.234.567,89", 123456789),
    ],
)
def test_an_amount_is_read_as_the_layout_writes_it(text: str, minor: int) -> None:
    assert amounts(f"Datum;Betrag\n03.11.2026;{text}\n", layout(around=("€",))) == [minor]


@pytest.mark.parametrize(
    "text",
    [
        "3,500.00",
        "1.08",
        "35.00,00",
        "1,080",
        "(3,00",
        "-(3,00)",
        "-3,00-",
        "+3,00-",
        "$3,00",
        "",
        "3,00 USD",
        "٣",
        "1" * 41,
    ],
)
def test_another_amount_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read(f"Datum;Betrag\n03.11.2026;1,00\n03.11.2026;{text}\n", layout())
    assert str(caught.value.findings[0].values["what"]).startswith("line 3: ")


@pytest.mark.parametrize("mark", ["1 234,50", "1\u00a0234,50", "1\u202f234,50"])
def test_every_space_is_a_mark_between_thousands_if_a_space_is_one(mark: str) -> None:
    assert amounts(f"Datum;Betrag\n03.11.2026;{mark}\n", layout(thousands="space")) == [123450]
    assert refusal(lambda: read(f"Datum;Betrag\n03.11.2026;{mark}\n", layout())) == {"bank_file"}


def test_what_is_typed_stands_before_the_layout() -> None:
    text = "Datum;Betrag\n03.11.2026;3,500.00\n"
    assert amounts(text, layout(), decimals="point") == [350000]
    assert read("Datum;Betrag\n11/03/2026;3,00\n", layout(), dates="month-day-year").lines[0].on == "2026-11-03"


def test_a_head_that_several_layouts_know_is_asked_about() -> None:
    data = b"Datum;Betrag\n03.11.2026;3,00\n"
    known = {"ours": layout(), "other": layout(bank="Other Bank"), "far": layout(head=("Kette",))}
    with pytest.raises(Ambiguous) as caught:
        read_bank_file(data, "bank", "EUR", 2, Reading(known))
    assert (caught.value.option, caught.value.ways) == ("--layout", {"ours": "Our Bank", "other": "Other Bank"})
    known.pop("other")
    assert read_bank_file(data, "bank", "EUR", 2, Reading(known)).layout == "ours"


# Columns -------------------------------------------------------------------------------------------------------------

TWO = layout(column=Columns(date="Datum", debit="Soll", credit="Haben"))


def test_what_left_and_what_came_may_be_columns() -> None:
    text = "Datum;Soll;Haben\n03.11.2026;30,00;\n04.11.2026;;5,00\n05.11.2026;0,00;7,00\n06.11.2026;-1,00;\n"
    assert amounts(text, TWO) == [-3000, 500, 700, 100]
    assert amounts(text.replace("30,00", "-30,00"), TWO.changed(debits="below-zero"))[0] == -3000
    for row in ("03.11.2026;1,00;1,00", "03.11.2026;;"):
        assert refusal(lambda row=row: read(f"Datum;Soll;Haben\n{row}\n", TWO)) == {"bank_file"}  # type: ignore[misc]


def test_a_word_may_say_whether_it_came_or_left() -> None:
    by = layout(column=Columns(date="Datum", amount="Betrag", side="S/H"), came=("H",), left=("S",))
    text = "Datum;Betrag;S/H\n03.11.2026;3,00;s\n03.11.2026;3,00;H\n"
    assert amounts(text, by) == [-300, 300]
    assert refusal(lambda: read(text.replace("H\n", "?\n").replace("S/?", "S/H"), by)) == {"bank_file"}


def test_only_what_is_known_to_be_pending_is_left_out() -> None:
    by = layout(column=Columns(date="Datum", amount="Betrag", state="Status"), pending=("Vorgemerkt",))
    assert amounts("Datum;Betrag;Status\n03.11.2026;3,00;vorgemerkt\n03.11.2026;4,00;neu\n03.11.2026;5,00;\n", by) == [
        400,
        500,
    ]


def test_lines_above_and_below_are_left_out_and_only_such_without_an_amount() -> None:
    by = layout(ignore=("Alter Stand",), foot=1)
    text = "Auszug\n\nDatum;Betrag;Text\n03.11.2026;3,00;a\nAlter Stand;;\nEnde\n"
    assert amounts(text, by) == [300]
    assert refusal(lambda: read(text.replace("Alter Stand;;", "Alter Stand;1,00;"), by)) == {"bank_file"}


@pytest.mark.parametrize("row", ["03.11.2026;3,00", "03.11.2026;3,00;a;b"])
def test_a_line_of_another_length_is_refused(row: str) -> None:
    assert refusal(lambda: read(f"Datum;Betrag;Text\n{row}\n", layout())) == {"bank_file"}
    assert amounts("Datum;Betrag;Text\n03.11.2026;3,00;a;;\n", layout()) == [300]


def test_a_currency_of_another_kind_is_refused_wherever_it_stands() -> None:
    by = layout(column=Columns(date="Datum", amount="Betrag", currency="W"))
    assert amounts("Datum;Betrag;W;W\n03.11.2026;3,00;EUR;EUR\n", by) == [300]
    assert refusal(lambda: read("Datum;Betrag;W;W\n03.11.2026;3,00;EUR;USD\n", by)) == {"bank_file"}
    assert refusal(lambda: read("Datum;Betrag\n03.11.2026;3,00\n", layout(currency="USD"))) == {"bank_file"}


def test_balances_that_do_not_follow_are_refused_in_a_layout_too() -> None:
    text = "Datum;Betrag;Saldo\n03.11.2026;3,00;10,00\n04.11.2026;-1,00;9,00\n"
    assert (read(text, layout()).balance_minor, read(text, layout()).adds_up) == (900, True)
    assert refusal(lambda: read(text.replace("9,00", "8,00"), layout())) == {"bank_file"}


@pytest.mark.parametrize(
    "change",
    [
        {"column": Columns(date=1)},
        {"column": Columns(date=1, amount=2, credit=3)},
        {"column": Columns(date=1, debit=2)},
        {"column": Columns(date=1, amount=2, side=3)},
        {"column": Columns(date=1, amount=2, state=3)},
        {"thousands": "comma"},
    ],
)
def test_a_layout_that_is_not_clear_is_refused(change: dict[str, Any]) -> None:
    assert refusal(lambda: layout(**change)) == {"schema"}


# Without a layout ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "on"),
    [("2026-11-30", "2026-11-30"), ("30.11.2026", "2026-11-30"), ("11/30/26", "2026-11-30"), ("3.4.2026", "2026-04-03"),
     ("20261130", "2026-11-30"), ("11/11/2026", "2026-11-11"), ("2026-11-30T10:20:25Z", "2026-11-30")],
)  # fmt: skip
def test_a_day_that_can_be_read_in_one_way_is_read(day: str, on: str) -> None:
    assert read(f"date;amount\n{day};1.00\n").lines[0].on == on


def test_days_are_read_together() -> None:
    assert [line.on for line in read("date;amount\n03/04/2026;1.00\n13/04/2026;1.00\n").lines] == [
        "2026-04-03",
        "2026-04-13",
    ]
    with pytest.raises(Ambiguous) as caught:
        read("date;amount\n03/04/2026;1.00\n")
    assert (caught.value.option, set(caught.value.ways)) == ("--dates", {"day-month-year", "month-day-year"})
    assert read("date;amount\n03/04/2026;1.00\n", dates="month-day-year").lines[0].on == "2026-03-04"
    assert refusal(lambda: read("date;amount\n13/04/2026;1.00\n", dates="month-day-year")) == {"bank_file"}


@pytest.mark.parametrize("text", ["1.080", "1,080", "-1.080", "(1,000)"])
def test_a_mark_before_three_digits_is_asked_about(text: str) -> None:
    with pytest.raises(Ambiguous) as caught:
        read(f"date;amount;text;balance\n2026-08-29;{text};Grant;1.080\n".replace("1.080\n", f"{text}\n"))
    assert (caught.value.option, set(caught.value.ways)) == ("--decimals", {"point", "comma"})


def test_three_decimals_in_a_currency_of_two_are_refused() -> None:
    text = "date;amount\n2026-08-29;1.080\n"
    assert refusal(lambda: read(text, decimals="point")) == {"bank_file"}
    assert amounts(text, decimals="comma") == [108000]
    assert amounts("date;amount\n2026-08-29;1.080\n2026-08-29;2,50\n") == [108000, 250]
    assert read_bank_file(text.encode(), "bank", "KWD", 3, Reading(decimals="point")).lines[0].amount_minor == 1080


# QIF -----------------------------------------------------------------------------------------------------------------

QIF = "!Type:Bank\nD11/01'26\nT2,000.00\nPOpening Balance\n^\nD11/30'26\nT-1,200.50\nPLandlord\nMRent\nSa\nT-1.00\n^\n"


def test_qif_is_read() -> None:
    found = read(QIF)
    assert (found.format, found.balance_minor) == ("QIF", None)
    assert [(line.on, line.amount_minor, line.text) for line in found.lines] == [
        ("2026-11-30", -120050, "Landlord Rent")
    ]


def test_qif_that_can_be_read_in_two_ways_is_asked_about() -> None:
    with pytest.raises(Ambiguous, match="day-month or month-day"):
        read(QIF.replace("11/30", "11/12"))
    assert amounts(QIF.replace("2,000.00", "2.000,00").replace("1,200.50", "1.000,50")) == [-100050]


@pytest.mark.parametrize(
    "text", ["!Type:Invst\nD1/30/26\n^\n", QIF.removesuffix("^\n"), "!Type:Bank\n", QIF.replace("T-1,2", "Tx")]
)
def test_other_qif_is_refused(text: str) -> None:
    assert refusal(lambda: read(text)) == {"bank_file"}


# Laws ----------------------------------------------------------------------------------------------------------------

_LINES = st.lists(
    st.tuples(st.dates(), st.integers(-(10**11), 10**11), st.text("abc; ,\"'|", max_size=8)), min_size=1, max_size=6
)


@given(
    lines=_LINES,
    separator=st.sampled_from(sorted(SEPARATORS)),
    dates=st.sampled_from(["year-month-day", "day-month-year", "month-day-year"]),
    marks=st.sampled_from(
        [("point", "comma"), ("comma", "point"), ("comma", "space"), ("point", "apostrophe"), ("comma", "none")]
    ),
    data=st.data(),
)
def test_what_is_written_by_a_layout_is_read_back_in_any_order(
    lines: list[Any], separator: str, dates: str, marks: tuple[str, str], data: st.DataObject
) -> None:
    by = layout(separator=separator, dates=dates, decimals=marks[0], thousands=marks[1])
    order = {"y": "%04d", "m": "%02d", "d": "%02d"}
    mark = SEPARATORS[separator]

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    def row(on: Any, minor: int, text: str) -> str:
        parts = {"y": on.year, "m": on.month, "d": on.day}
        day = "/".join(order[each[0]] % parts[each[0]] for each in dates.split("-"))
        whole = f"{abs(minor) // 100:,}".replace(",", MARKS[marks[1]])
        amount = f"{'-' if minor < 0 else ''}{whole}{MARKS[marks[0]]}{abs(minor) % 100:02d}"
        return mark.join([cell(day), cell(amount), cell(text)]) + "\n"

    head = mark.join(["Datum", "Betrag", "Text"]) + "\n"
    lines = [each for each in lines if each[0].year >= 1970]
    if not lines:
        return
    found = read(head + "".join(row(*each) for each in lines), by)
    assert [(line.on, line.amount_minor) for line in found.lines] == [(on.isoformat(), minor) for on, minor, _ in lines]
    shuffled = data.draw(st.permutations(lines))
    again = read(head + "".join(row(*each) for each in shuffled), by)
    assert sorted(map(repr, again.lines)) == sorted(map(repr, found.lines))
    assert (again.first, again.last) == (found.first, found.last)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for by in (None, layout(), layout(column=Columns(date=1, amount=2))):
        try:
            read("date;amount\n" + text, by)
        except (Refused, Ambiguous):
            continue
