"""The bytes and the lines of a text: UTF-8, composed, with line feeds, and nothing that a reader would not see."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.text import decode, lines_of, place


def said(data: bytes) -> list[tuple[str, int, int]]:
    """What is found, with its line and column."""
    _, found = decode(data, "a.md")
    assert all(one.path == "a.md" for one in found)
    return [(one.code, one.line, one.column) for one in found]


@pytest.mark.parametrize("text", ["", "a", "a\nb\n", "Über\n", "日本\n", "e\u0301"[:1]])
def test_a_text_in_order_has_no_findings(text: str) -> None:
    assert decode(text.encode()) == (text, [])


@pytest.mark.parametrize(("index", "where"), [(0, (1, 1)), (1, (1, 2)), (2, (1, 3)), (3, (2, 1)), (4, (2, 2))])
def test_a_place_is_counted_from_one(index: int, where: tuple[int, int]) -> None:
    assert place("ab\ncd", index) == where


@pytest.mark.parametrize(("index", "where"), [(0, (1, 1)), (1, (2, 1)), (2, (3, 1)), (3, (3, 2))])
def test_a_line_feed_at_the_beginning_ends_the_first_line(index: int, where: tuple[int, int]) -> None:
    assert place("\n\nab", index) == where


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"a\r\nb", [("yaml", 1, 2)]),
        (b"a\n\tb", [("yaml", 2, 1)]),
        (b"a\x00", [("invisible", 1, 2)]),
        ("a\nb\u200bc\u200b".encode(), [("invisible", 2, 2)]),
        ("\u202ea".encode(), [("invisible", 1, 1)]),
        ("ab\ncafe\u0301".encode(), [("yaml", 2, 4)]),
        ("e\u0301 ab\n".encode(), [("yaml", 1, 1)]),
        ("ab\n\u00fc\n\ncafe\u0301 e\u0301\nb".encode(), [("yaml", 4, 4)]),
        ("\u0915\n\u0958".encode(), [("yaml", 2, 1)]),
        ("\u0344a".encode(), [("yaml", 1, 1)]),
        ("a\u0344".encode(), [("yaml", 1, 1)]),
        ("a\tb\nc\u200b\r".encode(), [("yaml", 1, 2), ("invisible", 2, 2), ("yaml", 2, 3)]),
    ],
)
def test_of_each_character_that_must_not_stand_there_the_first_is_named(
    data: bytes, found: list[tuple[str, int, int]]
) -> None:
    assert said(data) == found


@given(st.text(alphabet="ab\n\u0301\u0327\u0344\u0958\u1100\u1161\u212b"))
def test_what_stands_before_the_letter_that_is_named_is_composed(text: str) -> None:
    """It is the first: with it and the marks behind it the text is composed no more."""
    _, found = decode(text.encode())
    for one in found:
        lines = text.split("\n")
        before = "\n".join([*lines[: one.line - 1], lines[one.line - 1][: one.column - 1]])
        assert unicodedata.is_normalized("NFC", before) and not unicodedata.is_normalized("NFC", text)
        assert unicodedata.normalize("NFC", text).startswith(before)
        assert not unicodedata.normalize("NFC", text).startswith(text[: len(before) + 1])
    assert bool(found) == (not unicodedata.is_normalized("NFC", text))


def test_where_it_is_no_utf8_the_text_ends() -> None:
    assert decode(b"ab\nc\xff\t")[0] == "ab\nc" and said(b"ab\nc\xff\t") == [("yaml", 2, 2)]


def test_each_finding_says_what_it_is() -> None:
    words = [one.values["what"] for one in decode(b"\r\t")[1]]
    assert "carriage return" in words[0] and "a tab" in words[1]
    assert "composed" in decode("e\u0301".encode())[1][0].values["what"]
    assert "UTF-8" in decode(b"\xff")[1][0].values["what"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_ends_as_one_of_three_kinds_of_computers_end_it(end: str) -> None:
    assert lines_of(f"one{end}two") == ["one", "two"] == lines_of(f"one{end}two{end}")
    assert lines_of(f"one{end}{end}two") == ["one", "", "two"]


@pytest.mark.parametrize("char", ["\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"])
def test_nothing_else_ends_a_line(char: str) -> None:
    assert len(f"one{char}two".splitlines()) == 2, "Python would end it there"
    assert lines_of(f"one{char}two") == [f"one{char}two"]


def test_no_text_has_no_line_and_an_empty_line_is_one() -> None:
    assert lines_of("") == [] and lines_of("\n") == [""] and lines_of("\n\n") == ["", ""]


@given(st.lists(st.text(st.characters(exclude_characters="\r\n"))))
def test_lines_that_are_put_together_come_apart_again(lines: list[str]) -> None:
    assert lines_of("".join(f"{line}\n" for line in lines)) == lines
