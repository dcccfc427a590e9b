"""What comes in and goes out: two persons, a budget, and never more than is there."""

from __future__ import annotations

import pytest

from govtool.core.money import MoneyError, minor_of
from govtool.core.record import SchemaError
from govtool.core.times import add
from govtool.domain.books.ledger import booked_before
from govtool.domain.money.booking import BookIncome
from govtool.domain.money.budget import Budget, SetBudget
from govtool.domain.money.reconciliation import booked, mismatches
from govtool.domain.money.reserve import shared_out
from govtool.domain.money.treasury import Entry, StandingShare, Treasury, entry_of
from tests.world.money import BUDGET, DOCUMENT, Books, expense, income
from tests.world.people import person, refusal

PAY = "- {action: pay-debts, amount_minor: 400, from: treasury}"


@pytest.fixture
def books() -> Books:
    return Books()


def newest(books: Books) -> Entry:
    return next(Entry.all(books.registry, newest_first=True))


def test_the_treasury_has_as_many_entries_as_have_a_number() -> None:
    assert [Treasury.read({"entries": count, "pots": ()}).entries for count in (0, 10**12 - 1)] == [0, 10**12 - 1]
    for count in (-1, 10**12):
        with pytest.raises(SchemaError):
            Treasury.read({"entries": count, "pots": ()})


def test_income_is_booked_by_the_treasurer_and_a_second_person(books: Books) -> None:
    first = books.state("alice", "book-income", income(books.now, 5000))
    assert books.balance() == 0, "one signature moves nothing"
    books.second("bob", first)
    entry = newest(books)
    assert (books.balance(), entry.kind, entry.single_handed) == (5000, "income", None)
    assert entry.second is not None and (entry.origin.member, entry.second.member) == ("alice", "bob")
    books.check()


def test_what_was_seconded_once_is_not_seconded_again(books: Books) -> None:
    first = books.state("alice", "book-income", income(books.now, 5000))
    books.second("bob", first)
    assert refusal(lambda: books.second("carol", first)) == {"not_awaited"}
    assert books.balance() == 5000


def test_only_the_treasurer_begins_and_another_member_is_the_second(books: Books) -> None:
    assert refusal(lambda: books.state("bob", "book-income", income(books.now, 1))) == {"not_allowed"}
    first = books.state("alice", "book-income", income(books.now, 1))
    assert refusal(lambda: books.second("alice", first)) == {"own_case"}
    assert refusal(lambda: books.second("vera", first)) == {"own_case"}, "a volunteer is no member"
    books.later("P30DT1M")
    assert refusal(lambda: books.second("bob", first)) == {"not_awaited"}


def test_the_first_must_still_have_the_right_when_the_second_signs(books: Books) -> None:
    first = books.state("alice", "book-income", income(books.now, 1))
    duty = "- {action: assign-duty, member: MEMBER, duty: treasurer, holds: HOLDS}"
    assert books.pass_(duty.replace("MEMBER", "bob").replace("HOLDS", "true")) == "enacted"
    assert books.pass_(duty.replace("MEMBER", "alice").replace("HOLDS", "false")) == "enacted"
    assert refusal(lambda: books.second("carol", first)) == {"not_allowed"}


def test_while_the_treasurer_is_suspended_any_member_begins(books: Books) -> None:
    first = books.state("alice", "book-income", income(books.now, 1))
    alice = person("alice").changed(duties=("treasurer",), suspended_until=add(books.now, "P1D"))
    books.registry = books.registry.put(alice.path, alice)
    assert refusal(lambda: books.second("bob", first)) == {"not_allowed"}
    assert refusal(lambda: books.state("alice", "book-income", income(books.now, 1))) == {"not_allowed"}
    books.both("bob", "carol", "book-income", income(books.now, 70))
    books.later("P1D")
    books.second("bob", first)
    assert books.balance() == 71
    assert refusal(lambda: books.state("bob", "book-income", income(books.now, 1))) == {"not_allowed"}


def test_where_nobody_is_treasurer_any_member_begins() -> None:
    books = Books(treasurer="")
    books.both("dan", "erin", "book-income", income(books.now, 70))
    assert books.balance() == 70
    assert refusal(lambda: books.state("vera", "book-income", income(books.now, 1))) == {"not_allowed"}


def test_one_person_alone_books_single_handed_and_it_is_marked() -> None:
    books = Books(people={"alice": person("alice")})
    books.state("alice", "book-income", income(books.now, 70))
    assert (books.balance(), newest(books).single_handed, newest(books).second) == (70, True, None)
    books.check()


def test_the_payee_of_an_expense_is_neither_of_the_two(books: Books) -> None:
    books.earn(50000)
    assert books.pass_(BUDGET) == "enacted"
    body = expense(books.now, 300, payee_name=None, payee_member="bob")
    del body["payee_name"]
    first = books.state("alice", "book-expense", body)
    assert refusal(lambda: books.second("bob", first)) == {"own_case"}
    books.second("carol", first)
    assert newest(books).payee_member == "bob" and books.balance() == 49700
    own = {**body, "payee_member": "alice"}
    assert refusal(lambda: books.state("alice", "book-expense", own)) == {"not_allowed"}
    books.both("dan", "erin", "book-expense", own)
    assert books.balance() == 49400, "where the only treasurer is the payee, other members book it"
    both = {**body, "payee_name": "A shop"}
    assert "schema" in refusal(lambda: books.state("alice", "book-expense", both))


def test_nothing_is_spent_but_under_a_line_that_was_voted(books: Books) -> None:
    books.earn(200000)
    assert refusal(lambda: books.state("alice", "book-expense", expense(books.now, 1))) == {"budget"}
    assert books.pass_(BUDGET) == "enacted"
    books.both("alice", "bob", "book-expense", expense(books.now, 60000))
    for body in (
        expense(books.now, 40001),
        expense(books.now, 1, line="coffee"),
        expense(books.now, 1, spent_on="2025-12-31"),
    ):
        assert refusal(lambda body=body: books.state("alice", "book-expense", body)) == {"budget"}
    books.both("alice", "bob", "book-expense", expense(books.now, 40000))
    budget = Budget.of(books.registry, "year")
    assert budget is not None and budget.lines[0].spent_minor == 100000
    books.check()


def test_a_budget_is_changed_from_the_version_that_stands_and_keeps_what_is_spent(books: Books) -> None:
    books.earn(200000)
    assert books.pass_(BUDGET) == "enacted"
    assert refusal(lambda: books.open(BUDGET)) == {"precondition"}
    books.both("alice", "bob", "book-expense", expense(books.now, 60000))
    more = BUDGET.replace("from_version: 0", "from_version: 1")
    assert refusal(lambda: books.open(more.replace("100000", "59999"))) == {"precondition"}
    assert refusal(lambda: books.open(more.replace("tea, name", "milk, name"))) == {"precondition"}
    assert refusal(lambda: books.open(more.replace("owner: bob", "owner: noname"))) == {"unknown_member"}
    assert books.pass_(more.replace("100000", "60000")) == "enacted"
    assert refusal(lambda: books.state("alice", "book-expense", expense(books.now, 1))) == {"budget"}


def test_a_budget_names_each_line_once_and_lasts_a_day_at_least(books: Books) -> None:
    line = "{line: tea, name: Tea, owner: bob, amount_minor: 100000}"
    for wrong in (BUDGET.replace(line, f"{line}, {line}"), BUDGET.replace("2027-12-31", "2025-12-31")):
        with pytest.raises(SchemaError):
            books.open(wrong)
    assert books.pass_(BUDGET.replace("2027-12-31", "2026-01-01")) == "enacted"


def test_the_treasury_never_falls_below_nothing(books: Books) -> None:
    books.earn(500)
    assert books.pass_(BUDGET) == "enacted"
    assert refusal(lambda: books.state("alice", "book-expense", expense(books.now, 501))) == {"funds"}
    first = books.state("alice", "book-expense", expense(books.now, 300))
    books.both("alice", "bob", "book-expense", expense(books.now, 300))
    assert refusal(lambda: books.second("bob", first)) == {"funds"}, "judged again at the second signature"
    assert books.balance() == 200


def test_what_a_passed_payout_reserves_is_not_spent(books: Books) -> None:
    books.earn(500)
    books.owe(("bob", 1000, "2026-09-01"))
    assert books.pass_(BUDGET) == "enacted"
    number = books.open(PAY)
    books.both("alice", "bob", "book-expense", expense(books.now, 50))
    books.agree(number)
    assert refusal(lambda: books.state("alice", "book-expense", expense(books.now, 51))) == {"funds"}
    books.both("alice", "bob", "book-expense", expense(books.now, 50))
    assert books.enact(number) == "enacted" and books.balance() == 0
    assert refusal(lambda: books.state("alice", "book-expense", expense(books.now, 1, account="payouts"))) == {
        "precondition"
    }
    books.check()


def test_a_paper_in_another_currency_is_not_booked(books: Books) -> None:
    assert refusal(lambda: books.state("alice", "book-income", income(books.now, 1, currency="EUR"))) == {"currency"}
    assert refusal(lambda: books.state("alice", "book-income", income(books.now, 1, currency="usd"))) == {"schema"}
    with pytest.raises(MoneyError, match="more decimals"):
        minor_of("30.005", 2)
    with pytest.raises(MoneyError, match="more decimals"):
        minor_of("30.5", 0)
    assert minor_of("30.005", 3) == 30005


def test_money_that_moved_the_day_after_tomorrow_has_not_moved(books: Books) -> None:
    tomorrow, after = "2026-11-02", "2026-11-03"
    assert books.now.startswith("2026-11-01")
    books.both("alice", "bob", "book-income", income(books.now, 1, received_on=tomorrow))
    assert refusal(lambda: books.state("alice", "book-income", income(books.now, 1, received_on=after))) == {
        "precondition"
    }


def test_income_and_expenses_belong_to_an_open_project(books: Books) -> None:
    books.earn(100)
    assert books.pass_(BUDGET) == "enacted"
    spent = expense(books.now, 1, project="website")
    project = "- {action: open-project, project: website, name: A page, project_kind: client, price_minor: 9000}"
    close = "- {action: change-project, project: website, from_version: 1, name: A page, state: closed}"
    unknown = {"unknown_project"}
    assert refusal(lambda: books.state("alice", "book-income", income(books.now, 1, project="website"))) == unknown
    assert refusal(lambda: books.state("alice", "book-expense", spent)) == unknown
    assert refusal(lambda: books.open(close)) == unknown
    assert books.pass_(project) == "enacted"
    assert refusal(lambda: books.open(project)) == {"precondition"}
    assert refusal(lambda: books.open(project.replace("website", "other").replace("price", "team: bakers, price"))) == {
        "unknown_team"
    }
    books.both("alice", "bob", "book-income", income(books.now, 9000, project="website"))
    assert newest(books).project == "website"
    books.both("alice", "bob", "book-expense", spent)
    assert newest(books).project == "website"
    assert books.pass_(close) == "enacted"
    assert refusal(lambda: books.open(close)) == {"precondition"}
    assert refusal(lambda: books.state("alice", "book-expense", spent)) == {"precondition"}
    assert refusal(lambda: books.state("alice", "book-income", income(books.now, 1, project="website"))) == {
        "precondition"
    }


def test_nobody_undoes_what_was_paid_to_themselves(books: Books) -> None:
    books.pass_(BUDGET)
    books.earn(100)
    books.both("alice", "carol", "book-expense", expense(books.now, 50, payee_name=None, payee_member="bob"))
    digest = books.state("alice", "undo-entry", {"entry": 2})
    assert refusal(lambda: books.second("bob", digest)) == {"own_case"}
    books.second("dan", digest)
    assert books.balance() == 100
    books.both("bob", "carol", "book-expense", expense(books.now, 50, payee_name=None, payee_member="alice"))
    assert refusal(lambda: books.state("alice", "undo-entry", {"entry": 4})) == {"not_allowed"}
    books.both("bob", "carol", "undo-entry", {"entry": 4})
    books.check()


def test_a_wrong_entry_is_undone_by_another_once(books: Books) -> None:
    books.earn(500)
    assert books.pass_(BUDGET) == "enacted"
    books.both("alice", "bob", "book-expense", expense(books.now, 200))
    books.both("alice", "bob", "undo-entry", {"entry": 2})
    budget = Budget.of(books.registry, "year")
    assert books.balance() == 500 and budget is not None and budget.lines[0].spent_minor == 0
    entry = entry_of(books.registry, 3)
    assert entry is not None and (entry.kind, entry.corrects) == ("correction", 2)
    for number in (2, 3, 4):
        assert refusal(lambda number=number: books.state("alice", "undo-entry", {"entry": number})) == {"precondition"}
    books.both("alice", "bob", "book-expense", expense(books.now, 400))
    assert refusal(lambda: books.state("alice", "undo-entry", {"entry": 1})) == {"funds"}
    books.check()


# Reserves ------------------------------------------------------------------------------------------------------------

SHARE = "- {action: set-share, account: wages, to_share: 30%}"
MOVE = "- {action: transfer-funds, amount_minor: 100, from: wages, to: treasury}"


def test_of_every_income_a_share_goes_to_a_reserve(books: Books) -> None:
    assert books.pass_(SHARE) == "enacted"
    books.earn(1001)
    assert (books.balance(), books.balance("wages")) == (701, 300)
    books.owe(("bob", 300, "2026-09-01"))
    assert books.pass_("- {action: pay-debts, amount_minor: 300, from: wages}") == "enacted"
    assert (books.balance(), books.balance("wages"), books.owed()) == (701, 0, {})
    books.check()


def test_a_share_is_changed_from_what_stands(books: Books) -> None:
    assert books.pass_(SHARE) == "enacted"
    assert refusal(lambda: books.open(SHARE)) == {"precondition"}
    assert refusal(lambda: books.open(SHARE.replace("wages", "treasury"))) == {"precondition"}
    assert refusal(lambda: books.open(SHARE.replace("wages", "tools").replace("30%", "70.1%"))) == {"precondition"}
    assert books.pass_("- {action: set-share, account: wages, from_share: 30%}") == "enacted"
    books.earn(1000)
    assert (books.balance(), books.balance("wages")) == (1000, 0)


def test_money_leaves_a_reserve_by_a_vote_only(books: Books) -> None:
    assert books.pass_(SHARE) == "enacted"
    books.earn(1000)
    assert books.pass_(MOVE) == "enacted"
    assert (books.balance(), books.balance("wages")) == (800, 200)
    assert books.pass_(MOVE.replace("100", "201")) == "funds"
    for odd in ("to: wages", "to: payouts"):
        assert refusal(lambda odd=odd: books.open(MOVE.replace("to: treasury", odd))) == {"precondition"}
    assert refusal(lambda: books.open(MOVE.replace("from: wages", "from: tools"))) == {"precondition"}
    books.check()


def test_an_income_is_shared_out_exactly() -> None:
    thirds = tuple(StandingShare(account=name, share="1/3") for name in ("aa", "bb", "cc"))
    treasury = Treasury(entries=0, pots=(), shares=thirds)
    parts = {posting.account: posting.amount_minor for posting in shared_out(treasury, 100)}
    assert parts == {"aa": 34, "bb": 33, "cc": 33}, "the unit that is left goes to the first by name"
    assert [posting.account for posting in shared_out(treasury, 1)] == ["aa"]


# Reconciling ---------------------------------------------------------------------------------------------------------


def statement(on: str, balance_minor: int, *accounts: str, **values: object) -> dict[str, object]:
    body: dict[str, object] = {"accounts": list(accounts or ("treasury", "payouts")), "balance_on": on}
    return body | {"balance_minor": balance_minor, "currency": "USD", "document": DOCUMENT} | values


def test_the_books_are_compared_with_the_bank_s_paper_of_a_day(books: Books) -> None:
    books.earn(1000)
    books.owe(("bob", 300, "2026-09-01"))
    assert books.pass_("- {action: pay-debts, amount_minor: 300, from: treasury}") == "enacted"
    day = books.now[:10]
    books.state("alice", "reconcile", statement(day, 1000, "treasury", "payouts"))
    assert not list(mismatches(books.registry)), "what is not transferred yet is still at the bank"
    books.later("P1D")
    lines = [{"creditor": "bob", "paid_minor": 300}]
    books.state("alice", "settle-payout", {"payout": 1, "paid_on": books.now[:10], "lines": lines, "reference": "118"})
    books.state("alice", "reconcile", statement(day, 1000, "payouts", "treasury"))
    books.state("alice", "reconcile", statement(books.now[:10], 700))
    assert not list(mismatches(books.registry))
    books.check()


def test_an_invented_income_is_reported_until_the_bank_agrees(books: Books) -> None:
    books.earn(1000)
    books.later("P1D")
    books.state("alice", "reconcile", statement(books.now[:10], 0))
    assert [found.code for found in mismatches(books.registry)] == ["reconcile"]
    assert dict(next(mismatches(books.registry)).values)["booked"] == "10.00 USD"
    books.both("alice", "bob", "undo-entry", {"entry": 1})
    books.state("alice", "reconcile", statement(books.now[:10], 0))
    assert not list(mismatches(books.registry))


def test_what_is_of_the_same_paper_day_and_amount_is_found_until_it_is_undone(books: Books) -> None:
    def found(document: str = DOCUMENT, day: str = "", amount: int = 1000, **line: tuple[str, str]) -> int | None:
        entry = booked_before(books.registry, document, day or books.now[:10], amount, **line)
        return entry.number if entry else None

    assert found() is None
    books.earn(1000)
    assert found() == 1
    assert [found(amount=999), found("sha256:" + "e" * 64), found(day="2026-10-31"), found(line=("a", "b"))] == [
        None
    ] * 4
    assert books.pass_(BUDGET) == "enacted"
    books.both("alice", "bob", "book-expense", expense(books.now, 100))
    assert (found(amount=100), found(amount=100, line=("year", "tea"))) == (None, 2)
    books.both("alice", "bob", "undo-entry", {"entry": 2})
    assert found(amount=100, line=("year", "tea")) is None


def test_a_comparison_of_more_accounts_settles_a_difference_of_before_and_one_of_fewer_does_not(books: Books) -> None:
    books.earn(1000)
    books.later("P1D")
    books.state("alice", "reconcile", statement(books.now[:10], 900, "treasury"))
    books.owe(("bob", 300, "2026-10-01"))
    # a payout makes an account that was not there when the difference was found
    assert books.pass_("- {action: pay-debts, amount_minor: 300, from: treasury}") == "enacted"
    books.state("alice", "reconcile", statement(books.now[:10], 1000, "payouts", "treasury"))
    assert not list(mismatches(books.registry))
    books.state("alice", "reconcile", statement(books.now[:10], 999, "payouts", "treasury"))
    books.state("alice", "reconcile", statement(books.now[:10], 700, "treasury"))
    assert len(list(mismatches(books.registry))) == 1


def test_an_old_paper_that_agreed_does_not_hide_what_a_later_one_showed(books: Books) -> None:
    books.earn(1000)
    before = books.now[:10]
    books.later("P3D")
    books.state("alice", "reconcile", statement(books.now[:10], 900))
    books.state("alice", "reconcile", statement(before, 1000))
    assert [dict(found.values)["on"] for found in mismatches(books.registry)] == [books.now[:10]]
    books.state("alice", "reconcile", statement(books.now[:10], 1000))
    assert not list(mismatches(books.registry))


@pytest.mark.parametrize(
    ("day", "was"), [("2026-10-31", 0), ("2026-11-01", 1000), ("2026-11-02", 1500), ("2026-11-03", 3500)]
)
def test_a_balance_of_a_day_is_compared_with_what_was_booked_of_that_day(books: Books, day: str, was: int) -> None:
    books.earn(1000)
    books.both("alice", "bob", "book-income", income(books.now, 500, received_on="2026-11-02"))
    books.later("P2D")
    books.earn(2000)
    assert booked(books.registry, ("treasury",), day) == was
    books.state("alice", "reconcile", statement(day, was, "treasury"))
    assert not list(mismatches(books.registry))


def test_a_bank_s_paper_is_of_accounts_that_are_there(books: Books) -> None:
    day = books.now[:10]
    for body, code in (
        (statement(day, 0, "tools"), "precondition"),
        (statement(day, 0, "treasury", "treasury"), "schema"),
        (statement(day, 0, "treasury", currency="EUR"), "currency"),
        (statement("2026-11-03", 0, "treasury"), "precondition"),
    ):
        assert refusal(lambda body=body: books.state("alice", "reconcile", body)) == {code}
    assert refusal(lambda: books.state("bob", "reconcile", statement(day, 0, "treasury"))) == {"not_allowed"}


# What is known of them -----------------------------------------------------------------------------------------------


def test_an_expense_names_its_payee_once_and_a_person_who_is_known(books: Books) -> None:
    books.earn(100)
    assert books.pass_(BUDGET) == "enacted"
    for payee, seen in (
        ({"payee_name": None, "payee_member": "zed"}, {"unknown_member"}),
        ({"payee_name": None}, {"schema"}),
        ({"payee_member": "bob"}, {"schema"}),
    ):
        body = expense(books.now, 1, **payee)
        assert refusal(lambda body=body: books.state("alice", "book-expense", body)) == seen


def test_the_owner_of_a_line_is_known_and_no_line_spends_what_payouts_set_aside(books: Books) -> None:
    assert refusal(lambda: books.open(BUDGET.replace("owner: bob", "owner: zed"))) == {"unknown_member"}
    assert refusal(lambda: books.open(BUDGET.replace("owner: bob", "owner: bob, account: payouts"))) == {"precondition"}


def test_the_version_of_a_budget_is_known_and_need_not_be_typed(books: Books) -> None:
    known = SetBudget.known["from_version"]
    assert known(books.registry, {"budget": "year"}) == 0
    assert books.pass_(BUDGET) == "enacted"
    assert known(books.registry, {"budget": "year"}) == 1 == Budget.one(books.registry, "year").version
    assert known(books.registry, {"budget": "other"}) == known(books.registry, {}) == 0


def test_what_is_undone_gives_only_its_own_line_the_money_back(books: Books) -> None:
    books.earn(100)
    two = BUDGET.replace("}]", "}, {line: cups, name: Cups, owner: bob, amount_minor: 50}]")
    assert books.pass_(two) == "enacted"
    for line in ("tea", "cups"):
        books.both("alice", "bob", "book-expense", expense(books.now, 20, line=line))
    spent = {line.line: line.spent_minor for line in Budget.one(books.registry, "year").lines}
    assert spent == {"tea": 20, "cups": 20}
    books.both("alice", "bob", "undo-entry", {"entry": 3})
    spent = {line.line: line.spent_minor for line in Budget.one(books.registry, "year").lines}
    assert spent == {"tea": 20, "cups": 0}


@pytest.mark.parametrize(("count", "fits"), [(20, True), (21, False)])
def test_at_most_twenty_reserves_have_a_share_of_the_income(count: int, fits: bool) -> None:
    shares = [{"account": f"reserve-{number}", "share": "1%"} for number in range(count)]
    file = {"entries": 0, "pots": (), "shares": shares}
    if fits:
        assert len(Treasury.read(file).shares) == count
    else:
        assert refusal(lambda: Treasury.read(file)) == {"schema"}


def test_an_entry_has_what_is_on_its_receipt(books: Books) -> None:
    words = {"paper": "RE-2026-7", "note": "Paid late"}
    books.both("alice", "bob", "book-income", income(books.now, 200000, payer="Mill Ltd", **words))
    entry = newest(books)
    assert (entry.payer, entry.paper, entry.note, entry.petty) == ("Mill Ltd", "RE-2026-7", "Paid late", None)
    assert books.pass_(BUDGET) == "enacted"
    books.both("alice", "bob", "book-expense", expense(books.now, 5, **words))
    entry = newest(books)
    assert (entry.payer, entry.paper, entry.note, entry.petty) == (None, "RE-2026-7", "Paid late", None)


@pytest.mark.parametrize(("field", "most"), [("paper", 100), ("payer", 100), ("note", 200)])
def test_what_is_on_a_receipt_is_one_line_of_some_length(books: Books, field: str, most: int) -> None:
    for words in ("", " a", "a ", "a\nb", "a" * (most + 1)):
        with pytest.raises(SchemaError):
            BookIncome.read(income(books.now, 1, **{field: words}))
    assert getattr(BookIncome.read(income(books.now, 1, **{field: "a" * most})), field) == "a" * most


def test_one_signature_takes_income_expenses_and_reversals(books: Books) -> None:
    books.earn(200000)
    assert books.pass_(BUDGET) == "enacted"
    firsts = [
        books.state("alice", "book-income", income(books.now, 7)),
        books.state("alice", "book-expense", expense(books.now, 5)),
        books.state("alice", "undo-entry", {"entry": 1}),
    ]
    books.state("bob", "countersign-list", {"confirms": firsts})
    assert books.balance() == 2 and newest(books).corrects == 1
    books.check()
