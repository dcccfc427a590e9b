"""A founder never accepts: the others found again without them, on the same server, and go on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.affiliation import Affiliation
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.domain.constitution.team import Team
from govtool.domain.decisions.policy import Policy
from govtool.domain.money.account import owed_all
from govtool.domain.money.treasury import treasury_of
from govtool.io.git.git import Git
from govtool.roles.clerk.guard import install
from govtool.roles.minutes.book import MAIN
from tests.world.founders import NAMED, Founders
from tests.world.terminal import ends

LATER = "2026-11-20T10:00:00Z"


@pytest.fixture
def founders(tmp_path: Path) -> Founders:
    return Founders(tmp_path)


def test_two_of_three_go_on_without_the_founder_who_never_accepts(founders: Founders) -> None:
    founders.bare_init()
    founders.accept("bob")
    old, founders.now = founders.book, LATER
    said = founders.again()
    assert founders.status == 0, said
    assert "have accepted: Alice Lee (alice) and Bob Roy (bob)\n  have not: Carol Diaz (carol)\n" in said
    new = founders.book
    assert new.genesis != old.genesis and new.founded == new.page.head == founders.head
    assert "rejects everything else: bob. They type:" in said and f"govtool trust remove {old.genesis}" in said

    said = founders.types("bob", "status")
    line = f"govtool trust remove {old.genesis}"
    assert founders.status == 10 and line in said
    assert f"Alice Lee (alice) founded Kettle again without carol: its founding fingerprint is {new.genesis}" in said
    founders.types("bob", *line.split()[1:])
    said = founders.types("bob", "status")
    assert founders.status == 0 and "Waits for your signature: the founding of Kettle" in said
    assert "is not taken" not in said, "the acceptance of the other founding is no matter any more"
    founders.accept("bob")
    assert organization_of(founders.book.state).founding == ()
    assert [member.id for member in Member.all(founders.book.state)] == ["alice", "bob"]
    assert "opened" not in founders.types("bob", "propose", "motion", "--title", "Tea in the kitchen", "--yes")
    assert "opened" in founders.types("alice", "clerk")
    for name in ("alice", "bob"):
        assert founders.reads(name, "audit")["ok"] and founders.status == 0


def test_the_clone_that_founds_again_follows_the_new_founding(founders: Founders) -> None:
    founders.bare_init()
    old, founders.now = founders.book, LATER
    founders.again()
    assert founders.git("alice", "rev-parse", "main", "origin/main").split() == [founders.head] * 2
    assert founders.git("alice", "status", "--short") == ""
    assert founders.git("alice", "config", "govtool.genesis") == founders.book.genesis
    assert [pin["genesis"] for pin in founders.reads("alice", "trust", "list")] == [founders.book.genesis]
    assert old.genesis != founders.book.genesis
    founders.types("alice", "status")
    assert founders.status == 0


def test_everything_stays_that_needs_nobody_who_is_left_out(founders: Founders) -> None:
    founders.found("--charter", "founding-document")
    old, founders.now = founders.book.state, LATER
    said = founders.again()
    assert founders.status == 0, said
    new = founders.book.state
    assert bylaws_of(new) == bylaws_of(old) and list(Policy.all(new)) == list(Policy.all(old)) != []
    assert organization_of(new) == organization_of(old).changed(founding=("bob",)), "the clerk keeps its keys"
    assert [(each.creditor, each.owed_minor) for each in owed_all(new, LATER)] == [("alice", 30000)]
    assert treasury_of(new).balance("treasury") == 120000
    assert [member.id for member in Member.all(new)] == ["alice", "bob", "vera"]
    bob, vera = Member.one(new, "bob"), Member.one(new, "vera")
    assert (bob.joined_at, bob.counts_at, bob.keys[0].active_at) == (LATER, LATER, LATER)
    assert (vera.membership, vera.joined_at, vera.keys[0].blob) == ("none", None, Member.one(old, "vera").keys[0].blob)
    assert [seat.member for seat in Team.one(new, "repair").seats] == ["bob"]
    changes = said[said.index("This changes:") : said.index("Kettle is founded.")]
    for line in (
        "Carol Diaz (carol) is left out.",
        "120.50 EUR owed to carol are not in the new books. You may still owe them: keep the document.",
        "The team repair is without carol.",
        "carol had these duties: treasurer.",
        "No acceptance carries over: each other founder accepts again.",
    ):
        assert f"  {line}\n" in changes, line
    assert said.index("This is what you sign:") < said.index("This changes:")


def test_dates_before_the_founding_stay(founders: Founders) -> None:
    people = founders.folder / "people.yaml"
    people.write_text(people.read_text().replace("name: Bob Roy", 'name: Bob Roy, joined_at: "2024-05-01T00:00:00Z"'))
    founders.found()
    founders.now = LATER
    founders.again()
    bob = Member.one(founders.book.state, "bob")
    assert (bob.joined_at, bob.counts_at) == ("2024-05-01T00:00:00Z", LATER)


def test_a_program_reads_what_was_given_up_and_what_changed(founders: Founders) -> None:
    founders.found()
    founders.accept("bob")
    old = founders.book.genesis
    found = founders.reads("alice", "init", "--again", "--without", "carol", "--yes")
    assert (found["given_up"], found["genesis"]) == (old, founders.book.genesis)
    assert found["left_out"] == [
        {"member": "carol", "name": "Carol Diaz", "owed_minor": 12050, "teams": ["repair"], "duties": ["treasurer"]}
    ]
    assert (found["accept_again"], found["waits_for"], found["clerk_keys"]) == (["bob"], ["bob"], [])
    assert found["pushed_to"] == str(founders.hub)


def test_another_founder_can_found_again(founders: Founders) -> None:
    founders.bare_init()
    founders.accept("bob")
    old = founders.book.genesis
    said = founders.again("bob")
    assert founders.status == 0 and organization_of(founders.book.state).founding == ("alice",), said
    assert "Bob Roy (bob) founded Kettle again without carol" in founders.types("alice", "status")
    founders.types("alice", "trust", "remove", old)
    founders.accept("alice")
    assert organization_of(founders.book.state).founding == ()


def test_whom_to_leave_out_is_asked_on_a_terminal(founders: Founders) -> None:
    founders.bare_init()
    founders.accept("bob")
    before = founders.head
    for answer, told in (("n", "Nobody is left out, so nothing was founded."), ("y", "Nothing was signed.")):
        terminal = founders.sits_down("alice", "init", "--again")
        terminal.expect_exact("have not: Carol Diaz (carol)")
        terminal.expect_exact("Leave out Carol Diaz (carol)? [y/N]: ")
        terminal.sendline(answer)
        if answer == "y":
            terminal.expect_exact("Found it again, in place of the other founding? [y/N]: ")
            terminal.sendline("n")
        assert told in ends(terminal, 0) and founders.head == before
    terminal = founders.sits_down("alice", "init", "--again")
    terminal.expect_exact("Leave out Carol Diaz (carol)? [y/N]: ")
    terminal.sendline("y")
    terminal.expect_exact("Found it again, in place of the other founding? [y/N]: ")
    terminal.sendline("y")
    assert "Kettle is founded." in ends(terminal, 0)
    assert founders.head != before and organization_of(founders.book.state).founding == ("bob",)


def test_a_project_keeps_its_files_and_its_history(founders: Founders) -> None:
    alice = founders.clone("alice")
    (alice / "tool.sh").write_text("#!/bin/sh\n")
    project = founders.commit("alice", "tool.sh")
    key = founders.folder / "bob.pub"
    wheel = ("--requirement", "govtool-coop==0.1.0 --hash=sha256:" + "a" * 64)
    founders.init(*NAMED, "--founder", f"bob:Bob Roy:20h:{key}", "--below", ".governance", "--forge", "github", *wheel)
    beside = founders.git("alice", "ls-tree", "-r", "--name-only", "HEAD", ".github").split()
    said = founders.again("alice", "--without", "bob")
    assert founders.status == 0 and beside, said
    assert founders.git("alice", "rev-parse", "HEAD~1") == project, "it comes after the project, as before"
    assert (alice / "tool.sh").exists() and founders.book.layout.prefix == ".governance/"
    assert founders.git("alice", "ls-tree", "-r", "--name-only", "HEAD", ".github").split() == beside
    assert organization_of(founders.book.state).founding == () and "Next: govtool status" in said


def test_a_federation_is_founded_again(founders: Founders) -> None:
    keys = {name: founders.folder / f"{name}.pub" for name in ("bob", "carol")}
    founders.init(
        *("--profile", "federation", "--affiliate", "riverside:Riverside Co-op", "--name", "Valley"),
        *("--currency", "EUR", "--founder", "alice:Alice Lee"),
        *("--founder", f"bob:Bob Roy:{keys['bob']}", "--founder", f"carol:Carol Diaz:{keys['carol']}"),
    )
    founders.now = LATER
    said = founders.again()
    assert founders.status == 0, said
    state = founders.book.state
    riverside = Affiliate.one(state, "riverside")
    assert (riverside.people, riverside.joined_at, riverside.people_most) == (2, LATER, 40)
    assert [(each.person, each.rows[0].since) for each in Affiliation.all(state)] == [("alice", LATER), ("bob", LATER)]


def test_without_a_remote_it_is_founded_again_here(founders: Founders) -> None:
    founders.clone("alice")
    founders.git("alice", "remote", "remove", "origin")
    founders.bare_init()
    before = founders.git("alice", "rev-parse", "main")
    said = founders.again()
    assert founders.status == 0 and founders.git("alice", "rev-parse", "main") != before, said
    assert not (founders.clone("alice") / "registry" / "members" / "ca").exists()


# The server ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["setting", "guard"])
def test_a_server_that_keeps_main_is_told_of_with_what_its_owner_types(founders: Founders, kind: str) -> None:
    founders.bare_init()
    founders.accept("bob")
    before, here = founders.head, founders.git("alice", "rev-parse", "main")
    if kind == "guard":
        install(Git(founders.hub), sys.executable, force=False)
        words = "is not among the first parents of"
    else:
        founders.run_git(founders.hub, "config", "receive.denyNonFastForwards", "true")
        words = "denying non-fast-forward"
    said = founders.again()
    line = f"git update-ref -d {MAIN} {before}"
    assert founders.status == 1 and words in said and line in said, said
    assert founders.head == before == founders.git("alice", "rev-parse", "origin/main")
    assert founders.git("alice", "rev-parse", "main") == here
    assert "The founding waits for: carol" in founders.types("alice", "status"), "nothing was changed here"

    founders.run_git(founders.hub, *line.split()[1:])
    said = founders.again()
    assert founders.status == 0, said
    assert "have accepted: Alice Lee (alice) and Bob Roy (bob)" in said, "the last main that was verified here counts"
    assert organization_of(founders.book.state).founding == ("bob",)


def test_files_that_are_in_the_way_stay_as_they_are(founders: Founders) -> None:
    founders.bare_init()
    mine = founders.clone("alice") / "registry" / "organization.yaml"
    mine.write_text("mine\n")
    said = founders.again()
    assert founders.status == 0 and mine.read_text() == "mine\n"
    assert "git reset --keep origin/main says which" in said and founders.book.page.head == founders.head
