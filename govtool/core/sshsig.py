"""SSH signatures and public keys as bytes: the armored SSHSIG format, version 1, and the keys inside it.

Promises: pure; reads exactly one way and refuses what is left over; a key keeps the bytes that it came in,
because keys are compared as bytes. Does not judge whether a signature is good or a key is acceptable: that
takes cryptography, see `io.signature.signature`. Sources: OpenSSH's PROTOCOL.sshsig, PROTOCOL.u2f and RFC 4253
section 6.6.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from govtool.core.finding import Finding, finding
from govtool.errors import Refused

ARMOR_BEGIN = "-----BEGIN SSH SIGNATURE-----"
ARMOR_END = "-----END SSH SIGNATURE-----"
ARMOR_WIDTH = 70
MAGIC = b"SSHSIG"
VERSION = 1
HASHES = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}

ED25519 = "ssh-ed25519"
ECDSA = "ecdsa-sha2-nistp256"
RSA = "ssh-rsa"
SK_ED25519 = "sk-ssh-ed25519@openssh.com"
SK_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com"
WEBAUTHN_ECDSA = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"

KEY_TYPES = frozenset((ED25519, SK_ED25519, ECDSA, SK_ECDSA, RSA))
"""The kinds of key that may be registered."""
ECDSA_384 = "ecdsa-sha2-nistp384"
ECDSA_521 = "ecdsa-sha2-nistp521"
VERIFIED_TYPES = KEY_TYPES | {ECDSA_384, ECDSA_521}
"""The kinds of key that govtool can verify."""

_GAP = re.compile("[ \t]+")
SHOWN_LETTERS = 60
KEY_MOST_BYTES = 16384
"""More than any kind of key needs; keys are remembered, so their size is bounded."""

_ED25519_BYTES = 64
# The white space of C, which is what ssh-keygen skips inside base64.
_SPACE = dict.fromkeys(map(ord, " \t\n\v\f\r"))


class SshFormatError(Refused):
    """Bytes are not a signature or a key that can be read; `finding` says why."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__((finding(code, what=what),))

    @property
    def finding(self) -> Finding:
        return self.findings[0]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: `type` as OpenSSH calls it, `blob` the exact bytes, by which keys are compared."""

    type: str
    blob: bytes

    @classmethod
    def parse(cls, line: str) -> PublicKey:
        """Read `TYPE BASE64 [comment]`, a line of a `.pub` file. As in OpenSSH, only spaces and tabs lie between them.
        Raises SshFormatError with the code `key_type`.
        """
        words = _GAP.split(line.strip(" \t\r\n"))
        if len(words) < 2 or "\n" in line.strip():
            raise SshFormatError("key_type", "this is not one line TYPE BASE64, as in a .pub file")
        return cls.from_base64(words[0], words[1])

    @classmethod
    def from_base64(cls, key_type: str, text: str) -> PublicKey:
        """The key of a record: its type and its bytes, each by itself. Raises SshFormatError, `key_type`."""
        blob = _from_base64(text)
        if blob is None:
            raise SshFormatError("key_type", "the key is not base64")
        key = cls.from_blob(blob)
        if key.type != key_type:
            raise SshFormatError("key_type", f"it is called {shown(key_type)}, but the key is {shown(key.type)}")
        return key

    @classmethod
    def from_blob(cls, blob: bytes) -> PublicKey:
        """The key in its wire form. Raises SshFormatError with the code `key_type`."""
        if len(blob) > KEY_MOST_BYTES:
            raise SshFormatError("key_type", f"the key is longer than {KEY_MOST_BYTES} bytes")
        reader = WireReader(blob, "key_type")
        return cls(reader.text(), blob)

    @property
    def base64(self) -> str:
        return _to_base64(self.blob)

    @property
    def line(self) -> str:
        """`TYPE BASE64`, as it stands in the registry."""
        return f"{self.type} {self.base64}"

    @property
    def fingerprint(self) -> str:
        """`SHA256:...` as ssh-keygen -l prints it."""
        return "SHA256:" + _to_base64(hashlib.sha256(self.blob).digest()).rstrip("=")

    def parts(self) -> tuple[bytes, ...]:
        """The strings of the key after its type. Raises SshFormatError with the code `key_type`."""
        reader = WireReader(self.blob, "key_type")
        reader.string()
        parts = []
        while not reader.at_end:
            parts.append(reader.string())
        return tuple(parts)


@dataclass(frozen=True, slots=True)
class Assertion:
    """The data that a browser adds to a passkey's signature: the page's origin, its client data, extension bytes."""

    origin: str
    client_data: bytes
    extensions: bytes


@dataclass(frozen=True, slots=True)
class Hardware:
    """The data that a security key signs with the message: flags (1 touched, 4 person verified) and counter."""

    flags: int
    counter: int
    assertion: Assertion | None


class SshSignature(NamedTuple):
    """An SSHSIG taken apart. `value` is the bare signature; empty for a kind of key not known here."""

    public_key: bytes
    key_type: str
    namespace: str
    reserved: bytes
    hash_algorithm: str
    signature_type: str
    value: bytes
    hardware: Hardware | None

    @classmethod
    def parse(cls, armor: str, *, tolerant: bool = False) -> SshSignature:
        """Read an armored signature. Raises SshFormatError with the code `sig`.

        The armor is read as ssh-keygen reads it: text after its last line is ignored, white space between
        the base64 too. `tolerant` takes what else ssh-keygen takes: version 0 and a reserved field that is
        not empty.
        """
        blob = _from_armor(armor)
        known = _ed25519_frame(blob[:-_ED25519_BYTES], tolerant)
        if known is None:
            return cls._parse(blob, tolerant)
        return known._replace(value=blob[-_ED25519_BYTES:])

    @classmethod
    def _parse(cls, data: bytes, tolerant: bool) -> SshSignature:
        reader = WireReader(data, "sig")
        if reader.take(len(MAGIC)) != MAGIC:
            raise SshFormatError("sig", "it is not an SSH signature")
        version = reader.number()
        if version > VERSION or (version < VERSION and not tolerant):
            raise SshFormatError("sig", f"its format has version {version}; only version {VERSION} is known")
        public_key, namespace, reserved = reader.string(), reader.text(), reader.string()
        hash_algorithm, blob = reader.text(), reader.string()
        reader.finish()
        if reserved and not tolerant:
            raise SshFormatError("sig", "its reserved field is not empty")
        if hash_algorithm not in HASHES:
            raise SshFormatError("sig", f"its hash is {shown(hash_algorithm)}, not sha256 or sha512")
        key_type = PublicKey.from_blob(public_key).type
        signature_type, value, hardware = _read_value(key_type, blob)
        return cls(public_key, key_type, namespace, reserved, hash_algorithm, signature_type, value, hardware)


@lru_cache(maxsize=4096)
def _ed25519_frame(head: bytes, tolerant: bool) -> SshSignature | None:
    """The signature with zeros for its last 64 bytes, if these are exactly the bare Ed25519 signature.

    All that one key signs in one namespace then differs in these bytes only: every length and name lies before them.
    """
    zeros = bytes(_ED25519_BYTES)
    try:
        found = SshSignature._parse(head + zeros, tolerant)
    except SshFormatError:
        return None
    return found if found.key_type == found.signature_type == ED25519 and found.value == zeros else None


def _read_value(key_type: str, blob: bytes) -> tuple[str, bytes, Hardware | None]:
    reader = WireReader(blob, "sig")
    signature_type = reader.text()
    if key_type not in VERIFIED_TYPES:
        return signature_type, b"", None
    value = reader.string()
    hardware = None
    if key_type in (SK_ED25519, SK_ECDSA):
        flags, counter = reader.take(1)[0], reader.number()
        assertion = None
        if signature_type == WEBAUTHN_ECDSA:
            assertion = Assertion(reader.text(), reader.string(), reader.string())
        hardware = Hardware(flags, counter, assertion)
    reader.finish()
    return signature_type, value, hardware


class WireReader:
    """Reads SSH's wire format from front to back; whatever does not fit raises SshFormatError with `code`."""

    __slots__ = ("_at", "_code", "_data")

    def __init__(self, data: bytes, code: str) -> None:
        self._data = data
        self._at = 0
        self._code = code

    @property
    def at_end(self) -> bool:
        return self._at == len(self._data)

    def take(self, length: int) -> bytes:
        end = self._at + length
        if end > len(self._data):
            raise SshFormatError(self._code, "it is cut short")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        start = self._at + 4
        end = start + int.from_bytes(self._data[self._at : start], "big")
        if end > len(self._data):
            raise SshFormatError(self._code, "it is cut short")
        self._at = end
        return self._data[start:end]

    def text(self) -> str:
        try:
            text = self.string().decode("utf-8")
        except UnicodeDecodeError:
            raise SshFormatError(self._code, "a name in it is not text") from None
        if "\0" in text:
            raise SshFormatError(self._code, "a name in it contains a NUL byte")
        return text

    def finish(self) -> None:
        if not self.at_end:
            raise SshFormatError(self._code, "more bytes follow where it should end")


def shown(text: str) -> str:
    """A name that a stranger wrote, in quotes, short and without control characters, fit for a finding."""
    return ascii(text if len(text) <= SHOWN_LETTERS else text[:SHOWN_LETTERS] + "...")


def wire_string(data: bytes) -> bytes:
    """A string of SSH's wire format: four bytes of length, then the bytes."""
    return len(data).to_bytes(4, "big") + data


def signed_data(namespace: str, hash_algorithm: str, message: bytes) -> bytes:
    """The bytes that an SSHSIG really signs. `hash_algorithm` is one of HASHES; a KeyError is a bug."""
    return _signed_head(namespace, hash_algorithm) + wire_string(HASHES[hash_algorithm](message).digest())


@lru_cache(maxsize=64)
def _signed_head(namespace: str, hash_algorithm: str) -> bytes:
    fields = (namespace.encode(), b"", hash_algorithm.encode())
    return MAGIC + b"".join(wire_string(field) for field in fields)


def armored(public_key: bytes, namespace: str, hash_algorithm: str, signature: bytes) -> str:
    """An SSHSIG around `signature` (in wire form, with its type), armored as ssh-keygen writes it."""
    fields = (public_key, namespace.encode(), b"", hash_algorithm.encode(), signature)
    body = _to_base64(MAGIC + VERSION.to_bytes(4, "big") + b"".join(wire_string(field) for field in fields))
    lines = [body[at : at + ARMOR_WIDTH] for at in range(0, len(body), ARMOR_WIDTH)]
    return "\n".join((ARMOR_BEGIN, *lines, ARMOR_END, ""))


def armor_start(public_key: bytes) -> bytes:
    """The letters with which every signature by a key begins, white space left out. A text without them is not
    signed by that key; a search for somebody's papers need take nothing else apart.
    """
    frame = MAGIC + VERSION.to_bytes(4, "big") + wire_string(public_key)
    return binascii.b2a_base64(frame[: len(frame) // 3 * 3], newline=False)


def _from_armor(armor: str) -> bytes:
    start = len(ARMOR_BEGIN) + 1
    if not armor.startswith(ARMOR_BEGIN):
        raise SshFormatError("sig", f"it does not begin with {ARMOR_BEGIN}")
    # Whether a carriage return may stand here depends on the release of ssh-keygen; no tool writes one.
    if armor[start - 1 : start] != "\n":
        raise SshFormatError("sig", "its first line does not end where it should")
    end = armor.find("\n" + ARMOR_END, start)
    if end < 0:
        raise SshFormatError("sig", f"it does not end with {ARMOR_END}")
    body = armor[start:end]
    blob = _from_base64(body.replace("\n", ""))
    if blob is None:  # other white space is rare, and takes longer to look for
        blob = _from_base64(body.translate(_SPACE))
    if blob is None:
        raise SshFormatError("sig", "it is not base64")
    return blob


def _to_base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def _from_base64(text: str) -> bytes | None:
    """The bytes, None if `text` is not the one spelling of them (unused bits must be zero, as in OpenSSH)."""
    try:
        data = binascii.a2b_base64(text)
    except ValueError:
        return None
    return data if _to_base64(data) == text else None
