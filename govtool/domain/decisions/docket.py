"""The docket: the numbered proposals, open, waiting for their enactment, or closed.

An entry is born when a proposal opens. It fixes the text (by digests), the actions, the rules and the rolls with their
weights, so that nothing that happens later changes anything in this vote. The decision and the enactment are added to
it; then it lies in `closed/` for good. Two small indexes lie beside it: the slugs that were ever used, and when the
an action was last rejected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.home import Home
from govtool.core.ids import CommitId, Digest, MemberId, ProposalNumber, RuleName, digest_of, proposal_number
from govtool.core.minute import Minute, Question
from govtool.core.record import FileRecord, Record
from govtool.core.rule import Close, Rule
from govtool.core.state import State
from govtool.core.times import Duration, Instant, add
from govtool.core.wording import Wording, row, wording
from govtool.domain.decisions.action import Cause
from govtool.domain.decisions.proposal import AnyAction, FileLine, TextLine, asked_digests, slug_of

# With the decision added, an entry still has to be a file that can be read again.
MAX_BYTES = 15 * 1024 * 1024
MAX_REJECTED = 1000


class Voter(Record):
    """One person on a roll."""

    member: MemberId
    weight: Annotated[int, Field(ge=1)] = Field(description="how many votes the person has in this vote")


class Asked(Record):
    """One rule that has to pass, with its roll; `actions` are the positions (from 0) of the actions that need it.

    `version` is `amended` where the rule is that of the bylaws as they would be. `contested` takes over once objected.
    """

    rule: RuleName
    version: Literal["amended"] | None = Field(
        default=None, description="`amended` where the rule is that of the bylaws as they would be"
    )
    subject: MemberId | None = Field(default=None, description="the person concerned")
    others: tuple[MemberId, ...] = Field(default=(), description="the persons concerned, where there are several")
    actions: tuple[Annotated[int, Field(ge=0)], ...] = Field(
        description="the positions (from 0) of the actions that need it"
    )
    terms: Rule = Field(description="the rule as it stood at the opening")
    contested: Rule | None = Field(
        default=None, description="the rule that takes over once the person concerned objects"
    )
    roll: Annotated[tuple[Voter, ...], Field(min_length=1)] = Field(description="who is asked, with their weight")

    @property
    def weights(self) -> dict[MemberId, int]:
        """The roll as weights by person."""
        return {voter.member: voter.weight for voter in self.roll}


class Decided(Record):
    """How the vote ended. `due_at` is when its effects are to come; absent where it has none."""

    at: Instant
    result: str
    due_at: Instant | None = Field(default=None, description="when its effects come; absent where it has none")
    questions: tuple[Question, ...] = Field(default=(), description="the count of each rule")

    @property
    def share_for(self) -> Fraction:
        """The share of the eligible weight that voted for it; the smallest one if it needed several rules."""
        shares = [Fraction(each.for_, each.eligible) for each in self.questions if each.eligible]
        return min(shares, default=Fraction(0))


class Enacted(Record):
    """What came of it: `enacted`, or `failed` with the reason."""

    at: Instant
    result: Literal["enacted", "failed"]
    reason: str | None = None
    rival: ProposalNumber | None = Field(
        default=None, description="failed: the proposal that changed the same thing and took effect before it"
    )


class DocketEntry(FileRecord):
    """The record `registry/docket/open/0007.yaml`, later `closed/00/0007.yaml`. `minute` numbers the opening's
    minute.
    """

    home: ClassVar[Home] = Home(
        "docket", "registry/docket/open/{number}.yaml", "registry/docket/closed/{number:hundred}/{number}.yaml"
    )
    columns: ClassVar[tuple[Wording, ...]] = row(
        "{number}",
        "{status}",
        wording("on", ("is_open", True, "until")),
        "{status_at:local}",
        "{title}",
        "{proposer}",
    )

    number: ProposalNumber
    minute: Annotated[int, Field(ge=1)] = Field(description="the number of the minute of its opening")
    cause: Cause = Field(description="where it came from: a person's filing, a statement, or because it was due")
    folder: str = Field(description="the folder of its text; the slug at the end is unique for ever")
    title: str
    summary: str = Field(description="as the proposal says")
    proposer: MemberId | None = None
    filing: CommitId | None = Field(default=None, description="the commit with which it was filed")
    content: Digest = Field(description="the digest of every byte of its text in this organisation")
    files: tuple[FileLine, ...] = Field(description="its files: SHA-256, size and name")
    texts: tuple[TextLine, ...] = Field(
        default=(), description="each text that an action names: the digest of its letters and digits, and its name"
    )
    open_before: Instant = Field(description="as the proposal says")
    replaces: ProposalNumber | None = Field(default=None, description="as the proposal says")
    actions: tuple[AnyAction, ...] = Field(description="as the proposal says")
    opened_at: Instant = Field(description="when people could vote from")
    earliest_at: Instant = Field(description="it is not decided before")
    closes_at: Instant = Field(description="when people can vote until")
    close: Close = Field(description="when the vote may end before")
    delay: Duration = Field(description="how long after the decision it takes effect")
    grace: Duration = Field(description="how long after its end it can be decided; then it has lapsed")
    asked: Annotated[tuple[Asked, ...], Field(min_length=1)] = Field(
        description="the rules that have to pass, each with its roll; fixed for good"
    )
    recused: tuple[MemberId, ...] = Field(default=(), description="who declared a conflict of interest: on no roll")
    objected_at: Instant | None = Field(default=None, description="when the person concerned objected")
    held_at: Instant | None = Field(default=None, description="since when an appeal holds its effects back")
    released_at: Instant | None = Field(default=None, description="when the appeal ended that held its effects back")
    decided: Decided | None = Field(default=None, description="how the vote ended")
    enacted: Enacted | None = Field(default=None, description="what came of it")

    @property
    def is_open(self) -> bool:
        """Whether people can still vote."""
        return self.decided is None

    @property
    def is_pending(self) -> bool:
        """Whether its effects can still come: people vote on it, or it was decided and waits for its enactment."""
        if self.decided is None:
            return True
        return self.decided.due_at is not None and self.enacted is None

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can come of it."""
        return not self.is_pending

    @property
    def slug(self) -> str:
        """The name of the proposal's folder."""
        return slug_of(self.folder)

    @property
    def asks(self) -> frozenset[Digest]:
        """A digest of each thing that it asks for."""
        return asked_digests(self.title, self.actions, self.texts)

    @property
    def lapses_at(self) -> Instant:
        """After this time the only legal result is `lapsed`."""
        return add(self.closes_at, self.grace)

    @property
    def effective_at(self) -> Instant | None:
        """From when its effects are due: `due_at`, or the end of an appeal if that is later. None before a decision.

        Days in its actions are compared with the day of this instant, so a clerk that runs late changes nothing.
        """
        due_at = self.decided.due_at if self.decided else None
        return max(due_at, self.released_at or due_at) if due_at else None

    @property
    def voters(self) -> frozenset[MemberId]:
        """Everybody on any of the rolls."""
        return frozenset(voter.member for asked in self.asked for voter in asked.roll)

    @property
    def taken_first(self) -> frozenset[MemberId]:
        """The people whose statements the clerk takes before the effects, though the effects are due."""
        return frozenset(name for action in self.actions for name in action.people)

    @property
    def silent(self) -> frozenset[MemberId]:
        """The people to whom it is done because nothing is heard from them."""
        return frozenset(name for action in self.actions if action.rests_on_silence for name in action.people)

    def terms(self, asked: Asked) -> Rule:
        """The rule that counts: the contested one once somebody objected."""
        return asked.contested if self.objected_at is not None and asked.contested is not None else asked.terms

    def earliest_effect(self, at: Instant) -> Instant:
        """When its effects are due, or the earliest time at which they can be, seen from a time at which it is open."""
        first = self.closes_at if self.close == "deadline" else self.earliest_at
        return self.effective_at or add(max(first, at), self.delay)

    @property
    def status_at(self) -> Instant:
        """The time of the event that gave it its status; while it is open, when it closes."""
        if self.decided is None or self.enacted is None or self.enacted.result != "failed":
            return self.decided.at if self.decided else self.closes_at
        return self.enacted.at

    @property
    def status(self) -> str:
        """One word for lists: open, the result, or what the enactment came to."""
        if self.decided is None:
            return "open"
        if self.enacted is not None and self.enacted.result == "failed":
            return "failed"
        return self.decided.result


class SlugUse(FileRecord):
    """The index record that a slug was used."""

    home: ClassVar[Home] = Home("slug", "registry/docket/slugs/{slug:shard}/{slug}.yaml")

    proposal: ProposalNumber = Field(description="the proposal that used the slug")


class Rejected(Record):
    """That a proposal which held the action was rejected, when, and how many actions it asked for."""

    proposal: ProposalNumber = Field(description="the proposal that was rejected")
    at: Instant = Field(description="when it was decided")
    actions: Annotated[int, Field(ge=1)] = Field(description="how many actions it asked for, motions beside others not")


class Rejection(FileRecord):
    """The index record of an action: the proposals with it that were rejected lately. The file's name is the digest of
    what the action asks for.
    """

    home: ClassVar[Home] = Home("rejection", "registry/docket/rejected/{asked:hex-shard}/{asked:hex}.yaml")

    rejected: Annotated[tuple[Rejected, ...], Field(min_length=1, max_length=MAX_REJECTED)] = Field(
        description="the proposals, in the order in which they were rejected"
    )


def with_rejection(state: State, entry: DocketEntry, at: Instant, cooldown: Duration) -> State:
    """The state in which each action of a proposal is known as rejected; what the cooldown has released is left out."""
    asked = entry.asks
    row = Rejected(proposal=entry.number, at=at, actions=len(asked))
    for digest in sorted(asked):
        old = Rejection.of(state, digest)
        kept = [other for other in (old.rejected if old else ()) if add(other.at, cooldown) > at]
        after = Rejection(rejected=tuple([*kept, row][-MAX_REJECTED:]))
        state = state.put(Rejection.home.path(digest), after)
    return state


def rejected_before(state: State, asked: frozenset[Digest], at: Instant, cooldown: Duration) -> Rejected | None:
    """The newest proposal rejected within the cooldown all of whose actions are asked for again; None without one."""
    met: Counter[Rejected] = Counter()
    for digest in asked:
        found = Rejection.of(state, digest)
        met.update(row for row in (found.rejected if found else ()) if add(row.at, cooldown) > at)
    again = [row for row, count in met.items() if count == row.actions]
    return max(again, key=lambda row: (row.at, int(row.proposal)), default=None)


def entry_of_slug(state: State, slug: str) -> DocketEntry | None:
    """The entry of the proposal that used a slug, open or closed."""
    use = SlugUse.of(state, slug)
    return DocketEntry.of(state, use.proposal) if use else None


def open_entries(state: State) -> Iterator[DocketEntry]:
    """The entries that are open or wait for their enactment, by number."""
    return DocketEntry.all(state)


def closed_entries(state: State) -> Iterator[DocketEntry]:
    """The closed entries, newest first."""
    return DocketEntry.all(state, closed=True, newest_first=True)


def next_number(state: State) -> ProposalNumber:
    """The number of the next proposal."""
    # By value, not as text: `10000` sorts before `9999`, and a number must never be given twice.
    opened, closed = DocketEntry.home.folder(), DocketEntry.home.folder(closed=True)
    shard = max(state.names(closed), key=int, default="")
    names = state.names(opened) + (state.names(f"{closed}/{shard}") if shard else ())
    return proposal_number(max((int(name.removesuffix(".yaml")) for name in names), default=0) + 1)


def waiting(state: State) -> list[DocketEntry]:
    """Entries decided with an effect to come, in the order of their enactment, without those that an appeal holds back.

    The earliest due time comes first, then the larger share of eligible weight that voted for it, then the lower
    number. The order follows from the state alone, so neither branches nor merges can change it.
    """
    found = [entry for entry in open_entries(state) if entry.decided and entry.decided.due_at and not entry.held_at]
    return sorted(found, key=_rank)


def _rank(entry: DocketEntry) -> tuple[Instant, Fraction, int]:
    share = entry.decided.share_for if entry.decided else Fraction(0)
    return entry.effective_at or "", -share, int(entry.number)


def by_decision(entries: list[DocketEntry]) -> list[DocketEntry]:
    """Decided entries in the order in which they gained a claim: by decision, larger share for, lower number."""
    return sorted(entries, key=lambda entry: (entry.decided.at if entry.decided else "", *_rank(entry)[1:]))


def opening_of(state: State, entry: DocketEntry) -> Digest:
    """The digest of the opening's minute, to which every ballot is bound. Raises LookupError without a minute book."""
    path = Minute.home.path(entry.minute)
    data = state.data(path)
    if data is None:
        raise LookupError(path)
    return digest_of(data)
