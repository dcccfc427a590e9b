"""How a payout reaches its payees: who says that it was transferred, who that it came, and what when it failed."""

from __future__ import annotations

import pytest

from govtool.domain.money.account import account_of
from govtool.domain.money.reversal import Reversal
from govtool.domain.money.settlement import SettledLine, Settlement, unconfirmed
from govtool.domain.money.treasury import Entry
from govtool.io.file.bank_file import BankLine, BankStatement
from govtool.roles.money.bank_statement import compare
from tests.world.money import DOCUMENT, Books
from tests.world.people import person, refusal

PAID_ON = "2026-11-05"


@pytest.fixture
def books() -> Books:
    """Bob is paid 300 of 3000, carol 400 of 4000."""
    books = Books()
    books.owe(("bob", 1000, "2026-08-01"), ("bob", 2000, "2026-09-01"), ("carol", 4000, "2026-09-03"))
    books.earn(7000)
    assert books.pass_("- {action: pay-debts, amount_minor: 700, from: treasury}") == "enacted"
    books.later("P1D")
    return books


def settle(books: Books, *lines: dict[str, object], who: str = "alice", **values: object) -> None:
    body: dict[str, object] = {"payout": 1, "paid_on": PAID_ON, "lines": list(lines)}
    books.state(who, "settle-payout", body | {"reference": "transfer 118"} | values)


def line(books: Books, creditor: str) -> SettledLine:
    found = Settlement.of(books.registry, 1)
    mine = found.line(creditor) if found else None
    assert mine is not None
    return mine


BOB = {"creditor": "bob", "paid_minor": 300}
CAROL = {"creditor": "carol", "paid_minor": 300}
TAX = {"what": "income tax", "to": "the tax office", "amount_minor": 100}


def test_a_line_is_settled_in_parts_that_sum_to_it(books: Books) -> None:
    settle(books, BOB, {**CAROL, "withheld": [TAX]})
    assert (line(books, "carol").paid_minor, line(books, "carol").withheld[0].amount_minor) == (300, 100)
    assert line(books, "carol").document == "transfer 118"
    assert books.balance("payouts") == 0
    entry = next(Entry.all(books.registry, newest_first=True))
    assert (entry.kind, entry.moved_on, entry.payout) == ("payment", PAID_ON, 1)
    books.check()


def test_the_digest_of_the_bank_s_paper_is_kept_with_the_line_and_with_the_entry(books: Books) -> None:
    settle(books, BOB, document=DOCUMENT, reference=None)
    assert line(books, "bob").document == DOCUMENT
    assert next(Entry.all(books.registry, newest_first=True)).document == DOCUMENT


def test_a_bank_that_lists_every_transfer_agrees_with_lines_that_were_settled_one_after_the_other(books: Books) -> None:
    settle(books, {"creditor": "bob", "paid_minor": 200, "withheld": [TAX]})
    settle(books, {"creditor": "carol", "paid_minor": 250, "withheld": [TAX | {"amount_minor": 150}]})
    listed = tuple(BankLine(PAID_ON, -amount, "") for amount in (200, 100, 250, 150))
    statement = BankStatement("CSV", "", PAID_ON, PAID_ON, None, listed)
    found = compare(books.registry, ("payouts", "treasury"), statement)
    assert (found.same, found.only_at_bank, found.only_in_books) == (4, (), ())


def test_parts_that_do_not_sum_and_lines_that_are_not_open_are_not_settled(books: Books) -> None:
    for lines in ([CAROL], [{**CAROL, "withheld": [TAX, TAX]}], [{"creditor": "dan", "paid_minor": 1}]):
        assert refusal(lambda lines=lines: settle(books, *lines)) == {"precondition"}
    assert refusal(lambda: settle(books, BOB, BOB)) == {"schema"}
    assert refusal(lambda: settle(books, BOB, payout=2)) == {"precondition"}
    assert refusal(lambda: settle(books, BOB, paid_on="2026-11-01")) == {"precondition"}
    assert refusal(lambda: settle(books, BOB, paid_on="2026-11-09")) == {"precondition"}
    assert refusal(lambda: settle(books, BOB, who="bob")) == {"not_allowed"}
    bare = {"payout": 1, "paid_on": PAID_ON, "lines": [BOB]}
    assert refusal(lambda: books.state("alice", "settle-payout", bare)) == {"schema"}
    settle(books, BOB)
    assert refusal(lambda: settle(books, BOB)) == {"precondition"}


def test_the_payee_confirms_that_it_came_and_the_settlement_is_closed_when_all_did(books: Books) -> None:
    body = {"payout": 1, "creditor": "bob"}
    assert refusal(lambda: books.state("bob", "confirm-payment", body)) == {"precondition"}, "nothing was transferred"
    settle(books, BOB, {**CAROL, "withheld": [TAX]})
    books.state("bob", "confirm-payment", body)
    assert refusal(lambda: books.state("bob", "confirm-payment", body)) == {"precondition"}
    assert books.registry.names("registry/settlements/open") == ("000001.yaml",)
    books.state("carol", "confirm-payment", {"payout": 1, "creditor": "carol"})
    assert books.registry.names("registry/settlements/open") == ()
    closed = books.registry.get(Settlement, "registry/settlements/closed/000001.yaml")
    assert closed is not None and closed.is_closed
    books.check()


def test_in_the_payee_s_place_the_treasurer_confirms_with_a_document_and_a_second_person(books: Books) -> None:
    settle(books, BOB)
    body = {"payout": 1, "creditor": "bob"}
    assert refusal(lambda: books.state("alice", "confirm-payment", body)) == {"schema"}
    assert refusal(lambda: books.state("dan", "confirm-payment", {**body, "document": DOCUMENT})) == {"not_allowed"}
    first = books.state("alice", "confirm-payment", {**body, "document": DOCUMENT})
    assert line(books, "bob").is_open
    assert refusal(lambda: books.second("bob", first)) == {"own_case"}
    books.second("carol", first)
    assert not line(books, "bob").is_open


def test_who_left_confirms_what_they_were_paid(books: Books) -> None:
    settle(books, BOB)
    bob = person("bob", membership="left")
    books.registry = books.registry.put(bob.path, bob)
    books.state("bob", "confirm-payment", {"payout": 1, "creditor": "bob"})
    assert not line(books, "bob").is_open


def test_what_nobody_confirmed_is_reported_after_two_weeks(books: Books) -> None:
    settle(books, BOB)
    books.later("P12DT23H59M")
    assert not list(unconfirmed(books.registry, books.now))
    books.later("PT1M")
    found = list(unconfirmed(books.registry, books.now))
    assert [(each.code, each.values["creditor"]) for each in found] == [
        ("unconfirmed", "bob"),
        ("unconfirmed", "carol"),
    ]
    books.state("bob", "confirm-payment", {"payout": 1, "creditor": "bob"})
    assert [each.values["creditor"] for each in unconfirmed(books.registry, books.now)] == ["carol"]


# A transfer that failed ----------------------------------------------------------------------------------------------


def reverse(books: Books, creditor: str = "bob", first: str = "alice", second: str = "dan", **values: object) -> None:
    body: dict[str, object] = {"payout": 1, "creditor": creditor, "failed_on": PAID_ON, "document": DOCUMENT}
    books.both(first, second, "reverse-payment", body | values)


def test_a_failed_transfer_restores_the_debt_with_its_old_date_and_the_money(books: Books) -> None:
    settle(books, BOB)
    assert (books.owed()["bob"], books.balance(), books.balance("payouts")) == (2700, 6300, 400)
    reverse(books)
    assert (books.owed()["bob"], books.balance(), books.balance("payouts")) == (3000, 6600, 400)
    account = account_of(books.registry, "bob")
    assert (account.paid_minor, account.since(books.now), account.items[0].remaining_minor) == (0, "2026-08-01", 1000)
    assert line(books, "bob").reversed == 1
    reversal = books.registry.get(Reversal, "registry/reversals/2026/000001.yaml")
    assert reversal is not None and (reversal.payout, reversal.amount_minor) == (1, 300)
    books.check()


def test_a_transfer_that_was_never_made_is_reversed_out_of_what_was_set_aside(books: Books) -> None:
    reverse(books)
    assert (books.owed()["bob"], books.balance(), books.balance("payouts")) == (3000, 6600, 400)
    books.check()


def test_what_was_withheld_stays_paid_when_the_rest_came_back(books: Books) -> None:
    settle(books, {**CAROL, "withheld": [TAX]})
    reverse(books, "carol")
    assert (books.owed()["carol"], books.balance()) == (3900, 6600)
    books.check()


def test_of_a_line_over_two_debts_the_newer_stands_again_first() -> None:
    books = Books()
    books.owe(("bob", 100, "2026-08-01"), ("bob", 200, "2026-09-01"))
    books.earn(300)
    assert books.pass_("- {action: pay-debts, amount_minor: 300, from: treasury}") == "enacted"
    books.later("P1D")
    settle(books, {"creditor": "bob", "paid_minor": 250, "withheld": [{**TAX, "amount_minor": 50}]})
    reverse(books)
    items = [(item.debt, item.remaining_minor) for item in account_of(books.registry, "bob").items]
    assert items == [("2026/08/bob-001", 50), ("2026/09/bob-001", 200)]
    books.check()


def test_a_reversal_takes_two_persons_neither_of_them_the_payee(books: Books) -> None:
    settle(books, BOB)
    assert refusal(lambda: reverse(books, first="bob")) == {"not_allowed"}
    assert refusal(lambda: reverse(books, second="bob")) == {"own_case"}
    assert refusal(lambda: reverse(books, failed_on="2026-11-04")) == {"precondition"}
    assert refusal(lambda: reverse(books, failed_on="2026-12-04")) == {"precondition"}
    assert refusal(lambda: reverse(books, "dan")) == {"precondition"}


def test_what_the_payee_confirmed_is_not_reversed_and_nothing_twice(books: Books) -> None:
    settle(books, BOB, {**CAROL, "withheld": [TAX]})
    books.state("bob", "confirm-payment", {"payout": 1, "creditor": "bob"})
    assert refusal(lambda: reverse(books)) == {"precondition"}
    reverse(books, "carol")
    assert refusal(lambda: reverse(books, "carol")) == {"precondition"}
    assert books.registry.names("registry/settlements/open") == ()


def test_what_was_withheld_in_full_has_no_transfer_that_could_fail(books: Books) -> None:
    settle(books, {"creditor": "bob", "paid_minor": 0, "withheld": [{**TAX, "amount_minor": 300}]})
    assert refusal(lambda: reverse(books)) == {"precondition"}


def test_a_settlement_lies_with_the_open_ones_until_the_last_line_is_settled(books: Books) -> None:
    def places() -> tuple[int, int]:
        open_, closed = (len(list(Settlement.all(books.registry, closed=closed))) for closed in (False, True))
        return open_, closed

    assert Settlement.home.kind == "settlement" and places() == (1, 0)
    settle(books, BOB, {**CAROL, "withheld": [TAX]})
    for name in ("bob", "carol"):
        assert places() == (1, 0)
        books.state(name, "confirm-payment", {"payout": 1, "creditor": name})
    assert places() == (0, 1)
