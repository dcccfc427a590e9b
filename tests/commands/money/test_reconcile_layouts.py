"""A treasurer compares a table of their bank: the layout is seen or named, and what was read is shown first."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.core.money import format_minor
from govtool.roles.money.bank_layouts import shipped_layouts
from tests.world.bank_tables import EXAMPLES, Example
from tests.world.coop import Coop
from tests.world.laptop import Laptop

OWN = """bank: Our Bank
separator: bar
dates: day-month-year
decimals: comma
column:
  date: 1
  amount: 2
  text: [3]
thousands: point
skip: 2
foot: 1
"""
OWN_FILE = "Our Bank\n\n3.11.2026|(1.200,50)|Rent\n16.11.2026|350,00|Invoice 7\nend of the list|\n"


def given(laptop: Laptop, name: str, data: str | bytes) -> str:
    (laptop.folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return name


@pytest.fixture
def alice(coop: Coop) -> Laptop:
    return Laptop(coop, "alice")


def test_ten_layouts_come_with_govtool_each_with_its_source_and_an_example(alice: Laptop) -> None:
    known = shipped_layouts()
    assert len(known) >= 10 and set(known) == set(EXAMPLES)
    assert all((layout.source or "").startswith("https://") for layout in known.values())
    said = alice.types("treasury", "reconcile", "--layouts")
    assert alice.status == 0
    assert all(name in said and (layout.source or "") in said for name, layout in known.items())
    assert {row["layout"] for row in alice.reads("treasury", "reconcile", "--layouts")} == set(known)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_file_of_each_bank_is_read_by_the_layout_that_its_head_shows(name: str, tmp_path: Path) -> None:
    example: Example = EXAMPLES[name]
    alice = Laptop(Coop.found(tmp_path / "coop", currency=example.currency), "alice")
    file = given(alice, "bank.csv", example.data)
    said = alice.types("treasury", "reconcile", file, "--look")
    assert alice.status == 0, said
    assert f"Read with the layout {name}: {shipped_layouts()[name].bank}. Its first lines:" in said
    data = alice.reads("treasury", "reconcile", file, "--look", "--layout", name)
    assert (data["format"], data["layout"], data["balance_minor"]) == ("CSV", name, example.balance_minor)
    for line, (on, minor, text) in zip(data["only_at_bank"], example.lines, strict=True):
        assert (line["on"], line["amount_minor"]) == (on, minor) and text in line["text"]
        assert on in said and format_minor(minor, 2) in said
    other = Laptop(Coop.found(tmp_path / "other", currency="CHF"), "alice")
    said = other.types("treasury", "reconcile", given(other, "bank.csv", example.data), "--look")
    assert f"it is in {example.currency}, and all amounts here are in CHF" in said
    assert "→ give the file of an account in CHF" in said


def test_a_layout_of_one_s_own_is_a_file_beside(alice: Laptop) -> None:
    file, layout = given(alice, "ours.csv", OWN_FILE), given(alice, "ours.yaml", OWN)
    data = alice.reads("treasury", "reconcile", file, "--layout", layout, "--look")
    assert [(line["on"], line["amount_minor"]) for line in data["only_at_bank"]] == [
        ("2026-11-03", -120050),
        ("2026-11-16", 35000),
    ]
    said = alice.types("treasury", "reconcile", file, "--look")
    assert alice.status == 10 and "treasury reconcile --layouts" in said
    said = alice.types("treasury", "reconcile", file, "--layout", "nobank", "--look")
    assert alice.status == 2 and "nobank is no layout of govtool, and no file" in said


def test_a_layout_with_a_fault_is_refused_with_its_line(alice: Laptop) -> None:
    file = given(alice, "ours.csv", OWN_FILE)
    said = alice.types(
        "treasury", "reconcile", file, "--look", "--layout", given(alice, "a.yaml", OWN + "colour: red\n")
    )
    assert alice.status == 10 and "a.yaml:12" in said
    both = given(alice, "b.yaml", OWN.replace("  text: [3]\n", "  debit: 3\n"))
    said = alice.types("treasury", "reconcile", file, "--look", "--layout", both)
    assert alice.status == 10 and "either the column amount, or the columns debit and credit" in said


def test_a_bad_row_is_named_by_its_line(alice: Laptop) -> None:
    file = given(alice, "ours.csv", OWN_FILE.replace("350,00", "35O,00"))
    said = alice.types("treasury", "reconcile", file, "--look", "--layout", given(alice, "ours.yaml", OWN))
    assert alice.status == 10 and "line 4: '35O,00' is no amount; it is written 1.234,56" in said


def test_what_can_be_read_in_two_ways_is_asked_or_refused_with_what_to_type(alice: Laptop) -> None:
    file = given(alice, "bank.csv", "date,amount,text\n03/04/2026,5.00,tea\n")
    said = alice.types("treasury", "reconcile", file, "--look")
    assert alice.status == 2 and "--dates day-month-year or --dates month-day-year" in said
    read = alice.reads("treasury", "reconcile", file, "--look", "--dates", "month-day-year")
    assert read["only_at_bank"][0]["on"] == "2026-03-04"
    talk = alice.sits_down("treasury", "reconcile", file, "--look")
    talk.expect("Which one")
    talk.sendline("day-month-year")
    talk.expect("2026-04-03")
    talk.wait()


def test_an_encoding_is_a_choice(alice: Laptop) -> None:
    file = given(alice, "bank.csv", "date,amount,text\n2026-11-03,5.00,Käthe\n".encode("cp1252"))
    said = alice.types("treasury", "reconcile", file, "--look")
    assert alice.status == 10 and "--encoding cp1252" in said
    assert "Käthe" in alice.types("treasury", "reconcile", file, "--look", "--encoding", "cp1252")
