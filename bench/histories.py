"""The histories that all figures are taken on: named, signed, of any length, and packed as a server packs them.

    python -m bench.histories middle FOLDER --part 10      # a tenth of it

The audit accepts each of them. New objects are written in packs of whole objects. In the end `git repack -adf` makes
one pack with deltas of them, as git hosts do now and then; a clone of it brings these deltas. (A clone alone would not:
git takes over what lies whole in a pack.)

A part is a history with a tenth (or so) of the decisions or weeks. A part of `large`, `town` or `federation` has a
tenth of the people and affiliates instead, and of the ballots of its last decision.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from bench.affiliates import affiliates_of, bylaws_with_spread
from bench.cooperative import FAILING, PASSING, Cooperative, Vote
from bench.timesheets import teams_of, years
from govtool.core.ids import CommitId, Digest
from govtool.core.minute import next_number
from govtool.core.times import Instant
from tests.world.place import ROOT

AT_ONCE = 2


@dataclass(frozen=True)
class Shape:
    """How long a history is: decisions with so many ballots each, and in the end one with `last` ballots; or weeks of
    hours. With `options` each decision is a choice among so many. With `affiliates` it is a federation.
    """

    people: int
    decisions: int = 0
    ballots: int = 0
    weeks: int = 0
    last: int = 0
    options: int = 0
    affiliates: int = 0

    def part(self, part: int) -> Shape:
        """One of so many parts of it."""
        if self.last:
            people, last = max(1, self.people // part), max(1, self.last // part)
            return replace(self, people=people, last=last, affiliates=-(-self.affiliates // part))
        decisions, weeks = -(-self.decisions // part), -(-self.weeks // part)
        return replace(self, decisions=decisions, weeks=weeks)


SHAPES = {
    "small": Shape(10, 200, 10),
    "middle": Shape(1_000, 2_000, 50),
    "large": Shape(100_000, 19, 50, last=100_000),
    "town": Shape(20_000, 10, 50, last=2_000),
    "federation": Shape(20_000, 10, 50, last=2_000, affiliates=200),
    "choices": Shape(1_000, 200, 50, options=12),
    "old": Shape(100, weeks=20 * 52),
}


@dataclass(frozen=True)
class Made:
    """A history that lies in a folder. `votes` are some of its decisions, by how many decisions or weeks there were."""

    name: str
    folder: Path
    shape: Shape
    genesis: Digest
    founded: CommitId
    head: CommitId
    now: Instant
    events: int
    ballots: int
    voters: tuple[str, ...]
    votes: Mapping[int, Vote] = field(default_factory=dict)

    @property
    def last(self) -> Vote:
        """The newest decision."""
        return self.votes[max(self.votes)]

    @property
    def first(self) -> Vote:
        """The oldest decision that is noted, after a tenth of the history."""
        return self.votes[min(self.votes)]


def made(name: str, shape: Shape, folder: Path) -> Made:
    """Makes a history in a folder, which must not be there."""
    folder.mkdir(parents=True)
    server = folder / "server.git"
    records = teams_of(shape.people) if shape.weeks else affiliates_of(shape.people, shape.affiliates)
    bylaws = bylaws_with_spread() if shape.affiliates else None
    here = Cooperative(server, shape.people, None, records, bylaws)
    votes = dict(years(here, shape.weeks) if shape.weeks else _decisions(here, shape))
    here.publish()
    subprocess.run(["git", "repack", "-adfq"], cwd=server, check=True)
    events = next_number(here.registry)
    found = Made(
        name, server, shape, here.genesis, here.founded, here.head, here.now, events, here.ballots, here.voters, votes
    )
    values = asdict(found) | {"folder": str(server)}
    (folder / "made.json").write_text(json.dumps(values), "utf-8")
    return found


def _decisions(here: Cooperative, shape: Shape) -> Iterable[tuple[int, Vote]]:
    """All decisions, one after the other; gives those after a tenth, a third and all of them.

    The voters of each are the next ones of all people, so that everybody votes now and then. Every fourth is rejected.
    """
    noted = {max(1, shape.decisions // 10), max(1, shape.decisions // 3), shape.decisions}
    people = here.voters
    for place in range(shape.decisions):
        first = place * shape.ballots
        voters = (people[(first + step) % len(people)] for step in range(shape.ballots))
        choices, by = FAILING if place % 4 == 3 else PASSING, people[place % len(people)]
        if shape.options:
            found = here.choice(f"kettle-{place}", shape.options, by=by, voters=voters)
        else:
            found = here.decision(f"kettle-{place}", by=by, choices=choices, voters=voters)
        if place + 1 in noted:
            yield place + 1, found
    if shape.last:
        found = here.decision("kettle-of-all", choices=PASSING, voters=people[: shape.last], gathered=True)
        yield shape.decisions + 1, found


# Many of them --------------------------------------------------------------------------------------------------------


def history(root: Path, name: str) -> Made:
    """A history that was made below a folder."""
    values = json.loads((root / name / "made.json").read_text("utf-8"))
    votes = {int(place): Vote(**vote) for place, vote in values["votes"].items()}
    told = {"folder": Path(values["folder"]), "shape": Shape(**values["shape"]), "voters": tuple(values["voters"])}
    return Made(**{**values, **told, "votes": votes})


def make(root: Path, parts: Mapping[str, int]) -> None:
    """Makes histories below a folder, two at a time, each in a process of its own; those that are there stay."""

    def make_one(name: str) -> None:
        shutil.rmtree(root / name, ignore_errors=True)
        command = [sys.executable, "-m", "bench.histories", name, str(root / name), "--part", str(parts[name])]
        subprocess.run(command, cwd=ROOT, check=True)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(make_one, (name for name in parts if not (root / name / "made.json").is_file())))


def main() -> None:
    """Makes one history."""
    parser = argparse.ArgumentParser(prog="python -m bench.histories", description="Make one history.")
    parser.add_argument("name", choices=SHAPES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", type=int, default=1, help="10 for a tenth of it")
    asked = parser.parse_args()
    found = made(asked.name, SHAPES[asked.name].part(asked.part), asked.folder.resolve())
    print(f"{found.folder}: {found.events} events, {found.ballots} ballots, main at {found.head}")


if __name__ == "__main__":
    main()
