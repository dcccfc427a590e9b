"""A rule of voting: the voters, their weight, and the thresholds. A table in the bylaws, as data.

Promises: a rule that was read can be counted (shares above 0 and at most 1, times within bounds, names that no stage of
the count uses for itself). The values stay as a person wrote them. `weakens` gives the fields of an amendment that make
a rule weaker; such an amendment must also pass the rule that it weakens.

Does not count (see tally), and knows no person, team or class by name.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from govtool.core.ids import MemberId, Name, TeamId
from govtool.core.record import Record, optional
from govtool.core.share import Share, fraction_of
from govtool.core.times import Duration, duration_seconds

Base = Literal["cast", "present", "eligible"]
"""The base of a share: cast = for + against + block; present = cast + abstain; eligible = the whole voter list."""
Close = Literal["settled", "everyone", "deadline"]

COUNT_RESULTS = frozenset({"no-electorate", "no-quorum", "blocked"})
"""Results that the count gives by itself; no rule may give one of its own outcomes such a name."""
LIFE_RESULTS = frozenset({"lapsed", "withdrawn", "failed", "tied"})
"""Results that follow from the life of a proposal or from a choice among options, not from the count of a rule."""

_HOUR, _YEAR = 3600, 366 * 86_400
_NEVER = 1_000_000
CLOSING: tuple[Close, ...] = ("settled", "everyone", "deadline")


class Outcome(Record):
    """One result and its threshold: strictly more than, or at least, a share of a base. Exactly one of the two.

    An outcome with `needs_quorum: false` is checked even if too few took part. Its base must be `eligible`: then it
    helps nobody if people do not vote.
    """

    result: Name
    more_than: Share | None = optional("strictly more than this share; exactly one of the two")
    at_least: Share | None = optional("at least this share")
    of: Base = Field(description="of the votes `cast`, of all `present` (with abstentions), or of all `eligible`")
    needs_quorum: Literal[False] | None = optional(
        "false: it can be reached even if the quorum is missed; only with the base `eligible`"
    )

    @model_validator(mode="after")
    def _has_one_threshold(self) -> Self:
        if (self.more_than is None) == (self.at_least is None):
            raise PydanticCustomError("threshold", "must have exactly one of more_than and at_least")
        if self.needs_quorum is False and self.of != "eligible":
            raise PydanticCustomError("threshold", "needs_quorum: false is for outcomes of eligible only")
        return self

    @property
    def share(self) -> Share:
        """The threshold, as a person wrote it."""
        return self.at_least or self.more_than or ""

    @property
    def is_strict(self) -> bool:
        """Whether the votes must be more than the share."""
        return self.more_than is not None


class Quorum(Record):
    """How many must take part: a share, a number of people, or both. Abstentions and blocks count as taking part.

    `min_heads` is never more than the voter list has. `eases_after`: after so many votes in a row that missed the
    quorum, the next one needs only `min_heads`.
    """

    at_least: Share | None = optional("the share that must take part")
    of: Literal["heads", "weight"] = Field(default="heads", description="of the people or of their weight")
    min_heads: Annotated[int, Field(ge=1, le=1_000_000)] | None = optional(
        "at least so many people, or all if there are fewer"
    )
    eases_after: Annotated[int, Field(ge=1, le=100)] | None = optional(
        "after so many votes in a row that missed the quorum, only min_heads must take part"
    )

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if self.at_least is None and self.min_heads is None:
            raise PydanticCustomError("quorum", "must have at_least, min_heads, or both")
        if self.eases_after is not None and (self.at_least is None or self.min_heads is None):
            raise PydanticCustomError("quorum", "eases_after needs at_least and min_heads")
        return self


class Floor(Record):
    """The least weight that must be for it, whatever the outcomes require."""

    at_least: Share = Field(description="the share that must be for it")
    of: Base = Field(description="the base of the share")


class Blocks(Record):
    """The rule allows blocks: more than `allowed` people who block stop the proposal. 0 is consensus."""

    allowed: Annotated[int, Field(ge=0, le=1_000_000)] = Field(description="how many blocks do not stop it yet")


class Spread(Record):
    """A second condition, for a federation: a proposal must also win in more than a share of the affiliates.

    An affiliate is counted if it belonged to the federation for the time `seasoned` when the vote opened, and is the
    home of at least `people` on the voter list. If fewer than `least` are counted, the condition rests: the other
    thresholds decide alone. Else only affiliates in which somebody voted for or against matter. More than the share of
    them, and two at least, must have more weight for it than against it.
    """

    more_than: Share = Field(description="strictly more than this share of the affiliates in which somebody chose")
    least: Annotated[int, Field(ge=2, le=1000)] = Field(description="with fewer affiliates than this it rests")
    seasoned: Duration = Field(description="how long an affiliate must have belonged to the federation to be counted")
    people: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        description="how many on the voter list must be at home in an affiliate, so that it is counted"
    )

    @model_validator(mode="after")
    def _can_be_met(self) -> Self:
        if fraction_of(self.more_than) == 1:
            raise PydanticCustomError("threshold", "nothing is more than all: a spread needs a share below 1")
        return self


class CountingRule(Record):
    """The part of a rule that a count needs."""

    outcomes: Annotated[tuple[Outcome, ...], Field(min_length=1, max_length=16)] = Field(
        description="the results, each with its threshold; the first that is met is the result"
    )
    otherwise: Name = Field(default="rejected", description="the result if no outcome is met")
    quorum: Quorum | None = optional("how many must take part")
    floor: Floor | None = optional("the least weight that must be for it, whatever the outcomes require")
    blocks: Blocks | None = optional("whether people may block")
    spread: Spread | None = optional("in how many affiliates of a federation it must win too")

    @model_validator(mode="after")
    def _results_can_be_told_apart(self) -> Self:
        names = [outcome.result for outcome in self.outcomes] + [self.otherwise]
        for name in names:
            if name in COUNT_RESULTS:
                raise PydanticCustomError("result", "the result {name} is given by the count itself", {"name": name})
        # If a name came back after another one, the result could be open between two equal extremes.
        groups = [name for name, before in zip(names, [None, *names], strict=False) if name != before]
        if len(groups) != len(set(groups)):
            raise PydanticCustomError("result", "outcomes with the same result must follow each other")
        # Otherwise both extremes of those who have not voted could give one name, and a case between them no-quorum.
        moves = self.spread is not None or (self.floor is not None and self.floor.of != "eligible")
        if moves and self.needs_no_quorum and self.otherwise in {outcome.result for outcome in self.outcomes}:
            what = "needs_quorum: false needs a floor of eligible and no spread, or another otherwise"
            raise PydanticCustomError("result", "{what}", {"what": what})
        return self

    @property
    def needs_no_quorum(self) -> int:
        """The number of outcomes, from the first on, that can be reached even if the quorum is missed."""
        found = (place for place, outcome in enumerate(self.outcomes) if outcome.needs_quorum is None)
        return next(found, len(self.outcomes))

    @property
    def by_silence(self) -> Name:
        """The result if nobody votes."""
        return self.otherwise if self.quorum is None else "no-quorum"


class Electorate(Record):
    """The people who may vote: all members, a team, or those who hold a duty.

    `team: subject` is the team of the person whom the proposal is about; `exclude: [subject]` keeps that person out.
    `affiliate: subject` are the people of the affiliate that the proposal is about, or of the home of that person. If
    fewer than `at_least_heads` are left, those of `else` vote instead.
    """

    who: Literal["members", "team", "duty", "affiliate"] = Field(
        description="all members, a team, the holders of a duty, or the people of an affiliate"
    )
    team: TeamId | None = optional("which team; `subject` is that of the person concerned")
    duty: Name | None = optional("which duty")
    affiliate: MemberId | None = optional("which affiliate; `subject` is the one concerned")
    at_least_heads: Annotated[int, Field(ge=1, le=1000)] | None = optional(
        "with fewer people than this, those of `else` vote instead"
    )
    otherwise: Literal["members"] | None = Field(default=None, alias="else", description="the people who vote instead")
    exclude: tuple[Literal["subject"], ...] = Field(
        default=(), max_length=1, description="`subject` keeps the person concerned out"
    )

    @model_validator(mode="after")
    def _names_what_it_asks(self) -> Self:
        if (self.who == "team") != (self.team is not None):
            raise PydanticCustomError("electorate", "must name a team if `who` is team, and only then")
        if (self.who == "duty") != (self.duty is not None):
            raise PydanticCustomError("electorate", "must name a duty if `who` is duty, and only then")
        if (self.who == "affiliate") != (self.affiliate is not None):
            raise PydanticCustomError("electorate", "must name an affiliate if `who` is affiliate, and only then")
        if self.who == "members" and self.at_least_heads is not None:
            raise PydanticCustomError("electorate", "at_least_heads is for a team, a duty or an affiliate only")
        if self.otherwise is not None and self.at_least_heads is None:
            raise PydanticCustomError("electorate", "else needs at_least_heads")
        return self


class _Question(Record):
    """The part of a rule before the thresholds: the voters and their weight."""

    clause: Annotated[str, StringConstraints(min_length=1, max_length=80)] = Field(
        description="the place in the bylaws that says so in words; printed beside every result"
    )
    electorate: Electorate = Field(description="the people who may vote")
    weight: Literal["class", "equal"] = Field(
        description="`class`: the votes of the class; `equal`: one for every person with a vote"
    )


class Rule(CountingRule, _Question):
    """A whole rule of the bylaws: who may vote, what passes, and when the vote may close.

    `clause` is printed beside every result. `period` is at least an hour, `earliest` at most the period,
    none more than 366 days. `delay` lies between the decision and its effect.
    """

    period: Duration = Field(description="how long people can vote")
    earliest: Duration = Field(description="how long the vote is open at least, even if the result is certain before")
    close: Close = Field(
        description="when the vote may end: result certain (`settled`), `everyone` voted, or only at the `deadline`"
    )
    delay: Duration = Field(description="how long after the decision it takes effect")

    @field_validator("period", "earliest", "delay")
    @classmethod
    def _is_within_a_year(cls, duration: Duration) -> Duration:
        if duration_seconds(duration) > _YEAR:
            raise PydanticCustomError("duration", "must be at most 366 days")
        return duration

    @field_validator("period")
    @classmethod
    def _leaves_time_to_vote(cls, period: Duration) -> Duration:
        if duration_seconds(period) < _HOUR:
            raise PydanticCustomError("duration", "must be an hour or more")
        return period

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if duration_seconds(self.earliest) > duration_seconds(self.period):
            raise PydanticCustomError("duration", "earliest must not be longer than period")
        for outcome in self.outcomes:
            if outcome.is_strict and fraction_of(outcome.share) == 1:
                raise PydanticCustomError("threshold", "nothing is more than all: write at_least")
        for name in (*(outcome.result for outcome in self.outcomes), self.otherwise):
            if name in LIFE_RESULTS:
                raise PydanticCustomError("result", "the result {name} is not one that a vote can give", {"name": name})
        return self


def eased(rule: Rule, misses: int) -> Rule:
    """The rule after so many votes in a row that missed its quorum: it may need fewer people."""
    quorum = rule.quorum
    if quorum is None or quorum.eases_after is None or misses < quorum.eases_after:
        return rule
    return rule.changed(quorum=Quorum(of=quorum.of, min_heads=quorum.min_heads))


def weakens(before: Rule, after: Rule) -> tuple[str, ...]:
    """The fields whose change makes the rule weaker, in the order of the record; empty if none does.

    Every change weakens the rule except:
    - a larger share of the same base and strictness
    - an outcome that needs the quorum from now on
    - a quorum or floor added or raised
    - a spread added, or one with a larger share or a smaller `least`
    - fewer blocks
    - a longer earliest, period or delay
    - a close nearer to the deadline

    The clause is text and binds nobody. Equal values written otherwise (`50%` for `1/2`) are no change.
    """
    weaker = {
        "electorate": before.electorate != after.electorate,
        "weight": before.weight != after.weight,
        "outcomes": not _outcomes_hold(before.outcomes, after.outcomes),
        "otherwise": before.otherwise != after.otherwise,
        "quorum": not _quorum_holds(before.quorum, after.quorum),
        "floor": not _floor_holds(before.floor, after.floor),
        "blocks": not _blocks_hold(before.blocks, after.blocks),
        "spread": not _spread_holds(before.spread, after.spread),
        "period": duration_seconds(after.period) < duration_seconds(before.period),
        "earliest": duration_seconds(after.earliest) < duration_seconds(before.earliest),
        "close": CLOSING.index(after.close) < CLOSING.index(before.close),
        "delay": duration_seconds(after.delay) < duration_seconds(before.delay),
    }
    return tuple(name for name, is_weaker in weaker.items() if is_weaker)


def _outcomes_hold(before: tuple[Outcome, ...], after: tuple[Outcome, ...]) -> bool:
    return len(before) == len(after) and all(
        (old.result, old.of, old.is_strict) == (new.result, new.of, new.is_strict)
        and fraction_of(new.share) >= fraction_of(old.share)
        and (new.needs_quorum is None or old.needs_quorum is False)
        for old, new in zip(before, after, strict=True)
    )


def _quorum_holds(before: Quorum | None, after: Quorum | None) -> bool:
    if before is None:
        return True
    return (
        after is not None
        and after.of == before.of
        and _share(after) >= _share(before)
        and (after.min_heads or 0) >= (before.min_heads or 0)
        and _misses(after) >= _misses(before)
    )


def _share(quorum: Quorum) -> Fraction:
    return fraction_of(quorum.at_least) if quorum.at_least is not None else Fraction(0)


def _misses(quorum: Quorum) -> int:
    """The number of misses after which it is eased; larger than all others if it never is."""
    return quorum.eases_after if quorum.eases_after is not None else _NEVER


def _floor_holds(before: Floor | None, after: Floor | None) -> bool:
    if before is None:
        return True
    return after is not None and after.of == before.of and fraction_of(after.at_least) >= fraction_of(before.at_least)


def _blocks_hold(before: Blocks | None, after: Blocks | None) -> bool:
    """Whether no change weakens the blocks. A vote with blocks is another kind of vote: adding or removing them
    weakens.
    """
    if before is None or after is None:
        return before is after
    return after.allowed <= before.allowed


def _spread_holds(before: Spread | None, after: Spread | None) -> bool:
    """Whether no change weakens the spread. Other affiliates are counted if the time or the people change."""
    if before is None:
        return True
    return (
        after is not None
        and fraction_of(after.more_than) >= fraction_of(before.more_than)
        and after.least <= before.least
        and duration_seconds(after.seasoned) == duration_seconds(before.seasoned)
        and after.people == before.people
    )
