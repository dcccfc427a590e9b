"""At the bounds and at odds: nothing overflows, nothing hangs, and nobody is paid the same hour twice."""

from __future__ import annotations

import pytest

from govtool.core.money import LARGEST_MINOR
from govtool.domain.decisions import docket
from govtool.domain.money.account import account_of
from tests.world.money import Books
from tests.world.people import person, refusal
from tests.world.worked import Worked

PAY = "- {action: pay-debts, amount_minor: AMOUNT, from: treasury}"
CORRECT = "- {action: correct-debt, creditor: bob, amount_minor: AMOUNT, owed_on: '2026-01-01', reason: Sum}"


def test_a_correction_beyond_all_amounts_fails_and_holds_nothing_up() -> None:
    books = Books()
    assert books.pass_(CORRECT.replace("AMOUNT", str(LARGEST_MINOR))) == "enacted"
    assert books.pass_(CORRECT.replace("AMOUNT", "1")) == "schema"
    assert books.owed() == {"bob": LARGEST_MINOR} and docket.waiting(books.registry) == []
    books.check()


def test_a_payout_of_the_largest_amount_divides_it_to_the_unit() -> None:
    books = Books()
    books.owe(("alice", LARGEST_MINOR, "2026-01-01"), ("bob", LARGEST_MINOR, "2026-01-02"), ("carol", 1, "2026-01-03"))
    books.earn(LARGEST_MINOR)
    assert books.pass_(PAY.replace("AMOUNT", str(LARGEST_MINOR))) == "enacted"
    half = LARGEST_MINOR // 2
    assert books.owed() == {"alice": half, "bob": half, "carol": 1}
    books.check()


def test_hours_at_an_absurd_wage_are_an_amount_beside_the_largest_correction() -> None:
    work = Worked(wage=10**15)
    full = CORRECT.replace("AMOUNT", str(LARGEST_MINOR)).replace("bob", "carol")
    sheet, other = work.log("carol", ("2026-10-30", 60)), work.log("dan", ("2026-10-30", 60))
    work.approve("alice", sheet)
    assert work.accrued("carol") == 10**15
    assert work.pass_(full) == "enacted", "corrections are a sum of their own"
    work.approve("alice", other)
    assert work.accrued("dan") == 10**15
    work.check()


def test_more_than_is_owed_by_one_is_neither_forgiven_nor_paid() -> None:
    books = Books()
    books.owe(("bob", 100, "2026-01-01"))
    books.earn(500)
    assert refusal(lambda: books.state("bob", "forgive", {"amount_minor": 101})) == {"more_than_owed"}
    assert books.pass_(PAY.replace("AMOUNT", "500")) == "enacted" and books.balance() == 400
    books.check()


def test_what_was_forgiven_in_two_statements_of_the_whole_is_forgiven_once() -> None:
    books = Books()
    books.owe(("bob", 100, "2026-01-01"))
    first, second = (books.state("bob", "forgive", {"amount_minor": 100}) for _ in range(2))
    books.later("P7D")
    books.state("bob", "forgive", {"amount_minor": 100, "confirms": first})
    assert refusal(lambda: books.state("bob", "forgive", {"amount_minor": 100, "confirms": second})) == {
        "more_than_owed"
    }
    assert account_of(books.registry, "bob").forgiven_minor == 100
    books.check()


# Hours twice ---------------------------------------------------------------------------------------------------------


def test_the_same_sheet_is_counted_once_whoever_approves_it_how_often() -> None:
    work = Worked(wage=2000)
    sheet = work.log("carol", ("2026-10-30", 60))
    assert refusal(lambda: work.approve("alice", sheet, sheet)) == {"precondition"}, "named twice"
    work.approve("alice", sheet)
    for who in ("alice", "bob"):
        assert refusal(lambda who=who: work.approve(who, sheet)) == {"precondition"}
    other = work.log("carol", ("2026-10-31", 60))
    work.approve("bob", sheet, other)
    work.later("P7D")
    assert work.owed() == {"carol": 4000}
    work.check()


def test_the_same_hours_in_two_statements_are_refused_where_they_say_when_and_seen_by_two_where_they_do_not() -> None:
    work = Worked(wage=2000)
    work.log("carol", {"date": "2026-10-30", "minutes": 480, "task": "x", "start": "09:00"})
    again = {"date": "2026-10-30", "minutes": 60, "task": "y", "start": "12:00"}
    assert refusal(lambda: work.log("carol", again)) == {"hours"}
    over_midnight = {"date": "2026-10-29", "minutes": 720, "task": "y", "start": "22:00"}
    assert refusal(lambda: work.log("carol", over_midnight)) == {"hours"}
    twice = work.log("carol", ("2026-10-30", 480))
    work.approve("alice", twice)
    assert work.sheet(twice).waits, "sixteen hours of ten agreed: another must have seen it"
    assert refusal(lambda: work.log("carol", ("2026-10-30", 481))) == {"hours"}, "a day has 24 hours"


def test_two_sheets_that_are_each_within_the_agreed_hours_and_not_together_both_take_two() -> None:
    work = Worked(wage=2000)
    one, two = work.log("carol", ("2026-10-29", 400)), work.log("carol", ("2026-10-30", 400))
    work.approve("alice", one, two)
    assert work.sheet(one).waits and work.sheet(two).waits
    work.correct(two, ("2026-10-30", 200))
    work.approve("bob", one, first=True)
    work.approve("bob", two)
    assert not work.sheet(one).waits and not work.sheet(two).waits
    work.later("P7D")
    assert work.owed() == {"carol": 20000}
    work.check()


# One, two and three people -------------------------------------------------------------------------------------------


def test_one_person_alone_does_all_of_it_and_every_entry_is_marked() -> None:
    work = Worked(wage=2000, people={"alice": person("alice")})
    sheet = work.log("alice", ("2026-10-30", 60))
    work.approve("alice", sheet)
    work.later("P7D")
    work.state("alice", "book-income", {
        "amount_minor": 5000, "currency": "USD", "received_on": work.now[:10], "source": "client",
        "document": "sha256:" + "d" * 64})  # fmt: skip
    assert work.pass_(PAY.replace("AMOUNT", "500")) == "enacted"
    row = {"creditor": "alice", "paid_minor": 500}
    body = {"payout": 1, "paid_on": work.now[:10], "lines": [row], "reference": "1"}
    work.state("alice", "settle-payout", body)
    work.state("alice", "confirm-payment", {"payout": 1, "creditor": "alice"})
    assert work.owed() == {"alice": 1500}
    assert account_of(work.registry, "alice").items[0].single_handed
    work.check()


def test_of_two_the_other_approves_also_what_takes_two_and_books_alone_what_the_other_is_paid() -> None:
    work = Worked(wage=2000, people={name: person(name) for name in ("alice", "bob")})
    sheet = work.log("bob", ("2026-07-01", 60))
    assert refusal(lambda: work.approve("bob", sheet)) == {"approver"}
    work.approve("alice", sheet)
    assert not work.sheet(sheet).waits
    work.later("P7D")
    assert work.owed() == {"bob": 2000}
    assert account_of(work.registry, "bob").items[0].single_handed is None
    work.check()


def test_of_three_two_see_what_takes_two_and_a_newcomer_changes_nothing_that_is_approved() -> None:
    work = Worked(wage=2000, people={name: person(name) for name in ("alice", "bob", "carol")})
    sheet = work.log("bob", ("2026-07-01", 60))
    work.approve("alice", sheet)
    assert work.sheet(sheet).waits
    assert refusal(lambda: work.approve("alice", sheet, first=True)) == {"approver"}
    work.approve("carol", sheet, first=True)
    work.dispute("alice", sheet)
    work.approve("carol", sheet)
    assert not work.sheet(sheet).waits, "only Carol has no part in it"
    work.later("P7D")
    assert work.owed() == {"bob": 2000}
    work.check()


@pytest.mark.parametrize("membership", ["left", "expelled"])
def test_who_is_gone_is_owed_what_they_worked_and_what_others_approve_of_it_later(membership: str) -> None:
    work = Worked(wage=2000)
    sheet = work.log("carol", ("2026-10-30", 60))
    work.become("carol", membership=membership)
    work.later("P1D")
    late = work.log("carol", ("2026-10-31", 30), (work.now[:10], 600))
    assert [entry.paid for entry in work.sheet(late).entries] == ["no"]
    work.approve("alice", sheet, ("carol", "2026-10", late[2]))
    work.later("P7D")
    assert work.owed() == {"carol": 3000}
    work.check()


def test_an_account_that_is_full_takes_no_more_hours_and_holds_nobody_else_up() -> None:
    work = Worked(wage=2000)
    work.owe(("carol", LARGEST_MINOR, "2026-01-01"))
    sheet, other = work.log("carol", ("2026-10-30", 60)), work.log("dan", ("2026-10-30", 60))
    assert refusal(lambda: work.approve("alice", sheet, other)) == {"schema"}
    work.approve("alice", other)
    work.later("P7D")
    assert work.owed() == {"carol": LARGEST_MINOR, "dan": 2000}
