"""A sentence is chosen and filled in from data alone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.wording import ABSENT, GIVEN, Form, Wording, render, row, wording
from tests.world.wordings import fields_of, forms_of

FORMS: Mapping[str, Form] = {
    "": lambda value, _: str(value),
    "loud": lambda value, _: str(value).upper(),
    "count": lambda value, noun: f"{value} {noun}",
}
DUTY = wording("Gives {who:loud} the duty {duty}.", ("holds", False, "Takes the duty {duty} from {who:loud}."))


def said(of: Wording, **values: object) -> str:
    return render(of, lambda name: values[name], FORMS)


def test_the_first_case_that_fits_is_taken_and_the_text_if_none_does() -> None:
    assert said(DUTY, who="dan", duty="cook", holds=True) == "Gives DAN the duty cook."
    assert said(DUTY, who="dan", duty="cook", holds=False) == "Takes the duty cook from DAN."
    two = wording("neither", ("a", 1, "first"), ("b", 1, "second"))
    assert [said(two, a=a, b=b) for a, b in ((1, 1), (1, 2), (2, 1), (2, 2))] == ["first", "first", "second", "neither"]


@pytest.mark.parametrize(
    ("value", "absent"), [(None, True), ("", True), ((), True), (0, True), ("x", False), (1, False), (("x",), False)]
)
def test_a_field_is_absent_if_it_holds_nothing(value: object, absent: bool) -> None:
    assert said(wording("there", ("a", ABSENT, "not there")), a=value) == ("not there" if absent else "there")
    assert said(wording("not there", ("a", GIVEN, "there")), a=value) == ("not there" if absent else "there")


@pytest.mark.parametrize("value", [0, "", (), False, "None"])
def test_null_is_no_other_value(value: object) -> None:
    assert said(wording("there", ("a", None, "null")), a=value) == "there"


def test_true_is_not_one_and_one_is_not_true() -> None:
    assert said(wording("other", ("a", 1, "one")), a=True) == "other"
    assert said(wording("other", ("a", True, "yes")), a=1) == "other"


def test_a_part_is_said_in_its_place_and_chosen_by_its_own_field() -> None:
    sold = wording("Sells {what}{price}.", price=wording(" for {amount:count coins}", ("amount", ABSENT, "")))
    assert said(sold, what="bread", amount=3) == "Sells bread for 3 coins."
    assert said(sold, what="bread", amount=0) == "Sells bread."
    assert fields_of(sold) == {"what", "amount"} and forms_of(sold) == {"", "count"}


def test_a_form_that_nobody_has_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError, match="shout"):
        said(wording("{a:shout}"), a=1)


@given(st.text())
def test_somebodys_words_are_never_read_as_a_text_of_ours(words: str) -> None:
    assert said(wording("<{a}>"), a=words) == f"<{words}>"
    assert said(wording("<{a}>"), a="{who:loud}{{}}") == "<{who:loud}{{}}>"


def test_a_row_takes_texts_and_wordings() -> None:
    assert row("{a}", DUTY) == (Wording("{a}"), DUTY)
