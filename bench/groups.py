"""What is measured, in groups that share their work, with the goals: the table of all rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import audit, commands, founding, growth, guarded, neighbours, reading
from bench.histories import SHAPES, Made, history
from bench.table import Result, Row

_PARTS = {"old": 8, "middle": 4}
_QUICK_PARTS = {"old": 13, "small": 2}
_TENTH = 10
"""A whole run has no time for all: of `old` it takes five half-years, of `middle` 500 decisions. A quick run takes
three half-years.
"""


@dataclass(frozen=True)
class Bench:
    """One run: where it works, where its histories lie, and how much of them it takes."""

    folder: Path
    histories: Path
    quick: bool

    def part(self, name: str) -> int:
        """Which part of a history is taken: 10 for a tenth."""
        return _QUICK_PARTS.get(name, _TENTH) if self.quick else _PARTS.get(name, 1)

    def history(self, name: str) -> Made:
        """A history, which was made before."""
        return history(self.histories, name)

    def rounds(self, full: int) -> int:
        """How often something is measured."""
        return min(full, 3) if self.quick else full


@dataclass(frozen=True)
class Group:
    """Rows that are measured together, and the histories that they need."""

    name: str
    title: str
    rows: tuple[Row, ...]
    measure: Callable[[Bench], Mapping[str, Result]]
    histories: tuple[str, ...] = ()

    def is_named(self, names: Collection[str]) -> bool:
        """Whether somebody asked for it, or for a row of it."""
        return self.name in names or any(row.name in names for row in self.rows)


def _size(made: Made) -> dict[str, Result]:
    """How much a clone holds for each ballot."""
    packs = sum(path.stat().st_size for path in (made.folder / "objects" / "pack").iterdir())
    return {"size-middle": Result.of([packs / made.ballots])}


GROUPS = (
    Group(
        "start",
        "Whole commands in the small co-operative, processor time",
        (
            Row("start-help", "`--help`, against a Python that does nothing", "×", 2.5),
            Row("start-status", "`status`, against a Python that does nothing", "×", 9),
        ),
        lambda bench: commands.start(bench.folder, bench.history("small"), bench.rounds(9)),
        ("small",),
    ),
    Group(
        "audit",
        "A full audit, for each ballot",
        (
            Row("audit-middle", "full audit, middle, all cores, time on the wall", "bare", 3),
            Row("audit-middle-processes", "processor time of it, against its time on the wall", "×", 2.2),
            Row("audit-middle-git", "`git verify-commit` takes longer than it", "×", 60, at_least=True),
            Row("audit-middle-mb", "memory of it, all processes together", "MB"),
        ),
        lambda bench: audit.both_cores(bench.folder, bench.history("middle"), bench.rounds(3)),
        ("middle",),
    ),
    Group(
        "audit-one-core",
        "A full audit on one core, for each ballot, processor time",
        (
            Row("audit-middle-one-core", "full audit, middle, one core", "bare"),
            Row("audit-small-one-core", "full audit, small, one core", "bare", 6),
        ),
        lambda bench: {
            **audit.whole(bench.folder, bench.history("middle"), bench.rounds(2), "audit-middle"),
            **audit.whole(bench.folder, bench.history("small"), bench.rounds(7), "audit-small"),
        },
        ("small", "middle"),
    ),
    Group(
        "audit-choices",
        "A full audit on one core of choices among twelve options, processor time",
        (
            Row("audit-choices", "a ballot of 200 choices, against one of as many votes", "×", 1.5),
            Row("audit-choices-one-core", "full audit of 200 choices, a ballot", "bare"),
        ),
        lambda bench: audit.choices(bench.folder, bench.history("choices"), bench.history("middle"), bench.rounds(3)),
        ("choices", "middle"),
    ),
    Group(
        "audit-since",
        "An audit that goes on from where this computer verified main last, above its start",
        (
            Row("audit-since", "going on after a decision of 50, a ballot", "bare", 6),
            Row("audit-since-length", "going on in a history 10 times as long", "×", 1.3),
            Row("audit-since-opening", "going on after the opening of a vote, a person", "µs", 30),
        ),
        lambda bench: audit.going_on(bench.folder, bench.history("middle"), bench.rounds(7)),
        ("middle",),
    ),
    Group(
        "audit-by-length",
        "A full audit on one core, by the length of the history",
        (
            Row("audit-memory", "memory of a full audit, 10 times the history", "×", 1.3),
            Row("audit-memory-mb", "memory of a full audit, middle, one core", "MB"),
            Row("audit-length", "processor time of a full audit with its start, middle, a ballot", "bare"),
        ),
        lambda bench: audit.length(bench.folder, bench.history("middle"), bench.rounds(2)),
        ("middle",),
    ),
    Group(
        "vote",
        "During a vote of everybody in the large co-operative, all ballots gathered",
        (
            Row("tally-large", "`tally`, the first time, a ballot, all cores, time on the wall", "bare", 2),
            Row("tally-large-mb", "memory of `tally`", "MB", 400),
            Row("status-large", "`status`", "s", 1),
            Row("show-large", "`show`, once judged in this clone", "s", 1),
            Row("tally-again-large", "`tally`, once judged in this clone", "s", 1),
            Row("vote-large", "`vote`", "s"),
        ),
        lambda bench: commands.vote(bench.folder, bench.history("large"), bench.rounds(6)),
        ("large",),
    ),
    Group(
        "federation",
        "A federation of 20,000 people in 200 affiliates, against a co-operative of as many, processor time",
        (
            Row("federation-audit", "full audit, one core, a ballot", "×", 2),
            Row("federation-since", "audit of all after the founding, a ballot", "×", 2),
            Row("federation-opening", "going on after the opening of a vote, a person", "×", 2),
            Row("federation-tally", "`tally` of 2,000 ballots, the first time", "×", 1.5),
            Row("federation-status", "`status` during that vote", "×", 1.5),
        ),
        lambda bench: {
            **audit.twins(bench.folder, bench.history("federation"), bench.history("town"), 2),
            **commands.twins(bench.folder, bench.history("federation"), bench.history("town"), bench.rounds(3)),
        },
        ("town", "federation"),
    ),
    Group(
        "show",
        "An old decision in a long history",
        (
            Row("show-middle", "`show 1`, middle", "s", 0.6),
            Row("show-middle-first", "`show 1`, middle, the first time in a clone", "s", 10),
        ),
        lambda bench: commands.show(bench.folder, bench.history("middle"), bench.rounds(5)),
        ("middle",),
    ),
    Group(
        "check",
        "`check main` in the large co-operative",
        (
            Row("check-large", "`check main`, large against small", "×", 1.2),
            Row("check-large-seconds", "`check main`, large", "s", 0.4),
        ),
        lambda bench: commands.check(bench.folder, bench.history("small"), bench.history("large"), bench.rounds(7)),
        ("small", "large"),
    ),
    Group(
        "guard",
        "The guard of a server, against a server without",
        (
            Row("guard-push", "one decision pushed, more than without", "s", 0.25),
            Row("guard-new", "a history pushed to a new server, a ballot", "bare"),
        ),
        lambda bench: guarded.push(bench.folder, bench.history("middle"), bench.rounds(7)),
        ("middle",),
    ),
    Group(
        "found",
        "Founding",
        (Row("found-large", "founding with 100,000 people", "s", 60),),
        lambda bench: founding.founding(bench.folder, SHAPES["large"].part(bench.part("large")).people, 2),
    ),
    Group(
        "simulate",
        "Other bylaws",
        (Row("simulate-large", "`simulate bylaws`, large", "s", 2),),
        lambda bench: commands.simulate(bench.folder, bench.history("large"), bench.rounds(3)),
        ("large",),
    ),
    Group(
        "hours",
        "Years of hours and payouts of 100 people",
        (
            Row("audit-old", "going on with half a year of hours, an event", "bare"),
            Row("audit-old-length", "the newest half-year, against the second", "×"),
            Row("owed-old", "`owed`", "s"),
            Row("owed-old-one", "`owed`, one person's statement", "s"),
        ),
        lambda bench: {
            **audit.hours(bench.folder, bench.history("old"), bench.rounds(3)),
            **commands.owed(bench.folder, bench.history("old"), bench.rounds(5)),
        },
        ("old",),
    ),
    Group(
        "growth",
        "Checking one change by the records in the registry, the most against the fewest",
        (
            Row("grow-enactment", "checking one enactment", "×"),
            Row("grow-ballot", "judging one ballot", "×"),
        ),
        lambda bench: growth.growth(
            bench.folder, (100, 1_000) if bench.quick else (100, 1_000, 10_000), bench.rounds(9)
        ),
    ),
    Group(
        "neighbours",
        "Beside a message of 21 MB, 2,000 junk branches and 10,000 old ones",
        (
            Row("beside-status", "`status`, more than without", "s", 1),
            Row("beside-clerk", "a run of the clerk, more than without", "s", 1),
        ),
        lambda bench: neighbours.neighbours(bench.folder, _TENTH if bench.quick else 1, bench.rounds(3)),
    ),
    Group(
        "reading",
        "Reading one ballot, against PyYAML's C reader",
        (
            Row("read-canonical", "a ballot as govtool writes it", "×"),
            Row("read-commented", "a ballot with a comment", "×"),
        ),
        lambda bench: reading.reading(bench.rounds(9)),
    ),
    Group(
        "size",
        "On disk and to download",
        (Row("size-middle", "a clone of middle, a ballot", "bytes"),),
        lambda bench: _size(bench.history("middle")),
        ("middle",),
    ),
)
ROWS = {row.name: row for group in GROUPS for row in group.rows}
