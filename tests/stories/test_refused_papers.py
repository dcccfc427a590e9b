"""A server that refuses what a member signed: it is signed and kept, the member reads that, and may take it back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tests.world.coop import Coop
from tests.world.host import Clone, Host
from tests.world.words import MOTION


@pytest.fixture
def host(coop: Coop) -> Iterator[Host]:
    with Host(coop) as host:
        yield host


def refuse(host: Host, says: str = "no pushes on Sundays") -> None:
    """Makes the server refuse every push, with these words."""
    hook = host.bare / "hooks" / "pre-receive"
    hook.write_text(f"#!/bin/sh\nprintf '{says}\\n' >&2\nexit 1\n")
    hook.chmod(0o755)


def relent(host: Host) -> None:
    (host.bare / "hooks" / "pre-receive").unlink()


def typed_back(clone: Clone, said: str) -> None:
    """Types what the command says to type to take the paper back."""
    found = re.search(r"to take it back: (.+?)\)?$", said, re.MULTILINE)
    assert found
    assert clone.types(*found[1].split()[1:]).status == 0


def test_a_refused_ballot_is_kept_and_its_voter_reads_that_it_goes_out_later(host: Host) -> None:
    host.coop.open("alice", "kettle", MOTION)
    bob = host.clone("bob")
    refuse(host)
    done = bob.types("vote", "0001", "for", "--yes")
    assert done.status == 0 and "no pushes on Sundays" in done.said
    assert "signed, and kept on this computer until it can be sent" in done.out
    assert "it is signed and kept, and the next command sends it again" in done.said
    assert "nothing was changed" not in done.said
    relent(host)
    assert "delivered" in bob.types("status").said and "vote/0001/bob" in host.branches()


def test_a_refused_ballot_that_is_taken_back_is_never_sent(host: Host) -> None:
    host.coop.open("alice", "kettle", MOTION)
    bob = host.clone("bob")
    refuse(host)
    typed_back(bob, bob.types("vote", "0001", "for", "--yes").said)
    relent(host)
    bob.types("status")
    assert "vote/0001/bob" not in host.branches()


def test_only_a_ballot_that_waits_here_can_be_taken_back(host: Host) -> None:
    host.coop.open("alice", "kettle", MOTION)
    bob = host.clone("bob")
    done = bob.types("vote", "--unsent")
    assert done.status == 2 and "no ballot of yours waits here unsent" in done.said
    refuse(host)
    bob.types("vote", "0001", "for", "--yes")
    assert bob.types("vote", "--unsent").said.startswith(
        "You drop your ballot on 0001, which was signed here and never"
    )
    assert bob.types("vote", "1", "--unsent").status == 2


def test_a_program_gets_its_document_of_a_refused_ballot(host: Host) -> None:
    host.coop.open("alice", "kettle", MOTION)
    refuse(host)
    done = host.clone("bob").types("vote", "0001", "for", "--json", "--yes")
    assert done.status == 0 and json.loads(done.out)["state"] == "signed"


@pytest.mark.parametrize(
    ("words", "branch"),
    [
        (("hours", "log", "--hours", "1:30", "--task", "tea"), "statement/bob/"),
        (("propose", "motion", "--title", "Buy a kettle", "--yes"), "proposal/"),
    ],
)
def test_every_paper_is_kept_and_can_be_taken_back(host: Host, words: tuple[str, ...], branch: str) -> None:
    bob = host.clone("bob")
    refuse(host)
    done = bob.types(*words)
    assert done.status == 0 and "kept on this computer" in done.said, done.said
    typed_back(bob, done.said)
    relent(host)
    bob.types("status")
    assert not host.branches(branch)


def test_the_words_of_a_server_write_nothing_else_on_the_screen(host: Host) -> None:
    host.coop.open("alice", "kettle", MOTION)
    refuse(host, r"\033[2J\033[1;31mred\033[0m \033]0;title\007" + "x" * 5_000)
    said = host.clone("bob").types("vote", "0001", "for", "--yes").said
    assert "red xxx" in said and "\x1b" not in said and "[2J" not in said and "title" not in said
    assert "x" * 500 in said and "x" * 700 not in said
