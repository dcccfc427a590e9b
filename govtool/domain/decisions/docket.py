"""The docket: the numbered proposals, open, waiting for their enactment, or closed.

An entry is made when a proposal opens. It fixes the text (by digests), the actions, the rules and the voter lists with
their weights, so that no later event changes this vote. The decision and the enactment are added to it; then it moves
to `closed/` permanently. A small index is beside it: the slugs that were ever used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.home import Home
from govtool.core.ids import CommitId, Digest, MemberId, ProposalNumber, Slug, digest_of, proposal_number
from govtool.core.minute import Minute, OptionCount, Question
from govtool.core.record import FileRecord, Record, optional, optional_list
from govtool.core.rule import Close, Rule
from govtool.core.state import State
from govtool.core.tally import PASSED
from govtool.core.times import Duration, Instant, add
from govtool.core.wording import Wording, row, wording
from govtool.domain.decisions.action import Action, Cause
from govtool.domain.decisions.asked import Asked, OfferedOption, PairList
from govtool.domain.decisions.proposal import (
    AnyAction,
    BallotKind,
    FileLine,
    Proposal,
    TextLine,
    TrialTerms,
    requests_of,
    slug_of,
)
from govtool.domain.decisions.roll import Voters

# With the decision added, an entry still has to be a file that can be read again.
MAX_BYTES = 15 * 1024 * 1024

A = TypeVar("A", bound=Action)


class Decided(Record):
    """The end of the vote. `due_at` is the time of its effects; absent if it has none. Of a choice it has the `options`
    in place of `questions`, and the `winners`.
    """

    at: Instant
    result: str
    due_at: Instant | None = Field(default=None, description="when it takes effect; absent if it has no effects")
    questions: tuple[Question, ...] = Field(default=(), description="the count of each rule")
    options: tuple[OptionCount, ...] = optional_list("a choice: the count of each option")
    winners: tuple[Slug, ...] = optional_list("a choice: the options that are chosen")
    tied: tuple[Slug, ...] = optional_list("a choice: the options between which nothing decides")
    lost: Literal["outvoted", "tied"] | None = Field(
        default=None,
        description="it passed, but another answer to its question has more weight for it, or as much",
    )
    rival: ProposalNumber | None = Field(default=None, description="the proposal that has as much or more")
    compared_at: Instant | None = Field(
        default=None, description="when the last answer to its question was decided, if it answers one"
    )

    @property
    def share_for(self) -> Fraction:
        """The share of the eligible weight that voted for it; the smallest one if it needed several rules, or if
        several options are chosen.
        """
        chosen = [each for each in self.options if each.option in self.winners]
        counts = [(each.for_, each.eligible) for each in self.questions]
        counts += [(each.for_, each.eligible) for each in chosen]
        shares = [Fraction(for_, eligible) for for_, eligible in counts if eligible]
        return min(shares, default=Fraction(0))


class Enacted(Record):
    """The end of a passed proposal: `enacted`, or `failed` with the reason."""

    at: Instant
    result: Literal["enacted", "failed"]
    reason: str | None = None
    rival: ProposalNumber | None = Field(
        default=None,
        description="failed: the proposal that changed the same thing before it, or has more weight for it",
    )


class DocketEntry(FileRecord):
    """The record `registry/docket/open/0007.yaml`, later `closed/00/00/0007.yaml`. `minute` numbers the opening's
    minute.
    """

    home: ClassVar[Home] = Home(
        "docket",
        "registry/docket/open/{number:number}.yaml",
        "registry/docket/closed/{number:hundreds}/{number:number}.yaml",
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
    cause: Cause = Field(description="the cause: a person's submission, a statement, or a date")
    folder: str = Field(description="the folder of its text; the slug at the end is never used again")
    title: str
    summary: str = Field(description="as the proposal says")
    proposer: MemberId | None = None
    filing: CommitId | None = Field(default=None, description="the commit that submitted it")
    content: Digest = Field(description="the digest of every byte of its text in this organisation")
    files: tuple[FileLine, ...] = Field(description="its files: SHA-256, size and name")
    texts: tuple[TextLine, ...] = Field(
        default=(), description="each text that an action names: the digest of its letters and digits, and its name"
    )
    open_before: Instant = Field(description="as the proposal says")
    replaces: ProposalNumber | None = Field(default=None, description="as the proposal says")
    trial: TrialTerms | None = optional("as the proposal says")
    answers: Slug | None = Field(default=None, description="the question that it answers, beside other proposals")
    all_actions: tuple[AnyAction, ...] = Field(
        alias="actions", description="as the proposal says; those of a choice one option after the other"
    )
    ballot: BallotKind | None = optional("a choice: as the proposal says")
    options: tuple[OfferedOption, ...] = optional_list("a choice: which actions are whose")
    seats: Annotated[int, Field(ge=1)] | None = optional("a choice: as the proposal says")
    opened_at: Instant = Field(description="from when people can vote")
    earliest_at: Instant = Field(description="the earliest time of the decision")
    closes_at: Instant = Field(description="until when people can vote")
    close: Close = Field(description="when the vote may end before")
    delay: Duration = Field(description="how long after the decision it takes effect")
    grace: Duration = Field(description="how long after its end it can be decided; then it has lapsed")
    asked: Annotated[tuple[Asked, ...], Field(min_length=1)] = Field(
        description="the rules that must pass, each with its voter list; they never change"
    )
    pairs: PairList | None = optional("a choice: the voter list on which its options are compared in pairs")
    recused: tuple[MemberId, ...] = Field(
        default=(), description="people with a conflict of interest, who are on no voter list"
    )
    objected_at: Instant | None = Field(default=None, description="when the person concerned objected")
    held_at: Instant | None = Field(default=None, description="from when an appeal delays its effects")
    released_at: Instant | None = Field(default=None, description="when the appeal ended that delayed its effects")
    decided: Decided | None = Field(default=None, description="how the vote ended")
    enacted: Enacted | None = Field(default=None, description="the end of a passed proposal: enacted or failed")

    @model_validator(mode="after")
    def _offers_every_action(self) -> Self:
        places = [place for option in self.options for place in option.actions]
        if self.options and places != [*range(len(self.all_actions))]:
            raise PydanticCustomError("options", "its options must have its actions, one after the other")
        return self

    @cached_property
    def proposal(self) -> Proposal:
        """The proposal as its author wrote it. Raises SchemaError if nobody can have written it so."""
        names = ("title", "summary", "proposer", "open_before", "replaces", "trial", "answers")
        values = {name: getattr(self, name) for name in names}
        if self.ballot is None and not self.options:
            return Proposal.read(values | {"actions": self.all_actions})
        options = [
            {"option": each.option, "title": each.title, "actions": self.actions_of(each)} for each in self.options
        ]
        return Proposal.read(values | {"ballot": self.ballot, "options": options, "seats": self.seats})

    def actions_of(self, option: OfferedOption) -> tuple[AnyAction, ...]:
        """The actions of one of its options."""
        return tuple(self.all_actions[position] for position in option.actions)

    def rules_of(self, option: OfferedOption) -> tuple[Asked, ...]:
        """The rules that an option must pass."""
        return tuple(asked for asked in self.asked if asked.bears_on(option))

    @property
    def rules(self) -> tuple[Asked, ...]:
        """The rules of all that can take effect: every one, but of a choice that is decided those of the winners."""
        if not self.options or self.decided is None:
            return self.asked
        chosen = [option for option in self.options if option.option in self.decided.winners]
        return tuple(asked for asked in self.asked if any(asked.bears_on(option) for option in chosen))

    @property
    def actions(self) -> tuple[AnyAction, ...]:
        """The actions that can take effect: all, but of a choice that is decided those of the winners alone."""
        if not self.options or self.decided is None:
            return self.all_actions
        chosen = (option for option in self.options if option.option in self.decided.winners)
        return tuple(action for option in chosen for action in self.actions_of(option))

    @property
    def is_open(self) -> bool:
        """Whether people can still vote."""
        return self.decided is None

    @property
    def is_pending(self) -> bool:
        """Whether its effects can still come: people vote on it, or it was decided and waits for its enactment."""
        if self.decided is None:
            return True
        return (self.decided.due_at is not None or self.awaits_rivals) and self.enacted is None

    @property
    def awaits_rivals(self) -> bool:
        """Whether it passed, and waits until all others that answer the same question are decided."""
        decided = self.decided
        return self.answers is not None and decided is not None and (decided.result, decided.due_at) == (PASSED, None)

    @property
    def is_closed(self) -> bool:
        """Whether it is finally closed."""
        return not self.is_pending

    @property
    def fixed_at(self) -> Instant:
        """When its due time was fixed: at its decision, or that of the last answer to its question. Empty before it."""
        return (self.decided.compared_at or self.decided.at) if self.decided else ""

    @property
    def slug(self) -> str:
        """The name of the proposal's folder."""
        return slug_of(self.folder)

    @property
    def rejected(self) -> dict[str, frozenset[Digest]]:
        """The rejected requests, by option: all of a rejected or outvoted proposal, and each option that lost."""
        decided = self.decided
        is_outvoted = self.enacted is not None and self.enacted.reason == "outvoted"
        lost = decided is not None and decided.result in ("rejected", *([PASSED] if self.options else []))
        if decided is None or not (lost or is_outvoted):
            return {}
        kept = {*decided.winners, *decided.tied}
        return {name: asks for name, asks in requests_of(self.proposal, self.texts).items() if name not in kept}

    @property
    def lapses_at(self) -> Instant:
        """The time after which the only valid result is `lapsed`."""
        return add(self.closes_at, self.grace)

    @property
    def effective_at(self) -> Instant | None:
        """The time from which its effects are due: `due_at`, or the end of an appeal if that is later. None before a
        decision.

        Days in its actions are compared with the day of this instant, so a clerk that runs late changes nothing.
        """
        due_at = self.decided.due_at if self.decided else None
        return max(due_at, self.released_at or due_at) if due_at else None

    def voters(self, state: State) -> Voters:
        """Everybody who may vote on it."""
        lists = [asked.voters(state) for asked in self.asked]
        return Voters((*lists, self.pairs.voters(state)) if self.pairs is not None else tuple(lists))

    def taken_first(self, state: State) -> frozenset[MemberId]:
        """The people whose statements the clerk takes before the effects, even when these are due."""
        return frozenset(name for action in self.actions for name in action.heard(state))

    @property
    def silent(self) -> frozenset[MemberId]:
        """The people whom it concerns because they do not respond."""
        return frozenset(name for action in self.actions if action.rests_on_silence for name in action.people)

    def terms(self, asked: Asked) -> Rule:
        """The rule in force: the contested one once somebody objected."""
        return asked.contested if self.objected_at is not None and asked.contested is not None else asked.terms

    def earliest_effect(self, at: Instant) -> Instant:
        """The time at which its effects are due, or the earliest possible one while it is open."""
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
        """One word for lists: open, the result, or the result of the enactment."""
        if self.decided is None:
            return "open"
        if self.enacted is not None and self.enacted.result == "failed":
            return "failed"
        return self.decided.result


class SlugUse(FileRecord):
    """The index record of a slug that was used."""

    home: ClassVar[Home] = Home("slug", "registry/docket/slugs/{slug:initials}/{slug}.yaml")

    proposal: ProposalNumber = Field(description="the proposal that used the slug")


def entry_of_slug(state: State, slug: str) -> DocketEntry | None:
    """The entry of the proposal that used a slug, open or closed; None if nobody did."""
    use = SlugUse.of(state, slug)
    return DocketEntry.of(state, use.proposal) if use else None


def open_entries(state: State) -> Iterator[DocketEntry]:
    """The entries that are open or wait for their enactment, by number."""
    return DocketEntry.all(state)


def asking(state: State, kind: type[A], fits: Callable[[A], bool]) -> Iterator[DocketEntry]:
    """The entries that are open or wait for their enactment, and have an action of a kind that fits, by number."""
    for entry in open_entries(state):
        if any(isinstance(action, kind) and fits(action) for action in entry.actions):
            yield entry


def closed_entries(state: State) -> Iterator[DocketEntry]:
    """The closed entries, newest first."""
    return DocketEntry.all(state, closed=True, newest_first=True)


def next_number(state: State) -> ProposalNumber:
    """The number of the next proposal."""
    # A number must never be given twice, whether the last one is open or closed.
    newest = (
        next(DocketEntry.home.listed(state, closed=closed, newest_first=True), ("0",)) for closed in (False, True)
    )
    return proposal_number(max(int(number) for (number,) in newest) + 1)


def waiting(state: State) -> list[DocketEntry]:
    """The decided entries whose effect is to come, in the order of their enactment, without those that an appeal
    delays.

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
    return sorted(entries, key=lambda entry: (entry.fixed_at, *_rank(entry)[1:]))


def opening_of(state: State, entry: DocketEntry) -> Digest:
    """The digest of the opening's minute, to which every ballot is bound. Raises LookupError without a minute book."""
    path = Minute.home.path(entry.minute)
    data = state.data(path)
    if data is None:
        raise LookupError(path)
    return digest_of(data)
