"""Makes SSH signatures: with a key in memory, or through ssh-keygen, which also knows agents and hardware
keys.

Promises: what it returns verifies; a private key is never logged, printed or written. `MemoryKey` is for
keys that a process holds by itself (the clerk's, a demo's); `KeygenKey` is for a person's key, which stays
where it is. The other direction is `io.signature.signature`.
"""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from govtool.core.commit import build_commit
from govtool.core.sshsig import (
    ECDSA,
    ED25519,
    SK_ECDSA,
    SK_ED25519,
    PublicKey,
    SshFormatError,
    armored,
    signed_data,
    wire_string,
)
from govtool.errors import GovtoolError
from govtool.io.file.regular import read_regular
from govtool.io.signature.signature import COMMIT_NAMESPACE, POSSESSION_NAMESPACE, verify
from govtool.io.signature.signature_key import ecdsa_value

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey

KEYGEN = "ssh-keygen"
HASH = "sha512"
"""The hash of the signed data, as ssh-keygen chooses it."""


class SigningKey(Protocol):
    """A key that can sign."""

    @property
    def public_key(self) -> PublicKey: ...

    def sign(self, data: bytes, namespace: str) -> str:
        """The armored SSH signature of `data`. Raises GovtoolError when the key cannot be used."""
        ...


class MemoryKey:
    """A private key held by this process: ed25519, ECDSA P-256 or RSA."""

    __slots__ = ("_private", "_sign", "public_key")

    def __init__(self, private: PrivateKey) -> None:
        self._private = private
        self.public_key = _public_key(private)
        self._sign = _signer(private, self.public_key)

    @classmethod
    def generate(cls, kind: Literal["ed25519", "ecdsa", "rsa"] = "ed25519") -> MemoryKey:
        """A new key; RSA has 3072 bits."""
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

        if kind == "rsa":
            return cls(rsa.generate_private_key(public_exponent=65537, key_size=3072))
        if kind == "ecdsa":
            return cls(ec.generate_private_key(ec.SECP256R1()))
        return cls(ed25519.Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> MemoryKey:
        """The ed25519 key of 32 secret bytes: the same key each time, for a demo that comes out alike."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def load(cls, text: str, passphrase: str | None = None) -> MemoryKey:
        """The key in the text of an OpenSSH private key file. Raises GovtoolError when it cannot be read."""
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.serialization import load_ssh_private_key

        secret = passphrase.encode() if passphrase else None
        try:
            private = load_ssh_private_key(text.encode(), secret)
        except UnsupportedAlgorithm:
            raise GovtoolError(
                "this private key is locked in a way that cannot be opened here",
                "use it through ssh-keygen, or unlock a copy of it: ssh-keygen -p -f KEYFILE",
            ) from None
        except (ValueError, TypeError):
            raise GovtoolError(
                "this is not a private key of OpenSSH, or its passphrase is missing or wrong",
                "make a key with: ssh-keygen -t ed25519 -f KEYFILE",
            ) from None
        return cls(_supported(private))

    def openssh_private(self) -> str:
        """The text of an OpenSSH private key file, without a passphrase: keep it secret."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        return self._private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode("ascii")

    def sign(self, data: bytes, namespace: str) -> str:
        """The armored SSH signature of `data`."""
        signature = self._sign(signed_data(namespace, HASH, data))
        return armored(self.public_key.blob, namespace, HASH, signature)

    def __repr__(self) -> str:
        return f"MemoryKey({self.public_key.fingerprint})"


def _supported(private: object) -> PrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(private, (ed25519.Ed25519PrivateKey, rsa.RSAPrivateKey)):
        return private
    if isinstance(private, ec.EllipticCurvePrivateKey) and isinstance(private.curve, ec.SECP256R1):
        return private
    raise GovtoolError("a key of this kind cannot be used", "use ed25519: ssh-keygen -t ed25519")


def _public_key(private: PrivateKey) -> PublicKey:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    line = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return PublicKey.parse(line.decode("ascii"))


def _signer(private: PrivateKey, public_key: PublicKey) -> Callable[[bytes], bytes]:
    """From signed data to a signature in SSH's wire form."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding
    from cryptography.hazmat.primitives.hashes import SHA256, SHA512

    if isinstance(private, ed25519.Ed25519PrivateKey):
        edwards = private
        return lambda data: _wire(ED25519, edwards.sign(data))
    if isinstance(private, ec.EllipticCurvePrivateKey):
        elliptic = private
        return lambda data: _wire(ECDSA, ecdsa_value(elliptic.sign(data, ec.ECDSA(SHA256()))))
    rivest = private
    return lambda data: _wire("rsa-sha2-512", rivest.sign(data, padding.PKCS1v15(), SHA512()))


def _wire(kind: str, value: bytes) -> bytes:
    return wire_string(kind.encode()) + wire_string(value)


class KeygenKey:
    """A key that ssh-keygen signs with: a private key file, or a public key whose private half an agent
    holds.

    `program` is the one that signs in place of ssh-keygen, as git's setting `gpg.ssh.program` names it. It is called
    as git calls it: with the file of the key and that of the data. It asks for passphrase, PIN or touch by itself, on
    the terminal. govtool verifies the signature that it gives.
    """

    __slots__ = ("_line", "_path", "_program", "public_key")

    def __init__(self, path: Path, *, program: str = KEYGEN) -> None:
        """`path` is a private key file or a `.pub` file. Raises GovtoolError when no public key is found
        there.
        """
        try:
            self._path: Path | None = path.expanduser()
        except RuntimeError as error:
            raise GovtoolError(f"there is no home folder for {path}", "name the key's file in full") from error
        self._line = ""
        self._program = program
        self.public_key = self._read_public_key(self._path)

    @classmethod
    def of_agent(cls, line: str, *, program: str = KEYGEN) -> KeygenKey:
        """The key of a public key line that a running ssh-agent holds, as git's `user.signingKey =
        key::LINE`.
        """
        key = cls.__new__(cls)
        key._path, key._line, key._program = None, line, program
        key.public_key = _parsed(line, "the key of the agent")
        return key

    @classmethod
    def from_setting(cls, value: str, *, top: Path = Path(), program: str = KEYGEN) -> KeygenKey:
        """The key that git's setting `user.signingKey` names: `key::LINE`, a bare public key line, or a path, which
        git reads from the folder `top`.
        """
        if value.startswith(("key::", "ssh-")):
            return cls.of_agent(value.removeprefix("key::"), program=program)
        path = Path(value)
        return cls(path if value.startswith("~") else top / path, program=program)

    @classmethod
    def of_command(cls, command: str, *, top: Path, program: str = KEYGEN) -> KeygenKey:
        """The key that the command of git's setting `gpg.ssh.defaultKeyCommand` prints first, such as `ssh-add -L`.

        Raises GovtoolError where it prints none.
        """
        try:
            done = subprocess.run(shlex.split(command), cwd=top, capture_output=True, check=False)
            said, told = (text.decode("utf-8", "replace").strip() for text in (done.stdout, done.stderr))
        except (OSError, ValueError) as error:
            said, told = "", str(error)
        first = said.partition("\n")[0].removeprefix("key::")
        try:
            PublicKey.parse(first)
        except SshFormatError:
            raise GovtoolError(
                f"gpg.ssh.defaultKeyCommand ({command}) names no key: {told or first or 'it prints nothing'}",
                "hand your key to the agent: ssh-add KEYFILE; or name it: git config user.signingKey KEYFILE",
            ) from None
        return cls.of_agent(first, program=program)

    def sign(self, data: bytes, namespace: str) -> str:
        """The armored SSH signature of `data`. Raises GovtoolError, with the program's own words in it."""
        with tempfile.TemporaryDirectory(prefix="govtool-") as folder:
            path, paper = self._path, Path(folder) / "data"
            if path is None:
                path = Path(folder) / "key.pub"
                path.write_text(self._line + "\n", encoding="utf-8")
            paper.write_bytes(data)
            # A security key tells on standard error that it waits to be touched: that must reach the person.
            waits = self.public_key.type in (SK_ED25519, SK_ECDSA)
            self._run(self._program, ("-Y", "sign", "-n", namespace, "-f", str(path), str(paper)), quiet=not waits)
            signed = Path(f"{paper}.sig")
            armor = signed.read_bytes().decode("ascii", "replace") if signed.is_file() else ""
        verdict = verify(armor, data, namespace)
        if not verdict.is_good or verdict.key_blob != self.public_key.base64:
            raise GovtoolError(
                f"{self._program} signed, but not validly with {self.public_key.fingerprint}",
                f"compare the key with its .pub file: ssh-keygen -y -f {self._path or 'KEYFILE'}",
            )
        return armor

    def _read_public_key(self, path: Path) -> PublicKey:
        for candidate in (Path(f"{path}.pub"), path):
            if candidate.is_file():
                text = read_regular(candidate).decode("utf-8", "replace")
                if "PRIVATE KEY" not in text:
                    return _parsed(text, str(candidate))
        if not path.is_file():
            raise GovtoolError(
                f"there is no key file {path}", f"make one with: ssh-keygen -t ed25519 -f {shlex.quote(str(path))}"
            )
        return _parsed(self._run(KEYGEN, ("-y", "-f", str(path)), quiet=True), str(path))

    def _run(self, program: str, arguments: Sequence[str], quiet: bool) -> str:
        try:
            done = subprocess.run(
                (program, *arguments),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE if quiet else None,
                check=False,
            )
        except FileNotFoundError:
            hint = (
                "install OpenSSH's client programs" if program == KEYGEN else "git config --show-origin gpg.ssh.program"
            )
            raise GovtoolError(f"the program {program} is not installed", hint) from None
        except OSError as error:
            raise GovtoolError(f"{program} cannot be run: {error.strerror}") from None
        if done.returncode:
            said = (done.stderr or b"").decode("utf-8", "replace").strip()
            raise GovtoolError(f"{program} could not use the key {self._path or ''}: {said}", _hint(said))
        return done.stdout.decode("ascii", "replace")


def _hint(said: str) -> str:
    """What to do about ssh-keygen's complaint; its words are the same in every language."""
    if "passphrase" in said:
        return "type the key's passphrase, or unlock the key once with: ssh-add"
    if "permissions" in said or "UNPROTECTED" in said:
        return "let only yourself read the key file: chmod 600 KEYFILE"
    if "match" in said:
        return "write the right .pub file: ssh-keygen -y -f KEYFILE > KEYFILE.pub"
    if "agent" in said or "No such file" in said or "private key" in said:
        return "give the private key file, or hand the key to the agent: ssh-add KEYFILE"
    return "see whether the key works: ssh-keygen -Y sign -n git -f KEYFILE"


def _parsed(text: str, where: str) -> PublicKey:
    try:
        return PublicKey.parse(text.strip())
    except SshFormatError as error:
        raise GovtoolError(
            f"{where} is no public key: {error.finding.values['what']}",
            "make a key with: ssh-keygen -t ed25519",
        ) from None


def sign_commit(key: SigningKey, tree: str, parents: Sequence[str], author: str, committer: str, message: str) -> bytes:
    """The bytes of a signed governed commit. Raises CommitError when the parts make none, GovtoolError from
    the key.
    """
    payload = build_commit(tree, parents, author, committer, message, None)
    signature = key.sign(payload, COMMIT_NAMESPACE)
    return build_commit(tree, parents, author, committer, message, signature)


def prove_possession(key: SigningKey, statement: bytes) -> str:
    """The armored proof that the signer holds `key`, to be checked with `io.signature.signature.verify_possession`."""
    return key.sign(statement, POSSESSION_NAMESPACE)
