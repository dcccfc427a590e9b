"""An affiliate joins a federation by a vote, or may bring in more people than before.

The organisation's own decision lies in the action: each of its signers has signed it, or five of its people at least.
They sign all that the action says of the affiliate, so nobody can change the terms, the signers or their number after
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from govtool.core.canonical import emit
from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, Slug, digest_of
from govtool.core.record import optional, optional_list
from govtool.core.state import State
from govtool.core.times import Duration, Instant, add
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.affiliate import (
    Affiliate,
    Mandate,
    Mandates,
    Matter,
    Signers,
    SignersNeeded,
    affiliate_of,
    check_signers,
)
from govtool.domain.constitution.affiliation import entered
from govtool.domain.constitution.member import Member, key_finding, not_about
from govtool.domain.constitution.organization import DisplayName
from govtool.domain.decisions.action import Action, Known, Moment
from govtool.domain.decisions.policy import Policy
from govtool.domain.federation.enrolment import room_of
from govtool.domain.federation.mandate import mandate_problems
from govtool.domain.federation.person import (
    NewPerson,
    brought_in,
    known_problems,
    proof_problems,
)

FIRST_PEOPLE = 5
"""How many of its people must have signed for an affiliate that decides by a vote of its people."""
FIRST_MANDATES: Duration = "P365D"
"""How long the first mandates of signers last."""
MATTERS: tuple[Matter, ...] = ("case", "enrol", "leave")

PeopleMost = Annotated[int, Field(ge=1, le=10_000_000)]


def terms_digest(policy: Policy) -> Digest:
    """The digest of terms: that of the file of the policy which holds them."""
    return digest_of(policy.as_file)


def _terms_now(state: State, typed: Mapping[str, object]) -> object:
    name = typed.get("policy")
    policy = Policy.of(state, name) if isinstance(name, str) else None
    return terms_digest(policy) if policy is not None else digest_of(b"")


class AdmitAffiliate(Action):
    """Admit an affiliate with its first people. It has signed all of this before."""

    said: ClassVar[Wording | None] = wording("Admits {name} ({id}) as an affiliate, on the terms of {policy}.")
    titled: ClassVar[Wording | None] = wording("Admit the affiliate {id}")
    example: ClassVar[str] = (
        "--id commune --name Commune --kind commune --decides signers --signers finn,gita,hal --need 2"
        " --policy terms --people-most 40 --people @finn.yaml"
    )
    known: ClassVar[Mapping[str, Known]] = MappingProxyType({"terms": _terms_now})
    not_asked: ClassVar[frozenset[str]] = frozenset({"people"})
    brings_people: ClassVar[bool] = True
    one_each_vote: ClassVar[bool] = True
    for_federation: ClassVar[bool] = True
    touched: ClassVar[str] = "affiliate {id}"

    action: Literal["admit-affiliate"]
    id: MemberId = Field(description="the id that the affiliate will have")
    name: DisplayName
    sort: DisplayName = Field(alias="kind", description="what it is, in its own words")
    decides: Literal["people", "signers"] = Field(
        description="how it decides on its own matters: by a vote of its people here, or by its signers"
    )
    signers: Signers = optional_list("its signers, by id, sorted")
    need: SignersNeeded | None = optional("how many of its signers must sign")
    genesis: Digest | None = optional("its own identity, if it uses govtool")
    policy: Slug = Field(description="the policy of this federation that holds the terms")
    terms: Digest = Field(description="the digest of that policy's file")
    people_most: PeopleMost = Field(description="how many people may belong to it without another vote")
    mandates: Mandates = optional_list("its first mandates; without them its signers have all of them for a year")
    first: Annotated[tuple[NewPerson, ...], Field(max_length=100, alias="people")] = Field(
        default=(), description="its first people, each with their signature of all this: govtool federation prove"
    )

    @model_validator(mode="after")
    def _can_decide(self) -> AdmitAffiliate:
        check_signers(self.decides, self.signers, self.need)
        return self

    @property
    def decision(self) -> Digest:
        """The digest of what its people sign: all that the action says, without the people."""
        return digest_of(emit({name: value for name, value in self.data().items() if name != "people"}))

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """It is new, on terms in force; it has decided; its people can come in, and its mandates can be given."""
        if Affiliate.of(state, self.id) is not None:
            yield finding("precondition", what=f"{self.id} is the id of an affiliate already")
        yield from self._terms_problems(state, moment)
        names = [person.person for person in self.first]
        yield from self._decision_problems(names)
        yield from self._people_problems(state, moment)
        yield from mandate_problems(state, self.mandates, moment.at, names)
        if len(names) > self.people_most:
            yield finding("precondition", what=f"{self.id} brings {len(names)} people, and {self.people_most} may come")

    def _terms_problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        policy = Policy.of(state, self.policy)
        if policy is None or (policy.until is not None and policy.until < moment.day):
            yield finding("precondition", what=f"no policy {self.policy} is in force")
        elif terms_digest(policy) != self.terms:
            yield finding("precondition", what=f"the policy {self.policy} has another text than {self.id} accepted")

    def _decision_problems(self, names: list[MemberId]) -> Iterator[Finding]:
        missing = sorted(set(self.signers) - set(names))
        if missing:
            yield finding("undecided", affiliate=self.id, what=f"{', '.join(missing)} did not sign")
        elif self.decides == "people" and len(set(names)) < FIRST_PEOPLE:
            yield finding("undecided", affiliate=self.id, what=f"{len(set(names))} of {FIRST_PEOPLE} people signed")

    def _people_problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """Why its people cannot come: everybody signed with their own key, and those who are new have a new key."""
        here = tuple(person for person in self.first if _is_theirs(state, person))
        new = tuple(person for person in self.first if person not in here)
        yield from known_problems(state, new)
        yield from proof_problems(state, self.id, self.first, moment.keys, self.decision)
        names = [person.person for person in here]
        yield from (finding("id_taken", id=name) for name in sorted(set(names)) if names.count(name) > 1)
        for person in here:
            yield from _signer_problems(state, person, moment)

    def effect(self, state: State, moment: Moment) -> State:
        """It is an affiliate, and its first people belong to it. People who are new sign at once and vote later."""
        at = moment.at
        made = Affiliate(
            id=self.id,
            name=self.name,
            kind=self.sort,
            joined_at=at,
            decides=self.decides,
            signers=self.signers,
            need=self.need,
            genesis=self.genesis,
            terms=self.terms,
            mandates=self.mandates or self._mandates_of_signers(at),
            people=0,
            people_most=self.people_most,
            people_most_at=at,
            acted_at=at,
        )
        state = state.keep(made)
        for person in self.first:
            if _is_theirs(state, person):
                state = entered(state, person.person, self.id, at)
            else:
                state = brought_in(state, person, self.id, at, self.kind)
        return state

    def _mandates_of_signers(self, at: Instant) -> Mandates:
        """All matters, for a year, by as many of the signers as decide."""
        if self.need is None:
            return ()
        until = add(at, FIRST_MANDATES)
        return tuple(Mandate(what=what, by=self.signers, need=self.need, until=until) for what in MATTERS)


def _is_theirs(state: State, person: NewPerson) -> bool:
    """Whether the person has a record here, and the key is or was theirs."""
    member = Member.of(state, person.person)
    return member is not None and member.key(person.key.blob) is not None


def _signer_problems(state: State, person: NewPerson, moment: Moment) -> Iterator[Finding]:
    """Why a person with a record cannot sign: they are gone, or the key does not sign for them.

    A key that signed when the vote opened may be retired meanwhile, and must not be revoked.
    """
    member = Member.one(state, person.person)
    key = member.key(person.key.blob)
    if member.membership not in ("member", "away"):
        yield not_about(state, member.id)
    if member.name != person.name:
        yield finding("precondition", what=f"{member.id} is {member.name} here, not {person.name}")
    if key is None or key.use != "sign" or not key.is_active(moment.opened_at or moment.at):
        yield key_finding("key_retired", f"…{person.key.blob[-12:]}", member.id)
    elif key.is_revoked(moment.at):
        yield key_finding("key_revoked", f"…{person.key.blob[-12:]}", member.id)


def _most_now(state: State, typed: Mapping[str, object]) -> object:
    name = typed.get("affiliate")
    found = Affiliate.of(state, name) if isinstance(name, str) else None
    return found.people_most if found is not None else 1


class AllowPeople(Action):
    """Raise how many people an affiliate may have. They need no other vote."""

    said: ClassVar[Wording | None] = wording("Allows {affiliate} {to_people} people instead of {from_people}.")
    titled: ClassVar[Wording | None] = wording("Allow {affiliate} {to_people} people")
    example: ClassVar[str] = "--affiliate riverside --to 200"
    known: ClassVar[Mapping[str, Known]] = MappingProxyType({"from_people": _most_now})
    for_federation: ClassVar[bool] = True
    concerns_affiliate: ClassVar[str] = "affiliate"
    touched: ClassVar[str] = "affiliate {affiliate}"

    action: Literal["allow-people"]
    affiliate: MemberId = Field(description="the affiliate")
    from_people: PeopleMost = Field(description="how many people may belong to it now")
    to_people: PeopleMost = Field(description="how many people may belong to it then")

    def problems(self, state: State, moment: Moment) -> Iterator[Finding]:
        """It is more than now, with the quarters since. The number grows by itself too, so it must be that of the
        proposal only at first.
        """
        found = affiliate_of(state, self.affiliate, moment.at)
        if found is None:
            yield finding("unknown_affiliate", affiliate=self.affiliate)
        elif found.people_most != self.from_people and not moment.number:
            yield finding("precondition", what=f"{found.id} may have {found.people_most} people now")
        elif self.to_people <= max(room := room_of(state, found, moment.at), self.from_people):
            yield finding("precondition", what=f"{found.id} may have {room} people already")

    def effect(self, state: State, moment: Moment) -> State:
        """So many may belong to it from now on."""
        found = Affiliate.one(state, self.affiliate)
        return state.keep(found.changed(people_most=self.to_people, people_most_at=moment.at))
