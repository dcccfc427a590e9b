"""Signing: with a key in memory and through ssh-keygen, with files, passphrases, an agent; and every way to fail."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from govtool.core.commit import CommitError, parse_commit
from govtool.core.sshsig import PublicKey
from govtool.errors import GovtoolError
from govtool.io.signature.signature import verify, verify_commit
from govtool.io.signature.signing import KeygenKey, MemoryKey, sign_commit

TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
ANA = "Ana <ana@example.org> 1700000000 +0000"
MESSAGE = b"the minutes of the assembly"
Kind = Literal["ed25519", "ecdsa", "rsa"]
KINDS: tuple[Kind, ...] = ("ed25519", "ecdsa", "rsa")


def new_key_file(folder: Path, *options: str, passphrase: str = "", kind: str = "ed25519") -> Path:
    path = folder / "id"
    arguments = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "ana's laptop", "-f", str(path)]
    subprocess.run([*arguments, *options], check=True, capture_output=True)
    return path


def answer_with(monkeypatch: pytest.MonkeyPatch, folder: Path, passphrase: str) -> None:
    """ssh-keygen asks a program for the passphrase, and never the terminal of the person who runs the tests."""
    program = folder / "askpass"
    program.write_text(f"#!/bin/sh\necho '{passphrase}'\n")
    program.chmod(0o700)
    monkeypatch.setenv("SSH_ASKPASS", str(program))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")


def failure(key: KeygenKey) -> GovtoolError:
    with pytest.raises(GovtoolError) as caught:
        key.sign(MESSAGE, "git")
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_in_memory_is_written_and_loaded_as_the_same_key(kind: Kind) -> None:
    key = MemoryKey.generate(kind)
    again = MemoryKey.load(key.openssh_private())
    assert again.public_key == key.public_key
    assert verify(again.sign(MESSAGE, "git"), MESSAGE, "git").key == key.public_key.fingerprint


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_made_by_ssh_keygen_is_loaded(kind: Kind, tmp_path: Path) -> None:
    path = new_key_file(tmp_path, kind=kind)
    key = MemoryKey.load(path.read_text())
    assert key.public_key == PublicKey.parse(Path(f"{path}.pub").read_text())


def test_the_same_seed_is_the_same_key_and_the_same_signature() -> None:
    one, two = (MemoryKey.from_seed(bytes(32)) for _ in range(2))
    assert one.sign(MESSAGE, "git") == two.sign(MESSAGE, "git")


def test_a_key_never_shows_its_secret() -> None:
    key = MemoryKey.generate()
    assert repr(key) == f"MemoryKey({key.public_key.fingerprint})"


@pytest.mark.parametrize("text", ["", "hello", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"])
def test_what_is_no_private_key_is_refused(text: str) -> None:
    with pytest.raises(GovtoolError, match="not a private key of OpenSSH"):
        MemoryKey.load(text)


def test_a_key_on_another_curve_cannot_be_used(tmp_path: Path) -> None:
    path = new_key_file(tmp_path, "-b", "384", kind="ecdsa")
    with pytest.raises(GovtoolError, match="of this kind cannot be used"):
        MemoryKey.load(path.read_text())


def test_a_locked_key_is_not_loaded_without_its_passphrase(tmp_path: Path) -> None:
    path = new_key_file(tmp_path, passphrase="a horse")
    with pytest.raises(GovtoolError) as caught:
        MemoryKey.load(path.read_text())
    assert "passphrase" in caught.value.message + caught.value.hint


@pytest.mark.parametrize("kind", KINDS)
def test_ssh_keygen_signs_with_a_private_key_file(kind: Kind, tmp_path: Path) -> None:
    key = KeygenKey(new_key_file(tmp_path, kind=kind))
    assert verify(key.sign(MESSAGE, "git"), MESSAGE, "git").key_blob == key.public_key.base64


def test_a_commit_is_signed_through_ssh_keygen(tmp_path: Path) -> None:
    key = KeygenKey(new_key_file(tmp_path))
    raw = sign_commit(key, TREE, [], ANA, ANA, "Vote\n")
    assert verify_commit(parse_commit("", raw)).key == key.public_key.fingerprint


def test_parts_that_make_no_commit_are_refused_before_anybody_signs() -> None:
    with pytest.raises(CommitError):
        sign_commit(MemoryKey.generate(), TREE, [], "Ana\nEve", ANA, "Vote\n")


def test_the_public_key_is_found_without_its_pub_file(tmp_path: Path) -> None:
    path = new_key_file(tmp_path)
    line = Path(f"{path}.pub").read_text()
    Path(f"{path}.pub").unlink()
    assert KeygenKey(path).public_key == PublicKey.parse(line)


def test_a_locked_key_signs_with_its_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, tmp_path, "a horse")
    key = KeygenKey(new_key_file(tmp_path, passphrase="a horse"))
    assert verify(key.sign(MESSAGE, "git"), MESSAGE, "git").is_good


def test_a_wrong_passphrase_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, tmp_path, "a mule")
    error = failure(KeygenKey(new_key_file(tmp_path, passphrase="a horse")))
    assert "incorrect passphrase" in error.message
    assert error.hint == "type the key's passphrase, or unlock the key once with: ssh-add"


def test_a_missing_key_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(GovtoolError) as caught:
        KeygenKey(tmp_path / "no where")
    assert caught.value.message == f"there is no key file {tmp_path / 'no where'}"
    assert caught.value.hint == f"make one with: ssh-keygen -t ed25519 -f '{tmp_path / 'no where'}'", "it can be typed"


def test_a_missing_ssh_keygen_is_told(tmp_path: Path) -> None:
    error = failure(KeygenKey(new_key_file(tmp_path), program="ssh-keygen-that-is-not-there"))
    assert error.message == "the program ssh-keygen-that-is-not-there is not installed"
    assert error.hint == "git config --show-origin gpg.ssh.program"


def test_a_key_file_that_others_can_read_is_told(tmp_path: Path) -> None:
    path = new_key_file(tmp_path)
    path.chmod(0o644)
    assert failure(KeygenKey(path)).hint == "let only yourself read the key file: chmod 600 KEYFILE"


def test_a_private_key_that_is_gone_is_told(tmp_path: Path) -> None:
    path = new_key_file(tmp_path)
    key = KeygenKey(path)
    path.unlink()
    assert failure(key).hint == "give the private key file, or hand the key to the agent: ssh-add KEYFILE"


def test_a_pub_file_of_another_key_is_noticed(tmp_path: Path) -> None:
    path = new_key_file(tmp_path)
    other = MemoryKey.generate().public_key
    Path(f"{path}.pub").write_text(f"{other.line} of somebody else\n")
    error = failure(KeygenKey(path))
    assert "doesn't match private" in error.message
    assert error.hint == "write the right .pub file: ssh-keygen -y -f KEYFILE > KEYFILE.pub"


def test_a_signature_by_another_key_than_announced_is_noticed(tmp_path: Path) -> None:
    path = new_key_file(tmp_path)
    program = tmp_path / "keygen"
    program.write_text(f"#!/bin/sh\nexec ssh-keygen -q -Y sign -n file -f '{path}' \"$7\"\n")
    program.chmod(0o700)
    error = failure(KeygenKey(path, program=str(program)))
    assert error.message == f"{program} signed, but not validly with {KeygenKey(path).public_key.fingerprint}"


def test_a_file_that_is_no_key_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.pub"
    path.write_text("remember the milk\n")
    with pytest.raises(GovtoolError, match="is no public key"):
        KeygenKey(path)


@pytest.fixture
def agent(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A running ssh-agent of the test's own."""
    socket = tmp_path_factory.mktemp("a") / "s"
    with subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.PIPE) as process:
        if process.stdout is not None:
            # The agent prints where it listens when it does.
            process.stdout.readline()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        yield
        process.terminate()


@pytest.mark.usefixtures("agent")
def test_an_agent_signs_for_a_public_key_alone(tmp_path: Path) -> None:
    path = new_key_file(tmp_path)
    subprocess.run(["ssh-add", "-q", str(path)], check=True, capture_output=True)
    path.unlink()
    line = Path(f"{path}.pub").read_text().strip()
    for setting in (f"{path}.pub", str(path), line, f"key::{line}"):
        key = KeygenKey.from_setting(setting)
        assert verify(key.sign(MESSAGE, "git"), MESSAGE, "git").key == PublicKey.parse(line).fingerprint


@pytest.mark.usefixtures("agent")
def test_a_key_that_the_agent_does_not_hold_is_told() -> None:
    error = failure(KeygenKey.of_agent(MemoryKey.generate().public_key.line))
    assert error.hint == "give the private key file, or hand the key to the agent: ssh-add KEYFILE"
