"""`govtool init --again`: what it never does. Each refusal leaves the remote and the clone as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.domain.constitution.organization import organization_of
from govtool.io.git.git import Git
from govtool.io.git.remote import LostRace, Remote
from govtool.io.signature.trust import TrustStore
from govtool.roles.lifecycle.refounding import found_again, plan_again
from govtool.roles.lifecycle.unfinished import unfinished_founding
from govtool.roles.minutes.book import MAIN
from tests.world.founders import NAMED, Founders
from tests.world.host import at_once
from tests.world.people import key_of
from tests.world.terminal import ends

NONCE = "3" * 32


@pytest.fixture
def founders(tmp_path: Path) -> Founders:
    """Alice has founded; Bob has accepted, and Carol has not."""
    founders = Founders(tmp_path)
    founders.bare_init()
    founders.accept("bob")
    return founders


def refused(founders: Founders, said: str, *words: str) -> None:
    """Asserts that nothing was changed, and that these words say why."""
    assert founders.status in (1, 2, 10), said
    for word in words:
        assert word in said, said
    assert "is founded." not in said


# Whom to leave out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "why", "what"),
    [
        ("alice", "you found again yourself", "leave it to another founder"),
        ("bob", "bob has accepted, and cannot be left out", "you can leave out: carol"),
        ("nobody", "nobody is none of the founders", "you can leave out: carol"),
    ],
)
def test_only_a_founder_whose_acceptance_is_missing_is_left_out(
    founders: Founders, name: str, why: str, what: str
) -> None:
    before = founders.head
    refused(founders, founders.again("alice", "--without", name), why, what)
    refused(founders, founders.again("alice", "--without", "carol", "--without", name), why, what)
    assert founders.status == 2 and founders.head == before


def test_a_member_who_is_no_founder_is_not_left_out(tmp_path: Path) -> None:
    founders = Founders(tmp_path)
    founders.found()
    said = founders.again("alice", "--without", "vera")
    refused(founders, said, "vera is none of the founders", "you can leave out: bob or carol")


def test_a_founder_who_has_not_accepted_does_not_leave_themselves_out(founders: Founders) -> None:
    refused(founders, founders.again("carol"), "you found again yourself")
    refused(founders, founders.again("carol", "--yes"), "every other founder has accepted", "→ govtool sign")


def test_away_from_a_terminal_somebody_is_named(founders: Founders) -> None:
    said = founders.types("alice", "init", "--again", "--yes")
    refused(founders, said, "nobody is named whom to leave out", "→ govtool init --again --without carol")
    said = founders.types("alice", "init", "--again", "--without", "carol")
    refused(founders, said, "This is what you sign:", "read it, then repeat it with --yes")
    said = founders.types("alice", "init", "--again", "--json")
    refused(founders, said, "nobody is named whom to leave out")
    assert "have accepted" not in said


@pytest.mark.parametrize("option", [("--name", "Kettle"), ("--currency", "EUR"), ("--no-push",), ("--new-teams",)])
def test_what_is_founded_is_not_said_again(founders: Founders, option: tuple[str, ...]) -> None:
    said = founders.again("alice", "--without", "carol", *option)
    refused(founders, said, f"{option[0]} does not go with --again")


def test_without_alone_is_no_founding(founders: Founders) -> None:
    refused(founders, founders.types("alice", "init", "--without", "carol"), "→ govtool init --again --without ID")


def test_only_a_founder_founds_again(founders: Founders) -> None:
    founders.clone("vera")
    refused(founders, founders.again("vera"), "is the key of no founder of Kettle", "--key FILE")


def test_too_few_votes_are_left_without_them(tmp_path: Path) -> None:
    founders = Founders(tmp_path)
    key = founders.folder / "bob.pub"
    founders.init("--name", "Kettle", "--currency", "EUR", "--founder", "alice:Alice Lee:1h",
                  "--founder", f"bob:Bob Roy:20h:{key}")  # fmt: skip
    before = founders.head
    refused(founders, founders.again("alice", "--without", "bob"), "[no_voter]")
    assert founders.status == 10 and founders.head == before


# What is never replaced ------------------------------------------------------------------------------------------


def test_a_founding_that_all_accepted_is_never_replaced(founders: Founders) -> None:
    founders.accept("carol")
    before = founders.head
    refused(founders, founders.again(), "all founders of Kettle have accepted, so it is never founded again")
    assert founders.head == before


def test_an_acceptance_that_is_not_recorded_yet_counts(founders: Founders) -> None:
    founders.accept("carol", recorded=False)
    refused(founders, founders.again(), "all founders have accepted; the clerk has not recorded it yet: carol",
            "→ govtool clerk")  # fmt: skip
    founders.types("alice", "clerk")
    assert organization_of(founders.book.state).founding == ()


def test_nobody_is_left_out_whose_acceptance_waits_for_the_clerk(tmp_path: Path) -> None:
    founders = Founders(tmp_path)
    founders.bare_init()
    founders.accept("carol", recorded=False)
    said = founders.again()
    refused(founders, said, "carol has accepted; the clerk has not recorded it yet", "→ govtool clerk")
    assert "have accepted: Alice Lee (alice) and Carol Diaz (carol)\n  have not: Bob Roy (bob)" in said
    founders.again("alice", "--without", "bob")
    assert founders.status == 0 and organization_of(founders.book.state).founding == ("carol",)


def test_what_others_put_on_their_branch_is_no_acceptance(founders: Founders) -> None:
    acceptance = founders.git("bob", "ls-remote", "origin", "refs/heads/statement/bob/000001").split()[0]
    founders.run_git(founders.hub, "update-ref", "refs/heads/statement/carol/000001", acceptance)
    said = founders.again()
    assert founders.status == 0, said


def test_main_of_another_organisation_is_never_replaced(founders: Founders, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    others = Founders(tmp_path / "other")
    others.bare_init()
    founders.run_git(founders.hub, "fetch", "-q", str(others.hub), f"+main:{MAIN}")
    said = founders.again("bob")
    refused(founders, said, f"its founding fingerprint is {others.book.genesis}, and no longer")
    assert founders.head == others.head


def test_main_without_a_founding_is_never_replaced(founders: Founders) -> None:
    founders.git("bob", "checkout", "-q", "--orphan", "project")
    founders.git("bob", "rm", "-q", "-r", "--cached", ".")
    (founders.clone("bob") / "notes.md").write_text("Notes.\n")
    project = founders.commit("bob", "notes.md")
    founders.git("bob", "push", "-q", "--force", "origin", "project:main")
    refused(founders, founders.again(), "holds no founding, so nothing is founded again")
    assert founders.head == project


def test_other_work_on_main_is_never_lost(founders: Founders) -> None:
    founders.git("bob", "pull", "-q", "origin", "main")
    (founders.clone("bob") / "docs").mkdir()
    (founders.clone("bob") / "docs" / "plan.md").write_text("A plan.\n")
    founders.commit("bob", "docs")
    founders.git("bob", "push", "-q", "origin", "main")
    before = founders.head
    refused(founders, founders.again(), "main holds other commits since the founding", "another, empty repository")
    assert founders.head == before


def test_work_in_the_clone_is_never_lost(founders: Founders) -> None:
    (founders.clone("alice") / "notes.md").write_text("Notes.\n")
    founders.commit("alice", "notes.md")
    said = founders.again()
    refused(founders, said, "your branch main holds commits", "git branch mine main; git reset --keep origin/main")


def test_a_main_that_lost_an_acceptance_is_not_replaced(founders: Founders) -> None:
    founders.types("alice", "status")
    founders.run_git(founders.hub, "update-ref", MAIN, founders.book.founded)
    refused(founders, founders.again(), "main does not contain the commit", "[history]")


def test_a_remote_that_cannot_be_reached_is_not_guessed(founders: Founders) -> None:
    founders.git("alice", "remote", "set-url", "origin", str(founders.folder / "nowhere.git"))
    refused(founders, founders.again(), "could not fetch", "the remote holds the acceptances")


# Somebody else at the same moment --------------------------------------------------------------------------------


def test_an_acceptance_that_comes_while_the_person_reads_is_seen(founders: Founders) -> None:
    terminal = founders.sits_down("alice", "init", "--again", "--without", "carol")
    terminal.expect_exact("Found it again, in place of the other founding? [y/N]: ")
    before = founders.head
    founders.accept("carol", recorded=False)
    terminal.sendline("y")
    said = ends(terminal, 1)
    assert "all founders have accepted; the clerk has not recorded it yet: carol" in said
    assert founders.head == before


def test_an_acceptance_of_another_founder_is_news_too(tmp_path: Path) -> None:
    founders = Founders(tmp_path)
    founders.bare_init()
    terminal = founders.sits_down("alice", "init", "--again", "--without", "carol")
    terminal.expect_exact("Found it again, in place of the other founding? [y/N]: ")
    founders.accept("bob", recorded=False)
    terminal.sendline("y")
    assert "an acceptance, or another founding, arrived at this moment; nothing was changed" in ends(terminal, 1)


def test_an_acceptance_that_is_recorded_before_the_push_wins(founders: Founders) -> None:
    git = Git(founders.clone("alice"))
    remote, here = Remote(git), git.ref(MAIN)
    with founders.at("alice"):
        trust = TrustStore()
        remote.fetch()
        seen = unfinished_founding(git, remote, trust, founders.now)
        plan = plan_again(seen, ("carol",), "alice", NONCE, founders.now)
    founders.accept("carol")
    before = founders.head
    with founders.at("alice"), pytest.raises(LostRace, match="a founder accepted, or founded again"):
        found_again(git, plan, key_of("alice"), "Alice <a@example.org>", seen, remote=remote, trust=trust)
    assert (founders.head, git.ref(MAIN)) == (before, here)
    assert git.setting("govtool.genesis") == founders.book.genesis == seen.book.genesis


def test_of_two_who_found_again_at_once_one_wins(founders: Founders) -> None:
    for name in ("alice", "bob"):
        founders.types(name, "status")
    arguments = ("init", "--again", "--without", "carol", "--yes")
    done = at_once(*(lambda name=name: founders.process(name, *arguments) for name in ("alice", "bob")))
    assert sorted(each.status == 0 for each in done) == [False, True], [each.said for each in done]
    winner = next(each for each in done if each.status == 0)
    loser = next(each for each in done if each.status != 0)
    assert founders.book.genesis in winner.said and "is founded." not in loser.said
    assert "nothing was changed" in loser.said or "founded Kettle again without carol" in loser.said


# The clones of the others ----------------------------------------------------------------------------------------


def test_the_clone_of_every_other_founder_refuses_until_its_person_agrees(founders: Founders) -> None:
    for name in ("bob", "carol"):
        founders.types(name, "status")
    old = founders.book.genesis
    founders.again()
    for name in ("bob", "carol"):
        for command in (("status",), ("sign", "--yes"), ("audit",)):
            said = founders.types(name, *command)
            assert founders.status == 10 and "[founded_again]" in said, said
            assert "Alice Lee (alice) founded Kettle again without carol" in said
            assert f"govtool trust remove {old}, and govtool status" in said
        assert founders.git(name, "config", "govtool.genesis") == old
    found = founders.reads("bob", "audit")
    assert [each["code"] for each in found["findings"]] == ["founded_again"]


def test_another_clone_on_the_same_computer_refuses_too(founders: Founders) -> None:
    founders.git("alice", "pull", "-q", "origin", "main")
    founders.run_git(founders.folder, "clone", "-q", "--config", "govtool.genesis=" + founders.book.genesis, "hub.git",
                     "second")  # fmt: skip
    founders.again()
    first, second = founders.folder / "alice", founders.folder / "second"
    first.rename(founders.folder / "first")
    second.rename(first)
    said = founders.types("alice", "status")
    assert founders.status == 10 and "[founded_again]" in said, "its own main tells what the founding was"


def test_a_stranger_who_founds_in_their_place_is_not_believed(founders: Founders, tmp_path: Path) -> None:
    founders.types("bob", "status")
    (tmp_path / "other").mkdir()
    strangers = Founders(tmp_path / "other")
    (strangers.folder / "alice.key").write_text(key_of("mallory").openssh_private())
    strangers.init(*NAMED)
    founders.run_git(founders.hub, "fetch", "-q", str(strangers.hub), f"+main:{MAIN}")
    said = founders.types("bob", "status")
    assert founders.status == 10 and "[genesis]" in said and "another organisation is in its place" in said


def test_after_all_accepted_a_new_founding_is_called_another_organisation(founders: Founders, tmp_path: Path) -> None:
    founders.accept("carol")
    founders.types("bob", "status")
    (tmp_path / "other").mkdir()
    again = Founders(tmp_path / "other")
    again.bare_init()
    founders.run_git(founders.hub, "fetch", "-q", str(again.hub), f"+main:{MAIN}")
    assert "[genesis]" in founders.types("bob", "status")
