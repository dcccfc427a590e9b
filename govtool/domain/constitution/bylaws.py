"""The bylaws: who has how many votes, what decides what, which periods run. One record, changed by its own amendment.

Every number is data that a vote can change. What no vote can change is checked whenever bylaws are read: what `guard`
says of rules that could take somebody's vote; the governed folders are never free; a share lies above 0 and is at most
1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from govtool.core.home import Home
from govtool.core.ids import MemberId, RuleName
from govtool.core.record import FileRecord, Record, Table
from govtool.core.rule import Rule
from govtool.core.share import Share
from govtool.core.state import State
from govtool.core.times import Duration
from govtool.domain.constitution import guard
from govtool.domain.constitution.member import Member, Membership

GOVERNED = ("registry", "proposals")

Involvement = Literal["volunteer", "consultant", "part-time", "full-time"]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Bands = Mapping[Involvement, int]


class PersonClass(Record):
    """A class of people: whom it takes in, and what they may do. The first class that fits a person is theirs."""

    membership: Annotated[tuple[Membership, ...], Field(min_length=1)] = Field(
        description="whom the class takes in, by membership"
    )
    involvement: tuple[Involvement, ...] = Field(
        default=(), description="and by involvement; every one where none is named"
    )
    votes: Annotated[int, Field(ge=0, le=1_000_000)] = Field(description="how many votes a person of the class has")
    proposes: bool = Field(description="whether they may file proposals")
    nominates: bool = Field(default=False, description="whether they may nominate people")
    max_open: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        default=None, description="how many open proposals one of them may have, where that is less than for all"
    )
    paid: Literal["no", "wage", "probationary"] = Field(default="no", description="what they earn for their hours")

    def takes_in(self, member: Member, involvement: str) -> bool:
        """Whether a person is of this class."""
        return member.membership in self.membership and (not self.involvement or involvement in self.involvement)


class Decision(Record):
    """Which rule decides on an action, and which classes may propose it (all that propose, where none is named).

    `contested` is the rule that takes over once the person concerned objects; both are fixed when the vote opens.
    """

    rule: RuleName
    proposed_by: tuple[MemberId, ...] = Field(
        default=(), description="the classes that may propose it; all that may propose where none is named"
    )
    contested: RuleName | None = Field(
        default=None, description="the rule that takes over once the person concerned objects"
    )


class PathRow(Record):
    """One row of the table of paths: the first whose pattern matches says who may change a path."""

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


class Periods(Record):
    """Times that are no part of a rule."""

    decide_grace: Duration = Field(description="so long after its end a vote can be decided; then it has lapsed")
    open_before: Duration = Field(description="how far ahead `open_before` of a proposal may lie")
    cooldown: Duration = Field(description="how long what was rejected cannot be asked again")
    rotation: Duration = Field(description="how long a further key waits until it signs")
    rekeyed_votes_after: Duration = Field(description="how long a key that others gave by a vote does not vote")
    statement: Duration = Field(description="how far ahead `not_after` of a statement may lie")
    vote_after: Duration = Field(description="how long a new member is on no roll")
    team_vote_after: Duration = Field(description="how long a new seat is on no roll of its team")
    application: Duration = Field(description="how long an application is good, from when it was received")
    nominate_again: Duration = Field(description="so long after a rejection nobody can be nominated again")
    probation: Duration = Field(description="how long a probation lasts")
    extension: Duration = Field(description="by how much a probation is extended, once")
    confirm_before: Duration = Field(description="so long before the end of a probation its vote opens")
    overdue: Duration = Field(description="so long after it was due any member may file what should open by itself")
    apply_again: Duration = Field(description="so long after the end of a probation nobody can apply again")
    dispute: Duration = Field(description="how long approved hours can be disputed before they count")
    late_hours: Duration = Field(description="hours recorded later than this need a second approval")
    second_signature: Duration = Field(description="how long a statement waits for a second person's signature")
    forgiveness: Duration = Field(description="how long creditors think over what they give up; a week at least")
    confirmation: Duration = Field(description="after how long a payout that no payee confirmed is reported")
    away: Duration = Field(description="for how long at most somebody may say that they are away")
    notice: Duration = Field(description="from the notice of a complaint to the vote on it; two weeks at least")
    answer: Duration = Field(description="how long the person concerned has to answer; a week at least")
    suspension: Duration = Field(description="how long at most duties may rest while a complaint is dealt with")
    dormant_notice: Duration = Field(description="from the naming of absent people to the vote on it")
    claims: Duration = Field(description="from the vote to wind up to the day on which the books may be closed")


class Limits(Record):
    """How much of something one person or proposal may have."""

    max_open_per_proposer: Annotated[int, Field(ge=1, le=1000)] = Field(description="open proposals of one person")
    actions_per_proposal: Annotated[int, Field(ge=1, le=20)] = Field(description="actions of one proposal")
    single_subject: bool = Field(description="whether all actions of a proposal must be of one kind")
    probation_share: Share = Field(
        description="of the voting members, rounded down: so many may be in probation at once"
    )
    probation_least: Annotated[int, Field(ge=1, le=1000)] = Field(description="so many may be in any case")


class Bylaws(FileRecord):
    """The record `registry/bylaws.yaml`. `bands` says from how many minutes a week an involvement begins."""

    home: ClassVar[Home] = Home("bylaws", "registry/bylaws.yaml")

    version: Annotated[int, Field(ge=1)] = Field(description="one more for each amendment")
    probation: Literal["none", "required"] = Field(
        description="whether people are members at once or after a probation"
    )
    classes: Annotated[Table[MemberId, PersonClass], Field(min_length=1, max_length=50)] = Field(
        description="classes of people by name; the first that fits a person is theirs"
    )
    bands: Annotated[Table[Involvement, Count], Field(min_length=1)] = Field(
        description="from how many minutes a week an involvement begins"
    )
    rules: Annotated[Table[RuleName, Rule], Field(min_length=1, max_length=100)] = Field(
        description="the rules of voting by name"
    )
    decisions: Annotated[Table[MemberId, Decision], Field(min_length=1, max_length=200)] = Field(
        description="for each action the rule that decides on it"
    )
    periods: Periods = Field(description="times that are no part of a rule")
    limits: Limits = Field(description="how much one person or proposal may have")
    paths: Annotated[tuple[PathRow, ...], Field(max_length=200)] = Field(
        default=(), description="who may change other files of the repository; the first row that matches a path counts"
    )

    @model_validator(mode="after")
    def _is_consistent(self) -> Bylaws:
        problems = list(_inconsistencies(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def involvement(self, member: Member) -> str:
        """How much a person is involved, by the bands."""
        return involvement_in(self.bands, member)

    def class_of(self, member: Member) -> tuple[str, PersonClass] | None:
        """The name and rights of a person's class, None where no class takes them in."""
        return class_in(self.classes, self.bands, member)

    def votes_of(self, member: Member) -> int:
        """How many votes a person's class gives, 0 for people without one."""
        found = self.class_of(member)
        return found[1].votes if found else 0

    def judge_path(self, path: str) -> PathRow | None:
        """The row that says who may change a path outside the governed folders; None: nobody may."""
        return next((row for row in self.paths if path_matches(row.match, path)), None)


def involvement_in(bands: Bands, member: Member) -> str:
    """How much a person is involved: a volunteer commits nothing; others by the highest band that is reached."""
    minutes = member.committed_minutes_per_week
    if minutes == 0 and member.membership not in ("member", "probationary", "away"):
        return "volunteer"
    reached = [(start, name) for name, start in bands.items() if start <= minutes]
    return max(reached)[1] if reached else "volunteer"


def class_in(classes: Mapping[MemberId, PersonClass], bands: Bands, member: Member) -> tuple[str, PersonClass] | None:
    """The name and rights of the first of some classes that takes a person in, None where none does."""
    how = involvement_in(bands, member)
    return next(((name, each) for name, each in classes.items() if each.takes_in(member, how)), None)


def _inconsistencies(bylaws: Bylaws) -> Iterator[str]:
    rules = set(bylaws.rules)
    for name, decision in bylaws.decisions.items():
        for rule in (decision.rule, decision.contested):
            if rule is not None and rule not in rules:
                yield f"decisions.{name} names the rule {rule}, which does not exist"
        for person_class in decision.proposed_by:
            if person_class not in bylaws.classes:
                yield f"decisions.{name} names the class {person_class}, which does not exist"
    for row in bylaws.paths:
        if row.rule is not None and row.rule not in rules:
            yield f"paths: {row.match} names the rule {row.rule}, which does not exist"
        if row.free and row.match != "**" and any(_reaches(row.match, folder) for folder in (*GOVERNED, ".governance")):
            yield f"paths: {row.match} would make governed folders free"
    if 0 not in bylaws.bands.values():
        yield "bands: one band must begin at 0"
    if len(set(bylaws.bands.values())) != len(bylaws.bands):
        yield "bands: two bands begin at the same number of minutes"
    yield from _result_inconsistencies(bylaws)
    yield from guard.problems(bylaws)


CONFIRMATIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "confirm": frozenset({"confirmed", "extended", "ended"}),
        "confirm-last": frozenset({"confirmed", "ended"}),
        "confirm-all": frozenset({"confirmed", "extended", "ended"}),
        "confirm-all-last": frozenset({"confirmed", "ended"}),
    }
)
"""The decisions at the end of a probation, and what may come out of each: the last votes extend nothing."""


_ORDINARY = frozenset({"passed", "rejected"})
"""What may come out of every other decision: the votes for it pass it; else it is rejected, or passes by silence."""


def _result_inconsistencies(bylaws: Bylaws) -> Iterator[str]:
    """A rule gives only what its decision knows. A probation that begins must be able to end, and be extended no more
    than once. Votes for a proposal never reject it: else people would read one rule, and vote under another.
    """
    missing = [kind for kind in CONFIRMATIONS if kind not in bylaws.decisions and bylaws.probation == "required"]
    yield from (f"decisions: {kind} must have a rule, since there is a probation" for kind in missing)
    rows = bylaws.decisions.items()
    asked = [(f"decisions.{kind}", rule) for kind, row in rows for rule in (row.rule, row.contested)]
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
    """Whether a pattern is about a folder, or something in it."""
    return match.split("/", 1)[0].casefold() == folder or path_matches(match, f"{folder}/x")


@lru_cache(maxsize=4096)
def _pattern(match: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*\*|\*)", match)
    table = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    return re.compile("".join(table.get(part, re.escape(part)) for part in parts))


def path_matches(match: str, path: str) -> bool:
    """Whether a pattern matches a path: `*` within a folder, `**` across folders, everything else as it stands."""
    return _pattern(match).fullmatch(path) is not None


def bylaws_of(state: State) -> Bylaws:
    """The bylaws in force. Raises LookupError where there are none."""
    return Bylaws.one(state)


def weight_of(bylaws: Bylaws, member: Member, weight: Literal["class", "equal"]) -> int:
    """A person's weight under a rule's `weight`: the votes of the class, or 1 for those whose class has a vote."""
    votes = bylaws.votes_of(member)
    return min(votes, 1) if weight == "equal" else votes
