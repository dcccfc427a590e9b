"""Series of records that are numbered over all years, in folders by year: payouts, releases, and others.

A look at the newest reads no older ones.
"""

from __future__ import annotations

from govtool.core.record import FileRecord
from govtool.core.state import State


def next_in(state: State, kind: type[FileRecord]) -> int:
    """The number of the next record of a series. Looks at the newest year's names only."""
    return next((number + 1 for *_, number in kind.home.listed(state, newest_first=True)), 1)
