"""One signature for several entries of the books: each is judged by itself, in the order of the list."""

from __future__ import annotations

from itertools import permutations

import pytest

from govtool.core.record import SchemaError
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.decisions.countersignature_list import CountersignList
from govtool.domain.money.treasury import Entry
from tests.world.money import BUDGET, Books, expense, income
from tests.world.people import refusal

NOBODY = "sha256:" + "f" * 64


@pytest.fixture
def books() -> Books:
    books = Books()
    books.earn(200_000)
    assert books.pass_(BUDGET) == "enacted"
    return books


def waiting(books: Books) -> set[str]:
    return set(dict(all_awaited(books.registry, books.now)))


def sign(books: Books, member: str, *digests: str) -> None:
    books.state(member, "countersign-list", {"confirms": list(digests)})


def test_several_entries_take_effect_at_one_signature(books: Books) -> None:
    firsts = [books.state("alice", "book-income", income(books.now, minor)) for minor in (1, 20, 300)]
    firsts.append(books.state("alice", "book-expense", expense(books.now, 21)))
    sign(books, "bob", *firsts)
    assert waiting(books) == set() and books.balance() == 200_300
    seconds = [entry.second for entry in Entry.all(books.registry, newest_first=True)][:4]
    assert len({str(second) for second in seconds}) == 1 and seconds[0] is not None and seconds[0].member == "bob"
    books.check()


@pytest.mark.parametrize("count", [1, 2, 100, 101])
def test_a_list_has_two_to_a_hundred_different_entries(count: int) -> None:
    digests = [f"sha256:{number:064x}" for number in range(count)]
    if 2 <= count <= 100:
        assert CountersignList.read({"confirms": digests}).confirms == tuple(digests)
    else:
        with pytest.raises(SchemaError):
            CountersignList.read({"confirms": digests})


def test_a_list_names_nothing_twice() -> None:
    with pytest.raises(SchemaError):
        CountersignList.read({"confirms": [NOBODY, NOBODY]})


def test_an_entry_that_cannot_be_signed_keeps_no_other_back(books: Books) -> None:
    good = books.state("alice", "book-income", income(books.now, 5))
    own = expense(books.now, 7, payee_member="bob")
    del own["payee_name"]
    mine = books.state("alice", "book-expense", own)
    sign(books, "bob", mine, NOBODY, good)
    assert waiting(books) == {mine} and books.balance() == 200_005
    assert refusal(lambda: sign(books, "bob", mine, NOBODY)) == {"own_case", "not_awaited"}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_no_order_of_a_list_spends_more_than_the_line_allows(books: Books, order: tuple[int, ...]) -> None:
    firsts = [books.state("alice", "book-expense", expense(books.now, minor)) for minor in (60_000, 50_000, 40_000)]
    sign(books, "bob", *(firsts[place] for place in order))
    amounts, left = (60_000, 50_000, 40_000), 100_000
    for place in order:
        left -= amounts[place] if amounts[place] <= left else 0
    assert books.balance() == 100_000 + left
    books.check()


def test_what_is_about_a_person_is_signed_by_itself(books: Books) -> None:
    words = {"text": "Because."}
    report = books.state("alice", "report-incapacity", {"about": "dan", "reason": "death"})
    complaint = books.state("alice", "complain", {"about": "erin", "particulars": words})
    assert refusal(lambda: sign(books, "bob", report, complaint)) == {"not_awaited"}
    entry = books.state("alice", "book-income", income(books.now, 5))
    sign(books, "bob", report, entry)
    assert waiting(books) == {report, complaint}


def test_a_list_approves_claims_too(books: Books) -> None:
    body = {name: value for name, value in expense(books.now, 4000).items() if name not in ("account", "payee_name")}
    firsts = [books.state(name, "claim-expense", body) for name in ("carol", "dan")]
    sign(books, "bob", *firsts)
    assert waiting(books) == set(firsts) and books.owed() == {}
    sign(books, "erin", *firsts)
    assert waiting(books) == set() and books.owed() == {"carol": 4000, "dan": 4000}
    books.check()
