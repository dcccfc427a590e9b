"""Signed commits judged in the process against `git verify-commit`, with real keys, and damaged at random.

A governed commit must also have the one strict form, which git does not ask for.
"""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.commit import CommitError, parse_commit, parse_loosely
from govtool.core.sshsig import SshSignature
from govtool.io.signature.signature import (
    verify,
    verify_commit,
)
from govtool.io.signature.signing import MemoryKey, sign_commit
from tests.world.handmade_signature import (
    ANA,
    EMPTY_TREE,
    KEY,
    NAMES,
    OTHER,
    PLAIN,
    SAMPLES,
    armor,
    by_hand,
    by_key,
    ed25519_sign,
)

HEAD = f"tree {EMPTY_TREE}\nauthor {ANA}\ncommitter {ANA}\n".encode()


def folded(text: str, name: bytes = b"gpgsig") -> bytes:
    return name + b" " + text.rstrip("\n").replace("\n", "\n ").encode() + b"\n"


def commit(
    headers: bytes = HEAD,
    message: bytes = b"Hello\n",
    after: bytes = b"",
    at: int | None = None,
    armor_of: Callable[[bytes], str] = by_key,
    times: int = 1,
    unsigned: bytes = b"",
) -> bytes:
    """A signed commit: the signature at byte `at` of the headers (else behind them), `after` behind it.

    `unsigned` is a header that git leaves out of the payload.
    """
    place = len(headers) if at is None else at
    payload = headers + after + b"\n" + message
    signature = folded(armor_of(payload)) * times
    return headers[:place] + signature + headers[place:] + unsigned + after + b"\n" + message


TREE_LINE = HEAD.index(b"\n") + 1
AUTHOR_LINE = HEAD.index(b"committer")
PARENT = b"parent " + b"0" * 40 + b"\n"
# name: (the commit, git's verdict, govtool's for a governed commit: good, or the code)
COMMITS: dict[str, tuple[bytes, bool, str]] = {
    "plain": (commit(), True, "good"),
    "with letters of several bytes": (
        commit(HEAD.replace(b"Ana", "Zoë Łukasz 名".encode()), "Grüße\n".encode()),
        True,
        "good",
    ),
    "empty message": (commit(message=b""), True, "good"),
    "signature in the message too": (commit(message=b"x\n\n" + folded(PLAIN) + PLAIN.encode()), True, "good"),
    "unsigned": (HEAD + b"\nHello\n", False, "unsigned"),
    "signature in the message only": (HEAD + b"\n" + folded(by_key(HEAD + b"\n")), False, "unsigned"),
    "bare armor in the message": (HEAD + b"\nHello\n" + PLAIN.encode(), False, "unsigned"),
    "changed message": (commit() + b"!", False, "sig"),
    "changed tree": (commit().replace(b"tree 4b", b"tree 4c"), False, "sig"),
    "namespace file": (commit(armor_of=lambda data: by_key(data, namespace=b"file")), False, "sig"),
    "sha1": (commit(armor_of=lambda data: by_key(data, hash_name="sha1")), False, "sig"),
    "sha256": (commit(armor_of=lambda data: by_key(data, hash_name="sha256")), True, "good"),
    "reserved": (commit(armor_of=lambda data: by_key(data, reserved=b"x")), True, "sig"),
    "version 0": (commit(armor_of=lambda data: by_key(data, version=0)), True, "sig"),
    "version 2": (commit(armor_of=lambda data: by_key(data, version=2)), False, "sig"),
    "trailing byte": (commit(armor_of=lambda data: by_key(data, rest=b"x")), False, "sig"),
    "another's key in the blob": (
        commit(armor_of=lambda data: by_hand(ed25519_sign, OTHER.public_key.blob, data)),
        False,
        "sig",
    ),
    "text after the signature": (commit(armor_of=lambda data: by_key(data) + "pay Mallory"), True, "grammar"),
    "carriage return in a name": (commit(HEAD.replace(b"Ana", b"A\rna")), True, "grammar"),
    "NUL in the message": (commit(message=b"a\0b\n"), True, "grammar"),
    "two signatures": (commit(times=2), True, "grammar"),
    "a second, other signature": (commit(unsigned=folded(OTHER.sign(b"x", "git"))), True, "grammar"),
    "signature before the author": (commit(at=TREE_LINE), True, "grammar"),
    "signature before the committer": (commit(at=AUTHOR_LINE), True, "grammar"),
    "unknown header": (commit(HEAD + b"x-note hello\n"), True, "grammar"),
    "unknown header behind the signature": (commit(after=b"x-note hello\n"), True, "grammar"),
    "encoding": (commit(HEAD + b"encoding iso-8859-1\n", b"caf\xe9\n"), True, "grammar"),
    "not UTF-8": (commit(message=b"caf\xe9\n"), True, "grammar"),
    "mergetag": (
        commit(HEAD + folded("object 1\ntype commit\n\ngpgsig text\n", b"mergetag")),
        True,
        "grammar",
    ),
    "signature for the other hash": (commit(unsigned=folded(PLAIN, b"gpgsig-sha256")), True, "grammar"),
    "only a signature for the other hash": (
        HEAD + folded(by_key(HEAD + b"\nx\n"), b"gpgsig-sha256") + b"\nx\n",
        False,
        "grammar",
    ),
    "a header that git leaves out": (commit(unsigned=b"gpgsigned-by me\n and more\n"), True, "grammar"),
    "folded author": (commit(HEAD.replace(b"\ncommitter", b"\n more\ncommitter")), True, "grammar"),
    "second author": (commit(HEAD.replace(b"committer", b"author x\ncommitter", 1)), True, "grammar"),
    "parent behind the committer": (commit(HEAD + PARENT), True, "grammar"),
    "no signature after its name": (HEAD + b"gpgsig \n\nHello\n", False, "sig"),
    "first line empty": (
        commit().replace(b"gpgsig ", b"gpgsig \n "),
        False,
        "sig",
    ),
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    signers = "".join(f"somebody {key.public_key.line}\n" for key in (KEY, OTHER))
    (folder / "signers").write_text(signers)
    return folder


def git_says_good(bench: Path, raw: bytes) -> bool:
    git = ["git", "-C", str(bench), "-c", f"gpg.ssh.allowedSignersFile={bench / 'signers'}"]
    stored = subprocess.run(
        [*git, "hash-object", "-t", "commit", "-w", "--literally", "--stdin"],
        input=raw,
        capture_output=True,
        check=True,
    )
    done = subprocess.run([*git, "verify-commit", stored.stdout.decode().strip()], capture_output=True, check=False)
    return done.returncode == 0


def strict_verdict(raw: bytes) -> str:
    try:
        verdict = verify_commit(parse_commit("c0ffee", raw))
    except CommitError as error:
        return error.finding.code
    if verdict.finding is None:
        return verdict.status
    assert verdict.finding.commit == "c0ffee"
    return verdict.finding.code


@pytest.mark.parametrize("name", COMMITS)
def test_an_odd_commit_is_judged_as_git_does_and_governed_commits_strictly(name: str, bench: Path) -> None:
    raw, git_verdict, governed = COMMITS[name]
    assert git_says_good(bench, raw) == git_verdict
    loose = verify_commit(parse_loosely("c0ffee", raw), tolerant=True)
    assert loose.is_good == git_verdict
    assert strict_verdict(raw) == governed


def test_what_governed_commits_take_git_takes_too() -> None:
    assert all(git_verdict for _, git_verdict, governed in COMMITS.values() if governed == "good")


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_a_commit_made_here_is_good_for_git(kind: str, bench: Path) -> None:
    key = MemoryKey.generate(kind)  # type: ignore[arg-type]
    with (bench / "signers").open("a") as signers:
        signers.write(f"somebody {key.public_key.line}\n")
    raw = sign_commit(key, EMPTY_TREE, [], ANA, ANA, "Vote\n\nBallot: sha256:abc\n")
    assert git_says_good(bench, raw)
    verdict = verify_commit(parse_commit("c0ffee", raw))
    assert (verdict.status, verdict.key_blob) == ("good", key.public_key.base64)


def test_a_commit_made_by_git_is_good_here_and_byte_for_byte_what_is_made_here(bench: Path, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(KEY.openssh_private())
    path.chmod(0o600)
    git = ["git", "-C", str(bench)]
    arguments = ["-c", "gpg.format=ssh", "-c", f"user.signingKey={path}", "commit-tree", "-S", EMPTY_TREE]
    done = subprocess.run([*git, *arguments, "-m", "Vote"], capture_output=True, check=True, text=True)
    made = subprocess.run([*git, "cat-file", "commit", done.stdout.strip()], capture_output=True, check=True).stdout
    read = parse_commit(done.stdout.strip(), made)
    assert verify_commit(read).key == KEY.public_key.fingerprint
    assert sign_commit(KEY, EMPTY_TREE, [], read.author, read.committer, read.message) == made


BALLOT = sign_commit(KEY, EMPTY_TREE, ["1" * 40], ANA, ANA, "Vote\n\nBallot: sha256:abc\n")
BALLOT_READ = parse_commit("", BALLOT)
BALLOT_SIGNATURE = SshSignature.parse(BALLOT_READ.signature or "")


@given(st.data())
def test_a_damaged_commit_is_never_good_unless_what_was_signed_is_unchanged(draw: st.DataObject) -> None:
    raw = bytearray(BALLOT)
    for _ in range(draw.draw(st.integers(1, 3))):
        start = draw.draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw.draw(st.integers(0, 4)))
        raw[start:end] = draw.draw(st.one_of(st.binary(max_size=4), st.just(b"\n"), st.just(b"\ngpgsig ")))
    for read in (parse_commit, parse_loosely):
        try:
            damaged = read("", bytes(raw))
        except CommitError as error:
            assert error.finding.code == "grammar"
            continue
        verdict = verify_commit(damaged)
        if verdict.is_good:
            assert damaged.payload == BALLOT_READ.payload
            assert SshSignature.parse(damaged.signature or "") == BALLOT_SIGNATURE
        else:
            assert verdict.finding is not None


@given(st.sampled_from([name for name in NAMES if not name.startswith("mldsa")]), st.data())
def test_a_changed_byte_in_any_kind_of_signature_is_never_good(name: str, draw: st.DataObject) -> None:
    text = (SAMPLES / f"{name}.sig").read_text()
    data = (SAMPLES / "signed-data").read_bytes()
    raw = bytearray(base64.b64decode("".join(text.split("\n")[1:-2])))
    raw[draw.draw(st.integers(0, len(raw) - 1))] ^= draw.draw(st.integers(1, 255))
    verdict = verify(armor(bytes(raw)), data, "unittest", origins=("https://www.mindrot.org",))
    assert verdict.status in ("bad", "unsupported")
    assert verdict.finding is not None


@given(st.text(max_size=60), st.binary(max_size=20))
def test_any_text_as_a_signature_gets_a_verdict(text: str, payload: bytes) -> None:
    for begin in ("", "-----BEGIN SSH SIGNATURE-----\n"):
        assert not verify(begin + text + "\n-----END SSH SIGNATURE-----", payload, "git").is_good
