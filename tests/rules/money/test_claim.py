"""A person's own expense: two others approve it, then exactly that much is owed to them, within a voted line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtool.core.times import add
from govtool.domain.books.ledger import claimed_before
from govtool.domain.money.account import account_of
from govtool.domain.money.budget import Budget
from govtool.domain.money.debt import Debt
from govtool.roles.money.book_export import journal
from tests.world.money import BUDGET, DOCUMENT, Books
from tests.world.people import person, refusal


def claimed(at: str, amount_minor: int, **values: object) -> dict[str, object]:
    """The body of a statement that its author spent something today."""
    body = {"amount_minor": amount_minor, "currency": "USD", "spent_on": at[:10], "budget": "year", "line": "tea"}
    return body | {"document": DOCUMENT} | values


@pytest.fixture
def books() -> Books:
    return with_budget(Books())


def with_budget(books: Books) -> Books:
    assert books.pass_(BUDGET.replace("owner: bob", "owner: alice")) == "enacted"
    return books


def spent(books: Books) -> int:
    return Budget.one(books.registry, "year").lines[0].spent_minor


def test_two_others_approve_a_claim_and_it_is_owed(books: Books) -> None:
    first = books.state("carol", "claim-expense", claimed(books.now, 4000, paper="R 7", note="Tea for the fair"))
    books.second("bob", first)
    assert books.owed() == {} and spent(books) == 0, "one other is not enough"
    books.second("dan", first)
    assert books.owed() == {"carol": 4000} and spent(books) == 4000
    (debt,) = Debt.all(books.registry)
    assert (debt.kind, debt.owed_on, debt.paper, debt.note) == ("claim", books.now[:10], "R 7", "Tea for the fair")
    assert [origin.member for origin in (debt.origin, *debt.approved)] == ["carol", "bob", "dan"]
    assert account_of(books.registry, "carol").accrued_minor == 4000 and debt.single_handed is None
    books.check()


def test_nobody_approves_their_own_claim_or_one_twice(books: Books) -> None:
    first = books.state("carol", "claim-expense", claimed(books.now, 4000))
    assert refusal(lambda: books.second("carol", first)) == {"own_case"}
    books.second("bob", first)
    assert refusal(lambda: books.second("bob", first)) == {"signed_already"}
    assert refusal(lambda: books.second("vera", first)) == {"own_case"}, "a volunteer is no member"


def test_one_signature_approves_several_claims(books: Books) -> None:
    firsts = [books.state(name, "claim-expense", claimed(books.now, 4000)) for name in ("carol", "dan")]
    for name in ("bob", "erin"):
        books.state(name, "countersign-list", {"confirms": firsts})
    assert books.owed() == {"carol": 4000, "dan": 4000}


def test_the_treasurer_claims_as_everybody_does(books: Books) -> None:
    first = books.state("alice", "claim-expense", claimed(books.now, 1))
    books.second("bob", first)
    books.second("carol", first)
    assert books.owed() == {"alice": 1}


def test_a_volunteer_can_claim_and_who_left_cannot(books: Books) -> None:
    first = books.state("vera", "claim-expense", claimed(books.now, 10))
    books.second("bob", first)
    books.second("dan", first)
    assert books.owed() == {"vera": 10}
    books.state("dan", "resign", {})
    assert refusal(lambda: books.state("dan", "claim-expense", claimed(books.now, 10))) == {"not_allowed"}


def test_a_claim_is_within_its_line_to_the_last_cent(books: Books) -> None:
    for body in (
        claimed(books.now, 100001),
        claimed(books.now, 1, line="coffee"),
        claimed(books.now, 1, spent_on="2025-12-31"),
    ):
        assert refusal(lambda body=body: books.state("carol", "claim-expense", body)) == {"budget"}
    first = books.state("carol", "claim-expense", claimed(books.now, 100000))
    other = books.state("dan", "claim-expense", claimed(books.now, 1))
    for who in ("bob", "erin"):
        books.second(who, first)
    assert spent(books) == 100000
    assert refusal(lambda: books.second("bob", other)) == {"budget"}, "what is left is asked again at each signature"


def test_a_claim_is_in_the_currency_and_of_a_day_that_has_come(books: Books) -> None:
    assert refusal(lambda: books.state("carol", "claim-expense", claimed(books.now, 1, currency="EUR"))) == {"currency"}
    day = add(books.now, "P2D")[:10]
    assert refusal(lambda: books.state("carol", "claim-expense", claimed(books.now, 1, spent_on=day))) == {
        "precondition"
    }
    books.state("carol", "claim-expense", claimed(books.now, 1, spent_on=add(books.now, "P1D")[:10]))


def test_of_two_people_the_other_one_approves_and_nobody_does_alone() -> None:
    two = with_budget(Books(people={name: person(name) for name in ("alice", "bob")}))
    first = two.state("bob", "claim-expense", claimed(two.now, 70))
    two.second("alice", first)
    assert two.owed() == {"bob": 70}
    one = with_budget(Books(people={"alice": person("alice")}))
    assert refusal(lambda: one.state("alice", "claim-expense", claimed(one.now, 70))) == {"precondition"}


def test_a_claim_waits_thirty_days_and_can_be_taken_back(books: Books) -> None:
    first = books.state("carol", "claim-expense", claimed(books.now, 10))
    books.state("carol", "withdraw-statement", {"statement": 1})
    assert refusal(lambda: books.second("bob", first)) == {"not_awaited"}
    late = books.state("carol", "claim-expense", claimed(books.now, 10))
    books.second("bob", late)
    books.later("P30DT1M")
    assert refusal(lambda: books.second("dan", late)) == {"not_awaited"}


def test_a_claim_is_paid_as_wages_are(books: Books) -> None:
    books.earn(10_000)
    books.owe(("bob", 3000, "2026-01-01"))
    first = books.state("carol", "claim-expense", claimed(books.now, 1000))
    books.second("bob", first)
    books.second("dan", first)
    assert books.pass_("- {action: pay-debts, amount_minor: 400, from: treasury}") == "enacted"
    assert books.owed() == {"bob": 2700, "carol": 900}
    books.check()


def test_a_claim_that_is_given_back_is_no_expense_of_its_line_any_more(books: Books) -> None:
    books.owe(("carol", 500, "2026-01-01"))
    first = books.state("carol", "claim-expense", claimed(books.now, 1000))
    for who in ("bob", "dan"):
        books.second(who, first)
    first = books.state("carol", "forgive", {"amount_minor": 900, "correction": True})
    books.later("P7D")
    books.state("carol", "forgive", {"amount_minor": 900, "correction": True, "confirms": first})
    balances = journal(books.registry, books.now, None, None).balances
    assert balances["liabilities", "wages-owed", "carol"] == -600
    moved = [move for each in journal(books.registry, books.now, None, None).transactions for move in each.movements]
    assert sum(move.amount_minor for move in moved if move.account == ("expenses", "year", "tea")) == 600
    books.check()


def test_the_same_receipt_day_and_amount_is_found(books: Books) -> None:
    first = books.state("carol", "claim-expense", claimed(books.now, 1000))
    assert claimed_before(books.registry, DOCUMENT, books.now[:10], 1000) is None
    for who in ("bob", "dan"):
        books.second(who, first)
    found = claimed_before(books.registry, DOCUMENT, books.now[:10], 1000)
    assert found is not None and found.creditor == "carol"
    assert claimed_before(books.registry, DOCUMENT, books.now[:10], 1001) is None
    assert claimed_before(books.registry, "sha256:" + "e" * 64, books.now[:10], 1000) is None


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["carol", "dan", "erin"]), st.integers(1, 60_000)), max_size=6))
def test_approved_claims_are_debts_of_exactly_their_amounts(claims: list[tuple[str, int]]) -> None:
    books = with_budget(Books())
    expected: dict[str, int] = {}
    for name, amount in claims:
        body = claimed(books.now, amount)
        if sum(expected.values()) + amount > 100_000:
            assert refusal(lambda name=name, body=body: books.state(name, "claim-expense", body)) == {"budget"}
            continue
        first = books.state(name, "claim-expense", body)
        books.second("alice", first)
        books.second("bob", first)
        expected[name] = expected.get(name, 0) + amount
    assert books.owed() == expected and spent(books) == sum(expected.values())
    books.check()
