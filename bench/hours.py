"""What books of five years cost: reading them, approving a week, paying everybody; and how that grows.

`owed` and a person's statement are whole commands in a process of their own, on a clone that was verified before; the
large books hold 26,000 timesheets of which nothing was ever paid, so that accounts are at their longest. govtool keeps
no copy of what it parsed: what is cold is the first run, with nothing of the clone in the system's memory where that
can be had, and what is warm is any later one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter_ns

from bench.cooperative import Cooperative
from bench.timesheets import approvals, set_wage, teams_of, week_entries, work
from bench.timing import Job, best_of, command
from govtool.core.ids import CommitId, digest_of
from govtool.core.times import date_of, date_of_days, days_of
from govtool.domain.money.account import owed_all
from govtool.domain.money.allocation import PayDebts
from govtool.domain.work.work_entry import monday_of
from govtool.io.git.git import Git
from govtool.io.signature.trust import Pin, TrustStore
from govtool.roles.minutes.book import book_at
from govtool.roles.minutes.verification import verify
from tests.world.people import FOUNDED_AT

SMALL = (10, 9)
LARGE = (100, 260)
COLD_MOST_MS = 2000
WARM_MOST_MS = 250
ROUNDS = 7
STARTING = "owed --help"
"""A command that reads nothing: all of it is the start of the program."""
COMMANDS = ("owed", "owed MEMBER")
_INCOME = {"currency": "USD", "source": "client", "document": digest_of(b"an invoice\n")}


@dataclass
class Sized:
    """What was measured of one co-operative, in nanoseconds."""

    people: int
    sheets: int
    approving: int = 0
    paying: int = 0
    creditors: int = 0
    commands: dict[str, int] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)


def measure(folder: Path) -> list[Sized]:
    """Everything, for a small co-operative and for one with hours of five years."""
    made = [_made(folder / f"hours-{people}", people, weeks) for people, weeks in (SMALL, LARGE)]
    found = [Sized(people, people * weeks) for people, weeks in (SMALL, LARGE)]
    jobs: dict[tuple[int, str], Job] = {}
    for number, each in enumerate(made):
        mine = _jobs(folder / f"hours-{len(each.voters)}", each)
        found[number].first = {name: _first(each.folder.parent / "clone", job) for name, job in mine.items()}
        jobs |= {(number, name): job for name, job in mine.items()}
    # all in turn, so that what slows the machine down slows small and large down
    for (number, name), taken in best_of(ROUNDS, jobs).items():
        found[number].commands[name] = taken
    for number, each in enumerate(made):
        found[number].approving = _approval(each)
        found[number].creditors, found[number].paying = _payout(each)
    return found


def _made(folder: Path, people: int, weeks: int) -> Cooperative:
    folder.mkdir()
    made = Cooperative(folder / "made.git", people, people, teams_of(people, FOUNDED_AT))
    set_wage(made)
    work(made, weeks)
    return made


# Reading -------------------------------------------------------------------------------------------------------------


def _jobs(folder: Path, made: Cooperative) -> dict[str, Job]:
    """The commands, on a clone that was verified up to the newest commit before."""
    clone, state = folder / "clone", folder / "state"
    subprocess.run(["git", "clone", "--quiet", str(made.folder), str(clone)], check=True)
    pin = Pin(genesis=made.genesis, name="Test Co-operative", pinned_at=FOUNDED_AT, head=made.head, good=made.head)
    TrustStore(state / "govtool" / "trust.json").put(pin)
    Git(clone).set_setting("govtool.genesis", made.genesis)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GOVTOOL_", "XDG_"))}
    here = {"HOME": str(folder), "XDG_STATE_HOME": str(state), "GIT_CONFIG_NOSYSTEM": "1", "GOVTOOL_NOW": made.now}
    return {
        name: command([str(Path(sys.executable).with_name("govtool")), *arguments], clone, {**kept, **here})
        for name, arguments in _typed(made.voters[0]).items()
    }


def _typed(member: str) -> Mapping[str, tuple[str, ...]]:
    found = (("owed", "--help"), ("owed",), ("owed", member))
    return {name: (*arguments, "--offline") for name, arguments in zip((STARTING, *COMMANDS), found, strict=True)}


def _first(clone: Path, job: Job) -> int:
    """The first run, with nothing of the clone in the system's memory, where that can be had."""
    for path in clone.rglob("*"):
        if path.is_file() and hasattr(os, "posix_fadvise"):
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    start = perf_counter_ns()
    status = job()
    taken = perf_counter_ns() - start
    if status != 0:
        raise ValueError(f"the command ended with {status}")
    return taken


# Checking ------------------------------------------------------------------------------------------------------------


def _approval(made: Cooperative) -> int:
    """Verifying the commit in which a team's week is approved: nine sheets in one statement."""
    monday = monday_of(date_of(made.now))
    made.now = f"{date_of_days(days_of(monday) + 5)}T10:00:00Z"
    for name in made.voters[:10]:
        made.state(name, "log-hours", {"entries": week_entries(monday)})
    approver, sheets = max(approvals(made.registry), key=lambda found: len(found[1]))
    before = made.head
    made.state(approver, "approve-hours", {"sheets": sheets})
    return _verifying(made, before, made.head)


def _payout(made: Cooperative) -> tuple[int, int]:
    """How many creditors a payout has, and verifying the commit that enacts it."""
    made.later("P8D")
    first, second = made.voters[:2]
    owed = sum(each.owed_minor for each in owed_all(made.registry, made.now))
    income = {"amount_minor": owed // 2, "received_on": date_of(made.now), **_INCOME}
    stated = made.state(first, "book-income", income)
    made.state(second, "countersign", {"confirms": stated})
    action = PayDebts.read({"action": "pay-debts", "amount_minor": owed // 3, "from": "treasury"})
    number = made.propose("pay-a-third", action)
    made.everybody(number)
    before = made.head
    made.enact(number)
    return len(owed_all(made.registry, made.now)), _verifying(made, before, made.head)


def _verifying(made: Cooperative, before: CommitId, commit: CommitId) -> int:
    """The best time of verifying a commit, on the book at its parent; no tree is known yet."""
    made.publish()
    best = 0
    for _ in range(ROUNDS):
        book = book_at(Git(made.folder), before, founded=made.founded)
        start = perf_counter_ns()
        found = verify(book, commit)
        taken = perf_counter_ns() - start
        if found:
            raise ValueError(f"the commit does not verify: {found}")
        best = min(taken, best or taken)
    return best
