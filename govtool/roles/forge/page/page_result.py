"""The result of keeping a page."""

from __future__ import annotations

from dataclasses import dataclass

from govtool.errors import GovtoolError


@dataclass(frozen=True)
class Kept:
    """The result for one page, or (`pull` None) for the whole round: what was changed there, and what went wrong.

    `about` is the number of the proposal, if there is one.
    """

    pull: int | None
    about: str = ""
    changed: tuple[str, ...] = ()
    problem: GovtoolError | None = None
