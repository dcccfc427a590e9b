"""The times and the limits of the bylaws that are no part of a rule. Each is a number that a vote can change."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from govtool.core.money import PositiveMinor
from govtool.core.record import Record, optional
from govtool.core.share import Share
from govtool.core.times import Duration


class Periods(Record):
    """The times that are no part of a rule."""

    decide_grace: Duration = Field(description="how long after its end a vote can be decided; then it has lapsed")
    open_before: Duration = Field(description="how far ahead `open_before` of a proposal may be")
    cooldown: Duration = Field(description="how long a rejected request cannot be proposed again")
    rotation: Duration = Field(description="how long a further key waits until it can sign")
    rekeyed_votes_after: Duration = Field(description="how long a key that a vote gave to a person cannot vote")
    statement: Duration = Field(description="how far ahead `not_after` of a statement may be")
    vote_after: Duration = Field(description="how long a new member is on no voter list")
    team_vote_after: Duration = Field(description="how long a new team member is on no voter list of the team")
    application: Duration = Field(description="how long an application is valid, from its receipt on")
    nominate_again: Duration = Field(description="how long after a rejection a person cannot be nominated again")
    probation: Duration = Field(description="how long a probation lasts")
    extension: Duration = Field(description="by how much a probation is extended, once")
    confirm_before: Duration = Field(description="how long before the end of a probation its vote opens")
    overdue: Duration = Field(
        description="how long after it was due any member may submit a vote that should open by itself"
    )
    apply_again: Duration = Field(description="how long after the end of a probation the person cannot apply again")
    dispute: Duration = Field(description="how long approved hours can be disputed before they are final")
    late_hours: Duration = Field(description="hours recorded later than this need a second approval")
    second_signature: Duration = Field(description="how long a statement waits for a second person's signature")
    forgiveness: Duration = Field(description="how long persons owed think over a waiver; a week at least")
    confirmation: Duration = Field(description="after how long reports name a payout that no payee confirmed")
    away: Duration = Field(description="the longest absence that a member can announce")
    notice: Duration = Field(description="from the notice of a complaint to the vote on it; two weeks at least")
    answer: Duration = Field(description="how long the person concerned has to answer; a week at least")
    suspension: Duration = Field(description="the longest suspension from duties while a complaint is open")
    dormant_notice: Duration = Field(description="from the naming of absent people to the vote on it")
    claims: Duration = Field(description="from the vote to wind up to the day on which the books may be closed")
    gather: Duration | None = optional("how long further proposals can answer a question; P7D if absent")
    rivals: Duration | None = optional("how long people then vote on the answers at least; P14D if absent")

    @property
    def joining(self) -> Duration:
        """How long further proposals can answer a question, from its first one on."""
        return self.gather or "P7D"

    @property
    def comparing(self) -> Duration:
        """How long people vote on the answers to a question at least, once no more can join."""
        return self.rivals or "P14D"


class Limits(Record):
    """The limits for one person or one proposal."""

    max_open_per_proposer: Annotated[int, Field(ge=1, le=1000)] = Field(description="open proposals of one person")
    actions_per_proposal: Annotated[int, Field(ge=1, le=20)] = Field(description="actions of one proposal")
    single_subject: bool = Field(description="whether all actions of a proposal must be of one kind")
    probation_share: Share = Field(
        description="the share of the voting members that may be in probation at once, rounded down"
    )
    probation_least: Annotated[int, Field(ge=1, le=1000)] = Field(
        description="how many may be in probation in any case"
    )
    open_critique_per_person: Annotated[int, Field(ge=1, le=1000)] | None = optional(
        "open questions, concerns and objections of one person to one proposal; 3 if absent"
    )
    critique_per_day: Annotated[int, Field(ge=1, le=1000)] | None = optional(
        "questions, concerns and objections of one person on one day; 20 if absent"
    )
    rivals: Annotated[int, Field(ge=2, le=20)] | None = optional("proposals that answer one question; 7 if absent")
    petty_minor: PositiveMinor | None = optional("what a treasurer can record alone in a month; 0 if absent")

    @property
    def most_petty_minor(self) -> int:
        """The sum that a treasurer may record alone in a month, in minor units."""
        return self.petty_minor or 0

    @property
    def most_critique(self) -> int:
        """How many open questions, concerns and objections a person may have on one proposal."""
        return self.open_critique_per_person or 3

    @property
    def most_critique_a_day(self) -> int:
        """How many questions, concerns and objections a person may write on one day."""
        return self.critique_per_day or 20

    @property
    def most_rivals(self) -> int:
        """How many proposals can answer one question."""
        return self.rivals or 7
