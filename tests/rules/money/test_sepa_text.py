"""Names in the letters of SEPA: as the table of the European Payments Council has it, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.roles.money.sepa_text import LETTERS, sepa_text


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ann O'Neil-Roy (Jr.)", "Ann O'Neil-Roy (Jr.)"),
        ("Müller Ärger Öl Straße", "Mueller Aerger Oel Strasse"),
        ("MÜLLER", "MUELLER"),
        ("Đorđe Đukić", "Dorde Dukic"),
        ("Œuvre æther Ægir", "Oeuvre aether Aegir"),
        ("Þór Ðóra garður", "Thor Dora gardur"),
        ("Işık İnci ışık", "Isik Inci isik"),
        ("Γιώργος Ψύλλου ΧΑΡΗΣ", "Giorgos Psylloy ChARIS"),
        ("ΧΑΡΗΣ ΘΕΟΣ", "CHARIS THEOS"),
        ("Юлия Щукина", "Yuliya Shtukina"),
        ("D’Angelo", "D'Angelo"),
        ("Søren Łucka Nguyễn Ħal", "Soren Lucka Nguyen Hal"),
        ("Roy & Sons; [Ltd] – \\", "Roy + Sons, (Ltd) - /"),
        ("  Bob\N{NO-BREAK SPACE}Roy ", "Bob Roy"),
        ("ﬁn", "fin"),
    ],
)
def test_a_name_is_written_in_the_letters_of_sepa(name: str, written: str) -> None:
    assert sepa_text(name) == written


@pytest.mark.parametrize(("name", "letter"), [("佐藤", "佐"), ("Ann ½", "½"), ("a€", "€"), ("אבי", "א")])
def test_a_letter_without_an_answer_is_named(name: str, letter: str) -> None:
    with pytest.raises(ValueError, match=f"SEPA has no letter for .*{letter}"):
        sepa_text(name)


@pytest.mark.parametrize("name", ["", " ", "\N{COMBINING ACUTE ACCENT}"])
def test_a_name_of_which_nothing_is_left_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="nothing is left"):
        sepa_text(name)


@given(st.text())
def test_what_is_written_is_in_the_letters_of_sepa_and_stays(name: str) -> None:
    try:
        written = sepa_text(name)
    except ValueError:
        return
    assert set(written) <= LETTERS and written == written.strip() != "" and sepa_text(written) == written
