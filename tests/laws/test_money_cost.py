"""What an event about one person's hours or money costs does not grow with how many others there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from govtool.core.state import State
from govtool.domain.work.timesheet import keep
from tests.world.money import BUDGET, DOCUMENT, expense, income
from tests.world.people import person
from tests.world.source import Memory, folded
from tests.world.worked import Worked


class Counting(Memory):
    """A memory that knows which records were read, and which folders were listed."""

    def __init__(self, memory: Memory) -> None:
        super().__init__(memory.files)
        self.read: set[str] = set()

    def record(self, model, path):  # type: ignore[no-untyped-def]
        self.read.add(path)
        return super().record(model, path)


def grown(people: int) -> Worked:
    """Everybody has worked in November, a part of it waits, and all are owed; Carol is the same in all of them."""
    names = ("alice", "bob", "carol", "dan", "erin", *(f"other-{number:03d}" for number in range(people - 5)))
    work = Worked(people={name: person(name, hours=1200) for name in names})
    assert work.pass_(BUDGET) == "enacted"
    alice = person("alice", hours=1200).changed(duties=("treasurer",))
    work.registry = folded(work.registry.put(alice.path, alice))
    first = work.log("carol", ("2026-11-02", 60))
    model = work.sheet(first)
    for name in names:
        work.owe((name, 1000, "2026-10-01"))
        for number in (900_001, 900_002):
            work.registry = folded(keep(work.registry, model.changed(member=name, number=number)))
    work.earn(100_000)
    return work


def reads(work: Worked, action: Callable[[], object]) -> set[str]:
    """Which records an event read."""
    source = work.registry.source
    assert isinstance(source, Memory)
    counting = Counting(source)
    work.registry = State(counting)
    action()
    return counting.read


def acts(work: Worked) -> dict[str, Callable[[], object]]:
    sheet = ("carol", "2026-11", 1)
    pay = "- {action: correct-debt, creditor: carol, amount_minor: 5, owed_on: '2026-01-01', reason: Sum}"
    return {
        "log": lambda: work.log("carol", ("2026-11-03", 30)),
        "dispute": lambda: work.dispute("dan", sheet),
        "take back": lambda: work.take_back("dan", sheet),
        "approve": lambda: work.approve("bob", sheet),
        "correct": lambda: work.correct(sheet, ("2026-11-02", 50)),
        "forgive": lambda: work.state("carol", "forgive", {"amount_minor": 5}),
        "income": lambda: work.both("alice", "bob", "book-income", income(work.now, 70)),
        "expense": lambda: work.both("alice", "bob", "book-expense", expense(work.now, 70)),
        "a vote": lambda: work.enact(decided(work, pay)),
    }


def decided(work: Worked, actions: str) -> str:
    number = work.open(actions)
    work.agree(number, delay="P0D")
    return number


@pytest.fixture(scope="module")
def cost() -> list[dict[str, set[str]]]:
    """What each act read, among ten people and among a hundred."""
    found = []
    for people in (10, 100):
        work = grown(people)
        found.append({name: reads(work, action) for name, action in acts(work).items()})
    return found


@pytest.mark.parametrize("act", ["log", "dispute", "take back", "approve", "correct", "forgive", "income", "expense"])
def test_an_event_reads_no_more_records_among_a_hundred_than_among_ten(
    cost: list[dict[str, set[str]]], act: str
) -> None:
    few, many = (len(each[act]) for each in cost)
    assert few == many < 60, cost[1][act]
    strangers = [path for path in cost[1][act] if "/other-" in path and not path.startswith("registry/members/")]
    assert strangers == [], "nobody else's hours and money are looked at"


def test_a_vote_reads_members_for_its_roll_and_nothing_else_of_them(cost: list[dict[str, set[str]]]) -> None:
    strangers = {path.split("/")[1] for path in cost[1]["a vote"] if "/other-" in path}
    assert strangers <= {"members"}


def test_a_payout_reads_every_account_once_and_no_timesheet() -> None:
    work = grown(30)
    work.later("PT1M")  # within the very second the order of minutes is asked, which the debts hold
    number = work.open("- {action: pay-debts, amount_minor: 300, from: treasury}")
    work.later("PT1H")
    work.agree(number, delay="P0D")
    read = reads(work, lambda: work.enact(number))
    assert sum(path.startswith("registry/accounts/") for path in read) == 30
    assert not any(path.startswith(("registry/timesheets/", "registry/months/", "registry/debts/")) for path in read)
    row = {"creditor": "carol", "paid_minor": 10}
    body = {"payout": 1, "paid_on": work.now[:10], "lines": [row], "document": DOCUMENT}
    read = reads(work, lambda: work.state("alice", "settle-payout", body))
    assert not any("/other-" in path and not path.startswith("registry/members/") for path in read)
