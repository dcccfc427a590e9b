"""Laws of what waiting payouts keep: never more than they could pay, and never money that one before them needs."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from govtool.core.times import add
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.money.treasury import available, reserved
from tests.world.examples import histories
from tests.world.money import Books

PEOPLE = ("alice", "bob", "carol")
AMOUNTS = st.integers(1, 400)
DELAYS = st.sampled_from(["P1D", "P2D", "P3D"])


def pay(amount_minor: int) -> str:
    return f"- {{action: pay-debts, amount_minor: {amount_minor}, from: treasury}}"


@histories(25)
@given(
    owed=st.lists(st.integers(0, 300), min_size=3, max_size=3),
    later=st.lists(st.integers(0, 100), min_size=3, max_size=3),
    funds=st.integers(1, 900),
    payouts=st.lists(st.tuples(AMOUNTS, DELAYS), min_size=1, max_size=4),
)
def test_waiting_payouts_keep_what_they_could_pay_and_no_more(
    owed: list[int], later: list[int], funds: int, payouts: list[tuple[int, str]]
) -> None:
    """`later` is approved after the votes have opened; it raises no share above what was owed then."""
    books = Books()
    books.earn(funds)
    books.owe(*((name, minor, "2026-09-01") for name, minor in zip(PEOPLE, owed, strict=True) if minor))
    if not any(owed):
        return
    numbers = [books.open(pay(amount)) for amount, _ in payouts]
    books.now = add(books.now, "PT1H")
    books.owe(*((name, minor, "2026-10-01") for name, minor in zip(PEOPLE, later, strict=True) if minor))
    for number, (_, delay) in zip(numbers, payouts, strict=True):
        books.agree(number, delay=delay)
    kept = [reserved(books.registry, "treasury", books.now, number) for number in numbers]
    kept.append(reserved(books.registry, "treasury", books.now))
    assert kept[0] == 0 and kept == sorted(kept)
    assert kept[-1] <= sum(owed) + sum(later), "never more than is owed"
    grown = [after - before for before, after in pairwise(kept)]
    assert all(more <= min(amount, sum(owed)) for more, (amount, _) in zip(grown, payouts, strict=True))
    assert available(books.registry, "treasury", books.now) == max(0, funds - kept[-1])
    for entry in docket.waiting(books.registry):
        found = DocketEntry.of(books.registry, entry.number)
        if found is not None and found.enacted is None:
            books.enact(entry.number)
    paid = funds - books.balance()
    assert 0 <= paid <= kept[-1]
    if kept[-1] <= funds:
        assert paid == kept[-1], "if there is enough, all that was kept is paid"
    assert reserved(books.registry, "treasury", books.now) == 0
    books.check()
