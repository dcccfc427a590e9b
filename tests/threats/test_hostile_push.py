"""What anybody who can push may push: it stops no clerk and misleads no reader, and others are served as before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from govtool.core.canonical import emit
from govtool.core.ids import digest_of
from govtool.core.minute import Minute
from govtool.domain.decisions.ballot import ballot_path
from govtool.io.file.yamlfile import PERSON_LIMIT
from govtool.io.git.git import FILE, SYMLINK, TREE, Entry, Git, format_tree
from govtool.io.git.store import Layout
from govtool.roles.clerk.filing import read_filing
from govtool.roles.minutes import event_evidence, handover
from govtool.roles.minutes.book import book_at
from tests.world.coop import Coop
from tests.world.people import codes, key_of, shipped_bylaws
from tests.world.words import MOTION

# Trees ----------------------------------------------------------------------------------------------------------------


def _deep(coop: Coop, levels: int) -> Entry:
    """A folder in a folder in a folder."""
    oid = coop.hub.write("blob", b"deep\n")
    entry = Entry(FILE, oid)
    for _ in range(levels):
        entry = Entry(TREE, coop.hub.write("tree", format_tree({"a": entry})))
    return entry


def _with_raw_top(coop: Coop, extra: bytes) -> str:
    """Main's tree with raw bytes of a tree appended: a folder that no tool writes."""
    return coop.hub.write("tree", coop.hub.read(coop.hub.loose_commit(coop.head).tree)[1] + extra)


def _still_works(coop: Coop) -> None:
    """Others are served by the clerk as if nothing had been pushed."""
    number = coop.open("bob", "unmoved", MOTION)
    coop.vote("alice", number)
    coop.vote("bob", number)
    coop.later("P3D")
    coop.run_clerk()
    assert coop.entry(number).status == "passed"
    assert coop.audit().ok


@pytest.mark.parametrize("branch", ["proposal/deep", "statement/dan/000001"])
def test_folders_without_end_on_a_branch_do_not_stop_the_clerk(coop: Coop, branch: str) -> None:
    message = f"Deep\n\nProposal: {digest_of(b'')}\n"
    coop.push_raw(branch, {"docs": _deep(coop, 3000)}, message=message, key=key_of("dan"))
    coop.run_clerk()
    assert coop.refused(branch)
    _still_works(coop)


@pytest.mark.parametrize("branch", ["proposal/twice", "statement/dan/000001"])
def test_a_broken_tree_on_a_branch_does_not_stop_the_clerk(coop: Coop, branch: str) -> None:
    tree = _with_raw_top(coop, b"100644 aaa\0" + bytes.fromhex(coop.hub.write("blob", b"x\n")))
    oid = coop.commit(tree, (coop.head,), f"Broken\n\nProposal: {digest_of(b'')}\n", key_of("dan"))
    coop.hub.set_ref(f"refs/heads/{branch}", oid)
    coop.run_clerk()
    assert coop.refused(branch)


@pytest.mark.parametrize("name", [b"aaa", b"registry/bylaws.yaml", b"..", b".git"])
def test_a_broken_tree_on_main_is_a_finding_and_is_repaired(coop: Coop, name: bytes) -> None:
    blob = bytes.fromhex(coop.hub.write("blob", b"x\n"))
    raw = coop.hub.read(coop.hub.loose_commit(coop.head).tree)[1]
    order = (b"100644 " + name + b"\0" + blob + raw) if name < b"registry" else raw + b"100644 " + name + b"\0" + blob
    broken = order if name != b"aaa" else raw + b"100644 aaa\0" + blob
    coop.put_on_main(coop.commit(coop.hub.write("tree", broken), (coop.head,), "Break\n", None))
    assert coop.failed() >= {"FAIL:unauthorised"}
    coop.run_clerk()
    assert coop.audit().ok and coop.warned() == {"WARN:void_span"}
    _still_works(coop)


def test_folders_without_end_on_main_are_a_finding_and_are_repaired(coop: Coop) -> None:
    coop.push_raw("main", {"docs": _deep(coop, 3000)})
    assert coop.failed() >= {"FAIL:unauthorised"}
    coop.run_clerk()
    assert coop.audit().ok


def _broken_tree(coop: Coop, kind: str) -> str:
    base = coop.hub.loose_commit(coop.head).tree
    blob = coop.hub.write("blob", b"x\n")
    if kind == "a folder out of order":
        return coop.hub.write("tree", coop.hub.read(base)[1] + b"100644 aaa\0" + bytes.fromhex(blob))
    if kind == "no registry":
        return coop.hub.with_files(base, {"registry": None}, write=True)
    mode = SYMLINK if kind == "a minute that is a link" else FILE
    path = Minute.home.path(coop.book.newest[0].number + 1)
    return coop.hub.with_files(base, {path: Entry(mode, blob)}, write=True)


BROKEN = ["a folder out of order", "a minute that is a link", "a minute that is none", "no registry"]


@pytest.mark.parametrize("kind", BROKEN)
def test_a_tree_that_nobody_can_read_stops_no_book_once_it_is_repaired(coop: Coop, kind: str) -> None:
    first = coop.open("alice", "kettle", MOTION)
    void = coop.put_on_main(coop.commit(_broken_tree(coop, kind), (coop.head,), "Break\n\nMinute: x\n", None))
    assert not coop.audit().ok
    coop.run_clerk()
    coop.open("bob", "teapot", MOTION)
    late = book_at(coop.hub, coop.head, founded=coop.book.founded, voids=coop.book.voids)
    minute = coop.entry(first).minute
    assert late.commit_of(minute) == coop.book.commit_of(minute)
    assert late.is_on_main(void) and not late.is_on_main("0" * 40)
    oid = coop.commit(coop.hub.loose_commit(void).tree, (void,), "Hand over\n", key_of("alice"))
    assert handover.signature_of(late, oid).paper.problem is not None


@pytest.mark.parametrize("kind", BROKEN)
def test_the_founding_is_found_behind_a_repair_of_nothing_but_it(coop: Coop, kind: str) -> None:
    founded = coop.head
    coop.put_on_main(coop.commit(_broken_tree(coop, kind), (founded,), "Break\n", None))
    coop.run_clerk()
    assert coop.audit().ok and coop.book.newest[0].number == 0
    late = book_at(coop.hub, coop.head, founded=coop.book.founded, voids=coop.book.voids)
    assert late.commit_of(0) == founded and late.is_on_main(founded)


@pytest.mark.parametrize("trailer", ["Ballot", "Statement"])
def test_a_number_of_thousands_of_digits_in_a_path_does_not_stop_the_clerk(coop: Coop, trailer: str) -> None:
    number = coop.open("alice", "kettle", MOTION)
    path, message = f"registry/statements/al/{'9' * 5000}.yaml", f"Long\n\n{trailer}: {digest_of(b'')}\n"
    oid = coop.push_raw("statement/dan/000001", {path: b"x: 1\n"}, message=message, key=key_of("dan"))
    coop.hub.set_ref("refs/pull/7/head", oid)
    coop.push_raw(f"vote/{number}/mallory", {"docs/x.md": b"x\n"}, parent=oid)
    coop.run_clerk()
    assert coop.refused("statement/dan/000001")
    _still_works(coop)


# Names of folders and branches ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["Registry/x", "PROPOSALS/y/z", "registry./x", "docs/x"])
def test_a_twin_of_a_governed_folder_is_never_free(coop: Coop, path: str) -> None:
    other = coop.another(bylaws=shipped_bylaws(lambda data: data.update(paths=[{"match": "**", "free": True}])))
    other.push_raw("main", {path: b"x\n"})
    assert other.audit().ok is (path == "docs/x")


def test_below_a_folder_of_its_own_the_twin_is_governed_too() -> None:
    layout = Layout(".governance/")
    assert layout.governed(".Governance/registry/x") is not None and layout.governed("registry/x") is None


def test_a_gather_that_the_clerk_did_not_sign_is_not_the_clerk_s(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    coop.vote("alice", number)
    coop.vote("bob", number)
    stranger = coop.push_raw("", {"docs/x.md": b"x\n"}, key=key_of("mallory"))
    forged = coop.gather(number, stranger, key=key_of("mallory"))
    coop.hub.set_ref(f"refs/heads/gather/{number}", forged)
    coop.later("P3D")
    coop.run_clerk()
    assert coop.entry(number).status == "passed"
    assert not coop.hub.is_ancestor(stranger, coop.head)


def test_a_branch_called_gather_that_is_none_does_not_stop_the_clerk(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    coop.push_raw(f"gather/{number}", {"docs/x.md": b"x\n"}, key=key_of("mallory"))
    coop.run_clerk()
    _still_works(coop)


@pytest.mark.parametrize("kind", ["blob", "tree", "absent"])
def test_a_publication_of_what_is_no_commit_does_not_stop_the_clerk(coop: Coop, kind: str) -> None:
    named = {"blob": coop.hub.write("blob", b"x\n"), "tree": coop.hub.loose_commit(coop.head).tree, "absent": "f" * 40}
    coop.state("dan", "publish", {"commit": named[kind]})
    coop.run_clerk()
    _still_works(coop)


# What is too large ----------------------------------------------------------------------------------------------------


class Counting(Git):
    """A repository that remembers which blobs were read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.blobs: list[str] = []

    def blob(self, oid: str) -> bytes:
        self.blobs.append(oid)
        return super().blob(oid)


@pytest.mark.parametrize("more", [0, 1])
def test_a_ballot_that_is_too_large_is_refused_without_being_read(coop: Coop, more: int) -> None:
    number = coop.open("alice", "kettle", MOTION)
    data = emit(coop.ballot("bob", number, "for").data())
    data += b"#" * (PERSON_LIMIT + more - len(data) - 1) + b"\n"
    oid = coop.vote("bob", number, data=data)
    counting = Counting(coop.folder / "hub.git")
    paper = event_evidence.ballot(replace(coop.book, git=counting), coop.book.opening(coop.entry(number)), oid)
    blob = coop.hub.entry(coop.hub.loose_commit(oid).tree, ballot_path(coop.entry(number), "bob"))
    assert blob is not None and (blob.oid in counting.blobs) is (more == 0)
    assert (paper.problem is not None and paper.problem.code == "limits") is (more == 1)


@pytest.mark.parametrize("more", [0, 1])
def test_a_filing_that_is_too_large_is_refused_without_being_read(coop: Coop, more: int) -> None:
    text = coop.proposal_text("alice", "kettle", MOTION).encode()
    text += b"#" * (PERSON_LIMIT + more - len(text) - 1) + b"\n"
    oid = coop.propose("alice", "kettle", MOTION, text=text.decode())
    counting = Counting(coop.folder / "hub.git")
    found = read_filing(replace(coop.book, git=counting), oid, coop.now).findings
    blob = coop.hub.entry(coop.hub.loose_commit(oid).tree, "proposals/2026-11/kettle/proposal.yaml")
    assert blob is not None and (blob.oid in counting.blobs) is (more == 0)
    assert ("limits" in codes(found)) is (more == 1)
