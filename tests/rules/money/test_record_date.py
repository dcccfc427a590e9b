"""What happens between the opening of a vote on a payout and its enactment moves no unit between people."""

from __future__ import annotations

import pytest

from govtool.core.times import add
from govtool.domain.books.ledger import check
from govtool.domain.money.account import account_of
from govtool.domain.money.allocation import at_record
from govtool.domain.money.payout import Payout
from tests.world.money import DOCUMENT, Books, record
from tests.world.people import person

THIRDS = (("alice", 100, "2026-09-01"), ("bob", 100, "2026-09-02"), ("carol", 100, "2026-09-03"))


def pay(amount_minor: int) -> str:
    return f"- {{action: pay-debts, amount_minor: {amount_minor}, from: treasury}}"


@pytest.fixture
def books() -> Books:
    """Three are owed the same: of a hundred the oldest debt gets the unit that is left."""
    books = Books()
    books.owe(*THIRDS)
    books.earn(100000)
    return books


def lines(books: Books, number: int) -> dict[str, int]:
    found = books.registry.get(Payout, f"registry/payouts/{books.now[:4]}/{number:06d}.yaml")
    assert found is not None
    return {line.creditor: line.amount_minor for line in found.lines}


def test_the_unit_that_is_left_goes_to_who_had_the_oldest_debt_when_the_vote_opened(books: Books) -> None:
    """Carol has an older month approved while people vote: it ranks her in the next vote, not in this one."""
    number = books.open(pay(100))
    books.later("P1D")
    books.owe(("carol", 50, "2026-08-01"))
    books.agree(number)
    assert books.enact(number) == "enacted"
    assert lines(books, 1) == {"alice": 34, "bob": 33, "carol": 33}
    assert books.pass_(pay(100)) == "enacted"
    assert lines(books, 2)["carol"] == 47, "117 of 250 are 46.8"
    books.check()


def test_a_debt_that_was_approved_before_and_begins_to_count_after_the_opening_ranks_and_weighs_nothing(
    books: Books,
) -> None:
    books.owe(("carol", 50, "2026-08-01"), counts_at="2026-11-02T00:00:00Z")
    number = books.open(pay(100))
    books.later("P2D")
    assert books.owed()["carol"] == 150
    books.agree(number)
    assert books.enact(number) == "enacted" and lines(books, 1) == {"alice": 34, "bob": 33, "carol": 33}
    books.check()


def test_what_was_oldest_at_the_opening_ranks_though_it_was_paid_meanwhile(books: Books) -> None:
    """Alice's oldest debt is paid by another vote; she had it when this one opened."""
    books.owe(("alice", 3, "2026-10-01"))
    books.owe(("bob", 3, "2026-10-01"), ("carol", 3, "2026-10-01"))
    number, other = books.open(pay(100)), books.open(pay(300))
    books.later("P1D")
    books.agree(other, delay="PT1H")
    assert books.enact(other) == "enacted"
    assert {account_of(books.registry, name).since(books.now) for name in ("alice", "bob", "carol")} == {"2026-10-01"}
    books.agree(number)
    assert books.enact(number) == "enacted" and sum(lines(books, 2).values()) == 9
    books.check()


def test_a_payout_that_is_enacted_months_late_pays_what_was_owed_at_its_opening(books: Books) -> None:
    number = books.open(pay(150))
    books.later("P1D")
    books.agree(number)
    books.later("P200D")
    books.owe(("alice", 10000, "2026-07-01"), ("dan", 9000, "2026-07-01"))
    assert books.enact(number) == "enacted"
    assert lines(books, 1) == {"alice": 50, "bob": 50, "carol": 50}
    assert books.owed() == {"alice": 10050, "bob": 50, "carol": 50, "dan": 9000}
    books.check()


def test_where_all_that_was_owed_at_the_opening_is_gone_nothing_is_paid(books: Books) -> None:
    number, other = books.open(pay(300)), books.open(pay(300))
    books.later("P1D")
    books.agree(other, delay="PT1H")
    assert books.enact(other) == "enacted"
    books.owe(("dan", 500, "2026-07-01"))
    books.agree(number)
    assert books.enact(number) == "nothing_owed"
    assert (books.owed(), books.balance()) == ({"dan": 500}, 99700)
    books.check()


def test_a_creditor_who_gives_up_a_part_between_opening_and_enactment_loses_that_part_only(books: Books) -> None:
    first = books.state("bob", "forgive", {"amount_minor": 40})
    books.later("P7D")
    number = books.open(pay(260))
    books.later("PT1H")
    books.state("bob", "forgive", {"amount_minor": 40, "confirms": first})
    books.agree(number)
    assert books.enact(number) == "enacted"
    assert lines(books, 1) == {"alice": 100, "bob": 60, "carol": 100} and books.owed() == {}
    books.check()


def test_who_leaves_or_is_expelled_while_people_vote_is_paid(books: Books) -> None:
    number = books.open(pay(90))
    for name, membership in (("alice", "left"), ("bob", "expelled")):
        books.registry = books.registry.put(person(name).path, person(name, membership=membership))
    books.agree(number)
    assert books.enact(number) == "enacted" and lines(books, 1) == {"alice": 30, "bob": 30, "carol": 30}


def test_two_payouts_of_one_proposal_are_two_entries_and_their_funds_are_counted_together(books: Books) -> None:
    assert books.pass_(f"{pay(90)}\n{pay(60)}") == "enacted"
    assert (lines(books, 1), lines(books, 2)) == (
        {"alice": 30, "bob": 30, "carol": 30},
        {"alice": 20, "bob": 20, "carol": 20},
    )
    before = books.balance()
    books.owe(("alice", before, "2026-09-01"))
    assert books.pass_(f"{pay(100)}\n{pay(before)}") == "funds"
    assert books.balance() == before and books.registry.names("registry/payouts/2026") == ("000001.yaml", "000002.yaml")
    books.check()


def test_a_reversal_after_a_second_payout_restores_what_the_first_paid(books: Books) -> None:
    assert books.pass_(pay(90)) == "enacted"
    assert books.pass_(pay(210)) == "enacted" and books.owed() == {}
    body = {"payout": 1, "creditor": "bob", "failed_on": books.now[:10], "document": DOCUMENT}
    books.both("alice", "dan", "reverse-payment", body)
    assert books.owed() == {"bob": 30} and account_of(books.registry, "bob").since(books.now) == "2026-09-02"
    assert books.pass_(pay(30)) == "enacted" and lines(books, 3) == {"bob": 30}
    assert account_of(books.registry, "bob").paid_minor == 100
    books.check()


# Within one second ---------------------------------------------------------------------------------------------------


def test_a_debt_booked_in_the_second_of_the_opening_counts_only_if_it_was_booked_before(books: Books) -> None:
    """The clerk does many things at one time. The order of the minutes tells what was there, and no time does."""
    books.owe(("dan", 100, "2026-09-04"))
    number = books.open(pay(100))
    books.owe(("erin", 10000, "2026-07-01"))
    books.agree(number)
    assert books.enact(number) == "enacted"
    assert lines(books, 1) == {"alice": 25, "bob": 25, "carol": 25, "dan": 25}
    books.check()


def test_a_debt_that_begins_to_count_in_the_second_of_the_opening_counts(books: Books) -> None:
    books.owe(("dan", 100, "2026-09-04"), counts_at=add(books.now, "P1D"))
    books.later("P1D")
    number = books.open(pay(100))
    books.agree(number)
    assert books.enact(number) == "enacted" and lines(books, 1)["dan"] == 25
    books.check()


def test_a_payment_in_the_second_of_the_opening_and_after_it_takes_nothing_from_what_was_owed_then(
    books: Books,
) -> None:
    """Another payout is enacted right after the opening. What it paid was still owed when this vote opened."""
    other = books.open(pay(150))
    books.later("P2D")
    number = books.open(pay(100))
    books.agree(other, delay="P0D")
    assert books.enact(other) == "enacted" and books.owed() == {"alice": 50, "bob": 50, "carol": 50}
    books.owe(("alice", 1000, "2026-07-01"))
    then = at_record(books.registry, record(books, number))
    assert {name: each.owed_minor for name, each in then.items()} == {"alice": 100, "bob": 100, "carol": 100}
    books.agree(number)
    assert books.enact(number) == "enacted"
    assert lines(books, 2) == {"alice": 50, "bob": 25, "carol": 25}, "100, 50 and 50 of 200"
    books.check()


def test_a_payment_in_the_second_of_the_opening_and_before_it_was_not_owed_any_more(books: Books) -> None:
    other = books.open(pay(150))
    books.later("P2D")
    books.agree(other, delay="P0D")
    assert books.enact(other) == "enacted"
    number = books.open(pay(100))
    books.owe(("alice", 1000, "2026-07-01"))
    then = at_record(books.registry, record(books, number))
    assert {name: each.owed_minor for name, each in then.items()} == {"alice": 50, "bob": 50, "carol": 50}
    books.agree(number)
    assert books.enact(number) == "enacted" and lines(books, 2) == {"alice": 34, "bob": 33, "carol": 33}
    books.check()


def test_what_is_given_up_and_what_comes_back_in_the_second_of_the_opening_and_after_it_is_later(
    books: Books,
) -> None:
    assert books.pass_(pay(30)) == "enacted"
    first = books.state("bob", "forgive", {"amount_minor": 40})
    books.later("P7D")
    number = books.open(pay(90))
    books.state("bob", "forgive", {"amount_minor": 40, "confirms": first})
    body = {"payout": 1, "creditor": "carol", "failed_on": books.now[:10], "document": DOCUMENT}
    books.both("alice", "dan", "reverse-payment", body)
    then = at_record(books.registry, record(books, number))
    assert {name: each.owed_minor for name, each in then.items()} == {"alice": 90, "bob": 90, "carol": 90}
    books.agree(number)
    assert books.enact(number) == "enacted" and lines(books, 2) == {"alice": 35, "bob": 20, "carol": 35}
    books.check()


def test_the_audit_of_the_books_finds_a_share_of_a_debt_that_came_after_the_opening_in_its_second(books: Books) -> None:
    number = books.open(pay(100))
    books.owe(("dan", 100, "2026-09-04"))
    books.agree(number)
    assert books.enact(number) == "enacted"
    books.check()
    found = books.registry.get(Payout, "registry/payouts/2026/000001.yaml")
    assert found is not None
    books.registry = books.registry.put(found.path, found.changed(opening_minute=found.minute))
    assert {problem.code for problem in check(books.registry)} == {"ledger"}
