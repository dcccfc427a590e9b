"""The simulator is one with what it simulates: the audit takes its history, and finds the state that it holds."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.domain.constitution.member import Member
from govtool.domain.decisions.policy import AdoptPolicy
from govtool.errors import Refused
from govtool.io.git.git import Git
from govtool.roles.minutes.auditor import audit
from tests.laws.test_probation_laws import FOUNDERS, History, choices, deed
from tests.world import history
from tests.world.examples import histories
from tests.world.history import Packed, Recorded, pack_of
from tests.world.people import codes
from tests.world.source import Memory
from tests.world.town import Town
from tests.world.words import MOTION

TEA = AdoptPolicy(action="adopt-policy", policy="tea", title="Tea", text="text.md", from_version=0)
ALL = dict.fromkeys(FOUNDERS, "for")


def held(town: Town) -> Mapping[str, bytes | None]:
    """Every file of the state that a town holds in memory."""
    source = town.registry.source
    assert isinstance(source, Memory)
    return {path: source.data(path) for path in source.files}


def written(town: Recorded) -> Mapping[str, bytes]:
    """Every file of the newest commit of main, by another program than the one that wrote it."""
    git = Git(town.folder)
    return {path: git.blob(entry.oid) for path, entry in git.files(git.loose_commit(town.head).tree)}


def accepted(town: Recorded) -> None:
    """The audit takes the whole history, and what it ends with is what the town holds."""
    town.publish()
    report = audit(Git(town.folder), town.head)
    assert list(report.findings) == []
    assert report.ok and report.book is not None and report.book.page.good == town.head
    assert held(town) == written(town)


@pytest.fixture
def town(tmp_path: Path) -> Recorded:
    """Four people with a repository."""
    return Recorded(tmp_path / "town.git", FOUNDERS)


@histories(8)
@given(st.lists(deed, max_size=12), choices)
def test_the_audit_finds_the_state_that_a_town_holds_whatever_people_do(
    deeds: list[tuple[Any, ...]], ballots: dict[str, str]
) -> None:
    with TemporaryDirectory() as folder:
        town = Recorded(Path(folder) / "town.git", FOUNDERS)
        town.raises = False
        told = History(town)
        for what, *more in deeds:
            told.happens(what, *more)
        told.happens("in", "frank")
        told.happens("clerk", ballots, 7)
        accepted(town)


def test_a_vote_is_told_in_memory_as_in_git(town: Recorded) -> None:
    """Proposal with a text, ballots by and by, result, effect."""
    silent = Town(FOUNDERS)
    for each in (town, silent):
        assert each.file("alice", "tea", TEA, text=b"# Tea\n\nGreen.\n") == "0001"
        for voter in FOUNDERS[:3]:
            each.vote(voter, "0001")
        each.later("P9D")
        each.clerk({"dan": "against"})
        each.later("P9D")
        each.clerk()
        entry = each.entry("0001")
        assert entry.decided is not None and entry.decided.questions[0].against == 1
        assert entry.enacted is not None and entry.enacted.result == "enacted"
    accepted(town)
    assert held(town).keys() == held(silent).keys()


def test_a_state_that_nobody_brought_about_is_found(town: Recorded) -> None:
    """The law above can fail: what was only put into the memory is no history."""
    town.state("alice", "resign")
    bob = Member.of(town.registry, "bob")
    assert bob is not None
    town.registry = town.registry.put(bob.path, bob.changed(committed_minutes_per_week=2400))
    town.state("carol", "resign")
    town.publish()
    assert "tree_not_derived" in codes(audit(Git(town.folder), town.head))


def test_what_the_rules_refuse_leaves_no_commit(town: Recorded) -> None:
    before = town.head, held(town)
    with pytest.raises(Refused):
        town.state("alice", "back")
    assert (town.head, held(town)) == before and town.refused == {"precondition"}
    town.raises = False
    assert town.state("alice", "back") == "" and town.head == before[0]
    assert town.state("alice", "resign") and town.head != before[0] and town.refused == set()


def test_many_ballots_are_gathered_in_a_chain(town: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_GATHERED", 2)
    town.file("alice", "tea", TEA, text=b"# Tea\n")
    town.later("P9D")
    town.decide("0001", ALL)
    accepted(town)
    gather = town.git.loose_commit(town.head).parents[1]
    assert [len(town.git.loose_commit(oid).parents) for oid in list(town.git.first_parents(gather))[:3]] == [2, 3, 3]


def test_receipts_for_an_open_vote_lie_on_a_branch_of_their_own(town: Recorded) -> None:
    town.file("alice", "tea", TEA, text=b"# Tea\n")
    for voter in FOUNDERS[:3]:
        town.vote(voter, "0001")
    town.gather("0001")
    town.publish()
    gather = Git(town.folder).ref("refs/heads/gather/0001")
    assert gather is not None
    parents = Git(town.folder).loose_commit(gather).parents
    assert parents[0] == town.head and len(parents) == 4
    town.later("P9D")
    assert town.decide("0001")
    accepted(town)


def test_a_long_history_keeps_the_papers_of_open_votes_only(town: Recorded) -> None:
    for slug, action, ballots in (("cake", MOTION, dict.fromkeys(FOUNDERS, "against")), ("tea", TEA, ALL)):
        number = town.file("alice", slug, action, text=b"# Tea\n")
        town.vote("bob", number)
        assert town._cast and town._filed
        town.later("P9D")
        assert town.decide(number, ballots)
        town.later("P9D")
        town.enact_due()
        assert not town._cast and not town._filed
    accepted(town)


def test_nobody_sees_what_waits_before_it_is_published(town: Recorded) -> None:
    town.state("alice", "resign")
    assert not Git(town.folder).has(town.head) and Git(town.folder).ref("refs/heads/main") is None
    town.publish()
    town.publish()
    assert Git(town.folder).ref("refs/heads/main") == town.head


@pytest.mark.parametrize("size", [0, 15, 16, 2047, 2048, 300_000])
def test_git_reads_a_pack_of_objects_of_any_size(tmp_path: Path, size: int) -> None:
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path)], check=True)
    git = Packed(tmp_path)
    oid = git.write("blob", b"x" * size)
    assert git.blob(oid) == b"x" * size
    git.flush()
    shown = subprocess.run(["git", "-C", str(tmp_path), "cat-file", "blob", oid], check=True, capture_output=True)
    assert shown.stdout == git.blob(oid) == b"x" * size


def test_objects_wait_until_they_hold_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_MOST_BYTES", 2)
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path)], check=True)
    git = Packed(tmp_path)
    oids = [git.write("blob", bytes([number])) for number in range(4)]
    assert [Git(tmp_path).has(oid) for oid in oids] == [True, True, True, False]
    assert pack_of([]).startswith(b"PACK\0\0\0\2\0\0\0\0")


def test_a_memory_lists_what_is_laid_down_until_it_is_taken_away() -> None:
    memory = Memory({"a/b/c": b"1", "a/b/d": b"", "a/e": b"3"})
    assert (memory.names("a"), memory.names("a/b"), memory.data("a/b/d")) == (("b", "e"), ("c", "d"), b"")
    for path in ("a/b/c", "a/b/c", "a/b/none", "a/none/c"):
        memory.lay(path, None)
    assert (memory.names("a"), memory.names("a/b"), memory.data("a/b/c")) == (("b", "e"), ("d",), None)
    memory.lay("a/b/d", None)
    assert (memory.names("a"), memory.names("a/b")) == (("e",), ())
