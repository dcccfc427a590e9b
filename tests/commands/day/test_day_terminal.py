"""A member's day in a real terminal: who uses git once a month is asked, answers, and is told what came of it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.terminal import ends, raw
from tests.world.words import MOTION

CHANGE = "- action: change-hours\n  member: dan\n  from_minutes: 600\n  to_minutes: 1200"


def test_walking_through_what_waits(coop: Coop) -> None:
    coop.open("alice", "hours", CHANGE)
    coop.open("bob", "hello", MOTION)
    coop.vote("alice", "0001", "for")
    carol = Laptop(coop, "carol")
    child = carol.sits_down("vote")
    child.expect(r"\(1 of 2\)")
    child.expect("0001 About hours")
    child.expect(r"closes Sun 8 Nov, 10:00 \(in 7 days\)")
    child.expect(r"\+ committed_minutes_per_week: 1200")
    child.expect("2 for, 0 against, 5 have not voted, of 7 votes")
    child.expect("for: then 1 more vote for would pass it")
    child.expect("Your vote")
    child.sendline("yes")
    child.expect("is not one of")
    child.sendline("for")
    child.expect("Why")
    child.sendline("he earns it")
    child.expect("Sign for on 0001 About hours")
    child.sendline("y")
    child.expect('Your vote on 0001 "About hours": for')
    child.expect("signed and delivered")
    child.expect(r"\(2 of 2\)")
    child.expect("It changes nothing in the registry")
    child.expect("Your vote")
    child.sendline("")
    child.expect("skipped")
    ends(child, 0)
    assert [vote["proposal"] for vote in carol.reads("status")["vote"]] == ["0002"]
    assert carol.reads("tally", "1")["counted"][1]["reason"] == "he earns it"


def test_the_vote_that_decides_is_told_before_it_is_signed(coop: Coop) -> None:
    coop.open("bob", "hello", MOTION)
    coop.vote("alice", "0001", "for")
    coop.vote("carol", "0001", "for")
    child = Laptop(coop, "erin").sits_down("vote", "hello")
    child.expect("for: it would be passed; only a changed vote could alter that")
    child.expect("against: then 1 more vote for would pass it")
    child.sendline("abstain")
    child.expect("Why")
    child.sendline("")
    child.expect("Sign abstain")
    child.sendline("n")
    child.expect("Nothing was signed")
    ends(child, 0)
    assert coop.hub.ref("refs/heads/vote/0001/erin") is None


@pytest.mark.parametrize(("no_color", "terminal"), [("1", "xterm"), ("", "dumb"), ("0", "dumb")])
def test_a_plain_terminal_is_told_the_same_without_colours(
    coop: Coop, monkeypatch: pytest.MonkeyPatch, no_color: str, terminal: str
) -> None:
    """No colour says anything that the words do not. NO_COLOR counts whatever it is set to, unless it is empty."""
    coop.open("bob", "hello", MOTION)
    erin = Laptop(coop, "erin")
    erin.types("status")
    commands = {"status": 0, "show 1": 0, "tally 1": 11, "show bylaws": 0, "vote 9 for": 2, "treasury": 0}
    for line, status in commands.items():
        monkeypatch.setenv("NO_COLOR", "")
        coloured = raw(erin.sits_down(*line.split(), terminal="xterm"), status)
        assert "\x1b[" in coloured, f"a terminal is shown colours: {line}"
        monkeypatch.setenv("NO_COLOR", no_color)
        plain = raw(erin.sits_down(*line.split(), terminal=terminal), status)
        assert plain == re.sub(r"\x1b\[[0-9;]*m", "", coloured), line


def test_interrupting_leaves_nothing_half_done(coop: Coop) -> None:
    coop.open("bob", "hello", MOTION)
    child = Laptop(coop, "erin").sits_down("vote", "hello")
    child.expect("Your vote")
    child.sendintr()
    child.expect("interrupted; if something was signed already, it is kept")
    ends(child, 130)
    assert coop.hub.refs("refs/heads/vote/") == {}


def test_a_vote_that_is_interrupted_after_it_was_signed_is_said_to_be_kept(coop: Coop) -> None:
    coop.open("bob", "hello", MOTION)
    hook = coop.folder / "hub.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {coop.folder}/reached\nsleep 3\nexit 1\n")
    hook.chmod(0o755)
    erin = Laptop(coop, "erin")
    child = erin.sits_down("vote", "hello", "for")
    for _ in range(600):
        if (coop.folder / "reached").exists():
            break
        time.sleep(0.1)
    child.sendintr()
    child.expect("if something was signed already, it is kept, and the next command sends it")
    child.expect("govtool status --offline")
    ends(child, 130)
    hook.unlink()
    assert "you voted for (signed)" in erin.types("status", "--offline") and coop.hub.refs("refs/heads/vote/") == {}
    assert "delivered erin's vote on 0001" in erin.types("status")


def test_the_once_a_month_member_and_everything_that_goes_wrong(coop: Coop) -> None:
    number = coop.open("bob", "hello", MOTION)
    erin = Laptop(coop, "erin", with_key=False)
    said = ends(erin.sits_down("vote", "hello", "for"), 1)
    assert "you have no key to sign with yet" in said and "govtool key setup" in said
    erin.git("config", "user.signingKey", "0123456789ABCDEF")
    said = ends(erin.sits_down("vote", "hello", "for"), 1)
    assert "openpgp" in said and "make an SSH key beside it: govtool key setup" in said
    stranger = Laptop(coop, "stranger")
    erin.git("config", "gpg.format", "ssh")
    erin.git("config", "user.signingKey", stranger.git("config", "user.signingKey").strip())
    said = ends(erin.sits_down("vote", "hello", "for"), 1)
    assert "is not registered with Test Co-operative" in said
    erin = Laptop(coop, "erin")
    said = ends(erin.sits_down("vote", "helo", "for"), 2)
    assert "did you mean hello?" in said
    said = ends(erin.sits_down("vot", "hello", "for"), 2)
    assert "did you mean vote?" in said
    assert "there is no command '--vote'" in ends(erin.sits_down("--", "--vote"), 2)
    erin.goes_offline()
    said = ends(erin.sits_down("vote", "hello", "for"), 0)
    assert "could not fetch" in said and "kept on this computer until it can be sent" in said
    erin.comes_back()
    said = ends(erin.sits_down("vote", "hello", "for"), 0)
    assert "delivered erin's vote on 0001, which was signed earlier" in said and "already" in said
    coop.finish(number)
    said = ends(erin.sits_down("vote", "hello", "against"), 10)
    assert "is closed: rejected since" in said and "govtool show 0001" in said


def test_proposing_asks_for_what_is_missing(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    child = alice.sits_down("propose")
    child.expect("change-hours: Raise the hours that a person commits")
    child.expect("Which action")
    child.sendline("change-hours")
    child.expect("member")
    child.sendline("dan")
    child.expect("to minutes")
    child.sendline("20h")
    child.expect("Title")
    child.sendline("More of Dan")
    child.expect("Summary")
    child.sendline("Dan works full time")
    child.expect(r"4 votes \(2 people or more\)")
    child.expect(r"\+ committed_minutes_per_week: 1200")
    child.expect("Submit it")
    child.sendline("y")
    child.expect("Submitted as more-of-dan")
    ends(child, 0)
    coop.run_clerk()
    assert coop.entry("0001").title == "More of Dan"


def test_a_founder_reads_and_then_signs(tmp_path: Path) -> None:
    coop = Coop.found(tmp_path / "coop", founding=("bob",))
    child = Laptop(coop, "bob").sits_down("sign")
    child.expect("name: Test Co-operative")
    child.expect(coop.genesis)
    child.expect("Do you sign the founding of Test Co-operative")
    child.sendline("y")
    child.expect("signed and delivered")
    ends(child, 0)
    coop.run_clerk()
    assert coop.registry is not None and coop.run.done == ["took statement 1 of bob"]


def test_leaving_asks_for_the_id(coop: Coop) -> None:
    child = Laptop(coop, "dan").sits_down("resign")
    child.expect("wages that you are owed stay owed to you")
    child.expect("Type your id to leave")
    child.sendline("no")
    assert "nothing was signed" in ends(child, 2)
    assert coop.hub.refs("refs/heads/statement/") == {}
