"""What members set aside stays there: a reserve is spent by a vote on it, and shared out to the last unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.money import LARGEST_MINOR
from govtool.core.share import fraction_of
from govtool.domain.money.reserve import shared_out
from govtool.domain.money.treasury import Entry, Reserving, StandingShare, Treasury, reserved, treasury_of
from tests.world.money import BUDGET, Books, expense, income
from tests.world.people import refusal

SHARE = "- {action: set-share, account: wages, to_share: 30%}"
PAY = "- {action: pay-debts, amount_minor: 300, from: wages}"
MOVE = "- {action: transfer-funds, amount_minor: 100, from: wages, to: treasury}"


@pytest.fixture
def books() -> Books:
    """Of 1000 that came in 300 lie in the reserve for wages; tea may be bought for 1000.00."""
    books = Books()
    assert books.pass_(SHARE) == "enacted"
    assert books.pass_(BUDGET) == "enacted"
    books.earn(1000)
    return books


def buy(books: Books, amount: int, account: str, line: str = "tea") -> None:
    books.both("alice", "carol", "book-expense", expense(books.now, amount, account=account, line=line))


def test_a_line_that_names_no_reserve_is_paid_from_the_main_account_only(books: Books) -> None:
    assert refusal(lambda: buy(books, 1, "wages")) == {"budget"}
    buy(books, 700, "treasury")
    assert refusal(lambda: buy(books, 1, "treasury")) == {"funds"}
    assert books.balance("wages") == 300


def test_a_line_that_was_voted_on_a_reserve_is_paid_from_it_and_from_nothing_else(books: Books) -> None:
    line = "{line: doctor, name: Doctor, owner: bob, amount_minor: 200, account: wages}"
    tea = "{line: tea, name: Tea, owner: bob, amount_minor: 100000}"
    change = BUDGET.replace("from_version: 0", "from_version: 1").replace(f"[{tea}]", f"[{tea}, {line}]")
    assert books.pass_(change) == "enacted"
    assert refusal(lambda: buy(books, 1, "treasury", "doctor")) == {"budget"}
    buy(books, 200, "wages", "doctor")
    assert (books.balance(), books.balance("wages")) == (700, 100)
    books.check()


def test_no_line_is_paid_from_what_payouts_have_set_aside(books: Books) -> None:
    line = "{line: tea, name: Tea, owner: bob, amount_minor: 100000, account: payouts}"
    tea = "{line: tea, name: Tea, owner: bob, amount_minor: 100000}"
    change = BUDGET.replace("from_version: 0", "from_version: 1").replace(tea, line)
    assert refusal(lambda: books.open(change)) == {"precondition"}
    assert refusal(lambda: buy(books, 1, "payouts")) == {"precondition"}


def test_what_a_payout_reserves_of_a_reserve_is_neither_moved_nor_undone(books: Books) -> None:
    books.owe(("bob", 300, "2026-09-01"))
    pay, move = books.open(PAY), books.open(MOVE)
    books.agree(pay, delay="P2D")
    books.agree(move, delay="P1D")
    assert books.enact(move) == "funds", "it is due first, and passed second"
    entry = next(each.number for each in Entry.all(books.registry, newest_first=True) if each.kind == "income")
    assert refusal(lambda: books.state("alice", "undo-entry", {"entry": entry})) == {"funds"}
    assert books.enact(pay) == "enacted" and books.balance("wages") == 0
    books.check()


def test_what_is_reserved_of_one_account_is_kept_in_no_other(books: Books) -> None:
    books.owe(("bob", 300, "2026-09-01"))
    books.agree(books.open(PAY))
    assert (reserved(books.registry, "wages", books.now), reserved(books.registry, "treasury", books.now)) == (300, 0)
    buy(books, 700, "treasury")
    assert books.balance() == 0


def test_what_a_transfer_reserves_is_not_spent(books: Books) -> None:
    move = books.open(MOVE.replace("from: wages, to: treasury", "from: treasury, to: tools"))
    books.agree(move)
    assert refusal(lambda: buy(books, 601, "treasury")) == {"funds"}
    buy(books, 600, "treasury")
    assert books.enact(move) == "enacted" and (books.balance(), books.balance("tools")) == (0, 100)
    books.check()


def test_income_that_was_spent_already_is_undone_once_the_money_is_there_again(books: Books) -> None:
    buy(books, 700, "treasury")
    assert refusal(lambda: books.state("alice", "undo-entry", {"entry": 1})) == {"funds"}
    books.earn(1000, second="carol")
    books.both("alice", "bob", "undo-entry", {"entry": 1})
    assert (books.balance(), books.balance("wages")) == (0, 300)
    assert refusal(lambda: books.state("alice", "undo-entry", {"entry": 1})) == {"precondition"}
    books.check()


def test_a_share_that_changed_since_leaves_an_undone_income_as_it_was_shared(books: Books) -> None:
    change = "- {action: set-share, account: wages, from_share: 30%, to_share: 90%}"
    assert books.pass_(change) == "enacted"
    books.both("alice", "bob", "undo-entry", {"entry": 1})
    assert (books.balance(), books.balance("wages")) == (0, 0)
    books.check()


def test_an_income_beyond_all_amounts_is_refused_and_the_next_one_goes(books: Books) -> None:
    books.both("alice", "bob", "book-income", income(books.now, LARGEST_MINOR - 1000))
    first = books.state("alice", "book-income", income(books.now, LARGEST_MINOR))
    assert refusal(lambda: books.second("bob", first)) == {"schema"}
    books.earn(1)
    assert books.balance() + books.balance("wages") == LARGEST_MINOR + 1
    books.check()


def test_a_transfer_beyond_all_amounts_fails_and_holds_nothing_up() -> None:
    books = Books()
    assert books.pass_("- {action: set-share, account: wages, to_share: 100%}") == "enacted"
    books.earn(LARGEST_MINOR)
    assert books.pass_("- {action: set-share, account: wages, from_share: 100%}") == "enacted"
    books.earn(5)
    assert books.pass_(MOVE.replace("100", "5").replace("from: wages, to: treasury", "from: treasury, to: wages")) == (
        "schema"
    )
    assert books.balance() == 5 and books.pass_(MOVE) == "enacted"
    books.check()


SHARES = st.lists(st.tuples(st.integers(1, 9), st.integers(10, 1000)), max_size=9)


@given(SHARES, st.integers(1, LARGEST_MINOR))
def test_every_income_is_shared_out_to_the_last_unit_and_each_part_is_within_one_of_its_share(
    rows: list[tuple[int, int]], amount: int
) -> None:
    shares = tuple(
        StandingShare(account=f"pot-{place}", share=f"{top}/{top * 10 + bottom}")
        for place, (top, bottom) in enumerate(rows)
    )
    parts = {
        each.account: each.amount_minor for each in shared_out(Treasury(entries=0, pots=(), shares=shares), amount)
    }
    assert sum(parts.values()) == amount and all(part > 0 for part in parts.values())
    for share in shares:
        exact = amount * fraction_of(share.share)
        assert abs(parts.get(share.account, 0) - exact) < 1
    rest = amount * (1 - sum(fraction_of(share.share) for share in shares))
    assert abs(parts.get("treasury", 0) - rest) < 1, "the main account gets the rest, and never less than nothing"


def test_where_all_is_shared_out_the_main_account_gets_nothing() -> None:
    halves = tuple(StandingShare(account=name, share="50%") for name in ("aa", "bb"))
    parts = shared_out(Treasury(entries=0, pots=(), shares=halves), 7)
    assert {each.account: each.amount_minor for each in parts} == {"aa": 4, "bb": 3}
    assert treasury_of(Books().registry).shares == ()


def test_only_what_passed_reserves_something(books: Books) -> None:
    number = books.open(MOVE)
    assert reserved(books.registry, "wages", books.now) == 0, "it is open"
    books.agree(number)
    assert reserved(books.registry, "wages", books.now) == 100
    assert reserved(books.registry, "treasury", books.now) == 0
    books.agree(number, result="other")
    assert reserved(books.registry, "wages", books.now) == 0


def test_the_accounts_of_the_treasury_are_sorted_by_name(books: Books) -> None:
    pots = treasury_of(books.registry).pots
    assert [(pot.account, pot.balance_minor) for pot in pots] == [("treasury", 700), ("wages", 300)]


def test_the_account_that_money_is_taken_from_is_written_as_from(books: Books) -> None:
    entry = books.entry(books.open(MOVE))
    assert entry.actions[0].data()["from"] == "wages"
    assert dict(Reserving.usual) == {"from": "treasury"}
