"""Handing the minute book to new clerk keys without the old clerk: because it is gone, or hostile, or its time is
false.

More than half of all eligible weight sign the same keys and the same last minute that stands; no clerk signs. Minutes
after the one that stands are dropped: what they did is done again by the new clerk where it was right. Where minutes
are dropped the signers must also meet the amend rule, so that a bare majority cannot roll back what needed more. The
old keys are spent for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from govtool.core.evidence import Keys, Paper
from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, Digest, MemberId, digest_of
from govtool.core.minute import genesis_of, newest
from govtool.core.record import Record, SchemaError
from govtool.core.state import State
from govtool.core.tally import count as count_votes
from govtool.core.times import Instant
from govtool.domain.constitution import organization as organization_module
from govtool.domain.constitution.bylaws import Bylaws, bylaws_of
from govtool.domain.constitution.member import key_finding, member_of
from govtool.domain.constitution.organization import PublicKey, organization_of
from govtool.domain.decisions.ballot import key_problem
from govtool.domain.decisions.roll import roll_of
from govtool.domain.lifecycle.amendment import KIND as AMEND
from govtool.domain.lifecycle.clerk import replaced
from govtool.domain.people.key import registration_problems
from govtool.errors import Refused

FOLDER = "handovers"
TRAILER = "Handover"
RULE = "handover"


class Handover(Record):
    """The file `handovers/MEMBER.yaml`: one person's signature under new clerk keys. The highest `cast` counts.

    `after` is the digest of the newest minute in the commit that it is signed on, `stands` of the last that stands.
    """

    kind: ClassVar[str] = "handover"

    member: MemberId
    genesis: Digest
    after: Digest
    stands: Digest
    keys: Annotated[tuple[PublicKey, ...], Field(min_length=1, max_length=10)]
    cast: Annotated[int, Field(ge=1, le=1000)]


@dataclass(frozen=True, slots=True)
class Signature:
    """A handover file with the commit that brought it; `after` is the digest that its parent really holds."""

    paper: Paper
    after: Digest | None


@dataclass(frozen=True)
class HandOver:
    """The event. `before` is the last authorised state of main, in which weights are counted; the state that the event
    is applied to is the one after the minute that stands.
    """

    at: Instant
    before: State
    signatures: tuple[Signature, ...]
    commit: CommitId
    keys: Keys

    name = "handed-over"

    def apply(self, state: State) -> tuple[State, dict[str, object]]:
        """The state with the new clerk keys, and the fields of the minute. Raises Refused."""
        minute, stands = newest(state)
        drops = newest(self.before)[1] != stands
        signed = self._agreed(stands, minute.at)
        weight, eligible = self._weigh(signed, drops, minute.at)
        organization = organization_of(state)
        new = signed[0].keys
        problems = [found for key in new for found in registration_problems(state, key, self.keys)]
        if problems:
            raise Refused(problems)
        old = tuple(key.blob for key in organization.clerk_keys)
        after = replaced(organization, new, old)
        # Keys that came with the minutes that are dropped are spent too: whoever holds them is the clerk who goes.
        dropped = [key for key in organization_of(self.before).clerk_keys if not after.was_clerk_key(key.blob)]
        after = after.changed(spent_clerk_keys=(*after.spent_clerk_keys, *dropped))
        state = state.put(organization_module.PATH, after)
        lines = sorted(digest_of(signature.paper.data) + "\n" for signature in self.signatures)
        return state, {
            "stands": stands,
            "counted": len(signed),
            "ballots": digest_of("".join(lines).encode()),
            "weight": weight,
            "eligible": eligible,
        }

    def _agreed(self, stands: Digest, at: Instant) -> list[Handover]:
        """The newest valid file of each person who names this minute, and the keys that the most weight names. Who
        names other keys, however many they are, takes nothing from those who agree. Raises Refused where nobody signed.
        """
        newest_casts: dict[MemberId, list[Handover]] = {}
        for signature in self.signatures:
            found = self.judge(signature, at)
            if isinstance(found, Handover):
                newest_casts.setdefault(found.member, []).append(found)
        agreed: list[Handover] = []
        for member in sorted(newest_casts):
            cast = max(found.cast for found in newest_casts[member])
            last = [found for found in newest_casts[member] if found.cast == cast]
            if len({(found.stands, found.keys) for found in last}) == 1 and last[0].stands == stands:
                agreed.append(last[0])
        groups: dict[tuple[PublicKey, ...], list[Handover]] = {}
        for found in agreed:
            groups.setdefault(found.keys, []).append(found)
        if not groups:
            raise Refused([finding("handover", what="nobody signed it")])
        weights = self._roll(_rule_names(bylaws_of(self.before))[0], at)
        return max(
            groups.values(),
            key=lambda group: (sum(weights.get(found.member, 0) for found in group), [k.blob for k in group[0].keys]),
        )

    def _roll(self, rule: str, at: Instant) -> dict[MemberId, int]:
        bylaws = bylaws_of(self.before)
        return roll_of(self.before, bylaws, bylaws.rules[rule], at, None)

    def judge(self, signature: Signature, at: Instant) -> Handover | Finding:
        """The file that a signature brings, or why it is not valid.

        Keys must have been active at the time of the minute that stands, so that a minute with a false time after it
        lets no key in that was still waiting; and must not have been revoked since.
        """
        paper = signature.paper
        if paper.problem is not None:
            return paper.problem
        try:
            found = Handover.read(paper.value, paper.path)
        except SchemaError as error:
            return error.findings[0]
        if paper.path != f"{FOLDER}/{found.member}.yaml" or paper.trailers.get(TRAILER) != paper.digest:
            return finding("trailer", paper.path, trailer=TRAILER, what="it must name the digest of the file")
        if found.genesis != genesis_of(self.before) or found.after != signature.after:
            return finding("ancestry", paper.path, what="it must be signed on the commit of the minute that it names")
        problem = key_problem(self.before, found.member, paper, at, at)
        member = member_of(self.before, found.member)
        key = member.key(paper.signer.key) if member else None
        if problem is None and key is not None and key.is_revoked(newest(self.before)[0].at):
            return key_finding("key_revoked", paper.signer.name, found.member)
        return problem or found

    def _weigh(self, signed: Iterable[Handover], drops: bool, at: Instant) -> tuple[int, int]:
        """The weight of those who signed and of all eligible, at the time of the minute that stands.

        Raises Refused where it is not enough.
        """
        bylaws = bylaws_of(self.before)
        choices = {found.member: "for" for found in signed}
        weight = eligible = 0
        for name in _rule_names(bylaws)[: 2 if drops else 1]:
            tally = count_votes(bylaws.rules[name], self._roll(name, at), choices)
            weight, eligible = tally.sums.for_, tally.sums.eligible
            if tally.result != "passed" or weight * 2 <= eligible:
                raise Refused([finding("handover", what=f"{weight} of {eligible} votes signed, which is not enough")])
        return weight, eligible


def _rule_names(bylaws: Bylaws) -> tuple[str, str]:
    """The rule of every handover, and the one that a handover which drops minutes must meet too."""
    amend = bylaws.decisions[AMEND].rule
    return (RULE if RULE in bylaws.rules else amend), amend
