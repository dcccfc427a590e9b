"""The bylaws: the votes of each class, the rule for each decision, and the periods. One record, changed by amendments.

Every number is data that a vote can change. Limits that no vote can change are checked whenever bylaws are read:
- the limits of `guard` for rules that could take somebody's vote
- the governed folders are always protected
- a share is above 0 and at most 1
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from govtool.core.finding import Finding, finding
from govtool.core.home import Home
from govtool.core.ids import MemberId, Name, RuleName
from govtool.core.record import FileRecord, Record, Table, Worded, optional, optional_list
from govtool.core.rule import Rule
from govtool.core.state import State
from govtool.domain.constitution import guard
from govtool.domain.constitution.limit import Limits, Periods
from govtool.domain.constitution.member import Member, Membership

GOVERNED = ("registry", "proposals")

Involvement = Literal["volunteer", "consultant", "part-time", "full-time"]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Bands = Mapping[Involvement, int]


class PersonClass(Record):
    """A class of people: the people in it, and their rights. The first class that fits a person is theirs."""

    membership: Annotated[tuple[Membership, ...], Field(min_length=1)] = Field(
        description="the memberships that the class includes"
    )
    involvement: tuple[Involvement, ...] = Field(
        default=(), description="the involvements that the class includes; all if it names none"
    )
    votes: Annotated[int, Field(ge=0, le=1_000_000)] = Field(description="how many votes a person of the class has")
    proposes: bool = Field(description="whether they may submit proposals")
    nominates: bool = Field(default=False, description="whether they may nominate people")
    max_open: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        default=None, description="how many open proposals one of them may have, if that is less than the limit for all"
    )
    paid: Literal["no", "wage", "probationary"] = Field(default="no", description="the pay for their hours")

    def takes_in(self, member: Member, involvement: str) -> bool:
        """Whether a person is of this class."""
        return member.membership in self.membership and (not self.involvement or involvement in self.involvement)


class Beyond(Record):
    """Another rule that decides once so many people are on the voter list; it is fixed when the vote opens."""

    heads: Annotated[int, Field(ge=2, le=1_000_000_000)] = Field(description="from how many people on")
    rule: RuleName


class Decision(Record):
    """The rule that decides on an action, and the classes that may propose it (all that may propose, if it names none).

    `contested` is the rule that takes over once the person concerned objects; both are fixed when the vote opens.
    """

    rule: RuleName
    proposed_by: tuple[MemberId, ...] = Field(
        default=(), description="the classes that may propose it; all that may propose, if it names none"
    )
    contested: RuleName | None = Field(
        default=None, description="the rule that takes over once the person concerned objects"
    )
    beyond: Beyond | None = optional("another rule that decides once many people may vote")
    ballots: tuple[Literal["ranked", "approval"], ...] = Field(
        default=(), max_length=2, description="`choose`: the kinds of ballot that a choice may have; all if it is empty"
    )

    @property
    def rules(self) -> tuple[RuleName, ...]:
        """Every rule that can decide on it."""
        found = (self.rule, self.contested, self.beyond.rule if self.beyond else None)
        return tuple(rule for rule in found if rule is not None)


class PathRow(Record):
    """One row of the table of paths. The first row whose pattern matches a path decides who may change it."""

    match: Annotated[str, Field(pattern=r"^[A-Za-z0-9._*][A-Za-z0-9._*/ +@-]*$", max_length=200)] = Field(
        description="a pattern: `*` within a folder, `**` across folders"
    )
    rule: RuleName | None = Field(default=None, description="changes need a proposal that this rule passes")
    free: Literal[True] | None = Field(default=None, description="changes need no vote")

    @model_validator(mode="after")
    def _names_one_thing(self) -> PathRow:
        if (self.rule is None) == (self.free is None):
            raise ValueError("a row of paths has either rule or free")
        return self


class Bylaws(FileRecord):
    """The record `registry/bylaws.yaml`. `bands` gives the minutes a week from which an involvement begins."""

    home: ClassVar[Home] = Home("bylaws", "registry/bylaws.yaml")

    kind: Literal["federation"] | None = optional(
        "`federation`: its people belong to affiliates. It is set when the organisation is founded, and never changes"
    )
    version: Annotated[int, Field(ge=1)] = Field(description="one more for each amendment")
    probation: Literal["none", "required"] = Field(
        description="whether people are members at once or after a probation"
    )
    classes: Annotated[Table[MemberId, PersonClass], Field(min_length=1, max_length=50)] = Field(
        description="classes of people by name; the first that fits a person is theirs"
    )
    bands: Annotated[Table[Involvement, Count], Field(min_length=1)] = Field(
        description="the minutes a week from which an involvement begins"
    )
    rules: Annotated[Table[RuleName, Rule], Field(min_length=1, max_length=100)] = Field(
        description="the rules of voting, by name"
    )
    decisions: Annotated[Table[MemberId, Decision], Field(min_length=1, max_length=200)] = Field(
        description="for each action the rule that decides on it"
    )
    periods: Periods = Field(description="times that are no part of a rule")
    limits: Limits = Field(description="the limits for one person or one proposal")
    grounds: Annotated[tuple[Name, ...], Field(max_length=50)] = optional_list(
        "for a federation: the grounds on which an affiliate or a person can be expelled"
    )
    paths: Annotated[tuple[PathRow, ...], Field(max_length=200)] = Field(
        default=(),
        description="who may change the other files of the repository; the first row that matches a path decides",
    )

    @model_validator(mode="after")
    def _is_consistent(self) -> Bylaws:
        problems = list(_inconsistencies(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def involvement(self, member: Member) -> str:
        """The involvement of a person, by the bands."""
        return involvement_in(self.bands, member)

    def class_of(self, member: Member) -> tuple[str, PersonClass] | None:
        """The name and rights of a person's class, None if they fit no class."""
        return class_in(self.classes, self.bands, member)

    def votes_of(self, member: Member) -> int:
        """The votes of a person's class, 0 for people without a class."""
        found = self.class_of(member)
        return found[1].votes if found else 0

    def beyond(self, rule: RuleName, decision: str = "") -> Beyond | None:
        """The rule that decides in place of another one once many people may vote: as the row of a decision says. If no
        row is named, as all rows say that the rule decides; None if they differ.
        """
        rows = self.decisions.items()
        found = {row.beyond for name, row in rows if row.rule == rule and decision in ("", name)}
        return found.pop() if len(found) == 1 else None

    def judge_path(self, path: str) -> PathRow | None:
        """The row for a path outside the governed folders; None if nobody may change it."""
        return next((row for row in self.paths if path_matches(row.match, path)), None)


def involvement_in(bands: Bands, member: Member) -> str:
    """The involvement of a person: `volunteer` if they commit nothing, otherwise the highest band that they reach."""
    minutes = member.committed_minutes_per_week
    if minutes == 0 and member.membership not in ("member", "probationary", "away"):
        return "volunteer"
    reached = [(start, name) for name, start in bands.items() if start <= minutes]
    return max(reached)[1] if reached else "volunteer"


def class_in(classes: Mapping[MemberId, PersonClass], bands: Bands, member: Member) -> tuple[str, PersonClass] | None:
    """The name and rights of the first class that a person fits, None if they fit none."""
    how = involvement_in(bands, member)
    return next(((name, each) for name, each in classes.items() if each.takes_in(member, how)), None)


def _inconsistencies(bylaws: Bylaws) -> Iterator[str]:
    rules = set(bylaws.rules)
    for name, decision in bylaws.decisions.items():
        for rule in decision.rules:
            if rule not in rules:
                yield f"decisions.{name} names the rule {rule}, which does not exist"
        if decision.ballots and name != CHOOSE:
            yield f"decisions.{name} names ballots, which only {CHOOSE} has"
        if decision.beyond is not None and name == CHOOSE:
            yield f"decisions.{name} names beyond, and options are compared on one voter list"
        yield from _lost_spreads(bylaws, name, decision)
        for person_class in decision.proposed_by:
            if person_class not in bylaws.classes:
                yield f"decisions.{name} names the class {person_class}, which does not exist"
    for row in bylaws.paths:
        if row.rule is not None and row.rule not in rules:
            yield f"paths: {row.match} names the rule {row.rule}, which does not exist"
        if row.free and row.match != "**" and any(_reaches(row.match, folder) for folder in (*GOVERNED, ".governance")):
            yield f"paths: {row.match} would make governed folders unprotected"
    if bylaws.grounds and bylaws.kind is None:
        yield "grounds: only a federation has them"
    if len(set(bylaws.grounds)) != len(bylaws.grounds):
        yield "grounds: one is there twice"
    if 0 not in bylaws.bands.values():
        yield "bands: one band must begin at 0"
    if len(set(bylaws.bands.values())) != len(bylaws.bands):
        yield "bands: two bands begin at the same number of minutes"
    yield from _result_inconsistencies(bylaws)
    yield from guard.problems(bylaws)


def _lost_spreads(bylaws: Bylaws, name: str, decision: Decision) -> Iterator[str]:
    """An objection changes no spread: the opening counts the affiliates once."""
    before = (decision.rule, decision.beyond.rule if decision.beyond else decision.rule)
    spreads = {bylaws.rules[rule].spread for rule in before if rule in bylaws.rules} - {None}
    contested = bylaws.rules.get(decision.contested) if decision.contested else None
    if contested is not None and spreads - {contested.spread}:
        yield f"decisions.{name}: {decision.contested} must have the spread of the rule that it takes over from"


CHOOSE = "choose"
"""The decision between the options of a choice: of its rule only the electorate and the weight count."""

CONFIRMATIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "confirm": frozenset({"confirmed", "extended", "ended"}),
        "confirm-last": frozenset({"confirmed", "ended"}),
        "confirm-all": frozenset({"confirmed", "extended", "ended"}),
        "confirm-all-last": frozenset({"confirmed", "ended"}),
    }
)
"""The decisions at the end of a probation, with the results that each may have: the last votes extend nothing."""


_ORDINARY = frozenset({"passed", "rejected"})
"""The results of every other decision: the votes for it pass it; otherwise it is rejected, or passes if nobody votes.
"""


def _result_inconsistencies(bylaws: Bylaws) -> Iterator[str]:
    """The rules with results that their decision does not know. A probation that begins must be able to end, and be
    extended no more than once. Votes for a proposal never reject it: otherwise people would read one rule and vote
    under another.
    """
    missing = [kind for kind in CONFIRMATIONS if kind not in bylaws.decisions and bylaws.probation == "required"]
    yield from (f"decisions: {kind} must have a rule, since there is a probation" for kind in missing)
    rows = bylaws.decisions.items()
    asked = [(f"decisions.{kind}", rule) for kind, row in rows for rule in row.rules]
    for place, name in (*asked, *((f"paths: {row.match}", row.rule) for row in bylaws.paths)):
        rule = bylaws.rules.get(name) if name is not None else None
        results = CONFIRMATIONS.get(place.removeprefix("decisions."))
        if rule is None:
            continue
        wanted = results or frozenset({"passed"})
        odd = [outcome.result for outcome in rule.outcomes if outcome.result not in wanted]
        odd += [] if rule.otherwise in (results or _ORDINARY) else [rule.otherwise]
        if odd:
            known = f"{', '.join(sorted(results))} only" if results else "passed, and otherwise rejected or passed"
            yield f"rules.{name} gives {odd[0]}, and {place} knows {known}"


def _reaches(match: str, folder: str) -> bool:
    """Whether a pattern can match a folder, or a path in it."""
    return match.split("/", 1)[0].casefold() == folder or path_matches(match, f"{folder}/x")


@lru_cache(maxsize=4096)
def _pattern(match: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*\*|\*)", match)
    table = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    return re.compile("".join(table.get(part, re.escape(part)) for part in parts))


def path_matches(match: str, path: str) -> bool:
    """Whether a pattern matches a path: `*` within a folder, `**` across folders, everything else literally."""
    return _pattern(match).fullmatch(path) is not None


def bylaws_of(state: State) -> Bylaws:
    """The bylaws in force. Raises LookupError if there are none."""
    return Bylaws.one(state)


def is_federation(state: State) -> bool:
    """Whether the people of the organisation belong to other organisations, its affiliates."""
    return bylaws_of(state).kind == "federation"


def weight_of(bylaws: Bylaws, member: Member, weight: Literal["class", "equal"]) -> int:
    """A person's weight under a rule's `weight`: the votes of the class, or 1 for those whose class has a vote."""
    votes = bylaws.votes_of(member)
    return {"class": votes, "equal": min(votes, 1)}[weight]


def has_kind(state: State, kind: type[Record]) -> bool:
    """Whether an organisation has records, actions or statements of a kind: a co-operative has none of a federation."""
    return not kind.for_federation or is_federation(state)


def misplaced_kind(state: State, asked: Worded) -> Finding | None:
    """Why an action or statement is not for this organisation: only a federation has it, or it would bring somebody
    into a federation who belongs to no affiliate. None if it can be here.
    """
    if not has_kind(state, type(asked)):
        return finding("no_federation", what=asked.kind)
    if asked.brings_people and not asked.for_federation and is_federation(state):
        return finding("by_affiliate", what=asked.kind)
    return None
