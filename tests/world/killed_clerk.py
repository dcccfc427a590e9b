"""Runs the clerk and kills it at a chosen step; a program of its own, for `tests.stories.test_clerk_on_a_host`.

Reads lines `FOLDER NOW STEP` and answers each with one line: `killed`, or `done STEPS`. A step is the moment before a
commit is written, when its trees and files are there already, and that before and after a fetch or a push. The clerk
runs in a child of this process, which ends at the step as if it had been killed: nothing is flushed, closed or undone.
Nothing of the product is changed: the git and the remote that the clerk is given count.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from govtool.io.git.git import Git
from govtool.io.git.remote import Remote, Update
from govtool.roles.clerk.clerk import Clerk
from govtool.roles.minutes.auditor import audit
from govtool.roles.minutes.book import Book
from tests.world.people import key_of

KILLED = 9


class Counter:
    """Counts steps, and ends the process at one of them."""

    def __init__(self, last: int) -> None:
        self.steps = 0
        self.last = last

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.last:
            os._exit(KILLED)


class CountedGit(Git):
    """A git that counts the commits that are written."""

    counter: Counter

    def write(self, kind: str, data: bytes) -> str:
        if kind == "commit":
            self.counter.step()
        return super().write(kind, data)


class CountedRemote(Remote):
    """A remote that counts the moments around its work."""

    counter: Counter

    def fetch(self) -> None:
        self.counter.step()
        super().fetch()
        self.counter.step()

    def push(self, updates: Iterable[Update]) -> None:
        self.counter.step()
        super().push(updates)
        self.counter.step()


def run(folder: str, now: str, counter: Counter) -> None:
    """One run of the clerk in a clone."""
    git = CountedGit(folder)
    git.counter = counter
    remote = CountedRemote(git)
    remote.counter = counter

    def load(head: str) -> Book:
        book = audit(git, head).book
        if book is None:
            raise RuntimeError(head)
        return book

    Clerk(git, remote, key_of("clerk"), now, load).run()


def main() -> None:
    for line in sys.stdin:
        folder, now, step = line.rstrip("\n").split("\t")
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            counter = Counter(int(step))
            run(folder, now, counter)
            os.write(writer, str(counter.steps).encode())
            os._exit(0)
        os.close(writer)
        said = os.read(reader, 100).decode()
        os.close(reader)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        answer = "killed" if status == KILLED else f"done {said}" if status == 0 else f"failed {status}"
        print(answer, flush=True)


if __name__ == "__main__":
    main()
