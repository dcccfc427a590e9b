"""Lists records about money: entries of the treasury, budgets, and the wage schedule.

The columns of entries fit into 80 characters, unless names are long. A long purpose continues in further rows, and is
never cut. Decides nothing and adds nothing up.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from govtool.cli.terminal.amount import aligned, plain
from govtool.cli.terminal.render import clean, say, table
from govtool.cli.terminal.text import one_line
from govtool.core.state import State
from govtool.core.times import Instant, date_of
from govtool.domain.constitution.organization import organization_of, shown
from govtool.domain.money.budget import Budget
from govtool.domain.money.treasury import Entry
from govtool.domain.work.wage import Wages

_WIDTH = 80
_LEAST = 20
"""The least room for the purpose of an entry beside its other columns."""


def tell_entries(state: State, entries: Iterable[Entry]) -> None:
    """Prints entries: number, day, kind, and for each account how much and what for."""
    entries = tuple(entries)
    if not entries:
        return
    head = ("entry", "day", "kind", "account", f"amount {organization_of(state).currency}")
    known = [head, *(cells for entry in entries for cells in _known(state, entry))]
    # two spaces before each column
    taken = sum(2 + max(len(row[place]) for row in known) for place in range(len(head)))
    room = max(_LEAST, _WIDTH - taken - 2)
    rows = [(*head, "for")]
    for entry in entries:
        # a word is only broken where it would have to be cut
        words = textwrap.wrap(clean(_purpose(entry)), room, break_long_words=False, break_on_hyphens=False)
        named = list(_known(state, entry))
        named += [("",) * len(head)] * (len(words) - len(named))
        rows += [(*cells, word) for cells, word in zip_longest(named, words, fillvalue="")]
    table(aligned(rows, 0, 4))


def _known(state: State, entry: Entry) -> Iterator[tuple[str, ...]]:
    """All columns except the last, a row for each account. The first row has the values that all of them share."""
    named: tuple[str, ...] = (str(entry.number), entry.moved_on, entry.kind)
    for posting in entry.postings:
        yield (*named, posting.account, plain(state, posting.amount_minor))
        named = ("", "", "")


def _purpose(entry: Entry) -> str:
    """The purpose or source of an entry, in words."""
    people = (entry.source, entry.payer, entry.payee or entry.payee_member)
    parts = [one_line(part) for part in people if part]
    parts += [f"{entry.budget}/{entry.line}"] if entry.budget else []
    parts += [f"project {entry.project}"] if entry.project else []
    parts += [f"number {one_line(entry.paper)}"] if entry.paper else []
    parts += [one_line(entry.note)] if entry.note else []
    parts += [f"payout {entry.payout}"] if entry.payout else []
    parts += [f"reverses {entry.corrects}"] if entry.corrects else []
    if not parts:
        parts = [f"proposal {entry.origin.proposal}" if entry.origin.proposal else "at the founding"]
    parts += ["recorded alone"] if entry.petty else []
    return ", ".join(parts + (["self-approved"] if entry.single_handed else []))


def tell_budgets(state: State, budgets: Iterable[Budget]) -> None:
    """Prints budgets, each with its lines: what is spent, of how much, what is left, and whose it is."""
    for budget in budgets:
        say(f"Budget {budget.id}, {budget.starts_on} to {budget.ends_on}:", bold=True)
        rows: list[tuple[str, ...]] = [("", "spent", "of", "left", "")]
        for line in budget.lines:
            left = line.amount_minor - line.spent_minor
            amounts = (plain(state, minor) for minor in (line.spent_minor, line.amount_minor, left))
            rows.append((line.line, *amounts, f"{one_line(line.name)}, {line.owner}"))
        table(aligned(rows, 1, 2, 3))


def tell_wages(state: State, wages: Wages, at: Instant) -> None:
    """Prints what an hour is paid, by class of pay and from which day on; the row that holds today is marked."""
    today = date_of(at)
    rows = sorted(enumerate(wages.rows), key=lambda row: (row[1].class_, row[1].starts_on, row[0]))
    holds = {row.class_: place for place, row in rows if row.starts_on <= today}
    told = [
        (row.class_, f"from {row.starts_on}", shown(state, row.per_hour_minor), f"by proposal {row.decided_by}")
        + (("today",) if holds.get(row.class_) == place else ())
        for place, row in rows
    ]
    table(aligned(told, 2))
    if not rows:
        say(f"  nothing was decided yet, so an hour is paid {shown(state, 0)} → govtool propose set-wage")
