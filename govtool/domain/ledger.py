"""The ledger: every balance recomputed from the entries that never change.

What a state holds of balances follows from debts, payouts, releases, reversals and the entries of the treasury. Each
event is verified by itself; this looks at the whole at once, for an audit's report and for laws in tests: what is owed
is accruals less payouts and what was given up, with corrections; no balance is below 0; a payout's lines sum to its
amount, and none is above the debt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.account import Account, Item, accounts, item_of
from govtool.domain.debt import FOLDER as DEBTS
from govtool.domain.debt import Debt, DebtId, path_of
from govtool.domain.payout import Payout, payouts_newest_first
from govtool.domain.reconciliation import mismatches
from govtool.domain.release import releases_newest_first
from govtool.domain.reversal import reversals_newest_first
from govtool.domain.settlement import SettledLine, settlement_of, unconfirmed
from govtool.domain.treasury import PATH, SET_ASIDE, entries_newest_first, treasury_of


def check(state: State) -> Iterator[Finding]:
    """Whatever a balance says that its entries do not give. Looks at all of the books: for audits, not for events."""
    yield from _debt_problems(state)
    yield from _payout_problems(state)
    yield from _treasury_problems(state)


def concerns(state: State, at: Instant) -> Iterator[Finding]:
    """What is no error and has to be looked into: payouts that nobody confirmed, and banks that say otherwise."""
    yield from unconfirmed(state, at)
    yield from mismatches(state)


def _wrong(path: str, what: str) -> Finding:
    return finding("ledger", path, what=what)


def _debt_problems(state: State) -> Iterator[Finding]:
    debts = {debt.id: debt for debt in state.all(Debt, DEBTS, levels=3)}
    left: Counter[DebtId] = Counter({debt.id: debt.amount_minor for debt in debts.values()})
    totals = _totals(state, debts, left)
    for name, rest in left.items():
        if name not in debts or rest < 0:
            yield _wrong(path_of(name), f"{-rest} more was paid or given up of it than it is")
    expected: dict[MemberId, list[Item]] = {debt.creditor: [] for debt in debts.values()}
    for debt in sorted(debts.values(), key=lambda each: (each.owed_on, each.id)):
        if left[debt.id] > 0:
            expected[debt.creditor].append(item_of(debt, left[debt.id]))
    seen = set()
    for account in accounts(state):
        seen.add(account.creditor)
        yield from _account_problems(account, totals, tuple(expected.get(account.creditor, ())))
    for creditor in sorted(expected.keys() - seen):
        yield _wrong(DEBTS, f"{creditor} has debts and no account")


def _totals(state: State, debts: dict[DebtId, Debt], left: Counter[DebtId]) -> Counter[tuple[MemberId, str]]:
    """The totals of every account by creditor and name; what each movement takes of a debt is taken off `left`."""
    totals: Counter[tuple[MemberId, str]] = Counter()
    for debt in debts.values():
        name = "corrected_minor" if debt.kind == "correction" else "accrued_minor"
        totals[debt.creditor, name] += debt.amount_minor
    for payout in payouts_newest_first(state):
        for line in payout.lines:
            totals[line.creditor, "paid_minor"] += line.amount_minor
            for part in line.parts:
                left[part.debt] -= part.amount_minor
    for reversal in reversals_newest_first(state):
        totals[reversal.creditor, "paid_minor"] -= reversal.amount_minor
        for part in reversal.parts:
            left[part.debt] += part.amount_minor
    signed = {
        "forgiven": ("forgiven_minor", 1),
        "corrected": ("corrected_minor", -1),
        "cancelled": ("accrued_minor", -1),
    }
    for release in releases_newest_first(state):
        name, sign = signed[release.kind]
        totals[release.creditor, name] += sign * release.amount_minor
        for part in release.parts:
            left[part.debt] -= part.amount_minor
    return totals


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


def _payout_problems(state: State) -> Iterator[Finding]:
    for payout in payouts_newest_first(state):
        if sum(line.amount_minor for line in payout.lines) != payout.amount_minor:
            yield _wrong(payout.path, "its lines do not sum to its amount")
        for line in payout.lines:
            if sum(part.amount_minor for part in line.parts) != line.amount_minor:
                yield _wrong(payout.path, f"the line of {line.creditor} is not the sum of its parts")
        settlement = settlement_of(state, payout.number)
        settled = {each.creditor: each.amount_minor for each in settlement.lines} if settlement else {}
        if settled != {line.creditor: line.amount_minor for line in payout.lines if line.amount_minor}:
            yield _wrong(payout.path, "its settlement has other lines")


def _treasury_problems(state: State) -> Iterator[Finding]:
    treasury = treasury_of(state)
    balances: Counter[str] = Counter()
    numbers = []
    for entry in entries_newest_first(state):
        numbers.append(entry.number)
        for posting in entry.postings:
            balances[posting.account] += posting.amount_minor
    if numbers != list(range(treasury.entries, 0, -1)):
        yield _wrong(PATH, f"it counts {treasury.entries} entries, and there are others")
    if {pot.account: pot.balance_minor for pot in treasury.pots if pot.balance_minor} != +balances:
        yield _wrong(PATH, "its balances are not the sums of its entries")
    if any(balance < 0 for balance in balances.values()):
        yield _wrong(PATH, "an account is below 0")
    set_aside = sum(_not_transferred(state, payout) for payout in payouts_newest_first(state))
    if set_aside != treasury.balance(SET_ASIDE):
        yield _wrong(PATH, f"{set_aside} is set aside for payouts that are not transferred, and {SET_ASIDE} differs")


def _not_transferred(state: State, payout: Payout) -> int:
    settlement = settlement_of(state, payout.number)
    lines = settlement.lines if settlement else ()
    return sum(line.amount_minor for line in lines if _waits(line))


def _waits(line: SettledLine) -> bool:
    return line.settled is None and line.reversed is None
