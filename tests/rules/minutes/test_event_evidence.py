"""The evidence of very many ballots, read by several processes, is what one process reads."""

from __future__ import annotations

import pytest

from govtool.core.evidence import Paper
from govtool.io.git.git import MissingObject
from govtool.roles.minutes import event_evidence
from tests.world.coop import Coop
from tests.world.words import MOTION


def read(coop: Coop, number: str, *commits: str) -> tuple[Paper, ...]:
    return event_evidence.ballots(coop.book, coop.book.opening(coop.entry(number)), commits)


@pytest.fixture
def number(coop: Coop) -> str:
    return coop.open("alice", "kettle", MOTION)


def test_several_processes_read_what_one_reads(coop: Coop, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    votes = [coop.vote(voter, number, "for") for voter in ("alice", "bob", "carol")]
    wanted = (*votes, coop.head)  # the last one is no ballot
    alone = read(coop, number, *wanted)
    used: list[int] = []
    real = event_evidence.pool
    monkeypatch.setattr(event_evidence, "MANY", 4)
    monkeypatch.setattr(event_evidence, "_PIECE", 1)
    monkeypatch.setattr(event_evidence, "cores", lambda: 2)
    monkeypatch.setattr(event_evidence, "pool", lambda *given: used.append(given[0]) or real(*given))
    assert read(coop, number, *wanted) == alone and used == [2]
    assert read(coop, number, *wanted[:3]) == alone[:3] and used == [2], "so few are read here"


def test_a_missing_ballot_is_told_as_one_process_tells_it(
    coop: Coop, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = (coop.vote("alice", number, "for"), "0" * 40)
    monkeypatch.setattr(event_evidence, "cores", lambda: 2)
    for many in (5_000, 2):
        monkeypatch.setattr(event_evidence, "MANY", many)
        with pytest.raises(MissingObject) as caught:
            read(coop, number, *wanted)
        assert caught.value.oid == "0" * 40


def test_a_process_that_ends_leaves_the_work_to_this_one(
    coop: Coop, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    votes = [coop.vote(voter, number, "for") for voter in ("alice", "bob")]
    alone = read(coop, number, *votes)
    monkeypatch.setattr(event_evidence, "MANY", 2)
    monkeypatch.setattr(event_evidence, "cores", lambda: 2)
    monkeypatch.setattr(event_evidence, "_begin", _end)
    assert read(coop, number, *votes) == alone


def _end(*_given: object) -> None:
    raise SystemExit(1)
