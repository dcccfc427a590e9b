"""Rows that people type on one line."""

from __future__ import annotations

import pytest

from govtool.core.typed import TypedError
from govtool.core.typed_row import LONGEST, pairs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("rent=1200", (("rent", "1200"),)),
        ("  rent=1200   owner=bob ", (("rent", "1200"), ("owner", "bob"))),
        ("rent=1200 name='The rent'", (("rent", "1200"), ("name", "The rent"))),
        ('what="a=b"', (("what", "a=b"),)),
        ("a=" + "x" * (LONGEST - 2), (("a", "x" * (LONGEST - 2)),)),
    ],
)
def test_a_row_is_names_with_values(text: str, found: tuple[tuple[str, str], ...]) -> None:
    assert pairs(text, "a=b") == found


@pytest.mark.parametrize(
    "text", ["", " ", "rent", "rent=", "=1200", "rent=1 rent=2", "rent='1", "rent 1200", "a=" + "x" * (LONGEST - 1)]
)
def test_what_is_no_row_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(TypedError) as caught:
        pairs(text, "rent=1200 owner=bob")
    assert "rent=1200 owner=bob" in caught.value.hint
