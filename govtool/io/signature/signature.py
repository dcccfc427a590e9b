"""Verifies SSH signatures in the process: commits, passkeys, proofs of possession. The one door to it.

Promises: a verdict for whatever bytes come in, never an exception, never a call of git or ssh-keygen, no configuration.
`good` means that the holder of `key` signed exactly this payload in this namespace. Does not know whose key it is or
whether it may be used: that is for the registry to say.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, NamedTuple

from govtool.core.commit import Commit
from govtool.core.finding import Finding, finding
from govtool.core.sshsig import (
    Assertion,
    Hardware,
    PublicKey,
    SshFormatError,
    SshSignature,
    shown,
    signed_data,
)
from govtool.io.signature.signature_key import EXTENSION_DATA_FLAG, KnownKey, known_key, registrable

__all__ = [
    "COMMIT_NAMESPACE",
    "POSSESSION_NAMESPACE",
    "Passkey",
    "SshKeys",
    "Status",
    "Verdict",
    "registrable",
    "verify",
    "verify_commit",
    "verify_possession",
]

COMMIT_NAMESPACE = "git"
POSSESSION_NAMESPACE = "govtool-possession@v1"

Status = Literal["good", "unsigned", "bad", "unsupported"]

_PRESENT_FLAG, _VERIFIED_FLAG, _ATTESTED_FLAG = 0x01, 0x04, 0x40
_MOST_CLIENT_DATA_BRACKETS = 50
# How git tells apart the kinds of signature that are not SSH: OpenPGP (two spellings) and X.509.
_FOREIGN_ARMOR = {
    "-----BEGIN PGP SIGNATURE-----": "OpenPGP",
    "-----BEGIN PGP MESSAGE-----": "OpenPGP",
    "-----BEGIN SIGNED MESSAGE-----": "X.509",
}


@dataclass(frozen=True, slots=True)
class Passkey:
    """How a passkey was used: at which web origin, and whether the device saw and verified the person."""

    origin: str
    user_present: bool
    user_verified: bool


class Verdict(NamedTuple):
    """The verdict on a signature. `finding` is None exactly when the status is good.

    `key` is the fingerprint `SHA256:...`, `key_blob` the exact key in base64, as it stands in a record. The three key
    fields are also there when the signature is bad, if a key could be read. `passkey` is there only if one was used.
    """

    status: Status
    key: str | None = None
    key_type: str | None = None
    key_blob: str | None = None
    finding: Finding | None = None
    passkey: Passkey | None = None

    @property
    def is_good(self) -> bool:
        return self.status == "good"


def verify(
    signature_armor: str,
    payload: bytes,
    namespace: str,
    *,
    origins: tuple[str, ...] | None = None,
    tolerant: bool = False,
) -> Verdict:
    """Whether `signature_armor` is an SSH signature of `payload` in `namespace`.

    With `origins` (the registry's list) a passkey must also have been used at one of them, outside a foreign frame,
    with the person verified. Without it, a passkey is judged as ssh-keygen does. `tolerant` takes the version 0 and the
    reserved field that ssh-keygen takes, for looking at foreign histories. A security key's flags are otherwise left to
    its owner, as in `ssh-keygen -Y verify`.
    """
    for begin, kind in _FOREIGN_ARMOR.items():
        if signature_armor.startswith(begin):
            return Verdict("unsupported", finding=finding("key_type", what=f"{kind} signatures are not known"))
    try:
        signature = SshSignature.parse(signature_armor, tolerant=tolerant)
        key = known_key(signature.public_key)
    except SshFormatError as error:
        return Verdict("bad", finding=finding("sig", what=error.finding.values["what"]))
    return _judge(signature, key, payload, namespace, origins)


def _judge(
    signature: SshSignature,
    key: KnownKey,
    payload: bytes,
    namespace: str,
    origins: tuple[str, ...] | None,
) -> Verdict:
    if key.check is None:
        return _verdict(key, "unsupported", finding("key_type", what=f"its type is {shown(signature.key_type)}"))
    if signature.namespace != namespace:
        what = f"it was made for the namespace {shown(signature.namespace)}, not {shown(namespace)}"
        return _verdict(key, "bad", finding("sig", what=what))
    data = signed_data(namespace, signature.hash_algorithm, payload)
    passkey = None
    hardware = signature.hardware
    if hardware is not None and hardware.assertion is not None:
        passkey = _passkey(hardware, hardware.assertion)
        if not _is_assertion_of(hardware, hardware.assertion, data):
            what = "the passkey's client data does not name what was signed"
            return _verdict(key, "bad", finding("sig", what=what), passkey)
    try:
        holds = key.check(signature, data)
    except SshFormatError as error:
        return _verdict(key, "bad", error.finding, passkey)
    if not holds:
        return _verdict(key, "bad", finding("sig", what="it is not a signature of these bytes by this key"), passkey)
    if passkey is not None and origins is not None and hardware is not None and hardware.assertion is not None:
        reason = _why_not_in_person(passkey, hardware.assertion, data, origins)
        if reason is not None:
            return _verdict(key, "bad", reason, passkey)
    return _verdict(key, "good", None, passkey)


def _verdict(key: KnownKey, status: Status, reason: Finding | None, passkey: Passkey | None = None) -> Verdict:
    return Verdict(status, key.fingerprint, key.public_key.type, key.base64, reason, passkey)


def verify_commit(commit: Commit, *, origins: tuple[str, ...] | None = None, tolerant: bool = False) -> Verdict:
    """The verdict on a commit's own signature; `unsigned` when it has none. Findings name the commit."""
    if commit.signature is None:
        return Verdict("unsigned", finding=finding("unsigned", commit=commit.id))
    verdict = verify(commit.signature, commit.payload, COMMIT_NAMESPACE, origins=origins, tolerant=tolerant)
    if verdict.finding is None:
        return verdict
    placed = verdict.finding.at(commit=commit.id)
    return Verdict(verdict.status, verdict.key, verdict.key_type, verdict.key_blob, placed, verdict.passkey)


def verify_possession(
    key: PublicKey, statement: bytes, signature_armor: str, *, origins: tuple[str, ...]
) -> Finding | None:
    """Whether the holder of `key` signed `statement` as proof of holding it: None, or `proof_of_possession`.

    The proof has a namespace of its own, so that no commit's signature can be passed off as one, nor the
    reverse. A passkey proves as it votes: a page elsewhere could have had it sign, and whoever holds the
    device unlocked could too.
    """
    verdict = verify(signature_armor, statement, POSSESSION_NAMESPACE, origins=origins)
    if not verdict.is_good or verdict.key_blob != key.base64:
        return finding("proof_of_possession", key=key.fingerprint)
    return None


class SshKeys:
    """The facts about public keys that a rule may ask for, each key given as its type and its bytes in base64, as a
    record has them.
    """

    def registrable(self, key_type: str, blob: str) -> Finding | None:
        """Why the key can never be registered (`key_type`), None where it can."""
        try:
            return registrable(PublicKey.from_base64(key_type, blob))
        except SshFormatError as error:
            return error.finding

    def proves(self, key_type: str, blob: str, message: bytes, proof: str, origins: tuple[str, ...]) -> bool:
        """Whether `proof` is the armored signature of `message` by this key, in the namespace of
        possession; a passkey's at one of the `origins`, with the person verified.
        """
        try:
            key = PublicKey.from_base64(key_type, blob)
        except SshFormatError:
            return False
        return verify_possession(key, message, proof, origins=origins) is None


def _passkey(hardware: Hardware, assertion: Assertion) -> Passkey:
    flags = hardware.flags
    return Passkey(assertion.origin, bool(flags & _PRESENT_FLAG), bool(flags & _VERIFIED_FLAG))


def _is_assertion_of(hardware: Hardware, assertion: Assertion, data: bytes) -> bool:
    """ssh-keygen's own test: the client data begins with type, challenge and origin, in the browsers' fixed
    form.
    """
    if '"' in assertion.origin or hardware.flags & _ATTESTED_FLAG:
        return False
    if bool(hardware.flags & EXTENSION_DATA_FLAG) != bool(assertion.extensions):
        return False
    head = f'{{"type":"webauthn.get","challenge":"{_challenge(data)}","origin":"{assertion.origin}"'
    return assertion.client_data.startswith(head.encode())


def _challenge(data: bytes) -> str:
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _why_not_in_person(passkey: Passkey, assertion: Assertion, data: bytes, origins: tuple[str, ...]) -> Finding | None:
    """The registry's demands on a passkey: a listed page, not within another page, the person verified."""
    if passkey.origin not in origins:
        return finding("origin", origin=shown(passkey.origin))
    if sum(assertion.client_data.count(mark) for mark in b"[{") > _MOST_CLIENT_DATA_BRACKETS:
        # How deep JSON can be read depends on the version of Python and on who calls: a verdict must not.
        return finding("sig", what="the passkey's client data holds more than a browser writes")
    try:
        client = json.loads(assertion.client_data, object_pairs_hook=_without_twins)
    except (ValueError, RecursionError):
        return finding("sig", what="the passkey's client data is not JSON, or has a key twice")
    if not isinstance(client, dict):
        return finding("sig", what="the passkey's client data is not an object")
    named = (client.get("type"), client.get("challenge"), client.get("origin"))
    if named != ("webauthn.get", _challenge(data), passkey.origin):
        return finding("sig", what="the passkey's client data does not name what was signed")
    if client.get("crossOrigin", False) is not False:
        # A page that frames the co-operative's page could have the person sign without seeing where.
        return finding("origin", origin=f"{shown(passkey.origin)} inside a page of another origin")
    if not (passkey.user_present and passkey.user_verified):
        return finding("user_verification")
    return None


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a key stands twice")
    return values
