"""The payouts recomputed from all entries: what each person was owed at each time, each share, and the place of the
money.

Written from the definitions, without the functions that divide and book:
- A person was owed all debts that counted by then, less payments and waivers.
- A share is computed from the smaller of two debts: at the opening of the vote, and at its enactment.
- Each share is within one unit of its exact part, and no share is above its debt.

The replay of each event verifies who gets the units that are left over.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from govtool.core.finding import Finding, finding
from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.money.debt import Debt, DebtId, creditor_of
from govtool.domain.money.payout import Payout
from govtool.domain.money.release import Release
from govtool.domain.money.reversal import Reversal
from govtool.domain.money.settlement import Settlement
from govtool.domain.money.treasury import SET_ASIDE, Entry, treasury_of

Place = tuple[Instant, int]
"""A place in the order of all that happened: a time, and within the second the number of the minute."""
Move = tuple[Place, MemberId, int]
"""A change of what a person is owed: its place in the order, the person, and the amount."""


def check(
    state: State,
    debts: Mapping[DebtId, Debt],
    payouts: Iterable[Payout],
    releases: Iterable[Release],
    reversals: Iterable[Reversal],
    entries: Iterable[Entry],
) -> Iterator[Finding]:
    """Every payout that differs from its entries."""
    payouts, releases, reversals = sorted(payouts, key=lambda payout: payout.number), tuple(releases), tuple(reversals)
    owed = _Owed(_moves(debts, payouts, releases, reversals))
    moved = {entry.minute for entry in releases} | {entry.minute for entry in reversals}
    moved |= {debt.minute for debt in debts.values()}
    for payout in payouts:
        yield from _sum_problems(payout)
        # The records do not show which of two actions of one proposal came first.
        if payout.minute not in moved:
            yield from _share_problems(payout, payouts, owed)
    yield from _transfer_problems(state, payouts, reversals, entries)


def _wrong(path: str, what: str) -> Finding:
    return finding("ledger", path, what=what)


def _moves(
    debts: Mapping[DebtId, Debt],
    payouts: Iterable[Payout],
    releases: Iterable[Release],
    reversals: Iterable[Reversal],
) -> Iterator[Move]:
    for debt in debts.values():
        yield (debt.counts_at, debt.minute), debt.creditor, debt.amount_minor
    taken = [(payout.at, payout.minute, part, -1) for payout in payouts for line in payout.lines for part in line.parts]
    taken += [(release.at, release.minute, part, -1) for release in releases for part in release.parts]
    taken += [(reversal.at, reversal.minute, part, 1) for reversal in reversals for part in reversal.parts]
    for at, minute, part, sign in taken:
        debt = debts[part.debt]
        # A debt that was cancelled before it counted lowers the sum at the time when it would have counted.
        yield (max(at, debt.counts_at), minute), debt.creditor, sign * part.amount_minor


class _Owed:
    """The amount that each person was owed, at any time."""

    def __init__(self, moves: Iterable[Move]) -> None:
        by_creditor: defaultdict[MemberId, list[tuple[Place, int]]] = defaultdict(list)
        for at, creditor, amount_minor in moves:
            by_creditor[creditor].append((at, amount_minor))
        self._times: dict[MemberId, list[Place]] = {}
        self._sums: dict[MemberId, list[int]] = {}
        for creditor, rows in by_creditor.items():
            rows.sort(key=lambda row: row[0])
            self._times[creditor] = [at for at, _ in rows]
            self._sums[creditor] = [0, *accumulate(amount for _, amount in rows)]

    def before(self, at: Instant, minute: int) -> dict[MemberId, int]:
        """The amount that each person was owed at the time of a minute, by all entries before it."""
        return {name: self._sums[name][bisect_left(times, (at, minute))] for name, times in self._times.items()}


def _sum_problems(payout: Payout) -> Iterator[Finding]:
    if sum(line.amount_minor for line in payout.lines) != payout.amount_minor:
        yield _wrong(payout.path, "its lines do not sum to its amount")
    for line in payout.lines:
        if sum(part.amount_minor for part in line.parts) != line.amount_minor:
            yield _wrong(payout.path, f"the line of {line.creditor} is not the sum of its parts")
        for part in line.parts:
            if creditor_of(part.debt) != line.creditor:
                yield _wrong(payout.path, f"{part.debt} is no debt of {line.creditor}")


def _share_problems(payout: Payout, payouts: Iterable[Payout], owed: _Owed) -> Iterator[Finding]:
    now = Counter(owed.before(payout.at, payout.minute))
    for other in payouts:
        if other.minute == payout.minute and other.number < payout.number:
            now.subtract({line.creditor: line.amount_minor for line in other.lines})
    then = owed.before(payout.recorded_at, payout.opening_minute)
    counts = {name: part for name in now if (part := min(then.get(name, 0), now[name])) > 0}
    total = sum(counts.values())
    if payout.amount_minor != min(payout.voted_minor, total):
        yield _wrong(
            payout.path, f"{payout.voted_minor} was voted and {total} owed, so it is not {payout.amount_minor}"
        )
    if {line.creditor for line in payout.lines} != set(counts):
        yield _wrong(payout.path, "its lines are not exactly those of the persons owed")
        return
    for line in payout.lines:
        part = counts[line.creditor]
        if abs(line.amount_minor * total - payout.amount_minor * part) >= total or line.amount_minor > part:
            yield _wrong(payout.path, f"{line.amount_minor} to {line.creditor} is not in proportion to {part}")


def _transfer_problems(
    state: State, payouts: Iterable[Payout], reversals: Iterable[Reversal], entries: Iterable[Entry]
) -> Iterator[Finding]:
    booked: Counter[tuple[str, int]] = Counter()
    for entry in entries:
        if entry.payout is not None:
            # A payout sets money aside, a transfer takes it from there, a failed one puts it back to its account.
            is_back = entry.kind == "reversal"
            moved = (posting for posting in entry.postings if (posting.account == SET_ASIDE) != is_back)
            booked[entry.kind, entry.payout] += sum(posting.amount_minor for posting in moved)
    back: Counter[int] = Counter()
    for reversal in reversals:
        back[reversal.payout] += reversal.amount_minor
    set_aside = 0
    for payout in payouts:
        settlement = Settlement.of(state, payout.number)
        lines = settlement.lines if settlement else ()
        if {line.creditor: line.amount_minor for line in lines} != {
            line.creditor: line.amount_minor for line in payout.lines if line.amount_minor
        }:
            yield _wrong(payout.path, "its settlement has other lines")
        if settlement is not None:
            yield from _line_problems(settlement)
        sent = sum(line.amount_minor for line in lines if line.settled is not None)
        set_aside += sum(line.amount_minor for line in lines if line.settled is None and line.reversed is None)
        found = {kind: booked[kind, payout.number] for kind in ("payout", "payment", "reversal")}
        if found != {"payout": payout.amount_minor, "payment": -sent, "reversal": back[payout.number]}:
            yield _wrong(payout.path, "the entries of the treasury do not move what it pays and what came back")
    treasury = treasury_of(state)
    if set_aside != treasury.balance(SET_ASIDE):
        yield _wrong(
            treasury.path, f"{set_aside} is set aside for payouts that are not transferred, and {SET_ASIDE} differs"
        )


def _line_problems(settlement: Settlement) -> Iterator[Finding]:
    for line in settlement.lines:
        if line.settled is not None and (line.paid_minor or 0) + line.withheld_minor != line.amount_minor:
            what = f"the payment to {line.creditor} and the amounts withheld do not sum to the line"
            yield _wrong(settlement.path, what)
