"""Refs move by comparison or not at all; and no part of the product sets or deletes one in another way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.git.refs import Move
from tests.conftest import Git as RunGit
from tests.world.coop import Coop
from tests.world.host import at_once
from tests.world.place import ROOT


def test_a_ref_moves_only_from_where_it_was_seen(coop: Coop) -> None:
    git, head = coop.hub, coop.head
    other = coop.push_raw("", {"docs/x.md": b"x\n"})
    name = "refs/govtool/outbox/vote/0001/bob"
    assert git.move_refs(Move(name, head, None)) and git.ref(name) == head
    assert not git.move_refs(Move(name, other, None)), "there is one already"
    assert not git.move_refs(Move(name, None, other)), "it is another"
    assert not git.move_refs(Move(name, other, other)), "it is not so"
    assert git.move_refs(Move(name, head, head)) and git.move_refs(Move(name + "x", None, None))
    assert git.move_refs(Move(name, other, head)) and git.ref(name) == other
    assert git.move_refs(Move(name, None, other)) and git.ref(name) is None
    assert not git.move_refs(Move(name, None, other)), "it is gone"


def test_several_move_together_or_not_at_all(coop: Coop) -> None:
    git, head = coop.hub, coop.head
    first, second = "refs/govtool/a", "refs/govtool/b"
    assert not git.move_refs(Move(first, head, None), Move(second, None, head))
    assert git.refs("refs/govtool/") == {}
    assert git.move_refs(Move(first, head, None), Move(second, head, None))
    assert git.refs("refs/govtool/") == {first: head, second: head}
    assert git.refs("refs/govtool/b") == {second: head} and git.refs("refs/govt") == git.refs("refs/govtool/")


def test_of_many_at_once_one_makes_it(coop: Coop) -> None:
    git = coop.hub
    oids = [coop.push_raw("", {"docs/x.md": bytes([65 + place])}) for place in range(4)]
    jobs = [lambda oid=oid: git.move_refs(Move("refs/govtool/x", oid, None)) for oid in oids]
    assert sorted(map(bool, at_once(*jobs))) == [False, False, False, True]


def test_a_lock_that_nobody_holds_is_told(coop: Coop) -> None:
    lock = coop.folder / "hub.git" / "refs" / "govtool" / "x.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    with pytest.raises(GovtoolError, match=r"x\.lock") as caught:
        coop.hub.move_refs(Move("refs/govtool/x", coop.head, None))
    assert "can be removed" in caught.value.hint


def test_a_ref_that_is_at_no_commit_is_none(coop: Coop) -> None:
    blob = coop.hub.write("blob", b"x")
    folder = coop.folder / "hub.git" / "refs" / "pull" / "7"
    folder.mkdir(parents=True)
    (folder / "head").write_text(blob + "\n")
    (folder / "gone").write_text("1" * 40 + "\n")
    assert coop.hub.refs("refs/pull/") == {} and coop.hub.ref("refs/pull/7/head") is None


def test_refs_are_found_wherever_git_keeps_them(coop: Coop, git: RunGit) -> None:
    bare, head = coop.hub, coop.head
    name = "refs/govtool/outbox/vote/0001/bob"
    assert bare.refs("refs/govtool/") == {} and bare.move_refs(Move(name, head, None))
    git(bare.folder, "pack-refs", "--all", "--prune")
    assert not (bare.folder / name).exists(), "it is packed"
    below = ("refs/", "refs/govtool/", "refs/govtool/outbox/vote/", "refs/govtool/outbox/vote/0001/b", name)
    assert all(bare.refs(prefix)[name] == head for prefix in below)
    assert bare.refs("refs/govtool/outbox/vote/0001/bob/") == bare.refs("refs/govtool/outbox/vot/") == {}
    git(bare.folder, "worktree", "add", "--quiet", "--detach", str(coop.folder / "tree"), "main")
    beside = Git(coop.folder / "tree")
    assert beside.folder != bare.folder and beside.refs("refs/govtool/") == {name: head}
    assert bare.move_refs(Move(name, None, head)) and bare.refs("refs/govtool/") == {} == beside.refs("refs/govtool/")


def test_a_ref_behind_a_link_is_found(coop: Coop) -> None:
    bare, head = coop.hub, coop.head
    assert bare.move_refs(Move("refs/govtool/far/x", head, None))
    (bare.folder / "refs" / "govtool" / "near").symlink_to("far")
    assert bare.refs("refs/govtool/near/") == {"refs/govtool/near/x": head}


@pytest.mark.parametrize("odd", ["nothing", "a link", "a lock", "a name", "a word", "a gone object", "a packed name"])
def test_refs_are_those_that_git_tells(odd: str, coop: Coop, git: RunGit) -> None:
    bare, head = coop.hub, coop.head
    other = coop.push_raw("", {"docs/x.md": b"x\n"})
    top = bare.folder / "refs" / "govtool"
    for name in ("a/loose", "a/both", "a/packed", "ab", "gone"):
        git(bare.folder, "update-ref", f"refs/govtool/{name}", head)
    git(bare.folder, "tag", "--annotate", "--message=x", "v1", "main")
    git(bare.folder, "pack-refs", "--all", "--prune")
    assert bare.move_refs(Move("refs/govtool/gone", None, head), Move("refs/govtool/a/both", other, head))
    match odd:
        case "a link":
            git(bare.folder, "symbolic-ref", "refs/govtool/a/link", "refs/govtool/a/both")
        case "a lock":
            (top / "a" / "both.lock").touch()
        case "a name":
            git(bare.folder, "update-ref", "refs/govtool/a/Zoë,b", other)
        case "a word":
            (top / "a" / "word").write_text("nothing\n")
        case "a gone object":
            (top / "a" / "one").write_text("1" * 40 + "\n")
        case "a packed name":
            git(bare.folder, "update-ref", "refs/govtool/b/Zoë,b", other)
            git(bare.folder, "pack-refs", "--all")
    for prefix in ("refs/", "refs/govtool/", "refs/govtool/a", "refs/govtool/a/", "refs/govtool/a/b", "refs/tags/"):
        lines = git(bare.folder, "for-each-ref", "--format=%(refname) %(objectname)", "refs/").splitlines()
        told = dict(line.split() for line in lines if line.startswith(prefix))
        # neither the object of a tag nor one that is gone is a commit
        expected = {name: oid for name, oid in told.items() if "tags" not in name and oid != "1" * 40}
        assert bare.refs(prefix) == expected, prefix


def test_git_is_not_started_for_what_is_plain(coop: Coop, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare, head = coop.hub, coop.head
    assert bare.move_refs(Move("refs/govtool/outbox/x", head, None))
    monkeypatch.setenv("PATH", str(home))
    assert bare.refs("refs/govtool/") == {"refs/govtool/outbox/x": head} and bare.refs("refs/pull/") == {}
    (bare.folder / "refs" / "govtool" / "outbox" / "y").write_text("ref: refs/heads/main\n")
    with pytest.raises(GovtoolError, match="git is not installed"):
        bare.refs("refs/govtool/outbox/")


def test_nothing_in_the_product_moves_a_ref_in_another_way() -> None:
    blind = re.compile(r"set_ref|delete_ref|references\.(create|delete)|set_target|update-ref|\"branch\", \"-")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "govtool").rglob("*.py")
        if blind.search(path.read_text()) and "cli/demo" not in path.as_posix()
    }
    assert found == {"govtool/io/git/refs.py"}
