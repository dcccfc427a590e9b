"""The SSHSIG format and public keys as bytes: read one way, nothing left over, written as ssh-keygen writes it."""

from __future__ import annotations

import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.sshsig import (
    ARMOR_BEGIN,
    ARMOR_END,
    ED25519,
    KEY_MOST_BYTES,
    PublicKey,
    SshFormatError,
    SshSignature,
    armor_start,
    armored,
    shown,
    signed_data,
    wire_string,
)
from tests.world.place import DATA

SAMPLES = DATA / "sshsig"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.sig"))
KNOWN = [name for name in NAMES if not name.startswith("mldsa")]


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="ascii")


def string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


KEY = string(b"ssh-ed25519") + string(bytes(range(32)))
VALUE = string(b"ssh-ed25519") + string(bytes(64))


def blob(
    magic: bytes = b"SSHSIG",
    version: int = 1,
    key: bytes = KEY,
    namespace: bytes = b"git",
    reserved: bytes = b"",
    hash_name: bytes = b"sha512",
    value: bytes = VALUE,
    rest: bytes = b"",
) -> bytes:
    fields = b"".join(string(field) for field in (key, namespace, reserved, hash_name, value))
    return magic + struct.pack(">I", version) + fields + rest


def armor(data: bytes) -> str:
    body = base64.b64encode(data).decode()
    return f"-----BEGIN SSH SIGNATURE-----\n{body}\n-----END SSH SIGNATURE-----\n"


def refusal(text: str, tolerant: bool = False) -> str:
    with pytest.raises(SshFormatError) as caught:
        SshSignature.parse(text, tolerant=tolerant)
    assert caught.value.finding.code == "sig"
    return caught.value.finding.values["what"]


def test_a_signature_is_taken_apart() -> None:
    assert SshSignature.parse(armor(blob())) == SshSignature(
        KEY, ED25519, "git", b"", "sha512", ED25519, bytes(64), None
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_samples_of_openssh_are_read(name: str) -> None:
    signature = SshSignature.parse(sample(f"{name}.sig"))
    assert signature.namespace == sample("namespace")
    assert signature.public_key == PublicKey.parse(sample(f"{name}.pub")).blob


@pytest.mark.parametrize("name", NAMES)
def test_what_is_armored_again_is_the_same_text(name: str) -> None:
    text = sample(f"{name}.sig")
    signature = SshSignature.parse(text)
    data = base64.b64decode("".join(text.split("\n")[1:-2]))
    value = data[data.index(signature.hash_algorithm.encode()) + len(signature.hash_algorithm) + 4 :]
    again = armored(signature.public_key, signature.namespace, signature.hash_algorithm, value)
    assert again == text


def test_a_passkeys_assertion_is_read() -> None:
    hardware = SshSignature.parse(sample("ecdsa_sk_webauthn.sig")).hardware
    assert hardware is not None
    assert hardware.assertion is not None
    assert (hardware.flags, hardware.assertion.origin) == (1, "https://www.mindrot.org")
    assert hardware.assertion.client_data.startswith(b'{"type":"webauthn.get"')
    assert hardware.assertion.extensions == b""


def test_a_security_keys_flags_and_counter_are_read() -> None:
    hardware = SshSignature.parse(sample("ed25519_sk.sig")).hardware
    assert hardware is not None
    assert (hardware.flags, hardware.counter, hardware.assertion) == (1, 0x12345678, None)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (blob(magic=b"SSHSIX"), "it is not an SSH signature"),
        (blob(version=2), "its format has version 2; only version 1 is known"),
        (blob(version=0), "its format has version 0; only version 1 is known"),
        (blob(reserved=b"x"), "its reserved field is not empty"),
        (blob(hash_name=b"sha1"), "its hash is 'sha1', not sha256 or sha512"),
        (blob(hash_name=b"sha384"), "its hash is 'sha384', not sha256 or sha512"),
        (blob(hash_name=b"SHA512"), "its hash is 'SHA512', not sha256 or sha512"),
        (blob(rest=b"\0"), "more bytes follow where it should end"),
        (blob(value=VALUE + b"\0"), "more bytes follow where it should end"),
        (blob(namespace=b"git\0"), "a name in it contains a NUL byte"),
        (blob(namespace=b"\xff"), "a name in it is not text"),
        (blob()[:-1], "it is cut short"),
        (blob(value=b""), "it is cut short"),
        (b"", "it is cut short"),
        (b"SSHSIG\0\0\0\1\xff\xff\xff\xff", "it is cut short"),
    ],
)
def test_a_signature_that_deviates_is_refused(data: bytes, what: str) -> None:
    assert refusal(armor(data)) == what


@pytest.mark.parametrize("data", [blob(version=0), blob(reserved=b"x")])
def test_the_tolerant_reading_takes_what_ssh_keygen_takes(data: bytes) -> None:
    assert SshSignature.parse(armor(data), tolerant=True).key_type == ED25519


def test_the_tolerant_reading_takes_no_later_version() -> None:
    assert refusal(armor(blob(version=2)), tolerant=True).startswith("its format has version 2")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "it does not begin with -----BEGIN SSH SIGNATURE-----"),
        (" " + armor(blob()), "it does not begin with -----BEGIN SSH SIGNATURE-----"),
        (
            armor(blob()).replace("SIGNATURE-----\n", "SIGNATURE----- \n", 1),
            "its first line does not end where it should",
        ),
        ("-----BEGIN SSH SIGNATURE-----", "its first line does not end where it should"),
        (armor(blob()).partition("\n-----END")[0], "it does not end with -----END SSH SIGNATURE-----"),
        (
            "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----",
            "it does not end with -----END SSH SIGNATURE-----",
        ),
        (armor(blob()).replace("\n-----END", "!\n-----END"), "it is not base64"),
        (armor(blob()).replace("\n-----END", "é\n-----END"), "it is not base64"),
        (armor(blob()).replace("=\n-----END", "\n-----END"), "it is not base64"),
        (armor(blob()).replace("\n-----END", "AAAA\n-----END"), "it is not base64"),
    ],
)
def test_armor_that_deviates_is_refused(text: str, what: str) -> None:
    assert refusal(text) == what


def test_bits_that_base64_does_not_use_must_be_zero() -> None:
    text = armor(blob())
    assert "A==\n" in text or "A=\n" in text
    assert refusal(text.replace("A=", "B=")) == "it is not base64"


def test_a_key_is_read_from_the_line_of_a_pub_file() -> None:
    key = PublicKey.parse(sample("ed25519.pub"))
    assert key.type == ED25519
    assert key.fingerprint == "SHA256:ZxTZQ/K7JZpz0mHqWqdmYCUcq3MAtnu9TYA66TCBkxM"
    assert sample("ed25519.pub").startswith(key.line)


@pytest.mark.parametrize("name", NAMES)
def test_a_key_keeps_its_bytes(name: str) -> None:
    key = PublicKey.parse(sample(f"{name}.pub"))
    assert key == PublicKey.from_blob(key.blob) == PublicKey.parse(key.line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 !!!!",
        "ssh-ed25519 AAAA",
        "ssh-ed25519 " + base64.b64encode(KEY).decode()[:-3],
        "ssh-rsa " + base64.b64encode(KEY).decode(),
        f"ssh-ed25519\u00a0{base64.b64encode(KEY).decode()}",
        f"ssh-ed25519\f{base64.b64encode(KEY).decode()}",
        f"ssh-ed25519 {base64.b64encode(KEY).decode()}\nssh-ed25519 {base64.b64encode(KEY).decode()}",
    ],
)
def test_a_line_that_is_not_one_key_is_refused(line: str) -> None:
    with pytest.raises(SshFormatError) as caught:
        PublicKey.parse(line)
    assert caught.value.finding.code == "key_type"


def test_a_key_is_taken_apart_or_refused_as_a_key() -> None:
    assert PublicKey.from_blob(KEY).parts() == (bytes(range(32)),) and PublicKey.from_blob(KEY[:15]).parts() == ()
    for raw, what in ((KEY[:-1], "it is cut short"), (KEY + b"\0", "it is cut short")):
        with pytest.raises(SshFormatError) as caught:
            PublicKey.from_blob(raw).parts()
        assert (caught.value.finding.code, caught.value.finding.values["what"]) == ("key_type", what)


def test_a_signature_by_what_is_no_key_names_the_key() -> None:
    for raw, what in ((b"", "it is cut short"), (string(b"\xff"), "a name in it is not text")):
        with pytest.raises(SshFormatError) as caught:
            SshSignature.parse(armor(blob(key=raw)))
        assert (caught.value.finding.code, caught.value.finding.values["what"]) == ("key_type", what)


def test_a_key_is_as_long_as_any_kind_needs_and_no_longer() -> None:
    most = KEY + bytes(KEY_MOST_BYTES - len(KEY))
    assert PublicKey.from_blob(most).blob == most
    with pytest.raises(SshFormatError) as caught:
        PublicKey.from_blob(most + b"\0")
    assert caught.value.finding.values["what"] == "the key is longer than 16384 bytes"


def test_a_strangers_name_is_shown_in_plain_letters_and_sixty_of_them_at_most() -> None:
    assert (shown("a" * 60), shown("a" * 61)) == (repr("a" * 60), repr("a" * 60 + "..."))
    assert shown("\x1b[31m\u00e9'") == '"\\x1b[31m\\xe9\'"'


def test_a_comment_may_follow_a_key_in_its_line() -> None:
    line = PublicKey.from_blob(KEY).line
    assert PublicKey.parse(line) == PublicKey.parse(f" {line} alice at home, 2026\n") == PublicKey.from_blob(KEY)


def test_the_signed_data_is_framed_with_namespace_and_hash() -> None:
    data = signed_data("git", "sha256", b"")
    assert data[:30] == b"SSHSIG\0\0\0\3git\0\0\0\0\0\0\0\6sha256\0\0\0"
    assert data[30] == len(data[31:]) == 32
    assert signed_data("file", "sha256", b"") != data != signed_data("git", "sha512", b"")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        assert isinstance(SshSignature.parse(armor(data), tolerant=True), SshSignature)
    except SshFormatError as error:
        assert error.finding.code in ("sig", "key_type")


@given(st.sampled_from(KNOWN), st.data())
def test_a_changed_byte_is_never_read_as_the_same_signature(name: str, draw: st.DataObject) -> None:
    text = sample(f"{name}.sig")
    raw = bytearray(base64.b64decode("".join(text.split("\n")[1:-2])))
    place = draw.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= draw.draw(st.integers(1, 255))
    try:
        changed = SshSignature.parse(armor(bytes(raw)), tolerant=True)
    except SshFormatError:
        return
    assert (place >= 6 and place < 10) or changed != SshSignature.parse(text)


@given(st.binary(max_size=64), st.text("abc@.", max_size=9), st.sampled_from(["sha256", "sha512"]))
def test_reading_undoes_writing(value: bytes, namespace: str, hash_name: str) -> None:
    signature = wire_string(b"ssh-ed25519") + wire_string(value)
    read = SshSignature.parse(armored(KEY, namespace, hash_name, signature))
    assert read == SshSignature(KEY, ED25519, namespace, b"", hash_name, ED25519, value, None)


@pytest.mark.parametrize("name", KNOWN)
def test_a_signature_begins_as_all_by_its_key_do_however_its_lines_are_broken(name: str) -> None:
    text = sample(f"{name}.sig")
    key = SshSignature.parse(text).public_key
    letters = "".join(text.split("\n")[1:-2])
    assert letters.encode().startswith(armor_start(key)) and len(armor_start(key)) > len(key)
    assert SshSignature.parse("\n".join((ARMOR_BEGIN, " ".join(letters), ARMOR_END, ""))).public_key == key
    middle = len(key) // 2
    other = key[:middle] + bytes([key[middle] ^ 128]) + key[middle + 1 :]
    assert not letters.encode().startswith(armor_start(other))
