"""A series: records that are numbered one after the other over all years, in folders by year.

The year is that of the event that made the record, so that the newest number lies in the newest folder; what happened
lately is found without looking at what happened long ago.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.times import Instant

R = TypeVar("R", bound=Record)


def place_in(folder: str, number: int, at: Instant) -> str:
    """Where a record of a series lies."""
    return f"{folder}/{at[:4]}/{number:06d}.yaml"


def next_in(state: State, folder: str) -> int:
    """The number of the next record of a series. Looks at the newest year's names only."""
    years = state.names(folder)
    names = state.names(f"{folder}/{years[-1]}") if years else ()
    return int(names[-1].removesuffix(".yaml")) + 1 if names else 1


def newest_first(state: State, model: type[R], folder: str) -> Iterator[R]:
    """The records of a series, the newest first, each read when it is asked for."""
    for year in reversed(state.names(folder)):
        for name in reversed(state.names(f"{folder}/{year}")):
            record = state.get(model, f"{folder}/{year}/{name}")
            if record is not None:
                yield record
