"""What was opened can be decided, whatever becomes of the place where its proposer laid it."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from govtool.io.git.git import Git
from tests.world.coop import Coop
from tests.world.words import MOTION


def requested(coop: Coop, slug: str = "kettle") -> str:
    """A filing that lies in a pull request alone, and is opened as 0001."""
    filing = coop.propose("alice", slug, MOTION, push=False)
    coop.hub.set_ref("refs/pull/7/head", filing)
    assert f"0001 opened: proposals/2026-11/{slug}" in coop.run_clerk().done
    return filing


def anew(coop: Coop) -> Coop:
    """The clerk on a new computer: what no ref of the hub holds any more is not in its clone."""
    subprocess.run(["git", "gc", "--quiet", "--prune=now"], cwd=coop.hub.folder, check=True)
    shutil.rmtree(coop.desk.folder.parent)
    subprocess.run(["git", "clone", "-q", str(coop.hub.folder), str(coop.folder / "clerk")], check=True)
    return Coop(coop.folder, coop.now)


def pushed_to_again(coop: Coop) -> None:
    coop.hub.set_ref("refs/pull/7/head", coop.push_raw("", {"docs/a.md": b"a\n"}))


def voted(coop: Coop) -> None:
    for voter in ("alice", "bob"):
        coop.vote(voter, "0001")


def test_a_pull_request_that_is_pushed_to_again_takes_no_vote_from_a_new_clone(coop: Coop) -> None:
    filing = requested(coop)
    voted(coop)
    pushed_to_again(coop)
    later = anew(coop)
    assert later.hub.has(filing) and later.run_clerk().done == ["0001 gathered 2 ballots"]
    later.finish("0001")
    assert later.entry("0001").status == "passed" and later.audit().ok
    assert later.hub.is_ancestor(filing, later.head)


def test_what_keeps_it_is_signed_by_the_clerk_and_holds_no_file_of_it(coop: Coop) -> None:
    """A forge runs the workflows of a branch's own tree: here they are those of main."""
    filing = requested(coop)
    kept = coop.hub.ref("refs/heads/filing/0001") or ""
    opening = coop.head
    assert coop.hub.loose_commit(kept).parents == (opening, filing)
    assert coop.hub.loose_commit(kept).tree == coop.hub.loose_commit(opening).tree
    assert coop.hub.commit(kept).signature
    assert coop.run_clerk().done == [] and coop.hub.ref("refs/heads/filing/0001") == kept, "twice is once"


def test_one_that_is_rejected_stays_out_of_history(coop: Coop) -> None:
    filing = requested(coop)
    coop.finish("0001")
    assert coop.entry("0001").status == "rejected" and not coop.hub.is_ancestor(filing, coop.head)


def test_a_receipt_for_a_filing_laid_where_ballots_are_gathered_brings_it_nowhere(coop: Coop) -> None:
    filing = requested(coop)
    kept = coop.hub.ref("refs/heads/filing/0001") or ""
    coop.hub.set_ref("refs/heads/gather/0001", kept)
    coop.vote("alice", "0001", "against")
    coop.finish("0001")
    assert coop.entry("0001").status == "rejected" and not coop.hub.is_ancestor(filing, coop.head)
    assert coop.audit().ok


@pytest.mark.parametrize("spoilt", ["gone", "moved"])
def test_it_is_kept_again_where_somebody_took_that_away(coop: Coop, spoilt: str) -> None:
    filing = requested(coop)
    if spoilt == "gone":
        coop.hub.delete_ref("refs/heads/filing/0001")
    else:
        moved = coop.push_raw("", {"docs/a.md": b"a\n"})
        coop.hub.set_ref("refs/heads/filing/0001", moved)
    coop.run_clerk()
    assert filing in coop.hub.loose_commit(coop.hub.ref("refs/heads/filing/0001") or "").parents


def test_one_whose_filing_is_nowhere_waits_for_it_and_keeps_nobody_else_waiting(coop: Coop) -> None:
    filing = requested(coop)
    other = coop.open("bob", "teapot", MOTION)
    for number in ("0001", other):
        for voter in ("alice", "bob"):
            coop.vote(voter, number)
    coop.run_clerk()
    coop.hub.delete_ref("refs/heads/filing/0001")
    pushed_to_again(coop)
    carried = coop.folder / "proposer.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(coop.hub.folder), str(carried)], check=True)
    subprocess.run(["git", "fetch", "-q", str(coop.hub.folder), filing], cwd=carried, check=True)
    later = anew(coop)
    assert not later.hub.has(filing)
    later.later("P2D")
    assert f"{other} passed" in later.run_clerk().done and later.entry("0001").is_open
    assert later.refused("proposal/kettle") == {"REFUSE:missing_object"}
    # whoever has it sends it again
    subprocess.run(["git", "push", "-q", str(later.hub.folder), f"{filing}:refs/heads/proposal/kettle"], cwd=carried,
                   check=True)  # fmt: skip
    assert "0001 passed" in Coop(later.folder, later.now).run_clerk().done
    assert Git(later.hub.folder).ref("refs/heads/main") and Coop(later.folder, later.now).audit().ok


def test_one_whose_filing_stays_away_lapses(coop: Coop) -> None:
    requested(coop)
    voted(coop)
    coop.run_clerk()
    coop.hub.delete_ref("refs/heads/filing/0001")
    coop.hub.delete_ref("refs/pull/7/head")
    later = anew(coop)
    later.later("P60D")
    assert "0001 lapsed" in later.run_clerk().done and later.audit().ok
