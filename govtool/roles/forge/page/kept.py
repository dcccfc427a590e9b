"""What came of keeping a page."""

from __future__ import annotations

from dataclasses import dataclass

from govtool.errors import GovtoolError


@dataclass(frozen=True)
class Kept:
    """What came of one page, or (`pull` None) of the whole round: what was changed there, and what went wrong.

    `about` is the number of the proposal, where there is one.
    """

    pull: int | None
    about: str = ""
    changed: tuple[str, ...] = ()
    problem: GovtoolError | None = None
