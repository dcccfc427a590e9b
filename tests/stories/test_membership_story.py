"""Two people come from outside, typed on their own computers, over HTTP, with the guard in front of main.

Frank has no account on the host: his application is carried as a file. He comes into probation, is extended, and is
confirmed by the last vote; then he votes as a full-time member. Grace's probation is ended. A stranger's clone
recomputes all of it from the founding.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govtool.core.times import add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions.docket import open_entries
from tests.world.coop import Coop
from tests.world.host import Clone, Host
from tests.world.newcomer import probation, vote_about, votes_about, with_kitchen

MEMBERS = ("alice", "bob", "carol", "dan", "erin")


@pytest.fixture
def host(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Host]:
    coop = with_kitchen(Coop.copied(tmp_path_factory, tmp_path))
    accounts = {f"{name}-token": name for name in ("frank", "grace", "stranger")}
    with Host(coop, guarded=True, guard_clock="2028-01-01T00:00:00Z", tokens=accounts) as host:
        yield host


class Town:
    """The host, a clone for each, and the clerk."""

    def __init__(self, host: Host) -> None:
        self.host, self.coop = host, host.coop
        self.clones: dict[str, Clone] = {}
        self.clerk = host.clone("clerk")

    def types(self, name: str, *words: str) -> str:
        """Somebody types a command, which must succeed; gives what it says."""
        if name not in self.clones:
            self.clones[name] = self.host.clone(name)
        done = self.clones[name].types(*words)
        assert done.status == 0, f"{name}: {' '.join(words)}\n{done.said}"
        return done.said

    def clerk_runs(self) -> list[str]:
        """The clerk works and pushes; nothing was refused."""
        run = self.clerk.run_clerk()
        assert not run.refused_branches, run.refused_branches
        return run.done

    def vote(self, number: str, *choices: str, typed: bool = False) -> str:
        """The five vote, the first time by typing it, and the clerk decides as soon as it may; gives the result."""
        for name, choice in zip(MEMBERS, choices, strict=True):
            if typed:
                assert "signed and delivered" in self.types(name, "vote", number, choice)
            else:
                self.coop.vote(name, number, choice)
        self.coop.now = max(self.coop.now, self.coop.entry(number).earliest_at)
        self.clerk_runs()
        return self.coop.entry(number).status


def test_one_becomes_a_full_time_member_after_the_last_vote_and_another_s_probation_is_ended(host: Host) -> None:
    town, coop = Town(host), host.coop

    # Frank may only read. He applies; it is kept, and written into a file that Alice brings in.
    frank = town.clones["frank"] = host.clone("frank")
    frank.hub.set_setting("remote.origin.url", host.server.public_url("hub"))
    said = town.types("frank", "apply", "--id", "frank", "--name", "Frank Lee", "--hours", "40h", "--team", "kitchen",
                      "--text", "I have cooked for ten years.")  # fmt: skip
    assert "kept on this computer" in said and "any member brings in" in said
    file = str(coop.folder / "frank.bundle")
    town.types("frank", "apply", "--id", "frank", "--name", "Frank Lee", "--hours", "40h", "--team", "kitchen",
               "--text", "I have cooked for ten years.", "--to", file)  # fmt: skip
    assert "frank's application: delivered" in town.types("alice", "take", file)
    assert town.clerk_runs() == [], "it waits until a member cites it"
    assert "your application waits outside" in town.types("frank", "status")
    assert "Frank Lee (frank) applies for 40 h a week" in town.types("carol", "status")
    town.types("carol", "receive", "frank")
    assert town.clerk_runs() == ["took statement 1 of carol"]
    town.types("dan", "review", "frank", "--text", "I worked with him.")
    town.types("bob", "nominate", "frank")
    assert "0001 opened by itself: proposals/2026-11/admit-frank" in town.clerk_runs()
    said = town.types("erin", "show", "1")
    assert "dan wrote" in said and "| I have cooked for ten years." in said
    assert town.vote("0001", "for", "for", "for", "for", "for", typed=True) == "passed"

    # In probation: Frank knows what comes, and when. Four of seven votes extend it.
    assert coop.member("frank").membership == "probationary"
    assert "the first of at most two votes opens by itself" in town.types("frank", "status")
    begun = probation(coop, "frank")
    coop.at(begun.due_at)
    assert "0002 opened by itself: proposals/2027-01/confirm-frank" in town.clerk_runs()
    assert town.vote("0002", "for", "for", "against", "against", "against") == "extended"
    again = probation(coop, "frank")
    assert (again.attempt, again.ends_at) == (2, add(begun.ends_at, "P90D"))
    assert "the last vote opens by itself" in town.types("frank", "status")

    # Grace applies meanwhile, on a branch of her own, and waits: one may be in probation at once.
    town.types("grace", "apply", "--id", "grace", "--name", "Grace", "--hours", "10h", "--team", "kitchen")
    town.types("erin", "nominate", "grace")
    run = town.clerk.run_clerk()
    assert [found.code for found in run.refused_branches["proposals/2027-01/admit-grace"]] == ["pace"]
    assert "no more probations are allowed now" in town.types("grace", "status")

    # The last vote: six of seven confirm, and there is room for Grace.
    coop.at(again.due_at)
    town.clerk.run_clerk()
    assert town.vote(vote_about(coop, "frank").number, "for", "for", "for", "for", "against") == "confirmed"
    member = coop.member("frank")
    assert (member.membership, member.counts_at) == ("member", add(coop.now, "P14D"))
    assert bylaws_of(coop.registry).votes_of(member) == 2, "a full-time member"
    assert vote_about(coop, "grace").proposer == "erin", "her vote has opened by itself"
    assert town.vote(vote_about(coop, "grace").number, "for", "for", "for", "abstain", "for") == "passed"

    # Frank, who has an account now, votes in what opens two weeks later.
    frank.connect()
    coop.at(member.counts_at or "")
    town.types("alice", "propose", "motion", "--title", "Tea at four", "--summary", "There is tea at four.", "--yes")
    town.clerk_runs()
    number = next(entry.number for entry in open_entries(coop.registry) if entry.title == "Tea at four")
    assert '": for' in town.types("frank", "vote", number, "for")
    town.clerk_runs()
    assert coop.weights_of(coop.entry(number))["frank"] == 2

    # Nobody is for Grace: her probation is ended, and she is told from when on she may apply again.
    coop.at(probation(coop, "grace").due_at)
    town.clerk.run_clerk()
    ending = vote_about(coop, "grace").number
    assert town.vote(ending, "against", "against", "against", "abstain", "against") == "open", "Frank has not voted"
    town.types("frank", "vote", ending, "against")
    town.clerk_runs()
    assert coop.entry(ending).status == "ended"
    grace = coop.member("grace")
    assert (grace.membership, grace.committed_minutes_per_week) == ("none", 0)
    assert "a new one can be sent from" in town.types("grace", "status")

    # A stranger's clone recomputes every vote, roll and record from the founding.
    assert [entry.status for entry in votes_about(coop, "frank")] == ["passed", "extended", "confirmed"]
    assert [entry.status for entry in votes_about(coop, "grace")] == ["passed", "ended"]
    assert "audit passed: every commit on main is authorised" in town.types("stranger", "audit")
