"""Signatures judged in the process against the judgement of git and ssh-keygen, with real keys.

Where govtool is stricter on purpose (a weak key, a governed commit's form), the test says so.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.commit import CommitError, parse_commit, parse_loosely
from govtool.core.sshsig import PublicKey, SshSignature
from govtool.io.signature import (
    POSSESSION_NAMESPACE,
    SshKeys,
    Verdict,
    registrable,
    verify,
    verify_commit,
    verify_possession,
)
from govtool.io.signing import MemoryKey, prove_possession, sign_commit

SAMPLES = Path(__file__).parent / "data" / "sshsig"
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


# --- OpenSSH's own samples ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_openssh_samples_get_ssh_keygens_verdict(name: str, tmp_path: Path) -> None:
    data = (SAMPLES / "signed-data").read_bytes()
    namespace = (SAMPLES / "namespace").read_text()
    text = (SAMPLES / f"{name}.sig").read_text()
    verdict = verify(text, data, namespace)
    if name.startswith("mldsa"):
        assert (verdict.status, reason(verdict)) == ("unsupported", "key_type")
        return
    key = PublicKey.parse((SAMPLES / f"{name}.pub").read_text())
    assert ssh_keygen_says_good(tmp_path, text, data, namespace)
    assert verdict.is_good
    assert (verdict.key, verdict.key_type, verdict.key_blob) == (key.fingerprint, key.type, key.base64)
    assert verify(text, data + b"!", namespace).status == "bad"
    assert verify(text, data, "git").status == "bad"


def test_the_sample_passkey_was_used_without_verifying_the_person() -> None:
    data = (SAMPLES / "signed-data").read_bytes()
    text = (SAMPLES / "ecdsa_sk_webauthn.sig").read_text()
    listed = verify(text, data, "unittest", origins=("https://www.mindrot.org",))
    assert (listed.status, reason(listed)) == ("bad", "user_verification")
    elsewhere = verify(text, data, "unittest", origins=(ORIGIN,))
    assert (elsewhere.status, reason(elsewhere)) == ("bad", "origin")


# --- odd signatures, against ssh-keygen --------------------------------------------------------------------------

MESSAGE = b"the minutes of the assembly"
PLAIN = by_key(MESSAGE)
STRICTER = {"version 0", "reserved"}
ODD = {
    "plain": PLAIN,
    "sha256": by_key(MESSAGE, hash_name="sha256"),
    "sha1": by_key(MESSAGE, hash_name="sha1"),
    "sha384": by_key(MESSAGE, hash_name="sha384"),
    "namespace file": by_key(MESSAGE, namespace=b"file"),
    "version 0": by_key(MESSAGE, version=0),
    "version 2": by_key(MESSAGE, version=2),
    "reserved": by_key(MESSAGE, reserved=b"x"),
    "reserved and signed": by_key(MESSAGE, reserved=b"x", signed_reserved=b"x"),
    "trailing byte": by_key(MESSAGE, rest=b"\0"),
    "no final line feed": PLAIN.rstrip("\n"),
    "text after the end": PLAIN + "and more\n",
    "text on the last line": PLAIN.rstrip("\n") + "--\n",
    "text before": "hello\n" + PLAIN,
    "carriage returns behind the first line": PLAIN.replace("\n", "\r\n").replace("\r", "", 1),
    "one line": PLAIN.replace("\n", "").replace("-----U1N", "-----\nU1N").replace("-----END", "\n-----END"),
    "blank lines": PLAIN.replace("\n", "\n\n"),
    "spaces and tabs": PLAIN.replace("A", " A\t\v\f"),
    "spaces in the padding": PLAIN.replace("=\n", " = \n"),
    "no padding": PLAIN.replace("=", ""),
    "too much padding": PLAIN.replace("=\n", "==\n"),
    "no break before the end": PLAIN.replace("\n-----END", "-----END"),
    "two ends": PLAIN + "-----END SSH SIGNATURE-----\n",
    "cut short": PLAIN.replace("A", "", 4),
    "empty": "",
    "empty armor": "-----BEGIN SSH SIGNATURE-----\n\n-----END SSH SIGNATURE-----\n",
    "other message": by_key(b"other"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_signatures_are_judged_as_ssh_keygen_does(name: str, tmp_path: Path) -> None:
    text = ODD[name]
    expected = ssh_keygen_says_good(tmp_path, text, MESSAGE)
    assert verify(text, MESSAGE, "git", tolerant=True).is_good == expected
    strict = verify(text, MESSAGE, "git")
    assert strict.is_good == (expected and name not in STRICTER)
    assert reason(strict) == ("" if strict.is_good else "sig")


def test_the_odd_cases_hold_good_and_bad_ones() -> None:
    good = {name for name, text in ODD.items() if verify(text, MESSAGE, "git").is_good}
    assert {"plain", "sha256", "blank lines", "text after the end"} <= good
    assert not good & {"sha1", "sha384", "namespace file", "version 0", "reserved", "trailing byte"}


def test_a_carriage_return_in_the_first_line_is_bad() -> None:
    # Not compared with ssh-keygen: OpenSSH 9.2 refuses such a signature too, later releases take it.
    assert verify(PLAIN.replace("\n", "\r\n"), MESSAGE, "git", tolerant=True).status == "bad"


def elliptic_sign(private: ec.EllipticCurvePrivateKey, name: bytes) -> Callable[[bytes], bytes]:
    def sign(data: bytes) -> bytes:
        pair = decode_dss_signature(private.sign(data, ec.ECDSA(SHA256())))
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
OF_TYPES = {
    "ecdsa": by_hand(elliptic_sign(P256, b"ecdsa-sha2-nistp256"), P256_BLOB, MESSAGE),
    "rsa-sha2-256": by_hand(rsa_sign, blob_of(RSA_KEY), MESSAGE),
    "rsa with sha-1": by_hand(lambda data: rsa_sign(data, b"ssh-rsa"), blob_of(RSA_KEY), MESSAGE),
    "rsa called sha2-512": by_hand(lambda data: rsa_sign(data).replace(b"256", b"512"), blob_of(RSA_KEY), MESSAGE),
    "ecdsa named ed25519": by_hand(elliptic_sign(P256, b"ssh-ed25519"), P256_BLOB, MESSAGE),
    "ecdsa, byte after the numbers": by_hand(
        lambda data: elliptic_sign(P256, b"ecdsa-sha2-nistp256")(data) + b"\0", P256_BLOB, MESSAGE
    ),
    "ecdsa, numbers of zero": by_hand(
        lambda data: string(b"ecdsa-sha2-nistp256") + string(string(b"") + string(b"")), P256_BLOB, MESSAGE
    ),
    "ecdsa, negative numbers": by_hand(
        lambda data: string(b"ecdsa-sha2-nistp256") + string(string(b"\xff" * 32) * 2), P256_BLOB, MESSAGE
    ),
    "ecdsa, point off the curve": by_hand(elliptic_sign(P256, b"ecdsa-sha2-nistp256"), P256_BLOB[:-1] + b"\0", MESSAGE),
    "ed25519, short signature": by_hand(
        lambda data: string(b"ssh-ed25519") + string(ed25519_sign(data)[-63:]), KEY.public_key.blob, MESSAGE
    ),
    "ed25519, byte after the key": by_hand(ed25519_sign, KEY.public_key.blob + b"\0", MESSAGE),
    "ed25519, other key": by_hand(ed25519_sign, OTHER.public_key.blob, MESSAGE),
}


@pytest.mark.parametrize("name", OF_TYPES)
def test_every_kind_of_key_is_judged_as_ssh_keygen_does(name: str, tmp_path: Path) -> None:
    text = OF_TYPES[name]
    verdict = verify(text, MESSAGE, "git")
    assert verdict.is_good == ssh_keygen_says_good(tmp_path, text, MESSAGE)
    assert verdict.is_good == (name in ("ecdsa", "rsa-sha2-256"))
    assert reason(verdict) == ("" if verdict.is_good else "sig")


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_a_short_rsa_key_and_every_kind_of_key_sign_for_ssh_keygen(kind: str, tmp_path: Path) -> None:
    key = MemoryKey.generate(kind)  # type: ignore[arg-type]
    text = key.sign(MESSAGE, "file")
    assert ssh_keygen_says_good(tmp_path, text, MESSAGE, "file")
    assert verify(text, MESSAGE, "file").key == key.public_key.fingerprint


def test_a_short_rsa_key_signs_validly_but_cannot_be_registered(tmp_path: Path) -> None:
    short = MemoryKey(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    text = short.sign(MESSAGE, "git")
    assert ssh_keygen_says_good(tmp_path, text, MESSAGE)
    assert verify(text, MESSAGE, "git").is_good
    assert registrable(short.public_key) is not None


@pytest.mark.parametrize("bits", [384, 521])
def test_larger_curves_are_unsupported(bits: int) -> None:
    curve = ec.SECP384R1() if bits == 384 else ec.SECP521R1()
    private = ec.derive_private_key(7, curve)
    name = f"ecdsa-sha2-nistp{bits}".encode()
    verdict = verify(by_hand(elliptic_sign(private, name), blob_of(private), MESSAGE), MESSAGE, "git")
    assert (verdict.status, reason(verdict), verdict.key_type) == ("unsupported", "key_type", name.decode())


def test_a_certificate_is_unsupported(tmp_path: Path) -> None:
    for name in ("authority", "person"):
        arguments = ["-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)]
        subprocess.run(["ssh-keygen", *arguments], check=True)
    arguments = [
        "-q",
        "-s",
        str(tmp_path / "authority"),
        "-I",
        "ana",
        "-n",
        "ana",
        str(tmp_path / "person.pub"),
    ]
    subprocess.run(["ssh-keygen", *arguments], check=True, capture_output=True)
    key = PublicKey.parse((tmp_path / "person-cert.pub").read_text())
    verdict = verify(by_hand(ed25519_sign, key.blob, MESSAGE), MESSAGE, "git")
    assert (verdict.status, reason(verdict)) == ("unsupported", "key_type")
    refused = registrable(key)
    assert refused is not None
    assert refused.values["what"] == "it is a certificate; register the plain key"


@pytest.mark.parametrize(
    ("begin", "kind"),
    [("PGP SIGNATURE", "OpenPGP"), ("PGP MESSAGE", "OpenPGP"), ("SIGNED MESSAGE", "X.509")],
)
def test_other_worlds_signatures_are_unsupported(begin: str, kind: str) -> None:
    verdict = verify(f"-----BEGIN {begin}-----\nabc\n-----END {begin}-----\n", MESSAGE, "git")
    assert verdict.status == "unsupported"
    assert verdict.finding is not None
    assert verdict.finding.values["what"] == f"{kind} signatures are not known"


# --- keys that may be registered ---------------------------------------------------------------------------------

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
POINT = P256_BLOB[-65:]
UNFIT = {
    "dsa": string(b"ssh-dss") + string(b"\1") * 4,
    "p384": blob_of(ec.derive_private_key(7, ec.SECP384R1())),
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


# --- possession --------------------------------------------------------------------------------------------------


def test_the_holder_of_a_key_can_prove_it(tmp_path: Path) -> None:
    proof = prove_possession(KEY, MESSAGE)
    assert verify_possession(KEY.public_key, MESSAGE, proof) is None
    assert SshKeys().proves(KEY.public_key.type, KEY.public_key.base64, MESSAGE, proof)
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
    refused = verify_possession(KEY.public_key, MESSAGE, proof)
    assert refused is not None
    assert (refused.code, refused.values["key"]) == ("proof_of_possession", KEY.public_key.fingerprint)
    assert not SshKeys().proves(KEY.public_key.type, KEY.public_key.base64, MESSAGE, proof)


# --- passkeys and security keys ----------------------------------------------------------------------------------

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


def test_a_passkey_votes_for_the_registry_and_for_ssh_keygen(tmp_path: Path) -> None:
    text = passkey_sign(MESSAGE)
    verdict = verify(text, MESSAGE, "git", origins=("https://other.example.org", ORIGIN))
    assert verdict.is_good
    assert verdict.passkey is not None
    assert (verdict.passkey.origin, verdict.passkey.user_verified) == (ORIGIN, True)
    assert ssh_keygen_says_good(tmp_path, text, MESSAGE)
    assert verify(text, MESSAGE, "git").is_good


# name: (the assertion, ssh-keygen's verdict, the registry's code)
ASSERTIONS: dict[str, tuple[str, bool, str]] = {
    "with extensions": (passkey_sign(MESSAGE, flags=0x85, extensions=b"\xa0"), True, ""),
    "without crossOrigin": (
        passkey_sign(MESSAGE, client=lambda text: text.replace(',"crossOrigin":false', "")),
        True,
        "",
    ),
    "with further fields": (
        passkey_sign(MESSAGE, client=lambda text: text[:-1] + ',"extra":[1]}'),
        True,
        "",
    ),
    "person not verified": (passkey_sign(MESSAGE, flags=0x01), True, "user_verification"),
    "nobody present": (passkey_sign(MESSAGE, flags=0x00), True, "user_verification"),
    "verified but nobody present": (passkey_sign(MESSAGE, flags=0x04), True, "user_verification"),
    "another page": (passkey_sign(MESSAGE, origin="https://evil.example.org"), True, "origin"),
    "a longer origin": (passkey_sign(MESSAGE, origin=ORIGIN + ".evil.example"), True, "origin"),
    "without https": (passkey_sign(MESSAGE, origin="http://vote.example.org"), True, "origin"),
    "framed by another page": (
        passkey_sign(MESSAGE, client=lambda text: text.replace("false", "true")),
        True,
        "origin",
    ),
    "a second origin": (
        passkey_sign(MESSAGE, client=lambda text: text[:-1] + ',"origin":"https://evil.example.org"}'),
        True,
        "sig",
    ),
    "cut client data": (passkey_sign(MESSAGE, client=lambda text: text[:-1]), True, "sig"),
    "other bytes signed": (passkey_sign(b"other"), False, "sig"),
    "a registration": (
        passkey_sign(MESSAGE, client=lambda text: text.replace("webauthn.get", "webauthn.create")),
        False,
        "sig",
    ),
    "another challenge": (
        passkey_sign(MESSAGE, client=lambda text: text.replace("U1NI", "U1NJ")),
        False,
        "sig",
    ),
    "fields in another order": (
        passkey_sign(MESSAGE, client=lambda text: json.dumps(dict(reversed(json.loads(text).items())))),
        False,
        "sig",
    ),
    "with attested data": (passkey_sign(MESSAGE, flags=0x45), False, "sig"),
    "extensions without their flag": (passkey_sign(MESSAGE, extensions=b"\xa0"), False, "sig"),
    "extension flag without any": (passkey_sign(MESSAGE, flags=0x85), False, "sig"),
    "origin with a quote": (passkey_sign(MESSAGE, origin=ORIGIN + '","x":"'), False, "sig"),
    "another namespace": (passkey_sign(MESSAGE, namespace=b"file"), False, "sig"),
}


@pytest.mark.parametrize("name", ASSERTIONS)
def test_a_passkeys_assertion_is_judged_by_ssh_keygens_rule_and_by_the_registrys(name: str, tmp_path: Path) -> None:
    text, keygen, code = ASSERTIONS[name]
    assert ssh_keygen_says_good(tmp_path, text, MESSAGE) == keygen
    assert verify(text, MESSAGE, "git").is_good == keygen
    verdict = verify(text, MESSAGE, "git", origins=(ORIGIN,))
    assert (verdict.status, reason(verdict)) == ("bad" if code else "good", code)


def test_a_co_operative_without_pages_takes_no_passkey() -> None:
    assert reason(verify(passkey_sign(MESSAGE), MESSAGE, "git", origins=())) == "origin"


def security_key_sign(flags: int, application: bytes = b"ssh:", sign_flags: int | None = None) -> str:
    public = string(b"sk-ssh-ed25519@openssh.com") + string(KEY.public_key.parts()[0]) + string(b"ssh:")

    def sign(data: bytes) -> bytes:
        head = hashlib.sha256(application).digest() + bytes([flags if sign_flags is None else sign_flags])
        private = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        value = private.sign(head + struct.pack(">I", 3) + hashlib.sha256(data).digest())
        return string(b"sk-ssh-ed25519@openssh.com") + string(value) + bytes([flags]) + struct.pack(">I", 3)

    return by_hand(sign, public, MESSAGE)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (security_key_sign(1), True),
        (security_key_sign(5), True),
        (security_key_sign(0), True),
        (security_key_sign(1, sign_flags=0), False),
        (security_key_sign(1, application=b"ssh:other"), False),
    ],
    ids=["touched", "verified", "untouched, as its owner chose", "flags changed", "another application"],
)
def test_a_security_keys_signature_is_judged_as_ssh_keygen_does(text: str, good: bool, tmp_path: Path) -> None:
    assert ssh_keygen_says_good(tmp_path, text, MESSAGE) == good
    assert verify(text, MESSAGE, "git").is_good == good
    assert verify(text, MESSAGE, "git", origins=(ORIGIN,)).is_good == good


# --- commits, against git verify-commit --------------------------------------------------------------------------

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


# --- fuzz --------------------------------------------------------------------------------------------------------

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
