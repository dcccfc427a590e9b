"""The spread of a rule: in how many affiliates of a federation a proposal has more votes for it than against it.

The opening of a vote fixes which affiliates are counted, each with the weight of its people on the voter list. Only
affiliates in which somebody voted for or against matter. More than a share of them, and two at least, must be for it. A
tie is not for it, and a block counts against it. If fewer affiliates are counted than the rule asks for, the condition
rests.

Promises: whole numbers and exact fractions only. Does not know who belongs to an affiliate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from govtool.core.rule import Spread

LEAST_FOR = 2
"""In so many affiliates a proposal must win at least, whatever the share."""


@dataclass(frozen=True, slots=True)
class Part:
    """The weights of the people of one counted affiliate: for, against (with blocks), and of those who have not
    voted.
    """

    for_: int = 0
    against: int = 0
    silent: int = 0

    @property
    def has_chosen(self) -> bool:
        """Whether somebody there voted for or against."""
        return self.for_ + self.against > 0

    @property
    def agrees(self) -> bool:
        """Whether more weight is for it than against it."""
        return self.for_ > self.against

    def with_silent(self, choice: str) -> Part:
        """The part if all who have not voted made this choice."""
        for_ = self.silent if choice == "for" else 0
        against = self.silent if choice in _AGAINST else 0
        return Part(self.for_ + for_, self.against + against)


_AGAINST = frozenset({"against", "block"})

Parts = tuple[Part, ...]
"""Every counted affiliate."""


def parts_of(affiliates: Mapping[str, int], votes: Iterable[tuple[str | None, int, str]]) -> Parts:
    """The parts of the counted affiliates, each with the weight of its people, from the votes: home, weight, choice.

    A vote of a person whose home is not counted is in no part.
    """
    for_, against, voted = Counter[str](), Counter[str](), Counter[str]()
    for home, weight, choice in votes:
        if home is not None:
            voted[home] += weight
            for_[home] += weight if choice == "for" else 0
            against[home] += weight if choice in _AGAINST else 0
    return tuple(Part(for_[name], against[name], weight - voted[name]) for name, weight in affiliates.items())


def parts_from(counted: int, chose: int, agree: int) -> Parts:
    """Parts that give these figures: a result follows from them alone, if nobody votes any more."""
    return (*[Part(for_=1)] * agree, *[Part(against=1)] * (chose - agree), *[Part()] * (counted - chose))


def chose(parts: Parts) -> int:
    """The number of affiliates in which somebody voted for or against."""
    return sum(part.has_chosen for part in parts)


def agree(parts: Parts) -> int:
    """The number of affiliates in which more weight is for it than against it."""
    return sum(part.agrees for part in parts)


def rests(spread: Spread, counted: int) -> bool:
    """Whether the condition rests, because too few affiliates are counted."""
    return counted < spread.least
