"""Statements of several persons: the first statement waits for the others, and takes effect at the last signature.

Most need a second person. A kind can need more of them (`is_enough`). Each further statement, `countersign`, cites the
digest of the first; so does a creditor's own second statement. All must have the right at the moment of the last
signature, and none may be the payee. If nobody else could be the second person, the first acts alone, and every report
marks the entry as self-approved.

Promises: a first statement takes effect once at most, and not after the period that the bylaws give it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from govtool.core.catalogue import Catalogue
from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, SerialNumber, digest_of
from govtool.core.record import FileRecord, optional_list
from govtool.core.state import State
from govtool.core.times import Instant, add, date_of
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.origin import Origin, from_statement
from govtool.domain.decisions.statement import Body, Statement, Stating, new_key_problems, read_body

TREASURER = "treasurer"
MOST_SIGNERS = 100
"""The most people who sign one statement after its author."""


class Awaited(FileRecord):
    """The record `registry/awaited/2027-01-11/DIGEST.yaml`: a statement that waits for a second one, by the day of its
    `until` and its file's digest.

    Made by the first statement. It is removed when the second takes effect or when its author withdraws it. If it can
    have no effect any more, it is removed when another one begins to wait.
    """

    home: ClassVar[Home] = Home("awaited", "registry/awaited/{until:day}/{digest:hex}.yaml")

    member: MemberId = Field(description="its author, by id")
    statement: SerialNumber = Field(description="the number of that statement")
    kind: str = Field(description="the kind of that statement")
    body: dict[str, object] = Field(description="the body of that statement")
    stated_at: Instant = Field(description="when the registry took it")
    until: Instant = Field(description="until when the second person can sign")
    signed: Annotated[tuple[Origin, ...], Field(max_length=MOST_SIGNERS)] = optional_list(
        "the further statements that signed it; it needs more of them"
    )

    def data(self) -> dict[str, object]:
        """As plain data; the body is always written."""
        return {**super().data(), "body": dict(self.body)}

    @property
    def people(self) -> tuple[MemberId, ...]:
        """All who signed it: its author, and those after."""
        return (self.member, *(origin.member for origin in self.signed if origin.member))


@dataclass(frozen=True)
class Act:
    """The source of an entry: its time and the statements behind it. `second` is None if it is self-approved. `more`
    are the statements after the second, in order.
    """

    at: Instant
    first: Origin
    second: Origin | None
    more: tuple[Origin, ...] = ()

    @property
    def people(self) -> tuple[MemberId, ...]:
        """The authors, in the order in which they signed."""
        return tuple(origin.member for origin in (self.first, self.second, *self.more) if origin and origin.member)

    @property
    def single_handed(self) -> Literal[True] | None:
        """True if nobody else could be the second person; None otherwise, so that it is left out of the file."""
        return True if self.second is None else None

    @property
    def fields(self) -> dict[str, Any]:
        """The statements as the fields of a record that it makes."""
        return {"origin": self.first, "second": self.second, "single_handed": self.single_handed}


def first_digest(state: State, act: Act) -> Digest:
    """The digest of the first statement of two, which names its effect."""
    return digest_of(state.data(Statement.home.path(act.first.member, act.first.statement)) or b"")


def awaited_of(state: State, digest: Digest) -> Awaited | None:
    """The awaited statement with a digest; None if none waits under it. Looks once for each day on which a statement
    ends.
    """
    days = Awaited.home.firsts(state)
    return next((found for day in days if (found := Awaited.of(state, day, digest)) is not None), None)


def all_awaited(state: State, at: Instant) -> Iterator[tuple[Digest, Awaited]]:
    """The awaited statements that a second person can still sign at that time, with their digests."""
    for day, digest in Awaited.home.listed(state):
        found = Awaited.of(state, day, digest)
        if found is not None and at <= found.until:
            yield digest, found


def keep(state: State, stating: Stating) -> State:
    """The state in which a statement waits for its second one, without those that waited too long."""
    statement = stating.statement
    awaited = Awaited(
        member=statement.member,
        statement=statement.number,
        kind=statement.kind,
        body=dict(statement.body),
        stated_at=stating.at,
        until=add(stating.at, bylaws_of(state).periods.second_signature),
    )
    for day, digest in Awaited.home.listed(state):
        if day < date_of(stating.at):
            state = state.drop(Awaited.home.path(day, digest))
    return state.put(Awaited.home.path(awaited.until, digest_of(statement.as_file)), awaited)


def taken(state: State, digest: Digest) -> State:
    """The state without the awaited statement of a digest."""
    found = awaited_of(state, digest)
    return state.drop(Awaited.home.path(found.until, digest)) if found else state


def stands_in(state: State, member: Member, duty: str, payee: MemberId | None, at: Instant) -> bool:
    """Whether a person may do what the holders of a duty do at that time.

    Any member may if nobody has the duty except the payee, who cannot act in their own case.
    """
    if member.id == payee:
        return False
    if _does(member, duty, at):
        return True
    if member.membership != "member" or member.is_suspended(at):
        return False
    return not any(_does(each, duty, at) for each in Member.all(state) if each.id != payee)


def _does(member: Member, duty: str, at: Instant) -> bool:
    return not member.is_gone and member.holds(duty, at)


def keeps_books(
    state: State, member: Member, kind: str, at: Instant, payee: MemberId | None = None
) -> Iterator[Finding]:
    """Why a person may not keep the books: treasurers may, or any member if there is no treasurer."""
    if not stands_in(state, member, TREASURER, payee, at):
        what = f"state {kind}" + (" in their own case" if member.id == payee else "")
        yield finding("not_allowed", member=member.id, what=what, person_class=member.membership)


def can_second(member: Member, first: MemberId, parties: frozenset[MemberId]) -> bool:
    """Whether a person may be the second: any member who is neither the first nor in their own case."""
    return member.membership == "member" and member.id != first and member.id not in parties


class TwoPersons(Body):
    """The base of statements that take effect at a second person's signature.

    `payee` is the person who gets something by it. `claims` gives the reasons why it cannot take effect now;
    `carry_out` makes the entry. A kind with `one_by_one` is about a person, or cannot be reversed: it is signed alone,
    never among others.
    """

    one_by_one: ClassVar[bool] = False
    in_lists: ClassVar[bool] = False
    """Whether one statement can sign it together with others, as a month's receipts."""

    @property
    def payee(self) -> MemberId | None:
        """The person who gets something by it, and so can be neither of the two."""
        return None

    def payee_in(self, state: State) -> MemberId | None:
        """The payee if only the books name the person."""
        return self.payee

    def parties(self, state: State) -> frozenset[MemberId]:
        """The persons in whose case it is; they can be neither of the two."""
        payee = self.payee_in(state)
        return frozenset() if payee is None else frozenset({payee})

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """Why it cannot take effect on this state; judged at the first signature and again at the second."""
        return iter(())

    def carry_out(self, state: State, act: Act) -> State:
        """The state with its effect; called only if `claims` found nothing."""
        return state

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """Why a person may not begin it: only the treasurer may, or any member if there is no treasurer."""
        yield from keeps_books(state, first, self.kind, at, self.payee_in(state))

    def joins(self, state: State, member: Member, first: MemberId, at: Instant) -> bool:
        """Whether a person may sign what another began."""
        return can_second(member, first, self.parties(state))

    def is_enough(self, state: State, people: tuple[MemberId, ...], at: Instant) -> bool:
        """Whether these people are enough, all of whom signed; two are unless the kind needs others."""
        return len(people) > 1

    def no_use(self, state: State, member: MemberId, people: tuple[MemberId, ...], at: Instant) -> Iterator[Finding]:
        """Why a person's signature adds nothing to those of these people; the places of all who sign are limited."""
        return iter(())

    def waits_anyway(self, state: State) -> bool:
        """Whether it waits even if nobody else could sign it now; else its author then acts alone."""
        return False

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person may begin it, and its claims are true."""
        yield from self.rights(state, stating.member, stating.at)
        yield from self.claims(state, stating.at)

    def effect(self, state: State, stating: Stating) -> State:
        """It waits for the others, or takes effect at once if one is enough or nobody else can be the second."""
        first, at = stating.member.id, stating.at
        if not self.is_enough(state, (first,), at) and (
            self.waits_anyway(state) or any(self.joins(state, each, first, at) for each in Member.all(state))
        ):
            return keep(state, stating)
        return self.carry_out(state, Act(at, stating.origin, None))


class TwoMembers(TwoPersons):
    """The base of statements that two members make about a third, who can be neither of them.

    `act` and `of` are for the message: somebody cannot `complain`, or `complain about themselves`.
    """

    one_by_one: ClassVar[bool] = True
    act: ClassVar[str]
    of: ClassVar[str]

    about: MemberId = Field(description="the person concerned")

    @property
    def payee(self) -> MemberId:
        """The person concerned, who can be neither of the two."""
        return self.about

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """Members state it, about others."""
        if first.membership != "member" or first.id == self.about:
            what = f"{self.act} {self.of} themselves" if first.id == self.about else self.act
            yield finding("not_allowed", member=first.id, what=what, person_class=first.membership)


class Countersign(Body):
    """Sign what another person began. It takes effect once enough people have signed it."""

    kind: ClassVar[str] = "countersign"
    said: ClassVar[Wording | None] = wording("signs as the second")

    confirms: Digest = Field(description="the digest of the first statement's file")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """It waits, this person may be the second, the first still has the right, and its claims are true now."""
        found = self._waiting(state, stating.at)
        if found is None:
            yield finding("not_awaited", digest=self.confirms)
            return
        awaited, body = found
        if stating.member.id in awaited.people[1:]:
            yield finding("signed_already", member=stating.member.id)
        elif not body.joins(state, stating.member, awaited.member, stating.at):
            yield finding("own_case", member=stating.member.id, first=awaited.member)
        else:
            yield from body.no_use(state, stating.member.id, awaited.people, stating.at)
        yield from new_key_problems(stating, body)
        yield from body.rights(state, Member.one(state, awaited.member), stating.at)
        yield from body.claims(state, stating.at)

    def effect(self, state: State, stating: Stating) -> State:
        """The first person's statement takes effect, or waits for further people."""
        found = self._waiting(state, stating.at)
        if found is None:
            raise LookupError(self.confirms)
        awaited, body = found
        signed = (*awaited.signed, stating.origin)
        if not body.is_enough(state, (*awaited.people, stating.member.id), stating.at):
            return state.put(Awaited.home.path(awaited.until, self.confirms), awaited.changed(signed=signed))
        first, (second, *more) = from_statement(awaited.member, awaited.statement), signed
        return body.carry_out(taken(state, self.confirms), Act(stating.at, first, second, tuple(more)))

    def _waiting(self, state: State, at: Instant) -> tuple[Awaited, TwoPersons] | None:
        awaited = awaited_of(state, self.confirms)
        if awaited is None or at > awaited.until:
            return None
        body = body_of(awaited, state.catalogue)
        return (awaited, body) if isinstance(body, TwoPersons) else None


def body_of(awaited: Awaited, kinds: Catalogue) -> Body:
    """The body of an awaited statement, typed."""
    return read_body(
        Statement(
            member=awaited.member,
            number=awaited.statement,
            not_after=awaited.until,
            kind=awaited.kind,
            body=dict(awaited.body),
        ),
        kinds,
    )


def why_not(state: State, awaited: Awaited, at: Instant) -> Iterator[Finding]:
    """Why no second person can sign an awaited statement at present; nothing if somebody can.

    Since the first signature its aim may have been reached or become impossible, and the first person may have lost the
    right.
    """
    body = body_of(awaited, state.catalogue)
    if isinstance(body, TwoPersons):
        yield from body.rights(state, Member.one(state, awaited.member), at)
        yield from body.claims(state, at)
