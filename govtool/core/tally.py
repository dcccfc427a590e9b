"""The count: from a rule, a voter list and the choices made to a result, with the reasons for it.

Promises: whole numbers and exact fractions only; the result is a function of the set of ballots, whatever their order;
nobody outside the voter list is in any figure. The stages have one fixed order:
- nobody may vote
- too few took part
- too many block
- too little weight is for it
- too few affiliates of a federation are for it (see spread)
- the outcomes of the rule, one after the other
- the `otherwise` of the rule

If too few took part, only leading outcomes that need no quorum are checked, and only if neither blocks nor the floor
nor the spread prevent it.

Does not judge ballots (who signed, whether in time): it is given one choice for each person.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate
from typing import Literal

from govtool.core.rule import Base, CountingRule, Outcome
from govtool.core.share import fraction_of
from govtool.core.spread import LEAST_FOR, Parts, agree, chose, parts_from, rests

Choice = Literal["for", "against", "abstain", "block"]
CHOICES: tuple[Choice, ...] = ("for", "against", "abstain", "block")
Stage = Literal["no-electorate", "quorum", "blocked", "floor", "spread", "outcome", "otherwise"]
"""The stage at which a count ended."""
LIMITS = frozenset({"quorum", "floor", "spread"})
"""The names of the thresholds that stand before the outcomes of a rule."""
PASSED = "passed"
"""The result that all rules of a proposal or an option must give."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's choice with the weight that the voter list gives it."""

    voter: str
    weight: int
    choice: Choice


@dataclass(frozen=True, slots=True)
class Sums:
    """All figures that a result depends on. They are weights, unless the name says heads.

    `parts` are those of the affiliates that a spread counts; None if nobody asked for them. A rule with a spread cannot
    be counted then.
    """

    for_: int = 0
    against: int = 0
    abstain: int = 0
    block: int = 0
    eligible: int = 0
    eligible_heads: int = 0
    voted_heads: int = 0
    block_heads: int = 0
    parts: Parts | None = None

    @property
    def cast(self) -> int:
        """The weight of all votes that chose: for, against and block."""
        return self.for_ + self.against + self.block

    @property
    def present(self) -> int:
        """The weight of all people who took part."""
        return self.cast + self.abstain

    @property
    def silent(self) -> int:
        """The weight of all people who have not voted."""
        return self.eligible - self.present

    @property
    def silent_heads(self) -> int:
        """The number of people who have not voted."""
        return self.eligible_heads - self.voted_heads

    def base(self, of: Base) -> int:
        """The weight that a share is taken of."""
        return {"cast": self.cast, "present": self.present, "eligible": self.eligible}[of]

    def with_silent(self, choice: Choice) -> Sums:
        """The sums if all who have not voted made this choice; the votes cast stay."""
        field = _FIELDS[choice]
        return replace(
            self,
            voted_heads=self.eligible_heads,
            block_heads=self.block_heads + (self.silent_heads if choice == "block" else 0),
            parts=self.parts if self.parts is None else tuple(part.with_silent(choice) for part in self.parts),
            **{field: getattr(self, field) + self.silent},
        )


_FIELDS: Mapping[str, str] = {"for": "for_", "against": "against", "abstain": "abstain", "block": "block"}


@dataclass(frozen=True, slots=True)
class Need:
    """One threshold in today's figures: `has` of `base`; `needed` is the least that meets it.

    `name` is the result of an outcome, or `quorum`, `floor` or `spread`; `of` is the base of the share. A base of votes
    cast grows with every vote, so its `missing` is valid for today's base only. An outcome without `needs_quorum` is
    checked even if the quorum is missed. The figures of a spread are affiliates.
    """

    name: str
    share: str
    is_strict: bool
    of: str
    base: int
    has: int
    needed: int
    needs_quorum: bool = True

    @property
    def is_met(self) -> bool:
        """Whether the threshold is met. If nobody is for it, no outcome is met."""
        return self.has >= self.needed

    @property
    def missing(self) -> int:
        """The weight that is missing to meet it; 0 if it is met."""
        return max(0, self.needed - self.has)

    def more_for(self, silent: int) -> int | None:
        """The least further weight that meets it, if people who have not voted vote for it: the base of votes cast
        grows too.

        None if all of them together do not meet it. Not for a quorum of heads or a spread, which no weight meets.
        """
        share, grows = fraction_of(self.share), self.of in ("cast", "present")
        more = bisect_left(
            range(silent + 1),
            True,
            key=lambda more: self.has + more >= _least(share, self.is_strict, self.base + more * grows),
        )
        return more if more <= silent else None


@dataclass(frozen=True, slots=True)
class Tally:
    """A result and how it came about.

    `settled`: the result has the same name, whether and however the others still vote. `stage` is the stage at which
    the count ended, `outcome` the position of the outcome that was met (stage `outcome` only). `needs` are all
    thresholds of the rule in the order in which they are checked, met or not.
    """

    result: str
    settled: bool
    stage: Stage
    outcome: int | None
    sums: Sums
    needs: tuple[Need, ...]

    def data(self) -> dict[str, object]:
        """The figures as every report in JSON gives them."""
        sums, parts = self.sums, self.sums.parts
        spread = {} if parts is None else {"counted": len(parts), "chose": chose(parts), "agree": agree(parts)}
        return {
            "result": self.result,
            "settled": self.settled,
            "for": sums.for_,
            "against": sums.against,
            "abstain": sums.abstain,
            "block": sums.block,
            "eligible": sums.eligible,
            "eligible_heads": sums.eligible_heads,
            "voted_heads": sums.voted_heads,
            **({"spread": spread} if spread else {}),
        }


def count(rule: CountingRule, roll: Mapping[str, int], choices: Mapping[str, str], parts: Parts | None = None) -> Tally:
    """Counts the choices (voter to choice) of the people on the voter list (voter to weight, each above 0). `parts` are
    those of the affiliates that are counted, for a rule with a spread.

    A choice of a person outside the voter list is in no figure. Raises ValueError for a weight below 1 or a word that
    is no choice: records never hold either.
    """
    if min(roll.values(), default=1) < 1:
        raise ValueError("a voter list with a weight below 1 cannot be counted")
    cast = [(roll[voter], choice) for voter, choice in choices.items() if voter in roll]
    return count_cast(rule, len(roll), sum(roll.values()), cast, parts)


def count_cast(
    rule: CountingRule, heads: int, weight: int, cast: Collection[tuple[int, str]], parts: Parts | None = None
) -> Tally:
    """Counts ballots, each with its weight and choice, of a voter list of so many people and so much weight together.

    Raises ValueError for a weight below 1, a word that is no choice, and ballots that are more than the list.
    """
    silent = (heads - len(cast), weight - sum(each for each, _ in cast))
    voted = sums_of((1, each, choice) for each, choice in cast)
    if min(silent) < 0 or silent[1] < silent[0]:
        raise ValueError(f"{len(cast)} ballots cannot be of {heads} people with weight {weight}")
    return tally_of(rule, replace(voted, eligible=weight, eligible_heads=heads, parts=parts))


def votes(roll: Mapping[str, int], choices: Mapping[str, Choice]) -> tuple[Vote, ...]:
    """The votes that `count` counts, by id."""
    return tuple(Vote(voter, roll[voter], choices[voter]) for voter in sorted(choices) if voter in roll)


def silent(roll: Mapping[str, int], choices: Mapping[str, str]) -> tuple[str, ...]:
    """The people on the voter list who have not voted, by id."""
    return tuple(sorted(voter for voter in roll if voter not in choices))


def sums_of(groups: Iterable[tuple[int, int, str | None]]) -> Sums:
    """The sums of groups of people: heads, weight of each head, and the choice they made (None: they have not voted).

    Raises ValueError for a negative number of heads, a weight below 1 or a word that is no choice.
    """
    weights: dict[str | None, int] = dict.fromkeys((*CHOICES, None), 0)
    heads = dict(weights)
    for size, weight, choice in groups:
        if weight < 1 or size < 0 or choice not in weights:
            raise ValueError(f"{size} people with weight {weight} and choice {choice!r} cannot be counted")
        weights[choice] += size * weight
        heads[choice] += size
    all_heads = sum(heads.values())
    return Sums(
        for_=weights["for"],
        against=weights["against"],
        abstain=weights["abstain"],
        block=weights["block"],
        eligible=sum(weights.values()),
        eligible_heads=all_heads,
        voted_heads=all_heads - heads[None],
        block_heads=heads["block"],
    )


def tally_of(rule: CountingRule, sums: Sums) -> Tally:
    """The result of the sums under the rule. Raises ValueError for a rule with a spread and sums without parts."""
    needs = _needs(rule, sums)
    result, stage, outcome = _decide(rule, sums, needs)
    return Tally(result, _is_settled(rule, sums, result), stage, outcome, sums, needs)


def result_of(rule: CountingRule, sums: Sums) -> str:
    """The name of the result under the rule."""
    return _decide(rule, sums, _needs(rule, sums))[0]


def deciding(tallies: Sequence[Tally]) -> int:
    """The position of the tally that gives several rules their common result: see `deciding_of`."""
    return deciding_of(tally.result for tally in tallies)


def deciding_of(results: Iterable[str]) -> int:
    """The position of the result that several rules have together: the first that is not `passed`, or else 0."""
    return next((position for position, result in enumerate(results) if result != PASSED), 0)


def needed(outcome: Outcome, base: int) -> int:
    """The least weight that meets the outcome on a base of that weight: of 7, more than 1/2 is 4 and 2/3 is
    5.

    At least 1: an outcome needs a vote for it.
    """
    return _least(fraction_of(outcome.share), outcome.is_strict, base)


def fewest_heads(weights: Iterable[int], needed: int) -> int | None:
    """The least number of people whose weights together reach `needed`; None if all together do not."""
    reached, heads = 0, 0
    for weight in sorted(weights, reverse=True):
        if reached >= needed:
            break
        reached, heads = reached + weight, heads + 1
    return heads if reached >= needed else None


def fewest_people(
    rule: CountingRule, weights: Iterable[int], results: Collection[str], parts: Parts | None = None
) -> int | None:
    """The least number of people who can bring one of the results about, whatever they choose, if nobody else votes.
    `weights` are those of a voter list, `parts` those of its affiliates if the rule has a spread. None if all together
    cannot.

    The results must be those of the first outcomes of the rule. Then a vote for it with the most weight helps most, and
    a result that was reached stays reached when more vote for it. Under a spread each affiliate has one of the people
    who vote for it, as far as they go. Everybody has the same weight there, or else this raises ValueError.
    """
    heaviest = (0, *accumulate(sorted(weights, reverse=True)))
    if parts is not None and heaviest[-1] != (len(heaviest) - 1) * heaviest[:2][-1]:
        raise ValueError("under a spread all people must have the same weight")
    homes = sum(part.silent > 0 for part in parts or ())

    def reaches(heads: int) -> bool:
        weight = heaviest[heads]
        everybody = len(heaviest) - 1
        won = None if parts is None else parts_from(len(parts), min(heads, homes), min(heads, homes))
        sums = Sums(for_=weight, eligible=heaviest[-1], eligible_heads=everybody, voted_heads=heads, parts=won)
        return result_of(rule, sums) in results

    found = bisect_left(range(len(heaviest)), True, key=reaches)
    return found if found < len(heaviest) else None


def _least(share: Fraction, is_strict: bool, base: int) -> int:
    part = share.numerator * base
    if is_strict:
        return part // share.denominator + 1
    return max(1, -(-part // share.denominator))


def _needs(rule: CountingRule, sums: Sums) -> tuple[Need, ...]:
    needs: list[Need] = []
    if (quorum := rule.quorum) is not None:
        by_heads = quorum.of == "heads"
        base = sums.eligible_heads if by_heads else sums.eligible
        has = sums.voted_heads if by_heads else sums.present
        if quorum.at_least is not None:
            least = _least(fraction_of(quorum.at_least), False, base)
            needs.append(Need("quorum", quorum.at_least, False, quorum.of, base, has, least))
        if quorum.min_heads is not None:
            # Never more than the voter list has, so that a sole founder does not need two people.
            heads = sums.eligible_heads
            least = min(quorum.min_heads, heads)
            needs.append(Need("quorum", "", False, "min_heads", heads, sums.voted_heads, least))
    if (floor := rule.floor) is not None:
        base = sums.base(floor.of)
        least = _least(fraction_of(floor.at_least), False, base)
        needs.append(Need("floor", floor.at_least, False, floor.of, base, sums.for_, least))
    if (spread := rule.spread) is not None:
        if sums.parts is None:
            raise ValueError("a rule with a spread cannot be counted without the affiliates")
        if not rests(spread, len(sums.parts)):
            base = chose(sums.parts)
            least = max(LEAST_FOR, _least(fraction_of(spread.more_than), True, base))
            needs.append(Need("spread", spread.more_than, True, "affiliates", base, agree(sums.parts), least))
    for place, outcome in enumerate(rule.outcomes):
        base, asks = sums.base(outcome.of), place >= rule.needs_no_quorum
        least = needed(outcome, base)
        needs.append(Need(outcome.result, outcome.share, outcome.is_strict, outcome.of, base, sums.for_, least, asks))
    return tuple(needs)


def _decide(rule: CountingRule, sums: Sums, needs: tuple[Need, ...]) -> tuple[str, Stage, int | None]:
    first_outcome = len(needs) - len(rule.outcomes)
    limits, outcomes = needs[:first_outcome], needs[first_outcome:]
    if sums.eligible_heads == 0:
        return "no-electorate", "no-electorate", None
    has_quorum = all(need.is_met for need in limits if need.name == "quorum")
    is_blocked = rule.blocks is not None and sums.block_heads > rule.blocks.allowed
    has_floor = all(need.is_met for need in limits if need.name == "floor")
    has_spread = all(need.is_met for need in limits if need.name == "spread")
    if has_quorum and is_blocked:
        return "blocked", "blocked", None
    if has_quorum and not has_floor:
        return rule.otherwise, "floor", None
    if has_quorum and not has_spread:
        return rule.otherwise, "spread", None
    if not is_blocked and has_floor and has_spread:
        for position, need in enumerate(outcomes):
            if need.is_met and (has_quorum or not need.needs_quorum):
                return need.name, "outcome", position
    return (rule.otherwise, "otherwise", None) if has_quorum else ("no-quorum", "quorum", None)


def _is_settled(rule: CountingRule, sums: Sums, result: str) -> bool:
    """Whether the result's name cannot change any more. Two extremes suffice: every threshold is easiest to meet if all
    the others vote for it, and hardest if all vote against it. The same is true of each affiliate of a spread. Outcomes
    of one name follow each other, so no third result can come between two equal ones.
    """
    if sums.silent_heads == 0 or result == "blocked":
        return True
    if result == "no-quorum":
        return False
    if rule.blocks is not None and sums.block_heads + sums.silent_heads > rule.blocks.allowed:
        return False
    return all(result_of(rule, sums.with_silent(choice)) == result for choice in ("for", "against"))
