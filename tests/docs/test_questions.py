"""docs/questions.md: ten questions of each kind of reader, each answered under a heading two pages from the README."""

from __future__ import annotations

import re

import pytest

from tests.docs.test_docs import links, text_of
from tests.world.place import ROOT

PAGE = ROOT / "docs" / "questions.md"
READERS = ("A worker", "A founder", "An engineer", "An accountant")


def questions(reader: str) -> list[list[str]]:
    """The rows below the heading of a reader, as cells: question, short answer, where there is more."""
    section = text_of(PAGE).split(f"\n## {reader}\n", 1)[1].split("\n## ", 1)[0]
    return [[cell.strip() for cell in row.split("|")] for row in re.findall(r"^\| (.+) \|$", section, re.MULTILINE)[1:]]


def test_these_are_all_readers_and_the_readme_leads_to_them() -> None:
    assert re.findall(r"^## (.+)$", text_of(PAGE), re.MULTILINE) == list(READERS)
    assert "docs/questions.md" in {page for page, _ in links(text_of(ROOT / "README.md"))}


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_has_ten_questions_and_each_an_answer(reader: str) -> None:
    asked = [question for question, answer, more in questions(reader) if answer and more]
    assert len(set(asked)) == len(asked) == 10
    assert all(question.endswith("?") for question in asked)


@pytest.mark.parametrize("reader", READERS)
def test_each_answer_is_under_a_heading_of_another_page(reader: str) -> None:
    for question, _, more in questions(reader):
        ((page, heading),) = links(more)
        # that the heading is there: test_docs.py looks at every link
        assert page and heading.startswith("#"), question
        assert (PAGE.parent / page).resolve() not in (PAGE, ROOT / "README.md"), question
