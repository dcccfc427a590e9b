"""Times jobs on a noisy machine: all of them in turn, several rounds, the best of each.

The best run is the one that was disturbed least. Jobs are timed in turn, so that what slows the machine down slows all
of them down, and their ratio still says something.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from time import perf_counter_ns
from typing import TypeVar

Job = Callable[[], object]
Name = TypeVar("Name", bound=Hashable)


def best_of(rounds: int, jobs: Mapping[Name, Job]) -> dict[Name, int]:
    """The nanoseconds of the best run of every job."""
    best: dict[Name, int] = {}
    for _ in range(rounds):
        for name, job in jobs.items():
            start = perf_counter_ns()
            job()
            taken = perf_counter_ns() - start
            best[name] = min(taken, best.get(name, taken))
    return best


def command(arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Job:
    """A job that runs a whole command in a folder and returns its exit status."""

    def run() -> int:
        done = subprocess.run(arguments, cwd=folder, env=dict(environment), capture_output=True, check=False)
        return done.returncode

    return run


def repeated(times: int, job: Job) -> Job:
    """A job that does another so many times."""

    def run() -> None:
        for _ in range(times):
            job()

    return run
