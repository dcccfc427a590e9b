"""A person's keys from their own desk: the list, a further one with the proof that it is held, and removing one.

A key changes by a statement, so the rules of the registry judge it; nothing here decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from govtool.core.finding import finding
from govtool.core.ids import Digest, MemberId
from govtool.core.sshsig import PublicKey as SshKey
from govtool.core.times import Instant
from govtool.core.typed_name import new_id
from govtool.domain.constitution.affiliate import affiliate_of
from govtool.domain.constitution.member import Member, MemberKey
from govtool.domain.constitution.organization import PublicKey
from govtool.domain.federation.person import person_message
from govtool.domain.people.key import possession_message
from govtool.errors import Refused, UsageError
from govtool.io.signature.signing import SigningKey, prove_possession
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import StatementSent, make_statement


@dataclass(frozen=True, slots=True)
class KeyView:
    """A registered key as a person sees it: `standing` is active, waiting, retired or revoked since `since`."""

    key: MemberKey
    fingerprint: str
    standing: str
    since: Instant


def keys_of(member: Member, at: Instant) -> tuple[KeyView, ...]:
    """Every key that is or was a person's, in the order in which they came."""
    return tuple(_view(key, at) for key in member.keys)


def _view(key: MemberKey, at: Instant) -> KeyView:
    fingerprint = SshKey.from_base64(key.type, key.blob).fingerprint
    if key.revoked_at is not None and key.is_revoked(at):
        return KeyView(key, fingerprint, "revoked", key.revoked_at)
    if key.retired_at is not None and key.retired_at <= at:
        return KeyView(key, fingerprint, "retired", key.retired_at)
    return KeyView(key, fingerprint, "active" if key.active_at <= at else "waiting", key.active_at)


def key_by_part(member: Member, part: str, at: Instant) -> KeyView:
    """The one key of a person whose fingerprint or line holds a text. Raises UsageError with what there is."""
    wanted = part.strip().removesuffix("=")
    found = [
        view
        for view in keys_of(member, at)
        if wanted and (wanted in view.fingerprint or wanted in f"{view.key.type} {view.key.blob}")
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{part} is part of {len(found)} of your keys", "type more of the fingerprint: govtool key list"
        )
    raise UsageError(f"none of your keys holds {part}", "govtool key list shows them")


def why_mute(member: Member, signer: SshKey, at: Instant) -> tuple[str, str] | None:
    """Why a key of a person signs nothing for them at a time, and what to do; None if it signs."""
    key = member.key(signer.base64)
    if key is None:
        return None
    view = _view(key, at)
    if view.standing == "revoked":
        return f"{view.fingerprint} is revoked", "sign with another: git config user.signingKey FILE"
    if key.use != "sign":
        return f"{view.fingerprint} is a recovery key", "sign with your own: git config user.signingKey FILE"
    if view.standing == "waiting":
        return f"{view.fingerprint} signs from {view.since} on", "sign with your older key until then"
    if view.standing == "retired":
        return f"{view.fingerprint} is retired", "sign with its successor: govtool key list"
    return None


def proven(
    genesis: Digest, name: MemberId, key: SigningKey, affiliate: MemberId | None = None
) -> tuple[PublicKey, str]:
    """A key as the registry has it, and the proof that the person to be registered by that name holds it. With an
    affiliate it proves that they come into the federation for it.
    """
    made = PublicKey.read({"type": key.public_key.type, "blob": key.public_key.base64})
    if affiliate is not None:
        return made, prove_possession(key, person_message(genesis, name, affiliate, made))
    return made, prove_possession(key, possession_message(genesis, name, made))


def rotate(desk: Desk, new: SigningKey, *, recovery: bool, retire: MemberKey | None) -> StatementSent:
    """States that a further key is mine, with the proof made by that key. Raises Refused before anything is signed."""
    key, proof = proven(desk.book.genesis, desk.member.id, new)
    body: dict[str, object] = {"key": key.data(), "use": "recovery" if recovery else "sign", "proof": proof}
    if retire is not None:
        body["retire"] = retire.blob
    return make_statement(desk, "rotate-key", body)


def prove(desk: Desk, name: str, affiliate: str | None = None) -> str:
    """The proof that the person to be registered as `name` holds the key that git signs with here. They need not be
    known yet. Raises UsageError if the name is no id, Refused if there is no such affiliate.
    """
    name = new_id(name)
    if affiliate is not None and affiliate_of(desk.book.state, affiliate, desk.at) is None:
        raise Refused([finding("unknown_affiliate", affiliate=affiliate)])
    return proven(desk.book.genesis, name, desk.key, affiliate)[1]


def revoke(desk: Desk, key: MemberKey) -> StatementSent:
    """States that a key of mine is worth nothing from now on. Raises Refused before anything is signed."""
    return make_statement(desk, "revoke-key", {"key": key.blob})


def left_without(member: Member, gone: MemberKey, at: Instant) -> tuple[MemberKey, ...]:
    """The keys of a person that still sign once one is gone: those that are active, and those that will be."""
    return tuple(
        key
        for key in member.keys
        if key.blob != gone.blob and key.use == "sign" and not key.is_revoked(at) and key.retired_at is None
    )
