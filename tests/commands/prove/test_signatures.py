"""`govtool signatures`, held against git's and ssh-keygen's own verdicts on one repository of many odd commits."""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from govtool.cli.main import run
from govtool.core.commit import parse_loosely
from govtool.io.git.git import Git
from govtool.io.signature.signing import MemoryKey, sign_commit
from govtool.roles.people.signature_list import committed_at
from tests.conftest import Git as RunGit
from tests.rules.signature.test_signature_git import COMMITS, HEAD, commit, folded
from tests.world.clone import Clone
from tests.world.coop import Coop
from tests.world.handmade_signature import (
    ANA,
    EMPTY_TREE,
    KEY,
    OTHER,
    P384,
    P521,
    SAMPLES,
    blob_of,
    by_hand,
    elliptic_sign,
)
from tests.world.people import key_of

STRANGER = MemoryKey.from_seed(b"stranger".ljust(32))
FORMER = MemoryKey.from_seed(b"former".ljust(32))
ELSEWHERE = MemoryKey.from_seed(b"elsewhere".ljust(32))
P384_TYPE, P521_TYPE = b"ecdsa-sha2-nistp384", b"ecdsa-sha2-nistp521"
P384_BLOB, P521_BLOB = blob_of(P384), blob_of(P521)
PGP = "-----BEGIN PGP SIGNATURE-----\n\niHUEABYKAB0=\n-----END PGP SIGNATURE-----\n"

SIGNERS = f"""
# who may sign
ana@example.org,ana namespaces="git" {KEY.public_key.line} a comment
"bo smith" {OTHER.public_key.line}
former valid-before="20100101Z" {FORMER.public_key.line}
elsewhere namespaces="file" {ELSEWHERE.public_key.line}
cleo {P384_TYPE.decode()} {b64encode(P384_BLOB).decode()}
dora {P521_TYPE.decode()} {b64encode(P521_BLOB).decode()}
*@example.org cert-authority {STRANGER.public_key.line}
a line that nobody can read
"""


def signed(key: MemoryKey, when: int = 1700000000) -> bytes:
    name = f"Ana <ana@example.org> {when} +0000"
    return sign_commit(key, EMPTY_TREE, [], name, name, "Hello\n")


MORE: dict[str, bytes] = {
    "another known key": signed(OTHER),
    "a key that nobody knows": signed(STRANGER),
    "a key that is good no more": signed(FORMER),
    "a key that was good then": signed(FORMER, 1200000000),
    "a key for other things": signed(ELSEWHERE),
    "a key on the curve P-384": commit(armor_of=lambda data: by_hand(elliptic_sign(P384, P384_TYPE), P384_BLOB, data)),
    "a key on the curve P-521": commit(armor_of=lambda data: by_hand(elliptic_sign(P521, P521_TYPE), P521_BLOB, data)),
    "OpenPGP": HEAD + folded(PGP) + b"\nHello\n",
    "no committer date": commit(HEAD.replace(ANA.encode(), b"Ana <ana@example.org>")),
    "a key of a kind that nobody knows here": HEAD + folded((SAMPLES / "mldsa44-ed25519.sig").read_text()) + b"\nx\n",
}


def list_signatures(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(["-C", str(folder), "signatures", *arguments, "--json"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


class Odd:
    """A repository of odd commits, all reachable from the branch `all`, and git's verdict on each."""

    def __init__(self, folder: Path, git: RunGit) -> None:
        self.folder = folder
        git(folder, "init", "--quiet", "--initial-branch=main", ".")
        git(folder, "mktree", stdin="")
        self.signers = folder / "signers"
        self.signers.write_text(SIGNERS)
        raws = {name: raw for name, (raw, _, _) in COMMITS.items()} | MORE
        # a name of an object that is not there is for git alone to stumble over
        raws = {name: raw for name, raw in raws.items() if name != "changed tree"}
        objects = Git(folder)
        self.names = {objects.write("commit", raw): name for name, raw in raws.items()}
        parents = [word for oid in self.names for word in ("-p", oid)]
        self.top = git(folder, "commit-tree", EMPTY_TREE, *parents, "-m", "all").strip()
        self.names[self.top] = "the merge of all"
        git(folder, "update-ref", "refs/heads/all", self.top)

    def git_says(self, oid: str) -> tuple[bool, str]:
        """Whether git takes the signature, and whose it is for git."""
        git = ["git", "-C", str(self.folder), "-c", f"gpg.ssh.allowedSignersFile={self.signers}"]
        done = subprocess.run([*git, "verify-commit", oid], capture_output=True, check=False)
        shown = subprocess.run([*git, "show", "-s", "--format=%GS", oid], capture_output=True, check=False)
        return done.returncode == 0, shown.stdout.decode().strip()


@pytest.fixture
def odd(tmp_path: Path, git: RunGit) -> Odd:
    return Odd(tmp_path, git)


def test_every_odd_commit_is_judged_as_git_judges_it(odd: Odd, capsys: pytest.CaptureFixture[str]) -> None:
    found = list_signatures(odd.folder, capsys, "all", "--allowed-signers", str(odd.signers))
    assert {item["commit"] for item in found} == set(odd.names)
    for item in found:
        good, signer = odd.git_says(item["commit"])
        name = odd.names[item["commit"]]
        assert (item["status"] == "good") == good, name
        if good:
            assert item["signer"] == signer, name


def test_each_status_says_what_is_the_matter(odd: Odd, capsys: pytest.CaptureFixture[str]) -> None:
    found = list_signatures(odd.folder, capsys, "all", "--allowed-signers", str(odd.signers))
    said = {odd.names[item["commit"]]: (item["status"], item["signer"], item["key"]) for item in found}
    assert said["plain"] == ("good", "ana@example.org", KEY.public_key.fingerprint)
    assert said["another known key"] == ("good", "bo smith", OTHER.public_key.fingerprint)
    assert said["a key that was good then"] == ("good", "former", FORMER.public_key.fingerprint)
    assert said["a key on the curve P-384"][:2] == ("good", "cleo")
    assert said["a key on the curve P-521"][:2] == ("good", "dora")
    assert said["a key that is good no more"] == ("unknown-key", None, FORMER.public_key.fingerprint)
    assert said["a key for other things"] == ("unknown-key", None, ELSEWHERE.public_key.fingerprint)
    assert said["a key that nobody knows"] == ("unknown-key", None, STRANGER.public_key.fingerprint)
    assert said["namespace file"] == ("bad", None, KEY.public_key.fingerprint)
    assert said["changed message"] == ("bad", None, KEY.public_key.fingerprint)
    assert said["unsigned"] == said["the merge of all"] == ("unsigned", None, None)
    assert said["signature in the message only"] == ("unsigned", None, None)
    assert said["OpenPGP"] == ("unsupported", None, None)
    assert said["a key of a kind that nobody knows here"][0] == "unsupported"


def test_git_s_own_file_is_used_where_none_is_named_and_no_key_is_known_without_one(
    odd: Odd, git: RunGit, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "good" not in {item["status"] for item in list_signatures(odd.folder, capsys, "all")}
    git(odd.folder, "config", "gpg.ssh.allowedSignersFile", str(odd.signers))
    assert "good" in {item["status"] for item in list_signatures(odd.folder, capsys, "all")}


def test_a_setting_of_the_repository_cannot_make_a_signature_good(
    odd: Odd, git: RunGit, capsys: pytest.CaptureFixture[str]
) -> None:
    liar = odd.folder / "liar"
    liar.write_text("#!/bin/sh\necho 'Good \"git\" signature for ana@example.org with ED25519 key SHA256:x'\n")
    liar.chmod(0o755)
    git(odd.folder, "config", "gpg.ssh.program", str(liar))
    found = list_signatures(odd.folder, capsys, "all", "--allowed-signers", str(odd.signers))
    assert {odd.names[item["commit"]]: item["status"] for item in found}["changed message"] == "bad"


def test_a_range_a_missing_one_and_an_option_in_its_place(
    odd: Odd, git: RunGit, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = git(odd.folder, "commit-tree", EMPTY_TREE, "-p", odd.top, "-m", "more").strip()
    git(odd.folder, "update-ref", "refs/heads/all", newer)
    assert [item["commit"] for item in list_signatures(odd.folder, capsys, "all~1..all")] == [newer]
    for wrong in ("nowhere", "--", "--output=x"):
        assert run(["-C", str(odd.folder), "signatures", "--", wrong]) == 1
    assert "git knows no commits" in capsys.readouterr().err
    assert run(["-C", str(odd.folder), "signatures", "--allowed-signers", str(odd.folder / "none")]) == 1


def test_the_list_for_people_says_what_it_counted(odd: Odd, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(odd.folder), "signatures", "all", "--allowed-signers", str(odd.signers)]) == 0
    said = capsys.readouterr().out
    assert "unsupported" in said and "--allowed-signers FILE" in said


def test_in_a_co_operative_keys_are_their_members_and_the_clerk_s(
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    git: RunGit,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    coop = Coop.copied(tmp_path_factory, tmp_path)
    number = coop.open("alice", "kettle", "- action: motion")
    coop.vote("bob", number, "for")
    stray = coop.vote("carol", number, "for", key=key_of("mallory"))
    clone = Clone(coop, git, monkeypatch, capsys)
    said: dict[str, tuple[str, str | None]] = {}
    for branch in ("origin/main", f"origin/vote/{number}/bob", f"origin/vote/{number}/carol"):
        said |= {item["commit"]: (item["status"], item["signer"]) for item in clone.json("signatures", branch)[1]}
    assert set(said.values()) == {("good", "alice"), ("good", "clerk"), ("good", "bob"), ("unknown-key", None)}
    assert said[stray] == ("unknown-key", None)


@pytest.mark.parametrize(("digits", "seconds"), [("1793527200", 1793527200), ("9" * 5000, None), ("x", None)])
def test_a_date_of_endless_digits_is_no_date(digits: str, seconds: int | None) -> None:
    raw = f"tree {'0' * 40}\nauthor A <a> 1 +0000\ncommitter A <a> {digits} +0000\n\nx\n".encode()
    assert committed_at(parse_loosely("0" * 40, raw)) == seconds
