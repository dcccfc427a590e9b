"""The end of a co-operative that owes: nobody loses what came to them after they agreed, nor hours nobody looked at,
and no transfer hangs.
"""

from __future__ import annotations

import pytest

from govtool.core.times import add
from govtool.domain.constitution.ending import WindingUp, is_closed
from govtool.domain.constitution.member import Member
from govtool.errors import Refused
from tests.world.money import DOCUMENT, Books
from tests.world.people import refusal
from tests.world.worked import NOBODY, Sheet, Worked

PAY = "- {action: pay-debts, amount_minor: 300, from: treasury}"


@pytest.fixture
def books() -> Books:
    """It winds up, owes Bob 1000, and the time for claims is over."""
    books = Books()
    books.owe(("bob", 1000, "2026-08-01"))
    assert books.pass_("- {action: wind-up, begin: true}") == "enacted"
    books.later("P28D")
    return books


def close(books: Books) -> None:
    books.both("alice", "carol", "close-books", {})


def test_who_agreed_to_the_closing_agreed_to_what_was_owed_then(books: Books) -> None:
    assert refusal(lambda: close(books)) == {"not_ready"}
    books.state("bob", "accept-closing", {})
    books.owe(("bob", 5000, "2026-09-01"))
    assert refusal(lambda: close(books)) == {"not_ready"}, "more is owed than Bob agreed to"
    books.state("bob", "accept-closing", {})
    close(books)
    assert is_closed(books.registry)


def test_who_agreed_and_is_paid_a_part_need_not_agree_again(books: Books) -> None:
    books.state("bob", "accept-closing", {})
    books.earn(300)
    assert books.pass_(PAY) == "enacted"
    row = {"creditor": "bob", "paid_minor": 300}
    books.state("alice", "settle-payout", {"payout": 1, "paid_on": books.now[:10], "lines": [row], "reference": "1"})
    books.state("bob", "confirm-payment", {"payout": 1, "creditor": "bob"})
    assert refusal(lambda: books.state("bob", "accept-closing", {})) == {"precondition"}
    close(books)
    assert is_closed(books.registry)


def test_while_nobody_confirmed_a_transfer_the_books_stay_open(books: Books) -> None:
    """Everything is paid, says the treasurer; were the books closed now, a transfer that failed could not come back."""
    books.earn(1000)
    assert books.pass_(PAY.replace("300", "1000")) == "enacted"
    row = {"creditor": "bob", "paid_minor": 1000}
    books.state("alice", "settle-payout", {"payout": 1, "paid_on": books.now[:10], "lines": [row], "reference": "1"})
    assert books.owed() == {} and books.balance() == books.balance("payouts") == 0
    assert refusal(lambda: close(books)) == {"not_ready"}
    books.state("bob", "contest-payment", {"payout": 1, "reason": "Nothing came"})
    assert refusal(lambda: close(books)) == {"not_ready"}
    failed = {"payout": 1, "creditor": "bob", "failed_on": books.now[:10], "document": DOCUMENT}
    books.both("alice", "carol", "reverse-payment", failed)
    assert books.owed() == {"bob": 1000}
    assert refusal(lambda: close(books)) == {"not_ready"}


@pytest.fixture
def work() -> Worked:
    """It winds up, and claims can be made."""
    work = Worked()
    assert work.pass_("- {action: wind-up, begin: true}") == "enacted"
    return work


def test_hours_that_nobody_looked_at_keep_the_books_open(work: Worked) -> None:
    sheet = work.log("carol", ("2026-11-01", 60))
    work.later("P28D")
    assert refusal(lambda: close(work)) == {"not_ready"}
    work.approve("alice", sheet)
    assert refusal(lambda: close(work)) == {"not_ready"}, "now it is owed, though it does not count yet"
    work.later("P7D")
    work.state("carol", "accept-closing", {})
    close(work)
    assert is_closed(work.registry)


def test_hours_that_are_taken_back_wait_for_nothing(work: Worked) -> None:
    sheet = work.log("carol", ("2026-11-01", 60))
    work.later("P28D")
    assert refusal(lambda: close(work)) == {"not_ready"}
    work.correct(sheet)
    close(work)
    assert is_closed(work.registry)


@pytest.mark.parametrize("case", ["late", "unpaid", "without a wage"])
def test_nobody_keeps_the_books_open_for_ever_with_hours(case: str) -> None:
    work = Worked(wage=0 if case == "without a wage" else 2000)
    assert work.pass_("- {action: wind-up, begin: true}") == "enacted"
    if case == "late":
        work.later("P28D")
    sheet = work.log("vera" if case == "unpaid" else "carol", ("2026-11-01", 60))
    if case != "late":
        work.later("P28D")
    close(work)
    assert is_closed(work.registry) and work.sheet(sheet).entries, "they stay written"


@pytest.fixture
def disputed(work: Worked) -> tuple[Worked, Sheet]:
    """Carol recorded an hour in the time for claims, which Dan disputes; that time is over."""
    sheet = work.log("carol", ("2026-11-01", 60))
    work.dispute("dan", sheet)
    work.later("P28D")
    return work, sheet


def test_disputed_hours_keep_the_books_open_until_two_others_approve_them(disputed: tuple[Worked, Sheet]) -> None:
    work, sheet = disputed
    with pytest.raises(Refused) as caught:
        close(work)
    told = "\n".join(str(found.values["what"]) for found in caught.value.findings)
    assert told == (
        "hours carol/2026-11/1 (20.00 USD) are disputed by dan; two others approve them,"
        " or close the books with --without carol/2026-11/1"
    )
    work.approve("alice", sheet)
    work.approve("bob", sheet, first=True)
    assert refusal(lambda: close(work)) == {"not_ready"}, "now they are owed"
    work.later("P7D")
    work.state("carol", "accept-closing", {})
    close(work)
    assert is_closed(work.registry)


def test_two_without_a_part_in_a_dispute_close_the_books_without_the_hours(disputed: tuple[Worked, Sheet]) -> None:
    work, sheet = disputed
    body = {"without": [work.named(sheet)]}
    for first, second in (("carol", "alice"), ("dan", "alice")):
        assert refusal(lambda first=first, second=second: work.both(first, second, "close-books", body)) == {
            "not_allowed"
        }
    digest = work.state("alice", "close-books", body)
    for party in ("carol", "dan"):
        seen = refusal(lambda party=party: work.state(party, "countersign", {"confirms": digest}))
        assert seen == {"own_case"}
    work.state("bob", "countersign", {"confirms": digest})
    assert is_closed(work.registry) and work.sheet(sheet).open_disputes and work.owed() == {}


def test_hours_that_nobody_disputes_are_not_left_out(work: Worked) -> None:
    sheet = work.log("carol", ("2026-11-01", 60))
    work.later("P28D")
    left_out = {"without": [work.named(sheet)]}
    assert refusal(lambda: work.both("alice", "bob", "close-books", left_out)) == {"precondition", "not_ready"}
    other = {"without": [{**work.named(sheet), "digest": NOBODY}]}
    assert refusal(lambda: work.both("alice", "bob", "close-books", other)) == {"precondition", "not_ready"}


def test_a_dispute_on_the_day_of_the_closing_takes_nobody_s_wages(work: Worked) -> None:
    """Alice and Bob would close the books before anybody can settle what Dan says against Carol's hours."""
    sheet = work.log("carol", ("2026-11-01", 60))
    work.later("P28D")
    work.approve("alice", sheet)
    work.dispute("dan", sheet)
    left_out = {"without": [work.named(sheet)]}
    assert refusal(lambda: work.both("alice", "bob", "close-books", left_out)) == {"not_ready"}
    work.later("P6DT23H59M")
    assert refusal(lambda: work.both("alice", "bob", "close-books", left_out)) == {"not_ready"}
    work.later("PT1M")
    work.both("alice", "bob", "close-books", left_out)
    assert is_closed(work.registry)


def test_an_income_that_waits_for_its_second_signature_keeps_the_books_open() -> None:
    books = Books(treasurer="alice")
    assert books.pass_("- {action: wind-up, begin: true}") == "enacted"
    books.later("P28D")
    income = {
        "amount_minor": 500,
        "currency": "USD",
        "received_on": books.now[:10],
        "source": "client",
        "document": DOCUMENT,
    }
    books.state("alice", "book-income", income)
    with pytest.raises(Refused) as caught:
        close(books)
    told = [str(found.values["what"]) for found in caught.value.findings]
    assert told == ["book-income, statement 1 of alice, waits for a second signature"]
    books.second("bob")
    assert refusal(lambda: close(books)) == {"not_ready"}, "now the money is there"


def test_what_nobody_can_sign_any_more_waits_for_nothing() -> None:
    books = Books(treasurer="dan")
    assert books.pass_("- {action: wind-up, begin: true}") == "enacted"
    books.later("P28D")
    spent = {"amount_minor": 5, "currency": "USD", "received_on": books.now[:10], "source": "client"}
    books.state("dan", "book-income", {**spent, "document": DOCUMENT})
    books.state("dan", "resign", {})
    close(books)
    assert is_closed(books.registry)


def test_hours_that_several_dispute_can_be_settled_once_the_time_of_the_last_dispute_is_over(work: Worked) -> None:
    sheet = work.log("carol", ("2026-11-01", 60))
    work.later("P25D")
    work.dispute("dan", sheet)
    work.later("P3D")
    work.dispute("erin", sheet)
    until = add(work.now, "P7D")
    work.later("P6D")
    with pytest.raises(Refused) as caught:
        close(work)
    (told,) = (str(found.values["what"]) for found in caught.value.findings)
    assert told == (f"hours carol/2026-11/1 (20.00 USD) are disputed by dan and erin, and can be settled until {until}")


def test_a_key_that_others_voted_for_agrees_to_no_closing_before_it_can_vote(books: Books) -> None:
    bob = Member.one(books.registry, "bob")
    given = bob.keys[0].changed(votes_from=add(books.now, "P1D"))
    books.registry = books.registry.put(bob.path, bob.changed(keys=(given,)))
    assert refusal(lambda: books.state("bob", "accept-closing", {})) == {"not_yet"}
    books.later("P1D")
    assert books.state("bob", "accept-closing", {})


def test_of_those_who_agreed_each_stands_once_by_id(books: Books) -> None:
    books.owe(("alice", 1, "2026-09-01"), ("carol", 2, "2026-09-01"))
    for name in ("carol", "bob", "alice"):
        books.state(name, "accept-closing", {})
    books.owe(("carol", 3, "2026-09-02"))
    books.state("carol", "accept-closing", {})
    accepted = WindingUp.one(books.registry).accepted
    assert [(each.creditor, each.owed_minor) for each in accepted] == [("alice", 1), ("bob", 1000), ("carol", 5)]
