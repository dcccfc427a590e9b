"""The life of a co-operative, typed: from the keys of its founders to an audit that needs nobody.

Everything here is the real command line in processes of its own, each person with a home folder, key and clone of
their own, against a real host with the guard in front of main. It reads as the tutorial that it should be.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from govtool.io.git.gitserver import GitServer, create_bare
from tests.world.host import LATE, Done, govtool, run

FOUNDERS = {"alice": "40h", "bob": "40h", "carol": "10h", "dan": "10h", "erin": "10h"}


class Town:
    """The host, and the time that all clocks show."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "served").mkdir()
        self.bare = create_bare(root / "served", "kettle")
        names = [*FOUNDERS, "clerk"]
        self.server = GitServer(
            root / "served", {f"{name} token": name for name in names}, environment={"GOVTOOL_NOW": LATE}
        )
        self.now = "2026-11-01T10:00:00Z"

    def person(self, name: str) -> Person:
        """Somebody with an empty home folder."""
        home = self.root / name
        home.mkdir()
        return Person(self, name, home, home / "kettle")


@dataclass
class Person:
    """Somebody at their own computer."""

    town: Town
    name: str
    home: Path
    clone: Path

    @property
    def _environment(self) -> dict[str, str]:
        folders = {f"XDG_{kind}_HOME": str(self.home / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA", "STATE")}
        return {"HOME": str(self.home), "GIT_CONFIG_GLOBAL": str(self.home / ".gitconfig"), **folders}

    def git(self, *arguments: str | Path, where: Path | None = None) -> Done:
        """Types a git command, which must succeed."""
        done = run(("git", *arguments), where or self.clone, self._environment)
        assert done.status == 0, done.said
        return done

    def types(self, *arguments: str | Path, where: Path | None = None) -> str:
        """Types a govtool command in the clone, which must succeed; gives all that it says."""
        done = govtool(where or self.clone, *arguments, now=self.town.now, environment=self._environment)
        assert done.status == 0, f"{' '.join(map(str, arguments))}: {done.status}\n{done.said}"
        return done.said

    def reads(self, *arguments: str) -> Any:
        """Types a command with --json; gives the result."""
        done = govtool(self.clone, *arguments, "--json", now=self.town.now, environment=self._environment)
        assert done.status == 0, done.said
        return json.loads(done.out)

    def sets_up_a_key(self) -> str:
        """Makes a key for all of their repositories; gives the line to hand to who founds."""
        said = self.types("-C", self.home, "key", "setup", "--global", "--no-passphrase", where=self.home)
        for name, value in (("user.name", self.name.title()), ("user.email", f"{self.name}@example.org")):
            self.git("config", "--global", name, value, where=self.home)
        return next(line.strip() for line in said.splitlines() if line.strip().startswith("ssh-ed25519 "))

    def clones(self) -> None:
        """Clones the co-operative."""
        self.git("clone", "--quiet", self.town.server.url("kettle", self.name), self.clone, where=self.home)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    with town.server:
        yield town


def found(town: Town) -> dict[str, Person]:
    """Five people found a co-operative from five computers."""
    people = {name: town.person(name) for name in FOUNDERS}
    keys = {name: person.sets_up_a_key() for name, person in people.items()}
    alice = people["alice"]
    alice.clone.mkdir()
    alice.git("init", "--quiet", "-b", "main")
    alice.git("remote", "add", "origin", town.server.url("kettle", "alice"))
    options = [
        word
        for name, hours in FOUNDERS.items()
        for word in ("--founder", f"{name}:{name.title()}:{hours}:{keys[name]}")
    ]
    said = alice.types("init", "--name", "Kettle Co-operative", "--currency", "USD", *options, "--yes")
    assert "Kettle Co-operative is founded." in said
    assert "Main is pushed to" in said
    return people


def test_a_co_operative_lives_from_its_founding_to_an_audit_without_network(town: Town) -> None:
    # the host's administrator puts the guard in front of main
    host = town.person("host")
    host.clone.mkdir()
    assert "answers" in host.types("guard", "install", town.bare)
    people = found(town)
    alice = people["alice"]

    # the clerk's computer
    clerk = town.person("clerk")
    clerk.clones()
    (alice.clone / ".git" / "govtool" / "clerk-ci").rename(clerk.home / "clerk-ci")

    def clerk_runs() -> str:
        return clerk.types("clerk", "--key", clerk.home / "clerk-ci")

    # nothing happens before every founder has accepted
    for name in ("bob", "carol", "dan", "erin"):
        people[name].clones()
        assert "signed and delivered" in people[name].types("sign", "--yes")
    said = clerk_runs()
    assert all(f"took statement 1 of {name}" in said for name in ("bob", "carol", "dan", "erin"))

    # Bob asks for a policy
    (people["bob"].home / "tea.md").write_text("# Tea\n\nThere is tea at four.\n")
    said = people["bob"].types(
        "propose", "adopt-policy", "--policy", "tea", "--title", "Tea", "--text", people["bob"].home / "tea.md",
        "--slug", "tea-at-four", "--summary", "Tea at four o'clock", "--yes",
    )  # fmt: skip
    assert "more than 1/2 of all" in said
    assert "0001 opened" in clerk_runs()

    # five people vote from five computers
    town.now = "2026-11-02T10:00:00Z"
    for name, choice in (
        ("alice", "for"), ("bob", "for"), ("carol", "against"), ("dan", "abstain"), ("erin", "for"),
    ):  # fmt: skip
        said = people[name].types("vote", "tea", choice)
        assert "Your vote on 0001 " in said and f'": {choice}' in said
        assert "signed and delivered" in said
    assert people["dan"].reads("status")["vote"] == []
    assert "0001 gathered 5 ballots" in clerk_runs()

    # decided at the earliest moment, since nobody could change the result any more
    town.now = "2026-11-03T10:00:00Z"
    said = clerk_runs()
    assert "0001 passed" in said and "0001 enacted" in said
    assert clerk_runs() == f"(the clock is set to {town.now})\n", "nothing is to be done now"
    tally = people["carol"].reads("tally", "1")
    assert (tally["result"], tally["for"], tally["against"], tally["abstain"]) == ("passed", 5, 1, 1)
    assert [ballot["voter"] for ballot in tally["counted"]] == list(FOUNDERS)
    people["carol"].git("pull", "--quiet", "--ff-only")
    assert "There is tea at four." in (people["carol"].clone / "registry/policies/tea.yaml").read_text()

    # a stranger's clone proves it without the host, the network or anybody's word
    stranger = town.person("stranger")
    stranger.git("clone", "--quiet", town.server.public_url("kettle"), stranger.clone, where=stranger.home)
    stranger.git("remote", "remove", "origin")
    town.server.stop()
    report = stranger.reads("audit")
    assert report["ok"] is True and report["findings"] == []
    assert (report["events"], report["proposals"], report["ballots"]) == (8, 1, 5)
