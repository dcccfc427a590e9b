"""Taking back a statement that waits for its second signature."""

from __future__ import annotations

import pytest

from govtool.domain.decisions.countersignature import all_awaited
from tests.world.money import Books, income
from tests.world.people import refusal

PRECONDITION = {"precondition"}


@pytest.fixture
def books() -> Books:
    """Alice, the treasurer, has stated as her first that money came in; it waits."""
    books = Books()
    books.state("alice", "book-income", income(books.now, 100))
    return books


def waiting(books: Books) -> int:
    return len(list(all_awaited(books.registry, books.now)))


def take_back(books: Books, who: str = "alice", statement: int = 1) -> None:
    books.state(who, "withdraw-statement", {"statement": statement})


def test_what_waits_is_taken_back_and_nobody_can_sign_it_any_more(books: Books) -> None:
    digest = next(iter(dict(all_awaited(books.registry, books.now))))
    take_back(books)
    assert waiting(books) == 0
    assert refusal(lambda: books.second("bob", digest)) == {"not_awaited"}
    assert books.balance() == 0


def test_only_its_author_takes_it_back(books: Books) -> None:
    assert refusal(lambda: take_back(books, "bob")) == PRECONDITION
    assert waiting(books) == 1
    books.second("bob")
    assert books.balance() == 100


@pytest.mark.parametrize("number", [2, 999_999])
def test_a_number_under_which_nothing_was_stated_is_refused(books: Books, number: int) -> None:
    assert refusal(lambda: take_back(books, statement=number)) == PRECONDITION


@pytest.mark.parametrize("number", [0, 10**12])
def test_a_number_that_no_statement_has_is_refused(books: Books, number: int) -> None:
    assert refusal(lambda: take_back(books, statement=number)) == {"schema"}


def test_what_was_signed_or_taken_back_already_waits_no_more(books: Books) -> None:
    books.state("alice", "book-income", income(books.now, 7))
    take_back(books)
    assert refusal(lambda: take_back(books)) == PRECONDITION
    books.second("bob")
    assert refusal(lambda: take_back(books, statement=2)) == PRECONDITION
    assert books.balance() == 7


def test_of_several_that_wait_only_the_one_that_is_named_goes(books: Books) -> None:
    books.state("alice", "book-income", income(books.now, 7))
    take_back(books, statement=1)
    books.second("bob")
    assert books.balance() == 7


def test_what_nobody_can_sign_any_more_can_still_be_taken_back(books: Books) -> None:
    books.later("P31D")
    assert waiting(books) == 0
    take_back(books)
    assert refusal(lambda: take_back(books)) == PRECONDITION


def test_a_statement_that_needed_no_second_is_none_that_waits(books: Books) -> None:
    take_back(books)
    assert refusal(lambda: take_back(books, statement=2)) == PRECONDITION
