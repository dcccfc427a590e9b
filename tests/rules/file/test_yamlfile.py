"""Strict YAML in: what is accepted means the same to every reader; everything else is refused, and where."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from govtool.core.canonical import MAX_LEVELS, Value, emit, read
from govtool.core.code import TABLE, advice_of, sentence_of
from govtool.core.finding import Finding
from govtool.errors import EXIT_FINDINGS, GovtoolError
from govtool.io.file.yamlfile import CLERK_LIMIT, PERSON_LIMIT, load
from govtool.io.file.yamlparser import load_strict
from govtool.io.file.yamlplace import YamlError
from tests.rules.core.test_canonical import records, texts

PROPOSAL = """\
# What we want to do.
title: Pay the wages owed
summary: >-
  One hundred,
  divided by what is owed.
proposer: "alice"
replaces: null
actions:
  - kind: pay-debts   # the oldest first
    amount_minor: 10000
    split: {rule: 'largest remainder', shares: [1/2, 50%, 66.6%]}
  - {kind: publish, public: true}
"""

# fmt: off
AMBIGUOUS_WORDS = [
    "y", "Y", "n", "N", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF",
    "True", "TRUE", "False", "FALSE", "Null", "NULL", "~", "=", "2026-01-01", "2026-1-1",
    "2026-11-22T21:00:00Z", "1.0", "1.", ".5", "-.5", "+.5", "1e5", "1e3", "1E+5", "1.5e-3", "123e4567",
    ".inf", "-.inf", "+.INF", ".nan", ".NaN", "0o17", "017", "00", "08", "-07", "0x1F", "0XaB", "0b101",
    "-0x1", "+1", "1_000", "1_0.5", "1:30", "1:30:00", "190:20:30.15", "1.2.3", "1,000", "-1_0",
]
# fmt: on


# fmt: off
INVISIBLE_CHARACTERS = [
    "\0", "\x01", "\x0b", "\x1b", "\x7f", "\x80", "\x85", "\xad", "\u061c", "\u200b", "\u200d", "\u200e",
    "\u202a", "\u202e", "\u2028", "\u2029", "\u2060", "\u2066", "\u2069", "\ufeff", "\ufff9", "\ufffe",
    "\uffff", "\ue000", "\U000e0041", "\U000f0000", "\U0010ffff", "\u0378", "\u115f", "\u3164", "\ufe0f",
]
# fmt: on


def refused(data: bytes | str, limit: int = PERSON_LIMIT) -> tuple[Finding, ...]:
    with pytest.raises(YamlError) as caught:
        load(data.encode() if isinstance(data, str) else data, "file.yaml", limit)
    return caught.value.findings


def places(data: bytes | str) -> list[tuple[str, int, int]]:
    return [(found.code, found.line, found.column) for found in refused(data)]


def test_what_a_person_writes_is_read() -> None:
    assert load(PROPOSAL.encode(), "proposal.yaml").value == {
        "title": "Pay the wages owed",
        "summary": "One hundred, divided by what is owed.",
        "proposer": "alice",
        "replaces": None,
        "actions": [
            {
                "kind": "pay-debts",
                "amount_minor": 10000,
                "split": {"rule": "largest remainder", "shares": ["1/2", "50%", "66.6%"]},
            },
            {"kind": "publish", "public": True},
        ],
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: b", {"a": "b"}),
        ("- a\n- 1\n", ["a", 1]),
        ("a: -17", {"a": -17}),
        ("a: 0", {"a": 0}),
        ("a: 1000000000000000000", {"a": 10**18}),
        ("a: [true, false, null]", {"a": [True, False, None]}),
        ("a: |\n  one\n\n  --- two\n", {"a": "one\n\n--- two\n"}),
        ("a: 'it''s'", {"a": "it's"}),
        ('a: "\\u00e9\\n\\x41\\/"', {"a": "é\nA/"}),
        ('"on": 1\n"1": 2\n"<<": 3\n"": 4', {"on": 1, "1": 2, "<<": 3, "": 4}),
        ("a: 'yes'\nb: \"1.0\"\nc: '2026-01-01'\nd: ''", {"a": "yes", "b": "1.0", "c": "2026-01-01", "d": ""}),
        ("a: what? (why) 100% * & ! # so", {"a": "what? (why) 100% * & !"}),
        ("a: 2026-11\nb: 1/2\nc: P7D\nd: 2 of 3\ne: v1.2\nf: -x\ng: e5", None),
        ("a: '[[[[[[[[[[[[[[[[[[[[[[[[[[[['", {"a": "[" * 28}),
        ("a: café 日本 😀 — „so“", {"a": "café 日本 😀 — „so“"}),
        ("a: |\n\n\n  b\n  \n  c\n", {"a": "\n\nb\n\nc\n"}),
        ("- [a, {b: c}]\n- d?\n- ['e?']\n- f?", None),
        ("a: |- # one\n  b\nc: >2\n   d\n", {"a": "b", "c": " d\n"}),
        ("# comment\n\na: 1 # another\n", {"a": 1}),
    ],
)
def test_good_yaml_is_accepted(text: str, value: Value) -> None:
    read = load(text.encode(), "file.yaml").value
    assert read == yaml.safe_load(text)
    if value is not None:
        assert read == value


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        # An anchor, an alias, a merge key: what is signed is not what is read.
        ("a: &x 1\n", 1, 4),
        ("a:\n  b: &x {c: 1}\n", 2, 6),
        ("a:\n  - &x\n    b: 1\n", 2, 5),
        ("a: *x\n", 1, 4),
        ("*x : 1\n", 1, 1),
        ("&x a: 1\n", 1, 1),
        ("a: 1\n<<: {b: 2}\n", 2, 1),
        ("a: <<\n", 1, 4),
        # Tags
        ('a: !!int "12"\n', 1, 4),
        ("a: !!python/object/apply:os.system [ls]\n", 1, 4),
        ("!!map {a: 1}\n", 1, 1),
        ("a: ! b\n", 1, 4),
        ("a: !<tag:yaml.org,2002:str> b\n", 1, 4),
        ("!!str a: 1\n", 1, 1),
        # Keys that are not text
        ("1: a\n", 1, 1),
        ("true: a\n", 1, 1),
        ("null: a\n", 1, 1),
        ("? a\n: b\n", 1, 1),
        ("{? a : b}\n", 1, 2),
        ("? [a, b]\n: c\n", 1, 3),
        ("{[a]: b}\n", 1, 2),
        ("{{a: 1}: b}\n", 1, 2),
        ("[? a]\n", 1, 5),
        # Documents and directives
        ("a: 1\n---\nb: 2\n", 2, 1),
        ("---\na: 1\n", 1, 1),
        ("--- {a: 1}\n", 1, 1),
        ("...\na: 1\n", 1, 1),
        ("a: 1\n...\n", 2, 1),
        ("a: 1\n...", 2, 1),
        ("%YAML 1.1\n---\na: 1\n", 1, 1),
        ("%TAG ! x\na: 1\n", 1, 1),
        ("{a: 1}\n{b: 2}\n", 2, 1),
        # Duplicate keys
        ("choice: a\nchoice: b\n", 2, 1),
        ('"choice": a\nchoice: b\n', 2, 1),
        ("'choice': a\n\"ch\\u006fice\": b\n", 2, 1),
        ("a: {b: 1, b: 1}\n", 1, 11),
        ("a: 1\nb: 2\na:\n  c: 1\n", 3, 1),
        # Nothing
        ("", 1, 1),
        ("# only a comment\n", 1, 1),
        ("only a text\n", 1, 1),
        ("# zero\n0\n", 2, 1),
        ("null\n", 1, 1),
        ("|\n# a text or a comment\n", 1, 1),
        ("a:\n", 1, 3),
        ("a:\nb: 1\n", 1, 3),
        ("- \n- 1\n", 1, 2),
        (": 1\n", 1, 1),
        ("{a, b: 1}\n", 1, 3),
        ("{a:1}\n", 1, 5),
        # Bytes
        ("a: 1\r\nb: 2\r\n", 1, 5),
        ("a: 1\rb: 2\n", 1, 5),
        ("a:\n\tb: 1\n", 2, 1),
        ('a: "\tb"\n', 1, 5),
        ("a: cafe\u0301\n", 1, 7),
        ("b: 1\n# cafe\u0301\n", 2, 6),
        ('b: 1\na: "e\\u0301"\n', 2, 4),
        # Not YAML
        ("a: [1\n", 2, 1),
        ("a: b: c\n", 1, 5),
        ("a: 'b\n", 2, 1),
        ('a: "\\q"\n', 1, 5),
        ('a: "\\ud83d\\ude00"\n', 1, 7),
        ("a: @b\n", 1, 4),
        ("a: |#\n  b\n", 1, 4),
        ("a: |\n  \n  b\n", 1, 4),
        ("a: |-\n\n   \n", 1, 4),
        ("[b, a?]", 1, 5),
        ("a: {b?c: 1}", 1, 5),
        ("é: 1\na: >-# b\n  c\n", 2, 4),
        ("a: `b`\n", 1, 4),
        ("a: 1\n b: 2\n", 2, 3),
        ("a: 1\n" + "x" * 2000 + ": 1\n", 2, 2001),
    ],
)
def test_what_two_readers_might_read_in_two_ways_is_refused(text: str, line: int, column: int) -> None:
    assert places(text)[0] == ("yaml", line, column)


@pytest.mark.parametrize("word", AMBIGUOUS_WORDS)
@pytest.mark.parametrize("form", ["a: {}", "- {}", "a: [{}]", "a:\n  {}", "{}: 1"])
def test_unquoted_words_that_versions_of_yaml_read_differently_are_refused(word: str, form: str) -> None:
    if form == "a: [{}]" and "," in word:
        form = "a: {}"
    text = form.replace("{}", word)
    quoted = form.replace("{}", f'"{word}"')
    line = text[: text.index(word)].count("\n") + 1
    assert places(text)[0] == ("yaml", line, len(text.split("\n")[line - 1]) - len(text.split(word)[1]) - len(word) + 1)
    assert load(quoted.encode(), "file.yaml").value == yaml.safe_load(quoted)


@pytest.mark.parametrize("moment", ["2026-11-22 21:00:00", "2026-11-22 21:00:00 +01:00"])
def test_times_with_a_space_need_quotes(moment: str) -> None:
    assert places(f"at: {moment}\n") == [("yaml", 1, 5)]


@pytest.mark.parametrize("number", ["1000000000000000001", "-1000000000000000001", "9" * 5000])
def test_integers_beyond_the_limit_are_refused(number: str) -> None:
    assert places(f"a: {number}\n") == [("limits", 1, 4)]


@pytest.mark.parametrize("mark", INVISIBLE_CHARACTERS)
def test_invisible_characters_are_refused_wherever_they_stand(mark: str) -> None:
    assert places(f"a: b\nc: d{mark}\n") == [("invisible", 2, 5)]
    assert places(f"{mark}a: b\n") == [("invisible", 1, 1)]
    assert places(f"a: b # {mark}\n") == [("invisible", 1, 8)]
    assert places(f'a: "é{mark}"\n') == [("invisible", 1, 6)]
    assert places(f'a: b\nc: "d\\U{ord(mark):08x}"\n') == [("invisible", 2, 4)]
    assert places(f'"d\\U{ord(mark):08x}": 1\n') == [("invisible", 1, 1)]


def test_the_message_names_the_character_and_never_prints_it() -> None:
    (found,) = refused("title: pay \u202e001 euro\n")
    assert sentence_of(found).endswith("character U+202E RIGHT-TO-LEFT OVERRIDE")
    assert (found.path, found.line, found.column) == ("file.yaml", 1, 12)


@pytest.mark.parametrize(
    "data", [b"a: \xff\n", b"a: \xc3", b"a: \xed\xa0\x80\n", b"a: \xc0\xaf\n", b"a: \xf4\x90\x80\x80"]
)
def test_bytes_that_are_not_utf8_are_refused(data: bytes) -> None:
    assert places(data) == [("yaml", 1, 4)]


def test_utf16_is_refused() -> None:
    assert places("a: 1\n".encode("utf-16")) == [("yaml", 1, 1)]


@pytest.mark.parametrize(("opening", "column"), [("[", 17), ("{a: ", 65), ("- ", 33), ("[{a: ", 41), ("[?", 3)])
@pytest.mark.parametrize("times", [2000, 1_000_000])
def test_a_file_of_nested_brackets_is_refused_before_it_is_built(opening: str, column: int, times: int) -> None:
    (found,) = refused(opening * times, CLERK_LIMIT)
    assert (found.line, found.column) == (1, column)
    assert found.code == ("yaml" if "?" in opening else "limits")


def test_sixteen_levels_are_allowed_in_both_styles_and_seventeen_are_not() -> None:
    assert load(b"[" * MAX_LEVELS + b"]" * MAX_LEVELS, "file.yaml").value
    assert load(b"- " * MAX_LEVELS + b"a", "file.yaml").value
    assert places(b"[" * 17 + b"]" * 17) == [("limits", 1, 17)]
    assert places(b"- " * 17 + b"a") == [("limits", 1, 33)]
    assert places("".join("  " * level + "a:\n" for level in range(17)) + "  " * 17 + "b: 1") == [("limits", 17, 33)]


def test_a_file_may_be_as_large_as_its_limit_and_no_larger() -> None:
    largest = b'a: "' + b"x" * (PERSON_LIMIT - 6) + b'"\n'
    assert load(largest, "file.yaml").value
    assert [found.code for found in refused(largest + b"\n")] == ["limits"]
    assert load(largest + b"\n", "file.yaml", CLERK_LIMIT).value
    with pytest.raises(YamlError) as caught:
        load(largest, "file.yaml", 100)
    assert [found.code for found in caught.value.findings] == ["limits"]


def test_every_mistake_is_reported_in_the_order_of_the_file() -> None:
    text = "a: yes\nb: 1.0\nb: 2\nc: 99999999999999999999\nd:\n"
    assert places(text) == [("yaml", 1, 4), ("yaml", 2, 4), ("yaml", 3, 1), ("limits", 4, 4), ("yaml", 5, 3)]


def test_a_file_of_nothing_but_mistakes_gives_a_short_report() -> None:
    assert len(refused("- yes\n" * 5000)) == 20
    assert len(refused("".join(f"? a{number}\n: b\n" for number in range(1000)))) == 20
    assert len(refused("a: " + "".join(map(chr, range(0xE000, 0xE100))))) == 20


def test_the_error_is_one_of_govtool_and_every_finding_has_a_sentence() -> None:
    with pytest.raises(GovtoolError) as caught:
        load(b"a: yes", "votes/alice.yaml")
    assert caught.value.exit_code == EXIT_FINDINGS
    assert isinstance(caught.value, YamlError)
    (found,) = caught.value.findings
    assert found.code in TABLE
    assert 'or "yes"' in sentence_of(found)
    assert advice_of(found)


@pytest.mark.parametrize(
    ("location", "position"),
    [
        ((), (2, 1)),
        (("title",), (2, 8)),
        (("summary",), (3, 10)),
        (("replaces",), (7, 11)),
        (("actions",), (9, 3)),
        (("actions", 0), (9, 5)),
        (("actions", 0, "kind"), (9, 11)),
        (("actions", 0, "split", "shares", 1), (11, 54)),
        (("actions", 1), (12, 5)),
        (("actions", 1, "public"), (12, 29)),
        (("actions", 0, "split", "missing"), (11, 12)),
        (("actions", 7, "kind"), (9, 3)),
        (("title", "deeper", 3), (2, 8)),
        (("missing",), (2, 1)),
    ],
)
def test_a_location_is_found_in_the_file(location: tuple[str | int, ...], position: tuple[int, int]) -> None:
    assert load(PROPOSAL.encode(), "file.yaml").position(location) == position


def test_locations_are_found_in_a_canonical_file_too() -> None:
    document = load(emit({"a": {"b": [1, {"c": "x"}]}, "on": 2}), "file.yaml")
    assert document.position(("a", "b", 1, "c")) == (4, 10)
    assert document.position(("on",)) == (5, 7)
    assert load(b"{}\n", "file.yaml").position(("a",)) == (1, 1)


def test_columns_count_characters_and_not_bytes() -> None:
    assert load("é: [日本, b]\n".encode(), "file.yaml").position(("é", 1)) == (1, 9)
    assert places("é: [日本, yes]\n") == [("yaml", 1, 9)]


def test_a_canonical_file_is_read_and_another_form_of_it_is_not() -> None:
    record: dict[str, Value] = {"voter": "alice", "cast": 1, "lines": [{"a": 1}]}
    written = emit(record)
    assert read(written) == record
    for other in (
        b"# a comment\n" + written,
        written.replace(b'"alice"', b"alice"),
        written.replace(b"cast: 1", b"cast:  1"),
        written.replace(b"  - a: 1", b"- a: 1"),
        written.replace(b"  - a: 1\n", b"  - a: 1"),
        written + b"\n",
        written + b"# a lie\n",
        b'{"voter": "alice"}',
        b"- 1\n",
        b"[]\n",
        b"[{a: 1}]",
        b'"' + b"X" * 1000 + b'": 1\n',
    ):
        assert read(other) is None


@given(records)
def test_both_readers_agree_on_what_the_emitter_writes(record: dict[str, Value]) -> None:
    written = emit(record)
    assert load_strict(written, "file.yaml") == record
    assert load(written, "file.yaml").value == record
    assert read(written) == record


PIECES = [
    *[
        "a",
        "b: ",
        "yes",
        "1",
        "-",
        "- ",
        "\n",
        "\n  ",
        "  ",
        " ",
        ":",
        ": ",
        "'",
        '"',
        "[",
        "]",
        "{",
        "}",
        ",",
        "#",
        " #",
    ],
    *[
        "|",
        ">",
        "|-\n  ",
        "?",
        "? ",
        "&a",
        "*a",
        "!",
        "!!str ",
        "%",
        "---",
        "...",
        "~",
        "\\n",
        "\\",
        "é",
        "\u0301",
        "@",
    ],
    *["true", "null", "0x1", "1.0", "=", "<<", "2026-01-01", "e", "+", "_", "\\u0301", "\t", "😀", "&", "*", "`", "/"],
]
soup = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
lines = st.lists(
    st.tuples(st.sampled_from(["", "  ", "- ", "  - "]), st.sampled_from(["a: ", "b: ", "c:", ""]), texts | soup).map(
        "".join
    ),
    max_size=4,
).map("\n".join)


@given(soup | lines)
@example("a: 'x\n\n  y'")
@example("[a b: c]")
def test_whatever_is_accepted_an_old_reader_reads_as_the_same_value(text: str) -> None:
    try:
        value = load(text.encode(), "file.yaml").value
    except YamlError:
        return
    assert yaml.safe_load(text) == value


@given(st.data())
def test_both_readers_agree_on_what_is_nearly_canonical(data: st.DataObject) -> None:
    written = emit(data.draw(records)).decode()
    place = data.draw(st.integers(0, len(written)))
    width = data.draw(st.integers(0, 2))
    changed = (written[:place] + data.draw(st.sampled_from(["", *PIECES])) + written[place + width :]).encode()
    try:
        strict = load_strict(changed, "file.yaml")
    except YamlError as error:
        assert error.findings
        with pytest.raises(YamlError):
            load(changed, "file.yaml")
        return
    assert load(changed, "file.yaml").value == strict
    assert yaml.safe_load(changed) == strict
    value = read(changed)
    assert value is None or emit(value) == changed


@given(st.binary(max_size=60) | soup.map(str.encode) | st.text(max_size=30).map(lambda text: text.encode("utf-16")))
def test_any_bytes_give_a_value_or_findings_with_a_place(data: bytes) -> None:
    try:
        document = load(data, "file.yaml")
    except YamlError as error:
        assert all(found.line > 0 and found.column > 0 and found.code in TABLE for found in error.findings)
    else:
        assert document.position(()) >= (1, 1)


# What the parser takes and other readers refuse or read otherwise: the text, line and column, and how it is written.
LAYOUTS: dict[str, tuple[str, int, int, str]] = {
    "comment behind double quotes": ('k: "a"# c\n', 1, 7, 'k: "a" # c\n'),
    "comment behind single quotes": ("k: 'a'# c\n", 1, 7, "k: 'a' # c\n"),
    "comment behind a list": ("k: [a]# c\n", 1, 7, "k: [a] # c\n"),
    "comment behind a list, without a line end": ("k: [a]#", 1, 7, "k: [a] #"),
    "comment behind a table": ("k: {a: b}# c\n", 1, 10, "k: {a: b} # c\n"),
    "comment behind a comma": ("k: [a,# c\n  b]\n", 1, 7, "k: [a, # c\n  b]\n"),
    "comment behind a bracket": ("k: [# c\n  b]\n", 1, 5, "k: [ # c\n  b]\n"),
    "comment in column 1 inside brackets": ("{k: a\n# c\n}\n", 2, 1, "{k: a\n # c\n}\n"),
    "comment in column 1 before a value": ("k:\n\n# c\n  a\nl: b\n", 3, 1, "k:\n\n # c\n  a\nl: b\n"),
    "comment in column 1 before an entry": ("- a\n-\n\n# c\n  b\n- c\n", 4, 1, "- a\n-\n\n # c\n  b\n- c\n"),
    "comment before a value in a list": ("k:\n  -\n\n# c\n    a\n  - b\n", 4, 1, "k:\n  -\n\n # c\n    a\n  - b\n"),
    "list, second entry": ("k: [a,\nb]\n", 2, 1, "k: [a,\n b]\n"),
    "list, the end": ("k: [a\n]\n", 2, 1, "k: [a\n ]\n"),
    "list, a comma": ("k: [a\n, b]\n", 2, 1, "k: [a\n , b]\n"),
    "list, a text of two lines": ("k: [a\nb]\n", 2, 1, "k: [a\n b]\n"),
    "list, a quoted text of two lines": ('k: ["a\nb"]\n', 2, 1, 'k: ["a\n b"]\n'),
    "list in a list": ("k: [a,\n[b]]\n", 2, 1, "k: [a,\n [b]]\n"),
    "list in a table": ("k:\n  l: [a,\n  b]\n", 3, 3, "k:\n  l: [a,\n   b]\n"),
    "list of a list": ("- [a,\nb]\n", 2, 1, "- [a,\n b]\n"),
    "table, second field": ("k: {a: b,\nc: d}\n", 2, 1, "k: {a: b,\n c: d}\n"),
    "double quotes, second line": ('k: "a\nb"\n', 2, 1, 'k: "a\n b"\n'),
    "double quotes behind an empty line": ('k: "a\n\nb"\n', 3, 1, 'k: "a\n\n b"\n'),
    "double quotes, the end": ('k: "a\n"\n', 2, 1, 'k: "a\n "\n'),
    "single quotes, second line": ("k: 'a\nb'\n", 2, 1, "k: 'a\n b'\n"),
    "quotes in a table": ('k:\n  l: "a\n  b"\n', 3, 3, 'k:\n  l: "a\n   b"\n'),
    "quotes in a list": ("- 'a\nb'\n", 2, 1, "- 'a\n b'\n"),
    "escaped line end before an empty line": ('k: "a\\\n\n  b"\n', 1, 4, 'k: "a\\\n  b"\n'),
    "colon behind a space": ("k: ['a' :'b']\n", 1, 10, "k: ['a' : 'b']\n"),
    "block text in column 1": ("k:\n|\n a\n", 2, 1, "k:\n |\n a\n"),
    "block text in column 1 of a list": ("-\n|\n a\n", 2, 1, "-\n |\n a\n"),
    "block text without a line end": ("k: |\n  a", 1, 4, "k: |\n  a\n"),
    "folded text without a line end": ("k:\n  - >\n    a", 2, 5, "k:\n  - >\n    a\n"),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_that_other_readers_refuse_is_refused_and_the_nearest_good_one_is_read(name: str) -> None:
    wrong, line, column, right = LAYOUTS[name]
    assert places(wrong) == [("yaml", line, column)]
    assert load(right.encode(), "f.yaml").value == yaml.safe_load(right)


def test_brackets_that_are_the_whole_file_need_no_indentation() -> None:
    assert load(b"{a: b,\nc: d\n}\n", "f.yaml").value == {"a": "b", "c": "d"}
    assert load(b"[a,\n'b\nc'\n]\n", "f.yaml").value == ["a", "b c"]


def test_comments_that_every_reader_takes_are_accepted_at_any_indentation() -> None:
    text = (
        "# one\nk:\n# two\n  - a # three\n# four\n  - b\n  # five\nl: a#b\n# six\nm: 'c # d'\no: |\n  # text\n# seven\n"
    )
    assert load(text.encode(), "f.yaml").value == {"k": ["a", "b"], "l": "a#b", "m": "c # d", "o": "# text\n"}


def test_an_escaped_backslash_before_an_empty_line_is_read() -> None:
    text = 'k: "a\\\\\n\n  b"\n'
    assert load(text.encode(), "f.yaml").value == yaml.safe_load(text) == {"k": "a\\\nb"}


def test_layouts_are_reported_in_the_order_of_the_file() -> None:
    text = 'a: [b,\nyes]# c\nd:\n\n# e\n\n# f\n  "g\nh"\n'
    assert places(text) == [("yaml", *place) for place in ((2, 1), (2, 1), (2, 5), (5, 1), (7, 1), (9, 1))]
