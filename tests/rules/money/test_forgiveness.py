"""What lowers a debt besides a payment: the creditor's own signature, twice, a week apart, and nothing else."""

from __future__ import annotations

import pytest

from govtool.domain.money.account import account_of
from govtool.domain.money.release import Release
from tests.world.money import Books
from tests.world.people import refusal

FORGIVE = {"amount_minor": 100}
CORRECT = "- {action: correct-debt, creditor: bob, amount_minor: AMOUNT, owed_on: '2026-09-01', reason: Too little}"


@pytest.fixture
def books() -> Books:
    books = Books()
    books.owe(("bob", 300, "2026-09-01"), ("carol", 50, "2026-09-01"))
    return books


def test_a_creditor_gives_up_a_part_by_signing_twice_a_week_apart(books: Books) -> None:
    first = books.state("bob", "forgive", FORGIVE)
    assert books.owed() == {"bob": 300, "carol": 50}, "the first signature does nothing yet"
    books.later("P6DT23H59M")
    assert refusal(lambda: books.state("bob", "forgive", {**FORGIVE, "confirms": first})) == {"too_soon"}
    books.later("PT1M")
    books.state("bob", "forgive", {**FORGIVE, "confirms": first})
    assert books.owed() == {"bob": 200, "carol": 50}
    release = books.registry.get(Release, "registry/releases/2026/000001.yaml")
    assert release is not None and (release.kind, release.origin.statement) == ("forgiven", 2)
    books.check()


def test_what_was_given_up_once_is_not_given_up_twice(books: Books) -> None:
    first = books.state("bob", "forgive", FORGIVE)
    books.later("P7D")
    books.state("bob", "forgive", {**FORGIVE, "confirms": first})
    assert refusal(lambda: books.state("bob", "forgive", {**FORGIVE, "confirms": first})) == {"not_awaited"}


def test_the_second_signature_says_the_same_as_the_first_and_is_the_creditor_s(books: Books) -> None:
    first = books.state("bob", "forgive", FORGIVE)
    books.later("P7D")
    again = {"amount_minor": 101, "confirms": first}
    assert refusal(lambda: books.state("bob", "forgive", again)) == {"precondition"}
    assert refusal(lambda: books.state("bob", "forgive", {**FORGIVE, "correction": True, "confirms": first})) == {
        "precondition"
    }
    assert "precondition" in refusal(lambda: books.state("carol", "forgive", {"amount_minor": 100, "confirms": first}))
    assert refusal(lambda: books.second("carol", first)) == {"not_awaited"}, "nobody else can sign for it"


def test_a_first_signature_is_worth_nothing_after_its_time(books: Books) -> None:
    first = books.state("bob", "forgive", FORGIVE)
    books.later("P30DT1M")
    assert refusal(lambda: books.state("bob", "forgive", {**FORGIVE, "confirms": first})) == {"not_awaited"}


def test_nobody_gives_up_more_than_is_owed(books: Books) -> None:
    assert refusal(lambda: books.state("carol", "forgive", {"amount_minor": 51})) == {"more_than_owed"}
    first = books.state("carol", "forgive", {"amount_minor": 50})
    books.earn(350)
    assert books.pass_("- {action: pay-debts, amount_minor: 350, from: treasury}") == "enacted"
    books.later("P7D")
    again = {"amount_minor": 50, "confirms": first}
    assert refusal(lambda: books.state("carol", "forgive", again)) == {"more_than_owed"}


def test_a_correction_downwards_is_the_creditor_s_and_is_told_apart(books: Books) -> None:
    body = {"amount_minor": 100, "correction": True}
    first = books.state("bob", "forgive", body)
    books.later("P7D")
    books.state("bob", "forgive", {**body, "confirms": first})
    account = account_of(books.registry, "bob")
    assert (account.corrected_minor, account.forgiven_minor, account.owed(books.now)) == (-100, 0, 200)
    books.check()


def test_a_vote_adds_to_a_debt_and_never_takes_from_it(books: Books) -> None:
    assert books.pass_(CORRECT.replace("AMOUNT", "25")) == "enacted"
    assert books.owed()["bob"] == 325
    books.check()
    assert refusal(lambda: books.open(CORRECT.replace("AMOUNT", "-25"))) == {"creditor_consent"}
    assert refusal(lambda: books.open(CORRECT.replace("AMOUNT", "0"))) == {"schema"}
    assert refusal(lambda: books.open(CORRECT.replace("AMOUNT", "25").replace("bob", "noname"))) == {"unknown_member"}
    assert refusal(lambda: books.open(CORRECT.replace("AMOUNT", "25").replace("2026-09", "2027-09"))) == {
        "precondition"
    }
