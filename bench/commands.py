"""What whole commands cost, each in a process of its own: at the start, in a long history, and during a large vote."""

from __future__ import annotations

from pathlib import Path

from bench.histories import Made
from bench.person import UNDECIDED, Person, person
from bench.table import Result
from bench.timing import PROGRAM, Used, bare, in_turns, nothing, processor, ratios
from tests.world.place import ROOT


def start(folder: Path, small: Made, rounds: int) -> dict[str, Result]:
    """`--help` and `status`, against a Python that does nothing."""
    somebody = person(folder / "start", small, member=small.voters[0])
    jobs = {
        name: processor([PROGRAM, name], somebody.clone, somebody.environment, UNDECIDED)
        for name in ("--help", "status")
    }
    taken = in_turns(rounds, {"nothing": nothing(somebody.environment), **jobs})
    return {
        "start-help": Result.of(ratios(taken["--help"], taken["nothing"])),
        "start-status": Result.of(ratios(taken["status"], taken["nothing"])),
    }


def check(folder: Path, small: Made, large: Made, rounds: int) -> dict[str, Result]:
    """`check main` in the large co-operative, and against the small one."""
    jobs = {}
    for made in (small, large):
        somebody = person(folder / f"check-{made.name}", made)
        jobs[made.name] = processor([PROGRAM, "check", "main"], somebody.clone, somebody.environment)
    taken = in_turns(rounds, jobs)
    return {
        "check-large": Result.of(ratios(taken["large"], taken["small"])),
        "check-large-seconds": Result.of([each / 1e9 for each in taken["large"]]),
    }


def show(folder: Path, middle: Made, rounds: int) -> dict[str, Result]:
    """`show 1` in the middle history: the first time in a clone, and every later time."""
    first, later = [], []
    for place in range(2):
        somebody = person(folder / f"show-{place}", middle)
        first.append(somebody.seconds("show", "1"))
        later += [somebody.seconds("show", "1") for _ in range(rounds)]
    return {"show-middle-first": Result.of(first), "show-middle": Result.of(later)}


def vote(folder: Path, large: Made, rounds: int) -> dict[str, Result]:
    """A vote of everybody in the large co-operative, all ballots gathered: counting them, and looking at them again."""
    last = large.last
    counting, memory = [], []
    again: dict[str, list[float]] = {"status": [], "show": [], "tally": []}
    for place in range(max(2, rounds // 3)):
        somebody = person(folder / f"vote-{place}", large, main=last.opened, now=last.opened_at, member=large.voters[0])
        earlier = bare()
        used = _counted(somebody, large)
        verification = (earlier + bare()) / 2
        counting.append(used.wall / large.shape.last / verification)
        memory.append(used.memory / 1_000_000)
        for _ in range(3):
            again["status"].append(somebody.seconds("status"))
            again["show"].append(somebody.seconds("show", last.number))
            again["tally"].append(somebody.seconds("tally", last.number))
    mine = [somebody.seconds("vote", last.number, choice) for choice in ("against", "for")]
    return {
        "tally-large": Result.of(counting),
        "tally-large-mb": Result.of(memory),
        "status-large": Result.of(again["status"]),
        "show-large": Result.of(again["show"]),
        "tally-again-large": Result.of(again["tally"]),
        "vote-large": Result.of(mine),
    }


def twins(folder: Path, federation: Made, town: Made, rounds: int) -> dict[str, Result]:
    """During a vote of many, all ballots gathered: a federation against a co-operative of its size."""
    counting: dict[str, list[int]] = {"federation": [], "town": []}
    status: dict[str, list[float]] = {"federation": [], "town": []}
    for place in range(rounds):
        for made in (federation, town):
            opened, now, member = made.last.opened, made.last.opened_at, made.voters[0]
            somebody = person(folder / f"twin-{made.name}-{place}", made, main=opened, now=now, member=member)
            counting[made.name].append(_counted(somebody, made).processor)
            status[made.name].append(somebody.seconds("status"))
    return {
        "federation-tally": Result.of(ratios(counting["federation"], counting["town"])),
        "federation-status": Result.of(ratios(status["federation"], status["town"])),
    }


def _counted(somebody: Person, made: Made) -> Used:
    """The tally of the last decision, which counts all ballots. Raises ValueError if it says another number."""
    used = somebody.types("tally", made.last.number)
    said = used.said.decode()
    if str(made.shape.last) not in said.replace(",", ""):
        raise ValueError(f"{made.shape.last} ballots were cast, and the tally says: {said[-600:]}")
    return used


def simulate(folder: Path, large: Made, rounds: int) -> dict[str, Result]:
    """Other bylaws tried on the large co-operative."""
    somebody = person(folder / "simulate", large)
    shipped = str(ROOT / "registry" / "bylaws.yaml")
    return {"simulate-large": Result.of([somebody.seconds("simulate", "bylaws", shipped) for _ in range(rounds)])}


def owed(folder: Path, old: Made, rounds: int) -> dict[str, Result]:
    """What is owed, to everybody and to one person, after years of hours."""
    somebody = person(folder / "owed", old)
    return {
        "owed-old": Result.of([somebody.seconds("owed", "--offline") for _ in range(rounds)]),
        "owed-old-one": Result.of([somebody.seconds("owed", old.voters[0], "--offline") for _ in range(rounds)]),
    }
