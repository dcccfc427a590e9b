"""A motion: it states what the members want, and changes nothing."""

from __future__ import annotations

import pytest

from govtool.domain.constitution.organization import organization_of
from tests.world.money import Books
from tests.world.people import refusal
from tests.world.words import MOTION


def test_a_motion_is_enacted_and_changes_nothing() -> None:
    books = Books()
    before = organization_of(books.registry)
    assert books.pass_(MOTION) == "enacted"
    assert organization_of(books.registry) == before and books.owed() == {}


@pytest.mark.parametrize("text", ["letter.md", "../letter.md", "a/b.md", ".md"])
def test_the_text_that_it_names_lies_beside_it(text: str) -> None:
    seen = refusal(lambda: Books().open(f"- {{action: motion, text: {text}}}"))
    assert seen == ({"missing_file"} if text == "letter.md" else {"schema"})
