"""What checking one change costs as the registry grows: it should cost what the change costs.

The number of records grows, the number of voters does not, so that the roll, which is as long as the electorate, is the
same for all sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import process_time_ns

from bench.cooperative import Cooperative
from bench.table import Result
from bench.timing import in_turns, ratios
from govtool.core.times import add
from govtool.domain.decisions.ballot import CastBallot, judge
from govtool.io.git.git import Git
from govtool.roles.minutes.book import book_at
from govtool.roles.minutes.event_evidence import ballot
from govtool.roles.minutes.verification import verify

VOTERS = 20


def growth(folder: Path, sizes: Sequence[int], rounds: int) -> dict[str, Result]:
    """An enactment and a ballot among the most records, against the fewest."""
    checks = {size: _Checks(folder / f"{size}.git", size) for size in sizes}
    found = {}
    for name in ("enactment", "ballot"):
        taken = in_turns(rounds, {size: getattr(check, name) for size, check in checks.items()})
        few, many = taken[sizes[0]], taken[sizes[-1]]
        by = {f"{size:,} records": min(each) / min(few) for size, each in taken.items()}
        found[f"grow-{name}"] = Result.of(ratios(many, few), by)
    return found


class _Checks:
    """One co-operative in the middle of a decision. Every check opens its repository anew: no tree is known yet."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        made = Cooperative(folder, size, VOTERS)
        number = made.propose("kettle")
        self._opening, self._opened, self._at = made.opening(number), made.head, add(made.now, "PT1H")
        self._cast = made.vote(made.voters[0], number).commit
        made.everybody(number)
        made.now = made.entry(number).closes_at
        made.decide(number)
        self._decided = made.head
        made.enact(number)
        self._enacted, self._founded = made.head, made.founded
        made.publish()

    def enactment(self) -> int:
        """Nanoseconds of verifying the commit that enacts, on the book at its parent."""
        book = book_at(Git(self._folder), self._decided, founded=self._founded)
        start = process_time_ns()
        found = verify(book, self._enacted)
        taken = process_time_ns() - start
        if found:
            raise ValueError(f"the enactment does not verify: {found}")
        return taken

    def ballot(self) -> int:
        """Nanoseconds of judging one ballot, on the book at the commit that opened the vote."""
        book = book_at(Git(self._folder), self._opened, founded=self._founded)
        start = process_time_ns()
        judged = judge(book.state, self._opening, ballot(book, self._opening, self._cast), self._at)
        taken = process_time_ns() - start
        if not isinstance(judged, CastBallot):
            raise ValueError(f"the ballot does not count: {judged}")
        return taken
