"""Signatures judged in the process against ssh-keygen's judgement, with real keys.

Where govtool is stricter on purpose, the test says so.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from govtool.core.sshsig import PublicKey
from govtool.io.signature.signature import (
    registrable,
    verify,
)
from govtool.io.signature.signing import MemoryKey
from tests.world.handmade_signature import (
    KEY,
    MESSAGE,
    NAMES,
    ORIGIN,
    OTHER,
    P256,
    P256_BLOB,
    P384,
    P521,
    PLAIN,
    RSA_KEY,
    SAMPLES,
    blob_of,
    by_hand,
    by_key,
    ed25519_sign,
    elliptic_sign,
    reason,
    rsa_sign,
    ssh_keygen_says_good,
    string,
)


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
def test_every_kind_of_key_in_memory_signs_for_ssh_keygen(kind: str, tmp_path: Path) -> None:
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
def test_a_larger_curve_is_verified_and_cannot_be_registered(bits: int, tmp_path: Path) -> None:
    private, other = (P384, P521) if bits == 384 else (P521, P384)
    name = f"ecdsa-sha2-nistp{bits}".encode()
    text = by_hand(elliptic_sign(private, name), blob_of(private), MESSAGE)
    verdict = verify(text, MESSAGE, "git")
    assert ssh_keygen_says_good(tmp_path, text, MESSAGE)
    assert (verdict.status, verdict.key_type) == ("good", name.decode())
    assert verify(text, MESSAGE + b"!", "git").status == verify(text, MESSAGE, "file").status == "bad"
    misnamed = by_hand(elliptic_sign(private, b"ecdsa-sha2-nistp256"), blob_of(private), MESSAGE)
    foreign = by_hand(elliptic_sign(other, name), blob_of(private), MESSAGE)
    for wrong in (misnamed, foreign):
        assert not ssh_keygen_says_good(tmp_path, wrong, MESSAGE)
        assert verify(wrong, MESSAGE, "git").status == "bad"
    refused = registrable(PublicKey.from_blob(blob_of(private)))
    assert refused is not None and refused.values["what"] == f"its type is 'ecdsa-sha2-nistp{bits}'"


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


def test_a_hostile_name_of_a_key_type_is_shown_harmlessly() -> None:
    public = string(b"ssh-\x1b[2J\n" + b"x" * 500) + string(b"")
    verdict = verify(by_hand(ed25519_sign, public, MESSAGE), MESSAGE, "git")
    assert verdict.status == "unsupported"
    assert verdict.finding is not None
    assert verdict.finding.values["what"].isprintable()
    assert len(verdict.finding.values["what"]) < 120


def test_a_key_too_long_for_any_kind_is_bad() -> None:
    text = by_hand(ed25519_sign, string(b"ssh-unheard-of") + string(bytes(20000)), MESSAGE)
    assert verify(text, MESSAGE, "git").status == "bad"
