"""The cryptography of SSH keys: is this signature by this key, and may this key be registered at all.

The one normative verifier of Ed25519 is libsodium (PyNaCl), which refuses keys of small order, with which
anybody could sign; ECDSA and RSA are verified by `cryptography`. Promises: never a network, a file or a
subprocess; bad input is an answer, not an exception. Does not know people, namespaces or passkey origins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from govtool.core.finding import Finding, finding
from govtool.core.sshsig import (
    ECDSA,
    ECDSA_384,
    ECDSA_521,
    ED25519,
    KEY_TYPES,
    RSA,
    SK_ECDSA,
    SK_ED25519,
    WEBAUTHN_ECDSA,
    PublicKey,
    SshFormatError,
    SshSignature,
    WireReader,
    shown,
    wire_string,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

Check = Callable[[SshSignature, bytes], bool]
"""Whether the signature is right for the signed data (the SSHSIG frame around the message's hash)."""

RSA_LEAST_BITS = 1024
"""The fewest bits that ssh-keygen verifies."""
RSA_REGISTRABLE_BITS = 3072
RSA_MOST_BITS = 16384
ED25519_BYTES = 32
ED25519_SIGNATURE_BYTES = 64
EXTENSION_DATA_FLAG = 0x80


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A public key with its names and its verifier; `check` is None for a kind of key that cannot be used."""

    public_key: PublicKey
    fingerprint: str
    base64: str
    check: Check | None


@lru_cache(maxsize=4096)
def known_key(blob: bytes) -> KnownKey:
    """The key with its verifier. Raises SshFormatError with the code `key_type` when the bytes are no such
    key.
    """
    key = PublicKey.from_blob(blob)
    maker = _MAKERS.get(key.type)
    return KnownKey(key, key.fingerprint, key.base64, maker(key.parts()) if maker else None)


def registrable(key: PublicKey) -> Finding | None:
    """Whether a key of this kind may be registered: None, or a finding `key_type`.

    Accepted: ed25519, sk-ed25519, ecdsa-p256, sk-ecdsa-p256 (passkeys are of this type), RSA of at least
    3072 bits. Refused: everything else, certificates, Ed25519 points of small order, outside the main
    subgroup or spelled another way, EC points off the curve, numbers with leading zeros.
    """
    if "-cert-v" in key.type:
        return _refused("it is a certificate; register the plain key")
    if key.type not in KEY_TYPES:
        return _refused(f"its type is {shown(key.type)}")
    try:
        parts = key.parts()
        known_key(key.blob)
    except SshFormatError as error:
        return error.finding
    if key.type in (ED25519, SK_ED25519) and not _is_valid_point(parts[0]):
        return _refused("it is a weak ed25519 key, under which anybody could sign")
    if key.type == RSA:
        return _registrable_rsa(parts)
    return None


def _registrable_rsa(parts: tuple[bytes, ...]) -> Finding | None:
    exponent, modulus = (int.from_bytes(part, "big") for part in parts)
    bits = modulus.bit_length()
    if bits < RSA_REGISTRABLE_BITS:
        return _refused(f"it is an RSA key of {bits} bits; at least {RSA_REGISTRABLE_BITS} are needed")
    if any(_number(value) != part for value, part in ((exponent, parts[0]), (modulus, parts[1]))):
        return _refused("its numbers are written with leading zeros")
    if modulus % 2 == 0:
        return _refused("its modulus is even")
    return None


def _refused(what: str) -> Finding:
    return finding("key_type", what=what)


def _number(value: int) -> bytes:
    """A positive number as SSH writes it: big-endian, with a zero byte where the first bit would be set."""
    return value.to_bytes(value.bit_length() // 8 + 1, "big")


def _broken(what: str) -> SshFormatError:
    return SshFormatError("key_type", what)


def _ed25519_check(parts: tuple[bytes, ...]) -> Check:
    point = _ed25519_point(parts, 1)

    def check(signature: SshSignature, data: bytes) -> bool:
        return signature.signature_type == ED25519 and _ed25519_holds(point, signature.value, data)

    return check


def _sk_ed25519_check(parts: tuple[bytes, ...]) -> Check:
    point, application = _ed25519_point(parts, 2), _application(parts[1])

    def check(signature: SshSignature, data: bytes) -> bool:
        if signature.signature_type != SK_ED25519:
            return False
        return _ed25519_holds(point, signature.value, _hardware_data(application, signature, data))

    return check


def _application(name: bytes) -> bytes:
    if b"\0" in name:
        raise _broken("the application of its security key contains a NUL byte")
    return name


def _ed25519_point(parts: tuple[bytes, ...], count: int) -> bytes:
    if len(parts) != count or len(parts[0]) != ED25519_BYTES:
        raise _broken("it is not a whole ed25519 key")
    return parts[0]


# The libraries are loaded where they are needed: who only reads verifies nothing.


def _is_valid_point(point: bytes) -> bool:
    from nacl.bindings import crypto_core_ed25519_is_valid_point

    return crypto_core_ed25519_is_valid_point(point)


def _ed25519_holds(point: bytes, value: bytes, data: bytes) -> bool:
    from nacl.bindings import crypto_sign_open
    from nacl.exceptions import BadSignatureError

    if len(value) != ED25519_SIGNATURE_BYTES:
        return False
    try:
        crypto_sign_open(value + data, point)
    except BadSignatureError:
        return False
    return True


def _hardware_data(application: bytes, signature: SshSignature, data: bytes) -> bytes:
    """The bytes that a security key signs: the application, its flags and counter, extensions, and the hash of the
    message.
    """
    hardware = signature.hardware
    if hardware is None:
        # The parser reads these fields for every key of such a type.
        raise ValueError("a signature of a security key without its flags")
    message, extensions = data, b""
    if hardware.assertion is not None:
        message, extensions = hardware.assertion.client_data, hardware.assertion.extensions
    return b"".join(
        (
            hashlib.sha256(application).digest(),
            bytes((hardware.flags,)),
            hardware.counter.to_bytes(4, "big"),
            extensions,
            hashlib.sha256(message).digest(),
        )
    )


_CURVES = {ECDSA: ("nistp256", "P-256"), ECDSA_384: ("nistp384", "P-384"), ECDSA_521: ("nistp521", "P-521")}


def _ecdsa_check(key_type: str, parts: tuple[bytes, ...]) -> Check:
    key = _ecdsa_key(key_type, parts, 2)

    def check(signature: SshSignature, data: bytes) -> bool:
        return signature.signature_type == key_type and _ecdsa_holds(key, signature.value, data)

    return check


def _sk_ecdsa_check(parts: tuple[bytes, ...]) -> Check:
    key, application = _ecdsa_key(ECDSA, parts, 3), _application(parts[2])

    def check(signature: SshSignature, data: bytes) -> bool:
        if signature.signature_type not in (SK_ECDSA, WEBAUTHN_ECDSA):
            return False
        return _ecdsa_holds(key, signature.value, _hardware_data(application, signature, data))

    return check


def _ecdsa_key(key_type: str, parts: tuple[bytes, ...], count: int) -> EllipticCurvePublicKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    name, shown_name = _CURVES[key_type]
    curves: dict[str, ec.EllipticCurve] = {
        ECDSA: ec.SECP256R1(),
        ECDSA_384: ec.SECP384R1(),
        ECDSA_521: ec.SECP521R1(),
    }
    if len(parts) != count or parts[0] != name.encode() or parts[1][:1] != b"\x04":
        raise _broken(f"it is not a whole {shown_name} key")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(curves[key_type], parts[1])
    except ValueError:
        raise _broken(f"its point is not on the curve {shown_name}") from None


def _ecdsa_holds(key: EllipticCurvePublicKey, value: bytes, data: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA as ECDSA_WITH
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

    reader = WireReader(value, "sig")
    numbers = (reader.string(), reader.string())
    reader.finish()
    if any(not number or number[0] & 0x80 for number in numbers):
        return False
    first, second = (int.from_bytes(number, "big") for number in numbers)
    # each curve has its hash: RFC 5656, section 6.2.1
    kinds: dict[int, SHA256 | SHA384 | SHA512] = {256: SHA256(), 384: SHA384(), 521: SHA512()}
    try:
        key.verify(encode_dss_signature(first, second), data, ECDSA_WITH(kinds[key.key_size]))
    except InvalidSignature:
        return False
    return True


def _rsa_check(parts: tuple[bytes, ...]) -> Check:
    key = _rsa_key(parts)

    def check(signature: SshSignature, data: bytes) -> bool:
        return _rsa_holds(key, signature, data)

    return check


def _rsa_key(parts: tuple[bytes, ...]) -> RSAPublicKey:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    if len(parts) != 2 or any(not part or part[0] & 0x80 for part in parts):
        raise _broken("it is not a whole RSA key")
    exponent, modulus = (int.from_bytes(part, "big") for part in parts)
    if not RSA_LEAST_BITS <= modulus.bit_length() <= RSA_MOST_BITS:
        raise _broken(f"it is an RSA key of {modulus.bit_length()} bits")
    try:
        return RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError:
        raise _broken("its numbers are no RSA key") from None


def _rsa_holds(key: RSAPublicKey, signature: SshSignature, data: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256, SHA512

    # "ssh-rsa" as the type of a signature means SHA-1, for which a second message can be made.
    kinds: dict[str, SHA256 | SHA512] = {"rsa-sha2-256": SHA256(), "rsa-sha2-512": SHA512()}
    kind = kinds.get(signature.signature_type)
    length = key.key_size // 8 + (key.key_size % 8 > 0)
    if kind is None or not signature.value or len(signature.value) > length:
        return False
    try:
        # OpenSSH takes a signature whose leading zero bytes were left out.
        key.verify(signature.value.rjust(length, b"\0"), data, PKCS1v15(), kind)
    except InvalidSignature:
        return False
    return True


_MAKERS: dict[str, Callable[[tuple[bytes, ...]], Check]] = {
    ED25519: _ed25519_check,
    SK_ED25519: _sk_ed25519_check,
    ECDSA: partial(_ecdsa_check, ECDSA),
    ECDSA_384: partial(_ecdsa_check, ECDSA_384),
    ECDSA_521: partial(_ecdsa_check, ECDSA_521),
    SK_ECDSA: _sk_ecdsa_check,
    RSA: _rsa_check,
}


def ecdsa_value(der: bytes) -> bytes:
    """An ECDSA signature as SSH writes it, from the DER form that cryptography makes."""
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    return b"".join(wire_string(_number(value)) for value in decode_dss_signature(der))
