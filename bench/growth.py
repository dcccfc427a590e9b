"""What checking one change costs as the registry grows: it should cost what the change costs.

The number of records grows, the number of voters does not, so that the roll, which is as long as the electorate, is the
same for all sizes.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter_ns

from bench.cooperative import Cooperative
from govtool.core.times import add
from govtool.domain.decisions.ballot import CastBallot, judge
from govtool.io.git.git import Git
from govtool.roles.minutes.book import book_at
from govtool.roles.minutes.event_evidence import ballot
from govtool.roles.minutes.verification import verify

SIZES = (100, 1_000, 10_000)
VOTERS = 20
ROUNDS = 15


def measure(folder: Path) -> dict[str, dict[int, int]]:
    """Nanoseconds by what was checked and by the number of records."""
    checks = {size: _Checks(folder / f"{size}.git", size) for size in SIZES}
    best: dict[str, dict[int, int]] = {"one enactment": {}, "one ballot": {}}
    for _ in range(ROUNDS):
        for size, check in checks.items():
            for name, taken in (("one enactment", check.enactment()), ("one ballot", check.ballot())):
                best[name][size] = min(taken, best[name].get(size, taken))
    return best


class _Checks:
    """One co-operative in the middle of a decision. Every check opens its repository anew: no tree is known yet."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        made = Cooperative(folder, size, VOTERS)
        number = made.propose("kettle")
        self._opening, self._opened, self._at = made.opening(number), made.head, add(made.now, "PT1H")
        self._cast = made.vote(made.voters[0], number).commit
        made.everybody(number)
        self._decided = made.head
        made.enact(number)
        self._enacted, self._founded = made.head, made.founded
        made.publish()

    def enactment(self) -> int:
        """Nanoseconds of verifying the commit that enacts, on the book at its parent."""
        book = book_at(Git(self._folder), self._decided, founded=self._founded)
        start = perf_counter_ns()
        found = verify(book, self._enacted)
        taken = perf_counter_ns() - start
        if found:
            raise ValueError(f"the enactment does not verify: {found}")
        return taken

    def ballot(self) -> int:
        """Nanoseconds of judging one ballot, on the book at the commit that opened the vote."""
        book = book_at(Git(self._folder), self._opened, founded=self._founded)
        start = perf_counter_ns()
        judged = judge(book.state, self._opening, ballot(book, self._opening, self._cast), self._at)
        taken = perf_counter_ns() - start
        if not isinstance(judged, CastBallot):
            raise ValueError(f"the ballot does not count: {judged}")
        return taken
