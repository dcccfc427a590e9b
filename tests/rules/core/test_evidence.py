"""Evidence: what a signed commit shows as a value; whoever judges it sees nothing else."""

from __future__ import annotations

import pytest

from govtool.core.evidence import Paper, Signer
from govtool.io.git.commit_evidence import filing_of
from govtool.io.git.git import EMPTY_TREE
from govtool.io.signature.signature import SshKeys
from govtool.io.signature.signing import prove_possession, sign_commit
from tests.world.people import blob_of, key_of

STAMP = "Somebody <somebody@invalid> 1793527200 +0000"
MESSAGE = b"I hold this key"


def test_nobody_has_signed_where_nothing_says_so() -> None:
    assert Signer() == ("", "", None)
    paper = Paper("c" * 40, (), Signer(), {})
    assert (paper.path, paper.data, paper.digest, paper.value, paper.problem) == ("", b"", "", None, None)


@pytest.mark.parametrize("stamp", [STAMP, "Alice <alice@example.org> 0 +0000"])
def test_a_commit_shows_who_signed_and_nothing_that_anybody_can_write(stamp: str) -> None:
    raw = sign_commit(key_of("bob"), EMPTY_TREE, (), stamp, stamp, "File\n\nFiles: sha256:1\n")
    paper = filing_of(raw, "Files", ())
    assert paper.signer == Signer(blob_of("bob"), key_of("bob").public_key.fingerprint)
    assert paper.problem is None and paper.trailers == {"Files": "sha256:1"} and paper.parents == ()
    # the commit itself is kept as the file that it is
    shown = repr(paper._replace(data=b"")).lower()
    assert "alice" not in shown and "somebody" not in shown and "1793527200" not in shown


def test_a_commit_that_was_altered_has_a_problem_and_no_signer_to_trust() -> None:
    raw = sign_commit(key_of("bob"), EMPTY_TREE, (), STAMP, STAMP, "File\n\nFiles: sha256:1\n")
    paper = filing_of(raw.replace(b"sha256:1", b"sha256:2"), "Files", ())
    assert paper.signer.problem is not None and paper.signer.problem.code == "sig"


def test_a_key_proves_its_message_and_no_other_and_for_no_other_key() -> None:
    key, keys = key_of("bob"), SshKeys()
    kind, blob, proof = key.public_key.type, blob_of("bob"), prove_possession(key, MESSAGE)
    assert keys.proves(kind, blob, MESSAGE, proof, ())
    assert not keys.proves(kind, blob, MESSAGE + b"!", proof, ())
    assert not keys.proves(kind, blob_of("carol"), MESSAGE, proof, ())
    assert not keys.proves(kind, blob, MESSAGE, "", ())


def test_a_key_can_be_registered_or_says_why_not() -> None:
    assert SshKeys().registrable("ssh-ed25519", blob_of("bob")) is None
    found = SshKeys().registrable("ssh-ed25519", blob_of("bob")[:-8])
    assert found is not None and found.code == "key_type"
