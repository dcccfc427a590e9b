"""The grammars of the names that people type: what each reads, what it refuses, and where it ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core import typed, typed_name
from govtool.core.ids import proposal_number
from govtool.roles.desk.statement_service import _number_of
from tests.rules.core.test_typed import FULL_WIDTH, refused


@given(st.integers(1, 10**12 - 1))
def test_a_proposal_is_known_by_its_number(number: int) -> None:
    padded = proposal_number(number)
    assert [typed_name.number_of(text) for text in (str(number), padded, f"#{number}", f" {padded} ")] == [padded] * 4
    assert typed_name.proposal(str(number)) == padded


@pytest.mark.parametrize("text", ["", "0", "0000", "#", "##7", "-7", "7.", "1234567890123", FULL_WIDTH, "seven"])
def test_no_number_of_a_proposal(text: str) -> None:
    assert typed_name.number_of(text) is None
    assert "is no number of a proposal" in refused(lambda: typed_name.proposal(text))


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (typed_name.sheet_of, "2026-11/4"),
        (typed_name.statement_of, "carol/12"),
        (typed_name.critique_of, "12/3"),
        (typed_name.count_of, "12"),
        (typed_name.name_of, "carol"),
        (typed_name.number_of, "7"),
    ],
)
def test_a_name_is_read_up_to_a_length(read: Callable[[str], object], text: str) -> None:
    """Longer text is not looked at: what a person pastes by mistake may be a whole file."""
    assert read(text.ljust(typed.LONGEST)) is not None and read(text.ljust(typed.LONGEST + 1)) is None


@pytest.mark.parametrize("text", ["9" * 13, "9" * 5000, "²", "٣", ""])
def test_the_number_in_the_name_of_a_branch_is_bounded(text: str) -> None:
    """Anybody names branches; Python refuses to read a number of more than 4,300 digits."""
    assert typed_name.count_of(text) is None
    assert _number_of(f"statement/dan/{text}") == 0 and _number_of("statement/dan/000012") == 12


def test_an_id_is_read_without_capitals_and_blanks() -> None:
    assert typed_name.name_of(" Carol ") == "carol"
    assert typed_name.name_of("a" * 32) is typed_name.name_of("../x") is None


def test_a_timesheet_is_named_by_its_month_and_number() -> None:
    assert typed_name.sheet_of("carol/2026-11/04") == ("carol", "2026-11", 4)
    assert typed_name.sheet_of("2026-11/4") == ("", "2026-11", 4)
    for text in ("carol/2026-13/1", "carol/2026-11/0", "-/2026-11/1", "carol/2026-11", "carol/2026-11/1/1"):
        assert typed_name.sheet_of(text) is None
    assert typed_name.sheet_of("con/2026-11/1") is None


def test_critique_is_named_by_its_proposal_and_number() -> None:
    assert typed_name.critique_of(" #12/3 ") == typed_name.critique_of("0012/0003") == ("0012", 3)
    for text in ("0/1", "1/0", "12", "12/", "/3", "12/3/1", "carol/3", f"1/{FULL_WIDTH}", f"{10**12}/1"):
        assert typed_name.critique_of(text) is None


def test_a_statement_is_named_by_its_person_and_number() -> None:
    assert typed_name.statement_of("carol/12") == ("carol", 12) and typed_name.count_of(" 012 ") == 12
    for text in ("carol/0", "carol/", "/1", "con/1", f"carol/{FULL_WIDTH}", f"carol/{10**12}"):
        assert typed_name.statement_of(text) is None
    assert typed_name.count_of(FULL_WIDTH) is typed_name.count_of("-1") is typed_name.count_of("1" * 13) is None


@pytest.mark.parametrize("text", ["dan", " dan ", "clerks", "no-body", "a" * 31])
def test_a_new_id_is_read(text: str) -> None:
    assert typed_name.new_id(text) == text.strip()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("con", "Windows keeps it for a device"),
        ("lpt1", "Windows keeps it for a device"),
        ("clerk", "reports use this word for a part of every organisation"),
        ("treasury", "reports use this word for a part of every organisation"),
        ("nobody", "reports use this word for a part of every organisation"),
        ("Dan", "an id is small letters, digits and single hyphens, 2 to 31 characters"),
        ("a" * 32, "an id is small letters, digits and single hyphens, 2 to 31 characters"),
        ("d", "an id is small letters, digits and single hyphens, 2 to 31 characters"),
        ("", "an id is small letters, digits and single hyphens, 2 to 31 characters"),
    ],
)
def test_a_new_id_that_cannot_be_is_refused_with_the_reason(text: str, why: str) -> None:
    said = refused(lambda: typed_name.new_id(text))
    assert said == f"{text!r} cannot be an id: {why}: choose another, such as dan"
