"""What a payee can do who did not get what the books say: nobody is taken to have been paid over their head."""

from __future__ import annotations

import pytest

from govtool.domain.books.ledger import concerns
from govtool.domain.money.account import account_of
from govtool.domain.money.settlement import SettledLine, Settlement
from govtool.roles.money.signature_service import awaiting
from tests.world.money import DOCUMENT, Books
from tests.world.people import person, refusal


@pytest.fixture
def books() -> Books:
    """Bob is paid 300 of 3000 in two debts, Carol 400 of 4000; Alice is the treasurer."""
    books = Books()
    books.owe(("bob", 100, "2026-08-01"), ("bob", 2900, "2026-09-01"), ("carol", 4000, "2026-09-03"))
    books.earn(7000)
    assert books.pass_("- {action: pay-debts, amount_minor: 700, from: treasury}") == "enacted"
    books.later("P1D")
    return books


def settle(books: Books, paid: int = 300, withheld: int = 0, to: str = "the tax office") -> None:
    line: dict[str, object] = {"creditor": "bob", "paid_minor": paid}
    if withheld:
        line["withheld"] = [{"what": "income tax", "to": to, "amount_minor": withheld}]
    books.state(
        "alice", "settle-payout", {"payout": 1, "paid_on": books.now[:10], "lines": [line], "reference": "transfer 118"}
    )


def contest(books: Books, who: str = "bob", payout: int = 1) -> None:
    books.state(who, "contest-payment", {"payout": payout, "reason": "Nothing reached me"})


def confirm(books: Books, first: str = "", second: str = "") -> None:
    body: dict[str, object] = {"payout": 1, "creditor": "bob"}
    if first:
        books.both(first, second, "confirm-payment", body | {"document": DOCUMENT})
    else:
        books.state("bob", "confirm-payment", body)


def reverse(books: Books, first: str = "alice", second: str = "dan", **more: object) -> None:
    body: dict[str, object] = {"payout": 1, "creditor": "bob", "failed_on": books.now[:10], "document": DOCUMENT}
    books.both(first, second, "reverse-payment", body | more)


def line(books: Books) -> SettledLine:
    found = Settlement.of(books.registry, 1)
    mine = found.line("bob") if found else None
    assert mine is not None
    return mine


def warned(books: Books) -> list[tuple[str, object]]:
    return [(found.code, found.values["creditor"]) for found in concerns(books.registry, books.now)]


def test_a_payee_who_got_nothing_says_so_and_it_is_reported_at_once_with_the_reason(books: Books) -> None:
    settle(books)
    assert warned(books) == []
    contest(books)
    found = next(iter(concerns(books.registry, books.now)))
    assert (found.code, found.values["creditor"], found.values["reason"]) == ("contested", "bob", "Nothing reached me")
    books.check()


def test_a_treasurer_who_withholds_all_for_himself_is_named_with_what_went_where(books: Books) -> None:
    settle(books, paid=0, withheld=300, to="Alice")
    contest(books)
    found = next(iter(concerns(books.registry, books.now)))
    assert found.values["parts"] == "0.00 USD paid, 3.00 USD income tax to Alice"
    assert found.values["by"] == "alice"


def test_nobody_confirms_over_the_head_of_who_contests(books: Books) -> None:
    settle(books)
    contest(books)
    assert refusal(lambda: confirm(books, "alice", "carol")) == {"precondition"}
    books.later("P100D")
    assert ("contested", "bob") in warned(books)


def test_who_was_confirmed_over_contests_it_whenever_they_hear_of_it(books: Books) -> None:
    settle(books)
    confirm(books, "alice", "carol")
    assert not line(books).is_open
    books.later("P300D")
    contest(books)
    assert line(books).is_open and ("contested", "bob") in warned(books)
    books.check()


def test_a_closed_settlement_is_open_again_and_closed_once_it_is_settled(books: Books) -> None:
    settle(books)
    confirm(books, "alice", "carol")
    reverse_carol = {"payout": 1, "creditor": "carol", "failed_on": books.now[:10], "document": DOCUMENT}
    books.both("alice", "dan", "reverse-payment", reverse_carol)
    assert books.registry.names("registry/settlements/open") == ()
    contest(books)
    assert books.registry.names("registry/settlements/open") == ("000001.yaml",)
    assert books.registry.names("registry/settlements/closed") == ()
    confirm(books)
    assert books.registry.names("registry/settlements/open") == ()
    assert books.registry.names("registry/settlements/closed") == ("000001.yaml",)
    books.check()


def test_what_came_later_is_confirmed_by_the_payee_and_the_contest_is_over(books: Books) -> None:
    settle(books)
    contest(books)
    confirm(books)
    assert not line(books).is_open and line(books).contested is None and warned(books) == []
    assert refusal(lambda: contest(books)) == {"precondition"}, "their own word stands"


def test_only_the_payee_contests_what_was_said_to_be_paid_and_once(books: Books) -> None:
    assert refusal(lambda: contest(books)) == {"precondition"}, "nobody says yet that it was transferred"
    settle(books)
    assert refusal(lambda: contest(books, "dan")) == {"precondition"}
    assert refusal(lambda: contest(books, payout=2)) == {"precondition"}
    contest(books)
    assert refusal(lambda: contest(books)) == {"precondition"}


@pytest.mark.parametrize("membership", ["left", "expelled"])
def test_who_is_gone_contests_too(books: Books, membership: str) -> None:
    settle(books)
    books.registry = books.registry.put(person("bob").path, person("bob", membership=membership))
    contest(books)
    assert warned(books) == [("contested", "bob")]


def test_a_payee_is_asked_with_what_was_withheld_and_not_asked_for_what_they_contest(books: Books) -> None:
    settle(books, paid=250, withheld=50)
    asked = [about for _, about, _ in awaiting(books.registry, person("bob"), books.now)]
    assert asked == [
        "that 2.50 USD of payout 1 reached you, and that 0.50 USD income tax to the tax office was rightly withheld"
    ]
    contest(books)
    assert list(awaiting(books.registry, person("bob"), books.now)) == []


def test_two_others_reverse_all_of_it_where_what_was_withheld_went_astray(books: Books) -> None:
    settle(books, paid=0, withheld=300, to="Alice")
    assert refusal(lambda: reverse(books)) == {"precondition"}, "there was no transfer that could fail"
    contest(books)
    reverse(books, whole=True)
    assert books.owed()["bob"] == 3000
    items = [item.remaining_minor for item in account_of(books.registry, "bob").items]
    assert items == [100, 2900] and not line(books).is_open
    assert warned(books) == []
    books.check()


def test_a_part_that_failed_and_then_what_was_withheld_restore_the_debts_once(books: Books) -> None:
    settle(books, paid=250, withheld=50)
    reverse(books)
    assert [item.remaining_minor for item in account_of(books.registry, "bob").items] == [50, 2900]
    contest(books)
    assert warned(books) == [("contested", "bob")]
    assert refusal(lambda: reverse(books)) == {"precondition"}, "the transfer is reversed already"
    reverse(books, whole=True)
    assert [item.remaining_minor for item in account_of(books.registry, "bob").items] == [100, 2900]
    assert refusal(lambda: reverse(books, whole=True)) == {"precondition"}
    assert refusal(lambda: contest(books)) == {"precondition"}
    assert account_of(books.registry, "bob").paid_minor == 0
    books.check()


def test_while_the_withheld_part_is_contested_a_transfer_that_failed_closes_nothing(books: Books) -> None:
    settle(books, paid=250, withheld=50)
    contest(books)
    reverse(books)
    assert line(books).is_open and books.owed()["bob"] == 2950
    confirm(books)
    assert not line(books).is_open, "the payee says that the tax was right"
    books.check()


def test_in_a_co_operative_of_two_one_alone_does_not_settle_it_over_the_other() -> None:
    books = Books(people={name: person(name) for name in ("alice", "bob")})
    books.owe(("bob", 300, "2026-08-01"))
    books.earn(300)
    assert books.pass_("- {action: pay-debts, amount_minor: 300, from: treasury}") == "enacted"
    settle(books)
    books.state("alice", "confirm-payment", {"payout": 1, "creditor": "bob", "document": DOCUMENT})
    assert line(books).single_handed and not line(books).is_open
    contest(books)
    body = {"payout": 1, "creditor": "bob", "document": DOCUMENT}
    assert refusal(lambda: books.state("alice", "confirm-payment", body)) == {"precondition"}
    assert warned(books) == [("contested", "bob")]


def test_a_treasurer_who_is_a_creditor_confirms_their_own_like_everybody() -> None:
    books = Books()
    books.owe(("alice", 300, "2026-08-01"))
    books.earn(300)
    assert books.pass_("- {action: pay-debts, amount_minor: 300, from: treasury}") == "enacted"
    rows = [{"creditor": "alice", "paid_minor": 300}]
    books.state("alice", "settle-payout", {"payout": 1, "paid_on": books.now[:10], "lines": rows, "reference": "own"})
    assert refusal(lambda: books.state("alice", "settle-payout", {
        "payout": 1, "paid_on": books.now[:10], "lines": rows, "reference": "twice"})) == {"precondition"}  # fmt: skip
    books.state("alice", "confirm-payment", {"payout": 1, "creditor": "alice"})
    assert books.owed() == {} and books.balance() == books.balance("payouts") == 0
    books.check()
