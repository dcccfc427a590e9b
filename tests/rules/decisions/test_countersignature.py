"""What waits for a second signature ends: with it, by its author's word, or when its time is over."""

from __future__ import annotations

import pytest

from govtool.domain.books.ledger import doubles
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.countersignature import TREASURER, stands_in
from govtool.domain.money.treasury import Entry
from govtool.domain.people.incapacity import Report
from govtool.roles.money.signature_service import awaiting
from tests.world.money import BUDGET, Books, expense, income
from tests.world.people import person, refusal

FOLDER = "registry/awaited"


@pytest.fixture
def books() -> Books:
    books = Books()
    books.owe(("bob", 300, "2026-09-01"))
    return books


def waiting(books: Books) -> list[str]:
    return [
        f"{FOLDER}/{day}/{name}"
        for day in books.registry.names(FOLDER)
        for name in books.registry.names(f"{FOLDER}/{day}")
    ]


def test_what_nobody_seconded_in_its_time_is_gone_with_the_next_first_statement_of_anybody(books: Books) -> None:
    books.state("alice", "book-income", income(books.now, 1))
    books.later("P1D")
    books.state("bob", "forgive", {"amount_minor": 5})
    books.later("P29DT23H")
    assert len(waiting(books)) == 2, "only an event changes the registry"
    books.later("P1DT1H")
    books.state("alice", "book-income", income(books.now, 3))
    assert len(waiting(books)) == 1
    books.second("bob")
    assert waiting(books) == [] and books.balance() == 3


def test_what_can_still_be_seconded_on_its_last_day_is_not_dropped_on_that_day(books: Books) -> None:
    first = books.state("alice", "book-income", income(books.now, 1))
    books.later("P29DT14H")
    books.state("alice", "book-income", income(books.now, 2))
    books.second("bob", first)
    assert books.balance() == 1
    books.check()


def test_the_author_withdraws_what_waits_and_nobody_seconds_it_any_more(books: Books) -> None:
    first = books.state("alice", "book-income", income(books.now, 7000))
    books.state("alice", "withdraw-statement", {"statement": 1})
    assert waiting(books) == []
    assert refusal(lambda: books.second("bob", first)) == {"not_awaited"}
    assert refusal(lambda: books.state("alice", "withdraw-statement", {"statement": 1})) == {"precondition"}
    assert books.balance() == 0


def test_who_thinks_better_of_giving_something_up_withdraws_it(books: Books) -> None:
    first = books.state("bob", "forgive", {"amount_minor": 100})
    books.state("bob", "withdraw-statement", {"statement": 1})
    books.later("P7D")
    again = {"amount_minor": 100, "confirms": first}
    assert refusal(lambda: books.state("bob", "forgive", again)) == {"not_awaited"}
    assert books.owed() == {"bob": 300}


def test_only_the_author_withdraws_and_only_what_waits(books: Books) -> None:
    books.state("alice", "book-income", income(books.now, 1))
    for who, number in (("bob", 1), ("alice", 2), ("carol", 9)):
        body = {"statement": number}
        assert refusal(lambda who=who, body=body: books.state(who, "withdraw-statement", body)) == {"precondition"}
    books.second("bob")
    assert refusal(lambda: books.state("alice", "withdraw-statement", {"statement": 1})) == {"precondition"}
    assert books.balance() == 1


def test_twice_the_same_statement_waits_twice_and_one_of_them_can_be_withdrawn(books: Books) -> None:
    """The treasurer's command was typed twice."""
    first, second = (books.state("alice", "book-income", income(books.now, 700)) for _ in range(2))
    assert first != second and len(waiting(books)) == 2
    books.state("alice", "withdraw-statement", {"statement": 2})
    books.second("bob", first)
    assert books.balance() == 700 and waiting(books) == []


def test_what_was_booked_twice_for_all_that_its_paper_tells_is_reported_until_one_is_undone(books: Books) -> None:
    for amount in (700, 700, 701):
        books.both("alice", "bob", "book-income", income(books.now, amount))
    found = list(doubles(books.registry))
    assert [(each.code, each.values["first"], each.values["second"]) for each in found] == [("booked_twice", "1", "2")]
    books.both("alice", "bob", "undo-entry", {"entry": 2})
    assert list(doubles(books.registry)) == []
    books.later("P1D")
    books.both("alice", "bob", "book-income", income(books.now, 700))
    assert list(doubles(books.registry)) == [], "another day"


def paid_to_bob(*people: str) -> Books:
    """Something was paid to Bob, by two others, in a co-operative of these people."""
    books = Books(people={name: person(name) for name in people})
    assert books.pass_(BUDGET) == "enacted"
    books.earn(100)
    books.state("alice", "book-expense", expense(books.now, 50, payee_name=None, payee_member="bob"))
    return books


def test_who_was_paid_is_not_asked_to_second_what_makes_it_unsaid() -> None:
    books = paid_to_bob("alice", "bob", "carol")
    books.second("carol")
    books.state("alice", "undo-entry", {"entry": 2})
    asked = {name: list(awaiting(books.registry, person(name), books.now)) for name in ("alice", "bob", "carol")}
    assert [name for name, each in asked.items() if each] == ["carol"]


def test_where_nobody_but_who_was_paid_could_second_it_is_done_single_handed_and_marked() -> None:
    books = paid_to_bob("alice", "bob")
    assert next(Entry.all(books.registry, newest_first=True)).single_handed
    books.state("alice", "undo-entry", {"entry": 2})
    entry = next(Entry.all(books.registry, newest_first=True))
    assert (entry.kind, entry.single_handed, books.balance()) == ("correction", True, 100)
    books.check()


@pytest.mark.parametrize(
    ("changes", "stands"),
    [
        ({}, True),
        ({"membership": "none"}, False),
        ({"membership": "away"}, False),
        ({"suspended_until": "2026-12-01T00:00:00Z"}, False),
    ],
)
def test_any_member_stands_in_for_a_duty_that_nobody_has(changes: dict[str, object], stands: bool) -> None:
    books = Books(treasurer="")
    dan = person("dan").changed(**changes)
    assert stands_in(books.registry, dan, TREASURER, None, books.now) is stands
    assert not stands_in(books.registry, dan, TREASURER, "dan", books.now), "never in their own case"


def test_where_somebody_has_the_duty_nobody_else_stands_in_but_for_what_they_get(books: Books) -> None:
    alice, bob = (Member.one(books.registry, name) for name in ("alice", "bob"))
    assert stands_in(books.registry, alice, "treasurer", None, books.now)
    assert not stands_in(books.registry, bob, "treasurer", None, books.now)
    assert stands_in(books.registry, bob, "treasurer", "alice", books.now)


@pytest.mark.parametrize("people", [("alice", "bob", "carol"), ("alice", "bob")])
def test_what_two_stated_is_known_by_the_digest_of_the_first_statement(people: tuple[str, ...]) -> None:
    books = Books(people={name: person(name) for name in people})
    first = books.state("alice", "report-incapacity", {"about": "bob", "reason": "death"})
    if "carol" in people:
        books.second("carol")
    report = Report.one(books.registry, "bob")
    assert (report.statement, report.reporters) == (first, people[:1] + people[2:])
    assert report.single_handed is (None if "carol" in people else True)
