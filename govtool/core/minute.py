"""The minute book: one event after the other, numbered, chained by SHA-256, append-only.

A minute is made with a governing commit on main and never changes or ends. `previous` is the digest of the bytes of the
minute before it, so that the digest of the newest one stands for all history. The digest of minute 0 is the genesis,
the identity of the organisation. The fields of an event are bounded: totals and digests, never lists of people.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from govtool.core.home import Home
from govtool.core.ids import CommitId, Digest, MemberId, ProposalNumber, digest_of
from govtool.core.record import FileRecord, Record, optional
from govtool.core.state import State
from govtool.core.times import Instant

TRAILER = "Minute"

EventName = Literal["founded", "opened", "decided", "enacted", "stated", "handed-over"]

ALL = "all"
Stands = Digest | Literal["all"]
"""The minutes that a handover keeps: every minute, or those up to the one with this digest."""


class SpreadCount(Record):
    """In how many affiliates of a federation a proposal won, for a rule with a spread."""

    counted: Annotated[int, Field(ge=0)] = Field(description="the affiliates that the opening counts")
    chose: Annotated[int, Field(ge=0)] = Field(description="those of them in which somebody voted for or against")
    agree: Annotated[int, Field(ge=0)] = Field(description="those of them with more weight for it than against it")


class Question(Record):
    """The count of one rule in a decision: weights in votes, heads in people."""

    rule: str
    result: str
    for_: Annotated[int, Field(alias="for", ge=0)] = Field(description="weight for it")
    against: Annotated[int, Field(ge=0)] = Field(description="weight against it")
    abstain: Annotated[int, Field(ge=0)] = Field(description="weight of abstentions")
    block: Annotated[int, Field(ge=0)] = Field(description="weight of blocks")
    eligible: Annotated[int, Field(ge=0)] = Field(description="weight of the whole voter list")
    eligible_heads: Annotated[int, Field(ge=0)] = Field(description="people on the voter list")
    voted_heads: Annotated[int, Field(ge=0)] = Field(description="people who voted")
    spread: SpreadCount | None = optional("a rule with a spread: in how many affiliates it won")


class CritiqueCount(Record):
    """How many questions, concerns and objections to a proposal were open, answered and lifted at its decision."""

    open_: Annotated[int, Field(alias="open", ge=0)] = Field(description="neither answered nor lifted")
    answered: Annotated[int, Field(ge=0)] = Field(description="answered, and not lifted")
    lifted: Annotated[int, Field(ge=0)] = Field(description="taken back by their authors")


class OptionCount(Record):
    """The count of one option of a choice by its own rules: for it are all who rank it above `none`. The figures are
    those of the first rule that it did not pass, or else of its first rule.
    """

    option: str = Field(description="the option")
    rule: str = Field(description="the rule whose figures these are")
    result: str = Field(description="the result of the option by its own rules; `passed` takes it to the pairs")
    for_: Annotated[int, Field(alias="for", ge=0)] = Field(description="weight that ranks it above none")
    against: Annotated[int, Field(ge=0)] = Field(description="weight that ranks it below none")
    abstain: Annotated[int, Field(ge=0)] = Field(description="weight of those present who do neither")
    eligible: Annotated[int, Field(ge=0)] = Field(description="weight of the whole voter list")
    spread: SpreadCount | None = optional("a rule with a spread: in how many affiliates it won")


class Minute(FileRecord):
    """One event. The first four fields are in every minute, the others belong to the event (see `FIELDS`)."""

    home: ClassVar[Home] = Home("minute", "registry/minutes/{number:hundreds}/{number:06d}.yaml")

    number: Annotated[int, Field(ge=0)] = Field(description="0 for the founding, then one more for each event")
    previous: Digest | None = optional("the digest of the minute before it; null in minute 0")
    at: Instant = Field(description="the clerk's clock, UTC, whole seconds; never decreases")
    event: EventName = Field(description="what happened")
    # founded
    name: str | None = optional("founded: the name of the organisation")
    nonce: str | None = optional("founded: random, so that no two organisations are alike")
    files: tuple[str, ...] | None = optional("founded: every other governed file: SHA-256, size and path")
    # opened, decided, enacted
    proposal: ProposalNumber | None = None
    folder: str | None = optional("opened: the folder of the text")
    content: Digest | None = optional("opened: the digest of the text")
    docket: Digest | None = optional("opened: the digest of the docket's entry, with its voter lists and rules")
    # decided, enacted
    result: str | None = optional("decided, enacted: the result")
    reason: str | None = optional("enacted: why it failed")
    rival: ProposalNumber | None = optional(
        "enacted: the proposal that changed the same thing before this one failed, or has more weight for it",
    )
    questions: tuple[Question, ...] | None = optional("decided: the count of each rule")
    options: tuple[OptionCount, ...] | None = optional("decided: of a choice, the count of each option")
    winner: str | None = optional("decided: of a choice, the option that is chosen")
    winners: tuple[str, ...] | None = optional("decided: of a choice for seats, the options that are chosen")
    tied: tuple[str, ...] | None = optional("decided: of a choice, the options between which nothing decides")
    counted: Annotated[int, Field(ge=0)] | None = optional("decided, handed-over: how many ballots or signatures count")
    ballots: Digest | None = optional("decided, handed-over: the digest over all of them")
    due_at: Instant | None = optional("decided: when it takes effect")
    critique: CritiqueCount | None = optional("decided: the questions, concerns and objections, if there were any")
    # stated
    member: MemberId | None = optional("stated: the person who signed, by id")
    statement: Annotated[int, Field(ge=1)] | None = optional("stated: the number of the statement")
    kind: str | None = optional("stated: the kind of the statement")
    digest: Digest | None = optional("stated: the digest of the statement's file")
    commit: CommitId | None = optional("the commit that brought the evidence, if it is no parent")
    # handed-over
    stands: Stands | None = optional("handed-over: `all`, or the digest of the last minute that it keeps")
    weight: Annotated[int, Field(ge=0)] | None = optional("handed-over: the weight of those who signed")
    eligible: Annotated[int, Field(ge=0)] | None = optional("handed-over: all eligible weight")

    def data(self) -> dict[str, object]:
        """As plain data; `previous` is written as null in minute 0, so that it is always there."""
        data = super().data()
        return {"number": data.pop("number"), "previous": data.pop("previous", None), **data}


def newest_number(state: State) -> int | None:
    """The number of the newest minute, None before the founding."""
    return next((number for (number,) in Minute.home.listed(state, newest_first=True)), None)


def next_number(state: State) -> int:
    """The number of the minute that the event now being applied will have."""
    found = newest_number(state)
    return 0 if found is None else found + 1


def newest(state: State) -> tuple[Minute, Digest]:
    """The newest minute and its digest. Raises LookupError before the founding."""
    number = newest_number(state)
    minute = Minute.of(state, number) if number is not None else None
    if minute is None:
        raise LookupError("no minute book")
    return minute, digest_of(minute.as_file)


def counts_from(state: State, seen: int, digest: Digest, at: Instant) -> Instant | None:
    """The time from which a deadline counts, if its paper was signed when minute `seen` was the newest. It is the time
    of the next minute, and `at` while there is none. None if the book does not hold the minute with that digest:
    nothing follows a false or discarded one.

    Before the next minute, a paper cannot be distinguished from one that is signed later. So all papers signed on one
    head are judged alike.
    """
    if digest_of(state.data(Minute.home.path(seen)) or b"") != digest:
        return None
    following = Minute.of(state, seen + 1)
    return following.at if following else at


def genesis_of(state: State) -> Digest:
    """The identity of the organisation: the digest of minute 0. Raises LookupError before the founding."""
    data = state.data(Minute.home.path(0))
    if data is None:
        raise LookupError("no minute book")
    return digest_of(data)
