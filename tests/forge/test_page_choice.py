"""The page of a pull request that brought a choice: each option with its effects, its count, and how to vote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forge.forge_bench import Bench
from tests.forge.forge_fake import ForgeFake, serving
from tests.world.coop import Coop
from tests.world.words import RANKED, names


@pytest.fixture
def bench(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Bench]:
    coop = Coop.copied(tmp_path_factory, tmp_path)
    with serving(ForgeFake(coop)) as forge:
        yield Bench(coop, forge)


def test_the_page_of_a_choice_tells_it_from_its_opening_to_its_winner(bench: Bench) -> None:
    coop = bench.coop
    head = bench.filed(7, "alice", "name", names("kettle", "teapot"), extra=RANKED)
    bench.run()
    said = bench.comment(7)
    assert "closes 2026-11-08 10:00 UTC, sooner once all have voted" in said
    assert '- `kettle: About kettle. Renames "Test Co-operative" to "kettle"; its identity stays.`' in said
    assert "`govtool vote 1 kettle,teapot` (or `abstain`)" in said
    assert "**teapot**: `About teapot`" in said and said.count("**If it is chosen, this is what changes**") == 2
    assert '+name: "teapot"' in said.replace("+ ", "+")
    status = bench.forge.status(head)
    assert status is not None and "0001 open, no option passes yet; closes" in status[1]

    coop.vote("alice", "0001", "kettle,teapot")
    coop.vote("bob", "0001", "teapot,kettle")
    coop.vote("carol", "0001", "kettle=teapot,none", reason="Either")
    coop.vote("dan", "0001", "teapot,none")
    bench.run()
    said = bench.comment(7)
    assert "**If it closed now, passed: teapot is chosen**" in said
    assert "| kettle | passed | 5 for | 1 against | 0 abstain | `About kettle` |" in said
    assert "teapot before kettle: 3 to 2" in said
    assert "| carol | kettle=teapot,none | 1 | `Either` |" in said and "**Have not voted**: erin (1)" in said
    status = bench.forge.status(head)
    assert status is not None and "0001 open, ahead: teapot; closes" in status[1]

    coop.at(coop.entry("0001").closes_at)
    bench.run()
    said = bench.comment(7)
    assert "**passed** on 2026-11-08 10:00 UTC, by alice; **enacted**" in said and "**The count**" in said
    assert bench.forge.status(head) == ("success", "0001 passed and enacted")


def test_a_tied_choice_is_closed_like_a_rejected_one(bench: Bench) -> None:
    coop = bench.coop
    bench.filed(7, "alice", "name", names("kettle", "teapot"), extra=RANKED)
    bench.run()
    coop.vote("alice", "0001", "kettle=teapot,none")
    coop.vote("bob", "0001", "kettle=teapot,none")
    coop.at(coop.entry("0001").closes_at)
    bench.run()
    pull = bench.forge.pulls[7]
    assert not pull.is_open and pull.labels == ["govtool: tied"]
    assert "kettle and teapot are level: 0 to 0" in bench.comment(7)
