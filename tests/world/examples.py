"""How many examples a law tries: few in the daily run, many where somebody asks for them."""

from __future__ import annotations

from hypothesis import settings

DAILY, SEARCH = 60, 2000


def histories(daily: int) -> settings:
    """For a law whose every example is a whole history: so many in the daily run, and more in the measure in which
    the profile asks for more.
    """
    return settings(max_examples=max(1, daily * settings.default.max_examples // DAILY))
