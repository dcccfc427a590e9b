"""People who come into a federation through an affiliate: their own word for it, and the record that begins.

A person signs the id that they will have, and the affiliate. So nobody is brought in for another affiliate, or under
another name. A key belongs to one person permanently, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from govtool.core.evidence import Keys
from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId
from govtool.core.minute import genesis_of
from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.affiliation import entered
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.membership import begun, counts_from
from govtool.domain.constitution.organization import DisplayName, PublicKey
from govtool.domain.people.key import Proof, first_key, possession_problems, use_problems


def person_message(
    genesis: Digest, person: MemberId, affiliate: MemberId, key: PublicKey, terms: Digest | None = None
) -> bytes:
    """The bytes that a new key signs, so that its owner comes into this federation through this affiliate. With the
    digest of `terms` they accept these too.
    """
    lines = ["govtool.person/1", genesis, person, affiliate, f"{key.type} {key.blob}"]
    return "".join(f"{line}\n" for line in [*lines, *([terms] if terms is not None else [])]).encode()


class NewPerson(Record):
    """A person who comes in, with the proof that they mean it: govtool key prove."""

    person: MemberId = Field(description="the id that the person will have")
    name: DisplayName = Field(description="the person's name")
    key: PublicKey = Field(description="the person's public key")
    proof: Proof = Field(description="the signature of their key, for this id and this affiliate")


def known_problems(state: State, people: tuple[NewPerson, ...]) -> Iterator[Finding]:
    """Why people cannot be new here: an id has a record, or a key is or was somebody's; or two of them share one."""
    ids = [new.person for new in people]
    for place, name in enumerate(ids):
        if name in ids[:place] or Member.of(state, name) is not None:
            yield finding("id_taken", id=name)
    yield from use_problems(state, (new.key for new in people))


def proof_problems(
    state: State, affiliate: MemberId, people: tuple[NewPerson, ...], keys: Keys, terms: Digest | None = None
) -> Iterator[Finding]:
    """Why people did not agree to come in for an affiliate: a key cannot be registered, or did not sign that."""
    for new in people:
        problem = keys.registrable(new.key.type, new.key.blob)
        if problem is not None:
            yield problem
        message = person_message(genesis_of(state), new.person, affiliate, new.key, terms)
        yield from possession_problems(state, message, new.key, new.proof, keys)


def brought_in(state: State, new: NewPerson, affiliate: MemberId, at: Instant, by: str) -> State:
    """The state with the record of a new person, who belongs to an affiliate. Their key signs at once; they vote after
    the wait of the bylaws. `by` is the kind of the action or statement that does it.
    """
    made = Member(
        id=new.person,
        name=new.name,
        membership="member",
        committed_minutes_per_week=0,
        joined_at=at,
        counts_at=counts_from(state, at),
        keys=(first_key(new.key, at),),
    )
    return entered(state.keep(begun(made, by)), new.person, affiliate, at)
