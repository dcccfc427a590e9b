"""Ids, digests, numbers, and the frozen records that hold them."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from govtool.core import ids
from govtool.core.code import sentence_of
from govtool.core.ids import CommitId, Digest, MemberId, Name, ProposalNumber, SerialNumber
from govtool.core.record import Record, SchemaError, Table


class Person(Record):
    id: MemberId
    role: Name | None = None
    number: ProposalNumber = "0001"
    digest: Digest | None = None
    commit: CommitId | None = None
    statement: SerialNumber | None = None


class Card(Record):
    number: int
    is_open: bool
    weights: Table[MemberId, int]
    tags: tuple[str, ...] = ()
    fallback: str | None = Field(default=None, alias="else")
    previous: Digest | None
    holders: tuple[Person, ...] = ()


CARD = {"number": 1, "is_open": True, "weights": {"bob": 2, "alice": 1}, "else": "all", "previous": None}


def refused(**fields: object) -> tuple[str, ...]:
    with pytest.raises(SchemaError) as caught:
        Person.read({"id": "alice", **fields})
    return tuple(found.code for found in caught.value.findings)


def test_a_form_that_is_made_from_the_schema_knows_how_long_an_id_is() -> None:
    """The pattern cannot say it: it counts no hyphens."""
    schema = Person.model_json_schema()["properties"]["id"]
    assert (schema["pattern"], schema["maxLength"]) == (ids.ID_PATTERN, 31)


def test_a_number_in_a_series_has_at_most_twelve_digits() -> None:
    assert [Person.read({"id": "alice", "statement": number}).statement for number in (1, 10**12 - 1)] == [
        1,
        10**12 - 1,
    ]
    assert refused(statement=0) == refused(statement=10**12) == ("schema",)


@pytest.mark.parametrize("text", ["al", "alice", "a1", "alice-2", "a-b-c", "z" * 31, "a" + "-b" * 15, "com10", "lpt10"])
def test_an_id_is_small_letters_digits_and_single_hyphens(text: str) -> None:
    assert ids.is_id(text)
    assert Person.read({"id": text}).id == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "Alice",
        "1alice",
        "-alice",
        "alice-",
        "a--b",
        "alice\n",
        "\nalice",
        "alice bob",
        "a_b",
        "а" + "lice",
        "ал",
        "z" * 32,
        "ab" + "-c" * 15,
        "a.b",
        "a/b",
        "..",
        "$(id)",
        "a;b",
        "alice\x00",
        "al٣",
    ],
)
def test_anything_else_is_no_id_and_is_refused_as_one(text: str) -> None:
    assert not ids.is_id(text)
    assert refused(id=text) == ("id",)


@pytest.mark.parametrize("text", ["con", "nul", "aux", "prn", "com1", "com9", "lpt1", "lpt0"])
def test_a_device_of_windows_is_no_file_name_but_may_be_a_word(text: str) -> None:
    assert not ids.is_id(text)
    assert refused(id=text) == ("name",)
    assert Person.read({"id": "alice", "role": text}).role == text


@pytest.mark.parametrize("text", ["clerk", "nobody", "treasury"])
def test_a_word_for_a_part_of_an_organisation_names_no_person(text: str) -> None:
    assert refused(id=text) == ("name",)
    assert Person.read({"id": f"{text}s", "role": text}).role == text


@pytest.mark.parametrize(("number", "text"), [(1, "0001"), (7, "0007"), (9999, "9999"), (10000, "10000")])
def test_a_proposal_number_has_four_digits_or_more(number: int, text: str) -> None:
    assert ids.proposal_number(number) == text
    assert ids.is_proposal_number(text)
    assert Person.read({"id": "alice", "number": text}).number == text


@pytest.mark.parametrize("text", ["7", "007", "0000", "00007", "0007\n", "+007", "٠٠٠٧", "abcd", ""])
def test_a_number_in_another_form_is_refused(text: str) -> None:
    assert not ids.is_proposal_number(text)
    assert refused(number=text) == ("schema",)


@pytest.mark.parametrize("number", [0, -1, 10**12])
def test_there_is_no_proposal_of_that_number(number: int) -> None:
    with pytest.raises(ValueError, match="no number of a proposal"):
        ids.proposal_number(number)


@given(st.binary(max_size=100))
def test_a_digest_is_the_sha256_of_the_bytes_as_records_write_it(data: bytes) -> None:
    digest = ids.digest_of(data)
    assert digest == "sha256:" + hashlib.sha256(data).hexdigest()
    assert ids.is_digest(digest)
    assert Person.read({"id": "alice", "digest": digest}).digest == digest


@pytest.mark.parametrize(
    "text", ["", "sha256:", "a" * 64, "sha256:" + "A" * 64, "sha256:" + "a" * 63, "sha1:" + "a" * 64]
)
def test_another_form_of_digest_is_refused(text: str) -> None:
    assert not ids.is_digest(text)
    assert not ids.is_digest("sha256:" + "a" * 64 + "\n")
    assert refused(digest=text) == ("schema",)


def test_a_commit_id_is_forty_small_hexadecimal_digits() -> None:
    assert ids.is_commit_id("0" * 40)
    assert Person.read({"id": "alice", "commit": "a" * 40}).commit == "a" * 40
    for text in ("a" * 39, "a" * 41, "A" * 40, "a" * 40 + "\n", "g" * 40):
        assert not ids.is_commit_id(text)
        assert refused(commit=text) == ("schema",)


def test_a_record_comes_back_from_its_data_field_by_field_in_order() -> None:
    card = Card.read(CARD)
    assert card.data() == CARD
    assert list(card.data()) == list(CARD)
    assert list(card.data()["weights"]) == ["bob", "alice"]
    assert Card.read(card.data()) == card


def test_optional_fields_are_left_out_while_empty_and_nullable_ones_are_written() -> None:
    empty = Card.read({**CARD, "tags": []}).data()
    assert "tags" not in empty
    assert empty["previous"] is None
    full = Card.read({**CARD, "tags": ["x"], "holders": [{"id": "bob"}]})
    assert full.data()["tags"] == ["x"]
    assert full.data()["holders"] == [{"id": "bob", "number": "0001"}]
    assert Card.read(full.data()) == full


@pytest.mark.parametrize("value", [True, 30.0, "30", None, [1], {"a": 1}])
def test_only_a_whole_number_is_a_number(value: object) -> None:
    with pytest.raises(SchemaError) as caught:
        Card.read({**CARD, "number": value})
    assert [dict(found.values) for found in caught.value.findings] == [
        {"where": "number", "what": "must be a whole number"}
    ]


def test_every_misfit_is_found_with_its_place() -> None:
    with pytest.raises(SchemaError) as caught:
        Card.read(
            {"number": 1, "is_open": 1, "weights": {"Bob": 1}, "holders": [{"id": 1}], "x": 1},
            "card.yaml",
            ("a",),
        )
    assert caught.value.exit_code == 10
    assert caught.value.locations == (
        ("a", "is_open"),
        ("a", "weights", "Bob"),
        ("a", "previous"),
        ("a", "holders", 0, "id"),
        ("a", "x"),
    )
    assert {found.path for found in caught.value.findings} == {"card.yaml"}
    assert [found.values["where"] for found in caught.value.findings][3:] == ["a.holders.0.id", "a.x"]


@pytest.mark.parametrize("value", [None, [], "text", 1])
def test_what_is_no_table_is_no_record(value: object) -> None:
    with pytest.raises(SchemaError) as caught:
        Card.read(value)
    assert caught.value.locations == ((),)


def test_a_field_has_one_name_in_a_file() -> None:
    with pytest.raises(SchemaError, match="schema"):
        Card.read({**CARD, "fallback": "all"})


def test_a_record_is_frozen_and_changes_only_into_another_that_is_checked() -> None:
    card = Card.read(CARD)
    with pytest.raises(ValidationError):
        card.number = 2
    with pytest.raises(TypeError):
        card.weights["bob"] = 3
    assert card.changed(number=2, tags=["x"], fallback=None).data() == {
        "number": 2, "is_open": True, "weights": {"bob": 2, "alice": 1}, "tags": ["x"], "previous": None
    }  # fmt: skip
    assert card.number == 1
    for update in ({"number": True}, {"unknown": 1}, {"weights": {"Bob": 1}}):
        with pytest.raises(SchemaError):
            card.changed(**update)


def test_a_list_that_is_changed_later_does_not_change_the_record() -> None:
    tags, weights = ["x"], {"bob": 2}
    card = Card.read({**CARD, "tags": tags, "weights": weights})
    tags.append("y")
    weights["eve"] = 9
    assert card.tags == ("x",)
    assert card.weights == {"bob": 2}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("Alice", "'Alice' is not an id: small letters a-z, digits and single hyphens, 2 to 31 characters"),
        ("con", "the name 'con' cannot be used: Windows keeps it for a device"),
        ("clerk", "the name 'clerk' cannot be used: reports use this word for a part of every organisation"),
        (7, "id: must be text"),
    ],
)
def test_a_misfit_is_said_in_a_sentence(value: object, sentence: str) -> None:
    with pytest.raises(SchemaError) as caught:
        Person.read({"id": value})
    assert [sentence_of(found) for found in caught.value.findings] == [sentence]
