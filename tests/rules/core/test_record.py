"""What does not fit a record is said in our words, each with its place; never in those of the library below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from govtool.core.code import sentence_of
from govtool.core.ids import Digest, MemberId
from govtool.core.record import _SENTENCES, Record, SchemaError, Table


class Part(Record):
    name: str


class Whole(Record):
    text: Annotated[str, Field(min_length=2, max_length=4, pattern="^[a-z]+$")] = "abc"
    number: Annotated[int, Field(ge=1, le=9)] = 1
    between: Annotated[int, Field(gt=1, lt=9)] = 2
    is_true: bool = True
    word: Literal["yes", "no"] = "yes"
    nothing: None = None
    rows: Annotated[tuple[int, ...], Field(min_length=1, max_length=2)] = (1,)
    part: Part = Part(name="x")
    names: Mapping[str, int] = Field(default_factory=dict)
    table: Table[str, int] = Field(default_factory=dict)
    plain: dict[str, int] = Field(default_factory=dict)


MISFITS: dict[str, tuple[dict[str, Any], str]] = {
    "missing": ({"part": {}}, "part.name: is missing"),
    "extra_forbidden": ({"x": 1}, "x: is not a field of this record"),
    "string_type": ({"text": 1}, "text: must be text"),
    "int_type": ({"number": "1"}, "number: must be a whole number"),
    "bool_type": ({"is_true": 1}, "is_true: must be true or false"),
    "tuple_type": ({"rows": 1}, "rows: must be a list"),
    "none_required": ({"nothing": 1}, "nothing: must be null"),
    "model_type": ({"part": 1}, "part: must be a table of fields"),
    "dict_type": ({"plain": 1}, "plain: must be a table of names and values"),
    "mapping_type": ({"names": 1}, "names: must be a table of names and values"),
    "literal_error": ({"word": "maybe"}, "word: must be 'yes' or 'no', not 'maybe'"),
    "string_pattern_mismatch": ({"text": "AB"}, "text: does not have the right form: 'AB'"),
    "string_too_short": ({"text": "a"}, "text: must be text of 2 or more characters"),
    "string_too_long": ({"text": "abcde"}, "text: must be text of at most 4 characters"),
    "too_short": ({"rows": []}, "rows: must have 1 or more entries"),
    "too_long": ({"rows": [1, 2, 3]}, "rows: must have at most 2 entries"),
    "greater_than_equal": ({"number": 0}, "number: must be 1 or more"),
    "greater_than": ({"between": 1}, "between: must be more than 1"),
    "less_than_equal": ({"number": 10}, "number: must be at most 9"),
    "less_than": ({"between": 9}, "between: must be less than 9"),
}


@pytest.mark.parametrize("kind", MISFITS)
def test_a_misfit_is_said_in_our_words(kind: str) -> None:
    values, sentence = MISFITS[kind]
    with pytest.raises(SchemaError) as caught:
        Whole.read(values)
    assert [sentence_of(found) for found in caught.value.findings] == [sentence]


class Named(Record):
    id: MemberId = "alice"
    digest: Digest | None = None
    other: Annotated[str, Field(max_length=3)] = "abc"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"id": "Alice"}, "id"),
        ({"id": "a-b" * 11}, "id"),
        ({"id": "con"}, "name"),
        ({"id": 1}, "schema"),
        ({"digest": "sha256:x"}, "schema"),
        ({"other": "abcd"}, "schema"),
    ],
)
def test_an_id_and_a_name_that_no_file_can_have_are_named_as_such(values: dict[str, Any], code: str) -> None:
    with pytest.raises(SchemaError) as caught:
        Named.read(values)
    assert [found.code for found in caught.value.findings] == [code]


def test_each_of_our_sentences_has_its_case() -> None:
    assert set(MISFITS) == set(_SENTENCES)


@pytest.mark.parametrize(
    "values",
    [
        {"text": "ab", "number": 1, "between": 2, "rows": [1], "word": "no"},
        {"text": "abcd", "number": 9, "between": 8, "rows": [1, 2], "part": {"name": "y"}, "names": {"a": 1}},
    ],
)
def test_what_lies_within_the_bounds_fits(values: dict[str, Any]) -> None:
    assert Whole.read(values).data().items() >= values.items()


def test_a_long_value_is_cut_at_sixty_letters() -> None:
    for length, shown in ((60, "A" * 60), (61, "A" * 60 + "…")):
        with pytest.raises(SchemaError) as caught:
            Whole.read({"word": "A" * length})
        assert sentence_of(caught.value.findings[0]) == f"word: must be 'yes' or 'no', not {shown!r}"
