"""Where two persons are needed: what the first stated waits for the second, and takes effect at the second signature.

The second statement, `countersign`, cites the digest of the first; so does a creditor's own second statement. Both
persons must have the right at that moment, and neither may be the payee. Where nobody is left who could be the second,
the first acts single-handed, and the entry is marked so for every report.

Promises: a first statement takes effect once at most, and not after the period that the bylaws give it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.catalogue import Catalogue
from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, digest_of
from govtool.core.record import FileRecord
from govtool.core.state import State
from govtool.core.times import Instant, add, date_of
from govtool.core.wording import Wording, wording
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.origin import Origin, from_statement
from govtool.domain.decisions.statement import Body, Statement, Stating, read_body

TREASURER = "treasurer"


class Awaited(FileRecord):
    """The record `registry/awaited/2027-01-11/DIGEST.yaml`: a statement that waits for a second one, by the day of its
    `until` and its file's digest.

    Born with the first statement; taken away when the second takes effect, when its author withdraws it, or when it is
    worth nothing any more and somebody else's begins to wait.
    """

    home: ClassVar[Home] = Home("awaited", "registry/awaited/{until:day}/{digest:hex}.yaml")

    member: MemberId = Field(description="who stated it, by id")
    statement: Annotated[int, Field(ge=1, le=999_999)] = Field(description="the number of that statement")
    kind: str = Field(description="the kind of that statement")
    body: dict[str, object] = Field(description="what it says, as in that statement")
    stated_at: Instant = Field(description="when it was taken in")
    until: Instant = Field(description="until when the second statement can come")

    def data(self) -> dict[str, object]:
        """As plain data; the body is always written."""
        return {**super().data(), "body": dict(self.body)}


@dataclass(frozen=True)
class Act:
    """What an entry is made from: when, by whose statements. `second` is None where it was done single-handed."""

    at: Instant
    first: Origin
    second: Origin | None

    @property
    def people(self) -> tuple[MemberId, ...]:
        """Who stated it: the first, and the second where there was one."""
        return tuple(origin.member for origin in (self.first, self.second) if origin and origin.member)

    @property
    def single_handed(self) -> Literal[True] | None:
        """True where nobody was there to be the second person; None otherwise, so that it is left out."""
        return True if self.second is None else None


def first_digest(state: State, act: Act) -> Digest:
    """The digest of the first statement of two, by which what it brings forth is known."""
    return digest_of(state.data(Statement.home.path(act.first.member, act.first.statement)) or b"")


def awaited_of(state: State, digest: Digest) -> Awaited | None:
    """What waits under the digest of its statement; None where nothing does. Looks once a day on which anything ends,
    and at nothing else.
    """
    days = Awaited.home.firsts(state)
    return next((found for day in days if (found := Awaited.of(state, day, digest)) is not None), None)


def all_awaited(state: State, at: Instant) -> Iterator[tuple[Digest, Awaited]]:
    """Everything that a second statement can still bring to effect at that time."""
    for day, digest in Awaited.home.listed(state):
        found = Awaited.of(state, day, digest)
        if found is not None and at <= found.until:
            yield digest, found


def keep(state: State, stating: Stating) -> State:
    """The state in which a statement waits for its second one; what waited too long is gone."""
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
    """The state in which nothing waits under a digest any more."""
    found = awaited_of(state, digest)
    return state.drop(Awaited.home.path(found.until, digest)) if found else state


def stands_in(state: State, member: Member, duty: str, payee: MemberId | None, at: Instant) -> bool:
    """Whether a person may do what the holders of a duty do at that time.

    Any member may where nobody does it but the payee, who cannot act in their own case.
    """
    if member.id == payee:
        return False
    if _does(member, duty, at):
        return True
    if member.membership != "member" or member.is_suspended(at):
        return False
    return not any(_does(each, duty, at) for each in Member.all(state) if each.id != payee)


def _does(member: Member, duty: str, at: Instant) -> bool:
    return member.membership not in ("left", "expelled") and member.holds(duty, at)


def keeps_books(
    state: State, member: Member, kind: str, at: Instant, payee: MemberId | None = None
) -> Iterator[Finding]:
    """A person may state what keepers of the books do: treasurers, or any member where there is none."""
    if not stands_in(state, member, TREASURER, payee, at):
        what = f"state {kind}" + (" in their own case" if member.id == payee else "")
        yield finding("not_allowed", member=member.id, what=what, person_class=member.membership)


def can_second(member: Member, first: MemberId, parties: frozenset[MemberId]) -> bool:
    """Whether a person may be the second: any member who is neither the first nor in their own case."""
    return member.membership == "member" and member.id != first and member.id not in parties


class TwoPersons(Body):
    """The base of statements that take effect at a second person's signature.

    `payee` is the person who gets something by it; `claims` says what is not as it must be at that moment; `carry_out`
    makes the entry. What is `one_by_one` is about a person, or cannot be undone: nobody signs it among other things.
    """

    one_by_one: ClassVar[bool] = False

    @property
    def payee(self) -> MemberId | None:
        """The person who gets something by it, and so can be neither of the two."""
        return None

    def payee_in(self, state: State) -> MemberId | None:
        """The same where only the books say who it is."""
        return self.payee

    def parties(self, state: State) -> frozenset[MemberId]:
        """Everybody in whose case it is, and so can be neither of the two."""
        payee = self.payee_in(state)
        return frozenset() if payee is None else frozenset({payee})

    def claims(self, state: State, at: Instant) -> Iterator[Finding]:
        """Why it cannot take effect on this state; judged at the first signature and again at the second."""
        return iter(())

    def carry_out(self, state: State, act: Act) -> State:
        """The state with its effect; called only where `claims` found nothing."""
        return state

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """Why a person may not begin it: it is the treasurer's, or any member's where there is none."""
        yield from keeps_books(state, first, self.kind, at, self.payee_in(state))

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """The person may begin it, and what it says holds."""
        yield from self.rights(state, stating.member, stating.at)
        yield from self.claims(state, stating.at)

    def effect(self, state: State, stating: Stating) -> State:
        """It waits for the second person, or is done single-handed where there can be none."""
        first = stating.member.id
        if any(can_second(each, first, self.parties(state)) for each in Member.all(state)):
            return keep(state, stating)
        return self.carry_out(state, Act(stating.at, from_statement(first, stating.statement.number), None))


class TwoMembers(TwoPersons):
    """The base of what two members state about a third, who can be neither of them.

    `act` and `of` say it: who may not is told that they cannot `complain`, or `complain about themselves`.
    """

    one_by_one: ClassVar[bool] = True
    act: ClassVar[str]
    of: ClassVar[str]

    about: MemberId = Field(description="whom it is about")

    @property
    def payee(self) -> MemberId:
        """The person whom it is about can be neither of the two."""
        return self.about

    def rights(self, state: State, first: Member, at: Instant) -> Iterator[Finding]:
        """Members state it, about others."""
        if first.membership != "member" or first.id == self.about:
            what = f"{self.act} {self.of} themselves" if first.id == self.about else self.act
            yield finding("not_allowed", member=first.id, what=what, person_class=first.membership)


class Countersign(Body):
    """Confirms as the second person what somebody stated; it takes effect with this signature."""

    kind: ClassVar[str] = "countersign"
    said: ClassVar[Wording | None] = wording("signs as the second")

    confirms: Digest = Field(description="the digest of the first statement's file")

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """It waits, this person may be the second, the first still has the right, and what it says holds now."""
        found = self._waiting(state, stating.at)
        if found is None:
            yield finding("not_awaited", digest=self.confirms)
            return
        awaited, body = found
        if not can_second(stating.member, awaited.member, body.parties(state)):
            yield finding("own_case", member=stating.member.id, first=awaited.member)
        first = Member.of(state, awaited.member)
        if first is None:
            yield finding("unknown_member", member=awaited.member)
            return
        yield from body.rights(state, first, stating.at)
        yield from body.claims(state, stating.at)

    def effect(self, state: State, stating: Stating) -> State:
        """What the first person stated is done."""
        found = self._waiting(state, stating.at)
        if found is None:
            raise LookupError(self.confirms)
        awaited, body = found
        first = from_statement(awaited.member, awaited.statement)
        second = from_statement(stating.member.id, stating.statement.number)
        return body.carry_out(taken(state, self.confirms), Act(stating.at, first, second))

    def _waiting(self, state: State, at: Instant) -> tuple[Awaited, TwoPersons] | None:
        awaited = awaited_of(state, self.confirms)
        if awaited is None or at > awaited.until:
            return None
        body = body_of(awaited, state.catalogue)
        return (awaited, body) if isinstance(body, TwoPersons) else None


def body_of(awaited: Awaited, kinds: Catalogue) -> Body:
    """What waits, typed."""
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
    """Why no second person can bring to effect what waits, as things stand; nothing if somebody can.

    What it said may have come about, or gone, since the first signature; and the first may have lost the right.
    """
    body, first = body_of(awaited, state.catalogue), Member.of(state, awaited.member)
    if first is None:
        yield finding("unknown_member", member=awaited.member)
    elif isinstance(body, TwoPersons):
        yield from body.rights(state, first, at)
        yield from body.claims(state, at)
