"""Passkeys and security keys, made in software: ssh-keygen's rule and the registry's further demands."""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from govtool.io.signature.signature import (
    verify,
)
from tests.world.handmade_signature import (
    KEY,
    MESSAGE,
    ORIGIN,
    by_hand,
    passkey_sign,
    reason,
    ssh_keygen_says_good,
    string,
)


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


def test_client_data_of_a_passkey_that_nests_without_end_is_refused_by_every_reader_alike() -> None:
    text = passkey_sign(MESSAGE, client=lambda text: text[:-1] + ',"extra":' + "[" * 60 + "]" * 60 + "}")
    found = verify(text, MESSAGE, "git", origins=(ORIGIN,)).finding
    assert found is not None and found.code == "sig"
