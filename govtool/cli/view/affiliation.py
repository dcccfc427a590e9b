"""Shows where a person of a federation belongs: their home first, and their other affiliates."""

from __future__ import annotations

from govtool.cli.terminal.text import joined
from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.affiliation import affiliates_of, home_of


def belonging_words(state: State, person: MemberId, at: Instant) -> str:
    """The affiliates of a person in words: `home riverside, also restaurant`."""
    home, names = home_of(state, person, at), affiliates_of(state, person, at)
    others = [name for name in names if name != home]
    if not names:
        return "no affiliate"
    also = [f"{'also ' if home else 'no home, but '}{joined(others)}"] if others else []
    return ", ".join([*([f"home {home}"] if home else []), *also])
