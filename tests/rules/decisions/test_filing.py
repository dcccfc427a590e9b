"""A filing: the signed commit that the opening lays into the registry, and what is asked of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govtool.core.commit import parse_commit
from govtool.core.finding import finding
from govtool.domain.decisions.filing import MAX_BYTES, FiledCommit, form_problem, identity_of, problems, record_of
from govtool.io.git.git import object_id
from govtool.roles.clerk.filing import read_filing
from tests.threats.attack_main import opening_of
from tests.world.coop import NAME, Coop
from tests.world.people import codes, key_of
from tests.world.words import MOTION


def filed(coop: Coop, slug: str, message: str = "Propose", name: str = NAME) -> str:
    """Alice files a motion with a message of her own; gives the commit."""
    plain = coop.hub.commit(coop.propose("alice", slug, MOTION, push=False))
    trailer = f"Proposal: {plain.trailer('Proposal')}\n"
    oid = coop.commit(plain.tree, plain.parents, f"{message}\n\n{trailer}", key_of("alice"), name)
    coop.hub.set_ref(f"refs/heads/proposal/{slug}", oid)
    return oid


@pytest.mark.parametrize("result", ["passed", "rejected", "lapsed"])
def test_the_registry_holds_the_very_commit_whatever_came_of_the_proposal(coop: Coop, result: str) -> None:
    oid = coop.propose("alice", "kettle", MOTION)
    coop.run_clerk()
    for voter in ("alice", "bob", "carol") if result == "passed" else ():
        coop.vote(voter, "0001")
    coop.later("P60D" if result == "lapsed" else "P7D")
    coop.run_clerk()
    assert coop.entry("0001").status == result and coop.audit().ok
    record = FiledCommit.of(coop.registry, "0001")
    assert record is not None and object_id("commit", record.raw) == oid == coop.entry("0001").filing
    assert coop.file("registry/filings/00/00/0001.yaml") == record.as_file


def test_the_registry_alone_verifies_who_filed_what_was_rejected(coop: Coop) -> None:
    """The branch and the commit are gone: an audit needs neither."""
    oid = coop.propose("alice", "kettle", MOTION)
    coop.run_clerk()
    coop.finish("0001")
    coop.hub.delete_ref("refs/heads/proposal/kettle")
    path = coop.folder / "hub.git" / "objects" / oid[:2] / oid[2:]
    path.unlink()
    assert not Coop(coop.folder).hub.has(oid) and Coop(coop.folder).audit().ok


def test_filings_lie_a_hundred_in_a_folder() -> None:
    assert (
        FiledCommit.home.path("0007") == "registry/filings/00/00/0007.yaml"
        and FiledCommit.home.path("0123") == "registry/filings/00/01/0123.yaml"
    )


def test_a_commit_of_the_limit_is_filed_and_one_byte_more_is_refused(coop: Coop) -> None:
    short = len(coop.hub.commit_bytes(filed(coop, "kettle", "x")))
    fits = filed(coop, "kettle", "x" * (MAX_BYTES - short + 1))
    assert len(coop.hub.commit_bytes(fits)) == MAX_BYTES
    coop.run_clerk()
    assert coop.entry("0001").filing == fits and coop.audit().ok
    filed(coop, "teapot", "x" * (MAX_BYTES - short + 3))
    coop.run_clerk()
    assert coop.refused("proposal/teapot") == {"REFUSE:grammar"}


@pytest.mark.parametrize("message", ["a\u202eb", "e\u0301", "a\u00adb", "a\rb", "a\x07b"])
def test_what_strict_yaml_cannot_hold_is_refused(coop: Coop, message: str) -> None:
    filed(coop, "kettle", message)
    coop.run_clerk()
    assert coop.refused("proposal/kettle") == {"REFUSE:grammar"}


def test_letters_of_any_language_are_kept_as_they_are(coop: Coop) -> None:
    oid = filed(coop, "kettle", "Đorđe’s kettle\n\nΩ, 茶\n")
    coop.run_clerk()
    assert coop.entry("0001").filing == oid and coop.audit().ok
    raw = coop.hub.commit_bytes(oid)
    assert form_problem(raw) is None and record_of(raw).raw == raw


def test_the_form_of_a_filing_is_said_before_it_is_sent(coop: Coop) -> None:
    oid = filed(coop, "kettle", "x" * MAX_BYTES)
    (found,) = read_filing(coop.book, oid, coop.now).findings
    assert found.code == "grammar" and str(MAX_BYTES) in found.values["what"]


def test_one_signature_opens_one_proposal(coop: Coop) -> None:
    """The same text under another slug has another digest, so the proposer signs again."""
    one = coop.hub.commit(coop.propose("alice", "kettle", MOTION, text=coop.proposal_text("alice", "x", MOTION)))
    two = coop.hub.commit(coop.propose("alice", "teapot", MOTION, text=coop.proposal_text("alice", "x", MOTION)))
    assert one.trailer("Proposal") != two.trailer("Proposal")


def test_the_key_is_judged_at_the_opening(coop: Coop) -> None:
    coop.propose("alice", "kettle", MOTION)
    coop.state("alice", "revoke-key", {"key": key_of("alice").public_key.base64})
    coop.run_clerk()
    assert coop.refused("proposal/kettle") == {"REFUSE:key_revoked"}


def test_an_identity_tells_nothing_but_the_id() -> None:
    commit = parse_commit("", key_commit())
    assert commit.author.startswith(identity_of("alice") + " ")


def key_commit() -> bytes:
    who = f"{identity_of('alice')} 1 +0000"
    return f"tree {'a' * 40}\nauthor {who}\ncommitter {who}\n\n".encode()


def test_a_proposal_opens_with_the_very_commit_that_files_it(coop: Coop) -> None:
    coop.propose("alice", "kettle", MOTION)
    event = opening_of(coop)
    assert codes(problems(coop.registry, event.draft, event.filing, coop.now)) == set()
    assert codes(problems(coop.registry, event.draft, None, coop.now)) == {"content"}
    other = replace(event.draft, filing="0" * 40)
    assert codes(problems(coop.registry, other, event.filing, coop.now)) == {"content"}
    faulty = event.filing._replace(problem=finding("unsigned"))  # type: ignore[union-attr]
    assert codes(problems(coop.registry, event.draft, faulty, coop.now)) == {"unsigned"}


def test_the_record_of_a_filing_is_known_as_one() -> None:
    assert FiledCommit.home.kind == "filing"
