"""What audits cost: a whole one, one that goes on after a decision, their memory, and the same asked of git.

As a program it times one audit in this process, and some bare verifications after every commit of main, so that both
meet the same disturbances. Each round has a process of its own, so that nothing is left over from the round before.

    python -m bench.audit CLONE HEAD [SINCE FOUNDED]
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import process_time_ns

from bench.histories import Made
from bench.person import Person, apart, person
from bench.table import Result
from bench.timing import bare, expect, ratios, run
from govtool.io.git.git import Git
from govtool.roles.minutes.auditor import audit
from govtool.roles.minutes.book import book_at
from govtool.roles.minutes.registry import NEWEST
from tests.world.people import key_of
from tests.world.place import ROOT

_AT_ONCE = 30
_SAMPLE = 200


def whole(folder: Path, made: Made, rounds: int, prefix: str) -> dict[str, Result]:
    """A ballot of a full audit on one core, in bare verifications."""
    found = [_once(folder, made, made.head) for _ in range(rounds)]
    return {
        f"{prefix}-one-core": Result.of([taken / ballots / verification for taken, verification, ballots, _ in found])
    }


def choices(folder: Path, made: Made, votes: Made, rounds: int) -> dict[str, Result]:
    """A ballot of a full audit of choices on one core, in bare verifications, and against one of plain votes."""
    choice, vote = _in_turns(folder, (made, votes), rounds)
    return {"audit-choices": Result.of(ratios(choice, vote)), "audit-choices-one-core": Result.of(choice)}


def twins(folder: Path, federation: Made, town: Made, rounds: int) -> dict[str, Result]:
    """A ballot of a full audit on one core, the same after the founding, and going on after an opening: a federation
    against a co-operative.
    """
    whole = _in_turns(folder, (federation, town), rounds)
    later: dict[str, list[float]] = {"federation": [], "town": []}
    opened: dict[str, list[float]] = {"federation": [], "town": []}
    for _ in range(rounds):
        for made in (federation, town):
            for found, head, since in (
                (later, made.head, made.founded),
                (opened, made.last.opened, made.last.before),
            ):
                taken, verification, _, _ = _once(folder, made, head, since)
                found[made.name].append(taken / verification)
    return {
        "federation-audit": Result.of(ratios(*whole)),
        "federation-since": Result.of(ratios(later["federation"], later["town"])),
        "federation-opening": Result.of(ratios(opened["federation"], opened["town"])),
    }


def _in_turns(folder: Path, both: tuple[Made, Made], rounds: int) -> tuple[list[float], list[float]]:
    """A ballot of a full audit of two histories on one core, in bare verifications."""
    found: tuple[list[float], list[float]] = [], []
    for _ in range(rounds):
        for figures, made in zip(found, both, strict=True):
            taken, verification, ballots, _ = _once(folder, made, made.head)
            figures.append(taken / ballots / verification)
    return found


def both_cores(folder: Path, made: Made, rounds: int) -> dict[str, Result]:
    """A ballot of a full audit with all cores, time on the wall, and how much longer git takes for the same ballot."""
    somebody = person(folder / "audit-cores", made)
    ballots = list(islice(_ballots(made), _SAMPLE))
    walls, sums, gits, memory = [], [], [], []
    for _ in range(rounds):
        earlier = bare()
        used = somebody.types("audit", "--json")
        verification = (earlier + bare()) / 2
        if json.loads(used.said)["ballots"] != made.ballots:
            raise ValueError("the audit counted other ballots than were cast")
        walls.append(used.wall / made.ballots / verification)
        sums.append(used.processor / used.wall)
        memory.append(used.memory / 1_000_000)
        gits.append(_asked_of_git(somebody, ballots) / len(ballots) / (used.wall / made.ballots))
    return {
        "audit-middle": Result.of(walls),
        "audit-middle-processes": Result.of(sums),
        "audit-middle-git": Result.of(gits),
        "audit-middle-mb": Result.of(memory),
    }


def _ballots(made: Made) -> Iterator[str]:
    """Ballots of the newest decision, and of those before it."""
    git = Git(made.folder)
    for oid in git.first_parents(made.head):
        for gather in git.loose_commit(oid).parents[1:]:
            yield from git.loose_commit(gather).parents[1:51]


def _asked_of_git(somebody: Person, ballots: list[str]) -> int:
    """Nanoseconds on the wall of `git verify-commit` for these ballots, all in one command."""
    git = Git(somebody.clone)
    signers = somebody.clone.parent / "signers"
    names = {git.loose_commit(oid).author.split(" <")[0] for oid in ballots}
    signers.write_text("".join(f"{name}@invalid {key_of(name).public_key.line}\n" for name in sorted(names)))
    program = ["git", "-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-commit", *ballots]
    used = run(program, somebody.clone, somebody.environment)
    expect(used, program[:4])
    return used.wall


def going_on(folder: Path, made: Made, rounds: int) -> dict[str, Result]:
    """An audit that begins before one decision: a ballot of it, and what the opening costs for each person."""
    ballot: dict[str, list[float]] = {}
    opening: dict[str, list[float]] = {}
    for _ in range(rounds):
        for place, vote in made.votes.items():
            taken, verification, ballots, _ = _once(folder, made, vote.ended, vote.opened)
            ballot.setdefault(f"after {place:,} decisions", []).append(taken / ballots / verification)
            taken, verification, _, _ = _once(folder, made, vote.opened, vote.before)
            opening.setdefault(f"after {place:,} decisions", []).append(taken / 1000 / made.shape.people)
    newest = list(ballot)[-1]
    lengths = [last / first for first, last in zip(ballot[next(iter(ballot))], ballot[newest], strict=True)]
    return {
        "audit-since": Result.of(ballot[newest], _middles(ballot)),
        "audit-since-length": Result.of(lengths),
        "audit-since-opening": Result.of(opening[newest], _middles(opening)),
    }


def hours(folder: Path, made: Made, rounds: int) -> dict[str, Result]:
    """An event of half a year of hours, in bare verifications: the newest half-year, and against the oldest."""
    weeks = list(made.votes)
    by: dict[str, list[float]] = {}
    for _ in range(rounds):
        for before, after in ((weeks[0], weeks[1]), (weeks[-2], weeks[-1])):
            taken, verification, _, events = _once(folder, made, made.votes[after].before, made.votes[before].ended)
            by.setdefault(f"weeks {before + 1:,} to {after:,}", []).append(taken / events / verification)
    first, last = by.values()
    growth = [after / before for before, after in zip(first, last, strict=True)]
    return {"audit-old": Result.of(last, _middles(by)), "audit-old-length": Result.of(growth)}


def length(folder: Path, made: Made, rounds: int) -> dict[str, Result]:
    """Memory and processor time of a full audit by the length of the history; the whole against a tenth of it.

    On one core, since a short history is verified by one process, and another one would need as much again.
    """
    somebody = person(folder / "audit-length", made)
    memory: dict[str, list[float]] = {}
    ballot: dict[str, list[float]] = {}
    for _ in range(rounds):
        for place, vote in made.votes.items():
            verification = bare()
            used = somebody.types("audit", "--json", "--ref", vote.ended, one_core=True)
            verified = place * made.shape.ballots * verification
            memory.setdefault(f"{place:,} decisions", []).append(used.memory / 1_000_000)
            ballot.setdefault(f"{place:,} decisions", []).append(used.processor / verified)
    first, *_, last = memory.values()
    growth = [after / before for before, after in zip(first, last, strict=True)]
    return {
        "audit-memory": Result.of(growth),
        "audit-memory-mb": Result.of(last, _middles(memory)),
        "audit-length": Result.of(list(ballot.values())[-1], _middles(ballot)),
    }


def _middles(by: dict[str, list[float]]) -> dict[str, float]:
    return {name: Result.of(samples).figure for name, samples in by.items()}


# One audit in a process of its own -----------------------------------------------------------------------------------


def _once(folder: Path, made: Made, head: str, since: str = "") -> tuple[int, int, int, int]:
    """Nanoseconds of an audit on one core, and of one bare verification; how many ballots and events there were."""
    program = [sys.executable, "-m", "bench.audit", str(made.folder), head, *([since, made.founded] if since else [])]
    used = run(program, ROOT, apart(folder, made.now), one_core=True)
    expect(used, program)
    taken, verification, ballots, events = json.loads(used.said)
    if not since and ballots != made.ballots:
        raise ValueError(f"{made.ballots} ballots were cast, and the audit counted {ballots}")
    return taken, verification, ballots, events


def once(clone: str, head: str, since: str = "", founded: str = "") -> tuple[int, int, int, int]:
    """One audit, and one bare verification in turns with it."""
    verifications: list[int] = []
    spent = 0

    def verify_some(_done: int = 0, _all: int = 0) -> None:
        nonlocal spent
        start = process_time_ns()
        verifications.append(bare(_AT_ONCE))
        spent += process_time_ns() - start

    # As the command line does.
    gc.set_threshold(1_000_000, 50, 50)
    # The checks of all kinds are built once for the whole audit, however long it is: that belongs to the start.
    for kind in NEWEST.kinds:
        kind.model_rebuild()
    verify_some()
    git, spent = Git(clone), 0
    book = book_at(git, since, founded=founded) if since else None
    before, start = _children(), process_time_ns()
    report = audit(git, head, progress=verify_some, since=book)
    taken = process_time_ns() - start - spent + _children() - before
    if not report.ok:
        raise ValueError(f"the audit found {report.findings[:3]}")
    return taken, sum(verifications) // len(verifications), report.ballots, sum(report.events.values())


def _children() -> int:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return int((used.ru_utime + used.ru_stime) * 1_000_000_000)


if __name__ == "__main__":
    json.dump(once(*sys.argv[1:]), sys.stdout)
