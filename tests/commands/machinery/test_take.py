"""`govtool take`: a signed ballot carried as a file, by anyone, and what is not let in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govtool.io.git.git import Git
from tests.conftest import Git as RunGit
from tests.world.clone import Clone
from tests.world.coop import Coop
from tests.world.people import key_of


@pytest.fixture
def clone(coop: Coop, git: RunGit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Clone:
    return Clone(coop, git, monkeypatch, capsys)


def bundle(coop: Coop, git: RunGit, *branches: str, prefix: str = "refs/govtool/outbox/", keep: bool = False) -> Path:
    """A file with branches as their signer's outbox holds them; the hub itself forgets the branches."""
    hub, file = coop.folder / "hub.git", coop.folder / f"carried-{len(list(coop.folder.iterdir()))}.bundle"
    for branch in branches:
        oid = coop.hub.ref(f"refs/heads/{branch}") or ""
        git(hub, "update-ref", prefix + branch, oid)
    git(hub, "bundle", "create", "--quiet", str(file), *(prefix + branch for branch in branches), "^refs/heads/main")
    for branch in branches:
        if not keep:
            git(hub, "update-ref", "-d", f"refs/heads/{branch}")
        if not prefix.startswith("refs/heads/"):
            git(hub, "update-ref", "-d", prefix + branch)
    return file


def take(clone: Clone, file: Path, *options: str) -> tuple[int, list[tuple[str, str, set[str]]]]:
    status, data = clone.json("take", str(file), *options)
    items: list[dict[str, Any]] = data["taken"]
    return status, [(item["branch"], item["state"], {f["code"] for f in item["findings"]}) for item in items]


def test_a_carried_ballot_is_delivered_and_counted(coop: Coop, clone: Clone, git: RunGit) -> None:
    number = coop.open("alice", "kettle", "- action: motion")
    ballot = coop.vote("bob", number, "for")
    file = bundle(coop, git, f"vote/{number}/bob")
    assert coop.hub.ref(f"refs/heads/vote/{number}/bob") is None
    assert take(clone, file) == (0, [(f"vote/{number}/bob", "delivered", set())])
    assert coop.hub.ref(f"refs/heads/vote/{number}/bob") == ballot
    assert not Git(clone.folder).refs("refs/govtool/taken/")
    # twice is once
    assert take(clone, file) == (0, [(f"vote/{number}/bob", "there already", set())])
    assert "was there already" in clone.govtool("take", str(file))[1]
    coop.vote("alice", number, "for")
    coop.finish(number)
    assert coop.entry(number).status == "passed"


def test_statements_proposals_and_handovers_are_carried_too(coop: Coop, clone: Clone, git: RunGit) -> None:
    coop.propose("alice", "kettle", "- action: motion")
    coop.state("carol", "resign")
    coop.hub.set_ref("refs/heads/handover/dan", coop.sign_handover("dan", key_of("new clerk")))
    branches = ("handover/dan", "proposal/kettle", "statement/carol/000001")
    status, taken = take(clone, bundle(coop, git, *branches))
    assert status == 0 and taken == [(branch, "delivered", set()) for branch in branches]


def test_offline_it_is_kept_and_sent_later(coop: Coop, clone: Clone, git: RunGit) -> None:
    number = coop.open("alice", "kettle", "- action: motion")
    ballot = coop.vote("bob", number, "for")
    file = bundle(coop, git, f"vote/{number}/bob")
    clone.fetch()
    assert take(clone, file, "--offline") == (0, [(f"vote/{number}/bob", "kept", set())])
    assert coop.hub.ref(f"refs/heads/vote/{number}/bob") is None
    assert take(clone, file)[0] == 0
    assert coop.hub.ref(f"refs/heads/vote/{number}/bob") == ballot


def test_what_the_clerk_would_refuse_is_refused(coop: Coop, clone: Clone, git: RunGit) -> None:
    number = coop.open("alice", "kettle", "- action: motion")
    coop.vote("bob", number, "for", key=key_of("mallory"))
    status, taken = take(clone, bundle(coop, git, f"vote/{number}/bob"))
    assert status == 10 and taken == [(f"vote/{number}/bob", "refused", {"key_unknown"})]
    assert coop.hub.ref(f"refs/heads/vote/{number}/bob") is None
    assert not Git(clone.folder).refs("refs/govtool/")


def test_a_ballot_on_somebody_else_s_branch_is_refused(coop: Coop, clone: Clone, git: RunGit) -> None:
    number = coop.open("alice", "kettle", "- action: motion")
    coop.vote("bob", number, "for", branch=f"vote/{number}/alice")
    status, taken = take(clone, bundle(coop, git, f"vote/{number}/alice"))
    assert status == 10 and taken == [(f"vote/{number}/alice", "refused", {"reserved_branch"})]


def test_an_old_bundle_does_not_put_back_a_newer_vote(coop: Coop, clone: Clone, git: RunGit) -> None:
    number = coop.open("alice", "kettle", "- action: motion")
    coop.vote("bob", number, "for")
    old = bundle(coop, git, f"vote/{number}/bob")
    newer = coop.vote("bob", number, "against", cast=2)
    assert take(clone, old) == (0, [(f"vote/{number}/bob", "older", set())])
    assert coop.hub.ref(f"refs/heads/vote/{number}/bob") == newer
    # the later one takes the place of the earlier one, and any takes that of a forged one
    again = bundle(coop, git, f"vote/{number}/bob")
    coop.vote("bob", number, "for")
    assert take(clone, again)[1] == [(f"vote/{number}/bob", "delivered", set())]
    coop.vote("bob", number, "for", cast=9, key=key_of("mallory"))
    assert take(clone, old)[1] == [(f"vote/{number}/bob", "delivered", set())]


@pytest.mark.parametrize("branch", ["main", "gather/0001", "vote", "vote/0001", "application", "anything"])
def test_a_bundle_with_anything_else_is_not_taken_at_all(branch: str, coop: Coop, clone: Clone, git: RunGit) -> None:
    number = coop.open("alice", "kettle", "- action: motion")
    coop.vote("bob", number, "for")
    oid = coop.push_raw("", {"docs/x.md": b"x\n"})
    git(coop.folder / "hub.git", "update-ref", f"refs/odd/{branch}", oid)
    file = coop.folder / "odd.bundle"
    other = coop.folder / "other"
    git(coop.folder, "init", "--quiet", "--bare", str(other))
    git(other, "fetch", "--quiet", str(coop.folder / "hub.git"), f"refs/odd/{branch}:refs/heads/{branch}")
    git(other, "bundle", "create", "--quiet", str(file), f"refs/heads/{branch}")
    status, text = clone.govtool("take", str(file))
    assert status == 1 and "nothing was taken" in text
    assert not Git(clone.folder).has(oid)


def test_a_file_that_is_no_bundle_or_builds_on_what_is_not_here(coop: Coop, clone: Clone, git: RunGit) -> None:
    nonsense = coop.folder / "nonsense"
    nonsense.write_bytes(b"hello")
    status, text = clone.govtool("take", str(nonsense))
    assert status == 1 and "is no bundle" in text
    other = coop.another("other", nonce="2" * 32)
    number = other.open("alice", "kettle", "- action: motion")
    other.vote("bob", number, "for")
    status, text = clone.govtool("take", str(bundle(other, git, f"vote/{number}/bob")))
    assert status == 1 and "could not be taken in" in text
