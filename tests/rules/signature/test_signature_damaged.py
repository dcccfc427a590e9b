"""Signatures of every kind, odd and damaged at random, judged here and by ssh-keygen.

What is good here is good there, and what is good there is good here, but for the reasons in `STRICTER`.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.io.signature.signature import Verdict, verify
from tests.world.handmade_signature import (
    KEY,
    MESSAGE,
    P256,
    P256_BLOB,
    P384,
    P521,
    PLAIN,
    RSA_KEY,
    armor,
    blob_of,
    by_hand,
    ed25519_sign,
    elliptic_sign,
    rsa_sign,
    ssh_keygen_says_good,
    string,
)

SEED, EACH = 1907, 70
RSA_BLOB, P384_BLOB, P521_BLOB = blob_of(RSA_KEY), blob_of(P384), blob_of(P521)
KINDS: dict[str, tuple[bytes, Callable[[bytes], bytes]]] = {
    "ed25519": (KEY.public_key.blob, ed25519_sign),
    "p256": (P256_BLOB, elliptic_sign(P256, b"ecdsa-sha2-nistp256")),
    "p384": (P384_BLOB, elliptic_sign(P384, b"ecdsa-sha2-nistp384")),
    "p521": (P521_BLOB, elliptic_sign(P521, b"ecdsa-sha2-nistp521")),
    "rsa": (RSA_BLOB, rsa_sign),
}
GOOD = {name: by_hand(sign, blob, MESSAGE) for name, (blob, sign) in KINDS.items()}


def raw_of(text: str) -> bytes:
    return base64.b64decode("".join(text.split("\n")[1:-2]))


def damaged(dice: random.Random, text: str) -> str:
    """The text with some letters or bytes changed, or a length changed with the bytes that it counts."""
    way = dice.randrange(4)
    if way == 0:
        place = dice.randrange(len(text))
        odd = dice.choice(("", " ", "\t", "\f", "\r", "\n", "\0", "\x85", "\u2028", "=", "A", "-", "é", "\n\n"))
        return text[:place] + odd + text[place + dice.randint(0, 1) :]
    raw = bytearray(raw_of(text))
    place = dice.randrange(len(raw))
    if way == 1:
        raw[place] ^= 1 << dice.randrange(8)
    elif way == 2:
        raw[place : place + dice.randint(0, 2)] = dice.randbytes(dice.randint(0, 2))
    else:
        raw = bytearray(_longer_field(dice, bytes(raw)))
    return armor(bytes(raw))


def _longer_field(dice: random.Random, raw: bytes) -> bytes:
    """One byte more in one of the strings, or one fewer, with a length that fits."""
    fields, at = [], 10
    while at < len(raw):
        size = int.from_bytes(raw[at : at + 4], "big")
        fields.append(raw[at + 4 : at + 4 + size])
        at += 4 + size
    chosen = dice.randrange(len(fields))
    old = fields[chosen]
    fields[chosen] = dice.choice((b"\0" + old, old + b"\0", old[1:], old[:-1], b""))
    return raw[:10] + b"".join(string(field) for field in fields)


def agree(folder: Path, text: str) -> str:
    """The empty text, or the two verdicts if they differ and no reason of `STRICTER` is named here."""
    there = ssh_keygen_says_good(folder, text, MESSAGE)
    verdict = verify(text, MESSAGE, "git", tolerant=True)
    if there == verdict.is_good or (there and said(verdict) in STRICTER):
        return ""
    return f"here {verdict}, there {there}: {text!r}"


def said(verdict: Verdict) -> str:
    """The reason why a signature is not good, without the code."""
    return "" if verdict.finding is None else str(verdict.finding.values["what"])


def _neutral_point() -> str:
    """A signature that anybody can make for the key that is the neutral point: the same point, and the number 0."""
    point = b"\1" + bytes(31)
    blob = string(b"ssh-ed25519") + string(point)
    return by_hand(lambda data: string(b"ssh-ed25519") + string(point + bytes(32)), blob, MESSAGE)


# Why a signature is bad here and good for ssh-keygen, each reason with a signature that has it. ssh-keygen drops a NUL
# byte at the end of a name.
STRICTER: dict[str, str] = {
    "a name in it contains a NUL byte": armor(raw_of(PLAIN).replace(string(b"git"), string(b"git\0"))),
}
ANYBODY = _neutral_point()


@pytest.mark.parametrize("reason", STRICTER)
def test_a_reason_to_be_stricter_than_ssh_keygen_is_a_real_one(reason: str, tmp_path: Path) -> None:
    assert ssh_keygen_says_good(tmp_path, STRICTER[reason], MESSAGE)
    verdict = verify(STRICTER[reason], MESSAGE, "git", tolerant=True)
    assert (verdict.status, said(verdict)) == ("bad", reason)


def test_a_key_under_which_anybody_can_sign_is_good_for_ssh_keygen_only(tmp_path: Path) -> None:
    assert ssh_keygen_says_good(tmp_path, ANYBODY, MESSAGE)
    assert verify(ANYBODY, MESSAGE, "git", tolerant=True).status == "bad"


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_signatures_are_good_here_if_and_only_if_they_are_good_there(kind: str, tmp_path: Path) -> None:
    dice = random.Random(f"{SEED} {kind}")
    texts = [GOOD[kind], *(damaged(dice, GOOD[kind]) for _ in range(EACH))]
    folders = [tmp_path / str(number) for number in range(len(texts))]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(4) as pool:
        differences = list(pool.map(agree, folders, texts))
    assert [each for each in differences if each] == []
    assert verify(texts[0], MESSAGE, "git").is_good


@given(dice=st.randoms(use_true_random=False), kind=st.sampled_from(sorted(KINDS)))
def test_any_damage_is_judged_alike_here_and_there(
    dice: random.Random, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert agree(tmp_path_factory.getbasetemp(), damaged(dice, GOOD[kind])) == ""


def signed_as(kind: str, change: Callable[[bytes], bytes]) -> str:
    blob, sign = KINDS[kind]
    return by_hand(lambda data: change(sign(data)), blob, MESSAGE)


def keyed_as(kind: str, blob: bytes) -> str:
    return by_hand(KINDS[kind][1], blob, MESSAGE)


def _parts(data: bytes) -> list[bytes]:
    parts, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        parts.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return parts


def _wire(parts: list[bytes]) -> bytes:
    return b"".join(string(part) for part in parts)


def _number_with_zeros(value: bytes) -> bytes:
    name, pair = _parts(value)
    first, second = _parts(pair)
    return _wire([name, _wire([b"\0" * 3 + first, second])])


RSA_NAME, RSA_EXPONENT, RSA_MODULUS = _parts(RSA_BLOB)
NUMBERS = {
    "ecdsa, zeros before a number": signed_as("p256", _number_with_zeros),
    "ecdsa p521, zeros before a number": signed_as("p521", _number_with_zeros),
    "ecdsa, a third number": signed_as("p384", lambda value: value[:-1] + b"\0" + value[-1:]),
    "rsa, a zero before the signature": signed_as("rsa", lambda v: _wire([_parts(v)[0], b"\0" + _parts(v)[1]])),
    "rsa, zeros before the modulus": keyed_as("rsa", _wire([RSA_NAME, RSA_EXPONENT, b"\0\0" + RSA_MODULUS])),
    "rsa, zeros before the exponent": keyed_as("rsa", _wire([RSA_NAME, b"\0\0" + RSA_EXPONENT, RSA_MODULUS])),
    "rsa, a byte behind the key": keyed_as("rsa", RSA_BLOB + b"\0"),
    "p384, another curve named": keyed_as("p384", P384_BLOB.replace(b"nistp384", b"nistp256", 2)),
    "p384, compressed point": keyed_as("p384", _wire([*_parts(P384_BLOB)[:2], b"\2" + _parts(P384_BLOB)[2][1:49]])),
    "p521, off the curve": keyed_as("p521", P521_BLOB[:-1] + bytes([P521_BLOB[-1] ^ 1])),
    "p256, at infinity": keyed_as("p256", _wire([*_parts(P256_BLOB)[:2], b"\0"])),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_odd_numbers_and_points_are_judged_alike_here_and_there(name: str, tmp_path: Path) -> None:
    assert agree(tmp_path, NUMBERS[name]) == ""
