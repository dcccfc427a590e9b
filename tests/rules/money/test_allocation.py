"""Paying wages owed: in proportion to what each was owed when the vote opened, exact to the smallest unit."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.simulation import payout_cases
from govtool.core.times import add
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.money.allocation import PayDebts, at_record, preview
from govtool.domain.money.payout import Payout
from govtool.domain.money.treasury import available, reserved, taken_before
from tests.world.money import Books, record
from tests.world.people import person, refusal

PAY = "- {action: pay-debts, amount_minor: AMOUNT, from: treasury}"
EXAMPLE = (("alice", 30000, "2026-09-01"), ("bob", 30000, "2026-09-02"), ("carol", 40000, "2026-09-03"))


def pay(amount_minor: int) -> str:
    return PAY.replace("AMOUNT", str(amount_minor))


@pytest.fixture
def books() -> Books:
    books = Books()
    books.owe(*EXAMPLE)
    books.earn(100000)
    return books


def newest(books: Books) -> Payout:
    found = books.registry.get(
        Payout, f"registry/payouts/2026/{len(books.registry.names('registry/payouts/2026')):06d}.yaml"
    )
    assert found is not None
    return found


def lines(books: Books) -> dict[str, int]:
    return {line.creditor: line.amount_minor for line in newest(books).lines}


def test_the_example_of_the_founding_document_is_paid_in_proportion(books: Books) -> None:
    assert books.pass_(pay(10000)) == "enacted"
    assert lines(books) == {"alice": 3000, "bob": 3000, "carol": 4000}
    assert books.owed() == {"alice": 27000, "bob": 27000, "carol": 36000}
    assert (books.balance(), books.balance("payouts")) == (90000, 10000)
    assert newest(books).proposal == "0001"
    books.check()


def test_leavers_and_expelled_are_paid_like_members(books: Books) -> None:
    for name, membership in (("bob", "left"), ("carol", "expelled")):
        member = person(name, membership=membership)
        books.registry = books.registry.put(member.path, member)
    assert books.pass_(pay(10000)) == "enacted"
    assert lines(books) == {"alice": 3000, "bob": 3000, "carol": 4000}


def test_more_than_is_owed_stays_in_the_treasury() -> None:
    books = Books()
    books.owe(("alice", 100, "2026-09-01"))
    books.earn(1000)
    assert books.pass_(pay(500)) == "enacted"
    assert (newest(books).voted_minor, newest(books).amount_minor) == (500, 100)
    assert (books.owed(), books.balance(), books.balance("payouts")) == ({}, 900, 100)
    books.check()


def test_where_funds_are_short_nothing_is_paid(books: Books) -> None:
    books.owe(("alice", 1, "2026-09-01"))
    before = books.owed()
    assert books.pass_(pay(100001)) == "funds"
    assert books.owed() == before and books.balance() == 100000
    assert books.registry.names("registry/payouts") == ()
    books.check()


@pytest.mark.parametrize(("in_treasury", "comes_out"), [(119999, "enacted"), (100000, "enacted"), (99999, "funds")])
def test_funds_are_judged_by_what_would_be_paid_and_not_by_the_amount(in_treasury: int, comes_out: str) -> None:
    """1000.00 are owed; a vote for 1500.00 pays 1000.00, and needs no more than that."""
    books = Books()
    books.owe(*EXAMPLE)
    books.earn(in_treasury)
    assert books.pass_(pay(150000)) == comes_out
    assert sum(books.owed().values()) == (0 if comes_out == "enacted" else 100000)
    books.check()


def test_of_two_payouts_that_passed_the_first_is_paid_and_the_second_finds_no_funds(books: Books) -> None:
    books.owe(("alice", 20001, "2026-09-01"))
    first, second = books.open(pay(60000)), books.open(pay(60001))
    books.later("P2D")
    books.agree(first)
    books.agree(second)
    assert reserved(books.registry, "treasury", books.now) == 120001
    assert reserved(books.registry, "treasury", books.now, second) == 60000
    assert (books.enact(first), books.enact(second)) == ("enacted", "funds")
    assert sum(books.owed().values()) == 60001
    books.check()


def test_what_was_outvoted_keeps_no_money_from_the_answer_that_takes_effect(books: Books) -> None:
    """Both passed, and there is money for one of them only."""
    choices = dict.fromkeys(("alice", "bob", "carol", "dan", "erin"), "for")
    first = books.file("alice", "much", pay(100000), answers="wages")
    second = books.file("bob", "all", pay(99999), answers="wages")
    books.now = books.entry(first).closes_at
    assert books.decide(first, {**choices, "erin": "against"})
    assert reserved(books.registry, "treasury", books.now) == 0, "nobody knows yet which of them takes effect"
    assert books.decide(second, choices)
    assert reserved(books.registry, "treasury", books.now) == 99999
    assert (books.enact(second), books.enact(first)) == ("enacted", "outvoted")
    assert sum(books.owed().values()) == 1
    books.check()


# What waits keeps what it could pay ----------------------------------------------------------------------------------


def test_two_payouts_that_wait_keep_no_more_than_is_owed(books: Books) -> None:
    """Of 2,000.01 there are 1,000.00 owed: the second keeps what the first leaves, and the rest is free."""
    books.earn(100001)
    first, second, third = books.open(pay(60000)), books.open(pay(60001)), books.open(pay(80001))
    for number in (first, second, third):
        books.agree(number)
    assert reserved(books.registry, "treasury", books.now, second) == 60000
    assert reserved(books.registry, "treasury", books.now, third) == 100000
    assert reserved(books.registry, "treasury", books.now) == 100000
    assert available(books.registry, "treasury", books.now) == 100001
    assert (books.enact(first), books.enact(second), books.enact(third)) == ("enacted", "enacted", "nothing_owed")
    assert (books.owed(), books.balance()) == ({}, 100001)
    books.check()


def test_what_is_given_up_and_what_is_approved_meanwhile_is_not_kept(books: Books) -> None:
    number = books.open(pay(100000))
    books.later("PT1H")
    books.owe(("dan", 5000, "2026-08-01"))
    books.agree(number, delay="P9D")
    assert reserved(books.registry, "treasury", books.now) == 100000, "dan was owed nothing when it opened"
    books.state("carol", "forgive", first := {"amount_minor": 30000})
    digest = next(iter(dict(all_awaited(books.registry, books.now))))
    books.later("P7D")
    books.state("carol", "forgive", {**first, "confirms": digest})
    assert reserved(books.registry, "treasury", books.now) == 70000
    assert books.enact(number) == "enacted"
    assert lines(books) == {"alice": 30000, "bob": 30000, "carol": 10000}
    books.check()


def test_a_preview_counts_what_waits_as_paid(books: Books) -> None:
    number = books.open(pay(60000))
    books.agree(number)
    action = PayDebts.read({"action": "pay-debts", "amount_minor": 60000, "from": "treasury"})
    seen = preview(books.registry, action, books.now, taken=taken_before(books.registry, books.now, ""))
    assert [line.amount_minor for line in seen.lines] == [12000, 12000, 16000] and seen.unallocated_minor == 20000
    assert taken_before(books.registry, books.now, number) == {}, "nothing is paid before the first"


def test_a_payout_that_passed_later_and_is_due_sooner_leaves_the_first_its_funds(books: Books) -> None:
    books.owe(("alice", 20001, "2026-09-01"))
    first, second = books.open(pay(60000)), books.open(pay(60001))
    books.agree(first, delay="P9D")
    books.later("P1D")
    books.agree(second, delay="P1D")
    assert (books.enact(second), books.enact(first)) == ("funds", "enacted")


def test_nothing_owed_is_refused_when_the_vote_would_open() -> None:
    books = Books()
    books.earn(100)
    assert refusal(lambda: books.open(pay(50))) == {"nothing_owed"}
    books.owe(("alice", 100, "2026-09-01"), counts_at=add(books.now, "P1D"))
    assert refusal(lambda: books.open(pay(50))) == {"nothing_owed"}, "what does not count yet is not owed"
    books.later("P1D")
    assert books.pass_(pay(50)) == "enacted"


def test_an_account_that_is_not_there_pays_nobody(books: Books) -> None:
    for account in ("tools", "payouts"):
        assert refusal(lambda account=account: books.open(pay(1).replace("treasury", account))) == {"precondition"}


@pytest.mark.parametrize("amount", ["30.5", '"30"', "true", "0", "-1", "100000000000000000000", "null"])
def test_an_amount_is_a_whole_number_above_nothing(books: Books, amount: str) -> None:
    assert refusal(lambda: books.open(pay(1).replace(": 1,", f": {amount},"))) <= {"schema", "yaml", "limits"}


@pytest.mark.parametrize("more", ["creditor: alice", "lines: {alice: 1}", "shares: {alice: 1/2}", "exclude: [bob]"])
def test_a_vote_on_a_payout_names_no_people_and_no_shares(books: Books, more: str) -> None:
    assert refusal(lambda: books.open(pay(1).replace("from:", f"{more}, from:"))) == {"schema"}


# The record date -----------------------------------------------------------------------------------------------------


def test_what_is_approved_while_people_vote_changes_nobody_s_share(books: Books) -> None:
    number = books.open(pay(10000))
    books.later("P1D")
    books.owe(("alice", 900000, "2026-08-01"), ("dan", 5, "2026-08-01"))
    books.agree(number)
    assert books.enact(number) == "enacted"
    assert lines(books) == {"alice": 3000, "bob": 3000, "carol": 4000}
    assert books.owed()["dan"] == 5
    books.check()


def test_what_is_given_up_while_people_vote_counts_no_more(books: Books) -> None:
    first = books.state("carol", "forgive", {"amount_minor": 40000})
    books.later("P6D")
    number = books.open(pay(10000))
    books.later("P1D")
    books.state("carol", "forgive", {"amount_minor": 40000, "confirms": first})
    books.agree(number)
    assert books.enact(number) == "enacted" and lines(books) == {"alice": 5000, "bob": 5000}
    books.check()


def test_a_payment_in_between_that_fell_on_what_was_approved_since_takes_nothing_from_what_was_owed(
    books: Books,
) -> None:
    """Alice gets an older debt after the opening, and another payout falls on that one: hers of the opening stand."""
    number = books.open(pay(10000))
    opened = record(books, number)
    books.later("PT1H")
    books.owe(("alice", 30000, "2026-08-01"))
    other = books.open(pay(50000))
    books.agree(other, delay="PT1H")
    assert books.enact(other) == "enacted"
    assert books.owed() == {"alice": 36923, "bob": 18462, "carol": 24615}
    then = at_record(books.registry, opened)
    assert {name: each.owed_minor for name, each in then.items()} == {"alice": 30000, "bob": 30000, "carol": 40000}
    books.agree(number)
    assert books.enact(number) == "enacted"
    assert lines(books) == {"alice": 4105, "bob": 2527, "carol": 3368}, "30000, 18462 and 24615 of 73077"
    books.check()


def test_what_a_failed_transfer_brings_back_was_not_owed_at_an_opening_before_it(books: Books) -> None:
    assert books.pass_(pay(10000)) == "enacted"
    number = books.open(pay(9000))
    opened = record(books, number)
    books.later("P1D")
    body = {"payout": 1, "creditor": "carol", "failed_on": books.now[:10], "document": "sha256:" + "d" * 64}
    books.both("alice", "bob", "reverse-payment", body)
    assert at_record(books.registry, opened)["carol"].owed_minor == 36000 and books.owed()["carol"] == 40000
    books.agree(number)
    assert books.enact(number) == "enacted"
    assert lines(books) == {"alice": 2700, "bob": 2700, "carol": 3600}
    books.check()


# The preview ---------------------------------------------------------------------------------------------------------


def test_the_preview_is_what_is_enacted(books: Books) -> None:
    action = PayDebts.read({"action": "pay-debts", "amount_minor": 3333, "from": "treasury"})
    number = books.open(pay(3333))
    opened = record(books, number)
    books.later("P2D")
    books.owe(("erin", 7, "2026-08-01"))
    books.agree(number)
    shown = preview(books.registry, action, books.now, opened)
    assert shown.unallocated_minor == 0
    assert books.enact(number) == "enacted"
    assert {line.creditor: line.amount_minor for line in shown.lines} == lines(books)


def test_the_preview_says_what_stays_also_where_the_funds_are_short() -> None:
    books = Books()
    action = PayDebts.read({"action": "pay-debts", "amount_minor": 30, "from": "treasury"})
    assert preview(books.registry, action, books.now).lines == ()
    books.owe(("alice", 20, "2026-09-01"))
    shown = preview(books.registry, action, books.now)
    assert shown.unallocated_minor == 10 and books.balance() == 0
    assert [(line.creditor, line.weight_minor, line.amount_minor) for line in shown.lines] == [("alice", 20, 20)]


# Laws ----------------------------------------------------------------------------------------------------------------

NAMES = ("alice", "bob", "carol", "dan", "erin", "vera")
DEBTS = st.lists(
    st.tuples(
        st.sampled_from(NAMES), st.integers(1, 10**6), st.dates().map(lambda day: f"2026-0{day.month % 9 + 1}-01")
    ),
    min_size=1,
    max_size=12,
)


@given(DEBTS, st.integers(1, 10**7))
def test_a_payout_sums_to_its_amount_and_pays_nobody_more_than_is_owed(
    rows: list[tuple[str, int, str]], amount: int
) -> None:
    books = Books()
    books.owe(*rows)
    books.earn(amount)
    before = books.owed()
    assert books.pass_(pay(amount)) == "enacted"
    assert sum(lines(books).values()) == newest(books).amount_minor == min(amount, sum(before.values()))
    assert lines(books).keys() == before.keys()
    assert all(0 <= paid <= before[name] for name, paid in lines(books).items())
    assert {name: before[name] - paid for name, paid in lines(books).items() if before[name] > paid} == books.owed()
    books.check()


@given(DEBTS, st.integers(1, 10**7))
def test_what_is_simulated_is_what_is_enacted(rows: list[tuple[str, int, str]], amount: int) -> None:
    books = Books()
    books.owe(*rows)
    books.earn(amount)
    since = {name: min(day for other, _, day in rows if other == name) for name in books.owed()}
    debts = [{"creditor": name, "owed_minor": owed, "since": since[name]} for name, owed in books.owed().items()]
    case = yaml.safe_dump([{"name": "the same", "debts": debts, "amount_minor": amount}])
    assert books.pass_(pay(amount)) == "enacted"
    assert payout_cases(yaml.safe_load(case))[0]["lines"] == lines(books)
