"""A recovery key and its sheet for the owner to keep: the key is made or taken, registered, and written on paper.

A recovery key registers and revokes keys and does nothing else, so it can be kept away from every computer. The sheet
holds its private half only if the owner asks for that.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path

from govtool.core.ids import Digest
from govtool.core.text import lines_of
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.errors import GovtoolError, Refused, UsageError
from govtool.io.signature.keygen import make_key
from govtool.io.signature.secret import read_secret
from govtool.io.signature.signing import KeygenKey
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import StatementSent, on_their_way
from govtool.roles.people.key_service import keys_of, rotate
from govtool.roles.people.key_setup import free_name

_MAGIC = b"openssh-key-v1\0"


@dataclass(frozen=True)
class Recovery:
    """A recovery key that was made or taken. `sent` is the statement that registers it, None where one did before."""

    key: KeygenKey
    file: Path
    was_made: bool
    sent: StatementSent | None


@dataclass(frozen=True)
class KeySheet:
    """The content of a sheet. `active_at` is when the key is good; an estimate until the clerk has taken it
    (`is_taken`).

    `private` is the text of the private key, empty if it must not be on the sheet. `signing` are the fingerprints of
    the keys that the person signs with. `rule` is the threshold of the others' vote on new keys.
    """

    organization: str
    genesis: Digest
    url: str
    member: Member
    recovery: Recovery
    is_locked: bool
    active_at: Instant
    is_taken: bool
    signing: tuple[str, ...]
    rule: str
    printed_at: Instant
    private: str


def recovery_key(desk: Desk, file: Path | None, *, ask_passphrase: bool) -> Recovery:
    """My recovery key: the one in `file`, or a new one there or beside my other keys. It is registered if it is not.

    Raises UsageError where there is another one already, which only it can replace; Refused before anything is signed.
    """
    member = member_to_be(desk)
    file = file.expanduser() if file is not None else None
    was_made = file is None or not (file.exists() or Path(f"{file}.pub").exists())
    if was_made:
        _refuse_second(desk, member)
        file = file or free_name(recovery=True)
        make_key(file, f"{member.id} recovery", ask_passphrase=ask_passphrase)
    if file is None:
        raise LookupError("a file")
    key = KeygenKey(file)
    theirs = member.key(key.public_key.base64)
    if theirs is None:
        return Recovery(key, file, was_made, _registered(desk, key, file if was_made else None))
    if theirs.use != "recovery" or theirs.is_revoked(desk.now):
        what = "is revoked" if theirs.is_revoked(desk.now) else "is one that you sign with"
        raise UsageError(f"the key {key.public_key.fingerprint} {what}", "make one for recovery: govtool key sheet")
    return Recovery(key, file, was_made, None)


def _registered(desk: Desk, key: KeygenKey, made: Path | None) -> StatementSent:
    """States that the key is mine. Raises Refused; a key that was `made` for it is gone then, as nothing was signed."""
    try:
        return rotate(desk, key, recovery=True, retire=None)
    except Refused:
        for file in (made, Path(f"{made}.pub")) if made is not None else ():
            file.unlink(missing_ok=True)
        raise


def member_to_be(desk: Desk) -> Member:
    """The person as they are once their own statements that are on their way are taken."""
    return Member.of(on_their_way(desk)[0], desk.member.id) or desk.member


def _refuse_second(desk: Desk, member: Member) -> None:
    """Raises UsageError where a further recovery key would be refused: before a key is made in vain."""
    signer = member.key(desk.key.public_key.base64)
    there = [view for view in keys_of(member, desk.now) if view.key.use == "recovery" and view.standing != "revoked"]
    if there and (signer is None or signer.use != "recovery"):
        raise UsageError(
            f"you have a recovery key already: {there[0].fingerprint}",
            "its sheet again: govtool key sheet --key FILE; a further one: govtool key sheet --sign-with FILE",
        )


def sheet_of(desk: Desk, recovery: Recovery, *, with_key: bool) -> KeySheet:
    """The content of the sheet of a recovery key. Raises GovtoolError if `with_key` is set and the private key is not
    there.
    """
    member, blob = member_to_be(desk), recovery.key.public_key.base64
    theirs = member.key(blob)
    if theirs is None:
        raise GovtoolError("the key is not registered", "govtool key list")
    private = private_text(recovery.file)
    if with_key and not private:
        raise GovtoolError(f"{recovery.file} holds no private key", "name the private key file, not the .pub file")
    state = desk.book.state
    signing = [view for view in keys_of(desk.member, desk.now) if view.key.use == "sign" and view.standing == "active"]
    return KeySheet(
        organization=organization_of(state).name,
        genesis=desk.book.genesis,
        url=desk.remote.url if desk.remote.is_configured else "",
        member=member,
        recovery=recovery,
        is_locked=is_locked(private),
        active_at=theirs.active_at,
        is_taken=desk.member.key(blob) is not None,
        signing=tuple(view.fingerprint for view in signing),
        rule=_rule(desk),
        printed_at=desk.now,
        private=private if with_key else "",
    )


def _rule(desk: Desk) -> str:
    bylaws = bylaws_of(desk.book.state)
    found = bylaws.decisions.get("rekey")
    return f"{found.rule} ({bylaws.rules[found.rule].clause})" if found else ""


def private_text(file: Path) -> str:
    """The text of a private key file; empty where the file is a public key, or an agent holds the private half."""
    if not file.is_file():
        return ""
    text = read_secret(file)
    return text if "PRIVATE KEY" in text else ""


def is_locked(text: str) -> bool:
    """Whether a private key in OpenSSH's form needs a passphrase."""
    if "ENCRYPTED" in text:
        return True
    body = "".join(line for line in lines_of(text) if not line.startswith("-----"))
    try:
        data = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return False
    return data.startswith(_MAGIC) and not data[len(_MAGIC) :].startswith(b"\0\0\0\4none")
