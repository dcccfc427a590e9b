"""Statements about transfers: that one was made, that it came, that it failed; and which debts stand again then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.domain.money.payment import newest_parts
from govtool.domain.money.release import Part
from govtool.domain.money.settlement import SettledLine, Settlement
from tests.world.money import DOCUMENT, Books
from tests.world.people import refusal

ENACTED_ON, NEXT, AHEAD = "2026-11-04", "2026-11-05", "2026-11-06"
PRECONDITION, SCHEMA = {"precondition"}, {"schema"}
TAX = {"what": "income tax", "to": "the tax office", "amount_minor": 100}
BOB: dict[str, object] = {"creditor": "bob", "paid_minor": 300}


@pytest.fixture
def books() -> Books:
    """Bob is paid 300 and Carol 400, by a payout of the fourth of November; it is the fifth minute of that day."""
    books = Books()
    books.owe(("bob", 3000, "2026-08-01"), ("carol", 4000, "2026-09-03"))
    books.earn(7000)
    assert books.pass_("- {action: pay-debts, amount_minor: 700, from: treasury}") == "enacted"
    assert books.now[:10] == ENACTED_ON
    books.later("PT5M")
    return books


def settle(books: Books, *lines: dict[str, object], who: str = "alice", **values: object) -> None:
    body: dict[str, object] = {"payout": 1, "paid_on": ENACTED_ON, "lines": list(lines), "reference": "7"}
    books.state(who, "settle-payout", body | values)


def line(books: Books, creditor: str = "bob") -> SettledLine:
    found = Settlement.of(books.registry, 1)
    mine = found.line(creditor) if found else None
    assert mine is not None
    return mine


def confirm(books: Books, who: str, creditor: str = "bob", **values: object) -> str:
    return books.state(who, "confirm-payment", {"payout": 1, "creditor": creditor} | values)


def reverse(books: Books, creditor: str = "bob", **values: object) -> None:
    body: dict[str, object] = {"payout": 1, "creditor": creditor, "failed_on": ENACTED_ON, "document": DOCUMENT}
    books.both("alice", "dan", "reverse-payment", body | values)


# It was made ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paid_on", "seen"), [("2026-11-03", PRECONDITION), (ENACTED_ON, set()), (NEXT, set()), (AHEAD, PRECONDITION)]
)
def test_a_transfer_is_made_after_its_payout_and_not_ahead(books: Books, paid_on: str, seen: set[str]) -> None:
    """Tomorrow's date is here already for some."""
    if seen:
        assert refusal(lambda: settle(books, BOB, paid_on=paid_on)) == seen
    else:
        settle(books, BOB, paid_on=paid_on)
        assert line(books).paid_on == paid_on


def test_it_names_a_document_or_a_reference(books: Books) -> None:
    assert refusal(lambda: settle(books, BOB, reference=None)) == SCHEMA
    settle(books, BOB, reference=None, document=DOCUMENT)
    settle(books, {"creditor": "carol", "paid_minor": 400})
    assert (line(books).document, line(books, "carol").document) == (DOCUMENT, "7")


@pytest.mark.parametrize(("paid", "seen"), [(199, PRECONDITION), (200, set()), (201, PRECONDITION)])
def test_what_was_paid_and_withheld_is_the_whole_line(books: Books, paid: int, seen: set[str]) -> None:
    row: dict[str, object] = {"creditor": "bob", "paid_minor": paid, "withheld": [TAX]}
    if seen:
        assert refusal(lambda: settle(books, row)) == seen
    else:
        settle(books, row)
        assert (line(books).paid_minor, line(books).withheld_minor, books.balance("payouts")) == (200, 100, 400)


@pytest.mark.parametrize(("number", "seen"), [(20, set()), (21, SCHEMA)])
def test_a_line_goes_to_twenty_others_at_most(books: Books, number: int, seen: set[str]) -> None:
    parts = [TAX | {"amount_minor": 1}] * number
    row: dict[str, object] = {"creditor": "bob", "paid_minor": 300 - number, "withheld": parts}
    if seen:
        assert refusal(lambda: settle(books, row)) == seen
    else:
        settle(books, row)


def test_a_statement_names_a_line_each_payee_once_and_a_payout_that_is_there(books: Books) -> None:
    assert refusal(lambda: settle(books)) == SCHEMA
    assert refusal(lambda: settle(books, BOB, BOB)) == SCHEMA
    assert refusal(lambda: settle(books, BOB, payout=2)) == PRECONDITION
    assert refusal(lambda: settle(books, BOB | {"creditor": "erin"})) == PRECONDITION
    settle(books, BOB)
    assert refusal(lambda: settle(books, BOB)) == PRECONDITION


def test_a_line_that_was_reversed_is_not_settled(books: Books) -> None:
    reverse(books)
    assert refusal(lambda: settle(books, BOB)) == PRECONDITION


# It came --------------------------------------------------------------------------------------------------------------


def test_the_payee_says_so_alone_and_another_with_a_document_and_a_second(books: Books) -> None:
    assert refusal(lambda: confirm(books, "bob")) == PRECONDITION, "nothing was transferred"
    settle(books, BOB, {"creditor": "carol", "paid_minor": 400})
    confirm(books, "bob")
    origin = line(books).confirmed
    assert origin is not None and (origin.member, line(books).second) == ("bob", None)
    assert refusal(lambda: confirm(books, "alice", "carol")) == SCHEMA
    assert refusal(lambda: confirm(books, "dan", "carol", document=DOCUMENT)) == {"not_allowed"}
    first = confirm(books, "alice", "carol", document=DOCUMENT)
    assert line(books, "carol").confirmed is None
    books.second("dan", first)
    carol = line(books, "carol")
    assert carol.confirmed is not None and carol.second is not None and carol.single_handed is None
    assert (carol.confirmed.member, carol.second.member) == ("alice", "dan")


def test_what_the_payee_contests_nobody_else_confirms(books: Books) -> None:
    settle(books, BOB)
    books.state("bob", "contest-payment", {"payout": 1, "reason": "It never came"})
    assert refusal(lambda: confirm(books, "alice", document=DOCUMENT)) == PRECONDITION
    confirm(books, "bob")
    assert line(books).contested is None and not line(books).is_open


# It failed ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failed_on", "seen"), [(ENACTED_ON, PRECONDITION), (NEXT, set()), ("2026-11-08", PRECONDITION)]
)
def test_a_transfer_fails_after_it_was_made_and_not_ahead(books: Books, failed_on: str, seen: set[str]) -> None:
    settle(books, BOB, paid_on=NEXT)
    if seen:
        assert refusal(lambda: reverse(books, failed_on=failed_on)) == seen
    else:
        reverse(books, failed_on=failed_on)
        assert line(books).reversed == 1 and books.owed()["bob"] == 3000


@pytest.mark.parametrize(("failed_on", "seen"), [("2026-11-03", PRECONDITION), (ENACTED_ON, set())])
def test_one_that_was_never_made_fails_after_its_payout(books: Books, failed_on: str, seen: set[str]) -> None:
    if seen:
        assert refusal(lambda: reverse(books, failed_on=failed_on)) == seen
    else:
        reverse(books, failed_on=failed_on)
        assert (books.balance(), books.balance("payouts")) == (6600, 400)


def test_what_was_sent_leaves_what_is_set_aside_alone_when_it_comes_back(books: Books) -> None:
    settle(books, BOB)
    reverse(books)
    assert (books.balance(), books.balance("payouts"), books.owed()["bob"]) == (6600, 400, 3000)
    assert refusal(lambda: reverse(books)) == PRECONDITION, "once"
    books.check()


def test_with_the_whole_line_what_was_withheld_stands_again_too(books: Books) -> None:
    settle(books, {"creditor": "bob", "paid_minor": 200, "withheld": [TAX]})
    reverse(books, whole=True)
    assert (books.owed()["bob"], line(books).withheld_reversed, books.balance()) == (3000, 1, 6600)
    books.check()


def test_what_was_withheld_comes_back_after_the_rest_and_only_it(books: Books) -> None:
    settle(books, {"creditor": "bob", "paid_minor": 200, "withheld": [TAX]})
    books.state("bob", "contest-payment", {"payout": 1, "reason": "No tax"})
    reverse(books)
    assert books.owed()["bob"] == 2900 and line(books).is_open
    reverse(books, whole=True)
    assert (books.owed()["bob"], line(books).reversed, line(books).withheld_reversed) == (3000, 1, 2)
    assert not line(books).is_open
    books.check()


# Which debts stand again ----------------------------------------------------------------------------------------------


def parts(*amounts: int) -> tuple[Part, ...]:
    """Parts of debts of one person, the oldest first."""
    return tuple(
        Part(debt=f"2026/0{month}/bob-001", amount_minor=amount)
        for month, amount in enumerate(amounts, start=1)
        if amount
    )


@pytest.mark.parametrize(
    ("amount", "before", "found"),
    [
        (0, 0, parts()),
        (1, 0, parts(0, 0, 1)),
        (30, 0, parts(0, 0, 30)),
        (31, 0, parts(0, 1, 30)),
        (60, 0, parts(10, 20, 30)),
        (30, 30, parts(10, 20)),
        (10, 25, parts(0, 5, 5)),
        (20, 30, parts(0, 20)),
        (21, 30, parts(1, 20)),
        (1, 59, parts(1)),
        (99, 0, parts(10, 20, 30)),
    ],
)
def test_the_newest_debts_stand_again_first(amount: int, before: int, found: tuple[Part, ...]) -> None:
    assert newest_parts(parts(10, 20, 30), amount, before) == found


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.data())
def test_what_comes_back_in_two_steps_is_what_would_at_once(amounts: list[int], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, sum(amounts)))
    second = data.draw(st.integers(0, sum(amounts) - first))
    given_back: dict[str, int] = {}
    for part in (*newest_parts(parts(*amounts), first), *newest_parts(parts(*amounts), second, first)):
        given_back[part.debt] = given_back.get(part.debt, 0) + part.amount_minor
    at_once = {part.debt: part.amount_minor for part in newest_parts(parts(*amounts), first + second)}
    assert given_back == at_once
