"""The lines of what people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.text import lines_of


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
