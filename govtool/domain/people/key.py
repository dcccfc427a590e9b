"""The keys of people: registering, revoking, and replacing them after the loss of all.

A key belongs to one person permanently; registering one needs a proof that its owner holds it. A record begins with a
first key (`first_key`). Afterwards only the person's own statement (`rotate-key`) or the vote `rekey` adds a key,
because a key controls the person's vote and wages. A rotation waits, so that a thief's new key can be revoked before it
signs anything; revoking is immediate. If every key is lost, the others vote: `rekey` needs more than half of them. Once
an old key objects, it needs three quarters and more time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.evidence import Keys
from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, ProposalNumber
from govtool.core.minute import genesis_of
from govtool.core.record import optional
from govtool.core.rule import CLOSING
from govtool.core.state import State
from govtool.core.tally import PASSED, result_of
from govtool.core.times import Instant, add, longest
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.affiliation import affiliates_of, people_of
from govtool.domain.constitution.bylaws import bylaws_of, is_federation
from govtool.domain.constitution.member import Member, MemberKey, key_finding
from govtool.domain.constitution.organization import KeyBlob, PublicKey, organization_of
from govtool.domain.decisions.action import Action, Moment
from govtool.domain.decisions.decision import sums_of
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.statement import Body, Stating

Proof = Annotated[str, Field(min_length=1, max_length=4096)]


def possession_message(genesis: Digest, member: MemberId, key: PublicKey) -> bytes:
    """The bytes that a new key signs, to show that its owner means this person in this organisation."""
    return f"govtool.possession/1\n{genesis}\n{member}\n{key.type} {key.blob}\n".encode()


def key_owners(state: State) -> Iterator[tuple[KeyBlob, str]]:
    """Every key that is or ever was somebody's, with its owner."""
    organization = organization_of(state)
    for key in (*organization.clerk_keys, *organization.spent_clerk_keys):
        yield key.blob, "the clerk"
    for member in Member.all(state):
        for theirs in member.keys:
            yield theirs.blob, member.id


def registration_problems(state: State, key: PublicKey, keys: Keys) -> Iterator[Finding]:
    """Why a key cannot be registered for anybody: its kind, or that it is or was somebody's."""
    problem = keys.registrable(key.type, key.blob)
    if problem is not None:
        yield problem
    yield from use_problems(state, (key,))


def use_problems(state: State, new: Iterable[PublicKey]) -> Iterator[Finding]:
    """Why keys cannot become those of several persons: one is or was somebody's. Reads every record once."""
    blobs = [key.blob for key in new]
    owners = {blob: f"it is or was a key of {owner}" for blob, owner in key_owners(state) if blob in blobs}
    for blob in blobs:
        if blob in owners:
            yield finding("key_in_use", key=f"…{blob[-12:]}", what=owners[blob])
        owners[blob] = "it is named for two persons"


def proof_problems(state: State, member: MemberId, key: PublicKey, proof: str, keys: Keys) -> Iterator[Finding]:
    """Why a proof does not show that its owner holds a key and means this person in this organisation."""
    yield from possession_problems(state, possession_message(genesis_of(state), member, key), key, proof, keys)


def possession_problems(state: State, message: bytes, key: PublicKey, proof: str, keys: Keys) -> Iterator[Finding]:
    """Why a proof does not show that the owner of a key signed a message with it."""
    if not keys.proves(key.type, key.blob, message, proof, organization_of(state).passkey_origins):
        yield finding("proof_of_possession", key=f"…{key.blob[-12:]}")


def new_key_problems(state: State, member: MemberId, key: PublicKey, proof: str, keys: Keys) -> Iterator[Finding]:
    """Why a person cannot get a key: it cannot be registered, or its owner does not mean this person."""
    yield from registration_problems(state, key, keys)
    yield from proof_problems(state, member, key, proof, keys)


def first_key_problems(state: State, member: MemberId, key: PublicKey, proof: str, keys: Keys) -> Iterator[Finding]:
    """Why a record cannot begin with a key: the person has one already, whose owner would not be asked; or the key is
    not theirs.
    """
    if Member.of(state, member) is not None:
        yield finding("known_person", member=member)
        return
    yield from new_key_problems(state, member, key, proof, keys)


def first_key(key: PublicKey, at: Instant) -> MemberKey:
    """The key with which the record of a person begins: it signs at once."""
    return MemberKey(type=key.type, blob=key.blob, use="sign", active_at=at)


class RotateKey(Body):
    """Register another key. It can sign after three days, or at once if a recovery key signs the statement."""

    kind: ClassVar[str] = "rotate-key"
    said: ClassVar[Wording | None] = wording("registers another key")
    any_key: ClassVar[bool] = True

    key: PublicKey
    use: Literal["sign", "recovery"] = Field(
        description="`sign` for ballots and statements, `recovery` to register and revoke keys only"
    )
    proof: Proof
    retire: KeyBlob | None = optional("the key that signs no more once the new one is active")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The key is new and proved; an active key signs the statement; the key to retire is an active key of the
        person.
        """
        if not stating.key.is_active(stating.at):
            yield key_finding("key_retired", f"…{stating.key.blob[-12:]}", stating.member.id)
        yield from new_key_problems(state, stating.member.id, self.key, self.proof, stating.keys)
        old = stating.member.key(self.retire) if self.retire else None
        if self.retire and (old is None or old.retired_at or old.is_revoked(stating.at) or old.use != self.use):
            yield finding(
                "precondition",
                what=f"…{self.retire[-12:]} is no active key of {stating.member.id} for this use",
            )
        if self.use == "recovery" and stating.key.use != "recovery" and _recovery_keys(stating.member, stating.at):
            yield key_finding("key_use", f"…{stating.key.blob[-12:]}", stating.member.id)

    def effect(self, state: State, stating: Stating) -> State:
        """The state with the key; it and the retirement of the old one take effect together."""
        at_once = stating.key.use == "recovery"
        active_at = stating.at if at_once else add(stating.at, bylaws_of(state).periods.rotation)
        member = stating.member
        old = member.key(self.retire) if self.retire else None
        if old is not None:
            member = member.with_key(old.changed(retired_at=active_at))
        # A key that follows a key given by a vote waits as long as that one.
        waits = stating.key.votes_from
        new = MemberKey(type=self.key.type, blob=self.key.blob, use=self.use, active_at=active_at, votes_from=waits)
        return state.keep(member.changed(keys=(*member.keys, new)))


def _recovery_keys(member: Member, at: Instant) -> list[MemberKey]:
    return [key for key in member.keys if key.use == "recovery" and not key.is_revoked(at)]


class RevokeKey(Body):
    """Revoke a key, at once and permanently."""

    kind: ClassVar[str] = "revoke-key"
    said: ClassVar[Wording | None] = wording("revokes a key")
    any_key: ClassVar[bool] = True

    key: KeyBlob = Field(description="the key that is void from then on, in base64")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The key is the person's and not revoked, and the key that signs may revoke it."""
        target, at = stating.member.key(self.key), stating.at
        if target is None or target.is_revoked(at):
            yield finding(
                "precondition",
                what=f"…{self.key[-12:]} is no key of {stating.member.id} that could be revoked",
            )
        elif not _may_revoke(stating.key, target, at):
            yield key_finding("key_use", f"…{stating.key.blob[-12:]}", stating.member.id)

    def effect(self, state: State, stating: Stating) -> State:
        """The key is revoked; if it was not active yet, the key that it should replace stays."""
        target = stating.member.key(self.key)
        if target is None:
            raise LookupError(self.key)
        member = stating.member.with_key(target.changed(revoked_at=stating.at))
        if target.active_at > stating.at:
            # Otherwise a thief's rotation would retire the owner's own key even after it was stopped.
            for key in member.keys:
                if key.retired_at == target.active_at and key.use == target.use:
                    member = member.with_key(key.changed(retired_at=None))
        return state.keep(member)


def _may_revoke(signer: MemberKey, target: MemberKey, at: Instant) -> bool:
    """Whether a key may revoke another. A key revokes itself; an active key revokes signing keys, and every key that is
    not active yet. So only itself or a vote revokes an active recovery key.
    """
    if signer.blob == target.blob:
        return True
    return signer.is_active(at) and (target.use == "sign" or target.active_at > at)


class Rekey(Action):
    """Give a new key to a person who lost all. It revokes every other key of that person."""

    said: ClassVar[Wording | None] = wording("Gives {member:person} a new key, and revokes every key that they had.")
    titled: ClassVar[Wording | None] = wording("Give {member} a new key")
    not_asked: ClassVar[frozenset[str]] = frozenset({"proof"})
    concerns: ClassVar[str] = "member"
    example: ClassVar[str] = "--member dan --key dan.pub --proof @dan.proof"

    action: Literal["rekey"]
    member: MemberId
    key: PublicKey
    proof: Proof

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """The person is known, and the key is new and proved."""
        if Member.of(state, self.member) is None:
            yield finding("unknown_member", member=self.member)
            return
        yield from new_key_problems(state, self.member, self.key, self.proof, moment.keys)
        entry = DocketEntry.of(state, moment.number) if moment.result else None
        if entry is not None and not _passes_contested(entry):
            yield finding("objected", member=self.member, number=entry.number)

    def proposer_problems(self, state: State, proposer: MemberId, at: Instant) -> Iterator[Finding]:
        """In a federation somebody asks for it who knows the person: they share an affiliate. If nobody else belongs to
        an affiliate of theirs, anybody asks.
        """
        if not is_federation(state):
            return
        theirs = affiliates_of(state, self.member, at)
        others = {name for each in theirs for name in people_of(state, each)} - {self.member}
        if others and proposer not in others:
            yield finding("not_together", member=proposer, other=self.member)

    def effect(self, state: State, moment: Moment) -> State:
        """The new key signs at once, and votes in proposals that open after the bylaws' wait. In a federation it signs
        nothing until then, so that for so long it can only be revoked.
        """
        member = Member.one(state, self.member)
        waits = add(moment.at, bylaws_of(state).periods.rekeyed_votes_after)
        gone = tuple(key if key.revoked_at is not None else key.changed(revoked_at=moment.at) for key in member.keys)
        new = MemberKey(
            type=self.key.type,
            blob=self.key.blob,
            use="sign",
            active_at=waits if is_federation(state) else moment.at,
            votes_from=waits,
        )
        return state.keep(member.changed(keys=(*gone, new)))


class ObjectRekey(Body):
    """Object to a vote that would give you a new key. Sign with an old key, before the new key is registered."""

    kind: ClassVar[str] = "object-rekey"
    said: ClassVar[Wording | None] = wording("objects to a new key in proposal {proposal}")
    any_key: ClassVar[bool] = True

    proposal: ProposalNumber

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The vote has not taken effect, and it is about the keys of the person who objects."""
        entry = DocketEntry.of(state, self.proposal)
        if entry is None or not entry.is_pending:
            yield finding("not_open", number=self.proposal)
        elif not any(isinstance(action, Rekey) and action.member == stating.member.id for action in entry.actions):
            yield finding(
                "not_allowed", member=stating.member.id, what="object to this proposal", person_class="person"
            )
        elif entry.objected_at is not None:
            yield finding("precondition", what="there is an objection already")

    def effect(self, state: State, stating: Stating) -> State:
        """The contested rule takes over, and the vote lasts as long as that rule requires.

        If the vote is decided already, nobody votes again. The effect waits as long as that rule requires, and comes
        only if the counted votes pass the rule.
        """
        entry = DocketEntry.one(state, self.proposal)
        entry = entry.changed(objected_at=stating.at)
        rules = [asked.contested for asked in entry.asked if asked.contested]
        if entry.decided is not None and entry.decided.due_at is not None:
            times = [add(add(entry.opened_at, rule.period), rule.delay) for rule in rules]
            due_at = max([entry.decided.due_at, *times])
            return state.keep(entry.changed(decided=entry.decided.changed(due_at=due_at)))
        changed = entry.changed(
            closes_at=max([entry.closes_at, *(add(entry.opened_at, rule.period) for rule in rules)]),
            earliest_at=max([entry.earliest_at, *(add(entry.opened_at, rule.earliest) for rule in rules)]),
            close=max([entry.close, *(rule.close for rule in rules)], key=CLOSING.index),
            delay=longest([entry.delay, *(rule.delay for rule in rules)]),
        )
        return state.keep(changed)


def _passes_contested(entry: DocketEntry) -> bool:
    """Whether the votes that were counted pass the contested rules; true while nobody has objected.

    So a person can object until the new key is registered, and a thief with an old key cannot stop three quarters.
    """
    if entry.objected_at is None or entry.decided is None:
        return True
    questions = zip(entry.asked, entry.decided.questions, strict=True)
    return all(
        result_of(asked.contested, sums_of(question, 0, 0)) == PASSED
        for asked, question in questions
        if asked.contested
    )
