"""The complete book in double entry, made from the registry, for an accountant's program to read.

- Wages become an expense, and owed to their worker, on the day on which they count. Wages cancelled before are taken
  off on that day. Wages worked for a project move to that project's own account of wages.
- A payout moves wages owed to wages payable in transit on the day of its enactment. They are paid when their transfer
  was stated.
- Withheld amounts pass through an account of their own, so that a year's sum can be seen.
- Money moves on the day that the treasurer named. Wages that do not count yet are not in it.

Promises: each transaction sums to 0, exactly. The balances at the end come from the registry's own records of balances,
not from the transactions. So a program that adds up the transactions checks them against the registry. Amounts are
minor units; assets and expenses are above 0, debts and earnings below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from govtool.core.ids import MemberId
from govtool.core.money import format_minor
from govtool.core.state import State
from govtool.core.times import Date, Instant, date_of
from govtool.domain.constitution.organization import Organization, organization_of
from govtool.domain.constitution.origin import Origin
from govtool.domain.money.account import Account
from govtool.domain.money.debt import Debt, DebtId
from govtool.domain.money.payout import Payout
from govtool.domain.money.release import Release
from govtool.domain.money.reversal import Reversal
from govtool.domain.money.settlement import Settlement, open_settlements
from govtool.domain.money.treasury import SET_ASIDE, Entry, treasury_of
from govtool.roles.work.project_wage import ProjectWages, project_wages

Name = tuple[str, ...]
"""An account of the book, from its root on: ("liabilities", "wages-owed", "alice")."""

OPENING: Name = ("equity", "opening")
WAGES: Name = ("expenses", "wages")
GIVEN_UP: Name = ("income", "wages-given-up")
BALANCED = ("assets", "liabilities", "equity")
"""The roots whose balances go on from one year to the next."""


@dataclass(frozen=True)
class Movement:
    """The amount that a transaction adds to an account, in minor units; below 0: takes."""

    account: Name
    amount_minor: int
    note: str = ""


@dataclass(frozen=True)
class Transaction:
    """One thing that happened on a day. `facts` say where it came from, by name."""

    on: Date
    at: Instant
    what: str
    movements: tuple[Movement, ...]
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Journal:
    """Transactions in order, and the balances at the end of the day `until` as the registry has them."""

    organization: Organization
    transactions: tuple[Transaction, ...]
    balances: Mapping[Name, int]
    until: Date


def journal(state: State, at: Instant, first: Date | None = None, last: Date | None = None) -> Journal:
    """The book as of that time; with a first and a last day, of these days, beginning with what was there before."""
    found = sorted(_all(state, at), key=lambda each: (each.on, each.at, each.what))
    ends = max([date_of(at), *(each.on for each in found[-1:])])
    until = min(last, ends) if last else ends
    begin = first or ""
    balances = Counter(_balances(state, at))
    for each in found:
        for move in each.movements:
            # what no record speaks of is empty now, and what happened after the last day is taken off again
            balances[move.account] -= move.amount_minor if each.on > until else 0
    inside = [each for each in found if begin <= each.on <= until]
    before = _carried(each for each in found if each.on < begin)
    if before:
        inside.insert(0, _brought_forward(begin, before))
    kept = {name: minor for name, minor in sorted(balances.items()) if name[0] in BALANCED and name != OPENING}
    return Journal(organization_of(state), tuple(inside), kept, until)


def _carried(transactions: Iterable[Transaction]) -> dict[Name, int]:
    sums: Counter[Name] = Counter()
    for each in transactions:
        for move in each.movements:
            if move.account[0] in BALANCED and move.account != OPENING:
                sums[move.account] += move.amount_minor
    return {name: minor for name, minor in sorted(sums.items()) if minor}


def _brought_forward(on: Date, before: Mapping[Name, int]) -> Transaction:
    moves = [Movement(name, minor) for name, minor in before.items()]
    moves.append(Movement(OPENING, -sum(before.values())))
    return Transaction(on, f"{on}T00:00:00Z", "Brought forward", tuple(moves))


def _balances(state: State, at: Instant) -> dict[Name, int]:
    """Every balance as the records have it: of the treasury, of the creditors, and of payouts on their way."""
    found: Counter[Name] = Counter()
    for pot in treasury_of(state).pots:
        found[_pot(pot.account)] = pot.balance_minor
    for account in Account.all(state):
        found[_owed(account.creditor)] = -account.owed(at)
    for settlement in open_settlements(state):
        for line in settlement.lines:
            if line.settled is None and line.reversed is None:
                found[_in_payment(line.creditor)] -= line.amount_minor
    return dict(found)


def _pot(account: str) -> Name:
    return ("assets", "treasury", account)


def _owed(creditor: MemberId) -> Name:
    return ("liabilities", "wages-owed", creditor)


def _in_payment(creditor: MemberId) -> Name:
    return ("liabilities", "wages-in-payment", creditor)


def _all(state: State, at: Instant) -> Iterator[Transaction]:
    debts = {debt.id: debt for debt in Debt.all(state) if debt.counts_at <= at}
    exponent = organization_of(state).exponent
    for debt in debts.values():
        yield _accrual(debt, exponent)
    yield from (_for_projects(each) for each in project_wages(state, at))
    for release in Release.all(state, newest_first=True):
        yield from _release(release, debts)
    reversals = {(each.payout, _word(each.origin)): each for each in Reversal.all(state, newest_first=True)}
    entries = {entry.number: entry for entry in Entry.all(state, newest_first=True)}
    for entry in entries.values():
        yield _entry(state, entry, entries, reversals)


# Wages ---------------------------------------------------------------------------------------------------------------


def _accrual(debt: Debt, exponent: int) -> Transaction:
    against = OPENING if debt.kind == "opening" else _cost(debt)
    work = ", ".join(f"{part.minutes} min at {format_minor(part.per_hour_minor, exponent)}" for part in debt.work)
    words = {
        "accrual": f"Wages of {debt.creditor} for {debt.owed_on[:7]}",
        "opening": f"Wages owed to {debt.creditor} at the founding",
        "correction": f"Wages of {debt.creditor} corrected",
        "claim": f"Spent by {debt.creditor}",
    }
    facts = [("debt", debt.id), ("origin", _word(debt.origin)), ("document", debt.document or "")]
    facts += [
        ("approved", ", ".join(map(_word, debt.approved))),
        ("paper", debt.paper or ""),
        ("note", debt.note or ""),
    ]
    facts += [("single-handed", "yes" if debt.single_handed else "")]
    moves = (Movement(against, debt.amount_minor, work), Movement(_owed(debt.creditor), -debt.amount_minor))
    return Transaction(date_of(debt.counts_at), debt.counts_at, words[debt.kind], moves, _facts(facts))


def _cost(debt: Debt | None) -> Name:
    """The account that bears a debt: that of the budget line of a claim, or wages."""
    return ("expenses", *debt.spends) if debt is not None and debt.spends else WAGES


def _for_projects(wages: ProjectWages) -> Transaction:
    """Moves wages to projects, three steps deep: an expense has its budget and its line, so no line has that name."""
    moves = [Movement((*WAGES, "project", project), minor) for project, minor in wages.by_project.items()]
    moves.append(Movement(WAGES, -sum(wages.by_project.values())))
    what = f"Wages of {wages.member} for {wages.month}, by project"
    return Transaction(date_of(wages.counts_at), wages.counts_at, what, tuple(moves))


def _release(release: Release, debts: Mapping[DebtId, Debt]) -> Iterator[Transaction]:
    """The amounts that lowered debts without payment. An amount cancelled before it counted is taken off when it
    counts.
    """
    facts = _facts([("release", str(release.number)), ("origin", _word(release.origin))])
    if release.kind != "cancelled":
        is_given = release.kind == "forgiven"
        borne: Counter[Name] = Counter()
        for part in release.parts:
            borne[GIVEN_UP if is_given else _cost(debts.get(part.debt))] -= part.amount_minor
        what = f"Wages owed to {release.creditor} " + ("given up" if is_given else "corrected")
        moves = (Movement(_owed(release.creditor), release.amount_minor), *(Movement(*each) for each in borne.items()))
        yield Transaction(date_of(release.at), release.at, what, moves, facts)
        return
    for part in release.parts:
        debt = debts.get(part.debt)
        if debt is not None:
            moves = (Movement(_owed(release.creditor), part.amount_minor), Movement(WAGES, -part.amount_minor))
            what = f"Wages of {release.creditor} for {debt.owed_on[:7]} cancelled"
            yield Transaction(date_of(debt.counts_at), debt.counts_at, what, moves, facts)


# The treasury --------------------------------------------------------------------------------------------------------


def _entry(
    state: State, entry: Entry, entries: Mapping[int, Entry], reversals: Mapping[tuple[int, str], Reversal]
) -> Transaction:
    moves = [Movement(_pot(posting.account), posting.amount_minor) for posting in entry.postings]
    total = sum(posting.amount_minor for posting in entry.postings)
    if entry.kind == "payout":
        moves += _payout_moves(state, entry)
    elif entry.kind == "payment":
        moves += _payment_moves(state, entry)
    elif entry.kind == "reversal":
        moves += _reversal_moves(entry, reversals)
    elif entry.kind != "transfer":
        moves.append(Movement(_against(entry, entries), -total))
    facts = [("entry", str(entry.number)), ("origin", _word(entry.origin))]
    facts += [("second", _word(entry.second) if entry.second else ""), ("document", entry.document or "")]
    facts += [("project", entry.project or ""), ("single-handed", "yes" if entry.single_handed else "")]
    facts += [("alone-within-limit", "yes" if entry.petty else ""), ("payer", entry.payer or "")]
    facts += [("paper", entry.paper or ""), ("note", entry.note or "")]
    return Transaction(entry.moved_on, entry.at, _what(entry, reversals), tuple(moves), _facts(facts))


def _what(entry: Entry, reversals: Mapping[tuple[int, str], Reversal]) -> str:
    """The event, in words that begin with ours: no name of a payee can pass for a mark of a program."""
    back = reversals.get((entry.payout or 0, _word(entry.origin)))
    words = {
        "opening": "In the treasury at the founding",
        "income": f"Income from {entry.source}" + (f" for {entry.project}" if entry.project else ""),
        "expense": f"Paid to {entry.payee or entry.payee_member}",
        "transfer": "Moved between accounts",
        "payout": f"Payout {entry.payout} decided",
        "payment": f"Payout {entry.payout} transferred",
        "reversal": f"Payout {entry.payout}: a transfer to {back.creditor if back else ''} failed",
        "correction": f"Entry {entry.corrects} undone",
    }
    return words[entry.kind]


def _against(entry: Entry, entries: Mapping[int, Entry]) -> Name:
    """The account on the other side of an opening, an income, an expense, or of one that undoes these."""
    if entry.kind == "opening":
        return OPENING
    first = entries[entry.corrects] if entry.corrects else entry
    if first.kind == "expense":
        return ("expenses", first.budget or "", first.line or "")
    return ("income", first.source or "other", *([first.project] if first.project else []))


def _payout_moves(state: State, entry: Entry) -> Iterator[Movement]:
    payout = Payout.of(state, entry.at, entry.payout or 0)
    for line in payout.lines if payout else ():
        if line.amount_minor:
            yield Movement(_owed(line.creditor), line.amount_minor)
            yield Movement(_in_payment(line.creditor), -line.amount_minor)


def _payment_moves(state: State, entry: Entry) -> Iterator[Movement]:
    settlement = Settlement.of(state, entry.payout or 0)
    for line in settlement.lines if settlement else ():
        if line.settled != entry.origin:
            continue
        yield Movement(_in_payment(line.creditor), line.amount_minor)
        for part in line.withheld:
            kept: Name = ("liabilities", "withheld", line.creditor)
            note = f"{part.what} to {part.to}"
            yield Movement(kept, -part.amount_minor, note)
            yield Movement(kept, part.amount_minor, note)


def _reversal_moves(entry: Entry, reversals: Mapping[tuple[int, str], Reversal]) -> Iterator[Movement]:
    back = reversals[entry.payout or 0, _word(entry.origin)]
    yield Movement(_owed(back.creditor), -back.amount_minor)
    if any(posting.account == SET_ASIDE for posting in entry.postings):
        # it was never transferred, and so was still in payment
        yield Movement(_in_payment(back.creditor), back.amount_minor)


def _word(origin: Origin) -> str:
    if origin.member is not None:
        return f"statement {origin.member}/{origin.statement}"
    return f"proposal {origin.proposal}" if origin.proposal else "founding"


def _facts(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in facts if value)
