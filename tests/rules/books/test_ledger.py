"""No amount is taken on trust: whatever is changed in the books, the ledger does not add up any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from govtool.core.code import sentence_of
from govtool.core.record import Record
from govtool.core.state import State
from govtool.domain.books import ledger, ledger_wage
from govtool.domain.money.account import Account
from govtool.domain.money.budget import Budget
from govtool.domain.money.debt import Debt, Work
from govtool.domain.money.payout import Payout
from govtool.domain.money.release import Release
from govtool.domain.money.reversal import Reversal
from govtool.domain.money.settlement import Settlement
from govtool.domain.money.treasury import Entry, Treasury
from govtool.domain.work.month import WorkedMonth
from govtool.domain.work.timesheet import Timesheet
from govtool.domain.work.wage import Wages
from tests.world.money import BUDGET, DOCUMENT, Books, expense
from tests.world.worked import Worked

BOB, CAROL = "registry/accounts/b/bo/bob.yaml", "registry/accounts/c/ca/carol.yaml"
PAYOUT = "registry/payouts/2026/000001.yaml"
TREASURY = "registry/treasury.yaml"
R = TypeVar("R", bound=Record)


def told(state: State) -> str:
    return " ".join(sentence_of(found) for found in (*ledger.check(state), *ledger_wage.check(state)))


def get(state: State, model: type[R], path: str) -> R:
    found = state.get(model, path)
    assert found is not None, path
    return found


@pytest.fixture(scope="module")
def money() -> State:
    """Alice and Bob are owed, a payout was made; a line is reversed, some is given up, an expense was undone."""
    books = Books()
    books.owe(("alice", 300, "2026-08-01"), ("bob", 500, "2026-08-01"), ("bob", 100, "2026-09-01"))
    books.later("PT1M")
    books.earn(2000)
    assert books.pass_(BUDGET) == "enacted"
    books.both("alice", "bob", "book-expense", expense(books.now, 70))
    books.both("alice", "bob", "book-expense", expense(books.now, 30))
    books.both("alice", "bob", "undo-entry", {"entry": 2})
    assert books.pass_("- {action: pay-debts, amount_minor: 90, from: treasury}") == "enacted"
    books.later("P1D")
    rows = [{"creditor": "alice", "paid_minor": 30}, {"creditor": "bob", "paid_minor": 60}]
    books.state("alice", "settle-payout", {"payout": 1, "paid_on": books.now[:10], "lines": rows, "reference": "1"})
    failed = {"payout": 1, "creditor": "bob", "failed_on": books.now[:10], "document": DOCUMENT}
    books.both("alice", "dan", "reverse-payment", failed)
    first = books.state("alice", "forgive", {"amount_minor": 20})
    books.later("P7D")
    books.state("alice", "forgive", {"amount_minor": 20, "confirms": first})
    return books.registry


@pytest.fixture(scope="module")
def hours() -> State:
    """Carol worked 90 minutes and 31, which count; Dan's hour waits."""
    work = Worked(wage=2000)
    work.approve("alice", work.log("carol", ("2026-10-30", 90)))
    work.later("PT1H")
    work.approve("alice", work.log("carol", ("2026-10-31", 31)))
    work.log("dan", ("2026-10-31", 60))
    work.later("P7D")
    return work.registry


def test_what_nobody_touched_adds_up(money: State, hours: State) -> None:
    assert list(ledger.check(money)) == [] and told(hours) == ""


def moved_share(state: State) -> State:
    """A payout gives Alice a unit more and Bob one less, with all that goes with it."""
    payout = get(state, Payout, PAYOUT)
    (alice, bob), found = payout.lines, get(state, Settlement, "registry/settlements/open/000001.yaml")
    lines = (
        alice.changed(amount_minor=31, parts=(alice.parts[0].changed(amount_minor=31),)),
        bob.changed(amount_minor=59, parts=(bob.parts[0].changed(amount_minor=59),)),
    )
    settled = tuple(
        line.changed(amount_minor=amount, paid_minor=amount) for line, amount in zip(found.lines, (31, 59), strict=True)
    )
    return state.put(PAYOUT, payout.changed(lines=lines)).put(
        "registry/settlements/open/000001.yaml", found.changed(lines=settled)
    )


def one_more_creditor(state: State) -> State:
    payout = get(state, Payout, PAYOUT)
    lines = [*(line.data() for line in payout.lines), {"creditor": "dan", "amount_minor": 0}]
    return state.put(PAYOUT, payout.changed(lines=lines))


def paid_less(state: State) -> State:
    payout = get(state, Payout, PAYOUT)
    return state.put(PAYOUT, payout.changed(voted_minor=900))


def foreign_part(state: State) -> State:
    """Alice's line falls on a debt of Bob."""
    payout = get(state, Payout, PAYOUT)
    part = payout.lines[0].parts[0].changed(debt="2026/09/bob-001")
    return state.put(PAYOUT, payout.changed(lines=(payout.lines[0].changed(parts=(part,)), payout.lines[1])))


def lost_debt(state: State) -> State:
    return state.drop("registry/debts/2026/08/b/bo/bob-001.yaml")


def raised_release(state: State) -> State:
    release = get(state, Release, "registry/releases/2026/000001.yaml")
    return state.put(release.path, release.changed(amount_minor=21))


def raised_reversal(state: State) -> State:
    reversal = get(state, Reversal, "registry/reversals/2026/000001.yaml")
    return state.put(reversal.path, reversal.changed(amount_minor=61))


def lowered_account(state: State) -> State:
    account = get(state, Account, BOB)
    return state.put(BOB, account.changed(forgiven_minor=1))


def half_a_line(state: State) -> State:
    """A line is said to be settled with less than it is."""
    path = "registry/settlements/open/000001.yaml"
    found = get(state, Settlement, path)
    return state.put(path, found.with_line(found.lines[0].changed(paid_minor=29)))


def other_pot(state: State) -> State:
    treasury = get(state, Treasury, TREASURY)
    pots = tuple(pot.changed(balance_minor=pot.balance_minor + 1) for pot in treasury.pots)
    return state.put(TREASURY, treasury.changed(pots=pots))


def negative_for_a_while(state: State) -> State:
    """The income is entered after what it paid for: the sums are the same."""
    income, spent = (
        get(state, Entry, f"registry/treasury/2026/11/00000{number}.yaml").changed(number=3 - number)
        for number in (1, 2)
    )
    treasury = get(state, Treasury, TREASURY)
    undo = get(state, Entry, "registry/treasury/2026/11/000004.yaml")
    state = state.put(spent.path, spent).put(income.path, income).put(undo.path, undo.changed(corrects=1))
    return state.put(TREASURY, treasury.changed(corrected=(1,)))


def undone_by_another_amount(state: State) -> State:
    undo = get(state, Entry, "registry/treasury/2026/11/000004.yaml")
    return state.put(undo.path, undo.changed(corrects=3))


def forgotten_undoing(state: State) -> State:
    return state.put(TREASURY, get(state, Treasury, TREASURY).changed(corrected=()))


def spent_again(state: State) -> State:
    budget = get(state, Budget, "registry/budgets/year.yaml")
    return state.put(budget.path, budget.changed(lines=(budget.lines[0].changed(spent_minor=29),)))


def lost_line(state: State) -> State:
    budget = get(state, Budget, "registry/budgets/year.yaml")
    return state.put(budget.path, budget.changed(lines=()))


def unbooked_transfer(state: State) -> State:
    """An entry of the treasury belongs to no payout."""
    path = next(f"registry/treasury/2026/11/{name}" for name in reversed(state.names("registry/treasury/2026/11")))
    return state.put(path, get(state, Entry, path).changed(payout=None))


MONEY: dict[Callable[[State], State], str] = {
    moved_share: "31 to alice is not in proportion to 300",
    one_more_creditor: "its lines are not exactly those of the persons owed",
    paid_less: "900 was voted and 900 owed, so it is not 90",
    foreign_part: "2026/09/bob-001 is no debt of alice",
    lost_debt: "there is no such debt",
    raised_release: "it is not the sum of its parts",
    raised_reversal: "it is not the sum of its parts",
    lowered_account: "forgiven_minor is 1, and the entries give 0",
    half_a_line: "do not sum to the line",
    other_pot: "its balances are not the sums of its entries",
    negative_for_a_while: "an account is below 0 after it",
    undone_by_another_amount: "does not reverse exactly what its entry moved",
    forgotten_undoing: "are not those that other entries reverse",
    spent_again: "has spent 29, and the entries give 30",
    lost_line: "30 is spent of tea of year, which does not exist",
    unbooked_transfer: "do not move what it pays",
}


@pytest.mark.parametrize("tamper", MONEY, ids=lambda tamper: tamper.__name__)
def test_an_amount_that_was_changed_is_found(money: State, tamper: Callable[[State], State]) -> None:
    said = " ".join(map(sentence_of, ledger.check(tamper(money))))
    assert MONEY[tamper] in said, said


SHEET = "registry/timesheets/2026/10/c/ca/carol/000001.yaml"
MONTH = "registry/months/2026/10/c/ca/carol.yaml"


def longer_day(state: State) -> State:
    """A sheet that counts gets a minute, and its month too."""
    sheet, month = get(state, Timesheet, SHEET), get(state, WorkedMonth, MONTH)
    entry = sheet.entries[0].changed(minutes=91)
    rows = (month.sheets[0].changed(work=(Work(minutes=91, per_hour_minor=2000),)), month.sheets[1])
    return state.put(SHEET, sheet.changed(entries=(entry,))).put(MONTH, month.changed(sheets=rows))


def other_month(state: State) -> State:
    month = get(state, WorkedMonth, MONTH)
    return state.put(MONTH, month.changed(sheets=month.sheets[:1]))


def raised_wage(state: State) -> State:
    wages = get(state, Wages, "registry/wages.yaml")
    return state.put("registry/wages.yaml", Wages(rows=(wages.rows[0].changed(per_hour_minor=2001), *wages.rows[1:])))


def better_paid_day(state: State) -> State:
    sheet = get(state, Timesheet, SHEET)
    return state.put(SHEET, sheet.changed(entries=(sheet.entries[0].changed(paid="no"),)))


def lost_wages(state: State) -> State:
    """A debt is gone, with its account: the hours are still there."""
    account = get(state, Account, CAROL)
    state = state.put(account.path, account.changed(accrued_minor=3000, items=account.items[:1]))
    return state.drop("registry/debts/2026/10/c/ca/carol-002.yaml")


def all_wages_lost(state: State) -> State:
    """Both debts of the month are gone."""
    return lost_wages(state).drop("registry/debts/2026/10/c/ca/carol-001.yaml")


def wages_without_hours(state: State) -> State:
    """Nobody worked in the month, and its debts are still there."""
    return state.drop(SHEET).drop("registry/timesheets/2026/10/c/ca/carol/000002.yaml").drop(MONTH)


def month_without_sheets(state: State) -> State:
    """The month lists sheets that are gone."""
    return state.drop(SHEET).drop("registry/timesheets/2026/10/c/ca/carol/000002.yaml")


def lost_month(state: State) -> State:
    return state.drop(MONTH)


def earlier(state: State) -> State:
    """A debt counts a day before its hours do."""
    debt, path = get(state, Debt, "registry/debts/2026/10/c/ca/carol-001.yaml"), CAROL
    account = get(state, Account, path)
    items = (account.items[0].changed(counts_at="2026-11-07T10:00:00Z"), *account.items[1:])
    return state.put(debt.path, debt.changed(counts_at=items[0].counts_at)).put(path, account.changed(items=items))


def raised_debt(state: State) -> State:
    """A debt a unit larger, with the account that goes with it."""
    debt, account = get(state, Debt, "registry/debts/2026/10/c/ca/carol-001.yaml"), get(state, Account, CAROL)
    item = account.items[0].changed(remaining_minor=account.items[0].remaining_minor + 1)
    state = state.put(debt.path, debt.changed(amount_minor=3001))
    return state.put(CAROL, account.changed(accrued_minor=account.accrued_minor + 1, items=(item, account.items[1])))


def own_approval(state: State) -> State:
    sheet = get(state, Timesheet, SHEET)
    return state.put(SHEET, sheet.changed(approvals=(sheet.approvals[0].changed(by="carol"),)))


def no_approval(state: State) -> State:
    return state.put(SHEET, get(state, Timesheet, SHEET).changed(approvals=()))


def no_date_of_approval(state: State) -> State:
    return state.put(SHEET, get(state, Timesheet, SHEET).changed(approved_at=None))


def nothing_waits(state: State) -> State:
    return state.drop("registry/waiting/d/da/dan.yaml")


HOURS: dict[Callable[[State], State], str] = {
    longer_day: "the hours give",
    other_month: "lists other timesheets than those that are final",
    raised_wage: "the hours give",
    better_paid_day: "the hours give",
    lost_wages: "the hours give",
    all_wages_lost: "carol is owed 0 for 2026-10",
    wages_without_hours: "the hours give 0",
    month_without_sheets: "lists other timesheets than those that are final",
    lost_month: "lists other timesheets than those that are final",
    earlier: "the hours give",
    raised_debt: "the hours give",
    own_approval: "nobody else approved it",
    no_approval: "nobody else approved it",
    no_date_of_approval: "was not approved",
    nothing_waits: "lists of waiting timesheets differ",
}


def test_one_account_below_0_is_enough(money: State) -> None:
    """The income is entered after the payout, which takes from one account and adds to another."""
    income, payout = (get(money, Entry, f"registry/treasury/2026/11/00000{number}.yaml") for number in (1, 5))
    assert [posting.amount_minor for posting in payout.postings] == [-90, 90]
    state = money.keep(payout.changed(number=1), income.changed(number=5))
    below = [found.path for found in ledger.check(state) if "below 0" in sentence_of(found)]
    assert below[0] == "registry/treasury/2026/11/000001.yaml"


@pytest.mark.parametrize("tamper", HOURS, ids=lambda tamper: tamper.__name__)
def test_an_hour_that_was_changed_is_found(hours: State, tamper: Callable[[State], State]) -> None:
    said = told(tamper(hours))
    assert HOURS[tamper] in said, said


def test_wages_of_several_rates_and_classes_are_added_up_from_the_definitions() -> None:
    """A raise within the month, a probation that begins and ends in it, and a sheet that counts later."""
    work = Worked(wage=1999, probationary=1001)
    work.become("carol", membership="probationary")
    sheets = [work.log("carol", ("2026-11-01", 7), ("2026-11-02", 13))]
    raise_ = "- {action: set-wage, class: wage, from_minor: 1999, to_minor: 2477, starts_on: '2026-11-10'}"
    work.later("P4D")
    work.become("carol", membership="member")
    assert work.pass_(raise_) == "enacted"
    work.later("P5D")
    sheets += [work.log("carol", ("2026-11-06", 31), ("2026-11-10", 59))]
    work.approve("alice", *sheets)
    work.later("PT1H")
    work.approve("bob", work.log("carol", ("2026-11-09", 11), ("2026-11-11", 1)))
    work.later("P7DT1H")
    exact = 7 * 1999 + 13 * 1001 + (31 + 11) * 1999 + (59 + 1) * 2477
    assert work.owed() == {"carol": (exact + 30) // 60}
    work.check()


@pytest.mark.parametrize("more", [{}, {"correction": True}])
def test_what_a_creditor_gives_up_adds_up(more: dict[str, object]) -> None:
    books = Books()
    books.owe(("bob", 300, "2026-08-01"))
    first = books.state("bob", "forgive", {"amount_minor": 100, **more})
    books.later("P7D")
    books.state("bob", "forgive", {"amount_minor": 100, **more, "confirms": first})
    assert books.owed() == {"bob": 200} and list(ledger.check(books.registry)) == []


def test_hours_without_pay_and_before_any_wage_add_up_to_nothing() -> None:
    """Vera is a volunteer; Carol worked on a day before the first row of her class begins."""
    work = Worked(wage=2000)
    work.become("dan", membership="probationary")
    wages = get(work.registry, Wages, "registry/wages.yaml")
    later = tuple(row.changed(starts_on="2026-11-02") if row.class_ == "wage" else row for row in wages.rows)
    work.registry = work.registry.put("registry/wages.yaml", wages.changed(rows=later))
    work.later("P2D")
    work.approve(
        "alice", work.log("carol", ("2026-11-01", 60), ("2026-11-02", 30)), work.log("vera", ("2026-11-01", 60))
    )
    work.later("P7D")
    assert work.owed() == {"carol": 1000}
    work.check()


def test_an_entry_spends_a_line_of_a_budget_or_none(money: State) -> None:
    spent = get(money, Entry, "registry/treasury/2026/11/000002.yaml")
    assert spent.spends == ("year", "tea")
    for other in (spent.changed(budget=None), spent.changed(line=None), spent.changed(budget=None, line=None)):
        assert other.spends is None
    said = " ".join(map(sentence_of, ledger.check(money.keep(spent.changed(line=None)))))
    assert "line tea has spent 30, and the entries give -40" in said
