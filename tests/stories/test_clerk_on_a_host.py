"""The clerk on a real host, over HTTP: beside other clerks, overtaken, killed at any step, with fifty voters."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from subprocess import PIPE
from typing import Self

import pytest

from govtool.core.canonical import emit
from govtool.core.ids import digest_of
from govtool.domain.decisions.ballot import ballot_path
from govtool.io.git.git import Git
from govtool.io.git.remote import LostRace, Remote, Update
from govtool.io.signature.signing import MemoryKey
from govtool.io.signature.trust import TrustStore
from govtool.roles.clerk.clerk import Clerk
from govtool.roles.clerk.session import Run
from govtool.roles.minutes.auditor import audit
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.gather import gathers_of
from tests.conftest import Git as RunGit
from tests.world.coop import Coop
from tests.world.host import Clone, Done, Host, at_once, write_key
from tests.world.people import key_of, person
from tests.world.place import ROOT
from tests.world.words import MOTION, TEA


@pytest.fixture
def host(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with Host(Coop.copied(tmp_path_factory, tmp_path)) as host:
        yield host


def a_busy_day(host: Host) -> None:
    """Leaves the clerk one of each kind of work: a void span, a statement that publishes, a vote to gather, decide
    and enact, a proposal to open.
    """
    people, clerk = host.clone("alice"), host.clone("clerk")
    people.propose("alice", "kettle", TEA, files={"tea.md": b"Tea.\n"})
    clerk.run_clerk()
    people.fetch()
    page = people.push_raw("carols-page", {"docs/hello.md": b"Hello\n"}, key=key_of("carol"))
    people.push("refs/heads/carols-page", page)
    people.state("carol", "publish", {"commit": page})
    for voter in ("alice", "bob"):
        people.vote(voter, "0001")
    people.vote("erin", "0001", "against")
    people.later("P2D")
    people.propose("bob", "teapot", MOTION)
    host.coop.tamper("registry/bylaws.yaml", b"mine: all\n")


DAYS_WORK = {
    "took statement 1 of carol",
    "0001 gathered 3 ballots",
    "0001 passed",
    "0001 enacted",
    "0002 opened: proposals/2026-11/teapot",
}


def assert_the_day_is_done_once(host: Host) -> None:
    """One main whose audit is clean, in which all of the busy day stands, and once."""
    report = host.coop.audit()
    assert report.ok, report.findings
    assert report.events == {"founded": 1, "opened": 2, "stated": 1, "decided": 1, "enacted": 1, "repaired": 1}
    assert report.ballots == 3
    assert (host.coop.entry("0001").status, host.coop.entry("0002").slug) == ("passed", "teapot")
    assert host.coop.file("docs/hello.md") == b"Hello\n"
    assert_gathered_once(host, "0001", 3)


def assert_gathered_once(host: Host, number: str, ballots: int) -> None:
    """Every ballot, and the filing where it passed, is in the receipts of a proposal, and once."""
    found, git = Counter[str](), Git(host.bare)
    for oid in gathers_of(host.coop.book, host.branches("gather/")[f"gather/{number}"]):
        found.update(git.loose_commit(oid).parents[1:])
    passed = host.coop.entry(number).status == "passed"
    assert len(found) == ballots + passed
    assert set(found.values()) == {1}


def test_a_proposal_is_decided_over_http(host: Host) -> None:
    alice, clerk = host.clone("alice"), host.clone("clerk")
    alice.propose("alice", "kettle", MOTION)
    assert clerk.run_clerk().done == ["0001 opened: proposals/2026-11/kettle"]
    alice.fetch()
    alice.vote("alice", "0001")
    bob = host.clone("bob")
    bob.vote("bob", "0001")
    clerk.later("P2D")
    assert clerk.run_clerk().done == ["0001 gathered 2 ballots", "0001 passed", "0001 enacted"]
    assert host.coop.audit().ok


def test_a_member_votes_with_nothing_but_git(host: Host, git: RunGit) -> None:
    host.coop.open("alice", "kettle", MOTION)
    bob = host.clone("bob")
    data = emit(bob.ballot("bob", "0001", "for").data())
    place = bob.folder / ballot_path(host.coop.entry("0001"), "bob")
    git(bob.folder, "switch", "--quiet", "--detach", "origin/main")
    place.parent.mkdir(parents=True)
    place.write_bytes(data)
    git(bob.folder, "add", ".")
    git(bob.folder, "commit", "--quiet", "-S", "-m", "I vote for it", "-m", f"Ballot: {digest_of(data)}")
    git(bob.folder, "push", "--quiet", "origin", "HEAD:refs/heads/vote/0001/bob")
    run = host.clone("clerk").run_clerk()
    assert (run.done, run.refused_ballots) == (["0001 gathered 1 ballot"], {})


def test_one_run_does_the_work_of_a_busy_day_and_the_next_one_does_nothing(host: Host) -> None:
    a_busy_day(host)
    clerk = host.clone("clerk")
    assert set(clerk.run_clerk().done) > DAYS_WORK
    assert_the_day_is_done_once(host)
    branches = host.branches()
    assert clerk.run_clerk().done == []
    assert host.clone("clerk").run_clerk().done == []
    assert host.branches() == branches


# Two clerks at once --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("second", ["clerk", "spare clerk"])
def test_two_clerks_at_the_same_moment_do_the_work_of_one(host: Host, second: str) -> None:
    a_busy_day(host)
    one, other = host.clone("clerk"), host.clone("clerk")
    at_once(one.run_clerk, lambda: other.run_clerk(key_of(second)))
    assert_the_day_is_done_once(host)


def test_two_processes_of_the_command_on_one_computer_do_the_work_of_one(host: Host) -> None:
    """They share what this computer remembers of the organisation, too, and it stays sound."""
    a_busy_day(host)
    one, other = host.clone("clerk"), host.clone("clerk")
    keys = [write_key(one.folder, "clerk"), write_key(other.folder, "spare clerk")]
    commands = zip((one, other), keys, strict=True)
    done = at_once(*(lambda clone=clone, key=key: clone.govtool("clerk", "--key", key) for clone, key in commands))
    assert [end.status for end in done if isinstance(end, Done)] == [0, 0]
    assert_the_day_is_done_once(host)
    # who lost the race has not seen the end of it yet
    again = one.govtool("clerk", "--key", keys[0])
    assert (again.status, again.out) == (0, "")
    (pin,) = TrustStore().pins()
    assert (pin.head, pin.void_since) == (host.head, "")


def test_two_clerks_beside_each_other_all_week_keep_one_consistent_main(host: Host) -> None:
    people, one, other = host.clone("alice"), host.clone("clerk"), host.clone("clerk")
    for day in range(5):
        people.fetch()
        for number in (f"{number:04d}" for number in range(max(1, day - 1), day + 1)):
            people.vote("alice" if number == f"{day:04d}" else "bob", number)
        people.propose("alice", f"day-{day}", MOTION)
        at_once(one.run_clerk, lambda: other.run_clerk(key_of("spare clerk")))
        people.later("P1D")
    report = host.coop.audit()
    assert report.ok, report.findings
    assert (report.events, report.ballots) == ({"founded": 1, "opened": 5, "decided": 3, "enacted": 3}, 6)
    entries = [host.coop.entry(f"{number:04d}") for number in range(1, 6)]
    assert [entry.slug for entry in entries] == [f"day-{day}" for day in range(5)]
    assert [entry.status for entry in entries] == ["passed", "passed", "passed", "open", "open"]


# Losing a race -------------------------------------------------------------------------------------------------------


class Overtaken(Remote):
    """A remote to which somebody else pushes in the moment before we do."""

    def __init__(self, git: Git, others: Iterable[Callable[[], object]]) -> None:
        super().__init__(git)
        self.overtaking = iter(others)
        self.pushes = 0

    def push(self, updates: Iterable[Update]) -> None:
        self.pushes += 1
        next(self.overtaking, lambda: None)()
        super().push(updates)


def overtaken_run(clerk: Clone, *others: Callable[[], object], key: MemoryKey | None = None) -> tuple[Run, int]:
    """A run of the clerk, before each of whose pushes somebody does something; and how often it pushed."""
    remote = Overtaken(clerk.hub, others)

    def load(head: str) -> Book:
        book = audit(clerk.hub, head).book
        assert book is not None
        return book

    return Clerk(clerk.hub, remote, key or clerk.clerk_key, clerk.now, load).run(), remote.pushes


def publish_by_hand(member: Clone, path: str) -> None:
    """A member pushes a change of a free path to main, as the host lets them."""
    member.fetch()
    oid = member.push_raw("page", {path: b"A page\n"}, key=key_of(member.name))
    member.push("refs/heads/main", oid)


def test_a_free_path_that_is_pushed_in_between_makes_the_clerk_start_over(host: Host) -> None:
    a_busy_day(host)
    clerk, dan = host.clone("clerk"), host.clone("dan")
    run, pushes = overtaken_run(
        clerk, lambda: publish_by_hand(dan, "docs/dan.md"), lambda: publish_by_hand(dan, "docs/dan-again.md")
    )
    assert pushes == 3
    assert set(run.done) > DAYS_WORK
    assert_the_day_is_done_once(host)
    assert host.coop.file("docs/dan.md") == host.coop.file("docs/dan-again.md") == b"A page\n"


def test_main_that_moves_while_the_host_judges_the_push_is_a_lost_race(host: Host) -> None:
    a_busy_day(host)
    clerk, trace = host.clone("clerk"), host.bare / "trace"
    dan = host.coop.push_raw("drafts/page", {"docs/dan.md": b"A page\n"})
    hook = host.bare / "hooks" / "pre-receive"
    hook.write_text(f"#!/bin/sh\ntouch '{trace}'\nwhile test -e '{trace}'; do sleep 0.01; done\n")
    hook.chmod(0o755)

    def move() -> None:
        while not trace.exists():
            time.sleep(0.01)
        host.coop.put_on_main(dan)
        hook.unlink()
        trace.unlink()

    run, _ = at_once(clerk.run_clerk, move)
    assert isinstance(run, Run) and set(run.done) > DAYS_WORK
    assert host.coop.file("docs/dan.md") == b"A page\n"
    assert_the_day_is_done_once(host)


def test_another_clerk_in_between_leaves_nothing_to_do(host: Host) -> None:
    a_busy_day(host)
    clerk, other = host.clone("clerk"), host.clone("clerk")
    run, pushes = overtaken_run(clerk, lambda: other.run_clerk(key_of("spare clerk")))
    assert (run.done, pushes) == ([], 1)
    assert_the_day_is_done_once(host)


def test_another_clerk_who_only_gathered_in_between_is_no_loss_of_ballots(host: Host) -> None:
    people, clerk, other = host.clone("alice"), host.clone("clerk"), host.clone("clerk")
    people.propose("alice", "kettle", MOTION)
    clerk.run_clerk()
    people.fetch()
    people.vote("alice", "0001")
    head = host.head
    run, pushes = overtaken_run(
        clerk, lambda: (people.vote("bob", "0001"), other.run_clerk(key_of("spare clerk"))), key=key_of("clerk")
    )
    assert (run.done, pushes) == ([], 1)
    assert host.head == head
    assert_gathered_once(host, "0001", 2)


def test_a_ballot_that_comes_between_fetch_and_push_is_in_the_next_run(host: Host) -> None:
    people, clerk = host.clone("alice"), host.clone("clerk")
    people.propose("alice", "kettle", MOTION)
    clerk.run_clerk()
    people.fetch()
    people.vote("alice", "0001")
    run, pushes = overtaken_run(clerk, lambda: people.vote("carol", "0001", "against"))
    assert (run.done, pushes) == (["0001 gathered 1 ballot"], 1)
    assert clerk.run_clerk().done == ["0001 gathered 1 ballot"]
    assert_gathered_once(host, "0001", 2)


def test_a_clerk_who_is_always_overtaken_gives_up_and_says_so(host: Host) -> None:
    a_busy_day(host)
    clerk, dan = host.clone("clerk"), host.clone("dan")
    pages = [lambda number=number: publish_by_hand(dan, f"docs/{number}.md") for number in range(5)]
    with pytest.raises(LostRace, match="somebody else was faster at http"):
        overtaken_run(clerk, *pages)
    clerk.run_clerk()
    assert_the_day_is_done_once(host)


# Killed --------------------------------------------------------------------------------------------------------------


class Executioner:
    """The program that kills the clerk; see `killed_clerk`."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.world.killed_clerk"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True, bufsize=1)

    def run(self, clone: Clone, step: int = 0) -> str:
        """A run of the clerk that is killed at a step, or goes to its end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{clone.folder}\t{clone.now}\t{step}\n")
        return self._process.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:
            pass


def test_a_clerk_killed_at_any_step_loses_nothing_and_does_nothing_twice(host: Host) -> None:
    a_busy_day(host)
    clerk = host.clone("clerk")
    before = host.branches()
    with Executioner() as executioner:
        said, _, steps = executioner.run(clerk).partition(" ")
        assert said == "done"
        after, states = host.branches(), set()
        for step in range(1, int(steps) + 1):
            # the host is as it was before, but the clerk's clone keeps what the killed runs left in it
            host.put_back(before)
            assert executioner.run(clerk, step) == "killed"
            assert host.branches() in (before, after)
            states.add(host.branches() == after)
            assert executioner.run(clerk).startswith("done")
            assert host.branches() == after
        assert states == {True, False}
    assert_the_day_is_done_once(host)


# Fifty voters --------------------------------------------------------------------------------------------------------


def test_fifty_people_vote_at_once_and_each_is_counted_once(tmp_path: Path) -> None:
    names = ["alice", *(f"member-{number}" for number in range(2, 51))]
    coop = Coop.found(tmp_path / "coop", people=[person(name, hours=600) for name in names])
    with Host(coop) as host:
        clerk, first = host.clone("clerk"), host.clone("alice")
        first.propose("alice", "kettle", MOTION)
        clerk.run_clerk()
        choices = ["for"] * 26 + ["against"] * 20 + ["abstain"] * 4
        clones = [host.clone("alice") for _ in range(8)]

        def vote(clone: Clone, share: list[tuple[str, str]]) -> None:
            for name, choice in share:
                clone.vote(name, "0001", choice)

        votes = list(zip(names, choices, strict=True))
        at_once(*(lambda i=i, clone=clone: vote(clone, votes[i::8]) for i, clone in enumerate(clones)))
        assert len(host.branches("vote/0001/")) == 50
        coop.later("P2D")
        assert clerk.run_clerk().done == ["0001 gathered 50 ballots", "0001 passed", "0001 enacted"]
        decided = coop.entry("0001").decided
        assert decided is not None
        tally = decided.questions[0]
        assert (tally.for_, tally.against, tally.abstain, tally.eligible) == (26, 20, 4, 50)
        report = coop.audit()
        assert report.ok and report.ballots == 50
        assert_gathered_once(host, "0001", 50)
