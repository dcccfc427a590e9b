"""Schulze's count by strongest paths, which shares nothing with the count that it checks.

A path is as strong as its weakest defeat; a defeat is stronger with more votes for it, and among equals with fewer
against it. The winners are the options from which to no other one a weaker path leads than back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import permutations

Strength = tuple[int, int]
NO_PATH: Strength = (0, 0)


def strongest_paths(
    pairs: Mapping[str, Mapping[str, int]], options: Collection[str]
) -> dict[tuple[str, str], Strength]:
    """The strength of the strongest path from each option to each other one."""
    paths = {
        (one, other): (pairs[one][other], -pairs[other][one]) if pairs[one][other] > pairs[other][one] else NO_PATH
        for one, other in permutations(options, 2)
    }
    for middle in options:
        for one, other in permutations([option for option in options if option != middle], 2):
            paths[one, other] = max(paths[one, other], min(paths[one, middle], paths[middle, other]))
    return paths


def schulze_winners(pairs: Mapping[str, Mapping[str, int]], options: Collection[str]) -> tuple[str, ...]:
    """Schulze's winners, in the order of the options."""
    paths = strongest_paths(pairs, options)
    return tuple(
        one for one in options if all(paths[one, other] >= paths[other, one] for other in options if other != one)
    )
