"""Giving the minute book to new clerk keys without the old clerk, because it is gone or hostile, or its time is false.

More than half of all eligible weight sign the same keys and the same choice of minutes; no clerk signs. The choice is
to keep every minute (`all`), or to name the last minute to keep. The minutes after it are discarded; the new clerk
repeats the valid ones. Discarding must meet the amend rule too, so that a bare majority cannot undo a decision that
needed more. Each choice is counted separately: the person who pushes chooses nothing.

Promises:

- A handover is used up by its keys. A key that is or was the clerk's, before it or in the kept state, is refused.
- A signature is bound to a moment. Its deadline counts as a statement's does, and the event is dated neither after any
  deadline that it relies on nor before a minute that follows the one signed on.
- The old keys are spent permanently, and a key that was revoked in a discarded minute stays revoked.
- Nothing but valid signatures comes in with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.evidence import Keys, Paper
from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, digest_of
from govtool.core.minute import Stands, counts_from, genesis_of, newest
from govtool.core.record import FileRecord, SchemaError
from govtool.core.state import State
from govtool.core.tally import count as count_votes
from govtool.core.times import Instant, add
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.domain.constitution.member import Member, MemberKey, key_finding
from govtool.domain.constitution.organization import Organization, PublicKey, organization_of
from govtool.domain.decisions.ballot import key_problem
from govtool.domain.decisions.roll import Electorate, electorate_of
from govtool.domain.decisions.statement import deadline_problems
from govtool.domain.lifecycle.amendment import KIND as AMEND
from govtool.domain.lifecycle.clerk import replaced
from govtool.domain.people.key import registration_problems
from govtool.errors import Refused

TRAILER = "Handover"
RULE = "handover"
SET_ASIDE_FOR = "P365D"
"""How long after a vote on absent members a person made away by it counts in a handover that they sign."""


class Handover(FileRecord):
    """The file `handovers/MEMBER.yaml`: one person's signature under new clerk keys. The highest `cast` counts.

    `after` is the digest of the newest minute in the commit that it is signed on. `stands` is `all` (no minute is
    discarded) or the digest of the last minute to keep (every later one is discarded).
    """

    home: ClassVar[Home] = Home("handover", "handovers/{member}.yaml")
    kind: ClassVar[str] = "handover"

    member: MemberId
    genesis: Digest = Field(description="the identity of the organisation")
    after: Digest = Field(description="the digest of the newest minute in the commit that it is signed on")
    not_after: Instant = Field(description="it is not valid later")
    stands: Stands = Field(description="`all` to keep every minute, or the digest of the last minute to keep")
    keys: Annotated[tuple[PublicKey, ...], Field(min_length=1, max_length=10)] = Field(
        description="the new keys of the clerk"
    )
    cast: Annotated[int, Field(ge=1, le=1000)]

    @model_validator(mode="after")
    def _keys_differ(self) -> Handover:
        if len({key.blob for key in self.keys}) < len(self.keys):
            raise PydanticCustomError("keys", "must name each key once")
        return self


@dataclass(frozen=True, slots=True)
class Signature:
    """A handover file with the commit that brought it.

    `seen` is the number of the newest minute that its parent holds and `after` the digest of it. Both are None unless
    the parent is a commit of main that can be read.
    """

    paper: Paper
    seen: int | None
    after: Digest | None


@dataclass(frozen=True)
class HandOver:
    """The event. `before` is the last authorised state of main, in which weights are counted. The event is applied to
    the state after the last minute that is kept: `before` itself if all are kept.
    """

    at: Instant
    before: State
    signatures: tuple[Signature, ...]
    stands: Stands
    keys: Keys

    name = "handed-over"

    def apply(self, state: State) -> tuple[State, dict[str, object]]:
        """The state with the new clerk keys, and the fields of the minute. Raises Refused."""
        minute, stands = newest(state)
        signed = self._agreed(minute.at)
        weight, eligible = self._weigh(signed, stands != newest(self.before)[1], minute.at)
        new = next(iter(signed.values())).keys
        problems = [
            found
            for key in new
            for known in (self.before, state)
            for found in registration_problems(known, key, self.keys)
        ]
        if problems:
            raise Refused(list({found.order: found for found in problems}.values()))
        state = state.keep(self._with_keys(organization_of(state), new))
        state = self._still_revoked(state)
        return state, {
            "stands": self.stands,
            "counted": len(signed),
            "ballots": digest_of("".join(sorted(digest + "\n" for digest in signed)).encode()),
            "weight": weight,
            "eligible": eligible,
        }

    def _with_keys(self, organization: Organization, new: tuple[PublicKey, ...]) -> Organization:
        """The organisation with its new clerk keys. All earlier keys of the clerk are spent, also those that came or
        went in discarded minutes: the old clerk holds them.
        """
        after = replaced(organization, new, tuple(key.blob for key in organization.clerk_keys))
        before = organization_of(self.before)
        for key in (*before.clerk_keys, *before.spent_clerk_keys):
            if not after.was_clerk_key(key.blob):
                after = after.changed(spent_clerk_keys=(*after.spent_clerk_keys, key))
        return after

    def _still_revoked(self, state: State) -> State:
        """The state in which no discarded minute brings back a key that its owner, or a vote, had revoked.

        A key that came in with a discarded minute also stays on the record as revoked. Otherwise a thief of the key
        could have the statement that registered it taken once more.
        """
        for then in tuple(Member.all(self.before)):
            now = Member.of(state, then.id)
            if now is None:
                # They joined in a discarded minute: without a record there is no key to keep.
                continue
            changed = now
            for key in then.keys:
                if key.revoked_at is None:
                    continue
                # The time in a discarded minute may be false, and years ahead.
                gone = key.changed(revoked_at=min(key.revoked_at, self.at))
                known = now.key(key.blob)
                if known is None:
                    changed = changed.changed(keys=(*changed.keys, gone))
                elif known.revoked_at is None:
                    changed = changed.with_key(known.changed(revoked_at=gone.revoked_at))
            if changed != now:
                state = state.keep(changed)
        return state

    # Who signed --------------------------------------------------------------------------------------------------

    def _agreed(self, at: Instant) -> Mapping[Digest, Handover]:
        """The newest file of each person who names this last minute, by digest, for the keys that the most weight
        names. Files that name other keys, however many, take nothing from those that agree.

        Raises Refused if nobody signed, or if a commit comes with it that is no valid signature.
        """
        casts: dict[MemberId, list[tuple[Handover, Digest]]] = {}
        for signature in self.signatures:
            found = self.judge(signature, at)
            if isinstance(found, Finding):
                what = f"{signature.paper.commit[:12]} comes with it and is no valid signature"
                raise Refused([finding("handover", what=what), found])
            casts.setdefault(found.member, []).append((found, signature.paper.digest))
        groups: dict[tuple[PublicKey, ...], dict[Digest, Handover]] = {}
        for member in sorted(casts):
            highest = max(found.cast for found, _ in casts[member])
            last = {digest: found for found, digest in casts[member] if found.cast == highest}
            if len({(found.stands, found.keys) for found in last.values()}) == 1:
                digest = min(last)
                if last[digest].stands == self.stands:
                    groups.setdefault(last[digest].keys, {})[digest] = last[digest]
        if not groups:
            raise Refused([finding("handover", what="nobody signed it")])
        return max(groups.values(), key=lambda group: self._rank(group.values(), at))

    def _rank(self, group: Iterable[Handover], at: Instant) -> tuple[int, list[str]]:
        signed = tuple(group)
        roll = self.roll(rule_names(bylaws_of(self.before))[0], at, [found.member for found in signed])
        return sum(roll.get(found.member, 0) for found in signed), [key.blob for key in signed[0].keys]

    def roll(self, rule: str, at: Instant, signers: Iterable[MemberId]) -> Mapping[MemberId, int]:
        """Weights by person, at the time of the last minute that is kept."""
        return self.electorate(rule, at, signers).rest

    def electorate(self, rule: str, at: Instant, signers: Iterable[MemberId]) -> Electorate:
        """The people whom a rule asks, at the time of the last minute that is kept.

        A person made away by a vote on absent members is on it only if they sign. So naming people as absent does not
        exclude them from a handover, and people who do not respond do not prevent it.
        """
        bylaws, state = bylaws_of(self.before), self.before
        for name in signers:
            member = Member.of(state, name)
            if member is not None and member.membership == "away" and self._counts_aside(member.set_aside_at):
                state = state.keep(member.changed(membership="member"))
        return electorate_of(state, bylaws, bylaws.rules[rule], at)

    def _counts_aside(self, set_aside_at: Instant | None) -> bool:
        return set_aside_at is not None and self.at < add(set_aside_at, SET_ASIDE_FOR)

    def judge(self, signature: Signature, at: Instant) -> Handover | Finding:
        """The file that a signature brings, or why it is not valid. `at` is the time of the last minute that is kept.

        A key must have been active then, so that a later minute with a false time cannot activate a waiting key. It
        must not have been revoked since.
        """
        paper = signature.paper
        if paper.problem is not None:
            return paper.problem
        try:
            found = Handover.read(paper.value, paper.path)
        except SchemaError as error:
            return error.findings[0]
        if paper.path != found.path or paper.trailers.get(TRAILER) != paper.digest:
            return finding("trailer", paper.path, trailer=TRAILER, what="it must name the digest of the file")
        if found.genesis != genesis_of(self.before) or signature.seen is None or found.after != signature.after:
            return finding("ancestry", paper.path, what="it must be signed on a commit of main whose minute it names")
        return self._deadline_problem(found, signature.seen, paper.path) or self._key_problem(found, paper, at) or found

    def _deadline_problem(self, found: Handover, seen: int, path: str) -> Finding | None:
        since = counts_from(self.before, seen, found.after, self.at)
        if since is None:
            return finding("ancestry", path, what="the minute that it was signed after was discarded; sign it again")
        period = bylaws_of(self.before).periods.statement
        late = next(deadline_problems(found.not_after, since, period, self.at, path), None)
        last = newest(self.before)[0]
        if late is None and seen < last.number and self.at < last.at:
            what = f"minute {last.number} follows the one that it was signed after, and is dated {last.at}"
            late = finding("handover", path, what=f"{what}; the handover cannot be dated {self.at}: sign it again")
        return late

    def _key_problem(self, found: Handover, paper: Paper, at: Instant) -> Finding | None:
        problem = key_problem(self.before, found.member, paper, at, at)
        member = Member.of(self.before, found.member)
        key: MemberKey | None = member.key(paper.signer.key) if member else None
        if problem is None and key is not None and key.is_revoked(newest(self.before)[0].at):
            return key_finding("key_revoked", paper.signer.name, found.member)
        return problem

    def _weigh(self, signed: Mapping[Digest, Handover], discards: bool, at: Instant) -> tuple[int, int]:
        """The weight of those who signed and of all eligible, at the time of the last minute that is kept.

        Raises Refused if it is not enough.
        """
        bylaws = bylaws_of(self.before)
        choices = {found.member: "for" for found in signed.values()}
        weight = eligible = 0
        for name in rule_names(bylaws)[: 2 if discards else 1]:
            asked = self.electorate(name, at, choices)
            tally = count_votes(bylaws.rules[name], asked.rest, choices, asked.parts(choices))
            weight, eligible = tally.sums.for_, tally.sums.eligible
            if tally.result != "passed" or weight * 2 <= eligible:
                why = "in too few affiliates" if tally.stage == "spread" else "which is not enough"
                raise Refused([finding("handover", what=f"{weight} of {eligible} votes signed, {why}")])
        return weight, eligible


def rule_names(bylaws: Bylaws) -> tuple[str, str]:
    """The rule of every handover, and the one that a handover which discards minutes must meet too."""
    amend = bylaws.decisions[AMEND].rule
    return (RULE if RULE in bylaws.rules else amend), amend
