"""A roll (voter list): the electorate of one rule at one time, with weights. Computed when a proposal opens, and fixed
from then on.

It holds people with a weight above 0; nobody else is in any figure. An empty electorate gives an empty roll: only the
rule's own `else` widens it. People who are excluded from one vote are on the roll: the docket names them beside it. So
most votes share one roll, which is a file of its own, named by its digest, and is never deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field, StringConstraints

from govtool.core.cache import Cache
from govtool.core.finding import finding
from govtool.core.home import Home
from govtool.core.ids import Digest, MemberId, RuleName, digest_of
from govtool.core.record import FileRecord, Table
from govtool.core.rule import Rule
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import CHOOSE, Bylaws, bylaws_of, weight_of
from govtool.domain.constitution.member import Elector, Member, elector_in
from govtool.domain.constitution.team import Team
from govtool.errors import Refused

MAX_HEADS = 1_000
"""The most people in one file of a roll; a longer roll is in parts."""
_LETTERS = 2
_ELECTOR_BYTES = 250
_electors = Cache[tuple[str, int], tuple[Elector, ...]](64 << 20)

Weight = Annotated[int, Field(ge=1)]
Letters = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9-]$")]


class Roll(FileRecord):
    """The record `registry/rolls/1f/1f….yaml`, named by the digest of its file: `voters`, or `parts` above 1,000
    people. A part is a roll of the people whose ids begin with two letters; rolls share the parts that are alike.
    """

    home: ClassVar[Home] = Home("roll", "registry/rolls/{digest:hex-shard}/{digest:hex}.yaml")

    voters: Table[MemberId, Weight] | None = Field(
        default=None, description="the people on the roll, each with their number of votes"
    )
    parts: Table[Letters, Digest] | None = Field(
        default=None, description="the digest of each part, by the first two letters of its people"
    )

    @cached_property
    def digest(self) -> Digest:
        """The digest of its file, which is its name."""
        return digest_of(self.as_file)


def rolls_of(weights: Mapping[MemberId, int]) -> tuple[Roll, ...]:
    """The files that hold a roll: the roll itself, and after it the parts that it names, if it has any."""
    return _rolls_of(tuple(sorted(weights.items())), MAX_HEADS)


@lru_cache(2)  # most votes are of the same people
def _rolls_of(ordered: tuple[tuple[MemberId, int], ...], most: int) -> tuple[Roll, ...]:
    if len(ordered) <= most:
        return (Roll(voters=dict(ordered)),)
    by_letters: dict[str, dict[MemberId, int]] = {}
    for member, weight in ordered:
        by_letters.setdefault(member[:_LETTERS], {})[member] = weight
    parts = {letters: Roll(voters=people) for letters, people in sorted(by_letters.items())}
    return (Roll(parts={letters: part.digest for letters, part in parts.items()}), *parts.values())


def keep_rolls(state: State, rolls: Iterable[Roll]) -> State:
    """The state with the files of a roll, if it does not hold them already."""
    return state.keep(*(roll for roll in rolls if Roll.of(state, roll.digest) is None))


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
        self._parts: dict[str, Mapping[MemberId, int]] = {}

    def __getitem__(self, member: MemberId) -> int:
        if member is None or member in self._without:
            raise KeyError(member)
        return self._part(member[:_LETTERS])[member]

    def __iter__(self) -> Iterator[MemberId]:
        parts = (self._part(letters) for letters in self._roll.parts or ("",))
        return (member for part in parts for member in part if member not in self._without)

    def __len__(self) -> int:
        return self._heads

    def _part(self, letters: str) -> Mapping[MemberId, int]:
        if self._roll.parts is None:
            return self._roll.voters or {}
        if letters not in self._parts:
            digest = self._roll.parts.get(letters)
            part = Roll.of(self._state, digest) if digest else None
            self._parts[letters] = (part.voters if part else None) or {}
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


class Electorate(NamedTuple):
    """The electorate of a rule: the whole roll by id, and the people on it who are not asked, sorted."""

    roll: Mapping[MemberId, int]
    without: tuple[MemberId, ...]

    @property
    def heads(self) -> int:
        """The number of people who are asked."""
        return len(self.roll) - len(self.without)

    @property
    def weight(self) -> int:
        """Their weight together."""
        return sum(self.roll.values()) - sum(self.roll[member] for member in self.without)

    @property
    def rest(self) -> dict[MemberId, int]:
        """The weights of the people who are asked, sorted by id."""
        return {member: weight for member, weight in self.roll.items() if member not in self.without}


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
) -> Electorate:
    """The electorate of a rule of these bylaws on this state at that time, about the `subject` if there is one.

    The people in `aside` are not asked: those with a conflict of interest, and all persons of a vote about several. If
    too few people remain without them, the rule's `else` applies.
    """
    excluded = set(aside) | ({subject} if subject and "subject" in rule.electorate.exclude else set())
    found = _without(_weighed(_electorate(state, rule, at, subject), state, bylaws, rule, at), excluded)
    enough = rule.electorate.at_least_heads or 0
    if rule.electorate.otherwise == "members" and found.heads < enough:
        return _without(_weighed(_members(state), state, bylaws, rule, at), excluded)
    return found


class Electorates:
    """The electorates of rules of some bylaws on one state. Most rules ask the same people, so each is found once."""

    def __init__(self, state: State, bylaws: Bylaws, at: Instant) -> None:
        self.state, self.bylaws, self.at = state, bylaws, at
        self._known: dict[tuple[object, ...], Electorate] = {}

    def of(self, rule: Rule, subject: MemberId | None = None, aside: frozenset[MemberId] = frozenset()) -> Electorate:
        """The electorate of a rule, about the `subject` if there is one, without the people who stand `aside`."""
        concerns = bool(rule.electorate.exclude) or rule.electorate.team == "subject"
        key = (rule.electorate, rule.weight, subject if concerns else None, aside)
        if key not in self._known:
            self._known[key] = electorate_of(self.state, self.bylaws, rule, self.at, subject, aside)
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


def _members(state: State) -> tuple[Elector, ...]:
    """All members who count now or later, by id. A folder that did not change is not read again."""
    version, top = state.catalogue.version, Member.home.top
    return _kept(
        state.stamp(top),
        version,
        lambda: tuple(sorted(one for folder in Member.home.folders(state) for one in _members_in(state, folder))),
    )


def _members_in(state: State, folder: str) -> tuple[Elector, ...]:
    def read() -> tuple[Elector, ...]:
        files = ((name.removesuffix(".yaml"), state.data(f"{folder}/{name}")) for name in state.names(folder))
        return tuple(one for member, data in files if (one := elector_in(member, data or b"")) is not None)

    return _kept(state.stamp(folder), state.catalogue.version, read)


def _kept(stamp: str | None, version: int, read: Callable[[], tuple[Elector, ...]]) -> tuple[Elector, ...]:
    """The electors of a folder with that stamp, read now if nobody read them yet. Without a stamp nothing is kept."""
    if stamp is None:
        return read()
    found = _electors.get((stamp, version))
    if found is None:
        found = read()
        _electors.put((stamp, version), found, _ELECTOR_BYTES * (1 + len(found)))
    return found


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


def _electorate(state: State, rule: Rule, at: Instant, subject: MemberId | None) -> Iterable[Elector]:
    electorate = rule.electorate
    if electorate.who == "members":
        return _members(state)
    if electorate.who == "duty":
        holders = (member for member in Member.all(state) if electorate.duty and member.holds(electorate.duty, at))
        return sorted(member.elector for member in holders if member.elector is not None)
    if electorate.team == "subject":
        # Moving the candidate into a team of friends must not change who votes: the subject's own seat is seasoned too.
        chosen = [
            team for team in Team.all(state) if any(s.member == subject and s.counts_at <= at for s in team.seats)
        ]
    else:
        found = Team.of(state, electorate.team or "")
        chosen = [found] if found else []
    ids = {seat.member for team in chosen for seat in team.seats if seat.counts_at <= at}
    seated = (Member.of(state, name) for name in sorted(ids))
    return (member.elector for member in seated if member is not None and member.elector is not None)


def has_voter(state: State, at: Instant) -> bool:
    """Whether the organisation could still amend its bylaws: somebody on that roll has a vote. Stops at the first."""
    bylaws = bylaws_of(state)
    rule = bylaws.rules[bylaws.decisions["amend-bylaws"].rule]
    folders = (_members_in(state, folder) for folder in Member.home.folders(state))
    return any(_weighed(people, state, bylaws, rule, at) for people in folders)


def total(roll: Mapping[MemberId, int]) -> int:
    """The weight of a whole roll."""
    return roll.weight if isinstance(roll, VoterList) else sum(roll.values())
