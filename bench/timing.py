"""Runs programs and functions in turns, and says what each used: processor time, time on the wall, memory.

The machine may be busy with other things. So whatever is compared runs in turns, several rounds, and each round gives
one ratio: what slows the machine down slows both down.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import perf_counter_ns, process_time_ns
from typing import TypeVar

from nacl.signing import SigningKey

Job = Callable[[], int]
Name = TypeVar("Name", bound=Hashable)
_LOOKS_EVERY_SECONDS = 0.1
PROGRAM = str(Path(sys.executable).with_name("govtool"))
_KEY = SigningKey.generate()
_SIGNED = _KEY.sign(bytes(250))


@dataclass(frozen=True)
class Used:
    """What a program used, all that it started included: nanoseconds, bytes, and its answer.

    Where the system tells, the bytes are those of all its processes together; else of the largest.
    """

    wall: int
    processor: int
    memory: int
    status: int
    said: bytes


def run(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], *, one_core: bool = False) -> Used:
    """Runs a program and waits for it; `one_core` lets it use one processor only, where the system can do that."""
    cores = os.sched_getaffinity(0) if one_core and hasattr(os, "sched_setaffinity") else None
    with tempfile.TemporaryFile() as out:
        try:
            if cores:
                os.sched_setaffinity(0, {min(cores)})
            start = perf_counter_ns()
            child = subprocess.Popen(
                arguments, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        finally:
            if cores:
                os.sched_setaffinity(0, cores)
        with _Watch(child.pid) as watch:
            _, status, usage = os.wait4(child.pid, 0)
        wall = perf_counter_ns() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read()
    processor = int((usage.ru_utime + usage.ru_stime) * 1_000_000_000)
    # Linux counts in KiB, macOS in bytes
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Used(wall, processor, max(memory, watch.most), child.returncode, said)


class _Watch(Thread):
    """Looks now and then how much memory a process and those below it hold; what they share counts once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._over, self.most = pid, Event(), 0

    def __enter__(self) -> _Watch:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        """Until the process is over."""
        while not self._over.wait(_LOOKS_EVERY_SECONDS):
            self.most = max(self.most, _together(self._pid))


def _together(pid: int) -> int:
    here = Path(f"/proc/{pid}")
    try:
        found = re.search(r"^Pss: +(\d+) kB", (here / "smaps_rollup").read_text(), re.MULTILINE)
        below = (here / "task" / str(pid) / "children").read_text().split()
    except OSError:
        return 0
    return (int(found[1]) * 1024 if found else 0) + sum(_together(int(child)) for child in below)


def processor(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], *expected: int) -> Job:
    """A job that runs a program and gives its processor time. Raises ValueError if it ends in another way."""

    def job() -> int:
        used = run(arguments, folder, environment)
        expect(used, arguments, *expected)
        return used.processor

    return job


def expect(used: Used, arguments: Sequence[str], *expected: int) -> None:
    """Raises ValueError where a program did not end with 0, or a status that is expected."""
    if used.status not in (0, *expected):
        said = used.said.decode(errors="replace")[-600:]
        raise ValueError(f"{' '.join(arguments)} ended with {used.status}: {said}")


def nothing(environment: Mapping[str, str]) -> Job:
    """A Python that does nothing: the least that any command can cost."""
    return processor([sys.executable, "-c", "pass"], Path.cwd(), environment)


def in_turns(rounds: int, jobs: Mapping[Name, Job]) -> dict[Name, list[int]]:
    """The nanoseconds of each job in each round."""
    found: dict[Name, list[int]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            found[name].append(job())
    return found


def timed(job: Callable[[], object], times: int = 1) -> Job:
    """A job that does something in this process, and gives its processor time."""

    def run_it() -> int:
        start = process_time_ns()
        for _ in range(times):
            job()
        return process_time_ns() - start

    return run_it


def bare(times: int = 300) -> int:
    """Nanoseconds of one bare Ed25519 verification in this process."""
    message, signature, key = _SIGNED.message, _SIGNED.signature, _KEY.verify_key
    return timed(lambda: key.verify(message, signature), times)() // times


def ratios(work: Sequence[float], yardstick: Sequence[float]) -> list[float]:
    """One ratio a round."""
    return [one / other for one, other in zip(work, yardstick, strict=True)]
