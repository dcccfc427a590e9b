"""Other processes of this program, one for each further core.

Few commands start any: what starts them is imported where it is used, since loading it takes as long as Python itself.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

MOST = 8
"""The most cores that are used at once: each needs memory of its own."""


def cores() -> int:
    """How many processes can work at once on this computer."""
    if hasattr(os, "sched_getaffinity"):
        return min(MOST, len(os.sched_getaffinity(0)))
    return min(MOST, os.cpu_count() or 1)


def pool(count: int, begin: Callable[..., None] | None = None, *given: Any) -> ProcessPoolExecutor:
    """So many new processes, each of which calls `begin` with what is given first.

    New ones, and no copies of this one, which would share what libgit2 has open.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_start, initargs=(begin, given))


def _start(begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    gc.set_threshold(1_000_000, 50, 50)  # as the command line does
    if begin is not None:
        begin(*given)
