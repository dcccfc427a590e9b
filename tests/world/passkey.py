"""A browser's passkey in software."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from govtool.core.sshsig import PublicKey
from tests.world.handmade_signature import ORIGIN, P256, POINT, by_hand, number, string

PASSKEY_BLOB = b"".join(
    string(part) for part in (b"sk-ecdsa-sha2-nistp256@openssh.com", b"nistp256", POINT, b"vote.example.org")
)


def passkey_sign(
    message: bytes,
    flags: int = 0x05,
    origin: str = ORIGIN,
    extensions: bytes = b"",
    client: Callable[[str], str] | None = None,
    namespace: bytes = b"git",
) -> str:
    """A browser's passkey in software: it signs client data that names the SSHSIG frame as the challenge."""

    def sign(data: bytes) -> bytes:
        challenge = base64.urlsafe_b64encode(data).rstrip(b"=").decode()
        written = f'{{"type":"webauthn.get","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}'
        client_data = (client(written) if client else written).encode()
        signed = (
            hashlib.sha256(b"vote.example.org").digest()
            + bytes([flags])
            + struct.pack(">I", 9)
            + extensions
            + hashlib.sha256(client_data).digest()
        )
        pair = decode_dss_signature(P256.sign(signed, ec.ECDSA(SHA256())))
        return (
            string(b"webauthn-sk-ecdsa-sha2-nistp256@openssh.com")
            + string(number(pair[0]) + number(pair[1]))
            + bytes([flags])
            + struct.pack(">I", 9)
            + string(origin.encode())
            + string(client_data)
            + string(extensions)
        )

    return by_hand(sign, PASSKEY_BLOB, message, namespace=namespace)


class Passkey:
    """A key on somebody's phone, with which commits are signed."""

    public_key = PublicKey.from_blob(PASSKEY_BLOB)

    def sign(self, data: bytes, namespace: str) -> str:
        """The signature of the browser, at the page of the tests."""
        return passkey_sign(data, namespace=namespace.encode())
