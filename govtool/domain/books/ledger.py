"""The ledger: every balance recomputed from the entries that never change.

The balances of a state follow from debts, payouts, releases, reversals and the entries of the treasury. Each event is
verified by itself; this module checks the whole, for an audit's report and for laws in tests:
- A debt is accruals less payouts and waivers, with corrections.
- No balance is below 0 after any entry.
- No entry is reversed twice.
- Only entries and claims spend budgets.

`domain.books.ledger_payout` adds up payouts, `domain.books.ledger_wage` wages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, Slug
from govtool.core.state import State
from govtool.core.times import Date, Instant, add, date_of
from govtool.domain.books import ledger_payout
from govtool.domain.constitution.organization import shown
from govtool.domain.money.account import Account, Item, item_of
from govtool.domain.money.budget import Budget
from govtool.domain.money.debt import Debt, DebtId, creditor_of, path_of
from govtool.domain.money.payout import Payout
from govtool.domain.money.reconciliation import mismatches
from govtool.domain.money.release import Release
from govtool.domain.money.reversal import Reversal
from govtool.domain.money.settlement import unconfirmed
from govtool.domain.money.treasury import Entry, Treasury, treasury_of


def check(state: State) -> Iterator[Finding]:
    """Every balance that differs from its entries. Looks at all of the books: for audits, not for events."""
    debts = {debt.id: debt for debt in Debt.all(state)}
    payouts, releases = tuple(Payout.all(state, newest_first=True)), tuple(Release.all(state, newest_first=True))
    reversals = tuple(Reversal.all(state, newest_first=True))
    entries = sorted(Entry.all(state, newest_first=True), key=lambda entry: entry.number)
    named = {part.debt for payout in payouts for line in payout.lines for part in line.parts}
    named |= {part.debt for release in releases for part in release.parts}
    named |= {part.debt for reversal in reversals for part in reversal.parts}
    strangers = named - debts.keys()
    for name in sorted(strangers):
        yield _wrong(path_of(name), "something of it was paid, waived or brought back, and there is no such debt")
    if strangers:
        return
    yield from _debt_problems(state, debts, payouts, releases, reversals)
    yield from _movement_problems((*releases, *reversals))
    yield from ledger_payout.check(state, debts, payouts, releases, reversals, entries)
    yield from _treasury_problems(state, entries, debts.values())


def concerns(state: State, at: Instant) -> Iterator[Finding]:
    """Findings that are no errors but need a check: payouts that nobody confirmed, and differing bank balances."""
    yield from unconfirmed(state, at)
    yield from mismatches(state)


class Booking(NamedTuple):
    """The receipt, day and amount of an income, or of an expense under a budget line; equal ones are one booking."""

    document: Digest | None
    moved_on: Date
    amount_minor: int
    line: tuple[Slug, Slug] | None


def _booking(entry: Entry) -> Booking | None:
    """The key of an entry that can be booked twice; None for an entry that is neither an income nor such an expense."""
    if entry.kind not in ("income", "expense"):
        return None
    amount = abs(sum(posting.amount_minor for posting in entry.postings))
    return Booking(entry.document, entry.moved_on, amount, entry.spends)


def doubles(state: State) -> Iterator[Finding]:
    """Incomes and expenses with equal receipts, days and amounts: probably booked twice. Looks at every entry."""
    corrected = treasury_of(state).corrected
    seen: dict[Booking, int] = {}
    for entry in sorted(Entry.all(state, newest_first=True), key=lambda entry: entry.number):
        booking = _booking(entry)
        if booking is None or entry.number in corrected:
            continue
        first = seen.setdefault(booking, entry.number)
        if first != entry.number:
            yield finding(
                "booked_twice",
                entry.path,
                first=first,
                second=entry.number,
                amount=shown(state, booking.amount_minor),
                on=entry.moved_on,
            )


def booked_before(
    state: State, document: Digest, moved_on: Date, amount_minor: int, line: tuple[Slug, Slug] | None = None
) -> Entry | None:
    """The income, or the expense under a budget line, that is already booked with the same receipt, day and amount.

    Looks at no entry that was made before that day.
    """
    corrected = treasury_of(state).corrected
    for entry in Entry.all(state, newest_first=True):
        # tomorrow's money can be booked today
        if date_of(add(entry.at, "P1D")) < moved_on:
            return None
        if _booking(entry) == Booking(document, moved_on, amount_minor, line) and entry.number not in corrected:
            return entry
    return None


def claimed_before(state: State, document: Digest, spent_on: Date, amount_minor: int) -> Debt | None:
    """The claim of the same receipt, day and amount that is approved already."""
    claims = (debt for debt in Debt.all(state, spent_on[:7]) if debt.kind == "claim")
    wanted = document, spent_on, amount_minor
    return next((debt for debt in claims if (debt.document, debt.owed_on, debt.amount_minor) == wanted), None)


def _wrong(path: str, what: str) -> Finding:
    return finding("ledger", path, what=what)


def _debt_problems(
    state: State,
    debts: dict[DebtId, Debt],
    payouts: Iterable[Payout],
    releases: Iterable[Release],
    reversals: Iterable[Reversal],
) -> Iterator[Finding]:
    left: Counter[DebtId] = Counter({debt.id: debt.amount_minor for debt in debts.values()})
    totals = _totals(debts, payouts, releases, reversals, left)
    for name, rest in left.items():
        if not 0 <= rest <= debts[name].amount_minor:
            yield _wrong(path_of(name), f"its entries leave {rest} of {debts[name].amount_minor}")
    expected: dict[MemberId, list[Item]] = {debt.creditor: [] for debt in debts.values()}
    for debt in sorted(debts.values(), key=lambda each: (each.owed_on, each.id)):
        if left[debt.id] > 0:
            expected[debt.creditor].append(item_of(debt, left[debt.id]))
    seen = set()
    for account in Account.all(state):
        seen.add(account.creditor)
        yield from _account_problems(account, totals, tuple(expected.get(account.creditor, ())))
    for creditor in sorted(expected.keys() - seen):
        yield _wrong(Debt.home.top, f"{creditor} has debts and no account")


def _totals(
    debts: dict[DebtId, Debt],
    payouts: Iterable[Payout],
    releases: Iterable[Release],
    reversals: Iterable[Reversal],
    left: Counter[DebtId],
) -> Counter[tuple[MemberId, str]]:
    """The totals of every account by creditor and name; each movement reduces its debt in `left`."""
    totals: Counter[tuple[MemberId, str]] = Counter()
    for debt in debts.values():
        name = "corrected_minor" if debt.kind == "correction" else "accrued_minor"
        totals[debt.creditor, name] += debt.amount_minor
    for line in (line for payout in payouts for line in payout.lines):
        totals[line.creditor, "paid_minor"] += line.amount_minor
        for part in line.parts:
            left[part.debt] -= part.amount_minor
    for reversal in reversals:
        totals[reversal.creditor, "paid_minor"] -= reversal.amount_minor
        for part in reversal.parts:
            left[part.debt] += part.amount_minor
    signed = {
        "forgiven": ("forgiven_minor", 1),
        "corrected": ("corrected_minor", -1),
        "cancelled": ("accrued_minor", -1),
    }
    for release in releases:
        name, sign = signed[release.kind]
        totals[release.creditor, name] += sign * release.amount_minor
        for part in release.parts:
            left[part.debt] -= part.amount_minor
    return totals


def _movement_problems(records: Iterable[Release | Reversal]) -> Iterator[Finding]:
    """Each release and reversal that is not the sum of its parts, or has a part of another creditor's debt."""
    for record in records:
        if sum(part.amount_minor for part in record.parts) != record.amount_minor:
            yield _wrong(record.path, "it is not the sum of its parts")
        for part in record.parts:
            if creditor_of(part.debt) != record.creditor:
                yield _wrong(record.path, f"{part.debt} is no debt of {record.creditor}")


def _account_problems(
    account: Account, totals: Counter[tuple[MemberId, str]], items: tuple[Item, ...]
) -> Iterator[Finding]:
    for name in ("accrued_minor", "paid_minor", "forgiven_minor", "corrected_minor"):
        found, given = getattr(account, name), totals[account.creditor, name]
        if found != given:
            yield _wrong(account.path, f"{name} is {found}, and the entries give {given}")
    if account.items != items:
        yield _wrong(account.path, "its open debts are not those that the entries leave")
    owed = account.accrued_minor + account.corrected_minor - account.paid_minor - account.forgiven_minor
    if owed != sum(item.remaining_minor for item in account.items):
        yield _wrong(account.path, f"its totals leave {owed}, and its open debts something else")


def _treasury_problems(state: State, entries: list[Entry], debts: Iterable[Debt]) -> Iterator[Finding]:
    treasury = treasury_of(state)
    if [entry.number for entry in entries] != list(range(1, treasury.entries + 1)):
        yield _wrong(treasury.path, f"it counts {treasury.entries} entries, and there are others")
    balances: Counter[str] = Counter()
    for entry in entries:
        for posting in entry.postings:
            balances[posting.account] += posting.amount_minor
        if any(balances[posting.account] < 0 for posting in entry.postings):
            yield _wrong(entry.path, "an account is below 0 after it")
    if {pot.account: pot.balance_minor for pot in treasury.pots if pot.balance_minor} != +balances:
        yield _wrong(treasury.path, "its balances are not the sums of its entries")
    yield from _undone_problems(treasury, entries)
    yield from _budget_problems(state, entries, debts)


def _undone_problems(treasury: Treasury, entries: list[Entry]) -> Iterator[Finding]:
    """Each reversing entry that does not exactly reverse its entry, or reverses it a second time."""
    by_number = {entry.number: entry for entry in entries}
    undone = [entry for entry in entries if entry.corrects is not None]
    if sorted(entry.corrects or 0 for entry in undone) != sorted(treasury.corrected):
        yield _wrong(treasury.path, "the entries that it calls reversed are not those that other entries reverse")
    for entry in undone:
        old = by_number.get(entry.corrects or 0)
        moved = {posting.account: -posting.amount_minor for posting in entry.postings}
        if old is None or moved != {posting.account: posting.amount_minor for posting in old.postings}:
            yield _wrong(entry.path, "it does not reverse exactly what its entry moved")


def _budget_problems(state: State, entries: list[Entry], debts: Iterable[Debt]) -> Iterator[Finding]:
    """Each budget line that has spent another amount than entries and claims give, or more than it allows."""
    spent: Counter[tuple[str, str]] = Counter()
    for debt in debts:
        if debt.spends is not None:
            spent[debt.spends] += debt.amount_minor
    for entry in entries:
        if entry.spends is not None:
            spent[entry.spends] -= sum(posting.amount_minor for posting in entry.postings)
    for budget in Budget.all(state):
        for line in budget.lines:
            given = spent.pop((budget.id, line.line), 0)
            if line.spent_minor != given or not 0 <= given <= line.amount_minor:
                yield _wrong(
                    budget.path, f"line {line.line} has spent {line.spent_minor}, and the entries give {given}"
                )
    for (name, line_name), amount in sorted(spent.items()):
        if amount:
            yield _wrong(Treasury.home.path(), f"{amount} is spent of {line_name} of {name}, which does not exist")
