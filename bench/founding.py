"""What founding a co-operative costs that has many people already.

As a program it founds one in a process of its own: `python -m bench.founding FOLDER PEOPLE`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bench.cooperative import name_of
from bench.person import apart
from bench.table import Result
from bench.timing import expect, run, timed
from govtool.roles.lifecycle.founder import Plan, found
from tests.world.history import Packed
from tests.world.people import FOUNDED_AT, key_of, organization, person, shipped_bylaws
from tests.world.place import ROOT


def founding(folder: Path, people: int, rounds: int) -> dict[str, Result]:
    """Seconds of processor time, for so many people and for a tenth of them."""
    by: dict[str, list[float]] = {}
    for _ in range(rounds):
        for size in (people // 10, people):
            by.setdefault(f"{size:,} people", []).append(_once(folder / "founding.git", size))
    return {"found-large": Result.of(by[f"{people:,} people"], {name: min(taken) for name, taken in by.items()})}


def _once(folder: Path, people: int) -> float:
    program = [sys.executable, "-m", "bench.founding", str(folder), str(people)]
    used = run(program, ROOT, apart(folder.parent, FOUNDED_AT))
    expect(used, program)
    shutil.rmtree(folder)
    return int(used.said) / 1e9


def once(folder: Path, people: int) -> int:
    """Nanoseconds of a founding, until git has it; the people and their keys are there before."""
    members = tuple(person(name_of(place), hours=2400) for place in range(people))
    plan = Plan(organization(), shipped_bylaws(), members, {}, "0" * 32, FOUNDED_AT)
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    git = Packed(folder)

    def job() -> None:
        found(git, plan, key_of(members[0].id), f"{members[0].id} <{members[0].id}@invalid>")
        git.flush()

    return timed(job)()


if __name__ == "__main__":
    print(once(Path(sys.argv[1]), int(sys.argv[2])))
