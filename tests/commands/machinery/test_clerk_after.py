"""`git config govtool.clerk auto`: who holds the clerk's key has each command that delivers something run the clerk."""

from __future__ import annotations

import pytest

from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import key_of
from tests.world.words import MOTION


@pytest.fixture
def alice(coop: Coop) -> Laptop:
    """Alice's clone, which holds the clerk's key where init puts it; 0001 is open."""
    coop.open("alice", "kettle", MOTION)
    laptop = Laptop(coop, "alice")
    hold(laptop, coop.clerk_key.openssh_private())
    return laptop


def hold(laptop: Laptop, text: str) -> None:
    kept = laptop.folder / ".git" / "govtool" / "clerk-ci"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(text)
    kept.chmod(0o600)


def test_a_vote_is_gathered_right_after_it(coop: Coop, alice: Laptop) -> None:
    alice.git("config", "govtool.clerk", "auto")
    said = alice.types("vote", "1", "for")
    assert alice.status == 0 and "(the clerk: 0001 gathered 1 ballot)" in said
    assert coop.hub.ref("refs/heads/gather/0001") is not None and coop.audit().ok


def test_a_statement_is_taken_right_after_it(coop: Coop, alice: Laptop) -> None:
    alice.git("config", "govtool.clerk", "auto")
    said = alice.types("resign", "--id", "alice")
    assert alice.status == 0 and "took statement 1 of alice" in said
    assert coop.member("alice").membership != "member" and coop.audit().ok


def test_it_is_off_until_somebody_asks_for_it(coop: Coop, alice: Laptop) -> None:
    said = alice.types("vote", "1", "for")
    assert alice.status == 0 and "(the clerk" not in said
    assert coop.hub.ref("refs/heads/gather/0001") is None


def test_a_command_that_delivers_nothing_runs_no_clerk(coop: Coop, alice: Laptop) -> None:
    alice.git("config", "govtool.clerk", "auto")
    coop.propose("bob", "spoon", MOTION)
    assert "(the clerk" not in alice.types("list", "open") and alice.status == 0
    assert "(the clerk" not in alice.types("vote", "1", "for", "--offline")
    assert "0002 opened" in alice.types("status"), "what was signed offline is delivered now"


def test_a_program_still_reads_the_answer_of_the_command(coop: Coop, alice: Laptop) -> None:
    alice.git("config", "govtool.clerk", "auto")
    assert alice.reads("vote", "1", "for")["format"] == 1 and alice.status == 0
    assert coop.hub.ref("refs/heads/gather/0001") is not None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "there is no key of the clerk here"),
        ("hello\n", "not a private key"),
        (key_of("mallory").openssh_private(), "is no key of the clerk"),
    ],
    ids=["no key", "no key in the file", "a stranger's key"],
)
def test_a_clerk_that_fails_is_no_failure_of_the_command(coop: Coop, alice: Laptop, text: str | None, why: str) -> None:
    alice.git("config", "govtool.clerk", "auto")
    (alice.folder / ".git" / "govtool" / "clerk-ci").unlink()
    if text is not None:
        hold(alice, text)
    said = alice.types("vote", "1", "for")
    lines = [line for line in said.split("\n") if "the clerk did not run" in line]
    assert alice.status == 0 and len(lines) == 1 and why in lines[0]
    assert coop.hub.ref("refs/heads/vote/0001/alice") is not None
    assert coop.hub.ref("refs/heads/gather/0001") is None


def test_another_word_than_auto_is_told(alice: Laptop) -> None:
    alice.git("config", "govtool.clerk", "on")
    said = alice.types("vote", "1", "for")
    assert alice.status == 0 and "git config govtool.clerk auto" in said
