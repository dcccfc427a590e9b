"""Wages by project in the exported book: for the hours that name one, exact, and without changing any balance."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.domain.money.account import account_of
from govtool.errors import Refused
from govtool.roles.money.book_export import Journal, journal
from govtool.roles.money.book_map import Names, read_names
from govtool.roles.money.book_text import as_text
from govtool.roles.work.project_wage import ProjectWages, project_wages
from tests.world.accountant import beancount_refuses, hledger_balances, hledger_refuses, hledger_text, ours
from tests.world.worked import Sheet, Worked

PROJECTS = ("shop", "web", None)


def working(wage: int = 2000) -> Worked:
    work = Worked(wage=wage)
    work.project("shop")
    work.project("web", "closed")
    return work


@pytest.fixture
def work() -> Worked:
    return working()


def row(date: str, minutes: int, project: str | None = None) -> dict[str, object]:
    entry: dict[str, object] = {"date": date, "minutes": minutes}
    return {**entry, "project": project} if project else entry


def book_of(work: Worked) -> Journal:
    return journal(work.registry, work.now)


def wages(work: Worked) -> dict[str, int]:
    """What the book holds of wages, by account."""
    sums: Counter[str] = Counter()
    for each in book_of(work).transactions:
        assert sum(move.amount_minor for move in each.movements) == 0
        for move in each.movements:
            sums[":".join(move.account)] += move.amount_minor
    return {name: minor for name, minor in sums.items() if name.startswith("expenses:wages") and minor}


def test_hours_that_name_projects_are_their_wages_and_the_rest_is_wages(work: Worked, tmp_path: Path) -> None:
    mixed = row("2026-10-01", 60, "shop"), row("2026-10-02", 90, "web"), row("2026-10-03", 30)
    work.approve("alice", work.log("carol", *mixed))
    assert wages(work) == {}, "they do not count yet"
    work.later("P7D")
    found = {"expenses:wages:project:shop": 2000, "expenses:wages:project:web": 3000, "expenses:wages": 1000}
    assert wages(work) == found
    text = hledger_text(book_of(work))
    assert hledger_refuses(text, tmp_path) == ""
    balances = hledger_balances(text, tmp_path)
    assert {name: balances[name] for name in found} == found
    assert balances["liabilities:wages-owed:carol"] == -6000 and ours(book_of(work)) == {
        "liabilities:wages-owed:carol": -6000
    }
    assert beancount_refuses(as_text(book_of(work), "beancount", Names(), "A book")) == []


def test_cents_that_cannot_be_divided_go_to_the_largest_remainder(tmp_path: Path) -> None:
    work = working(wage=100)
    work.approve("alice", work.log("carol", row("2026-10-01", 1, "shop"), row("2026-10-02", 1, "web")))
    work.later("P7D")
    assert wages(work) == {"expenses:wages:project:shop": 2, "expenses:wages:project:web": 1}, "3 for 3.33"


def test_hours_that_name_no_project_are_booked_as_before(work: Worked) -> None:
    work.approve("alice", work.log("carol", row("2026-10-01", 60)))
    work.later("P7D")
    assert wages(work) == {"expenses:wages": 2000}
    assert not any("by project" in each.what for each in book_of(work).transactions)


def test_what_was_disputed_and_corrected_is_no_project_s(work: Worked) -> None:
    sheet = work.log("carol", row("2026-10-01", 60, "shop"))
    work.approve("alice", sheet)
    work.dispute("dan", sheet)
    work.correct(sheet, row("2026-10-01", 30, "web"))
    work.approve("alice", sheet)
    work.later("P14D")
    assert wages(work) == {"expenses:wages:project:web": 1000}


def test_an_accountant_may_take_all_wages_together(work: Worked, tmp_path: Path) -> None:
    work.approve("alice", work.log("carol", row("2026-10-01", 60, "shop"), row("2026-10-02", 60)))
    work.later("P7D")
    names = read_names(b'accounts: {"expenses:wages": "4120 Wages", "expenses:wages:*": "4120 Wages"}\n', "map.yaml")
    assert hledger_balances(hledger_text(book_of(work), names), tmp_path)["4120 Wages"] == 4000
    apart = read_names(b'accounts: {"expenses:wages": "4120 Wages"}\n', "map.yaml")
    assert hledger_balances(hledger_text(book_of(work), apart), tmp_path)["4120 Wages:project:shop"] == 2000
    below = read_names(b'accounts: {"expenses:wages:*": "4130 Projects"}\n', "map.yaml")
    balances = hledger_balances(hledger_text(book_of(work), below), tmp_path)
    assert (balances["4130 Projects"], balances["expenses:wages"]) == (2000, 2000)


def test_each_part_stands_in_the_period_in_which_its_hours_came_to_count(work: Worked) -> None:
    found = []
    for project in ("shop", "web"):
        begin = work.now
        work.approve("alice", work.log("carol", row("2026-10-01", 60, project)))
        work.later("P8D")
        found.append((begin[:10], work.now[:10]))
    for project, (first, last) in zip(("shop", "web"), found, strict=True):
        moves = [move for each in journal(work.registry, work.now, first, last).transactions for move in each.movements]
        assert {move.account[-1] for move in moves if "project" in move.account} == {project}


ENTRY = st.tuples(st.integers(1, 28), st.integers(1, 30), st.sampled_from(PROJECTS))


@given(wage=st.integers(1, 5000), sheets=st.lists(st.lists(ENTRY, min_size=1, max_size=4), min_size=1, max_size=4))
def test_the_parts_sum_to_the_wages_and_none_is_a_cent_off_its_hours(
    wage: int, sheets: list[list[tuple[int, int, str | None]]]
) -> None:
    work = working(wage)
    exact: Counter[str | None] = Counter()
    for entries in sheets:
        rows = [row(f"2026-10-{day:02d}", minutes, project) for day, minutes, project in entries]
        work.approve("alice", work.log("carol", *rows))
        work.later("P8D")
        for _, minutes, project in entries:
            exact[project] += Fraction(minutes * wage, 60)
    found = wages(work)
    assert sum(found.values()) == account_of(work.registry, "carol").accrued_minor
    for project in ("shop", "web"):
        # each sheet counts at a time of its own, and its wages are divided then
        off = abs(found.get(f"expenses:wages:project:{project}", 0) - exact[project])
        assert off < 2 * len(sheets), "a unit by rounding the month, a unit by the division, for each"


STEP = st.tuples(
    st.sampled_from(["work", "work", "log", "approve", "dispute", "take back", "correct", "wait", "wait"]),
    st.integers(0, 3),
    st.lists(ENTRY, min_size=1, max_size=3),
)


def step(work: Worked, sheets: list[Sheet], what: str, number: int, entries: list[tuple[int, int, str | None]]) -> None:
    """Something happens to hours; what is refused does not."""
    rows = [row(f"2026-10-{day:02d}", minutes, project) for day, minutes, project in entries]
    if what == "wait":
        work.later(f"P{number * 3 + 1}D")
    elif what in ("log", "work"):
        sheets.append(work.log("carol", *rows))
        if what == "work":
            work.approve("alice", sheets[-1])
    elif sheets:
        sheet = sheets[number % len(sheets)]
        does = {
            "approve": lambda: work.approve("alice", sheet),
            "dispute": lambda: work.dispute("dan", sheet),
            "take back": lambda: work.take_back("dan", sheet),
            "correct": lambda: work.correct(sheet, *rows),
        }
        with suppress(Refused):
            does[what]()


@given(wage=st.integers(1, 5000), steps=st.lists(STEP, min_size=4, max_size=14))
def test_whatever_becomes_of_hours_the_parts_are_what_is_owed_and_what_was_booked_stays(
    wage: int, steps: list[tuple[str, int, list[tuple[int, int, str | None]]]]
) -> None:
    work, sheets = working(wage), list[Sheet]()
    told: list[ProjectWages] = []
    for what, number, entries in steps:
        step(work, sheets, what, number, entries)
        now = sorted(project_wages(work.registry, work.now), key=lambda each: each.counts_at)
        assert now[: len(told)] == told, "a book that was exported once says the same again"
        told = now
        found = wages(work)
        assert sum(found.values()) == account_of(work.registry, "carol").owed(work.now)
        assert all(minor > 0 for minor in found.values())
    work.check()
