"""A roll (voter list): the electorate of one rule at one time, with weights. Computed when a proposal opens, and fixed
from then on.

It holds people with a weight above 0; nobody else is in any figure. An empty electorate gives an empty roll: only the
rule's own `else` widens it. People who are excluded from one vote are on the roll: the docket names them beside it. So
most votes share one roll, which is a file of its own, named by its digest, and is never deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from govtool.core.finding import finding
from govtool.core.folder import Folders
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, RuleName, digest_of
from govtool.core.record import FileRecord, Table, optional
from govtool.core.rule import Rule, Spread
from govtool.core.spread import Parts, parts_of
from govtool.core.state import State
from govtool.core.times import Instant, add
from govtool.domain.constitution.affiliate import COUNTED_SILENT, Affiliate, affiliate_of
from govtool.domain.constitution.affiliation import home_of, people_asked, settled_homes
from govtool.domain.constitution.bylaws import CHOOSE, Bylaws, bylaws_of, weight_of
from govtool.domain.constitution.member import Elector, Member, elector_in
from govtool.domain.constitution.team import Team
from govtool.errors import Refused

MAX_HEADS = 1_000
"""The most people in one file of a roll; a longer roll is in parts."""
_LETTERS = 2
_electors = Folders[Elector](Member.home, elector_in, size=250)
"""All members who count now or later, by id."""

Weight = Annotated[int, Field(ge=1)]
Letters = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9-]$")]


class Roll(FileRecord):
    """The record `registry/rolls/1f/1f….yaml`, named by the digest of its file: `voters`, or `parts` above 1,000
    people. A part is a roll of the people whose ids begin with two letters; rolls share the parts that are alike. Only
    the roll of a rule with a spread holds `homes`.
    """

    home: ClassVar[Home] = Home("roll", "registry/rolls/{digest:hex-shard}/{digest:hex}.yaml")

    voters: Table[MemberId, Weight] | None = Field(
        default=None, description="the people on the roll, each with their number of votes"
    )
    homes: Table[MemberId, MemberId] | None = optional(
        "the homes of people on the roll, as far as a spread counts them"
    )
    parts: Table[Letters, Digest] | None = Field(
        default=None, description="the digest of each part, by the first two letters of its people"
    )

    @cached_property
    def digest(self) -> Digest:
        """The digest of its file, which is its name."""
        return digest_of(self.as_file)


def rolls_of(weights: Mapping[MemberId, int], homes: Mapping[MemberId, MemberId] | None = None) -> tuple[Roll, ...]:
    """The files that hold a roll: the roll itself, and after it the parts that it names, if it has any."""
    theirs = None if homes is None else tuple((name, homes[name]) for name in sorted(homes))
    return _rolls_of(tuple(sorted(weights.items())), theirs, MAX_HEADS)


@lru_cache(2)  # most votes are of the same people
def _rolls_of(
    ordered: tuple[tuple[MemberId, int], ...], homes: tuple[tuple[MemberId, MemberId], ...] | None, most: int
) -> tuple[Roll, ...]:
    if len(ordered) <= most:
        return (Roll(voters=dict(ordered), homes=None if homes is None else dict(homes)),)
    by_letters: dict[str, dict[MemberId, int]] = {}
    for member, weight in ordered:
        by_letters.setdefault(member[:_LETTERS], {})[member] = weight
    homes_by_letters: dict[str, dict[MemberId, MemberId]] = {letters: {} for letters in by_letters}
    for member, home in homes or ():
        homes_by_letters[member[:_LETTERS]][member] = home
    parts = {
        letters: Roll(voters=people, homes=None if homes is None else homes_by_letters[letters])
        for letters, people in sorted(by_letters.items())
    }
    return (Roll(parts={letters: part.digest for letters, part in parts.items()}), *parts.values())


def keep_rolls(state: State, rolls: Iterable[Roll]) -> State:
    """The state with the files of a roll, if it does not hold them already. Their names say what is in them, so that
    nobody needs to understand them.
    """
    return state.keep(*(roll for roll in rolls if state.data(roll.path) is None))


class VoterList(Mapping[MemberId, int]):
    """The people who may vote under one rule with their weights, by id: a roll `without` some people. `heads` and
    `weight` are those of all of them together, as the docket says.

    Reads of a long roll only the part that a question needs. A roll that is missing holds nobody.
    """

    def __init__(self, state: State, roll: Digest, without: Collection[MemberId], heads: int, weight: int) -> None:
        self.weight = weight
        self._state = state
        self._without = frozenset(without)
        self._heads = heads
        self._roll = Roll.of(state, roll) or Roll()
        self._parts: dict[str, Roll] = {}

    def __getitem__(self, member: MemberId) -> int:
        if member is None or member in self._without:
            raise KeyError(member)
        return (self._part(member[:_LETTERS]).voters or {})[member]

    def __iter__(self) -> Iterator[MemberId]:
        parts = (self._part(letters) for letters in self._roll.parts or ("",))
        return (member for part in parts for member in part.voters or () if member not in self._without)

    def __len__(self) -> int:
        return self._heads

    def home(self, member: MemberId) -> MemberId | None:
        """The home of a person on the list for the spread of a rule, None if they have none, or the roll holds none."""
        return (self._part(member[:_LETTERS]).homes or {}).get(member)

    def _part(self, letters: str) -> Roll:
        if self._roll.parts is None:
            return self._roll
        if letters not in self._parts:
            digest = self._roll.parts.get(letters)
            self._parts[letters] = (Roll.of(self._state, digest) if digest else None) or Roll()
        return self._parts[letters]


@dataclass(frozen=True)
class Voters:
    """Everybody who may vote on a proposal: the voter list of each rule, in the order of the entry."""

    lists: tuple[VoterList, ...]

    def __contains__(self, member: object) -> bool:
        """Whether a person is on any of the lists. Reads a part of each only."""
        return any(member in voters for voters in self.lists)

    def weight_of(self, member: MemberId) -> int:
        """The weight of a person by the first rule that asks them, 0 if none does."""
        return next((voters[member] for voters in self.lists if member in voters), 0)

    @cached_property
    def everybody(self) -> frozenset[MemberId]:
        """All people on any of the lists. Reads all of each."""
        return frozenset(voter for voters in self.lists for voter in voters)


@dataclass(frozen=True)
class Electorate:
    """The electorate of a rule: the whole roll by id, and the people on it who are not asked, sorted.

    If the rule has a spread, `homes` are those of people on the roll, and `affiliates` those that it counts, each with
    the weight of the people who are asked.
    """

    roll: Mapping[MemberId, int]
    without: tuple[MemberId, ...]
    homes: Mapping[MemberId, MemberId] | None = None
    affiliates: Mapping[MemberId, int] | None = None

    @property
    def heads(self) -> int:
        """The number of people who are asked."""
        return len(self.roll) - len(self.without)

    @cached_property
    def weight(self) -> int:
        """Their weight together."""
        return total(self.roll) - sum(self.roll[member] for member in self.without)

    @cached_property
    def rest(self) -> Mapping[MemberId, int]:
        """The weights of the people who are asked, sorted by id."""
        without = frozenset(self.without)
        if not without:
            return self.roll
        return {member: weight for member, weight in self.roll.items() if member not in without}

    @property
    def at_home(self) -> Counter[MemberId]:
        """The weight of the people who are asked in each affiliate that is the home of some."""
        weights, without = Counter[MemberId](), frozenset(self.without)
        for name, home in (self.homes or {}).items():
            if name not in without:
                weights[home] += self.roll[name]
        return weights

    def leaving_out(self, names: Iterable[MemberId]) -> Electorate:
        """The electorate if these people on the roll are not asked either."""
        fewer = replace(self, without=tuple(sorted({*self.without, *names})))
        if fewer.affiliates is None:
            return fewer
        weights = fewer.at_home
        return replace(fewer, affiliates={name: weights[name] for name in fewer.affiliates})

    def parts(self, choices: Mapping[MemberId, str] = MappingProxyType({})) -> Parts | None:
        """The parts of the affiliates that are counted, if these people have made these choices; None without a
        spread.
        """
        if self.affiliates is None:
            return None
        homes, asked = self.homes or {}, self.rest if choices else {}
        votes = ((homes.get(name), asked[name], choice) for name, choice in choices.items() if name in asked)
        return parts_of(self.affiliates, votes)


def counts(member: Member, at: Instant) -> bool:
    """Whether a person counts in rolls fixed at that time: a member whose seasoning is over."""
    return member.elector is not None and member.elector.counts_at <= at


def electorate_of(
    state: State,
    bylaws: Bylaws,
    rule: Rule,
    at: Instant,
    subject: MemberId | None = None,
    aside: Collection[MemberId] = (),
    affiliate: MemberId | None = None,
) -> Electorate:
    """The electorate of a rule of these bylaws on this state at that time, about the `subject` or the `affiliate` if
    there is one.

    The people in `aside` are not asked: those with a conflict of interest, and all persons of a vote about several. If
    too few people remain without them, the rule's `else` applies.
    """
    excluded = set(aside) | ({subject} if subject and "subject" in rule.electorate.exclude else set())
    people = _electorate(state, rule, at, subject, affiliate)
    found = _without(_weighed(people, state, bylaws, rule, at), excluded)
    enough = rule.electorate.at_least_heads or 0
    if rule.electorate.otherwise == "members" and found.heads < enough:
        found = _without(_weighed(_electors.all(state), state, bylaws, rule, at), excluded)
    return found if rule.spread is None else with_homes(state, found, rule.spread, at)


def with_homes(state: State, electorate: Electorate, spread: Spread, at: Instant) -> Electorate:
    """The electorate with the homes of its people, and the affiliates that a spread counts at that time. How many
    people are at home in an affiliate is a matter of the roll, before anybody is left out.
    """
    homes = {name: home for name, home in settled_homes(state, at).items() if name in electorate.roll}
    found = replace(electorate, homes=homes)
    heads, weights = Counter(homes.values()), found.at_home
    counted = {
        name: weights[name]
        for name in sorted(heads)
        if heads[name] >= spread.people and _is_counted(Affiliate.one(state, name), spread, at)
    }
    return replace(found, affiliates=counted)


def _is_counted(affiliate: Affiliate, spread: Spread, at: Instant) -> bool:
    return add(affiliate.joined_at, spread.seasoned) <= at and not affiliate.is_silent(at, COUNTED_SILENT)


class Electorates:
    """The electorates of rules of some bylaws on one state. Most rules ask the same people, so each is found once."""

    def __init__(self, state: State, bylaws: Bylaws, at: Instant) -> None:
        self.state, self.bylaws, self.at = state, bylaws, at
        self._known: dict[tuple[object, ...], Electorate] = {}

    def of(
        self,
        rule: Rule,
        subject: MemberId | None = None,
        aside: frozenset[MemberId] = frozenset(),
        affiliate: MemberId | None = None,
    ) -> Electorate:
        """The electorate of a rule, about the `subject` or the `affiliate` if there is one, without the people who
        stand `aside`.
        """
        asked = rule.electorate
        concerns = bool(asked.exclude) or "subject" in (asked.team, asked.affiliate)
        about = (subject if concerns else None, affiliate if asked.affiliate == "subject" else None)
        key = (asked, rule.weight, rule.spread, *about, aside)
        if key not in self._known:
            self._known[key] = electorate_of(self.state, self.bylaws, rule, self.at, subject, aside, affiliate)
        return self._known[key]

    def choosing(self, aside: frozenset[MemberId] = frozenset()) -> tuple[RuleName, Electorate]:
        """The rule of the decision `choose`, by whose voter list texts that passed are compared, and its electorate.

        Raises Refused if the bylaws have no such decision, or nobody is on that list.
        """
        decision = self.bylaws.decisions.get(CHOOSE)
        if decision is None:
            raise Refused([finding("no_rule", action=CHOOSE)])
        electorate = self.of(self.bylaws.rules[decision.rule], aside=aside)
        if not electorate.heads:
            raise Refused([finding("no_electorate", rule=decision.rule)])
        return decision.rule, electorate


def _without(roll: Mapping[MemberId, int], excluded: Collection[MemberId]) -> Electorate:
    return Electorate(roll, tuple(sorted(member for member in excluded if member in roll)))


def _weighed(people: Iterable[Elector], state: State, bylaws: Bylaws, rule: Rule, at: Instant) -> dict[MemberId, int]:
    # A class is a matter of membership and hours, in which most people are alike.
    known: dict[int, int] = {}
    weights: dict[MemberId, int] = {}
    for member, minutes, counts_at in people:
        if counts_at <= at:
            if minutes not in known:
                known[minutes] = weight_of(bylaws, Member.one(state, member), rule.weight)
            if known[minutes]:
                weights[member] = known[minutes]
    return weights


def _electorate(
    state: State, rule: Rule, at: Instant, subject: MemberId | None, affiliate: MemberId | None
) -> Iterable[Elector]:
    electorate = rule.electorate
    if electorate.who == "members":
        return _electors.all(state)
    if electorate.who == "duty":
        holders = (member for member in Member.all(state) if electorate.duty and member.holds(electorate.duty, at))
        return sorted(member.elector for member in holders if member.elector is not None)
    if electorate.who == "affiliate":
        named = electorate.affiliate
        if named == "subject":
            named = affiliate or (home_of(state, subject, at) if subject else None)
        found = affiliate_of(state, named, at) if named else None
        people = set(people_asked(state, found, at)) if found is not None else set()
        return (elector for elector in _electors.all(state) if elector.id in people)
    if electorate.team == "subject":
        # Moving the candidate into a team of friends must not change who votes: the subject's own seat is seasoned too.
        chosen = [
            team for team in Team.all(state) if any(s.member == subject and s.counts_at <= at for s in team.seats)
        ]
    else:
        team = Team.of(state, electorate.team or "")
        chosen = [team] if team else []
    ids = {seat.member for team in chosen for seat in team.seats if seat.counts_at <= at}
    seated = (Member.of(state, name) for name in sorted(ids))
    return (member.elector for member in seated if member is not None and member.elector is not None)


def has_voter(state: State, at: Instant) -> bool:
    """Whether the organisation could still amend its bylaws: somebody on that roll has a vote. Stops at the first."""
    bylaws = bylaws_of(state)
    rule = bylaws.rules[bylaws.decisions["amend-bylaws"].rule]
    folders = (_electors.of(state, folder) for folder in Member.home.folders(state))
    return any(_weighed(people, state, bylaws, rule, at) for people in folders)


def total(roll: Mapping[MemberId, int]) -> int:
    """The weight of a whole roll."""
    return roll.weight if isinstance(roll, VoterList) else sum(roll.values())
