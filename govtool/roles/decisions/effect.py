"""The effects of a proposal: its actions carried out on today's state, and the files that differ then.

Actions are binding, whatever the prose says. So people see the effects of the actions, from the very function that
enacts. Of a proposal that took effect already there is only the text to look at: nothing of money is loaded then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govtool.core.finding import Finding
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.organization import shown
from govtool.domain.decisions.action import Moment
from govtool.domain.decisions.asked import OfferedOption
from govtool.domain.decisions.decision import text_problems
from govtool.domain.decisions.docket import Decided, DocketEntry
from govtool.domain.decisions.draft import draft_of, text_of
from govtool.domain.decisions.proposal import VOTES, names_of
from govtool.domain.decisions.trial import Keep
from govtool.errors import Refused
from govtool.io.git.git import Git, MissingObject
from govtool.io.git.store import folder_files
from govtool.roles.minutes import event_evidence
from govtool.roles.minutes.book import Book

if TYPE_CHECKING:
    from govtool.roles.decisions.payout_lines import PayoutLines
    from govtool.roles.said.unpaid import Unpaid


@dataclass(frozen=True)
class FileEffect:
    """One file before and after; None where there is none. `is_told` where the lines of payouts and of accounts say the
    same.
    """

    path: str
    before: bytes | None
    after: bytes | None
    is_told: bool = False


@dataclass(frozen=True)
class Effects:
    """The changes under a result, and why they could not be made if that is so.

    - `payouts`: the lines of wages owed that it would pay, also if it could not be done
    - `accounts`: a line for each account of the treasury that would hold more or less
    - `due_at`: when it is due; if one of its actions compares days, the earliest time, and the effects are as on that
      day
    - `unpaid`: the classes whose hours are paid nothing once a wage is set
    - `options`: of an open choice, the effects of each option; the rest is empty then
    """

    result: str
    files: tuple[FileEffect, ...]
    problem: Finding | None
    texts_are_known: bool = True
    payouts: tuple[PayoutLines, ...] = ()
    accounts: tuple[str, ...] = ()
    due_at: Instant | None = None
    unpaid: tuple[Unpaid, ...] = ()
    options: tuple[tuple[OfferedOption, Effects], ...] = ()

    @property
    def others(self) -> tuple[FileEffect, ...]:
        """The files that do not merely say again, record by record, what the lines say."""
        return tuple(file for file in self.files if not file.is_told)


def effects_on(state: State, entry: DocketEntry, moment: Moment, result: str = "") -> Effects:
    """The effects of an entry's actions on a state, under a result, or the best one that its rule knows.

    Funds, and what the actions begin from, are judged now; days as on the earliest day on which it can take effect.
    """
    if entry.options and entry.is_open:
        each = tuple((option, _effects(state, entry, moment, result, (option.option,))) for option in entry.options)
        return Effects(_best_result(entry), (), None, options=each)
    return _effects(state, entry, moment, result, entry.decided.winners if entry.decided else ())


def _effects(state: State, entry: DocketEntry, moment: Moment, result: str, winners: tuple[str, ...]) -> Effects:
    from govtool.domain.decisions.enactment import carry_out
    from govtool.domain.work.wage_change import SetWage
    from govtool.roles.decisions.payout_lines import payouts_of
    from govtool.roles.said.unpaid import unpaid_classes

    wanted, earliest = result or _best_result(entry), entry.earliest_effect(moment.at)
    told = "chosen" if entry.options else wanted
    entry = entry.changed(decided=Decided(at=moment.at, result=wanted, due_at=earliest, winners=winners))
    due_at = earliest if any(action.compares_days for action in entry.actions) else None
    try:
        after, problem = carry_out(state, entry, moment)
    except Refused as error:
        payouts = payouts_of(state, state, entry, moment.at)
        return Effects(told, (), error.findings[0], payouts=payouts, due_at=due_at)
    # the first days of the wages that it sets
    days = {action.starts_on for action in entry.actions if isinstance(action, SetWage)}
    return Effects(
        told,
        tuple(_files(state, after)),
        problem,
        payouts=payouts_of(state, after, entry, moment.at),
        accounts=tuple(_account_lines(state, after)),
        due_at=due_at,
        unpaid=tuple(each for day in sorted(days) for each in unpaid_classes(after, day)) if problem is None else (),
    )


def _account_lines(before: State, after: State) -> Iterator[str]:
    """The money that moves between the accounts, as sums: in the file itself a balance stands where another was."""
    from govtool.domain.money.treasury import treasury_of

    old, new = treasury_of(before), treasury_of(after)
    for name in sorted({pot.account for pot in (*old.pots, *new.pots)}):
        had, has = old.balance(name), new.balance(name)
        if had != has:
            yield f"{name}: {shown(before, had)} → {shown(before, has)}"


def _best_result(entry: DocketEntry) -> str:
    named = [outcome.result for asked in entry.asked for outcome in entry.terms(asked).outcomes]
    return next((name for name in named if any(name in action.results for action in entry.actions)), "passed")


def _files(before: State, after: State) -> list[FileEffect]:
    found = []
    for path in sorted({*after.records, *after.texts}):
        old, new = before.data(path), after.data(path)
        if old != new:
            found.append(FileEffect(path, old, new, _is_told(before, after, path)))
    for path in sorted(after.files):
        now, then = before.file(path), after.file(path)
        if now != then:
            found.append(FileEffect(path, now.data if now else None, then.data if then else None))
    return found


def _is_told(before: State, after: State, path: str) -> bool:
    """Whether a changed file says what the lines of payouts say and nothing else: another action of the same proposal
    may move money too.
    """
    from govtool.domain.money.account import Account
    from govtool.domain.money.payout import Payout
    from govtool.domain.money.settlement import Settlement
    from govtool.domain.money.treasury import Entry, Treasury, treasury_of

    found = after.records.get(path)
    if isinstance(found, Account):
        old = before.get(Account, path)
        return old is not None and all(
            getattr(old, name) == getattr(found, name)
            for name in ("accrued_minor", "corrected_minor", "forgiven_minor")
        )
    if isinstance(found, Treasury):
        old_treasury = treasury_of(before)
        return (found.shares, found.corrected) == (old_treasury.shares, old_treasury.corrected)
    return isinstance(found, (Payout, Settlement)) or (isinstance(found, Entry) and found.kind == "payout")


def filed_texts(book: Book, git: Git, entry: DocketEntry) -> dict[str, bytes] | None:
    """The files of a proposal's folder as they were filed, without ballots; None where the filing is not here."""
    if entry.filing is None:
        return dict(text_of(draft_of(entry).proposal))
    try:
        tree = git.loose_commit(entry.filing).tree
        found = folder_files(git, tree, book.layout, entry.folder)
    except (MissingObject, Refused):
        return None
    return {name: data for name, data in found.items() if not name.startswith(VOTES + "/")}


def _untrue(book: Book, entry: DocketEntry, texts: Mapping[str, bytes]) -> Finding | None:
    """Why a proposal can never take effect as the docket has it: the clerk wrote something else than was filed."""
    try:
        filed = event_evidence.filed_paper(entry, texts) if entry.filing is not None else None
    except Refused as error:
        return error.findings[0]
    return next(iter(text_problems(book.state, entry, filed, texts)), None)


def results_shown(entry: DocketEntry) -> tuple[str, ...]:
    """The results of which people see the effects: the best one, and of the vote on a trial also what undoes it."""
    best = _best_result(entry)
    if entry.decided is not None:
        return (entry.decided.result,)
    return (best, "rejected") if any(isinstance(action, Keep) for action in entry.actions) else (best,)


def effects_of(book: Book, entry: DocketEntry, at: Instant, result: str = "") -> Effects:
    """The effects of a proposal that is open or waits, if it took effect now, under a result or the best one."""
    texts = filed_texts(book, book.git, entry)
    if texts is None:
        return Effects(_best_result(entry), (), None, texts_are_known=False)
    untrue = _untrue(book, entry, texts) if entry.is_open else None
    if untrue is not None:
        return Effects(_best_result(entry), (), untrue)
    moment = Moment(
        at=at,
        keys=event_evidence.KEYS,
        number=entry.number,
        folder=entry.folder,
        names=names_of(entry.files),
        texts=texts,
        contents=event_evidence.contents_of(book, entry.filing, entry.actions),
    )
    return effects_on(book.state, entry, moment, result)
