"""Which keys may be registered, and the proof that somebody holds one."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.core.sshsig import PublicKey
from govtool.io.signature.signature import (
    POSSESSION_NAMESPACE,
    SshKeys,
    registrable,
    verify,
    verify_possession,
)
from govtool.io.signature.signing import MemoryKey, prove_possession
from tests.world.handmade_signature import (
    KEY,
    MESSAGE,
    OTHER,
    P256_BLOB,
    P384,
    P521,
    POINT,
    RSA_KEY,
    SAMPLES,
    blob_of,
    by_hand,
    ssh_keygen_says_good,
    string,
)

# Every encoding of a point of small order, the canonical ones and the others, each with either sign.
SMALL = [
    "00" * 32,
    "01" + "00" * 31,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ec" + "ff" * 30 + "7f",
    "ed" + "ff" * 30 + "7f",
    "ee" + "ff" * 30 + "7f",
]
SMALL_ORDER = [
    bytes.fromhex(point)[:-1] + bytes([bytes.fromhex(point)[-1] | sign]) for point in SMALL for sign in (0, 0x80)
]


@pytest.mark.parametrize("point", SMALL_ORDER, ids=lambda point: point.hex())
@pytest.mark.parametrize("kind", ["ssh-ed25519", "sk-ssh-ed25519@openssh.com"])
def test_keys_under_which_anybody_can_sign_are_never_registered(point: bytes, kind: str) -> None:
    rest = string(b"ssh:") if kind.startswith("sk-") else b""
    refused = registrable(PublicKey.from_blob(string(kind.encode()) + string(point) + rest))
    assert refused is not None
    assert refused.code == "key_type"


def test_a_signature_that_needs_no_secret_is_bad_though_ssh_keygen_takes_it(tmp_path: Path) -> None:
    point = bytes.fromhex(SMALL[1])
    public = string(b"ssh-ed25519") + string(point)
    text = by_hand(lambda data: string(b"ssh-ed25519") + string(point + bytes(32)), public, MESSAGE)
    assert ssh_keygen_says_good(tmp_path, text, MESSAGE)
    assert verify(text, MESSAGE, "git", tolerant=True).status == "bad"


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_good_keys_are_registrable(kind: str) -> None:
    key = MemoryKey.generate(kind).public_key  # type: ignore[arg-type]
    assert registrable(key) is None
    assert SshKeys().registrable(key.type, key.base64) is None


@pytest.mark.parametrize("name", ["ed25519", "ed25519_sk", "ecdsa", "ecdsa_sk", "ecdsa_sk_webauthn", "rsa"])
def test_the_kinds_of_the_samples_are_registrable(name: str) -> None:
    assert registrable(PublicKey.parse((SAMPLES / f"{name}.pub").read_text())) is None


def rsa_blob(exponent: bytes, modulus: bytes) -> bytes:
    return string(b"ssh-rsa") + string(exponent) + string(modulus)


MODULUS = RSA_KEY.public_key().public_numbers().n.to_bytes(385, "big")
UNFIT = {
    "dsa": string(b"ssh-dss") + string(b"\1") * 4,
    "p384": blob_of(P384),
    "p521": blob_of(P521),
    "mldsa": PublicKey.parse((SAMPLES / "mldsa44-ed25519.pub").read_text()).blob,
    "rsa of 3071 bits": rsa_blob(b"\1\0\1", b"\x7f" + MODULUS[2:]),
    "rsa with leading zeros": rsa_blob(b"\1\0\1", b"\0" + MODULUS),
    "rsa exponent with leading zeros": rsa_blob(b"\0\1\0\1", MODULUS),
    "rsa exponent one": rsa_blob(b"\1", MODULUS),
    "rsa exponent even": rsa_blob(b"\4", MODULUS),
    "rsa modulus even": rsa_blob(b"\1\0\1", MODULUS[:-1] + b"\0"),
    "rsa negative": rsa_blob(b"\1\0\1", MODULUS[1:]),
    "rsa with a third number": rsa_blob(b"\1\0\1", MODULUS) + string(b"\1"),
    "ed25519 too short": string(b"ssh-ed25519") + string(bytes(31)),
    "ed25519 not on the curve": string(b"ssh-ed25519") + string(b"\2" + bytes(31)),
    "ed25519 with more": KEY.public_key.blob + string(b""),
    "ed25519 cut short": KEY.public_key.blob[:-1],
    "point off the curve": P256_BLOB[:-1] + bytes([P256_BLOB[-1] ^ 1]),
    "point compressed": P256_BLOB[:-69] + string(bytes([2 + POINT[-1] % 2]) + POINT[1:33]),
    "point at infinity": P256_BLOB[:-69] + string(b"\0"),
    "another curve's name": string(b"ecdsa-sha2-nistp256") + string(b"nistp384") + string(POINT),
    "application with a NUL": string(b"sk-ecdsa-sha2-nistp256@openssh.com")
    + string(b"nistp256")
    + string(POINT)
    + string(b"ssh:\0"),
    "security key without application": string(b"sk-ssh-ed25519@openssh.com") + KEY.public_key.blob[-36:],
}


@pytest.mark.parametrize("name", UNFIT)
def test_unfit_keys_are_not_registrable(name: str) -> None:
    key = PublicKey.from_blob(UNFIT[name])
    refused = registrable(key)
    assert refused is not None
    assert refused.code == "key_type"
    assert SshKeys().registrable(key.type, key.base64) == refused


def test_a_point_outside_the_main_subgroup_is_not_registrable() -> None:
    # A good point plus the point of order two: (x, y) becomes (-x, -y).
    good = KEY.public_key.parts()[0]
    field = 2**255 - 19
    y = int.from_bytes(good, "little") & (2**255 - 1)
    mixed = (field - y) | ((1 - (good[-1] >> 7)) << 255)
    point = mixed.to_bytes(32, "little")
    assert registrable(PublicKey.from_blob(string(b"ssh-ed25519") + string(point))) is not None


def test_a_record_cannot_show_one_key_and_mean_another() -> None:
    good = KEY.public_key
    assert SshKeys().registrable(f"{good.type} {good.base64}", "AAAA") is not None
    assert SshKeys().registrable("ssh-rsa", good.base64) is not None
    assert SshKeys().registrable(good.type, good.base64 + "\n") is not None


def test_the_holder_of_a_key_can_prove_it(tmp_path: Path) -> None:
    proof = prove_possession(KEY, MESSAGE)
    assert verify_possession(KEY.public_key, MESSAGE, proof, origins=()) is None
    assert SshKeys().proves(KEY.public_key.type, KEY.public_key.base64, MESSAGE, proof, ())
    assert ssh_keygen_says_good(tmp_path, proof, MESSAGE, POSSESSION_NAMESPACE)


@pytest.mark.parametrize(
    "proof",
    [
        prove_possession(OTHER, MESSAGE),
        prove_possession(KEY, b"another statement"),
        KEY.sign(MESSAGE, "git"),
        "",
    ],
    ids=["another key", "another statement", "a commit's namespace", "nothing"],
)
def test_what_is_no_proof_is_refused(proof: str) -> None:
    refused = verify_possession(KEY.public_key, MESSAGE, proof, origins=())
    assert refused is not None
    assert (refused.code, refused.values["key"]) == ("proof_of_possession", KEY.public_key.fingerprint)
    assert not SshKeys().proves(KEY.public_key.type, KEY.public_key.base64, MESSAGE, proof, ())
