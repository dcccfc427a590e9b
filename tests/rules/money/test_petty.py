"""What a treasurer records alone: never more in a month than the bylaws say, never for themself, never by splitting."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtool.core.record import SchemaError
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.lifecycle.amendment import AmendBylaws
from govtool.domain.money.petty import petty_booked
from govtool.domain.money.treasury import Entry, treasury_of
from tests.world.money import BUDGET, Books, expense, income
from tests.world.people import person, refusal


def with_limit(petty_minor: int | None, books: Books | None = None) -> Books:
    """A co-operative with money and a budget, in which the treasurer may record so much alone."""
    books = books or Books()
    books.earn(200_000)
    assert books.pass_(BUDGET) == "enacted"
    bylaws = bylaws_of(books.registry)
    books.book(books.registry.keep(bylaws.changed(limits=bylaws.limits.changed(petty_minor=petty_minor))))
    return books


def waits(books: Books) -> int:
    return len(dict(all_awaited(books.registry, books.now)))


def newest(books: Books) -> Entry:
    return next(Entry.all(books.registry, newest_first=True))


def test_without_a_limit_nothing_is_recorded_alone() -> None:
    books = with_limit(None)
    books.state("alice", "book-expense", expense(books.now, 1))
    assert waits(books) == 1 and "petty" not in str(bylaws_of(books.registry).data())


def test_a_limit_is_above_0_and_no_limit_is_absent_from_the_file() -> None:
    data = bylaws_of(Books().registry).data()
    for wrong in (0, -1):
        with pytest.raises(SchemaError):
            Bylaws.read({**data, "limits": {**data["limits"], "petty_minor": wrong}})
    assert Bylaws.read({**data, "limits": {**data["limits"], "petty_minor": 1}}).limits.petty_minor == 1


@pytest.mark.parametrize(("amount", "is_alone"), [(5000, True), (5001, False)])
def test_an_amount_up_to_the_limit_is_recorded_alone_and_marked(amount: int, is_alone: bool) -> None:
    books = with_limit(5000)
    books.state("alice", "book-expense", expense(books.now, amount))
    assert waits(books) == (0 if is_alone else 1)
    if is_alone:
        entry = newest(books)
        assert (entry.petty, entry.second, entry.single_handed) == (True, None, None)
    books.check()


def test_income_counts_as_expenses_do() -> None:
    books = with_limit(5000)
    books.state("alice", "book-income", income(books.now, 3000))
    books.state("alice", "book-expense", expense(books.now, 2000))
    assert waits(books) == 0 and petty_booked(books.registry, "alice", books.now) == 5000
    books.state("alice", "book-income", income(books.now, 1))
    assert waits(books) == 1, "the month is full"


def test_a_large_amount_in_small_parts_waits_and_the_next_month_begins_anew() -> None:
    books = with_limit(5000)
    for _ in range(3):
        books.state("alice", "book-expense", expense(books.now, 2500))
    assert waits(books) == 1
    books.second("bob")
    assert newest(books).petty is None and petty_booked(books.registry, "alice", books.now) == 5000
    books.later("P31D")
    assert petty_booked(books.registry, "alice", books.now) == 0
    books.state("alice", "book-expense", expense(books.now, 5000, spent_on="2026-11-01"))
    assert waits(books) == 0, "the month of the clerk counts, not the day of the receipt"
    books.state("alice", "book-expense", expense(books.now, 1, spent_on="2026-11-01"))
    assert waits(books) == 1
    books.check()


def test_an_entry_that_was_reversed_gives_no_room_back() -> None:
    books = with_limit(5000)
    books.state("alice", "book-expense", expense(books.now, 5000))
    entry = newest(books)
    books.state("alice", "undo-entry", {"entry": entry.number})
    assert waits(books) == 1, "two people reverse an entry, whatever its amount"
    books.second("bob")
    books.state("alice", "book-expense", expense(books.now, 1))
    assert waits(books) == 1
    books.check()


def test_nobody_records_a_payment_to_themself_alone() -> None:
    books = with_limit(5000)
    own = expense(books.now, 1, payee_member="alice")
    del own["payee_name"]
    assert refusal(lambda: books.state("alice", "book-expense", own)) == {"not_allowed"}
    books.state("bob", "book-expense", own)
    assert waits(books) == 1, "in the treasurer's own case others record it, two of them"
    books.state("alice", "book-expense", {**own, "payee_member": "carol"})
    assert waits(books) == 1 and newest(books).payee_member == "carol"


def test_a_payee_with_the_name_of_a_member_is_read_by_a_second_person() -> None:
    books = with_limit(5000)
    books.state("alice", "book-expense", expense(books.now, 1, payee_name="Alice", says="not a member"))
    assert waits(books) == 1


def test_only_a_treasurer_records_alone() -> None:
    books = with_limit(5000, Books(treasurer=""))
    books.state("dan", "book-expense", expense(books.now, 1))
    assert waits(books) == 1, "nobody has the duty, so any member records, and two sign"


def test_each_treasurer_has_a_month_of_their_own() -> None:
    people = {name: person(name).changed(duties=("treasurer",)) for name in ("alice", "bob")} | {"dan": person("dan")}
    books = Books(treasurer="", people=people)
    books.registry = books.registry.keep(*people.values())
    books = with_limit(5000, books)
    for name in ("alice", "bob"):
        books.state(name, "book-expense", expense(books.now, 5000))
    assert waits(books) == 0
    books.state("bob", "book-expense", expense(books.now, 1))
    assert waits(books) == 1


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["book-income", "book-expense"]), st.integers(1, 6000), st.sampled_from([0, 9, 31])),
        max_size=12,
    )
)
def test_the_limit_of_a_month_is_never_exceeded_whatever_the_order(
    steps: list[tuple[str, int, int]],
) -> None:
    books = with_limit(5000)
    sums: dict[str, int] = {}
    for kind, amount, days in steps:
        books.later(f"P{days}D")
        month = books.now[:7]
        body = income(books.now, amount) if kind == "book-income" else expense(books.now, amount)
        entries = treasury_of(books.registry).entries
        books.state("alice", kind, body)
        alone = treasury_of(books.registry).entries == entries + 1
        fits = sums.get(month, 0) + amount <= 5000
        assert alone == fits
        sums[month] = sums.get(month, 0) + (amount if fits else 0)
        assert petty_booked(books.registry, "alice", books.now) == sums[month] <= 5000
    books.check()


# Raising it ---------------------------------------------------------------------------------------------------------


def needed(before: int | None, after: int | None) -> set[str]:
    """The rules that an amendment of the limit weakens."""
    books = with_limit(before)
    change = {name: value for name, value in (("from", before), ("to", after)) if value is not None}
    amendment = AmendBylaws.read(
        {"action": "amend-bylaws", "changes": [{"path": "limits.petty_minor", **change}]},
    )
    return {need.rule for need in amendment.needs(books.registry, bylaws_of(books.registry)) if need.is_weakened}


@pytest.mark.parametrize(
    ("before", "after", "is_weaker"),
    [(None, 1, True), (5000, 5001, True), (5000, 4999, False), (5000, None, False)],
)
def test_a_higher_limit_weakens_the_rules_that_decide_on_money(
    before: int | None, after: int | None, is_weaker: bool
) -> None:
    decisions = bylaws_of(Books().registry).decisions
    rules = {rule for name in ("set-budget", "transfer-funds", "pay-debts") for rule in decisions[name].rules}
    assert needed(before, after) == (rules if is_weaker else set())
