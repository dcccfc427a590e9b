"""SSH signatures put together by hand, good ones and odd ones, and ssh-keygen's own verdict on them.

Written without govtool's code for the format, so that the two can contradict each other.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from govtool.io.signature.signature import (
    Verdict,
)
from govtool.io.signature.signing import MemoryKey
from tests.world.place import DATA

SAMPLES = DATA / "sshsig"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.sig"))
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
ANA = "Ana <ana@example.org> 1700000000 +0000"
ORIGIN = "https://vote.example.org"
KEY = MemoryKey.from_seed(bytes(range(32)))
OTHER = MemoryKey.from_seed(bytes(32))
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=3072)


def string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def number(value: int) -> bytes:
    return string(value.to_bytes(value.bit_length() // 8 + 1, "big"))


def framed(namespace: bytes, reserved: bytes, hash_name: str, message: bytes) -> bytes:
    digest = hashlib.new(hash_name, message).digest()
    return b"SSHSIG" + b"".join(string(part) for part in (namespace, reserved, hash_name.encode(), digest))


def armor(data: bytes) -> str:
    body = base64.b64encode(data).decode()
    lines = [body[at : at + 70] for at in range(0, len(body), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def by_hand(
    sign: Callable[[bytes], bytes],
    public: bytes,
    message: bytes,
    namespace: bytes = b"git",
    version: int = 1,
    reserved: bytes = b"",
    signed_reserved: bytes = b"",
    hash_name: str = "sha512",
    rest: bytes = b"",
) -> str:
    """An SSHSIG put together here, not by govtool, from a function that signs to SSH's wire form."""
    value = sign(framed(namespace, signed_reserved, hash_name, message))
    fields = b"".join(string(part) for part in (public, namespace, reserved, hash_name.encode(), value))
    return armor(b"SSHSIG" + struct.pack(">I", version) + fields + rest)


def ed25519_sign(data: bytes) -> bytes:
    private = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    return string(b"ssh-ed25519") + string(private.sign(data))


def by_key(message: bytes, **odd: object) -> str:
    return by_hand(ed25519_sign, KEY.public_key.blob, message, **odd)  # type: ignore[arg-type]


def ssh_keygen_says_good(folder: Path, text: str, message: bytes, namespace: str = "git") -> bool:
    path = folder / "signature"
    path.write_bytes(text.encode())
    done = subprocess.run(
        ["ssh-keygen", "-Y", "check-novalidate", "-n", namespace, "-s", str(path)],
        input=message,
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


def reason(verdict: Verdict) -> str:
    return "" if verdict.finding is None else verdict.finding.code


def elliptic_sign(private: ec.EllipticCurvePrivateKey, name: bytes) -> Callable[[bytes], bytes]:
    def sign(data: bytes) -> bytes:
        kind = {256: SHA256, 384: SHA384, 521: SHA512}[private.curve.key_size]()
        pair = decode_dss_signature(private.sign(data, ec.ECDSA(kind)))
        return string(name) + string(number(pair[0]) + number(pair[1]))

    return sign


def rsa_sign(data: bytes, name: bytes = b"rsa-sha2-256") -> bytes:
    kind = SHA1() if name == b"ssh-rsa" else SHA256()
    return string(name) + string(RSA_KEY.sign(data, padding.PKCS1v15(), kind))


def blob_of(private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    line = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return base64.b64decode(line.split()[1])


P256 = ec.derive_private_key(7, ec.SECP256R1())
P256_BLOB = blob_of(P256)
P384 = ec.derive_private_key(7, ec.SECP384R1())
P521 = ec.derive_private_key(7, ec.SECP521R1())
MESSAGE = b"the minutes of the assembly"
PLAIN = by_key(MESSAGE)
POINT = P256_BLOB[-65:]
