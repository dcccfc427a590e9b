"""The address of a remote as people read it, the remotes that there are, and the branch that a clone checks out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from govtool.io.git.git import Git
from govtool.io.git.gitserver import create_bare
from govtool.io.git.remote import Remote
from tests.world.coop import Coop
from tests.world.laptop import Laptop


def test_an_address_keeps_its_user_where_ssh_needs_it_and_never_a_password(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    git = Git(tmp_path)
    for address, shown in {
        "ssh://git@host/kettle": "ssh://git@host/kettle",
        "ssh://git:secret@host:2222/kettle": "ssh://git@host:2222/kettle",
        "git+ssh://git:s@cret@host/kettle": "git+ssh://git@host/kettle",
        "ssh://host/kettle": "ssh://host/kettle",
        "git@host:kettle.git": "git@host:kettle.git",
        "https://alice:secret@host/kettle": "https://host/kettle",
        "https://token@host/kettle": "https://host/kettle",
        "https://host/people@home/kettle": "https://host/people@home/kettle",
        "/srv/git/a@b.git": "/srv/git/a@b.git",
    }.items():
        git.set_setting("remote.origin.url", address)
        assert Remote(git).url == shown


def test_a_remote_of_another_name_is_named_with_the_setting(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    alice.git("remote", "rename", "origin", "kettle")
    for words in (("status",), ("doctor",), ("clerk",)):
        said = alice.types(*words)
        assert "no remote origin" in said and "git config govtool.remote kettle" in said, said
    alice.git("config", "govtool.remote", "kettle")
    assert "govtool.remote" not in alice.types("status") and alice.status == 0


def test_without_any_remote_one_is_added(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    alice.git("remote", "remove", "origin")
    assert "git remote add origin URL" in alice.types("doctor")


def test_who_fetches_from_an_old_fork_reads_which_other_remotes_there_are(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    coop.pass_("alice", "kettle", "- action: motion")
    fork = create_bare(coop.folder, "fork")
    first = alice.git("rev-list", "--max-parents=0", "refs/remotes/origin/main").split()[0]
    alice.types("status")
    alice.git("push", "-q", str(fork), f"{first}:refs/heads/main")
    alice.git("remote", "rename", "origin", "upstream")
    alice.git("remote", "add", "origin", str(fork))
    said = alice.types("status")
    assert "there are also: upstream; to follow another: git config govtool.remote NAME" in said, said


@pytest.mark.parametrize("branch", ["main", "master"])
def test_a_server_whose_head_names_another_branch_is_told(coop: Coop, branch: str) -> None:
    hub = coop.folder / "hub.git"
    subprocess.run(["git", "-C", str(hub), "symbolic-ref", "HEAD", f"refs/heads/{branch}"], check=True)
    alice = Laptop(coop, "alice")
    told = "is empty, because HEAD on the server does not name main" in alice.types("doctor")
    assert told == (branch == "master")
    if told:
        assert "on the server, in the folder of that repository: git symbolic-ref HEAD refs/heads/main" in (
            alice.types("doctor")
        )


def test_a_server_whose_head_names_a_branch_that_exists_shows_that(coop: Coop) -> None:
    hub = coop.folder / "hub.git"
    alice = Laptop(coop, "alice")
    alice.types("status")
    alice.git("push", "-q", "origin", "refs/remotes/origin/main:refs/heads/master")
    subprocess.run(["git", "-C", str(hub), "symbolic-ref", "HEAD", "refs/heads/master"], check=True)
    assert "a new clone of" in alice.types("doctor") and "shows master, because" in alice.types("doctor")


def test_an_empty_branch_that_is_checked_out_here_is_told(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    alice.types("status")
    alice.git("update-ref", "refs/heads/main", "refs/remotes/origin/main")
    alice.git("symbolic-ref", "HEAD", "refs/heads/master")
    said = alice.types("doctor")
    assert "the branch master is checked out here, and is empty" in said and "here: git checkout main" in said
