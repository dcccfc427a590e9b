"""What checking one change costs as the registry grows: it should cost what the change costs.

The number of records grows, the number of voters does not, so that the roll, which is as long as the electorate, is the
same for all sizes.
"""

from __future__ import annotations

from pathlib import Path

from bench.cooperative import Cooperative
from bench.timing import Job, best_of, repeated
from govtool.core.times import add
from govtool.domain.ballot import judge
from govtool.io.git import Git
from govtool.roles.book import book_at
from govtool.roles.evidence import ballot
from govtool.roles.verification import verify

SIZES = (100, 1_000, 10_000)
VOTERS = 20
ROUNDS = 15


def measure(folder: Path) -> dict[str, dict[int, int]]:
    """Nanoseconds by what was checked and by the number of records."""
    jobs: dict[str, Job] = {}
    for size in SIZES:
        for name, job in _jobs(folder / f"{size}.git", size).items():
            jobs[f"{name} {size}"] = job
    best = best_of(ROUNDS, jobs)
    names = ("one enactment", "one ballot")
    return {name: {size: best[f"{name} {size}"] for size in SIZES} for name in names}


def _jobs(folder: Path, size: int) -> dict[str, Job]:
    made = Cooperative(folder, size, VOTERS)
    opening = made.propose("kettle")
    cast = tuple(made.vote(opening, name, "for") for name in made.voters)
    before = made.book.page.good
    at = add(made.at, "PT1H")
    made.decide(opening, cast)
    decided = made.book.page.good
    made.enact(opening.entry)
    enacted = made.head

    def check_enactment() -> None:
        # A repository opened anew knows no tree yet.
        if verify(book_at(Git(folder), decided), enacted):
            raise ValueError("the enactment does not verify")

    def check_ballot() -> None:
        book = book_at(Git(folder), before)
        judge(book.state, opening, ballot(book, opening, cast[0]), at)

    return {"one enactment": repeated(5, check_enactment), "one ballot": repeated(20, check_ballot)}
