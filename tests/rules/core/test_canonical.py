"""The canonical form: what the emitter writes, and the quick reader that takes nothing else."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from govtool.core import canonical, character
from govtool.core.canonical import MAX_INTEGER, MAX_LEVELS, Value, emit, read
from tests.world.place import GOLDEN

BALLOT: dict[str, Value] = {
    "proposal": "0007",
    "opening": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "voter": "alice",
    "choice": "for",
    "cast": 1,
    "reason": "",
}
LAYOUT: dict[str, Value] = {
    "texts": [
        "plain",
        'with "quotes" and \\',
        "two\nlines\n",
        "",
        "café 日本 😀",
        "yes",
        "2026-01-01",
        "1.0",
    ],
    "numbers": [0, 1, -1, MAX_INTEGER, -MAX_INTEGER],
    "words": [True, False, None],
    "empty_list": [],
    "empty_mapping": {},
    "lines": [{"creditor": "alice", "amount_minor": 3000}, {"creditor": "bob", "shares": ["1/2", "1/3"]}],
    "nested": {"one": {"two": {"three": 3}}, "lists": [["a", "b"], [], [[1], {}], [{"x": [{}]}]]},
}
KEYS: dict[str, Value] = {
    "a": 1,
    "with-hyphen": 1,
    "with_line": 1,
    "a1": 1,
    "Capital": 1,
    "docs/**": 1,
    "1": 1,
    "": 1,
    "y": 1,
    "on": 1,
    "no": 1,
    "null": 1,
    "true": 1,
    "<<": 1,
    "é": 1,
    'say "so"\n': 1,
}
GOLDEN_VALUES = {"ballot": BALLOT, "layout": LAYOUT, "keys": KEYS, "empty": {}}

allowed_characters = st.characters(codec="utf-8").filter(
    lambda mark: not character.is_refused(mark) and unicodedata.is_normalized("NFC", mark)
)
texts = st.one_of(
    st.text(alphabet="yesnoYN0123456789 -:#'\"\\\n[]{},&*!|>%@`?=~.ex_", max_size=12),
    st.text(alphabet=allowed_characters, max_size=20).map(lambda text: unicodedata.normalize("NFC", text)),
    st.text(alphabet="n\\\nu\u0301\u0300\u0334\u0327\U0001d165a", max_size=8).map(
        lambda text: unicodedata.normalize("NFC", text)
    ),
)
scalars = st.one_of(texts, st.integers(-MAX_INTEGER, MAX_INTEGER), st.booleans(), st.none())
keys = st.one_of(texts, st.sampled_from(["a", "b-c", "y", "n", "on", "null", "true", "<<", "x" * 900]))
values: st.SearchStrategy[Value] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
records = st.dictionaries(keys, values, max_size=5)


def nested_lists(levels: int) -> Value:
    value: Value = []
    for _ in range(levels - 1):
        value = [value]
    return value


@pytest.mark.parametrize("name", GOLDEN_VALUES)
def test_the_layout_is_frozen_in_golden_files(name: str) -> None:
    golden = (GOLDEN / f"{name}.yaml").read_bytes()
    assert emit(GOLDEN_VALUES[name]) == golden
    assert read(golden) == GOLDEN_VALUES[name]


@given(records)
@example({"a": "\n\u0301"})
@example({"a": "\\\n\u0327\U0001d165\u0301b"})
@example({"a": "\\n\u0301".replace("n\u0301", "ń")})
def test_what_is_emitted_is_read_back_as_the_same_value_in_the_same_order(record: dict[str, Value]) -> None:
    data = emit(record)
    again = read(data)
    assert again == record
    assert again is not None
    assert list(again) == list(record)
    assert emit(again) == data
    assert unicodedata.is_normalized("NFC", data.decode())


@given(records)
def test_any_yaml_reader_reads_what_is_emitted(record: dict[str, Value]) -> None:
    assert yaml.safe_load(emit(record)) == record


@given(st.data())
def test_the_quick_reader_takes_nothing_but_what_is_emitted(data: st.DataObject) -> None:
    written = emit(data.draw(records))
    place = data.draw(st.integers(0, len(written)))
    width = data.draw(st.integers(0, 3))
    patch = data.draw(
        st.sampled_from([b"", b" ", b"  ", b"\n", b"- ", b'"', b":", b"0", b"-", b"a", b"[]", b"#", b"\\"])
    )
    changed = written[:place] + patch + written[place + width :]
    value = read(changed)
    if value is not None:
        assert emit(value) == changed


@given(st.text(alphabet='ab"\\:- \n01[]{}tnul', max_size=40).map(str.encode) | st.binary(max_size=30))
def test_the_quick_reader_takes_nothing_else_from_noise(noise: bytes) -> None:
    value = read(noise)
    if value is not None:
        assert emit(value) == noise


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"a: 1",
        b"a: 1\n\n",
        b"a:  1\n",
        b"a: 1 \n",
        b"a: 01\n",
        b"a: -0\n",
        b"a: +1\n",
        b"a: 1000000000000000001\n",
        b"a: b\n",
        b"a: 'b'\n",
        b"a: True\n",
        b"a:\n",
        b"a: \n",
        b"a: \n  b: 1\n",
        b"a: \n  - 1\n",
        b"a:\n  - b: \n      c: 1\n",
        b"a:1\n",
        b'a:"b"\n',
        b"a:\n  - b:1\n",
        b'"a": 1\n',
        b"on: 1\n",
        b"a: 1\na: 1\n",
        b"a: 1 # one\n",
        b"# one\na: 1\n",
        b"a:\n- 1\n",
        b"a:\n    - 1\n",
        b"a:\n  b:\n",
        b"a:\n  b: 1\n c: 1\n",
        b"a: [1]\n",
        b"a: {}\n  b: 1\n",
        b"a:\n  - 1\n  b: 1\n",
        b"a:\n  b: 1\n  - 1\n",
        b"a:\n  -\n",
        b"- 1\n",
        b"[]\n",
        b'a: "\\u0041"\n',
        b'a: "\\/"\n',
        b'a: "\\u202e"\n',
        b'a: "\\ud83d"\n',
        b'a: "\\x41"\n',
        b'a: "\\t"\n',
        b'"\\ud83d": 1\n',
        b"a: 1\r\n",
        'a: "e\u0301"\n'.encode(),
        'a: "\u200b"\n'.encode(),
        b'a: "\xff"\n',
        b"a" * 1001 + b": 1\n",
    ],
)
def test_the_quick_reader_leaves_other_files_to_the_strict_one(data: bytes) -> None:
    assert read(data) is None


@pytest.mark.parametrize("value", [1.0, b"bytes", {1, 2}, object(), {1: "a"}, {None: "a"}, [1.5], {"a": (1, 2.0)}])
def test_other_types_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        emit({"key": value})


@pytest.mark.parametrize("value", [[1], "text", None, 1])
def test_only_a_mapping_is_a_record(value: Mapping[str, object]) -> None:
    with pytest.raises(TypeError):
        emit(value)


@pytest.mark.parametrize(
    "text",
    [
        "\t",
        "\r",
        "\0",
        "\x7f",
        "\x85",
        "\u200b",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\u2028",
        "\ue000",
        "\ud800",
        "e\u0301",
    ],
)
def test_texts_that_cannot_be_seen_or_read_back_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        emit({"key": f"a{text}b"})
    with pytest.raises(ValueError):
        emit({f"a{text}b": 1})


@pytest.mark.parametrize("number", [MAX_INTEGER + 1, -MAX_INTEGER - 1, 10**5000], ids=["above", "below", "huge"])
def test_integers_beyond_the_limit_are_refused(number: int) -> None:
    with pytest.raises(ValueError):
        emit({"key": number})


def test_a_key_that_yaml_readers_cannot_follow_is_refused() -> None:
    assert yaml.safe_load(emit({"a" * 1000: 1})) == {"a" * 1000: 1}
    with pytest.raises(ValueError):
        emit({"a" * 1001: 1})


def test_sixteen_levels_are_written_and_seventeen_are_refused() -> None:
    deepest: dict[str, Value] = {"key": nested_lists(MAX_LEVELS - 1)}
    assert read(emit(deepest)) == deepest
    with pytest.raises(ValueError):
        emit({"key": nested_lists(MAX_LEVELS)})
    with pytest.raises(ValueError):
        emit({"key": [nested_lists(MAX_LEVELS), 1]})
    table: Value = {"last": 1}
    for _ in range(MAX_LEVELS // 2 - 1):
        table = {"rows": [table]}
    assert read(emit({"key": table})) == {"key": table}
    with pytest.raises(ValueError):
        emit({"rows": [table]})
    one_more = emit(deepest).replace(b"[]", b"- []")
    assert read(one_more) is None


@pytest.mark.parametrize("piece", ["a", " ", "- ", '"', "a:", '"a":', "\\a", "1", "a\n"])
@pytest.mark.parametrize("begin", ["", "a: ", 'a: "', "b:\n  "])
def test_a_long_file_that_is_not_canonical_is_left_as_soon_as_it_was_looked_at_once(begin: str, piece: str) -> None:
    """A look from every letter to the end would take hours for such a file, and anybody can send one."""
    assert read((begin + piece * 300_000 + "\n").encode()) is None


@pytest.mark.parametrize(("last", "most"), [("a: {}", MAX_LEVELS - 2), ("- a: {}", MAX_LEVELS - 3)])
def test_an_empty_collection_is_a_level_too(last: str, most: int) -> None:
    def around(levels: int) -> bytes:
        return "".join("  " * level + line + "\n" for level, line in enumerate(["a:"] * levels + [last])).encode()

    value = read(around(most))
    assert value is not None and emit(value) == around(most)
    assert read(around(most + 1)) is None


def test_frozen_values_are_written_like_their_plain_ones() -> None:
    class Choice(StrEnum):
        FOR = "for"

    frozen = MappingProxyType({"choice": Choice.FOR, "shares": (1, (2, 3)), "of": MappingProxyType({"a": True})})
    assert emit(frozen) == emit({"choice": "for", "shares": [1, [2, 3]], "of": {"a": True}})


def test_a_mark_never_composes_with_the_letter_of_the_escape_before_it() -> None:
    assert emit({"a": "x\n\u0301y"}) == b'a: "x\\n\\u0301y"\n'
    assert emit({"a": "x\n y"}) == b'a: "x\\n y"\n'


HIDDEN = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0" + "".join(
    map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)


def test_the_frozen_table_refuses_what_the_running_unicode_calls_invisible() -> None:
    """A newer Python knows more characters, never fewer: what it calls invisible the table refuses too."""
    invisible = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    same_version = unicodedata.unidata_version == "14.0.0"
    for code_point in range(0x110000):
        mark = chr(code_point)
        expected = (unicodedata.category(mark) in invisible and mark != "\n") or mark in HIDDEN
        if expected or same_version:
            assert character.is_refused(mark) == expected, f"U+{code_point:04X}"


def test_a_character_given_out_after_the_freeze_stays_refused() -> None:
    assert character.is_refused("\U0001fae8")
    assert not character.is_refused("\U0001fae0")


def test_quotes_stand_around_every_word_that_an_old_reader_takes_for_a_truth_value() -> None:
    for word in sorted(canonical._WORDS_TO_QUOTE):
        assert emit({word: 1}) == f'"{word}": 1\n'.encode()
