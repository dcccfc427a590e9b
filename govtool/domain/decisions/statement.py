"""A statement: one typed act that a person may do by their signature alone.

The signed commit adds the file `registry/statements/MEMBER/NUMBER.yaml` and nothing else, on top of a commit of main.
Numbers follow each other without a gap, so that nothing can be replayed; `not_after` ends a statement that nobody
brought. A kind of statement is a class: its fields are the `body`, `problems` gives the reasons to refuse it, `effect`
its effect.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from govtool.core.canonical import emit
from govtool.core.catalogue import Catalogue
from govtool.core.evidence import Keys, Paper
from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import CommitId, Digest, MemberId, SerialNumber
from govtool.core.record import FileRecord, SchemaError, Worded
from govtool.core.state import State
from govtool.core.times import Duration, Instant, subtract
from govtool.domain.constitution.bylaws import bylaws_of, misplaced_kind
from govtool.domain.constitution.ending import is_closed, is_winding_up
from govtool.domain.constitution.member import Member, MemberKey, key_finding
from govtool.domain.constitution.organization import organization_of
from govtool.domain.constitution.origin import Origin, from_statement
from govtool.domain.decisions.cause import sign_of_life
from govtool.domain.decisions.roll import has_voter
from govtool.errors import Refused

TRAILER = "Statement"
OUTSIDE_TRAILER = "Application"
"""The trailer with which a person without a record signs a file that a member may bring in."""


class Statement(FileRecord):
    """The file of a statement; `kind` decides on the fields of `body`."""

    home: ClassVar[Home] = Home(
        "statement", "registry/statements/{member:initials}/{member}/{number:hundred}/{number:06d}.yaml"
    )

    member: MemberId
    number: SerialNumber = Field(
        description="one more than the last accepted one of the person, so that nothing is replayed"
    )
    not_after: Instant = Field(description="the registry does not take it later")
    kind: str
    body: dict[str, object] = Field(description="the fields of the kind; see the statements below")

    def data(self) -> dict[str, object]:
        """As plain data; the body is always written."""
        return {**super().data(), "body": dict(self.body)}


@dataclass(frozen=True)
class Outside:
    """A submission from a person without a record, which a member's statement brings in: a signed commit that adds one
    file.

    It waits on a branch or pull request of its own. `is_from_main` tells whether its only parent is a commit of main:
    any other parent would bring in a stranger's history.
    """

    paper: Paper
    is_from_main: bool


@dataclass(frozen=True)
class Stating:
    """The author, time and key of a statement, by which its kind judges it. `outside` is the submission that it brings
    in.
    """

    at: Instant
    member: Member
    statement: Statement
    key: MemberKey
    commit: CommitId
    keys: Keys
    outside: Paper | None = None

    @property
    def origin(self) -> Origin:
        """The statement as the cause of an entry."""
        return from_statement(self.member.id, self.statement.number)


class Body(Worded):
    """The base of every kind of statement. The docstring's first line is its help.

    `any_key` kinds may be signed with a key that is retired, not yet active or for recovery; they judge it themselves.
    """

    any_key: ClassVar[bool] = False
    gives_up: ClassVar[bool] = False
    """Whether its author gives something up by it. A key that a vote of others gave can sign it only once it can vote.
    Otherwise a majority could take in a person's name what no vote can take.
    """

    def brings(self, state: State) -> Digest | None:
        """The digest of the file from outside that the statement cites and the registry does not hold yet."""
        return None

    def problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        """Why the statement is refused."""
        return iter(())

    def effect(self, state: State, stating: Stating) -> State:
        """The state after the statement; called only if `problems` found nothing."""
        return state


def last_number(state: State, member: MemberId) -> int:
    """The number of a person's last accepted statement, 0 before the first."""
    return next((number for _, number in Statement.home.listed(state, member, newest_first=True)), 0)


def read_body(statement: Statement, kinds: Catalogue, path: str = "") -> Body:
    """The typed body. Raises SchemaError if the kind is unknown or the body does not fit it."""
    statements = kinds.words(Body)
    kind = statements.get(statement.kind)
    if kind is None:
        known = ", ".join(sorted(statements))
        found = finding("schema", path, where="kind", what=f"must be one of {known}, not {statement.kind!r}")
        raise SchemaError([found], [("kind",)])
    return kind.read(statement.body, path, ("body",), kinds=kinds)


@dataclass(frozen=True)
class TakeStatement:
    """The event that takes a person's statement into the registry.

    `counts_from` is the time from which its deadline counts: that of the minute that follows the one its signer saw, or
    `at` while none does. So it is one time for all who signed on the same head, and a key can be revoked after a month
    without events. None if the commit that it was made on is not main's: any other would bring in a stranger's history.
    """

    at: Instant
    paper: Paper
    counts_from: Instant | None
    keys: Keys
    outside: Outside | None = None

    name = "stated"

    def problems(self, state: State) -> Iterator[Finding]:
        """Why the statement is refused; if the file cannot be read, only that reason."""
        try:
            stating, body = self._read(state)
        except Refused as error:
            yield from error.findings
            return
        if emit({**stating.statement.data(), "body": body.data()}) != self.paper.data:
            yield finding("canonical", self.paper.path, what="govtool sign writes it correctly")
        yield from self._form_problems(state, stating)
        yield from _key_problems(stating, body)
        if is_closed(state):
            yield finding("ended")
            return
        misplaced = misplaced_kind(state, body)
        if misplaced is not None:
            yield misplaced.at(self.paper.path)
            return
        if body.brings_people and is_winding_up(state):
            yield finding("winding_up", self.paper.path, what=body.kind)
        brought = list(outside_problems(body.brings(state), self.outside))
        yield from brought or body.problems(state, stating)

    def brings(self, state: State) -> Digest | None:
        """The digest of the file from outside that must come with it, None if it needs none."""
        try:
            return self._read(state)[1].brings(state)
        except Refused:
            return None

    @property
    def author(self) -> str:
        """The claimed author, by the path of its file; the other checks verify the claim."""
        fields = Statement.home.match(self.paper.path)
        return fields[0] if fields else ""

    def _read(self, state: State) -> tuple[Stating, Body]:
        paper = self.paper
        if paper.problem is not None:
            raise Refused([paper.problem])
        statement = Statement.read(paper.value, paper.path)
        body = read_body(statement, state.catalogue, paper.path)
        if paper.signer.problem is not None:
            raise Refused([paper.signer.problem])
        member = Member.of(state, statement.member)
        if member is None:
            raise Refused([finding("unknown_member", paper.path, member=statement.member)])
        if organization_of(state).was_clerk_key(paper.signer.key):
            raise Refused([key_finding("key_role", paper.signer.name, statement.member, paper.path)])
        key = member.key(paper.signer.key)
        if key is None:
            raise Refused([key_finding("key_unknown", paper.signer.name, statement.member, paper.path)])
        outside = self.outside.paper if self.outside else None
        return Stating(self.at, member, statement, key, paper.commit, self.keys, outside), body

    def _form_problems(self, state: State, stating: Stating) -> Iterator[Finding]:
        paper, statement = self.paper, stating.statement
        path, expected = paper.path, last_number(state, statement.member) + 1
        if path != statement.path:
            yield finding("extra_path", path, what=f"it belongs at {statement.path}")
        if paper.trailers.get(TRAILER) != paper.digest:
            yield finding("trailer", path, trailer=TRAILER, what="it must name the digest of the statement's file")
        if statement.number != expected:
            yield finding("number", path, number=statement.number, expected=expected, member=statement.member)
        period = bylaws_of(state).periods.statement
        if len(paper.parents) != 1 or self.counts_from is None:
            yield finding("ancestry", path, what="its only parent must be a commit of main")
        yield from deadline_problems(statement.not_after, self.counts_from, period, self.at, path)
        pending = organization_of(state).founding
        if pending and statement.kind != "accept":
            yield finding("founding", path, who=", ".join(pending))

    def apply(self, state: State) -> tuple[State, dict[str, object]]:
        """The state with the statement and its effect, and the fields of the minute. Raises Refused."""
        found = list(self.problems(state))
        if found:
            raise Refused(found)
        stating, body = self._read(state)
        after = body.effect(state.put_text(self.paper.path, self.paper.data), stating)
        after = sign_of_life(after, frozenset({stating.member.id}), self.at)
        if not has_voter(after, self.at):
            raise Refused([finding("no_voter", self.paper.path)])
        statement = stating.statement
        return after, {
            "member": statement.member,
            "statement": statement.number,
            "kind": statement.kind,
            "digest": self.paper.digest,
        }


def deadline_problems(
    not_after: Instant, since: Instant | None, period: Duration, at: Instant, path: str
) -> Iterator[Finding]:
    """Why a signed paper is not valid at a time: its deadline is over, or too far from the time from which it counts
    (see `counts_from` of core.minute). If that time is None, only whether it is over.
    """
    if since is not None and subtract(not_after, period) > since:
        yield finding("not_after", path, until=not_after, period=period, since=since)
    if not_after < at:
        yield finding("expired", path, what=f"it was valid until {not_after}")


def outside_problems(wanted: Digest | None, outside: Outside | None) -> Iterator[Finding]:
    """The faults of the submission that a statement brings in; the statement checks the rules of its file."""
    if outside is None:
        if wanted is not None:
            yield finding("missing_outside", digest=wanted)
    elif wanted is None:
        yield finding("ancestry", what="a second commit comes with it that it does not cite")
    elif outside.paper.problem is not None:
        yield outside.paper.problem
    elif outside.paper.signer.problem is not None:
        yield outside.paper.signer.problem
    elif outside.paper.digest != wanted:
        yield finding("missing_outside", digest=wanted)
    elif outside.paper.trailers.get(OUTSIDE_TRAILER) != wanted:
        yield finding("trailer", outside.paper.path, trailer=OUTSIDE_TRAILER, what="it must name the file's digest")
    elif not outside.is_from_main:
        yield finding("ancestry", outside.paper.path, what="its only parent must be a commit of main")


def _key_problems(stating: Stating, body: Body) -> Iterator[Finding]:
    key, name = stating.key, f"…{stating.key.blob[-12:]}"
    if key.is_revoked(stating.at):
        yield key_finding("key_revoked", name, stating.member.id)
    elif not body.any_key:
        if key.use != "sign":
            yield key_finding("key_use", name, stating.member.id)
        elif not key.is_active(stating.at):
            yield key_finding("key_retired", name, stating.member.id)
    yield from new_key_problems(stating, body)


def new_key_problems(stating: Stating, body: Body) -> Iterator[Finding]:
    """Why a key that a vote gave is too new for what its owner gives up, whether they begin it or sign it too."""
    waits = stating.key.votes_from
    if body.gives_up and waits is not None and stating.at < waits:
        what = f"{body.kind} with a key that a vote gave them"
        yield finding("not_yet", member=stating.member.id, what=what, until=waits)
