"""The rules that a vote asks, each with its voter list, as the docket keeps them; and the options of a choice."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from govtool.core.ids import Digest, MemberId, RuleName, Slug
from govtool.core.record import Record, Table, optional, optional_list
from govtool.core.rule import Rule
from govtool.core.state import State
from govtool.domain.decisions.roll import Electorate, VoterList


class Asked(Record):
    """One rule that must pass, with its voter list; `actions` are the positions (from 0) of the actions that need it.

    `version` is `amended` if the rule is from the proposed bylaws. `contested` takes over once the person concerned
    objects.
    """

    rule: RuleName
    version: Literal["amended"] | None = Field(
        default=None, description="`amended` if the rule is from the proposed bylaws"
    )
    subject: MemberId | None = Field(default=None, description="the person concerned")
    others: tuple[MemberId, ...] = Field(default=(), description="the persons concerned, if there are several")
    affiliate: MemberId | None = optional("the affiliate concerned")
    actions: tuple[Annotated[int, Field(ge=0)], ...] = Field(
        description="the positions (from 0) of the actions that need it"
    )
    terms: Rule = Field(description="the rule at the opening")
    contested: Rule | None = Field(
        default=None, description="the rule that takes over once the person concerned objects"
    )
    roll: Digest = Field(description="the digest of the roll: the electorate with its weights")
    without: tuple[MemberId, ...] = Field(
        default=(), description="people on the roll who may not vote on this: excluded, recused, or concerned"
    )
    heads: Annotated[int, Field(ge=1)] = Field(description="how many people may vote: the roll without those")
    weight: Annotated[int, Field(ge=1)] = Field(description="how many votes they have together")
    affiliates: Table[MemberId, Annotated[int, Field(ge=0)]] | None = optional(
        "a rule with a spread: each affiliate that it counts, with the votes of its people among those who may vote"
    )

    def voters(self, state: State) -> VoterList:
        """The voter list: the people who may vote, with their weights."""
        return VoterList(state, self.roll, self.without, self.heads, self.weight)

    def electorate(self, state: State) -> Electorate:
        """The people who may vote and the affiliates that are counted, without the homes of people."""
        return Electorate(self.voters(state), (), affiliates=self.affiliates)

    def bears_on(self, option: OfferedOption) -> bool:
        """Whether an option must pass it."""
        return not set(self.actions).isdisjoint(option.actions)


class OfferedOption(Record):
    """One option of a choice; `actions` are the positions (from 0) of its actions in the entry."""

    option: Slug = Field(description="as the proposal says")
    title: str = Field(description="as the proposal says")
    actions: tuple[Annotated[int, Field(ge=0)], ...] = Field(description="the positions (from 0) of its actions")
    aside: tuple[MemberId, ...] = optional_list(
        "people on the voter list for pairs who may not vote on this option: no pair with it counts them"
    )


class PairList(Record):
    """The voter list on which the options of a choice are compared in pairs: that of the rule of the decision `choose`,
    of which nothing else counts here.
    """

    rule: RuleName
    roll: Digest = Field(description="the digest of the roll: the electorate with its weights")
    without: tuple[MemberId, ...] = optional_list("people on the roll who may not vote on this")
    heads: Annotated[int, Field(ge=1)] = Field(description="how many people may vote: the roll without those")
    weight: Annotated[int, Field(ge=1)] = Field(description="how many votes they have together")

    def voters(self, state: State) -> VoterList:
        """The voter list: the people who may vote, with their weights."""
        return VoterList(state, self.roll, self.without, self.heads, self.weight)
