"""The count of a choice among options: from rankings to a winner, or to several options that are tied.

`none`, which keeps things as they are, is always an option. A person ranks the options best first. Options that they
do not name stand level with each other, below all that they name.

Promises: whole numbers only; the result is a function of the set of ballots, whatever their order. The stages have one
fixed order:
- each option is counted by its own rules, as a vote of its own: for it is everyone who ranks it above `none`
- an option that does not pass is dropped
- the others are compared in pairs: A defeats B if more weight ranks A above B than B above A
- the options that no other one defeats, directly or through others, are left; while defeats among them remain, the
  weakest of them fall
- one option is left: it wins; several: they are tied, and nothing decides between them

Sources: Debian Constitution, appendix A.5 (https://www.debian.org/devel/constitution), with weights and without a
casting vote; Schulze, A new monotonic, clone-independent, reversal symmetric, and condorcet-consistent single-winner
election method, 2011.

Does not judge ballots or options, and knows no voter list: people whom a list does not hold are left out before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from govtool.core.tally import PASSED, Choice, Tally, deciding

NONE = "none"
"""The option that every choice has: things stay as they are."""
TIED = "tied"
"""The result if several options are left: nothing is enacted."""
MOST_OPTIONS = 12

Ranking = tuple[tuple[str, ...], ...]
"""Options, best first; those of one tier are equal."""
Pairs = Mapping[str, Mapping[str, int]]
"""`pairs[A][B]` is the weight that ranks A above B, for every two options and `none`."""


@dataclass(frozen=True, slots=True)
class RankedVote:
    """One person's ranking with the weight that the voter list gives it, or that of a group who rank alike.

    `aside` are the options on which the person may not vote; no pair with one of them counts the vote.
    """

    weight: int
    ranking: Ranking
    aside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChoiceTally:
    """A result and how it came about.

    `options` has the tallies of each option, one for each of its rules, in the order of the proposal. With `seats`
    there can be several winners; `tied` are the options of which too few seats were left.
    """

    result: str
    winners: tuple[str, ...]
    tied: tuple[str, ...]
    options: Mapping[str, tuple[Tally, ...]]
    pairs: Pairs
    seats: int | None = None

    @property
    def winner(self) -> str | None:
        """The one option that is chosen; None if there is none, or if the choice fills seats."""
        return self.winners[0] if self.winners and self.seats is None else None

    @property
    def passed(self) -> tuple[str, ...]:
        """The options that pass by their own rules; only they are compared."""
        return tuple(option for option in self.options if self.tally(option).result == PASSED)

    @property
    def fallen(self) -> tuple[tuple[str, str], ...]:
        """The defeats that did not count, because they were the weakest of a circle: (better, worse)."""
        return _resolved(self.pairs, self.passed)[1]

    @property
    def is_settled(self) -> bool:
        """Whether nobody is silent any more on a voter list of an option. With several options no result is certain
        before, so that `close: settled` means `close: everyone`.
        """
        return all(tally.sums.silent_heads == 0 for tallies in self.options.values() for tally in tallies)

    def tally(self, option: str) -> Tally:
        """The tally that gives an option its result: the first that did not pass, or else the first."""
        return self.options[option][deciding(self.options[option])]

    def figures(self, option: str) -> dict[str, object]:
        """The figures of an option by its own rules: those of that tally."""
        figures = self.tally(option).data()
        return {name: figures[name] for name in ("result", "for", "against", "abstain", "spread") if name in figures}

    def data(self) -> dict[str, object]:
        """The figures as every report in JSON gives them."""
        won = {"winner": self.winner} if self.seats is None else {"winners": list(self.winners)}
        options = {option: self.figures(option) for option in self.options}
        pairs = {row: dict(columns) for row, columns in self.pairs.items()}
        return {"result": self.result, **won, "tied": list(self.tied), "options": options, "pairs": pairs}


def normal(options: Collection[str], ranking: Iterable[Iterable[str]]) -> Ranking:
    """The one form of all rankings that say the same: each tier sorted, no tier empty, and the last one left out, as
    options without a name stand there.

    Raises ValueError for a name that is no option, or is there twice.
    """
    tiers = [tuple(sorted(tier)) for tier in ranking]
    named = [option for tier in tiers for option in tier]
    every = {*options, NONE}
    for option in named:
        if option not in every:
            raise ValueError(f"{option} is no option here")
        if named.count(option) > 1:
            raise ValueError(f"{option} is ranked twice")
    full = [tier for tier in (*tiers, tuple(sorted(every.difference(named)))) if tier]
    return tuple(full[:-1])


def approving(options: Collection[str], approved: Iterable[str]) -> Ranking:
    """The ranking of a person who approves some options: those, then none, then the rest. Raises ValueError."""
    return normal(options, (approved, (NONE,)))


def stand(ranking: Ranking, option: str) -> Choice:
    """The choice on one option that a ranking makes."""
    return stands(ranking, (option,))[0]


def stands(ranking: Ranking, options: Iterable[str]) -> tuple[Choice, ...]:
    """The choice on each option that a ranking makes: for it if it is above `none`, against it if it is below."""
    places, last = _places(ranking), len(ranking)
    none = places.get(NONE, last)
    found = (places.get(option, last) for option in options)
    return tuple("for" if place < none else "against" if place > none else "abstain" for place in found)


def pairs(options: Collection[str], cast: Iterable[RankedVote]) -> Pairs:
    """The weights of every pair of options, `none` among them. Raises ValueError for a weight below 1."""
    alike: Counter[tuple[Ranking, frozenset[str]]] = Counter()
    for vote in cast:
        if vote.weight < 1:
            raise ValueError(f"a ranking with weight {vote.weight} cannot be counted")
        alike[vote.ranking, vote.aside] += vote.weight
    every = (*options, NONE)
    above = {row: {column: 0 for column in every if column != row} for row in every}
    for (ranking, aside), weight in alike.items():
        places, last = _places(ranking), len(ranking)
        judged = [(option, places.get(option, last)) for option in every if option not in aside]
        for better, place in judged:
            for worse, below in judged:
                if place < below:
                    above[better][worse] += weight
    return above


def winners_of(pairs: Pairs, remaining: Collection[str]) -> tuple[str, ...]:
    """The best of the remaining options by pairs, in their order: one is the winner, several are tied."""
    return _resolved(pairs, remaining)[0]


def choose(tallies: Mapping[str, Sequence[Tally]], pairs: Pairs, seats: int | None = None) -> ChoiceTally:
    """The result of a choice, from the tallies of each option (one for each of its rules) and the pairs.

    With seats the best option takes one, then the best of the rest, and so on. If everybody may vote on every option
    and only approves, these are the most approved ones. A tie for the last seat leaves it open.
    """
    options = {option: tuple(found) for option, found in tallies.items()}
    results = {option: found[deciding(found)].result for option, found in options.items()}
    passed = [option for option, result in results.items() if result == PASSED]
    elected: set[str] = set()
    best: tuple[str, ...] = ()
    while len(elected) < (seats or 1) and (rest := [option for option in passed if option not in elected]):
        best = winners_of(pairs, rest)
        if len(elected) + len(best) > (seats or 1):
            break
        elected.update(best)
    winners = tuple(option for option in passed if option in elected)
    tied = tuple(option for option in best if option not in elected)
    if passed:
        result = PASSED if winners else TIED
    else:
        said = set(results.values())
        result = said.pop() if said in ({"no-electorate"}, {"no-quorum"}) else "rejected"
    return ChoiceTally(result, winners, tied, options, pairs, seats)


def _places(ranking: Ranking) -> dict[str, int]:
    return {option: place for place, tier in enumerate(ranking) for option in tier}


def _resolved(pairs: Pairs, remaining: Collection[str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The best of the remaining options, and the defeats that fell before only they were left."""
    left, fallen = tuple(remaining), list[tuple[str, str]]()
    defeats = {(a, b) for a in left for b in left if a != b and pairs[a][b] > pairs[b][a]}
    while True:
        left = _undefeated(left, defeats)
        defeats = {(a, b) for a, b in defeats if a in left and b in left}
        if not defeats:
            return left, tuple(fallen)
        strength = {(a, b): (pairs[a][b], -pairs[b][a]) for a, b in defeats}
        weakest = min(strength.values())
        fallen += sorted(defeat for defeat in defeats if strength[defeat] == weakest)
        defeats = {defeat for defeat in defeats if strength[defeat] > weakest}


def _undefeated(options: tuple[str, ...], defeats: Collection[tuple[str, str]]) -> tuple[str, ...]:
    """The Schwartz set: the options that defeat, directly or through others, every option that so defeats them."""
    reach = set(defeats)
    for middle in options:
        reach |= {(a, b) for a in options if (a, middle) in reach for b in options if (middle, b) in reach}
    return tuple(a for a in options if all((a, b) in reach for b in options if (b, a) in reach))
